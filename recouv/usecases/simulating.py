"""The agenda played day by day, with today's settings and with others: no file is touched, nothing is kept.

Each client is played alone, from the dossier as it is, on every core when there are many; what comes back is only the
lines to print.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial

from msgspec import Struct
from msgspec.json import decode, encode
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.errors import NothingFoundError, ProblemsError, UsageError
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.practice import Practice
from recouv.rules.simulation import simulated
from recouv.store.cold_reading import work_out
from recouv.store.known_commit import known_at_revision
from recouv.store.past_workspace import PastWorkspace
from recouv.usecases.session import Session

#: The public holidays of four years ahead are known.
MOST_DAYS = 1096


class SimulatedTask(Struct, frozen=True, array_like=True):
    """A task of a day to come."""

    day: date
    client: str
    name: str
    action: str
    channel: str
    scenario: str
    step: str
    """Empty for what stays in the office."""
    level: int
    invoices: tuple[str, ...]
    amount: Money | None

    @property
    def place(self) -> tuple[object, ...]:
        """Where it stands in the list."""
        return (self.day, self.name.casefold(), self.client, -self.level, self.action, self.invoices)

    @property
    def currency(self) -> str:
        """Of the amount."""
        return self.amount.currency if self.amount else ""


class SimulatedRow(Struct, frozen=True, kw_only=True):
    """A line of the simulation: what both settings ask, or what only one of them does."""

    task: SimulatedTask
    now: bool
    """With today's settings."""
    other: bool
    """With the others; as `now` where there are none."""


class StepCount(Struct, frozen=True, kw_only=True):
    """How often a step is carried out by a channel."""

    step: str
    action: str
    now: int
    other: int


class Decided(Struct, frozen=True, kw_only=True):
    """Scenarios, rules of the house and payment terms to play with."""

    practice: Practice
    terms: str


class Simulation(Struct, frozen=True, kw_only=True):
    """What the coming days would ask."""

    first: date
    last: date
    compared: bool
    """Whether other settings were played beside today's."""
    rows: tuple[SimulatedRow, ...]
    """In the order of the days."""
    counts: tuple[StepCount, ...]
    unreadable: tuple[str, ...]


class Settings(Struct, frozen=True, kw_only=True):
    """What to play beside today's settings; nothing when all is empty."""

    scenario: str = ""
    """The one that whoever follows the default is to follow."""
    revision: str = ""
    """Of the repository, whose scenarios and recouv.yaml are to hold."""


def simulate(
    session: Session, days: int, *, settings: Settings | None = None, client: str = "", on: date | None = None
) -> Simulation:
    """What `days` days from `on` (today) would ask, of one client when `client` is given.

    Raises:
        UsageError: there are too few or too many days, or both a scenario and a revision.
        NothingFoundError: there is no such scenario, revision or client.
        ProblemsError: the settings of the revision, or the client's dossier, cannot be read.
    """
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(
            say("{count} days cannot be simulated", count=days), say("from 1 to {most} days", most=MOST_DAYS)
        )
    first = on or session.today
    now = Decided(practice=session.practice, terms=session.workspace.config.terms)
    other = _other(session, now, settings or Settings())
    answer = partial(_answer, played=[now] if other is None else [now, other], first=first, days=days)
    rows, unreadable = [], []
    odd, paths = _paths(session, client)
    for worked in work_out(session.workspace.root, paths, answer):
        lists = worked.values[0]
        if lists is None:
            unreadable.append(worked.path)
        else:
            rows += _compared(decode(lists, type=list[list[SimulatedTask]]))
    rows.sort(key=lambda row: (*row.task.place, row.other))
    return Simulation(
        first=first,
        last=first + timedelta(days=min(days - 1, (date.max - first).days)),
        compared=other is not None,
        rows=tuple(rows),
        counts=tuple(_counts(rows)),
        unreadable=tuple(sorted([*odd, *unreadable])),
    )


def _paths(session: Session, client: str) -> tuple[Iterable[str], Sequence[str]]:
    workspace = session.workspace
    if client:
        return (), [workspace.read(client).dossier.path]
    odd, even = workspace.dossier_files()
    return odd, sorted(even)


def _other(session: Session, now: Decided, settings: Settings) -> Decided | None:
    if settings.scenario and settings.revision:
        raise UsageError(say("a scenario and a revision cannot be simulated at once"), say("give --scenario, or --rev"))
    if settings.revision:
        return _decided_at(session, settings.revision)
    if not settings.scenario:
        return None
    scenarios = now.practice.scenarios
    if settings.scenario not in scenarios:
        raise NothingFoundError(
            say("there is no scenario {name}", name=settings.scenario),
            say("one of: {choices}", choices=", ".join(scenarios)),
        )
    house = replace(now.practice.house, default_scenario=settings.scenario)
    return Decided(practice=replace(now.practice, house=house), terms=now.terms)


def _decided_at(session: Session, revision: str) -> Decided:
    workspace = session.workspace
    past = PastWorkspace(workspace, known_at_revision(workspace.root, revision).commit)
    if past.scenario_problems:
        raise ProblemsError(
            say("the settings of {revision} cannot be used", revision=revision),
            past.scenario_problems,
            say("mend them there, then simulate again"),
        )
    practice = Practice(scenarios=past.scenarios, house=past.house(session.today.year))
    return Decided(practice=practice, terms=past.config.terms)


def _answer(dossier: Dossier, played: Sequence[Decided], first: date, days: int) -> str | None:
    """One client's lines, a list for each of the settings."""
    if not dossier.readable:
        return None
    return encode([_lines(dossier, one.practice, first, days, one.terms) for one in played]).decode()


def _lines(dossier: Dossier, practice: Practice, first: date, days: int, terms: str) -> list[SimulatedTask]:
    return [
        SimulatedTask(
            day=one.day,
            client=one.task.client,
            name=one.task.name,
            action=one.task.action,
            channel=one.task.channel,
            scenario=one.task.scenario,
            step=one.task.step,
            level=one.task.level,
            invoices=one.task.invoices,
            amount=one.task.amount,
        )
        for one in simulated(dossier, practice, first, days, default_terms=terms)
    ]


def _compared(lists: Sequence[Sequence[SimulatedTask]]) -> list[SimulatedRow]:
    """The lines of both settings; the same line of both, once."""
    now, other = lists[0], lists[-1]
    left = Counter(map(_said, other))
    rows = []
    for task in now:
        in_both = left[_said(task)] > 0
        left[_said(task)] -= in_both
        rows.append(SimulatedRow(task=task, now=True, other=in_both))
    for task in reversed(other):  # of lines that are alike, the first ones are in both
        if left[_said(task)] > 0:
            left[_said(task)] -= 1
            rows.append(SimulatedRow(task=task, now=False, other=True))
    return rows


def _said(task: SimulatedTask) -> tuple[object, ...]:
    """What a reader sees of it: the same step of another scenario is the same message."""
    return (task.day, task.client, task.action, task.step, task.invoices, task.amount)


def _counts(rows: Iterable[SimulatedRow]) -> list[StepCount]:
    now: Counter[tuple[str, str]] = Counter()
    other: Counter[tuple[str, str]] = Counter()
    level: dict[tuple[str, str], int] = {}
    for row in rows:
        key = (row.task.step, row.task.action)
        level[key] = max(row.task.level, level.get(key, 0))
        now[key] += row.now
        other[key] += row.other
    return [
        StepCount(step=key[0], action=key[1], now=now[key], other=other[key])
        for key in sorted(level, key=lambda key: (not key[0], level[key], key))
    ]

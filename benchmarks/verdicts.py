"""The aims: what each thing a user does may cost, beside yardsticks measured in the same minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from benchmarks import gauges
from benchmarks.gauges import Gauge
from benchmarks.timing import Run, median


class Unit(StrEnum):
    """What an aim bounds."""

    TIMES = "times the yardstick"
    MILLISECONDS = "ms"
    MEBIBYTES = "MiB"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One bound."""

    id: str
    what: str
    gauge: Gauge
    limit: float
    unit: Unit = Unit.TIMES
    beside: Mapping[Gauge, float] = field(default_factory=dict)
    """The yardsticks, and how many of each."""
    beside_words: str = ""

    @property
    def gauges(self) -> list[Gauge]:
        """What must be measured to judge it, yardsticks first."""
        return [*self.beside, self.gauge]


_LOOK: dict[Gauge, float] = {gauges.git_status: 1.0, gauges.python: 1.0}
_LOOK_WORDS = "git status + empty Python"


def _look(identifier: str, what: str, gauge: Gauge) -> Aim:
    return Aim(id=identifier, what=what, gauge=gauge, limit=3, beside=_LOOK, beside_words=_LOOK_WORDS)


def _key(identifier: str, what: str, gauge: Gauge) -> Aim:
    return Aim(id=identifier, what=what, gauge=gauge, limit=50, unit=Unit.MILLISECONDS)


def _memory(identifier: str, what: str, gauge: Gauge) -> Aim:
    return Aim(id=identifier, what=what, gauge=gauge, limit=200, unit=Unit.MEBIBYTES)


def _known(identifier: str, state: str, gauge: Gauge) -> Aim:
    return Aim(
        id=identifier,
        what=f"`recouv balance --json --known-at DAY`, {state}",
        gauge=gauge,
        limit=3,
        beside={gauges.balance_words: 1},
        beside_words="today's balance, other words than before",
    )


AIMS = (
    _look("balance", "`recouv balance`, printed again", gauges.balance),
    _look("balance-json", "`recouv balance --json`, printed again", gauges.balance_json),
    _look("agenda", "`recouv agenda`, printed again", gauges.agenda),
    _look("balance-words", "`recouv balance`, nothing changed, other words than before", gauges.balance_words),
    _look("agenda-words", "`recouv agenda`, nothing changed, other words than before", gauges.agenda_words),
    _look("balance-changed", "`recouv balance --json`, one dossier edited", gauges.balance_changed),
    _look("agenda-changed", "`recouv agenda`, one dossier edited", gauges.agenda_changed),
    _look("balance-new-day", "`recouv balance --json`, first of a new day", gauges.balance_new_day),
    _look("agenda-new-day", "`recouv agenda`, first of a new day", gauges.agenda_new_day),
    Aim(
        id="balance-first",
        what="`recouv balance --json` in a fresh clone",
        gauge=gauges.balance_first,
        limit=1,
        beside={gauges.ledger: 1},
        beside_words="ledger balance",
    ),
    _known("known-at", "one dossier in twenty changed since", gauges.balance_known),
    _known("known-at-again", "the day before was looked at", gauges.balance_known_again),
    Aim(
        id="known-at-cold",
        what="`recouv balance --json --known-at DAY` in a fresh clone",
        gauge=gauges.balance_known_cold,
        limit=3,
        beside={gauges.balance_first: 1},
        beside_words="balance in a fresh clone",
    ),
    Aim(
        id="agenda-first",
        what="`recouv agenda` in a fresh clone",
        gauge=gauges.agenda_first,
        limit=2,
        beside={gauges.balance_first: 1},
        beside_words="balance in a fresh clone",
    ),
    Aim(
        id="agenda-of-the-day",
        what="`recouv agenda`, first of a new day",
        gauge=gauges.agenda_new_day,
        limit=2,
        beside={gauges.balance_new_day: 1},
        beside_words="balance of a new day",
    ),
    Aim(
        id="show",
        what="`recouv show CLIENT`",
        gauge=gauges.show,
        limit=1,
        beside={gauges.python: 6},
        beside_words="6 × empty Python",
    ),
    Aim(
        id="screens",
        what="`recouv`: first frame with the agenda's clients",
        gauge=gauges.screens,
        limit=1,
        beside={gauges.textual: 1, gauges.balance: 1.5},
        beside_words="import textual.app + 1.5 × balance",
    ),
    _key("key-down", "key ↓ or ↑ to first painting, all clients listed", gauges.key_down),
    _key("key-page", "key PgDn or PgUp to first painting, all clients listed", gauges.key_page),
    _key("key-settled", "key ↓ or ↑ to everything painted, the client's pane included", gauges.key_down_settled),
    Aim(
        id="action",
        what="an action of the screens, written and committed",
        gauge=gauges.action,
        limit=1.3,
        beside={gauges.git_commit: 1},
        beside_words="git commit --only",
    ),
    Aim(
        id="log",
        what="`recouv log CLIENT call`, written and committed",
        gauge=gauges.log,
        limit=1,
        beside={gauges.git_commit: 1.3, gauges.python: 6},
        beside_words="1.3 × git commit --only + 6 × empty Python",
    ),
    _memory("memory-balance", "memory of `recouv balance`", gauges.balance),
    _memory("memory-first", "memory of `recouv balance --json` in a fresh clone", gauges.balance_first),
    _memory("memory-agenda", "memory of `recouv agenda`", gauges.agenda),
    _memory("memory-agenda-first", "memory of `recouv agenda` in a fresh clone", gauges.agenda_first),
    _memory("memory-screens", "memory of the screens", gauges.screens),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An aim and what was found."""

    aim: Aim
    figure: float | None = None
    """In the aim's unit; `None` when it could not be measured."""
    measured: Run | None = None
    beside: float = 0
    """Seconds of the yardsticks together."""
    beside_cpu: float = 0
    """The same, in seconds of processor."""
    why_not: str = ""

    @property
    def figure_cpu(self) -> float | None:
        """The same ratio in seconds of processor, which a busy machine disturbs less; `None` for what is no ratio."""
        if self.aim.unit is not Unit.TIMES or self.measured is None or not self.beside_cpu:
            return None
        return self.measured.cpu / self.beside_cpu

    @property
    def word(self) -> str:
        """`kept`, `missed`, or why nothing is known."""
        if self.figure is None:
            return self.why_not
        return "kept" if self.figure <= self.aim.limit else "**missed**"


def judge(aim: Aim, runs: Mapping[Gauge, Sequence[Run]], failures: Mapping[Gauge, str]) -> Verdict:
    """What the medians say of the aim."""
    failed = next((failures[gauge] for gauge in aim.gauges if gauge in failures), None)
    if failed is not None:
        return Verdict(aim, why_not=failed)
    found = median(runs[aim.gauge])
    yardsticks = [(times, median(runs[gauge])) for gauge, times in aim.beside.items()]
    beside = sum(times * run.wall for times, run in yardsticks)
    match aim.unit:
        case Unit.TIMES:
            figure = found.wall / beside
        case Unit.MILLISECONDS:
            figure = found.wall * 1000
        case Unit.MEBIBYTES:
            figure = found.peak
    return Verdict(aim, figure, found, beside, sum(times * run.cpu for times, run in yardsticks))

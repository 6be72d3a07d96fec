"""One person of the load: actions at random in a clone of their own, given and taken at random.

Every action carries words that no other has, so that it can be counted in the end without asking recouv.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from msgspec import Struct, field

from benchmarks.book import dossier_path
from benchmarks.clients import dossier_name
from recouv.domain.errors import RecouvError
from recouv.domain.money import Money
from recouv.store.git_remote import RemoteError
from recouv.store.workspace import Workspace
from recouv.usecases.commitments import Dispute, Hold, dispute_action, hold_action
from recouv.usecases.editing import set_head_values
from recouv.usecases.money import NewInvoice, NewPayment, record_invoice, record_payment
from recouv.usecases.promising import Promise, promise_action
from recouv.usecases.recording import record
from recouv.usecases.session import Session
from recouv.usecases.snoozing import snooze
from recouv.usecases.syncing import ConflictError, sync
from recouv.usecases.talk import Talk, log_talk, set_task
from recouv.usecases.undoing import cancel_entry

#: How often, after an action, a person gives and takes.
_SYNCS = 0.15


class Member(Struct, frozen=True, kw_only=True):
    """Who works, where, and how much."""

    rank: int
    members: int
    clone: Path
    clients: int
    actions: int
    seed: int
    today: date


class Work(Struct, kw_only=True):
    """What one did."""

    marks: list[tuple[str, str]] = field(default_factory=list)
    """The path of the dossier and the words that it must hold once."""
    heads: dict[str, str] = field(default_factory=dict)
    """The path of the dossier and the line that its head must hold."""
    actions: int = 0
    syncs: list[float] = field(default_factory=list)
    """Seconds each."""
    retries: int = 0
    conflicts: list[str] = field(default_factory=list)
    """What a person would have had to decide."""
    put_off: int = 0
    """Syncs that were told to try again later: others were faster each time."""
    declined: list[str] = field(default_factory=list)
    """Why an action was refused by the rules, and another one done instead."""


class TeamMember:
    """A clone, and who works in it."""

    def __init__(self, who: Member) -> None:
        self.who = who
        self.work = Work()
        self._rng = random.Random(who.seed * 1_000 + who.rank)
        self._last: dict[str, list[str]] = {}
        self._invoices: list[tuple[str, str]] = []

    def day(self) -> Work:
        """All the actions, then everything given."""
        while self.work.actions < self.who.actions:
            self._act()
            if self._rng.random() < _SYNCS:
                self.sync()
        self.sync()
        return self.work

    def sync(self) -> None:
        """Give and take, timed."""
        start = time.perf_counter()
        try:
            sync(self._session(), self._pause)
        except ConflictError as conflict:
            self.work.conflicts += [f"{path}: {', '.join(what)}" for path, what in conflict.conflicts]
        except RemoteError:
            self.work.put_off += 1
        self.work.syncs.append(time.perf_counter() - start)

    def _pause(self, seconds: float) -> None:
        self.work.retries += 1
        time.sleep(seconds)

    def _session(self) -> Session:
        return Session(workspace=Workspace.open(self.who.clone), today=self.who.today)

    def _act(self) -> None:
        client = self._rng.randrange(self.who.clients)
        mark = f"action {self.who.rank}-{self.work.actions}."
        act = self._rng.choice(self._actions())
        try:
            is_in_journal = act(client, mark)
        except RecouvError as refused:
            self.work.declined.append(str(refused.what))
            return
        if is_in_journal:
            self.work.marks.append((dossier_path(client, self.who.clients), f"> {mark}"))
        self.work.actions += 1

    def _actions(self) -> tuple[Callable[[int, str], bool], ...]:
        return (
            self._call,
            self._call,
            self._pay,
            self._invoice,
            self._promise,
            self._dispute,
            self._hold,
            self._snooze,
            self._task,
            self._cancel,
            self._typed,
            self._head,
        )

    def _call(self, client: int, mark: str) -> bool:
        talk = Talk(kind="call", on=self.who.today, outcome="no-answer", note=mark)
        self._noted(client, log_talk(self._session(), dossier_name(client), talk).entries)
        return True

    def _pay(self, client: int, mark: str) -> bool:
        payment = NewPayment(money=self._money(), received=self.who.today, note=mark)
        self._noted(client, record_payment(self._session(), dossier_name(client), payment).entries)
        return True

    def _invoice(self, client: int, mark: str) -> bool:
        number = f"N{self.who.rank}-{self.work.actions}"
        due = self.who.today + timedelta(days=30)
        invoice = NewInvoice(number=number, money=self._money(), issued=self.who.today, due=due, note=mark)
        record_invoice(self._session(), dossier_name(client), invoice)
        self._invoices.append((str(client), number))
        return True

    def _promise(self, client: int, mark: str) -> bool:
        today = self.who.today
        promise = Promise(money=Money(Decimal(1)), by=today + timedelta(days=9), on=today, note=mark)
        session = self._session()
        done = record(session, promise_action(session, dossier_name(client), promise))
        self._noted(client, done.entries)
        return True

    def _dispute(self, client: int, mark: str) -> bool:
        number = next((number for whose, number in self._invoices if whose == str(client)), "")
        session = self._session()
        dispute = Dispute(number=number, on=self.who.today, money=Money(Decimal(1)), note=mark)
        record(session, dispute_action(session, dossier_name(client), dispute))
        return True

    def _hold(self, client: int, mark: str) -> bool:
        session = self._session()
        hold = Hold(on=self.who.today, until=self.who.today + timedelta(days=5), reason="accord", note=mark)
        self._noted(client, record(session, hold_action(session, dossier_name(client), hold)).entries)
        return True

    def _snooze(self, client: int, mark: str) -> bool:
        snooze(self._session(), dossier_name(client), self.who.today + timedelta(days=3), note=mark)
        return True

    def _task(self, client: int, mark: str) -> bool:
        day = self.who.today + timedelta(days=2)
        self._noted(client, set_task(self._session(), dossier_name(client), day, "rappeler", note=mark).entries)
        return True

    def _cancel(self, client: int, mark: str) -> bool:
        """Of one's own, so that two do not strike out the same; a note where there is none."""
        mine = self._last.get(dossier_name(client))
        if not mine:
            return self._typed(client, mark)
        cancel_entry(self._session(), dossier_name(client), mine.pop(), reason="saisie par erreur", note=mark)
        return True

    def _typed(self, client: int, mark: str) -> bool:
        """In an editor, without ID nor seal; taken in by the next action on this client, or by a sync."""
        path = self.who.clone / dossier_path(client, self.who.clients)
        with path.open("a", encoding="utf-8") as dossier:
            dossier.write(f"\n### {self.who.today} note\n> {mark}\n")
        return True

    def _head(self, client: int, mark: str) -> bool:
        """A key of the head, of one's own clients: two people's are a person's to decide."""
        client -= client % self.who.members - self.who.rank
        if client >= self.who.clients:
            client = self.who.rank
        external = mark.removesuffix(".").replace(" ", "-")
        set_head_values(self._session(), dossier_name(client), [("external_id", external)])
        self.work.heads[dossier_path(client, self.who.clients)] = f"external_id: {external}"
        return False

    def _noted(self, client: int, entries: tuple[str, ...]) -> None:
        self._last.setdefault(dossier_name(client), []).extend(entries[:1])

    def _money(self) -> Money:
        return Money(Decimal(self._rng.randrange(100, 20_000)) / 100)


def cloned(bare: Path, who: Member) -> None:
    """Make that person's clone.

    Raises:
        subprocess.CalledProcessError: git refused.
    """
    subprocess.run(["git", "clone", "-q", str(bare), str(who.clone)], check=True)
    for key, value in (("user.name", f"Person {who.rank}"), ("user.email", f"p{who.rank}@imprimerie-autan.example")):
        subprocess.run(["git", "config", key, value], cwd=who.clone, check=True)


def worked(who: Member) -> Work:
    """What that person did in their clone, which is there."""
    return TeamMember(who).day()

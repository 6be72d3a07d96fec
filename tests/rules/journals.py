"""Dossiers as their users write them, and random ones, for the tests of the rules."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from recouv.domain.practice import Calendar, Contact, House, PromisePolicy
from recouv.rules.account import Account, account_on
from recouv.store.dossier_text import read_dossier
from recouv.store.scenario_text import read_scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from recouv.domain.dossier import Dossier
    from recouv.domain.entry import Entry
    from recouv.domain.scenario import Scenario

#: A house without grace, tolerance or rest: each of its rules is tried on its own.
HOUSE = House(
    contact=Contact(interval=0, reply_pause=0),
    calendar=Calendar(every_day=True),
    promises=PromisePolicy(grace=0, tolerance=Decimal(0)),
)
FIRST_DAY = date(2026, 1, 1)
LAST_DAY = 240
FAR = date(2099, 12, 31)


def dossier(journal: str, head: str = "name: Menuiserie Durand SARL") -> Dossier:
    """The dossier whose journal is `journal`, sound or not."""
    text = f"---\n{head.strip()}\n---\n\n## Journal\n\n{journal.strip()}\n"
    return read_dossier(text.encode(), path="dossiers/durand.md").dossier


def sound(journal: str, head: str = "name: Menuiserie Durand SARL") -> Dossier:
    """The same, of which nothing may be wrong."""
    read = dossier(journal, head)
    assert [f"{problem.place}: {problem.what}" for problem in read.problems if problem.blocks] == []
    return read


def account(read: Dossier, on: str | date) -> Account:
    """The account on a day."""
    return account_on(read.client, read.entries, date.fromisoformat(on) if isinstance(on, str) else on)


def cents(amount: int) -> str:
    """An amount as a dossier writes it."""
    return f"{amount // 100}.{amount % 100:02d}"


def naive_standing(entries: Iterable[Entry], on: date) -> list[Entry]:
    """What counts, by the words of the rule: no cancellation that counts names it."""
    dated = [entry for entry in entries if entry.date <= on]

    def counts(entry: Entry) -> bool:
        return not any(
            other.kind == "cancel" and entry.id and other.target == entry.id and counts(other) for other in dated
        )

    return [entry for entry in dated if entry.kind != "cancel" and counts(entry)]


def naive_outstanding(entries: Iterable[Entry], on: date) -> dict[str, Decimal]:
    """Invoices − credit notes − payments + refunds + rejected payments − write-offs, currency by currency."""
    facts = naive_standing(entries, on)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    received = {fact.id: fact.amount for fact in facts if fact.kind == "payment"}
    invoiced = {fact.object for fact in facts if fact.kind == "invoice"}
    for fact in facts:
        money = fact.amount
        if fact.kind in ("invoice", "refund"):
            sums[money.currency] += money.amount
        elif fact.kind in ("credit-note", "payment"):
            sums[money.currency] -= money.amount
        elif fact.kind == "rejected" and fact.target in received:
            sums[received[fact.target].currency] += received[fact.target].amount
        elif fact.kind == "write-off" and fact.object in invoiced:
            sums[money.currency] -= money.amount
    return {currency: amount for currency, amount in sums.items() if amount}


class _Writer:
    """A journal in the writing: what each invoice still owes and each payment still holds, whatever the dates."""

    def __init__(self, draw: st.DrawFn, days: int) -> None:
        self.draw = draw
        self.days = days
        self.blocks: list[str] = []
        self.owed: dict[str, tuple[str, int]] = {}
        self.held: dict[str, tuple[str, int]] = {}
        self.payments: list[str] = []
        self.commitments: dict[str, list[str]] = defaultdict(list)

    def write(self, kind: str, named: str = "", *lines: str, on: date | None = None) -> str:
        identifier = f"{len(self.blocks):08d}"
        day = on or self.day()
        title = " ".join(word for word in (f"### {day} {kind}", named, f"^{identifier}") if word)
        rank = len(self.blocks)
        recorded = f"- recorded: 2026-12-01T00:{rank // 60:02d}:{rank % 60:02d}Z lea"
        self.blocks.append("\n".join((title, *(f"- {line}" for line in lines), recorded)) + "\n")
        self.commitments[kind].append(identifier)
        return identifier

    def day(self) -> date:
        return FIRST_DAY + timedelta(days=self.draw(st.integers(0, self.days)))

    def later(self, day: date) -> date:
        """Mostly a day soon after it, as people promise."""
        return day + timedelta(days=self.draw(st.integers(0, 30) | st.integers(0, self.days)))

    def amount(self, most: int = 100_000) -> int:
        return self.draw(st.integers(1, most))

    def one(self, choices: Sequence[str]) -> str:
        return self.draw(st.sampled_from(choices))

    def some(self, choices: Sequence[str]) -> list[str]:
        return self.draw(st.lists(st.sampled_from(choices), min_size=1, max_size=3, unique=True))

    def rows(self, money: int, currency: str) -> tuple[list[str], int]:
        """Rows of `allocate` over invoices of that currency, and what they take."""
        open_ones = [number for number, (code, left) in self.owed.items() if code == currency and left]
        if not open_ones or not self.draw(st.booleans()):
            return [], 0
        rows, left = [], money
        for number in self.some(open_ones):
            part = min(left, self.owed[number][1])
            if part and self.draw(st.booleans()):
                part = self.amount(part)
            if part:
                rows.append(f"  - {number}: {cents(part)} {currency}")
                self.owed[number] = (currency, self.owed[number][1] - part)
                left -= part
        return rows, money - left

    def invoice(self) -> None:
        number, currency = f"F-{len(self.owed) + 1}", self.one(("EUR", "EUR", "EUR", "USD"))
        amount = self.amount()
        shape = self.draw(st.integers(0, 3))
        due: tuple[str, ...] = (f"due: {self.day()}",)
        if shape == 0 and amount > 3:
            first = self.amount(amount - 2)
            second = self.amount(amount - first - 1)
            parts = (first, second, amount - first - second)
            due = ("due:\n" + "\n".join(f"  - {self.day()}: {cents(part)} {currency}" for part in parts),)
        elif shape == 1:
            due = ()
        performed = [f"performed: {self.day()}"] if self.draw(st.integers(0, 4)) == 0 else []
        self.write("invoice", number, f"amount: {cents(amount)} {currency}", *due, *performed)
        self.owed[number] = (currency, amount)

    def money(self, kind: str) -> None:
        currency, amount = self.one(("EUR", "EUR", "USD")), self.amount()
        lines = [f"amount: {cents(amount)} {currency}"]
        fitting = [number for number, (code, left) in self.owed.items() if code == currency and left >= amount]
        if kind == "credit-note" and fitting and self.draw(st.booleans()):
            number = self.one(fitting)
            self.owed[number] = (currency, self.owed[number][1] - amount)
            lines.append(f"invoice: {number}")
            taken = amount
        else:
            rows, taken = self.rows(amount, currency)
            if rows:
                lines.append("allocate:\n" + "\n".join(rows))
        identifier = self.write(kind, "" if kind == "payment" else f"A-{len(self.blocks)}", *lines)
        self.held[identifier] = (currency, amount - taken)
        if kind == "payment":
            self.payments.append(identifier)

    def allocate(self) -> None:
        sources = [source for source, (_, left) in self.held.items() if left]
        if sources:
            source = self.one(sources)
            currency, left = self.held[source]
            rows, taken = self.rows(left, currency)
            if rows:
                self.held[source] = (currency, left - taken)
                self.write("allocate", f"^{source}", "allocate:\n" + "\n".join(rows))

    def refund(self) -> None:
        sources = [source for source, (_, left) in self.held.items() if left]
        if sources and self.draw(st.booleans()):
            source = self.one(sources)
            currency, left = self.held[source]
            part = self.amount(left)
            self.held[source] = (currency, left - part)
            self.write("refund", f"^{source}", f"amount: {cents(part)} {currency}")
        else:
            self.write("refund", "", f"amount: {cents(self.amount(5000))} {self.one(('EUR', 'USD'))}")

    def rejected(self) -> None:
        if self.payments:
            self.write("rejected", f"^{self.payments.pop(self.draw(st.integers(0, len(self.payments) - 1)))}")

    def write_off(self) -> None:
        open_ones = [number for number, (_, left) in self.owed.items() if left]
        if open_ones:
            number = self.one(open_ones)
            currency, left = self.owed[number]
            part = self.amount(left)
            self.owed[number] = (currency, left - part)
            self.write("write-off", number, f"amount: {cents(part)} {currency}")

    def cancel(self) -> None:
        identifiers = [block.partition("\n")[0][-8:] for block in self.blocks]
        self.write("cancel", f"^{self.one(identifiers)}")

    def about(self) -> list[str]:
        return [f"invoices: {', '.join(self.some(list(self.owed)))}"] if self.draw(st.booleans()) else []

    def commitment(self) -> None:
        kind = self.one(("promise", "plan", "dispute", "hold", "handover", "email", "end", "insolvency", "task", "law"))
        amount = f"amount: {cents(self.amount())}"
        if kind == "promise":
            day = self.day()
            self.write(kind, "", amount, f"by: {self.later(day)}", *self.about(), on=day)
        elif kind == "plan":
            rows = "\n".join(f"  - {self.day()}: {cents(self.amount())}" for _ in range(2))
            self.write(kind, "", f"instalments:\n{rows}", *self.about())
        elif kind == "dispute":
            number = self.one(list(self.owed))
            currency, left = self.owed[number]
            part = [f"amount: {cents(self.amount(left))} {currency}"] if left and self.draw(st.booleans()) else []
            self.write(kind, number, *part, *([f"revisit: {self.day()}"] if self.draw(st.booleans()) else []))
        elif kind == "hold":
            day = self.day()
            until = [f"until: {self.later(day)}"] if self.draw(st.booleans()) else []
            self.write(kind, "", *until, *self.about(), on=day)
        elif kind == "handover":
            self.write(kind, "", "to: Maître Roux", *self.about())
        elif kind == "email":
            step = self.one(("courtesy", "reminder-1", "reminder-2", "formal-notice"))
            self.write(kind, "", f"invoices: {', '.join(self.some(list(self.owed)))}", f"step: {step}")
        elif kind == "task":
            self.write(kind, "Ring the accountant", f"due: {self.day()}")
        elif kind == "law":
            self.law()
        elif kind == "end":
            ends = {"withdraw": "promise", "release": "hold", "resolve": "dispute", "recall": "handover"}
            end = self.one(list(ends))
            if self.commitments[ends[end]]:
                self.write(end, f"^{self.one(self.commitments[ends[end]])}")
        elif self.draw(st.integers(0, 9)) == 0:
            self.write("insolvency", "redressement judiciaire")

    def law(self) -> None:
        kind = self.one(("acknowledgment", "judgment", "claim", "limit", "review", "insolvency"))
        lines = {
            "judgment": [f"enforceable: {self.day()}", *self.about()],
            "limit": [f"amount: {cents(self.amount())} {self.one(('EUR', 'USD'))}"],
            "review": [],
            "insolvency": [f"bodacc: {self.day()}"],
        }
        self.write(kind, "", *lines.get(kind, self.about()))

    def block(self, action: str) -> None:
        if action in ("payment", "credit-note"):
            self.money(action)
        else:
            getattr(self, action)()


MONEY_ACTIONS = (
    *("invoice", "payment", "payment", "credit-note", "allocate", "refund", "rejected", "write_off", "cancel"),
)


@st.composite
def journals(draw: st.DrawFn, *, commitments: bool = False, days: int = LAST_DAY) -> list[str]:
    """Entries of a random journal, in any order: nothing is over-allocated as long as nothing is cancelled."""
    writer = _Writer(draw, days)
    writer.invoice()
    actions = (*MONEY_ACTIONS[:-1], *("commitment",) * 6, "cancel") if commitments else MONEY_ACTIONS
    for action in draw(st.lists(st.sampled_from(actions), max_size=14)):
        writer.block(action)
    return draw(st.permutations(writer.blocks))


DAYS = st.integers(-5, LAST_DAY + 60).map(lambda days: FIRST_DAY + timedelta(days=days))

STANDARD = """
name: standard
steps:
  - id: courtesy
    days: -5
    channel: email
  - id: reminder-1
    days: 3
    channel: email
    tone: courteous
    auto: yes
  - id: reminder-2
    days: 15
    channel: letter
    auto: confirm
  - id: formal-notice
    days: 40
    channel: registered-letter
    tone: formal
    auto: no
"""


def scenario(text: str = STANDARD, name: str = "standard") -> Scenario:
    """The scenario as its file says it."""
    read, problems = read_scenario(text, path=f"scenarios/{name}.yaml")
    assert problems == []
    return read

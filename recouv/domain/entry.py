"""One dated fact of a dossier's journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from msgspec import Struct, field

from recouv.domain.money import Money

#: A field called `date` hides the type of that name inside its class.
Day = date
Value = Any
"""Typed by its key: the accessors below give it its type back."""
Shares = tuple[tuple[str, Money], ...]
Schedule = tuple[tuple[Day, Money | None], ...]


class Recorded(Struct, frozen=True):
    """When an entry was written, and by whom."""

    at: str
    """UTC, `2026-11-05T14:31:44Z`: sorts as text."""
    by: str

    def __str__(self) -> str:
        return f"{self.at} {self.by}"


class Entry(Struct, frozen=True):
    """A fact as read from the journal, its values typed by the table of kinds."""

    date: Day
    """When it happened: the bank date for money."""
    kind: str
    object: str = ""
    """What the title names: an invoice number, a few words; empty when nothing."""
    id: str = ""
    """Eight characters without the caret; empty while the entry was typed by hand and not yet sealed."""
    target: str = ""
    """The ID of the entry it concerns; empty when it concerns none."""
    values: Mapping[str, Value] = field(default_factory=dict)
    text: str = ""
    """Prose, without the leading `> `."""
    line: int = 0
    """Line of its title, from 1."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Line of each key."""

    @property
    def recorded(self) -> Recorded | None:
        """When and by whom it was written; `None` until sealed."""
        recorded: Recorded | None = self.values.get("recorded")
        return recorded

    @property
    def amount(self) -> Money | None:
        """The entry's amount, where its kind has one."""
        amount: Money | None = self.values.get("amount")
        return amount

    @property
    def shares(self) -> Shares:
        """Rows of `allocate`: invoice number and amount."""
        rows: Shares = self.values.get("allocate", ())
        return rows

    @property
    def invoices(self) -> tuple[str, ...]:
        """The invoices the entry is about."""
        named: tuple[str, ...] = self.values.get("invoices", ())
        return named or ((self.object,) if self.kind == "dispute" and self.object else ())

    def schedule(self, key: str) -> Schedule:
        """Rows of a date and its amount (`None` for a single date); empty when the key is absent."""
        rows: Schedule = self.values.get(key, ())
        return rows

    def day(self, key: str) -> Day | None:
        """The date under `key`."""
        day: Day | None = self.values.get(key)
        return day

    def word(self, key: str) -> str:
        """The text under `key`; empty when absent."""
        word: str = self.values.get(key, "")
        return word

    def steps(self) -> tuple[tuple[str, str], ...]:
        """Invoice and step of the scenario that this entry carried out, for each invoice."""
        rows: tuple[tuple[str, str], ...] = self.values.get("steps", ())
        step = self.word("step")
        if rows or not step:
            return rows
        return tuple([(number, step) for number in self.invoices])

    def sort_key(self) -> tuple[Day, str, str, int]:
        """Order of a timeline: by day, then by the moment it was written."""
        recorded = self.recorded
        return (self.date, recorded.at if recorded else "~", self.id, self.line)


Field = tuple[str, str | tuple[str, ...]]


class Draft(Struct, frozen=True, kw_only=True):
    """An entry about to be written: its values already as text."""

    date: Day
    kind: str
    object: str = ""
    target: str = ""
    fields: tuple[Field, ...] = ()
    text: str = ""
    id: str = ""

    def identified(self, identifier: str) -> Self:
        """The same draft under an ID."""
        return type(self)(
            date=self.date,
            kind=self.kind,
            object=self.object,
            target=self.target,
            fields=self.fields,
            text=self.text,
            id=identifier,
        )

"""Rates published by the State and the European Central Bank: dated figures, each with where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct, field

from recouv.domain.message import Message, say

_JULY = 7


class Semester(Struct, frozen=True, order=True):
    """Half a calendar year, from 1 January to 30 June or from 1 July to 31 December, both included."""

    year: int
    half: int
    """1 or 2."""

    @classmethod
    def of(cls, day: date) -> Semester:
        """The one that holds `day`."""
        return cls(day.year, 1 if day.month < _JULY else 2)

    @property
    def first(self) -> date:
        """Its first day, whose ECB rate is that of the whole of it."""
        return date(self.year, 1 if self.half == 1 else _JULY, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    def __str__(self) -> str:
        return f"{self.year}-S{self.half}"

    @property
    def words(self) -> Message:
        """As a sentence names it."""
        if self.half == 1:
            return say("the first half of {year}", year=self.year)
        return say("the second half of {year}", year=self.year)


class KnownRate(Struct, frozen=True):
    """A rate that was read somewhere."""

    percent: Decimal
    source: str
    """Where: a text, a page; never empty."""
    read: date | None = None
    """When."""
    checked: bool = True
    """Whether it was read in the official text, and not in what quotes it."""


class LegalRate(Struct, frozen=True):
    """The rate of legal interest in a semester.

    Its category follows the creditor and not the debtor: a business that collects from a private person has `others`.
    """

    others: KnownRate
    """Of every creditor but the next: « tous les autres cas »."""
    individuals: KnownRate | None = None
    """Of a natural person whose claim is not professional."""


class Rates(Struct, frozen=True, kw_only=True):
    """What is known of both."""

    ecb_changes: Mapping[date, KnownRate] = field(default_factory=dict)
    """Main refinancing operations: the first day of each rate."""
    ecb_until: date = date.min
    """The last day up to which no other change is known to have been made."""
    ecb_periods: Mapping[Semester, KnownRate] = field(default_factory=dict)
    """Rates in force on the first day of a semester, stated outright: they come before what the changes give."""
    legal: Mapping[Semester, LegalRate] = field(default_factory=dict)

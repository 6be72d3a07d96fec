"""When a step or a rule of assignment applies to a client: every key given must be true."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from recouv.domain.money import Money


class Grade(StrEnum):
    """How a client pays, from the best to the worst: see `recouv.rules.payer`."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    UNKNOWN = "unknown"
    """Too few invoices were ever paid to tell."""


class Condition(Struct, frozen=True, kw_only=True):
    """What must be true; a key that is not given asks for nothing."""

    kinds: tuple[str, ...] = ()
    """One of these, of `ClientKind`."""
    tags: tuple[str, ...] = ()
    """One of these."""
    languages: tuple[str, ...] = ()
    """One of these."""
    grades: tuple[Grade, ...] = ()
    """One of these."""
    minimum: Money | None = None
    """At least this is owed, in that currency."""
    maximum: Money | None = None
    """At most this is owed, in that currency."""
    age: int | None = None
    """The oldest invoice is at least so many days late."""
    broken_promises: int | None = None
    """At least so many promises were not kept."""
    average_delay_above: int | None = None
    """Invoices are paid, on average, more than so many days late."""
    average_delay_below: int | None = None
    """Invoices are paid, on average, less than so many days late."""
    loyalty: int | None = None
    """A client for at least so many years."""

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return self != Condition()

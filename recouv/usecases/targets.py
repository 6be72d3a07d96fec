"""Marked rows, as actions on several of them take them."""

from __future__ import annotations

from msgspec import Struct

from recouv.domain.money import Money
from recouv.domain.task import Task


class Target(Struct, frozen=True, kw_only=True):
    """A marked row: whom it is about and what it shows."""

    client: str
    name: str
    money: Money | None = None
    """What the row claims; `None` when nothing."""
    task: Task | None = None
    """The agenda's own row; `None` in the balance."""

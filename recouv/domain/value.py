"""Values that are made by the hundred thousand.

A frozen dataclass sets its fields through `object.__setattr__`, which costs three times what the same class costs
unfrozen.  These are frozen for the type checker, which refuses any line that would change one, and plain at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["value"]

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    def value(*, frozen: bool, slots: bool, kw_only: bool = False) -> object:
        """The class made a dataclass that compares and hashes as a frozen one."""
        return dataclass(slots=slots, kw_only=kw_only, unsafe_hash=frozen)

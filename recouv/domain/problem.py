"""An error as a value: where, what, how to mend it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from recouv.domain.message import Message


class Severity(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"
    """The dossier cannot be relied upon: it is listed as unreadable and nothing is sent on its word."""
    WARNING = "warning"
    """Worth mending; the dossier is used all the same."""


class Problem(Struct, frozen=True):
    """Something wrong at a place of a file of the user's."""

    path: str
    """Relative to the workspace, with `/`."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    what: Message
    mend: Message
    severity: Severity = Severity.ERROR

    @property
    def blocks(self) -> bool:
        """Whether the file cannot be relied upon until this is mended."""
        return self.severity is Severity.ERROR

    @property
    def place(self) -> str:
        """`path:line:column`, as editors and compilers write it."""
        return f"{self.path}:{self.line}:{self.column}"

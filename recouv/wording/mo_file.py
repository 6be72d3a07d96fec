"""A compiled catalogue looked up in place: a command says twenty sentences and has no use for the thousand others.

The file is GNU gettext's `.mo`: two tables, of the sentences in the order of their bytes and of their translations.
What comes back is what `gettext.GNUTranslations` gives, which reads the whole file first; a test compares them.
"""

from __future__ import annotations

import gettext
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MAGIC = 0x950412DE


class MoFile(gettext.NullTranslations):
    """The translations of one `.mo` file in UTF-8, in the byte order of common processors."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._data = path.read_bytes()
        magic, _, self._count, self._sentences, self._translations = (self._number(4 * rank) for rank in range(5))
        if magic != _MAGIC:
            raise OSError(f"{path} is not a catalogue")
        self._known: dict[str, list[str]] = {}

    def gettext(self, message: str) -> str:
        """The translation of `message`; itself when it has none."""
        forms = self._forms(message)
        return forms[0 if len(forms) == 1 else self._plural(1)] if forms else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The translation for the count `n`; one of the two sentences when there is none."""
        forms = self._forms(msgid1)
        if not forms:
            return super().ngettext(msgid1, msgid2, n)
        return forms[self._plural(n)]

    def _forms(self, message: str) -> list[str]:
        """The translations of a sentence, one for each plural form; none when it is unknown."""
        forms = self._known.get(message)
        if forms is None:
            forms = self._known[message] = self._found(message.encode("utf-8", "replace"))
        return forms

    def _found(self, sentence: bytes) -> list[str]:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self._text(self._sentences, middle) < sentence:
                low = middle + 1
            else:
                high = middle
        # a sentence with a plural is followed by it, after a nul
        if low < self._count and self._text(self._sentences, low).partition(b"\0")[0] == sentence:
            return self._text(self._translations, low).decode().split("\0")
        return []

    @cached_property
    def _plural(self) -> Callable[[int], int]:
        """Which form a count takes, as the file's header says."""
        header = "\n".join(self._forms(""))
        rule = header.partition("plural=")[2].partition(";")[0]
        return gettext.c2py(rule or "n != 1")

    def _text(self, table: int, rank: int) -> bytes:
        length, start = self._number(table + 8 * rank), self._number(table + 8 * rank + 4)
        return self._data[start : start + length]

    def _number(self, at: int) -> int:
        return int.from_bytes(self._data[at : at + 4], "little")

"""Which lines of a FEC make one entry, and what the accounts of an entry say about its customer lines.

Entries are the lines of one journal, number and date when every such group balances; else of one journal and number;
else, where numbers mean nothing (0 everywhere), each journal is cut into successive runs that sum to zero.  Never the
piece: its groups do not balance.

A debit is read by the accounts that its entry credits, a credit by those that it debits: money moved, a sale, a loss.

Source: plan comptable général (ANC 2014-03), classes 4 to 7; the files of four companies, where hundreds of groups by
the piece do not balance.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from enum import StrEnum
from functools import lru_cache

from recouv.rules.reconstruction import LineKind

#: What an account is about: bits of an entry's mask, those of credited accounts `CREDITED` places higher.
BANK, SALE, LOSS, TAX = 1, 2, 4, 8
CREDITED = 4
_ANY = BANK | SALE | LOSS | TAX
#: The longest beginning wins.
_ABOUT = {
    **dict.fromkeys(("51", "53", "54", "58"), BANK),
    **dict.fromkeys(("70", "71", "72", "73", "74", "75", "77", "419"), SALE),
    **dict.fromkeys(("65", "66", "6714", "758", "76"), LOSS),
    "4457": TAX,
}
_OPENING_CODES = frozenset(("an", "ano", "ad", "ouv", "ran", "anouv", "anouveau", "anouveaux", "anx"))
_OPENING_JOURNAL = re.compile(r"a[ -]?nouveau|ouverture|balance initiale|reprise de|opening")
_OTHER_JOURNAL = re.compile(r"achat|vente|banque|caisse|paie|salaire|effet")
_OPENING_LABEL = re.compile(r"(?:report|soldes?) a nouveau|a[ -]nouveaux?\b")


class Grouping(StrEnum):
    """What names an entry in a file."""

    DATED = "journal, number and date"
    NUMBERED = "journal and number"
    RUNS = "balanced runs"


class EntrySums:
    """The entries that do not balance yet: few at a time in a file whose lines follow each other."""

    def __init__(self) -> None:
        self._unbalanced: dict[tuple[str, str, str], int] = {}

    def add(self, journal: str, number: str, day: str, cents: int) -> None:
        """Count a line in, debits above zero."""
        key = (journal, number, day)
        rest = self._unbalanced.pop(key, 0) + cents
        if rest:
            self._unbalanced[key] = rest

    def grouping(self) -> tuple[Grouping, int]:
        """What to group by once every line is in, and how many entries do not balance then."""
        if not self._unbalanced:
            return Grouping.DATED, 0
        numbered, journals = self._sums(2), self._sums(1)
        has_numbers = all(number.strip("0") for _, number, _ in self._unbalanced)
        if has_numbers and not numbered:
            return Grouping.NUMBERED, 0
        if not journals:
            return Grouping.RUNS, 0
        # a damaged file: the reading that leaves the fewest entries open, the finest one if they are as many
        if has_numbers and numbered < len(self._unbalanced):
            return Grouping.NUMBERED, numbered
        return Grouping.DATED, len(self._unbalanced)

    def _sums(self, parts: int) -> int:
        """How many groups of the first `parts` of the key do not balance."""
        sums: dict[tuple[str, ...], int] = defaultdict(int)
        for key, rest in self._unbalanced.items():
            sums[key[:parts]] += rest
        return sum(1 for rest in sums.values() if rest)


class EntryNames:
    """Names the entry of each line, as the lines come; a name is a whole number that means nothing outside this run."""

    def __init__(self, grouping: Grouping) -> None:
        self._grouping = grouping
        self._runs: dict[str, int] = {}
        self._open: dict[str, int] = defaultdict(int)

    def name(self, journal: str, number: str, day: str, cents: int) -> int:
        """The entry that the line belongs to."""
        if self._grouping is Grouping.DATED:
            return hash((journal, number, day))
        if self._grouping is Grouping.NUMBERED:
            return hash((journal, number))
        run = self._runs.setdefault(journal, 0)
        self._open[journal] += cents
        if not self._open[journal]:
            self._runs[journal] = run + 1
        return hash((journal, run))


def entry_bits(account: str, cents: int) -> int:
    """What a line that is no customer's adds to the mask of its entry."""
    if not cents:
        return 0
    about = _about(account[:4])
    return about if cents > 0 else about << CREDITED


def line_kind(mask: int, cents: int, *, is_opening: bool) -> LineKind:
    """What a customer line of `cents` (debits above zero) is, in an entry of that mask."""
    if is_opening:
        return LineKind.OPENING
    debited, credited = mask & _ANY, mask >> CREDITED
    about = (credited or debited) if cents > 0 else (debited or credited)
    if about & BANK:
        return LineKind.REFUND if cents > 0 else LineKind.PAYMENT
    if not about & SALE and about & LOSS:
        return LineKind.WRITE_OFF
    if about & (SALE | TAX):
        return LineKind.INVOICE if cents > 0 else LineKind.CREDIT_NOTE
    return LineKind.TRANSFER


def opens_books(journal: str, journal_name: str, label: str) -> bool:
    """Whether a line carries over a balance of the year before."""
    if _is_opening_journal(journal, journal_name):
        return True
    return "nouveau" in label.lower() and _OPENING_LABEL.match(_plain(label)) is not None


@lru_cache(maxsize=1024)
def _is_opening_journal(code: str, title: str) -> bool:
    name = _plain(title)
    if _OPENING_JOURNAL.search(name):
        return True
    return re.sub(r"[^a-z]", "", _plain(code)) in _OPENING_CODES and not _OTHER_JOURNAL.search(name)


@lru_cache(maxsize=16384)
def _about(beginning: str) -> int:
    return next((_ABOUT[beginning[:size]] for size in (4, 3, 2) if beginning[:size] in _ABOUT), 0)


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.strip().lower())
    return "".join(character for character in bare if not unicodedata.combining(character))

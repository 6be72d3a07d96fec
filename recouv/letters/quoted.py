"""Of an e-mail's text, the words of whoever sent it: what it quotes, and what stands below a signature, left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Lines and characters that are kept.
MOST_LINES, MOST_CHARACTERS = 200, 4000
#: Of a line that is looked at.
_LINE = 400
_WROTE = re.compile(
    r"^(le|on|am|el|il|op)\b.*\b(a écrit|wrote|schrieb|escribió|ha scritto|schreef)\s*:?\s*$", re.IGNORECASE
)
_BEGINS = re.compile(r"^(le|on|am|el|il|op)\b.*\d", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"^-{2,}\s*(original message|message d['’]origine|message original|message transféré|forwarded message|"
    r"ursprüngliche nachricht)",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\**(de|from|von)\s*:\**\s", re.IGNORECASE)
_OTHER_HEADER = re.compile(r"^\**(envoyé|sent|date|gesendet|à|to|an|objet|subject|betreff)\s*:", re.IGNORECASE)
_RULE = re.compile(r"^_{10,}$")


def own_words(text: str) -> str:
    r"""What the sender wrote, cut where it is long.

    >>> own_words("Paid on Monday.\n\nOn 20 Nov 2026, Autan wrote:\n> You owe us\n")
    'Paid on Monday.'
    """
    lines = [_printable(line).rstrip() for line in text.splitlines()[: 4 * MOST_LINES]]
    end = next((at for at, line in enumerate(lines) if _ends(line, lines, at)), len(lines))
    kept = [line for line in lines[:end] if not line.lstrip().startswith(">")]
    short = "\n".join(_without_blank_runs(kept)[:MOST_LINES])
    cut = len(short) > MOST_CHARACTERS or len(kept) > MOST_LINES or len(lines) == 4 * MOST_LINES
    return (short[:MOST_CHARACTERS].rstrip() + " …" if cut else short).strip()


def _ends(line: str, lines: Sequence[str], at: int) -> bool:
    """Whether what follows is quoted, or the signature's."""
    looked_at = line.strip()[:_LINE]
    if line == "--" or _ORIGINAL.match(looked_at) or _RULE.match(looked_at) or _WROTE.match(looked_at):
        return True
    if _BEGINS.match(looked_at) and at + 1 < len(lines):  # mail programs break that line in two
        return _WROTE.match(f"{looked_at} {lines[at + 1].strip()[:_LINE]}") is not None
    return bool(_FROM.match(looked_at)) and any(_OTHER_HEADER.match(other.strip()) for other in lines[at + 1 : at + 5])


def _without_blank_runs(lines: Sequence[str]) -> list[str]:
    return [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]


def _printable(line: str) -> str:
    return "".join(character if character.isprintable() else " " if character == "\t" else "" for character in line)

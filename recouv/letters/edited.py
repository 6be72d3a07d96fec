"""A letter as a person edits it: its subject on the first line, then the body as Markdown, client data already in it.

What comes back is text and nothing else: it is never filled again, so that `{{ total }}`, typed or out of a dossier,
stays what it is.
"""

from __future__ import annotations

import re

from msgspec import Struct

from recouv.letters.blocks import Block, read_blocks

#: Characters: a letter has a page or two.
LONGEST = 200_000
#: How the first line begins; in either language, whichever the person types.
_SUBJECT = re.compile(r"\s*(?:subject|objet)[\s\u00a0]*:[ \t\u00a0]*(.*)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
#: Escapes taken out one by one, beyond which a letter is shown as it was filled.
_MOST_ESCAPES = 300


class NoLetterError(ValueError):
    """What was typed is no letter: `reason` is `subject`, `body` or `long`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Wording(Struct, frozen=True):
    """The words of one letter."""

    subject: str
    """On one line."""
    markdown: str


def as_source(wording: Wording) -> str:
    r"""The letter as an editor opens it.

    >>> as_source(Wording("Invoice F-1", "Please pay **1 200\\,00**\\."))
    'subject: Invoice F-1\n\nPlease pay **1 200,00**.\n'
    """
    return f"subject: {wording.subject}\n\n{bare(wording.markdown)}\n"


def from_source(text: str) -> Wording:
    r"""The words of an edited letter.

    Raises:
        NoLetterError: the subject is gone, nothing is left, or it is no letter's size.

    >>> from_source("Subject: Hello\n\nDear {{ 7*7 }},\n")
    Wording(subject='Hello', markdown='Dear {{ 7*7 }},\n')
    """
    if len(text) > LONGEST:
        raise NoLetterError("long")
    # letters stay as they were typed: to compose them would write another character than a client's name has
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    written = _UNPRINTABLE.sub("", lines).lstrip("\n")
    first, _, rest = written.partition("\n")
    found = _SUBJECT.fullmatch(first)
    if found is None or not found[1].strip():
        raise NoLetterError("subject")
    body = rest.strip("\n")
    if not read_blocks(body):
        raise NoLetterError("body")
    return Wording(" ".join(found[1].split(" ")).strip(), f"{body}\n")


def bare(markdown: str) -> str:
    r"""The same letter without the backslashes and the empty lines that change nothing of it.

    >>> bare("1\\. \\*Durand\\* \\{\\{ x \\}\\}\\.")
    '1\\. *Durand\\* {{ x }}.'
    """
    wanted = read_blocks(markdown)
    text = _if_same(re.sub(r"\n{3,}", "\n\n", markdown).strip("\n"), markdown, wanted)
    whole = _if_same(_ESCAPED.sub(r"\1", text), text, wanted)
    if whole != text:
        return whole
    lines = text.split("\n")
    escapes = 0
    for rank, line in enumerate(lines):
        if not _ESCAPED.search(line):
            continue
        lines[rank] = _ESCAPED.sub(r"\1", line)
        if read_blocks("\n".join(lines)) == wanted:
            continue
        lines[rank] = line
        at = 0
        while (found := _ESCAPED.search(lines[rank], at)) is not None and escapes < _MOST_ESCAPES:
            escapes += 1
            kept = lines[rank]
            lines[rank] = f"{kept[: found.start()]}{found[1]}{kept[found.end() :]}"
            at = found.start() + 1
            if read_blocks("\n".join(lines)) != wanted:
                lines[rank], at = kept, found.end()
    return "\n".join(lines)


def _if_same(text: str, otherwise: str, wanted: tuple[Block, ...]) -> str:
    return text if read_blocks(text) == wanted else otherwise

"""What recouv writes in a journal: entries at its end, and the seals of those typed by hand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from recouv.domain.entry import Draft, Entry, Recorded
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.store.journal import JOURNAL_TITLE, Journal, is_key_line

_KEPT_SPACES = "\u00a0\u202f"
_JOINERS = "\u200c\u200d"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class UnwritableTextError(UsageError):
    """Words given to recouv that no file in UTF-8 can hold."""


def newline_of(text: str) -> str:
    """The line end that `text` uses."""
    return "\r\n" if "\r\n" in text else "\n"


def write_entry(draft: Draft, recorded: Recorded) -> str:
    """The lines of a new entry, ending with a newline."""
    words = [f"### {draft.date.isoformat()} {draft.kind}"]
    if draft.target:
        words.append(f"^{draft.target}")
    elif draft.object:
        words.append(one_line(draft.object))
    lines = [" ".join((*words, f"^{draft.id}"))]
    for key, value in (*draft.fields, ("recorded", str(recorded))):
        if isinstance(value, str):
            lines.append(f"- {key}: {one_line(value)}")
        else:
            lines += [f"- {key}:", *(f"  - {one_line(row)}" for row in value)]
    lines += [f"> {one_line(line)}".rstrip() for line in draft.text.splitlines()]
    return "\n".join(lines) + "\n"


def one_line(text: str) -> str:
    """`text` on one line, composed (NFC), without the characters that a terminal or an editor would obey.

    The joiners that Persian or Hindi write between two letters are kept.

    Raises:
        UnwritableTextError: it holds bytes that are no text.
    """
    require_text(text)
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return composed.strip()
    return "".join(
        char if char.isprintable() or char in _KEPT_SPACES or _joins(composed, index) else " "
        for index, char in enumerate(composed)
    ).strip()


def require_text(text: str) -> None:
    """Refuse what came from bytes that are no text.

    Raises:
        UnwritableTextError: it holds lone surrogates, which no file in UTF-8 can.
    """
    if _LONE_SURROGATE.search(text):
        shown = _LONE_SURROGATE.sub("\ufffd", text)
        raise UnwritableTextError(
            say("{text} is not valid UTF-8", text=shown), say("type it again, in a terminal set to UTF-8")
        )


def _joins(text: str, index: int) -> bool:
    """Whether the character is a joiner between two letters."""
    if text[index] not in _JOINERS or not 0 < index < len(text) - 1:
        return False
    return unicodedata.category(text[index - 1])[0] in "LM" and unicodedata.category(text[index + 1])[0] == "L"


def append_entries(text: str, pieces: Iterable[str]) -> str:
    """`text` with new entries at its end; nothing that was there changes, save a final newline where it lacked one."""
    newline = newline_of(text)
    added = text if not text or text.endswith("\n") else text + newline
    if not any(line.rstrip() == JOURNAL_TITLE for line in text.splitlines()):
        added += f"{newline}{JOURNAL_TITLE}{newline}"
    for piece in pieces:
        blank = "" if added.endswith(newline * 2) else newline
        added += blank + piece.replace("\n", newline)
    return added


def seal(journal: Journal, identify: Callable[[], str], recorded: Recorded) -> tuple[str, list[str]]:
    """The file's text with an ID and a `recorded` line on each entry that lacks one, and the IDs given."""
    lines = list(journal.lines)
    newline = newline_of("".join(lines))
    given = []
    for piece in reversed(journal.slices):
        entry = piece.entry
        if entry is None:
            continue
        if entry.recorded is None and "recorded" not in entry.lines:
            at = piece.start + 1
            while at < piece.end and is_key_line(lines[at]):
                at += 1
            if not lines[at - 1].endswith("\n"):
                lines[at - 1] += newline
            lines.insert(at, f"- recorded: {one_line(str(recorded))}{newline}")
        if not entry.id:
            identifier = identify()
            given.append(identifier)
            title = lines[piece.start]
            body = title.rstrip("\r\n")
            lines[piece.start] = body.rstrip() + f" ^{identifier}" + title[len(body) :]
    return "".join(lines), given[::-1]


def unsealed(entries: Sequence[Entry]) -> list[Entry]:
    """Entries typed by hand that recouv has not sealed yet."""
    return [entry for entry in entries if not entry.id or entry.recorded is None]

"""Entries laid out as recouv writes them, read without looking for what may be wrong.

Nearly every entry is one.  Anything else, be it a space too many or a date of no calendar, is declined, and the reader
of journals (`recouv.store.journal`) takes its time over it: what this module reads, that one reads just the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from recouv.domain.entry import Entry
from recouv.domain.kinds import TARGET_KEY, Names
from recouv.store.journal_values import FORMS, ID, Field, Reader, read_day

_TITLE = re.compile(rf"(\S+) ([a-z-]+)(?: \^({ID})| ([^\s^](?:[^^]*[^\s^])?))? \^({ID})")
_TO_TRIM = ("\t", ":  ", " \n")


def is_tidy(text: str) -> bool:
    """Whether no line of `text` has blanks to trim, save those before a value's colon and after a row's dash."""
    return not any(blanks in text for blanks in _TO_TRIM) and text[-1:] != " "


def plain_entry(rows: list[str], line: int, currency: str) -> Entry | None:
    """The entry whose title, less its `### `, is the first of `rows`, at `line` of the file; `None` when declined.

    The rows are tidy.
    """
    title = _TITLE.fullmatch(rows[0])
    if title is None:
        return None
    written, name, target, words, identifier = title.groups()
    form = FORMS.get(name)
    if form is None:
        return None
    kind, fields, required = form
    if kind.names is Names.ENTRY:
        if target is None:  # one ID alone may be the entry's own or that of the entry meant
            return None
    elif target is not None or (words and kind.names is Names.NOTHING) or (kind.names_required and not words):
        return None
    try:
        day = read_day(written)
        read = _read_body(rows, line, fields, currency)
    except ValueError:
        return None
    if read is None:
        return None
    values, lines, prose = read
    if target and TARGET_KEY.name in values:
        return None
    for key in required:
        if key.name not in lines:
            return None
    return Entry(day, kind.name, words or "", identifier, target or "", values, "\n".join(prose), line, lines)


def _read_body(
    rows: list[str], line: int, fields: Mapping[str, Field], currency: str
) -> tuple[dict[str, object], dict[str, int], list[str]] | None:
    """Values, line of each key, and prose of the rows after the title; `None` when declined.

    Raises:
        ValueError: a value cannot be read.
    """
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    prose: list[str] = []
    listed = ""
    read_row: Reader | None = None
    items: list[object] = []
    for number, row in enumerate(rows[1:], line + 1):
        before, _, text = row.partition(": ")
        field = fields.get(before)
        if field is None or not text:
            if not row:
                continue
            if row[:2] == "> ":
                prose.append(row[2:])
                continue
            if read_row is not None and row[:4] == "  - " and row[4:5] != " ":
                items.append(read_row(row[4:], currency))
                continue
            field = fields.get(row[:-1]) if row[-1] == ":" else None
            if field is None or field.read_row is None:
                return None
        name = field.name
        if name in lines:
            return None
        lines[name] = number
        if listed:
            if not items:
                return None
            values[listed] = tuple(items)
            listed, read_row, items = "", None, []
        if text:
            read = field.read
            values[name] = text if read is None else read(text, currency)
        else:
            listed, read_row = name, field.read_row
    if listed:
        if not items:
            return None
        values[listed] = tuple(items)
    return values, lines, prose

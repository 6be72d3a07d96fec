"""The body of a dossier: text to entries and back, line by line.

The text is never regenerated.  It is cut in slices that join back to the very same characters; an entry is added at
the end, and the only typed lines that recouv ever touches are those of hand-written entries, which it seals with an
ID and a `recorded` line.

    ### DATE KIND [OBJECT] [^ID]        a title; the word after the kind is ^ID of another entry where the kind asks
    for one
    - key: value                        a value is the rest of the line, raw: no quotes, no types, no escapes
    - key:                              a key with no value opens a list of indented `  - row` lines
    > prose

Blank lines and one-line HTML comments are kept and mean nothing.  Everything else is a problem with its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from recouv.domain.entry import Entry
from recouv.domain.kinds import KINDS, TARGET_KEY, Kind, Names
from recouv.domain.message import Message, say
from recouv.domain.problem import Problem, Severity
from recouv.store.journal_plain import is_tidy, plain_entry
from recouv.store.journal_problems import bad_date, bad_line, bad_title, unknown_key, unknown_kind
from recouv.store.journal_values import (
    ENTRY_ID,
    EXAMPLES,
    FORMS,
    ID,
    TITLES,
    Field,
    Form,
    expected,
    iso_date,
    refusal,
)

JOURNAL_TITLE = "## Journal"
_CARRIAGE_RETURNS = re.compile(r"\r+(?=\n|\Z)")
_JOURNAL = re.compile(rf"^{JOURNAL_TITLE}[^\S\n]*$", re.MULTILINE)
_TITLE = re.compile(rf"(?P<date>\S+)(?:[ \t]+(?P<kind>[^\s^]\S*))?(?P<rest>.*?)(?:[ \t]+\^(?P<id>{ID}))?[ \t]*")
_FIELD = re.compile(r"-[ \t]+([a-z][a-z0-9_-]*):(?:[ \t]+(.*?))?[ \t]*")
_ROW = re.compile(r"[ \t]+-[ \t]+(.*?)[ \t]*")


class Slice(Struct):
    """The lines of one entry in the file."""

    start: int
    """Index of its title among the file's lines, from 0."""
    end: int
    """Index after its last line."""
    entry: Entry | None
    """`None` when the title could not be read."""


class Journal(Struct):
    """A dossier's text, cut."""

    text: str
    """The whole file."""
    title: int
    """Index of the `## Journal` line; the number of lines when there is none."""
    intro: str = ""
    """What stands between the head and that line."""
    slices: list[Slice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """The file's lines with their ends, cut anew: joined, they are the file."""
        return split_lines(self.text)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that could be read."""
        return tuple([piece.entry for piece in self.slices if piece.entry is not None])


def read_journal(text: str, *, path: str, currency: str, start: int = 0) -> Journal:
    """Cut `text` and read its entries; `start` is the index of the first line after the head.

    Amounts without a currency are in `currency`.  Problems never stop the reading: what can be read is.
    """
    return _Reader(path, currency).read(text, start)


class _Reader:
    def __init__(self, path: str, currency: str) -> None:
        self.path = path
        self.currency = currency
        self.problems: list[Problem] = []
        self.lone: list[Slice] = []
        """Entries whose title bears one ID, which may be their own or that of the entry meant."""

    def read(self, text: str, start: int) -> Journal:
        after_head = text.split("\n", start)[start:]
        body = after_head[0] if after_head else ""
        title = _JOURNAL.search(body)
        if title is None:
            self._outside_journal(body, start)
            lines = text.count("\n") + (not text.endswith("\n") if text else 0)
            return Journal(text, lines, body, problems=self.problems)
        intro = body[: title.start()]
        journal = Journal(text, start + intro.count("\n"), intro, problems=self.problems)
        rest = body[title.end() :]
        if "\r" in rest:
            rest = _CARRIAGE_RETURNS.sub("", rest)
        outside, *pieces = rest.split("\n### ")
        all_tidy = is_tidy(rest)
        index = journal.title + 1
        for line in outside.split("\n")[1:]:
            self._outside_entries(index, line.strip())
            index += 1
        for piece in pieces:
            rows = piece.split("\n")
            end = index + len(rows)
            plain = plain_entry(rows, index + 1, self.currency) if all_tidy or is_tidy(piece) else None
            cut = Slice(index, end, plain)
            if plain is None:
                self._entry(cut, rows)
            journal.slices.append(cut)
            index = end
        if pieces and text.endswith("\n"):
            journal.slices[-1].end -= 1  # nothing stands after the last line end
        self._settle_lone_ids(journal.slices)
        return journal

    def _outside_journal(self, body: str, start: int) -> None:
        for index, line in enumerate(body.split("\n"), start):
            match = _TITLE.fullmatch(line[4:].rstrip("\r")) if line.startswith("### ") else None
            if match and iso_date(match["date"]) and match["kind"] in KINDS:
                self._problem(
                    index, 1, say("an entry stands outside the journal"), say("add a line ## Journal above the entries")
                )
                return

    def _outside_entries(self, index: int, line: str) -> None:
        if line and not _is_comment(line):
            self._problem(
                index,
                1,
                say("this line is under ## Journal but in no entry"),
                say("move it above ## Journal, or give it a title: ### YYYY-MM-DD note"),
            )

    def _entry(self, cut: Slice, rows: list[str]) -> None:
        """Read the entry whose title and lines are `rows`, and put it in `cut`."""
        start = cut.start
        title = rows.pop(0)
        match = _TITLE.fullmatch(title)
        day = iso_date(match["date"]) if match else None
        form = FORMS.get(match["kind"]) if match else None
        if match is None or day is None or form is None:
            self._problem(start, *_title_fault(match, day))
            self._body(rows, start + 1, None)
            return
        kind = form.kind
        words = match["rest"].strip()
        identifier = match["id"] or ""
        values, lines, prose = self._body(rows, start + 1, form)
        target = ""
        if kind.names is Names.ENTRY:
            by_key = str(values.pop(TARGET_KEY.name, ""))
            target, identifier = self._target(start, words, identifier, by_key, required=kind.names_required)
            words = ""
            if identifier and not target and not kind.names_required:
                self.lone.append(cut)
        elif words and kind.names is Names.NOTHING:
            self._problem(
                start,
                match.start("rest") + 6,
                say("{words} follows {kind}, which names nothing", words=words, kind=kind.name),
                say("put it in a line of prose: > {words}", words=words),
            )
        if kind.names_required and not (words or target):
            self._problem(
                start,
                len(title) + 5,
                say("{kind} does not say which", kind=kind.name),
                say("write it after the kind, as in {example}", example=TITLES[kind.names]),
            )
        for key in form.required:
            if key.name not in lines:
                self._problem(
                    start,
                    1,
                    say("{kind} lacks its {key}", kind=kind.name, key=key.name),
                    say("add a line: - {key}: {example}", key=key.name, example=EXAMPLES[key.type].removeprefix("- ")),
                )
        cut.entry = Entry(day, kind.name, words, identifier, target, values, "\n".join(prose), start + 1, lines)

    def _target(self, start: int, words: str, identifier: str, by_key: str, *, required: bool) -> tuple[str, str]:
        """The entry that a title names, and the entry's own ID."""
        named = ENTRY_ID.fullmatch(words)
        if words and named is None:
            self._problem(
                start,
                1,
                say("{words} is not the ID of an entry", words=words),
                say("an ID is a caret and eight characters, at the end of an entry's title"),
            )
            return "", identifier
        if named:
            return named[1], identifier
        if by_key:
            return by_key, identifier
        if not required:
            return "", identifier
        return identifier, ""  # one ID alone, as a person types it, is the entry meant: the seal comes later

    def _body(
        self, rows: list[str], start: int, form: Form | None
    ) -> tuple[dict[str, object], dict[str, int], list[str]]:
        """Values, line of each key, and prose of the lines under a title; without a `form` they are only judged."""
        fields: Mapping[str, Field] = form.fields if form else {}
        values: dict[str, object] = {}
        lines: dict[str, int] = {}
        prose: list[str] = []
        opened: _List | None = None
        for index, row in enumerate(rows, start):
            if not row:
                continue
            if (first := row[0]) == ">":
                prose.append(row[2:] if row[1:2] == " " else row[1:])
                continue
            if first == "-" and (match := _FIELD.fullmatch(row)):
                name, text = match[1], match[2] or ""
                known = fields.get(f"- {name}")
            elif opened is not None and first in " \t" and (match := _ROW.fullmatch(row)):
                opened.rows.append((index, row, match[1]))
                continue
            else:
                if (shown := row.strip()) and not _is_comment(shown):
                    self._problem(index, 1, *bad_line(row))
                continue
            if opened is not None and form is not None:
                self._list(values, form.kind, opened)
            opened = None
            if name in lines:
                self._problem(
                    index,
                    3,
                    say("{key} is already at line {line}", key=name, line=lines[name]),
                    say("keep one of the two"),
                )
                continue
            lines[name] = index + 1
            if not text:
                opened = _List(name, known, index, [])
            elif known is not None and form is not None:
                try:
                    values[name] = known.read(text, self.currency) if known.read else text
                except ValueError:
                    column = len(row.rstrip(" \t")) - len(text) + 1
                    self._problem(index, column, *refusal(form.kind, known.key, text, self.currency))
            elif form is not None:
                self._problem(index, 3, *unknown_key(name, form.kind))
        if opened is not None and form is not None:
            self._list(values, form.kind, opened)
        return values, lines, prose

    def _list(self, values: dict[str, object], kind: Kind, opened: _List) -> None:
        """Read the rows under a key."""
        name, known, index, rows = opened
        if known is None:
            self._problem(index, 3, *unknown_key(name, kind))
            return
        if known.read_row is None:
            if known.key.required or rows:
                self._problem(
                    index, 1, say("{key} has no value", key=name), say("write it on the same line, or remove the line")
                )
            return
        if not rows:
            self._problem(
                index,
                1,
                say("{key} has no rows", key=name),
                say("add rows under it, two spaces in: {example}", example=EXAMPLES[known.key.type]),
            )
            return
        read: list[object] = []
        for at, row, text in rows:
            try:
                read.append(known.read_row(text, self.currency))
            except ValueError:
                column = row.index(text) + 1 if text else 1
                self._problem(at, column, *expected(known.key, text, self.currency))
        if len(read) == len(rows):
            values[name] = tuple(read)

    def _settle_lone_ids(self, slices: list[Slice]) -> None:
        """Where a title may name an entry and bears one ID alone, that ID is the entry meant if another has it."""
        if not self.lone:
            return
        owners = Counter(piece.entry.id for piece in slices if piece.entry)
        for piece in self.lone:
            if piece.entry and owners[piece.entry.id] > 1:
                piece.entry = replace(piece.entry, target=piece.entry.id, id="")

    def _problem(
        self, index: int, column: int, what: Message, mend: Message, severity: Severity = Severity.ERROR
    ) -> None:
        self.problems.append(Problem(self.path, index + 1, column, what, mend, severity))


class _List(NamedTuple):
    """A key that opens a list, and the rows under it."""

    name: str
    field: Field | None
    at: int
    """Index of its line."""
    rows: list[tuple[int, str, str]]
    """Index, line and what it says."""


def _title_fault(match: re.Match[str] | None, day: date | None) -> tuple[int, Message, Message, Severity]:
    """The column of what is wrong in a title, and what is."""
    if match is None or (day is not None and not match["kind"]):
        return 5, *bad_title()
    if day is None:
        return 5, *bad_date(match["date"])
    return match.start("kind") + 5, *unknown_kind(match["kind"])


def split_lines(text: str) -> list[str]:
    r"""Lines with their ends, cut at `\n` only: a vertical tab or U+2028 inside a note is not a line end."""
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def _is_comment(stripped: str) -> bool:
    return stripped.startswith("<!--") and stripped.endswith("-->")


def is_key_line(line: str) -> bool:
    """Whether a line is `- key: value`, or a row under a key."""
    stripped = line.rstrip("\r\n")
    return bool(_FIELD.fullmatch(stripped) or _ROW.fullmatch(stripped))

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
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from recouv.domain.entry import Entry
from recouv.domain.kinds import KINDS, TARGET_KEY, Key, Kind, Names
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.domain.problem import Problem, Severity
from recouv.store.journal_values import (
    ENTRY_ID,
    EXAMPLES,
    ID,
    READERS,
    ROW_READERS,
    TITLES,
    expected,
    iso_date,
    not_a_choice,
    not_positive,
)

JOURNAL_TITLE = "## Journal"
_TITLE = re.compile(rf"### (?P<date>\S+)(?:[ \t]+(?P<kind>[^\s^]\S*))?(?P<rest>.*?)(?:[ \t]+\^(?P<id>{ID}))?[ \t]*")
_FIELD = re.compile(r"-[ \t]+([a-z][a-z0-9_-]*):(?:[ \t]+(.*?))?[ \t]*")
_ROW = re.compile(r"[ \t]+-[ \t]+(.*?)[ \t]*")
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(slots=True)
class Slice:
    """The lines of one entry in the file."""

    start: int
    """Index of its title among the file's lines, from 0."""
    end: int
    """Index after its last line."""
    entry: Entry | None
    """`None` when the title could not be read."""


@dataclass(slots=True)
class Journal:
    """A dossier's lines, cut."""

    lines: list[str]
    """With their line ends: joined, they are the file."""
    title: int
    """Index of the `## Journal` line; the number of lines when there is none."""
    slices: list[Slice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries that could be read."""
        return tuple(piece.entry for piece in self.slices if piece.entry is not None)


def read_journal(text: str, *, path: str, currency: str, start: int = 0) -> Journal:
    """Cut `text` and read its entries; `start` is the index of the first line after the head.

    Amounts without a currency are in `currency`.  Problems never stop the reading: what can be read is.
    """
    return _Reader(text, path, currency).read(start)


class _Reader:
    def __init__(self, text: str, path: str, currency: str) -> None:
        self.lines = split_lines(text)
        self.path = path
        self.currency = currency
        self.problems: list[Problem] = []

    def read(self, start: int) -> Journal:
        title = self._find_title(start)
        journal = Journal(self.lines, title, problems=self.problems)
        index = title + 1
        while index < len(self.lines) and not self.lines[index].startswith("### "):
            self._outside(index)
            index += 1
        while index < len(self.lines):
            end = index + 1
            while end < len(self.lines) and not self.lines[end].startswith("### "):
                end += 1
            journal.slices.append(Slice(index, end, self._entry(index, end)))
            index = end
        _settle_lone_ids(journal.slices)
        return journal

    def _find_title(self, start: int) -> int:
        for index in range(start, len(self.lines)):
            if self.lines[index].rstrip() == JOURNAL_TITLE:
                return index
        for index in range(start, len(self.lines)):
            match = _TITLE.fullmatch(self.lines[index].rstrip("\r\n"))
            if match and iso_date(match["date"]) and match["kind"] in KINDS:
                self._problem(
                    index, 1, say("an entry stands outside the journal"), say("add a line ## Journal above the entries")
                )
                break
        return len(self.lines)

    def _outside(self, index: int) -> None:
        line = self.lines[index].strip()
        if line and not _is_comment(line):
            self._problem(
                index,
                1,
                say("this line is under ## Journal but in no entry"),
                say("move it above ## Journal, or give it a title: ### YYYY-MM-DD note"),
            )

    def _entry(self, start: int, end: int) -> Entry | None:
        title = self.lines[start].rstrip("\r\n")
        match = _TITLE.fullmatch(title)
        day = iso_date(match["date"]) if match else None
        if match is None or day is None or not match["kind"]:
            self._bad_title(start, match, day)
            self._body(start + 1, end, None)
            return None
        kind = KINDS.get(match["kind"])
        if kind is None:
            self._unknown_kind(start, match)
            self._body(start + 1, end, None)
            return None
        words = match["rest"].strip()
        identifier = match["id"] or ""
        values, lines, prose = self._body(start + 1, end, kind)
        target = ""
        if kind.names is Names.ENTRY:
            by_key = str(values.pop(TARGET_KEY.name, ""))
            target, identifier = self._target(start, words, identifier, by_key, required=kind.names_required)
            words = ""
        elif kind.names is Names.NOTHING and words:
            self._problem(
                start,
                match.start("rest") + 2,
                say("{words} follows {kind}, which names nothing", words=words, kind=kind.name),
                say("put it in a line of prose: > {words}", words=words),
            )
        if kind.names_required and not (words or target):
            self._problem(
                start,
                len(title) + 1,
                say("{kind} does not say which", kind=kind.name),
                say("write it after the kind, as in {example}", example=TITLES[kind.names]),
            )
        for key in kind.keys:
            if key.required and key.name not in values and key.name not in lines:
                self._problem(
                    start,
                    1,
                    say("{kind} lacks its {key}", kind=kind.name, key=key.name),
                    say("add a line: - {key}: {example}", key=key.name, example=EXAMPLES[key.type].removeprefix("- ")),
                )
        return Entry(
            date=day,
            kind=kind.name,
            object=words,
            id=identifier,
            target=target,
            values=values,
            text="\n".join(prose),
            line=start + 1,
            lines=lines,
        )

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

    def _body(self, start: int, end: int, kind: Kind | None) -> tuple[dict[str, object], dict[str, int], list[str]]:
        values: dict[str, object] = {}
        lines: dict[str, int] = {}
        prose: list[str] = []
        rows: list[tuple[int, str]] | None = None
        open_key = ""
        for index in range(start, end):
            line = self.lines[index].rstrip("\r\n")
            first = line[:1]
            if first == "-" and (match := _FIELD.fullmatch(line)):
                if rows is not None and open_key:
                    self._list(values, kind, open_key, rows, lines[open_key] - 1)
                open_key, value = match[1], match[2] or ""
                rows = None
                if open_key in lines:
                    self._problem(
                        index,
                        3,
                        say("{key} is already at line {line}", key=open_key, line=lines[open_key]),
                        say("keep one of the two"),
                    )
                    open_key = ""
                    continue
                lines[open_key] = index + 1
                if value:
                    self._value(values, kind, open_key, value, index, match.start(2))
                else:
                    rows = []
            elif first in (" ", "\t") and rows is not None and (match := _ROW.fullmatch(line)):
                rows.append((index, match[1]))
            elif first == ">":
                prose.append(line[2:] if line[1:2] == " " else line[1:])
            elif line.strip() and not _is_comment(line.strip()):
                self._bad_line(index, line)
        if rows is not None and open_key:
            self._list(values, kind, open_key, rows, lines[open_key] - 1)
        return values, lines, prose

    def _value(
        self, values: dict[str, object], kind: Kind | None, name: str, text: str, index: int, column: int
    ) -> None:
        key = self._key(kind, name, index)
        if key is None:
            return
        read = READERS[key.type]
        try:
            value = read(text, self.currency)
        except ValueError:
            self._problem(index, column + 1, *expected(key, text, self.currency))
            return
        if key.choices and value not in key.choices:
            self._problem(index, column + 1, *not_a_choice(key, text))
            return
        if isinstance(value, Money) and value.amount <= 0:
            self._problem(index, column + 1, *not_positive(value, kind))
            return
        values[name] = value

    def _list(
        self, values: dict[str, object], kind: Kind | None, name: str, rows: list[tuple[int, str]], index: int
    ) -> None:
        key = self._key(kind, name, index)
        if key is None:
            return
        read_row = ROW_READERS.get(key.type)
        if read_row is None:
            if key.required or rows:
                self._problem(
                    index, 1, say("{key} has no value", key=name), say("write it on the same line, or remove the line")
                )
            return
        if not rows:
            self._problem(
                index,
                1,
                say("{key} has no rows", key=name),
                say("add rows under it, two spaces in: {example}", example=EXAMPLES[key.type]),
            )
            return
        read: list[object] = []
        for row_index, text in rows:
            try:
                read.append(read_row(text, self.currency))
            except ValueError:
                column = self.lines[row_index].index(text) + 1 if text else 1
                self._problem(row_index, column, *expected(key, text, self.currency))
        if len(read) == len(rows):
            values[name] = tuple(read)

    def _key(self, kind: Kind | None, name: str, index: int) -> Key | None:
        if kind is None:
            return None
        key = kind.key(name)
        if key is None:
            close = get_close_matches(name, kind.key_names, n=1, cutoff=0.6)
            if close:
                # so close to a known key that it is a slip: what it says would be silently left out of account
                self._problem(
                    index,
                    3,
                    say("{kind} has no key {key}", kind=kind.name, key=name),
                    say("did you mean {key}?", key=close[0]),
                )
            else:
                self._problem(
                    index,
                    3,
                    say("{kind} has no key {key}", kind=kind.name, key=name),
                    say(
                        "it is kept and means nothing to this version; its keys are {keys}",
                        keys=", ".join(kind.key_names),
                    ),
                    Severity.WARNING,
                )
        return key

    def _bad_title(self, index: int, match: re.Match[str] | None, day: date | None) -> None:
        if match and day is None:
            what = say("{date} is not a day of the calendar", date=match["date"])
            self._problem(index, 5, what, say("write it as 2026-11-05"))
        else:
            self._problem(
                index,
                5,
                say("this title is not that of an entry"),
                say("write ### YYYY-MM-DD kind, for instance: ### 2026-11-05 call"),
            )

    def _unknown_kind(self, index: int, match: re.Match[str]) -> None:
        close = get_close_matches(match["kind"], list(KINDS), n=1)
        mend = (
            say("did you mean {kind}?", kind=close[0])
            if close
            else say("the kinds are {kinds}", kinds=", ".join(KINDS))
        )
        self._problem(index, match.start("kind") + 1, say("{kind} is not a kind of entry", kind=match["kind"]), mend)

    def _bad_line(self, index: int, line: str) -> None:
        if line.startswith(_CONFLICT):
            self._problem(
                index,
                1,
                say("a conflict left by a merge"),
                say("keep both entries, and remove the lines <<<<<<<, ======= and >>>>>>>"),
            )
        elif line.startswith("#"):
            self._problem(
                index,
                1,
                say("this title stands in the middle of the journal"),
                say("move it above ## Journal; entries begin with ###"),
            )
        elif line.startswith("-"):
            self._problem(index, 1, say("this line is not - key: value"), say("begin prose with > and a space"))
        else:
            self._problem(index, 1, say("this line is neither a key nor prose"), say("begin prose with > and a space"))

    def _problem(
        self, index: int, column: int, what: Message, mend: Message, severity: Severity = Severity.ERROR
    ) -> None:
        self.problems.append(Problem(self.path, index + 1, column, what, mend, severity))


def _settle_lone_ids(slices: list[Slice]) -> None:
    """Where a title may name an entry and bears one ID alone, that ID is the entry meant if another entry has it."""
    owners = Counter(piece.entry.id for piece in slices if piece.entry and piece.entry.id)
    for piece in slices:
        entry = piece.entry
        if entry and entry.id and not entry.target and owners[entry.id] > 1:
            kind = KINDS[entry.kind]
            if kind.names is Names.ENTRY and not kind.names_required:
                piece.entry = replace(entry, target=entry.id, id="")


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

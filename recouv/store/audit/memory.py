"""What an audit remembers from commit to commit: every ID, every document with a fingerprint, and what it noted.

It is kept in SQLite, so that a history of any length takes no more memory than a short one; beside the repository when
the audit goes on from where the last one stopped, and never believed where it does not fit.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Self

from msgspec import Struct, json

from recouv.domain.errors import UsageError
from recouv.domain.message import Message
from recouv.domain.past_commit import PastCommit
from recouv.rules.audit.observation import Flaw, Observation
from recouv.rules.closing_period import Period, closing_period
from recouv.store.message_text import read_messages, write_messages

NAME = "audit.sqlite"
_TABLES = """
CREATE TABLE entry (id TEXT PRIMARY KEY, client TEXT, digest BLOB, gone INTEGER) WITHOUT ROWID;
CREATE TABLE document (path TEXT PRIMARY KEY, sha256 TEXT, entry TEXT, gone INTEGER) WITHOUT ROWID;
CREATE TABLE client (folded TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID;
CREATE TABLE author (id TEXT PRIMARY KEY, people TEXT) WITHOUT ROWID;
CREATE TABLE closing (path TEXT PRIMARY KEY, added TEXT) WITHOUT ROWID;
CREATE TABLE noted (row TEXT);
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT);
"""
_DIGEST_BYTES = 12


class Known(Struct, frozen=True):
    """An entry that some commit brought."""

    client: str
    digest: bytes
    is_gone: bool


class Document(Struct, frozen=True):
    """A document, or a message that left, whose fingerprint an entry gives."""

    sha256: str
    entry: str
    is_gone: bool


class Noted(Struct, frozen=True, kw_only=True):
    """An observation, and the commit that it is about."""

    observation: Observation
    commit: str = ""
    """In full; empty for what concerns the history as a whole."""
    who: str = ""
    email: str = ""
    when: int = 0
    """Seconds since 1970."""
    subject: str = ""


class Memory:
    """Of one audit; a context manager that keeps what was learnt only when `keep` was called."""

    def __init__(self, path: Path | None) -> None:
        """`path` is where it is kept; `None` for this audit alone."""
        self._path = path
        self._base = _opened(path)
        self._base.execute("BEGIN IMMEDIATE")
        self._named: list[str] = []
        self._closed: list[Period] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()  # what was not kept is rolled back

    def forget(self) -> None:
        """Begin anew."""
        for table in ("entry", "document", "client", "author", "closing", "noted", "state"):
            self._base.execute(f"DELETE FROM {table}")  # noqa: S608 our own names

    def keep(self) -> None:
        """Keep what was learnt, for the next audit."""
        self._base.execute("COMMIT")
        self._base.execute("BEGIN")

    def state(self, name: str) -> str:
        """A word kept under a name; empty when there is none."""
        row = self._base.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_state(self, name: str, value: str) -> None:
        """Keep a word under a name."""
        self._base.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def entry(self, identifier: str) -> Known | None:
        """What is known of an entry."""
        row = self._base.execute("SELECT client, digest, gone FROM entry WHERE id = ?", (identifier,)).fetchone()
        return Known(row[0], row[1], bool(row[2])) if row else None

    def add_entry(self, identifier: str, client: str, words: str) -> None:
        """An entry as it stands in a client's dossier from now on."""
        row = (identifier, text(client), digest(words))
        self._base.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, 0)", row)

    def add_author(self, identifier: str, people: Iterable[str]) -> None:
        """By what those who brought an entry are known, where somebody else may have to approve it."""
        names = json.encode(sorted(text(name) for name in people)).decode()
        self._base.execute("INSERT OR IGNORE INTO author VALUES (?, ?)", (identifier, names))

    def author(self, identifier: str) -> frozenset[str]:
        """By what those who brought an entry are known; nothing where nobody has to approve it."""
        row = self._base.execute("SELECT people FROM author WHERE id = ?", (identifier,)).fetchone()
        return frozenset(json.decode(row[0])) if row else frozenset()

    def entry_gone(self, identifier: str) -> None:
        """It does not stand in its dossier any more."""
        self._base.execute("UPDATE entry SET gone = 1 WHERE id = ?", (identifier,))

    def client_renamed(self, before: str, after: str) -> None:
        """All that stood in one dossier stands in another."""
        self._base.execute("UPDATE entry SET client = ? WHERE client = ?", (text(after), text(before)))

    def document(self, path: str) -> Document | None:
        """What is known of a document."""
        row = self._base.execute("SELECT sha256, entry, gone FROM document WHERE path = ?", (text(path),)).fetchone()
        return Document(row[0], row[1], bool(row[2])) if row else None

    def add_document(self, path: str, sha256: str, entry: str) -> None:
        """A document whose fingerprint an entry gives."""
        self._base.execute("INSERT OR IGNORE INTO document VALUES (?, ?, ?, 0)", (text(path), text(sha256), entry))
        self._named.append(path)

    def named_last(self) -> list[str]:
        """Paths of the documents added since this was asked last."""
        named, self._named = self._named, []
        return named

    def add_closing(self, path: str, commit: str) -> None:
        """A closing, and the commit that brought it."""
        self._base.execute("INSERT OR IGNORE INTO closing VALUES (?, ?)", (text(path), commit))
        self._closed = None

    def closed_on(self, day: date) -> str:
        """The period already closed in which a day is; empty when none."""
        if self._closed is None:
            self._closed = []
            for path in self.closings():
                with suppress(UsageError):  # a file there that is no closing is told on its own account
                    self._closed.append(closing_period(client_of(path)))
        return next((period.name for period in self._closed if day <= period.last), "")

    def closings(self) -> dict[str, str]:
        """Path of each closing → the commit that brought it first."""
        return dict(self._base.execute("SELECT path, added FROM closing ORDER BY path"))

    def document_gone(self, path: str) -> None:
        """It is not in the tree any more."""
        self._base.execute("UPDATE document SET gone = 1 WHERE path = ?", (text(path),))

    def twin_of(self, client: str) -> str:
        """A dossier that only capitals tell from this one; empty when there is none.  This one is known from now on."""
        client = text(client)
        self._base.execute("INSERT OR IGNORE INTO client VALUES (?, ?)", (client.casefold(), client))
        row = self._base.execute("SELECT id FROM client WHERE folded = ?", (client.casefold(),)).fetchone()
        return "" if row[0] == client else str(row[0])

    def note(self, observation: Observation, commit: PastCommit | None = None) -> None:
        """Remember an observation."""
        told = Noted(observation=observation)
        if commit is not None:
            told = Noted(
                observation=observation,
                commit=commit.id,
                who=commit.author,
                email=commit.author_email,
                when=commit.committed,
                subject=commit.subject,
            )
        self._base.execute("INSERT INTO noted VALUES (?)", (_written(told),))

    def noted(self) -> Iterator[Noted]:
        """Everything that was noted, in its order."""
        for (row,) in self._base.execute("SELECT row FROM noted ORDER BY rowid"):
            yield _read(row)


def digest(words: str) -> bytes:
    """What tells an entry's words from others."""
    return hashlib.sha256(words.encode("utf-8", "surrogateescape")).digest()[:_DIGEST_BYTES]


def client_of(path: str) -> str:
    """The id of the dossier at a path, bytes that are no text written in digits."""
    return text(PurePosixPath(path).stem)


def _written(told: Noted) -> str:
    seen = told.observation
    row = [
        *(str(seen.flaw), write_messages([_legible(seen.what)]), text(seen.path), seen.entry),
        *([text(line) for line in seen.lines], told.commit, text(told.who), text(told.email), told.when),
        text(told.subject),
    ]
    return json.encode(row).decode()


def text(words: str) -> str:
    """The words, with bytes that are no text written in digits: neither JSON nor SQLite takes half a character."""
    return words if words.isascii() else words.encode("utf-8", "backslashreplace").decode()


def _legible(message: Message) -> Message:
    args = {
        name: text(value) if type(value) is str else _legible(value) if isinstance(value, Message) else value
        for name, value in message.args.items()
    }
    return Message(message.text, args, message.plural, message.count)


def _read(row: str) -> Noted:
    flaw, what, path, entry, lines, commit, who, email, when, subject = json.decode(row)
    return Noted(
        observation=Observation(
            flaw=Flaw(flaw), what=read_messages(what)[0], path=path, entry=entry, lines=tuple(lines)
        ),
        commit=commit,
        who=who,
        email=email,
        when=when,
        subject=subject,
    )


def _opened(path: Path | None) -> sqlite3.Connection:
    if path is None:
        base = sqlite3.connect("", isolation_level=None)
        base.executescript(_TABLES)
        return base
    path.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(2):
        base = sqlite3.connect(path, isolation_level=None)
        try:
            if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone():
                base.executescript(_TABLES)
            base.execute("SELECT value FROM state").fetchall()
            base.execute("SELECT id FROM author LIMIT 1").fetchall()
        except sqlite3.DatabaseError:
            base.close()
            if attempt:
                raise
            with suppress(OSError):
                path.unlink()
        else:
            return base
    raise AssertionError

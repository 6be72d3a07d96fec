"""The index: what was worked out from each dossier, kept so that lists need not read ten thousand files again.

It is derived, belongs to one clone (`.git/recouv/index.sqlite`) and may be deleted at any time.  For each file it keeps
a hash of the content that was read, and for each question put to the dossiers the answer that this content gives.

A row is *sure* when its content is the blob that git has for that path in the commit `head`: as long as git finds the
file unchanged, so is the answer.  Every other row is read and hashed again each time.  Nothing depends on the dates of
files, on the order in which two processes write here, or on how often commits are made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

if TYPE_CHECKING:
    from recouv.store.past_answers import PastAnswers

#: Raised when the tables, or what stands in them, change.
VERSION = 5
INDEX_NAME = "index.sqlite"
#: Questions kept: today's lists in two languages, a few other days; each is as large as all the dossiers' tasks.
KEPT_QUESTIONS = 10
#: Printed reports kept.
KEPT_REPORTS = 6
#: Seconds to wait for another process that writes; beyond that, this one does without.
_PATIENCE_SECONDS = 2.0
#: Beyond this many files, reading all the rows is quicker than each by its path.
_MANY = 500
_TABLES = """
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE file (
    path TEXT PRIMARY KEY, id TEXT NOT NULL, hash TEXT NOT NULL, sure INTEGER NOT NULL, odd INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX unsure ON file (path) WHERE NOT sure OR odd;
CREATE INDEX even ON file (odd, id);
CREATE TABLE question (number INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, turn INTEGER NOT NULL);
CREATE TABLE answer (
    question INTEGER NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL, value TEXT, seal INTEGER NOT NULL,
    PRIMARY KEY (question, id, path)
);
CREATE TABLE past_question (number INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, turn INTEGER NOT NULL);
CREATE TABLE past_answer (
    question INTEGER NOT NULL, path TEXT NOT NULL, hash TEXT NOT NULL, value TEXT, seal INTEGER NOT NULL,
    PRIMARY KEY (question, path, hash)
);
CREATE TABLE report (
    number INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, edition INTEGER NOT NULL, text TEXT NOT NULL,
    seal INTEGER NOT NULL
);
"""


class IndexUnusableError(Exception):
    """The index is damaged, or held by another process: do without."""


class IndexBusyError(Exception):
    """Another process writes in the index, or it cannot be written: nothing is remembered this time."""


#: What a damaged file raises, be it in the words of the error itself.
_DAMAGED = (sqlite3.Error, UnicodeDecodeError)
#: Of SQLite: what says nothing against the index itself.
_NOT_NOW = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def _is_not_now(error: Exception) -> bool:
    """Whether the index is only out of reach; what Python says itself, of a text that is none, has no code."""
    return isinstance(error, sqlite3.OperationalError) and getattr(error, "sqlite_errorcode", None) in _NOT_NOW


class Indexed(NamedTuple):  # a report printed again loads no library for it
    """A file as the index knows it."""

    path: str
    id: str
    hash: str
    sure: bool
    odd: bool = False
    """Whether something of the file itself, or another file of the same id, keeps it from being a dossier, or it is
    not there while the commit has it.

    Odd files are looked at each time, and nothing worked out from them is remembered.
    """


class Index:
    """The index of one clone, open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._base = connection

    @property
    def head(self) -> str:
        """The commit to which sure rows correspond; empty when nothing was indexed yet."""
        row = self._base.execute("SELECT value FROM state WHERE name = 'head'").fetchone()
        return row[0] if row else ""

    def stand_at(self, head: str) -> None:
        """Say which commit the sure rows correspond to."""
        self._base.execute("INSERT OR REPLACE INTO state VALUES ('head', ?)", (head,))

    def unsure(self) -> set[str]:
        """Paths of the files that must be looked at, whatever git says."""
        return {row[0] for row in self._base.execute("SELECT path FROM file WHERE NOT sure OR odd")}

    def files(self, paths: Iterable[str]) -> dict[str, Indexed]:
        """What is known of these files, by path."""
        wanted = list(paths)
        if len(wanted) > _MANY:
            everything = self._files()
            return {path: everything[path] for path in wanted if path in everything}
        return {path: row for path in wanted for row in self._files("WHERE path = ?", path).values()}

    def paths(self) -> set[str]:
        """Every file known."""
        return {row[0] for row in self._base.execute("SELECT path FROM file")}

    def _files(self, where: str = "", *values: str) -> dict[str, Indexed]:
        rows = self._base.execute(f"SELECT path, id, hash, sure, odd FROM file {where}", values)  # noqa: S608 - ours
        return {row[0]: Indexed(row[0], row[1], row[2], bool(row[3]), bool(row[4])) for row in rows}

    @property
    def edition(self) -> int:
        """Another number each time that the content of a file, or which files there are, proves to have changed."""
        row = self._base.execute("SELECT value FROM state WHERE name = 'edition'").fetchone()
        if row is None:
            return 0
        if not str(row[0]).isdecimal():
            raise sqlite3.DatabaseError("the number of the edition is damaged")
        return int(row[0])

    def _is_new_edition(self) -> None:
        self._base.execute("INSERT OR REPLACE INTO state VALUES ('edition', ?)", (str(self.edition + 1),))

    def put(self, files: Iterable[Indexed]) -> None:
        """Remember these files, and forget what was worked out from what they were."""
        self._is_new_edition()
        for file in files:
            self._forget_answers(file.path, file.id)
            self._base.execute(
                "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)",
                (file.path, file.id, file.hash, file.sure, file.odd),
            )

    def assure(self, path: str, content: str, *, sure: bool) -> None:
        """That file, if it still holds the content of this hash, is known to be, or not to be, as in the commit."""
        self._base.execute("UPDATE file SET sure = ? WHERE path = ? AND hash = ?", (sure, path, content))

    def remove(self, paths: Iterable[str]) -> None:
        """Forget these files."""
        self._is_new_edition()
        for path in paths:
            for known in self._files("WHERE path = ?", path).values():
                self._forget_answers(path, known.id)
            self._base.execute("DELETE FROM file WHERE path = ?", (path,))

    @property
    def past(self) -> PastAnswers:
        """What committed contents that are no longer in the files answered."""
        from recouv.store.past_answers import PastAnswers  # deferred: for those who look back

        return PastAnswers(self._base)

    def clear(self) -> None:
        """Forget what the files hold; the number of the edition never comes back, and what was committed stays so."""
        self._base.execute("DELETE FROM state WHERE name = 'head'")
        for table in ("file", "question", "answer", "report"):
            self._base.execute(f"DELETE FROM {table}")  # noqa: S608 - ours

    def _forget_answers(self, path: str, identifier: str) -> None:
        numbers = [row[0] for row in self._base.execute("SELECT number FROM question")]
        self._base.executemany(
            "DELETE FROM answer WHERE question = ? AND id = ? AND path = ?",
            [(number, identifier, path) for number in numbers],
        )

    def question(self, key: str) -> int | None:
        """The number of a question; `None` when it was never put."""
        row = self._base.execute("SELECT number FROM question WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def ask(self, key: str, *, of: Collection[str] = ()) -> int:
        """The number of a question; a new one takes the place of the one that was left unasked for longest.

        Those that it rests on are asked with it.
        """
        (turn,) = self._base.execute("SELECT coalesce(max(turn), 0) + 1 FROM question").fetchone()
        self._base.executemany("UPDATE question SET turn = ? WHERE key = ?", [(turn, asked) for asked in (key, *of)])
        known = self.question(key)
        if known is not None:
            return known
        number = self._base.execute("INSERT INTO question (key, turn) VALUES (?, ?)", (key, turn)).lastrowid
        assert number is not None  # an INSERT always has one
        questions = self._base.execute("SELECT number, key FROM question ORDER BY turn DESC, number DESC").fetchall()
        for surplus, _ in [row for row in questions if row[1] not in of][KEPT_QUESTIONS:]:
            self._base.execute("DELETE FROM answer WHERE question = ?", (surplus,))
            self._base.execute("DELETE FROM question WHERE number = ?", (surplus,))
        return number

    def unanswered(self, question: int | None) -> list[str]:
        """Paths of the files, odd ones apart, from which the answer is still to be worked out."""
        if question is not None and self.knows_all(question):
            return []
        rows = self._base.execute(
            "SELECT path FROM file WHERE NOT odd AND NOT EXISTS"
            " (SELECT 1 FROM answer WHERE answer.question = ? AND answer.id = file.id AND answer.path = file.path)"
            " ORDER BY id",
            (question,),
        )
        return [row[0] for row in rows]

    def knows_all(self, question: int) -> bool:
        """Whether no file, odd ones apart, is without its answer."""
        answered = self._base.execute("SELECT count(*) FROM answer WHERE question = ?", (question,)).fetchone()
        return bool(answered == self._base.execute("SELECT count(*) FROM file WHERE NOT odd").fetchone())

    def answer(self, question: int, answers: Iterable[tuple[str, str, str | None]]) -> None:
        """Remember answers: id, path and value (`None`: the dossier cannot be relied upon)."""
        self._base.executemany(
            "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)",
            ((question, identifier, path, value, seal_of(path, value)) for identifier, path, value in answers),
        )

    def answers(self, question: int) -> list[tuple[str, str | None]]:
        """Path and answer of every file, in the order of the ids."""
        return self._sealed("SELECT path, value, seal FROM answer WHERE question = ? ORDER BY id, path", question)

    def answers_and_hashes(self, question: int, paths: Collection[str]) -> list[tuple[str, str, str | None]]:
        """Path, hash of the content and answer of those of the files that have one, odd ones apart."""
        query = (
            "SELECT answer.path, answer.value, answer.seal, file.hash FROM file"
            " JOIN answer ON answer.question = ? AND answer.id = file.id AND answer.path = file.path WHERE NOT file.odd"
        )
        if len(paths) > _MANY:
            rows = [row for row in self._base.execute(query, (question,)) if row[0] in paths]
        else:
            one = f"{query} AND file.path = ?"
            rows = [row for path in paths for row in self._base.execute(one, (question, path))]
        require_sealed(rows)
        return [(path, content, value) for path, value, _, content in rows]

    def first(self, question: int, count: int) -> list[str]:
        """The answers that come first in the order of their characters."""
        rows = self._sealed(
            "SELECT path, value, seal FROM answer WHERE question = ? AND value IS NOT NULL ORDER BY value LIMIT ?",
            question,
            count,
        )
        return [value for _, value in rows if value is not None]

    def _sealed(self, query: str, *values: object) -> list[tuple[str, str | None]]:
        """Name and text of rows that are as they were written: SQLite looks at its own pages, not at what they say."""
        rows = self._base.execute(query, values).fetchall()
        require_sealed(rows)
        return [(name, text) for name, text, _ in rows]

    def report(self, key: str) -> str | None:
        """The text printed for `key` from the files as they are; `None` when there is none."""
        query = "SELECT key, text, seal FROM report WHERE key = ? AND edition = ?"
        return next((text for _, text in self._sealed(query, key, self.edition)), None)

    def keep_report(self, key: str, edition: int, text: str) -> None:
        """Keep a text made from the files of that edition, unless another one has come."""
        if edition == self.edition:
            self._base.execute(
                "INSERT OR REPLACE INTO report (key, edition, text, seal) VALUES (?, ?, ?, ?)",
                (key, edition, text, seal_of(key, text)),
            )
            self._base.execute(
                "DELETE FROM report WHERE number NOT IN (SELECT number FROM report ORDER BY number DESC LIMIT ?)",
                (KEPT_REPORTS,),
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All of what is written inside, or nothing.

        Raises:
            IndexBusyError: another process goes on writing.
        """
        try:
            self._base.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if _is_not_now(error):
                raise IndexBusyError(str(error)) from error
            raise
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


def seal_of(name: str, text: object) -> int:
    """A sum that a damaged disk does not keep."""
    return crc32(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else b"", crc32(name.encode()))


def require_sealed(rows: Iterable[tuple[Any, ...]]) -> None:
    """Refuse rows of a name, a text, its seal and more that are not as they were written."""
    for name, text, seal, *_ in rows:
        if seal != seal_of(name, text):
            raise sqlite3.DatabaseError("the index holds something that was not written in it")


@contextmanager
def open_index(folder: Path) -> Iterator[Index]:
    """The index kept in `folder`, made when there is none, or when it is damaged or of another version.

    Raises:
        IndexUnusableError: it cannot be opened, or proves damaged while in use; it is then gone.
    """
    path = folder / INDEX_NAME
    try:
        connection = _opened(path)
    except (*_DAMAGED, OSError) as error:
        _remove(path, error)
        raise IndexUnusableError(str(error)) from error
    try:
        yield Index(connection)
    except _DAMAGED as error:
        connection.close()
        _remove(path, error)
        raise IndexUnusableError(str(error)) from error
    finally:
        connection.close()


def remove_index(folder: Path) -> None:
    """Delete the index: the next list reads every dossier again."""
    for suffix in ("", "-wal", "-shm"):
        with suppress(OSError):
            folder.joinpath(INDEX_NAME + suffix).unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version != VERSION:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:  # another process was quicker
                for kind, name in _existing(connection):
                    connection.execute(f'DROP {kind} IF EXISTS "{name}"')
                for statement in filter(str.strip, _TABLES.split(";")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("COMMIT")
        connection.execute("PRAGMA synchronous = NORMAL")  # a power cut loses the last change, never spoils the rest
    except BaseException:
        connection.close()
        raise
    return connection


def _existing(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    rows = connection.execute("SELECT type, name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return rows.fetchall()


def _remove(path: Path, error: Exception) -> None:
    """Delete a damaged index; one that is only busy belongs to the process that holds it."""
    if _is_not_now(error):
        return
    remove_index(path.parent)

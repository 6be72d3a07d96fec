"""What was worked out from contents that were committed once, kept beside the index of the files as they are.

A committed content never changes, so that nothing here grows old: an answer is found by the path and by git's name of
the content.  It is derived all the same, and kept only while it is asked for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from recouv.store.index import require_sealed, seal_of

#: Questions kept: those of the lists of some days.
KEPT_QUESTIONS = 8
#: Answers kept of each: ten thousand clients, most of them as they were on several days.
KEPT_ANSWERS = 60_000


class PastAnswers:
    """Part of an index that is open."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._base = connection

    def known(self, key: str, blobs: Mapping[str, str]) -> list[tuple[str, str | None]]:
        """Path and answer to a question of those contents, by their paths, that have one."""
        row = self._base.execute("SELECT number FROM past_question WHERE key = ?", (key,)).fetchone()
        if row is None:
            return []
        rows = self._base.execute("SELECT path, value, seal, hash FROM past_answer WHERE question = ?", row)
        found = [row for row in rows if blobs.get(row[0]) == row[3]]
        require_sealed(found)
        return [(path, value) for path, value, *_ in found]

    def remember(self, key: str, answers: Iterable[tuple[str, str, str | None]]) -> None:
        """Keep answers to a question: path, git's name of the content, and value."""
        number = self._number(key)
        self._base.executemany(
            "INSERT OR REPLACE INTO past_answer VALUES (?, ?, ?, ?, ?)",
            ((number, path, blob, value, seal_of(path, value)) for path, blob, value in answers),
        )
        self._base.execute(
            "DELETE FROM past_answer WHERE question = ? AND rowid NOT IN"
            " (SELECT rowid FROM past_answer WHERE question = ? ORDER BY rowid DESC LIMIT ?)",
            (number, number, KEPT_ANSWERS),
        )

    def _number(self, key: str) -> int:
        """The number of a question; a new one takes the place of the one that was left unasked for longest."""
        (turn,) = self._base.execute("SELECT coalesce(max(turn), 0) + 1 FROM past_question").fetchone()
        self._base.execute(
            "INSERT INTO past_question (key, turn) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET turn = ?",
            (key, turn, turn),
        )
        rows = self._base.execute("SELECT number, key FROM past_question ORDER BY turn DESC").fetchall()
        for surplus, _ in rows[KEPT_QUESTIONS:]:
            self._base.execute("DELETE FROM past_answer WHERE question = ?", (surplus,))
            self._base.execute("DELETE FROM past_question WHERE number = ?", (surplus,))
        return int(rows[0][0])

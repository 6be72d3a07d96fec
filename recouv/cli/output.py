"""Printing: data on standard output, talk on standard error, nothing that a terminal would obey.

Every text passes `plain()` here, whatever it went through before.  Colours are for terminals only, and never the only
sign of anything.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.cells import cell_len

from recouv.domain.errors import ExitCode, ProblemsError, RecouvError
from recouv.domain.message import Message, say
from recouv.domain.problem import Problem
from recouv.wording.catalogue import Catalogue
from recouv.wording.plain import pad, plain

#: A column of words is not cut below this many cells.
_NARROWEST = 12
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
#: Characters that JSON leaves as they are and a terminal would obey: C1, bidi, zero-width, BOM.
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
#: What a spreadsheet would run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Output:
    """The two streams, in one language."""

    def __init__(self, words: Catalogue) -> None:
        self.words = words

    def line(self, text: str = "", style: str = "") -> None:
        """One line of data."""
        _write(sys.stdout, self._styled(plain(text), style, sys.stdout))

    def text(self, text: str) -> None:
        """Several lines of data."""
        for line in text.splitlines():
            self.line(line)

    def message(self, message: Message, style: str = "") -> None:
        """A sentence of data."""
        self.line(self.words.text(message), style)

    def talk(self, message: Message, style: str = "") -> None:
        """A sentence to the person, on standard error."""
        _write(sys.stderr, self._styled(plain(self.words.text(message)), style, sys.stderr))

    def diff(self, text: str) -> None:
        """A unified diff."""
        colours = {"+": "green", "-": "red", "@": "cyan"}
        for line in text.splitlines():
            self.line(line, colours.get(line[:1], ""))

    def table(
        self,
        header: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        right: Sequence[int] = (),
        footer: Iterable[Sequence[str]] = (),
        details: Sequence[Sequence[str]] = (),
        indent: str = "",
    ) -> None:
        """Aligned columns, as wide as their widest cell; those in `right` on the right.

        `details` are lines to print under each row, in full.

        On a terminal too narrow for them, the columns of words are cut (`…`), never those of figures.
        """
        body = [[plain(cell) for cell in row] for row in rows]
        foot = [[plain(cell) for cell in row] for row in footer]
        head = [plain(cell) for cell in header]
        widths = [max(cell_len(row[i]) for row in (head, *body, *foot)) for i in range(len(head))]
        if is_terminal(sys.stdout):
            spare = shutil.get_terminal_size().columns - len(indent) - 2 * (len(widths) - 1)
            widths = _fitted(widths, spare, [i for i in range(len(widths)) if i not in right])

        def line(row: Sequence[str]) -> str:
            return (
                indent
                + "  ".join(
                    pad(cell, width, right=i in right) for i, (cell, width) in enumerate(zip(row, widths, strict=True))
                )
            ).rstrip()

        self.line(line(head), "bold")
        for rank, row in enumerate(body):
            self.line(line(row))
            for detail in details[rank] if details else ():
                self.line(f"{indent}    {detail}", "dim")
        if foot:
            self.line(
                indent + "─" * (sum(widths) + 2 * (len(widths) - 1)) if _is_utf8() else indent + "-" * sum(widths)
            )
        for row in foot:
            self.line(line(row), "bold")

    def markdown(self, header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> None:
        """A Markdown table."""
        self.line("| " + " | ".join(_cell(name) for name in header) + " |")
        self.line("|" + "|".join("---:" if i in right else "---" for i in range(len(header))) + "|")
        for row in rows:
            self.line("| " + " | ".join(_cell(cell) for cell in row) + " |")

    def csv(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Comma-separated values, points in numbers, nothing that a spreadsheet would run."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        for row in (header, *rows):
            writer.writerow([_harmless(plain(cell)) for cell in row])
        self.raw(stream.getvalue())

    def raw(self, text: str) -> None:
        """Text for another program, in UTF-8 whatever the terminal speaks."""
        buffer = getattr(sys.stdout, "buffer", None)
        if buffer is None or _is_utf8():
            _write(sys.stdout, text.rstrip("\n"))
            return
        sys.stdout.flush()
        buffer.write(text.encode())

    def json(self, document: object) -> None:
        """One document."""
        text = json.dumps(document, ensure_ascii=not _is_utf8(), indent=2)
        _write(sys.stdout, _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text))

    def problems(self, problems: Iterable[Problem]) -> None:
        """One line each: `path:line:column: what; how to mend it`."""
        for problem in problems:
            self.line(self.words.text(_problem_line(problem)))

    def error(self, error: RecouvError) -> None:
        """What is wrong and how to mend it, on standard error."""
        _write(sys.stderr, self._styled("recouv: " + plain(self.words.text(error.what)), "bold", sys.stderr))
        if error.mend is not None:
            _write(sys.stderr, "  " + plain(self.words.text(error.mend)))
        if isinstance(error, ProblemsError):
            for problem in error.problems:
                _write(sys.stderr, "  " + plain(self.words.text(_problem_line(problem))))

    def unreadable(self, paths: Sequence[str]) -> None:
        """Say which dossiers were left out."""
        if paths:
            self.talk(
                say("left out, because they cannot be read: {paths}; recouv check says why", paths=", ".join(paths)),
                "yellow",
            )

    def _styled(self, text: str, style: str, stream: TextIO) -> str:
        if not style or not _has_colours(stream):
            return text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def _fitted(widths: Sequence[int], spare: int, words: Sequence[int]) -> list[int]:
    """The widths with the widest columns of words narrowed until all fit in `spare` cells, as far as they can."""
    fitted = list(widths)
    while words and sum(fitted) > spare:
        widest = max(words, key=lambda i: fitted[i])
        if fitted[widest] <= _NARROWEST:
            break
        fitted[widest] -= 1
    return fitted


def _problem_line(problem: Problem) -> Message:
    return say("{place}: {what}; {mend}", place=problem.place, what=problem.what, mend=problem.mend)


def is_terminal(stream: TextIO) -> bool:
    """Whether a person looks at the stream."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def _has_colours(stream: TextIO) -> bool:
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _is_utf8() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


def _write(stream: TextIO, text: str) -> None:
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise OutputError(error) from None


class OutputError(RecouvError):
    """The output cannot be written: a full disk, a closed stream."""

    exit_code = ExitCode.REFUSED

    def __init__(self, error: Exception) -> None:
        reason = getattr(error, "strerror", None) or str(error)
        super().__init__(
            say("the output cannot be written: {reason}", reason=reason),
            say("what was committed is committed: recouv history says what"),
        )


def _cell(text: str) -> str:
    return plain(text).replace("\\", "\\\\").replace("|", "\\|")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell

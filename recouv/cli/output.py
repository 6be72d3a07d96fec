"""Printing: data on standard output, talk on standard error, nothing that a terminal would obey.

Every text passes `plain()` here, whatever it went through before.  Colours are for terminals only, and never the only
sign of anything.
"""

from __future__ import annotations

import os
import re
import sys
from itertools import chain, islice
from typing import TYPE_CHECKING

from recouv.domain.errors import ExitCode, ProblemsError, RecouvError
from recouv.domain.message import Message, say
from recouv.wording.plain import is_ordinary, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from recouv.domain.problem import Problem
    from recouv.wording.catalogue import Catalogue

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
#: Characters that JSON leaves as they are and a terminal would obey: C1, bidi, zero-width, BOM.
_OBEYED = "\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
#: What a spreadsheet would run.
_FORMULA = frozenset("=+-@\t\r")
#: Lines written at once: ten thousand writes cost more than making the lines.
_LINES_AT_ONCE = 1000


class Output:
    """The two streams, in one language."""

    def __init__(self, words: Catalogue) -> None:
        self.words = words

    @property
    def ascii_only(self) -> bool:
        """Whether standard output takes no other character."""
        return not _is_utf8()

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
        from recouv.cli.table import Table  # deferred: a sentence needs no table

        table = Table([header], rows, footer, right=right)
        if is_terminal(sys.stdout):
            from shutil import get_terminal_size  # deferred: a pipe has no width

            table.fit(get_terminal_size().columns - len(indent))
        head, body, foot = (map(indent.__add__, table.lines(part)) for part in range(3))
        for line in head:
            self.line(line, "bold")
        self._lines(self._with_details(body, details, indent) if details else body)
        for rank, line in enumerate(foot):
            if rank == 0:
                self.line(indent + ("─" * table.width if _is_utf8() else "-" * sum(table.widths)))
            self.line(line, "bold")

    def markdown(self, header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[int] = ()) -> None:
        """A Markdown table."""
        self.line(_markdown_row(header))
        self.line("|" + "|".join("---:" if i in right else "---" for i in range(len(header))) + "|")
        self._lines(map(_markdown_row, rows))

    def csv(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Comma-separated values, points in numbers, nothing that a spreadsheet would run."""
        import csv  # deferred, as each format is: a run prints one of them at most
        import io

        is_number = re.compile(r"-?\d+(\.\d+)?").fullmatch

        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        for row in (header, *rows):
            cells = row if is_ordinary("".join(row)) else map(plain, row)
            writer.writerow([f"'{cell}" if cell[:1] in _FORMULA and not is_number(cell) else cell for cell in cells])
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
        from recouv.cli.json_text import indented_json  # deferred: for those who ask for JSON

        text = indented_json(document, ascii_only=not _is_utf8())
        if re.compile(f"[^{_OBEYED}]*+").fullmatch(text) is None:
            text = re.sub(f"[{_OBEYED}]", lambda match: f"\\u{ord(match[0]):04x}", text)
        _write(sys.stdout, text)

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

    def _with_details(self, lines: Iterable[str], details: Sequence[Sequence[str]], indent: str) -> Iterator[str]:
        before, _, after = self._styled("{}", "dim", sys.stdout).partition("{}")
        before = f"{before}{indent}    "
        is_plain = is_ordinary("".join(chain.from_iterable(details)))  # as nearly all lists are: looked at once
        for line, below in zip(lines, details, strict=True):
            yield line
            for detail in below:
                yield f"{before}{detail if is_plain else plain(detail)}{after}"

    def _lines(self, lines: Iterator[str]) -> None:
        """Many lines of data, each already plain."""
        while chunk := list(islice(lines, _LINES_AT_ONCE)):
            _write(sys.stdout, "\n".join(chunk))

    def _styled(self, text: str, style: str, stream: TextIO) -> str:
        if not style or not _has_colours(stream):
            return text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


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


def _markdown_row(row: Sequence[str]) -> str:
    joined = "".join(row)
    if not is_ordinary(joined):
        row = [plain(cell) for cell in row]
    if "\\" in joined or "|" in joined:
        row = [cell.replace("\\", "\\\\").replace("|", "\\|") for cell in row]
    return "| " + " | ".join(row) + " |"

"""Letters written to files: one, or the post of a day with its print file and its index."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from recouv.cli.context import Context
from recouv.domain.errors import ExitCode, NothingFoundError, UsageError
from recouv.domain.message import say, say_many
from recouv.usecases.letter_batch import Posted, post_of_the_day, print_post
from recouv.usecases.outside import require_outside_workspace
from recouv.wording.plain import plain

#: All the letters one after the other, to print at once; what is in it.
PRINT_FILE, INDEX = "letters.pdf", "index.csv"
_HEADER = ("file", "page", "pages", "client", "name", "channel", "letter", "subject", "asked", "currency")
#: What a spreadsheet would run.
_FORMULA = frozenset("=+-@\t\r")


def write_post(context: Context, folder: Path, on: date) -> int:
    """One PDF for each letter that the agenda of `on` sends by post, all of them in one, and an index; the exit code.

    Raises:
        NothingFoundError: the agenda sends none.
        UsageError: the folder is in the workspace, holds something already, or cannot be written to.
    """
    require_outside_workspace(context.session, folder)
    tasks = post_of_the_day(context.session, on)
    if not tasks:
        raise NothingFoundError(
            say("the agenda of {day} sends no letter by post", day=on), say("recouv agenda says what it asks for")
        )
    _make_empty(folder)
    done: list[tuple[str, Posted]] = []
    refused = 0
    for posted in print_post(context.session, tasks, on):
        if posted.composed is None:
            refused += 1
            _say_refused(context, posted)
            continue
        name = f"{len(done) + 1:03}-{posted.composed.dossier}-{posted.composed.letter.name}.pdf"
        write_file(folder / name, posted.pdf)
        say_missing(context, posted.missing)
        done.append((name, posted))
    if done:
        pages = _bind(folder / PRINT_FILE, [posted.pdf for _, posted in done])
        write_file(folder / INDEX, _index(done, pages).encode())
        context.output.talk(
            say_many("{count} letter in {path}", "{count} letters in {path}", len(done), path=str(folder)), "bold"
        )
        context.output.talk(say("nothing is recorded: once posted, log each with recouv log"))
    if refused:
        context.output.talk(say_many("{count} letter not written", "{count} letters not written", refused), "yellow")
    return ExitCode.PROBLEMS if refused else ExitCode.DONE


def write_file(path: Path, data: bytes) -> None:
    """The file with that content.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            say("{path} cannot be written: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("name another file"),
        ) from None


def say_missing(context: Context, missing: str) -> None:
    """Warn of characters that no font could show."""
    if missing:
        context.output.talk(
            say("no font here has {characters}: the pages show � in their place", characters=" ".join(missing)),
            "yellow",
        )
        context.output.talk(say("install a font that has them, then write the letter again"))


def _say_refused(context: Context, posted: Posted) -> None:
    assert posted.what is not None  # what is not written says why
    context.output.talk(say("{name}: {what}", name=posted.task.name, what=posted.what), "yellow")
    if posted.mend is not None:
        context.output.talk(say("  {mend}", mend=posted.mend))


def _make_empty(folder: Path) -> None:
    """A new folder, or one that is there and holds nothing: a letter of yesterday is not posted twice."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = next(folder.iterdir(), None) is None
    except OSError as error:
        raise UsageError(
            say("{path} cannot be written: {reason}", path=str(folder), reason=error.strerror or str(error)),
            say("name another folder"),
        ) from None
    if not is_empty:
        raise UsageError(
            say("{path} is not empty", path=str(folder)), say("name a new folder: nothing old is to be posted again")
        )


def _bind(path: Path, letters: Sequence[bytes]) -> list[int]:
    """One file of them all; how many pages each has."""
    from pypdf import PdfReader, PdfWriter  # deferred: for those who print a day's post

    writer = PdfWriter()
    pages = []
    for letter in letters:
        reader = PdfReader(io.BytesIO(letter))
        pages.append(len(reader.pages))
        writer.append(reader, import_outline=False)
    bound = io.BytesIO()
    writer.write(bound)
    write_file(path, bound.getvalue())
    return pages


def _index(done: Sequence[tuple[str, Posted]], pages: Sequence[int]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEADER)
    first = 1
    for (name, posted), count in zip(done, pages, strict=True):
        composed = posted.composed
        assert composed is not None  # only letters that were written are listed
        texts = (composed.dossier, composed.client.name, composed.channel, composed.letter.name, composed.subject)
        writer.writerow((name, first, count, *map(_inert, texts), composed.asked.plain, composed.asked.currency))
        first += count
    return stream.getvalue()


def _inert(text: str) -> str:
    text = plain(text)
    return f"'{text}" if text[:1] in _FORMULA else text

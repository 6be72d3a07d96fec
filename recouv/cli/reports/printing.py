"""What every report has in common: its options, and a table written in the form that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.cli import options, past
from recouv.domain.errors import NothingFoundError
from recouv.domain.message import Message, say
from recouv.usecases.balance import Selection
from recouv.usecases.reports import Period

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from recouv.cli.context import Context
    from recouv.wording.catalogue import Catalogue

FORMATS = ("table", "csv", "markdown", "json")


class Column(Struct, frozen=True):
    """A column, as people read it."""

    title: Message
    is_figure: bool = False


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """`--from`, `--to`, `--on`, whom the report is about, and how to print it."""
    parser.add_argument("--from", dest="first", default=None, metavar="DATE", help=words.text(say("from that day on")))
    parser.add_argument("--to", dest="last", default=None, metavar="DATE", help=words.text(say("up to that day")))
    options.reading(parser, words)
    past.argument(parser, words)
    parser.add_argument("--format", choices=FORMATS, default="table", help=words.text(say("how to print it")))
    options.selection(parser, words)


def period(context: Context) -> Period:
    """The days asked for."""
    first, last = context.options.first, context.options.last
    return Period(
        first=context.day(first) if first is not None else None, last=context.day(last) if last is not None else None
    )


def selection(context: Context) -> Selection:
    """The clients asked for."""
    chosen = context.options
    return Selection(owner=chosen.owner, kind=chosen.kind, tag=chosen.tag)


def require_rows(context: Context, rows: Sequence[object]) -> None:
    """Refuse an empty report of clients whom nobody is.

    Raises:
        NothingFoundError: some were asked for, and there is nothing to say of them.
    """
    wanted = " ".join(filter(None, (context.options.owner, context.options.kind, context.options.tag)))
    if wanted and not rows:
        raise NothingFoundError(
            say("there is nothing to report of {words}", words=wanted),
            say("recouv balance --by owner, kind or tag lists them"),
        )


def form(context: Context) -> str:
    """The form asked for, of `FORMATS`."""
    return "json" if context.options.json else str(context.options.format)


def about_past(context: Context) -> None:
    """Say that the report is about the past, when it is."""
    if form(context) == "csv":
        past.aside(context)
    elif context.known is not None:
        past.heading(context)
        if form(context) == "markdown":
            context.output.line()


def heading(context: Context, title: Message) -> None:
    """The title, as the form has it; a CSV has none."""
    match form(context):
        case "table":
            context.output.message(title, "bold")
        case "markdown":
            context.output.line(f"## {context.words.text(title)}")
            context.output.line()


def table(context: Context, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """The rows for people: aligned, or in Markdown."""
    titles = [context.words.text(column.title) for column in columns]
    right = [rank for rank, column in enumerate(columns) if column.is_figure]
    if form(context) == "markdown":
        context.output.markdown(titles, rows, right=right)
    else:
        context.output.table(titles, rows, right=right)

"""`recouv letter`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from recouv.cli import options
from recouv.cli.context import Context, require_outside_workspace
from recouv.domain.errors import UsageError
from recouv.domain.message import Code, say
from recouv.usecases.letters import Composed, compose
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv letter durand",
    "recouv letter durand reminder-2 --text",
    "recouv letter durand formal-notice --pdf notice.pdf",
    "recouv letter durand --html > letter.html",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "letter",
        nargs="?",
        default="",
        metavar="LETTER",
        help=words.text(say("a text of letters/ (default: the one that the agenda asks for)")),
    )
    parser.add_argument(
        "--on", default=None, metavar="DATE", help=words.text(say("as it would be on that day (default: today)"))
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true", help=words.text(say("the body as plain text")))
    form.add_argument("--html", action="store_true", help=words.text(say("the body as HTML")))
    form.add_argument("--markdown", action="store_true", help=words.text(say("the body as Markdown")))
    form.add_argument(
        "--pdf", default="", metavar="FILE", help=words.text(say("as a PDF, into that file; - to print it out"))
    )


def run(context: Context) -> int:
    """Print the letter, or write it as a PDF."""
    chosen = context.options
    composed = compose(context.session, chosen.client, chosen.letter, context.day(chosen.on, past=False))
    if chosen.pdf:
        _write_pdf(context, composed, chosen.pdf)
    elif chosen.html:
        context.output.text(composed.html)
    elif chosen.markdown:
        context.output.text(composed.markdown)
    elif chosen.text:
        context.output.text(composed.text)
    else:
        _print(context, composed)
    return 0


def _print(context: Context, composed: Composed) -> None:
    output, words = context.output, context.words
    task = composed.about.task
    rows = [
        (say("To"), composed.client.name),
        (say("By"), words.text(say("{channel}", channel=Code(composed.channel)))),
        (say("At"), ", ".join(composed.to.splitlines()) or words.text(say("no address in the dossier"))),
        (say("Asks for"), words.money(composed.about.total)),
        (say("Step"), f"{task.scenario} / {task.step}" if task else words.text(say("none: it was named by hand"))),
        (say("Subject"), composed.subject),
    ]
    wide = max(len(words.text(label)) for label, _ in rows)
    for label, value in rows:
        output.line(f"{words.text(label):<{wide}}  {value}")
    output.line()
    output.text(composed.text)


def _write_pdf(context: Context, composed: Composed, name: str) -> None:
    from recouv.usecases.letter_page import letter_pdf  # deferred: for those who print

    data = letter_pdf(context.session, composed)
    if name == "-":
        if sys.stdout.isatty():
            raise UsageError(say("a PDF is not for a terminal"), say("name a file, or use a pipe"))
        sys.stdout.buffer.write(data)
        return
    path = Path(name).expanduser()
    require_outside_workspace(context, path)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            say("{path} cannot be written: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("name another file"),
        ) from None
    context.output.talk(say("written: {path}", path=str(path)))

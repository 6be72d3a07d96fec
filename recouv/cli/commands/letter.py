"""`recouv letter`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.output import is_terminal
from recouv.domain.errors import UsageError
from recouv.domain.message import Code, say
from recouv.usecases.outside import require_outside_workspace
from recouv.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from recouv.usecases.letters import Composed

EXAMPLES = (
    "recouv letter durand",
    "recouv letter durand statement --text",
    "recouv letter durand formal-notice --pdf notice.pdf",
    "recouv letter durand --html > letter.html",
    "recouv letter --batch --out ~/post",
)
#: Columns of a preview: longer lines are hard to read.
_WIDEST = 100


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, optional=True)
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
    parser.add_argument(
        "--currency", default="", metavar="CODE", help=words.text(say("about what is owed in that currency"))
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--text", action="store_true", help=words.text(say("as plain text")))
    form.add_argument("--html", action="store_true", help=words.text(say("as HTML")))
    form.add_argument("--markdown", action="store_true", help=words.text(say("the body as Markdown")))
    form.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))
    form.add_argument(
        "--pdf", default="", metavar="FILE", help=words.text(say("as a PDF, into that file; - to print it out"))
    )
    form.add_argument(
        "--batch", action="store_true", help=words.text(say("all the letters that the agenda sends by post, as PDF"))
    )
    parser.add_argument(
        "--annex", action="store_true", help=words.text(say("end the PDF with the statement of penalties"))
    )
    parser.add_argument(
        "--out", default="", metavar="DIR", help=words.text(say("with --batch: the folder to write them in"))
    )
    parser.set_defaults(refuse_words=_refuse_words)


def _refuse_words(chosen: argparse.Namespace, unknown: Sequence[str]) -> None:
    """A file after `--text`, as `send` and `post` take one.

    Raises:
        UsageError: it is one.
    """
    if chosen.text and not unknown[0].startswith("-"):
        raise UsageError(
            say("--text takes no file here: {text}", text=unknown[0]),
            say("recouv send CLIENT --text FILE, or recouv post CLIENT --text FILE, takes the words of a file"),
        )


def run(context: Context) -> int:
    """Print the letter, or write it as a PDF; or the day's post."""
    chosen = context.options
    if chosen.batch or chosen.out:
        return _batch(context)
    if not chosen.client:
        raise UsageError(say("which client?"), say("name one, or ask for the day's post with --batch --out DIR"))
    from recouv.usecases.letters import compose  # deferred: a wrong option loads nothing

    on = context.day(chosen.on, past=False)
    composed = compose(
        context.session, chosen.client, chosen.letter, on, currency=chosen.currency.upper(), annex=chosen.annex
    )
    if chosen.pdf:
        _write_pdf(context, composed, chosen.pdf)
    elif chosen.html:
        context.output.raw(composed.html)
    elif chosen.markdown:
        context.output.text(composed.markdown)
    elif chosen.json:
        context.output.json(_document(composed))
    elif chosen.text:
        context.output.text(composed.text)
    else:
        _print(context, composed)
    return 0


def _batch(context: Context) -> int:
    chosen = context.options
    if not (chosen.batch and chosen.out) or chosen.client:
        raise UsageError(
            say("--batch and --out go together, without a client"), say("recouv letter --batch --out ~/post")
        )
    from recouv.cli.letter_files import write_post  # deferred: for those who print

    return write_post(context, Path(chosen.out).expanduser(), context.day(chosen.on, past=False))


def _print(context: Context, composed: Composed) -> None:
    output, words = context.output, context.words
    task = composed.about.task
    rows = [
        (say("Client"), composed.client.name),
        (say("By"), words.text(say("{channel}", channel=Code(composed.channel)))),
        (say("Address"), ", ".join(composed.to.splitlines()) or words.text(say("no address in the dossier"))),
        (say("Asks for"), words.money(composed.asked) if composed.asked else words.text(say("nothing"))),
        (say("Step"), f"{task.scenario} / {task.step}" if task else words.text(say("none: it was named by hand"))),
        (say("Subject"), composed.subject),
    ]
    wide = max(len(words.text(label)) for label, _ in rows)
    for label, value in rows:
        output.line(f"{words.text(label):<{wide}}  {value}")
    output.line()
    output.text(composed.text_in(_width()) if is_terminal(sys.stdout) else composed.text)


def _width() -> int:
    from shutil import get_terminal_size  # deferred: a pipe has no width

    return max(20, min(_WIDEST, get_terminal_size().columns))


def _document(composed: Composed) -> dict[str, object]:
    about, task = composed.about, composed.about.task
    return {
        "client": composed.dossier,
        "name": composed.client.name,
        "on": composed.on.isoformat(),
        "letter": composed.letter.name,
        "language": composed.language,
        "about": str(about.matter),
        "channel": str(composed.channel),
        "tone": composed.values.tone,
        "to": composed.to,
        "contact": composed.contact.name if composed.contact else None,
        "scenario": task.scenario if task else None,
        "step": task.step if task else None,
        "currency": about.currency,
        "gross": about.gross.plain,
        "unallocated": about.received.plain,
        "total": about.total.plain,
        "asked": composed.asked.plain,
        "items": [
            {
                "number": item.number,
                "instalment": item.instalment or None,
                "due": item.due.isoformat(),
                "balance": about.balance(item).plain,
                "disputed": item.disputed.plain,
                "days_late": item.days_late(composed.on),
            }
            for item in about.items
        ],
        "subject": composed.subject,
        "markdown": composed.markdown,
        "text": composed.text,
    }


def _write_pdf(context: Context, composed: Composed, name: str) -> None:
    from recouv.cli.letter_files import say_missing, write_file  # deferred: for those who print
    from recouv.usecases.letter_page import press_of, print_letter

    if name == "-" and is_terminal(sys.stdout):
        raise UsageError(say("a PDF is not for a terminal"), say("name a file, or use a pipe"))
    path = Path(name).expanduser()
    if name != "-":
        require_outside_workspace(context.session, path)
    with press_of(context.session) as press:
        printed = print_letter(context.session, composed, press)
    say_missing(context, printed.missing)
    if name == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(printed.pdf)
        return
    write_file(path, printed.pdf)
    context.output.talk(say("written: {path}", path=str(path)))

"""`recouv post`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from recouv.cli import edited_letter, options
from recouv.cli.context import Context
from recouv.cli.day_lists import print_doubtful, print_prepared
from recouv.cli.questions import ask, is_yes, somebody_is_there
from recouv.domain.errors import ExitCode, UsageError
from recouv.domain.message import Message, say, say_many
from recouv.usecases.clients import find_client
from recouv.usecases.doubtful import Doubtful, doubtful_messages
from recouv.usecases.mail_day import POST, Standing, is_wanted, prepare_day
from recouv.usecases.outside import require_outside_workspace
from recouv.usecases.posting import INDEX, Printed, posted, print_again, print_letters
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv post",
    "recouv post --out ~/to-print",
    "recouv post durand --out ~/to-print",
    "recouv post durand --edit --out ~/to-print",
    "recouv post --again --out ~/to-print",
    "recouv post --posted --on 2026-11-21",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, many=True)
    parser.add_argument(
        "--out",
        default="",
        metavar="DIR",
        help=words.text(say("the folder to put the pages in; without it, only a list")),
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--again", action="store_true", help=words.text(say("the letters printed and not yet posted, once more"))
    )
    what.add_argument(
        "--posted", action="store_true", help=words.text(say("record that the letters printed were put in the post"))
    )
    parser.add_argument(
        "--on", default=None, metavar="DATE", help=words.text(say("the day they were posted (default: today)"))
    )
    for name, about in (
        ("--yes", say("without asking")),
        ("--offline", say("without asking the remote whether a colleague wrote to the same clients")),
    ):
        parser.add_argument(name, action="store_true", help=words.text(about))
    edited_letter.arguments(parser, words)
    options.dry_run(parser, words)


def run(context: Context) -> int:
    """Print the letters, or record that they were posted."""
    chosen = context.options
    if chosen.on is not None and not chosen.posted:
        raise UsageError(say("--on is the day letters were posted"), say("say --posted too"))
    if (chosen.text or chosen.edit) and (chosen.posted or chosen.again):
        raise UsageError(say("what was printed keeps its words"), say("leave --text and --edit out"))
    clients = [find_client(context.session, query) for query in chosen.clients]
    waiting = [one for one in doubtful_messages(context.session, clients) if one.kind in POST]
    if chosen.posted:
        return _posted(context, waiting)
    if chosen.again:
        return _again(context, waiting)
    return _print(context, clients, waiting)


def _print(context: Context, clients: Sequence[str], waiting: Sequence[Doubtful]) -> int:
    session, chosen = context.session, context.options
    prepared = prepare_day(session, context.today, clients, POST)
    wanted = [row for row in prepared if is_wanted(row, named=bool(clients))]
    if not prepared:
        context.output.message(say("the day asks for no letter"))
    print_prepared(context, prepared)
    print_doubtful(context, waiting)
    if not wanted:
        return ExitCode.NOTHING
    if not (chosen.out or chosen.dry_run) and (chosen.text or chosen.edit):
        raise UsageError(say("no folder is named"), say("say where the pages go: --out DIR"))  # the words would be lost
    if chosen.dry_run:
        wanted = edited_letter.edited(context, wanted)
    if chosen.dry_run or not chosen.out:
        context.output.message(
            say_many(
                "{count} letter to print: recouv post --out DIR",
                "{count} letters to print: recouv post --out DIR",
                len(wanted),
            ),
            "bold",
        )
        return ExitCode.DONE
    folder = _folder(context)
    wanted = edited_letter.edited(context, wanted)
    question = say_many("Print {count} letter? [y/N] ", "Print {count} letters? [y/N] ", len(wanted))
    if not _is_agreed(context, question, surely=all(row.standing is Standing.READY and not row.edit for row in wanted)):
        return ExitCode.DONE
    return _tell(context, print_letters(session, wanted, folder, offline=chosen.offline), folder)


def _again(context: Context, waiting: Sequence[Doubtful]) -> int:
    if not waiting:
        context.output.message(say("no letter waits to be posted"))
        return ExitCode.NOTHING
    if not context.options.out:
        raise UsageError(say("no folder is named"), say("say where the pages go: --out DIR"))
    if context.options.dry_run:
        print_doubtful(context, waiting)
        return ExitCode.DONE
    folder = _folder(context)
    return _tell(context, print_again(context.session, waiting, folder), folder)


def _posted(context: Context, waiting: Sequence[Doubtful]) -> int:
    if not waiting:
        context.output.message(say("no letter waits to be posted"))
        return ExitCode.NOTHING
    on = context.day(context.options.on)
    if not context.options.dry_run:
        posted(context.session, waiting, on, dry_run=True)  # what is refused is not asked about
        print_doubtful(context, waiting)
        question = say_many(
            "Was {count} letter posted on {day}? [y/N] ",
            "Were {count} letters posted on {day}? [y/N] ",
            len(waiting),
            day=on,
        )
        if not _is_agreed(context, question, surely=False):
            return ExitCode.DONE
    return options.print_done(context, posted(context.session, waiting, on, dry_run=context.options.dry_run))


def _is_agreed(context: Context, question: Message, *, surely: bool) -> bool:
    """Whether a person says yes; where nobody is there to ask, only what needs no person is done."""
    if context.options.yes:
        return True
    if somebody_is_there():
        return is_yes(ask(context.say(question)))
    if not surely:
        raise UsageError(say("this wants a person, and nobody is there to ask"), say("say --yes, or leave it"))
    return True


def _folder(context: Context) -> Path:
    folder = Path(context.options.out).expanduser()
    require_outside_workspace(context.session, folder / INDEX)
    return folder


def _tell(context: Context, letters: Iterable[Printed], folder: Path) -> int:
    printed = missed = 0
    for one in letters:
        if one.file is not None:
            printed += 1
            context.output.line(f"{one.file.name}  {one.name}")
            continue
        missed += 1
        why = context.say(one.reason) if one.reason else ""
        entry = f"  ^{one.entry}" if one.entry else ""
        missing = context.say(say("not printed"))
        context.output.line(f"{missing}  {one.name}{entry}  {why}", "yellow")
    context.output.message(
        say_many("{count} letter in {path}", "{count} letters in {path}", printed, path=str(folder)), "bold"
    )
    if printed:
        context.output.talk(say("once they are in the post: recouv post --posted"))
    return ExitCode.PROBLEMS if missed else ExitCode.DONE

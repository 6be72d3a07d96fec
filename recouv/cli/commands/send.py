"""`recouv send`."""

from __future__ import annotations

import argparse
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

from recouv.cli import options
from recouv.cli.commands.run import print_prepared
from recouv.cli.context import Context
from recouv.cli.questions import ask, is_yes, somebody_is_there
from recouv.domain.errors import ExitCode, UsageError
from recouv.domain.message import say, say_many
from recouv.letters.smtp import Fate
from recouv.rules.quiet_hours import why_not_now
from recouv.usecases.carriers import carrier_of
from recouv.usecases.clients import find_client
from recouv.usecases.mail_day import Prepared, Standing, prepare_day
from recouv.usecases.sending import Posted, Sender
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv send",
    "recouv send --confirm",
    "recouv send durand --yes",
    "recouv send --dry-run",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, many=True)
    for name, about in (
        ("--confirm", say("those to confirm too")),
        ("--yes", say("without asking")),
        ("--dry-run", say("only say what would be sent")),
        ("--any-time", say("whatever the hour and the day")),
        ("--offline", say("without asking the remote whether a colleague wrote to the same clients")),
    ):
        parser.add_argument(name, action="store_true", help=words.text(about))


def run(context: Context) -> int:
    """Send."""
    session, chosen = context.session, context.options
    clients = [find_client(session, query) for query in chosen.clients]
    if not chosen.any_time and not chosen.dry_run:
        _require_hours(context)
    prepared = prepare_day(session, context.today, clients)
    wanted = [row for row in prepared if _is_wanted(row, named=bool(clients), confirm=chosen.confirm)]
    print_prepared(context, wanted if clients else prepared)
    if not wanted or chosen.dry_run:
        return ExitCode.NOTHING if not wanted else ExitCode.DONE
    if not chosen.yes and somebody_is_there():
        question = say_many("Send {count} message? [y/N] ", "Send {count} messages? [y/N] ", len(wanted))
        if not is_yes(ask(context.say(question))):
            return ExitCode.DONE
    return _send(context, wanted)


def _send(context: Context, wanted: Sequence[Prepared]) -> int:
    session = context.session
    posted: list[Posted] = []
    with (
        carrier_of(session) as carrier,
        Sender(session, carrier, lambda: datetime.now().astimezone(), offline=context.options.offline) as sender,
        _stopped_between_two() as stopped,
    ):
        for one in sender.settle_interrupted():
            _tell(context, one)
        sending = sender.send(wanted)
        for one in _paced(sending, session.workspace.config.mail.per_minute):
            _tell(context, one)
            posted.append(one)
            if stopped:
                break
        sending.close()
        sender.share_results()
    left = sum(one.fate is Fate.SENT for one in posted)
    context.output.message(
        say_many("{count} message sent", "{count} messages sent", left), "green" if left == len(wanted) else "yellow"
    )
    if any(one.fate is Fate.UNKNOWN for one in posted):
        context.output.talk(
            say("some may have left: look for them, then recouv sending CLIENT ^ID sent, or failed"), "yellow"
        )
    return ExitCode.DONE if left == len(wanted) else ExitCode.PROBLEMS


def _is_wanted(row: Prepared, *, named: bool, confirm: bool) -> bool:
    if row.standing is Standing.TO_CONFIRM:
        return named or confirm
    return row.standing is Standing.READY or (named and row.standing is Standing.BY_HAND)


def _require_hours(context: Context) -> None:
    session = context.session
    why = why_not_now(session.workspace.config.mail, session.house.calendar, datetime.now().astimezone())
    if why is not None:
        raise UsageError(say("nothing is sent now: {why}", why=why), say("wait, or say --any-time"))


def _tell(context: Context, one: Posted) -> None:
    fate = {
        Fate.SENT: say("sent"),
        Fate.REFUSED: say("refused"),
        Fate.LATER: say("not sent"),
        Fate.UNKNOWN: say("may have left"),
    }[one.fate]
    why = context.say(one.reason) if one.reason else one.words
    context.output.line(
        "  ".join(part for part in (context.say(fate), one.name, one.to, why) if part),
        "" if one.fate is Fate.SENT else "yellow",
    )


def _paced(sending: Iterator[Posted], per_minute: int) -> Iterator[Posted]:
    """The messages, no more of them in a minute than the server is to be given."""
    began = time.monotonic()
    for count, one in enumerate(sending, start=1):
        yield one
        ahead = began + count * 60 / per_minute - time.monotonic()
        if ahead > 60 / per_minute:
            time.sleep(min(ahead, 60.0))


@contextmanager
def _stopped_between_two() -> Iterator[list[bool]]:
    """Ctrl-C ends the sending after the message under way: in the middle of one, nobody would know whether it left."""
    stopped: list[bool] = []

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.append(True)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)

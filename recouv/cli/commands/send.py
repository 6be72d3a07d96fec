"""`recouv send`."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from types import FrameType

from recouv.cli import clock, edited_letter, options
from recouv.cli.context import Context
from recouv.cli.day_lists import print_copy, print_outbox, print_prepared
from recouv.cli.output import OutputError
from recouv.cli.questions import ask, is_yes, somebody_is_there
from recouv.domain.errors import ExitCode, UsageError
from recouv.domain.message import Message, say, say_many
from recouv.letters.smtp import Fate
from recouv.rules.quiet_hours import why_not_now
from recouv.usecases.carriers import Outbox, outbox_folder
from recouv.usecases.clients import find_client
from recouv.usecases.leaving import Leaving, send_all
from recouv.usecases.mail_day import Prepared, Standing, is_wanted, prepare_day
from recouv.usecases.sending import Posted, Sender
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv send",
    "recouv send --confirm",
    "recouv send durand --yes",
    "recouv send durand --edit",
    "recouv letter durand --markdown > words.md; recouv send durand --text words.md",
    "recouv send --dry-run",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, many=True)
    for name, about in (
        ("--confirm", say("those to confirm too")),
        ("--yes", say("without asking")),
        ("--any-time", say("whatever the hour and the day")),
        ("--offline", say("without asking the remote whether a colleague wrote to the same clients")),
    ):
        parser.add_argument(name, action="store_true", help=words.text(about))
    edited_letter.arguments(parser, words)
    parser.add_argument("-n", "--dry-run", action="store_true", help=words.text(say("only say what would be sent")))


def run(context: Context) -> int:
    """Send."""
    session, chosen = context.session, context.options
    clients = [find_client(session, query) for query in chosen.clients]
    if not chosen.any_time and not chosen.dry_run:
        _require_hours(context)
    prepared = prepare_day(session, context.today, clients)
    wanted = [row for row in prepared if is_wanted(row, named=bool(clients), confirm=chosen.confirm)]
    if not prepared:
        context.output.message(say("the day asks for no e-mail"))
    print_prepared(context, prepared)
    print_copy(context, wanted)
    wanted = edited_letter.edited(context, wanted)
    if chosen.dry_run or not wanted:
        if not chosen.dry_run:
            _settle_only(context)
        return ExitCode.DONE if wanted else ExitCode.NOTHING
    if not chosen.yes and not _is_agreed(context, wanted):
        return ExitCode.DONE
    return _send(context, wanted)


def _is_agreed(context: Context, wanted: Sequence[Prepared]) -> bool:
    """Whether a person says go; steps that leave by themselves need none."""
    if somebody_is_there():
        question = say_many("Send {count} message? [y/N] ", "Send {count} messages? [y/N] ", len(wanted))
        return is_yes(ask(context.say(question)))
    if any(row.standing is not Standing.READY or row.edit for row in wanted):
        raise UsageError(
            say("some of these messages want a person, and nobody is there to ask"), say("say --yes, or leave them out")
        )
    return True


def _send(context: Context, wanted: Sequence[Prepared]) -> int:
    session, options = context.session, context.options
    posted: list[Posted] = []
    with _stopped_between_two(context) as stopped:
        how = Leaving(
            moment=clock.now,
            offline=options.offline,
            any_time=options.any_time,
            stopped=lambda: bool(stopped),
        )
        not_shared = _followed(context, send_all(session, wanted, how), posted)
    return _summed_up(context, wanted, posted, not_shared)


def _followed(
    context: Context, sending: Generator[tuple[Posted, bool], None, Message | None], posted: list[Posted]
) -> Message | None:
    """Tell what becomes of each message; why colleagues do not know, at the end."""
    with closing(sending):  # whatever happens to this loop, what has not left is recorded as such
        while True:
            try:
                one, is_earlier = next(sending)
            except StopIteration as end:
                shared: Message | None = end.value
                return shared
            if not is_earlier:
                posted.append(one)
            _tell(context, one)


def _summed_up(context: Context, wanted: Sequence[Prepared], posted: Sequence[Posted], not_shared: object) -> int:
    output = context.output
    left = sum(one.fate is Fate.SENT for one in posted)
    is_whole = left == len(wanted) and not any(one.unrecorded for one in posted)
    output.message(say_many("{count} message sent", "{count} messages sent", left), "green" if is_whole else "yellow")
    if len(posted) < len(wanted):
        rest = len(wanted) - len(posted)
        output.message(say_many("{count} not sent: stopped", "{count} not sent: stopped", rest), "yellow")
    print_outbox(context)
    if not_shared is not None:
        output.talk(say("your colleagues do not know yet: {reason}; git push tells them", reason=not_shared), "yellow")
    return ExitCode.DONE if is_whole else ExitCode.PROBLEMS


def _settle_only(context: Context) -> None:
    """With nothing to send, still record what is known of messages that were interrupted."""
    session = context.session
    with Sender(session, Outbox(outbox_folder(session)), clock.now, offline=True) as sender:
        for one in sender.settle_interrupted():
            _tell(context, one)


def _require_hours(context: Context) -> None:
    session = context.session
    why = why_not_now(session.workspace.config.mail, session.house.calendar, clock.now())
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
    try:
        context.output.line(
            "  ".join(part for part in (context.say(fate), one.name, one.to, why) if part),
            "" if one.fate is Fate.SENT else "yellow",
        )
    except BrokenPipeError as error:  # not a reader who has seen enough: messages that were to leave have not
        raise OutputError(error) from None
    if one.fate is Fate.UNKNOWN:
        context.output.message(
            say(
                "    look for it among your sent messages, then: recouv sending {client} sent ^{id}, or failed",
                client=one.client,
                id=one.entry,
            ),
            "yellow",
        )
    elif one.unrecorded is not None:
        context.output.message(
            say(
                "    this is not in the journal, which says that it may have left: {reason}; the next recouv send "
                "writes it, or: recouv sending {client} {outcome} ^{id}",
                reason=one.unrecorded,
                client=one.client,
                outcome="sent" if one.fate is Fate.SENT else "failed",
                id=one.entry,
            ),
            "yellow",
        )


@contextmanager
def _stopped_between_two(context: Context) -> Iterator[list[bool]]:
    """Ctrl-C ends the sending after the message under way: in the middle of one, nobody would know whether it left."""
    stopped: list[bool] = []

    def stop(_number: int, _frame: FrameType | None) -> None:
        if not stopped:
            context.output.talk(say("stopping after this message"), "yellow")
        stopped.append(True)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)

"""`recouv inbox`."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

from recouv.cli.context import Context
from recouv.domain.errors import ExitCode
from recouv.domain.message import Message, say, say_many
from recouv.usecases.inbox import Became, Taken, take_in
from recouv.usecases.mailbox_read import open_mailbox
from recouv.usecases.sharing import Remote
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv inbox",
    "recouv inbox --dry-run",
    "recouv inbox --since 2026-09-01",
    "recouv inbox --maildir ~/Mail/INBOX",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--maildir", default="", metavar="DIR", help=words.text(say("a folder of messages, in place of the server"))
    )
    parser.add_argument(
        "--since", default=None, metavar="DATE", help=words.text(say("look at everything from that day on once more"))
    )
    parser.add_argument(
        "--offline",
        action="store_true",
        help=words.text(say("without asking the remote whether a colleague took the same messages in")),
    )
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))
    parser.add_argument("-n", "--dry-run", action="store_true", help=words.text(say("only say what would be taken in")))


def run(context: Context) -> int:
    """Take in what came."""
    session, chosen = context.session, context.options
    since = context.day(chosen.since) if chosen.since is not None else None
    found: list[Taken] = []
    with open_mailbox(
        session, maildir=chosen.maildir, since=since, dry_run=chosen.dry_run, offline=chosen.offline
    ) as mailbox:
        for one in take_in(session, mailbox, dry_run=chosen.dry_run):
            found.append(one)
            if not chosen.json:
                _tell(context, one)
    if chosen.json:
        context.output.json({"dry_run": bool(chosen.dry_run), "messages": [_document(context, one) for one in found]})
    else:
        _sum_up(context, found)
    if not chosen.dry_run and not chosen.offline and any(one.entry for one in found):
        _share(context)
    return ExitCode.PROBLEMS if any(one.became is Became.REFUSED for one in found) else ExitCode.DONE


def _share(context: Context) -> None:
    remote = Remote(context.session)
    remote.follow()
    refused = remote.give()
    if refused is not None:
        reason = say("your colleagues do not know yet: {reason}; git push tells them", reason=refused)
        context.output.talk(reason, "yellow")


def _tell(context: Context, one: Taken) -> None:
    output, words = context.output, context.words
    day = words.day(one.day) if one.day else ""
    entry = f"^{one.entry}" if one.entry and not context.options.dry_run else ""
    cells = (words.text(_BECAME[one.became]), one.name, day, one.address, entry)
    output.line("  ".join(cell for cell in cells if cell), "yellow" if one.became in _BAD else "")
    for line in (one.subject, one.words, words.text(one.reason) if one.reason else ""):
        if line:
            output.line(f"    {line}", "dim")
    if one.became is Became.NOT_ATTACHED:
        output.message(
            say(
                "    it answers no message of ours: recouv log {client} reply --with '{address}' --note -",
                client=one.candidates[0],
                address=one.address.replace("'", ""),
            )
        )


def _sum_up(context: Context, found: Sequence[Taken]) -> None:
    counted = Counter(one.became for one in found)
    answers = counted[Became.ANSWER]
    lost = counted[Became.UNDELIVERABLE] + counted[Became.FAILED]
    sentences: list[tuple[int, Message]] = [
        (answers, say_many("{count} answer", "{count} answers", answers)),
        (lost, say_many("{count} message did not arrive", "{count} messages did not arrive", lost)),
        (
            counted[Became.NOT_ATTACHED],
            say_many("{count} to be attached by hand", "{count} to be attached by hand", counted[Became.NOT_ATTACHED]),
        ),
    ]
    said = [context.say(sentence) for count, sentence in sentences if count]
    context.output.line(", ".join(said) if said else context.say(say("nothing new from your clients")), "bold")
    if context.options.dry_run:
        context.output.talk(say("dry run: nothing was written"))


def _document(context: Context, one: Taken) -> dict[str, object]:
    return {
        "became": str(one.became),
        "client": one.client or None,
        "name": one.name or None,
        "candidates": list(one.candidates),
        "entry": one.entry or None,
        "message_id": one.message_id,
        "address": one.address,
        "subject": one.subject,
        "date": one.day.isoformat() if one.day else None,
        "words": one.words,
        "reason": context.say(one.reason) if one.reason else None,
    }


_BAD = frozenset({Became.UNDELIVERABLE, Became.FAILED, Became.REFUSED, Became.NOT_ATTACHED})
_BECAME = {
    Became.ANSWER: say("answer"),
    Became.AUTOMATIC: say("automatic answer"),
    Became.UNDELIVERABLE: say("no such address"),
    Became.FAILED: say("did not arrive"),
    Became.NOTICE: say("notice of the mail server"),
    Became.NOT_ATTACHED: say("not attached"),
    Became.REFUSED: say("not taken in"),
}

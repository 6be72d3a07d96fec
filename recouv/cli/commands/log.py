"""`recouv log`."""

from __future__ import annotations

import argparse
from shlex import quote

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.delay_reasons import DELAY_REASONS
from recouv.domain.errors import UsageError
from recouv.domain.kinds import OUTCOMES, TALK
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.talk import Talk, is_time, log_talk
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv log durand call --with 'Claire Petit' --outcome call-back --next +7",
    "recouv log durand call --reason cash-flow --note 'Waits for the balance of the Montbrun site'",
    "recouv log durand call --promise 1400 --by 2026-11-12 --note 'Cheque leaves on Monday, she says.'",
    "recouv log durand note --note 'Ask for Mme Petit'",
    "recouv log durand note --step reminder-2 --invoice F2026-031 --note 'Reminded from the old program'",
    "recouv log durand email --outcome failed --note 'The mailbox is full'",
    "pbpaste | recouv log durand reply --note -",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "kind",
        metavar="KIND",
        nargs="?",
        default=None,
        type=options.coded(TALK, words),
        choices=sorted(TALK),
        help=words.text(say("call, email, letter, registered-letter, sms, meeting, reply or note (default: call)")),
    )
    parser.add_argument(
        "--with", dest="person", default="", metavar="WHO", help=words.text(say("the person spoken to"))
    )
    parser.add_argument(
        "--outcome",
        default="",
        type=options.coded(OUTCOMES, words),
        choices=OUTCOMES,
        metavar="OUTCOME",
        help=", ".join(OUTCOMES),
    )
    parser.add_argument(
        "--reason",
        default="",
        metavar="REASON",
        help=words.text(say("why payment is late: {reasons}, or in your own words", reasons=", ".join(DELAY_REASONS))),
    )
    parser.add_argument(
        "--invoice",
        action="append",
        default=[],
        metavar="NUMBER",
        help=words.text(say("an invoice it was about; may be repeated")),
    )
    parser.add_argument("--promise", default="", metavar="AMOUNT", help=words.text(say("what the client promised")))
    parser.add_argument("--by", default=None, metavar="DATE", help=words.text(say("by when")))
    parser.add_argument("--next", default=None, metavar="DATE", help=words.text(say("remind me on that day")))
    parser.add_argument("--at", default="", metavar="TIME", help=words.text(say("at that hour, as 10:30")))
    parser.add_argument("--what", default="", metavar="TEXT", help=words.text(say("what to do then")))
    parser.add_argument(
        "--step",
        default="",
        metavar="STEP",
        help=words.text(say("the step of their scenario that these invoices have reached, here or elsewhere")),
    )
    parser.add_argument(
        "--apart", action="store_true", help=words.text(say("do not count it as the step that the agenda asks for"))
    )
    options.writing(parser, words)


def run(context: Context) -> int:
    """Log what was said."""
    chosen = context.options
    note = context.note()
    kind = chosen.kind or "call"
    if chosen.kind is None and not _says_something(chosen, note):
        raise UsageError(
            say("nothing is said of {client}: an empty call would be recorded", client=chosen.client),
            say("for instance: recouv log {client} call --outcome no-answer", client=quote(chosen.client)),
        )
    if chosen.next is None and (chosen.at or chosen.what):
        raise UsageError(say("--at and --what are about a reminder"), say("say on which day: --next DATE"))
    if chosen.at and not is_time(chosen.at):
        raise UsageError(say("{text} is not an hour", text=chosen.at), say("write it as 10:30"))
    if kind == "note" and not note.strip() and not chosen.step:
        raise UsageError(say("the note says nothing"), say("give its text: --note TEXT"))
    client = find_client(context.session, chosen.client)
    currency = context.session.workspace.read(client).dossier.client.currency
    said_on = context.day(chosen.on)
    talk = Talk(
        kind=kind,
        on=said_on,
        person=chosen.person,
        outcome=chosen.outcome,
        reason=chosen.reason,
        invoices=tuple(chosen.invoice),
        note=note,
        next_day=context.day(chosen.next, past=False, since=said_on) if chosen.next is not None else None,
        next_time=chosen.at,
        next_what=chosen.what,
        promised=context.money(chosen.promise, currency) if chosen.promise else None,
        promised_by=context.day(chosen.by, past=False, since=said_on) if chosen.by is not None else None,
        step=chosen.step,
        counts=not chosen.apart,
    )
    return options.print_done(context, log_talk(context.session, client, talk, dry_run=chosen.dry_run))


def _says_something(chosen: argparse.Namespace, note: str) -> bool:
    """Whether anything but the client is given."""
    given = (chosen.person, chosen.outcome, chosen.reason, chosen.invoice, chosen.promise, chosen.step)
    return any(given) or bool(note.strip()) or chosen.by is not None or chosen.next is not None

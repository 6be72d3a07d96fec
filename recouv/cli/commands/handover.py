"""`recouv handover`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.kinds import KINDS
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.law import Handover, handover_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv handover durand --to 'Maître Vidal' --role bailiff",
    "recouv handover durand --to 'Cabinet Recouvr' --for F2026-031 --reason 'Formal notice without answer'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "--to", required=True, metavar="WHOM", help=words.text(say("the collector, bailiff or court it is given to"))
    )
    key = KINDS["handover"].key("role")
    roles = key.choices if key else ()
    parser.add_argument(
        "--role",
        default="",
        type=options.coded(roles, words),
        choices=roles,
        metavar="ROLE",
        help=words.text(say("what they are: collector, bailiff or court; a court alone interrupts limitation")),
    )
    options.invoices(parser, words.text(say("the invoices it is for; the whole account when left out")))
    options.reason(parser, words)
    options.writing(parser, words)


def run(context: Context) -> int:
    """Hand a file over."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    handover = Handover(
        to=chosen.to,
        role=chosen.role,
        on=context.day(chosen.on),
        invoices=tuple(chosen.invoices),
        reason=chosen.reason,
        note=context.note(),
    )
    action = handover_action(context.session, client, handover)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))

"""`recouv insolvency`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.law import Insolvency, insolvency_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv insolvency durand 'Liquidation judiciaire' --on 2026-10-20 --bodacc 2026-10-29",
    "recouv insolvency durand --on 20/10 --court 'TC Montauban' --trustee 'SELARL Rouquette-Delpech'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "procedure",
        metavar="PROCEDURE",
        nargs="?",
        default="",
        help=words.text(say("the proceedings, in a few words")),
    )
    parser.add_argument("--on", required=True, metavar="DATE", help=words.text(say("the day of the opening judgment")))
    parser.add_argument("--bodacc", default=None, metavar="DATE", help=words.text(say("the day of publication")))
    parser.add_argument("--court", default="", metavar="COURT", help=words.text(say("the court")))
    parser.add_argument(
        "--trustee", default="", metavar="WHO", help=words.text(say("the trustee to declare the claim to"))
    )
    options.note(parser, words)
    options.dry_run(parser, words)


def run(context: Context) -> int:
    """Record insolvency proceedings."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    on = context.day(chosen.on)
    insolvency = Insolvency(
        on=on,
        procedure=chosen.procedure,
        bodacc=context.day(chosen.bodacc, past=False, since=on) if chosen.bodacc is not None else None,
        court=chosen.court,
        trustee=chosen.trustee,
        note=context.note(),
    )
    action = insolvency_action(context.session, client, insolvency)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))

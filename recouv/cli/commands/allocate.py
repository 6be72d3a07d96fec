"""`recouv allocate`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.commands.pay import given_shares
from recouv.cli.context import Context
from recouv.domain.errors import NothingFoundError
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.money import account_now, allocate_money, propose_allocation
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv allocate durand --for F2026-031", "recouv allocate durand ^f5w2kb8t --for F2026-031=400.00")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "entry",
        metavar="^ID",
        nargs="?",
        default="",
        help=words.text(say("the payment or credit note; the oldest unallocated one when left out")),
    )
    parser.add_argument(
        "--for",
        dest="shares",
        action="append",
        default=[],
        metavar="NUMBER[=AMOUNT]",
        help=words.text(say("the invoice it settles, in full or for that amount; may be repeated")),
    )
    options.writing(parser, words)


def run(context: Context) -> int:
    """Allocate money received earlier; without `--for`, the proposal for the oldest."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    account = account_now(context.session, context.session.workspace.read(client).dossier)
    wanted = chosen.entry.removeprefix("^")
    sources = [
        credit for credit in account.credits if credit.unallocated.amount > 0 and credit.entry_id.startswith(wanted)
    ]
    if not sources:
        raise NothingFoundError(
            say("{client} has no unallocated money", client=client),
            say("recouv show {client} lists payments with their IDs", client=client),
        )
    source = sources[0]
    if chosen.shares:
        shares = given_shares(context, client, source.unallocated, chosen.shares)
    else:
        offer = propose_allocation(context.session, client, source.unallocated, label=source.label)
        shares = tuple((share.number, share.money) for share in offer)
    if not shares:
        raise NothingFoundError(say("{client} has no open invoice to allocate it to", client=client))
    done = allocate_money(
        context.session,
        client,
        source.entry_id,
        shares,
        on=context.day(chosen.on),
        note=context.note(),
        dry_run=chosen.dry_run,
    )
    return options.print_done(context, done)

"""`recouv pay`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from decimal import Decimal

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.questions import ask, is_yes, somebody_is_there
from recouv.domain.errors import UsageError
from recouv.domain.kinds import KINDS
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.rules.allocation import ProposedShare
from recouv.usecases.clients import find_client
from recouv.usecases.money import NewPayment, account_now, propose_allocation, record_payment
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

EXAMPLES = (
    "recouv pay durand 1000 --for F2026-031",
    "recouv pay durand 1500 --for F2026-031=1000 --for F2026-032=500 --method cheque",
    "recouv pay durand 2400 --reference 'VIR DURAND F2026-031' --accept",
    "recouv pay durand 300 --unallocated",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "amount", metavar="AMOUNT", help=words.text(say("what was received, with its currency when it is another"))
    )
    parser.add_argument(
        "--for",
        dest="shares",
        action="append",
        default=[],
        metavar="NUMBER[=AMOUNT]",
        help=words.text(say("the invoice it settles, in full or for that amount; may be repeated")),
    )
    method = KINDS["payment"].key("method")
    methods = method.choices if method else ()
    parser.add_argument(
        "--method",
        default="",
        type=options.coded(methods, words),
        choices=methods,
        metavar="METHOD",
        help=words.text(say("transfer, cheque, card, direct-debit, cash, bill or other")),
    )
    parser.add_argument("--reference", default="", help=words.text(say("what the bank or the client wrote")))
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--accept", action="store_true", help=words.text(say("accept the allocation proposed")))
    how.add_argument("--unallocated", action="store_true", help=words.text(say("leave it unallocated")))
    options.writing(parser, words, on=words.text(say("the bank's date (default: today)")))


def run(context: Context) -> int:
    """Record a payment; the allocation is proposed, and never applied unless accepted."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    currency = context.session.workspace.read(client).dossier.client.currency
    money = context.money(chosen.amount, currency)
    payment = NewPayment(
        money=money,
        received=context.day(chosen.on),
        method=chosen.method,
        reference=chosen.reference,
        shares=_shares(context, client, money),
        note=context.note(),
    )
    return options.print_done(context, record_payment(context.session, client, payment, dry_run=chosen.dry_run))


def _shares(context: Context, client: str, money: Money) -> tuple[tuple[str, Money], ...]:
    chosen = context.options
    if chosen.unallocated:
        return ()
    if chosen.shares:
        return given_shares(context, client, money, chosen.shares)
    proposed = propose_allocation(context.session, client, money, label=chosen.reference)
    if not proposed:
        return ()
    _show(context, proposed)
    may_ask = somebody_is_there() and not chosen.dry_run
    if chosen.accept or (may_ask and is_yes(ask(context.say(say("Accept? [y/N] "))))):
        return tuple((share.number, share.money) for share in proposed)
    context.output.talk(
        say("recorded, and left unallocated: recouv allocate {client} takes the proposal", client=client)
    )
    return ()


def given_shares(context: Context, client: str, money: Money, rows: Sequence[str]) -> tuple[tuple[str, Money], ...]:
    """The shares that `--for` states: `NUMBER=AMOUNT`, or `NUMBER` for as much as is left of both."""
    shares: list[tuple[str, Money]] = []
    left = money
    for row in rows:
        number, found, amount = row.rpartition("=")
        if found:
            part = context.money(amount, money.currency)
        else:
            offer = propose_allocation(context.session, client, left, named=[row]) if left.amount > 0 else []
            if not offer and not account_has(context, client, money.currency):
                raise UsageError(
                    say("{client} has no open invoice in {currency}", client=client, currency=money.currency),
                    say("check the currency of the payment; --unallocated records it all the same"),
                )
            if not offer:
                raise UsageError(
                    say("nothing is left to allocate to {number}", number=row),
                    say("check the invoice with recouv show {client}", client=client),
                )
            number, part = offer[0].number, offer[0].money
        shares.append((number, part))
        left = left - part
    if left.amount < 0:
        total = Money(sum((part.amount for _, part in shares), Decimal(0)), money.currency)
        raise UsageError(
            say("{total} is allocated and only {amount} received", total=total, amount=money),
            say("lower one of the --for"),
        )
    return tuple(shares)


def account_has(context: Context, client: str, currency: str) -> bool:
    """Whether the client has an open invoice in that currency."""
    account = account_now(context.session, context.session.workspace.read(client).dossier)
    return any(item.balance.currency == currency for item in account.open_items)


def _show(context: Context, proposed: Sequence[ProposedShare]) -> None:
    context.output.talk(say("proposed allocation ({basis}):", basis=term(str(proposed[0].basis))))
    for share in proposed:
        context.output.talk(say("  {number}: {amount}", number=share.number, amount=share.money))

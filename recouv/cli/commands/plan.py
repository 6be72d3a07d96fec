"""`recouv plan`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.commands.invoice import given_instalment
from recouv.cli.context import Context
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.rules.plans import Rhythm, Rounding
from recouv.usecases.clients import find_client
from recouv.usecases.invoices_named import currency_of
from recouv.usecases.plan import Plan, Terms, plan_action, planned
from recouv.usecases.recording import Done, record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv plan durand --count 3 --first 2026-12-01",
    "recouv plan durand --amount 500 --first 2026-12-01 --rhythm fortnightly --for F2026-031 F2026-044",
    "recouv plan durand --count 4 --first eom --rounding euro --grace 5 --acceleration --dry-run",
    "recouv plan durand --instalment 2026-12-01=900 --instalment 2027-01-15=500 --json",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--count", default=None, metavar="N", help=words.text(say("so many even instalments")))
    how.add_argument(
        "--amount",
        default=None,
        metavar="AMOUNT",
        help=words.text(say("instalments of so much, the last of the rest")),
    )
    how.add_argument(
        "--instalment",
        action="append",
        default=[],
        metavar="DATE=AMOUNT",
        help=words.text(say("one instalment as agreed; repeat it: together they make what is left")),
    )
    parser.add_argument("--first", default=None, metavar="DATE", help=words.text(say("the day of the first one")))
    parser.add_argument(
        "--rhythm",
        default=None,
        type=options.coded(Rhythm, words),
        choices=[str(rhythm) for rhythm in Rhythm],
        metavar="RHYTHM",
        help=words.text(say("weekly, fortnightly, monthly or quarterly (default: monthly)")),
    )
    parser.add_argument(
        "--rounding",
        default=None,
        choices=[str(rounding) for rounding in Rounding],
        metavar="TO",
        help=words.text(say("round even instalments to the euro or the cent (default: cent), save the last")),
    )
    options.invoices(parser, words.text(say("the invoices it covers; every open one when left out")))
    parser.add_argument(
        "--grace", default=None, metavar="N", help=words.text(say("days that an instalment may be late"))
    )
    parser.add_argument(
        "--misses", default=None, metavar="K", help=words.text(say("how many instalments, that late, break it"))
    )
    parser.add_argument(
        "--acceleration", action="store_true", help=words.text(say("once broken, all that is left is due at once"))
    )
    options.person(parser, words)
    options.writing(parser, words)
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def run(context: Context) -> int:
    """Agree on a payment plan."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    plan = planned(context.session, client, _terms(context, client))
    done = record(context.session, plan_action(plan), dry_run=chosen.dry_run)
    if chosen.json:
        context.output.json(document(plan, done))
        return 0
    _print_schedule(context, plan)
    return options.print_done(context, done)


def document(plan: Plan, done: Done) -> dict[str, object]:
    """The schedule as scripts read it."""
    terms = plan.terms
    return {
        "client": plan.dossier.id,
        "name": plan.dossier.client.name,
        "invoices": list(plan.debt.numbers),
        "total": plan.debt.left.plain,
        "currency": plan.debt.left.currency,
        "instalments": [
            {"date": day.isoformat(), "amount": money.plain, "left": left.plain} for day, money, left in plan.rows
        ],
        "grace": terms.grace,
        "misses": terms.misses,
        "acceleration": terms.acceleration,
        "entry": f"^{done.entries[0]}" if done.commit else None,
        "commit": done.commit or None,
        **({"proposed": True} if done.waits_for is not None else {}),
        "diff": done.diff if done.is_dry_run else None,
    }


def _terms(context: Context, client: str) -> Terms:
    chosen = context.options
    if chosen.instalment and (chosen.first is not None or chosen.rhythm is not None):
        raise UsageError(
            say("instalments that are stated have their days"), say("leave --first and --rhythm out, or give --count")
        )
    if chosen.rounding is not None and chosen.count is None:
        raise UsageError(say("only even instalments are rounded"), say("give --count, or leave --rounding out"))
    on = context.day(chosen.on)
    currency = currency_of(context.session, client, chosen.invoices)
    return Terms(
        on=on,
        first=context.day(chosen.first, past=False, since=on) if chosen.first is not None else None,
        count=options.whole_number(chosen.count, "--count", least=1),
        part=context.money(chosen.amount, currency) if chosen.amount is not None else None,
        rows=tuple(given_instalment(context, row, currency, on) for row in chosen.instalment),
        rhythm=Rhythm(chosen.rhythm or Rhythm.MONTHLY),
        rounding=Rounding(chosen.rounding or Rounding.CENT),
        invoices=tuple(chosen.invoices),
        grace=options.whole_number(chosen.grace, "--grace", least=0),
        misses=options.whole_number(chosen.misses, "--misses", least=1),
        acceleration=chosen.acceleration,
        person=chosen.person,
        note=context.note(),
    )


def _print_schedule(context: Context, plan: Plan) -> None:
    words = context.words
    context.output.message(
        say(
            "{name}: {total} left of {numbers}",
            name=plan.dossier.client.name,
            total=plan.debt.left,
            numbers=", ".join(plan.debt.numbers),
        )
    )
    titles = ("", words.text(say("Date")), words.text(say("Amount")), words.text(say("Left to pay")))
    context.output.table(
        titles,
        [
            (str(rank), words.day(day), words.money(money), words.money(left))
            for rank, (day, money, left) in enumerate(plan.rows, start=1)
        ],
        right=(0, 2, 3),
        footer=[("", words.text(say("Total")), words.money(plan.debt.left), "")],
    )

"""`recouv close`."""

from __future__ import annotations

import argparse

from recouv.cli.context import Context
from recouv.domain.errors import ExitCode
from recouv.domain.message import say, say_many
from recouv.domain.money import Money
from recouv.usecases.closing import Closed, close
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv close 2026-11",
    "recouv close 2026-Q4 --json",
    'recouv close 2026 --despite "Martin is in court, his file waits for the judgment"',
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "period", metavar="PERIOD", help=words.text(say("a month (2026-11), a quarter (2026-Q4) or a year (2026)"))
    )
    parser.add_argument(
        "--despite",
        default="",
        metavar="REASON",
        help=words.text(say("close it although check or audit find something, and say why")),
    )
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def run(context: Context) -> int:
    """Close the period and tell its totals."""
    closed = close(context.session, context.options.period, context.moment, despite=context.options.despite)
    if context.options.json:
        context.output.json(_document(closed))
    else:
        _print(closed, context)
    return ExitCode.DONE


def _document(closed: Closed) -> dict[str, object]:
    closing = closed.closing
    return {
        "period": closing.period,
        "until": closing.until.isoformat(),
        "commit": closed.commit,
        "tag": closed.tag,
        "signed": closed.is_signed,
        "dossiers": len(closing.dossiers),
        "totals": {currency: dict(columns) for currency, columns in closing.totals.items()},
        "manifest": closing.manifest,
        "unreadable": list(closing.unreadable),
    }


def _print(closed: Closed, context: Context) -> None:
    output, closing = context.output, closed.closing
    for currency, row in closed.totals.items():
        output.message(
            say(
                "{currency}: {total} outstanding on {day}, of which {overdue} overdue",
                currency=currency,
                total=Money(row.total, currency),
                day=closing.until,
                overdue=Money(row.overdue, currency),
            )
        )
    count = len(closing.dossiers)
    output.message(
        say_many(
            "{count} dossier, manifest {manifest}",
            "{count} dossiers, manifest {manifest}",
            count,
            manifest=closing.manifest,
        )
    )
    output.unreadable(closing.unreadable)
    output.line(f"{closed.commit} {closed.tag}", "bold")
    if not closed.is_signed:
        output.talk(say("the tag is not signed: docs/team.md says how to sign"))
    output.talk(say("give it to the others: recouv sync"))

"""`recouv report disputes`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from recouv.cli import past
from recouv.cli.reports import printing
from recouv.cli.reports.printing import Column
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.rules.dispute_times import OUTCOMES, SETTLED
from recouv.usecases.reports import DisputeReport, disputes_report
from recouv.wording.terms import term

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from recouv.cli.context import Context
    from recouv.rules.dispute_times import DisputeSum
    from recouv.usecases.reports import OpenDispute
    from recouv.wording.catalogue import Catalogue

ABOUT = say("how long disputes last by category, how they end, and what is still contested")
EXAMPLES = (
    "recouv report disputes",
    "recouv report disputes --from 2026-01-01 --owner lea",
    "recouv report disputes --json | jq '.categories[] | {category, average_days}'",
)
_COLUMNS = (
    Column(say("Category")),
    Column(say("Running"), is_figure=True),
    Column(say("Contested"), is_figure=True),
    Column(say("Oldest"), is_figure=True),
    Column(say("Ended"), is_figure=True),
    Column(say("Average"), is_figure=True),
    Column(say("Median"), is_figure=True),
    Column(say("Outcomes")),
)
_OPEN_COLUMNS = (
    Column(say("Client")),
    Column(say("Invoices")),
    Column(say("Category")),
    Column(say("Days"), is_figure=True),
    Column(say("Contested"), is_figure=True),
    Column(say("Owner")),
    Column(say("Look again on")),
)
#: What the format has no word for.
_SAID = {SETTLED: say("paid without a word"), "": say("outcome not said")}
_FIELDS = (
    *("category", "currency", "open", "contested", "oldest_days", "ended", "average_days", "median_days"),
    *("credit_note", "upheld", "withdrawn", "settled", "unsaid"),
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    printing.arguments(parser, words)


def run(context: Context) -> int:
    """Print the report."""
    on = past.day_of(context)
    report = disputes_report(context.session, on, printing.period(context), printing.selection(context))
    printing.require_rows(context, report.rows)
    if printing.form(context) == "json":
        context.output.json(past.document(context, document(report)))
    else:
        _print(context, report)
    context.output.unreadable(report.unreadable)
    return 0


def document(report: DisputeReport) -> dict[str, object]:
    """The report as scripts read it."""
    return {
        "on": report.on.isoformat(),
        "from": report.period.first.isoformat() if report.period.first else None,
        "to": report.period.last.isoformat() if report.period.last else None,
        "categories": [
            {
                "category": row.category or None,
                "currency": row.currency,
                "open": row.open,
                "contested": Money(row.contested, row.currency).plain,
                "oldest_days": row.oldest,
                "ended": row.ended,
                "average_days": _days(row.average) or None,
                "median_days": _days(row.median) or None,
                "outcomes": dict(zip((*OUTCOMES, "unsaid"), row.outcomes, strict=True)),
                "shares": {name: _share(count, row.ended) for name, count in zip(OUTCOMES, row.outcomes, strict=False)},
            }
            for row in report.rows
        ],
        "open": [
            {
                "client": one.client,
                "entry": f"^{one.time.entry}" if one.time.entry else None,
                "invoices": list(one.time.numbers),
                "category": one.time.category or None,
                "opened": one.time.opened.isoformat(),
                "days": one.time.days(report.on),
                "contested": Money(one.time.contested, one.time.currency).plain,
                "currency": one.time.currency,
                "owner": one.time.owner or None,
                "revisit": one.time.revisit.isoformat() if one.time.revisit else None,
            }
            for one in report.open
        ],
        "unreadable": list(report.unreadable),
    }


def _print(context: Context, report: DisputeReport) -> None:
    printing.about_past(context)
    if printing.form(context) == "csv":
        context.output.csv(_FIELDS, map(_values, report.rows))
        return
    printing.heading(context, say("Disputes on {day}: how many days they last", day=report.on))
    if not report.rows:
        context.output.message(say("No dispute: recouv dispute CLIENT NUMBER records one."))
        return
    printing.table(context, _COLUMNS, [_cells(context.words, row) for row in report.rows])
    if report.open:
        context.output.line()
        printing.heading(context, say("Open disputes"))
        printing.table(context, _OPEN_COLUMNS, [_open_cells(context.words, one, report) for one in report.open])


def _cells(words: Catalogue, row: DisputeSum) -> list[str]:
    return [
        words.text(_category(row.category)),
        str(row.open) if row.open else "·",
        words.money(Money(row.contested, row.currency)) if row.open else "·",
        "·" if row.oldest is None else str(row.oldest),
        str(row.ended) if row.ended else "·",
        *("·" if days is None else words.number(days) for days in (row.average, row.median)),
        ", ".join(words.text(one) for one in _outcomes(row)),
    ]


def _outcomes(row: DisputeSum) -> Iterator[Message]:
    for name, count in zip((*OUTCOMES, ""), row.outcomes, strict=True):
        if count:
            outcome = _SAID[name] if name in _SAID else term(name)
            yield say("{outcome} {count} ({share} %)", outcome=outcome, count=count, share=_share(count, row.ended))


def _values(row: DisputeSum) -> list[str]:
    return [
        row.category,
        row.currency,
        str(row.open),
        Money(row.contested, row.currency).plain,
        "" if row.oldest is None else str(row.oldest),
        str(row.ended),
        _days(row.average),
        _days(row.median),
        *map(str, row.outcomes),
    ]


def _open_cells(words: Catalogue, one: OpenDispute, report: DisputeReport) -> list[str]:
    time = one.time
    return [
        one.name,
        ", ".join(time.numbers),
        words.text(_category(time.category)),
        str(time.days(report.on)),
        words.money(Money(time.contested, time.currency)),
        time.owner,
        words.day(time.revisit) if time.revisit else "",
    ]


def _category(category: str) -> Message:
    return term(category) if category else say("(none)")


def _days(days: Decimal | None) -> str:
    """As scripts read them."""
    return "" if days is None else str(days)


def _share(count: int, of: int) -> int:
    """Of a hundred, halves up."""
    return (200 * count + of) // (2 * of) if of else 0

"""`recouv report reasons`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from recouv.cli import past
from recouv.cli.reports import printing
from recouv.cli.reports.printing import Column
from recouv.domain.delay_reasons import OWN_WORDS
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.usecases.reports import ReasonGroup, ReasonReport, reasons_report
from recouv.wording.terms import term

if TYPE_CHECKING:
    import argparse

    from recouv.cli.context import Context
    from recouv.rules.delay_reasons import ReasonSum
    from recouv.wording.catalogue import Catalogue

ABOUT = say("why clients said they pay late, how much was overdue behind it, and what was paid since")
EXAMPLES = (
    "recouv report reasons",
    "recouv report reasons --from 2026-09-01 --to 2026-11-30 --by owner",
    "recouv report reasons --by month --format csv > reasons.csv",
)
_GROUPS = {"client": say("Client"), "owner": say("Owner"), "month": say("Month")}
_COLUMNS = (
    Column(say("Reason")),
    Column(say("Times"), is_figure=True),
    Column(say("Clients"), is_figure=True),
    Column(say("Overdue then"), is_figure=True),
    Column(say("Paid since"), is_figure=True),
    Column(say("Left"), is_figure=True),
)
_FIELDS = ("reason", "currency", "heard", "clients", "invoices", "overdue", "paid", "left")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    printing.arguments(parser, words)
    parser.add_argument(
        "--by", choices=tuple(_GROUPS), default="", help=words.text(say("what to tell apart: client, owner or month"))
    )


def run(context: Context) -> int:
    """Print the report."""
    by = context.options.by
    on = past.day_of(context)
    report = reasons_report(context.session, on, printing.period(context), printing.selection(context), by=by)
    printing.require_rows(context, report.total.rows)
    if printing.form(context) == "json":
        context.output.json(past.document(context, document(report, by)))
    else:
        _print(context, report, by)
    context.output.unreadable(report.unreadable)
    return 0


def document(report: ReasonReport, by: str) -> dict[str, object]:
    """The report as scripts read it."""
    found: dict[str, object] = {
        "on": report.on.isoformat(),
        "from": report.period.first.isoformat() if report.period.first else None,
        "to": report.period.last.isoformat() if report.period.last else None,
        **_group_document(report.total),
    }
    if by:
        found["by"] = by
        found["groups"] = [{"key": one.key, "name": one.name, **_group_document(one)} for one in report.groups]
    found["unreadable"] = list(report.unreadable)
    return found


def _group_document(group: ReasonGroup) -> dict[str, object]:
    return {
        "heard": group.heard,
        "without_reason": group.unexplained,
        "reasons": [
            {
                "reason": row.reason,
                "currency": row.currency,
                "heard": row.heard,
                "clients": row.clients,
                "invoices": row.invoices,
                "overdue": _money(row, row.overdue).plain,
                "paid": row.paid,
                "left": _money(row, row.left).plain,
            }
            for row in group.rows
        ],
    }


def _print(context: Context, report: ReasonReport, by: str) -> None:
    printing.about_past(context)
    groups = report.groups if by else (report.total,)
    if printing.form(context) == "csv":
        rows = [(*((one.key,) if by else ()), *_values(row)) for one in groups for row in one.rows]
        context.output.csv((*((by,) if by else ()), *_FIELDS), rows)
        return
    printing.heading(context, say("Reasons of late payment on {day}", day=report.on))
    if not report.total.rows:
        context.output.message(say("No reason was noted: recouv log CLIENT call --reason cash-flow"))
    else:
        columns = (*((Column(_GROUPS[by]),) if by else ()), *_COLUMNS)
        printing.table(context, columns, [_cells(context.words, one, row, by) for one in groups for row in one.rows])
    if report.total.heard:
        context.output.line()
        context.output.message(
            say(
                "{without} of {heard} calls, meetings and answers give no reason",
                without=report.total.unexplained,
                heard=report.total.heard,
            )
        )


def _cells(words: Catalogue, group: ReasonGroup, row: ReasonSum, by: str) -> list[str]:
    return [
        *([group.name or words.text(say("(none)"))] if by else []),
        words.text(reason_word(row.reason)),
        str(row.heard),
        str(row.clients),
        words.money(_money(row, row.overdue)),
        words.text(say("{paid} of {invoices}", paid=row.paid, invoices=row.invoices)),
        words.money(_money(row, row.left)),
    ]


def _values(row: ReasonSum) -> tuple[str, ...]:
    """Of `_FIELDS`."""
    counts = (str(row.heard), str(row.clients), str(row.invoices))
    return (
        row.reason,
        row.currency,
        *counts,
        _money(row, row.overdue).plain,
        str(row.paid),
        _money(row, row.left).plain,
    )


def reason_word(code: str) -> Message:
    """The field's word for a reason."""
    return say("in their own words") if code == OWN_WORDS else term(code)


def _money(row: ReasonSum, amount: Decimal) -> Money:
    return Money(amount, row.currency)

"""What the client owes: balances, open invoices, until when they may be claimed in court."""

from __future__ import annotations

from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.usecases.dossiers import DossierView, ItemView
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term


def print_account(context: Context, view: DossierView) -> None:
    """Each currency, the credit limit, each open invoice and its limitation."""
    for row in view.aged:
        context.output.line()
        context.output.message(
            say(
                "Outstanding {total}, of which overdue {overdue}, disputed {disputed}, unallocated {unallocated}",
                total=row.money(row.total),
                overdue=row.money(row.overdue),
                disputed=row.money(row.disputed),
                unallocated=row.money(row.unallocated),
            )
        )
    _print_exposure(context, view)
    _print_items(context, view)
    _print_limitation(context, view)


def _print_exposure(context: Context, view: DossierView) -> None:
    exposure = view.exposure
    if exposure is None:
        return
    facts = {"limit": exposure.limit, "exposure": exposure.outstanding}
    context.output.message(
        say("Credit limit {limit}, exposure {exposure}: {excess} above it", excess=exposure.excess, **facts)
        if exposure.excess
        else say(
            "Credit limit {limit}, exposure {exposure}: {left} left",
            left=exposure.limit - exposure.outstanding,
            **facts,
        )
    )


def _print_items(context: Context, view: DossierView) -> None:
    if not view.items:
        context.output.message(say("No open invoice."))
        return
    words = context.words
    titles = (say("Invoice"), say("Issued"), say("Due"), say("Days late"), say("Amount"), say("Left"), say("State"))
    context.output.line()
    context.output.table(
        [words.text(title) for title in titles],
        [
            (
                _number(row),
                words.day(row.item.issued),
                words.day(row.item.due),
                str(row.item.days_late(view.on) or ""),
                words.money(row.item.amount),
                words.money(row.item.balance),
                "  ".join(part for part in (_level(row, words), words.text(row.why) if row.why else "") if part),
            )
            for row in view.items
        ],
        right=(3, 4, 5),
    )


def _print_limitation(context: Context, view: DossierView) -> None:
    if not view.items:
        return
    words = context.words
    titles = (say("Invoice"), say("To sue by"), say("Usual date"), say("Limitation"))
    context.output.line()
    context.output.table(
        [words.text(title) for title in titles],
        [
            (
                _number(row),
                *(words.day(day) if day else "—" for day in (limit.prudent.last_day, limit.usual.last_day)),
                "; ".join(words.text(reason) for reason in limit.prudent.why),
            )
            for row in view.items
            for limit in (row.limitation,)
        ],
        right=(1, 2),
    )


def _number(row: ItemView) -> str:
    return row.item.number + (f" /{row.item.instalment}" if row.item.instalment else "")


def _level(row: ItemView, words: Catalogue) -> str:
    return words.text(term(row.level)) if row.level else ""

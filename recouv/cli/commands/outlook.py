"""`recouv outlook`."""

from __future__ import annotations

import argparse
from decimal import Decimal

from msgspec import Struct

from recouv.cli import options, past
from recouv.cli.context import Context
from recouv.domain.errors import NothingFoundError
from recouv.domain.message import Message, say, say_many
from recouv.rules.ageing import share_of
from recouv.rules.expected_receipts import Expected
from recouv.usecases.balance import Selection
from recouv.usecases.outlook import CurrencyOutlook, Outlook, outlook_on, receipts
from recouv.wording.catalogue import Catalogue
from recouv.wording.charts import split_bar

EXAMPLES = (
    "recouv outlook",
    "recouv outlook --on 2026-09-30",
    "recouv outlook --known-at 2026-09-30",
    "recouv outlook --owner lea --json | jq '.currencies.EUR.expected.weeks'",
)
#: Cells of the longest bar.
_BAR_CELLS = 30


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.reading(parser, words)
    past.argument(parser, words)
    options.selection(parser, words)


def run(context: Context) -> int:
    """Print the outlook."""
    chosen = context.options
    selection = Selection(owner=chosen.owner, kind=chosen.kind, tag=chosen.tag)
    on = past.day_of(context)
    outlook = outlook_on(context.session, on, selection)
    wanted = " ".join(filter(None, (chosen.owner, chosen.kind, chosen.tag)))
    if wanted and not outlook.parts:
        raise NothingFoundError(
            say("no client answers to {words}", words=wanted),
            say("recouv balance --by owner, kind or tag lists them"),
        )
    if chosen.json:
        context.output.json(past.document(context, document(outlook)))
    else:
        _print(context, outlook)
    context.output.unreadable(outlook.unreadable)
    return 0


def document(outlook: Outlook) -> dict[str, object]:
    """The outlook as scripts read it."""
    return {
        "on": outlook.on.isoformat(),
        "known_at": None,
        "buckets": list(outlook.buckets),
        "currencies": {found.currency: _currency_document(found, outlook) for found in outlook.currencies},
        "unreadable": list(outlook.unreadable),
    }


def _currency_document(found: CurrencyOutlook, outlook: Outlook) -> dict[str, object]:
    def text(amount: Decimal) -> str:
        return found.aged.money(amount).plain

    return {
        "total": text(found.aged.total),
        "months": [
            {"on": day.isoformat(), "outstanding": text(amount)}
            for day, amount in zip(outlook.months, found.months, strict=True)
        ],
        **{name: text(amount) for name, amount in zip(outlook.buckets, found.aged.buckets, strict=True)},
        "unallocated": text(found.aged.unallocated),
        "overdue": text(found.aged.overdue),
        "expected": _expected_document(found.expected, outlook, found),
        "owing": found.owing,
        "debtors": [
            {
                "id": debtor.id,
                "name": debtor.name,
                "total": text(debtor.aged.total),
                "overdue": text(debtor.aged.overdue),
                "share": share_of(debtor.aged.total, found.aged.total),
            }
            for debtor in found.debtors
        ],
    }


def _expected_document(expected: Expected, outlook: Outlook, found: CurrencyOutlook) -> dict[str, object]:
    def parts(rank: int) -> dict[str, str]:
        amounts = {"promised": expected.promised[rank], "due": expected.due[rank], "total": expected.weeks[rank]}
        return {name: found.aged.money(amount).plain for name, amount in amounts.items()}

    return {
        "weeks": [{"until": day.isoformat(), **parts(rank)} for rank, day in enumerate(outlook.weeks)],
        "later": parts(-1),
        "undated": found.aged.money(expected.undated).plain,
        "disputed": found.aged.money(expected.contested).plain,
        "proceedings": found.aged.money(expected.proceedings).plain,
        "unallocated": found.aged.money(expected.unallocated).plain,
    }


def _print(context: Context, outlook: Outlook) -> None:
    output = context.output
    past.heading(context)
    output.message(say("Outlook on {day}", day=outlook.on), "bold")
    if not outlook.currencies:
        output.message(say("Nothing was ever invoiced."))
    for found in outlook.currencies:
        output.line()
        total = found.aged.money(found.aged.total)
        late = share_of(found.aged.overdue, found.aged.open_items)
        output.message(
            say_many(
                "{amount} outstanding, {late} % late, {count} client",
                "{amount} outstanding, {late} % late, {count} clients",
                found.owing,
                amount=total,
                late=late,
            ),
            "bold",
        )
        _print_months(context, outlook, found)
        _print_ages(context, outlook, found)
        _print_receipts(context, outlook, found)
        _print_debtors(context, found)


class _Line(Struct, frozen=True):
    """A name, an amount, a word on it, and its bar: full, then hatched."""

    name: str
    amount: Decimal
    about: str = ""
    full: Decimal = Decimal(0)
    hatched: Decimal = Decimal(0)


def _print_months(context: Context, outlook: Outlook, found: CurrencyOutlook) -> None:
    days = zip(outlook.months, found.months, strict=True)
    lines = [_Line(context.words.short_day(day), amount, full=amount) for day, amount in days]
    _bars(context, found, (say("Month end"), say("Outstanding")), lines)


def _print_ages(context: Context, outlook: Outlook, found: CurrencyOutlook) -> None:
    names = [context.say(say("not due")), *outlook.buckets[1:]]
    whole = sum(found.aged.buckets, Decimal(0))
    lines = [
        _Line(name, amount, f"{share_of(amount, whole)} %", full=amount)
        for name, amount in zip(names, found.aged.buckets, strict=True)
    ]
    _bars(context, found, (say("Days late"), say("Amount")), lines, total=whole)


def _print_receipts(context: Context, outlook: Outlook, found: CurrencyOutlook) -> None:
    """What has no date has no bar: beside it, those of the weeks would be nothing."""
    lines = []
    for line in receipts(found.expected, outlook.weeks):
        promised = context.words.amount(found.aged.money(line.promised)) if line.promised else ""
        rest = line.amount - line.promised if line.has_date else Decimal(0)
        lines.append(_Line(context.say(line.what), line.amount, promised, line.promised, rest))
    aside = say("of which promised")
    _bars(context, found, (say("Expected"), say("Amount")), lines, aside=aside, total=found.expected.total)


def _print_debtors(context: Context, found: CurrencyOutlook) -> None:
    lines = [
        _Line(
            debtor.name,
            debtor.aged.total,
            f"{share_of(debtor.aged.total, found.aged.total)} %",
            full=debtor.aged.total,
        )
        for debtor in found.debtors
    ]
    if lines:
        _bars(context, found, (say("Who owes most"), say("Total")), lines)


def _bars(
    context: Context,
    found: CurrencyOutlook,
    titles: tuple[Message, Message],
    lines: list[_Line],
    *,
    aside: Message | None = None,
    total: Decimal | None = None,
) -> None:
    """A table of lines, their bars in proportion."""
    output, words = context.output, context.words
    greatest = max((line.full + line.hatched for line in lines), default=Decimal(0))
    named = any(line.about for line in lines)
    header = [*map(context.say, titles), *([context.say(aside) if aside else "%"] * named), ""]
    body = [
        [
            line.name,
            words.amount(found.aged.money(line.amount)) if line.amount else "0",
            *([line.about] * named),
            split_bar(line.full, line.hatched, greatest, _BAR_CELLS, ascii=output.ascii_only),
        ]
        for line in lines
    ]
    footer = [context.say(say("Total")), words.amount(found.aged.money(total or Decimal(0))), *([""] * named), ""]
    output.line()
    output.table(header, body, right=(1, 2) if named else (1,), footer=[] if total is None else [footer])

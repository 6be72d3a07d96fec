"""`recouv balance`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import NothingFoundError
from recouv.domain.message import say, say_many
from recouv.domain.money import plain_amounts
from recouv.rules.ageing import AgedRow
from recouv.usecases.balance import Balance, ClientRow, Selection, balance_on, grouped
from recouv.usecases.clients import find_client
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv balance",
    "recouv balance --on 2026-09-30 --format csv > balance.csv",
    "recouv balance --by owner",
    "recouv balance --tag loyal --json",
)
#: After the age columns, where scripts read the balance.
_SUMS = ("unallocated", "total", "overdue", "disputed")
FORMATS = ("table", "csv", "markdown", "json")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, many=True)
    options.reading(parser, words)
    parser.add_argument("--format", choices=FORMATS, default="table", help=words.text(say("how to print it")))
    parser.add_argument(
        "--by",
        choices=("client", "owner", "kind", "tag"),
        default="client",
        help=words.text(say("what a line sums up")),
    )
    options.selection(parser, words)
    parser.add_argument("--all", action="store_true", help=words.text(say("clients who owe nothing too")))


def run(context: Context) -> int:
    """Print the aged balance."""
    chosen = context.options
    clients = tuple(find_client(context.session, client) for client in chosen.clients)
    selection = Selection(clients=clients, owner=chosen.owner, kind=chosen.kind, tag=chosen.tag)
    balance = balance_on(context.session, context.day(chosen.on), selection)
    if not balance.rows and (chosen.owner or chosen.kind or chosen.tag):
        raise NothingFoundError(
            say("no client answers to {words}", words=" ".join(filter(None, (chosen.owner, chosen.kind, chosen.tag)))),
            say("recouv balance --by owner, kind or tag lists them"),
        )
    rows = list(balance.rows) if chosen.by == "client" else grouped(balance, chosen.by)
    form = "json" if chosen.json else chosen.format
    if form == "json":
        context.output.json(document(balance, rows, chosen.by))
    else:
        shown = rows if chosen.all or form != "table" else [row for row in rows if not row.aged.is_empty]
        _PRINTERS[form](context, balance, shown)
    context.output.unreadable(balance.unreadable)
    return 0


def document(balance: Balance, rows: Sequence[ClientRow], by: str = "client") -> dict[str, object]:
    """The balance as scripts read it."""
    columns = balance.columns
    fields = _fields(columns)
    found: dict[str, object] = {"on": balance.on.isoformat(), "known_at": None, "buckets": list(columns)}
    found["clients" if by == "client" else "groups"] = [dict(zip(fields, _values(row), strict=True)) for row in rows]
    if by != "client":
        found["by"] = by
    found["totals"] = {
        currency: dict(zip((*columns, *_SUMS), _amounts(total), strict=True))
        for currency, total in balance.totals().items()
    }
    found["unreadable"] = list(balance.unreadable)
    return found


def _fields(columns: Sequence[str]) -> tuple[str, ...]:
    return ("id", "name", "currency", *columns, *_SUMS, "oldest_due", "days_late")


def _values(row: ClientRow) -> tuple[Any, ...]:
    """Of `_fields`: texts, then the oldest due date if there is one, then days."""
    aged = row.aged
    oldest = aged.oldest_due.isoformat() if aged.oldest_due else None
    return (row.id, row.name, aged.currency, *_amounts(aged), oldest, aged.days_late)


def _amounts(aged: AgedRow) -> list[str]:
    """Its columns and its sums, as scripts read them."""
    return plain_amounts((*aged.buckets, aged.unallocated, aged.total, aged.overdue, aged.disputed), aged.currency)


def _print_table(context: Context, balance: Balance, rows: Sequence[ClientRow]) -> None:
    output, words = context.output, context.words
    output.message(say("Aged balance on {day}", day=balance.on), "bold")
    if not rows:
        output.message(say("Nobody owes anything."))
        return
    totals = balance.totals()
    footer = [
        _cells(say_total(words, currency), total, words, currency=len(totals) > 1) for currency, total in totals.items()
    ]
    body = [_cells(_name(row, words), row.aged, words, currency=len(totals) > 1) for row in rows]
    output.table(_header(balance, words), body, right=range(1, len(balance.columns) + 4), footer=footer)
    disputed = [total.money(total.disputed) for total in totals.values() if total.disputed]
    for money in disputed:
        output.message(say("of which disputed: {amount}", amount=money))
    output.message(say_many("{count} client", "{count} clients", len({row.id for row in rows})))


def say_total(words: Catalogue, currency: str) -> str:
    """The title of the line of totals."""
    return words.text(say("Total {currency}", currency=currency))


def _name(row: ClientRow, words: Catalogue) -> str:
    return row.name or words.text(say("(none)"))


def _header(balance: Balance, words: Catalogue) -> list[str]:
    return [
        words.text(say("Client")),
        words.text(say("Not due")),
        *balance.columns[1:],
        words.text(say("Unallocated")),
        words.text(say("Total")),
        words.text(say("Disputed")),
    ]


def _cells(title: str, aged: AgedRow, words: Catalogue, *, currency: bool) -> list[str]:
    amounts = (*aged.buckets, aged.unallocated, aged.total, aged.disputed)
    figures = words.figures(amounts, aged.currency)
    total = words.with_currency(figures[-2], aged.currency) if currency else figures[-2]
    cells = [text if amount else "·" for text, amount in zip(figures, amounts, strict=True)]
    return [title, *cells[:-2], total, cells[-1]]


def _print_csv(context: Context, balance: Balance, rows: Sequence[ClientRow]) -> None:
    lines = ((*texts, oldest or "", str(days_late)) for *texts, oldest, days_late in map(_values, rows))
    context.output.csv(_fields(balance.columns), lines)


def _print_markdown(context: Context, balance: Balance, rows: Sequence[ClientRow]) -> None:
    words = context.words
    totals = balance.totals()
    body = [_cells(_name(row, words), row.aged, words, currency=True) for row in rows]
    body += [_cells(say_total(words, currency), total, words, currency=True) for currency, total in totals.items()]
    title = words.text(say("Aged balance on {day}", day=balance.on))
    context.output.line(f"## {title}")
    context.output.line()
    context.output.markdown(_header(balance, words), body, right=range(1, len(balance.columns) + 4))


_PRINTERS = {"table": _print_table, "csv": _print_csv, "markdown": _print_markdown}

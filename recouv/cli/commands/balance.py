"""`recouv balance`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any

from recouv.cli import options, past
from recouv.cli.context import Context
from recouv.cli.json_text import Records
from recouv.domain.errors import NothingFoundError
from recouv.domain.message import say, say_many
from recouv.domain.money import plain_coins
from recouv.rules.ageing import AgedRow
from recouv.usecases.balance import Balance, ClientRow, Selection, balance_on, grouped
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv balance",
    "recouv balance --on 2026-09-30 --format csv > balance.csv",
    "recouv balance --by owner",
    "recouv balance --tag loyal --json",
    "recouv balance --known-at 2026-09-30",
)
#: After the age columns, where scripts read the balance.
_SUMS = ("unallocated", "total", "overdue", "disputed")
_NIL = "·"
_NOW: Mapping[str, object] = MappingProxyType({"known_at": None})
FORMATS = ("table", "csv", "markdown", "json")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, many=True)
    options.reading(parser, words)
    past.argument(parser, words)
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
    on = past.day_of(context)
    clients = tuple(past.client(context, client) for client in chosen.clients)
    selection = Selection(clients=clients, owner=chosen.owner, kind=chosen.kind, tag=chosen.tag)
    balance = balance_on(context.session, on, selection)
    if not balance.rows and (chosen.owner or chosen.kind or chosen.tag):
        raise NothingFoundError(
            say("no client answers to {words}", words=" ".join(filter(None, (chosen.owner, chosen.kind, chosen.tag)))),
            say("recouv balance --by owner, kind or tag lists them"),
        )
    rows = list(balance.rows) if chosen.by == "client" else grouped(balance, chosen.by)
    form = "json" if chosen.json else chosen.format
    if form == "json":
        context.output.json(document(balance, rows, chosen.by, past.fields(context)))
    else:
        shown = rows if chosen.all or form != "table" else [row for row in rows if not row.aged.is_empty]
        _PRINTERS[form](context, balance, shown)
    context.output.unreadable(balance.unreadable)
    return 0


def document(
    balance: Balance, rows: Sequence[ClientRow], by: str = "client", known: Mapping[str, object] = _NOW
) -> dict[str, object]:
    """The balance as scripts read it; `known` says of which past it is."""
    columns = balance.columns
    found: dict[str, object] = {"on": balance.on.isoformat(), **known, "buckets": list(columns)}
    found["clients" if by == "client" else "groups"] = Records(_fields(columns), _columns(rows, len(columns)))
    if by != "client":
        found["by"] = by
    found["totals"] = {
        currency: dict(zip((*columns, *_SUMS), plain_coins(_coins(total), currency), strict=True))
        for currency, total in balance.totals().items()
    }
    found["unreadable"] = list(balance.unreadable)
    return found


def _fields(columns: Sequence[str]) -> tuple[str, ...]:
    return ("id", "name", "currency", *columns, *_SUMS, "oldest_due", "days_late")


def _columns(rows: Sequence[ClientRow], ages: int) -> list[Sequence[Any]]:
    """The columns of `_fields`: texts, then the oldest due dates or `None`, then days."""
    aged = [row.aged for row in rows]
    oldest = [row.oldest_due.isoformat() if row.oldest_due else None for row in aged]
    amounts = _amounts(aged, list(map(_coins, aged)), plain_coins) or [[]] * (ages + len(_SUMS))
    names = ([row.id for row in rows], [row.name for row in rows], [row.currency for row in aged])
    return [*names, *amounts, oldest, [row.days_late for row in aged]]


def _coins(aged: AgedRow) -> tuple[int, ...]:
    """Its columns and its sums, in the order in which scripts read them."""
    return (*aged.coins, aged.unallocated_coins, aged.total_coins, aged.overdue_coins, aged.disputed_coins)


def _amounts(
    aged: Sequence[AgedRow], coins: Sequence[tuple[int, ...]], written: Callable[[Iterable[int], str], list[str]]
) -> list[list[str]]:
    """The columns of `coins`, a line for each row, written in its currency; each amount once, most being nil."""
    currencies = [row.currency for row in aged]
    columns = list(zip(*coins, strict=True))
    known: dict[str, dict[int, str]] = {}
    for currency in set(currencies):
        alike = [part for row, part in zip(currencies, coins, strict=True) if row == currency]
        distinct = list(set(chain.from_iterable(alike)))
        known[currency] = dict(zip(distinct, written(distinct, currency), strict=True))
    texts = [known[currency] for currency in currencies]
    return [[text[part] for text, part in zip(texts, column, strict=True)] for column in columns]


def _print_table(context: Context, balance: Balance, rows: Sequence[ClientRow]) -> None:
    output, words = context.output, context.words
    past.heading(context)
    output.message(say("Aged balance on {day}", day=balance.on), "bold")
    if not rows:
        output.message(say("Nobody owes anything."))
        return
    totals = balance.totals()
    several = len(totals) > 1
    titles = [say_total(words, currency) for currency in totals]
    footer = _cells(titles, list(totals.values()), words, currency=several)
    body = _cells([_name(row, words) for row in rows], [row.aged for row in rows], words, currency=several)
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


def _cells(
    titles: Sequence[str], aged: Sequence[AgedRow], words: Catalogue, *, currency: bool
) -> list[tuple[str, ...]]:
    """The rows as people read them, nil as a dot."""

    def written(coins: Iterable[int], code: str) -> list[str]:
        parts = list(coins)
        return [text if part else _NIL for part, text in zip(parts, words.figures(parts, code), strict=True)]

    coins = [(*row.coins, row.unallocated_coins, row.total_coins, row.disputed_coins) for row in aged]
    columns = _amounts(aged, coins, written)
    if currency and columns:
        columns[-2] = [
            text if text == _NIL else words.with_currency(text, row.currency)
            for text, row in zip(columns[-2], aged, strict=True)
        ]
    return list(zip(titles, *columns, strict=True))


def _print_csv(context: Context, balance: Balance, rows: Sequence[ClientRow]) -> None:
    past.aside(context)
    *texts, oldest, days_late = _columns(rows, len(balance.columns))
    lines = zip(*texts, [day or "" for day in oldest], map(str, days_late), strict=True)
    context.output.csv(_fields(balance.columns), lines)


def _print_markdown(context: Context, balance: Balance, rows: Sequence[ClientRow]) -> None:
    words = context.words
    totals = balance.totals()
    body = _cells([_name(row, words) for row in rows], [row.aged for row in rows], words, currency=True)
    body += _cells([say_total(words, currency) for currency in totals], list(totals.values()), words, currency=True)
    title = words.text(say("Aged balance on {day}", day=balance.on))
    context.output.line(f"## {title}")
    context.output.line()
    if context.known is not None:
        past.heading(context)
        context.output.line()
    context.output.markdown(_header(balance, words), body, right=range(1, len(balance.columns) + 4))


_PRINTERS = {"table": _print_table, "csv": _print_csv, "markdown": _print_markdown}

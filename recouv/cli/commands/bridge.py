"""`recouv bridge`."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import NothingFoundError
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.rules.ageing import bucket_names
from recouv.rules.bridge import NEW, SETTLED, UNALLOCATED, Bridge, Line, Part, by_cause
from recouv.usecases.balance import Selection
from recouv.usecases.bridging import End, WholeBridge, ends_named, whole_bridge
from recouv.usecases.clients import find_client
from recouv.usecases.knowing import doubts, knowledge
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

EXAMPLES = (
    "recouv bridge 2026-10-31 2026-11-30",
    "recouv bridge 2026-10-31 2026-11-30 --client durand",
    "recouv bridge 2026-10-31 2026-11-30 --as-known",
    "recouv bridge closing/2026-10 closing/2026-11 --json",
)
FORMATS = ("table", "csv", "json")
_SAID = {"cancelled": say("cancelled"), UNALLOCATED: say("unallocated"), NEW: say("new"), SETTLED: say("settled")}
_FIELDS = ("id", "name", "currency", "when", "cause", "kind", "entry", "object", "date", "amount")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    about = say("the end of that day; or a commit: its day, by what was known at it")
    parser.add_argument("first", metavar="FROM", help=words.text(about))
    parser.add_argument("last", metavar="TO", help=words.text(about))
    parser.add_argument(
        "--as-known",
        action="store_true",
        help=words.text(say("each of the two days by what was known on it: what was learned since is told apart")),
    )
    parser.add_argument(
        "--known-at",
        default=None,
        metavar="DATE|COMMIT",
        help=words.text(say("both days by what was known then (default: by what is known now)")),
    )
    parser.add_argument(
        "--client",
        dest="clients",
        action="append",
        default=[],
        metavar="CLIENT",
        help=words.text(say("of that client alone; may be given several times")),
    )
    options.selection(parser, words)
    parser.add_argument("--format", choices=FORMATS, default="table", help=words.text(say("how to print it")))
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))
    parser.add_argument("--csv", action="store_true", help=words.text(say("one line for each entry that moved money")))


def run(context: Context) -> int:
    """Print the bridge."""
    chosen = context.options
    opening, closing = ends_named(
        context.session, chosen.first, chosen.last, known_at=chosen.known_at, as_known=chosen.as_known
    )
    clients = tuple(_client(opening, closing, query) for query in chosen.clients)
    selection = Selection(clients=clients, owner=chosen.owner, kind=chosen.kind, tag=chosen.tag)
    found = whole_bridge(opening, closing, selection)
    if not found.clients and not selection.is_everybody:
        wanted = " ".join(filter(None, (*chosen.clients, chosen.owner, chosen.kind, chosen.tag)))
        raise NothingFoundError(
            say("no client answers to {words}", words=wanted), say("recouv balance --by owner, kind or tag lists them")
        )
    if chosen.json or chosen.format == "json":
        context.output.json(document(found))
    elif chosen.csv or chosen.format == "csv":
        context.output.csv(_FIELDS, _rows(found))
    else:
        _print(context, found)
    context.output.unreadable(found.unreadable)
    return 0


def _client(opening: End, closing: End, query: str) -> str:
    """The id of a client at the end, or at the beginning of one who is no longer there."""
    try:
        return find_client(closing.session, query)
    except NothingFoundError:
        if opening.session.workspace.dossier_path(query) is None:
            raise
        return query


# What scripts read


def document(found: WholeBridge) -> dict[str, object]:
    """The bridge as scripts read it."""
    return {
        "from": found.opening.on.isoformat(),
        "to": found.closing.on.isoformat(),
        "known_from": _known(found.opening),
        "known_to": _known(found.closing),
        "buckets": list(bucket_names(found.bounds)),
        "clients": [
            {"id": client.id, "name": client.name, **_bridge(one), **_entries(one)}
            for client in found.clients
            for one in client.bridges
            if one.opening or one.learned or one.happened or one.ages
        ],
        "totals": {one.currency: _bridge(one) for one in found.totals},
        "unreadable": list(found.unreadable),
    }


def _known(end: End) -> dict[str, object] | None:
    known = end.known
    return {"known_at": known.day.isoformat(), "commit": known.commit} if known is not None else None


def _bridge(one: Bridge) -> dict[str, object]:
    def text(amount: Decimal) -> str:
        return Money(amount, one.currency).rounded().plain

    def part(some: Part) -> dict[str, str]:
        return {name: text(getattr(some, name)) for name in ("opening", "more", "less", "closing")}

    ages: dict[str, dict[str, str]] = {}
    for aged in one.ages:
        ages.setdefault(aged.start, {})[aged.end] = text(aged.amount)
    return {
        "currency": one.currency,
        "opening": text(one.opening),
        "learned": {cause: text(amount) for cause, amount in by_cause(one.learned).items()},
        "happened": {cause: text(amount) for cause, amount in by_cause(one.happened).items()},
        "closing": text(one.closing),
        "ages": ages,
        "disputed": part(one.disputed),
        "handed_over": part(one.handed_over),
    }


def _entries(one: Bridge) -> dict[str, object]:
    return {
        "entries": [
            {
                "when": when,
                "cause": line.cause,
                "kind": line.kind,
                "entry": f"^{line.entry}" if line.entry else None,
                "date": line.day.isoformat(),
                "object": line.object or None,
                "amount": Money(line.amount, one.currency).rounded().plain,
            }
            for when, line in _told(one)
        ]
    }


def _told(one: Bridge) -> Iterator[tuple[str, Line]]:
    yield from (("learned", line) for line in one.learned)
    yield from (("happened", line) for line in one.happened)


def _rows(found: WholeBridge) -> Iterator[tuple[str, ...]]:
    """Of `_FIELDS`: the opening, each entry and the closing of every client; the amounts up to a closing sum to it."""
    for client in found.clients:
        for one in client.bridges:
            ends = [
                (name, *[""] * 4, end.on.isoformat(), Money(amount, one.currency).rounded().plain)
                for name, end, amount in (
                    ("opening", found.opening, one.opening),
                    ("closing", found.closing, one.closing),
                )
            ]
            lines = [
                (
                    *(when, line.cause, line.kind, line.entry, line.object, line.day.isoformat()),
                    Money(line.amount, one.currency).rounded().plain,
                )
                for when, line in _told(one)
            ]
            if one.opening or lines:
                yield from ((client.id, client.name, one.currency, *row) for row in (ends[0], *lines, ends[1]))


# What people read


def _print(context: Context, found: WholeBridge) -> None:
    output = context.output
    days = {"first": found.opening.on, "last": found.closing.on}
    output.message(say("Bridge of the outstanding, from the end of {first} to the end of {last}", **days), "bold")
    for end in dict.fromkeys((found.opening.known, found.closing.known)):
        if end is not None:
            output.message(knowledge(end), "yellow")
            for doubt in doubts(end):
                output.talk(doubt, "yellow")
    if not found.totals:
        output.message(say("Nothing was ever invoiced."))
    for one in found.totals:
        output.line()
        _print_steps(context, found, one)
        _print_ages(context, found, one)
        _print_parts(context, one)
    moved = [client for client in found.clients if any(one.learned or one.happened for one in client.bridges)]
    for client in moved:
        output.line()
        output.message(say("{name} ({id})", name=client.name, id=client.id), "bold")
        for one in client.bridges:
            if one.learned or one.happened:
                _print_lines(context, found, one)
    if not moved:
        output.line()
        output.message(say("No entry moved it."))


def _print_steps(context: Context, found: WholeBridge, one: Bridge) -> None:
    """Opening, what moved it cause by cause, closing."""
    words = context.words

    def row(what: Message, amount: Decimal, *, sign: bool = True) -> tuple[str, str]:
        return words.text(what), _signed(words, amount, one.currency) if sign else _plain(words, amount, one.currency)

    rows = [row(say("Outstanding on {day}", day=found.opening.on), one.opening, sign=False)]
    rows += [
        row(say("learned since: {what}", what=_cause(cause)), amount) for cause, amount in by_cause(one.learned).items()
    ]
    rows += [row(_cause(cause), amount) for cause, amount in by_cause(one.happened).items()]
    footer = row(say("Outstanding on {day}", day=found.closing.on), one.closing, sign=False)
    output = context.output
    output.table([one.currency, words.text(say("Amount"))], rows, right=(1,), footer=[footer])


def _print_lines(context: Context, found: WholeBridge, one: Bridge) -> None:
    """One client's entries, between what was owed at either end."""
    words = context.words
    first = ("", words.day(found.opening.on), words.text(say("Outstanding")), _plain(words, one.opening, one.currency))
    rows: list[Sequence[str]] = [first]
    for when, line in _told(one):
        said = words.text(_cause(line.cause))
        if line.cause == "cancelled":
            said = words.text(say("{kind} cancelled", kind=_cause(line.kind)))
        rows.append(
            (
                words.text(say("learned")) if when == "learned" else "",
                words.day(line.day),
                " ".join(filter(None, (said, line.object))),
                _signed(words, line.amount, one.currency),
            )
        )
    rows.append(
        ("", words.day(found.closing.on), words.text(say("Outstanding")), _plain(words, one.closing, one.currency))
    )
    header = ["", words.text(say("Date")), words.text(say("What")), words.text(say("Amount"))]
    shown = 0 if one.learned else 1  # nothing was learned since: no column tells it
    *lines, footer = [row[shown:] for row in rows]
    context.output.table(header[shown:], lines, right=(len(footer) - 1,), footer=[footer])


def _print_ages(context: Context, found: WholeBridge, one: Bridge) -> None:
    """From which column of the aged balance to which."""
    if not one.ages:
        return
    words = context.words
    names = [*bucket_names(found.bounds), UNALLOCATED]
    sums = {(aged.start, aged.end): aged.amount for aged in one.ages}
    starts = [name for name in (*names, NEW) if any(start == name for start, _ in sums)]
    ends = [*names, SETTLED]

    def cells(amounts: Iterable[Decimal]) -> list[str]:
        return [
            words.figures([Money(amount, one.currency).minor], one.currency)[0] if amount else "·" for amount in amounts
        ]

    rows = []
    for start in starts:
        amounts = [sums.get((start, end), Decimal(0)) for end in ends]
        rows.append((words.text(_column(start)), *cells((*amounts, sum(amounts, Decimal(0))))))
    below = [sum((sums.get((start, end), Decimal(0)) for start in starts), Decimal(0)) for end in ends]
    output = context.output
    output.line()
    output.message(say("From which column to which"))
    header = [words.text(say("from \\ to")), *(words.text(_column(end)) for end in ends), words.text(say("Total"))]
    footer = (words.text(say("Total")), *cells(below), "")
    output.table(header, rows, right=range(1, len(header)), footer=[footer])


def _print_parts(context: Context, one: Bridge) -> None:
    """What of it is disputed, or handed over."""
    words = context.words
    parts = ((say("of which disputed"), one.disputed), (say("of which handed over"), one.handed_over))
    rows = [
        (
            words.text(name),
            _plain(words, part.opening, one.currency),
            _signed(words, part.more, one.currency),
            _signed(words, part.less, one.currency),
            _plain(words, part.closing, one.currency),
        )
        for name, part in parts
        if part.opening or part.more or part.less
    ]
    if rows:
        titles = ("", *(words.text(said) for said in (say("Opening"), say("more"), say("less"), say("Closing"))))
        context.output.line()
        context.output.table(titles, rows, right=range(1, 5))


def _cause(cause: str) -> Message:
    return _SAID.get(cause) or term(cause)


def _column(name: str) -> Message:
    return say("not due") if name == "not_due" else _SAID.get(name) or say("{what}", what=name)


def _plain(words: Catalogue, amount: Decimal, currency: str) -> str:
    return words.money(Money(amount, currency))


def _signed(words: Catalogue, amount: Decimal, currency: str) -> str:
    return f"+{_plain(words, amount, currency)}" if amount > 0 else _plain(words, amount, currency)

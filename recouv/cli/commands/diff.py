"""`recouv diff`."""

from __future__ import annotations

import argparse
from decimal import Decimal

from recouv.cli.context import Context
from recouv.domain.errors import ExitCode
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.rules.movement import Movement
from recouv.usecases.differences import ClientDifference, Difference, Told, difference
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import description, proposal_mark, term

EXAMPLES = (
    "recouv diff 2026-11-01..2026-11-30",
    "recouv diff origin/main..HEAD",
    "recouv diff closing/2026-10..closing/2026-11 --json",
)
#: Kinds of entries that move money, in the order in which they are told.
_MONEY = ("invoice", "credit-note", "payment", "rejected", "refund", "write-off")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "range",
        metavar="A..B",
        help=words.text(say("two days, both included, or two revisions: commits, branches, tags")),
    )
    parser.add_argument(
        "--on",
        default=None,
        metavar="DATE",
        help=words.text(say("between two revisions: the day of the outstanding (default: today)")),
    )
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def run(context: Context) -> int:
    """Tell what moved."""
    chosen = context.options
    found = difference(context.session, chosen.range, on=context.day(chosen.on))
    if chosen.json:
        context.output.json(document(found, context))
    else:
        _print(found, context)
    context.output.unreadable(found.unreadable)
    return ExitCode.DONE if found.clients else ExitCode.NOTHING


def document(found: Difference, context: Context) -> dict[str, object]:
    """What moved, as scripts read it."""
    return {
        "since": found.since,
        "until": found.until,
        "on": found.on.isoformat(),
        "clients": [
            {
                "id": client.id,
                "name": client.name,
                "entries": [_row(told, context) for told in client.entries],
                "moves": [_move(one) for one in client.moves],
            }
            for client in found.clients
        ],
        "totals": [_move(one) for one in found.totals],
        "unreadable": list(found.unreadable),
    }


def _row(told: Told, context: Context) -> dict[str, object]:
    entry = told.entry
    return {
        "entry": f"^{entry.id}" if entry.id else None,
        "date": entry.date.isoformat(),
        "kind": entry.kind,
        "what": context.say(_what(told)),
        "who": entry.recorded.by if entry.recorded else None,
        "amount": str(entry.amount.amount) if entry.amount else None,
        "cancelled": told.is_cancelled,
        "gone": told.is_gone,
        "proposal": str(told.proposal.state) if told.proposal else None,
    }


def _move(one: Movement) -> dict[str, object]:
    return {
        "currency": one.currency,
        "before": _text(one.before, one.currency),
        "after": _text(one.after, one.currency),
        "difference": _text(one.difference, one.currency),
        "by_kind": {kind: _text(amount, one.currency) for kind, amount in one.by_kind.items()},
    }


def _text(amount: Decimal, currency: str) -> str:
    return str(Money(amount, currency).rounded().amount)


def _print(found: Difference, context: Context) -> None:
    output = context.output
    for client in found.clients:
        output.message(say("{name} ({id})", name=client.name, id=client.id), "bold")
        _print_entries(client, context)
        for one in client.moves:
            if one.difference:
                output.message(say("  {moved}", moved=_moved(one)))
        output.line()
    if not found.clients:
        output.talk(say("nothing moved"))
    for one in found.totals:
        output.message(say("In all: {moved}", moved=_moved(one)), "bold")
        for kind in _MONEY:
            if kind in one.by_kind:
                amount = context.words.money(Money(one.by_kind[kind], one.currency))
                sign = "+" if one.by_kind[kind] > 0 else ""
                output.message(say("  {kind}: {amount}", kind=term(kind), amount=f"{sign}{amount}"))


def _print_entries(client: ClientDifference, context: Context) -> None:
    for told in client.entries:
        entry = told.entry
        who = entry.recorded.by if entry.recorded else "?"
        context.output.line(
            f"  {context.words.day(entry.date)}  {who}  {context.say(_what(told))}",
            "dim" if told.is_cancelled or told.is_gone else "",
        )


def _moved(one: Movement) -> Message:
    rise = Money(abs(one.difference), one.currency)
    before, after = Money(one.before, one.currency), Money(one.after, one.currency)
    if one.difference > 0:
        return say("{before} → {after}, {rise} more", before=before, after=after, rise=rise)
    if one.difference < 0:
        return say("{before} → {after}, {rise} less", before=before, after=after, rise=rise)
    return say("{after}, as before", after=after)


def _what(told: Told) -> Message:
    """An entry as a person tells it: who was called and what they said, what was promised and by when."""
    entry = told.entry
    what = description(entry)
    by = entry.day("by")
    if entry.kind == "promise" and by is not None and entry.amount is not None:
        what = say("promise of {amount} by {day}", amount=entry.amount, day=by)
    elif entry.word("with") and entry.word("outcome"):
        what = say(
            "{kind} with {who}: {outcome}",
            kind=term(entry.kind),
            who=entry.word("with"),
            outcome=term(entry.word("outcome")),
        )
    elif entry.word("outcome"):
        what = say("{kind}: {outcome}", kind=term(entry.kind), outcome=term(entry.word("outcome")))
    elif entry.word("with"):
        what = say("{kind} with {who}", kind=term(entry.kind), who=entry.word("with"))
    elif entry.kind in ("note", "reply") and entry.text:
        what = say("{kind}: {text}", kind=term(entry.kind), text=_begun(entry.text))
    if told.is_gone:
        return say("{what} (taken out)", what=what)
    if told.is_cancelled:
        return say("{what} (cancelled)", what=what)
    return say("{what} {mark}", what=what, mark=proposal_mark(told.proposal)) if told.proposal else what


def _begun(text: str, most: int = 60) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= most else f"{first[: most - 1]}…"

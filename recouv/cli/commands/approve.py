"""`recouv approve`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import ExitCode, UsageError
from recouv.domain.message import Code, Message, say, say_many
from recouv.usecases.approving import Decision, Waiting, decision_action, waiting_approvals
from recouv.usecases.clients import find_client
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

EXAMPLES = (
    "recouv approve",
    "recouv approve --json",
    "recouv approve durand",
    "recouv approve durand ^f4k8n2wd --reason 'Liquidation closed, nothing to share'",
    "recouv approve durand ^f4k8n2wd --reject 'Ask for a payment plan first'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, optional=True)
    options.ended(parser, words)
    parser.add_argument(
        "--reject",
        default=None,
        metavar="REASON",
        help=words.text(say("turn the proposal down, and why: it never counts")),
    )
    options.reason(parser, words)
    options.writing(parser, words, on=words.text(say("the day from which it counts (default: today)")))
    parser.add_argument("--json", action="store_true", help=words.text(say("what waits, as one JSON document")))


def run(context: Context) -> int:
    """Approve, reject, or list what waits."""
    chosen = context.options
    if not chosen.client or chosen.json:
        if chosen.reject is not None or chosen.reason or chosen.entry:
            raise UsageError(
                say("--json lists what waits and decides nothing")
                if chosen.client
                else say("nobody says which client's proposal"),
                say("recouv approve CLIENT ^ID"),
            )
        return _list(context, find_client(context.session, chosen.client) if chosen.client else "")
    if chosen.reject is not None and chosen.reason:
        raise UsageError(say("--reason is of an approval, --reject of a rejection"), say("give one of them"))
    client = find_client(context.session, chosen.client)
    decision = Decision(
        on=context.day(chosen.on),
        entry=chosen.entry,
        rejects=chosen.reject is not None,
        reason=chosen.reject if chosen.reject is not None else chosen.reason,
        note=context.note(),
    )
    action = decision_action(context.session, client, decision)
    return options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))


def _list(context: Context, client: str) -> int:
    on = context.day(context.options.on)
    found = waiting_approvals(context.session, on, client)
    output, words = context.output, context.words
    if context.options.json:
        output.json({"on": on.isoformat(), "waiting": [_document(row) for row in found.rows]})
    elif not found.rows:
        output.talk(say("nothing waits for an approval"))
    else:
        titles = (
            say("Client"),
            say("ID"),
            say("What"),
            say("Amount"),
            say("Proposed by"),
            say("Since"),
            say("Who may"),
        )
        rows = [
            (
                row.client,
                f"^{row.entry}",
                words.text(_what(row)),
                words.money(row.money) if row.money else "",
                row.by or "?",
                words.day(row.day),
                ", ".join(row.approvers) or words.text(say("nobody else")),
            )
            for row in found.rows
        ]
        details = [(row.reason,) if row.reason else () for row in found.rows]
        output.table([words.text(title) for title in titles], rows, right=(3,), details=details)
        count = say_many("{count} proposal waits", "{count} proposals wait", len(found.rows))
        output.message(count, "bold")
    output.unreadable(found.unreadable)
    return ExitCode.DONE if found.rows or context.options.json else ExitCode.NOTHING


def _what(row: Waiting) -> Message:
    about = ", ".join(row.invoices) or row.about
    return say("{kind} ({about})", kind=Code(row.kind), about=about) if about else term(row.kind)


def _document(row: Waiting) -> dict[str, object]:
    return {
        "client": row.client,
        "name": row.name,
        "entry": f"^{row.entry}",
        "kind": row.kind,
        "date": row.day.isoformat(),
        "amount": row.amount or None,
        "currency": row.currency or None,
        "invoices": list(row.invoices),
        "about": row.about or None,
        "proposed_by": row.by or None,
        "recorded": row.at or None,
        "reason": row.reason or None,
        "approvers": list(row.approvers),
    }

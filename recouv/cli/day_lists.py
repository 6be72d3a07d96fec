"""The messages of a day as `run`, `send` and `post` print them."""

from __future__ import annotations

from collections.abc import Sequence

from recouv.cli.context import Context
from recouv.domain.message import Message, say, say_many
from recouv.letters.outbox import waiting_in_outbox
from recouv.usecases.carriers import outbox_folder
from recouv.usecases.doubtful import Doubtful
from recouv.usecases.mail_day import POST, Prepared, Standing
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

_STANDINGS = {
    Standing.READY: say("ready"),
    Standing.TO_CONFIRM: say("to confirm"),
    Standing.BY_HAND: say("by name only"),
    Standing.BLOCKED: say("blocked"),
}


def print_prepared(context: Context, prepared: Sequence[Prepared]) -> None:
    """The messages as a table, with what stands in the way of those that wait."""
    words = context.words
    if not prepared:
        return
    context.output.table(
        [words.text(one) for one in (say("State"), say("Client"), say("Step"), say("To"), say("Amount"))],
        [
            (
                words.text(_STANDINGS[row.standing]),
                row.task.name,
                words.text(term(row.task.step)),
                ", ".join(row.composed.to.splitlines()) if row.composed else "",
                words.money(row.task.amount) if row.task.amount else "",
            )
            for row in prepared
        ],
        right=[4],
        details=_all_details(prepared, words),
    )


def print_copy(context: Context, prepared: Sequence[Prepared]) -> None:
    """Who gets every message too, where somebody does and there is one."""
    copy = context.session.workspace.config.mail.copy
    if copy and any(row.composed and row.task.channel not in POST for row in prepared):
        context.output.message(say("a copy of each goes to {address}", address=copy))


def print_sums(context: Context, prepared: Sequence[Prepared]) -> None:
    """How many e-mails are ready, and what sends them."""
    ready, confirm, named = (
        [row for row in prepared if row.standing is standing]
        for standing in (Standing.READY, Standing.TO_CONFIRM, Standing.BY_HAND)
    )
    for rows, sentence in (
        (ready, say_many("{count} e-mail ready: recouv send", "{count} e-mails ready: recouv send", len(ready))),
        (
            confirm,
            say_many(
                "{count} e-mail to confirm: recouv send --confirm",
                "{count} e-mails to confirm: recouv send --confirm",
                len(confirm),
            ),
        ),
        (
            named,
            say_many(
                "{count} e-mail for a person to send by name: recouv send {client}",
                "{count} e-mails for a person to send by name: recouv send {client} …",
                len(named),
                client=named[0].task.client if named else "",
            ),
        ),
    ):
        if rows:
            context.output.message(sentence, "bold")


def print_doubtful(context: Context, doubtful: Sequence[Doubtful]) -> None:
    """The messages that may have left, each with what settles it."""
    output, words = context.output, context.words
    if not doubtful:
        return
    output.message(
        say_many(
            "{count} message may have left: say what became of it",
            "{count} messages may have left: say what became of them",
            len(doubtful),
        ),
        "yellow",
    )
    for one in doubtful:
        output.line(f"  ^{one.id}  {words.day(one.date)}  {words.text(term(one.kind))}  {one.name}  {one.to}")
        output.message(what_settles(one), "dim")


def print_outbox(context: Context) -> None:
    """How many messages wait for the person's own mail program, in a workspace without a server."""
    if context.session.workspace.config.mail.host:
        return
    folder = outbox_folder(context.session)
    waiting = waiting_in_outbox(folder)
    if waiting:
        context.output.message(
            say_many(
                "{count} message waits in the outbox {path}: send it from your mail program",
                "{count} messages wait in the outbox {path}: send them from your mail program",
                waiting,
                path=str(folder),
            ),
            "yellow",
        )


def what_settles(one: Doubtful) -> Message:
    """The command that says what became of it."""
    if one.kind in POST:
        return say(
            "      posted: recouv sending {client} sent ^{id}; not posted: … failed ^{id}; printed again: recouv post "
            "{client} --again",
            client=one.client,
            id=one.id,
        )
    return say(
        "      it left: recouv sending {client} sent ^{id}; it did not: recouv sending {client} failed ^{id}",
        client=one.client,
        id=one.id,
    )


def prepared_document(row: Prepared, words: Catalogue, copy: str = "") -> dict[str, object]:
    """A message for scripts; `copy` is who gets every e-mail too."""
    composed = row.composed
    return {
        "client": row.task.client,
        "name": row.task.name,
        "channel": row.task.channel,
        "standing": str(row.standing),
        "scenario": row.task.scenario,
        "step": row.task.step,
        "letter": row.task.letter,
        "invoices": list(row.task.invoices),
        "amount": row.task.amount.plain if row.task.amount else None,
        "currency": row.task.amount.currency if row.task.amount else None,
        "to": composed.to if composed else None,
        "copy": copy or None,
        "subject": composed.subject if composed else None,
        "text": composed.text if composed else None,
        "attached": [attachment.name for attachment in row.attachments],
        "reason": words.text(row.reason) if row.reason else None,
        "mend": words.text(row.mend) if row.mend else None,
    }


def doubtful_document(one: Doubtful) -> dict[str, object]:
    """A message that may have left, for scripts."""
    return {
        "client": one.client,
        "name": one.name,
        "id": one.id,
        "kind": one.kind,
        "date": one.date.isoformat(),
        "to": one.to,
        "subject": one.subject,
        "invoices": list(one.invoices),
        "document": one.document or None,
    }


def _all_details(prepared: Sequence[Prepared], words: Catalogue) -> list[list[str]]:
    """What is said under each row; of one obstacle to many messages, how to mend it is said once."""
    known: set[str] = set()
    details = []
    for row in prepared:
        lines = _details(row, words)
        obstacle = words.text(row.reason) if row.reason else ""
        if obstacle and obstacle in known:
            lines = [words.text(say("as above: {reason}", reason=obstacle))]
        known.add(obstacle)
        details.append(lines)
    return details


def _details(row: Prepared, words: Catalogue) -> list[str]:
    lines = []
    if row.composed:
        lines.append(row.composed.subject)
    if row.attachments:
        names = ", ".join(attachment.name for attachment in row.attachments)
        lines.append(words.text(say("attached: {names}", names=names)))
    if row.reason:
        lines.append(words.text(row.reason))
    if row.mend:
        lines.append(words.text(row.mend))
    return lines

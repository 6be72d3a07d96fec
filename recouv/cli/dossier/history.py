"""What happened, the latest first."""

from __future__ import annotations

from collections.abc import Iterable

from recouv.cli.context import Context
from recouv.domain.delay_reasons import reason_code
from recouv.domain.entry import Entry
from recouv.domain.message import say
from recouv.usecases.dossiers import DossierView
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import proposal_mark, term

#: Entries printed when not all are asked for.
LATEST = 12


def print_history(context: Context, view: DossierView, *, whole: bool) -> None:
    """The whole of it, or its latest entries."""
    shown = view.timeline if whole else view.timeline[:LATEST]
    if not shown:
        return
    words = context.words
    context.output.line()
    titles = (say("Date"), say("What"), say("Detail"), say("Who"), say("ID"))
    context.output.table([words.text(title) for title in titles], _history_rows(shown, view, words))
    if len(shown) < len(view.timeline):
        context.output.message(say("… {count} more: --all", count=len(view.timeline) - len(shown)))


def _history_rows(entries: Iterable[Entry], view: DossierView, words: Catalogue) -> Iterable[tuple[str, ...]]:
    for entry in entries:
        detail = [
            entry.object,
            words.money(entry.amount) if entry.amount else "",
            words.text(term(entry.word("outcome"))) if entry.word("outcome") else "",
            f"^{entry.target}" if entry.kind in ("sending", "approve", "reject") else "",
            words.text(term(reason_code(entry.word("reason")))) if reason_code(entry.word("reason")) else "",
        ]
        first_line = next(iter(entry.text.splitlines()), "") or entry.word("subject")
        if entry.id in view.cancelled:
            detail.insert(0, words.text(say("(cancelled)")))
        elif entry.id in view.proposals:
            detail.insert(0, words.text(proposal_mark(view.proposals[entry.id])))
        detail.append(first_line[:60])
        yield (
            words.day(entry.date),
            words.text(term(entry.kind)),
            " ".join(part for part in detail if part),
            entry.recorded.by if entry.recorded else "",
            f"^{entry.id}" if entry.id else "",
        )

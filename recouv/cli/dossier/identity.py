"""Who the client is, and how the client pays."""

from __future__ import annotations

from collections.abc import Iterator

from recouv.cli.context import Context
from recouv.domain.condition import Grade
from recouv.domain.message import say, say_many
from recouv.usecases.dossiers import DossierView
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term


def print_identity(context: Context, view: DossierView) -> None:
    """Name, contacts, payment habits, and what is wrong in the file."""
    output, words, client = context.output, context.words, view.dossier.client
    output.line(f"{client.name}  ({view.dossier.id})", "bold")
    about = [words.text(term(client.kind)), client.siren, client.owner, " ".join(f"#{tag}" for tag in client.tags)]
    output.line("  ".join(part for part in about if part))
    for contact in client.contacts:
        output.line("  ".join(part for part in (contact.name, contact.role, contact.email, contact.phone) if part))
    output.line("  ".join(_as_payer(view, words)))
    if view.dossier.problems:
        output.line()
        output.message(say("Problems"), "bold")
        output.problems(view.dossier.problems)


def _as_payer(view: DossierView, words: Catalogue) -> Iterator[str]:
    """How the client pays, as far as it is known."""
    if view.years:
        yield words.text(say_many("a client for {count} year", "a client for {count} years", view.years))
    delay = view.average_delay
    if delay is None:
        yield words.text(say("no invoice paid yet"))
    elif delay < 0:
        yield words.text(say_many("pays {count} day early on average", "pays {count} days early on average", -delay))
    else:
        yield words.text(say_many("pays {count} day late on average", "pays {count} days late on average", delay))
    if view.grade is not Grade.UNKNOWN:
        yield words.text(say("grade: {found}", found=str(view.grade)))

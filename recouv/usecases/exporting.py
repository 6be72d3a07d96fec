"""The book for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from recouv.exporters.ledger_journal import ledger_journal
from recouv.usecases.session import Session


def export_journal(session: Session, on: date) -> Iterator[str]:
    """The lines of a journal for ledger or hledger, as the book stood at the end of `on`."""
    return ledger_journal(session.workspace.dossiers(), on)

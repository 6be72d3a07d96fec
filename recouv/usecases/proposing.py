"""What is written as a proposal: every entry that the house asks a second person for, whatever verb makes it.

It is decided where entries are written, once, so that no verb, form or bulk action passes beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Entry, Recorded
from recouv.domain.errors import UsageError
from recouv.domain.message import Message, say
from recouv.domain.practice import Approvals
from recouv.rules.approvals import ProposalState, amount_of, asks_for_approval
from recouv.rules.standing import proposals_on
from recouv.store.journal import JOURNAL_TITLE, read_journal
from recouv.store.journal_writing import write_entry

_PROPOSED = ("proposed", "yes")
#: A moment and a writer, for an entry that is read before it is written.
_NOBODY = Recorded("2000-01-01T00:00:00Z", "nobody")
_NO_ID = "00000000"


def as_proposals(dossier: Dossier, drafts: Sequence[Draft], approvals: Approvals) -> tuple[Draft, ...]:
    """The same drafts, those that need somebody else's approval marked as proposed.

    Raises:
        UsageError: the very same waits for an approval already.
    """
    if not any(draft.kind in approvals.kinds for draft in drafts):
        return tuple(drafts)
    return tuple(_as_proposal(dossier, draft, approvals) for draft in drafts)


def are_proposed(drafts: Sequence[Draft]) -> bool:
    """Whether any of them waits for an approval."""
    return any(_PROPOSED in draft.fields for draft in drafts)


def proposed_subject(subject: Message) -> Message:
    """How the history tells an action that changes nothing yet."""
    return say("proposed: {what}", what=subject)


def _as_proposal(dossier: Dossier, draft: Draft, approvals: Approvals) -> Draft:
    if draft.kind not in approvals.kinds:
        return draft
    if _PROPOSED not in draft.fields:
        if not asks_for_approval(_read(draft, dossier.client.currency), approvals):
            return draft
        draft = replace(draft, fields=(*draft.fields, _PROPOSED))
    _require_not_waiting(dossier, _read(draft, dossier.client.currency))
    return draft


def _read(draft: Draft, currency: str) -> Entry:
    text = write_entry(draft.identified(draft.id or _NO_ID), _NOBODY)
    return read_journal(f"{JOURNAL_TITLE}\n\n{text}", path="", currency=currency).entries[0]


def _require_not_waiting(dossier: Dossier, proposal: Entry) -> None:
    for one in proposals_on(dossier.entries, date.max):
        known = one.entry
        same = (known.kind, known.object, known.target, known.invoices) == (
            proposal.kind,
            proposal.object,
            proposal.target,
            proposal.invoices,
        )
        if one.state is ProposalState.WAITING and same and amount_of(known) == amount_of(proposal):
            raise UsageError(
                say(
                    "it is proposed already: ^{id} of {day}, by {who}",
                    id=known.id,
                    day=known.date,
                    who=known.recorded.by if known.recorded else "?",
                ),
                say("recouv approve {client} says what waits", client=dossier.id),
            )

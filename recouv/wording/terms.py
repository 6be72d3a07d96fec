"""The field's words for what the format writes as codes: kinds, channels, outcomes, columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import Message, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recouv.domain.entry import Entry
    from recouv.rules.approvals import Proposal
    from recouv.wording.catalogue import Catalogue

_TERMS = {
    # kinds of entries
    "invoice": say("invoice"),
    "credit-note": say("credit note"),
    "payment": say("payment"),
    "allocate": say("allocation"),
    "refund": say("refund"),
    "rejected": say("rejected payment"),
    "write-off": say("write-off"),
    "email": say("e-mail"),
    "letter": say("letter"),
    "registered-letter": say("registered letter"),
    "call": say("call"),
    "sms": say("text message"),
    "meeting": say("meeting"),
    "reply": say("reply"),
    "note": say("note"),
    "task": say("task"),
    "sending": say("sending"),
    "done": say("task done"),
    "promise": say("promise"),
    "withdraw": say("promise withdrawn"),
    "plan": say("payment plan"),
    "dispute": say("dispute"),
    "resolve": say("dispute resolved"),
    "hold": say("hold"),
    "release": say("hold released"),
    "handover": say("handover"),
    "recall": say("recall"),
    "insolvency": say("insolvency"),
    "claim": say("claim declared"),
    "judgment": say("judgment"),
    "acknowledgment": say("acknowledgment"),
    "limit": say("credit limit"),
    "review": say("review"),
    "approve": say("approval"),
    "reject": say("rejection"),
    "cancel": say("cancellation"),
    "forget": say("personal data forgotten"),
    "distinct": say("both kept"),
    # steps of the shipped scenarios
    "courtesy": say("courtesy note"),
    "pre-due": say("courtesy note"),
    "reminder-1": say("reminder 1"),
    "reminder-2": say("reminder 2"),
    "reminder-3": say("reminder 3"),
    "formal-notice": say("formal notice"),
    "end-of-notice": say("end of the notice"),
    "check-deposit": say("check on Chorus Pro"),
    "claim-interest": say("claim the interest"),
    "courtesy-call": say("courtesy call"),
    "call-2": say("second call"),
    "management": say("the management decides"),
    # channels and actions
    "internal": say("office"),
    "decide": say("to decide"),
    "check-promise": say("promise to check"),
    "instalment": say("instalment"),
    "limitation": say("limitation"),
    "declare-claim": say("claim to declare"),
    "find-bodacc": say("BODACC to look up"),
    "oddity": say("to be checked"),
    # outcomes
    "reached": say("reached"),
    "promised": say("promises to pay"),
    "call-back": say("to be called back"),
    "message-left": say("message left"),
    "no-answer": say("no answer"),
    "wrong-number": say("wrong number"),
    "disputed": say("disputed"),
    "paid-already": say("says it is paid"),
    "invoice-not-received": say("invoice not received"),
    "refused": say("refuses to pay"),
    "failed": say("did not leave"),
    "undeliverable": say("cannot be delivered there"),
    "unconfirmed": say("may not have left"),
    "sent": say("sent"),
    "received": say("received"),
    # outcomes of disputes
    "upheld": say("invoice upheld"),
    "withdrawn": say("dispute withdrawn"),
    # rhythms of plans
    "weekly": say("weekly"),
    "fortnightly": say("fortnightly"),
    "monthly": say("monthly"),
    "quarterly": say("quarterly"),
    # categories of disputes
    "quality": say("quality"),
    "price": say("price"),
    "delivery": say("delivery"),
    "order": say("order"),
    "duplicate": say("invoiced twice"),
    "admin": say("paperwork"),
    "bad-faith": say("bad faith"),
    # reasons of late payment
    "cash-flow": say("cash flow"),
    "invoice-missing": say("invoice missing"),
    "approval": say("approval pending"),
    "oversight": say("oversight"),
    "waiting-for-payment": say("waits to be paid itself"),
    # whom a file is given to
    "collector": say("collector"),
    "bailiff": say("bailiff"),
    "court": say("court"),
    # methods of payment
    "transfer": say("transfer"),
    "cheque": say("cheque"),
    "card": say("card"),
    "direct-debit": say("direct debit"),
    "cash": say("cash"),
    "bill": say("bill of exchange"),
    "other": say("other"),
    # kinds of clients
    "company": say("company"),
    "sole-trader": say("sole trader"),
    "public": say("public body"),
    "consumer": say("consumer"),
    # natures
    "opening": say("opening balance"),
    "rounding": say("rounding"),
    "unpaid-bill": say("unpaid bill"),
    # bases of an allocation
    "named": say("named by the payer"),
    "exact amount": say("exact amount"),
    "oldest first": say("oldest first"),
}


def term(code: str) -> Message:
    """The word for `code`; the code itself when it is the user's own."""
    return _TERMS.get(code) or Message("{code}", {"code": code})


def proposal_mark(proposal: Proposal) -> Message:
    """What stands beside an entry that needs somebody else's approval."""
    by = proposal.decision.recorded.by if proposal.decision and proposal.decision.recorded else ""
    if proposal.state == "waiting":
        return say("(proposed: does not count yet)")
    if proposal.state == "rejected":
        return say("(rejected by {who}: never counts)", who=by or "?")
    assert proposal.decision is not None  # it is approved
    return say("(approved by {who}, counts from {day})", who=by, day=max(proposal.entry.date, proposal.decision.date))


def code_meant(text: str, codes: Sequence[str], words: Catalogue) -> str:
    """The code that a person typed, as it is or in the words of the screens; the text itself when it is none."""
    from recouv.rules.client_search import folded  # deferred: for those who type one

    by_word = {folded(words.text(term(code))): code for code in codes}
    by_word |= {folded(code): code for code in codes}
    return by_word.get(folded(text), text)


def description(entry: Entry) -> Message:
    """An entry in a few words."""
    kind = term(entry.kind)
    if entry.amount and entry.object:
        return say("{kind} {object} of {amount}", kind=kind, object=entry.object, amount=entry.amount)
    if entry.amount:
        return say("{kind} of {amount}", kind=kind, amount=entry.amount)
    if entry.object:
        return say("{kind} {object}", kind=kind, object=entry.object)
    return say("{kind} of {day}", kind=kind, day=entry.date)


#: The key of the day that an entry sets, by its kind.
_SETS = {"promise": "by", "task": "due", "hold": "until", "dispute": "revisit"}


def full_description(entry: Entry) -> Message:
    """The same with the day that the entry sets: what two of one amount may differ in."""
    day = entry.day(_SETS[entry.kind]) if entry.kind in _SETS else None
    what = description(entry)
    return say("{what}, for {day}", what=what, day=day) if day is not None else what

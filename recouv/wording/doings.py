"""What somebody did, in a sentence: "Marc called Durand: promise of 1,200.00 € by 5 December"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recouv.domain.entry import Entry
from recouv.domain.message import Code, Message, say, say_many
from recouv.wording.terms import description, term

#: By kind; `{what}` is the entry in a few words.
_DID: Mapping[str, Message] = {
    "invoice": say("{who} invoiced {client}"),
    "credit-note": say("{who} gave {client} a credit note"),
    "payment": say("{who} recorded money from {client}"),
    "allocate": say("{who} allocated money of {client}"),
    "refund": say("{who} refunded {client}"),
    "rejected": say("{who} recorded a rejected payment of {client}"),
    "write-off": say("{who} wrote off a debt of {client}"),
    "email": say("{who} wrote to {client} by e-mail"),
    "letter": say("{who} wrote to {client} by post"),
    "registered-letter": say("{who} sent {client} a registered letter"),
    "call": say("{who} called {client}"),
    "sms": say("{who} sent {client} a text message"),
    "meeting": say("{who} met {client}"),
    "reply": say("{who} recorded an answer of {client}"),
    "note": say("{who} wrote a note about {client}"),
    "task": say("{who} set a reminder about {client}"),
    "done": say("{who} did a task about {client}"),
    "sending": say("{who} recorded what became of a message to {client}"),
    "promise": say("{who} recorded a promise of {client}"),
    "withdraw": say("{who} took back a promise of {client}"),
    "plan": say("{who} agreed on a payment plan with {client}"),
    "dispute": say("{who} recorded a dispute of {client}"),
    "resolve": say("{who} ended a dispute of {client}"),
    "hold": say("{who} put {client} on hold"),
    "release": say("{who} released {client}"),
    "handover": say("{who} handed over the file of {client}"),
    "recall": say("{who} took back the file of {client}"),
    "insolvency": say("{who} recorded insolvency proceedings against {client}"),
    "limit": say("{who} decided the credit limit of {client}"),
    "review": say("{who} recorded a decision of the credit committee on {client}"),
    "cancel": say("{who} struck out an entry of {client}"),
    "distinct": say("{who} said that two entries of {client} are both right"),
}
#: What is said of them adds nothing to the sentence.
_PLAIN = frozenset({"call", "meeting", "email", "letter", "registered-letter", "sms", "reply", "cancel", "distinct"})


def doing(who: str, client: str, entries: Sequence[Entry], subject: str) -> Message:
    """Who did what to whom, from the entries of one action; from its subject where they do not tell it."""
    if not entries or not client or entries[0].kind not in _DID:
        return say("{who}: {subject}", who=who, subject=subject)
    did = _DID[entries[0].kind]
    did = Message(did.text, {"who": who, "client": client})
    told = [detail for entry in entries for detail in _details(entry)]
    if not told:
        return did
    shown = told[0]
    for detail in told[1:3]:
        shown = say("{one}, {other}", one=shown, other=detail)
    if len(told) > 3:
        shown = say_many("{one} and {count} more", "{one} and {count} more", len(told) - 3, one=shown)
    return say("{did}: {details}", did=did, details=shown)


def _details(entry: Entry) -> list[Message]:
    found: list[Message] = []
    by = entry.day("by")
    if entry.kind == "promise" and entry.amount and by:
        found.append(say("promise of {amount} by {day}", amount=entry.amount, day=by))
    elif entry.kind == "hold":
        until = entry.day("until")
        found += [say("until {day}", day=until)] if until else []
    elif entry.kind == "task":
        due = entry.day("due")
        found += [say("{task}, {day}", task=entry.object or term("task"), day=due)] if due else []
    elif entry.kind == "note":
        first = entry.text.strip().split("\n", 1)[0]
        found += [say("{text}", text=first)] if first else []
    elif entry.kind not in _PLAIN and (entry.amount or entry.object):
        found.append(description(entry))
    outcome = entry.word("outcome")
    if outcome and outcome != "promised":
        found.append(say("{outcome}", outcome=Code(outcome)))
    return found

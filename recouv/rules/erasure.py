"""May a person be forgotten: what the law has the creditor keep, what it lets them keep, and until when.

- Erasure is owed to natural persons: a consumer, a sole trader, the people who answer for a company or a public body.
  A company has no personal data; its name, its SIREN and its address stay.
- *Must be kept*: accounting documents and what proves them, ten years from the end of the year (counted here from 31
  December, which is never too early for a financial year that ends before it).  That is why amounts, dates and invoice
  numbers stay, and the documents of invoices and payments.
- *May be kept*: what a claim rests on, until it is extinguished.  An open invoice, or money held for the client, is
  such a claim: whether to give up that proof is the creditor's to decide, and to give a reason for.
- *Is kept*: while a court has the file, or a trustee the claim declared, nobody destroys its proof.  recouv refuses.

An invoice whose two dates of limitation are past stands in nobody's way: what cannot be claimed needs no proof.

Source: GDPR art. 4(1), 17(1), 17(3)(b) and (e); C. com. art. L123-22 (ten years), L110-4; C. civ. art. 2224; C. conso.
art. L218-2; CPCE art. L111-4.  Limitation itself: `recouv.rules.limitation`.  Left out: the financial year's own end
(recouv does not know it), and tax's six years (LPF art. L102 B), which are over sooner.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from recouv.domain.dossier import Client, ClientKind, Dossier
from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.domain.practice import House
from recouv.rules.account import Account, OpenItem, account_on
from recouv.rules.interruptions import NONE, Interruptions, interruptions_of
from recouv.rules.limitation import limitation_of, period_of
from recouv.rules.months import months_later
from recouv.rules.standing import standing

#: C. com. art. L123-22, in months.
ACCOUNTING = 120
_ACCOUNTING_KINDS = frozenset({"invoice", "credit-note", "payment", "allocate", "refund", "rejected", "write-off"})


class Obstacle(Struct, frozen=True, kw_only=True):
    """Why the person is not forgotten now."""

    why: Message
    is_choice: bool
    """Whether the creditor may do it all the same, and say why."""
    from_day: date | None = None
    """The day on which it stands in the way no more, if nothing interrupts it; `None` when no day is known."""


class Erasure(Struct, frozen=True, kw_only=True):
    """What the law says of forgetting the person of a dossier, on a day."""

    whom: Message
    """For whom it matters."""
    obstacles: tuple[Obstacle, ...]
    accounts_until: date | None
    """The last day for which documents of the accounts are kept; `None` without any."""

    @property
    def is_refused(self) -> bool:
        """Whether no reason will do."""
        return any(not one.is_choice for one in self.obstacles)

    @property
    def from_day(self) -> date | None:
        """The first day without an obstacle, as far as is known."""
        days = [one.from_day for one in self.obstacles]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None


def erasure_on(dossier: Dossier, on: date, house: House, *, default_terms: str = "") -> Erasure:
    """What stands in the way of forgetting the person of `dossier` on that day."""
    account = account_on(dossier.client, dossier.entries, on, default_terms=default_terms)
    facts = standing(dossier.entries, on)
    interruptions = interruptions_of(facts, account.open_items)
    period = period_of(dossier.client, house)
    items, last_days = [], []
    for item in account.open_items:
        limitation = limitation_of(item, interruptions.get(item.number, NONE), period)
        days = [one.last_day for one in (limitation.prudent, limitation.usual)]
        if all(day is not None and day < on for day in days):
            continue
        items.append(item)
        last_days.append(None if None in days else max(filter(None, days)))
    obstacles = []
    if items:
        obstacles += _in_justice(facts, items, interruptions)
        later = None if None in last_days else max(filter(None, last_days)) + timedelta(days=1)
        obstacles.append(Obstacle(why=_open(items), is_choice=True, from_day=later))
    obstacles += _held(account)
    return Erasure(
        whom=whom_it_is_about(dossier.client), obstacles=tuple(obstacles), accounts_until=_accounts_until(facts)
    )


def whom_it_is_about(client: Client) -> Message:
    """The natural persons of a dossier."""
    match client.kind:
        case ClientKind.CONSUMER:
            return say("a consumer: a natural person, whose name, address and contacts are personal data")
        case ClientKind.SOLE_TRADER:
            return say("a sole trader: a natural person, whose name, SIREN, address and contacts are personal data")
        case ClientKind.PUBLIC:
            return say("a public body: no natural person; the people named as its contacts and in its notes are")
        case _:
            return say("a company: no natural person; the people named as its contacts and in its notes are")


def _in_justice(facts: Sequence[Entry], items: Sequence[OpenItem], known: dict[str, Interruptions]) -> list[Obstacle]:
    recalled = {fact.target for fact in facts if fact.kind == "recall"}
    numbers = {item.number for item in items}
    found = []
    for fact in facts:
        about = set(fact.invoices) & numbers if fact.invoices else numbers
        if fact.kind == "handover" and fact.word("role") == "court" and fact.id not in recalled and about:
            why = say(
                "the file is in court since {day} and money is owed: its proof is kept (GDPR art. 17(3)(e))",
                day=fact.date,
            )
            found.append(Obstacle(why=why, is_choice=False))
    declared = [one.declared for one in known.values() if one.declared]
    if declared:
        why = say(
            "the claim was declared to the trustee on {day}, and the proceedings are open (GDPR art. 17(3)(e))",
            day=max(declared),
        )
        found.append(Obstacle(why=why, is_choice=False))
    return found


def _open(items: Sequence[OpenItem]) -> Message:
    numbers = list(dict.fromkeys(item.number for item in items))
    return say(
        "owed and open: {numbers}; the proof may be kept until the claim is extinguished (GDPR art. 17(3)(e))",
        numbers=", ".join(numbers[:10]) + (", …" if len(numbers) > 10 else ""),
    )


def _held(account: Account) -> list[Obstacle]:
    found = []
    for currency in account.currencies():
        held = account.unallocated(currency)
        if held.amount > 0:
            why = say(
                "{amount} is held for the client and not allocated: settle it, or pay it back, while they are known",
                amount=held,
            )
            found.append(Obstacle(why=why, is_choice=True))
    return found


def _accounts_until(facts: Sequence[Entry]) -> date | None:
    days = [fact.date for fact in facts if fact.kind in _ACCOUNTING_KINDS]
    return months_later(max(days).replace(month=12, day=31), ACCOUNTING) if days else None

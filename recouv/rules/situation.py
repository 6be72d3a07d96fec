"""Where a client stands: all that the work of a day rests on, and nothing of what is over.

A journal of ten years comes down to the invoices still open, the money that settles nothing yet, the steps carried
out for those invoices, the commitments that run and the tasks not done.  None of it changes with the day as long as no
entry is dated in between: what is late, broken or to be done is judged from it, day after day, by the other rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from recouv.domain.dossier import Client, Dossier
from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.domain.practice import House
from recouv.rules.account import Account, Credit, OpenItem, account_on, money_key
from recouv.rules.approvals import ProposalState
from recouv.rules.commitments import COMMITMENTS, Received, received_for_commitments
from recouv.rules.contacts import last_contacts
from recouv.rules.interruptions import Interruptions, interruptions_of
from recouv.rules.next_step import Progress, progress_of
from recouv.rules.payer import PayerRecord, payer_record
from recouv.rules.standing import proposals_on, standing
from recouv.rules.suspension import Commitments, live_commitments, undelivered_messages


class Situation(Struct, frozen=True, kw_only=True):
    """One client's, on any day from `since` on and before `until`."""

    id: str
    """Of the dossier."""
    client: Client
    since: date
    until: date
    """The day of the next dated entry; the last day of the calendar when there is none."""
    currencies: tuple[str, ...]
    """In which anything ever moved, in alphabetical order."""
    items: tuple[OpenItem, ...]
    """Those of which something is left, earliest due first."""
    credits: tuple[Credit, ...]
    """Those of which something settles nothing yet, oldest first."""
    refunds_at_large: tuple[Money, ...]
    progress: Progress
    """For the invoices still open."""
    live: tuple[Entry, ...]
    """What suspends reminders, or did until a day; and messages that did not, or may not, have reached the client."""
    received: Received
    """For the promises and plans among `live`."""
    tasks: tuple[Entry, ...]
    """The user's own that are not done."""
    contacts: Mapping[str, date]
    """Currency → the last day on which the client was written to or spoken with about invoices in it."""
    replied: date | None
    """The last day on which the client answered."""
    payer: PayerRecord
    interruptions: Mapping[str, Interruptions]
    """Invoice still open → what moves its limitation, where anything does."""
    declared: date | None
    """The day of the last claim declared in insolvency proceedings."""
    limit: Money | None
    """The credit limit that holds: the last one decided, else that of the head."""
    reviewed: date | None
    """The day of the last review."""
    proposals: tuple[Entry, ...]
    """Those that wait for somebody else's approval: nothing of the above counts them."""

    def holds(self, on: date) -> bool:
        """Whether it is the client's situation on `on`."""
        return self.since <= on < self.until

    def account(self, on: date) -> Account:
        """What is open, and the money that settles nothing yet."""
        return Account(on=on, items=self.items, credits=self.credits, refunds_at_large=self.refunds_at_large)

    def commitments(self, on: date, house: House) -> Commitments:
        """What suspends the items."""
        return Commitments(self.live, self.received, on, house)


def situation_of(dossier: Dossier, on: date, *, default_terms: str = "") -> Situation:
    """The situation at the end of `on`; `default_terms` are the creditor's, as for `account_on`."""
    account = account_on(dossier.client, dossier.entries, on, default_terms=default_terms)
    return situation_from(dossier, standing(dossier.entries, on), account)


def situation_from(dossier: Dossier, facts: Sequence[Entry], account: Account) -> Situation:
    """The situation on the day of an account already made, from the facts that count on that day."""
    on = account.on
    days = [entry.date for entry in dossier.entries]
    items = tuple(account.open_items)
    live = (*live_commitments(facts), *undelivered_messages(facts))
    received = received_for_commitments(facts)
    finished = {fact.target for fact in facts if fact.kind == "done"}
    return Situation(
        id=dossier.id,
        client=dossier.client,
        since=max((day for day in days if day <= on), default=date.min),
        until=min((day for day in days if day > on), default=date.max),
        currencies=tuple(account.currencies()),
        items=items,
        credits=tuple(credit for credit in account.credits if credit.unallocated),
        refunds_at_large=account.refunds_at_large,
        progress=_of_items(progress_of(facts), items),
        live=live,
        received=_of_commitments(received, live),
        tasks=tuple(fact for fact in facts if fact.kind == "task" and not (fact.id and fact.id in finished)),
        contacts=last_contacts(facts, account.items),
        replied=_last_day(facts, "reply"),
        payer=payer_record(facts, account.items),
        interruptions=interruptions_of(facts, items),
        declared=_last_day(facts, "claim"),
        limit=_limit(facts, dossier.client),
        reviewed=_last_day(facts, "review"),
        proposals=_waiting(dossier, on),
    )


def _waiting(dossier: Dossier, on: date) -> tuple[Entry, ...]:
    if not any("proposed" in entry.values for entry in dossier.entries):
        return ()
    found = proposals_on(dossier.entries, on)
    return tuple(one.entry for one in found if one.state is ProposalState.WAITING)


def _of_commitments(received: Received, live: Sequence[Entry]) -> Received:
    keys = [money_key(fact) for fact in live if fact.kind in COMMITMENTS]
    return Received(
        {key: rows for key in keys if (rows := received.since_made[key])},
        {key: day for key in keys if (day := received.settled.get(key))},
    )


def _last_day(facts: Sequence[Entry], kind: str) -> date | None:
    return max((fact.date for fact in facts if fact.kind == kind), default=None)


def _limit(facts: Sequence[Entry], client: Client) -> Money | None:
    decided = max((fact for fact in facts if fact.kind == "limit"), key=Entry.sort_key, default=None)
    return decided.amount if decided and decided.amount else client.credit_limit


def _of_items(progress: Progress, items: tuple[OpenItem, ...]) -> Progress:
    numbers = {item.number for item in items}
    return Progress(
        done={row: day for row, day in progress.done.items() if row[0] in numbers},
        attempts={row: days for row, days in progress.attempts.items() if row[0] in numbers},
        reentered={number: day for number, day in progress.reentered.items() if number in numbers},
    )

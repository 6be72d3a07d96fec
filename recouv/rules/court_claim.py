"""What of a client's debt may be claimed in court on a day, invoice by invoice, and what is left out and why.

An invoice is claimed for what is late of it, neither paid nor contested:

    principal = sum of its late items − what is contested, as its statement of penalties has it

It is left out, with the reason, where nothing of it is late, where all of it is contested, where a payment plan that is
kept lets it be paid later, where a judgment gave it already, and where limitation took any of its late items: what is
left of such an invoice is for a lawyer to count.  The day of limitation is the later of the two that `limitation`
gives: only what is lost by both is lost for sure.

Source: CPC art. 1405 (a determined amount, from a contract), read 2026-11-22.  Known, and not read again in their text:
C. civ. art. 1305-2 (what is owed at a term is not claimed before it), 2219 and 2247 (limitation).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.rules.account import Account, OpenItem
from recouv.rules.commitments import concerns
from recouv.rules.judgment_interest import judgment_of
from recouv.rules.limitation import Limitation
from recouv.rules.penalties import InvoicePenalties, PenaltyStatement, Totals
from recouv.rules.plans import JudgedPlan, PlanState
from recouv.rules.suspension import claimed

_KEPT = frozenset({PlanState.ON_TRACK, PlanState.LATE})
_NOT_ASKED = say("it is not among the invoices asked for")


class LeftOut(Struct, frozen=True, kw_only=True):
    """An open invoice that is not claimed."""

    number: str
    amount: Money
    """What is open of it."""
    reason: Message


class CourtClaim(Struct, frozen=True, kw_only=True):
    """What is claimed, in one currency."""

    on: date
    currency: str
    items: tuple[OpenItem, ...]
    """Late items of the invoices claimed, earliest due first."""
    statement: PenaltyStatement
    """Of the invoices claimed alone, without what is contested."""
    received: Money
    """Money of the client that settles nothing yet; never below nil."""
    contested: Money
    """What the client disputes of all that is open."""
    left_out: tuple[LeftOut, ...]
    limits: Mapping[str, Limitation]
    """Invoice → until when it may be sued for: of its items, the first that would be lost."""

    @property
    def invoices(self) -> tuple[InvoicePenalties, ...]:
        """The invoices claimed, with what lateness adds to each."""
        return self.statement.invoices

    @property
    def numbers(self) -> tuple[str, ...]:
        """Theirs."""
        return tuple(one.number for one in self.invoices)

    @property
    def totals(self) -> Totals:
        """Principal, interest, fixed recovery charges and what a further day adds; money received is not deducted."""
        return self.statement.totals(self.currency)

    @property
    def total(self) -> Money:
        """All that is claimed, less what was received and settles nothing yet."""
        return self.totals.total - self.received


def court_claim(
    account: Account,
    statement: PenaltyStatement,
    limits: Mapping[tuple[str, int], Limitation],
    facts: Sequence[Entry],
    plans: Sequence[JudgedPlan],
    *,
    currency: str,
    numbers: Collection[str] = (),
) -> CourtClaim:
    """The claim at the end of the account's day, in one currency.

    Args:
        account: The client's, on the day.
        statement: Of the same day, without what is contested.
        limits: Of each open item, by invoice and instalment.
        facts: Those that count on the day.
        plans: The client's, judged on the day.
        currency: That of the claim.
        numbers: The only invoices that may be claimed; all of them when empty.
    """
    open_items = account.open_items_in(currency)
    late = [item for item in open_items if item.due < account.on]
    judge = _Judge(account.on, statement, limits, facts, plans)
    wanted: list[str] = []
    left_out: list[LeftOut] = []
    for number in dict.fromkeys(item.number for item in open_items):
        reason = _NOT_ASKED if numbers and number not in numbers else judge.reason(number, late)
        if reason is None:
            wanted.append(number)
        else:
            whole = sum((item.balance.amount for item in open_items if item.number == number), Decimal(0))
            left_out.append(LeftOut(number=number, amount=Money(whole, currency), reason=reason))
    return CourtClaim(
        on=account.on,
        currency=currency,
        items=tuple(item for item in late if item.number in wanted and claimed(item)),
        statement=statement.of(wanted),
        received=Money(max(Decimal(0), account.unallocated(currency).amount), currency),
        contested=Money(sum((item.disputed.amount for item in open_items), Decimal(0)), currency),
        left_out=tuple(left_out),
        limits=dict(_first_lost(wanted, late, limits)),
    )


def is_lost(limit: Limitation, on: date) -> bool:
    """Whether both days of limitation are over at the end of `on`."""
    days = (limit.prudent.last_day, limit.usual.last_day)
    return all(day is not None and day < on for day in days)


class _Judge:
    """Tells why an invoice is not claimed."""

    def __init__(
        self,
        on: date,
        statement: PenaltyStatement,
        limits: Mapping[tuple[str, int], Limitation],
        facts: Sequence[Entry],
        plans: Sequence[JudgedPlan],
    ) -> None:
        self._on = on
        self._invoices = {one.number: one for one in statement.invoices}
        self._limits = limits
        self._facts = facts
        self._kept = [one.plan for one in plans if one.state in _KEPT]

    def reason(self, number: str, late_items: Sequence[OpenItem]) -> Message | None:
        """The reason, of an invoice among whose items `late_items` are late; `None` where it is claimed."""
        late = [item for item in late_items if item.number == number]
        if not late:
            return say("it is not late yet")
        judged = judgment_of(number, late[0].issued, self._facts)
        if judged is not None:
            return say("it was judged on {day}: that judgment is enforced, no other is asked for", day=judged.day)
        kept = next((plan for plan in self._kept if concerns(plan, number)), None)
        if kept is not None:
            return say("the payment plan of {day} is kept, or its delay tolerated", day=kept.date)
        if any(is_lost(self._limits[item.number, item.instalment], self._on) for item in late):
            return say("limitation has taken it, or an instalment of it: the debtor may refuse it")
        if not any(claimed(item) for item in late):
            return say("all that is late of it is contested")
        return self._uncounted(late)

    def _uncounted(self, late: Sequence[OpenItem]) -> Message | None:
        """Where the account and the statement of penalties do not say the same sum is late."""
        counted = self._invoices.get(late[0].number)
        if counted is None or not counted.principal:
            return say("it is not late by the later reading of its payment terms")
        owed = Money(sum((claimed(item).amount for item in late), Decimal(0)), late[0].balance.currency)
        if owed == counted.principal:
            return None
        return say(
            "{balance} is late of it by the account and {principal} by the statement of penalties: count it by hand",
            balance=owed,
            principal=counted.principal,
        )


def _first_lost(
    numbers: Collection[str], late: Sequence[OpenItem], limits: Mapping[tuple[str, int], Limitation]
) -> Iterator[tuple[str, Limitation]]:
    for number in numbers:
        mine = [limits[item.number, item.instalment] for item in late if item.number == number]
        yield number, min(mine, key=lambda limit: limit.prudent.last_day or date.max)

"""What a letter is about, in one currency: which items, what was received, what is asked for.

    total = sum of the items' balances − money received that settles nothing yet

- `overdue`: what is late, that nothing suspends and no limitation has taken; contested sums are left out.
- `upcoming`: the same of what is not due yet; money received goes to what is late first.
- `account`: everything open, contested sums included, and all the money received: the total may be in the client's
  favour.
- `promise`, `plan`: the invoices of the latest one that is open; what is asked for is what is left of it.
- `dispute`: the invoices contested; nothing is asked for.
- `payment`, `rejection`: the last payment received, or taken back by the bank, and the invoices it settled.
- `handover`: the invoices of the latest one that was not taken back, contested sums left out.

Where money received covers what would be asked for, there is no letter: it is to be allocated first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.letter import Matter
from recouv.domain.message import Message, say
from recouv.domain.money import Money, zero
from recouv.domain.task import Task
from recouv.rules.account import Account, OpenItem, money_key, shares
from recouv.rules.commitments import concerns
from recouv.rules.plans import JudgedPlan, PlanState
from recouv.rules.promises import JudgedPromise
from recouv.rules.suspension import Commitments, claimed

_WHOLE = frozenset({Matter.ACCOUNT})
_RUNNING = frozenset({PlanState.ON_TRACK, PlanState.LATE})


class NothingToWriteError(Exception):
    """There is nothing that such a letter could be about: what is wrong, and how to mend it."""

    def __init__(self, what: Message, mend: Message) -> None:
        super().__init__(str(what))
        self.what = what
        self.mend = mend


class Position(Struct, frozen=True, kw_only=True):
    """Where a client stands on a day."""

    id: str
    name: str
    currency: str
    """The one of their dossier."""
    on: date
    account: Account
    facts: Sequence[Entry]
    """Those that count on that day."""
    commitments: Commitments
    lost: Collection[tuple[str, int]] = ()
    """Invoice and instalment of what limitation has taken."""
    come: Collection[tuple[str, int]] = ()
    """Invoice and instalment of what a step of its scenario has come for."""


class About(Struct, frozen=True, kw_only=True):
    """What a letter is about, in one currency."""

    items: tuple[OpenItem, ...]
    """Earliest due first."""
    received: Money
    """What settles nothing yet and is deducted."""
    task: Task | None = None
    """What asks for the letter; `None` when a person does."""
    matter: Matter = Matter.OVERDUE
    due: tuple[OpenItem, ...] = ()
    """Of a statement of account: those of the items that are late and may be asked for."""
    promise: JudgedPromise | None = None
    plan: JudgedPlan | None = None
    fact: Entry | None = None
    """The payment, the payment taken back, or the handover."""
    reason: str = ""
    """Why the bank took the payment back, in the words of the entry."""

    @property
    def currency(self) -> str:
        """The letter's."""
        return self.received.currency

    @property
    def gross(self) -> Money:
        """The items' balances together, as the letter shows them."""
        return self._sum(self.items)

    @property
    def total(self) -> Money:
        """The balances, less what was received and settles nothing yet: below zero when the client is owed money."""
        return self.gross - self.received

    @property
    def asked(self) -> Money:
        """What the client is to pay, penalties apart; nothing where the letter asks for no money."""
        match self.matter:
            case Matter.OVERDUE | Matter.UPCOMING:
                return self.total
            case Matter.ACCOUNT:
                due = sum((claimed(item).amount for item in self.due), Decimal(0))
                return Money(max(Decimal(0), due - self.received.amount), self.currency)
            case Matter.REJECTION:
                return self.gross
            case Matter.PROMISE if self.promise and self.promise.promise.amount:
                return self.promise.promise.amount - self.promise.received
            case Matter.PLAN if self.plan and self.plan.upcoming:
                return self.plan.upcoming.left or self.gross
            case _:
                return zero(self.currency)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The invoices, each once."""
        return tuple(dict.fromkeys(item.number for item in self.items))

    @property
    def paid_for(self) -> tuple[str, ...]:
        """The invoices that a payment of what is asked is for, each once."""
        return tuple(dict.fromkeys(item.number for item in self.due)) if self.due else self.numbers

    @property
    def disputed(self) -> Money:
        """What the client contests of the items."""
        return Money(sum((item.disputed.amount for item in self.items), Decimal(0)), self.currency)

    def balance(self, item: OpenItem) -> Money:
        """What the letter shows as left of an item: without the part contested, where it claims."""
        return item.balance if self.matter in _WHOLE else claimed(item)

    def _sum(self, items: Iterable[OpenItem]) -> Money:
        return Money(sum((self.balance(item).amount for item in items), Decimal(0)), self.currency)


def about(at: Position, matter: Matter, *, task: Task | None = None, currency: str = "") -> About:
    """What a letter on that matter is about; `currency` is chosen where none is given and no task says it.

    Raises:
        NothingToWriteError: there is nothing of the kind.
    """
    if task is not None and matter in (Matter.OVERDUE, Matter.UPCOMING):
        return _of_task(at, matter, task)
    return _CHOSEN[matter](at, currency)


def may_be_claimed(at: Position, item: OpenItem) -> bool:
    """Whether an item may be asked for: something uncontested is left, nothing suspends it, it can be sued for."""
    return (
        claimed(item).amount > 0
        and (item.number, item.instalment) not in at.lost
        and at.commitments.suspension(item) is None
    )


def _of_task(at: Position, matter: Matter, task: Task) -> About:
    currency = task.amount.currency if task.amount else at.currency
    items = tuple(
        item for item in at.account.open_items_in(currency) if item.number in task.invoices and may_be_claimed(at, item)
    )
    is_late = any(item.due < at.on for item in items)
    if is_late and matter is Matter.UPCOMING:
        raise NothingToWriteError(
            say("what the agenda asks for is late, and {letter} is about what is not due yet", letter=task.letter),
            say("name a letter about what is late: recouv letter {client} reminder-1", client=at.id),
        )
    # one task lists what is late, or what is not and has its turn: the other instalments of its invoices wait
    items = tuple(
        item
        for item in items
        if (item.due < at.on) is is_late and (is_late or (item.number, item.instalment) in at.come)
    )
    received = _received(at, currency) if is_late else _left_for_upcoming(at, currency)
    return _claiming(at, Matter.OVERDUE if is_late else Matter.UPCOMING, items, received, task)


def _overdue(at: Position, currency: str) -> About:
    currency = currency or _first_currency(at, lambda item: item.due < at.on)
    items = tuple(item for item in at.account.open_items_in(currency) if item.due < at.on and may_be_claimed(at, item))
    return _claiming(at, Matter.OVERDUE, items, _received(at, currency), None)


def _upcoming(at: Position, currency: str) -> About:
    currency = currency or _first_currency(at, lambda item: item.due >= at.on)
    items = tuple(item for item in at.account.open_items_in(currency) if item.due >= at.on and may_be_claimed(at, item))
    return _claiming(at, Matter.UPCOMING, items, _left_for_upcoming(at, currency), None)


def _claiming(at: Position, matter: Matter, items: tuple[OpenItem, ...], received: Money, task: Task | None) -> About:
    if not items:
        raise _nothing_to_claim(at, matter)
    found = About(items=items, received=received, task=task, matter=matter)
    if found.total.amount <= 0:
        raise NothingToWriteError(
            say("{amount} received from {name} covers what would be asked for", amount=received, name=at.name),
            say("allocate it first: recouv allocate {client}", client=at.id),
        )
    return found


def _nothing_to_claim(at: Position, matter: Matter) -> NothingToWriteError:
    facts: dict[str, object] = {"name": at.name, "day": at.on}
    is_late = matter is Matter.OVERDUE
    for item in at.account.open_items:
        stop = at.commitments.suspension(item)
        if stop is not None and (item.due < at.on) is is_late:
            what = say("{name} may be asked for nothing on {day}: {reason}", **facts, reason=stop.reason)
            return NothingToWriteError(what, say("recouv show {client} says more", client=at.id))
    if is_late:
        what = say("{name} owes nothing that may be asked for on {day}", **facts)
    else:
        what = say("no invoice of {name} is to fall due after {day}", **facts)
    return NothingToWriteError(what, say("recouv show {client} says why", client=at.id))


def _account(at: Position, currency: str) -> About:
    currency = currency or _first_currency(at, lambda _: True)
    items = tuple(at.account.open_items_in(currency))
    received = at.account.unallocated(currency)
    if not items and not received:
        raise NothingToWriteError(
            say("the account of {name} is empty on {day}", name=at.name, day=at.on),
            say("there is nothing to state: recouv show {client}", client=at.id),
        )
    due = tuple(item for item in items if item.due < at.on and may_be_claimed(at, item))
    return About(items=items, received=received, matter=Matter.ACCOUNT, due=due)


def _promise(at: Position, currency: str) -> About:
    heard = [
        one
        for one in at.commitments.open_promises
        if one.promise.amount and currency in ("", one.promise.amount.currency)
    ]
    if not heard:
        raise NothingToWriteError(
            say("no promise of {name} is open", name=at.name),
            say("record it first: recouv promise {client}", client=at.id),
        )
    one = heard[-1]
    assert one.promise.amount is not None  # those without were left out
    currency = one.promise.amount.currency
    return About(
        items=_concerned(at, one.promise, currency),
        received=zero(currency),
        matter=Matter.PROMISE,
        promise=one,
    )


def _plan(at: Position, currency: str) -> About:
    running = [one for one in at.commitments.plans if one.state in _RUNNING]
    running = [one for one in running if currency in ("", _currency_of(one, at))]
    if not running:
        raise NothingToWriteError(
            say("no payment plan of {name} is running", name=at.name),
            say("record it first: recouv plan {client}", client=at.id),
        )
    one = running[-1]
    currency = _currency_of(one, at)
    return About(
        items=_concerned(at, one.plan, currency),
        received=zero(currency),
        matter=Matter.PLAN,
        plan=one,
    )


def _dispute(at: Position, currency: str) -> About:
    contested = [item for item in at.account.open_items if item.disputed.amount > 0]
    contested = [item for item in contested if currency in ("", item.balance.currency)]
    if not contested:
        raise NothingToWriteError(
            say("{name} contests nothing that is open", name=at.name),
            say("record it first: recouv dispute {client}", client=at.id),
        )
    currency = contested[0].balance.currency
    items = tuple(item for item in contested if item.balance.currency == currency)
    return About(items=items, received=zero(currency), matter=Matter.DISPUTE)


def _payment(at: Position, currency: str) -> About:
    rejected = {fact.target for fact in at.facts if fact.kind == "rejected"}
    came = [fact for fact in _payments(at, currency) if fact.id not in rejected]
    if not came:
        raise NothingToWriteError(
            say("no payment of {name} is recorded", name=at.name),
            say("record it first: recouv pay {client}", client=at.id),
        )
    last = came[-1]
    return About(items=_settled(at, last), received=zero(_currency(last)), matter=Matter.PAYMENT, fact=last)


def _rejection(at: Position, currency: str) -> About:
    refused = {fact.target: fact for fact in at.facts if fact.kind == "rejected"}
    back = [fact for fact in _payments(at, currency) if fact.id in refused]
    if not back:
        raise NothingToWriteError(
            say("the bank took back no payment of {name}", name=at.name),
            say("record it first in the journal: rejected ^ID, where ^ID is the payment"),
        )
    last = max(back, key=lambda fact: refused[fact.id].sort_key())
    items = tuple(item for item in _settled(at, last) if may_be_claimed(at, item))
    if not items:
        raise _nothing_to_claim(at, Matter.OVERDUE)
    return About(
        items=items,
        received=zero(_currency(last)),
        matter=Matter.REJECTION,
        fact=last,
        reason=refused[last.id].word("reason"),
    )


def _handover(at: Position, currency: str) -> About:
    given = at.commitments.running("handover")
    if not given:
        raise NothingToWriteError(
            say("{name} was handed over to nobody", name=at.name),
            say("record it first: recouv handover {client}", client=at.id),
        )
    last = given[-1]
    currency = currency or _first_currency(at, lambda item: concerns(last, item.number))
    items = tuple(item for item in _concerned(at, last, currency) if claimed(item).amount > 0)
    return About(items=items, received=_received(at, currency), matter=Matter.HANDOVER, fact=last)


_CHOSEN: Mapping[Matter, Callable[[Position, str], About]] = {
    Matter.OVERDUE: _overdue,
    Matter.UPCOMING: _upcoming,
    Matter.ACCOUNT: _account,
    Matter.PROMISE: _promise,
    Matter.PLAN: _plan,
    Matter.DISPUTE: _dispute,
    Matter.PAYMENT: _payment,
    Matter.REJECTION: _rejection,
    Matter.HANDOVER: _handover,
}


def _concerned(at: Position, commitment: Entry, currency: str) -> tuple[OpenItem, ...]:
    return tuple(item for item in at.account.open_items_in(currency) if concerns(commitment, item.number))


def _settled(at: Position, payment: Entry) -> tuple[OpenItem, ...]:
    """The items of the invoices that a payment settled, whatever is left of them."""
    key = money_key(payment)
    numbers = {share.number for share in shares(at.facts) if share.source == key}
    currency = _currency(payment)
    return tuple(item for item in at.account.items if item.number in numbers and item.amount.currency == currency)


def _payments(at: Position, currency: str) -> list[Entry]:
    payments = (fact for fact in at.facts if fact.kind == "payment" and fact.amount)
    return sorted((fact for fact in payments if currency in ("", _currency(fact))), key=Entry.sort_key)


def _currency(fact: Entry) -> str:
    assert fact.amount is not None  # only payments with an amount are asked
    return fact.amount.currency


def _currency_of(plan: JudgedPlan, at: Position) -> str:
    return next((one.amount.currency for one in plan.instalments if one.amount), at.currency)


def _first_currency(at: Position, wanted: Callable[[OpenItem], bool]) -> str:
    """The client's own where it has such an item, else the first that has one."""
    found = {item.balance.currency for item in at.account.open_items if wanted(item)}
    return at.currency if at.currency in found or not found else min(found)


def _received(at: Position, currency: str) -> Money:
    return Money(max(Decimal(0), at.account.unallocated(currency).amount), currency)


def _left_for_upcoming(at: Position, currency: str) -> Money:
    """What is left of the money received once it has gone to what is late."""
    late = sum(
        (
            claimed(item).amount
            for item in at.account.open_items_in(currency)
            if item.due < at.on and may_be_claimed(at, item)
        ),
        Decimal(0),
    )
    return Money(max(Decimal(0), at.account.unallocated(currency).amount - late), currency)

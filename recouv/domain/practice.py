"""What a creditor decided for all clients: scenarios, who follows which, and the rules of the house."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field

from recouv.domain.condition import Condition
from recouv.domain.money import Money
from recouv.domain.scenario import Scenario

if TYPE_CHECKING:  # most houses state neither
    from recouv.domain.penalties import PenaltyTerms
    from recouv.domain.sector import Sector


class Assignment(Struct, frozen=True, kw_only=True):
    """A rule that gives a scenario to the clients who answer to it."""

    scenario: str
    when: Condition = Condition()


class Contact(Struct, frozen=True, kw_only=True):
    """How often a client is written to or rung."""

    interval: int = 5
    """Days between two messages to one client in one currency."""
    attempts: int = 3
    """Calls that reach nobody before the sequence goes on without."""
    reply_pause: int = 3
    """Days without a reminder after the client answered, so that somebody reads it first."""


class Calendar(Struct, frozen=True, kw_only=True):
    """Which days are worked."""

    country: str = "FR"
    """ISO 3166-1 code: whose public holidays are not worked; empty for none."""
    region: str = ""
    """Its subdivision, as python-holidays names it: `57` for Moselle."""
    every_day: bool = False
    """Whether week-ends and holidays are worked too."""
    holidays: frozenset[date] = frozenset()
    """The public holidays of these years, as far as they are known."""


class PromisePolicy(Struct, frozen=True, kw_only=True):
    """When a promise is broken."""

    grace: int = 2
    """Working days left to the money after the day promised."""
    tolerance: Decimal = Decimal("1.00")
    """What may lack of the amount promised, in its currency."""


class PlanPolicy(Struct, frozen=True, kw_only=True):
    """When a payment plan is broken, where the plan itself says nothing."""

    grace: int = 5
    """Days that an instalment may be late."""
    misses: int = 1
    """How many instalments, that late, break it."""
    notice: int = 3
    """Days before an instalment at which it is recalled."""


class Points(Struct, frozen=True, kw_only=True):
    """How urgent a task is: what each thing that is true of it adds."""

    level: int = 10
    """For each level of the step."""
    days_for_a_point: int = 3
    """Days late that make a point."""
    most_for_age: int = 40
    money_for_a_point: int = 200
    """Units of the currency that make a point."""
    most_for_amount: int = 40
    broken_promise: int = 20
    own_task: int = 60
    unallocated: int = 50
    promise_to_check: int = 55
    instalment: int = 45
    dispute: int = 35
    hold_ending: int = 15
    limit: int = 30
    limitation: int = 90
    insolvency: int = 95
    oddity: int = 10
    review: int = 5
    approval: int = 65


class StaleAnyway(Struct, frozen=True, kw_only=True):
    """Somebody's decision that messages may leave on one day, although the bank's movements are known too little."""

    day: date
    by: str
    reason: str


class Approvals(Struct, frozen=True, kw_only=True):
    """What a second person has to agree to."""

    kinds: Mapping[str, Money | None] = field(default_factory=dict)
    """Kind of entry → the amount above which it is asked for; `None` for always."""
    approvers: tuple[str, ...] = ()
    """Who may approve, by the team's id or by e-mail; empty for anybody of the team."""
    since: date | None = None
    """Entries recorded before are left as they are; `None` where all are judged."""


class House(Struct, frozen=True, kw_only=True):
    """The rules of the house: everything but the scenarios themselves."""

    default_scenario: str = "standard"
    assignments: tuple[Assignment, ...] = ()
    """The first that a client answers to gives the scenario."""
    contact: Contact = Contact()
    calendar: Calendar = Calendar()
    promises: PromisePolicy = PromisePolicy()
    plans: PlanPolicy = PlanPolicy()
    points: Points = Points()
    limitation: Mapping[str, int] = field(default_factory=dict)
    """Kind of client → months after which a claim is lost, where the law's period is not the one that applies."""
    penalties: PenaltyTerms | None = None
    """What is agreed with everybody; `None` for what stands where nothing is."""
    sector: Sector | None = None
    """What the creditor sells, where a law of its own bounds payment terms."""
    grades: tuple[int, ...] = (0, 10, 30, 60)
    """Average days late up to which a client is graded A, B, C, D."""
    bank_until: date | None = None
    """The last day of which the bank's movements are known; `None` when nobody said."""
    stale_after: int | None = None
    """Days after `bank_until` from which no message leaves, nor where that is not known; `None` for never."""
    stale_anyway: tuple[StaleAnyway, ...] = ()
    """The days on which messages may leave all the same, each decided for that day alone."""
    approvals: Approvals = Approvals()


class Practice(Struct, frozen=True, kw_only=True):
    """The creditor's."""

    scenarios: Mapping[str, Scenario]
    house: House = House()

"""Where an open item stands: the scenario it follows, what comes next in it, and what conditions look at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.money import Money
from recouv.domain.practice import House, Practice
from recouv.domain.scenario import Channel, Scenario
from recouv.rules.account import OpenItem
from recouv.rules.assignment import Assigned, scenario_for
from recouv.rules.conditions import ClientFacts
from recouv.rules.next_step import PlannedStep, next_step
from recouv.rules.payer import delay_on, grade_of
from recouv.rules.situation import Situation
from recouv.rules.suspension import Commitments, claimed


class Line(Struct, frozen=True, kw_only=True):
    """An open item, the scenario it follows and what comes next."""

    item: OpenItem
    assigned: Assigned
    scenario: Scenario | None
    """`None` when there is none of that name."""
    planned: PlannedStep | None
    """`None` when every step is done."""

    def has_come(self, on: date) -> bool:
        """Whether the day of its next step is there."""
        return self.planned is not None and self.planned.day <= on

    @property
    def is_of_the_office(self) -> bool:
        """Whether its next step reaches nobody."""
        return self.planned is not None and self.planned.step.channel is Channel.TASK

    @property
    def is_followed(self) -> bool:
        """Whether a scenario asks for it at all."""
        return self.scenario is not None and self.scenario.follow_up


def client_facts(situation: Situation, commitments: Commitments, currency: str, on: date, house: House) -> ClientFacts:
    """What conditions look at, in one currency."""
    client = situation.client
    items = [item for item in situation.items if item.balance.currency == currency and item.balance.amount > 0]
    owed = (
        sum((claimed(item).amount for item in items), Decimal(0)) - situation.account(on).unallocated(currency).amount
    )
    broken = commitments.promises_not_kept
    average = delay_on(situation.payer, situation.items, on)
    return ClientFacts(
        kind=str(client.kind),
        tags=client.tags,
        language=client.language,
        grade=grade_of(situation.payer, average, broken, house.grades),
        owed=Money(owed, currency),
        days_late=max((item.days_late(on) for item in items), default=0),
        broken_promises=broken,
        average_delay=average,
        loyalty=situation.payer.years(on),
    )


def line_of(item: OpenItem, situation: Situation, facts: ClientFacts, practice: Practice, on: date) -> Line:
    """Where an item stands in its scenario."""
    assigned = scenario_for(item, situation.client, facts, practice.house)
    scenario = practice.scenarios.get(assigned.name)
    planned = next_step(item, scenario, situation.progress, on, facts=facts, house=practice.house) if scenario else None
    return Line(item=item, assigned=assigned, scenario=scenario, planned=planned)

"""Which scenario applies, and why."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from recouv.domain.condition import Condition, Grade
from recouv.domain.dossier import Client
from recouv.domain.money import Money
from recouv.domain.practice import Assignment, House
from recouv.rules.assignment import scenario_for
from recouv.rules.conditions import ClientFacts, unmet

from .journals import account, sound


def euros(text: str) -> Money:
    return Money(Decimal(text), "EUR")


FACTS = ClientFacts(
    kind="company",
    tags=("Loyal",),
    language="fr",
    grade=Grade.B,
    owed=euros("1000.00"),
    days_late=40,
    broken_promises=1,
    average_delay=8,
    loyalty=6,
)
RULES = House(
    default_scenario="standard",
    assignments=(
        Assignment(scenario="key-account", when=Condition(minimum=euros("20000.00"))),
        Assignment(scenario="loyal", when=Condition(tags=("loyal",), average_delay_below=15)),
        Assignment(scenario="firm", when=Condition(broken_promises=1)),
    ),
)
(ITEM,) = account(
    sound("### 2026-01-01 invoice F-1\n- amount: 10.00\n- due: 2026-02-01\n- scenario: public\n"), "2026-03-01"
).items
CLIENT = Client(name="Durand")


def assigned(scenario_of_item: str = "", client: Client = CLIENT, facts: ClientFacts = FACTS) -> tuple[str, str]:
    found = scenario_for(replace(ITEM, scenario=scenario_of_item), client, facts, RULES)
    return found.name, str(found.why)


class TestPrecedence:
    """The invoice, the client, the first rule that is met, the default."""

    def test_the_invoice_first(self) -> None:
        assert assigned("public", replace(CLIENT, scenario="loyal")) == ("public", "invoice F-1 names it")

    def test_then_the_client(self) -> None:
        assert assigned(client=replace(CLIENT, scenario="consumer")) == ("consumer", "the dossier's head names it")

    def test_then_the_first_rule_that_is_met(self) -> None:
        """With all that it asked for; the next one, which is met as well, is not looked at."""
        assert assigned() == ("loyal", "rule 2 of recouv.yaml; tags: loyal; average delay: 8 days")

    def test_then_the_default(self) -> None:
        facts = replace(FACTS, tags=(), broken_promises=0)
        assert assigned(facts=facts) == ("standard", "the default of recouv.yaml")


class TestConditions:
    """Each is met or not; without what it is about, it is not."""

    @pytest.mark.parametrize(
        ("condition", "is_met"),
        [
            (Condition(), True),
            (Condition(kinds=("company", "public")), True),
            (Condition(kinds=("consumer",)), False),
            (Condition(tags=("loyal", "vip")), True),
            (Condition(tags=("vip",)), False),
            (Condition(languages=("en",)), False),
            (Condition(grades=(Grade.A, Grade.B)), True),
            (Condition(grades=(Grade.C,)), False),
            (Condition(minimum=euros("1000.00")), True),
            (Condition(minimum=euros("1000.01")), False),
            (Condition(minimum=Money(Decimal(1), "USD")), False),
            (Condition(maximum=euros("1000.00")), True),
            (Condition(maximum=euros("999.99")), False),
            (Condition(age=40), True),
            (Condition(age=41), False),
            (Condition(broken_promises=1), True),
            (Condition(broken_promises=2), False),
            (Condition(average_delay_above=7), True),
            (Condition(average_delay_above=8), False),
            (Condition(average_delay_below=9), True),
            (Condition(average_delay_below=8), False),
            (Condition(loyalty=6), True),
            (Condition(loyalty=7), False),
        ],
    )
    def test_bounds(self, condition: Condition, *, is_met: bool) -> None:
        assert (unmet(condition, FACTS) is None) is is_met

    @pytest.mark.parametrize("condition", [Condition(average_delay_above=-99), Condition(average_delay_below=99)])
    def test_of_a_client_who_never_paid_nothing_is_known(self, condition: Condition) -> None:
        assert str(unmet(condition, replace(FACTS, average_delay=None))) == "no invoice paid yet"

"""What of a debt may be claimed in court, what is left out and why, and whether an order to pay is the way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recouv.domain.dossier import ClientKind
from recouv.domain.practice import Practice
from recouv.rules.account import account_on
from recouv.rules.court_claim import court_claim
from recouv.rules.formal_notice import notices_of
from recouv.rules.interruptions import interruptions_of
from recouv.rules.limitation import of_item, period_of
from recouv.rules.payment_order import Court, cautions, court_of, months_to_serve, obstacles
from recouv.rules.penalties import statement_of_penalties
from recouv.rules.standing import standing
from recouv.rules.suspension import Commitments
from recouv.store.rates_text import shipped_rates

from .journals import HOUSE, dossier, journals, sound

if TYPE_CHECKING:
    from recouv.domain.dossier import Dossier
    from recouv.rules.court_claim import CourtClaim
    from recouv.rules.payment_order import Obstacle

PRACTICE = Practice(scenarios={}, house=HOUSE)
ON = date(2026, 11, 20)
LATE = """
### 2026-06-12 invoice F1 ^aaaaaaaa
- amount: 1000.00
- due: 2026-07-12

### 2026-08-01 invoice F2 ^bbbbbbbb
- amount: 500.00
- due: 2026-09-01

### 2026-11-01 invoice F3 ^cccccccc
- amount: 70.00
- due: 2026-12-01
"""


def of_dossier(found: Dossier, on: date = ON, currency: str = "EUR", numbers: tuple[str, ...] = ()) -> CourtClaim:
    """The claim on a day."""
    facts = standing(found.entries, on)
    account = account_on(found.client, found.entries, on)
    items = account.open_items
    moved, period = interruptions_of(facts, items), period_of(found.client, HOUSE)
    return court_claim(
        account,
        statement_of_penalties(found, PRACTICE, shipped_rates(), on, without_contested=True),
        {(item.number, item.instalment): of_item(item, moved, period) for item in items},
        facts,
        Commitments.of(facts, on, HOUSE).plans,
        currency=currency,
        numbers=numbers,
    )


def claim(journal: str = "", head: str = "name: Durand", on: date = ON, **other: object) -> CourtClaim:
    """The claim of a journal, the late invoices of `LATE` first."""
    return of_dossier(sound(LATE + journal, head), on, **other)  # type: ignore[arg-type]


def left_out(found: CourtClaim) -> dict[str, str]:
    """Number and reason."""
    return {one.number: str(one.reason) for one in found.left_out}


def stops(journal: str = "", head: str = "name: Durand", on: date = ON, chosen: Court | None = None) -> list[Obstacle]:
    """What stands in the way of an order to pay."""
    found = sound(LATE + journal, head)
    opened = Commitments.of(standing(found.entries, on), on, HOUSE).running("insolvency")
    court = chosen or court_of(found.client.kind)
    currency = "USD" if "USD" in journal else "EUR"
    return list(obstacles(found.client, court, of_dossier(found, on, currency), opened))


def warned(journal: str = "", head: str = "name: Durand", on: date = ON) -> list[str]:
    """What a person weighs."""
    found = sound(LATE + journal, head)
    facts = standing(found.entries, on)
    notices = notices_of("F1", date(2026, 6, 12), facts, {})
    promises = Commitments.of(facts, on, HOUSE).open_promises
    court = court_of(found.client.kind)
    return [str(one) for one in cautions(found.client, court, of_dossier(found, on), notices, promises)]


class TestClaim:
    """What is late, neither paid, contested, judged, spread by a plan nor lost."""

    def test_what_is_late_is_claimed_and_what_is_not_yet_is_told(self) -> None:
        """F3 falls due in December: it is no part of a claim of November."""
        found = claim()
        assert found.numbers == ("F1", "F2")
        assert found.totals.principal.plain == "1500.00"
        assert left_out(found) == {"F3": "it is not late yet"}

    def test_the_day_it_falls_due_it_is_not_late(self) -> None:
        """Lateness begins the day after."""
        assert claim(on=date(2026, 7, 12)).numbers == ()
        assert left_out(claim(on=date(2026, 7, 12)))["F1"] == "it is not late yet"
        assert claim(on=date(2026, 7, 13)).numbers == ("F1",)

    def test_only_the_invoices_asked_for(self) -> None:
        """The others say that they were not asked for."""
        found = claim(numbers=("F2",))
        assert found.numbers == ("F2",)
        assert left_out(found)["F1"] == "it is not among the invoices asked for"

    def test_a_contested_part_is_not_claimed(self) -> None:
        """Neither its principal nor its penalties."""
        found = claim("\n### 2026-10-01 dispute F1 ^dddddddd\n- amount: 400.00\n")
        assert found.totals.principal.plain == "1100.00"
        assert found.contested.plain == "400.00"
        alone = claim(
            "\n### 2026-10-01 credit-note A1 ^dddddddd\n- amount: 400.00\n- invoice: F1\n- allocate:\n  - F1: 400.00\n"
        )
        assert found.totals.interest == alone.totals.interest

    def test_what_is_contested_whole_is_left_out(self) -> None:
        """There is nothing certain in it."""
        found = claim("\n### 2026-10-01 dispute F1 ^dddddddd\n")
        assert found.numbers == ("F2",)
        assert left_out(found)["F1"] == "all that is late of it is contested"

    def test_a_plan_that_is_kept_lets_it_be_paid_later(self) -> None:
        """Once the plan is broken, the invoice is claimed again."""
        plan = "\n### 2026-10-01 plan ^dddddddd\n- invoices: F1\n- instalments:\n  - 2026-12-15: 1000.00\n"
        assert "2026-10-01" in left_out(claim(plan))["F1"]
        broken = plan.replace("2026-12-15", "2026-10-15")
        assert "F1" in claim(broken).numbers

    def test_what_was_judged_is_not_claimed_again(self) -> None:
        """That judgment is enforced."""
        found = claim("\n### 2026-10-01 judgment ^dddddddd\n- invoices: F1\n")
        assert left_out(found)["F1"].startswith("it was judged on 2026-10-01")

    def test_what_limitation_took_is_left_out_only_when_both_days_are_over(self) -> None:
        """Due on 12 July 2024 against a consumer: lost after 12 July 2026, whatever is said of its issue."""
        head = "name: Petit\nkind: consumer"
        old = "\n### 2024-06-12 invoice F0 ^dddddddd\n- amount: 90.00\n- due: 2024-07-12\n"
        assert "F0" in claim(old, head, date(2026, 7, 12)).numbers
        assert "limitation" in left_out(claim(old, head, date(2026, 7, 13)))["F0"]

    def test_money_received_is_deducted_of_the_total(self) -> None:
        """Nobody is asked for what was paid, allocated or not."""
        found = claim("\n### 2026-10-01 payment ^dddddddd\n- amount: 300.00\n")
        assert found.received.plain == "300.00"
        assert found.total == found.totals.total - found.received

    @settings(max_examples=100, deadline=None)
    @given(journals(commitments=True, days=200), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    def test_each_open_invoice_is_claimed_or_left_out_and_no_cent_lacks(self, blocks: list[str], on: date) -> None:
        """Of any journal, on any day: what is claimed is what is late and uncontested of the items shown."""
        found = dossier("\n".join(blocks))
        account = account_on(found.client, found.entries, on)
        for currency in account.currencies():
            made = of_dossier(found, on, currency)
            numbers = {item.number for item in account.open_items_in(currency)}
            assert set(made.numbers) | {one.number for one in made.left_out} == numbers
            assert not set(made.numbers) & {one.number for one in made.left_out}
            owed = sum((item.balance.amount - item.disputed.amount for item in made.items), Decimal(0))
            assert owed == made.totals.principal.amount


class TestCourt:
    """By the client's kind."""

    @pytest.mark.parametrize(
        ("kind", "court"),
        [
            (ClientKind.COMPANY, Court.COMMERCE),
            (ClientKind.SOLE_TRADER, Court.COMMERCE),
            (ClientKind.CONSUMER, Court.JUDICIAIRE),
            (ClientKind.PUBLIC, None),
        ],
    )
    def test_of_each_kind(self, kind: ClientKind, court: Court | None) -> None:
        """A public body answers to the administrative courts."""
        assert court_of(kind) is court

    def test_the_time_to_serve_an_order_became_three_months(self) -> None:
        """For orders made from 1 September 2026: décret 2026-96, art. 9."""
        assert [months_to_serve(date(2026, 8, 31)), months_to_serve(date(2026, 9, 1))] == [6, 3]


class TestObstacles:
    """No request is written where the law opposes one."""

    def test_nothing_opposes_a_plain_debt(self) -> None:
        """Two late invoices of a company."""
        assert stops() == []

    @pytest.mark.parametrize(
        ("journal", "head", "said"),
        [
            ("\n### 2026-10-20 insolvency Liquidation ^dddddddd\n", "name: D", "L622-21"),
            ("", "name: D\nkind: public", "administrative"),
            ("", "name: D\nvat: DE123456789", "abroad"),
            ("\n### 2026-10-01 payment ^dddddddd\n- amount: 300.00\n", "name: D", "settles no invoice"),
            ("\n### 2026-10-01 dispute ^dddddddd\n- invoices: F1, F2\n", "name: D", "contested"),
            ("\n### 2026-06-01 invoice U1 ^dddddddd\n- amount: 9.00 USD\n- due: 2026-07-01\n", "name: D", "in USD"),
        ],
    )
    def test_each_is_told_with_what_to_do_instead(self, journal: str, head: str, said: str) -> None:
        """A message and its remedy."""
        found = stops(journal, head)
        assert any(said in str(one.what) for one in found)
        assert all(str(one.mend) for one in found)

    def test_proceedings_that_were_closed_stop_nothing(self) -> None:
        """A `release` ends them."""
        journal = "\n### 2026-09-20 insolvency ^dddddddd\n\n### 2026-10-20 release ^dddddddd ^eeeeeeee\n"
        assert stops(journal) == []

    def test_a_person_may_choose_the_court_of_a_public_body(self) -> None:
        """For a contract of private law."""
        assert stops(head="name: D\nkind: public", chosen=Court.JUDICIAIRE) == []

    def test_a_french_vat_number_is_not_abroad(self) -> None:
        """Nor is one that is left out."""
        assert stops(head="name: D\nvat: FR12345678901") == []

    def test_nothing_late_is_nothing_to_claim(self) -> None:
        """The reason of the first invoice is told."""
        (found,) = stops(on=date(2026, 7, 1))
        assert "F1" in str(found.what)


class TestCautions:
    """What remains a person's judgment."""

    def test_without_a_formal_notice(self) -> None:
        """Courts expect one; a registered letter is one."""
        assert any("formal notice" in one for one in warned())
        notice = "\n### 2026-10-05 registered-letter ^dddddddd\n- invoices: F1\n"
        assert not any("formal notice" in one for one in warned(notice))

    def test_a_part_contested(self) -> None:
        """The debtor will oppose the order."""
        assert any(
            "400.00 EUR is contested" in one
            for one in warned("\n### 2026-10-01 dispute F1 ^dddddddd\n- amount: 400.00\n")
        )

    def test_a_promise_that_still_runs(self) -> None:
        """The court is not seized of what is to come tomorrow."""
        journal = "\n### 2026-11-18 promise ^dddddddd\n- amount: 1000.00\n- by: 2026-11-25\n- invoices: F1\n"
        assert any("promise of 2026-11-18" in one for one in warned(journal))

    def test_limitation_that_is_near(self) -> None:
        """Counted from issue: 12 June 2026 and two years, told in the last six months, and after it otherwise."""
        head = "name: Petit\nkind: consumer"
        old = "\n### 2024-12-12 invoice F0 ^dddddddd\n- amount: 90.00\n- due: 2025-01-12\n"
        assert any("F0 is lost to limitation after 2026-12-12" in one for one in warned(old, head))
        assert any(
            "F0 may be lost to limitation since 2026-12-12" in one for one in warned(old, head, date(2026, 12, 13))
        )
        assert any("F0 is lost to limitation after" in one for one in warned(old, head, date(2026, 12, 12)))
        assert not any("limitation" in one for one in warned("", head))

    def test_a_sole_trader_may_be_no_trader(self) -> None:
        """Then the tribunal judiciaire."""
        assert any("--court tj" in one for one in warned(head="name: D\nkind: sole-trader"))

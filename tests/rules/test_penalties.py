"""The statement of penalties of a client, from the journal as its user writes it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recouv.domain.practice import Practice
from recouv.rules.penalties import PenaltyStatement, rate_in_force, statement_of_penalties
from recouv.rules.reference_rates import UnknownRateError
from recouv.store.house_text import read_house
from recouv.store.rates_text import shipped_rates
from recouv.store.typed_yaml import TypedYaml
from recouv.store.yaml_text import read_yaml
from tests.rules.journals import HOUSE, account, dossier, journals, scenario, sound

if TYPE_CHECKING:
    from recouv.domain.practice import House

COMPANY = "name: Menuiserie Durand SARL"
CONSUMER = "name: Anne Durand\nkind: consumer"
PUBLIC = "name: Mairie\nkind: public"
LATE = """
### 2026-04-16 invoice F-1 ^7k3f9x2m
- amount: 1850.00
- due: 2026-05-16
"""
TWO_HALVES = """
### 2026-05-21 invoice F-1 ^7k3f9x2m
- amount: 10000.00
- due: 2026-06-20
"""


def house_of(text: str) -> House:
    """The rules of the house as `recouv.yaml` writes them."""
    document, problems = read_yaml(text, path="recouv.yaml")
    house = read_house(document.keys if document else {}, TypedYaml("recouv.yaml", problems))
    assert problems == []
    return house


def statement(journal: str, on: str, head: str = COMPANY, house: str = "", **options: object) -> PenaltyStatement:
    practice = Practice(scenarios={"standard": scenario()}, house=house_of(house) if house else HOUSE)
    return statement_of_penalties(
        sound(journal, head),
        practice,
        shipped_rates(),
        date.fromisoformat(on),
        **options,  # type: ignore[arg-type]
    )


def sums(found: PenaltyStatement, currency: str = "EUR") -> tuple[str, str, str]:
    """Principal, interest, indemnity."""
    totals = found.totals(currency)
    return totals.principal.plain, totals.interest.plain, totals.indemnity.plain


def slices(found: PenaltyStatement) -> list[tuple[str, str, int, str, str]]:
    return [
        (one.first.isoformat(), one.last.isoformat(), one.days, one.balance.plain, str(one.rate))
        for invoice in found.invoices
        for one in invoice.slices
    ]


def notes(found: PenaltyStatement) -> list[str]:
    return [str(note) for one in found.invoices for note in one.notes]


class TestBusiness:
    """C. com. art. L441-10 II: ECB + 10 points of each half-year, from the day after the due date, and forty euros."""

    def test_one_day_late(self) -> None:
        """A day of interest, and the whole indemnity; on the due date nothing."""
        assert statement(LATE, "2026-05-16").invoices == ()
        assert sums(statement(LATE, "2026-05-17")) == ("1850.00", "0.62", "40.00")

    def test_the_rate_is_anew_on_1_july(self) -> None:
        """12.15 % then 12.40 %, each half-year's own."""
        found = statement(TWO_HALVES, "2026-07-10")
        assert slices(found) == [
            ("2026-06-21", "2026-06-30", 10, "10000.00", "12.15%"),
            ("2026-07-01", "2026-07-10", 10, "10000.00", "12.40%"),
        ]
        assert sums(found) == ("10000.00", "67.26", "40.00")
        assert found.totals("EUR").total.plain == "10107.26"
        assert found.totals("EUR").per_day is not None
        assert str(found.totals("EUR").per_day) == "3.40 EUR"
        assert str(found.invoices[0].slices[1].source).startswith("ECB rate of 2026-07-01, 2.40%, + 10 points")

    def test_a_rise_in_september_waits_for_january(self) -> None:
        """2.65 from 16 September 2026 on is of no half-year yet."""
        assert {row[4] for row in slices(statement(TWO_HALVES, "2026-12-31"))} == {"12.15%", "12.40%"}

    def test_a_half_year_that_nobody_read(self) -> None:
        """An error by its name, and no figure."""
        with pytest.raises(UnknownRateError) as refusal:
            statement(TWO_HALVES, "2027-01-01")
        assert str(refusal.value.what) == "the ECB rate of the first half of 2027 is not known"
        assert "rates.yaml" in str(refusal.value.mend)
        assert "2027-S1" in str(refusal.value.mend)

    def test_the_last_day_of_a_known_half_year(self) -> None:
        """The sum stands; what a further day costs is not known, and not guessed."""
        assert statement(TWO_HALVES, "2026-12-31").totals("EUR").per_day is None

    def test_paid_late_is_owed_all_the_same(self) -> None:
        """In the statement unless it is left out."""
        paid = LATE + "\n### 2026-06-30 payment ^f5w2kb8t\n- amount: 1850.00\n- allocate:\n  - F-1: 1850.00\n"
        found = statement(paid, "2026-11-20")
        assert sums(found) == ("0.00", "27.71", "40.00")
        assert found.invoices[0].is_paid
        assert found.of_unpaid().invoices == ()

    def test_paid_on_the_due_date_owes_nothing(self) -> None:
        """The due date is the last day to pay on time."""
        paid = LATE + "\n### 2026-05-16 payment ^f5w2kb8t\n- amount: 1850.00\n- allocate:\n  - F-1: 1850.00\n"
        assert statement(paid, "2026-11-20").invoices == ()

    def test_a_payment_counts_on_its_bank_date_whenever_it_was_allocated(self) -> None:
        """The lettering of August does not make a payment of June late."""
        paid = (
            LATE
            + "\n### 2026-06-30 payment ^f5w2kb8t\n- amount: 1850.00\n"
            + "\n### 2026-08-03 allocate ^f5w2kb8t ^h9d4n2xs\n- allocate:\n  - F-1: 1850.00\n"
        )
        assert sums(statement(paid, "2026-11-20")) == ("0.00", "27.71", "40.00")

    def test_money_that_settles_nothing_is_told(self) -> None:
        """Before somebody claims penalties on what was paid."""
        paid = LATE + "\n### 2026-06-30 payment ^f5w2kb8t\n- amount: 1850.00\n"
        found = statement(paid, "2026-11-20")
        assert [str(one) for one in found.warnings] == [
            "1850.00 EUR settles no invoice yet: allocate it, the penalties will be lower"
        ]

    def test_a_payment_that_the_bank_took_back_was_none(self) -> None:
        """Interest runs through as if it had never come."""
        journal = (
            LATE
            + "\n### 2026-06-01 payment ^f5w2kb8t\n- amount: 1850.00\n- allocate:\n  - F-1: 1850.00\n"
            + "\n### 2026-06-08 rejected ^f5w2kb8t ^k2z9b6mh\n"
        )
        assert sums(statement(journal, "2026-06-30")) == sums(statement(LATE, "2026-06-30"))

    def test_instalments_of_one_invoice_owe_one_indemnity(self) -> None:
        """And each its own days."""
        found = statement(
            "### 2026-01-10 invoice F-1 ^7k3f9x2m\n- amount: 300.00\n- due:\n  - 2026-02-10: 100.00\n"
            "  - 2026-03-10: 100.00\n  - 2026-12-10: 100.00\n",
            "2026-03-31",
        )
        assert [row[:4] for row in slices(found)] == [
            ("2026-02-11", "2026-03-10", 28, "100.00"),
            ("2026-03-11", "2026-03-31", 21, "200.00"),
        ]
        assert sums(found) == ("200.00", "2.33", "40.00")

    def test_an_invoice_in_another_currency(self) -> None:
        """Interest in its own; the forty euros stay euros; nothing is added together."""
        found = statement("### 2026-04-16 invoice F-1\n- amount: 1850.00 USD\n- due: 2026-05-16\n", "2026-06-30")
        assert found.currencies() == ["EUR", "USD"]
        assert sums(found, "USD") == ("1850.00", "27.71", "0.00")
        assert sums(found, "EUR") == ("0.00", "0.00", "40.00")


class TestCreditNotesAndWriteOffs:
    """What lowers an invoice, and from when."""

    NOTE = "\n### 2026-06-30 credit-note A-1 ^q2w8m5xd\n- amount: 850.00\n- invoice: F-1\n"

    def test_a_correction_is_an_invoice_that_was_smaller(self) -> None:
        """From the origin where nothing else is said."""
        smaller = LATE.replace("1850.00", "1000.00")
        found, expected = statement(LATE + self.NOTE, "2026-09-30"), statement(smaller, "2026-09-30")
        assert slices(found) == slices(expected)
        assert sums(found) == sums(expected)

    @pytest.mark.parametrize(
        ("note", "house"),
        [("- effect: date\n", ""), ("", "penalties:\n  credit_notes: date\n")],
        ids=["entry", "house"],
    )
    def test_a_concession_counts_from_its_date(self, note: str, house: str) -> None:
        """The entry says so, or the house."""
        found = statement(LATE + self.NOTE + note, "2026-09-30", house=house)
        assert [row[3] for row in slices(found)] == ["1850.00", "1000.00"]

    def test_the_entry_comes_before_the_house(self) -> None:
        """A correction is one whatever is usual."""
        found = statement(
            LATE + self.NOTE + "- effect: origin\n", "2026-09-30", house="penalties:\n  credit_notes: date\n"
        )
        assert [row[3] for row in slices(found)] == ["1000.00", "1000.00"]

    def test_one_kept_for_later_counts_from_its_date(self) -> None:
        """It corrects nothing of the invoice that it settles in the end."""
        note = "\n### 2026-06-30 credit-note A-1 ^q2w8m5xd\n- amount: 850.00\n- allocate:\n  - F-1: 850.00\n"
        assert [row[3] for row in slices(statement(LATE + note, "2026-09-30"))] == ["1850.00", "1000.00"]

    def test_an_invoice_credited_in_full_was_never_late(self) -> None:
        """Neither interest nor indemnity."""
        whole = self.NOTE.replace("850.00", "1850.00")
        assert statement(LATE + whole, "2026-09-30").invoices == ()

    def test_what_is_given_up_is_given_up_with_its_penalties(self) -> None:
        """Bank charges of a payment in time make no invoice late."""
        journal = (
            LATE
            + "\n### 2026-05-15 payment ^f5w2kb8t\n- amount: 1835.00\n- allocate:\n  - F-1: 1835.00\n"
            + "\n### 2026-05-20 write-off F-1 ^c6j9x3qe\n- amount: 15.00\n- reason: Bank charges\n"
        )
        assert statement(journal, "2026-09-30").invoices == ()


class TestPublic:
    """C. commande publique art. R2192-31: ECB + 8, frozen; R2192-35: forty euros."""

    def test_the_rate_of_the_beginning_holds(self) -> None:
        """No new rate on 1 July."""
        found = statement(TWO_HALVES, "2026-12-31", PUBLIC)
        assert slices(found) == [("2026-06-21", "2026-12-31", 194, "10000.00", "10.15%")]
        assert sums(found) == ("10000.00", "539.48", "40.00")

    def test_the_first_day_of_interest_says_which(self) -> None:
        """Due on 30 June, it begins on 1 July."""
        found = statement(TWO_HALVES.replace("2026-06-20", "2026-06-30"), "2026-07-31", PUBLIC)
        assert slices(found) == [("2026-07-01", "2026-07-31", 31, "10000.00", "10.40%")]

    def test_each_instalment_has_its_own(self) -> None:
        """It begins in another half-year."""
        found = statement(
            "### 2026-05-01 invoice F-1\n- amount: 200.00\n- due:\n  - 2026-05-31: 100.00\n  - 2026-07-31: 100.00\n",
            "2026-08-31",
            PUBLIC,
        )
        assert [(row[0], row[4]) for row in slices(found)] == [("2026-06-01", "10.15%"), ("2026-08-01", "10.40%")]

    def test_a_rate_agreed_is_left_out(self) -> None:
        """And told."""
        found = statement(LATE, "2026-06-30", PUBLIC + "\npenalties:\n  rate: 15 %\n")
        assert sums(found) == ("1850.00", "23.15", "40.00")
        assert [str(one) for one in found.warnings] == [
            "the rate agreed is left out: the law sets that of this kind of client"
        ]


class TestConsumer:
    """C. civ. art. 1231-6: the legal rate, from the formal notice; CPCE art. L111-8: no cost."""

    NOTICE = "\n### 2026-05-31 registered-letter ^a1b2c3d4\n- invoices: F-1\n"

    def test_from_the_formal_notice_and_no_indemnity(self) -> None:
        """1850 at 2.62 % for thirty days."""
        found = statement(LATE + self.NOTICE, "2026-06-30", CONSUMER)
        assert slices(found) == [("2026-06-01", "2026-06-30", 30, "1850.00", "2.62%")]
        assert sums(found) == ("1850.00", "3.98", "0.00")
        assert notes(found) == ["interest runs from the formal notice of 2026-05-31 (C. civ. art. 1231-6)"]

    def test_without_a_notice_nothing_runs(self) -> None:
        """The statement says why."""
        found = statement(LATE, "2026-11-20", CONSUMER)
        assert sums(found) == ("1850.00", "0.00", "0.00")
        assert notes(found) == ["no formal notice since it was late: no interest runs (C. civ. art. 1231-6)"]

    def test_the_half_years_change(self) -> None:
        """Each has its legal rate, of the creditors who are no private persons."""
        found = statement(LATE + self.NOTICE, "2026-07-31", CONSUMER)
        assert [row[4] for row in slices(found)] == ["2.62%", "2.75%"]

    @pytest.mark.parametrize(
        ("entry", "runs"),
        [
            ("registered-letter ^a1b2c3d4\n- invoices: F-1\n", True),
            ("registered-letter ^a1b2c3d4\n", True),
            ("registered-letter ^a1b2c3d4\n- invoices: F-2\n", False),
            ("registered-letter ^a1b2c3d4\n- invoices: F-1\n- step: formal-notice\n", True),
            ("registered-letter ^a1b2c3d4\n- invoices: F-1\n- step: reminder-2\n", False),
            ("registered-letter ^a1b2c3d4\n- invoices: F-1\n- outcome: failed\n", False),
            ("registered-letter ^a1b2c3d4\n- invoices: F-1\n- outcome: unconfirmed\n", False),
            ("email ^a1b2c3d4\n- invoices: F-1\n- scenario: standard\n- step: formal-notice\n", True),
            ("letter ^a1b2c3d4\n- steps:\n  - F-1: formal-notice\n", True),
            ("letter ^a1b2c3d4\n- invoices: F-1\n- step: reminder-1\n", False),
            ("letter ^a1b2c3d4\n- invoices: F-1\n", False),
            ("call ^a1b2c3d4\n- invoices: F-1\n- step: formal-notice\n", False),
            ("handover ^a1b2c3d4\n- to: TJ Toulouse\n- role: court\n", True),
            ("handover ^a1b2c3d4\n- to: Maître Vidal\n- role: bailiff\n", False),
        ],
    )
    def test_what_is_a_formal_notice(self, entry: str, runs: bool) -> None:
        """A registered letter, or a step in writing whose tone is formal, that left; a claim in court."""
        other = "\n### 2026-04-16 invoice F-2\n- amount: 1.00\n- due: 2027-12-31\n"
        found = statement(LATE + other + f"\n### 2026-05-31 {entry}", "2026-06-30", CONSUMER)
        assert (sums(found)[1] == "3.98") == runs
        assert (sums(found)[1] == "0.00") != runs

    def test_a_half_year_that_nobody_read(self) -> None:
        """The legal rate is named, and not the ECB's."""
        with pytest.raises(UnknownRateError, match="the legal interest rate of the first half of 2027 is not known"):
            statement(LATE + self.NOTICE, "2027-01-01", CONSUMER)

    def test_a_step_of_a_scenario_that_is_gone(self) -> None:
        """Any scenario that has a step of that name says whether it is formal."""
        gone = self.NOTICE.replace("- invoices: F-1", "- invoices: F-1\n- scenario: old\n- step: formal-notice")
        assert sums(statement(LATE + gone, "2026-06-30", CONSUMER))[1] == "3.98"
        unknown = gone.replace("formal-notice", "last-letter")
        assert sums(statement(LATE + unknown, "2026-06-30", CONSUMER))[1] == "0.00"

    def test_a_notice_before_the_due_date_is_none(self) -> None:
        """Nothing was late yet."""
        early = self.NOTICE.replace("2026-05-31", "2026-05-16")
        assert sums(statement(LATE + early, "2026-06-30", CONSUMER))[1] == "0.00"

    def test_the_first_notice_counts(self) -> None:
        """A second one moves nothing."""
        again = self.NOTICE.replace("2026-05-31", "2026-06-15").replace("a1b2c3d4", "e5f6g7h8")
        assert sums(statement(LATE + self.NOTICE + again, "2026-06-30", CONSUMER))[1] == "3.98"


class TestAgreed:
    """A rate of one's own: the invoice's, the client's, the house's; never corrected."""

    def test_a_rate_of_the_client(self) -> None:
        """15 %: one slice, whatever the half-years."""
        found = statement(LATE, "2026-06-30", COMPANY + "\npenalties:\n  rate: 15 %\n")
        assert sums(found)[1] == "34.21"
        assert found.warnings == ()

    def test_the_nearest_one_holds(self) -> None:
        """Of the invoice, before that of the client, before that of the house."""
        house, head = "penalties:\n  rate: 13 %\n", COMPANY + "\npenalties:\n  rate: 14 %\n"
        assert [row[4] for row in slices(statement(LATE, "2026-06-30", house=house))] == ["13.00%"]
        assert [row[4] for row in slices(statement(LATE, "2026-06-30", head, house))] == ["14.00%"]
        own = LATE + "- penalty_rate: 16 %\n"
        assert [row[4] for row in slices(statement(own, "2026-06-30", head, house))] == ["16.00%"]

    def test_above_the_ecb_rate(self) -> None:
        """Anew in each half-year."""
        found = statement(TWO_HALVES, "2026-07-10", COMPANY + "\npenalties:\n  rate: BCE + 12\n")
        assert [row[4] for row in slices(found)] == ["14.15%", "14.40%"]

    def test_times_the_legal_rate(self) -> None:
        """Anew in each half-year, and at the floor itself: nothing to tell."""
        found = statement(TWO_HALVES, "2026-07-10", COMPANY + "\npenalties:\n  rate: 3 fois le taux légal\n")
        assert [row[4] for row in slices(found)] == ["7.86%", "8.25%"]
        assert found.warnings == ()
        lower = statement(TWO_HALVES, "2026-07-10", COMPANY + "\npenalties:\n  rate: 2 x legal rate\n")
        assert len(lower.warnings) == 2

    def test_below_the_floor_is_told_and_claimed_as_it_is(self) -> None:
        """5 % where three times the legal rate is 7.86 % then 8.25 %: a warning for each half-year, once."""
        two = LATE + "\n### 2026-04-20 invoice F-2\n- amount: 100.00\n- due: 2026-05-20\n"
        found = statement(two, "2026-07-31", COMPANY + "\npenalties:\n  rate: 5 %\n")
        assert {row[4] for row in slices(found)} == {"5.00%"}
        assert [str(one) for one in found.warnings] == [
            "the agreed rate, 5.00%, is below the legal floor of the first half of 2026: 7.86%, three times the legal rate"
            " (C. com. art. L441-10 II)",
            "the agreed rate, 5.00%, is below the legal floor of the second half of 2026: 8.25%, three times the legal"
            " rate (C. com. art. L441-10 II)",
        ]

    def test_the_rate_of_the_law_is_never_raised_to_the_floor(self) -> None:
        """In 2024 it was below: 14.50 % against 15.21 %; the same stated in a contract is told."""
        old = "### 2024-01-01 invoice F-1\n- amount: 1000.00\n- due: 2024-01-31\n"
        found = statement(old, "2024-03-31")
        assert ([row[4] for row in slices(found)], found.warnings) == (["14.50%"], ())
        agreed = statement(old, "2024-03-31", COMPANY + "\npenalties:\n  rate: ECB + 10\n")
        assert [row[4] for row in slices(agreed)] == ["14.50%"]
        assert len(agreed.warnings) == 1

    def test_a_fixed_rate_needs_no_half_year(self) -> None:
        """It is known for ever; what cannot be compared with the floor is told."""
        found = statement(LATE, "2027-03-31", COMPANY + "\npenalties:\n  rate: 15 %\n")
        assert len(slices(found)) == 1
        assert [str(one) for one in found.warnings] == [
            "the rate agreed cannot be compared with the legal floor: the legal interest rate of the first half of"
            " 2027 is not known"
        ]

    def test_without_the_indemnity(self) -> None:
        """Where it is not claimed."""
        found = statement(LATE, "2026-06-30", COMPANY + "\npenalties:\n  indemnity: no\n")
        assert sums(found)[2] == "0.00"

    def test_interest_first(self) -> None:
        """A payment settles what is due of interest, then the principal: C. civ. art. 1343-1."""
        journal = (
            "### 2026-04-10 invoice F-1\n- amount: 10000.00\n- due: 2026-05-10\n"
            "\n### 2026-06-20 payment ^f5w2kb8t\n- amount: 4000.00\n- allocate:\n  - F-1: 4000.00\n"
        )
        found = statement(journal, "2026-09-03", COMPANY + "\npenalties:\n  imputation: interest-first\n")
        assert sums(found)[:2] == ("6136.48", "155.93")
        assert found.invoices[0].interest_paid.plain == "136.48"
        assert sums(statement(journal, "2026-09-03"))[:2] == ("6000.00", "288.95")

    def test_capitalisation(self) -> None:
        """Asked for on a day, from the end of the first whole year on."""
        old = "### 2024-11-30 invoice F-1\n- amount: 1000.00\n- due: 2024-12-31\n"
        head = COMPANY + "\npenalties:\n  rate: 10 %\n  capitalisation: 2025-03-01\n"
        found = statement(old, "2026-06-30", head)
        assert [row[3] for row in slices(found)] == ["1000.00", "1100.00"]
        assert sums(found)[1] == "154.55"


class TestInsolvency:
    """C. com. art. L622-28: nothing runs from the opening judgment on."""

    OPENED = "\n### 2026-06-10 insolvency ^m2v8c7pf\n"

    def test_it_stops_the_day_before(self) -> None:
        """And nothing more a day; the indemnity was earned before."""
        found = statement(LATE + self.OPENED, "2026-11-20")
        assert slices(found) == [("2026-05-17", "2026-06-09", 24, "1850.00", "12.15%")]
        assert sums(found) == ("1850.00", "14.78", "40.00")
        assert str(found.totals("EUR").per_day) == "0.00 EUR"

    def test_due_after_the_judgment_owes_neither(self) -> None:
        """It was forbidden to pay it: C. com. art. L441-10 II."""
        found = statement(LATE + self.OPENED.replace("2026-06-10", "2026-05-16"), "2026-11-20")
        assert sums(found) == ("1850.00", "0.00", "0.00")
        assert any("no fixed recovery charge" in note for note in notes(found))

    def test_issued_after_the_judgment_runs(self) -> None:
        """It is a debt of the time after."""
        after = LATE.replace("2026-04-16", "2026-06-11").replace("2026-05-16", "2026-07-11")
        assert sums(statement(after + self.OPENED, "2026-08-10"))[1] == "18.85"

    def test_the_end_of_the_proceedings_brings_nothing_back(self) -> None:
        """Interest stopped for good."""
        closed = "\n### 2026-09-01 release ^m2v8c7pf ^n3f7t8wa\n"
        assert sums(statement(LATE + self.OPENED + closed, "2026-11-20"))[1] == "14.78"


class TestJudgment:
    """C. civ. art. 1231-7 and C. mon. fin. art. L313-3."""

    @staticmethod
    def judged(*keys: str) -> str:
        return LATE + "\n### 2026-05-26 judgment ^q9x4w2nt\n" + "".join(f"- {key}\n" for key in keys)

    def test_the_legal_rate_then_five_points_more(self) -> None:
        """Two months after it may be enforced, the day after they are over."""
        found = statement(self.judged("enforceable: 2026-06-15", "interest: legal"), "2026-08-31")
        assert [(row[0], row[1], row[4]) for row in slices(found)] == [
            ("2026-05-17", "2026-05-26", "12.15%"),
            ("2026-05-27", "2026-06-30", "2.62%"),
            ("2026-07-01", "2026-08-15", "2.75%"),
            ("2026-08-16", "2026-08-31", "7.75%"),
        ]
        assert notes(found) == []

    def test_the_rate_that_the_judgment_keeps(self) -> None:
        """Penalties go on, without the five points."""
        found = statement(self.judged("enforceable: 2026-06-15", "interest: kept"), "2026-12-31")
        assert [row[4] for row in slices(found)] == ["12.15%", "12.40%"]

    def test_a_judgment_that_says_nothing(self) -> None:
        """The legal rate, the lower claim; both doubts are told."""
        found = statement(self.judged(), "2026-12-31")
        assert [row[4] for row in slices(found)] == ["12.15%", "2.62%", "2.75%"]
        assert len(notes(found)) == 2

    def test_a_consumer_owes_from_the_judgment_at_the_latest(self) -> None:
        """It is a notice too, and at the legal rate five points come on top whatever it keeps."""
        found = statement(self.judged("enforceable: 2026-06-01", "interest: kept"), "2026-08-31", CONSUMER)
        assert [(row[0], row[4]) for row in slices(found)] == [
            ("2026-05-27", "2.62%"),
            ("2026-07-01", "2.75%"),
            ("2026-08-02", "7.75%"),
        ]


class TestRateInForce:
    """What a letter of the day says of the rate."""

    @pytest.mark.parametrize(
        ("head", "rate"),
        [
            (COMPANY, "12.40%"),
            (PUBLIC, "10.40%"),
            (CONSUMER, "2.75%"),
            (COMPANY + "\npenalties:\n  rate: 15 %\n", "15.00%"),
            (PUBLIC + "\npenalties:\n  rate: 15 %\n", "10.40%"),
        ],
    )
    def test_by_kind(self, head: str, rate: str) -> None:
        """The same as a statement's, for what is late from that day on."""
        client = sound("", head).client
        assert str(rate_in_force(client, HOUSE, shipped_rates(), date(2026, 11, 20)).percent) == rate

    def test_on_the_first_day_of_a_half_year(self) -> None:
        """That of the new one; of one that nobody knows, an error."""
        client = sound("", PUBLIC).client
        assert str(rate_in_force(client, HOUSE, shipped_rates(), date(2026, 7, 1)).percent) == "10.40%"
        with pytest.raises(UnknownRateError):
            rate_in_force(client, HOUSE, shipped_rates(), date(2027, 1, 1))


class TestDoubts:
    """What is not plain is told, and the lower claim made."""

    def test_two_readings_of_payment_terms(self) -> None:
        """Of 45 days end of month: due on 30 November or 15 December, penalties run after the later."""
        journal = "### 2025-10-05 invoice F-1\n- amount: 1000.00\n- terms: 45 days end of month\n"
        assert statement(journal, "2025-12-15").invoices == ()
        found = statement(journal, "2025-12-16")
        assert [row[0] for row in slices(found)] == ["2025-12-16"]
        assert notes(found) == [
            "its payment terms have two lawful readings, 2025-11-30 and 2025-12-15: penalties run after 2025-12-15"
        ]

    def test_a_house_may_follow_the_words(self) -> None:
        """As the balance does."""
        journal = "### 2025-10-05 invoice F-1\n- amount: 1000.00\n- terms: 45 days end of month\n"
        found = statement(journal, "2025-12-16", house="penalties:\n  ambiguous_terms: as-written\n")
        assert [row[0] for row in slices(found)] == ["2025-12-01"]

    @pytest.mark.parametrize("terms", ["45 days then end of month", "30 days end of month", "end of month 45 days"])
    def test_plain_words_have_one(self, terms: str) -> None:
        """Nothing to tell."""
        journal = f"### 2025-10-05 invoice F-1\n- amount: 1000.00\n- terms: {terms}\n"
        assert notes(statement(journal, "2025-12-31")) == []

    def test_what_is_disputed_is_counted_and_told(self) -> None:
        """Or left out, as if it were not owed."""
        disputed = LATE + "\n### 2026-06-01 dispute F-1 ^r7n3d9vx\n- amount: 850.00\n"
        found = statement(disputed, "2026-06-30")
        assert (sums(found)[1], found.invoices[0].contested.plain) == ("27.71", "850.00")
        assert notes(found) == ["850.00 EUR of it is disputed, and counted"]
        without = statement(disputed, "2026-06-30", without_contested=True)
        assert sums(without) == ("1000.00", "14.98", "40.00")
        assert notes(without) == []


class TestAnyJournal:
    """Whatever the journal."""

    @given(journals(commitments=True, days=200), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    @settings(max_examples=200, deadline=None)
    def test_sums(self, blocks: list[str], on: date) -> None:
        """Nothing is below zero, every total is the sum of its invoices, and none owes more than it was for."""
        read = dossier("\n".join(blocks))
        practice = Practice(scenarios={"standard": scenario()}, house=HOUSE)
        found = statement_of_penalties(read, practice, shipped_rates(), on)
        for one in found.invoices:
            assert Decimal(0) <= one.principal.amount <= one.amount.amount
            assert one.interest.amount >= 0
            assert one.indemnity.amount in (0, 40)
            assert one.due < on
            assert all(part.last <= on for part in one.slices)
        for currency in found.currencies():
            mine = [one for one in found.invoices if one.amount.currency == currency]
            totals = found.totals(currency)
            assert totals.interest.amount == sum(one.interest.amount for one in mine)
            assert totals.total == totals.principal + totals.interest + totals.indemnity

    @given(journals(days=200), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    @settings(max_examples=200, deadline=None)
    def test_the_principal_is_that_of_the_account(self, blocks: list[str], on: date) -> None:
        """What the balance says is late, invoice by invoice: payments are counted on the principal."""
        read = dossier("\n".join(blocks))
        found = statement_of_penalties(read, Practice(scenarios={}, house=HOUSE), shipped_rates(), on)
        late: dict[str, Decimal] = {}
        for item in account(read, on).items:
            if item.due < on and item.balance.amount > 0:
                late[item.number] = late.get(item.number, Decimal(0)) + item.balance.amount
        assert {one.number: one.principal.amount for one in found.invoices if one.principal} == late

    @given(journals(commitments=True, days=200), st.randoms(use_true_random=False))
    @settings(max_examples=100, deadline=None)
    def test_the_order_in_the_file_has_no_meaning(self, blocks: list[str], random: object) -> None:
        """The statement is the same."""
        practice = Practice(scenarios={"standard": scenario()}, house=HOUSE)
        on = date(2026, 11, 20)
        found = statement_of_penalties(dossier("\n".join(blocks)), practice, shipped_rates(), on)
        random.shuffle(blocks)  # type: ignore[attr-defined]
        again = statement_of_penalties(dossier("\n".join(blocks)), practice, shipped_rates(), on)
        assert again.invoices == found.invoices
        assert again.notes == found.notes

"""Until when an invoice may be claimed in court."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.domain.dossier import Client, ClientKind
from recouv.rules.limitation import of_item, period_of
from recouv.rules.months import months_later
from recouv.rules.period import period_in_months
from recouv.rules.situation import situation_of

from .journals import FIRST_DAY, HOUSE, dossier, journals, sound

if TYPE_CHECKING:
    from recouv.rules.limitation import Limitation

INVOICE = """
### 2017-07-01 invoice F-1
- amount: 100.00
- due: 2017-07-31
"""
FAR = date(2099, 12, 31)


def limitation(journal: str, head: str = "name: Durand", on: date = FAR, number: str = "F-1") -> Limitation:
    """Of one invoice of the journal, as far as it is known on a day."""
    of = situation_of(sound(journal, head), on)
    (item,) = [item for item in of.items if item.number == number]
    return of_item(item, of.interruptions, period_of(of.client, HOUSE))


def dates(journal: str, head: str = "name: Durand", on: date = FAR) -> tuple[str, str]:
    """The prudent date and the usual one."""
    both = limitation(journal, head, on)
    return str(both.prudent.last_day), str(both.usual.last_day)


def reasons(journal: str, head: str = "name: Durand") -> list[str]:
    """Of the prudent date."""
    return [str(reason) for reason in limitation(journal, head).prudent.why]


class TestPeriod:
    """By the kind of client, counted date to date."""

    @pytest.mark.parametrize(
        ("kind", "prudent", "usual"),
        [
            ("company", "2022-07-01", "2022-07-31"),
            ("sole-trader", "2022-07-01", "2022-07-31"),
            ("consumer", "2019-07-01", "2019-07-31"),
            ("public", "2021-12-31", "2021-12-31"),
        ],
    )
    def test_of_each_kind(self, kind: str, prudent: str, usual: str) -> None:
        """Due on 31 July 2017, the last day to sue a business is 31 July 2022; the State's years begin on 1 January."""
        assert dates(INVOICE, f"name: Durand\nkind: {kind}") == (prudent, usual)

    @pytest.mark.parametrize(
        ("start", "months", "last"),
        [
            ("2024-02-29", 60, "2029-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2026-03-31", -1, "2026-02-28"),
            ("2026-01-15", -2, "2025-11-15"),
            ("2026-12-31", 12, "2027-12-31"),
            ("9999-01-01", 12, "9999-12-31"),
            ("0001-01-31", -1, "0001-01-01"),
        ],
    )
    def test_date_to_date(self, start: str, months: int, last: str) -> None:
        """A day that the month does not have is its last."""
        assert months_later(date.fromisoformat(start), months).isoformat() == last

    @given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-240, 240), st.integers(0, 60))
    def test_a_later_start_never_ends_earlier(self, day: date, months: int, days: int) -> None:
        """Whatever the ends of the months between."""
        assert months_later(day, months) <= months_later(day + timedelta(days=days), months)

    def test_of_the_house_and_of_the_client(self) -> None:
        """The head's period takes the place of the house's, and that one of the law's; both are counted date to date."""
        house = replace(HOUSE, limitation={"public": 18})
        client = Client(name="Ville", kind=ClientKind.PUBLIC)
        assert str(period_of(client, house).last_day(date(2026, 3, 1))) == "2027-09-01"
        assert str(period_of(client, house).why) == "18 months, by recouv.yaml"
        of_its_own = period_of(replace(client, limitation=12), house)
        assert (str(of_its_own.last_day(date(2026, 3, 1))), str(of_its_own.why)) == (
            "2027-03-01",
            "1 year, by the head of the dossier",
        )
        assert dates(INVOICE, "name: Transports\nlimitation: 1 an") == ("2018-07-01", "2018-07-31")

    @pytest.mark.parametrize(
        ("words", "months"),
        [("5 years", 60), ("1  an", 12), ("18 Mois", 18), ("0 years", None), ("241 months", None), ("soon", None)],
    )
    def test_in_words(self, words: str, months: int | None) -> None:
        """Between a month and twenty years."""
        assert period_in_months(words) == months


class TestStart:
    """From performance or issue, and from the due date."""

    def test_from_performance(self) -> None:
        """An invoice issued late does not put the prudent date off."""
        journal = INVOICE + "- performed: 2017-03-15\n"
        assert dates(journal) == ("2022-03-15", "2022-07-31")
        assert reasons(journal) == [
            "counted from its delivery or performance, 2017-03-15",
            "5 years against a business (C. com. art. L110-4, C. civ. art. 2224)",
        ]

    def test_performed_after_the_due_date(self) -> None:
        """The prudent date is never after the usual one."""
        assert dates(INVOICE + "- performed: 2017-12-01\n") == ("2022-07-31", "2022-07-31")

    def test_of_each_instalment(self) -> None:
        """Each has its own due date."""
        journal = INVOICE.replace("- due: 2017-07-31", "- due:\n  - 2017-08-31: 60.00\n  - 2017-09-30: 40.00")
        of = situation_of(sound(journal), FAR)
        assert [
            str(of_item(item, of.interruptions, period_of(of.client, HOUSE)).usual.last_day) for item in of.items
        ] == ["2022-08-31", "2022-09-30"]


RESTARTS = {
    "acknowledgment": ("### 2019-05-20 acknowledgment\n- invoices: F-1\n", "the acknowledgment of 2019-05-20"),
    "plan": (
        "### 2019-05-20 plan\n- invoices: F-1\n- instalments:\n  - 2019-06-30: 100.00\n",
        "the payment plan of 2019-05-20",
    ),
    "payment": (
        "### 2019-05-20 payment\n- amount: 10.00\n- allocate:\n  - F-1: 10.00\n",
        "a payment of 2019-05-20",
    ),
    "allocated later": (
        "### 2019-05-20 payment ^aaaaaaaa\n- amount: 10.00\n\n"
        "### 2020-01-10 allocate ^aaaaaaaa ^bbbbbbbb\n- allocate:\n  - F-1: 10.00\n",
        "a payment of 2019-05-20",
    ),
    "court": ("### 2019-05-20 handover\n- to: Tribunal\n- role: court\n", "the action in court of 2019-05-20"),
    "claim, without proceedings": ("### 2019-05-20 claim\n- amount: 100.00\n", "2019-05-20, after the claim"),
}
NO_RESTARTS = {
    "a formal notice": "### 2019-05-20 registered-letter\n- invoices: F-1\n- step: formal-notice\n",
    "a call and a promise": "### 2019-05-20 promise\n- amount: 100.00\n- by: 2019-06-01\n- invoices: F-1\n",
    "a dispute": "### 2019-05-20 dispute F-1\n",
    "a bailiff": "### 2019-05-20 handover\n- to: Maître Roux\n- role: bailiff\n",
    "a collector without a role": "### 2019-05-20 handover\n- to: Recouvrement SA\n",
    "a payment sent back": "### 2019-05-20 payment ^aaaaaaaa\n- amount: 10.00\n- allocate:\n  - F-1: 10.00\n\n"
    "### 2019-05-22 rejected ^aaaaaaaa\n",
    "an opening balance": "### 2019-05-20 payment\n- amount: 10.00\n- nature: opening\n- allocate:\n  - F-1: 10.00\n",
    "a credit note": "### 2019-05-20 credit-note A-1\n- amount: 10.00\n- invoice: F-1\n",
    "a payment not allocated": "### 2019-05-20 payment\n- amount: 10.00\n",
    "an acknowledgment of another": "### 2017-07-02 invoice F-2\n- amount: 5.00\n- due: 2017-07-31\n\n"
    "### 2019-05-20 acknowledgment\n- invoices: F-2\n",
    "an acknowledgment cancelled": "### 2019-05-20 acknowledgment ^aaaaaaaa\n\n### 2019-05-21 cancel ^aaaaaaaa\n",
    "one of before the invoice": "### 2017-06-20 acknowledgment\n",
}


class TestInterruption:
    """What starts it again, in full, and what does not."""

    @pytest.mark.parametrize(("entry", "why"), RESTARTS.values(), ids=RESTARTS)
    def test_starts_again(self, entry: str, why: str) -> None:
        """Both dates, from that day on."""
        assert dates(f"{INVOICE}\n{entry}") == ("2024-05-20", "2024-05-20")
        assert why in reasons(f"{INVOICE}\n{entry}")[0]

    @pytest.mark.parametrize("entry", NO_RESTARTS.values(), ids=NO_RESTARTS)
    def test_does_not(self, entry: str) -> None:
        """Neither date moves."""
        assert dates(f"{INVOICE}\n{entry}") == ("2022-07-01", "2022-07-31")

    def test_before_the_due_date(self) -> None:
        """It moves the prudent date; the usual one still counts from the due date."""
        assert dates(f"{INVOICE}\n### 2017-07-10 acknowledgment\n") == ("2022-07-10", "2022-07-31")

    def test_of_a_public_body(self) -> None:
        """The new years too begin on the next 1 January."""
        journal = f"{INVOICE}\n### 2019-05-20 acknowledgment\n"
        assert dates(journal, "name: Ville\nkind: public") == ("2023-12-31", "2023-12-31")

    def test_not_yet_known(self) -> None:
        """On a day before it, it is not there."""
        journal = f"{INVOICE}\n### 2019-05-20 acknowledgment\n"
        assert dates(journal, on=date(2019, 5, 19)) == ("2022-07-01", "2022-07-31")


class TestJudgment:
    """Ten years to enforce it."""

    JUDGED = f"{INVOICE}\n### 2019-05-20 judgment\n- enforceable: 2019-07-01\n"

    def test_from_its_day_or_from_when_it_may_be_enforced(self) -> None:
        assert dates(self.JUDGED) == ("2029-05-20", "2029-07-01")
        assert reasons(self.JUDGED)[1] == "10 years to enforce a judgment (CPCE art. L111-4)"

    def test_a_payment_after_it_starts_the_ten_years_again(self) -> None:
        journal = f"{self.JUDGED}\n### 2021-01-05 payment\n- amount: 10.00\n- allocate:\n  - F-1: 10.00\n"
        assert dates(journal) == ("2031-01-05", "2031-01-05")

    def test_a_longer_period_is_kept(self) -> None:
        assert dates(self.JUDGED, "name: Durand\nlimitation: 20 years")[0] == "2039-05-20"


class TestClaim:
    """Declared in insolvency proceedings: nothing runs until they close."""

    DECLARED = f"""{INVOICE}
### 2018-02-01 insolvency ^aaaaaaaa
- bodacc: 2018-02-10

### 2018-03-01 claim
- amount: 100.00
"""

    def test_nothing_runs(self) -> None:
        assert dates(self.DECLARED) == ("None", "None")
        assert reasons(self.DECLARED) == [
            "the claim was declared on 2018-03-01: nothing runs until the proceedings close (C. com. art. L622-25-1)"
        ]

    def test_without_a_claim_it_runs(self) -> None:
        assert dates(self.DECLARED.partition("### 2018-03-01")[0]) == ("2022-07-01", "2022-07-31")

    def test_runs_again_once_they_are_closed(self) -> None:
        journal = f"{self.DECLARED}\n### 2021-06-30 release ^aaaaaaaa\n- reason: closed for want of assets\n"
        assert dates(journal) == ("2026-06-30", "2026-06-30")


KINDS = st.sampled_from(list(ClientKind))
ENTRIES = st.sampled_from(("acknowledgment", "judgment", "claim", "plan\n- instalments:\n  - 2027-01-01: 1.00"))


@given(journals(commitments=True), ENTRIES, st.integers(0, 3000), KINDS)
@settings(max_examples=300)
def test_one_more_interruption_never_makes_a_date_earlier(
    blocks: list[str], kind: str, days: int, of: ClientKind
) -> None:
    head = f"name: Durand\nkind: {of}"
    more = [*blocks, f"### {FIRST_DAY + timedelta(days=days)} {kind}\n"]
    before, after = (situation_of(dossier("\n".join(journal), head), FAR) for journal in (blocks, more))
    period = period_of(before.client, HOUSE)
    for one, two in zip(before.items, after.items, strict=True):
        first, then = (of_item(item, known.interruptions, period) for item, known in ((one, before), (two, after)))
        for earlier, later in ((first.prudent, then.prudent), (first.usual, then.usual)):
            assert (later.last_day or date.max) >= (earlier.last_day or date.max)


@given(journals(commitments=True), KINDS)
@settings(max_examples=200)
def test_the_prudent_date_is_never_after_the_usual_one(blocks: list[str], of: ClientKind) -> None:
    known = situation_of(dossier("\n".join(blocks), f"name: Durand\nkind: {of}"), FAR)
    for item in known.items:
        both = of_item(item, known.interruptions, period_of(known.client, HOUSE))
        assert (both.prudent.last_day or date.max) <= (both.usual.last_day or date.max)
        assert both.prudent.why
        assert both.usual.why

"""When an invoice must not be chased."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.rules.standing import standing
from recouv.rules.suspension import Commitments, claimed

from .journals import DAYS, HOUSE, account, dossier, journals, sound

BOOK = """
### 2026-01-01 invoice F-1 ^aaaaaaaa
- amount: 100.00
- due: 2026-01-31

### 2026-01-01 invoice F-2 ^bbbbbbbb
- amount: 50.00
- due: 2026-01-31

### 2026-01-01 invoice D-3 ^cccccccc
- amount: 80.00 USD
- due: 2026-01-31
"""


def held(entries: str, on: str, number: str = "F-1") -> str:
    """Why an invoice waits and until when; empty when it does not."""
    read = sound(f"{BOOK}\n{entries}")
    of = account(read, on)
    (item,) = [item for item in of.items if item.number == number]
    stop = Commitments.of(standing(read.entries, of.on), of.on, HOUSE).suspension(item)
    return f"{stop.reason} until {stop.until}" if stop else ""


def paid(day: str, amount: str, number: str = "F-1", code: str = "") -> str:
    money = f"{amount} {code}".strip()
    return f"\n### {day} payment\n- amount: {money}\n- allocate:\n  - {number}: {money}\n"


class TestNothing:
    """Without a reason an item may be chased."""

    def test_is_free(self) -> None:
        """An invoice of which nothing is said is free."""
        assert held("", "2026-03-01") == ""


class TestInsolvency:
    """No claim is chased after the opening judgment (C. com. art. L622-21)."""

    def test_holds_everything(self) -> None:
        """Every invoice, without end, from the day of the judgment on."""
        entry = "### 2026-02-10 insolvency redressement judiciaire\n- court: TC Toulouse\n"
        assert held(entry, "2026-02-09") == ""
        for number in ("F-1", "F-2", "D-3"):
            assert held(entry, "2026-02-10", number) == "insolvency proceedings opened on 2026-02-10 until None"

    def test_is_the_heaviest(self) -> None:
        """It is the reason given, whatever else holds."""
        others = "\n### 2026-02-01 hold\n\n### 2026-02-01 handover\n- to: SCP Roux\n\n### 2026-02-01 dispute F-1\n"
        assert held(others, "2026-02-10") == "handed over to SCP Roux on 2026-02-01 until None"
        assert held(others + "\n### 2026-02-10 insolvency\n", "2026-02-10").startswith("insolvency")


class TestHandover:
    """What was handed over is no longer ours to chase, until it is taken back."""

    ENTRY = "### 2026-02-10 handover ^hhhhhhhh\n- to: SCP Roux\n- invoices: F-1\n"

    def test_holds_its_invoices(self) -> None:
        """Those it names and no other."""
        assert held(self.ENTRY, "2026-02-10") == "handed over to SCP Roux on 2026-02-10 until None"
        assert held(self.ENTRY, "2026-02-10", "F-2") == ""

    def test_recalled(self) -> None:
        """The day it is taken back it may be chased again."""
        entries = self.ENTRY + "\n### 2026-03-01 recall ^hhhhhhhh\n"
        assert held(entries, "2026-02-28") != ""
        assert held(entries, "2026-03-01") == ""


class TestHold:
    """No reminder for a time."""

    def test_last_day_included(self) -> None:
        """`until` is the last day without reminders."""
        entry = "### 2026-02-01 hold\n- until: 2026-02-15\n- reason: fair\n"
        assert held(entry, "2026-02-15") == "on hold: fair until 2026-02-15"
        assert held(entry, "2026-02-16") == ""

    def test_without_end(self) -> None:
        """Without `until`, until released."""
        entry = "### 2026-02-01 hold ^hhhhhhhh\n- invoices: F-2\n"
        assert held(entry, "2029-02-01", "F-2") == "on hold since 2026-02-01 until None"
        assert held(entry, "2029-02-01", "F-1") == ""
        assert held(entry + "\n### 2026-03-01 release ^hhhhhhhh\n", "2026-03-01", "F-2") == ""

    def test_longest_of_two(self) -> None:
        """The greatest of a client's hold and an invoice's, in any order."""
        both = [
            "### 2026-02-01 hold\n- until: 2026-02-15\n",
            "### 2026-02-02 hold\n- until: 2026-02-20\n- invoices: F-1\n",
        ]
        for entries in (both, both[::-1]):
            assert held("\n".join(entries), "2026-02-10").endswith("until 2026-02-20")


class TestPromise:
    """A promise holds its invoices to its last day; it is judged on bank dates."""

    ENTRY = "### 2026-02-05 promise ^pppppppp\n- amount: 60.00\n- by: 2026-02-12\n- invoices: F-1\n"

    def broken(self, entries: str, on: str, number: str = "F-1") -> list[str]:
        read = sound(f"{BOOK}\n{entries}")
        day = date.fromisoformat(on)
        broken = Commitments.of(standing(read.entries, day), day, HOUSE).broken_promises(number)
        return [judged.promise.id for judged in broken]

    def test_last_day_included(self) -> None:
        """On its day it still holds; the day after it is broken."""
        assert held(self.ENTRY, "2026-02-12") == "promise of 60.00 EUR by 2026-02-12 until 2026-02-12"
        assert (held(self.ENTRY, "2026-02-13"), self.broken(self.ENTRY, "2026-02-12")) == ("", [])
        assert self.broken(self.ENTRY, "2026-02-13") == ["pppppppp"]
        assert self.broken(self.ENTRY, "2026-02-13", "F-2") == []

    def test_kept(self) -> None:
        """Once the money came on its invoices it is kept, and what is left may be chased."""
        entries = self.ENTRY + paid("2026-02-10", "60.00")
        assert (held(entries, "2026-02-10"), self.broken(entries, "2026-03-01")) == ("", [])

    @pytest.mark.parametrize(
        "money",
        [
            paid("2026-02-10", "59.99"),
            paid("2026-02-04", "60.00"),
            "\n### 2026-02-10 payment\n- amount: 60.00\n- allocate:\n  - F-2: 50.00\n",
            "\n### 2026-02-10 credit-note A-1\n- amount: 60.00\n- invoice: F-1\n",
            paid("2026-02-10", "60.00").replace("payment", "payment ^mmmmmmmm")
            + "\n### 2026-02-12 rejected ^mmmmmmmm\n",
        ],
        ids=["a cent short", "before the promise", "on another invoice", "a credit note", "rejected"],
    )
    def test_not_kept(self, money: str) -> None:
        """Less, sooner, elsewhere, not money, or taken back: the promise is broken."""
        assert self.broken(self.ENTRY + money, "2026-02-13") == ["pppppppp"]

    def test_of_the_whole_account(self) -> None:
        """A promise that names no invoice holds them all, and money on any of them keeps it."""
        entry = self.ENTRY.replace("- invoices: F-1\n", "")
        assert held(entry, "2026-02-10", "F-2") != ""
        entries = entry + paid("2026-02-10", "40.00") + paid("2026-02-11", "20.00", "F-2")
        assert self.broken(entries, "2026-02-13") == []

    def test_not_kept_in_dollars(self) -> None:
        """Dollars keep no promise of euros."""
        entry = self.ENTRY.replace("- invoices: F-1\n", "") + paid("2026-02-10", "80.00", "D-3", "USD")
        assert self.broken(entry, "2026-02-13") == ["pppppppp"]

    def test_two_at_once(self) -> None:
        """Of two promises the longer holds, in any order of the file."""
        both = [self.ENTRY, "\n### 2026-02-06 promise\n- amount: 40.00\n- by: 2026-02-20\n- invoices: F-1\n"]
        for entries in (both, both[::-1]):
            assert held("\n".join(entries), "2026-02-07").endswith("until 2026-02-20")

    def test_withdrawn(self) -> None:
        """A promise taken back neither holds nor is broken."""
        entries = self.ENTRY + "\n### 2026-02-08 withdraw ^pppppppp\n"
        assert (held(entries, "2026-02-08"), self.broken(entries, "2026-02-13")) == ("", [])


class TestPlan:
    """A plan holds its invoices while it is kept."""

    ENTRY = """
### 2026-02-05 plan ^pppppppp
- invoices: F-1
- instalments:
  - 2026-02-15: 40.00
  - 2026-03-15: 40.00
- grace: 5
"""

    def test_until_the_next_instalment(self) -> None:
        """Before each instalment it holds until that day."""
        assert held(self.ENTRY, "2026-02-10") == "payment plan of 2026-02-05 until 2026-02-15"
        assert held(self.ENTRY, "2026-02-10", "F-2") == ""

    def test_days_of_grace(self) -> None:
        """An instalment may be late by the days of grace, and not by one more."""
        assert held(self.ENTRY, "2026-02-20") != ""
        assert held(self.ENTRY, "2026-02-21") == ""
        assert held(self.ENTRY.replace("- grace: 5\n", ""), "2026-02-20") != ""
        assert held(self.ENTRY.replace("- grace: 5", "- grace: 0"), "2026-02-16") == ""

    def test_kept(self) -> None:
        """What came on its invoices keeps it, ahead of time too."""
        assert (
            held(self.ENTRY + paid("2026-02-14", "40.00"), "2026-03-01")
            == "payment plan of 2026-02-05 until 2026-03-15"
        )
        assert held(self.ENTRY + paid("2026-02-14", "39.99"), "2026-03-01") == ""

    def test_caught_up(self) -> None:
        """A broken plan whose money comes late is kept again."""
        entries = self.ENTRY + paid("2026-02-25", "40.00")
        assert (held(entries, "2026-02-24"), held(entries, "2026-02-25")) == (
            "",
            "payment plan of 2026-02-05 until 2026-03-15",
        )

    def test_last_days(self) -> None:
        """After the last instalment it holds to the end of the grace, a day that is not past."""
        entries = self.ENTRY + paid("2026-02-14", "40.00")
        assert held(entries, "2026-03-18") == "payment plan of 2026-02-05 until 2026-03-20"
        assert held(entries, "2026-03-21") == ""

    def test_run_its_course(self) -> None:
        """Once all of it came, what the plan did not cover is chased again."""
        entries = self.ENTRY + paid("2026-02-14", "80.00")
        assert held(entries, "2026-02-13") != ""
        assert held(entries, "2026-02-14") == ""

    def test_one_date_and_no_amount(self) -> None:
        """A plan of a single date is to pay everything by then: it does not hold for ever."""
        entry = "### 2026-02-05 plan\n- invoices: F-1\n- instalments: 2026-02-15\n"
        assert held(entry, "2026-02-10").endswith("until 2026-02-15")
        assert held(entry, "2026-02-20").endswith("until 2026-02-20")
        assert held(entry, "2026-02-21") == ""

    def test_endless_grace(self) -> None:
        """A grace longer than the calendar is one that never ends, not a crash."""
        assert held(self.ENTRY.replace("grace: 5", "grace: 99999999999"), "2027-01-01").endswith("until 9999-12-31")

    def test_released(self) -> None:
        """A plan that was ended holds nothing."""
        assert held(self.ENTRY + "\n### 2026-02-08 release ^pppppppp\n", "2026-02-08") == ""


class TestDispute:
    """An invoice wholly contested is not chased; of one contested in part, the rest is."""

    def test_whole(self) -> None:
        """It waits for a person, until the day to look at it again."""
        entry = "### 2026-02-05 dispute F-1 ^dddddddd\n- category: quality\n- revisit: 2026-02-20\n"
        assert held(entry, "2026-02-20") == "disputed: quality until 2026-02-20"
        assert held(entry, "2026-02-21") == "disputed: quality until None"
        assert held(entry, "2026-02-20", "F-2") == ""
        assert held(entry + "\n### 2026-02-22 resolve ^dddddddd\n", "2026-02-22") == ""

    def test_without_a_reason(self) -> None:
        """Its day stands for its reason."""
        assert held("### 2026-02-05 dispute F-1\n", "2026-02-10") == "disputed since 2026-02-05 until None"

    def test_part(self) -> None:
        """The part contested is not claimed."""
        entry = "### 2026-02-05 dispute F-1\n- amount: 30.00\n"
        assert held(entry, "2026-02-10") == ""
        items = {item.number: item for item in account(sound(BOOK + entry), "2026-02-10").items}
        assert (claimed(items["F-1"]).plain, claimed(items["F-2"]).plain) == ("70.00", "50.00")

    def test_part_that_is_all_that_is_left(self) -> None:
        """When the rest was paid, nothing is left to chase."""
        entries = "### 2026-02-05 dispute F-1\n- amount: 30.00\n- reason: one door\n" + paid("2026-02-06", "70.00")
        assert held(entries, "2026-02-10") == "disputed: one door until None"


class TestAnyJournal:
    """On any journal."""

    @given(journals(commitments=True), DAYS, st.randoms())
    def test_order(self, blocks: list[str], on: date, random: st.Random) -> None:
        """The reason given does not depend on the order of the file, and its last day is not past."""
        read = dossier("\n".join(blocks))
        facts = standing(read.entries, on)
        mixed = random.sample(facts, len(facts))
        for item in account(read, on).open_items:
            stop = Commitments.of(facts, on, HOUSE).suspension(item)
            assert stop == Commitments.of(mixed, on, HOUSE).suspension(item)
            assert stop is None or stop.until is None or stop.until >= on

    @given(journals(commitments=True), DAYS)
    def test_claim(self, blocks: list[str], on: date) -> None:
        """What is claimed of an item is what is left of it or less, never below nothing for what is owed."""
        for item in account(dossier("\n".join(blocks)), on).open_items:
            if item.balance.amount > 0:
                assert 0 <= claimed(item).amount <= item.balance.amount
                assert timedelta(0) <= on - item.issued

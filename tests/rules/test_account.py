"""A client's account on a day, rebuilt from the journal."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.rules.account import account_on, due_dates

from .journals import DAYS, FAR, account, dossier, journals, naive_outstanding, naive_standing, sound

if TYPE_CHECKING:
    from recouv.rules.account import Account

INVOICE = """
### 2026-01-01 invoice F-1 ^aaaaaaaa
- amount: 100.00
- due: 2026-01-31
"""
PAYMENT = """
### 2026-02-10 payment VIR DURAND ^bbbbbbbb
- amount: 60.00
- allocate:
  - F-1: 60.00
"""


def balances(of: Account) -> dict[str, str]:
    return {f"{item.number}{f'/{item.instalment}' if item.instalment else ''}": item.balance.plain for item in of.items}


def held(of: Account) -> dict[str, str]:
    return {credit.entry_id: credit.unallocated.plain for credit in of.credits}


def outstanding(of: Account) -> dict[str, Decimal]:
    sums = {currency: of.outstanding(currency).amount for currency in of.currencies()}
    return {currency: amount for currency, amount in sums.items() if amount}


class TestAllocation:
    """Nothing is allocated that the journal does not allocate; what is left of money is unallocated."""

    def test_rows_of_a_payment(self) -> None:
        """A payment settles the rows under it and holds the rest."""
        of = account(sound(INVOICE + PAYMENT.replace("amount: 60.00", "amount: 75.00")), "2026-02-10")
        assert balances(of) == {"F-1": "40.00"}
        assert held(of) == {"bbbbbbbb": "15.00"}
        assert of.outstanding("EUR").plain == "25.00"

    def test_payment_without_rows(self) -> None:
        """Money that names no invoice settles none, even of exactly its amount."""
        of = account(sound(INVOICE + "\n### 2026-01-20 payment ^bbbbbbbb\n- amount: 100.00\n- reference: F-1"), FAR)
        assert balances(of) == {"F-1": "100.00"}
        assert of.unallocated("EUR").plain == "100.00"
        assert of.outstanding("EUR").plain == "0.00"

    def test_later_lettrage(self) -> None:
        """An `allocate` entry settles from its own date on."""
        journal = (
            INVOICE
            + """
### 2026-01-20 payment ^bbbbbbbb
- amount: 100.00

### 2026-03-01 allocate ^bbbbbbbb ^cccccccc
- allocate:
  - F-1: 80.00
"""
        )
        before, after = (account(sound(journal), day) for day in ("2026-02-28", "2026-03-01"))
        assert (balances(before), held(before)) == ({"F-1": "100.00"}, {"bbbbbbbb": "100.00"})
        assert (balances(after), held(after)) == ({"F-1": "20.00"}, {"bbbbbbbb": "20.00"})

    def test_waits_for_its_invoice(self) -> None:
        """A deposit allocated to an invoice that is not issued yet stands unallocated until then."""
        journal = INVOICE + PAYMENT.replace("2026-02-10", "2025-12-15")
        before, after = (account(sound(journal), day) for day in ("2025-12-31", "2026-01-01"))
        assert (balances(before), before.unallocated("EUR").plain) == ({}, "60.00")
        assert (balances(after), after.unallocated("EUR").plain) == ({"F-1": "40.00"}, "0.00")

    def test_credit_note_of_an_invoice(self) -> None:
        """A credit note that corrects an invoice settles it for its whole amount; its rows, when it has some, win."""
        whole = INVOICE + "\n### 2026-02-01 credit-note A-1 ^bbbbbbbb\n- amount: 30.00\n- invoice: F-1"
        assert balances(account(sound(whole), FAR)) == {"F-1": "70.00"}
        of = account(sound(whole + "\n- allocate:\n  - F-1: 10.00"), FAR)
        assert (balances(of), held(of)) == ({"F-1": "90.00"}, {"bbbbbbbb": "20.00"})

    def test_credit_note_kept_for_later(self) -> None:
        """A credit note that names no invoice is unallocated money."""
        of = account(sound(INVOICE + "\n### 2026-02-01 credit-note A-1 ^bbbbbbbb\n- amount: 30.00"), FAR)
        assert (balances(of), of.unallocated("EUR").plain) == ({"F-1": "100.00"}, "30.00")

    def test_hand_written_entries(self) -> None:
        """Entries without IDs count as well, each payment for itself."""
        payments = "\n".join(
            f"### 2026-02-0{day} payment\n- amount: 20.00\n- allocate:\n  - F-1: 15.00\n" for day in (1, 2)
        )
        of = account(sound(INVOICE + "\n" + payments), FAR)
        assert (balances(of), of.unallocated("EUR").plain) == ({"F-1": "70.00"}, "10.00")


class TestRejected:
    """A rejected payment settles nothing from the date of the rejection on."""

    JOURNAL = INVOICE + PAYMENT + "\n### 2026-02-20 rejected ^bbbbbbbb ^cccccccc\n"

    def test_is_owed_again(self) -> None:
        """The day before, the payment still settles; on the day, all that it had settled is owed again."""
        before, after = (account(sound(self.JOURNAL), day) for day in ("2026-02-19", "2026-02-20"))
        assert balances(before) == {"F-1": "40.00"}
        assert (balances(after), held(after)) == ({"F-1": "100.00"}, {})

    def test_takes_what_was_not_allocated(self) -> None:
        """Money that was not allocated is gone as well."""
        of = account(sound(self.JOURNAL.replace("amount: 60.00", "amount: 80.00")), FAR)
        assert of.outstanding("EUR").plain == "100.00"

    def test_cancelled_rejection(self) -> None:
        """A rejection entered by mistake and cancelled leaves the payment as it was."""
        of = account(sound(self.JOURNAL + "\n### 2026-02-21 cancel ^cccccccc ^dddddddd"), FAR)
        assert balances(of) == {"F-1": "40.00"}

    def test_refund_of_it_is_owed(self) -> None:
        """Money given back from a payment that the bank then takes back is owed by the client."""
        journal = INVOICE + "\n### 2026-02-01 payment ^bbbbbbbb\n- amount: 50.00\n"
        journal += "\n### 2026-02-02 refund ^bbbbbbbb ^cccccccc\n- amount: 50.00\n"
        journal += "\n### 2026-02-03 rejected ^bbbbbbbb ^dddddddd\n"
        assert account(sound(journal), "2026-02-02").outstanding("EUR").plain == "100.00"
        assert account(sound(journal), "2026-02-03").outstanding("EUR").plain == "150.00"


class TestRefund:
    """A refund is taken from the money it names, or else lowers what is unallocated."""

    def test_of_a_payment(self) -> None:
        """It lowers what that payment has left."""
        journal = "### 2026-02-01 payment ^bbbbbbbb\n- amount: 50.00\n"
        of = account(sound(journal + "\n### 2026-02-02 refund ^bbbbbbbb ^cccccccc\n- amount: 20.00\n"), FAR)
        assert (held(of), of.unallocated("EUR").plain) == ({"bbbbbbbb": "30.00"}, "30.00")

    def test_at_large(self) -> None:
        """Money given back that names no payment may leave the client owing it."""
        of = account(sound("### 2026-02-02 refund ^cccccccc\n- amount: 20.00\n"), FAR)
        assert of.unallocated("EUR").plain == "-20.00"
        assert of.outstanding("EUR").plain == "20.00"


class TestWriteOff:
    """A write-off lowers what is owed of an invoice and is no payment."""

    def test_of_one_invoice(self) -> None:
        """It names the invoice in its title."""
        of = account(sound(INVOICE + "\n### 2026-06-01 write-off F-1 ^bbbbbbbb\n- amount: 40.00"), FAR)
        assert (balances(of), of.credits) == ({"F-1": "60.00"}, ())

    def test_of_several(self) -> None:
        """Or rows, invoice by invoice."""
        journal = INVOICE + INVOICE.replace("F-1 ^aaaaaaaa", "F-2 ^bbbbbbbb")
        journal += "\n### 2026-06-01 write-off\n- amount: 50.00\n- allocate:\n  - F-1: 20.00\n  - F-2: 30.00\n"
        assert balances(account(sound(journal), FAR)) == {"F-1": "80.00", "F-2": "70.00"}


class TestInstalments:
    """One item for each instalment; what is paid settles the earliest first."""

    JOURNAL = """
### 2026-01-01 invoice F-1 ^aaaaaaaa
- amount: 100.00
- due:
  - 2026-04-30: 30.00
  - 2026-02-28: 50.00
  - 2026-03-31: 20.00
"""

    @pytest.mark.parametrize(
        ("paid", "left"),
        [
            ("10.00", ["40.00", "20.00", "30.00"]),
            ("50.00", ["0.00", "20.00", "30.00"]),
            ("69.99", ["0.00", "0.01", "30.00"]),
            ("100.00", ["0.00", "0.00", "0.00"]),
        ],
    )
    def test_settled_earliest_first(self, paid: str, left: list[str]) -> None:
        """Whatever the order of the rows, the earliest due date is paid first."""
        of = account(
            sound(f"{self.JOURNAL}\n### 2026-02-10 payment\n- amount: {paid}\n- allocate:\n  - F-1: {paid}\n"), FAR
        )
        assert [item.balance.plain for item in of.items] == left
        assert [item.instalment for item in of.items] == [1, 2, 3]

    def test_late_one_by_one(self) -> None:
        """Only the instalments past their date are overdue."""
        of = account(sound(self.JOURNAL), "2026-03-31")
        assert [item.due.isoformat() for item in of.overdue()] == ["2026-02-28"]
        assert of.invoice_balance("F-1") is not None
        assert of.invoice_balance("F-1").plain == "100.00"

    def test_due_dates_sum_to_the_invoice(self) -> None:
        """The dates and amounts of an invoice come earliest first."""
        read = sound(self.JOURNAL)
        rows = due_dates(read.entries[0], read.client)
        assert [(day.isoformat(), part.plain) for day, part in rows] == [
            ("2026-02-28", "50.00"),
            ("2026-03-31", "20.00"),
            ("2026-04-30", "30.00"),
        ]


class TestDueDate:
    """The due date is the invoice's, else by its terms, the client's, the creditor's, or thirty days."""

    @pytest.mark.parametrize(
        ("lines", "head", "default", "expected"),
        [
            ("- due: 2026-02-02\n- terms: 60 days", "terms: 10 days", "20 days", "2026-02-02"),
            ("- terms: 60 days", "terms: 10 days", "20 days", "2026-03-16"),
            ("", "terms: 10 days", "20 days", "2026-01-25"),
            ("", "", "20 days", "2026-02-04"),
            ("", "", "", "2026-02-14"),
        ],
    )
    def test_in_that_order(self, lines: str, head: str, default: str, expected: str) -> None:
        """The nearest statement wins."""
        read = sound(f"### 2026-01-15 invoice F-1\n- amount: 1.00\n{lines}", f"name: Durand\n{head}")
        (item,) = account_on(read.client, read.entries, FAR, default_terms=default).items
        assert item.due.isoformat() == expected
        assert due_dates(read.entries[0], read.client, default)[0][0] == item.due

    def test_late_the_day_after(self) -> None:
        """On its due date an invoice is on time; the day after, it is one day late."""
        read = sound(INVOICE)
        for day, late in (("2026-01-30", 0), ("2026-01-31", 0), ("2026-02-01", 1), ("2026-03-03", 31)):
            of = account(read, day)
            assert of.items[0].days_late(of.on) == late
            assert len(of.overdue()) == (1 if late else 0)


class TestDispute:
    """A contested part stays owed and is shown as such."""

    def dispute(self, lines: str = "", journal: str = INVOICE) -> list[str]:
        of = account(sound(f"{journal}\n### 2026-02-01 dispute F-1 ^dddddddd\n{lines}"), FAR)
        assert sum(item.balance.amount for item in of.items) == 100
        return [item.disputed.plain for item in of.items]

    def test_whole(self) -> None:
        """Without an amount, all of the invoice is contested."""
        assert self.dispute() == ["100.00"]

    def test_part(self) -> None:
        """With one, that part."""
        assert self.dispute("- amount: 35.00") == ["35.00"]

    def test_latest_instalments_first(self) -> None:
        """The part contested covers the latest instalments."""
        assert self.dispute("- amount: 35.00", TestInstalments.JOURNAL) == ["0.00", "5.00", "30.00"]

    def test_never_more_than_is_left(self) -> None:
        """What was paid is contested no more."""
        of = account(sound(INVOICE + PAYMENT + "\n### 2026-02-01 dispute F-1\n- amount: 90.00"), FAR)
        assert of.items[0].disputed == of.items[0].balance

    def test_over_once_resolved(self) -> None:
        """The end of a dispute frees the invoice from that day on."""
        journal = INVOICE + "\n### 2026-02-01 dispute F-1 ^dddddddd\n\n### 2026-02-10 resolve ^dddddddd ^eeeeeeee\n"
        assert [account(sound(journal), day).items[0].disputed.plain for day in ("2026-02-09", "2026-02-10")] == [
            "100.00",
            "0.00",
        ]


class TestCurrencies:
    """Amounts of different currencies never meet."""

    def test_each_has_its_account(self) -> None:
        """Items, money and outstanding are kept by currency."""
        journal = (
            INVOICE + "\n### 2026-01-01 invoice F-2\n- amount: 80.00 USD\n\n### 2026-02-01 payment\n- amount: 5.00 USD"
        )
        of = account(sound(journal), FAR)
        assert of.currencies() == ["EUR", "USD"]
        assert (of.outstanding("EUR").plain, of.outstanding("USD").plain) == ("100.00", "75.00")

    @pytest.mark.parametrize(
        "entry",
        [
            "payment ^bbbbbbbb\n- amount: 50.00\n- allocate:\n  - F-2: 50.00 USD",
            "payment ^bbbbbbbb\n- amount: 50.00\n- allocate:\n  - F-2: 50.00",
            "refund ^pppppppp ^bbbbbbbb\n- amount: 50.00 USD",
            "dispute F-1 ^bbbbbbbb\n- amount: 50.00 USD",
            "credit-note A-1 ^bbbbbbbb\n- amount: 50.00\n- invoice: F-2",
        ],
    )
    def test_nothing_crosses(self, entry: str) -> None:
        """Euros settle no dollars, give back none and contest none; the dossier says so and is not relied upon."""
        journal = INVOICE + "\n### 2026-01-01 invoice F-2\n- amount: 80.00 USD\n"
        journal += "\n### 2026-01-02 payment ^pppppppp\n- amount: 60.00\n"
        read = dossier(f"{journal}\n### 2026-02-01 {entry}")
        assert not read.readable
        of = account(read, FAR)
        assert balances(of) == {"F-1": "100.00", "F-2": "80.00"}
        assert outstanding(of) == naive_outstanding(read.entries, FAR)
        assert not any(item.disputed for item in of.items)


class TestTwoInvoicesOfOneNumber:
    """A wrong invoice struck out later stands beside the right one on days before: the one recorded last counts."""

    WRONG = "### 2026-01-01 invoice F-1 ^aaaaaaaa\n- amount: 100.00\n- recorded: 2026-01-01T08:00:00Z lea\n"
    CANCEL = "### 2026-03-01 cancel ^aaaaaaaa ^bbbbbbbb\n- recorded: 2026-03-01T08:00:00Z lea\n"
    RIGHT = "### 2026-01-01 invoice F-1 ^00000000\n- amount: 120.00\n- recorded: 2026-03-01T08:00:01Z lea\n"

    def test_in_any_order(self) -> None:
        """The order of the file changes nothing."""
        for blocks in ((self.WRONG, self.CANCEL, self.RIGHT), (self.RIGHT, self.CANCEL, self.WRONG)):
            read = sound("\n".join(blocks))
            assert [balances(account(read, day)) for day in ("2026-02-01", "2026-03-01")] == [{"F-1": "120.00"}] * 2


def figures(of: Account) -> tuple[object, ...]:
    """Everything of an account but its day."""
    return (of.items, of.credits, of.refunds_at_large)


class TestAnyJournal:
    """Whatever the journal, cancellations of anything and of cancellations included."""

    @given(journals(commitments=True), DAYS)
    def test_total(self, blocks: list[str], on: date) -> None:
        """Outstanding is invoices − credit notes − payments + refunds + rejected − write-offs, for each currency."""
        read = dossier("\n".join(blocks))
        assert outstanding(account(read, on)) == naive_outstanding(read.entries, on)

    @given(journals(commitments=True), DAYS)
    def test_past_day(self, blocks: list[str], on: date) -> None:
        """The account on a day is that of the journal cut at that day."""
        read = dossier("\n".join(blocks))
        cut = replace(read, entries=tuple(entry for entry in read.entries if entry.date <= on))
        assert figures(account(read, on)) == figures(account(cut, FAR))

    @given(journals(commitments=True), DAYS, st.randoms())
    def test_order(self, blocks: list[str], on: date, random: st.Random) -> None:
        """The order of the entries in the file has no meaning."""
        read = dossier("\n".join(blocks))
        entries = list(read.entries)
        random.shuffle(entries)
        assert account(read, on) == account(replace(read, entries=tuple(entries)), on)

    @given(journals(), DAYS)
    def test_allocations_make_no_money(self, blocks: list[str], on: date) -> None:
        """With every allocation taken out of the journal, the outstanding of each currency is the same."""
        read = dossier("\n".join(blocks))
        bare = tuple(
            replace(
                entry, values={key: entry.values[key] for key in entry.values if key not in ("allocate", "invoice")}
            )
            for entry in read.entries
            if entry.kind != "allocate"
        )
        assert outstanding(account(read, on)) == outstanding(account(replace(read, entries=bare), on))

    @given(journals(), DAYS)
    def test_nothing_below_zero(self, blocks: list[str], on: date) -> None:
        """In a sound journal without cancellations no invoice and no payment is used beyond what it is."""
        read = dossier("\n".join(block for block in blocks if " cancel ^" not in block))
        of = account(read, on)
        assert read.readable
        assert all(0 <= item.balance.amount <= item.amount.amount for item in of.items)
        assert all(0 <= credit.unallocated.amount <= credit.amount.amount for credit in of.credits)

    @given(journals(), DAYS)
    def test_every_invoice_is_there(self, blocks: list[str], on: date) -> None:
        """The items of each invoice that counts sum to its amount, and there are no others."""
        read = dossier("\n".join(blocks))
        of = account(read, on)
        invoices = {fact.object: fact.amount for fact in naive_standing(read.entries, on) if fact.kind == "invoice"}
        assert {item.number for item in of.items} == set(invoices)
        for number, amount in invoices.items():
            assert sum(item.amount.amount for item in of.items if item.number == number) == amount.amount

    @given(journals())
    def test_nothing_before_the_first_day(self, blocks: list[str]) -> None:
        """Before its first entry an account is empty."""
        read = dossier("\n".join(blocks))
        first = min(entry.date for entry in read.entries)
        of = account(read, first - timedelta(days=1))
        assert (of.items, of.credits, of.currencies()) == ((), (), [])

"""Where the receivables are going: parts made client by client, and their sums."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from recouv.domain.message import Message
from recouv.domain.practice import House
from recouv.rules.ageing import share_of
from recouv.usecases.balance import Selection, balance_on
from recouv.usecases.client_outlooks import outlook_of
from recouv.usecases.outlook import outlook_on, outlook_with, receipts, sum_outlooks
from tests.conftest import DURAND, TODAY, Desk

BOUNDS = (30, 60, 90)


def client(name: str, journal: str, head: str = "") -> str:
    """A dossier."""
    return f"---\nrecouv: 1\nname: {name}\n{head}---\n\n## Journal\n\n{journal}"


def invoice(identifier: str, amount: str, due: str = "2026-10-31") -> str:
    """An invoice of September."""
    return f"### 2026-09-01 invoice {identifier} ^{identifier * 4}\n- amount: {amount}\n- due: {due}\n\n"


class TestParts:
    """One client's part is all that its sum needs."""

    def test_the_sum_of_the_parts_is_the_outlook(self, desk: Desk) -> None:
        """So parts can be kept, one a dossier."""
        desk.write("durand", DURAND)
        desk.write("martin", client("Martin", invoice("ab", "500.00") + invoice("cd", "40.00 USD")))
        read = list(desk.session.workspace.dossiers())
        parts = [part for dossier in read for part in outlook_of(dossier, TODAY, House(), bounds=BOUNDS)]
        whole = outlook_on(desk.session, TODAY)
        assert sum_outlooks(parts) == whole.currencies
        assert whole.parts == tuple(parts)

    def test_it_says_what_the_balance_says(self, desk: Desk) -> None:
        """The ages, the last point of the curve and what is expected have one total."""
        desk.write("durand", DURAND)
        desk.write("martin", client("Martin", invoice("ab", "500.00")))
        (found,) = outlook_on(desk.session, TODAY).currencies
        assert found.aged == balance_on(desk.session, TODAY).totals()["EUR"]
        assert found.months[-1] == found.expected.total == found.aged.total == Decimal(1900)

    def test_a_client_never_invoiced_has_no_part(self, desk: Desk) -> None:
        """Nor has an empty workspace a currency."""
        desk.write("new", client("New", ""))
        assert outlook_on(desk.session, TODAY).currencies == ()


class TestSum:
    """Currency by currency."""

    def test_the_creditors_currency_is_first(self, desk: Desk) -> None:
        """The others follow in alphabetical order."""
        desk.write("a", client("A", invoice("ab", "5.00 CHF") + invoice("cd", "7.00") + invoice("ef", "1.00 USD")))
        assert [found.currency for found in outlook_on(desk.session, TODAY).currencies] == ["EUR", "CHF", "USD"]

    def test_who_owes_most(self, desk: Desk) -> None:
        """Ten at most, the greatest first; nobody whose money we hold."""
        for rank in range(12):
            desk.write(f"c{rank:02d}", client(f"C{rank:02d}", invoice("ab", f"{rank + 1}.00")), commit=False)
        desk.write("paid", client("Paid", "### 2026-09-01 payment ^zzzzzzzz\n- amount: 900.00\n"))
        (found,) = outlook_on(desk.session, TODAY).currencies
        assert [debtor.id for debtor in found.debtors] == [f"c{rank:02d}" for rank in range(11, 1, -1)]
        assert found.owing == 12

    def test_a_past_day(self, desk: Desk) -> None:
        """As it was at its end."""
        desk.write("durand", DURAND)
        (found,) = outlook_on(desk.session, date(2026, 11, 12)).currencies
        assert (found.aged.total, len(found.months)) == (Decimal(2400), 13)

    def test_the_clients_of_one_person(self, desk: Desk) -> None:
        """A selection, as in the balance."""
        desk.write("durand", DURAND)
        desk.write("martin", client("Martin", invoice("ab", "500.00"), "owner: lea\n"))
        assert [part.id for part in outlook_on(desk.session, TODAY, Selection(owner="LEA")).parts] == ["martin"]


class TestAgain:
    """Some clients read again give what reading all of them gives."""

    def test_changed_removed_added_and_broken(self, desk: Desk) -> None:
        """Whatever happened to their files."""
        for name in ("changed", "removed", "same", "broken", "mended"):
            desk.write(name, client(name, invoice("ab", "100.00")))
        desk.write("mended", client("mended", "### 2026-09-01 invoice F\n- amount: many\n"))
        before = outlook_on(desk.session, TODAY)
        desk.write("changed", client("changed", invoice("ab", "250.00")))
        (desk.root / "dossiers/removed.md").unlink()
        desk.write("added", client("added", invoice("ab", "1.00")))
        desk.write("broken", client("broken", "### 2026-09-01 invoice F\n- amount: many\n"))
        desk.write("mended", client("mended", invoice("ab", "9.00")))
        clients = ("changed", "removed", "added", "broken", "mended")
        assert outlook_with(desk.session, before, clients) == outlook_on(desk.session, TODAY)
        assert before.unreadable == ("dossiers/mended.md",)

    def test_two_files_of_one_client(self, desk: Desk) -> None:
        """Both are left out and named."""
        desk.write("durand", DURAND)
        before = outlook_on(desk.session, TODAY)
        (desk.root / "dossiers/du").mkdir()
        desk.write("du/durand", DURAND)
        again = outlook_with(desk.session, before, ("durand",))
        assert again == outlook_on(desk.session, TODAY)
        assert len(again.unreadable) == 2


class TestLines:
    """What is expected, line by line."""

    def lines(self, desk: Desk) -> dict[str, Decimal]:
        """Sentence → amount."""
        outlook = outlook_on(desk.session, TODAY)
        (found,) = outlook.currencies
        lines = list(receipts(found.expected, outlook.weeks))
        assert sum(line.amount for line in lines) == found.aged.total
        return {str(line.until or _text(line.what)): line.amount for line in lines}

    def test_every_week_and_what_has_no_date(self, desk: Desk) -> None:
        """Empty weeks are shown, empty remainders are not."""
        desk.write("a", client("A", invoice("ab", "100.00") + invoice("cd", "50.00", "2026-11-25")))
        lines = self.lines(desk)
        assert len(lines) == 9
        assert (lines["2026-11-29"], lines["late, no date"]) == (Decimal(50), Decimal(100))

    def test_one_clients_line(self, desk: Desk) -> None:
        """The part of a client in a week, and what of it is promised."""
        promise = "### 2026-11-18 promise ^zzzzzzzz\n- amount: 60.00\n- by: 2026-11-27\n"
        desk.write("a", client("A", invoice("ab", "100.00") + promise))
        outlook = outlook_on(desk.session, TODAY)
        lines = list(receipts(outlook.currencies[0].expected, outlook.weeks))
        assert lines[1].of(outlook.parts[0], outlook.weeks) == (Decimal(60), Decimal(60))
        assert lines[-1].of(outlook.parts[0], outlook.weeks) == (Decimal(40), Decimal(0))

    def test_shares(self) -> None:
        """Whole percents; of nothing, nothing."""
        assert [share_of(Decimal(part), Decimal(8)) for part in (1, 3, 8)] == [13, 38, 100]
        assert share_of(Decimal(5), Decimal(0)) == 0


def _text(message: Message) -> str:
    return message.text


def test_what_is_late_is_a_share_of_the_invoices_left_open(desk: Desk) -> None:
    """Money received and not yet allocated would make it more than the whole."""
    desk.write("durand", DURAND + "\n### 2026-11-14 payment ^p1p1p1p1\n- amount: 1200.00\n")
    aged = outlook_on(desk.session, TODAY).currencies[0].aged
    assert (aged.overdue, aged.open_items, aged.total) == (1400, 1400, 200)

"""What stands in the way of forgetting somebody, and until when."""

from __future__ import annotations

from datetime import date

import pytest

from recouv.domain.dossier import Client, ClientKind
from recouv.domain.practice import House
from recouv.rules.erasure import Erasure, erasure_on, whom_it_is_about
from tests.rules.journals import sound

CONSUMER = "name: Claire Petit\nkind: consumer"
INVOICE = "### 2026-09-01 invoice F1 ^aaaaaaaa\n- amount: 100.00\n- due: 2026-10-31\n"
PAID = "### 2026-11-02 payment ^bbbbbbbb\n- amount: 100.00\n- allocate:\n  - F1: 100.00\n"


def erasure(journal: str, on: str = "2026-11-20", head: str = CONSUMER) -> Erasure:
    """What is said on a day."""
    return erasure_on(sound(journal, head), date.fromisoformat(on), House())


def said(found: Erasure) -> list[str]:
    """The obstacles in words."""
    return [str(one.why) for one in found.obstacles]


class TestOpenInvoices:
    """GDPR art. 17(3)(e): the proof of a claim may be kept until it is extinguished."""

    def test_nothing_owed(self) -> None:
        """Nothing stands in the way."""
        assert erasure(INVOICE + "\n" + PAID).obstacles == ()

    def test_an_open_invoice(self) -> None:
        """Is the creditor's choice, until the day after the last day to sue."""
        found = erasure(INVOICE)
        assert said(found) == [
            "owed and open: F1; the proof may be kept until the claim is extinguished (GDPR art. 17(3)(e))"
        ]
        assert not found.is_refused
        assert found.from_day == date(2028, 11, 1)

    @pytest.mark.parametrize(("on", "open_"), [("2028-10-31", True), ("2028-11-01", False)])
    def test_one_that_is_prescribed(self, on: str, open_: bool) -> None:
        """Stands in the way until its last day to sue is over, not longer."""
        assert bool(erasure(INVOICE, on).obstacles) == open_

    def test_money_held(self) -> None:
        """Money that waits to be allocated is the client's, and stands in the way."""
        found = erasure("### 2026-11-02 payment ^bbbbbbbb\n- amount: 100.00\n")
        assert len(found.obstacles) == 1
        assert not found.is_refused
        assert found.from_day is None


class TestJustice:
    """No reason destroys the proof that a court has."""

    COURT = "\n### 2026-11-10 handover ^cccccccc\n- to: Tribunal judiciaire\n- role: court\n"

    def test_in_court(self) -> None:
        """The file is refused."""
        assert erasure(INVOICE + self.COURT).is_refused

    def test_taken_back(self) -> None:
        """Or settled, it is not."""
        assert not erasure(INVOICE + self.COURT + "\n### 2026-11-12 recall ^cccccccc ^dddddddd\n").is_refused
        assert not erasure(INVOICE + self.COURT + "\n" + PAID.replace("11-02", "11-15")).is_refused

    def test_with_a_bailiff(self) -> None:
        """Remains the creditor's choice."""
        found = erasure(INVOICE + self.COURT.replace("court", "bailiff"))
        assert found.obstacles
        assert not found.is_refused

    def test_declared_to_a_trustee(self) -> None:
        """Is refused while the proceedings are open."""
        opened = "\n### 2026-11-03 insolvency Redressement ^eeeeeeee\n"
        claim = "\n### 2026-11-05 claim ^ffffffff\n- amount: 100.00\n- invoices: F1\n"
        head = "name: Claire Petit\nkind: sole-trader"
        assert erasure(INVOICE + opened + claim, head=head).is_refused


class TestAccounts:
    """C. com. art. L123-22: ten years."""

    def test_from_the_end_of_the_last_year(self) -> None:
        """Of the accounts: talk of a later year lengthens nothing."""
        late = "\n### 2027-02-01 note ^cccccccc\n> hello\n"
        assert erasure(INVOICE + "\n" + PAID + late, "2027-03-01").accounts_until == date(2036, 12, 31)

    def test_without_accounts(self) -> None:
        """Nothing is to be kept."""
        assert erasure("### 2026-02-01 note ^cccccccc\n> hello\n").accounts_until is None


@pytest.mark.parametrize(
    ("kind", "word"),
    [("consumer", "consumer"), ("sole-trader", "SIREN"), ("public", "contacts"), ("company", "contacts")],
)
def test_whom_it_is_about(kind: str, word: str) -> None:
    """A natural person, or the people who answer for a legal one."""
    told = str(whom_it_is_about(Client(name="x", kind=ClientKind(kind))))
    assert word in told
    assert ("no natural person" in told) == (kind in ("public", "company"))

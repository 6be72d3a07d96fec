"""The fixed recovery charge for recovery costs."""

from __future__ import annotations

from datetime import date

import pytest

from recouv.domain.dossier import ClientKind
from recouv.rules.fixed_indemnity import fixed_indemnity, why_none

DUE = date(2026, 10, 31)


def owed(
    kind: ClientKind = ClientKind.COMPANY, *, late: bool = True, opened: date | None = None, claimed: bool = True
) -> str:
    return fixed_indemnity(kind, is_late=late, due=DUE, opened=opened, claimed=claimed).plain


class TestWhoOwesIt:
    """Forty euros for each invoice paid late, between professionals and from public buyers."""

    @pytest.mark.parametrize(
        ("kind", "amount"),
        [
            (ClientKind.COMPANY, "40.00"),
            (ClientKind.SOLE_TRADER, "40.00"),
            (ClientKind.PUBLIC, "40.00"),
            (ClientKind.CONSUMER, "0.00"),
        ],
    )
    def test_who_owes_it(self, kind: ClientKind, amount: str) -> None:
        """Every buyer but a consumer."""
        assert owed(kind) == amount
        assert (why_none(kind, due=DUE, opened=None) is None) == (amount == "40.00")

    def test_an_invoice_that_was_never_late_owes_none(self) -> None:
        """Not a day."""
        assert owed(late=False) == "0.00"

    def test_a_creditor_may_not_claim_it(self) -> None:
        """It is a right."""
        assert owed(claimed=False) == "0.00"

    def test_proceedings_that_forbade_to_pay_on_the_due_date(self) -> None:
        """Opened on it or before: none; opened after: it was earned."""
        assert [owed(opened=date(2026, 10, day)) for day in (30, 31)] == ["0.00", "0.00"]
        assert owed(opened=date(2026, 11, 2)) == "40.00"
        assert why_none(ClientKind.COMPANY, due=DUE, opened=DUE) is not None

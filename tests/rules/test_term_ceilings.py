"""The longest payment terms that the law lets a contract state."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.dossier import ClientKind
from recouv.domain.sector import Sector
from recouv.rules.payment_terms import parse_terms
from recouv.rules.term_ceilings import beyond_ceiling, words_beyond_ceiling

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "law" / "terms_vectors.csv"
ISSUED = date(2026, 1, 15)
BUSINESS = ClientKind.COMPANY


def beyond(
    words: str, issued: date = ISSUED, kind: ClientKind = BUSINESS, sector: Sector | None = None, **more: date
) -> str:
    terms = parse_terms(words)
    return str(beyond_ceiling(issued, terms.due(issued), kind=kind, sector=sector, terms=terms, **more) or "")


def date_beyond(due: str, kind: ClientKind = BUSINESS, sector: Sector | None = None, **more: date) -> str:
    return str(beyond_ceiling(ISSUED, date.fromisoformat(due), kind=kind, sector=sector, **more) or "")


class TestBetweenProfessionals:
    """C. com. art. L441-10 I: sixty days, or forty-five days end of month where that is stipulated."""

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 365))
    def test_sixty_days(self, issued: date, days: int) -> None:
        """From the day of issue, the sixtieth included."""
        assert bool(beyond(f"{days} days", issued)) == (days > 60)

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    def test_forty_five_days_end_of_month_in_both_readings(self, issued: date) -> None:
        """More than sixty days on many days, and lawful all the same."""
        for words in ("45 days end of month", "end of month 45 days", "30 days end of month", "end of month"):
            assert beyond(words, issued) == ""

    @given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    def test_a_date_alone_may_be_forty_five_days_end_of_month(self, issued: date) -> None:
        """An invoice that prints it, and no words."""
        for words in ("45 days end of month", "end of month 45 days"):
            due = parse_terms(words).due(issued)
            assert beyond_ceiling(issued, due, kind=BUSINESS) is None

    def test_another_date_may_not(self) -> None:
        """The day after the sixtieth."""
        assert date_beyond("2026-03-16") == ""
        assert date_beyond("2026-03-18").startswith("60 days from the invoice")

    @pytest.mark.parametrize("words", ["60 days end of month", "90 days", "45 days end of month the 10th"])
    def test_longer_words(self, words: str) -> None:
        """For invoices of some days at least."""
        assert words_beyond_ceiling(parse_terms(words), BUSINESS, None) is not None

    @pytest.mark.parametrize(
        "words", ["60 days", "45 days end of month", "30 days end of month", "end of month the 10th", "on receipt"]
    )
    def test_lawful_words(self, words: str) -> None:
        """Whatever the day."""
        assert words_beyond_ceiling(parse_terms(words), BUSINESS, None) is None

    @pytest.mark.skipif(not VECTORS.is_file(), reason=f"{VECTORS} is not on this machine")
    def test_the_marks_of_the_table(self) -> None:
        """A due date is marked exactly where recouv warns."""
        with VECTORS.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                issued = date.fromisoformat(row["invoice_date"])
                marked = row["30 j fin de mois le 10"].endswith(">60d")
                assert bool(beyond("30 jours fin de mois le 10", issued)) == marked, issued


class TestTrades:
    """C. com. art. L441-11 II."""

    @pytest.mark.parametrize(
        ("sector", "last"),
        [
            (Sector.PERISHABLE_FOOD, "2026-02-09"),
            (Sector.LIVE_CATTLE, "2026-01-30"),
            (Sector.ALCOHOL, "2026-03-02"),
            (Sector.TRANSPORT, "2026-02-14"),
            (Sector.EXPORT, "2026-04-15"),
            (Sector.PERIODIC, "2026-03-01"),
            (Sector.WINE, "2026-03-31"),
        ],
    )
    def test_last_day(self, sector: Sector, last: str) -> None:
        """Counted from the invoice of 15 January, or from the delivery of the 10th."""
        after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
        assert date_beyond(last, sector=sector, delivered=date(2026, 1, 10)) == ""
        assert date_beyond(after, sector=sector, delivered=date(2026, 1, 10))

    def test_without_a_delivery_the_invoice_counts(self) -> None:
        """Nobody said when."""
        assert date_beyond("2026-02-14", sector=Sector.PERISHABLE_FOOD) == ""
        assert date_beyond("2026-02-15", sector=Sector.PERISHABLE_FOOD)

    def test_a_public_buyer_of_a_trade_keeps_the_ceiling_of_public_buyers(self) -> None:
        """Thirty days, whatever is sold."""
        assert date_beyond("2026-03-01", ClientKind.PUBLIC, Sector.EXPORT).startswith("30 days for a public buyer")


class TestOtherBuyers:
    """C. commande publique art. R2192-10 and R2192-11; nothing for consumers."""

    @pytest.mark.parametrize(
        ("sector", "days"), [(None, 30), (Sector.HOSPITAL, 50), (Sector.PUBLIC_COMPANY, 60)], ids=str
    )
    def test_public(self, sector: Sector | None, days: int) -> None:
        """From the invoice."""
        assert beyond(f"{days} days", kind=ClientKind.PUBLIC, sector=sector) == ""
        assert beyond(f"{days + 1} days", kind=ClientKind.PUBLIC, sector=sector)

    @given(st.integers(0, 999))
    def test_consumer(self, days: int) -> None:
        """No ceiling."""
        assert beyond(f"{days} days", kind=ClientKind.CONSUMER) == ""

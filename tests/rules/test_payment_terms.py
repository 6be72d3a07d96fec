"""When an invoice is due, from its payment terms in words."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.rules.payment_terms import STATUTORY_TERMS, UnknownTermsError, end_of_month, parse_terms

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "law" / "terms_vectors.csv"
WORDS = {
    "30 jours nets": "30 jours nets",
    "45 jours (periodic cap)": "45 jours",
    "60 jours nets (legal cap)": "60 days net",
    "30 j fin de mois (A: +30 then EOM)": "30 j fin de mois",
    "fin de mois 30 j (B: EOM then +30)": "fin de mois 30 j",
    "45 j fin de mois A (+45 then EOM)": "45 days end of month",
    "45 j fin de mois B (EOM then +45)": "end of month 45 days",
    "30 j fin de mois le 10": "30 jours fin de mois le 10",
    "fin de mois": "fin de mois",
}
TOLERANT = "most tolerant of A/B"
OVER = " >60d"


def due(words: str, issued: str) -> str:
    return parse_terms(words).due(date.fromisoformat(issued)).isoformat()


def vectors() -> list[dict[str, str]]:
    if not VECTORS.is_file():
        return []
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not VECTORS.is_file(), reason=f"{VECTORS} is not on this machine")
class TestPublishedVectors:
    """The due dates of the legal table, term by term."""

    def test_every_column_is_read(self) -> None:
        """The table has no column that these tests leave out, and ten invoices or so."""
        rows = vectors()
        assert set(rows[0]) == {"invoice_date", TOLERANT, *WORDS}
        assert len(rows) == 7

    @pytest.mark.parametrize("column", WORDS)
    def test_column(self, column: str) -> None:
        """Each invoice of the column is due on the day printed."""
        for row in vectors():
            assert due(WORDS[column], row["invoice_date"]) == row[column].removesuffix(OVER), row["invoice_date"]

    def test_most_tolerant_reading(self) -> None:
        """The later of both readings of 45 days end of month is the one that a debtor may rely on."""
        for row in vectors():
            readings = [due(words, row["invoice_date"]) for words in ("45 j fin de mois", "fin de mois 45 j")]
            assert max(readings) == row[TOLERANT]

    def test_marks_of_the_legal_cap(self) -> None:
        """A due date is marked exactly when it is more than sixty days after the invoice."""
        for row in vectors():
            issued = date.fromisoformat(row["invoice_date"])
            reached = parse_terms("30 jours fin de mois le 10").due(issued)
            assert (reached - issued > timedelta(days=60)) == row["30 j fin de mois le 10"].endswith(OVER)


class TestTwoReadings:
    """`45 days end of month` adds the days first, `end of month 45 days` goes to the end of the month first."""

    @pytest.mark.parametrize(
        ("issued", "days_first", "month_first"),
        [
            ("2026-01-15", "2026-03-31", "2026-03-17"),
            ("2026-02-15", "2026-04-30", "2026-04-14"),
            ("2026-03-10", "2026-04-30", "2026-05-15"),
            ("2026-10-05", "2026-11-30", "2026-12-15"),
            ("2026-10-22", "2026-12-31", "2026-12-15"),
            ("2024-01-16", "2024-03-31", "2024-03-16"),
        ],
    )
    def test_published_examples(self, issued: str, days_first: str, month_first: str) -> None:
        """Neither reading is always the later one; a leap year moves the second."""
        assert due("45 jours fin de mois", issued) == days_first
        assert due("fin de mois 45 jours", issued) == month_first


class TestWords:
    """French and English, any case, any spacing."""

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("on receipt", "2026-01-31"),
            ("cash", "2026-01-31"),
            ("comptant", "2026-01-31"),
            ("Comptant", "2026-01-31"),
            ("à réception", "2026-01-31"),
            ("a reception", "2026-01-31"),
            ("À RÉCEPTION", "2026-01-31"),
            ("immediate", "2026-01-31"),
            ("immédiat", "2026-01-31"),
            ("0 days", "2026-01-31"),
            ("1 day", "2026-02-01"),
            ("30 days", "2026-03-02"),
            ("  30   days ", "2026-03-02"),
            ("30 days net", "2026-03-02"),
            ("30 jours net", "2026-03-02"),
            ("30j", "2026-03-02"),
            ("30 J", "2026-03-02"),
            ("end of month", "2026-01-31"),
            ("end of the month", "2026-01-31"),
            ("EOM", "2026-01-31"),
            ("FDM", "2026-01-31"),
            ("30j fdm", "2026-03-31"),
            ("30 days, end of month", "2026-03-31"),
            ("30 days eom", "2026-03-31"),
            ("fin de mois + 30 jours", "2026-03-02"),
            ("end of month 30 days", "2026-03-02"),
            ("30 jours le 15", "2026-04-15"),
            ("30 jours fin de mois le 1er", "2026-04-01"),
            ("30 days end of month on the 15th", "2026-04-15"),
            ("end of month the 10th", "2026-02-10"),
            ("fin de mois le 31", "2026-02-28"),
            ("on receipt the 2nd", "2026-02-02"),
            *((words, "2026-01-31") for words in ("payable à réception de facture", "dès réception", "au comptant")),
            *((words, "2026-01-31") for words in ("due on receipt of invoice", "upon receipt", "comptant à réception")),
            *((words, "2026-03-02") for words in ("net 30 days", "30 days from invoice", "within 30 days")),
            *((words, "2026-03-02") for words in ("30 jours date de facture", "sous 30 jours", "à 30 jours nets")),
            ("30 jours à compter de la date de facture", "2026-03-02"),
            ("60 days net", "2026-04-01"),
            ("fin du mois", "2026-01-31"),
            *((words, "2026-03-31") for words in ("45 days then end of month", "45 jours, puis fin de mois")),
            *((words, "2026-03-17") for words in ("end of month then 45 days", "fin de mois puis 45 jours")),
            ("30 jours nets fin de mois le 10 du mois suivant", "2026-04-10"),
            *((words, "2026-02-10") for words in ("le 10 du mois suivant", "the 10th of the next month")),
        ],
    )
    def test_are_understood(self, words: str, expected: str) -> None:
        """An invoice of 31 January is due on the day that the words say."""
        assert due(words, "2026-01-31") == expected

    @pytest.mark.parametrize(
        "words",
        [
            *("", "soon", "30", "thirty days", "-30 days", "30.5 days", "1000 days", "30 weeks", "2 months"),
            *("30 days end of year", "end of month end of month", "30 days the 32nd", "30 days the 0th"),
            *("the 10th", "le 32 du mois suivant", "then end of month", "45 days then", "net end of month"),
            *("30 days the 00", "30 days the", "30 days 10", "30 days end of month and then some", "days 30", "net 30"),
        ],
    )
    def test_are_refused(self, words: str) -> None:
        """What is not understood is refused with the words themselves, never taken for something near."""
        with pytest.raises(UnknownTermsError) as refusal:
            parse_terms(words)
        assert refusal.value.args == (words,)


class TestReadings:
    """What the words leave in doubt."""

    @pytest.mark.parametrize("words", ["45 days end of month", "45 jours fin de mois", "15 j fdm", "75 days eom"])
    def test_of_ambiguous_words(self, words: str) -> None:
        """Both due dates, that of the balance first."""
        terms = parse_terms(words)
        issued = date(2026, 10, 5)
        first, second = terms.readings(issued)
        assert first == terms.due(issued)
        days = terms.days_before_month_end
        assert second == end_of_month(issued) + timedelta(days=days)

    @pytest.mark.parametrize(
        "words",
        [
            *("45 days then end of month", "45 jours puis fin de mois", "end of month 45 days", "fin de mois 45 jours"),
            *("30 days end of month", "60 jours fin de mois", "45 days", "end of month", "on receipt"),
        ],
    )
    def test_of_plain_words(self, words: str) -> None:
        """None: whole months mean one thing, and so do words that say which comes first."""
        assert parse_terms(words).readings(date(2026, 10, 5)) == ()

    def test_with_a_day(self) -> None:
        """The day named is in the month after either."""
        found = parse_terms("45 days end of month the 10th").readings(date(2026, 10, 5))
        assert found == (date(2026, 12, 10), date(2027, 1, 10))


class TestCalendar:
    """Days are those of the calendar: no weekend, holiday or short month is moved or lost."""

    @given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 999))
    def test_days_are_counted_from_the_day_after(self, issued: date, days: int) -> None:
        """`n days` is n days later, be it a Sunday."""
        assert parse_terms(f"{days} days").due(issued) == issued + timedelta(days=days)

    @given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 999), st.integers(1, 31))
    def test_readings_hold_for_any_date(self, issued: date, days: int, day: int) -> None:
        """The end of the month is the day before a first of the month; a day named is in the month after."""
        first = parse_terms(f"{days} days end of month").due(issued)
        second = parse_terms(f"end of month {days} days").due(issued)
        assert (first + timedelta(days=1)).day == 1
        assert timedelta(0) <= first - (issued + timedelta(days=days)) <= timedelta(days=30)
        assert timedelta(0) <= second - (issued + timedelta(days=days)) <= timedelta(days=30)
        named = parse_terms(f"{days} days end of month the {day}").due(issued)
        assert named.day == day or (named + timedelta(days=1)).day == 1
        assert timedelta(days=1) <= named - first <= timedelta(days=31)

    @pytest.mark.parametrize(
        ("day", "last"), [("2028-02-01", "2028-02-29"), ("2026-02-28", "2026-02-28"), ("2026-12-31", "2026-12-31")]
    )
    def test_end_of_month(self, day: str, last: str) -> None:
        """Leap years and last days included."""
        assert end_of_month(date.fromisoformat(day)).isoformat() == last

    def test_nothing_agreed_is_thirty_days(self) -> None:
        """Where nothing is agreed, thirty days (C. com. art. L441-10 I)."""
        assert STATUTORY_TERMS.due(date(2026, 1, 31)) == date(2026, 3, 2)

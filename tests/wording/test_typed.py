"""Days and amounts as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recouv.domain.money import Money, minor_digits
from recouv.wording.typed import TypedAmountError, TypedDayError, read_typed_amount, read_typed_day

MONDAY = date(2026, 11, 23)
PROPOSED = date(2026, 12, 7)


def day(text: str, *, past: bool = False) -> str:
    return read_typed_day(text, MONDAY, proposed=PROPOSED, past=past).isoformat()


class TestDay:
    """What a field for a day understands, on Monday 23 November 2026."""

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("", "2026-12-07"),
            ("  ", "2026-12-07"),
            ("2026-12-15", "2026-12-15"),
            ("2025-01-02", "2025-01-02"),
            ("15", "2026-12-15"),
            ("23", "2026-11-23"),
            ("24", "2026-11-24"),
            ("31", "2026-12-31"),
            ("15/12", "2026-12-15"),
            ("1/2", "2027-02-01"),
            ("23/11", "2026-11-23"),
            ("22.11", "2027-11-22"),
            ("29/2", "2028-02-29"),
            ("15/12/26", "2026-12-15"),
            ("15 décembre", "2026-12-15"),
            ("15 Dec", "2026-12-15"),
            ("1er février", "2027-02-01"),
            ("15 févr. 2026", "2026-02-15"),
            ("6 Dec 26", "2026-12-06"),
            ("15/12/2025", "2025-12-15"),
            ("ven", "2026-11-27"),
            ("Vendredi", "2026-11-27"),
            ("ven.", "2026-11-27"),
            ("fri", "2026-11-27"),
            ("friday", "2026-11-27"),
            ("lun", "2026-11-30"),
            ("mardi", "2026-11-24"),
            ("dim", "2026-11-29"),
            ("thurs", "2026-11-26"),
            ("+7", "2026-11-30"),
            ("-3", "2026-11-20"),
            ("−3", "2026-11-20"),
            ("+7j", "2026-11-30"),
            ("+7 jours", "2026-11-30"),
            ("+7d", "2026-11-30"),
            ("+2s", "2026-12-07"),
            ("+2w", "2026-12-07"),
            ("+1m", "2026-12-23"),
            ("-1 mois", "2026-10-23"),
            ("fm", "2026-11-30"),
            ("EOM", "2026-11-30"),
            ("fin de mois", "2026-11-30"),
            ("today", "2026-11-23"),
            ("auj", "2026-11-23"),
            ("aujourd'hui", "2026-11-23"),
            ("aujourd’hui", "2026-11-23"),
            ("demain", "2026-11-24"),
            ("tomorrow", "2026-11-24"),
            ("hier", "2026-11-22"),
            ("Yesterday", "2026-11-22"),
        ],
    )
    def test_to_come(self, text: str, read: str) -> None:
        """The next such day; today counts for a date, not for a weekday."""
        assert day(text) == read

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("15", "2026-11-15"),
            ("23", "2026-11-23"),
            ("24", "2026-10-24"),
            ("31", "2026-10-31"),
            ("15/12", "2025-12-15"),
            ("23/11", "2026-11-23"),
            ("29/02", "2024-02-29"),
            ("ven", "2026-11-20"),
            ("monday", "2026-11-16"),
            ("dim", "2026-11-22"),
            ("fm", "2026-10-31"),
            ("", "2026-12-07"),
            ("15/12/26", "2026-12-15"),
            ("+7", "2026-11-30"),
        ],
    )
    def test_gone_by(self, text: str, read: str) -> None:
        """The latest such day, for what has already happened."""
        assert day(text, past=True) == read

    @pytest.mark.parametrize(
        ("text", "read"),
        [("30/10", "2026-10-30"), ("14/9", "2027-09-14"), ("15", "2026-09-15"), ("30 octobre", "2026-10-30")],
    )
    def test_after_an_event(self, text: str, read: str) -> None:
        """What an invoice of 15 September was due on may be gone."""
        assert read_typed_day(text, MONDAY, since=date(2026, 9, 15)).isoformat() == read

    @pytest.mark.parametrize("text", ["15 jui", "15 brumaire", "31 février", "15 vendredi"])
    def test_a_month_that_is_none_or_two(self, text: str) -> None:
        """Is refused, and what was typed is named."""
        with pytest.raises(TypedDayError) as refused:
            day(text)
        assert refused.value.what.args["typed"] == text

    def test_end_of_month_on_the_last_day(self) -> None:
        """Is that day."""
        last = date(2026, 11, 30)
        assert read_typed_day("fm", last) == read_typed_day("eom", last, past=True) == last

    def test_months_are_of_unequal_length(self) -> None:
        """The last day of a shorter one; over the year's end too."""
        assert read_typed_day("+1m", date(2026, 1, 31)) == date(2026, 2, 28)
        assert read_typed_day("+13m", date(2026, 12, 31)) == date(2028, 1, 31)
        assert read_typed_day("-1m", date(2026, 1, 15)) == date(2025, 12, 15)

    def test_29_february_over_a_century(self) -> None:
        """2100 is not a leap year."""
        assert read_typed_day("29/2", date(2096, 3, 1)) == date(2104, 2, 29)

    @pytest.mark.parametrize(
        "text",
        [
            "0",
            "32",
            "30/02",
            "12/15",
            "31/02/2026",
            "2026-13-01",
            "2026-1-5",
            "1/2/3",
            "ma",
            "jui",
            "x",
            "7j",
            "+",
            "15/",
            "2026-11-23T10:00",
            "١٥",
            "[red]",
            "+99999",
        ],
    )
    def test_refused(self, text: str) -> None:
        """With a message that repeats what was typed."""
        with pytest.raises(TypedDayError) as refused:
            day(text)
        assert refused.value.what.args["typed"] == text

    def test_nothing_typed_and_nothing_proposed(self) -> None:
        """Is refused."""
        with pytest.raises(TypedDayError, match="type a day"):
            read_typed_day("", MONDAY)

    @pytest.mark.parametrize("text", ["tomorrow", "+1", "fri", "+1m", "1"])
    def test_the_end_of_time(self, text: str) -> None:
        """Is not a crash."""
        with pytest.raises(TypedDayError):
            read_typed_day(text, date.max)

    @given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-365, 365))
    def test_round_trip(self, today: date, days: int) -> None:
        """Every date within a year, in every way to write it."""
        wanted = today + timedelta(days)
        for text in (
            wanted.isoformat(),
            f"{wanted:%d/%m/%Y}",
            f"{wanted.day}/{wanted.month}/{wanted.year}",
            f"{days:+d}",
            f"{days:+d}j",
        ):
            assert read_typed_day(text, today) == wanted
        if wanted.year >= 2000:
            assert read_typed_day(f"{wanted:%d/%m/%y}", today) == wanted
        assume(abs(days) < 365)
        assert read_typed_day(f"{wanted:%d/%m}", today, past=days < 0) == wanted

    @given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 7))
    def test_weekdays_round_trip(self, today: date, days: int) -> None:
        """Within a week, before and after."""
        for names in ("lun mar mer jeu ven sam dim", "mon tue wed thu fri sat sun"):
            later, before = today + timedelta(days), today - timedelta(days)
            assert read_typed_day(names.split()[later.weekday()], today) == later
            assert read_typed_day(names.split()[before.weekday()], today, past=True) == before

    @given(st.text(max_size=12), st.booleans())
    def test_any_text(self, text: str, past: bool) -> None:
        """Is a day or a refusal, never a crash."""
        with suppress(TypedDayError):
            assert read_typed_day(text, MONDAY, past=past)


WHOLE = Money(Decimal("4961.85"))


def amount(text: str, currency: str = "EUR") -> str:
    return str(read_typed_amount(text, currency=currency, whole=WHOLE))


class TestAmount:
    """What a field for an amount understands, 4961.85 EUR being owed."""

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("1200", "1200.00 EUR"),
            ("1 200,50", "1200.50 EUR"),
            ("1\u00a0200,50", "1200.50 EUR"),
            ("1\u202f200,50", "1200.50 EUR"),
            ("1200.50", "1200.50 EUR"),
            ("1200,5", "1200.50 EUR"),
            ("1'200.50", "1200.50 EUR"),
            ("1’200,50", "1200.50 EUR"),
            ("1.200,50", "1200.50 EUR"),
            ("1,200.50", "1200.50 EUR"),
            ("1,234,567", "1234567.00 EUR"),
            ("1.234.567,8", "1234567.80 EUR"),
            ("1 234", "1234.00 EUR"),
            ("0,05", "0.05 EUR"),
            ("", "4961.85 EUR"),
            (" = ", "4961.85 EUR"),
            ("50%", "2480.93 EUR"),
            ("33,3 %", "1652.30 EUR"),
            ("12.5%", "620.23 EUR"),
            ("100%", "4961.85 EUR"),
            ("1200 EUR", "1200.00 EUR"),
            ("1200 eur", "1200.00 EUR"),
            ("EUR 1200", "1200.00 EUR"),
            ("1200€", "1200.00 EUR"),
            ("€1,200.50", "1200.50 EUR"),
            ("$1,200.50", "1200.50 USD"),
            ("1 200,50 £", "1200.50 GBP"),
            ("1200 CHF", "1200.00 CHF"),
        ],
    )
    def test_read(self, text: str, read: str) -> None:
        """In the currency of the dossier, unless another is named."""
        assert amount(text) == read

    def test_currencies_of_other_decimals(self) -> None:
        """Where decimals are three, three digits are decimals; where there are none, they are a thousand."""
        assert amount("1,234", "JPY") == "1234 JPY"
        assert amount("1.234", "KWD") == "1.234 KWD"
        assert amount("1,234.500", "KWD") == "1234.500 KWD"

    def test_a_sign_that_several_currencies_share(self) -> None:
        """Is the dossier's currency where it can be."""
        assert amount("$12", "CAD") == "12.00 CAD"
        assert amount("£12", "CAD") == "12.00 GBP"

    @pytest.mark.parametrize("text", ["1,234", "1.234", "12,345 EUR", "€999.999"])
    def test_what_can_be_read_in_two_ways(self, text: str) -> None:
        """Is refused, and both are said."""
        with pytest.raises(TypedAmountError, match=r"can be [0-9]+ or [0-9]+[.][0-9]{3}"):
            amount(text)

    @pytest.mark.parametrize("text", ["0,125", "1200,505", "1 200.500", "1.234,567"])
    def test_too_many_decimals(self, text: str) -> None:
        """Are not rounded in silence."""
        with pytest.raises(TypedAmountError, match="more decimals"):
            amount(text)
        with pytest.raises(TypedAmountError, match="more decimals"):
            amount("12,5", "JPY")

    @pytest.mark.parametrize("text", ["0", "0,00", "0%", "0,0001%"])
    def test_nothing(self, text: str) -> None:
        """Is not an amount."""
        with pytest.raises(TypedAmountError, match="more than nothing"):
            amount(text)

    @pytest.mark.parametrize("text", ["-5", "−5", "(5)", "€-5", "- 5 EUR"])
    def test_negative(self, text: str) -> None:
        """Is refused."""
        with pytest.raises(TypedAmountError, match="without a sign"):
            amount(text)

    @pytest.mark.parametrize(
        "text",
        [
            "x",
            "12x",
            "1 20",
            "12 00",
            "1,20,50",
            "1 200.300,50",
            "1'200 300",
            "1.2.3",
            "12,",
            ",5",
            "+5",
            "1e3",
            "١٢",
            "5%%",
            "50% EUR",
            "EUR",
            "€12€",
            "EUR 12 USD",
            "1" * 16,
            "[red]12",
            "5;5",
            "0x10",
            "1  2\x1b",
        ],
    )
    def test_refused(self, text: str) -> None:
        """With a message that repeats what was typed."""
        with pytest.raises(TypedAmountError) as refused:
            amount(text)
        assert refused.value.what.args["typed"] == text

    def test_unknown_currency(self) -> None:
        """A word is not a currency."""
        with pytest.raises(TypedAmountError, match="not a currency"):
            amount("12 dec")

    def test_more_than_the_whole(self) -> None:
        """A share is at most all."""
        with pytest.raises(TypedAmountError, match="more than the whole"):
            amount("101%")

    @pytest.mark.parametrize("text", ["", "=", "50%"])
    def test_without_a_whole(self, text: str) -> None:
        """There is no share of it, nor of nothing."""
        with pytest.raises(TypedAmountError, match="type an amount"):
            read_typed_amount(text, currency="EUR")
        with pytest.raises(TypedAmountError, match="more than nothing"):
            read_typed_amount(text, currency="EUR", whole=Money(Decimal(-5)))

    @given(st.integers(1, 10**14), st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF"]))
    def test_round_trip(self, coins: int, currency: str) -> None:
        """Every amount, as French and English write it, with its currency or without."""
        digits = minor_digits(currency)
        money = Money(Decimal(coins).scaleb(-digits), currency)
        english = f"{money.amount:,.{digits}f}"
        swapped = english.translate(str.maketrans(",.", ".,"))
        narrow = english.translate(str.maketrans(",.", "\u202f,"))
        written = [money.plain, english, narrow, english.replace(",", "'"), english.replace(",", "\u00a0"), swapped]
        for text in written:
            for typed in (text, f"{text} {currency}", f"{currency} {text}"):
                assert read_typed_amount(typed, currency=currency) == money

    @given(st.text("0123456789 .,'%=€$£EURx-\u202f", max_size=12) | st.text(max_size=12))
    def test_any_text(self, text: str) -> None:
        """Is an amount of whole coins, above zero, or a refusal."""
        with suppress(TypedAmountError):
            read = read_typed_amount(text, currency="EUR", whole=WHOLE)
            assert read.amount > 0
            assert read == read.rounded()

"""When an invoice is due, from its payment terms in words.

Source: C. com. art. L441-10 I (30 days where nothing is agreed; at most 60 days from issue, or 45 days end of month
where expressly stipulated), read 2026-11-22.  Both readings of "45 days end of month" are accepted by the DGCCRF
("date de facture + 45 jours + fin du mois ou date de facture + fin du mois + 45 jours", fiche pratique on payment
terms), so the words say which one is meant: `45 days end of month` adds the days first, `end of month 45 days` goes
to the end of the month first.

No weekend or holiday moves a due date: no text postpones a private one.

Understood, in English or French, any case: `on receipt`, `30 days`, `end of month`, `30 days end of month`,
`end of month 30 days`, and any of these followed by `the 10th`.

>>> from datetime import date
>>> parse_terms("30 days end of month the 10th").due(date(2026, 1, 31))
datetime.date(2026, 4, 10)
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

_DAYS = r"(?P<{}>\d{{1,3}}) ?(?:days?|jours?|j)(?: net| nets)?"
_MONTH_END = r"(?:end of (?:the )?month|eom|fin de mois|fdm)"
_TERMS = re.compile(
    rf"(?:(?P<cash>on receipt|cash|comptant|[àa] r[ée]ception|immediate|imm[ée]diat)"
    rf"|{_DAYS.format('days_first')}(?P<then_month_end>,? {_MONTH_END})?"
    rf"|(?P<month_end>{_MONTH_END})(?:,?(?: \+)? {_DAYS.format('days_after')})?)"
    r"(?:,? (?:the|on the|le) (?P<day>\d{1,2})(?:st|nd|rd|th|er)?)?",
    re.IGNORECASE,
)


class UnknownTermsError(ValueError):
    """The words are not payment terms."""


class PaymentTerms(Struct, frozen=True, kw_only=True):
    """Payment terms, read."""

    days_before_month_end: int = 0
    """Days added to the issue date."""
    month_end: bool = False
    """Whether to go on to the end of the month."""
    days_after_month_end: int = 0
    """Days added after the end of the month."""
    day: int = 0
    """Day of the following month; 0 when none is stipulated."""

    def due(self, issued: date) -> date:
        """The last day to pay on time an invoice issued on `issued`."""
        reached = later(issued, self.days_before_month_end)
        if self.month_end:
            reached = end_of_month(reached)
        reached = later(reached, self.days_after_month_end)
        return _day_of_next_month(reached, self.day) if self.day else reached


#: Where neither the invoice, the client nor the creditor says otherwise (C. com. art. L441-10 I).
STATUTORY_TERMS = PaymentTerms(days_before_month_end=30)


# a book knows a handful of terms, written on every client and asked for every invoice
@lru_cache(maxsize=256)
def parse_terms(words: str) -> PaymentTerms:
    """The terms that `words` state.

    Raises:
        UnknownTermsError: the words are none of the forms above, or name a day after the 31st.
    """
    match = _TERMS.fullmatch(" ".join(words.split()))
    if match is None or not 1 <= int(match["day"] or 1) <= 31:
        raise UnknownTermsError(words)
    return PaymentTerms(
        days_before_month_end=int(match["days_first"] or 0),
        month_end=bool(match["then_month_end"] or match["month_end"]),
        days_after_month_end=int(match["days_after"] or 0),
        day=int(match["day"] or 0),
    )


def later(day: date, days: int) -> date:
    """The day so many days later; the calendar's last day when there is none."""
    return day + timedelta(days=days) if days <= (date.max - day).days else date.max


def end_of_month(day: date) -> date:
    """The last day of that day's month."""
    # not of the library's calendar, which loads the locales: a tenth of the time in which one dossier is shown
    in_next_month = later(day.replace(day=28), 4)
    return in_next_month - timedelta(days=in_next_month.day) if in_next_month < date.max else in_next_month


def _day_of_next_month(day: date, number: int) -> date:
    first = later(end_of_month(day), 1)
    return first.replace(day=min(number, end_of_month(first).day))

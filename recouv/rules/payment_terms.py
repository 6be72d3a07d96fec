"""When an invoice is due, from its payment terms in words.

Source: C. com. art. L441-10 I (30 days where nothing is agreed), read 2026-11-22; for what may be agreed, see
`recouv.rules.term_ceilings`.  Both readings of "45 days end of month" are accepted by the DGCCRF ("date de facture + 45
jours + fin du mois ou date de facture + fin du mois + 45 jours", fiche pratique on payment terms), so the words say
which one is meant: `45 days end of month` and, beyond doubt, `45 days then end of month` add the days first, `end of
month 45 days` goes to the end of the month first.  Where they leave a doubt, penalties run from the later one.

No weekend or holiday moves a due date: no text postpones a private one.

Understood, in English or French, any case: `on receipt`, `30 days`, `net 30 days`, `30 days from invoice`, `end of
month`, `30 days end of month`, `end of month 30 days`, any of these followed by `the 10th`, and `the 10th of the next
month`.

>>> from datetime import date
>>> parse_terms("30 days end of month the 10th").due(date(2026, 1, 31))
datetime.date(2026, 4, 10)
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache

from msgspec import Struct
from msgspec.structs import replace

_DAYS = r"(?P<{}>\d{{1,3}}) ?(?:days?|jours?|j)(?: net| nets)?"
_MONTH_END = r"(?:end of (?:the )?month|eom|fin de mois|fdm)"
_TERMS = re.compile(
    rf"(?:(?P<cash>on receipt|cash|comptant|[àa] r[ée]ception|immediate|imm[ée]diat)"
    rf"|{_DAYS.format('days_first')}(?P<then_month_end>,? {_MONTH_END})?"
    rf"|(?P<month_end>{_MONTH_END})(?:,?(?: \+)? {_DAYS.format('days_after')})?)"
    r"(?:,? (?:the|on the|le) (?P<day>\d{1,2})(?:st|nd|rd|th|er)?)?",
    re.IGNORECASE,
)
#: A number of days that is whole months means one thing in practice: so many months, then the end of that one.
_WHOLE_MONTHS = 30


@cache
def _in_more_words() -> re.Pattern[str]:
    """The same with what contracts add to it: compiled for those who write so, which most do not."""
    from_invoice = (
        r"(?: (?:from|after) (?:the )?(?:invoice|issue)(?: date)?"
        r"| date de facture(?:ation)?| [àa] compter de (?:la )?(?:date de )?(?:facture|facturation|l['’][ée]mission))?"
    )
    days = rf"(?P<{{}}>\d{{{{1,3}}}}) ?(?:days?|jours?|j)\.?(?: nets?)?{from_invoice}"
    month_end = r"(?:end of (?:the )?month|eom|fin d[eu] mois|fdm)"
    receipt = r"(?:(?:up)?on receipt|(?:[àa]|d[èe]s) r[ée]ception)(?: de (?:la |votre )?facture| of (?:the )?invoice)?"
    cash = rf"(?:due |payable |paiement |payment )?(?:{receipt}|cash|(?:au )?comptant(?: {receipt})?)"
    next_month = r" (?:of the (?:following|next) month|du mois suivant)"
    day = r"(?:the|on the|le) (?P<{}>\d{{1,2}})(?:st|nd|rd|th|er)?"
    return re.compile(
        rf"(?:(?:(?P<cash>{cash})"
        rf"|(?:net |within |at |sous |[àa] )?{days.format('days_first')}"
        rf"(?:(?P<then>,? (?:then|puis|\+))?(?P<then_month_end>,? {month_end}))?"
        rf"|(?P<month_end>{month_end})(?:,?(?: \+| then| puis)? {days.format('days_after')})?)"
        rf"(?:,? {day.format('day')}(?:{next_month})?)?"
        rf"|{day.format('next_day')}{next_month})",
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
    is_ambiguous: bool = False
    """Whether the words have two lawful readings: `45 days end of month`, and nothing between the two."""

    def due(self, issued: date) -> date:
        """The last day to pay on time an invoice issued on `issued`."""
        reached = later(issued, self.days_before_month_end)
        if self.month_end:
            reached = end_of_month(reached)
        reached = later(reached, self.days_after_month_end)
        return _day_of_next_month(reached, self.day) if self.day else reached

    def readings(self, issued: date) -> tuple[date, ...]:
        """The due dates that ambiguous words may be read to mean, that of `due` first; nothing for clear ones."""
        if not self.is_ambiguous:
            return ()
        month_first = replace(self, days_before_month_end=0, days_after_month_end=self.days_before_month_end)
        return self.due(issued), month_first.due(issued)


#: Where neither the invoice, the client nor the creditor says otherwise (C. com. art. L441-10 I).
STATUTORY_TERMS = PaymentTerms(days_before_month_end=30)


# a book knows a handful of terms, written on every client and asked for every invoice
@lru_cache(maxsize=256)
def parse_terms(words: str) -> PaymentTerms:
    """The terms that `words` state.

    Raises:
        UnknownTermsError: the words are none of the forms above, or name a day after the 31st.
    """
    text = " ".join(words.split())
    match = _TERMS.fullmatch(text) or _in_more_words().fullmatch(text)
    found = match.groupdict() if match else {}
    day = found.get("day") or found.get("next_day") or ""
    if not found or not 1 <= int(day or 1) <= 31:
        raise UnknownTermsError(words)
    first = int(found["days_first"] or 0)
    return PaymentTerms(
        days_before_month_end=first,
        month_end=bool(found["then_month_end"] or found["month_end"]),
        days_after_month_end=int(found["days_after"] or 0),
        day=int(day or 0),
        is_ambiguous=bool(found["then_month_end"] and not found.get("then") and first % _WHOLE_MONTHS),
    )


def later(day: date, days: int) -> date:
    """The day so many days later; the calendar's last day when there is none."""
    return day + timedelta(days=days) if days <= (date.max - day).days else date.max


def end_of_month(day: date) -> date:
    """The last day of that day's month."""
    return day.replace(day=_last_of(day))


def _last_of(day: date) -> int:
    from calendar import monthrange  # deferred: it loads the locales, and most terms are a number of days

    return monthrange(day.year, day.month)[1]


def _day_of_next_month(day: date, number: int) -> date:
    first = later(end_of_month(day), 1)
    return first.replace(day=min(number, _last_of(first)))

"""The least that a contract may state: three times the legal interest rate, between professionals.

The floor bounds what is agreed, never the rate of the law itself, which was below it in 2024 (14.50 % against 15.21 %).
A rate below it is told and not raised: what to claim is the creditor's decision.  The legal rate is that of each
half-year of the delay: no text says which one bounds a contract.

Source: C. com. art. L441-10 II (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from recouv.domain.message import Message, say
from recouv.domain.percent import Percent
from recouv.domain.rates import Rates, Semester
from recouv.rules.late_interest import Slice
from recouv.rules.reference_rates import UnknownRateError, legal_rate

TIMES = 3


def legal_floor(rates: Rates, semester: Semester) -> Percent:
    """The least rate that may be agreed.

    Raises:
        UnknownRateError: the legal rate of the semester is not known.

    >>> from decimal import Decimal
    >>> from recouv.domain.rates import KnownRate, LegalRate
    >>> known = Rates(legal={Semester(2026, 1): LegalRate(KnownRate(Decimal("2.62"), "arrêté du 15 décembre 2025"))})
    >>> str(legal_floor(known, Semester(2026, 1)))
    '7.86%'
    """
    return Percent(TIMES * legal_rate(rates, semester).percent)


def below_floor(rate: Percent, rates: Rates, semester: Semester) -> Message | None:
    """What there is to say of a rate agreed; `None` where it may be.

    Raises:
        UnknownRateError: the legal rate of the semester is not known.
    """
    floor = legal_floor(rates, semester)
    if rate >= floor:
        return None
    return say(
        "the agreed rate, {rate}, is below the legal floor of {semester}: {floor}, three times the legal rate"
        " (C. com. art. L441-10 II)",
        rate=rate,
        semester=semester.words,
        floor=floor,
    )


def below_floor_in(slices: Iterable[Slice], rates: Rates) -> list[Message]:
    """What there is to say of rates agreed, each semester of a delay once."""
    said: list[Message] = []
    for part in slices:
        for semester in _semesters(part.first, part.last):
            try:
                found = below_floor(part.rate, rates, semester)
            except UnknownRateError as error:
                found = say("the rate agreed cannot be compared with the legal floor: {why}", why=error.what)
            if found is not None and found not in said:
                said.append(found)
    return said


def _semesters(first: date, last: date) -> Iterator[Semester]:
    semester = Semester.of(first)
    while semester.first <= last:
        yield semester
        semester = Semester(semester.year, 2) if semester.half == 1 else Semester(semester.year + 1, 1)

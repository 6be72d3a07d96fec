"""The ECB's rate and the legal rate of a semester.

The ECB's is that of its main refinancing operations on the first day of the semester: 1 January or 1 July.  A change
made later in the semester counts from the next one on.

    2026-06-17  2.40     first half of 2026: the rate of 1 January, 2.15
    2026-09-16  2.65     second half: the rate of 1 July, 2.40

A semester that is not known is an error by its name, never the last one known: a rate that nobody has read is claimed
from nobody.

Source: C. com. art. L441-10 II (read 2026-11-22), by the semester since 1 January 2013 (loi n° 2012-387, art. 121);
C. mon. fin. art. L313-2 and D313-1-A (legal rate, by order of the minister for each semester since 2015, for each year
before).
"""

from __future__ import annotations

from datetime import date

from recouv.domain.errors import RecouvError
from recouv.domain.message import say
from recouv.domain.rates import KnownRate, Rates, Semester

#: Before, the rate was that of the most recent operation, day after day: penalties of that time are not computed.
FIRST_OF_RULE = Semester(2013, 1)


class UnknownRateError(RecouvError):
    """A rate that nobody has read: the message names it, and what to write in `rates.yaml`."""


def ecb_rate(rates: Rates, semester: Semester) -> KnownRate:
    """That of the main refinancing operations on the first day of `semester`.

    Raises:
        UnknownRateError: it is not known, or the semester is before the rule.
    """
    if semester < FIRST_OF_RULE:
        raise UnknownRateError(
            say(
                "penalties by the ECB rate are not computed before {day}: the law was another one", day=date(2013, 1, 1)
            ),
            say("state the rate that was agreed, under penalties in the head of the dossier"),
        )
    stated = rates.ecb_periods.get(semester)
    if stated is not None:
        return stated
    anchor = semester.first
    known = max((day for day in rates.ecb_changes if day <= anchor), default=None)
    if known is None or anchor > rates.ecb_until:
        raise UnknownRateError(
            say("the ECB rate of {semester} is not known", semester=semester.words),
            say(
                "add it to rates.yaml, under ecb: period: {period}, rate: that of main refinancing operations on {day},"
                " source: where it was read",
                period=str(semester),
                day=anchor,
            ),
        )
    return rates.ecb_changes[known]


def legal_rate(rates: Rates, semester: Semester) -> KnownRate:
    """That of a creditor who is no private person: « tous les autres cas ».

    Raises:
        UnknownRateError: it is not known.
    """
    known = rates.legal.get(semester)
    if known is None:
        raise UnknownRateError(
            say("the legal interest rate of {semester} is not known", semester=semester.words),
            say(
                "add it to rates.yaml, under legal: period: {period}, rate: that of the minister's order for all other"
                " cases, source: where it was read",
                period=str(semester),
            ),
        )
    return known.others

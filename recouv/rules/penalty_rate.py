"""The yearly rate that a late sum bears, by the kind of client.

- Business: the rate agreed, else the ECB's rate of the semester + 10 points, anew in each semester of the delay.
- Public buyer: the ECB's rate of the semester in which interest began + 8 points, for the whole delay.  It is the rate
  of the law: a contract does not change it here.
- Consumer: the legal rate of each semester, of the creditors who are no private persons: the category follows the
  creditor.  A rate agreed is left out.
- After a judgment: see `recouv.rules.judgment_interest`.

Source: C. com. art. L441-10 II; C. commande publique art. L2192-13 and R2192-31; C. civ. art. 1231-6 and 1344-1;
C. mon. fin. art. L313-2; read 2026-11-22.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.dossier import ClientKind
from recouv.domain.message import say
from recouv.domain.penalties import AgreedRate, RateBasis
from recouv.domain.percent import Percent
from recouv.domain.rates import Rates, Semester
from recouv.rules.judgment_interest import RAISED_BY, Judged
from recouv.rules.late_interest import AppliedRate
from recouv.rules.reference_rates import ecb_rate, legal_rate

BUSINESS_POINTS = Decimal(10)
PUBLIC_POINTS = Decimal(8)
#: Kinds of client whose rate is the law's, whatever a contract says.
LEGAL_KINDS = frozenset({ClientKind.CONSUMER, ClientKind.PUBLIC})


class RateRule(Struct, frozen=True, kw_only=True):
    """Everything that says at which rate an invoice bears interest."""

    kind: ClientKind
    rates: Rates
    agreed: AgreedRate | None = None
    judged: Judged | None = None

    def on(self, bears_after: date, day: date) -> AppliedRate:
        """The rate of `day`, for what bears interest since the day after `bears_after`.

        Raises:
            UnknownRateError: it rests on a rate that is not known.
        """
        judged = self.judged
        if judged is not None and day > judged.day and not judged.keeps_rate:
            return self._after_judgment(judged, day)
        found = self._usual(bears_after, day)
        if judged is None:
            return found
        if day <= judged.day:
            return AppliedRate(found.percent, found.source, min(found.last, judged.day))
        # the rate that it keeps is the legal rate itself
        return self._after_judgment(judged, day) if self.kind is ClientKind.CONSUMER else found

    def _usual(self, bears_after: date, day: date) -> AppliedRate:
        match self.kind:
            case ClientKind.CONSUMER:
                return _legal(self.rates, day)
            case ClientKind.PUBLIC:
                began = Semester.of(date.fromordinal(bears_after.toordinal() + 1))
                return _public(self.rates, began)
            case _:
                return _default(self.rates, day) if self.agreed is None else applied(self.agreed, self.rates, day)

    def _after_judgment(self, judged: Judged, day: date) -> AppliedRate:
        plain = _legal(self.rates, day)
        if day <= judged.raised_after:
            return AppliedRate(plain.percent, plain.source, min(plain.last, judged.raised_after))
        semester = Semester.of(day)
        source = say(
            "legal rate of {semester}, {rate}, + {points} points (C. mon. fin. art. L313-3)",
            semester=semester.words,
            rate=plain.percent,
            points=RAISED_BY,
        )
        return AppliedRate(Percent(plain.percent.value + RAISED_BY), source, plain.last)


def applied(agreed: AgreedRate, rates: Rates, day: date) -> AppliedRate:
    """The rate that a contract gives for a day.

    Raises:
        UnknownRateError: it rests on a rate that is not known.
    """
    semester = Semester.of(day)
    match agreed.basis:
        case RateBasis.FIXED:
            return AppliedRate(Percent(agreed.figure), say("agreed rate"), date.max)
        case RateBasis.ECB:
            known = Percent(ecb_rate(rates, semester).percent)
            source = say(
                "agreed rate: ECB rate of {day}, {rate}, + {points} points",
                day=semester.first,
                rate=known,
                points=agreed.figure,
            )
            return AppliedRate(Percent(known.value + agreed.figure), source, semester.last)
        case RateBasis.LEGAL:
            known = Percent(legal_rate(rates, semester).percent)
            source = say(
                "agreed rate: {times} x the legal rate of {semester}, {rate}",
                times=agreed.figure,
                semester=semester.words,
                rate=known,
            )
            return AppliedRate(Percent(known.value * agreed.figure), source, semester.last)


def _default(rates: Rates, day: date) -> AppliedRate:
    semester = Semester.of(day)
    known = Percent(ecb_rate(rates, semester).percent)
    source = say(
        "ECB rate of {day}, {rate}, + {points} points (C. com. art. L441-10 II)",
        day=semester.first,
        rate=known,
        points=BUSINESS_POINTS,
    )
    return AppliedRate(Percent(known.value + BUSINESS_POINTS), source, semester.last)


def _public(rates: Rates, began: Semester) -> AppliedRate:
    known = Percent(ecb_rate(rates, began).percent)
    source = say(
        "ECB rate of {day}, {rate}, + {points} points (C. commande publique art. R2192-31)",
        day=began.first,
        rate=known,
        points=PUBLIC_POINTS,
    )
    return AppliedRate(Percent(known.value + PUBLIC_POINTS), source, date.max)


def _legal(rates: Rates, day: date) -> AppliedRate:
    semester = Semester.of(day)
    source = say("legal rate of {semester} (C. mon. fin. art. L313-2)", semester=semester.words)
    return AppliedRate(Percent(legal_rate(rates, semester).percent), source, semester.last)

"""What is agreed on penalties, as `recouv.yaml` and the head of a dossier write it under `penalties`."""

from __future__ import annotations

from recouv.domain.message import say
from recouv.domain.penalties import AgreedRate, AmbiguousTerms, CreditEffect, DayCount, Imputation, PenaltyTerms
from recouv.rules.agreed_rate import UnknownAgreedRateError, parse_agreed_rate
from recouv.store.located import Located
from recouv.store.typed_yaml import TypedYaml

#: Key under `penalties` → what it holds; `docs/format.md` is compared with it.
PENALTY_KEYS = {
    "rate": "rate agreed: 12 %, ECB + 12, or 3 x legal rate; left out, that of the law",
    "imputation": "what a partial payment is counted on: principal, or interest-first",
    "credit_notes": "from when a credit note counts that does not say so: origin, or date",
    "day_count": "act/365, or act/act: a 366th in a leap year",
    "ambiguous_terms": "from when penalties run where payment terms have two readings: later, or as-written",
    "indemnity": "no where the fixed recovery charge of 40 EUR is not claimed",
    "capitalisation": "day from which interest of a whole year bears interest: of the contract, or of the claim",
}


def read_penalties(located: Located, read: TypedYaml) -> PenaltyTerms | None:
    """The terms under that key, what is absent or wrong left unsaid; `None` where it has none."""
    keys = read.mapping(located, tuple(PENALTY_KEYS), "penalties")
    if not keys:
        return None
    return PenaltyTerms(
        rate=_rate(keys.get("rate"), read),
        imputation=read.choice_or_none(Imputation, keys.get("imputation")),
        credit_notes=read.choice_or_none(CreditEffect, keys.get("credit_notes")),
        day_count=read.choice_or_none(DayCount, keys.get("day_count")),
        ambiguous_terms=read.choice_or_none(AmbiguousTerms, keys.get("ambiguous_terms")),
        indemnity=read.flag(keys["indemnity"], default=True) if "indemnity" in keys else None,
        capitalisation=read.day(keys.get("capitalisation")),
    )


def _rate(located: Located | None, read: TypedYaml) -> AgreedRate | None:
    if located is None:
        return None
    try:
        return parse_agreed_rate(located.text)
    except UnknownAgreedRateError:
        read.wrong(
            located,
            say("{text} is not a rate of penalties", text=located.text or "…"),
            say("write it as 12 %, ECB + 12 or 3 x legal rate"),
        )
        return None

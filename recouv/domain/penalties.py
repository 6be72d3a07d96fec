"""What a creditor agreed on late-payment penalties, with all clients or with one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct


class DayCount(StrEnum):
    """What a day is of a year."""

    ACT_365 = "act/365"
    """Always a 365th."""
    ACT_ACT = "act/act"
    """A 366th in a leap year."""


class Imputation(StrEnum):
    """What a partial payment of an invoice is counted on first."""

    PRINCIPAL = "principal"
    INTEREST_FIRST = "interest-first"


class CreditEffect(StrEnum):
    """From when a credit note lowers the sum that bears penalties."""

    ORIGIN = "origin"
    """As if the invoice had been smaller: it corrects a mistake."""
    DATE = "date"
    """From its own date: it is a concession."""


class AmbiguousTerms(StrEnum):
    """From when penalties run where the words of the payment terms have two lawful readings."""

    LATER = "later"
    """The later of both due dates: the debtor could rely on it."""
    AS_WRITTEN = "as-written"
    """The due date of the balance, by the order of the words."""


class RateBasis(StrEnum):
    """What an agreed rate is counted from."""

    FIXED = "fixed"
    ECB = "ecb"
    LEGAL = "legal"


class AgreedRate(Struct, frozen=True):
    """A yearly rate of penalties, as a contract states it."""

    basis: RateBasis
    figure: Decimal
    """Per cent when fixed, points above the ECB's rate, or how many times the legal rate."""


class PenaltyTerms(Struct, frozen=True, kw_only=True):
    """What is agreed; `None` for what is left to the next level: the client, the house, the law."""

    rate: AgreedRate | None = None
    day_count: DayCount | None = None
    imputation: Imputation | None = None
    credit_notes: CreditEffect | None = None
    """Of credit notes that name the invoice they correct and do not say so themselves."""
    ambiguous_terms: AmbiguousTerms | None = None
    indemnity: bool | None = None
    """Whether the fixed recovery charge is claimed."""
    capitalisation: date | None = None
    """The day from which interest of a whole year bears interest: that of the contract, or of the claim in court."""

    def over(self, other: PenaltyTerms) -> PenaltyTerms:
        """These terms, and those of `other` where these say nothing."""
        return PenaltyTerms(
            **{
                name: getattr(other, name) if getattr(self, name) is None else getattr(self, name)
                for name in self.__struct_fields__
            }
        )


#: What stands where nobody says otherwise: where the texts leave a choice, the lower claim.
OF_HOUSE = PenaltyTerms(
    day_count=DayCount.ACT_365,
    imputation=Imputation.PRINCIPAL,
    credit_notes=CreditEffect.ORIGIN,
    ambiguous_terms=AmbiguousTerms.LATER,
    indemnity=True,
)

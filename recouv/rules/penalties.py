"""What a client owes for paying late: a statement, invoice by invoice (décompte de pénalités).

Every invoice that is or was late is in it, paid ones included.  Each bears interest on what was left of it, from the
day after its due date (against a consumer: after the formal notice) to the day it was paid, or to the statement's:

    owed = what is late and not paid + interest, rounded once an invoice + the fixed recovery charge of each

The rules it puts together each have their module and their source: `late_interest`, `penalty_rate`, `penalty_ledger`,
`reference_rates`, `legal_floor`, `formal_notice`, `judgment_interest`, `interest_stop`, `capitalisation`,
`fixed_indemnity`.  What it could not take for granted is told beside the figures, never decided in silence.

Source: C. com. art. L441-10 II, L441-9; C. civ. art. 1231-6, 1343-1; read 2026-11-22.  Penalties and legal interest
never add up on one sum and period: Cass. com. 24 April 2024, n° 22-24.275.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Client, ClientKind, Dossier
from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.domain.money import Money, zero
from recouv.domain.penalties import (
    OF_HOUSE,
    AgreedRate,
    AmbiguousTerms,
    CreditEffect,
    DayCount,
    Imputation,
    PenaltyTerms,
)
from recouv.domain.practice import House, Practice
from recouv.domain.rates import Rates
from recouv.rules.account import account_on, due_dates, invoices_by_number, terms_of
from recouv.rules.agreed_rate import UnknownAgreedRateError, parse_agreed_rate
from recouv.rules.capitalisation import capitalisation_days
from recouv.rules.fixed_indemnity import fixed_indemnity
from recouv.rules.formal_notice import first_notice_after, notices_of
from recouv.rules.interest_stop import last_day_of_interest, opening_of
from recouv.rules.judgment_interest import judgment_of
from recouv.rules.late_interest import AppliedRate, Part, Settlement, Slice, accrued, rounded
from recouv.rules.legal_floor import below_floor_in
from recouv.rules.penalty_ledger import settlements_by_invoice
from recouv.rules.penalty_notes import invoice_notes, statement_notes
from recouv.rules.penalty_rate import LEGAL_KINDS, RateRule
from recouv.rules.standing import standing


class InvoicePenalties(Struct, frozen=True, kw_only=True):
    """One invoice of a statement."""

    number: str
    entry_id: str
    issued: date
    due: date
    """The first of its due dates that was missed."""
    amount: Money
    principal: Money
    """What is late of it and not paid."""
    contested: Money
    """The part of it in dispute, penalties on which are counted."""
    interest: Money
    """Due and not paid, rounded once."""
    interest_paid: Money
    """What payments settled of it, where they are counted on interest first."""
    indemnity: Money
    """In euros, whatever the invoice's currency."""
    slices: tuple[Slice, ...]
    per_day: Fraction | None
    """Of the day after the statement, unrounded; `None` where its rate is not known."""
    notes: tuple[Message, ...]
    agreed: bool
    """Whether its rate was agreed, and not the law's."""

    @property
    def is_paid(self) -> bool:
        """Whether nothing that was late is left to pay of it, penalties apart."""
        return not self.principal

    @property
    def rounding(self) -> Money:
        """What the rounded slices lack of the interest: a coin or two."""
        of_slices = sum((one.amount.amount for one in self.slices), Decimal(0))
        claimed = self.interest.amount + self.interest_paid.amount
        return Money(claimed - of_slices, self.amount.currency)


class Totals(Struct, frozen=True, kw_only=True):
    """The sums of a statement in one currency."""

    principal: Money
    interest: Money
    indemnity: Money
    per_day: Money | None
    """Rounded once; `None` where a rate is not known."""

    @property
    def penalties(self) -> Money:
        """Interest and indemnities."""
        return self.interest + self.indemnity

    @property
    def total(self) -> Money:
        """All that is owed of what is late."""
        return self.principal + self.penalties


class PenaltyStatement(Struct, frozen=True, kw_only=True):
    """What a client owes for paying late, on a day."""

    on: date
    client_id: str
    client: Client
    terms: PenaltyTerms
    """What was applied: nothing in it is left unsaid but the rate and the capitalisation."""
    invoices: tuple[InvoicePenalties, ...]
    """Earliest due first."""
    notes: tuple[Message, ...]
    """What differs from the usual, and why."""
    warnings: tuple[Message, ...]
    """What a lawyer would contest, or what makes the figures provisional."""

    def of(self, numbers: Collection[str]) -> PenaltyStatement:
        """The same, of those invoices alone."""
        return replace(self, invoices=tuple(one for one in self.invoices if one.number in numbers))

    def of_unpaid(self) -> PenaltyStatement:
        """The same, without the invoices that were paid, late."""
        return replace(self, invoices=tuple(one for one in self.invoices if not one.is_paid))

    def currencies(self) -> list[str]:
        """Those of its sums, in alphabetical order."""
        found = {one.amount.currency for one in self.invoices}
        found |= {one.indemnity.currency for one in self.invoices if one.indemnity}
        return sorted(found)

    def totals(self, currency: str) -> Totals:
        """Its sums in one currency."""
        mine = [one for one in self.invoices if one.amount.currency == currency]
        daily = [one.per_day for one in mine]
        exact = [one for one in daily if one is not None]
        return Totals(
            principal=_sum((one.principal for one in mine), currency),
            interest=_sum((one.interest for one in mine), currency),
            indemnity=_sum((one.indemnity for one in self.invoices if one.indemnity.currency == currency), currency),
            per_day=rounded(sum(exact, Fraction(0)), currency) if len(exact) == len(daily) else None,
        )


def statement_of_penalties(
    dossier: Dossier,
    practice: Practice,
    rates: Rates,
    on: date,
    *,
    default_terms: str = "",
    without_contested: bool = False,
) -> PenaltyStatement:
    """The statement at the end of `on`.

    Args:
        dossier: The client's.
        practice: The creditor's: what is agreed with everybody, and which steps of scenarios are formal.
        rates: Those that are known.
        on: The last day that counts.
        default_terms: Payment terms, as for `account_on`.
        without_contested: Leave out the penalties on what is in dispute.

    Raises:
        UnknownRateError: a rate that the statement rests on is not known; the message names it.
    """
    work = _Work(dossier, practice, rates, on, default_terms=default_terms, without_contested=without_contested)
    invoices = sorted(work.invoices(), key=lambda one: (one.due, one.issued, one.number))
    return PenaltyStatement(
        on=on,
        client_id=dossier.id,
        client=dossier.client,
        terms=work.terms,
        invoices=tuple(invoices),
        notes=tuple(statement_notes(dossier.client.kind, work.terms)) if invoices else (),
        warnings=tuple(work.warnings(invoices)),
    )


def terms_agreed(client: Client, house: House) -> PenaltyTerms:
    """What holds for a client: its own terms, then the house's, then what stands where nothing is agreed."""
    found = OF_HOUSE
    for terms in (house.penalties, client.penalties):
        if terms is not None:
            found = terms.over(found)
    return found


def rate_in_force(client: Client, house: House, rates: Rates, on: date) -> AppliedRate:
    """The rate that a sum of this client bears from `on`, late or put on notice since the day before.

    Raises:
        UnknownRateError: it rests on a rate that is not known.
    """
    rule = RateRule(kind=client.kind, rates=rates, agreed=terms_agreed(client, house).rate)
    return rule.on(date.fromordinal(max(1, on.toordinal() - 1)), on)


class _Work:
    """One dossier on one day."""

    def __init__(
        self,
        dossier: Dossier,
        practice: Practice,
        rates: Rates,
        on: date,
        *,
        default_terms: str,
        without_contested: bool,
    ) -> None:
        self.client = dossier.client
        self.practice = practice
        self.rates = rates
        self.on = on
        self.default_terms = default_terms
        self.without_contested = without_contested
        self.terms = terms_agreed(dossier.client, practice.house)
        self.facts = standing(dossier.entries, on)
        self.by_number = invoices_by_number(self.facts)
        self.account = account_on(dossier.client, dossier.entries, on, default_terms=default_terms)
        self.contested: dict[str, Money] = {}
        for item in self.account.items:
            if item.disputed and item.due < on:
                known = self.contested.get(item.number)
                self.contested[item.number] = known + item.disputed if known else item.disputed

    def invoices(self) -> Iterator[InvoicePenalties]:
        settled = settlements_by_invoice(
            self.facts, self.by_number, credit_notes=self.terms.credit_notes or CreditEffect.ORIGIN
        )
        for number, invoice in self.by_number.items():
            found = self._of(number, invoice, settled.get(number, []))
            if found is not None:
                yield found

    def _of(self, number: str, invoice: Entry, settlements: list[Settlement]) -> InvoicePenalties | None:
        """The invoice in the statement; `None` where it never was late."""
        amount = invoice.amount
        assert amount is not None  # only entries with an amount are invoices
        dues = self._dues(invoice)
        if dues[0][0] >= self.on:
            return None
        opened = opening_of(invoice.date, self.facts)
        judged = judgment_of(number, invoice.date, self.facts)
        contested = self.contested.get(number, zero(amount.currency))
        if self.without_contested and contested:
            settlements = [*settlements, Settlement(date.min, contested.amount, is_payment=False)]
            contested = zero(amount.currency)
        notices = notices_of(number, invoice.date, self.facts, self.practice.scenarios) if self._is_consumer else []
        parts = [Part(money.amount, due, self._bears_after(due, notices)) for due, money in dues]
        agreed = self._agreed(invoice)
        found = accrued(
            parts,
            settlements,
            self.on,
            RateRule(kind=self.client.kind, rates=self.rates, agreed=agreed, judged=judged).on,
            currency=amount.currency,
            until=last_day_of_interest(opened),
            day_count=self.terms.day_count or DayCount.ACT_365,
            imputation=self.terms.imputation or Imputation.PRINCIPAL,
            capitalised=self._capitalised(parts),
        )
        if not found.slices and not found.late_principal:
            return None
        due = _first_missed(found.slices, dues)
        claimed = self.terms.indemnity is not False
        return InvoicePenalties(
            number=number,
            entry_id=invoice.id,
            issued=invoice.date,
            due=due,
            amount=amount,
            principal=found.late_principal,
            contested=contested,
            interest=found.interest,
            interest_paid=found.interest_paid,
            indemnity=fixed_indemnity(
                self.client.kind, is_late=bool(found.slices), due=due, opened=opened, claimed=claimed
            ),
            slices=found.slices,
            per_day=found.per_day,
            notes=tuple(
                invoice_notes(
                    kind=self.client.kind,
                    due=due,
                    contested=contested,
                    opened=opened,
                    judged=judged,
                    notices=notices,
                    readings=self._readings(invoice),
                )
            ),
            agreed=agreed is not None,
        )

    def warnings(self, invoices: Sequence[InvoicePenalties]) -> Iterator[Message]:
        """What to look at before the statement is sent."""
        for currency in self.account.currencies():
            held = self.account.unallocated(currency)
            if held.amount > 0 and any(one.amount.currency == currency for one in invoices):
                yield say("{amount} settles no invoice yet: allocate it, the penalties will be lower", amount=held)
        own = self.client.penalties
        if invoices and own is not None and own.rate is not None and self.client.kind in LEGAL_KINDS:
            yield say("the rate agreed is left out: the law sets that of this kind of client")
        agreed = [part for one in invoices if one.agreed for part in one.slices]
        if self.client.kind not in LEGAL_KINDS:
            yield from below_floor_in(agreed, self.rates)

    @property
    def _is_consumer(self) -> bool:
        return self.client.kind is ClientKind.CONSUMER

    def _dues(self, invoice: Entry) -> list[tuple[date, Money]]:
        """Its due dates, earliest first; where its words have two readings, by the later one unless told otherwise."""
        readings = self._readings(invoice)
        if readings and invoice.amount:
            later = self.terms.ambiguous_terms is not AmbiguousTerms.AS_WRITTEN
            return [(max(readings) if later else readings[0], invoice.amount)]
        return list(due_dates(invoice, self.client, self.default_terms))

    def _readings(self, invoice: Entry) -> tuple[date, ...]:
        """The due dates that its payment terms may be read to mean, the usual one first; none where they are clear."""
        if invoice.schedule("due"):
            return ()
        return terms_of(invoice, self.client, self.default_terms).readings(invoice.date)

    def _bears_after(self, due: date, notices: Sequence[date]) -> date | None:
        return first_notice_after(due, notices) if self._is_consumer else due

    def _capitalised(self, parts: Iterable[Part]) -> list[date]:
        asked = self.terms.capitalisation
        starts = [part.bears_after for part in parts if part.bears_after is not None]
        return capitalisation_days(asked, min(starts), self.on) if asked and starts else []

    def _agreed(self, invoice: Entry) -> AgreedRate | None:
        """The rate agreed: the invoice's own, else the client's, else the house's; `None` for that of the law."""
        words = invoice.word("penalty_rate")
        if words:
            try:
                return parse_agreed_rate(words)
            except UnknownAgreedRateError:
                pass  # the reader has reported it: such a dossier is not used to send anything
        return self.terms.rate


def _first_missed(slices: Sequence[Slice], dues: Sequence[tuple[date, Money]]) -> date:
    """The last due date before the first day that bore interest; the first of all where none did."""
    if not slices:
        return dues[0][0]
    return max((due for due, _ in dues if due < slices[0].first), default=dues[0][0])


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    return Money(sum((money.amount for money in amounts), Decimal(0)), currency)

"""One line of a table, typed: an invoice, a credit note or a payment, or the reason why it is none."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.message import Message, say
from recouv.domain.money import Money, minor_digits, zero
from recouv.importers.amounts import AmbiguousAmountError, read_amount, read_day
from recouv.importers.columns import Mapping, Records
from recouv.importers.encoding import without_controls
from recouv.importers.table_currency import currency_code, meant_currency, split_currency
from recouv.importers.table_synonyms import plain

if TYPE_CHECKING:
    from decimal import Decimal

    from recouv.importers.table_row import Row

INVOICE, CREDIT_NOTE, PAYMENT = "invoice", "credit-note", "payment"
#: What a refusal quotes of a cell.
_QUOTED = 60
_TOTAL = re.compile(r"(sous[ -]?|grand[ -]?|sub[ -]?)?tota(l|ls|ux)\b.*|somme|sum")
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_SHORT_YEAR = re.compile(r"(\d{1,2}[/.\-]\d{1,2}[/.\-])(\d{2})")
#: A day that a spreadsheet lost the format of: days since 1899-12-30, here from 1982 to 2119.
_SERIAL_DAY = re.compile(r"[3-7]\d{4}")
_SERIAL_START = date(1899, 12, 30)
_ON_RECEIPT = ("reception", "comptant", "receipt", "immediat")

_NOT_OWED_LISTED = (
    "devis quote quotation estimate proforma forma commande order livraison delivery brouillon draft annule annulee "
    "cancelled canceled void remboursement refund"
)
_NOT_OWED = frozenset(_NOT_OWED_LISTED.split())
_CREDIT_WORDS = frozenset(["avoir", "avoirs", "av", "cn", "creditnote", "creditmemo"])
_CREDIT_PHRASES = ("credit note", "credit memo", "note de credit", "note credit")
#: Alone in the cell: a side of an account, or a yes in a column called `Avoir`.
_CREDIT_MARKS = frozenset(["c", "credit", "oui", "yes", "o", "y", "x", "vrai", "true"])
_PAYMENT_WORDS_LISTED = (
    "paiement paiements payment payments reglement reglements encaissement virement cheque prelevement versement "
    "receipt rg rgt reg pay pmt"
)
_PAYMENT_WORDS = frozenset(_PAYMENT_WORDS_LISTED.split())


class Line(Struct, frozen=True, kw_only=True):
    """A line that was understood."""

    row: Row
    client: str
    """The client's code in small letters, else its name without accents, case and punctuation."""
    kind: str
    number: str
    day: date
    due: date | None
    money: Money
    """Above zero."""
    left: Money
    """What is still open of it: all of it where the table does not say; below zero for an invoice paid too much."""
    reference: str

    @property
    def settled(self) -> Money:
        """What is no longer open of it."""
        return self.money - self.left

    @property
    def owed(self) -> Money:
        """What it adds to the client's balance."""
        return self.left if self.kind == INVOICE else -self.left


class _RefusedError(ValueError):
    """Why a line is not taken."""

    def __init__(self, what: Message) -> None:
        super().__init__(str(what))
        self.what = what


def cleaned(text: str) -> str:
    """A cell as one line: no control or direction characters, runs of spaces made one."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(
        without_controls(re.sub(r"[\r\n\v\f\x85\u2028\u2029]", " ", unicodedata.normalize("NFC", text))).split()
    )


class LineReader(Struct, frozen=True, kw_only=True):
    """Reads lines as a mapping tells."""

    mapping: Mapping
    places: dict[str, int]
    """Where the column of each field stands."""
    width: int
    """Columns in the header."""
    currency: str
    """Where neither a column nor the cell tells."""
    has_plain_numbers: bool
    """Whether `1200.50` has a point because a number cell was turned into text."""

    def read(self, row: Row) -> Line | Message:
        """The line, or why it is not taken."""
        try:
            return self._line(row)
        except _RefusedError as refused:
            return refused.what

    def cell(self, row: Row, field: str) -> str:
        """What the column of `field` holds on this line; empty when there is none."""
        place = self.places.get(field)
        return "" if place is None else cleaned(row.cells[place])

    def _line(self, row: Row) -> Line:
        self._refuse_other_shapes(row)
        client = client_key(self.cell(row, "client_code"), self.cell(row, "client_name"))
        if not client:
            raise _RefusedError(say("no client is named"))
        day = self._day(row, "date")
        if day is None:
            raise _RefusedError(say("no date"))
        currency = self._currency(row)
        kind = self._kind_in_words(row)
        amount = self._amount(row, currency)
        if not amount:
            raise _RefusedError(say("nothing to collect: the amount is zero"))
        if self.mapping.records is Records.PAYMENTS:
            if amount < zero(amount.currency):
                raise _RefusedError(say("money out, not a payment received: {amount}", amount=amount))
            kind = PAYMENT
        kind = kind or INVOICE
        if kind == INVOICE and amount < zero(amount.currency):
            kind = CREDIT_NOTE
        number = self.cell(row, "number")
        if kind != PAYMENT and not number:
            raise _RefusedError(say("no invoice number"))
        return Line(
            row=row,
            client=client,
            kind=kind,
            number="" if kind == PAYMENT else number,
            day=day,
            due=None if kind == PAYMENT else self._due(row, day),
            money=max(amount, -amount),
            left=self._left(row, amount, kind),
            reference=self._reference(row, number if kind == PAYMENT else ""),
        )

    def _refuse_other_shapes(self, row: Row) -> None:
        if len(row.cells) > self.width:
            raise _RefusedError(
                say(
                    "{cells} cells where the header has {columns}: a cell with a separator inside needs quotes",
                    cells=len(row.cells),
                    columns=self.width,
                )
            )
        first = next((cleaned(cell) for cell in row.cells if cell.strip()), "")
        if _TOTAL.fullmatch(plain(first)) and not self._has_day(row):
            raise _RefusedError(say("a total, not an invoice or a payment"))

    def _has_day(self, row: Row) -> bool:
        try:
            return self._day(row, "date") is not None
        except _RefusedError:
            return False

    def _day(self, row: Row, field: str) -> date | None:
        text = self.cell(row, field)
        if not text:
            return None
        if _SERIAL_DAY.fullmatch(text):
            return _SERIAL_START + timedelta(days=int(text))
        spelled = _SHORT_YEAR.sub(r"\g<1>20\2", text) if _SHORT_YEAR.fullmatch(text) else text
        try:
            return read_day(spelled, self.mapping.date_order)
        except ValueError:
            raise _RefusedError(say("{text} is not a date", text=text[:_QUOTED])) from None

    def _due(self, row: Row, issued: date) -> date | None:
        words = plain(self.cell(row, "due"))
        if any(word in words for word in _ON_RECEIPT):
            return issued
        return self._day(row, "due")

    def _currency(self, row: Row) -> str:
        """The currency that its column tells; empty when it tells none."""
        text = self.cell(row, "currency")
        code = currency_code(text)
        if text and not code:
            raise _RefusedError(say("{text} is not a currency", text=text[:_QUOTED]))
        return code

    def _kind_in_words(self, row: Row) -> str:
        text = self.cell(row, "kind")
        kind = kind_of(text)
        if kind is None and self.mapping.records is Records.INVOICES:
            raise _RefusedError(say("neither an invoice, a credit note nor a payment: {kind}", kind=text[:_QUOTED]))
        return kind or ""

    def _amount(self, row: Row, currency: str) -> Money:
        """What the line adds to what the client owes; for a list of payments, what was received."""
        if "amount" in self.places:
            amount = self._money(row, "amount", currency)
            if "credit" in self.places and not {"balance", "paid"} & self.places.keys():
                amount = self._less_credit(row, amount, currency)
        else:
            amount = self._debit_or_credit(row, currency)
        if amount is None:
            raise _RefusedError(say("no amount"))
        if self.mapping.records is Records.PAYMENTS and plain(self.cell(row, "kind")) in {"d", "debit"}:
            return -max(amount, -amount)
        return amount

    def _less_credit(self, row: Row, amount: Money | None, currency: str) -> Money | None:
        """The amount, or the one of the column of credit notes, taken off."""
        credit = self._money(row, "credit", currency)
        if not credit:
            return amount
        if amount:
            raise _RefusedError(
                say("an amount and a credit note on one line: {amount}, {credit}", amount=amount, credit=credit)
            )
        return -max(credit, -credit)

    def _debit_or_credit(self, row: Row, currency: str) -> Money | None:
        debit, credit = self._money(row, "debit", currency), self._money(row, "credit", currency)
        if debit is None or credit is None:
            alone = debit or credit
            if alone is None:
                return debit if debit is not None else credit
            debit, credit = debit or zero(alone.currency), credit or zero(alone.currency)
        if debit.currency != credit.currency:
            raise _RefusedError(
                say("debit and credit are not in one currency: {debit}, {credit}", debit=debit, credit=credit)
            )
        if self.mapping.records is Records.PAYMENTS:
            return credit - max(debit, -debit)  # banks write money out with a minus or without
        return debit - credit

    def _money(self, row: Row, field: str, told: str) -> Money | None:
        """The amount under `field`; `None` where the cell is empty."""
        text = self.cell(row, field)
        if not text:
            return None
        figures, beside = split_currency(text)
        currency = meant_currency(beside, told, self.currency)
        if not currency:
            raise _RefusedError(say("{text} is not in {currency}", text=text[:_QUOTED], currency=told))
        is_plain = self.has_plain_numbers and _PLAIN_NUMBER.fullmatch(figures)
        return Money(self._decimal(figures, currency, "." if is_plain else self.mapping.decimal_mark or None), currency)

    def _decimal(self, figures: str, currency: str, mark: str | None) -> Decimal:
        try:
            return read_amount(figures, decimal_mark=mark, decimals=minor_digits(currency))
        except AmbiguousAmountError:
            raise _RefusedError(
                say(
                    "{text} has one meaning or another: tell which mark stands before the decimals",
                    text=figures[:_QUOTED],
                )
            ) from None
        except ValueError:
            raise _RefusedError(
                say("{text} is not an amount in {currency}", text=figures[:_QUOTED], currency=currency)
            ) from None

    def _left(self, row: Row, amount: Money, kind: str) -> Money:
        money = max(amount, -amount)
        left = self._told_left(row, amount, kind)
        if left > money or (left < zero(money.currency) and kind != INVOICE):
            raise _RefusedError(say("{left} cannot be left of {amount}", left=left, amount=money))
        return left

    def _told_left(self, row: Row, amount: Money, kind: str) -> Money:
        money = max(amount, -amount)
        if self.mapping.records is Records.PAYMENTS:
            return money
        if "balance" in self.places:
            balance = self._money(row, "balance", amount.currency)
            if balance is None:
                raise _RefusedError(
                    say(
                        "nothing under {column}: 0 if it is settled, the amount if it is not",
                        column=self.mapping.balance,
                    )
                )
            if kind == INVOICE:
                return balance
            return -balance if amount.amount < 0 else max(balance, -balance)
        paid = self._money(row, "paid", amount.currency) if "paid" in self.places else None
        if paid is None:
            return money
        return money - (paid if kind == INVOICE else max(paid, -paid))

    def _reference(self, row: Row, number: str) -> str:
        """The reference, and before it the number of a payment where it says something else."""
        reference = self.cell(row, "reference")
        return reference if number in reference else f"{number} {reference}".strip()


def kind_of(text: str) -> str | None:
    """What a word for the kind of a line means: empty when its sign is to tell, `None` when nothing is owed by it.

    >>> kind_of("Avoir sur facture"), kind_of("Règlement"), kind_of("Devis")
    ('credit-note', 'payment', None)
    """
    folded = plain(text)
    words = re.findall(r"[a-z]+", folded)
    if _NOT_OWED.intersection(words):
        return None
    is_mark = len(words) == 1 and words[0] in _CREDIT_MARKS
    if is_mark or _CREDIT_WORDS.intersection(words) or any(phrase in folded for phrase in _CREDIT_PHRASES):
        return CREDIT_NOTE
    if _PAYMENT_WORDS.intersection(words):
        return PAYMENT
    return ""


def client_key(code: str, name: str) -> str:
    """What tells a client from another in a table; empty when the line names none.

    >>> client_key("", "Ménuiserie  DURAND, S.A.R.L."), client_key("C 01", "Durand")
    ('menuiserie durand s a r l', 'c 01')
    """
    if code:
        return code.casefold()
    folded = re.sub(r"[\W_]+", " ", plain(name)).strip()
    return folded or name.casefold()

"""Which column of a table holds what: guessed from a header and a few rows, confirmed by a person, and kept."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, cast

from msgspec import Struct
from msgspec.structs import fields, replace

from recouv.domain.errors import UsageError
from recouv.domain.message import Message, say
from recouv.importers.amounts import AmbiguousAmountError, DayOrder, read_amount
from recouv.importers.table_synonyms import NAMES, WORDS, folded_name, is_french

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Mapping as Settings

DecimalMark = Literal["", ",", "."]
_DAY_ORDERS = ("dmy", "mdy", "ymd")
_DECIMAL_MARKS = ("", ",", ".")
#: Hexadecimal digits of a profile's name.
_FINGERPRINT = 6


class Records(StrEnum):
    """What the lines of a table are."""

    INVOICES = "invoices"
    """Invoices, credit notes, and payments among them."""
    PAYMENTS = "payments"
    """Money received, as a bank lists it."""


class Mapping(Struct, frozen=True, kw_only=True):
    """The name of the column that holds each field, empty where none does, and how its cells are written."""

    client_code: str = ""
    client_name: str = ""
    number: str = ""
    date: str = ""
    due: str = ""
    amount: str = ""
    """Tax included."""
    balance: str = ""
    """What is still open."""
    paid: str = ""
    kind: str = ""
    """Invoice, credit note or payment, in words; or, for an `avoir` column, a yes."""
    currency: str = ""
    reference: str = ""
    terms: str = ""
    siren: str = ""
    vat: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    owner: str = ""
    document: str = ""
    debit: str = ""
    """With `credit`, instead of `amount`: what raises the debt; for a bank's list, money out."""
    credit: str = ""
    """What lowers the debt; for a bank's list, money in."""
    date_order: DayOrder = "dmy"
    decimal_mark: DecimalMark = ""
    """Empty: each amount tells by itself, or is refused."""
    records: Records = Records.INVOICES

    @property
    def columns(self) -> dict[str, str]:
        """The column of each field that has one."""
        return {name: getattr(self, name) for name in FIELDS if getattr(self, name)}

    def to_settings(self) -> dict[str, str]:
        """What `from_settings` reads back, as text: fields without a column are left out."""
        settings = self.columns | {"date_order": self.date_order, "records": self.records.value}
        return settings | ({"decimal_mark": self.decimal_mark} if self.decimal_mark else {})

    @classmethod
    def from_settings(cls, settings: Settings[str, str]) -> Mapping:
        """The mapping that a profile holds.

        Raises:
            UsageError: a field that does not exist, or a value that is none of its choices.
        """
        for name, value in settings.items():
            choices = _CHOICES.get(name)
            if choices is None and name not in FIELDS:
                raise UsageError(
                    say("{field} is not a field of a table", field=name),
                    say("the fields are: {fields}", fields=", ".join((*FIELDS, *_CHOICES))),
                )
            if choices is not None and value not in choices:
                raise UsageError(
                    say("{field} cannot be {value}", field=name, value=value),
                    say("use one of: {choices}", choices=", ".join(filter(None, choices))),
                )
        return cls(
            **{name: value for name, value in settings.items() if name in FIELDS},
            date_order=cast("DayOrder", settings.get("date_order", "dmy")),
            decimal_mark=cast("DecimalMark", settings.get("decimal_mark", "")),
            records=Records(settings.get("records", Records.INVOICES)),
        )

    def missing(self) -> tuple[Message, ...]:
        """The fields without which no line can be taken."""
        absent = []
        if not (self.client_code or self.client_name):
            absent.append(say("no column names the client"))
        if not self.number and self.records is Records.INVOICES:
            absent.append(say("no column holds the invoice number"))
        if not self.date:
            absent.append(say("no column holds the date"))
        if not (self.amount or self.debit or self.credit):
            absent.append(say("no column holds the amount, tax included"))
        return tuple(absent)

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Where the column of each field stands in `header`, from 0.

        Raises:
            UsageError: `header` has no column of that name.
        """
        folded = [folded_name(name) for name in header]
        found: dict[str, int] = {}
        for field, column in self.columns.items():
            if column in header:
                found[field] = header.index(column)
            elif folded_name(column) in folded:
                found[field] = folded.index(folded_name(column))
            else:
                raise UsageError(
                    say("no column is called {column}, which is to hold {field}", column=column, field=field),
                    say("the columns are: {columns}", columns=", ".join(header)),
                )
        return found


_CHOICES: dict[str, tuple[str, ...]] = {
    "date_order": _DAY_ORDERS,
    "decimal_mark": _DECIMAL_MARKS,
    "records": tuple(Records),
}
#: The fields that a column may hold.
FIELDS = tuple(field.name for field in fields(Mapping) if field.name not in _CHOICES)


class Guess(Struct, frozen=True, kw_only=True):
    """What the columns seem to be."""

    mapping: Mapping
    unsure: tuple[Message, ...] = ()
    """What only a person can tell, as questions; the mapping holds the likelier answer."""
    missing: tuple[Message, ...] = ()
    """The fields without which no line can be taken."""
    unused: tuple[str, ...] = ()
    """Columns that hold no field."""
    are_records_sure: bool = True
    """Whether the header tells invoices from payments."""


class Formats(Struct, frozen=True, kw_only=True):
    """How the cells of the columns chosen are written."""

    date_order: DayOrder
    decimal_mark: DecimalMark
    ambiguous_day: str = ""
    """A date that is another day when read month first, where nothing tells."""
    assumed_day: str = ""
    """The same where the header is French: read day first."""
    unsure: tuple[Message, ...] = ()


def header_profile(header: Sequence[str]) -> str:
    """The name under which the mapping of a table with this header is kept, in whatever order its columns come.

    >>> header_profile(["N° facture", "Client", "Montant TTC"])
    'client-montant-ttc-no-facture-eb7e50'
    """
    names = sorted(folded_name(name) for name in header)
    digest = hashlib.sha256("\n".join(names).encode()).hexdigest()[:_FINGERPRINT]
    readable = "-".join("-".join(names[:3]).split())[:40].strip("-")
    return f"{readable}-{digest}" if readable else digest


def guess_mapping(
    header: Sequence[str], sample_rows: Sequence[Sequence[str]], *, records: Records | None = None
) -> Guess:
    """What the columns of a table seem to hold, by their names and, for dates and amounts, by the rows given.

    `records` is told when the user knows whether the lines are invoices or payments.
    """
    columns = _Columns(header, sample_rows)
    mapping, unsure, are_records_sure = _held(columns, records)
    formats = _formats(columns, mapping)
    mapping = replace(mapping, date_order=formats.date_order, decimal_mark=formats.decimal_mark)
    return Guess(
        mapping=mapping,
        unsure=(*unsure, *formats.unsure),
        missing=mapping.missing(),
        unused=tuple(name for name in header if name not in mapping.columns.values()),
        are_records_sure=are_records_sure,
    )


def find_formats(header: Sequence[str], sample_rows: Sequence[Sequence[str]], mapping: Mapping) -> Formats:
    """How the dates and amounts of the columns that `mapping` names are written, by the rows given.

    Raises:
        UsageError: `header` has no column that `mapping` names.
    """
    places = mapping.places(header)
    exact = Mapping.from_settings({field: header[place] for field, place in places.items()})
    return _formats(_Columns(header, sample_rows), exact)


def _formats(columns: _Columns, mapping: Mapping) -> Formats:
    order, example, is_assumed = _date_order(columns, mapping)
    mark, mark_question = _decimal_mark(columns, mapping)
    question = [say("is {example} written day first, or month first?", example=example)] if example else []
    return Formats(
        date_order=order,
        decimal_mark=mark,
        ambiguous_day="" if is_assumed else example,
        assumed_day=example if is_assumed else "",
        unsure=(*([] if is_assumed else question), *mark_question),
    )


#: Names are handed out in this order: a column holds one field.
_IN_TURN = (
    *("number", "due", "date", "amount", "balance", "paid", "debit", "credit", "client_name", "client_code"),
    *("currency", "siren", "vat", "email", "phone", "address", "owner", "terms", "kind"),
)
_NOT_AN_AMOUNT = {"ht", "hors", "excl", "excluding", "tva", "vat", "tax", "date", "jours", "days", "type", "mode", "no"}
#: Words that make a column another one: `Email address` is no address, `Total TVA` is not owed.
_TOLD_AWAY = {
    **dict.fromkeys(("amount", "balance", "paid"), _NOT_AN_AMOUNT),
    "address": {"email", "mail", "mel", "electronique", "ip"},
    "due": {"jours", "days", "mode", "montant", "amount"},
    "number": {"date", "montant", "amount"},
}
_PAYMENT_DATES = frozenset(
    {
        *("date operation", "operation", "transaction date", "date reglement", "date paiement", "payment date"),
        *("date paid", "date encaissement", "booking date", "date valeur", "value date", "created utc"),
    }
)
_INVOICE_WORDS = frozenset(["facture", "factures", "facturation", "invoice", "invoices", "ttc", "ht"])
_LABELS_FIRST = ("libelle", "libelle operation", "label", "communication", "motif", "memo", "description", "details")


class _Columns:
    """The columns of a table: their names folded, and their cells."""

    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.header = tuple(header)
        self.folded = [folded_name(name) for name in header]
        self.rows = rows
        self.taken: set[int] = set()

    def take(self, field: str, names: Iterable[str] | None = None) -> str:
        """The column that holds `field`, no longer free; empty when none seems to."""
        for name in NAMES[field] if names is None else names:
            for index, folded in enumerate(self.folded):
                if folded == name and index not in self.taken:
                    return self._taken(index)
        return ""

    def take_by_words(self, field: str) -> str:
        """A free column whose name has the words that tell `field` among others, and none that tells it away."""
        for words in WORDS.get(field, ()):
            for index, folded in enumerate(self.folded):
                parts = set(folded.split())
                if index not in self.taken and set(words.split()) <= parts and not parts & _TOLD_AWAY.get(field, set()):
                    return self._taken(index)
        return ""

    def free(self, column: str) -> str:
        """Let `column` hold something else; always empty, what the field then holds."""
        if column:
            self.taken.discard(self.header.index(column))
        return ""

    def folded_of(self, column: str) -> str:
        return self.folded[self.header.index(column)] if column else ""

    def cells(self, column: str) -> list[str]:
        """What the rows hold under `column`, empty cells left out."""
        if not column:
            return []
        index = self.header.index(column)
        return [row[index].strip() for row in self.rows if index < len(row) and row[index].strip()]

    def _taken(self, index: int) -> str:
        self.taken.add(index)
        return self.header[index]


def _held(columns: _Columns, records: Records | None) -> tuple[Mapping, list[Message], bool]:
    held = {field: columns.take(field) for field in _IN_TURN}
    for field in _IN_TURN:
        if not held[field] and not (field == "client_name" and held["client_code"]):
            held[field] = columns.take_by_words(field)
    unsure: list[Message] = []
    if records is None:
        records, unsure = _guess_records(columns, held)
    are_records_sure = not unsure
    if records is Records.PAYMENTS:
        for field in ("due", "balance", "paid"):
            held[field] = columns.free(held[field])
    unsure += _settle_amount(columns, held)
    _settle_credit_notes(columns, held)
    held["reference"] = (records is Records.PAYMENTS and columns.take("reference", _LABELS_FIRST)) or columns.take(
        "reference"
    )
    held["document"] = columns.take("document")
    named = {field: column for field, column in held.items() if column}
    return Mapping.from_settings(named | {"records": records.value}), unsure, are_records_sure


def _guess_records(columns: _Columns, held: dict[str, str]) -> tuple[Records, list[Message]]:
    if held["due"]:
        return Records.INVOICES, []
    if columns.folded_of(held["date"]) in _PAYMENT_DATES and not held["balance"]:
        return Records.PAYMENTS, []
    if held["number"] or any(_INVOICE_WORDS & set(name.split()) for name in columns.folded):
        return Records.INVOICES, []
    if any(name in columns.folded for name in _LABELS_FIRST):
        return Records.PAYMENTS, []
    return Records.PAYMENTS, [say("are the lines payments? no column holds an invoice number or a due date")]


def _settle_amount(columns: _Columns, held: dict[str, str]) -> list[Message]:
    """One way to tell the amount: its column, else debit and credit, else, with a question, an amount without VAT."""
    if held["amount"]:
        held["debit"], held["credit"] = columns.free(held["debit"]), columns.free(held["credit"])
    elif held["debit"] or held["credit"]:
        # beside debits and credits, a balance is the running one of the account
        held["balance"] = columns.free(held["balance"])
    elif without_vat := columns.take("amount_without_vat"):
        held["amount"] = without_vat
        return [say("is {column} tax included? no column says so, and what is owed is", column=without_vat)]
    return []


def _settle_credit_notes(columns: _Columns, held: dict[str, str]) -> None:
    """A column called `Avoir` holds either the amounts taken off or a mark on the lines that are credit notes."""
    column = columns.take("credit_or_kind", NAMES["credit_or_kind"])
    if not column:
        return
    is_amount = bool(columns.cells(column)) and all(_is_amount(cell) for cell in columns.cells(column))
    field = "credit" if is_amount else "kind"
    held[field] = held[field] or column


def _is_amount(cell: str) -> bool:
    try:
        read_amount(cell)
    except AmbiguousAmountError:
        return True
    except ValueError:
        return False
    return True


_MARK = re.compile("[.,]")
_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ]\d{2,4}(?:[ T].*)?")


def _date_order(columns: _Columns, mapping: Mapping) -> tuple[DayOrder, str, bool]:
    """The order, a date that may be read otherwise, and whether a French header is then what tells."""
    days = [
        match
        for field in ("date", "due")
        for cell in columns.cells(getattr(mapping, field))
        if (match := _DAY.fullmatch(cell))
    ]
    seen = {
        *("ymd" for day in days if int(day[1]) > 31),
        *("dmy" for day in days if 12 < int(day[1]) <= 31),
        *("mdy" for day in days if 12 < int(day[2]) <= 31 and int(day[1]) <= 12),
    }
    if len(seen) == 1:
        return cast("DayOrder", seen.pop()), "", False
    example = next((day[0] for day in days if seen or int(day[1]) != int(day[2])), "")
    return "dmy", example, not seen and is_french(columns.header)


def _decimal_mark(columns: _Columns, mapping: Mapping) -> tuple[DecimalMark, list[Message]]:
    """The mark before the decimals where the amounts agree; a question where one of them cannot be read without it."""
    seen: set[str] = set()
    ambiguous = ""
    for field in ("amount", "balance", "paid", "debit", "credit"):
        for cell in columns.cells(getattr(mapping, field)):
            try:
                read_amount(cell)
            except AmbiguousAmountError:
                ambiguous = ambiguous or cell
            except ValueError:
                continue
            else:
                seen.add(_mark_of(cell))
    seen.discard("")
    if len(seen) == 1:
        return cast("DecimalMark", seen.pop()), []
    if ambiguous:
        return "", [say("in {example}, is the mark before the decimals, or between the thousands?", example=ambiguous)]
    return "", []


def _mark_of(amount: str) -> str:
    """The decimal mark of an amount that can be read in one way only; empty when it has none."""
    marks = _MARK.findall(amount)
    if len(marks) > 1 and len(set(marks)) == 1:
        return "," if marks[0] == "." else "."  # it comes several times: it parts thousands
    return marks[-1] if marks else ""

"""Open invoices and payments rebuilt from the lines of a client's account in the books.

What the lettering settled is settled; a letter group that does not balance is normal: what its credits do not cover
stays open, and a group of debits alone was paid after the books were written.  What is left is settled only where the
figures leave no doubt: same reference and amount; same amount, alone of its kind and not earlier than the invoice; one
opening line that is the sum of the credits left; a difference of five cents at most.  Nothing else is settled.

    open invoices − money not allocated = balance of the account, to the cent, always

Lettering is read per client: the same letters are used again for each.  The books of a later year open with what the
dossier already holds: those lines are matched with it, not created again, and the year's credits may settle it.

Source: shared/data/README.md 3.2, steps 5 to 9 and 12; C. civ. art. 1342-10 (oldest first; read 2026-11-22).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING

from recouv.domain.imported import ImportedEntry, ImportedShare, KnownItem
from recouv.domain.message import Message, say_many
from recouv.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

#: A difference this small between a debit and a credit is a rounding.
ROUNDING = Decimal("0.05")
_NO_REFERENCE = frozenset(("", "sans", "néant", "neant", "n/a", "na", "none", "null"))
_BOUNCED = re.compile(r"impaye|rejet|rejete|\brej\b|\brjt\b|retour|unpaid|returned|bounced|sans provision")
#: A number said to be an invoice's, or that looks like one: F100057, FA 220245, FAC-2022-12.
_INVOICE_IN_LABEL = re.compile(
    r"(?:\bfact(?:ure)?|\bavoir|\binvoice|\bcredit note)[ .:]*(?:n[°ºo]?[ .:]*)?"
    r"([A-Z]{0,5}-?(?!(?:19|20)\d\d(?![\w/.-]))\d[\w/.-]*)"
    r"|\b((?:F|FA|FAC|FC|FV|AV|INV)[ .-]?\d[\d/.-]{2,})",
    re.IGNORECASE,
)
_METHODS = tuple(
    (method, re.compile(pattern))
    for method, pattern in (
        ("cheque", r"\bch(?:e)?qs?\b|\bcheques?\b|\brch\b"),
        ("card", r"\bcb\b|\bcartes?\b"),
        ("direct-debit", r"\bprlv|\bprelev|\bsdd\b"),
        ("bill", r"\blcr\b|\btraite\b|\bbillet\b"),
        ("transfer", r"\bvir\b|\bvirt?\b|\bvirements?\b|\bvrt\b|\bsct"),
        ("cash", r"\besp\b|\bespeces?\b|\bcash\b"),
    )
)


class LineKind(StrEnum):
    """What the other accounts of its entry make of a customer line."""

    OPENING = "opening"
    PAYMENT = "payment"
    REFUND = "refund"
    """Money sent back: a refund, or a payment that the bank rejected."""
    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"
    WRITE_OFF = "write-off"
    TRANSFER = "transfer"


#: What a kind is when its amount has the other sign.
_AS_DEBIT = {LineKind.PAYMENT: LineKind.REFUND, LineKind.CREDIT_NOTE: LineKind.INVOICE}
_AS_CREDIT = {LineKind.REFUND: LineKind.PAYMENT, LineKind.INVOICE: LineKind.CREDIT_NOTE}
#: Kind of the entry, and its nature.
_DEBIT_ENTRIES = {
    LineKind.INVOICE: ("invoice", ""),
    LineKind.OPENING: ("invoice", "opening"),
    LineKind.TRANSFER: ("invoice", "transfer"),
    LineKind.WRITE_OFF: ("invoice", "rounding"),
    LineKind.REFUND: ("refund", ""),
}
_CREDIT_ENTRIES = {
    LineKind.PAYMENT: ("payment", ""),
    LineKind.OPENING: ("payment", "opening"),
    LineKind.CREDIT_NOTE: ("credit-note", ""),
    LineKind.TRANSFER: ("credit-note", "transfer"),
    LineKind.WRITE_OFF: ("credit-note", "rounding"),
}
#: Whose numbers are taken as they are when two kinds share one.
_FIRST_NAMED = (LineKind.INVOICE, LineKind.OPENING, LineKind.CREDIT_NOTE, LineKind.TRANSFER, LineKind.WRITE_OFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLine:
    """A line of the books on a client's account."""

    key: str
    """The same in every export of the same books."""
    kind: LineKind
    date: date
    amount: Decimal
    """Debit less credit: above zero, the client owes more."""
    line: int = 0
    """In the file, from 1."""
    journal: str = ""
    number: str = ""
    """Of the entry in its journal; may be the same everywhere."""
    entry: str = ""
    """The same for the lines of one entry, and for no others."""
    reference: str = ""
    label: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconstruction:
    """A client's account as a dossier would hold it."""

    entries: tuple[ImportedEntry, ...]
    shares: tuple[ImportedShare, ...]
    matched_openings: tuple[CustomerLine, ...] = ()
    """Opening lines that repeat what the dossier holds: nothing is created for them."""
    notes: tuple[Message, ...] = ()


@dataclass(slots=True, eq=False, kw_only=True)
class _Item:
    """A debit or a credit while it is being settled."""

    key: str
    kind: LineKind
    day: date
    line: int
    rest: Decimal
    """What nothing has settled yet, from the whole amount down to zero."""
    reference: str
    """Folded; empty when it says nothing."""
    letter: str
    known_number: str = ""
    is_known: bool = False

    @property
    def age(self) -> tuple[date, int, str]:
        """Sorts the oldest first."""
        return (self.day, self.line, self.key)


@dataclass(frozen=True, slots=True)
class _Share:
    credit: _Item
    debit: _Item
    amount: Decimal
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What became of the opening lines once compared with the dossier."""

    created: list[CustomerLine]
    """Every line to take over, those of the period included."""
    matched: tuple[CustomerLine, ...] = ()
    letters: dict[str, str] = field(default_factory=dict)
    """By key of a known item: the letter of the opening line that repeats it."""
    notes: tuple[Message, ...] = ()


def reconstruct(
    lines: Sequence[CustomerLine], known: Sequence[KnownItem] = (), *, currency: str = "EUR"
) -> Reconstruction:
    """The entries and allocations that `lines`, one client's, make.

    `known` is what the dossier holds open without the entries that came from these very books, so that a second import
    finds the same again.  Where the books open with it: known balance + new entries = balance of the account there.
    """
    held = [item for item in known if item.balance.currency == currency and item.balance.amount > 0]
    opened = _open([_by_sign(line) for line in lines if line.amount], held)
    rejections = _rejections(opened.created)
    apart = {*rejections, *rejections.values()}
    debits = [_item(line) for line in opened.created if line.amount > 0 and line.key not in apart]
    funds = [_item(line) for line in opened.created if line.amount < 0 and line.key not in apart]
    for item in held:
        (funds if item.is_credit else debits).append(_known_item(item, opened.letters.get(item.key, "")))
    settling = _Settling(debits, funds)
    settling.settle_letters()
    settling.settle_rest()
    entries, shares = _written(opened.created, settling, rejections, [item.number for item in held], currency)
    return Reconstruction(
        entries=entries,
        shares=shares,
        matched_openings=opened.matched,
        notes=(*opened.notes, *settling.notes()),
    )


# Lines as they come


def _by_sign(line: CustomerLine) -> CustomerLine:
    """The line with the kind that its sign allows."""
    kind = (_AS_DEBIT if line.amount > 0 else _AS_CREDIT).get(line.kind)
    return replace(line, kind=kind) if kind else line


def _item(line: CustomerLine) -> _Item:
    return _Item(
        key=line.key,
        kind=line.kind,
        day=line.date,
        line=line.line,
        rest=abs(line.amount),
        reference=_folded(line.reference),
        letter=line.letter.strip(),
    )


def _known_item(item: KnownItem, letter: str) -> _Item:
    return _Item(
        key=item.key,
        kind=LineKind.OPENING,
        day=item.date,
        line=0,
        rest=item.balance.amount,
        reference=_folded(item.number),
        letter=letter,
        known_number=item.number,
        is_known=True,
    )


def _folded(text: str) -> str:
    """The reference without case and spaces; empty when it names nothing: `-`, `0000000`, `sans`."""
    bare = re.sub(r"\s+", "", text).casefold()
    return "" if bare in _NO_REFERENCE or not bare.strip("0-_./*") else bare


def _rejections(lines: Iterable[CustomerLine]) -> dict[str, str]:
    """For the key of each line by which the bank sends a payment back, the key of that payment."""
    payments: dict[Decimal, list[CustomerLine]] = defaultdict(list)
    bounced = []
    for line in lines:
        if line.kind is LineKind.PAYMENT:
            payments[-line.amount].append(line)
        elif line.kind is LineKind.REFUND and _BOUNCED.search(_plain(f"{line.label} {line.reference}")):
            bounced.append(line)
    rejections: dict[str, str] = {}
    for line in sorted(bounced, key=lambda line: (line.date, line.line)):
        earlier = [payment for payment in payments[line.amount] if payment.date <= line.date]
        if earlier:
            payment = max(earlier, key=lambda payment: _likeness(payment, line))
            payments[line.amount].remove(payment)
            rejections[line.key] = payment.key
    return rejections


def _likeness(payment: CustomerLine, line: CustomerLine) -> tuple[bool, bool, date, int]:
    same_letter = bool(line.letter) and payment.letter == line.letter
    same_reference = bool(_folded(line.reference)) and _folded(payment.reference) == _folded(line.reference)
    return (same_letter, same_reference, payment.date, payment.line)


# Opening lines, and what the dossier already holds


def _open(lines: list[CustomerLine], held: Sequence[KnownItem]) -> _Opened:
    openings = [line for line in lines if line.kind is LineKind.OPENING]
    if not held or not openings:
        return _Opened(created=lines, notes=tuple(_not_opened_with(len(held)) for _ in held[:1]))
    letters: dict[str, str] = {}
    left, unmatched = _paired(openings, held, letters, _same_reference_and_amount)
    if not _repeats(left, unmatched):
        left, unmatched = _paired(left, unmatched, letters, _same_amount)
    if len(left) == 1 and (_repeats(left, unmatched) or _is_whole_balance(openings, left)):
        letters.update({item.key: left[0].letter for item in unmatched})
    created, notes = _difference(openings, left, unmatched)
    kept = {line.key for line in created}
    matched = tuple(line for line in openings if line.key not in kept)
    others = [line for line in lines if line.kind is not LineKind.OPENING]
    return _Opened(created=created + others, matched=matched, letters=letters, notes=notes)


def _difference(
    openings: Sequence[CustomerLine], left: list[CustomerLine], unmatched: Sequence[KnownItem]
) -> tuple[list[CustomerLine], tuple[Message, ...]]:
    """The opening lines to create, so that the account ties out with the books."""
    too_much = _held_balance(unmatched)
    if not too_much:
        return left, ()
    if _repeats(left, unmatched):
        return [], ()
    note = _not_opened_with(len(unmatched))
    if _is_whole_balance(openings, left):  # only what the dossier lacks of it is new
        return [replace(left[0], amount=left[0].amount - too_much)], (note,)
    first = min(openings, key=lambda line: (line.date, line.line))
    rest = replace(first, key=f"{first.key} rest", amount=-too_much, reference="", label="", letter="", entry="")
    return [*left, rest], (note,)


def _is_whole_balance(openings: Sequence[CustomerLine], left: Sequence[CustomerLine]) -> bool:
    """Whether the one opening line stands for all that the client owed: alone, and naming no invoice."""
    return len(openings) == len(left) == 1 and not any(map(str.isdigit, left[0].reference))


def _not_opened_with(count: int) -> Message:
    return say_many(
        "{count} open entry of the dossier is not in the opening balance of the books",
        "{count} open entries of the dossier are not in the opening balance of the books",
        count,
    )


def _held_balance(held: Iterable[KnownItem]) -> Decimal:
    return sum((-item.balance.amount if item.is_credit else item.balance.amount for item in held), Decimal(0))


def _repeats(openings: Sequence[CustomerLine], held: Sequence[KnownItem]) -> bool:
    """Whether the lines, most often a single one, are the sum of what is held."""
    return bool(openings and held) and sum(line.amount for line in openings) == _held_balance(held)


def _same_reference_and_amount(amount: Decimal, reference: str) -> object:
    return (amount, _folded(reference)) if _folded(reference) else None


def _same_amount(amount: Decimal, _reference: str) -> object:
    return amount


def _paired(
    openings: Sequence[CustomerLine],
    held: Sequence[KnownItem],
    letters: dict[str, str],
    trait: Callable[[Decimal, str], object],
) -> tuple[list[CustomerLine], list[KnownItem]]:
    """What is left once lines and items of one trait, as many of each, are paired; `letters` learns of the pairs."""
    lines_of: dict[object, list[CustomerLine]] = defaultdict(list)
    items_of: dict[object, list[KnownItem]] = defaultdict(list)
    for line in sorted(openings, key=lambda line: (line.date, line.line)):
        lines_of[trait(line.amount, line.reference)].append(line)
    for item in sorted(held, key=lambda item: (item.date, item.key)):
        items_of[trait(_held_balance((item,)), item.number)].append(item)
    gone: set[str] = set()
    for key, items in items_of.items():
        if key is not None and len(items) == len(lines_of[key]):
            for item, line in zip(items, lines_of[key], strict=True):
                letters[item.key] = line.letter
                gone |= {item.key, line.key}
    return [line for line in openings if line.key not in gone], [item for item in held if item.key not in gone]


# Settling


class _Settling:
    """Debits and credits of one client, settled step by step."""

    def __init__(self, debits: list[_Item], funds: list[_Item]) -> None:
        self._debits = sorted(debits, key=lambda item: item.age)
        self._funds = sorted(funds, key=lambda item: item.age)
        self._known = [debit for debit in self._debits if debit.is_known]
        self._paid_later: dict[str, int] = {}
        self.shares: list[_Share] = []
        self.given_back: dict[str, _Item] = {}
        """The credit that each refund gives back."""

    def settle_letters(self) -> None:
        """Settle inside each letter group; one of debits alone was paid after the books were written."""
        groups: dict[str, tuple[list[_Item], list[_Item]]] = defaultdict(lambda: ([], []))
        for item in self._debits:
            groups[item.letter][0].append(item)
        for item in self._funds:
            groups[item.letter][1].append(item)
        groups.pop("", None)
        for letter, (debits, funds) in groups.items():
            if debits and funds:
                self._settle_group(debits, funds)
            elif debits:
                self._paid_later[letter] = len(debits)
            else:
                self._settle_known(funds)

    def settle_rest(self) -> None:
        """Settle what is left where the figures leave no doubt, then stop."""
        self._settle_same_reference()
        self._settle_referenced_write_offs()
        self._settle_same_amount()
        self._settle_openings()
        self._settle_roundings()

    def notes(self) -> Iterator[Message]:
        """What the user may want to know of the lettering."""
        for letter, count in self._paid_later.items():
            yield say_many(
                "{count} entry lettered {letter} stays open: what pays it is not in this file",
                "{count} entries lettered {letter} stay open: what pays them is not in this file",
                count,
                letter=letter,
            )

    def _pay(self, credit: _Item, debit: _Item, basis: str) -> None:
        """Settle as much of `debit` as `credit` can; a refund is given back by one credit, whole, or by none."""
        amount = min(credit.rest, debit.rest)
        assert amount, "both sides have something left"
        if debit.kind is LineKind.REFUND:
            if amount < debit.rest or credit.kind is LineKind.WRITE_OFF:
                return
            self.given_back[debit.key] = credit
        else:
            self.shares.append(_Share(credit, debit, amount, basis))
        credit.rest -= amount
        debit.rest -= amount

    def _settle_group(self, debits: list[_Item], funds: list[_Item]) -> None:
        """Equal references first, then equal amounts, then refunds, then the oldest."""
        self._settle_alike(debits, funds, attrgetter("reference"))
        self._settle_alike(debits, funds, attrgetter("rest"))
        for refund in debits:
            if refund.kind is LineKind.REFUND and refund.rest:
                covering = (c for c in funds if c.rest >= refund.rest and c.kind is not LineKind.WRITE_OFF)
                smallest = min(covering, key=lambda credit: credit.rest, default=None)
                if smallest:
                    self._pay(smallest, refund, "lettering")
        self._oldest_first([d for d in debits if d.kind is not LineKind.REFUND], funds, "lettering")

    def _settle_alike(self, debits: list[_Item], funds: list[_Item], trait: Callable[[_Item], object]) -> None:
        waiting: dict[object, list[_Item]] = defaultdict(list)
        for debit in reversed(debits):
            waiting[trait(debit)].append(debit)
        for credit in funds:
            alike = waiting[trait(credit)] if trait(credit) else []
            while alike and credit.rest:
                self._pay(credit, alike[-1], "lettering")
                if alike[-1].rest:
                    break
                alike.pop()

    def _oldest_first(self, debits: list[_Item], funds: list[_Item], basis: str) -> None:
        waiting = [debit for debit in reversed(debits) if debit.rest]
        for credit in funds:
            while credit.rest and waiting:
                self._pay(credit, waiting[-1], basis)
                if not waiting[-1].rest:
                    waiting.pop()

    def _settle_known(self, funds: list[_Item]) -> None:
        """Credits lettered together pay an invoice of an earlier year: the one known item that is their sum."""
        total = sum(credit.rest for credit in funds)
        same = [debit for debit in self._known if debit.rest == total]
        if len(same) == 1:
            self._oldest_first(same, funds, "lettering")

    def _left(self) -> tuple[list[_Item], list[_Item]]:
        """Debits and credits of which something is left."""
        return [d for d in self._debits if d.rest], [c for c in self._funds if c.rest]

    def _was_paid_later(self, debit: _Item) -> bool:
        return debit.letter in self._paid_later and debit.kind is not LineKind.OPENING

    def _settle_same_reference(self) -> None:
        debits, funds = self._left()
        waiting: dict[tuple[str, Decimal], list[_Item]] = defaultdict(list)
        for credit in reversed(funds):
            waiting[credit.reference, credit.rest].append(credit)
        for debit in debits:
            same = waiting[debit.reference, debit.rest]
            if debit.reference and same and not (debit.is_known and same[-1].is_known):
                self._pay(same.pop(), debit, "same reference")

    def _settle_referenced_write_offs(self) -> None:
        debits, funds = self._left()
        named = Counter(debit.reference for debit in debits)
        alone = {debit.reference: debit for debit in debits if debit.reference and named[debit.reference] == 1}
        for credit in funds:
            named_debit = alone.get(credit.reference)
            if credit.kind is LineKind.WRITE_OFF and named_debit and named_debit.rest >= credit.rest:
                self._pay(credit, named_debit, "same reference")

    def _settle_same_amount(self) -> None:
        debits, funds = self._left()
        owed, paid = Counter(debit.rest for debit in debits), Counter(credit.rest for credit in funds)
        alone = {credit.rest: credit for credit in funds if paid[credit.rest] == 1}
        for debit in debits:
            credit = alone.get(debit.rest)
            if credit and owed[debit.rest] == 1 and self._may_pay(credit, debit):
                self._pay(credit, debit, "same amount")

    def _may_pay(self, credit: _Item, debit: _Item) -> bool:
        """Whether the days allow it: an invoice is paid once it is there, money is given back once it came."""
        if (credit.is_known and debit.is_known) or self._was_paid_later(debit):
            return False
        return credit.day <= debit.day if debit.kind is LineKind.REFUND else credit.day >= debit.day

    def _settle_openings(self) -> None:
        """One opening line, or all that the dossier held, is the sum of the credits left."""
        debits, funds = self._left()
        total = sum((credit.rest for credit in funds), Decimal(0))
        if not total or all(credit.is_known for credit in funds):
            return
        known = [debit for debit in debits if debit.is_known]
        same = [debit for debit in debits if debit.kind is LineKind.OPENING and debit.rest == total]
        if same:
            self._oldest_first(same[:1], funds, "opening balance")
        elif known and sum(debit.rest for debit in known) == total:
            self._oldest_first(known, funds, "opening balance")

    def _settle_roundings(self) -> None:
        debits, funds = self._left()
        debits = [d for d in debits if d.kind is not LineKind.REFUND]
        owed, paid = sorted(debit.rest for debit in debits), sorted(credit.rest for credit in funds)
        by_rest = sorted(funds, key=lambda credit: credit.rest)
        for debit in debits:
            start, end = _near(paid, debit.rest)
            if end - start != 1:
                continue
            credit = by_rest[start]
            low, high = _near(owed, credit.rest)
            if high - low == 1 and min(credit.rest, debit.rest) > ROUNDING and self._may_pay(credit, debit):
                self._pay(credit, debit, "rounding")


def _near(amounts: list[Decimal], amount: Decimal) -> tuple[int, int]:
    """Where the amounts, sorted, that differ by a rounding begin and end."""
    return bisect_left(amounts, amount - ROUNDING), bisect_right(amounts, amount + ROUNDING)


# Entries


def _written(
    lines: Sequence[CustomerLine],
    settling: _Settling,
    rejections: Mapping[str, str],
    taken: Iterable[str],
    currency: str,
) -> tuple[tuple[ImportedEntry, ...], tuple[ImportedShare, ...]]:
    """The entries in the order of the file, and the allocations that they do not say themselves."""
    written_off = _written_off(lines, settling.shares)
    numbers = _numbers([line for line in lines if line.key not in written_off], taken)
    entries = []
    for line in sorted(lines, key=lambda line: (line.line, line.key)):
        entry = _entry(line, numbers.get(line.key, ""), currency)
        if line.key in rejections:
            entry = replace(entry, kind="rejected", target=rejections[line.key])
        elif line.key in settling.given_back:
            entry = replace(entry, target=settling.given_back[line.key].key)
        elif line.key in written_off:
            debit = written_off[line.key]
            entry = replace(entry, kind="write-off", nature="", number=debit.known_number or numbers[debit.key])
        entries.append(entry)
    shares = tuple(
        ImportedShare(
            source=share.credit.key,
            target=share.debit.key,
            money=Money(share.amount, currency),
            basis=share.basis,
        )
        for share in settling.shares
        if share.credit.key not in written_off
    )
    return tuple(entries), shares


def _written_off(lines: Iterable[CustomerLine], shares: Iterable[_Share]) -> dict[str, _Item]:
    """The invoice that each write-off settles, for those that settle one and nothing else."""
    amounts = {line.key: -line.amount for line in lines if line.kind is LineKind.WRITE_OFF}
    return {
        share.credit.key: share.debit
        for share in shares
        if share.amount == amounts.get(share.credit.key) and (share.debit.known_number or not share.debit.is_known)
    }


def _entry(line: CustomerLine, number: str, currency: str) -> ImportedEntry:
    kind, nature = (_DEBIT_ENTRIES if line.amount > 0 else _CREDIT_ENTRIES)[line.kind]
    words = [line.reference.strip() if _folded(line.reference) else "", line.label.strip().strip("-")]
    said = [word for word in words if word and word != number]
    return ImportedEntry(
        key=line.key,
        kind=kind,
        date=line.date,
        money=Money(abs(line.amount), currency),
        number=number,
        reference=said[-1] if said and said[0] in said[-1] else " ".join(said),
        method=_method(line) if kind == "payment" else "",
        nature=nature,
        line=line.line,
    )


def _method(line: CustomerLine) -> str:
    text = _plain(f"{line.label} {line.reference} {line.journal}")
    return next((method for method, pattern in _METHODS if pattern.search(text)), "other")


def _plain(text: str) -> str:
    """Lower case, without accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in bare if not unicodedata.combining(character))


# Numbers of invoices and credit notes


def _numbers(lines: Iterable[CustomerLine], taken: Iterable[str]) -> dict[str, str]:
    """The number of each invoice and credit note, by key; no two are the same, nor one of `taken`."""
    units: dict[tuple[bool, LineKind], dict[object, list[CustomerLine]]] = defaultdict(dict)
    for line in sorted(lines, key=lambda line: (line.date, line.line, line.key)):
        if line.kind not in (LineKind.REFUND, LineKind.PAYMENT) and (line.amount > 0 or _is_credit_note(line)):
            family = units[line.amount < 0, line.kind]
            family.setdefault(_unit(line), []).append(line)
    used = set(taken)
    numbers: dict[str, str] = {}
    for _, family in sorted(units.items(), key=lambda item: (item[0][0], _FIRST_NAMED.index(item[0][1]))):
        _name_units(list(family.values()), used, numbers)
    return numbers


def _is_credit_note(line: CustomerLine) -> bool:
    return line.kind in (LineKind.CREDIT_NOTE, LineKind.TRANSFER, LineKind.WRITE_OFF)


def _unit(line: CustomerLine) -> object:
    """Debits of one sales entry and piece are instalments of one invoice."""
    if line.kind is LineKind.INVOICE and line.entry:
        return (line.entry, _own_number(line))
    return line.key


def _name_units(units: list[list[CustomerLine]], used: set[str], numbers: dict[str, str]) -> None:
    for shape in (_own_number, _own_number_and_entry, _entry_number):
        candidates = Counter(shape(unit[0]) for unit in units)
        later = []
        for unit in units:
            base = shape(unit[0])
            if base and candidates[base] == 1 and used.isdisjoint([base, *_suffixed(unit, base)]):
                _name_unit(unit, base, used, numbers)
            else:
                later.append(unit)
        units = later
    ranks: Counter[str] = Counter()
    for unit in units:
        stem = base = _own_number_and_entry(unit[0]) or _entry_number(unit[0]) or unit[0].key
        while not used.isdisjoint([base, *_suffixed(unit, base)]):
            ranks[stem] += 1
            base = f"{stem}-{ranks[stem] + 1}"
        _name_unit(unit, base, used, numbers)


def _name_unit(unit: list[CustomerLine], base: str, used: set[str], numbers: dict[str, str]) -> None:
    numbers.update(zip((line.key for line in unit), _suffixed(unit, base), strict=True))
    used |= {base, *_suffixed(unit, base)}


def _suffixed(unit: list[CustomerLine], base: str) -> list[str]:
    return [base] if len(unit) == 1 else [f"{base}/{rank}" for rank in range(1, len(unit) + 1)]


def _own_number(line: CustomerLine) -> str:
    """The piece, else the invoice that the label names."""
    if _folded(line.reference):
        return line.reference.strip()
    match = _INVOICE_IN_LABEL.search(line.label)
    return next(filter(None, match.groups())).strip(" .-/") if match else ""


def _own_number_and_entry(line: CustomerLine) -> str:
    own = _own_number(line)
    return f"{own}-{line.number}" if own and line.number else ""


def _entry_number(line: CustomerLine) -> str:
    return f"{line.journal}-{line.number}".strip("-")

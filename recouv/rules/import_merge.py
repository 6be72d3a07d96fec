"""What an imported account adds to a dossier: nothing twice, nothing overwritten.

An entry whose key the dossier already holds (and which was not cancelled since) is known.  An invoice or credit note
whose number is there with the same amount is the same one, recorded by hand or from another file; with another amount
it is reported, never changed.  Money entered by hand and found in the file within three days is the same money.  What
somebody cancelled for a reason of theirs stays out; what an undo took back comes in again.  Allocations are added for
the part that the dossier does not have yet, and never beyond what is left of either side.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct, field

from recouv.domain.dossier import Client
from recouv.domain.entry import Draft, Entry, Field
from recouv.domain.imported import ImportedAccount, ImportedEntry, ImportedShare, KnownItem, Refused
from recouv.domain.message import Code, Message, say
from recouv.domain.money import Money
from recouv.rules.account import account_on, money_key, shares
from recouv.rules.standing import cancelled_ids, standing

#: Money typed by hand and the same money in the books are this many days apart at most.
SAME_WITHIN = timedelta(days=3)
_MONEY_KINDS = ("payment", "credit-note", "refund")


class Merged(Struct):
    """What to append, and what was not taken."""

    drafts: list[Draft] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    warnings: list[Refused] = field(default_factory=list)
    """Lines recognised with a doubt, or left out as somebody decided."""
    counts: Counter[str] = field(default_factory=Counter)
    """New entries by kind; `opening` for those that open an account."""
    allocated: int = 0
    known: int = 0
    known_by_key: int = 0
    """Of those, the ones that this very file, or another export of it, brought in earlier."""
    ids: set[str] = field(default_factory=set)
    """IDs of the account's entries, those the dossier already held included."""


class _Fact(Struct):
    """A money entry of the dossier, there already or about to be."""

    id: str
    kind: str
    number: str
    day: date
    left: Decimal
    currency: str


def known_items(client: Client, entries: Sequence[Entry], *, before: date | None = None) -> list[KnownItem]:
    """What the dossier already holds open, for an importer to recognise; up to the day before `before` when given."""
    on = date.fromordinal(before.toordinal() - 1) if before else date.max
    account = account_on(client, entries, on)
    balances: dict[tuple[str, str, date], Decimal] = defaultdict(Decimal)
    currencies: dict[str, str] = {}
    for item in account.open_items:
        balances[item.entry_id, item.number, item.issued] += item.balance.amount
        currencies[item.entry_id] = item.balance.currency
    invoices = [
        KnownItem(
            key=f"^{identifier}",
            number=number,
            date=issued,
            balance=Money(balance, currencies[identifier]),
            is_credit=False,
        )
        for (identifier, number, issued), balance in balances.items()
        if identifier and balance > 0
    ]
    received = [
        KnownItem(
            key=f"^{credit.entry_id}",
            number=credit.label,
            date=credit.received,
            balance=credit.unallocated,
            is_credit=True,
        )
        for credit in account.credits
        if credit.entry_id and credit.unallocated.amount > 0
    ]
    return invoices + received


def merge_account(
    client: Client, entries: Sequence[Entry], account: ImportedAccount, identify: Callable[[], str]
) -> Merged:
    """The drafts that bring `entries` up to the imported account."""
    return _Merger(client, entries, identify).merge(account)


class _Merger:
    def __init__(self, client: Client, entries: Sequence[Entry], identify: Callable[[], str]) -> None:
        self.home = client.currency
        self.identify = identify
        self.facts = standing(entries, date.max)
        self.by_source = {fact.word("source"): fact for fact in self.facts if fact.word("source")}
        self.cancelled = _deliberately_cancelled(entries)
        """By source, the cancellation of what somebody took out for a reason of their own."""
        self.left_out: dict[str, Entry] = {}
        """By key, the same for the entries of the file."""
        self.numbers_left_out: dict[str, Entry] = {}
        self.by_number = {
            (fact.kind, fact.object): fact
            for fact in self.facts
            if fact.kind in ("invoice", "credit-note") and fact.object
        }
        self.of_key: dict[str, _Fact] = {}
        self.rows: dict[str, list[tuple[str, Money]]] = defaultdict(list)
        self.renamed: dict[str, str] = {}
        """Numbers of the file → those given to invoices whose number was taken."""
        self.merged = Merged()
        self._load_known(client, entries)

    def merge(self, account: ImportedAccount) -> Merged:
        new: list[tuple[ImportedEntry, _Fact]] = []
        self._note_left_out(account.entries)
        by_hand = self._found_by_hand(account.entries)
        for imported in account.entries:
            if self._is_left_out(imported):
                continue
            fact = by_hand.get(imported.key) or self._recognised(imported)
            if fact is None:
                continue
            if isinstance(fact, Entry):
                self.merged.known += 1
                self.merged.known_by_key += fact.word("source") == imported.key
                self.merged.ids.add(fact.id)
                if money_key(fact) in self._known:  # a rejection has no amount of its own
                    self.of_key[imported.key] = self._known[money_key(fact)]
                continue
            new.append((imported, fact))
            self.of_key[imported.key] = fact
            self.merged.ids.add(fact.id)
        self._take_and_give_back(new)
        for share in account.shares:
            self._share(share)
        for imported, fact in new:
            self.merged.drafts.append(self._draft(imported, fact))
            self.merged.counts["opening" if imported.nature == "opening" else imported.kind] += 1
        self.merged.drafts += self._allocations({fact.id for _, fact in new})
        return self.merged

    def _load_known(self, client: Client, entries: Sequence[Entry]) -> None:
        account = account_on(client, entries, date.max)
        # money typed by hand and not sealed yet has no ID that an allocation could name: none of it is left to share
        left = {credit.entry_id: credit.unallocated.amount for credit in account.credits if credit.entry_id}

        def left_of(fact: Entry) -> Decimal:
            owed = account.invoice_balance(fact.object) if fact.kind == "invoice" else None
            return owed.amount if owed is not None else left.get(fact.id, Decimal(0))

        self._known = {
            money_key(fact): _Fact(fact.id, fact.kind, fact.object, fact.date, left_of(fact), fact.amount.currency)
            for fact in self.facts
            if fact.amount
        }
        for fact in self._known.values():
            if fact.id:
                self.of_key[f"^{fact.id}"] = fact
        self.existing: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for share in shares(self.facts):
            self.existing[share.source, share.number] += share.money.amount

    def _note_left_out(self, imported: Sequence[ImportedEntry]) -> None:
        for entry in imported:
            cancel = self.cancelled.get(entry.key)
            if cancel is None or entry.key in self.by_source:
                continue
            self.left_out[entry.key] = cancel
            if entry.kind == "invoice" and ("invoice", entry.number) not in self.by_number:
                self.numbers_left_out[entry.number] = cancel

    def _is_left_out(self, imported: ImportedEntry) -> bool:
        # what a cancelled invoice was written off by, or what sent a cancelled payment back, stays out with it
        cancel = self.left_out.get(imported.key)
        if imported.key not in self.by_source and imported.kind == "write-off":
            cancel = cancel or self.numbers_left_out.get(imported.number)
        elif imported.key not in self.by_source and imported.kind == "rejected":
            cancel = cancel or self.left_out.get(imported.target)
        if cancel is None:
            return False
        self.merged.known += 1
        self.merged.known_by_key += imported.key in self.left_out
        day = date.fromisoformat(cancel.recorded.at[:10]) if cancel.recorded else cancel.date
        what = say("{what} was cancelled on {date}: left out", what=_described(imported), date=day)
        self.merged.warnings.append(Refused(imported.line, what))
        return True

    def _found_by_hand(self, imported: Sequence[ImportedEntry]) -> dict[str, Entry]:
        numbers = {(entry.kind, entry.number) for entry in imported if entry.number}
        typed: dict[tuple[str, Money | None], list[Entry]] = defaultdict(list)
        for fact in self.facts:
            if not fact.word("source") and (not fact.object or (fact.kind, fact.object) not in numbers):
                typed[fact.kind, fact.amount].append(fact)
        pairs = [
            (abs(entry.date - fact.date), rank, fact.line, entry, fact)
            for rank, entry in enumerate(imported)
            if entry.key not in self.by_source
            and entry.key not in self.left_out
            and (entry.kind, entry.number) not in self.by_number
            for fact in typed.get((entry.kind, entry.money), ())
            if _is_same(entry, fact)
        ]
        found: dict[str, Entry] = {}
        claimed: set[int] = set()
        for _, _, line, entry, fact in sorted(pairs, key=lambda pair: pair[:3]):
            if entry.key in found or line in claimed:
                continue
            found[entry.key] = fact
            claimed.add(line)
            if entry.kind == "invoice":
                self.renamed[entry.number] = fact.object
            self._warn_by_hand(entry, fact)
        return found

    def _warn_by_hand(self, imported: ImportedEntry, fact: Entry) -> None:
        what = say(
            "{what}: taken to be the one entered by hand, {entry}",
            what=_described(imported),
            entry=f"^{fact.id}" if fact.id else fact.date,
        )
        self.merged.warnings.append(Refused(imported.line, what))

    def _recognised(self, imported: ImportedEntry) -> Entry | _Fact | None:
        """The dossier's own entry, a new one to write, or `None` when the line is refused."""
        known = self.by_source.get(imported.key)
        number = imported.number
        if known is None and imported.kind in ("invoice", "credit-note"):
            known = self.by_number.get((imported.kind, number))
            if known is not None and not known.word("source") and known.date != imported.date:
                if known.amount == imported.money:
                    self._warn_by_hand(imported, known)
                return self._unless_changed(imported, known)
            if known is not None and known.date != imported.date and known.word("source").startswith("fec "):
                # another piece that the books call by the same reference, not the same invoice changed
                known, number = None, self._free_number(imported)
        if known is not None:
            return self._unless_changed(imported, known)
        identifier = self.identify()
        return _Fact(identifier, imported.kind, number, imported.date, imported.money.amount, imported.money.currency)

    def _unless_changed(self, imported: ImportedEntry, known: Entry) -> Entry | None:
        if known.amount != imported.money and known.amount is not None:
            self._refuse_changed(imported, known)
            return None
        return known

    def _free_number(self, imported: ImportedEntry) -> str:
        number = f"{imported.number}-{imported.date:%Y%m%d}"
        rank = 1
        while (imported.kind, number) in self.by_number:
            rank += 1
            number = f"{imported.number}-{imported.date:%Y%m%d}-{rank}"
        if imported.kind == "invoice":
            self.renamed[imported.number] = number
        return number

    def _refuse_changed(self, imported: ImportedEntry, known: Entry) -> None:
        self.merged.refused.append(
            Refused(
                imported.line,
                say(
                    "{number} is {found} in the file and {amount} in the dossier: left as it is there",
                    number=imported.number or known.object or known.kind,
                    found=imported.money,
                    amount=known.amount,
                ),
            )
        )

    def _take_and_give_back(self, new: Sequence[tuple[ImportedEntry, _Fact]]) -> None:
        """What write-offs, refunds and rejections leave: no share may settle or spend the same part twice."""
        by_number = {
            fact.number: fact for fact in (*self._known.values(), *(fact for _, fact in new)) if fact.kind == "invoice"
        }
        for imported, _ in new:
            number = self.renamed.get(imported.number, imported.number)
            if imported.kind == "write-off" and number in by_number:
                by_number[number].left -= imported.money.amount
        for imported, _ in new:
            target = self.of_key.get(imported.target)
            if imported.kind == "refund" and target is not None:
                target.left -= imported.money.amount
            elif imported.kind == "rejected" and target is not None:
                target.left = Decimal(0)
                for share in shares(self.facts):
                    if share.source == target.id and share.number in by_number:
                        by_number[share.number].left += share.money.amount

    def _share(self, share: ImportedShare) -> None:
        source, target = self.of_key.get(share.source), self.of_key.get(share.target)
        if source is None or target is None or source.currency != target.currency:
            return
        there = min(share.money.amount, self.existing[source.id, target.number])
        self.existing[source.id, target.number] -= there
        part = min(share.money.amount - there, source.left, target.left)
        if part <= 0:
            return
        source.left -= part
        target.left -= part
        self.rows[source.id].append((target.number, Money(part, source.currency)))
        self.merged.allocated += 1

    def _draft(self, imported: ImportedEntry, fact: _Fact) -> Draft:
        fields: list[Field] = [("amount", self._written(imported.money))]
        if imported.kind == "rejected":
            fields = []
        if imported.due:
            fields.append(("due", imported.due.isoformat()))
        for key, value in (
            ("terms", imported.terms if not imported.due else ""),
            ("method", imported.method),
            ("reference", imported.reference if imported.kind in ("payment", "refund", "rejected") else ""),
            ("about", imported.reference if imported.kind == "invoice" else ""),
            ("reason", imported.reference if imported.kind in ("credit-note", "write-off") else ""),
            ("nature", imported.nature if imported.kind in ("invoice", "payment", "credit-note", "write-off") else ""),
            ("document", imported.document),
        ):
            if value:
                fields.append((key, value))
        rows = self.rows.pop(fact.id, None)
        if rows:
            fields.append(("allocate", tuple(f"{number}: {self._written(money)}" for number, money in rows)))
        fields.append(("source", imported.key))
        target = self.of_key.get(imported.target)
        return Draft(
            date=imported.date,
            kind=imported.kind,
            object=self._object(imported, fact),
            target=target.id if target is not None and imported.kind in ("refund", "rejected") else "",
            fields=tuple(fields),
            id=fact.id,
        )

    def _object(self, imported: ImportedEntry, fact: _Fact) -> str:
        if imported.kind == "write-off":
            return self.renamed.get(fact.number, fact.number)
        return fact.number if imported.kind in ("invoice", "credit-note") else ""

    def _allocations(self, new: set[str]) -> list[Draft]:
        """Allocations of money that the dossier already held."""
        days = {fact.number: fact.day for fact in self.of_key.values() if fact.kind == "invoice"}
        drafts = []
        for identifier, rows in self.rows.items():
            if identifier in new:
                continue
            day = max([self._known[identifier].day, *(days[number] for number, _ in rows if number in days)])
            drafts.append(
                Draft(
                    date=day,
                    kind="allocate",
                    target=identifier,
                    fields=(("allocate", tuple(f"{number}: {self._written(money)}" for number, money in rows)),),
                    id=self.identify(),
                )
            )
        return drafts

    def _written(self, money: Money) -> str:
        return money.plain if money.currency == self.home else f"{money.plain} {money.currency}"


def _is_same(imported: ImportedEntry, typed: Entry) -> bool:
    if imported.number and _spelled(imported.number) == _spelled(typed.object):
        return True
    if imported.kind not in _MONEY_KINDS or imported.nature == "opening":
        return False
    return abs(imported.date - typed.date) <= SAME_WITHIN


def _spelled(number: str) -> str:
    return "".join(number.split()).casefold()


def _described(imported: ImportedEntry) -> Message:
    kind, amount, day = Code(imported.kind), imported.money, imported.date
    if imported.number:
        return say("{kind} {number} of {amount} on {date}", kind=kind, number=imported.number, amount=amount, date=day)
    return say("{kind} of {amount} on {date}", kind=kind, amount=amount, date=day)


def _deliberately_cancelled(entries: Sequence[Entry]) -> dict[str, Entry]:
    struck = cancelled_ids(entries)
    cancels = {
        entry.target: entry
        for entry in entries
        if entry.kind == "cancel" and entry.id not in struck and entry.word("reason") != "undo"
    }
    return {
        entry.word("source"): cancels[entry.id]
        for entry in entries
        if entry.word("source") and entry.id and entry.id in struck and entry.id in cancels
    }

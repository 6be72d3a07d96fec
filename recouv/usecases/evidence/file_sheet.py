"""The file itself in words: who, what is claimed, how it came to be, what was sent, by which pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from recouv.domain.entry import Entry
from recouv.domain.message import Code, Message, say
from recouv.letters.blocks import Block
from recouv.letters.received import read_received
from recouv.rules.suspension import claimed
from recouv.usecases.evidence.case import Case
from recouv.usecases.evidence.parts import bullets, capital, heading, on_one_line, paragraph, quoted, table
from recouv.usecases.evidence.pieces import Piece
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import term

#: Characters of a commit's name that nobody mistakes for another: git's own shortening changes with the repository.
SHORT = 12
#: What the house decides or remembers for itself: told by its kind and its day, without its words.
INTERNAL = frozenset({"note", "task", "done", "hold", "release", "handover", "recall", "limit", "review", "write-off"})
_EMAIL = ".eml"


def file_blocks(case: Case, pieces: Sequence[Piece], words: Catalogue) -> tuple[Block, ...]:
    """The whole of it."""
    sheet = _FileSheet(case, pieces, words)
    return tuple(
        block
        for part in (sheet.summary, sheet.items, sheet.money, sheet.history, sheet.messages, sheet.list_of_pieces)
        for block in part()
    )


class _FileSheet:
    def __init__(self, case: Case, pieces: Sequence[Piece], words: Catalogue) -> None:
        self.case = case
        self.claim = case.claim
        self.pieces = pieces
        self.words = words
        self.by_entry: dict[str, list[Piece]] = {}
        for piece in pieces:
            if piece.entry:
                self.by_entry.setdefault(piece.entry, []).append(piece)

    def said(self, message: Message) -> str:
        """In the language of the file."""
        return self.words.text(message)

    def titles(self, *messages: Message) -> tuple[str, ...]:
        """The head of a table."""
        return tuple(map(self.said, messages))

    def summary(self) -> Iterator[Block]:
        """Both parties, and the sums."""
        case, words, totals = self.case, self.words, self.claim.totals
        client, creditor = case.client, case.creditor
        yield heading(self.said(say("Summary")))
        rows = (
            (say("Name"), creditor.get("name", ""), client.name),
            (say("Kind"), "", self.said(term(client.kind))),
            (say("SIREN"), creditor.get("siren", ""), client.siren),
            (say("VAT number"), creditor.get("vat", ""), client.vat),
            (say("Address"), on_one_line(creditor.get("address", "")), on_one_line(client.address)),
            (say("Telephone"), creditor.get("phone", ""), _first(one.phone for one in client.contacts)),
            (say("E-mail"), creditor.get("email", ""), _first(one.email for one in client.contacts)),
        )
        shown = [(self.said(label), mine or "–", theirs or "–") for label, mine, theirs in rows if mine or theirs]
        yield table(("", *self.titles(say("Creditor"), say("Debtor"))), shown)
        sums = [
            (say("Late principal, tax included"), totals.principal),
            (self._interest, totals.interest),
            *([(say("Fixed recovery charges"), totals.indemnity)] if totals.indemnity else []),
            *([(say("Received, not allocated, deducted"), -self.claim.received)] if self.claim.received else []),
            (say("Total on {day}", day=case.on), self.claim.total),
        ]
        yield table(
            self.titles(say("What is claimed"), say("Amount")),
            [(self.said(label), words.money(amount)) for label, amount in sums],
            right=(1,),
            total=True,
        )
        if totals.per_day:
            yield paragraph(self.said(say("Each further day adds {amount}.", amount=totals.per_day)))
        elif totals.per_day is None:
            yield paragraph(self.said(say("What a further day adds is not known: the rate of that day is not.")))
        if self.claim.contested:
            yield paragraph(
                self.said(say("Contested by the debtor, and not in these sums: {amount}.", amount=self.claim.contested))
            )

    @property
    def _interest(self) -> Message:
        if self.case.is_consumer:
            return say("Interest at the legal rate, to {day}", day=self.case.on)
        return say("Late-payment penalties, to {day}", day=self.case.on)

    def items(self) -> Iterator[Block]:
        """The invoices claimed, with their documents; those left out, with the reason."""
        words = self.words
        yield heading(self.said(say("Invoices claimed")))
        rows = [
            (
                item.number + (f" ({item.instalment})" if item.instalment else ""),
                words.day(item.issued),
                words.day(item.due),
                words.money(item.amount),
                words.money(claimed(item)),
                str(item.days_late(self.case.on)),
                self._numbers(item.entry_id),
            )
            for item in self.claim.items
        ]
        if rows:
            yield table(
                self.titles(
                    *(say("Invoice"), say("Issued"), say("Due"), say("Amount"), say("Claimed"), say("Days late")),
                    say("Piece"),
                ),
                rows,
                right=(3, 4, 5),
            )
        else:
            yield paragraph(self.said(say("None.")))
        if self.claim.left_out:
            yield paragraph(self.said(say("Open, and not claimed here:")))
            yield bullets(
                self.said(say("{number}, {amount}: {reason}", number=one.number, amount=one.amount, reason=one.reason))
                for one in self.claim.left_out
            )

    def money(self) -> Iterator[Block]:
        """What was received or credited."""
        received = [one for one in self.case.account.credits if one.amount.currency == self.claim.currency]
        if not received:
            return
        words = self.words
        yield heading(self.said(say("Payments and credit notes received")))
        yield table(
            self.titles(say("Date"), say("What"), say("Amount"), say("Not allocated")),
            [
                (
                    words.day(one.received),
                    self.said(say("{kind} {object}", kind=term(one.kind), object=one.label)).strip(),
                    words.money(one.amount),
                    words.money(one.unallocated) if one.unallocated else "–",
                )
                for one in received
            ],
            right=(2, 3),
        )

    def history(self) -> Iterator[Block]:
        """Every fact up to the day, with who wrote it and the commit that brought it; then the commits."""
        words, history = self.words, self.case.snapshot.history
        told = {fact.id: fact for fact in self.case.messages if fact.id}
        yield heading(self.said(say("History")))
        yield paragraph(
            self.said(
                say(
                    "Each fact stands in the dossier since the commit named beside it. A commit of git is named by its"
                    " fingerprint: it cannot be changed without changing its name and that of every commit after it."
                )
            )
        )
        yield table(
            self.titles(say("Date"), say("Fact"), say("Written"), say("Commit")),
            [
                (
                    words.day(entry.date),
                    self._told(told.get(entry.id, entry)),
                    self._written(entry),
                    self._commit(entry),
                )
                for entry in self.case.snapshot.dossier.timeline()
                if entry.date <= self.case.on
            ],
        )
        yield heading(self.said(say("Commits that wrote in this dossier")), 2)
        yield table(
            self.titles(say("Commit"), say("Date"), say("Author"), say("Subject")),
            [
                (one.full_id[:SHORT], words.day(date.fromisoformat(one.when[:10])), one.author, one.subject)
                for one in history.commits
            ],
        )

    def messages(self) -> Iterator[Block]:
        """Each message as it was sent, and what is known of its receipt."""
        if not self.case.messages:
            return
        yield heading(self.said(say("Messages sent, and proofs of receipt")))
        for rank, fact in enumerate(self.case.messages, 1):
            yield from self._message(rank, fact)

    def _message(self, rank: int, fact: Entry) -> Iterator[Block]:
        words = self.words
        notice = self.said(say("formal notice, {kind}", kind=term(fact.kind))) if fact in self.case.notices else ""
        yield heading(f"{rank}. {words.day(fact.date)}, {notice or self.said(term(fact.kind))}", 2)
        rows = [
            (say("Sent to"), fact.word("to")),
            (say("Subject"), fact.word("subject")),
            (say("Invoices"), ", ".join(fact.invoices)),
            (say("What became of it"), self.said(term(fact.word("outcome"))) if fact.word("outcome") else ""),
            (say("Message-ID"), fact.word("message_id")),
            (say("Piece"), self._numbers(fact.id)),
            (say("SHA-256 of what was sent"), fact.word("sha256") or self._sha256(fact.id)),
        ]
        for one in self.case.sendings(fact):
            parts = (words.day(one.date), one.word("reference"), self._numbers(one.id, named=True))
            rows.append((term(one.word("outcome")), ", ".join(part for part in parts if part)))
        shown = [(self.said(label), value) for label, value in rows if value]
        if shown:
            yield table(self.titles(say("Item"), say("Value")), shown)
        for piece in self.by_entry.get(fact.id, ()):
            if piece.source.casefold().endswith(_EMAIL):
                yield quoted(read_received(piece.data).text)

    def list_of_pieces(self) -> Iterator[Block]:
        """The pieces with their fingerprints."""
        yield heading(self.said(say("Pieces")))
        if not self.pieces:
            yield paragraph(self.said(say("None.")))
            return
        yield table(
            self.titles(say("No."), say("Piece"), say("Date"), say("SHA-256")),
            [
                (str(one.number), capital(self.said(one.what)), self.words.day(one.day) if one.day else "–", one.sha256)
                for one in self.pieces
            ],
            right=(0,),
        )

    def _told(self, entry: Entry) -> str:
        """A fact in a line; of what the house keeps for itself, its kind alone."""
        parts = [self.said(term(entry.kind))]
        if entry.id in self.case.cancelled:
            parts.append(self.said(say("(cancelled)")))
        if entry.kind in INTERNAL:
            return " ".join((*parts, self.said(say("(internal)"))))
        about = entry.object or (f"^{entry.target}" if entry.target else "")
        if about:
            parts.append(about)
        details = [
            self.words.money(entry.amount) if entry.amount else "",
            ", ".join(f"{number} {self.words.money(amount)}" for number, amount in entry.shares),
            ", ".join(entry.invoices) if entry.kind != "dispute" else "",
            self.said(term(entry.word("outcome"))) if entry.word("outcome") else "",
            self.said(say("by {day}", day=day)) if (day := entry.day("by")) else "",
            entry.word("with"),
            entry.word("subject"),
            entry.word("reference"),
            self.said(term(Code(entry.word("category")))) if entry.word("category") else "",
            entry.word("reason"),
            " ".join(entry.text.split()),
        ]
        told = " · ".join(detail for detail in details if detail)
        return " ".join(parts) + (f" · {told}" if told else "")

    def _written(self, entry: Entry) -> str:
        """When and by whom."""
        if entry.recorded is None:
            return "–"
        return f"{self.words.day(date.fromisoformat(entry.recorded.at[:10]))} {entry.recorded.by}"

    def _commit(self, entry: Entry) -> str:
        brought = self.case.snapshot.history.entries.get(entry.id) if entry.id else None
        if brought is None:
            return "–"
        name = brought.by.full_id[:SHORT]
        if brought.changed is None:
            return name
        return self.said(say("{commit}, changed by {other}", commit=name, other=brought.changed.full_id[:SHORT]))

    def _numbers(self, entry: str, *, named: bool = False) -> str:
        numbers = ", ".join(str(one.number) for one in self.by_entry.get(entry, ()))
        return self.said(say("piece no. {numbers}", numbers=numbers)) if named and numbers else numbers

    def _sha256(self, entry: str) -> str:
        return next((one.sha256 for one in self.by_entry.get(entry, ())), "")


def _first(values: Iterator[str]) -> str:
    return next((value for value in values if value), "")

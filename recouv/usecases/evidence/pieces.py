"""The documents that a dossier names, each as it was recorded, numbered as a list of pieces; and those that lack.

A document is taken from the commit.  One that the commit has not (heavy files may live elsewhere) is taken from the
work tree when the journal gives its fingerprint and it has that one: whoever makes the file again finds the same
bytes.  Nothing else leaves the house: no link is followed, nothing outside the workspace is read, and of its own
folders only the messages that this dossier sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from enum import IntEnum
from pathlib import PurePosixPath

from msgspec import Struct

from recouv.domain.entry import Entry
from recouv.domain.kinds import MESSAGES
from recouv.domain.message import Message, say
from recouv.rules.client_search import folded
from recouv.store.committed import Committed, Held
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.workspace import DOSSIERS, LETTERS, SCENARIOS
from recouv.usecases.evidence.case import Case
from recouv.wording.terms import term

_SENT = "sent"
#: What belongs to the house, and is no piece of a claim.
_OURS = frozenset({DOSSIERS, SCENARIOS, LETTERS, "closings", "recouv.yaml", "rates.yaml"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Sort(IntEnum):
    """What a piece is, in the order in which a judge reads."""

    TERMS = 1
    CONTRACT = 2
    ORDER = 3
    DELIVERY = 4
    INVOICE = 5
    CREDIT_NOTE = 6
    PAYMENT = 7
    MESSAGE = 8
    NOTICE = 9
    RECEIPT = 10
    REPLY = 11
    ACKNOWLEDGMENT = 12
    STATEMENT = 13
    OTHER = 14


#: Words of a file's name that tell what it is.
_WORDS = {
    Sort.TERMS: "cgv cgp conditions terms",
    Sort.CONTRACT: "contrat contract convention devis quote quotation estimate",
    Sort.ORDER: "commande bdc bc order po",
    Sort.DELIVERY: "livraison bl delivery pv recette reception chantier",
}
_BY_WORD = {word: sort for sort, words in _WORDS.items() for word in words.split()}
_BY_KIND = {
    "invoice": Sort.INVOICE,
    "credit-note": Sort.CREDIT_NOTE,
    "payment": Sort.PAYMENT,
    "rejected": Sort.PAYMENT,
    "sending": Sort.RECEIPT,
    "reply": Sort.REPLY,
    "acknowledgment": Sort.ACKNOWLEDGMENT,
    "plan": Sort.ACKNOWLEDGMENT,
}
SORTS = {
    Sort.TERMS: say("general terms"),
    Sort.CONTRACT: say("contract or quote"),
    Sort.ORDER: say("order form"),
    Sort.DELIVERY: say("delivery note"),
    Sort.INVOICE: say("invoice"),
    Sort.CREDIT_NOTE: say("credit note"),
    Sort.PAYMENT: say("payment"),
    Sort.MESSAGE: say("reminder"),
    Sort.NOTICE: say("formal notice"),
    Sort.RECEIPT: say("proof of sending or receipt"),
    Sort.REPLY: say("reply of the debtor"),
    Sort.ACKNOWLEDGMENT: say("acknowledgment of the debt"),
    Sort.STATEMENT: say("statement of the claim"),
    Sort.OTHER: say("other document"),
}


class Piece(Struct, frozen=True, kw_only=True):
    """A document, copied."""

    number: int
    """From 1, as the list of pieces has it."""
    sort: Sort
    what: Message
    day: date | None
    """Of the fact that names it; `None` where no fact does."""
    entry: str
    """ID of that fact; empty for what the configuration names and what is made here."""
    source: str
    """Its path in the workspace; empty for what is made here."""
    data: bytes

    @property
    def sha256(self) -> str:
        """Its fingerprint."""
        return hashlib.sha256(self.data).hexdigest()


class Missing(Struct, frozen=True, kw_only=True):
    """A piece that lacks."""

    what: Message
    why: Message


class Named(Struct, frozen=True, kw_only=True):
    """A document that something names."""

    sort: Sort
    what: Message
    day: date | None
    entry: str
    path: str
    sha256: str
    """Recorded; empty when it was not."""


def named_documents(case: Case) -> Iterator[Named]:
    """Those that the facts and the configuration name, each path once."""
    seen: set[str] = set()
    conditions = case.creditor.get("conditions", "")
    if conditions:
        seen.add(conditions)
        yield Named(
            sort=Sort.TERMS, what=say("General terms of the creditor"), day=None, entry="", path=conditions, sha256=""
        )
    notices = {fact.id for fact in case.notices if fact.id}
    for fact in sorted(case.facts, key=Entry.sort_key):
        path = fact.word("document")
        if not path or path in seen or (fact.kind == "handover"):
            continue  # the file of an earlier handover is no piece of this one
        seen.add(path)
        sort = _sort_of(fact, path, notices)
        yield Named(
            sort=sort, what=_what(fact, sort, path), day=fact.date, entry=fact.id, path=path, sha256=fact.word("sha256")
        )


def gathered(case: Case, committed: Committed) -> tuple[tuple[Piece, ...], tuple[Missing, ...]]:
    """The pieces that are there, unnumbered (0), in their order; and why the others are not."""
    pieces: list[Piece] = []
    missing: list[Missing] = []
    for named in named_documents(case):
        data = _read(committed, named)
        if isinstance(data, Message):
            missing.append(Missing(what=say("{what}: {path}", what=named.what, path=named.path), why=data))
            continue
        pieces.append(
            Piece(
                number=0,
                sort=named.sort,
                what=named.what,
                day=named.day,
                entry=named.entry,
                source=named.path,
                data=data,
            )
        )
    return tuple(sorted(pieces, key=lambda one: (one.sort, one.day or date.min, one.source))), tuple(missing)


def still_missing(case: Case, pieces: Sequence[Piece]) -> Iterator[Missing]:
    """What courts ask for and no document of the dossier is, as far as its name tells."""
    sorts = {piece.sort for piece in pieces}
    sources = {piece.entry for piece in pieces}
    for one in case.claim.invoices:
        entry = case.snapshot.dossier.entry(one.entry_id)
        if not (entry and entry.word("document")):
            yield Missing(what=say("invoice {number}", number=one.number), why=say("its entry names no document"))
    if not sorts & {Sort.ORDER, Sort.CONTRACT}:
        numbers = [entry.word("order") for entry in _invoices(case) if entry.word("order")]
        why = say("no document of the dossier is one")
        if numbers:
            why = say("the invoices name {numbers}; no document of the dossier is one", numbers=", ".join(numbers))
        yield Missing(what=say("order, signed quote or contract"), why=why)
    if Sort.DELIVERY not in sorts:
        yield Missing(
            what=say("delivery note, or what proves that the work was done"),
            why=say("no document of the dossier is one"),
        )
    signed = {piece.sort for piece in pieces if piece.entry}  # the creditor's own terms say nothing of their acceptance
    if not signed & {Sort.TERMS, Sort.CONTRACT}:
        why = say("no document of the dossier is one")
        if Sort.TERMS in sorts:
            why = say("the creditor's own are joined; nothing shows that the debtor accepted them")
        yield Missing(what=say("general terms accepted by the debtor"), why=why)
    yield from _of_notice(case, sources)


def _of_notice(case: Case, sources: set[str]) -> Iterator[Missing]:
    if case.claim.invoices and not case.notices:
        yield Missing(what=say("formal notice"), why=say("the journal has none about these invoices"))
    for fact in case.notices:
        if fact.kind == "email":
            continue  # its copy is its proof of sending
        sendings = case.sendings(fact)
        if any(one.id in sources for one in sendings):
            continue
        number = next((one.word("reference") for one in sendings if one.word("reference")), "")
        why = say("no document proves it")
        if number:
            why = say("its number is {number}; the proof itself is not in the dossier", number=number)
        yield Missing(what=say("proof of receipt of the formal notice of {day}", day=fact.date), why=why)
    for fact in case.messages:
        if not fact.word("document") and fact.word("outcome") != "failed":
            yield Missing(
                what=say("copy of the {kind} of {day}", kind=term(fact.kind), day=fact.date),
                why=say("its entry names no document"),
            )


def _invoices(case: Case) -> Iterator[Entry]:
    for one in case.claim.invoices:
        entry = case.snapshot.dossier.entry(one.entry_id)
        if entry is not None:
            yield entry


def _sort_of(fact: Entry, path: str, notices: set[str]) -> Sort:
    if fact.kind in MESSAGES:
        return Sort.NOTICE if fact.id in notices else Sort.MESSAGE
    if fact.kind in _BY_KIND:
        return _BY_KIND[fact.kind]
    words = re.split(r"[^a-z0-9]+", folded(PurePosixPath(path).stem))
    return next((_BY_WORD[word] for word in words if word in _BY_WORD), Sort.OTHER)


def _what(fact: Entry, sort: Sort, path: str) -> Message:
    match sort:
        case Sort.INVOICE | Sort.CREDIT_NOTE:
            return say("{kind} {number}", kind=term(fact.kind), number=fact.object)
        case Sort.NOTICE:
            return say("formal notice, {kind}", kind=term(fact.kind))
        case Sort.MESSAGE:
            steps = tuple(dict.fromkeys(step for _, step in fact.steps()))
            return say("{step}, {kind}", step=term(steps[0]), kind=term(fact.kind)) if steps else term(fact.kind)
        case Sort.RECEIPT:
            return say("{what}: {outcome}", what=SORTS[sort], outcome=term(fact.word("outcome")))
        case _:
            return say("{what} ({name})", what=SORTS[sort], name=PurePosixPath(path).stem)


def _read(committed: Committed, named: Named) -> bytes | Message:
    """The document; why it is not there otherwise."""
    path = PurePosixPath(named.path)
    if _CONTROL.search(named.path) or path.is_absolute() or ".." in path.parts or not path.parts:
        return say("its path leads out of the workspace: it was not read")
    if path.parts[0].casefold() in _OURS or any(part.startswith(".") for part in path.parts):
        return say("its path leads into a folder of the house: it was not read")
    if path.parts[0].casefold() == _SENT and path.stem != named.entry:
        return say("it is the message of another entry: it was not read")
    held = committed.held(named.path)
    if held is Held.LINK:
        return say("it is a link, and links are not followed")
    if held is Held.FOLDER:
        return say("it is a folder")
    data = committed.read(named.path)
    recorded = named.sha256.lower()
    if data is not None and (not recorded or _sha256(data) == recorded):
        return data
    if not recorded:  # whatever the disk has: another clone has it not
        return say("it is not committed, and the journal has no fingerprint of it")
    elsewhere = _read_beside(committed, path)
    if isinstance(elsewhere, bytes) and _sha256(elsewhere) == recorded:
        return elsewhere  # kept elsewhere, or stored by git through a filter: its fingerprint says that it is the one
    if data is not None or isinstance(elsewhere, bytes):
        return say("it is not the file that was recorded: its fingerprint differs")
    return elsewhere


def _read_beside(committed: Committed, path: PurePosixPath) -> bytes | Message:
    """The file of the work tree."""
    root = committed.root
    if any((root / part).is_symlink() for part in (path, *path.parents) if part.parts):
        return say("it is a link, and links are not followed")
    try:
        data = read_bytes(root / path)
    except (UnreadableFileError, OSError):
        return say("it cannot be read")
    return data if data is not None else say("there is no such file")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

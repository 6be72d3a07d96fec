"""What is wrong with rates, agreed penalties and payment terms: all of it warnings, none of it corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.dossier import ClientKind, Dossier
from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.domain.penalties import RateBasis
from recouv.domain.percent import Percent
from recouv.domain.problem import Problem, Severity
from recouv.domain.rates import Semester
from recouv.domain.sector import Sector
from recouv.rules.account import account_on, due_dates
from recouv.rules.agreed_rate import parse_agreed_rate
from recouv.rules.legal_floor import below_floor, legal_floor
from recouv.rules.payment_terms import parse_terms
from recouv.rules.penalty_rate import LEGAL_KINDS, applied
from recouv.rules.reference_rates import UnknownRateError
from recouv.rules.term_ceilings import beyond_ceiling, words_beyond_ceiling
from recouv.store.config import CONFIG_NAME
from recouv.store.located import Located
from recouv.store.yaml_text import read_yaml
from recouv.usecases.money import NewInvoice
from recouv.usecases.session import Session

_MEND_TERMS = say("agree on shorter terms, or say which law lets them: sector")
_MEND_RATE = say("agree on a higher one, or take it out: the law's then applies")


class Bounds(Struct, frozen=True):
    """What the agreements of one dossier are compared with."""

    sector: Sector | None
    """The house's."""
    floor: str
    """The legal floor of fixed rates today, in per cent; empty where it is not known."""


def bounds_today(session: Session) -> Bounds:
    """Those of the day."""
    try:
        floor = str(legal_floor(session.workspace.rates(), Semester.of(session.today)).value)
    except UnknownRateError:
        floor = ""
    return Bounds(session.workspace.config.house.sector, floor)


def house_problems(session: Session) -> Iterator[Problem]:
    """Those of `recouv.yaml`: the terms and the rate that everybody is given."""
    config = session.workspace.config
    document, _ = read_yaml(session.workspace.config_text(), path=CONFIG_NAME)
    keys = document.keys if document else {}
    nowhere = Located("", 1, 1)
    if config.terms:
        law = words_beyond_ceiling(parse_terms(config.terms), ClientKind.COMPANY, config.house.sector)
        if law is not None:
            yield _too_long(CONFIG_NAME, keys.get("terms", nowhere), law)
    agreed = config.house.penalties.rate if config.house.penalties else None
    if agreed is not None:
        place = keys.get("penalties", nowhere).keys.get("rate", nowhere)
        rates, today = session.workspace.rates(), session.today
        try:
            found = below_floor(applied(agreed, rates, today).percent, rates, Semester.of(today))
        except UnknownRateError:
            return  # a statement says so, where it needs it
        if found is not None:
            yield Problem(CONFIG_NAME, place.line, place.column, found, _MEND_RATE, Severity.WARNING)


def agreement_problems(dossier: Dossier, bounds: Bounds) -> Iterator[Problem]:
    """Those of a dossier: its head, and the invoices of which something is left."""
    client = dossier.client
    if client.kind is ClientKind.CONSUMER:
        return
    sector = client.sector or bounds.sector
    if client.terms:
        law = words_beyond_ceiling(parse_terms(client.terms), client.kind, sector)
        if law is not None:
            yield _too_long(dossier.path, Located("", *dossier.places.get("terms", (1, 1))), law)
    agreed = client.penalties.rate if client.penalties else None
    if agreed is not None and agreed.basis is RateBasis.FIXED and client.kind not in LEGAL_KINDS and bounds.floor:
        yield from _too_low(dossier, "penalties", Percent(agreed.figure), bounds)
    if dossier.readable:
        yield from _invoices(dossier, sector, bounds)


def term_warning(session: Session, client: str, invoice: NewInvoice) -> Message | None:
    """What the law says of the due date that an invoice to record states; `None` where it may be agreed."""
    who = session.workspace.read(client).dossier.client
    terms = parse_terms(invoice.terms) if invoice.terms else None
    stated = [invoice.due] if invoice.due else [day for day, _ in invoice.instalments]
    due = max(stated, default=terms.due(invoice.issued) if terms else None)
    if due is None:
        return None
    sector = who.sector or session.workspace.config.house.sector
    law = beyond_ceiling(invoice.issued, due, kind=who.kind, sector=sector, terms=None if stated else terms)
    if law is None:
        return None
    return say("{number} is due on {due}, later than the law lets: {law}", number=invoice.number, due=due, law=law)


def _invoices(dossier: Dossier, sector: Sector | None, bounds: Bounds) -> Iterator[Problem]:
    suspects = [
        (entry, law, words)
        for entry in dossier.entries
        if _is_own(entry)
        for law, words in [(_beyond(entry, dossier, sector), entry.word("penalty_rate"))]
        if law is not None or words
    ]
    if not suspects:
        return
    still_open = {item.number for item in account_on(dossier.client, dossier.entries, date.max).open_items}
    suspects = [row for row in suspects if row[0].object in still_open]
    yield from _too_late(dossier, [(entry, law) for entry, law, _ in suspects if law is not None])
    for entry, _, words in suspects:
        agreed = parse_agreed_rate(words) if words else None
        if agreed is not None and agreed.basis is RateBasis.FIXED and dossier.client.kind not in LEGAL_KINDS:
            yield from _too_low(
                dossier, "", Percent(agreed.figure), bounds, entry.lines.get("penalty_rate", entry.line)
            )


def _too_late(dossier: Dossier, rows: Sequence[tuple[Entry, Message]]) -> Iterator[Problem]:
    """One problem for them all, at the first: what was agreed once is on every invoice."""
    if not rows:
        return
    first, law = min(rows, key=lambda row: row[0].line)
    key = "due" if first.schedule("due") else "terms"
    what = say(
        "due later than the law lets: {numbers} ({law})",
        numbers=", ".join(dict.fromkeys(entry.object for entry, _ in rows)),
        law=law,
    )
    yield Problem(dossier.path, first.lines.get(key, first.line), 1, what, _MEND_TERMS, Severity.WARNING)


def _is_own(entry: Entry) -> bool:
    """Whether it is an invoice of ours that states its own due date or rate: no balance brought forward."""
    own = entry.schedule("due") or entry.word("terms") or entry.word("penalty_rate")
    return entry.kind == "invoice" and bool(entry.amount) and bool(own) and not entry.word("nature")


def _beyond(invoice: Entry, dossier: Dossier, sector: Sector | None) -> Message | None:
    """What the law says of the last due date that an invoice states itself."""
    words = invoice.word("terms")
    if not invoice.schedule("due") and not words:
        return None
    due = max(day for day, _ in due_dates(invoice, dossier.client))
    return beyond_ceiling(
        invoice.date,
        due,
        kind=dossier.client.kind,
        sector=sector,
        delivered=invoice.day("performed"),
        terms=parse_terms(words) if words and not invoice.schedule("due") else None,
    )


def _too_long(path: str, place: Located, law: Message) -> Problem:
    what = say("these payment terms are longer than the law lets: {law}", law=law)
    return Problem(path, place.line, place.column, what, _MEND_TERMS, Severity.WARNING)


def _too_low(dossier: Dossier, key: str, rate: Percent, bounds: Bounds, line: int = 0) -> Iterator[Problem]:
    if not bounds.floor or rate >= Percent(Decimal(bounds.floor)):
        return
    at = (line, 1) if line else dossier.places.get(key, (1, 1))
    what = say(
        "the agreed rate, {rate}, is below the legal floor of today: {floor}, three times the legal rate"
        " (C. com. art. L441-10 II)",
        rate=rate,
        floor=Percent(Decimal(bounds.floor)),
    )
    yield Problem(dossier.path, *at, what, _MEND_RATE, Severity.WARNING)

"""The longest payment terms that the law lets a contract state.

- Between professionals: 60 days from the issue of the invoice, or 45 days end of month in either reading where that is
  what was stipulated; 45 days for periodic invoices.
- In some trades less, or more: perishable food 30 days from delivery; live cattle and fresh meat 20 days from delivery;
  drinks that bear excise 30 days from the end of the month of delivery; wine as everybody; transport, forwarding, hire
  of vehicles and customs 30 days from the invoice; goods bought free of VAT to be exported 90 days.
- A public buyer pays within 30 days of the request, a public hospital within 50, a public company within 60.
- Nothing bounds those of a consumer.

Terms beyond are told and never shortened: the date printed on the invoice is what the parties know of.  The fine is the
buyer's.  Delivery is the day of `performed`, else that of issue, which is also taken for the day of the request.

Source: C. com. art. L441-10 I and L441-11 II; C. commande publique art. R2192-10 and R2192-11; DGCCRF, fiche pratique
« Délais de paiement » (both readings); read 2026-11-22.  Agreements of a whole trade (L441-11 I) and the seasonal
sectors of D441-5-1 are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

from recouv.domain.dossier import ClientKind
from recouv.domain.message import Message, say
from recouv.domain.sector import Sector
from recouv.rules.payment_terms import PaymentTerms, end_of_month, later

_STIPULATED_DAYS = 45
_LAW = say("60 days from the invoice, or 45 days end of month where stipulated (C. com. art. L441-10 I)")


class Ceiling(Struct, frozen=True):
    """The longest term of a trade, or of a kind of buyer."""

    last: Callable[[date, date], date]
    """The last lawful due date, from the day of issue and the day of delivery."""
    law: Message


def _after_issue(days: int) -> Callable[[date, date], date]:
    return lambda issued, _: later(issued, days)


def _after_delivery(days: int) -> Callable[[date, date], date]:
    return lambda _, delivered: later(delivered, days)


_TRADES: Mapping[Sector, Ceiling] = {
    Sector.PERISHABLE_FOOD: Ceiling(_after_delivery(30), say("30 days from delivery (C. com. art. L441-11 II)")),
    Sector.LIVE_CATTLE: Ceiling(_after_delivery(20), say("20 days from delivery (C. com. art. L441-11 II)")),
    Sector.ALCOHOL: Ceiling(
        lambda _, delivered: later(end_of_month(delivered), 30),
        say("30 days from the end of the month of delivery (C. com. art. L441-11 II)"),
    ),
    Sector.TRANSPORT: Ceiling(_after_issue(30), say("30 days from the invoice (C. com. art. L441-11 II)")),
    Sector.EXPORT: Ceiling(_after_issue(90), say("90 days from the invoice (C. com. art. L441-11 II)")),
    Sector.PERIODIC: Ceiling(
        _after_issue(45), say("45 days from the invoice, where it is periodic (C. com. art. L441-10 I)")
    ),
}
_PUBLIC: Mapping[Sector | None, Ceiling] = {
    None: Ceiling(_after_issue(30), say("30 days for a public buyer (C. commande publique art. R2192-10)")),
    Sector.HOSPITAL: Ceiling(_after_issue(50), say("50 days for a hospital (C. commande publique art. R2192-11)")),
    Sector.PUBLIC_COMPANY: Ceiling(
        _after_issue(60), say("60 days for a public company (C. commande publique art. R2192-11)")
    ),
}


def beyond_ceiling(
    issued: date,
    due: date,
    *,
    kind: ClientKind,
    sector: Sector | None = None,
    delivered: date | None = None,
    terms: PaymentTerms | None = None,
) -> Message | None:
    """What the law says where `due` is later than it lets; `None` where it may be agreed.

    Args:
        issued: The day of the invoice.
        due: The last day to pay on time.
        kind: Of the client.
        sector: The trade, where it has a ceiling of its own.
        delivered: The day of delivery or performance, where it is known.
        terms: What was stipulated, where words say it; a date alone is taken for 45 days end of month where it is one.
    """
    ceiling = _ceiling(kind, sector)
    if kind is ClientKind.CONSUMER:
        return None
    if ceiling is not None:
        return ceiling.law if due > ceiling.last(issued, delivered or issued) else None
    if due <= later(issued, 60) or _is_45_end_of_month(issued, due, terms):
        return None
    return _LAW


@lru_cache(maxsize=256)
def words_beyond_ceiling(terms: PaymentTerms, kind: ClientKind, sector: Sector | None) -> Message | None:
    """What the law says of terms that go beyond what it lets, be it for the invoices of some days only."""
    days = (date(2027, 1, 1) + timedelta(days=rank) for rank in range(731))  # a leap year among them
    return next(
        (
            found
            for day in days
            if (found := beyond_ceiling(day, terms.due(day), kind=kind, sector=sector, terms=terms)) is not None
        ),
        None,
    )


def _ceiling(kind: ClientKind, sector: Sector | None) -> Ceiling | None:
    if kind is ClientKind.PUBLIC:
        return _PUBLIC.get(sector, _PUBLIC[None])
    return _TRADES.get(sector) if sector is not None else None


def _is_45_end_of_month(issued: date, due: date, terms: PaymentTerms | None) -> bool:
    if terms is not None:
        days = terms.days_before_month_end + terms.days_after_month_end
        return terms.month_end and not terms.day and days <= _STIPULATED_DAYS
    days_first = end_of_month(later(issued, _STIPULATED_DAYS))
    return due in (days_first, later(end_of_month(issued), _STIPULATED_DAYS))

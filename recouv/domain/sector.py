"""Trades whose payment terms a law of its own bounds."""

from __future__ import annotations

from enum import StrEnum


class Sector(StrEnum):
    """A trade whose payment terms have a ceiling of their own."""

    PERISHABLE_FOOD = "perishable-food"
    LIVE_CATTLE = "live-cattle"
    """And fresh meat."""
    ALCOHOL = "alcohol"
    """Drinks that bear excise."""
    WINE = "wine"
    TRANSPORT = "transport"
    """And forwarding, hire of vehicles, customs."""
    EXPORT = "export"
    """Goods bought free of VAT to leave the Union as they are."""
    PERIODIC = "periodic"
    """Periodic invoices."""
    HOSPITAL = "hospital"
    """Of a public buyer."""
    PUBLIC_COMPANY = "public-company"
    """Of a public buyer."""

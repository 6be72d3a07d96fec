"""Why a payment is late, as a collector qualifies it at each call: codes that can be counted, beside free words."""

from __future__ import annotations

DELAY_REASONS: tuple[str, ...] = (
    "cash-flow",
    "dispute",
    "invoice-missing",
    "approval",
    "admin",
    "oversight",
    "waiting-for-payment",
    "bad-faith",
)

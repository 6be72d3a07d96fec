"""`recouv withdraw`."""

from __future__ import annotations

from recouv.cli.context import Context
from recouv.cli.ending import arguments, end

EXAMPLES = (
    "recouv withdraw durand",
    "recouv withdraw durand ^d3h8ye5r --reason 'Replaced by a payment plan'",
)

__all__ = ["EXAMPLES", "arguments", "run"]


def run(context: Context) -> int:
    """Take a promise back."""
    return end(context, "withdraw")

"""`recouv recall`."""

from __future__ import annotations

from recouv.cli.context import Context
from recouv.cli.ending import arguments, end

EXAMPLES = (
    "recouv recall durand",
    "recouv recall durand ^k8d2y6qs --reason 'Paid in full to us'",
)

__all__ = ["EXAMPLES", "arguments", "run"]


def run(context: Context) -> int:
    """Take a file back."""
    return end(context, "recall")

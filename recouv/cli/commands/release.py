"""`recouv release`."""

from __future__ import annotations

from recouv.cli.context import Context
from recouv.cli.ending import arguments, end

EXAMPLES = (
    "recouv release durand",
    "recouv release durand ^x9e5m2rc --reason 'The accountant is back'",
)

__all__ = ["EXAMPLES", "arguments", "run"]


def run(context: Context) -> int:
    """End a hold, a plan or insolvency proceedings."""
    return end(context, "release")

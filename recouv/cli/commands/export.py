"""`recouv export`."""

from __future__ import annotations

import argparse
from pathlib import Path

from recouv.cli.context import Context
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.usecases.exporting import export_journal
from recouv.usecases.outside import require_outside_workspace
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv export hledger > book.journal",
    "recouv export hledger | hledger -f - balance receivable --depth 2",
    "recouv export ledger --on 2026-09-30 -o book.ledger",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "form", choices=("hledger", "ledger"), help=words.text(say("for which program; both read the same journal"))
    )
    parser.add_argument(
        "--on", default=None, metavar="DATE", help=words.text(say("as it was at the end of that day (default: today)"))
    )
    parser.add_argument(
        "-o", "--output", default="", metavar="FILE", help=words.text(say("write it there (default: standard output)"))
    )


def run(context: Context) -> int:
    """Print the journal."""
    lines = export_journal(context.session, context.day(context.options.on))
    if not context.options.output:
        for line in lines:
            context.output.raw(line)
        return 0
    path = Path(context.options.output).expanduser()
    require_outside_workspace(context.session, path)
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            say("{path} cannot be written: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("name another file"),
        ) from None
    return 0

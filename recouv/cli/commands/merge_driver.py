"""`recouv merge-driver`, which git calls."""

from __future__ import annotations

import argparse
from pathlib import Path

from recouv.cli.context import Context
from recouv.domain.errors import ExitCode
from recouv.domain.message import say
from recouv.usecases.merging import merge_files
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "git config merge.recouv.driver 'recouv merge-driver %O %A %B %L %P'",
    "recouv merge-driver base.md ours.md theirs.md",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument("base", type=Path, help=words.text(say("the common ancestor (%%O)")))
    parser.add_argument("ours", type=Path, help=words.text(say("our version (%%A), which the result replaces")))
    parser.add_argument("theirs", type=Path, help=words.text(say("their version (%%B)")))
    parser.add_argument("size", type=int, nargs="?", default=7, help=words.text(say("length of the markers (%%L)")))
    parser.add_argument("path", nargs="?", default="", help=words.text(say("where the dossier is (%%P)")))


def run(context: Context) -> int:
    """Merge; 1 when there is a conflict, which the result shows."""
    chosen = context.options
    merged = merge_files(chosen.base, chosen.ours, chosen.theirs, size=chosen.size)
    if not merged.conflicts:
        return ExitCode.DONE
    where = chosen.path or str(chosen.ours)
    context.output.talk(
        say("{path}: changed on both sides: {what}", path=where, what=", ".join(merged.conflicts)), "yellow"
    )
    return ExitCode.PROBLEMS

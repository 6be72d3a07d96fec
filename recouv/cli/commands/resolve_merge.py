"""`recouv resolve-merge`."""

from __future__ import annotations

import argparse

from recouv.cli.context import Context
from recouv.domain.errors import ExitCode
from recouv.domain.message import say, say_many
from recouv.usecases.merging import mend_conflicts
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("git merge origin/main || recouv resolve-merge", "git rebase origin/main || recouv resolve-merge")


def arguments(_parser: argparse.ArgumentParser, _words: Catalogue) -> None:
    """It has none."""


def run(context: Context) -> int:
    """Settle what can be settled, and say what is left."""
    mended = mend_conflicts(context.session.workspace.root)
    if not mended:
        context.output.message(say("no dossier is in conflict"))
        return ExitCode.NOTHING
    left = [one for one in mended if one.conflicts]
    for one in mended:
        if one.conflicts:
            context.output.message(
                say("{path}: changed on both sides: {what}", path=one.path, what=", ".join(one.conflicts)), "yellow"
            )
        else:
            context.output.message(say("{path}: settled", path=one.path), "green")
    if left:
        context.output.talk(
            say_many(
                "{count} dossier left: keep one side of each conflict, then git add it",
                "{count} dossiers left: keep one side of each conflict, then git add them",
                len(left),
            )
        )
        return ExitCode.PROBLEMS
    context.output.talk(say("finish with git commit, or git rebase --continue"))
    return ExitCode.DONE

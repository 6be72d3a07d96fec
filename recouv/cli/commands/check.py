"""`recouv check`."""

from __future__ import annotations

import argparse
from datetime import timedelta

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import ExitCode, UsageError
from recouv.domain.message import say, say_many
from recouv.domain.problem import Problem
from recouv.usecases.checking import check_workspace, repair_merge_driver
from recouv.usecases.clients import find_client
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv check",
    "recouv check durand",
    "recouv check --letters",
    "recouv check --rev origin/main..HEAD",
    "recouv check --json",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words, many=True)
    parser.add_argument(
        "--letters",
        action="store_true",
        help=words.text(say("also write every letter to every client, and tell which cannot be")),
    )
    parser.add_argument(
        "--rev",
        default="",
        metavar="A..B",
        help=words.text(
            say("the problems that these commits bring, read from git alone: for a server, or a check of pushes")
        ),
    )
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def run(context: Context) -> int:
    """Print everything that is wrong."""
    problems = _of_range(context) if context.options.rev else _of_workspace(context)
    if context.options.letters:
        problems += _rehearsed(context)
    if not context.options.rev and repair_merge_driver(context.session):
        context.output.talk(say("this clone's git did not know how dossiers are merged: it does now"))
    if context.options.json:
        rows = [
            {
                "path": problem.path,
                "line": problem.line,
                "column": problem.column,
                "what": context.say(problem.what),
                "mend": context.say(problem.mend),
                "severity": str(problem.severity),
            }
            for problem in problems
        ]
        context.output.json({"problems": rows})
    else:
        context.output.problems(problems)
        if problems:
            context.output.talk(say_many("{count} problem", "{count} problems", len(problems)), "bold")
        else:
            context.output.talk(say("no problem found"))
    return ExitCode.PROBLEMS if problems else ExitCode.DONE


def _rehearsed(context: Context) -> list[Problem]:
    from recouv.usecases.letter_rehearsal import rehearse  # deferred: for those who ask for it

    done = rehearse(context.session, context.today)
    context.output.talk(
        say("{letters} letters to {clients} clients can be written", letters=done.written, clients=done.clients)
    )
    return list(done.problems)


def _of_workspace(context: Context) -> list[Problem]:
    clients = [find_client(context.session, client) for client in context.options.clients]
    return check_workspace(context.session, clients)


def _of_range(context: Context) -> list[Problem]:
    from recouv.usecases.checking_range import check_range  # deferred: for a server

    if context.options.clients:
        raise UsageError(say("--rev is about every dossier of its commits"), say("leave the clients out"))
    last = context.moment.date() + timedelta(days=1)
    return check_range(context.repository, context.options.rev, last.isoformat())

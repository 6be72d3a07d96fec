"""`recouv sync`."""

from __future__ import annotations

import argparse
import time

from recouv.cli.commands.crossings import tell_pair
from recouv.cli.context import Context
from recouv.domain.errors import ExitCode
from recouv.domain.message import say, say_many
from recouv.usecases.crossings import open_crossings
from recouv.usecases.syncing import Synced, sync
from recouv.wording.catalogue import Catalogue

EXAMPLES = ("recouv sync", "recouv sync --json", "git remote add origin git@example.com:us/clients.git && recouv sync")
#: Actions of the others that are told one by one.
SHOWN = 40


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document, for scripts")))


def run(context: Context) -> int:
    """Synchronise, and tell what the others did."""
    synced = sync(context.session, time.sleep)
    if context.options.json:
        context.output.json(_document(synced, context))
    else:
        _tell(context, synced)
    return ExitCode.PROBLEMS if synced.met or synced.unreadable else ExitCode.DONE


def _tell(context: Context, synced: Synced) -> None:
    output = context.output
    for record in reversed(synced.received[:SHOWN]):
        if record.action != "sync":
            output.line(f"{record.when[:16].replace('T', ' ')}  {record.author}  {record.subject}")
    if len(synced.received) > SHOWN:
        more = len(synced.received) - SHOWN
        output.message(say_many("and {count} earlier: recouv history", "and {count} earlier: recouv history", more))
    for met in synced.met:
        tell_pair(context, met)
    earlier = len(open_crossings(context.session)) - len(synced.met)
    if earlier > 0:
        output.line()
        output.message(
            say_many(
                "{count} pair done twice is still to decide: recouv crossings",
                "{count} pairs done twice are still to decide: recouv crossings",
                earlier,
            ),
            "yellow",
        )
    for path in synced.unreadable:
        output.message(say("{path} contradicts itself since: recouv check", path=path), "yellow")
    for path in synced.edited:
        output.talk(say("{path} is being edited and cannot be read yet: it stays as it is", path=path), "yellow")
    received = say_many("{count} action received", "{count} actions received", len(synced.received))
    given = say_many("{count} given", "{count} given", synced.given)
    output.message(say("{remote}: {received}, {given}", remote=synced.remote, received=received, given=given), "bold")


def _document(synced: Synced, context: Context) -> dict[str, object]:
    return {
        "remote": synced.remote,
        "received": [
            {
                "commit": record.id,
                "when": record.when,
                "who": record.author,
                "what": record.subject,
                "action": record.action or None,
                "dossiers": list(record.dossiers),
            }
            for record in synced.received
        ],
        "given": synced.given,
        "twice": [
            {
                "client": met.client,
                "what": context.say(met.crossing.what),
                "entries": [f"^{met.crossing.ours.id}", f"^{met.crossing.theirs.id}"],
            }
            for met in synced.met
        ],
        "unreadable": list(synced.unreadable),
        "edited": list(synced.edited),
    }

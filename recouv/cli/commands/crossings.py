"""`recouv crossings`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.entry import Entry
from recouv.domain.errors import ExitCode
from recouv.domain.message import say, say_many
from recouv.rules.crossed_actions import Keep
from recouv.usecases.crossings import Met, crossings_of, open_crossings, settle
from recouv.wording.catalogue import Catalogue
from recouv.wording.terms import full_description

EXAMPLES = (
    "recouv crossings",
    "recouv crossings --keep ^7k3f9x2m",
    "recouv crossings --both ^7k3f9x2m --note 'two transfers, seen at the bank'",
    "recouv crossings --json",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--keep",
        default="",
        metavar="^ID",
        help=words.text(say("keep this entry, and strike out the other of its pair")),
    )
    way.add_argument(
        "--both",
        default="",
        metavar="^ID",
        help=words.text(say("both entries of its pair are right: ask nobody again")),
    )
    options.note(parser, words)
    options.dry_run(parser, words)
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document, for scripts")))


def run(context: Context) -> int:
    """List what two people did twice, or decide of one pair."""
    chosen = context.options
    identifier = chosen.keep or chosen.both
    if identifier:
        return _decide(context, identifier, is_both=bool(chosen.both))
    met = open_crossings(context.session)
    if chosen.json:
        context.output.json({"crossings": [_document(one, context) for one in met]})
    elif met:
        for one in met:
            tell_pair(context, one)
    else:
        context.output.talk(say("nothing was done twice"))
    return ExitCode.PROBLEMS if met else ExitCode.DONE


def tell_pair(context: Context, met: Met) -> None:
    """Both entries, who made them and when, and what to type."""
    output = context.output
    output.line()
    output.message(say("{name}: {what}", name=met.name, what=met.crossing.what), "yellow")
    for entry in (met.crossing.ours, met.crossing.theirs):
        what = context.say(full_description(entry))
        output.line(f"  ^{entry.id}  {context.words.day(entry.date)}  {_who(entry)}  {what}")
    ways = met.crossing.ways
    if Keep.FIRST in ways or Keep.SECOND in ways:
        output.message(say("  if one is too many, keep the other: recouv crossings --keep ^ID"))
    if met.crossing.too_much:
        output.message(say("  both cannot stand: more would be settled than was owed"))
    if Keep.BOTH in ways:
        output.message(say("  if both are right: recouv crossings --both ^{id}", id=met.crossing.ours.id))


def _decide(context: Context, identifier: str, *, is_both: bool) -> int:
    code = int(ExitCode.DONE)
    wanted = identifier.removeprefix("^").lower()
    for met in crossings_of(context.session, identifier):
        keep = Keep.FIRST if met.crossing.ours.id.startswith(wanted) else Keep.SECOND
        done = settle(
            context.session,
            met,
            Keep.BOTH if is_both else keep,
            note=context.note(),
            dry_run=context.options.dry_run,
        )
        code = options.print_done(context, done)
    left = len(open_crossings(context.session))
    if left and not context.options.dry_run:
        context.output.talk(say_many("{count} pair left to decide", "{count} pairs left to decide", left))
    return code


def _who(entry: Entry) -> str:
    return entry.recorded.by if entry.recorded else "?"


def _document(met: Met, context: Context) -> dict[str, object]:
    return {
        "client": met.client,
        "what": context.say(met.crossing.what),
        "ways": [way.value for way in met.crossing.ways],
        "entries": [
            {
                "id": f"^{entry.id}",
                "kind": entry.kind,
                "date": entry.date.isoformat(),
                "recorded": entry.recorded.at if entry.recorded else None,
                "by": entry.recorded.by if entry.recorded else None,
            }
            for entry in (met.crossing.ours, met.crossing.theirs)
        ],
    }

"""`--known-at` of the commands that read: their workspace becomes the one that was known then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from datetime import date

    from recouv.cli.context import Context
    from recouv.usecases.knowing import Known
    from recouv.wording.catalogue import Catalogue


def argument(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """`--known-at`."""
    parser.add_argument(
        "--known-at",
        default=None,
        metavar="DATE|COMMIT",
        help=words.text(
            say(
                "by what the files said at the end of that day, or at that commit; "
                "--on is the day that is judged (default: the same)"
            )
        ),
    )


def day_of(context: Context, *, past: bool = True) -> date:
    """The day that the command judges, once its session is the one that `--known-at` asks for.

    Raises:
        UsageError: one of the two is no day, and no commit.
        NothingFoundError: there is no such commit, or nothing was committed by then.
    """
    chosen = context.options
    if getattr(chosen, "known_at", None) is None:  # the demonstration prints an agenda that nobody asked for by words
        return context.day(chosen.on, past=past)
    from recouv.usecases.knowing import known_at, past_session  # deferred: most look at today

    on = context.day(chosen.on, past=past) if chosen.on is not None else None
    known = known_at(context.session, chosen.known_at)
    context.look_back(known, past_session(context.session, known))
    return on or context.session.today


def client(context: Context, query: str) -> str:
    """The id of a client, in the past that the command looks at if it does.

    Raises:
        NothingFoundError: nobody answers, or the dossier did not exist yet.
        UsageError: several clients answer.
    """
    from recouv.usecases.clients import find_client

    if context.present is None:
        return find_client(context.session, query)
    from recouv.usecases.knowing import find_past_client

    found = find_past_client(context.present, context.session, query)
    now = context.present.workspace.dossier_path(query)
    if now is not None and found != query:
        context.output.talk(say("{id} was called {before} then", id=query, before=found))
    return found


def heading(context: Context) -> None:
    """Say at the top of a report that it is about the past; nothing otherwise."""
    if context.known is not None:
        from recouv.usecases.knowing import knowledge

        context.output.message(knowledge(context.known), "yellow")
        _doubts(context, context.known)


def aside(context: Context) -> None:
    """The same beside data that a script reads."""
    if context.known is not None:
        _doubts(context, context.known)


def _doubts(context: Context, known: Known) -> None:
    from recouv.usecases.knowing import doubts

    for doubt in doubts(known):
        context.output.talk(doubt, "yellow")


def fields(context: Context) -> dict[str, object]:
    """`known_at` of a report as scripts read it: the day, then the commit; `None` alone when it is about now."""
    known = context.known
    if known is None:
        return {"known_at": None}
    return {"known_at": known.day.isoformat(), "commit": known.commit}


def document(context: Context, found: Mapping[str, object]) -> dict[str, object]:
    """A report as scripts read it, after its first key, the day judged, told of which past it is."""
    return {"on": found["on"], **fields(context), **{key: found[key] for key in found if key not in ("on", "known_at")}}

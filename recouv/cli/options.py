"""Arguments that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import say
from recouv.wording.terms import code_meant

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable

    from recouv.cli.context import Context
    from recouv.usecases.recording import Done
    from recouv.wording.catalogue import Catalogue


def anywhere(parser: argparse.ArgumentParser, words: Catalogue, *, default: str | None) -> None:
    """`-C` and `--lang`, before and after the command; `default` is what stands for those not given."""
    parser.add_argument(
        "-C",
        dest="directory",
        metavar="DIR",
        default=default,
        help=words.text(say("the workspace (or RECOUV_DIR)")),
    )
    parser.add_argument("--lang", choices=("fr", "en"), default=default, help=words.text(say("language: fr or en")))


def client(parser: argparse.ArgumentParser, words: Catalogue, *, many: bool = False, optional: bool = False) -> None:
    """CLIENT: an id, or any unambiguous part of an id or a name."""
    about = words.text(say("an id, or any unambiguous part of an id or a name"))
    if many:
        argument = parser.add_argument("clients", metavar="CLIENT", nargs="*", help=about)
    elif optional:
        argument = parser.add_argument("client", metavar="CLIENT", nargs="?", default="", help=about)
    else:
        argument = parser.add_argument("client", metavar="CLIENT", help=about)
    setattr(argument, "completer", _client_ids)  # noqa: B010 argcomplete looks for it under this name


def invoices(parser: argparse.ArgumentParser, about: str) -> None:
    """`--for`: the invoices it is about."""
    parser.add_argument("--for", dest="invoices", action="extend", nargs="+", default=[], metavar="NUMBER", help=about)


def ended(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """`^ID` of what a command ends."""
    parser.add_argument(
        "entry",
        metavar="^ID",
        nargs="?",
        default="",
        help=words.text(say("its ID, or its first characters; may be left out when only one is open")),
    )


def person(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """`--with`."""
    parser.add_argument(
        "--with", dest="person", default="", metavar="WHO", help=words.text(say("the person who said so"))
    )


def reason(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """`--reason`."""
    parser.add_argument("--reason", default="", metavar="TEXT", help=words.text(say("why")))


def whole_number(text: str | None, option: str, *, least: int) -> int | None:
    """The number typed after an option; `None` when it was not given.

    Raises:
        UsageError: it is none, or below `least`.
    """
    from recouv.domain.errors import UsageError  # deferred: for those who give one

    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) and len(text) < 9):
        raise UsageError(
            say("{option} is a whole number: {text}", option=option, text=text),
            say("{least} or more", least=least),
        )
    return int(text)


def coded(codes: Iterable[str], words: Catalogue) -> Callable[[str], str]:
    """A reader of the format's codes that takes the words of the screens too: `cheque`, or « chèque »."""

    def code_of(text: str) -> str:
        return code_meant(text, tuple(codes), words)

    return code_of


def writing(parser: argparse.ArgumentParser, words: Catalogue, *, on: str = "") -> None:
    """`--on`, `--note` and `--dry-run` of every command that writes."""
    parser.add_argument(
        "--on", default=None, metavar="DATE", help=on or words.text(say("the day it happened (default: today)"))
    )
    note(parser, words)
    dry_run(parser, words)


def note(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """`--note`."""
    parser.add_argument(
        "--note", default="", metavar="TEXT", help=words.text(say("a note, or - to read it from standard input"))
    )


def dry_run(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """`--dry-run`."""
    parser.add_argument("-n", "--dry-run", action="store_true", help=words.text(say("print the diff, write nothing")))


def reading(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """`--on` and `--json` of every command that reads."""
    parser.add_argument(
        "--on", default=None, metavar="DATE", help=words.text(say("as it was at the end of that day (default: today)"))
    )
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def owner(parser: argparse.ArgumentParser, words: Catalogue, *, many: bool = False) -> None:
    """`--owner` of the reports; of the agenda, which takes several people's."""
    about = say("the clients that one person follows, or several: lea,marc")
    parser.add_argument(
        "--owner",
        default="",
        metavar="WHO",
        help=words.text(about if many else say("the clients that one person follows")),
    )


def selection(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """`--owner`, `--kind` and `--tag` of the reports that sum clients."""
    from recouv.domain.dossier import ClientKind  # deferred: most commands sum none

    owner(parser, words)
    parser.add_argument(
        "--kind",
        default="",
        type=coded(ClientKind, words),
        choices=[str(kind) for kind in ClientKind],
        metavar="KIND",
        help=words.text(say("clients of that kind: company, sole-trader, public, consumer")),
    )
    parser.add_argument("--tag", default="", metavar="TAG", help=words.text(say("clients with that tag")))


def print_done(context: Context, done: Done) -> int:
    """Say what an action did: its diff when it was a dry run, its commit otherwise."""
    output = context.output
    if done.is_dry_run:
        output.diff(done.diff)
        output.talk(say("dry run: nothing was written"))
        if done.waits_for is not None:
            output.talk(done.waits_for)
        _tell_unsettled(context, done)
        return 0
    if done.recovered:
        output.talk(
            say(
                "an earlier action was interrupted before its commit and is taken back: {paths}",
                paths=", ".join(done.recovered),
            )
        )
    for commit in done.sealed:
        output.talk(say("what was typed by hand was committed first: {commit}", commit=commit))
    output.line(f"{done.commit} {done.subject}")
    if done.waits_for is not None:
        output.talk(done.waits_for, "yellow")
    _tell_unsettled(context, done)
    return 0


def _tell_unsettled(context: Context, done: Done) -> None:
    """A zero too many is seen at once; a client may also pay in advance."""
    if done.unsettled is not None:
        context.output.talk(say("{amount} settles nothing yet", amount=done.unsettled))


def _client_ids(**_: object) -> list[str]:
    """Ids for a shell's completion."""
    from pathlib import Path

    from recouv.domain.errors import RecouvError
    from recouv.store.workspace import Workspace  # the completion of a shell only

    try:
        return list(Workspace.open(Path()).dossier_paths())
    except RecouvError:
        return []

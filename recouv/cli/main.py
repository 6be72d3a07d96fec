"""From words typed to a command run: parsing, language, errors, exit codes.

Only the module of the command that is run is imported: a morning's `recouv agenda` loads neither the screens nor the
importers.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, cast

from recouv import __version__
from recouv.cli import options
from recouv.cli.clock import today
from recouv.cli.context import Context
from recouv.cli.output import Output, OutputError
from recouv.cli.parser import Parser, speak
from recouv.domain.errors import ExitCode, RecouvError, UsageError
from recouv.domain.message import say
from recouv.domain.settings import VIEWS
from recouv.usecases.settings_file import personal_language
from recouv.wording.catalogue import Catalogue, catalogue, locale_language

if TYPE_CHECKING:
    from recouv.cli.again import Seen

#: Options before the command that take the word after them; argparse understands their beginnings too.
_WITH_A_VALUE = ("--lang", "--view", "--filter")
_COMMANDS = "recouv.cli.commands"
#: Commands beside the verbs of the registry, and what they are for.
_MODULES = {
    "import": "import_",
    "show": "show",
    "bank-until": "bank_until",
    "merge-driver": "merge_driver",
    "resolve-merge": "resolve_merge",
}


class Command(Protocol):
    """What a module of `recouv.cli.commands` offers."""

    EXAMPLES: Sequence[str]

    def arguments(self, parser: argparse.ArgumentParser, words: Catalogue) -> None:
        """Declare the command's arguments."""

    def run(self, context: Context) -> int:
        """Do it; the exit code."""


def run(argv: Sequence[str], seen: Seen | None = None) -> int:
    """The exit code of `recouv ARGV…`; `seen` is what git has just said of a workspace, if it was asked."""
    _open_missing_streams()
    language = _language(argv) or personal_language()
    words = catalogue(language or locale_language())
    context: Context | None = None
    try:
        speak(words)
        _require_text(argv)
        parser = _parser(argv, words)
        chosen, unknown = parser.parse_known_args(list(argv))
        if unknown:
            if hasattr(chosen, "refuse_words"):
                chosen.refuse_words(chosen, unknown)  # a command may know what was meant
            parser.parse_args(list(argv))  # says that they are unknown, and leaves
        context = Context(options=chosen, today=today(), language=chosen.lang or language, seen=seen)
        code = _dispatch(context)
        _flush()
    except RecouvError as error:
        with suppress(OutputError):
            Output(context.words if context else words).error(error)
        if isinstance(error, OutputError):
            _discard_output()
        return error.exit_code
    except BrokenPipeError:
        # the reader of a pipe left (`| head`): no error of ours; keep Python from complaining again at exit
        _discard_output()
        return ExitCode.DONE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    return code


def _discard_output() -> None:
    """Let nothing more be written to a stream that refuses: Python would complain again at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(error) from None


def _open_missing_streams() -> None:
    """A stream that the shell closed is nowhere to write to, not a reason to fail."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 for as long as we run


def _require_text(argv: Sequence[str]) -> None:
    for word in argv:
        if any("\ud800" <= char <= "\udfff" for char in word):
            raise UsageError(
                say("{text} is not text in the terminal's encoding", text=word),
                say("set the terminal to UTF-8 (LANG=C.UTF-8), or give the text by --note - and a pipe"),
            )


def _dispatch(context: Context) -> int:
    if context.options.command is None:
        return cast("Command", import_module(f"{_COMMANDS}.start")).run(context)
    return _command(context.options.command).run(context)


def _command(name: str) -> Command:
    return cast("Command", import_module(f"{_COMMANDS}.{_MODULES.get(name, name)}"))


def _parser(argv: Sequence[str], words: Catalogue) -> Parser:
    parser = Parser(
        prog="recouv",
        description=words.text(say("Collect what you are owed, from plain files in git.")),
        epilog=words.text(say("Without a command: the screens; or the agenda, when the output is not a terminal.")),
    )
    parser.add_argument(
        "--version", action="version", version=f"recouv {__version__}", help=words.text(say("show the version"))
    )
    options.anywhere(parser, words, default=None)
    parser.add_argument("--view", choices=VIEWS, default="", help=words.text(say("the screen to open on")))
    parser.add_argument("--filter", default="", metavar="TEXT", help=words.text(say("filter its rows, as '>90'")))
    commands = parser.add_subparsers(
        dest="command", metavar=words.text(say("COMMAND")), title=words.text(say("commands")), prog=parser.prog
    )
    chosen = _chosen(argv)
    command = _command_of(chosen)
    if command is not None:
        # the one that is run is all that argparse has to know
        parser.chosen = chosen
        _declare(commands.add_parser(chosen), chosen, command, words)
        return parser
    for name, about in _abouts(words).items():
        sub = commands.add_parser(name, help=about)
        if chosen in (name, "*"):
            _declare(sub, name, _command(name), words)
    if chosen == "*":
        import argcomplete  # deferred: only a shell that completes needs it

        argcomplete.autocomplete(parser)
    return parser


def _declare(parser: Parser, name: str, command: Command, words: Catalogue) -> None:
    """Declare a command's arguments; what it is for is looked up when its help is asked."""

    def tell() -> tuple[str, str]:
        about = _abouts(words)[name]
        return f"{about[:1].upper()}{about[1:]}.", _examples(command, words)

    parser.tell = tell
    options.anywhere(parser, words, default=argparse.SUPPRESS)
    command.arguments(parser, words)


def _abouts(words: Catalogue) -> dict[str, str]:
    """Every command by its name, and what it is for."""
    from recouv.usecases.verbs import VERBS  # deferred: to list them, not to run one

    return {
        verb.command: words.text(verb.about) for verb in sorted(VERBS, key=lambda verb: verb.command) if verb.command
    }


def _command_of(word: str) -> Command | None:
    """The command of that name; `None` when there is none."""
    if not word.isalpha() and word not in _MODULES:
        return None
    try:
        command = _command(word)
    except ModuleNotFoundError as error:
        if error.name != f"{_COMMANDS}.{word}":
            raise
        return None
    return command if hasattr(command, "arguments") else None


def _examples(command: Command, words: Catalogue) -> str:
    return words.text(say("examples:")) + "\n" + "\n".join(f"  {example}" for example in command.EXAMPLES)


def _chosen(argv: Sequence[str]) -> str:
    """The command that is run, `*` when a shell is completing, empty when there is none or the help is asked first."""
    if "_ARGCOMPLETE" in os.environ:
        return "*"
    skip = False
    for word in argv:
        if skip:
            skip = False
        elif word.startswith("-h") or (len(word) > 2 and "--help".startswith(word)):
            return ""
        elif word == "-C" or (len(word) > 2 and any(option.startswith(word) for option in _WITH_A_VALUE)):
            skip = True
        elif not word.startswith("-"):
            return word
    return ""


def _language(argv: Sequence[str]) -> str:
    """The language that `--lang` names, known before parsing so that the help speaks it."""
    for word, following in pairwise((*argv, "")):
        if word == "--lang" and following in ("fr", "en"):
            return following
        if word in ("--lang=fr", "--lang=en"):
            return word[-2:]
    return ""

"""argparse in the user's language, with errors that say how to mend them."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from recouv.domain.errors import ExitCode
from recouv.domain.message import Message, say
from recouv.wording.catalogue import Catalogue
from recouv.wording.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable

#: argparse's own sentences, as it asks its translator for them.
_OF_ARGPARSE = (
    say("usage: "),
    say("positional arguments"),
    say("options"),
    say("show this help message and exit"),
    say("show program's version number and exit"),
    say("the following arguments are required: %s"),
    say("unrecognized arguments: %s"),
    say("expected one argument"),
    say("expected at least one argument"),
    say("argument %(argument_name)s: %(message)s"),
    say("not allowed with argument %s"),
    say("one of the arguments %s is required"),
    say("invalid choice: %(value)r (choose from %(choices)s)"),
    say("ambiguous option: %(option)s could match %(matches)s"),
    say("ignored explicit argument %r"),
    say("invalid %(type)s value: %(value)r"),
    say("expected at most one argument"),
    say("%(prog)s: error: %(message)s\n"),
)
_spoken = {"words": Catalogue()}


def speak(words: Catalogue) -> None:
    """Make argparse speak the language of `words`."""
    known = {message.text for message in _OF_ARGPARSE}

    def translated(text: str) -> str:
        return words.sentence(text) if text in known else text

    _spoken["words"] = words
    setattr(argparse, "_", translated)  # noqa: B010 argparse looks its translator up by this name


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line of what and one of how to mend it."""

    def __init__(self, **settings: Any) -> None:
        # argparse makes a formatter for each argument declared, and asks the terminal's width for each
        super().__init__(**settings, formatter_class=partial(argparse.RawDescriptionHelpFormatter, width=80))

    chosen: str = ""
    """The command that is run, whose help is the one to read: argparse has its first parser say what is not known."""
    tell: Callable[[], tuple[str, str]] | None = None
    """Gives what stands above and below the arguments, when the help is asked for."""

    def format_help(self) -> str:
        """The help, as wide as the terminal."""
        if self.tell is not None:
            self.description, self.epilog = self.tell()
        self.formatter_class = argparse.RawDescriptionHelpFormatter
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the help is, and leave with the code for wrong usage."""
        program = " ".join(filter(None, (self.prog, self.chosen)))
        self._leave(message, say("{program} --help shows how to write it", program=program))

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Suggest a command instead of listing them all."""
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:  # noqa: SLF001 its only name
            from difflib import get_close_matches  # deferred: for what is misspelt

            close = get_close_matches(str(value), list(action.choices), n=1)
            mend = say("{program} --help shows how to write it", program=self.prog)
            if close:
                mend = say("did you mean {candidates}?", candidates=close[0])
            what = say("there is no command {name}", name=value)
            if action.dest == "report":
                what = say("there is no report {name}", name=value)
            self._leave(_spoken["words"].text(what), mend)
        super()._check_value(action, value)

    def _leave(self, what: str, mend: Message) -> NoReturn:
        sys.stderr.write(f"recouv: {plain(what)}\n  {plain(_spoken['words'].text(mend))}\n")
        sys.exit(ExitCode.USAGE)

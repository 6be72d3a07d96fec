"""argparse in the user's language, with errors that say how to mend them."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches
from typing import NoReturn

from recouv.domain.errors import ExitCode
from recouv.domain.message import say
from recouv.wording.catalogue import Catalogue
from recouv.wording.plain import plain

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

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the help is, and leave with the code for wrong usage."""
        words = _spoken["words"]
        sys.stderr.write(f"recouv: {plain(message)}\n")
        close = self._close_commands(message)
        if close:
            sys.stderr.write(
                "  " + plain(words.text(say("did you mean {candidates}?", candidates=", ".join(close)))) + "\n"
            )
        else:
            sys.stderr.write("  " + words.text(say("{program} --help shows how to write it", program=self.prog)) + "\n")
        sys.exit(ExitCode.USAGE)

    def _close_commands(self, message: str) -> list[str]:
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 the only way to its names
                word = message.partition("'")[2].partition("'")[0]
                return get_close_matches(word, list(action.choices), n=2) if word else []
        return []

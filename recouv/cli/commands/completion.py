"""`recouv completion`."""

from __future__ import annotations

import argparse
import sys

from recouv.cli.context import Context
from recouv.domain.message import say
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    'eval "$(recouv completion bash)"      # in ~/.bashrc',
    'eval "$(recouv completion zsh)"       # in ~/.zshrc, after compinit',
    "recouv completion fish > ~/.config/fish/completions/recouv.fish",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument("shell", choices=("bash", "zsh", "fish"), help=words.text(say("your shell")))


def run(context: Context) -> int:
    """Print the script."""
    from argcomplete.shell_integration import shellcode  # deferred: no other command needs it

    sys.stdout.write(shellcode(["recouv"], shell=context.options.shell) + "\n")
    return 0

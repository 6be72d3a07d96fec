"""Questions to the person at the terminal: asked on standard error, answered on standard input."""

from __future__ import annotations

import sys

from recouv.cli.output import is_terminal


def somebody_is_there() -> bool:
    """Whether a person can see a question and answer it."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def ask(question: str) -> str:
    """The line answered, without the spaces around it."""
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def is_yes(answer: str, *, default: bool = False) -> bool:
    """Whether an answer says yes, in English or French; `default` for an empty one."""
    return default if not answer else answer.lower() in ("y", "yes", "o", "oui")

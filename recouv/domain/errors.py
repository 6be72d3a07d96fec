"""What a user can understand and mend.  Anything else that is raised is a bug of ours."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recouv.domain.message import Message
    from recouv.domain.problem import Problem


class ExitCode(IntEnum):
    """What a command answers to the shell: a contract that scripts rely on."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    REFUSED = 3
    NOTHING = 4
    INTERRUPTED = 130


class RecouvError(Exception):
    """One clear sentence on what is wrong, and one on how to mend it."""

    exit_code = ExitCode.PROBLEMS

    def __init__(self, what: Message, mend: Message | None = None) -> None:
        super().__init__(str(what))
        self.what = what
        self.mend = mend


class UsageError(RecouvError):
    """The words or values of a command make no sense."""

    exit_code = ExitCode.USAGE


class WorkspaceError(RecouvError):
    """The folder, its configuration or git refuses."""

    exit_code = ExitCode.REFUSED


class NothingFoundError(RecouvError):
    """No client, entry or file answers to what was asked."""

    exit_code = ExitCode.NOTHING


class ProblemsError(RecouvError):
    """Files with problems stand in the way of the command."""

    def __init__(self, what: Message, problems: Sequence[Problem], mend: Message | None = None) -> None:
        super().__init__(what, mend)
        self.problems = tuple(problems)

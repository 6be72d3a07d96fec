"""Git asked about a remote while nobody can answer its questions: it asks none, and is given up when told to.

It has no terminal (a session of its own), so neither ssh nor a credential helper can draw over the screens or wait for
a password; where one is needed the remote refuses, and that is what is told.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from recouv.store.git_process import completed, started
from recouv.store.remote_access import no_question

#: How often one looks whether the answer is still wanted, in seconds.
_LOOK_EVERY = 0.2
#: Longest wait for a remote that says nothing, in seconds.
LONGEST = 120.0
#: No work beside what was asked, no trace of ours where the person's own git leaves its own.
_ALONE = ("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=20")


class Unattended:
    """Asks as `remote_access.ask_remote` does; `given_up` says when nobody waits any longer."""

    def __init__(self, given_up: Callable[[], bool]) -> None:
        self._given_up = given_up

    def __call__(self, root: Path, args: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """What git answers, whatever its exit status.

        Raises:
            WorkspaceError: git cannot be started there.
        """
        process = started(root, [*_ALONE, *args], subprocess.DEVNULL, more=no_question(root), leads=True)
        waited = 0.0
        with process:
            while True:
                try:
                    out, err = process.communicate(timeout=_LOOK_EVERY)
                except subprocess.TimeoutExpired:
                    waited += _LOOK_EVERY
                    if self._given_up() or waited >= LONGEST:
                        # all that git started, ssh among them, would go on without it
                        with suppress(ProcessLookupError):
                            os.killpg(process.pid, signal.SIGTERM)
                        out, err = process.communicate()
                        err = err or b"it did not answer in time"
                        break
                else:
                    break
        return completed(process, out, err)

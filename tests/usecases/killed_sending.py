"""A sending that kills itself: `python killed_sending.py ROOT DAY COUNT` dies before the COUNT-th thing it makes last."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

from recouv.letters.smtp import Server
from recouv.store.git import Git
from recouv.store.sending_state import SendingNotes
from recouv.store.workspace import Workspace
from recouv.usecases.carriers import carrier_of
from recouv.usecases.mail_day import Standing, prepare_day
from recouv.usecases.sending import Sender
from recouv.usecases.session import Session

#: What outlives the process: notes on the disk, commits, messages handed over.
LASTING: tuple[tuple[type, str], ...] = (
    (SendingNotes, "keep"),
    (SendingNotes, "forget"),
    (Git, "commit"),
    (Server, "deliver"),
)


def main(root: str, day: str, count: str) -> None:
    """Send what is ready."""
    left = int(count)

    def dying(act: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(act)
        def wrapped(*args: object, **named: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return act(*args, **named)

        return wrapped

    for owner, name in LASTING:
        setattr(owner, name, dying(getattr(owner, name)))
    session = Session(workspace=Workspace.open(Path(root)), today=date.fromisoformat(day))
    with carrier_of(session) as carrier, Sender(session, carrier, lambda: datetime.now(UTC)) as sender:
        sender.settle_interrupted()
        wanted = [row for row in prepare_day(session, session.today) if row.standing is Standing.READY]
        for _ in sender.send(wanted):
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])

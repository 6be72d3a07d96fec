"""One action written and committed by a program that is already open, as the screens do it.

    python -m benchmarks.acting WORKSPACE CLIENT...      # for each client [wall, processor] in seconds, as JSON

The first client is not counted: it pays for what is loaded once.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from pathlib import Path

from recouv.store.workspace import Workspace
from recouv.usecases.session import Session
from recouv.usecases.talk import Talk, log_talk


def main() -> int:
    """Log a call with each client."""
    folder, *clients = sys.argv[1:]
    today = dt.datetime.now().astimezone().date()
    session = Session(workspace=Workspace.open(Path(folder)), today=today)
    durations = []
    for client in clients:
        start, busy = time.perf_counter(), sum(os.times()[:4])
        log_talk(session, client, Talk(kind="call", on=today, outcome="no-answer", note="Boîte vocale.", counts=False))
        durations.append((time.perf_counter() - start, sum(os.times()[:4]) - busy))
    print(json.dumps(durations[1:]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

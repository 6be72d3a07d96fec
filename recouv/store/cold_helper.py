"""The program that helps to read many dossiers: a job on its standard input, answers on its standard output."""

from __future__ import annotations

import gc
import pickle
import signal
import sys
from itertools import islice

from recouv.store.cold_reading import CHUNK, LENGTH


def main() -> None:
    """Answer, a few dossiers at a time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is for whoever started us, and who stops us
    gc.disable()  # a dossier is read and forgotten, and holds no cycle: the search for some is a tenth of the time
    work, items = pickle.load(sys.stdin.buffer)  # noqa: S301 what our own program wrote
    worked = work(items)
    while chunk := list(islice(worked, CHUNK)):
        text = pickle.dumps(chunk)
        sys.stdout.buffer.write(LENGTH.pack(len(text)) + text)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

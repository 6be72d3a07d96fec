"""`recouv`, and `python -m recouv`."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import NoReturn

#: New objects between two searches for cycles: a book is hundreds of thousands of values, and none is in a cycle.
_OBJECTS_BETWEEN_SEARCHES = 100_000


#: As a shell says it; `recouv.domain.errors` is not loaded for so little.
_INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    from recouv.cli.again import Again  # deferred: `import recouv` must cost nothing

    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES, 20, 100)
    try:
        again = Again(sys.argv[1:])
        if again.print():
            sys.exit(0)
        from recouv.cli.main import run

        with again.listening():
            code = run(sys.argv[1:], again.seen)
        if code == 0:
            again.keep()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    sys.exit(code)


def program() -> NoReturn:
    """Run the command line, and leave at once.

    To take down value by value what is about to be freed whole is a fifth of the time of a short command.
    """
    code: object = 0
    try:
        main()
    except SystemExit as way_out:
        code = way_out.code or 0
    threads = sys.modules.get("threading")
    if not isinstance(code, int) or (threads and threads.active_count() > 1):  # threads end as Python ends them
        sys.exit(code)  # type: ignore[arg-type]  # whatever it is, Python knows what to do
    atexit._run_exitfuncs()  # noqa: SLF001 what Python itself does first
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    program()

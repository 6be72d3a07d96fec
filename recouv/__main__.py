"""`recouv`, and `python -m recouv`."""

from __future__ import annotations

import gc
import sys

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


if __name__ == "__main__":
    main()

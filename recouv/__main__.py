"""`recouv`, and `python -m recouv`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from recouv.cli.main import run  # deferred: `import recouv` must cost nothing

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()

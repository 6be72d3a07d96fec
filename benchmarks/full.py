"""The page of figures: every aim, then the same question put to other tools, on one book and in one go.

    python -m benchmarks.full                    # 10,000 clients, rewrites docs/performance.md

The aims are written in the page before the others are asked, so that an interruption does not lose them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.aims import measure, page
from benchmarks.bench import prepare
from benchmarks.book import CLIENTS
from benchmarks.peers import compared
from benchmarks.report import rewrite
from benchmarks.subject import PROJECT
from benchmarks.verdicts import AIMS


def main() -> int:
    """Measure, compare, print and write."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="recouv-full-") as temporary:
        bench = prepare(options.keep or Path(temporary) / "book", options.clients)
        aims = page([options.clients], [measure(AIMS, bench, options.rounds)], options.rounds)
        print(aims)
        rewrite(options.document, "aims", aims)
        bench.round = 0
        peers, _ = compared(bench, rounds=options.peer_rounds)
        print(f"\n{peers}")
        rewrite(options.document, "peers", peers)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", "--clients", type=int, default=CLIENTS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer-rounds", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep the book in this folder, or use what it holds")
    parser.add_argument("--document", type=Path, default=PROJECT / "docs" / "performance.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

"""Letters: how many a second, composed and set on pages, beside typst alone setting the same pages.

One program, warm, letter about: what slows the machine slows both.  Each letter is the formal notice to a client of the
book who is late, with the statement of penalties behind it.

    python -m benchmarks.letters                     # 100 letters
    python -m benchmarks.letters -n 400 --document docs/performance.md
    python -m benchmarks.letters --check -n 1000     # every letter on every client of a book of 1,000
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

from benchmarks.book import write_workspace
from benchmarks.machine import machine
from benchmarks.question import TODAY
from benchmarks.report import markdown, rewrite
from recouv.domain.errors import NothingFoundError
from recouv.letters.page import LAYOUT, Press
from recouv.store.workspace import Workspace
from recouv.usecases.letter_page import letter_page, press_of, print_letter
from recouv.usecases.letter_rehearsal import rehearse
from recouv.usecases.letters import LetterDesk, compose, letter_desk
from recouv.usecases.session import Session

LETTER = "formal-notice"
_Made = TypeVar("_Made")


class Took(NamedTuple):
    """Seconds."""

    wall: float
    cpu: float


_CREDITOR = """recouv: 1
language: fr
creditor:
  name: Imprimerie de l'Autan SAS
  address: |
    46 rue des Typographes
    31200 Toulouse
  iban: FR7699999000010123456789012
  bic: DEMOFRPPXXX
"""


def opened(folder: Path, clients: int) -> Session:
    """A book of that many clients, in French, with a creditor and the letters that ship."""
    from recouv.store.shipped import shipped

    write_workspace(folder, clients)
    (folder / "recouv.yaml").write_text(_CREDITOR, encoding="utf-8")
    for name in ("letters", "scenarios"):
        (folder / name).mkdir(exist_ok=True)
        for path in shipped(name).iterdir():
            (folder / name / path.name).write_bytes(path.read_bytes())
    return Session(workspace=Workspace.open(folder), today=TODAY + dt.timedelta(days=90))


def late(session: Session, desk: LetterDesk, wanted: int) -> list[str]:
    """So many clients to whom that letter may be written."""
    found: list[str] = []
    for client in session.workspace.dossier_paths():
        if len(found) == wanted:
            break
        try:
            compose(session, client, LETTER, desk=desk)
        except NothingFoundError:
            continue
        found.append(client)
    return found


def measure(session: Session, wanted: int) -> tuple[list[Took], list[Took], list[Took]]:
    """Each letter composed; composed and set; and as many others set by typst alone, letter about."""
    desk = letter_desk(session)
    clients = late(session, desk, wanted * 2)
    composing, whole, alone = [], [], []
    with press_of(session) as press, Press(LAYOUT) as typst:
        for rank, client in enumerate(clients):
            if rank % 2:  # another client: typst would remember the pages of one that it has just set
                page = letter_page(session, compose(session, client, LETTER, desk=desk))
                alone.append(timed(partial(typst.print, page))[0])
                continue
            first, composed = timed(partial(compose, session, client, LETTER, desk=desk))
            then, _ = timed(partial(print_letter, session, composed, press))
            composing.append(first)
            whole.append(Took(first.wall + then.wall, first.cpu + then.cpu))
    return composing[1:], whole[1:], alone[1:]


def timed(work: Callable[[], _Made]) -> tuple[Took, _Made]:
    """What it took, and what it made."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    return Took(time.perf_counter() - wall, time.process_time() - cpu), made


def table(composing: list[Took], whole: list[Took], alone: list[Took]) -> str:
    """The figures as Markdown."""
    beside = median(took.cpu for took in alone)
    rows = []
    for what, runs in (
        ("a letter composed", composing),
        ("a letter composed and set on its pages", whole),
        ("typst alone, as many pages", alone),
    ):
        wall, cpu = median(took.wall for took in runs), median(took.cpu for took in runs)
        rows.append((what, f"{wall * 1000:.1f} ms", f"{cpu * 1000:.1f} ms", f"{1 / cpu:.0f}", f"{cpu / beside:.2f} ×"))
    return markdown(["what", "took", "processor", "a second of it", "typst alone"], rows, right=(1, 2, 3, 4))


def main() -> int:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=100, dest="letters", help="how many letters, or clients with --check")
    parser.add_argument("--check", action="store_true", help="every letter on every client")
    parser.add_argument("--document", type=Path, help="the page whose table to rewrite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recouv-letters-") as folder:
        session = opened(Path(folder) / "book", options.letters if options.check else options.letters * 4)
        if options.check:
            took, done = timed(partial(rehearse, session, session.today))
            print(
                f"{done.written:,} letters to {done.clients:,} clients: {took.wall:.1f} s,"
                f" {took.cpu:.1f} s of processor; {machine()}"
            )
            return 0
        figures = measure(session, options.letters)
    title = f"{len(figures[1]):,} letters, {datetime.now(UTC).date()}, {machine()}, medians."
    shown = f"{title}\n\n{table(*figures)}"
    print(shown)
    if options.document:
        rewrite(options.document, "letters", shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())

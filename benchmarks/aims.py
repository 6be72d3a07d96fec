"""Is recouv as fast as it aims to be?

Every aim is measured in one run, interleaved (A B C A B C …), in fresh processes; figures are medians and verdicts are
ratios to yardsticks measured in the same minutes: a busy machine slows both.  Figures are not tests: the exit code is 0
whatever they say.

    python -m benchmarks.aims                        # 10,000 clients
    python -m benchmarks.aims -n 1000 --only balance,agenda,show
    python -m benchmarks.aims --document docs/performance.md
    python -m benchmarks.aims --sizes 1000,10000,50000 --only balance
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bench import Bench, NotMeasuredError, prepare
from benchmarks.book import CLIENTS
from benchmarks.gauges import Gauge
from benchmarks.machine import machine
from benchmarks.question import SEED
from benchmarks.report import markdown, rewrite
from benchmarks.terminal import TerminalError
from benchmarks.timing import Run
from benchmarks.verdicts import AIMS, Aim, Unit, Verdict, judge


def measure(aims: Sequence[Aim], bench: Bench, rounds: int) -> list[Verdict]:
    """The verdict on each aim, after that many rounds of all that they need."""
    order = list(dict.fromkeys(gauge for aim in aims for gauge in aim.gauges))
    runs: dict[Gauge, list[Run]] = {gauge: [] for gauge in order}
    failures: dict[Gauge, str] = {}
    for bench.round in range(rounds):
        for gauge in order:
            if gauge in failures:
                continue
            try:
                runs[gauge] += gauge(bench)
            except (NotMeasuredError, TerminalError) as error:
                failures[gauge] = str(error)
            print(f"\rround {bench.round + 1}/{rounds}: {gauge.__name__:20}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return [judge(aim, runs, failures) for aim in aims]


def table(verdicts: Sequence[Verdict]) -> str:
    """The verdicts as Markdown."""
    rows = []
    for verdict in verdicts:
        aim = verdict.aim
        times = aim.unit is Unit.TIMES
        unit = "×" if times else aim.unit.value
        beside = f"{aim.beside_words}: {milliseconds(verdict.beside)}" if times and verdict.measured else ""
        took = milliseconds(verdict.measured.wall) if times and verdict.measured else ""
        figure = "" if verdict.figure is None else f"{number(verdict.figure, times=times)} {unit}"
        by_cpu = "" if verdict.figure_cpu is None else f"{number(verdict.figure_cpu, times=True)} {unit}"
        rows.append([aim.what, took, beside, figure, by_cpu, f"≤ {aim.limit:g} {unit}", verdict.word])
    return markdown(["what", "took", "beside", "figure", "by CPU", "aim", "verdict"], rows, right=(1, 3, 4, 5))


def sizes_table(sizes: Sequence[int], found: Sequence[Sequence[Verdict]]) -> str:
    """One column a size: what each thing takes as the book grows."""
    rows = []
    for verdicts in zip(*found, strict=True):
        took = [milliseconds(verdict.measured.wall) if verdict.measured else verdict.why_not for verdict in verdicts]
        if verdicts[0].aim.unit is not Unit.MEBIBYTES:
            rows.append([verdicts[0].aim.what, *took])
    header = ["what", *(f"{size:,} clients" for size in sizes)]
    return markdown(header, rows, right=range(1, len(header)))


def page(sizes: Sequence[int], found: Sequence[Sequence[Verdict]], rounds: int) -> str:
    """The verdicts of one book, or those of several side by side, under a line that says how they came."""
    books = " / ".join(f"{size:,}" for size in sizes)
    title = f"{books} clients, {datetime.now(UTC).date()}, {machine()}, medians of {rounds} rounds."
    return f"{title}\n\n{table(found[0]) if len(sizes) == 1 else sizes_table(sizes, found)}"


def milliseconds(seconds: float) -> str:
    """Seconds as whole milliseconds."""
    return f"{seconds * 1000:,.0f} ms"


def number(figure: float, *, times: bool) -> str:
    """Two decimals for a ratio, none for what has a unit."""
    return f"{figure:.2f}" if times else f"{figure:.0f}"


def document(verdicts: Sequence[Verdict], clients: int) -> dict[str, object]:
    """The verdicts as scripts read them: seconds, MiB."""
    rows = [
        {
            "id": verdict.aim.id,
            "what": verdict.aim.what,
            "unit": verdict.aim.unit.value,
            "figure": verdict.figure,
            "figure_cpu": verdict.figure_cpu,
            "aim": verdict.aim.limit,
            "kept": None if verdict.figure is None else verdict.figure <= verdict.aim.limit,
            "wall": verdict.measured and verdict.measured.wall,
            "cpu": verdict.measured and verdict.measured.cpu,
            "peak": verdict.measured and verdict.measured.peak,
            "beside_wall": verdict.beside,
            "beside_cpu": verdict.beside_cpu,
            "why_not": verdict.why_not,
        }
        for verdict in verdicts
    ]
    return {"clients": clients, "machine": machine(), "aims": rows}


def main() -> int:
    """Measure, print, and write where asked."""
    options = _options()
    keys = tuple(options.only.split(",")) if options.only else ("",)
    aims = [aim for aim in AIMS if aim.id.startswith(keys)]
    sizes = options.sizes or [options.clients]
    found: list[list[Verdict]] = []
    for clients in sizes:
        with tempfile.TemporaryDirectory(prefix="recouv-aims-") as temporary:
            folder = (options.keep or Path(temporary)) / f"n{clients}-s{SEED}"
            found.append(measure(aims, prepare(folder, clients), options.rounds))
    shown = page(sizes, found, options.rounds)
    print(shown)
    if options.document:
        rewrite(options.document, "aims" if len(sizes) == 1 else "sizes", shown)
    if options.json:
        documents = [document(verdicts, size) for verdicts, size in zip(found, sizes, strict=True)]
        options.json.write_text(json.dumps(documents, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", "--clients", type=int, default=CLIENTS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help=f"comma-separated beginnings of: {' '.join(aim.id for aim in AIMS)}")
    parser.add_argument("--sizes", type=_sizes, help="measure each size in turn, as 1000,10000,50000")
    parser.add_argument("--keep", type=Path, help="keep the workspaces in this folder, or use those that it holds")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--document", type=Path, help="put the table between its markers in this Markdown file")
    return parser.parse_args()


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())

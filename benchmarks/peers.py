"""How fast do plain-text tools answer "who owes us how much, and how late?" on the same book?

Every answer is parsed and compared with the exact one, so that a fast wrong answer shows as WRONG.  Runs are
interleaved (A B C A B C …) in fresh processes; wall and processor are medians, memory is the peak of the largest
process.

    python -m benchmarks.peers                         # 10,000 clients, 100,000 invoices, 90,000 payments
    python -m benchmarks.peers -n 1000 --rounds 5 --only recouv,ledger
    python -m benchmarks.peers --add 'mine=mytool balance --csv {dir}'

Tools that are not installed are skipped, and said to be.  An added command is given the folder of the book's files as
{dir} and must print `client,amount` lines.
"""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bench import Bench, prepare
from benchmarks.book import CLIENTS
from benchmarks.machine import machine
from benchmarks.peer_answers import balances_in_csv
from benchmarks.peer_commands import Asked, ask_peers, ask_recouv
from benchmarks.question import SEED, Truth
from benchmarks.report import markdown, rewrite
from benchmarks.timing import PATIENCE_SECONDS, Run, median, timed

#: A question that takes longer, in seconds, is put once.
_SLOW = 10


def measured(todo: Sequence[Asked], truth: Truth, *, rounds: int, patience: float) -> list[dict[str, object]]:
    """A row for each of `todo`: medians and whether the answer is exact.

    A tool that fails or errs is asked no more, nor one that is so slow that once tells enough.
    """
    runs: list[list[Run]] = [[] for _ in todo]
    verdicts = ["exact"] * len(todo)
    for asked in todo:
        if asked.warm_up:
            timed(asked.command, env=asked.env, patience=patience)
    for _ in range(rounds):
        for index, asked in enumerate(todo):
            if verdicts[index] != "exact" or any(run.wall > _SLOW for run in runs[index]):
                continue
            if asked.before is not None:
                asked.before()
            answer = timed(asked.command, env=asked.env, patience=patience)
            runs[index].append(answer.run)
            if answer.code:
                verdicts[index] = f"exit {answer.code}: {' '.join(answer.err.split())[:80]}"
            else:
                verdicts[index] = asked.verdict(answer.out, truth)
    return [
        {"tool": asked.tool, "question": asked.question, **asdict(median(runs[index])), "answer": verdicts[index]}
        for index, asked in enumerate(todo)
    ]


def table(rows: Sequence[dict[str, object]]) -> str:
    """The rows as Markdown, each beside the first that asks the same."""
    base: dict[object, float] = {}
    lines = []
    for row in rows:
        wall, cpu, peak = (float(str(row[key])) for key in ("wall", "cpu", "peak"))
        base.setdefault(row["question"], wall)
        times = f"{wall / base[row['question']]:.2f}"
        lines.append([row["tool"], row["question"], f"{wall:.2f}", f"{cpu:.2f}", f"{peak:.0f}", times, row["answer"]])
    first = rows[0]["tool"] if rows else ""
    header = ["tool", "question", "wall s", "cpu s", "peak MiB", f"× {first}", "answer"]
    return markdown(header, lines, right=range(2, 6))


def chosen(todo: Sequence[Asked], only: str) -> tuple[list[Asked], list[str]]:
    """Those whose name begins as asked and that are installed; the programs that are not."""
    keys = tuple(only.split(",")) if only else ("",)
    wanted = [asked for asked in todo if asked.tool.startswith(keys)]
    missing = sorted({asked.command[0] for asked in wanted if not shutil.which(asked.command[0])})
    return [asked for asked in wanted if asked.command[0] not in missing], missing


def compared(
    bench: Bench, *, rounds: int, only: str = "", add: Sequence[str] = (), patience: float = PATIENCE_SECONDS
) -> tuple[str, list[dict[str, object]]]:
    """What everyone takes on that book: as Markdown, and the rows of figures."""
    todo = [*ask_recouv(bench), *ask_peers(bench.files)]
    for spec in add:
        tool, _, line = spec.partition("=")
        command = shlex.split(line.replace("{dir}", str(bench.files)))
        todo.append(Asked(tool=tool, question="balance", command=command, read=balances_in_csv))
    todo, missing = chosen(todo, only)
    rows = measured(todo, bench.truth, rounds=rounds, patience=patience)
    versions = [_version(asked.version) for asked in todo if asked.version]
    if missing:
        versions.append(f"not installed: {', '.join(missing)}")
    book = f"{bench.clients:,} clients, {bench.truth.invoices:,} invoices, {bench.truth.payments:,} payments"
    often = f"medians of {rounds} rounds; what takes more than {_SLOW} s is asked once"
    title = f"{book}, {datetime.now(UTC).date()}, {machine()}, {often}."
    return f"{title}\n{'; '.join(versions)}.\n\n{table(rows)}", rows


def main() -> int:
    """Write the book, ask everyone, print the table."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="recouv-peers-") as temporary:
        folder = (options.keep or Path(temporary)) / f"n{options.clients}-s{options.seed}"
        bench = prepare(folder, options.clients, options.seed)
        shown, rows = compared(
            bench, rounds=options.rounds, only=options.only, add=options.add, patience=options.patience
        )
    print(shown)
    if options.document:
        rewrite(options.document, "peers", shown)
    if options.json:
        document = {"clients": options.clients, "seed": options.seed, "machine": machine(), "rows": rows}
        options.json.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _version(command: Sequence[str]) -> str:
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    words = next(iter((told.stdout or told.stderr).strip().splitlines()), "")[:60]
    return words if words[:1].isalpha() else f"{command[0]} {words}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", "--clients", type=int, default=CLIENTS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="comma-separated beginnings of tools' names")
    parser.add_argument("--patience", type=float, default=PATIENCE_SECONDS, help="seconds for one run")
    parser.add_argument("--add", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--keep", type=Path, help="keep the book in this folder, or use what it holds")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--document", type=Path, help="put the table between its markers in this Markdown file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

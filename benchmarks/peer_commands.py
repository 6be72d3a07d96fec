"""The question as each tool is asked it."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.peer_answers import (
    Ages,
    Balances,
    ages_of_beancount,
    ages_of_hledger,
    ages_of_ledger,
    ages_of_recouv,
    ages_of_taskwarrior,
    balances_in_csv,
    balances_in_rows,
    balances_of_recouv,
    balances_of_taskwarrior,
)
from benchmarks.question import TODAY, Truth, money
from benchmarks.subject import environment, recouv_command


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question put to one tool."""

    tool: str
    question: str
    """`balance`, cents by client, or `aged`, cents by age."""
    command: list[str]
    read: Callable[[str], Balances | Ages]
    env: dict[str, str] = field(default_factory=dict)
    version: tuple[str, ...] = ()
    """What makes the tool tell its version."""
    warm_up: bool = False
    """One run first that is not counted: the tool keeps a cache of its own."""
    before: Callable[[], None] | None = None
    """What is done before each run, unmeasured."""

    def verdict(self, text: str, truth: Truth) -> str:
        """`exact`, or what is wrong with the answer."""
        try:
            found = self.read(text)
        except (ValueError, KeyError, IndexError) as error:
            return f"WRONG ({type(error).__name__}: {error})"
        if isinstance(found, dict):
            owing = {client: cents for client, cents in found.items() if cents}
            return "exact" if owing == truth.owing else f"WRONG ({len(owing)} of {len(truth.owing)} clients)"
        return "exact" if found == truth.aged else f"WRONG ({', '.join(money(cents) for cents in found)})"


def ask_recouv(bench: Bench) -> list[Asked]:
    """Ours: after one dossier was edited, with nothing changed since the same words, and in a fresh clone."""
    balance, aged = ("balance", "--format", "csv"), ("balance", "--on", TODAY.isoformat(), "--json")
    asked = []
    for tool, at in (
        ("recouv, one dossier edited", "edited"),
        ("recouv, printed again", "read"),
        ("recouv, fresh clone", "fresh"),
    ):
        for question, words, read in (("balance", balance, balances_of_recouv), ("aged", aged, ages_of_recouv)):
            asked.append(
                Asked(
                    tool=tool,
                    question=question,
                    command=[*recouv_command(), "-C", str(bench.folder / at), *words],
                    read=read,
                    env=environment(),
                    before=partial(_make_ready, bench, at, words),
                )
            )
    return asked


def _make_ready(bench: Bench, at: str, words: Sequence[str]) -> None:
    if at == "edited":
        bench.edit(*words, text=f"\n### {TODAY} note\n> Rappeler lundi.\n")
    elif at == "fresh":
        bench.forget(at)
    else:
        bench.warm(*words, at=at)


def ask_peers(folder: Path) -> list[Asked]:
    """The others, each in its own words, on the files that `peer_files` wrote."""
    return [*_ledger(folder), *_hledger(folder), *_beancount(folder), *_taskwarrior(folder), _sqlite(folder)]


#: Periods of 30 days that end on the day of the question: a border of ages is always a border of periods.
_START = TODAY - dt.timedelta(days=30 * 27)


def _ledger(folder: Path) -> list[Asked]:
    ledger = ["ledger", "-f", str(folder / "book.journal")]
    period = f"every 30 days from {_START} to {TODAY + dt.timedelta(days=90)}"
    form = "%(format_date(date, '%Y-%m-%d'))|%(amount)\n"
    register = ["register", "^Assets:Receivable", "--aux-date", "--period", period, "--collapse", "--format", form]
    return [
        Asked(
            tool="ledger",
            question="balance",
            command=[*ledger, "balance", "^Assets:Receivable", "--flat", "--no-total"],
            read=balances_in_rows,
            version=("ledger", "--version"),
        ),
        Asked(tool="ledger", question="aged", command=[*ledger, *register], read=ages_of_ledger),
    ]


def _hledger(folder: Path) -> list[Asked]:
    hledger = ["hledger", "-f", str(folder / "book.journal"), "balance", "assets:receivable", "--flat", "--no-total"]
    return [
        Asked(
            tool="hledger",
            question="balance",
            command=hledger,
            read=balances_in_rows,
            version=("hledger", "--version"),
        ),
        Asked(
            tool="hledger",
            question="aged",
            command=[*hledger, "--date2", "-p", f"every 30 days from {_START}", "-O", "csv"],
            read=ages_of_hledger,
        ),
    ]


def _beancount(folder: Path) -> list[Asked]:
    where = "WHERE account ~ '^Assets:Receivable' GROUP BY"
    balance = f"SELECT account, sum(position) {where} account"
    aged = f"SELECT entry_meta('due') AS due, sum(number) {where} due"
    # Beancount deletes the cache of a file that it loads with the cache off: the cold runs get a copy of their own.
    cold = folder / "cold.beancount"
    shutil.copyfile(folder / "book.beancount", cold)
    asked = []
    for tool, path, env in (
        ("beancount", cold, {"BEANCOUNT_DISABLE_LOAD_CACHE": "1"}),
        ("beancount, its cache", folder / "book.beancount", {}),
    ):
        asked += [
            Asked(
                tool=tool,
                question="balance",
                command=["bean-query", str(path), balance],
                read=balances_in_rows,
                env=env,
                version=("bean-query", "--version") if env else (),
                warm_up=not env,
            ),
            Asked(
                tool=tool,
                question="aged",
                command=["bean-query", "-f", "csv", str(path), aged],
                read=ages_of_beancount,
                env=env,
            ),
        ]
    return asked


def _taskwarrior(folder: Path) -> list[Asked]:
    env = {"TASKRC": str(folder / "taskrc"), "TASKDATA": str(folder / "task")}
    tool, command = "taskwarrior's export, summed outside", ["task", "status:pending", "export"]
    return [
        Asked(
            tool=tool,
            question="balance",
            command=command,
            read=balances_of_taskwarrior,
            env=env,
            version=("task", "--version"),
        ),
        Asked(tool=tool, question="aged", command=command, read=ages_of_taskwarrior, env=env),
    ]


def _sqlite(folder: Path) -> Asked:
    """The least that any tool in Python can do: the bare figures, without a check or a history."""
    program = Path(__file__).with_name("floor.py")
    return Asked(
        tool="two CSV files into SQLite (the floor)",
        question="balance",
        command=[sys.executable, str(program), str(folder)],
        read=balances_in_csv,
    )

"""What is measured: each gauge is one thing a user does, or one yardstick beside it.

A gauge gives figures for one round.  What it answers is compared with what is known, so that a fast wrong answer is
seen: balances with the exact ones, agendas with that of a first run, an edited dossier with the edit counted.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.book import dossier_path, write_workspace
from benchmarks.clients import ANY_NAME, code_of, dossier_name
from benchmarks.peer_commands import ask_peers
from benchmarks.peer_files import write_files
from benchmarks.question import SEED, TODAY, Truth, cents_of, truth_of
from benchmarks.story import entry_id
from benchmarks.subject import PROJECT, environment, forget, recouv_command, remember
from benchmarks.terminal import Terminal
from benchmarks.timing import Answer, Run, timed

#: Debian's and Homebrew's places of the library that moves the clock of a program.
_FAKETIME = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/faketime/libfaketime.so.1",
)
_KEYS = 8
_ACTIONS = 5
_FIRST_SIGHT_SECONDS = 180


class NotMeasuredError(Exception):
    """A program that the gauge needs is not installed, or the answer was wrong; the message says which."""


@dataclass
class Bench:
    """The workspaces and files that the gauges work on."""

    folder: Path
    clients: int
    truth: Truth
    round: int = 0
    _known: dict[str, str] = field(default_factory=dict)

    @property
    def read(self) -> Path:
        """The workspace that is only read."""
        return self.folder / "read"

    @property
    def written(self) -> Path:
        """The workspace in which actions are committed."""
        return self.folder / "written"

    @property
    def client(self) -> int:
        """A client that no earlier round has touched, until there are none."""
        return (self.round * 97 + 13) % self.clients

    def recouv(self, *words: str, at: Path | None = None, env: dict[str, str] | None = None) -> Answer:
        """What `recouv WORDS` took and said.

        Raises:
            NotMeasuredError: it failed.
        """
        answer = timed([*recouv_command(), "-C", str(at or self.read), *words], env={**environment(), **(env or {})})
        if answer.code:
            raise NotMeasuredError(f"exit {answer.code}: {' '.join(answer.err.split())[:120]}")
        return answer

    def command(self, *command: str, cwd: Path | None = None) -> Run:
        """What another program took.

        Raises:
            NotMeasuredError: it is not installed, or failed.
        """
        if shutil.which(command[0]) is None:
            raise NotMeasuredError(f"{command[0]} is not installed")
        answer = timed(command, cwd=cwd)
        if answer.code:
            raise NotMeasuredError(f"exit {answer.code}: {answer.err[:120]}")
        return answer.run

    def same(self, name: str, text: str) -> None:
        """Remember `text` as the answer called `name`, or compare it with the one remembered.

        Raises:
            NotMeasuredError: it differs.
        """
        if self._known.setdefault(name, text) != text:
            raise NotMeasuredError(f"WRONG: this {name} is not the one of a first run")


def prepare(folder: Path, clients: int, seed: int = SEED) -> Bench:
    """Write in `folder`, where they are not there yet, the two workspaces and the peers' files."""
    bench = Bench(folder, clients, truth_of(clients, seed))
    if not bench.read.exists():
        write_workspace(bench.read, clients, seed=seed)
    if not bench.written.exists():
        shutil.copytree(bench.read, bench.written)
    if not (folder / "files").exists():
        write_files(folder / "files", clients, seed)
    for name, workspace in (("agenda", bench.read), ("", bench.written)):
        forget(workspace)
        timed(["git", "checkout", "--quiet", "--", "."], cwd=workspace)  # what an interrupted run may have left
        timed(["git", "status"], cwd=workspace)
        if name:
            bench.same(name, bench.recouv("agenda").out)
    return bench


# Yardsticks


def python(bench: Bench) -> list[Run]:
    """An interpreter that starts and stops."""
    return [bench.command(sys.executable, "-c", "pass")]


def git_status(bench: Bench) -> list[Run]:
    """Git's own look at the files."""
    return [bench.command("git", "status", "--porcelain", cwd=bench.read)]


def textual(bench: Bench) -> list[Run]:
    """The import of the library of the screens."""
    return [bench.command(sys.executable, "-c", "import textual.app")]


def ledger(bench: Bench) -> list[Run]:
    """The same balance by ledger, which keeps no index."""
    asked = next(asked for asked in ask_peers(bench.folder / "files") if asked.tool == "ledger")
    return [bench.command(*asked.command)]


def git_commit(bench: Bench) -> list[Run]:
    """One changed dossier committed by git alone."""
    name = dossier_path(bench.client, bench.clients)
    runs = []
    for _ in range(_ACTIONS):
        with (bench.written / name).open("a", encoding="utf-8") as dossier:
            dossier.write(_note())
        runs.append(bench.command("git", "commit", "-q", "--only", "-m", "note", "--", name, cwd=bench.written))
    return runs


# What users do


def balance(bench: Bench) -> list[Run]:
    """`recouv balance`, again."""
    remember(bench.read)
    answer = bench.recouv("balance")
    bench.same("balance", answer.out)
    return [answer.run]


def balance_json(bench: Bench) -> list[Run]:
    """`recouv balance --json`, again."""
    remember(bench.read)
    return [_exact(bench, bench.recouv("balance", "--json"))]


def agenda(bench: Bench) -> list[Run]:
    """`recouv agenda`, again."""
    remember(bench.read)
    answer = bench.recouv("agenda")
    bench.same("agenda", answer.out)
    return [answer.run]


def balance_changed(bench: Bench) -> list[Run]:
    """`recouv balance --json` after somebody edited one dossier."""
    remember(bench.read)
    with _edited(bench):
        return [_exact(bench, bench.recouv("balance", "--json"), {bench.client: -100})]


def agenda_changed(bench: Bench) -> list[Run]:
    """`recouv agenda` after somebody edited one dossier."""
    remember(bench.read)
    with _edited(bench):
        answer = bench.recouv("agenda")
        _like_first(bench, answer.out)
    return [answer.run]


def balance_new_day(bench: Bench) -> list[Run]:
    """`recouv balance --json` on a day that the index has not seen."""
    remember(bench.read)
    return [_exact(bench, bench.recouv("balance", "--json", env=_days_later(1)))]


def agenda_new_day(bench: Bench) -> list[Run]:
    """`recouv agenda` on a day that the index has not seen."""
    remember(bench.read)
    answer = bench.recouv("agenda", env=_days_later(1))
    _like_first(bench, answer.out, _days_later(1))
    return [answer.run]


def balance_first(bench: Bench) -> list[Run]:
    """`recouv balance --json` in a fresh clone."""
    forget(bench.read)
    return [_exact(bench, bench.recouv("balance", "--json"))]


def agenda_first(bench: Bench) -> list[Run]:
    """`recouv agenda` in a fresh clone."""
    forget(bench.read)
    answer = bench.recouv("agenda")
    bench.same("agenda", answer.out)
    return [answer.run]


def show(bench: Bench) -> list[Run]:
    """`recouv show CLIENT`."""
    remember(bench.read)
    return [bench.recouv("show", dossier_name(bench.client)).run]


def log(bench: Bench) -> list[Run]:
    """`recouv log CLIENT call`: the whole command, written and committed."""
    remember(bench.written)
    words = ("call", "--outcome", "no-answer", "--apart", "--note", f"Boîte vocale, {bench.round}.")
    return [bench.recouv("log", dossier_name(bench.client), *words, at=bench.written).run]


def action(bench: Bench) -> list[Run]:
    """The same call logged by a program that is open, as from a form of the screens."""
    clients = [dossier_name((bench.client + rank) % bench.clients) for rank in range(_ACTIONS + 1)]
    command = [sys.executable, "-m", "benchmarks.acting", str(bench.written), *clients]
    answer = timed(command, env=environment(), cwd=PROJECT)
    if answer.code:
        raise NotMeasuredError(answer.err[-200:])
    return [Run(wall, cpu, answer.run.peak) for wall, cpu in json.loads(answer.out)]


def screens(bench: Bench) -> list[Run]:
    """`recouv`: to the first frame with a client of the agenda; memory is that of the whole session."""
    remember(bench.read)
    terminal = Terminal([*recouv_command(), "-C", str(bench.read)], cwd=PROJECT, env=environment())
    seen = terminal.wait_for(ANY_NAME, _FIRST_SIGHT_SECONDS)
    terminal.settle(1)
    whole = terminal.quit()
    return [Run(seen, whole.cpu, whole.peak)]


def key_down(bench: Bench) -> list[Run]:
    """From the key to the first byte of the painting, one row down or up the balance."""
    return [run for run, _ in _keys(bench, "\x1b[B", "\x1b[A")]


def key_down_settled(bench: Bench) -> list[Run]:
    """From the key to the last byte of all that it changes, one row down or up the balance."""
    return [run for _, run in _keys(bench, "\x1b[B", "\x1b[A")]


def key_page(bench: Bench) -> list[Run]:
    """From the key to the first byte of the painting, one page down or up the balance."""
    return [run for run, _ in _keys(bench, "\x1b[6~", "\x1b[5~")]


Gauge = Callable[[Bench], list[Run]]


def _keys(bench: Bench, there: str, back: str) -> list[tuple[Run, Run]]:
    """A few times there and back, so that a short list does not end."""
    remember(bench.read)
    command = [*recouv_command(), "-C", str(bench.read), "--view", "balance"]
    terminal = Terminal(command, cwd=PROJECT, env=environment())
    terminal.wait_for(ANY_NAME, _FIRST_SIGHT_SECONDS)
    terminal.settle(1)
    durations = [terminal.press(key) for _ in range(_KEYS) for key in (there, back)]
    whole = terminal.quit()
    cpu = whole.cpu / len(durations)
    return [(Run(first, cpu, whole.peak), Run(last, cpu, whole.peak)) for first, last in durations]


def _exact(bench: Bench, answer: Answer, changes: dict[int, int] | None = None) -> Run:
    found = {code_of(row["id"]): cents_of(row["total"]) for row in json.loads(answer.out)["clients"]}
    wanted = dict(bench.truth.balance)
    for client, cents in (changes or {}).items():
        wanted[code_of(dossier_name(client))] += cents
    if {code: cents for code, cents in found.items() if cents} != {c: cents for c, cents in wanted.items() if cents}:
        raise NotMeasuredError("WRONG: these balances are not the exact ones")
    return answer.run


def _like_first(bench: Bench, agenda: str, env: dict[str, str] | None = None) -> None:
    """Compare, in the first round, an agenda made with the index with one made without."""
    if bench.round == 0:
        forget(bench.read)
        if bench.recouv("agenda", env=env).out != agenda:
            raise NotMeasuredError("WRONG: an agenda made without the index differs")


@contextmanager
def _edited(bench: Bench) -> Iterator[None]:
    """One dossier with a payment of 1.00 typed at its end, not committed; as it was afterwards."""
    path = bench.read / dossier_path(bench.client, bench.clients)
    before = path.read_bytes()
    path.write_bytes(before + f"\n### {TODAY} payment\n- amount: 1.00\n".encode())
    try:
        yield
    finally:
        path.write_bytes(before)


def _note() -> str:
    """An entry as recouv writes them: one without ID would be sealed, and cost a commit, at the next action."""
    return f"\n### {TODAY} note ^{entry_id(time.time_ns())}\n- recorded: {TODAY}T21:00:00Z lea\n> Vu au salon.\n"


def _days_later(days: int) -> dict[str, str]:
    """What makes a program, and no file, live some days later.

    Raises:
        NotMeasuredError: libfaketime is not installed.
    """
    library = next((path for path in _FAKETIME if os.path.exists(path)), None)  # noqa: PTH110 a plain test of names
    if library is None:
        raise NotMeasuredError("faketime is not installed")
    return {"LD_PRELOAD": library, "FAKETIME": f"+{days}d", "NO_FAKE_STAT": "1", "FAKETIME_DONT_RESET": "1"}

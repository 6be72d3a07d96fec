"""What is measured: each gauge is one thing a user does, or one yardstick beside it.

A gauge gives figures for one round.  Its docstring says what was *warm*: which runs, unmeasured, went before.  Git and
the system have seen the files each time; `bench` says which copy of the book each gauge has for itself.

What a gauge answers is compared with what is known, so that a fast wrong answer is seen: balances with the exact ones,
agendas with that of a first run, an edited dossier with the edit counted.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable

from benchmarks.bench import Bench, NotMeasuredError
from benchmarks.book import dossier_path
from benchmarks.clients import code_of, dossier_name
from benchmarks.peer_commands import ask_peers
from benchmarks.question import TODAY, cents_of
from benchmarks.story import entry_id
from benchmarks.subject import PROJECT, environment, recouv_command
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
#: Clients certainly on the first page of a list, and as much of a name as its column shows.
_FIRST_PAGE = 10
_SHOWN_OF_A_NAME = 16
_PAYMENT = f"\n### {TODAY} payment\n- amount: 1.00\n"
"""What is typed in an edited dossier."""
#: A month after the book, and two days on which what is paid then was not known.
_LATER, _KNOWN_AT, _DAY_BEFORE = "2026-02-28T12:00:00Z", "2026-02-15", "2026-02-14"
_PAID_LATER = "\n### 2026-02-27 payment ^0000000p\n- amount: 1.00\n- recorded: 2026-02-28T11:00:00Z lea\n"


# Yardsticks


def python(bench: Bench) -> list[Run]:
    """An interpreter that starts and stops."""
    return [bench.command(sys.executable, "-c", "pass")]


def git_status(bench: Bench) -> list[Run]:
    """Git's own look at the files."""
    return [bench.command("git", "status", "--porcelain", cwd=bench.at("read"))]


def textual(bench: Bench) -> list[Run]:
    """The import of the library of the screens."""
    return [bench.command(sys.executable, "-c", "import textual.app")]


def ledger(bench: Bench) -> list[Run]:
    """The same balance by ledger, which keeps no index."""
    asked = next(asked for asked in ask_peers(bench.files) if asked.tool == "ledger")
    return [bench.command(*asked.command)]


def git_commit(bench: Bench) -> list[Run]:
    """One changed dossier committed by git alone."""
    workspace, name = bench.at("written"), dossier_path(bench.client, bench.clients)
    runs = []
    for _ in range(_ACTIONS):
        with (workspace / name).open("a", encoding="utf-8") as dossier:
            dossier.write(_note())
        runs.append(bench.command("git", "commit", "-q", "--only", "-m", "note", "--", name, cwd=workspace))
    return runs


# What users do


def balance(bench: Bench) -> list[Run]:
    """`recouv balance` printed again.  Warm: the index and this very report, by two runs of the same words."""
    bench.warm("balance")
    answer = bench.recouv("balance")
    bench.same("balance", answer.out)
    return [answer.run]


def balance_json(bench: Bench) -> list[Run]:
    """`recouv balance --json` printed again.  Warm: the index and this very report, by two runs of the same words."""
    bench.warm("balance", "--json")
    return [_exact(bench, bench.recouv("balance", "--json"))]


def agenda(bench: Bench) -> list[Run]:
    """`recouv agenda` printed again.  Warm: the index and this very report, by two runs of the same words."""
    bench.warm("agenda")
    answer = bench.recouv("agenda")
    bench.same("agenda", answer.out)
    return [answer.run]


def balance_words(bench: Bench) -> list[Run]:
    """`recouv balance` in words not used yet today.  Warm: the index; only `balance --json` was printed."""
    bench.begin_morning()
    answer = bench.recouv("balance", at="morning")
    bench.same("balance", answer.out)
    return [answer.run]


def agenda_words(bench: Bench) -> list[Run]:
    """`recouv agenda` in words not used yet today.  Warm: the index; only `agenda --json` was printed."""
    bench.begin_morning()
    answer = bench.recouv("agenda", at="morning")
    bench.same("agenda", answer.out)
    return [answer.run]


def balance_changed(bench: Bench) -> list[Run]:
    """`recouv balance --json` after somebody edited one dossier.  Warm: index and report, before the edit."""
    bench.edit("balance", "--json", text=_PAYMENT)
    return [_exact(bench, bench.recouv("balance", "--json", at="edited"), {bench.client: -100})]


def agenda_changed(bench: Bench) -> list[Run]:
    """`recouv agenda` after somebody edited one dossier.  Warm: index and report, before the edit."""
    bench.edit("agenda", text=_PAYMENT)
    answer = bench.recouv("agenda", at="edited")
    if bench.round == 0:
        bench.forget("edited")
        _same_agenda(answer, bench.recouv("agenda", at="edited"))
    return [answer.run]


def balance_new_day(bench: Bench) -> list[Run]:
    """`recouv balance --json`, the clock moved to tomorrow.  Warm: index and report as of today."""
    tomorrow = _days_later(1)
    bench.begin_morning()
    return [_exact(bench, bench.recouv("balance", "--json", at="morning", env=tomorrow))]


def agenda_new_day(bench: Bench) -> list[Run]:
    """`recouv agenda`, the clock moved to tomorrow.  Warm: index as of today."""
    tomorrow = _days_later(1)
    bench.begin_morning()
    answer = bench.recouv("agenda", at="morning", env=tomorrow)
    if bench.round == 0:
        bench.forget()
        _same_agenda(answer, bench.recouv("agenda", at="fresh", env=tomorrow))
    return [answer.run]


def balance_known(bench: Bench) -> list[Run]:
    """`recouv balance --json --known-at DAY`, before a twentieth of the dossiers changed.  Warm: the index of today."""
    bench.look_back(_PAID_LATER, _LATER)
    return [_exact(bench, bench.recouv("balance", "--json", "--known-at", _KNOWN_AT, at="past"))]


def balance_known_again(bench: Bench) -> list[Run]:
    """The same, of another day in between.  Warm: as above, and the same look at the day before."""
    bench.look_back(_PAID_LATER, _LATER)
    bench.recouv("balance", "--json", "--known-at", _DAY_BEFORE, at="past")
    return [_exact(bench, bench.recouv("balance", "--json", "--known-at", _KNOWN_AT, at="past"))]


def balance_known_cold(bench: Bench) -> list[Run]:
    """The same in a fresh clone: every dossier is read from git's objects.  Warm: nothing of ours."""
    bench.look_back(_PAID_LATER, _LATER)
    bench.forget("past")
    return [_exact(bench, bench.recouv("balance", "--json", "--known-at", _KNOWN_AT, at="past"))]


def balance_first(bench: Bench) -> list[Run]:
    """`recouv balance --json` in a fresh clone.  Warm: nothing of ours, the index is deleted first."""
    bench.forget()
    return [_exact(bench, bench.recouv("balance", "--json", at="fresh"))]


def agenda_first(bench: Bench) -> list[Run]:
    """`recouv agenda` in a fresh clone.  Warm: nothing of ours, the index is deleted first."""
    bench.forget()
    answer = bench.recouv("agenda", at="fresh")
    bench.same("agenda", answer.out)
    return [answer.run]


def show(bench: Bench) -> list[Run]:
    """`recouv show CLIENT`, another client each round.  Warm: the index, by two balances."""
    bench.warm("balance")
    return [bench.recouv("show", dossier_name(bench.client)).run]


def log(bench: Bench) -> list[Run]:
    """`recouv log CLIENT call`: the whole command, written and committed.  Warm: the index, by two balances."""
    bench.warm("balance", at="written")
    words = ("call", "--outcome", "no-answer", "--apart", "--note", f"Boîte vocale, {bench.round}.")
    return [bench.recouv("log", dossier_name(bench.client), *words, at="written").run]


def action(bench: Bench) -> list[Run]:
    """The same call logged by a program that is open, as from a form of the screens.

    Warm: the index, by two balances, and what a program loads once, by a first call that is not counted.
    """
    bench.warm("balance", at="written")
    clients = [dossier_name((bench.client + rank) % bench.clients) for rank in range(_ACTIONS + 1)]
    command = [sys.executable, "-m", "benchmarks.acting", str(bench.at("written")), *clients]
    answer = timed(command, env=environment(), cwd=PROJECT)
    if answer.code:
        raise NotMeasuredError(answer.err[-200:])
    return [Run(wall, cpu, answer.run.peak) for wall, cpu in json.loads(answer.out)]


def screens(bench: Bench) -> list[Run]:
    """`recouv`: to the first frame with a client of the agenda's first page.

    Warm: the index, by the screens opened and left once.  Memory and processor are those of the whole session.
    """
    names = [task["name"] for task in json.loads(bench.recouv("agenda", "--json").out)["tasks"]]
    if bench.round == 0:
        _opened(bench, names)[0].quit()
    terminal, seen = _opened(bench, names)
    whole = terminal.quit()
    return [Run(seen, whole.cpu, whole.peak)]


def key_down(bench: Bench) -> list[Run]:
    """From the key to the first byte of the painting, one row down or up the balance.  Warm: the list is all there."""
    return [run for run, _ in _keys(bench, "\x1b[B", "\x1b[A")]


def key_down_settled(bench: Bench) -> list[Run]:
    """From the key to the last byte of all that it changes, one row down or up.  Warm: the list is all there."""
    return [run for _, run in _keys(bench, "\x1b[B", "\x1b[A")]


def key_page(bench: Bench) -> list[Run]:
    """From the key to the first byte of the painting, one page down or up the balance.  Warm: the list is all there."""
    return [run for run, _ in _keys(bench, "\x1b[6~", "\x1b[5~")]


Gauge = Callable[[Bench], list[Run]]


def _opened(bench: Bench, names: Iterable[str], *words: str) -> tuple[Terminal, float]:
    """The screens at rest, and how long after their start the first of the names on the first page was shown."""
    first_page = dict.fromkeys(re.escape(name[:_SHOWN_OF_A_NAME]) for name in list(names)[:_FIRST_PAGE])
    command = [*recouv_command(), "-C", str(bench.at("read")), *words]
    terminal = Terminal(command, cwd=PROJECT, env=environment())
    seen = terminal.wait_for(re.compile("|".join(first_page)), _FIRST_SIGHT_SECONDS)
    terminal.settle(1)
    return terminal, seen


def _keys(bench: Bench, there: str, back: str) -> list[tuple[Run, Run]]:
    """A few times there and back, so that a short list does not end."""
    names = [row["name"] for row in json.loads(bench.recouv("balance", "--json").out)["clients"]]
    terminal, _ = _opened(bench, names, "--view", "balance")
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


def _same_agenda(answer: Answer, first: Answer) -> None:
    if first.out != answer.out:
        raise NotMeasuredError("WRONG: an agenda made without the index differs")


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

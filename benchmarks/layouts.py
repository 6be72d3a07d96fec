"""All dossiers in one folder, or in sub-folders by two letters: what one action costs, beside git alone.

    python -m benchmarks.layouts /tmp/layouts                       # 10,000 dossiers, 20,000 commits
    python -m benchmarks.layouts /tmp/layouts -n 300 --history 600 --rounds 2

The book is made where it is not there; a last commit puts its dossiers in one folder, or in sub-folders (a tree of ten
thousand names in each of the twenty thousand commits would take git an hour).  Then, in turn, a call committed by a
program that is open, as the screens are, and a line committed by `git commit --only`; the same again with git's own
means for many files (`index.version=4`, `core.untrackedCache`), and what `git log -- FILE` takes without and with a
commit-graph that knows the paths.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

from benchmarks.book import write_workspace
from benchmarks.clients import dossier_name
from benchmarks.machine import machine
from benchmarks.subject import PROJECT, environment
from benchmarks.timing import timed

_IN_A_ROUND = 5
#: What an action asks of git, which by itself leaves new objects to the system's own time.
_FLUSHED = "core.fsync=committed,loose-object"
_FLAT, _SUB_FOLDERS = "one folder", "sub-folders"
_MANY_FILES = (("index.version", "4"), ("core.untrackedCache", "true"))


class Layout(Struct, frozen=True, kw_only=True):
    """One book, and where its dossiers stand."""

    name: str
    folder: Path
    clients: int

    def path(self, client: int) -> str:
        """Of the client's dossier."""
        name = dossier_name(client % self.clients)
        return f"dossiers/{name}.md" if self.name == _FLAT else f"dossiers/{name[:2]}/{name}.md"

    def git(self, *args: str) -> str:
        """What git prints."""
        return subprocess.run(["git", *args], cwd=self.folder, check=True, capture_output=True, encoding="utf-8").stdout


class Figures(Struct, frozen=True, kw_only=True):
    """Of one layout, in one state of git's settings."""

    git: float
    """Seconds of `git commit --only`, the median."""
    action: float
    """Seconds of an action, the median."""
    flushed: float
    """Seconds of `git commit --only` that has its objects on the disk when it ends, as an action does; the median."""
    by_processor: float
    """Seconds of processor of an action, in times of those of git alone."""
    status: float
    """Seconds of `git status`."""
    kept: float
    """KiB that an action adds to git's objects."""

    @property
    def ratio(self) -> float:
        """The action, in times of git alone."""
        return self.action / self.git

    @property
    def ratio_flushed(self) -> float:
        """The action, in times of git alone where it is as sure of the disk."""
        return self.action / self.flushed


def measured(layout: Layout, rounds: int) -> Figures:
    """Actions and commits of git in turn, on clients that no earlier one touched."""
    layout.git("repack", "-d", "-q")
    git: list[tuple[float, float]] = []
    flushed: list[float] = []
    action: list[tuple[float, float]] = []
    status = []
    before = _kept(layout)
    for at in range(rounds):
        first = at * 2 * (_IN_A_ROUND + 1)
        action += _actions(layout, first)
        for client in range(first + _IN_A_ROUND + 1, first + 2 * _IN_A_ROUND + 1):
            git.append(_committed(layout, client))
            flushed.append(_committed(layout, client, "-c", _FLUSHED)[0])
        status.append(timed(["git", "status", "--porcelain"], cwd=layout.folder, env=environment()).run.wall)
    commits = rounds * (3 * _IN_A_ROUND + 1)
    (alone, alone_cpu), (act, act_cpu) = (
        [statistics.median(of) for of in zip(*runs, strict=True)] for runs in (git, action)
    )
    return Figures(
        git=alone,
        action=act,
        flushed=statistics.median(flushed),
        by_processor=act_cpu / alone_cpu,
        status=statistics.median(status),
        kept=(_kept(layout) - before) / commits,
    )


def _committed(layout: Layout, client: int, *settings: str) -> tuple[float, float]:
    """Seconds, and seconds of processor, in which git alone commits a line more of the client's dossier."""
    with (layout.folder / layout.path(client)).open("a", encoding="utf-8") as dossier:
        dossier.write("\nRappeler.\n")
    command = ["git", *settings, "commit", "-q", "--only", "-m", "note", "--", layout.path(client)]
    run = timed(command, cwd=layout.folder, env=environment()).run
    return run.wall, run.cpu


def _actions(layout: Layout, first: int) -> list[tuple[float, float]]:
    """Seconds, and seconds of processor, of each call logged by one program; the first loads everything, uncounted."""
    clients = [dossier_name(client % layout.clients) for client in range(first, first + _IN_A_ROUND + 1)]
    command = [sys.executable, "-m", "benchmarks.acting", str(layout.folder), *clients]
    answer = timed(command, env=environment(), cwd=PROJECT)
    if answer.code:
        raise RuntimeError(answer.err[-400:])
    return [(wall, cpu) for wall, cpu in json.loads(answer.out)]


def _kept(layout: Layout) -> float:
    """KiB of the objects that are not packed, as they are and not in blocks of the disk."""
    objects = (layout.folder / ".git/objects").glob("[0-9a-f][0-9a-f]/*")
    return sum(path.stat().st_size for path in objects) / 1024


def _log_of_one(layout: Layout) -> float:
    """Seconds of the history of one file."""
    command = ["git", "log", "--format=%h", "--", layout.path(7)]
    return statistics.median(timed(command, cwd=layout.folder, env=environment()).run.wall for _ in range(3))


def layouts(folder: Path, clients: int, history: int) -> tuple[Layout, Layout]:
    """Both, copied from a book that is made where it is not there."""
    if not (folder / "book").exists():
        write_workspace(folder / "book", clients, history=history)
    return _laid_out(folder, _FLAT, clients), _laid_out(folder, _SUB_FOLDERS, clients)


def _laid_out(folder: Path, name: str, clients: int) -> Layout:
    """A copy of the book, whose dossiers a last commit moved where the layout has them."""
    layout = Layout(name=name, folder=folder / name.replace(" ", "-"), clients=clients)
    shutil.rmtree(layout.folder, ignore_errors=True)
    shutil.copytree(folder / "book", layout.folder, symlinks=True)
    there = {path.name: path for path in (layout.folder / "dossiers").rglob("*.md")}
    for client in range(clients):
        to = layout.folder / layout.path(client)
        to.parent.mkdir(exist_ok=True)
        there[to.name].rename(to)
    for key, _ in _MANY_FILES:
        subprocess.run(["git", "config", "--unset", key], cwd=layout.folder, check=False)  # `recouv init` set them
    layout.git("update-index", "--index-version", "2", "--no-untracked-cache")
    layout.git("add", "--all")
    layout.git("commit", "--quiet", "--allow-empty", "-m", name)
    return layout


def row(name: str, settings: str, figures: Figures) -> str:
    """One line of the table."""
    took = f"{figures.action * 1000:.0f} ms | {figures.git * 1000:.0f} ms | {figures.flushed * 1000:.0f} ms"
    ratios = f"{figures.ratio:.2f} × | {figures.ratio_flushed:.2f} × | {figures.by_processor:.2f} ×"
    return f"| {name} | {settings} | {took} | {ratios} | {figures.kept:.0f} KiB | {figures.status * 1000:.0f} ms |"


def main() -> int:
    """Measure both and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-n", "--clients", type=int, default=10_000)
    parser.add_argument("--history", type=int, default=20_000, metavar="COMMITS")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    both = layouts(options.folder, options.clients, options.history)
    print(f"{options.clients:,} dossiers, {options.history:,} commits, {machine()}.\n")
    print("| layout | git's settings | an action | git commit --only | the same, flushed ", end="")
    print("| × | × flushed | × by CPU | kept per action | git status |")
    print("| --- | --- |" + " ---: |" * 8)
    for layout in both:
        print(row(layout.name, "as they are", measured(layout, options.rounds)), flush=True)
    for layout in both:
        for key, value in _MANY_FILES:
            layout.git("config", key, value)
        layout.git("update-index", "--index-version", "4", "--untracked-cache")
        print(row(layout.name, "many files", measured(layout, options.rounds)), flush=True)
    print("\n| layout | git log -- FILE | with a commit-graph of changed paths |")
    print("| --- | ---: | ---: |")
    for layout in both:
        plain = _log_of_one(layout)
        layout.git("commit-graph", "write", "--reachable", "--changed-paths")
        print(f"| {layout.name} | {plain * 1000:.0f} ms | {_log_of_one(layout) * 1000:.0f} ms |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

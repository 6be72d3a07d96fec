"""A team at work: clones of one workspace, actions at random in each at the same time, synced at random.

    python -m benchmarks.load                          # 8 people, 200 actions each, 40 clients
    python -m benchmarks.load --clones 3 --actions 20

In the end every action must be there exactly once, all clones must be equal, `check` and `audit` find nothing, and
nobody have been asked to decide anything; exit code 1 otherwise.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from benchmarks.book import write_workspace
from benchmarks.machine import machine
from benchmarks.question import TODAY
from benchmarks.team_member import Member, TeamMember, Work, cloned, worked
from recouv.domain.problem import Severity
from recouv.store.workspace import Workspace
from recouv.usecases.auditing import Wanted, audit
from recouv.usecases.checking import check_workspace
from recouv.usecases.session import Session

#: Rounds in which everybody syncs once more in the end: the last to give is known to all after the second.
_LAST_ROUNDS = 2


class Load(Struct, frozen=True, kw_only=True):
    """What was done, and what it took."""

    members: tuple[Member, ...]
    work: tuple[Work, ...]
    seconds: float
    """In which all worked, before the last rounds."""
    commits: int
    since: str
    """The commit from which they started."""


def run_load(folder: Path, *, clones: int, actions: int, clients: int, seed: int) -> Load:
    """Have a team work in `folder`, which must be empty."""
    first = folder / "first"
    write_workspace(first, clients, seed=seed)
    bare = folder / "remote.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(first), str(bare)], check=True)
    today = datetime.now().astimezone().date()
    members = tuple(
        Member(
            rank=rank,
            members=clones,
            clone=folder / f"clone-{rank}",
            clients=clients,
            actions=actions,
            seed=seed,
            today=max(today, TODAY),
        )
        for rank in range(clones)
    )
    for member in members:
        cloned(bare, member)
    since = _git(bare, "rev-parse", "HEAD").strip()
    start = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(clones) as people:
        work = people.map(worked, members, chunksize=1)
    seconds = time.perf_counter() - start
    for _ in range(_LAST_ROUNDS):
        for member in members:
            TeamMember(member).sync()
    commits = int(_git(members[0].clone, "rev-list", "--count", f"{since}..HEAD"))
    return Load(members=members, work=tuple(work), seconds=seconds, commits=commits, since=since)


def wrong(load: Load) -> list[str]:
    """What is not as it must be; nothing when the load is borne."""
    found = [f"decided by a person: {conflict}" for work in load.work for conflict in work.conflicts]
    trees = {_git(member.clone, "rev-parse", "HEAD^{tree}") for member in load.members}
    if len(trees) > 1:
        found.append(f"{len(trees)} different trees")
    for member in load.members:
        found += [f"{member.clone.name}: {line}" for line in _git(member.clone, "status", "--porcelain").splitlines()]
        found += [f"{member.clone.name}: {what}" for what in _not_once(member.clone, load.work)]
    session = Session(workspace=Workspace.open(load.members[0].clone), today=load.members[0].today)
    found += [f"check: {one.path}: {one.what}" for one in check_workspace(session) if one.severity is Severity.ERROR]
    audited = audit(session.workspace.root, Wanted(since=load.since, is_range=True), datetime.now(UTC))
    found += [f"audit: {one.observation.what}" for one in audited.findings]
    return found


def _not_once(clone: Path, done: Sequence[Work]) -> list[str]:
    lines = {path: text.splitlines() for path, text in _dossiers(clone).items()}
    marks = [mark for work in done for mark in work.marks]
    heads = [line for work in done for line in work.heads.items()]
    return [
        f"{line} stands {count} times in {path}"
        for path, line in (*marks, *heads)
        if (count := lines.get(path, []).count(line)) != 1
    ]


def _dossiers(clone: Path) -> dict[str, str]:
    files = (clone / "dossiers").rglob("*.md")
    return {path.relative_to(clone).as_posix(): path.read_text(encoding="utf-8") for path in files}


def _git(clone: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=clone, check=True, capture_output=True, encoding="utf-8").stdout


def table(load: Load) -> list[str]:
    """The figures, as Markdown."""
    syncs = [seconds for work in load.work for seconds in work.syncs]
    actions = sum(work.actions for work in load.work)
    return [
        f"{len(load.members)} clones, {load.members[0].clients} clients, {machine()}.",
        "",
        "| what | figure |",
        "| --- | ---: |",
        f"| actions, each there once | {actions:,} in {load.seconds:,.0f} s |",
        f"| commits, merges included | {load.commits:,}, {load.commits / load.seconds:.1f} a second |",
        f"| syncs | {len(syncs):,}: median {statistics.median(syncs):.2f} s, longest {max(syncs):.2f} s |",
        f"| pushes that somebody was faster than | {sum(work.retries for work in load.work):,} |",
        f"| syncs put off, others being faster each time | {sum(work.put_off for work in load.work):,} |",
        f"| conflicts that a person saw | {sum(len(work.conflicts) for work in load.work):,} |",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Have them work, print the figures, and say what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clones", type=int, default=8)
    parser.add_argument("--actions", type=int, default=200, help="of each clone")
    parser.add_argument("--clients", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="recouv-load-") as folder:
        load = run_load(
            Path(folder), clones=options.clones, actions=options.actions, clients=options.clients, seed=options.seed
        )
        print("\n".join(table(load)))
        found = wrong(load)
        declined = sum(len(work.declined) for work in load.work)
    print(f"\n{declined} actions were refused by the rules, and others done instead." if declined else "")
    print("\n".join(found) or "Everything is there once, everywhere.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""The workspaces that the gauges work on, and the states in which a gauge finds them.

Each kind of gauge has a copy of the book of its own: what one edits, forgets or commits is not what another measures.

| copy | what happens to it |
|---|---|
| `read` | nothing: it is only read |
| `edited` | one dossier is edited by hand, and put back before the next time |
| `fresh` | its index is deleted each time |
| `morning` | its index is put back each time as the first reports of today left it |
| `written` | actions are committed |
| `past` | a month later one dossier in twenty was paid something; its index is put back each time, as `morning`'s |
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.book import dossier_path, write_workspace
from benchmarks.peer_files import write_files
from benchmarks.question import SEED, Truth, truth_of
from benchmarks.subject import environment, forget, put_back, recouv_command, save
from benchmarks.timing import Answer, Run, timed

#: recouv prints again what the run before it kept, and that one the index that the run before it made.
_RUNS_UNTIL_WARM = 2


class NotMeasuredError(Exception):
    """A program that the gauge needs is not installed, or the answer was wrong; the message says which."""


@dataclass
class Bench:
    """The workspaces and files of one book, in `folder`."""

    folder: Path
    clients: int
    truth: Truth
    round: int = 0
    _ready: set[str] = field(default_factory=set)
    _known: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> Path:
        """The book in the peers' formats."""
        return self.folder / "files"

    @property
    def client(self) -> int:
        """A client that no earlier round has touched, until there are none."""
        return (self.round * 97 + 13) % self.clients

    def at(self, name: str) -> Path:
        """The copy of the book called so, made when first asked for; as committed, whatever an earlier run left."""
        workspace = self.folder / name
        if name not in self._ready:
            if not workspace.exists():
                shutil.copytree(self.folder / "read", workspace, symlinks=True)
            self._ready.add(name)
            self._as_committed(workspace)
        return workspace

    def recouv(self, *words: str, at: str = "read", env: dict[str, str] | None = None) -> Answer:
        """What `recouv WORDS` took and said.

        Raises:
            NotMeasuredError: it failed.
        """
        answer = timed([*recouv_command(), "-C", str(self.at(at)), *words], env={**environment(), **(env or {})})
        if answer.code:
            raise NotMeasuredError(f"exit {answer.code}: {' '.join(answer.err.split())[:120]}")
        return answer

    def warm(self, *words: str, at: str = "read") -> None:
        """Run the same command, unmeasured, until another run would do nothing new."""
        for _ in range(_RUNS_UNTIL_WARM):
            self.recouv(*words, at=at)

    def edit(self, *words: str, text: str) -> None:
        """Warm `words` in `edited` as committed, then have `text` typed at the end of one dossier, not committed."""
        workspace = self.at("edited")
        self._as_committed(workspace)
        self.warm(*words, at="edited")
        with (workspace / dossier_path(self.client, self.clients)).open("a", encoding="utf-8") as dossier:
            dossier.write(text)

    def forget(self, at: str = "fresh") -> None:
        """Delete the index of a copy."""
        forget(self.at(at))

    def begin_morning(self) -> None:
        """Put `morning` as the first two reports of today left it: index complete, JSON of each kept, nothing else."""
        workspace, kept = self.at("morning"), self.folder / "index-of-today"
        if "index-of-today" in self._ready:
            put_back(workspace, kept)
            return
        forget(workspace)
        self.warm("balance", "--json", at="morning")
        self.warm("agenda", "--json", at="morning")
        save(workspace, kept)
        self._ready.add("index-of-today")

    def look_back(self, text: str, moment: str) -> None:
        """Have `text` committed at `moment` in one dossier in twenty of `past`; of the index, what today left."""
        kept = self.folder / "index-after-the-past"
        workspace = self.at("past")
        if "index-after-the-past" in self._ready:
            put_back(workspace, kept)
            return
        if not (workspace / ".git" / "paid").exists():
            for client in range(0, self.clients, 20):
                with (workspace / dossier_path(client, self.clients)).open("a", encoding="utf-8") as dossier:
                    dossier.write(text)
            dated = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), moment)
            timed(["git", "commit", "--quiet", "-am", "payments"], cwd=workspace, env=dated)
            (workspace / ".git" / "paid").touch()
        forget(workspace)
        self.warm("balance", "--json", at="past")
        save(workspace, kept)
        self._ready.add("index-after-the-past")

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
        """Remember `text` as the answer called `name`, or compare it with the one remembered, warm or not.

        Raises:
            NotMeasuredError: it differs.
        """
        if self._known.setdefault(name, text) != text:
            raise NotMeasuredError(f"WRONG: this {name} is not that of another run")

    def _as_committed(self, workspace: Path) -> None:
        timed(["git", "checkout", "--quiet", "--", "."], cwd=workspace)
        timed(["git", "status"], cwd=workspace)  # git's own notes of what it has seen of the files


def prepare(folder: Path, clients: int, seed: int = SEED) -> Bench:
    """Write in `folder`, unless they are there, the book and the peers' files; other copies come as needed."""
    bench = Bench(folder, clients, truth_of(clients, seed))
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "read").exists():
        write_workspace(folder / "read", clients, seed=seed)
    if not bench.files.exists():
        write_files(bench.files, clients, seed)
    return bench

"""A small history as recouv writes one, made with git on fixed days, for tests to tamper with."""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from recouv.usecases.auditing import Audited, Wanted, audit

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DURAND = "dossiers/durand.md"
CONFIG = """recouv: 1
team:
  - id: lea
    name: Léa Martin
    email: lea@example.com
  - id: marc
    name: Marc Roux
    email: marc@example.com
"""
HEAD = "---\nname: Menuiserie Durand SARL\nkind: company\n---\n\n# Durand\n\n## Journal\n"
INVOICE = """
### 2026-09-01 invoice F2026-031 ^7k3f9x2m
- amount: 2400.00
- due: 2026-10-31
- recorded: 2026-09-01T09:12:07Z import
"""
CALL = """
### 2026-11-05 call ^c9x4tn1e
- outcome: promised
- recorded: 2026-11-05T14:31:44Z lea
"""
PAYMENT = """
### 2026-11-13 payment ^f5w2kb8t
- amount: 1000.00
- allocate:
  - F2026-031: 1000.00
- recorded: 2026-11-13T08:00:00Z lea
"""
NAMES = {"lea": ("Léa Martin", "lea@example.com"), "marc": ("Marc Roux", "marc@example.com")}


class History:
    """A repository, and what is asked of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *args: str, day: str = "2026-11-20", who: str = "lea", accept: tuple[int, ...] = (0,)) -> str:
        """What git prints, on a day and by somebody."""
        name, email = NAMES[who]
        moment = day if "T" in day else f"{day}T12:00:00Z"
        done = subprocess.run(
            ["git", "-c", f"user.name={name}", "-c", f"user.email={email}", *args],
            cwd=self.root,
            env={**os.environ, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode in accept, done.stderr
        return done.stdout.strip()

    def read(self, path: str = DURAND) -> str:
        """A file's text."""
        return (self.root / path).read_bytes().decode()

    def write(self, path: str, text: str) -> None:
        """A file, folders with it."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(text.encode())

    def edit(self, before: str, after: str, path: str = DURAND) -> None:
        """Other words in a file."""
        text = self.read(path)
        assert before in text
        self.write(path, text.replace(before, after))

    def commit(
        self,
        message: str = "by hand",
        *options: str,
        day: str = "2026-11-20",
        who: str = "lea",
    ) -> str:
        """Everything, as one commit; its id."""
        self.git("add", "-A", day=day, who=who)
        self.git("commit", "-q", "--allow-empty", "-m", message, *options, day=day, who=who)
        return self.git("rev-parse", "HEAD")

    def act(
        self,
        text: str,
        *,
        day: str = "2026-11-20",
        who: str = "lea",
        action: str = "call",
        client: str = "durand",
    ) -> str:
        """Entries appended and committed as recouv does."""
        path = f"dossiers/{client}.md"
        before = self.read(path) if (self.root / path).exists() else HEAD
        self.write(path, before + text)
        ids = [line.rpartition("^")[2] for line in text.splitlines() if line.startswith("### ")]
        return self.commit(told(action, client, ids), day=day, who=who)

    def branch(self, name: str = "side", at: str = "HEAD") -> None:
        """Another line of the history, begun there and gone to."""
        self.git("checkout", "-q", "-b", name, at)

    def audit(self, **wanted: object) -> Audited:
        """The proof."""
        return audit(self.root, Wanted(**wanted), NOW)  # type: ignore[arg-type]

    def flaws(self, **wanted: object) -> list[str]:
        """What is found, each by its code, remarks left out."""
        return [str(one.observation.flaw) for one in self.audit(**wanted).findings]

    def remarks(self, **wanted: object) -> list[str]:
        """What is remarked."""
        return [str(one.observation.flaw) for one in self.audit(**wanted).remarks]


def told(action: str, client: str, ids: list[str]) -> str:
    """A commit's message with its trailers."""
    entries = "".join(f"Recouv-Entry: ^{identifier}\n" for identifier in ids)
    return f"{action}: {client}\n\nRecouv-Dossier: {client}\nRecouv-Action: {action}\n{entries}"


def message_of(entry: str = "m4r8t1zz", data: str = "Dear client, please pay.\n") -> tuple[str, str, str]:
    """An e-mail that left: its path, its text, and its entry."""
    path = f"sent/2026/11/{entry}.eml"
    sha256 = hashlib.sha256(data.encode()).hexdigest()
    text = f"""
### 2026-11-10 email ^{entry}
- outcome: unconfirmed
- document: {path}
- sha256: {sha256}
- recorded: 2026-11-10T10:00:00Z lea
"""
    return path, data, text


def made(root: Path) -> History:
    """A workspace with one dossier: an invoice that was imported, a call and a payment."""
    root.mkdir()
    history = History(root)
    history.git("init", "-q", "--initial-branch=main")
    history.write("recouv.yaml", CONFIG)
    history.commit("init\n\nRecouv-Action: init", day="2026-09-01")
    history.act(INVOICE, day="2026-09-01T09:12:10Z", action="import")
    history.act(CALL, day="2026-11-05T14:31:45Z")
    history.act(PAYMENT, day="2026-11-13T08:00:01Z", action="payment")
    return history

"""A workspace to be broken, and what must hold of it whatever broke it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from recouv.store.workspace import Workspace
from recouv.usecases.checking import check_workspace
from recouv.usecases.session import Session
from recouv.usecases.setup import init_workspace
from recouv.usecases.talk import Talk, log_talk
from recouv.wording.catalogue import catalogue
from tests.conftest import DURAND, TODAY

ENTRY = re.compile(r"^### \S+ \S+.* \^(\w{8})$", re.MULTILINE)
ROUX = """---
recouv: 1
name: Atelier Roux
kind: company
language: fr
---

## Journal

### 2026-10-02 invoice F-1 ^k1m2n3p4
- amount: 480.00
- due: 2026-11-01
- recorded: 2026-10-02T09:12:07Z import
"""
TABLE = """client;numéro;date;échéance;montant TTC
Menuiserie Durand SARL;F-9;01/11/2026;30/11/2026;100,00
Atelier Roux;F-10;01/11/2026;30/11/2026;200,00
Vidal SAS;F-11;01/11/2026;30/11/2026;300,00
"""


def new_workspace(root: Path) -> Path:
    """A workspace of two clients, with a colleague, a history and a table to import."""
    init_workspace(root, catalogue("en"))
    settings = root / "recouv.yaml"
    team = "team:\n  - id: lea\n    name: Léa Martin\n    email: lea@example.com\n"
    settings.write_text(settings.read_text(encoding="utf-8").rstrip() + "\n" + team, encoding="utf-8")
    (root / "dossiers/durand.md").write_text(DURAND, encoding="utf-8")
    (root / "dossiers/roux.md").write_text(ROUX, encoding="utf-8")
    (root / ".git/info/exclude").write_text("table.csv\n", encoding="utf-8")
    (root / "table.csv").write_text(TABLE, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "by hand")
    log_talk(session(root), "durand", Talk(kind="note", on=TODAY, note="before"))
    return root


def session(root: Path) -> Session:
    """As somebody who comes in now finds it."""
    return Session(workspace=Workspace.open(root), today=TODAY)


def git(root: Path, *args: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *args], cwd=root, capture_output=True, encoding="utf-8", check=True).stdout


def entries(root: Path) -> Counter[str]:
    """The entries of every dossier by their ID, each with how many times it is there."""
    texts = [path.read_text(encoding="utf-8") for path in (root / "dossiers").rglob("*.md")]
    return Counter(one for text in texts for one in ENTRY.findall(text))


def copy_of(model: Path, folder: Path) -> Path:
    """The model, to be broken."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(model.parent, folder, symlinks=True)
    return folder / model.name


def take_away_lock(root: Path) -> None:
    """What recouv tells a person to do about a git that was killed: no git runs here any more."""
    for name in ("index.lock", "HEAD.lock", "refs/heads/main.lock"):
        (root / ".git" / name).unlink(missing_ok=True)


def require_whole(root: Path, before: Counter[str], head: str, *, typed: bool = False) -> None:
    """Nothing is lost, and the next action goes on as if nothing had happened.

    The action that was killed is there as its own commit, or not at all; what was `typed` in an editor is a person's.
    """
    take_away_lock(root)
    git(root, "merge-base", "--is-ancestor", head, "HEAD")
    log_talk(session(root), "durand", Talk(kind="note", on=TODAY, note="after"))
    assert git(root, "status", "--porcelain") == ""
    found = entries(root)
    assert not before - found
    assert set(found.values()) == {1}
    subjects = git(root, "log", "--format=%s", f"{head}..HEAD").splitlines()
    assert len(subjects) == len(set(subjects)) <= 3
    assert typed or not [one for one in subjects if "by hand" in one]
    assert [problem for problem in check_workspace(session(root)) if problem.blocks] == []
    git(root, "fsck", "--strict", "--no-dangling")

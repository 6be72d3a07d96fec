"""`recouv evidence` and `recouv handover --evidence`: where it is written, what it says, what it never overwrites."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Desk, Ran

Command = Callable[..., "Ran"]
DURAND = """---
name: Menuiserie Durand SARL
kind: company
---

## Journal

### 2026-06-12 invoice F1 ^aaaaaaaa
- amount: 1000.00
- due: 2026-07-12
- recorded: 2026-06-12T09:00:00Z lea

### 2026-08-01 invoice F2 ^bbbbbbbb
- amount: 500.00
- due: 2026-09-01
- recorded: 2026-08-01T09:00:00Z lea
"""


@pytest.fixture(autouse=True)
def durand(desk: Desk) -> None:
    """A client who is late."""
    desk.write("durand", DURAND)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class TestEvidence:
    """The command."""

    def test_without_out_it_is_told_and_not_written(self, recouv: Command, tmp_path: Path) -> None:
        """What it would hold, what lacks; no file."""
        before = sorted(tmp_path.rglob("*"))
        ran = recouv("evidence", "durand")
        assert ran.code == 0
        assert "formal notice: the journal has none" in ran.out
        assert "--out" in ran.err
        assert sorted(path for path in tmp_path.rglob("*") if ".git" not in path.parts) == [
            path for path in before if ".git" not in path.parts
        ]

    def test_a_folder(self, recouv: Command, tmp_path: Path) -> None:
        """Its manifest has the fingerprint of each file, and the fingerprint printed is the manifest's."""
        out = tmp_path / "out"
        ran = recouv("evidence", "durand", "--out", str(out), "--json")
        told = json.loads(ran.out)
        assert {one["path"]: one["sha256"] for one in told["files"]} == {
            path.relative_to(out).as_posix(): sha256(path)
            for path in out.rglob("*")
            if path.is_file() and path.name != "manifest.json"
        }
        assert told["sha256"] == sha256(out / "manifest.json")
        assert (told["total"], told["court"], told["out"]) == ("1638.09", "tc", str(out))
        assert {path.stat().st_mode & 0o777 for path in out.rglob("*") if path.is_file()} == {0o644}

    def test_a_zip_twice_is_the_same(self, recouv: Command, tmp_path: Path) -> None:
        """Byte for byte; and written again over itself it is no harm."""
        first, second = tmp_path / "a.zip", tmp_path / "b.ZIP"
        for path in (first, second, first):
            assert recouv("evidence", "durand", "--out", str(path)).code == 0
        assert first.read_bytes() == second.read_bytes()
        assert zipfile.ZipFile(first).testzip() is None
        assert {name.partition("/")[0] for name in zipfile.ZipFile(first).namelist()} == {"durand-2026-11-20"}

    def test_another_file_is_never_overwritten(self, recouv: Command, tmp_path: Path) -> None:
        """A file, a folder that holds something, a link, the workspace itself."""
        there = tmp_path / "there.zip"
        there.write_bytes(b"mine")
        full = tmp_path / "full"
        full.mkdir()
        (full / "mine.txt").write_text("mine")
        link = tmp_path / "link.zip"
        link.symlink_to(there)
        for out in (there, full, link):
            ran = recouv("evidence", "durand", "--out", str(out))
            assert ran.code == 2
            assert str(out) in ran.err
        assert there.read_bytes() == b"mine"
        assert [path.name for path in full.iterdir()] == ["mine.txt"]

    def test_not_among_the_files_of_the_workspace(self, recouv: Command, desk: Desk) -> None:
        """Its dossiers and settings are not to be mixed with it."""
        for out in ("dossiers/x.zip", "recouv.yaml", ".git/x"):
            assert recouv("evidence", "durand", "--out", str(desk.root / out)).code == 2
        assert desk.status() == ""

    def test_what_is_typed_and_not_committed_is_told(self, recouv: Command, desk: Desk) -> None:
        """The file is that of the commit."""
        desk.write("durand", DURAND.replace("500.00", "700.00"), commit=False)
        ran = recouv("evidence", "durand")
        assert "not committed: dossiers/durand.md" in ran.err
        assert "€1,500.00" in ran.out

    def test_in_french(self, recouv: Command, tmp_path: Path) -> None:
        """The whole of it."""
        ran = recouv("evidence", "durand", "--out", str(tmp_path / "out"), "--lang", "fr")
        assert "Pièces manquantes" in ran.out
        assert (tmp_path / "out/dossier.pdf").is_file()
        assert "Dossier de preuve" in (tmp_path / "out/index.md").read_text(encoding="utf-8")

    def test_a_court_where_no_order_may_be_asked_for(self, recouv: Command, desk: Desk, tmp_path: Path) -> None:
        """Refused, with what to do; nothing is written."""
        desk.write("durand", DURAND + "\n### 2026-10-20 insolvency Liquidation ^cccccccc\n")
        ran = recouv("evidence", "durand", "--court", "tc", "--out", str(tmp_path / "out"))
        assert ran.code == 1
        assert "L622-21" in ran.err
        assert "declare the claim" in ran.err
        assert not (tmp_path / "out").exists()


class TestHandover:
    """A file given to somebody, with what proves which one it was."""

    def test_its_fingerprint_is_in_the_entry(self, recouv: Command, desk: Desk, tmp_path: Path) -> None:
        """Of the zip, whose commit is the one before the handover."""
        out = tmp_path / "durand.zip"
        before = desk.git("rev-parse", "HEAD").strip()
        assert recouv("handover", "durand", "--to", "Maître Vidal", "--evidence", str(out)).code == 0
        text = desk.read("durand")
        assert f"- sha256: {sha256(out)}" in text
        assert f"from commit {before}" in text
        assert "- document:" not in text  # it stands outside of the workspace
        assert recouv("check").code == 0

    def test_one_in_the_workspace_has_its_path_too(self, recouv: Command, desk: Desk) -> None:
        """From the root, as every document; of a folder, the manifest's."""
        out = desk.root / "documents" / "given"
        assert recouv("handover", "durand", "--to", "Maître Vidal", "--evidence", str(out)).code == 0
        text = desk.read("durand")
        assert "- document: documents/given/manifest.json" in text
        assert f"- sha256: {sha256(out / 'manifest.json')}" in text

    def test_it_can_be_made_again_later(self, recouv: Command, desk: Desk, tmp_path: Path) -> None:
        """From the commit that the entry names, on its day: the same bytes, whatever came after."""
        out, again = tmp_path / "given.zip", tmp_path / "again.zip"
        before = desk.git("rev-parse", "HEAD").strip()
        recouv("handover", "durand", "--to", "Maître Vidal", "--evidence", str(out))
        assert recouv("log", "durand", "call", "--note", "later").code == 0
        clone = tmp_path / "clone"
        desk.git("worktree", "add", "-q", "--detach", str(clone), before)
        assert recouv("evidence", "durand", "--out", str(again), at=clone).code == 0
        assert again.read_bytes() == out.read_bytes()

    def test_what_was_typed_is_committed_first(self, recouv: Command, desk: Desk, tmp_path: Path) -> None:
        """As any action does: the file is of what the handover is about."""
        typed = DURAND + "\n### 2026-08-02 invoice F3\n- amount: 30.00\n- due: 2026-09-02\n"
        desk.write("durand", typed, commit=False)
        out = tmp_path / "out"
        assert recouv("handover", "durand", "--to", "Maître Vidal", "--evidence", str(out)).code == 0
        told = json.loads((out / "manifest.json").read_bytes())
        assert told["invoices"] == ["F1", "F2", "F3"]

    def test_a_dry_run_writes_nothing(self, recouv: Command, desk: Desk, tmp_path: Path) -> None:
        """Neither the file nor the entry; the diff shows the fingerprint."""
        out = tmp_path / "out.zip"
        ran = recouv("handover", "durand", "--to", "Maître Vidal", "--evidence", str(out), "--dry-run")
        assert ran.code == 0
        assert "+- sha256: " in ran.out
        assert not out.exists()
        assert desk.read("durand") == DURAND

    def test_what_is_refused_leaves_no_file(self, recouv: Command, desk: Desk, tmp_path: Path) -> None:
        """An invoice that is not there; a place that is taken, which leaves no entry either."""
        out = tmp_path / "out.zip"
        assert recouv("handover", "durand", "--to", "V", "--for", "F9", "--evidence", str(out)).code == 4
        assert not out.exists()
        out.write_bytes(b"mine")
        assert recouv("handover", "durand", "--to", "V", "--evidence", str(out)).code == 2
        assert desk.read("durand") == DURAND

    @pytest.mark.parametrize("name", ["again.zip", "new/again"])
    def test_proposed_already(self, recouv: Command, desk: Desk, tmp_path: Path, name: str) -> None:
        """Refused before anything is written, even what was typed."""
        (desk.root / "recouv.yaml").write_text("recouv: 1\napprovals:\n  handover: always\n", encoding="utf-8")
        asked = ("handover", "durand", "--to", "Maître Vidal", "--evidence")
        assert recouv(*asked, str(tmp_path / "out.zip")).code == 0
        before = desk.git("rev-parse", "HEAD")
        ran = recouv(*asked, str(tmp_path / name))
        assert (ran.code, "it is proposed already" in ran.err) == (2, True)
        assert sorted(path.name for path in tmp_path.iterdir() if path.name != "ws") == ["out.zip"]
        assert desk.git("rev-parse", "HEAD") == before

    @pytest.mark.parametrize("name", ["out.zip", "new/deep/out.zip", "new/out"])
    def test_a_commit_that_is_refused_leaves_no_file(
        self, recouv: Command, desk: Desk, tmp_path: Path, name: str
    ) -> None:
        """Nor the folders that were made for it."""
        hook = desk.root / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        assert recouv("handover", "durand", "--to", "V", "--evidence", str(tmp_path / name)).code == 3
        assert [path.name for path in tmp_path.iterdir() if path.name != "ws"] == []
        assert desk.read("durand") == DURAND

    def test_the_same_file_made_before_stays(self, recouv: Command, desk: Desk, tmp_path: Path) -> None:
        """It is not of this handover."""
        out = tmp_path / "out.zip"
        assert recouv("evidence", "durand", "--out", str(out)).code == 0
        hook = desk.root / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        assert recouv("handover", "durand", "--to", "V", "--evidence", str(out)).code == 3
        assert out.exists()

    def test_without_it_the_command_is_told(self, recouv: Command) -> None:
        """How to make what is given with it."""
        assert "recouv evidence durand --out FILE.zip" in recouv("handover", "durand", "--to", "Maître Vidal").err

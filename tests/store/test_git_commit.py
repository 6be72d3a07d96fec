"""The commit that was made is the one that is named, and nothing else is in it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from recouv.store import git_changes, git_commit
from recouv.store.git import Git, GitError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository without a commit, and three files."""
    subprocess.run(["git", "init", "-q", "--initial-branch=main", str(tmp_path)], check=True)
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    return tmp_path


def git(root: Path, *args: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *args], cwd=root, capture_output=True, encoding="utf-8", check=True).stdout.strip()


class TestTheCommitIsNamed:
    """By its short id, as git writes it."""

    def test_the_first_of_all(self, root: Path) -> None:
        """Git says more of it than of others."""
        assert Git(root).commit(["a"], "one\n") == git(root, "rev-parse", "--short", "HEAD")

    @pytest.mark.parametrize("branch", ["a]b", "été", "x/(root-commit)"])
    def test_on_any_branch(self, root: Path, branch: str) -> None:
        """Whatever its name, and whatever the subject looks like."""
        git(root, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
        Git(root).commit(["a"], "one\n")
        assert Git(root).commit(["b"], "[main 1234567] two\n") == git(root, "rev-parse", "--short", "HEAD")

    def test_as_long_as_the_user_wants(self, root: Path) -> None:
        """`core.abbrev` is theirs."""
        git(root, "config", "core.abbrev", "20")
        assert len(Git(root).commit(["a"], "one\n")) == 20


class TestNewFiles:
    """What git does not track yet is committed like the rest."""

    @pytest.mark.parametrize("many", [1, 200])
    def test_beside_a_known_one(self, root: Path, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
        """Announced at once when they are many, after git's refusal when they are few."""
        monkeypatch.setattr(git_commit, "MANY", many)
        monkeypatch.setattr(git_changes, "MANY", many)
        Git(root).commit(["a"], "one\n")
        (root / "a").write_text("y", encoding="utf-8")
        commit = Git(root).commit(["a", "b"], "two\n")
        assert git(root, "show", "--format=%h", "--name-only").split() == [commit, "a", "b"]
        assert git(root, "status", "--porcelain") == "?? c"

    def test_refused(self, root: Path) -> None:
        """They are unknown to git again; its own reason is told."""
        Git(root).commit(["a"], "one\n")
        hook = root / ".git/hooks/commit-msg"
        hook.write_text("#!/bin/sh\necho not today >&2; exit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        with pytest.raises(GitError, match="git commit: not today"):
            Git(root).commit(["b"], "two\n")
        assert git(root, "status", "--porcelain") == "?? b\n?? c"


class TestAsCommitted:
    """Byte for byte, or not at all."""

    def test_only_what_is_the_same(self, root: Path) -> None:
        """A file that differs, one that is not committed and one that is nowhere are left out."""
        Git(root).commit(["a", "b"], "one\n")
        files = {"a": b"x", "b": b"y", "c": b"x", "none": b"", "odd\nname": b"x"}
        assert Git(root).as_committed(files) == {"a"}

    def test_before_the_first_commit(self, root: Path) -> None:
        """Nothing is."""
        assert Git(root).as_committed({"a": b"x"}) == set()

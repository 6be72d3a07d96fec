"""What a repository's own files say, and when they do not say it."""

from __future__ import annotations

from pathlib import Path

import pytest

from recouv.store.git_readiness import is_surely_on_branch


class TestOnBranch:
    """Only what leaves no doubt is a yes."""

    @pytest.mark.parametrize(
        ("head", "sure"),
        [
            ("ref: refs/heads/main\n", True),
            ("ref: refs/heads/a/b\n", True),
            ("0123456789012345678901234567890123456789\n", False),
            ("ref: refs/heads/.invalid\n", False),
            ("", False),
        ],
    )
    def test_the_file(self, tmp_path: Path, head: str, *, sure: bool) -> None:
        """A branch, a commit, the placeholder of reftables, nothing."""
        (tmp_path / "HEAD").write_text(head, encoding="utf-8")
        assert is_surely_on_branch(tmp_path) is sure

    def test_a_link(self, tmp_path: Path) -> None:
        """It may lead to a branch or to a commit: git knows."""
        (tmp_path / "main").write_text("ref: refs/heads/main\n", encoding="utf-8")
        (tmp_path / "HEAD").symlink_to("main")
        assert not is_surely_on_branch(tmp_path)

    def test_no_file(self, tmp_path: Path) -> None:
        """Nothing says so."""
        assert not is_surely_on_branch(tmp_path)

"""What git prints is read as it comes, and what it says of an error is not lost."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from recouv.store.git_process import Asked, GitError, ask, fields


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two commits."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for subject in ("first", "second"):
        subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", subject], cwd=tmp_path, check=True)
    return tmp_path


class TestFields:
    """Cut after each NUL."""

    def test_all(self, repository: Path) -> None:
        """Each without its NUL; what is after the last one is no field."""
        assert list(fields(repository, ("log", "--format=tformat:%s%x00%b%x00"))) == ["second", "", "\nfirst", ""]

    def test_nobody_asks_for_more(self, repository: Path) -> None:
        """Git is stopped, whatever it had still to say."""
        printed = fields(repository, ("-c", "alias.forever=!yes | tr '\\n' '\\0'", "forever"))
        assert next(printed) == "y"
        printed.close()
        assert list(printed) == []

    def test_an_error_at_the_end(self, repository: Path) -> None:
        """In git's words, after what it had printed."""
        with pytest.raises(GitError, match="git log: .*nowhere"):
            list(fields(repository, ("log", "nowhere")))


class TestAsk:
    """An answer, whatever it is."""

    def test_beside_something_else(self, repository: Path) -> None:
        """It is waited for once, and may be heard twice."""
        with Asked(repository, ("rev-parse", "--is-inside-work-tree")) as asked:
            assert [asked.answer().stdout, asked.answer().stdout] == ["true\n", "true\n"]

    def test_the_repository_around_is_not_asked(self, repository: Path) -> None:
        """Unless told so."""
        inside = repository / "inside"
        inside.mkdir()
        question = ("rev-parse", "--show-toplevel")
        assert "not a git repository" in ask(inside, question).stderr
        assert ask(inside, question, upwards=True).stdout == f"{repository.resolve()}\n"

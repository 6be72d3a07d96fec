"""Which commit holds what was known at the end of a day."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from recouv.domain.errors import NothingFoundError
from recouv.store.known_commit import Known, known_at_revision, known_on
from tests.usecases.history import History

TODAY = date(2026, 11, 20)


@pytest.fixture
def paris(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock on the wall of whoever looks."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Europe/Paris")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def history(tmp_path: Path, paris: None) -> History:
    """An empty repository, looked at from Paris."""
    root = tmp_path / "ws"
    root.mkdir()
    found = History(root)
    found.git("init", "-q", "-b", "main")
    return found


def committed(history: History, *days: str) -> list[str]:
    """One commit on each day; their ids."""
    return [history.git("commit", "-q", "--allow-empty", "-m", day, day=day) or _head(history) for day in days]


def _head(history: History) -> str:
    return history.git("rev-parse", "HEAD")


def known(history: History, day: str) -> Known:
    """What was known at the end of a day."""
    return known_on(history.root, date.fromisoformat(day), TODAY)


class TestTheLine:
    """The last commit dated by the end of the day."""

    def test_the_last_one_of_the_day_and_before(self, history: History) -> None:
        """Not the first of it, and not the next day's."""
        _, second, third, fourth = committed(
            history, "2026-09-01", "2026-10-05T08:00:00Z", "2026-10-05T19:00:00Z", "2026-10-09"
        )
        assert known(history, "2026-10-05").commit == third
        assert known(history, "2026-10-08").commit == third
        assert known(history, "2026-10-09").commit == fourth
        assert known(history, "2026-11-19").commit == fourth
        assert second != third

    def test_the_day_ends_where_the_person_is(self, history: History) -> None:
        """Half past eleven in Greenwich is the day after in Paris."""
        first, _ = committed(history, "2026-09-01", "2026-10-05T23:30:00Z")
        assert known(history, "2026-10-05").commit == first

    def test_today_is_the_last_commit(self, history: History) -> None:
        """Whatever its date says."""
        *_, last = committed(history, "2026-09-01", "2027-01-01")
        assert known(history, TODAY.isoformat()).commit == last

    def test_before_the_first_commit(self, history: History) -> None:
        """Said with the day on which the history begins."""
        committed(history, "2026-09-01", "2026-09-02")
        with pytest.raises(NothingFoundError) as refusal:
            known(history, "2026-08-31")
        assert str(refusal.value.mend) == "the history begins on 2026-09-01"

    def test_before_any_commit(self, history: History) -> None:
        """There is nothing to look back at."""
        with pytest.raises(NothingFoundError, match="nothing was committed yet"):
            known(history, "2026-08-31")

    def test_who_and_when(self, history: History) -> None:
        """Of the commit, in the time zone of whoever looks."""
        committed(history, "2026-09-01T22:30:00Z")
        found = known(history, "2026-09-05")
        assert (found.by, f"{found.committed:%d %H:%M}", found.day) == ("Léa Martin", "02 00:30", date(2026, 9, 5))


class TestMerges:
    """What a colleague had elsewhere was not known here yet."""

    def test_a_colleague_who_synced_later(self, history: History) -> None:
        """Not taken, and counted."""
        (base,) = committed(history, "2026-09-01")
        history.git("switch", "-qc", "marc")
        committed(history, "2026-10-03", "2026-10-04")
        history.git("switch", "-q", "main")
        (ours,) = committed(history, "2026-10-02")
        history.git("merge", "-q", "--no-ff", "-m", "sync", "marc", day="2026-10-20")
        found = known(history, "2026-10-10")
        assert (found.commit, found.elsewhere) == (ours, 2)
        assert known(history, "2026-10-20").elsewhere == 0
        assert known(history, "2026-09-15").elsewhere == 0
        assert base != ours

    def test_a_wrong_clock_of_ours_is_no_colleague(self, history: History) -> None:
        """It is told as what it is."""
        committed(history, "2026-09-01")
        history.git("switch", "-qc", "marc")
        committed(history, "2026-10-03")
        history.git("switch", "-q", "main")
        committed(history, "2026-10-02")
        history.git("merge", "-q", "--no-ff", "-m", "sync", "marc", day="2026-10-20")
        committed(history, "2026-10-21", "2026-10-04", "2026-10-22")
        found = known(history, "2026-10-10")
        assert (found.elsewhere, found.clocks) == (1, 1)


class TestClocks:
    """Dates are claims: the cut that the fewest contradict."""

    def test_one_that_was_slow_does_not_hide_what_came_before(self, history: History) -> None:
        """A commit of March dated years ago is not the state of those years."""
        days = [f"2026-03-{day:02d}" for day in range(1, 11)]
        committed(history, *days[:5], "2020-01-01", *days[5:])
        with pytest.raises(NothingFoundError):
            known(history, "2021-01-01")
        assert history.git("log", "-1", "--format=%s", known(history, "2026-03-03").commit) == "2026-03-03"

    def test_one_that_was_fast_does_not_hide_what_came_after(self, history: History) -> None:
        """Two commits later, of the right dates, are known."""
        committed(history, "2026-03-01", "2026-05-01", "2026-03-03", "2026-03-04")
        found = known(history, "2026-03-10")
        assert history.git("log", "-1", "--format=%s", found.commit) == "2026-03-04"
        assert found.clocks == 1

    def test_a_date_to_come_says_nothing(self, history: History) -> None:
        """It cannot be true."""
        committed(history, "2026-03-01", "2031-05-01", "2026-03-03")
        found = known(history, "2026-03-10")
        assert (history.git("log", "-1", "--format=%s", found.commit), found.clocks) == ("2026-03-03", 0)

    def test_in_doubt_the_earlier(self, history: History) -> None:
        """One date against another: what may have come later is not said to have been known."""
        committed(history, "2026-03-01", "2026-03-20", "2026-03-10")
        found = known(history, "2026-03-15")
        assert (history.git("log", "-1", "--format=%s", found.commit), found.clocks) == ("2026-03-01", 1)


class TestRevisions:
    """A commit, by any name that git understands."""

    def test_its_own_day(self, history: History) -> None:
        """The day on which it was committed."""
        first, _ = committed(history, "2026-09-01", "2026-10-01")
        found = known_at_revision(history.root, "HEAD~1")
        assert (found.commit, found.day, found.is_of_day) == (first, date(2026, 9, 1), False)

    def test_an_unknown_one(self, history: History) -> None:
        """Is said to be."""
        committed(history, "2026-09-01")
        with pytest.raises(NothingFoundError, match="git knows no revision"):
            known_at_revision(history.root, "closing/2026-08")

    def test_a_shallow_clone_says_how_to_have_the_rest(self, history: History, tmp_path: Path) -> None:
        """For a day as for a commit."""
        first, _ = committed(history, "2026-09-01", "2026-10-01")
        root = tmp_path / "shallow"
        subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{history.root}", str(root)], check=True)
        for ask in (lambda: known_on(root, date(2026, 9, 15), TODAY), lambda: known_at_revision(root, first)):
            with pytest.raises(NothingFoundError) as refusal:
                ask()
            assert "git fetch --unshallow" in str(refusal.value.mend)

"""Which commit holds what was known at the end of a day.

It is sought along the line of the current branch: from the last commit to the first parent of each.  That line is what
this branch pointed to, one commit after the other, as long as whoever merges merges into it, which `recouv sync` does;
what a colleague had committed elsewhere by then, and gave later, was not known here yet (`Known.elsewhere`).

The day of a commit is its committer's claim, and clocks go wrong.  Of all the places at which the line may be cut, the
one that the fewest dates contradict is taken, the earliest of several: nothing is said to have been known before the
dates around it allow it.  A date that is still to come says nothing.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from msgspec import Struct

from recouv.domain.errors import NothingFoundError
from recouv.domain.message import Message, say
from recouv.store.audit.history_state import commit_named, is_shallow
from recouv.store.git_process import fields, run

#: So many more dates than contradict it must speak for a later cut before older commits are no longer looked at.
_CERTAIN = 1000


class Known(Struct, frozen=True, kw_only=True):
    """A state of knowledge."""

    commit: str
    """Full id."""
    day: date
    """The day asked for, or that of the commit when a commit was."""
    committed: datetime
    """When, as its committer's clock had it, in the time zone of whoever looks."""
    by: str
    """The committer's name; it comes from git, and is theirs to choose."""
    is_of_day: bool = False
    """Whether a day was asked for."""
    elsewhere: int = 0
    """Commits dated by then that this branch only took in later."""
    clocks: int = 0
    """Commits whose dates contradict the order in which they stand."""


class _Cut(Struct):
    """A place at which the line may be cut."""

    commit: str
    """The last one before it; empty when it is before the first of all."""
    is_after_merge: bool
    """Whether something was merged after it."""
    early: int
    """Commits after it that are dated before."""
    late: int = 0
    """Commits before it that are dated after."""


def known_at_revision(root: Path, revision: str) -> Known:
    """What a commit holds.

    Raises:
        NothingFoundError: git knows no such commit.
    """
    try:
        commit = commit_named(root, revision)
    except NothingFoundError as unknown:
        raise NothingFoundError(unknown.what, _deeper() if is_shallow(root) else unknown.mend) from None
    if not commit:
        raise NothingFoundError(say("git knows no revision {revision}", revision=revision))
    committed, by = _about(root, commit)
    return Known(commit=commit, day=committed.date(), committed=committed, by=by)


def known_on(root: Path, day: date, today: date) -> Known:
    """What was known at the end of a day, by the clock of whoever looks; `today` is theirs.

    Raises:
        NothingFoundError: nothing was committed yet, or this clone does not go back so far.
    """
    try:
        last = commit_named(root, "HEAD")
    except NothingFoundError:
        raise NothingFoundError(say("nothing was committed yet")) from None
    if day >= today:
        committed, by = _about(root, last)
        return Known(commit=last, day=day, committed=committed, by=by, is_of_day=True)
    end = _end(day)
    cut, oldest = _cut_line(root, end, _end(today))
    if not cut.commit:
        what = say("nothing was committed by {day}", day=day)
        mend = say("the history begins on {day}", day=_moment(oldest).date())
        raise NothingFoundError(what, _deeper() if is_shallow(root) else mend)
    committed, by = _about(root, cut.commit)
    return Known(
        commit=cut.commit,
        day=day,
        committed=committed,
        by=by,
        is_of_day=True,
        elsewhere=_given_later(root, cut.commit, end) - cut.early if cut.is_after_merge else 0,
        clocks=cut.early + cut.late,
    )


def first_commit_day(root: Path) -> date | None:
    """The day of the oldest commit without a parent; `None` before there is one."""
    moments = run(root, "log", "--max-parents=0", "--no-show-signature", "--format=%ct", "HEAD", "--").split()
    return min((_moment(int(moment)).date() for moment in moments), default=None)


def _cut_line(root: Path, end: int, now: int) -> tuple[_Cut, int]:
    """The cut that the fewest dates contradict, and the moment of the oldest commit looked at.

    A later cut contradicts the dates before `end` that come after it, an earlier one those from `end` on that come
    before: walking back, each commit says one more or one less.
    """
    best = _Cut("", is_after_merge=False, early=0)
    score = least = early = stamp = 0
    merged, is_better = False, True
    with closing(_line(root)) as line:
        for row in line:
            commit, moment, *parents = row.split()
            stamp = int(moment)
            if is_better:
                best = _Cut(commit, merged, early)
            merged = merged or len(parents) > 1
            if stamp < end:
                score, early = score + 1, early + 1
            elif stamp < now:
                score, best.late = score - 1, best.late + 1
            is_better = score <= least
            least = min(score, least)
            if score - least > _CERTAIN:
                break
        else:
            if is_better:
                best = _Cut("", merged, early)
    return best, stamp


def _line(root: Path) -> Generator[str, None, None]:
    asked = ("log", "-z", "--first-parent", "--no-show-signature", "--format=%H %ct %P", "HEAD", "--")
    return fields(root, ("--no-replace-objects", *asked))


def _given_later(root: Path, commit: str, end: int) -> int:
    """How many commits dated before `end` are in the history now, and were not in that of `commit`."""
    asked = ("rev-list", "--count", f"--min-age={end - 1}", "HEAD", f"^{commit}", "--")
    return int(run(root, "--no-replace-objects", *asked))


def _about(root: Path, commit: str) -> tuple[datetime, str]:
    asked = ("log", "-1", "--no-show-signature", "--format=%ct %cn", commit, "--")
    moment, _, by = run(root, "--no-replace-objects", *asked).rstrip("\n").partition(" ")
    return _moment(int(moment)), by


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC).astimezone()


def _end(day: date) -> int:
    """The moment at which a day is over, in seconds since 1970."""
    return int(datetime.combine(day + timedelta(days=1), time()).astimezone().timestamp())


def _deeper() -> Message:
    return say("this clone was made without its older history: git fetch --unshallow brings it")

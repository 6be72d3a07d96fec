"""Days and people: nothing is written before it happened, nor in the name of another.

An entry's date and its `recorded` moment are not after the commit that brings it, a day allowed for time zones (a paper
may be issued in advance: `DATED_AHEAD`);
`recorded` is by the commit's author, or by an import.  The clock of a commit is not more than a day behind its
parent's, nor ahead of the day of the audit.  A commit that recouv made is made once: another moment of committing than
of writing says that somebody made it again (`--amend`, a rebase).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from recouv.domain.entry import Entry
from recouv.domain.kinds import DATED_AHEAD
from recouv.domain.message import say
from recouv.domain.past_commit import PastCommit
from recouv.rules.audit.observation import Flaw, Observation

#: Allowed for time zones.
GRACE = timedelta(days=1)
#: How entries name an import.
IMPORT = "import"
#: Between writing a commit and git's having made it: hooks run, a passphrase is typed.
_AT_ONCE_SECONDS = 600


def entry_moments(entry: Entry, commit: PastCommit, writer: str) -> Iterator[Observation]:
    """What is wrong with the days of an entry that this commit brings, and with whose it is said to be.

    `writer` is how entries name the commit's author.
    """
    latest = moment(commit.committed) + GRACE
    if entry.date > latest.date() and entry.kind not in DATED_AHEAD:
        what = say("the entry ^{id} is dated {day}, after the commit that brings it", id=entry.id, day=entry.date)
        yield Observation(flaw=Flaw.DATED_AFTER, what=what, entry=entry.id)
    recorded = entry.recorded
    if recorded is None:
        return
    if recorded.at > f"{latest:%Y-%m-%dT%H:%M:%SZ}":
        what = say(
            "the entry ^{id} was recorded on {moment}, after the commit that brings it", id=entry.id, moment=recorded.at
        )
        yield Observation(flaw=Flaw.RECORDED_AFTER, what=what, entry=entry.id)
    if recorded.by not in (writer, IMPORT):
        what = say(
            "the entry ^{id} says that {by} recorded it; the commit is by {writer}",
            id=entry.id,
            by=recorded.by,
            writer=writer,
        )
        yield Observation(flaw=Flaw.WRITER, what=what, entry=entry.id)


def commit_moments(commit: PastCommit, parents: Iterable[int], now: datetime) -> Iterator[Observation]:
    """What is wrong with the clock of a commit; `parents` are the moments of its parents, `now` that of the audit."""
    committed, authored = moment(commit.committed), moment(commit.authored)
    latest = max(parents, default=None)
    if latest is not None and committed < moment(latest) - GRACE:
        what = say(
            "its clock says {moment}, more than a day before its parent's {parent}",
            moment=_written(committed),
            parent=_written(moment(latest)),
        )
        yield Observation(flaw=Flaw.CLOCK_BACK, what=what)
    if max(committed, authored) > now + GRACE:
        what = say("its clock says {moment}, which is in the future", moment=_written(max(committed, authored)))
        yield Observation(flaw=Flaw.FUTURE, what=what)
    if commit.is_ours and abs(commit.committed - commit.authored) > _AT_ONCE_SECONDS:
        what = say(
            "it was written on {authored} and committed again on {committed}: amended, or rebased",
            authored=_written(authored),
            committed=_written(committed),
        )
        yield Observation(flaw=Flaw.COMMITTED_AGAIN, what=what)


def moment(seconds: int) -> datetime:
    """The moment so many seconds after 1970 began; the last that can be told for a clock beyond it."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime(9999, 1, 1, tzinfo=UTC)


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"

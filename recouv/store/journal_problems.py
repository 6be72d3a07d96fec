"""What to say of the lines of a journal that cannot be read, and how to mend them."""

from __future__ import annotations

from typing import NamedTuple

from recouv.domain.kinds import KINDS, Kind
from recouv.domain.message import Message, say
from recouv.domain.problem import Severity
from recouv.domain.spelling import closest

_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


class Fault(NamedTuple):
    """A problem that only lacks its place."""

    what: Message
    mend: Message
    severity: Severity = Severity.ERROR


def bad_date(word: str) -> Fault:
    """A title whose first word is no day."""
    return Fault(say("{date} is not a day of the calendar", date=word), say("write it as 2026-11-05"))


def bad_title() -> Fault:
    """A title that lacks its day or its kind."""
    return Fault(
        say("this title is not that of an entry"),
        say("write ### YYYY-MM-DD kind, for instance: ### 2026-11-05 call"),
    )


def unknown_kind(name: str) -> Fault:
    """A title of a kind that is none."""
    close = closest(name, KINDS)
    mend = say("did you mean {kind}?", kind=close) if close else say("the kinds are {kinds}", kinds=", ".join(KINDS))
    return Fault(say("{kind} is not a kind of entry", kind=name), mend)


def unknown_key(name: str, kind: Kind) -> Fault:
    """A key that entries of that kind do not have."""
    what = say("{kind} has no key {key}", kind=kind.name, key=name)
    close = closest(name, kind.key_names)
    if close:
        # so close to a known key that it is a slip: what it says would be silently left out of account
        return Fault(what, say("did you mean {key}?", key=close))
    mend = say("it is kept and means nothing to this version; its keys are {keys}", keys=", ".join(kind.key_names))
    return Fault(what, mend, Severity.WARNING)


def bad_line(line: str) -> Fault:
    """A line of an entry that is no key, no row, no prose and no comment."""
    if line.startswith(_CONFLICT):
        return Fault(
            say("a conflict left by a merge"),
            say("keep both entries, and remove the lines <<<<<<<, ======= and >>>>>>>"),
        )
    if line.startswith("#"):
        return Fault(
            say("this title stands in the middle of the journal"),
            say("move it above ## Journal; entries begin with ###"),
        )
    if line.startswith("-"):
        return Fault(say("this line is not - key: value"), say("begin prose with > and a space"))
    return Fault(say("this line is neither a key nor prose"), say("begin prose with > and a space"))

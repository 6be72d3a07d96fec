"""A whole sending, as every window does it: earlier messages settled, each at its pace, what became of them shared."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from datetime import datetime

from msgspec import Struct

from recouv.domain.message import Message
from recouv.letters.pace import Pace
from recouv.letters.smtp import Fate
from recouv.usecases.carriers import Login, carrier_of
from recouv.usecases.mail_day import Prepared
from recouv.usecases.sending import Posted, Sender
from recouv.usecases.session import Session


class Leaving(Struct, frozen=True, kw_only=True):
    """How messages are sent this time."""

    moment: Callable[[], datetime]
    """The local time."""
    offline: bool = False
    """Without asking the remote."""
    any_time: bool = False
    """Whatever the hour and the day."""
    stopped: Callable[[], bool] = lambda: False
    """Whether a person wants no further message to leave."""
    login: Login | None = None
    """Who we are at the server, where that was asked already."""
    clock: Callable[[], float] = time.monotonic
    """Seconds, for the pace."""
    sleep: Callable[[float], None] = time.sleep


def send_all(
    session: Session, wanted: Sequence[Prepared], how: Leaving
) -> Generator[tuple[Posted, bool], None, Message | None]:
    """Each message with what became of it, and whether it is one of an earlier sending that is settled now.

    Comes back with why the remote does not know yet, `None` when it does.  Where the caller stops, or says so by
    `stopped`, what has not left is recorded as such.

    Raises:
        WorkspaceError: somebody else is sending, the remote has what we have not, or no server takes messages.
        PasswordError: there is no password.
        UsageError: recouv.yaml names no address to send from.
    """
    pace = Pace(session.workspace.config.mail.per_minute, how.clock, how.sleep)
    with (
        carrier_of(session, how.login) as carrier,
        Sender(session, carrier, how.moment, offline=how.offline, any_time=how.any_time) as sender,
    ):
        for one in sender.settle_interrupted():
            yield one, True
        sending = sender.send(wanted)
        with closing(sending):
            for rank, one in enumerate(sending, start=1):
                yield one, False
                if one.fate is not Fate.LATER and rank < len(wanted):  # nobody waits after the last
                    pace.count()
                    pace.wait(how.stopped)
                if how.stopped():
                    break
        return sender.share_results()

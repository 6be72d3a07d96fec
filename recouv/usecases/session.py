"""Who is working, where, on which day: what every verb needs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field

from recouv.wording.catalogue import Catalogue, catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from recouv.domain.entry import Recorded
    from recouv.domain.practice import House, Practice
    from recouv.store.dossier_text import DossierText
    from recouv.store.workspace import Workspace


class Session(Struct, frozen=True, kw_only=True):
    """One person at work in one workspace."""

    workspace: Workspace
    today: date
    """Enters here, at the window; no rule and no verb asks the clock for it."""
    words: Catalogue = field(default_factory=lambda: catalogue("en"))
    """The language of the window."""

    @property
    def history_words(self) -> Catalogue:
        """The language of commits: the workspace's own, whoever works in it."""
        language = self.workspace.config.language
        return catalogue(language) if language else self.words

    @property
    def house(self) -> House:
        """What the creditor decided for all clients, the scenarios apart."""
        return self.workspace.house(self.today.year)

    @property
    def practice(self) -> Practice:
        """What the creditor decided for all clients."""
        from recouv.domain.practice import Practice  # deferred: the balance follows no scenario

        return Practice(scenarios=self.workspace.scenarios, house=self.house)

    def recorded(self, current: DossierText | None, by: str = "") -> Recorded:
        """The stamp of an entry written now: never before the last one of the same writer in this dossier.

        A stamp more than a day ahead comes from a clock that was wrong: following it would put every later entry there.
        """
        from recouv.domain.entry import Recorded  # deferred: only what writes stamps

        writer = by or self.writer
        now = datetime.now(UTC)
        latest = _stamp(now + _ALLOWED_AHEAD)
        earlier = [
            entry.recorded.at
            for entry in (current.dossier.entries if current else ())
            if entry.recorded and entry.recorded.by == writer and entry.recorded.at <= latest
        ]
        return Recorded(max([_stamp(now), *earlier]), writer)

    @property
    def last_recording_day(self) -> date:
        """The last day on which an entry already written can have been recorded, time zones allowed for."""
        return max(self.today, datetime.now(UTC).date()) + _ALLOWED_AHEAD

    @property
    def writer(self) -> str:
        """How entries name the person.

        Raises:
            WorkspaceError: git does not know who commits.
        """
        identity = self.workspace.git.identity()
        return self.workspace.config.writer(identity.name, identity.email)


def stamped_now() -> str:
    """This very moment, as entries and notes write it."""
    return _stamp(datetime.now(UTC))


def is_today(moment: datetime) -> bool:
    """Whether a moment is of the day that this computer's clock shows."""
    return moment.astimezone().date() == datetime.now(UTC).astimezone().date()


def open_workspace(start: Path) -> Workspace:
    """The workspace around `start`.

    Raises:
        WorkspaceError: there is none, or its configuration has problems.
    """
    from recouv.store.workspace import Workspace  # deferred: help and version open none

    return Workspace.open(start)


_ALLOWED_AHEAD = timedelta(days=1)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

"""The others, seen from the screens: where this clone stands, what came in, a sync; nothing here stops typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import sleep
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from textual import on, work
from textual.message import Message
from textual.reactive import reactive
from textual.worker import get_current_worker

from recouv.domain.errors import RecouvError
from recouv.domain.message import Message as Sentence
from recouv.domain.message import say, say_many
from recouv.tui.kit import BAD, MUTED, WARNING, Piece, content
from recouv.tui.personal import PersonalDesk
from recouv.tui.reading import Reading

if TYPE_CHECKING:
    from recouv.usecases.syncing import Synced
    from recouv.usecases.team import Team
    from recouv.wording.catalogue import Catalogue

_SECONDS = 60
_SIGNS = {"ahead": "↑", "behind": "↓", "fine": "✓ ", "unread": "●", "crossed": "×"}
_ASCII = {"ahead": "^", "behind": "v", "fine": "ok ", "unread": "*", "crossed": "x"}


class TeamMark(Struct, frozen=True):
    """What the top line says of the others: each piece with the verb that a click on it does."""

    pieces: tuple[tuple[Piece, str], ...] = ()


class TeamDesk(PersonalDesk):
    """An application whose workspace others write too."""

    team: reactive[Team | None] = reactive(None)
    """`None` as long as there is no remote."""
    is_syncing: reactive[bool] = reactive(False)  # noqa: FBT003 - Textual has no other way
    remote_trouble: reactive[RecouvError | None] = reactive(None)
    """Why the remote could not be asked in the background; nothing once it answers."""
    sync_trouble: reactive[RecouvError | None] = reactive(None)
    """Why the last sync was refused; nothing once one succeeds."""
    team_mark: reactive[TeamMark] = reactive(TeamMark())

    @dataclass
    class TeamRead(Message):
        """It is known where this clone stands."""

        team: Team | None

    @dataclass
    class RemoteAsked(Message):
        """The remote answered, or did not."""

        error: RecouvError | None

    @dataclass
    class SyncTold(Message):
        """How far a sync is."""

        what: Sentence

    @dataclass
    class SyncDone(Message):
        """A sync is over."""

        synced: Synced | None
        error: RecouvError | None = None

    _team_was: object = None
    _was_asked = False
    _is_asking = False

    # Where this clone stands

    @on(Reading.DayRead)
    @on(Reading.ClientsRead)
    def _after_reading(self) -> None:
        self.read_team()

    @on(Reading.Looked)
    def _after_looking(self) -> None:
        self._see_team(self._team_was)

    @work(thread=True, group="look", description="look")
    def _see_team(self, before: object) -> None:
        """Other programs sync, too."""
        from recouv.usecases.team import team_mark  # deferred, as below: the first frame does not wait for it

        found = team_mark(self.session)
        if before is not None and found != before:
            self.call_later(self.read_team)
        self._team_was = found

    @work(thread=True, exclusive=True, group="team", description="team")
    def read_team(self) -> None:
        """Read where this clone stands."""
        from recouv.usecases.team import team

        worker = get_current_worker()
        try:
            found = team(self.session)
        except RecouvError:  # without git there are no others; what is wrong with it is told where it matters
            found = None
        if not worker.is_cancelled:  # a later reading knows more
            self.post_message(self.TeamRead(found))

    @on(TeamRead)
    def _show_team(self, event: TeamRead) -> None:
        self.team = event.team
        if event.team is not None and not self._was_asked:
            self._was_asked = True
            self.ask_others()
            if self.settings.sync_every:
                self.set_interval(self.settings.sync_every * _SECONDS, self.ask_others)

    def watch_team(self) -> None:
        """Show it."""
        self._mark()

    def watch_is_syncing(self) -> None:
        """Show it."""
        self._mark()

    def watch_remote_trouble(self) -> None:
        """Show it."""
        self._mark()

    def watch_sync_trouble(self) -> None:
        """Show it."""
        self._mark()

    def _mark(self) -> None:
        self.team_mark = TeamMark(
            mark_pieces(
                self.team,
                self.words,
                is_syncing=self.is_syncing,
                is_offline=self.remote_trouble is not None,
                is_refused=self.sync_trouble is not None,
                ascii_only=self.ascii_only,
            )
        )

    # Asking in the background

    def ask_others(self) -> None:
        """Ask the remote what the others did, unless nobody wants it or somebody is asking already."""
        if self.settings.sync_every and self.team is not None and not (self._is_asking or self.is_syncing):
            self._is_asking = True
            self._ask_others()

    @work(thread=True, group="ask", description="ask")
    def _ask_others(self) -> None:
        from recouv.usecases.team import ask_remote

        error = None
        try:
            ask_remote(self.session, lambda: not self.is_running)
        except RecouvError as found:
            error = found
        self.post_message(self.RemoteAsked(error))

    @on(RemoteAsked)
    def _show_asked(self, event: RemoteAsked) -> None:
        self._is_asking = False
        self.remote_trouble = event.error
        if event.error is not None:
            self.log_trouble(event.error)
        self.read_team()

    def log_trouble(self, error: RecouvError) -> None:
        """Keep the reason where it can be read, without taking the status line."""
        raise NotImplementedError

    # Syncing

    def action_verb_sync(self) -> None:
        """Take in what the others did, and give what was done here."""
        if self.is_syncing:
            self.tell(say("a sync is under way"))
            return
        self.is_syncing = True
        self._sync()

    @work(thread=True, group="sync", description="sync")
    def _sync(self) -> None:
        from recouv.usecases.syncing import sync  # deferred: for those who have a remote

        try:
            synced = sync(
                self.session,
                sleep,
                tell=self._progress,
                given_up=lambda: not self.is_running,
            )
        except RecouvError as error:
            self.post_message(self.SyncDone(None, error))
        else:
            self.post_message(self.SyncDone(synced))

    def _progress(self, what: Sentence) -> None:
        self.post_message(self.SyncTold(what))

    @on(SyncTold)
    def _show_progress(self, event: SyncTold) -> None:
        self.tell(event.what)

    @on(SyncDone)
    def _show_synced(self, event: SyncDone) -> None:
        self.is_syncing = False
        self.sync_trouble = event.error
        if event.synced is not None:
            self.remote_trouble = None
            self._tell_synced(event.synced)
        elif event.error is not None:
            self._tell_refused(event.error)
        self.look()
        self.read_team()

    def _tell_synced(self, synced: Synced) -> None:
        received = say_many("{count} action received", "{count} actions received", len(synced.received))
        given = say_many("{count} given", "{count} given", synced.given)
        aside = None
        if synced.met:
            key = self.key_of("crossings")
            aside = say_many("{count} done twice: {key}", "{count} done twice: {key}", len(synced.met), key=key)
        elif synced.received:
            aside = say("{key} tells who did what", key=self.key_of("news"))
        told = say("{remote}: {received}, {given}", remote=synced.remote, received=received, given=given)
        wrong = [
            *(say("{path} contradicts itself since: recouv check", path=path) for path in synced.unreadable),
            *(
                say("{path} is being edited and cannot be read yet: it stays as it is", path=path)
                for path in synced.edited
            ),
        ]
        self.tell(told, aside=aside, look="" if wrong else "good")
        if wrong:
            self._read_out(told, [content(self.words.text(one)) for one in wrong])

    def _tell_refused(self, error: RecouvError) -> None:
        self.show_refusal(Reading.Refused(error))
        conflicts: Sequence[tuple[str, str]] = getattr(error, "conflicts", ())
        rows = [content(("! ", BAD), self.words.text(error.what))]
        rows += [content(f"  {path}  ", (what, MUTED)) for path, what in conflicts]
        rows += [content(""), content("→ ", self.words.text(error.mend))] if error.mend else []
        self._read_out(say("The sync was refused"), rows)

    def _read_out(self, heading: Sentence, rows: Sequence[Any]) -> None:
        """In full, until it is closed; over a form it would take what is being typed, the status line then tells it."""
        if len(self.screen_stack) == 1:
            from recouv.tui.screens.reader import Reader

            self.push_screen(Reader(self.words.text(heading), list(rows)))

    # What the others did

    def action_verb_news(self) -> None:
        """List what the others did."""
        from recouv.tui.screens.news import NewsScreen

        self.push_screen(NewsScreen())

    def action_verb_crossings(self) -> None:
        """List what two people did twice."""
        from recouv.tui.screens.crossed import CrossedScreen

        self.push_screen(CrossedScreen())


def mark_pieces(
    team: Team | None, words: Catalogue, *, is_syncing: bool, is_offline: bool, is_refused: bool, ascii_only: bool
) -> tuple[tuple[Piece, str], ...]:
    """What the top line says: `↑2 ↓3 ●4 ×1`, `✓ 10:42`, `offline ↑2`; nothing without a remote."""
    if team is None:
        return ()
    signs = _ASCII if ascii_only else _SIGNS
    told: list[tuple[Piece, str]] = []
    if is_syncing:
        told.append(((words.text(say("syncing…")), MUTED), ""))
    elif is_refused:
        told.append((("! sync", BAD), "sync"))
    elif is_offline:
        told.append(((words.text(say("offline")), WARNING), "sync"))
    apart = [f"{signs[name]}{count}" for name, count in (("ahead", team.ahead), ("behind", team.behind)) if count]
    if apart:
        told.append(((" ".join(apart), WARNING if team.behind else ""), "sync"))
    elif not told and team.asked is not None:
        told.append(((f"{signs['fine']}{_moment(team, words)}", MUTED), "sync"))
    if team.unread:
        told.append(((f"{signs['unread']}{team.unread}", ""), "news"))
    if team.crossed:
        told.append(((f"{signs['crossed']}{team.crossed}", BAD), "crossings"))
    pieces: list[tuple[Piece, str]] = []
    for piece, verb_id in told:
        pieces += [(piece, verb_id), (" ", "")]
    return (*pieces, (" ", "")) if pieces else ()


def _moment(team: Team, words: Catalogue) -> str:
    """The hour by this computer's clock, the day where it is another one."""
    if team.asked is None:
        return ""
    here = team.asked.astimezone()
    return f"{here:%H:%M}" if team.was_asked_today else words.short_day(here.date()).strip()

"""What the others did: who, to which client, in a sentence, the newest first; what is new is marked until read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.worker import get_current_worker

from recouv.domain.errors import RecouvError
from recouv.domain.message import say, say_many
from recouv.tui.keys import bindings, key_text, verbs_of
from recouv.tui.kit import ACCENT, BAD, MUTED, Plain, title
from recouv.tui.line_table import Column, LineTable
from recouv.usecases.team import News, keep_read, news
from recouv.usecases.verbs import Place

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from recouv.tui.app import RecouvApp


class NewsScreen(ModalScreen[None]):
    """The others' actions, with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.NEWS)
    AUTO_FOCUS = "LineTable"

    @dataclass
    class Listed(Message):
        """They were read."""

        news: list[News]
        error: RecouvError | None = None

    _shown_up_to = ""

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def compose(self) -> ComposeResult:
        """The rows, what waits, keys."""
        text = self.desk.words.text
        table: LineTable[News] = LineTable(
            [
                Column("new", "", 1, style="warning"),
                Column("when", text(say("When")), 15, style="muted"),
                Column("what", text(say("What")), 24, flexible=True),
            ],
            cells=self._cells,
            row_key=lambda one: one.commit,
            cell_style=lambda one, column: "strong" if one.is_new and column == "what" else None,
            frozen=0,
            empty=text(say("reading the history…")),
            ascii=self.desk.ascii_only,
            id="news-table",
        )
        with Vertical(id="news-frame") as frame:
            frame.border_title = title(text(say("What the others did")))
            yield table
            yield Plain(id="news-said")
            yield Plain(id="news-keys")

    def on_mount(self) -> None:
        """Read them, again whenever something comes in."""
        pieces: list[str | tuple[str, str]] = []
        for known in verbs_of([Place.NEWS], self.desk.verbs):
            key = key_text(known.keys[0], ascii_only=self.desk.ascii_only)
            pieces += [(key, ACCENT), f" {self.desk.words.text(known.label)}   "]
        self.query_one("#news-keys", Plain).show(*pieces)
        self.watch(self.app, "team", self._follow)

    def _follow(self) -> None:
        team, text = self.desk.team, self.desk.words.text
        waiting = ""
        if team is not None and team.behind:
            key = self.desk.key_of("sync")
            waiting = text(
                say_many(
                    "{count} more waits at {remote}: {key} takes it in",
                    "{count} more wait at {remote}: {key} takes them in",
                    team.behind,
                    remote=team.remote,
                    key=key,
                )
            )
        self.query_one("#news-frame", Vertical).border_subtitle = title(waiting)
        self._read()

    @on(LineTable.Highlighted)
    def _moved(self) -> None:
        """The sentence in full: a narrow list cuts it."""
        one = self.query_one(LineTable).cursor_row
        self.query_one("#news-said", Plain).show(self.desk.words.text(one.what) if one else "")

    def _cells(self, one: News) -> tuple[str, ...]:
        words = self.desk.words
        when = f"{words.short_day(date.fromisoformat(one.when[:10]))} {one.when[11:16]}"
        mark = ("*" if self.desk.ascii_only else "●") if one.is_new else ""
        return (mark, when, words.text(one.what))

    @work(thread=True, exclusive=True, group="news", description="news")
    def _read(self) -> None:
        worker = get_current_worker()
        try:
            listed = self.Listed(news(self.desk.session))
        except RecouvError as error:
            listed = self.Listed([], error)
        if not worker.is_cancelled:
            self.post_message(listed)

    @on(Listed)
    def _list(self, event: Listed) -> None:
        table, text = self.query_one(LineTable), self.desk.words.text
        if event.error is not None:
            self.query_one("#news-said", Plain).show((f"! {text(event.error.what)}", BAD))
            return
        table.empty = text(say("nobody else has done anything yet"))
        table.set_rows(event.news)
        self._moved()
        self._shown_up_to = event.news[0].commit if event.news else ""

    # Keys

    @on(LineTable.Selected)
    def _selected(self) -> None:
        self.action_verb_news_open()

    def action_verb_news_open(self) -> None:
        """Open the dossier of the client that the action is about."""
        one = self.query_one(LineTable).cursor_row
        if one is None:
            return
        if len(one.clients) != 1:
            said = say("this action is about several clients") if one.clients else say("this action is about no client")
            self.query_one("#news-said", Plain).show((self.desk.words.text(said), MUTED))
            return
        self._leave()
        self.desk.open_client(one.clients[0])

    def action_verb_news_shut(self) -> None:
        """Close."""
        self._leave()

    def _leave(self) -> None:
        self.dismiss(None)
        if self._shown_up_to:
            try:
                keep_read(self.desk.session, self._shown_up_to)
            except RecouvError as error:
                self.desk.show_refusal(self.desk.Refused(error))
            self.desk.read_team()

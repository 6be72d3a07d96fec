"""What two people did twice: each pair with both authors and moments, decided by one key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.worker import get_current_worker

from recouv.domain.errors import RecouvError
from recouv.domain.message import Message as Sentence
from recouv.domain.message import say
from recouv.rules.crossed_actions import Crossing, Keep
from recouv.tui.keys import bindings, key_text
from recouv.tui.kit import ACCENT, BAD, GOOD, MUTED, STRONG, Plain, content, title
from recouv.tui.line_table import Column, LineTable
from recouv.usecases.crossings import Met, open_crossings, settle
from recouv.usecases.verbs import Place
from recouv.wording.terms import full_description

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from recouv.domain.entry import Entry
    from recouv.tui.app import RecouvApp
    from recouv.usecases.recording import Done

_KEEPS = {Keep.FIRST: "keep-first", Keep.SECOND: "keep-second", Keep.BOTH: "keep-both"}


class CrossedScreen(ModalScreen[None]):
    """The pairs, with a cursor; under them, both entries of the one under it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.CROSSED)
    AUTO_FOCUS = "LineTable"

    @dataclass
    class Listed(Message):
        """The pairs were read."""

        met: list[Met]

    @dataclass
    class Refused(Message):
        """Git, or the use case, says no."""

        error: RecouvError

    @dataclass
    class Settled(Message):
        """One was decided."""

        done: Done

    _busy = False

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    @property
    def _table(self) -> LineTable[Met]:
        return self.query_one(LineTable)

    def compose(self) -> ComposeResult:
        """The pairs, the one under the cursor, what is wrong, keys."""
        text = self.desk.words.text
        table: LineTable[Met] = LineTable(
            [
                Column("client", text(say("Client")), 16, flexible=True, style="strong"),
                Column("what", text(say("What")), 24, flexible=True),
                Column("who", text(say("By")), 14, flexible=True, style="muted", from_width=70),
            ],
            cells=self._cells,
            row_key=lambda met: (met.client, *sorted(met.crossing.ids)),
            empty=text(say("reading the history…")),
            ascii=self.desk.ascii_only,
            id="crossed-table",
        )
        with Vertical(id="crossed-frame") as frame:
            frame.border_title = title(text(say("Done twice: which one is kept?")))
            yield table
            yield Plain(id="crossed-pair")
            yield Plain(id="crossed-said")
            yield Plain(id="crossed-keys")

    def on_mount(self) -> None:
        """Read them, again whenever something comes in."""
        self.watch(self.app, "team", self._follow)

    def _follow(self) -> None:
        self._read()

    def _cells(self, met: Met) -> tuple[str, ...]:
        pair = met.crossing
        return met.name, self.desk.words.text(pair.what), f"{self._author(pair.ours)}, {self._author(pair.theirs)}"

    @on(LineTable.Highlighted)
    def _moved(self) -> None:
        met = self._table.cursor_row
        rows: list[Content] = []
        if met is not None:
            pair = met.crossing
            ways = pair.ways
            rows = [
                content((self.desk.words.text(pair.what), STRONG)),
                *(self._entry(entry, way if way in ways else None) for entry, way in _entries(met)),
                content((self._why_not(pair), MUTED)),
            ]
        self.query_one("#crossed-pair", Plain).show_rows([row for row in rows if row.plain.strip()])
        self._show_keys(met)

    def _entry(self, entry: Entry, way: Keep | None) -> Content:
        words = self.desk.words
        key = self._key(_KEEPS[way]) if way else " "
        at = entry.recorded.at if entry.recorded else ""
        moment = f"{datetime.fromisoformat(at).astimezone():%H:%M}" if at else ""
        written = f"{words.short_day(datetime.fromisoformat(at).astimezone().date())} {moment}" if at else ""
        first = entry.text.strip().split("\n", 1)[0]
        return content(
            (f"{key} ", ACCENT),
            (f"{self._author(entry)}  ", STRONG),
            words.text(full_description(entry)),
            f", {words.day(entry.date)}" if entry.amount or entry.object else "",
            (f"  {written}  ^{entry.id}", MUTED),
            (f"  {first}" if first else "", MUTED),
        )

    def _why_not(self, pair: Crossing) -> str:
        text, ways = self.desk.words.text, pair.ways
        if pair.too_much:
            return text(say("{number} would be settled beyond what was owed", number=pair.too_much))
        if Keep.BOTH not in ways:
            return text(say("one number cannot stand twice"))
        if len(ways) == 1:
            return text(say("both left: nothing that a client received can be struck out"))
        return ""

    def _show_keys(self, met: Met | None) -> None:
        text = self.desk.words.text
        labels = {known.id: text(known.label) for known in self.desk.verbs}
        pieces: list[str | tuple[str, str]] = []
        if met is not None:
            names = self._names(met)
            for way in met.crossing.ways:
                label: Sentence = (
                    say("keep both")
                    if way is Keep.BOTH
                    else say("keep that of {who}", who=names[0 if way is Keep.FIRST else 1])
                )
                pieces += [(self._key(_KEEPS[way]), ACCENT), f" {text(label)}   "]
            pieces += [(self._key("crossed-open"), ACCENT), f" {labels['crossed-open']}   "]
        pieces += [(self._key("crossed-shut"), ACCENT), f" {labels['crossed-shut']}"]
        self.query_one("#crossed-keys", Plain).show(*pieces)

    def _names(self, met: Met) -> tuple[str, str]:
        """Of both authors; of one and the same, the moments tell them apart."""
        first, second = (self._author(entry) for entry, _ in _entries(met))
        if first != second:
            return first, second
        text = self.desk.words.text
        return text(say("above")), text(say("below"))

    def _author(self, entry: Entry) -> str:
        return entry.recorded.by if entry.recorded else "?"

    def _key(self, verb_id: str) -> str:
        keys = next(known.keys for known in self.desk.verbs if known.id == verb_id)
        return key_text(keys[0], ascii_only=self.desk.ascii_only)

    @work(thread=True, exclusive=True, group="crossings", description="crossings")
    def _read(self) -> None:
        worker = get_current_worker()
        read: CrossedScreen.Listed | CrossedScreen.Refused
        try:
            read = self.Listed(open_crossings(self.desk.session))
        except RecouvError as error:
            read = self.Refused(error)
        if not worker.is_cancelled:
            self.post_message(read)

    @on(Listed)
    def _list(self, event: Listed) -> None:
        self._table.empty = self.desk.words.text(say("nothing was done twice"))
        self._table.set_rows(event.met)
        self._moved()

    @on(Refused)
    def _refuse(self, event: Refused) -> None:
        self._busy = False
        words, error = self.desk.words, event.error
        mend = f"  → {words.text(error.mend)}" if error.mend else ""
        self.query_one("#crossed-said", Plain).show((f"! {words.text(error.what)}", BAD), (mend, MUTED))

    # Deciding

    def action_verb_keep_first(self) -> None:
        """Strike out the second."""
        self._decide(Keep.FIRST)

    def action_verb_keep_second(self) -> None:
        """Strike out the first."""
        self._decide(Keep.SECOND)

    def action_verb_keep_both(self) -> None:
        """Say that both are right."""
        self._decide(Keep.BOTH)

    def _decide(self, keep: Keep) -> None:
        met = self._table.cursor_row
        if met is not None and not self._busy:
            self._busy = True
            self._settle(met, keep)

    @work(thread=True, group="write", description="write")
    def _settle(self, met: Met, keep: Keep) -> None:
        try:
            self.post_message(self.Settled(settle(self.desk.session, met, keep)))
        except RecouvError as error:
            self.post_message(self.Refused(error))

    @on(Settled)
    def _tell(self, event: Settled) -> None:
        self._busy = False
        self.query_one("#crossed-said", Plain).show((f"✓ {event.done.commit}  {event.done.subject}", GOOD))
        self.desk.show_done(event.done)
        self._read()

    @on(LineTable.Selected)
    def _selected(self) -> None:
        self.action_verb_crossed_open()

    def action_verb_crossed_open(self) -> None:
        """Open the dossier."""
        met = self._table.cursor_row
        if met is not None:
            self.dismiss(None)
            self.desk.open_client(met.client)

    def action_verb_crossed_shut(self) -> None:
        """Close."""
        self.dismiss(None)


def _entries(met: Met) -> tuple[tuple[Entry, Keep], tuple[Entry, Keep]]:
    return (met.crossing.ours, Keep.FIRST), (met.crossing.theirs, Keep.SECOND)

"""The line that says which day of the past is shown, where it lies, and how to leave it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from recouv.domain.message import say
from recouv.tui.kit import MUTED, WARNING, Plain, cells
from recouv.wording.formats import weekday_text
from recouv.wording.plain import clip

if TYPE_CHECKING:
    from recouv.tui.app import RecouvApp
    from recouv.tui.looking_back import Past

#: Cells of the slider, and from which width of the terminal there is room for one.
_TRACK, _WIDE = 24, 110


class PastBar(Plain):
    """Hidden while today is shown."""

    def __init__(self) -> None:
        super().__init__(id="past-bar")
        self.display = False

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def on_mount(self) -> None:
        """Follow the past."""
        self.watch(self.app, "past", self._show)

    def on_resize(self) -> None:
        """Write to the width there is."""
        self._show(self.desk.past)

    def _show(self, past: Past | None) -> None:
        self.display = past is not None
        if past is None:
            return
        desk, words = self.desk, self.desk.words
        left, right = ("<", ">") if desk.ascii_only else ("◀", "▶")
        day = f" {left} {weekday_text(past.day, words.language)} {words.day(past.day)} {right} "
        width = self.app.size.width
        track = f" {self._track(past.began, past.day)} " if width >= _WIDE and past.began else ""
        keys = words.text(say("read only, {key} today", key=desk.key_of("today")))
        if past.known is None:
            about = words.text(say("reading…"))
        elif width >= _WIDE:
            about = words.text(
                say(
                    "as known then: commit {commit} of {day}, {who}",
                    commit=past.known.commit[:10],
                    day=past.known.committed.date(),
                    who=past.known.by,
                )
            )
        else:
            about = words.text(say("as known then: {commit}", commit=past.known.commit[:10]))
        room = max(0, width - 2 - cells(day) - cells(track) - cells(keys) - 4)
        self.show((day, "bold reverse"), (track, WARNING), f" {clip(about, room)}  ", (keys, MUTED))

    def _track(self, began: date, day: date) -> str:
        """From the first day known to today, with a mark at the day shown."""
        line, mark = ("-", "o") if self.desk.ascii_only else ("─", "●")
        whole = max(1, (self.desk.session.today - began).days)
        at = round((day - began).days * (_TRACK - 1) / whole)
        at = min(max(at, 0), _TRACK - 1)
        return f"{line * at}{mark}{line * (_TRACK - 1 - at)}"

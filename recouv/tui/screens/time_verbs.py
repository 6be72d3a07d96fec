"""The steps through the past, on the screens that can show it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from recouv.tui.keys import bindings
from recouv.tui.screens.base import WorkScreen
from recouv.usecases.verbs import Place


class TimeVerbs(WorkScreen):
    """A screen that can be looked at as it was."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.TIME)

    def action_verb_past_day(self) -> None:
        """Ask for a day of the past."""
        from recouv.tui.forms.day import DayForm

        desk = self.desk
        now = desk.past.day if desk.past is not None else desk.session.today
        desk.push_screen(DayForm(desk.session, now), lambda day: desk.look_back(day) if day is not None else None)

    def action_verb_day_before(self) -> None:
        """A day back."""
        self.desk.step(days=-1)

    def action_verb_day_after(self) -> None:
        """A day forth."""
        self.desk.step(days=1)

    def action_verb_week_before(self) -> None:
        """A week back."""
        self.desk.step(days=-7)

    def action_verb_week_after(self) -> None:
        """A week forth."""
        self.desk.step(days=7)

    def action_verb_month_before(self) -> None:
        """A month back."""
        self.desk.step(months=-1)

    def action_verb_month_after(self) -> None:
        """A month forth."""
        self.desk.step(months=1)

    def action_verb_today(self) -> None:
        """Back to today."""
        self.desk.come_back()

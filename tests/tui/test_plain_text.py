"""What every text of the screens goes through."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.selection import SELECT_ALL

from recouv.tui.kit import Plain

#: As French writes them: no-break spaces inside the amount and before the colon.
SENTENCE = "la facture\u00a0: 12\u00a0450,00\u00a0€ reste due"


class Page(App[None]):
    """One text."""

    def compose(self) -> ComposeResult:
        """The text alone."""
        yield Plain(SENTENCE)

    @property
    def lines(self) -> list[str]:
        """The screen as text."""
        return [strip.text.rstrip(" ") for strip in self.screen._compositor.render_strips()]


async def test_an_amount_is_never_cut_in_two_lines() -> None:
    """Textual cuts lines at any space of Unicode: half an amount reads as another amount."""
    for width in range(14, 40):
        app = Page()
        async with app.run_test(size=(width, 6)) as pilot:
            await pilot.pause()
            assert any("12\u00a0450,00\u00a0€" in line for line in app.lines), (width, app.lines)


async def test_what_is_selected_is_what_was_written() -> None:
    """The mouse copies the same characters."""
    app = Page()
    async with app.run_test(size=(30, 6)) as pilot:
        await pilot.pause()
        assert app.query_one(Plain).get_selection(SELECT_ALL) == (SENTENCE, "\n")


async def test_another_text_is_kept_together_too() -> None:
    """Shown later as at first."""
    app = Page()
    async with app.run_test(size=(15, 6)) as pilot:
        app.query_one(Plain).show("elle doit 6\u00a0050,00\u00a0€")
        await pilot.pause()
        assert app.lines[:2] == ["elle doit", "6\u00a0050,00\u00a0€"]

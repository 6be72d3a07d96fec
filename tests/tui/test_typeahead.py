"""Keys that arrive together, as over a slow line."""

from __future__ import annotations

from textual import events

from tests.tui.conftest import Book, opened, settled, wait_for


async def burst(app: object, *keys: str) -> None:
    """All the keys at once, without waiting between them."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else "\r" if key == "enter" else None))  # type: ignore[attr-defined]


async def test_a_payment_typed_ahead_is_one_payment(book: Book) -> None:
    """r, Enter in one packet."""
    async with opened(book) as (app, pilot):
        before = book.commits
        await burst(app, "r", "enter")
        await wait_for(pilot, "u undoes it")
        await settled(app, pilot)
        assert book.commits == before + 1
        assert book.subject.startswith("payment: O'Connell")


async def test_a_promise_found_by_filter_and_typed_ahead(book: Book) -> None:
    """/, a name, Enter, Enter, p, 15, Enter in one packet."""
    async with opened(book) as (app, pilot):
        await burst(app, "slash", *"lefeb", "enter", "enter", "p", "1", "5", "enter")
        await wait_for(pilot, "u undoes it")
        await settled(app, pilot)
        assert "by: 2026-12-15" in book.committed("lefebvre")


async def test_an_invoice_typed_ahead(book: Book) -> None:
    """Into the field that the form begins with."""
    async with opened(book) as (app, pilot):
        await burst(app, "i", *"X9", "tab", *"12", "enter")
        await wait_for(pilot, "u undoes it")
        await settled(app, pilot)
        assert "invoice X9" in book.committed("oconnell")


async def test_keys_go_on_after_a_form_closed_by_one(book: Book) -> None:
    """Escape removes the very screen that was given it."""
    async with opened(book) as (app, pilot):
        await burst(app, "a", "escape", "j", "j", "a", "escape", "k")
        await wait_for(pilot, lambda: app.screen is app.here and app.screen.table.cursor == 1)

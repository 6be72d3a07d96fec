"""Days and amounts in every form: the same grammar, echoed in full while typing, before anything is written."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Book, opened, screen_text, wait_for

CALL = ("2", "a", "p")
#: Form by form: the keys that lead to a field, what is typed in it, what is echoed beside it.
ECHOES = (
    pytest.param(CALL, "ven", "Fri 27 Nov 2026", id="promise, a weekday"),
    pytest.param(CALL, "15", "Tue 15 Dec 2026", id="promise, a day of the month"),
    pytest.param(CALL, "fm", "Mon 30 Nov 2026", id="promise, the end of the month"),
    pytest.param((*CALL, "c", "tab"), "50%", "€4,077.00", id="promise, a share"),
    pytest.param((*CALL, "c", "tab"), "1 200,50", "€1,200.50", id="promise, an amount"),
    pytest.param(("2", "a", "r"), "+2s 10:30", "Fri 4 Dec 2026 10:30", id="call back, an hour"),
    pytest.param(("2", "r"), "1.200,50", "€1,200.50", id="payment, an amount"),
    pytest.param(("2", "r", "1", "tab"), "hier", "Thu 19 Nov 2026", id="payment, a day"),
    pytest.param(("2", "i", "F", "tab"), "99,90", "€99.90", id="invoice, an amount"),
    pytest.param(("2", "i", "F", "tab", "9", "tab"), "15", "Sun 15 Nov 2026", id="invoice, its day"),
    pytest.param(("2", "i", "F", "tab", "9", "tab", "tab"), "+1m", "Sun 20 Dec 2026", id="invoice, its due date"),
    pytest.param(("2", "c", "A", "tab"), "12", "€12.00", id="credit note, an amount"),
    pytest.param(("2", "c", "A", "tab"), "12", "€12.00 settles nothing yet", id="credit note, what it settles"),
    pytest.param(("2", "c", "A", "tab", "9", "tab"), "-3", "Tue 17 Nov 2026", id="credit note, its day"),
    pytest.param(("2", "s", "x", "tab"), "mardi", "Tue 24 Nov 2026", id="reminder, a day"),
    pytest.param(("2", "t"), "31/10", "Sat 31 Oct 2026", id="balance of a day"),
)
PAST = (
    pytest.param(CALL, "hier", id="promise"),
    pytest.param(CALL, "2020-01-01", id="promise in full"),
    pytest.param(("2", "a", "r"), "-1", id="call back"),
    pytest.param(("2", "s", "x", "tab"), "hier", id="reminder"),
)
#: What has happened: the keys that lead to its day.
GONE = (
    pytest.param(("2", "r", "1", "tab"), id="payment"),
    pytest.param(("2", "plus", "i", "l"), id="opening judgment"),
    pytest.param(("2", "space", "r", "tab"), id="payments of the marked rows"),
)


async def _open(pilot: object, keys: tuple[str, ...]) -> None:
    for key in keys:
        await pilot.press(key)  # type: ignore[attr-defined]
        await pilot.pause()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("keys", "typed", "echo"), ECHOES)
async def test_what_is_typed_is_echoed_in_full(book: Book, keys: tuple[str, ...], typed: str, echo: str) -> None:
    """Beside its field, in the user's language."""
    async with opened(book, (100, 30)) as (_, pilot):
        await _open(pilot, keys)
        await _open(pilot, tuple({" ": "space", "%": "%"}.get(char, char) for char in typed))
        await wait_for(pilot, echo)


@pytest.mark.parametrize(("keys", "typed"), PAST)
async def test_what_is_to_come_is_not_in_the_past(book: Book, keys: tuple[str, ...], typed: str) -> None:
    """Said beside the field, and Enter writes nothing."""
    before = book.commits
    async with opened(book, (100, 30)) as (app, pilot):
        await _open(pilot, (*keys, *typed))
        await wait_for(pilot, "is past: give today")
        await pilot.press("enter")
        await pilot.pause()
        assert "is past: give today" in screen_text(app)
    assert book.commits == before


@pytest.mark.parametrize("keys", GONE)
async def test_what_has_happened_is_not_to_come(book: Book, keys: tuple[str, ...]) -> None:
    """Said beside the field, and Enter writes nothing."""
    before = book.commits
    async with opened(book, (100, 30)) as (app, pilot):
        await _open(pilot, (*keys, *"2031-01-01"))
        await wait_for(pilot, "1 Jan 2031 has not come yet")
        await pilot.press("enter")
        await pilot.pause()
        assert "1 Jan 2031 has not come yet" in screen_text(app)
    assert book.commits == before

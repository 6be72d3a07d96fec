"""What the screens look like: pictures to compare by eye when they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from recouv.tui.app import RecouvApp
from tests.tui.conftest import Book, settled, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

LOOKS = {
    "agenda-80": ((80, 24), ()),
    "agenda-160": ((160, 50), ("j",)),
    "balance-80": ((80, 24), ("2",)),
    "dossier-80": ((80, 24), ("j", "3")),
    "outlook-80": ((80, 24), ("4",)),
    "outlook-160": ((160, 50), ("4", "tab", "tab", "j", "j")),
    "call-80": ((80, 24), ("j", "j", "j", "enter", "p", "1", "5")),
    "payment-80": ((80, 24), ("r",)),
}


@pytest.mark.parametrize("name", LOOKS)
def test_it_looks_as_it_did(book: Book, snap_compare: Callable[..., bool], name: str) -> None:
    """On a fixed day, in the default colours."""
    size, keys = LOOKS[name]
    app = RecouvApp(book.session)

    async def before(pilot: Pilot[Any]) -> None:
        await wait_for(pilot, lambda: app.day is not None and app.balance is not None)
        await settled(app, pilot)
        for key in keys:
            await pilot.press(key)
            await settled(app, pilot)
        if "4" in keys:
            await wait_for(pilot, lambda: app.outlook is not None)
            await settled(app, pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)

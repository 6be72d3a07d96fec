"""What the screens look like: pictures to compare by eye when they change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from recouv.tui.app import RecouvApp
from recouv.wording.catalogue import catalogue
from tests.tui.conftest import Book, screen_text, settled, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from syrupy.assertion import SnapshotAssertion
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
    "letter-160": ((160, 50), ("L",)),
    "bulk-80": ((80, 24), ("space", "j", "space", "m")),
    "help-80": ((80, 24), ("question_mark",)),
    "palette-80": ((80, 24), ("colon",)),
}
#: As a text: what changes is read in the diff.
TEXTS = {
    "agenda": (),
    "balance": ("2",),
    "dossier": ("j", "3"),
    "outlook": ("4",),
    "queue": ("F",),
    "plan": ("P", "6"),
    "call": ("enter",),
    "payment": ("r",),
    "letter": ("L",),
    "mail": ("B",),
}
#: Keys that ask for more to be read.
_READ = {
    "3": lambda app: app.view,
    "4": lambda app: app.outlook,
    "F": lambda app: "notes" in screen_text(app) or None,  # the queue's own look at its client, laid out
}
SIZES = {"80x24": (80, 24), "60x18": (60, 18), "120x36": (120, 36)}


@pytest.mark.parametrize("name", LOOKS)
def test_it_looks_as_it_did(book: Book, snap_compare: Callable[..., bool], name: str) -> None:
    """On a fixed day, in the default colours."""
    size, keys = LOOKS[name]
    app = RecouvApp(book.session)
    assert snap_compare(app, terminal_size=size, run_before=lambda pilot: _pressed(app, pilot, keys))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", TEXTS)
async def test_it_reads_as_it_did(book: Book, snapshot: SnapshotAssertion, name: str, size: str) -> None:
    """In French, in ASCII frames where the terminal is the smallest."""
    session = replace(book.session, words=catalogue("fr"))
    app = RecouvApp(session, ascii_only=size == "60x18")
    async with app.run_test(size=SIZES[size]) as pilot:
        await _pressed(app, pilot, TEXTS[name])
        assert screen_text(app) == snapshot


async def _pressed(app: RecouvApp, pilot: Pilot[Any], keys: Iterable[str]) -> None:
    """Everything read, then these keys, each with all that follows from it."""
    await wait_for(pilot, lambda: app.day is not None and app.balance is not None)
    await settled(app, pilot)
    for key in keys:
        await pilot.press(key)
        await settled(app, pilot)
        if key in _READ:
            await wait_for(pilot, partial(_is_read, app, key))
            await settled(app, pilot)


def _is_read(app: RecouvApp, key: str) -> bool:
    return _READ[key](app) is not None

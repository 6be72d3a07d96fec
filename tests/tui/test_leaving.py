"""What is under way when the person leaves, and what leaves with the clipboard."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from recouv.tui.app import RecouvApp
from recouv.tui.screens import copying
from tests.conftest import Desk


def test_a_reading_that_nobody_waits_for_is_given_up(desk: Desk) -> None:
    """The program ends with its threads: a cold reading would hold the shell for as long as it lasts."""
    app = RecouvApp(desk.session)
    went_on = []
    with app._reading_all():
        app._count(1, 10_000)
        went_on.append("read another")
    assert went_on == []


def test_what_is_copied_holds_nothing_that_a_shell_would_obey() -> None:
    """ESC [201~ ends a bracketed paste: the rest, and the end of the line, would be typed."""
    copied: list[str] = []
    screen = SimpleNamespace(
        app=SimpleNamespace(copy_to_clipboard=copied.append),
        rows_not_copied=lambda: 0,
        desk=SimpleNamespace(tell=lambda *_, **__: None),
    )
    copying._copy(cast("Any", screen), ["Durand\x1b[201~ls\r\u202e", "row\tof columns"])
    assert copied == ["Durand\ufffd[201~ls\ufffd\ufffd\nrow\tof columns"]

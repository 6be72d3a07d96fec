"""The screens: values in, messages out; no business, no store.  Textual is imported when they open, not before."""

from __future__ import annotations

import codecs
import os
import sys
from typing import TYPE_CHECKING

from recouv.domain.settings import Settings

if TYPE_CHECKING:
    from recouv.usecases.session import Session
    from recouv.usecases.settings import Personal

#: What `run` answers where screens cannot be drawn: the caller prints the agenda instead.
NOT_A_TERMINAL = -1


def run(session: Session, *, personal: Personal | None = None, view: str = "", filter_text: str = "") -> int:
    """Open the screens on `view`, else as the settings say; the exit code, or `NOT_A_TERMINAL` where there is none."""
    from recouv.tui.hanging_up import leave_with_terminal
    from recouv.usecases.watching import begin_to_look

    if not can_draw():
        return NOT_A_TERMINAL
    settings = personal.settings if personal else Settings()
    is_utf8 = in_browser() or _writes_utf8()
    ascii_only = not is_utf8 if settings.ascii is None else settings.ascii
    stream = sys.__stderr__
    if not is_utf8 and stream is not None and hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace")  # Textual writes its frames there, whatever the locale
    begin_to_look(session)
    if not in_browser() and sys.__stdin__ is not None:
        leave_with_terminal(sys.__stdin__.fileno())
    from recouv.tui.app import RecouvApp

    app = RecouvApp(session, view, filter_text, ascii_only=ascii_only, personal=personal)
    code = app.run(mouse=settings.mouse)
    return code if code is not None else app.return_code or 0


def in_browser() -> bool:
    """Whether `recouv serve` runs us: the screens then go to a browser, through pipes."""
    return "WebDriver" in os.environ.get("TEXTUAL_DRIVER", "")


def can_draw() -> bool:
    """Whether there is a terminal on both ends, and one that can draw; a browser counts as one."""
    if in_browser():
        return True
    terminal = os.environ.get("TERM", "")
    streams = (sys.__stdin__, sys.__stderr__)
    return terminal not in ("", "dumb") and all(stream is not None and stream.isatty() for stream in streams)


def _writes_utf8() -> bool:
    encoding = getattr(sys.__stderr__, "encoding", None) or "ascii"
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False

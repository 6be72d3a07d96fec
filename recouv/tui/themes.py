"""The colours that can be chosen.  None of them is the only sign of anything: a mark or a word always says it too."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from textual.theme import Theme

from recouv.domain.settings import THEMES

if TYPE_CHECKING:
    from textual.app import App

#: The eight colours that people who confuse red and green tell apart.
#: Source: M. Okabe and K. Ito, Color Universal Design (2008); vermillion for red, blue for green.
_COLOUR_BLIND = Theme(
    name="recouv-colour-blind",
    primary="#56B4E9",
    secondary="#0072B2",
    accent="#F0E442",
    warning="#E69F00",
    error="#D55E00",
    success="#56B4E9",
    foreground="#e8e8e8",
    background="#101418",
    surface="#181c22",
    panel="#242a32",
)
#: What the settings call them → what Textual does; the last two are the terminal's own sixteen colours.
_NAMES = dict(
    zip(THEMES, ("textual-dark", "textual-light", "ansi-dark", "ansi-light", _COLOUR_BLIND.name), strict=True)
)
#: With it and NO_COLOR, no colour code at all is sent: the others are turned into greys.
_WITHOUT_COLOURS = "terminal"


def has_colours() -> bool:
    """Whether the person lets programs use colours: https://no-color.org."""
    return not os.environ.get("NO_COLOR")


def wear(app: App[int], theme: str) -> None:
    """Take the colours of that name; none at all where the person wants none."""
    if _COLOUR_BLIND.name not in app.available_themes:
        app.register_theme(_COLOUR_BLIND)
    app.theme = _NAMES[theme if has_colours() else _WITHOUT_COLOURS]


def theme_after(worn: str) -> str:
    """The name of the theme that follows the one worn, as Textual calls it; the first after the last."""
    names = list(_NAMES.values())
    return THEMES[(names.index(worn) + 1) % len(names) if worn in names else 0]

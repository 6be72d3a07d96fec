"""No screen is forgotten by the pictures of the documents."""

from __future__ import annotations

from recouv.tui.app import RecouvApp
from recouv.usecases.verbs import Place
from screenshots.scenes import LOOKS, SCENES


def test_every_mode_is_pictured() -> None:
    """A screen that gets a number gets a picture."""
    pictured = {getattr(scene.screen, "NAME", "") for scene in SCENES}
    assert set(RecouvApp.MODES) - {"queue"} <= pictured  # which is a way through the agenda, pictured by its place


def test_every_place_is_pictured() -> None:
    """Wherever verbs have a place of their own."""
    assert {place for scene in SCENES for place in scene.places} == set(Place)


def test_each_picture_has_a_name_of_its_own() -> None:
    """None is written over another."""
    names = [f"{scene.name}.{look.suffix}" for scene in SCENES for look in LOOKS]
    assert len(names) == len(set(names))

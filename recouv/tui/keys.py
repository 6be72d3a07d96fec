"""Keys, footers and help, all made from the registry of verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

from recouv.tui.kit import cells
from recouv.usecases.keymap import character_of
from recouv.usecases.verbs import VERBS, Place, Verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from recouv.domain.message import Message
    from recouv.wording.catalogue import Catalogue

_SHOWN = {"enter": "↵", "escape": "Esc", "space": "␣", "insert": "Ins", "backspace": "⌫", "left": "←", "right": "→"}
_ASCII = {"↵": "Enter", "␣": "Space", "⌫": "Backspace", "←": "Left", "→": "Right"}
#: Keys that must work while a field has the focus.
_URGENT = {"quit", "suspend", "compose"}
_GAP = "  "


def bindings(*places: Place) -> list[BindingType]:
    """The keys of the verbs of these places: each runs `action_verb_ID`."""
    return [
        Binding(
            ",".join(verb.keys),
            handler(verb),
            verb.label.text,
            show=False,
            id=verb.id,
            priority=verb.id in _URGENT,
        )
        for verb in VERBS
        if verb.keys and verb.place in places
    ]


def handler(verb: Verb) -> str:
    """The name of the action that does the verb."""
    return f"verb_{verb.id.replace('-', '_')}"


def key_text(key: str, *, ascii_only: bool = False) -> str:
    """A key as the footer writes it: `↵`, `^P`, `F1`."""
    if key.startswith("ctrl+"):
        return f"^{key[5:].upper()}"
    if "+" in key:
        modifier, _, plain = key.rpartition("+")
        return f"{modifier.capitalize()}+{key_text(plain, ascii_only=ascii_only)}"
    shown = _SHOWN.get(key) or character_of(key) or (key.upper() if key[1:].isdigit() else key)
    return _ASCII.get(shown, shown) if ascii_only else shown


def keys_text(verb: Verb, verbs: Sequence[Verb] = VERBS, *, ascii_only: bool = False) -> list[str]:
    """Each way to a verb, as people write it: its keys, or the key of the menu and its letter there (`+ t`)."""
    if verb.keys:
        return [key_text(key, ascii_only=ascii_only) for key in verb.keys]
    menu = next(known for known in verbs if known.id == "more")
    return [f"{key_text(menu.keys[0], ascii_only=ascii_only)} {verb.letter}"]


def verbs_of(places: Iterable[Place], verbs: Sequence[Verb] = VERBS) -> list[Verb]:
    """The verbs of these places, in the registry's order; `verbs` is the registry as it is keyed."""
    wanted = set(places)
    return [verb for verb in verbs if verb.is_on_screen and verb.place in wanted]


def footer(
    places: Iterable[Place],
    words: Catalogue,
    width: int,
    *,
    ascii_only: bool = False,
    labels: Mapping[str, Message] | None = None,
    verbs: Sequence[Verb] = VERBS,
) -> list[tuple[Verb, str, str]]:
    """The verbs that a line of `width` holds, each with its key and its label; the help is always among them.

    Those that the registry puts first come first; where there is room, the other verbs of the place follow.  `labels`
    say what some verbs, by id, will really do now.
    """
    here = [verb for verb in verbs_of(places, verbs) if verb.keys]
    said = labels or {}
    entries = [
        (verb, key_text(verb.keys[0], ascii_only=ascii_only), words.text(said.get(verb.id, verb.label)))
        for verb in here
    ]
    first = [entry for entry in entries if entry[0].in_footer and entry[0].id != "help"]
    last = [entry for entry in entries if entry[0].id == "help"]
    more = [
        entry
        for entry in entries
        if not entry[0].in_footer and entry[0].place is not Place.EVERYWHERE and entry[0].id != "dossier"
    ]
    room = width - 2 + len(_GAP) - sum(_width(entry) for entry in last)
    chosen = []
    for entry in (*first, *more):
        if _width(entry) <= room:
            chosen.append(entry)
            room -= _width(entry)
    return [*chosen, *last]


def _width(entry: tuple[Verb, str, str]) -> int:
    return cells(entry[1]) + 1 + cells(entry[2]) + len(_GAP)

"""The registry with a person's own keys: what is asked for, less what would leave somebody without a key.

A remapped verb is refused, and keeps the keys it had, when its key is another verb's of the same place, belongs to the
terminal or to the tables, or would be typed in a field instead of being obeyed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import chain

from msgspec import Struct, field
from msgspec.structs import replace

from recouv.domain.message import Message, say
from recouv.usecases.verbs import VERBS, Place, Verb

#: Keys that never arrive, or that mean something to the terminal itself.
RESERVED: Mapping[str, Message] = {
    "ctrl+a": say("GNU screen takes it"),
    "ctrl+b": say("tmux takes it"),
    "ctrl+c": say("it says how to quit"),
    "ctrl+s": say("it stops the terminal's output"),
    "ctrl+h": say("it is the backspace key"),
    "ctrl+i": say("it is the Tab key"),
    "ctrl+j": say("it is the Enter key"),
    "ctrl+m": say("it is the Enter key"),
}
#: Keys of every table and every field: moves, marks.
OF_TABLES = frozenset(
    "up down left right pageup pagedown home end ctrl+d ctrl+u j k g G space v asterisk".split()
    + "tab shift+tab backspace delete".split()
)
#: Their keys are obeyed while something is typed: a letter would be typed instead.
_WHILE_TYPING = {"quit", "suspend", "back", "interrupt"}
_TYPED_IN = {Place.FORM, Place.READER, Place.PROBLEMS, Place.BULK, Place.PAST, Place.HELD}
_OVERLAYS = {*_TYPED_IN, Place.PREVIEW, Place.CHOICE, Place.MAIL, Place.SENDING, Place.NEWS, Place.CROSSED}
#: Screens of one client, which have no list and no range to mark.
_NO_LIST = {Place.DOSSIER, Place.QUEUE}
_SHARED = {Place.EVERYWHERE, Place.CLIENT, Place.LIST, Place.TIME}
#: What Enter does is the tables' and the fields' own; Ctrl+C is the terminal's.
_FIXED = {"do", "open", "read", "save", "interrupt", "choice-take", "mail-read"}
_NAMES = frozenset("enter escape insert".split()) | {f"f{number}" for number in range(1, 25)}
_SHORT = {"esc": "escape", "return": "enter", "ins": "insert"}
_WITH = re.compile(r"(ctrl|alt|shift)\+(.+)")
#: Where Textual's name of a character is not Unicode's.
_CALLED = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}


class WrongKey(Struct, frozen=True):
    """A line of the keymap that is not followed."""

    verb: str
    what: Message
    mend: Message


class Keymap(Struct, frozen=True):
    """The verbs with the keys they have now, and the wishes that were refused."""

    verbs: tuple[Verb, ...] = VERBS
    refused: tuple[WrongKey, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The verbs whose keys are not the registry's."""


def keymap(wanted: Mapping[str, Sequence[str]], verbs: Sequence[Verb] = VERBS) -> Keymap:
    """The registry with the keys wanted, as far as they can be had."""
    known = {verb.id: verb for verb in verbs}
    refused: list[WrongKey] = []
    taken: dict[str, tuple[str, ...]] = {}
    for verb_id, keys in wanted.items():
        wrong = _wrong_verb(verb_id, known) or next(
            chain.from_iterable(_wrong(known[verb_id], key) for key in keys), None
        )
        if wrong:
            refused.append(wrong)
        else:
            taken[verb_id] = tuple(dict.fromkeys(key_name(key) for key in keys))
    while clash := _clash(taken, known):
        refused.append(clash)
        del taken[clash.verb]
    mapped = tuple(replace(verb, keys=taken.get(verb.id, verb.keys)) for verb in verbs)
    return Keymap(mapped, tuple(refused), taken)


def key_name(text: str) -> str:
    """A key as the registry names it: `/` is `slash`, `Esc` is `escape`, `^P` is `ctrl+p`.

    >>> key_name("/"), key_name("^P"), key_name("a")
    ('slash', 'ctrl+p', 'a')
    """
    typed = text.strip() or "space"
    if len(typed) == 2 and typed[0] == "^":
        typed = f"ctrl+{typed[1]}"
    if len(typed) == 1:
        return _character_name(typed)
    lowered = typed.lower().replace("control+", "ctrl+")
    if modified := _WITH.fullmatch(lowered):
        return f"{modified[1]}+{key_name(modified[2])}"
    return _SHORT.get(lowered, lowered)


def character_of(key: str) -> str:
    """The character that a key types, `/` for `slash`; empty for Enter, F1 and the like."""
    return key if len(key) == 1 else _characters().get(key, "")


@cache
def _characters() -> Mapping[str, str]:
    """The printable characters of the keyboards of Europe, by their names."""
    return {_character_name(chr(code)): chr(code) for code in range(0x21, 0x250) if chr(code).isprintable()}


def together(one: Place, other: Place) -> bool:
    """Whether both can be at work on one screen."""
    if one in _OVERLAYS or other in _OVERLAYS:
        return one is other
    if Place.LIST in (one, other) and not _NO_LIST.isdisjoint((one, other)):
        return False
    return one is other or one in _SHARED or other in _SHARED


def _character_name(character: str) -> str:
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _CALLED.get(name, name)


def _wrong_verb(verb_id: str, known: Mapping[str, Verb]) -> WrongKey | None:
    with_keys = [verb.id for verb in known.values() if verb.keys]
    if verb_id in _FIXED:
        return WrongKey(verb_id, say("the key of {verb} cannot be changed", verb=verb_id), say("take this line out"))
    if verb_id in with_keys:
        return None
    close = get_close_matches(verb_id, with_keys, n=1) or [
        verb.id for verb in known.values() if verb.keys and verb.command == verb_id
    ]
    mend = say("recouv settings --keys lists them all")
    if close:
        mend = say("did you mean {candidates}?", candidates=close[0])
    return WrongKey(verb_id, say("nothing with a key is called {verb}", verb=verb_id), mend)


def _first_wrong(verb: Verb, keys: Sequence[str]) -> WrongKey | None:
    return next(chain.from_iterable(_wrong(verb, key) for key in keys), None)


def _wrong(verb: Verb, key: str) -> Iterator[WrongKey]:
    name = key_name(key)
    plain = name.rpartition("+")[2] if "+" in name else name
    another = say("choose another key, such as f2 or ctrl+g")
    if name in RESERVED:
        yield WrongKey(verb.id, say("{key} cannot be used: {why}", key=key, why=RESERVED[name]), another)
    elif name in OF_TABLES:
        yield WrongKey(verb.id, say("{key} already moves or marks in the tables and fields", key=key), another)
    elif not (plain in _NAMES or character_of(plain)):
        yield WrongKey(verb.id, say("{key} is not a key", key=key), say("write one as a, f2, ctrl+g, enter or ?"))
    elif (verb.place in _TYPED_IN or verb.id in _WHILE_TYPING) and character_of(name):
        yield WrongKey(verb.id, say("{key} would be typed, not obeyed", key=key), another)


def _clash(taken: dict[str, tuple[str, ...]], known: Mapping[str, Verb]) -> WrongKey | None:
    """The last wish that asks for a key which another verb of the same place has."""
    keys = {verb.id: taken.get(verb.id, verb.keys) for verb in known.values()}
    for wished in reversed(taken):
        for other in known.values():
            if other.id == wished or not together(known[wished].place, other.place):
                continue
            shared = next((key for key in taken[wished] if key in keys[other.id]), None)
            if shared:
                return WrongKey(
                    wished,
                    say("{key} is already the key of {verb}", key=character_of(shared) or shared, verb=other.id),
                    say("choose another key, or give {verb} another in the same table", verb=other.id),
                )
    return None

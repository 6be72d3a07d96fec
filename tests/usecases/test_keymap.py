"""A person's own keys: taken, or refused with what to do."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence

import pytest
from textual.binding import Binding
from textual.keys import _character_to_key

from recouv.tui.kit import Field
from recouv.tui.line_table import LineTable
from recouv.tui.screens.agenda import AgendaScreen
from recouv.tui.screens.balance import BalanceScreen
from recouv.tui.screens.dossier import DossierScreen
from recouv.usecases.keymap import OF_TABLES, RESERVED, character_of, key_name, keymap, together
from recouv.usecases.verbs import VERBS, Place

EUROPE = string.punctuation + "éèàçùµ§²°£¤äöüßñ¿¡"


def keys_of(wanted: Mapping[str, Sequence[str]], verb_id: str) -> tuple[str, ...]:
    """The keys of a verb under that keymap."""
    return next(verb.keys for verb in keymap(wanted).verbs if verb.id == verb_id)


def refusal(wanted: Mapping[str, Sequence[str]]) -> str:
    """What is said of the one wish that is refused."""
    (wrong,) = keymap(wanted).refused
    return f"{wrong.verb}: {wrong.what}; {wrong.mend}"


class TestTaken:
    """A wish that harms nobody is followed."""

    def test_no_wish_leaves_the_registry(self) -> None:
        """The keys of everybody."""
        assert keymap({}).verbs == VERBS

    def test_keys_replace_those_of_the_registry(self) -> None:
        """All of them."""
        assert keys_of({"agenda": ["f6", "ctrl+g"]}, "agenda") == ("f6", "ctrl+g")

    def test_two_verbs_exchange_their_keys(self) -> None:
        """Neither is refused for the key that the other leaves."""
        wanted = {"log": ["n"], "note": ["a"]}
        assert not keymap(wanted).refused
        assert (keys_of(wanted, "log"), keys_of(wanted, "note")) == (("n",), ("a",))

    def test_places_that_never_meet_share_a_key(self) -> None:
        """`t` is the balance's; the agenda may use it."""
        assert not keymap({"held": ["t"]}).refused

    @pytest.mark.parametrize("character", EUROPE)
    def test_characters_have_the_names_that_textual_gives_them(self, character: str) -> None:
        """Otherwise a key would be bound that never arrives."""
        assert key_name(character) == _character_to_key(character)
        assert character_of(key_name(character)) == character

    @pytest.mark.parametrize(
        ("typed", "name"), [("Esc", "escape"), ("^g", "ctrl+g"), ("Ctrl+G", "ctrl+g"), ("F2", "f2"), ("N", "N")]
    )
    def test_keys_as_people_write_them(self, typed: str, name: str) -> None:
        """Capitals count for letters alone."""
        assert key_name(typed) == name


class TestRefused:
    """A wish that would leave somebody without a key keeps the keys there were."""

    def test_the_key_of_another_verb_of_the_place(self) -> None:
        """Said with the verb that has it."""
        assert refusal({"edit": ["r"]}) == (
            "edit: r is already the key of pay; choose another key, or give pay another in the same table"
        )
        assert keys_of({"edit": ["r"]}, "edit") == ("e",)

    def test_the_key_that_a_refused_wish_keeps(self) -> None:
        """`log` keeps `a` because ctrl+b is refused, so `note` cannot have it."""
        wanted = {"log": ["ctrl+b"], "note": ["a"]}
        assert {wrong.verb for wrong in keymap(wanted).refused} == {"log", "note"}
        assert keymap(wanted).verbs == VERBS

    @pytest.mark.parametrize("key", sorted(RESERVED))
    def test_keys_of_the_terminal(self, key: str) -> None:
        """They would not arrive, or would do something else."""
        assert f"{key} cannot be used" in refusal({"undo": [key]})

    def test_keys_of_the_tables(self) -> None:
        """Those that move and mark would never come to the verb."""
        bound = {
            key for binding in LineTable.BINDINGS if isinstance(binding, Binding) for key in binding.key.split(",")
        }
        typed = {key for binding in Field.BINDINGS if isinstance(binding, Binding) for key in binding.key.split(",")}
        assert (bound | typed) - {"escape", "enter"} <= OF_TABLES
        assert "already moves or marks" in refusal({"undo": ["j"]})

    def test_a_name_close_to_a_verb(self) -> None:
        """It is suggested."""
        assert refusal({"payy": ["f2"]}) == "payy: nothing with a key is called payy; did you mean pay?"

    def test_a_command_instead_of_a_verb(self) -> None:
        """`show` is the command of the verb `dossier`."""
        assert refusal({"show": ["f2"]}).endswith("did you mean dossier?")

    def test_a_letter_where_something_is_typed(self) -> None:
        """It would be written in the field."""
        assert "would be typed" in refusal({"close": ["z"]})
        assert "would be typed" in refusal({"shut": ["z"]})

    def test_a_key_that_is_none(self) -> None:
        """Said with examples."""
        assert refusal({"undo": ["hyper"]}) == "undo: hyper is not a key; write one as a, f2, ctrl+g, enter or ?"

    @pytest.mark.parametrize("verb_id", ["do", "open", "read", "save", "interrupt"])
    def test_what_belongs_to_the_tables_and_to_the_terminal(self, verb_id: str) -> None:
        """Enter and Ctrl+C stay what they are."""
        assert "cannot be changed" in refusal({verb_id: ["f2"]})


@pytest.mark.parametrize("screen", [AgendaScreen, BalanceScreen, DossierScreen])
def test_the_places_of_a_screen_are_together(screen: type[AgendaScreen]) -> None:
    """The rule knows what each screen shows."""
    assert all(together(one, other) for one in screen.PLACES for other in screen.PLACES)


def test_the_registry_itself_has_no_clash() -> None:
    """No verb takes the key of another of the same place, whatever the screens are."""
    for verb in VERBS:
        for other in VERBS:
            if verb.id != other.id and together(verb.place, other.place):
                assert not set(verb.keys) & set(other.keys), (verb.id, other.id)


def test_forms_share_nothing_with_the_screens_under_them() -> None:
    """Escape closes a form, and only it."""
    assert not together(Place.FORM, Place.EVERYWHERE)

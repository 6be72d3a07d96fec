"""Editing a dossier: one value of its head, or what an editor left."""

from __future__ import annotations

import pytest

from recouv.domain.errors import ProblemsError, UsageError
from recouv.usecases.editing import set_head_values, take_in_edit
from tests.conftest import DURAND, Desk


@pytest.fixture
def durand(desk: Desk) -> Desk:
    """A workspace with one committed dossier."""
    desk.write("durand", DURAND)
    return desk


class TestHead:
    """A value of the head changes on its own line, in a commit of its own."""

    def test_several_values(self, durand: Desk) -> None:
        """Comments and the other lines stay."""
        set_head_values(durand.session, "durand", [("owner", "lea"), ("name", "Durand: Père & Fils")])
        assert 'name: "Durand: Père & Fils"\n' in durand.read("durand")
        assert "recouv: 1                       # version of this format\n" in durand.read("durand")
        assert durand.subjects()[0] == "edit: Menuiserie Durand SARL, owner, name"

    def test_what_was_typed_by_hand_is_committed_first(self, durand: Desk) -> None:
        """As with every other verb: sealed, in a commit of its own, then the value."""
        durand.write("durand", DURAND + "\n### 2026-11-18 note\n> Typed in an editor.\n", commit=False)
        done = set_head_values(durand.session, "durand", [("owner", "lea")])
        assert len(done.sealed) == 1
        assert durand.subjects()[:2] == [
            "edit: Menuiserie Durand SARL, owner",
            "edit: Menuiserie Durand SARL, 1 entry typed by hand",
        ]
        assert "owner: lea\n" in durand.read("durand")
        assert durand.read("durand").count("### 2026-11-18 note ^") == 1
        assert durand.status() == ""

    def test_a_value_that_breaks_the_head(self, durand: Desk) -> None:
        """Nothing is written."""
        with pytest.raises(UsageError, match="terms reads soon"):
            set_head_values(durand.session, "durand", [("terms", "soon")])
        assert durand.read("durand") == DURAND

    def test_a_list_is_for_the_editor(self, durand: Desk) -> None:
        """The message says so."""
        durand.write("durand", DURAND.replace("kind: company", "tags: [a, b]"))
        with pytest.raises(UsageError, match="tags cannot be set from here"):
            set_head_values(durand.session, "durand", [("tags", "c")])


class TestEditor:
    """What was typed is committed when it reads, left as typed when it does not."""

    def test_taken_in(self, durand: Desk) -> None:
        """Sealed and committed, with its diff."""
        durand.write("durand", DURAND + "\n### 2026-11-19 note\n> hello\n", commit=False)
        done = take_in_edit(durand.session, "durand")
        assert done is not None
        assert "+> hello" in done.diff
        assert durand.status() == ""

    def test_nothing_changed(self, durand: Desk) -> None:
        """No commit."""
        assert take_in_edit(durand.session, "durand") is None

    def test_a_problem(self, durand: Desk) -> None:
        """The text stays in the file, uncommitted, and its place is told."""
        typed = DURAND + "\n### 2026-11-19 phonecall\n"
        durand.write("durand", typed, commit=False)
        with pytest.raises(ProblemsError) as caught:
            take_in_edit(durand.session, "durand")
        assert caught.value.problems[0].place == "dossiers/durand.md:27:16"
        assert durand.read("durand") == typed

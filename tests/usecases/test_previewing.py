"""A letter read before it leaves leaves as it was read, or not at all; nothing is written by reading it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from recouv.domain.errors import UsageError
from recouv.usecases.letter_edits import edit_of, source_of
from recouv.usecases.letters import letter_desk
from recouv.usecases.mail_day import MovedOnError, Prepared, asked_again
from recouv.usecases.previewing import Preview, letter_choices, preview_letter
from tests.conftest import Desk
from tests.usecases.test_posting import debtor
from tests.usecases.test_sending import SETTINGS, client, session_of

MORNING, NIGHT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC), datetime(2026, 11, 20, 23, 0, tzinfo=UTC)


@pytest.fixture
def durand(desk: Desk) -> Desk:
    """A client whose first reminder leaves by itself, in a workspace that can send it."""
    (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=25), encoding="utf-8")
    desk.git("commit", "-qam", "mail")
    client(desk, "Durand")
    return desk


def read(desk: Desk, moment: datetime = MORNING, name: str = "") -> Preview:
    """The letter as a person reads it."""
    return preview_letter(session_of(desk.root), "durand", moment, name=name)


def again(desk: Desk, prepared: Prepared | None) -> Prepared:
    """The same, as it is written again under the lock."""
    assert prepared is not None
    session = session_of(desk.root)
    return asked_again(session, letter_desk(session), session.workspace.read("durand").dossier, prepared)


def changed(desk: Desk, change: Callable[[str], str]) -> None:
    """The dossier, by another hand."""
    path = desk.root / "dossiers/durand.md"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


class TestAsItWasRead:
    """Whatever moved is said."""

    def test_nothing_moved(self, durand: Desk) -> None:
        """It leaves."""
        found = read(durand)
        assert found.may_leave
        assert again(durand, found.prepared).composed == found.composed

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("compta@client.example", "ceo@client.example", "it goes to ceo@client.example now"),
            ("Claire Petit", "Claire Grand", "its words would be others"),
            ("2026-11-13", "2026-11-12", "its words would be others"),
            ("1200.00", "1300.00", "the account has moved"),
        ],
    )
    def test_what_moved(self, durand: Desk, old: str, new: str, said: str) -> None:
        """A sum, an address, a name, a date: even where the total is the same."""
        found = read(durand)
        changed(durand, lambda text: text.replace(old, new))
        with pytest.raises(MovedOnError, match=said):
            again(durand, found.prepared)

    def test_another_piece(self, durand: Desk) -> None:
        """The document of the invoice is not the one that was read."""
        (durand.root / "documents").mkdir(exist_ok=True)
        (durand.root / "documents/F.pdf").write_bytes(b"%PDF one")
        changed(durand, lambda text: text.replace("- due:", "- document: documents/F.pdf\n- due:"))
        found = read(durand)
        assert [piece.size for piece in found.pieces] == [8]
        (durand.root / "documents/F.pdf").write_bytes(b"%PDF two, longer")
        with pytest.raises(MovedOnError, match="attachments"):
            again(durand, found.prepared)

    def test_in_the_words_of_a_person(self, durand: Desk) -> None:
        """They are those of the letter that leaves, and the letter read is what it is compared with."""
        found = read(durand)
        assert found.composed is not None
        edit = edit_of(found.composed, source_of(found.composed).replace("Hello", "Dear"))
        edited = preview_letter(session_of(durand.root), "durand", MORNING, edit=edit)
        assert edited.prepared is not None
        leaving = again(durand, edited.prepared).leaving
        assert leaving is not None
        assert leaving.is_edited
        assert leaving.markdown.startswith("Dear")


class TestObstacles:
    """What is in the way, and what only wants a person."""

    def test_the_hour_blocks_nothing_and_is_said(self, durand: Desk) -> None:
        """A person may send it all the same."""
        found = read(durand, NIGHT)
        assert found.not_now is not None
        assert found.may_leave
        assert read(durand).not_now is None

    def test_an_address_to_send_from_that_is_none(self, durand: Desk) -> None:
        """Known before it is tried."""
        path = durand.root / "recouv.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("lea@autan.example", "lea"), encoding="utf-8")
        found = read(durand)
        assert not found.may_leave
        assert any("is not an address" in str(one.what) for one in found.obstacles)
        assert found.written is None

    def test_a_letter_that_no_step_asks_for(self, durand: Desk) -> None:
        """It is shown, and does not leave."""
        found = read(durand, name="statement")
        assert found.composed is not None
        assert found.prepared is None
        assert not found.may_leave

    def test_money_received_and_penalties_are_told_apart(self, durand: Desk) -> None:
        """What is asked for beyond the invoices, where the letter claims it."""
        debtor(durand, "Gamma", due="2026-09-01")
        found = preview_letter(session_of(durand.root), "gamma", MORNING, name="formal-notice")
        assert found.composed is not None
        assert found.penalties is not None
        assert found.composed.asked == found.composed.about.total + found.penalties


class TestChoices:
    """Every letter of the workspace, with a subject or a reason."""

    def test_each_is_told(self, durand: Desk) -> None:
        """The step's first; one that carries it out has no reason against it."""
        choices = letter_choices(session_of(durand.root), "durand")
        assert choices[0].name == "reminder-1"
        assert choices[0].is_asked
        for one in choices:
            assert bool(one.subject) or one.why_not is not None, one.name
            assert (one.why_not is None) is (one.carries_out or one.is_asked), one.name
        assert {one.name for one in choices if one.carries_out} == {
            *("reminder-1", "reminder-2", "reminder-3", "invoice-copy"),
        }


@pytest.mark.parametrize("text", ["", "no subject", "subject: x\n\n"])
def test_what_is_no_letter_is_refused(durand: Desk, text: str) -> None:
    """With what to write instead."""
    composed = read(durand).composed
    assert composed is not None
    with pytest.raises(UsageError):
        edit_of(composed, text)

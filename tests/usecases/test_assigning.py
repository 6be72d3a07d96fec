"""Clients given to somebody and given back: the line of the head, in one commit, and never over another's choice."""

from __future__ import annotations

import pytest

from recouv.domain.errors import UsageError
from recouv.usecases.assigning import assign_clients
from recouv.usecases.talk import set_task
from recouv.usecases.undoing import PastState, recent_actions, undo_action, undo_last
from tests.conftest import DURAND, TODAY, Desk


@pytest.fixture
def owned(desk: Desk) -> Desk:
    """A client followed by lea, and one followed by nobody."""
    desk.write("durand", DURAND.replace("kind: company\n", "kind: company\nowner: lea\n", 1))
    desk.write("roux", "---\nname: Roux & Fils\nkind: company\n---\n\n## Journal\n")
    return desk


def text_of(desk: Desk, client: str) -> str:
    """The dossier as it is on the disk."""
    return (desk.root / f"dossiers/{client}.md").read_text(encoding="utf-8")


class TestUndo:
    """The last action, or one of the list."""

    def test_files_untouched_since_are_again_what_they_were(self, owned: Desk) -> None:
        """A line that was not there is not left there."""
        before = text_of(owned, "durand"), text_of(owned, "roux")
        assign_clients(owned.session, ["durand", "roux"], "marc")
        assert "owner: marc" in text_of(owned, "roux")
        undone = undo_last(owned.session)
        assert undone.done.commit
        assert (text_of(owned, "durand"), text_of(owned, "roux")) == before

    def test_what_was_written_since_stays(self, owned: Desk) -> None:
        """The owner's line alone goes back."""
        made = assign_clients(owned.session, ["durand"], "marc")
        set_task(owned.session, "durand", TODAY, "Ring")
        past = next(past for past in recent_actions(owned.session) if past.record.id == made.commit)
        undo_action(owned.session, past.record.full_id)
        text = text_of(owned, "durand")
        assert "owner: lea\n" in text
        assert "task Ring" in text

    def test_it_is_not_undone_twice(self, owned: Desk) -> None:
        """Undoing again goes further back."""
        set_task(owned.session, "durand", TODAY, "Ring")
        made = assign_clients(owned.session, ["durand"], "marc")
        undo_last(owned.session)
        states = {past.record.id: past.state for past in recent_actions(owned.session)}
        assert states[made.commit] is PastState.UNDONE
        assert undo_last(owned.session).was.action == "task"

    def test_somebody_given_the_client_since_keeps_it(self, owned: Desk) -> None:
        """It is refused, and nothing is written."""
        made = assign_clients(owned.session, ["durand"], "marc")
        assign_clients(owned.session, ["durand"], "anne")
        past = next(past for past in recent_actions(owned.session) if past.record.id == made.commit)
        with pytest.raises(UsageError, match="somebody else since"):
            undo_action(owned.session, past.record.full_id)
        assert "owner: anne" in text_of(owned, "durand")

    def test_a_trial_writes_nothing(self, owned: Desk) -> None:
        """It says what it would do."""
        assign_clients(owned.session, ["durand"], "marc")
        tried = undo_last(owned.session, dry_run=True)
        assert "+owner: lea" in tried.done.diff
        assert "owner: marc" in text_of(owned, "durand")

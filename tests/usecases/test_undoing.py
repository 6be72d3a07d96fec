"""A mistake is undone by an entry, never by rewriting history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recouv.domain.errors import NothingFoundError, UsageError
from recouv.domain.money import Money
from recouv.usecases.balance import balance_on
from recouv.usecases.money import NewInvoice, NewPayment, allocate_money, record_invoice, record_payment
from recouv.usecases.new_client import NewClient, create_client
from recouv.usecases.talk import Talk, log_talk
from recouv.usecases.undoing import PastState, cancel_entry, recent_actions, undo_action, undo_last
from tests.conftest import DURAND, TODAY, Desk


@pytest.fixture
def durand(desk: Desk) -> Desk:
    """A workspace with one committed dossier."""
    desk.write("durand", DURAND)
    return desk


def total(desk: Desk, on: date = TODAY) -> Decimal:
    """The outstanding of all."""
    return balance_on(desk.session, on).totals()["EUR"].total


def pay(desk: Desk, amount: str) -> None:
    """A payment for the invoice."""
    money = Money(Decimal(amount))
    record_payment(desk.session, "durand", NewPayment(money=money, received=TODAY, shares=(("F2026-031", money),)))


class TestUndo:
    """`undo` cancels every entry of the last action that still counts."""

    def test_a_payment_undone_is_owed_again(self, durand: Desk) -> None:
        """The balance is what it was, and the history keeps both."""
        before = total(durand)
        pay(durand, "400.00")
        assert total(durand) == before - 400
        undone = undo_last(durand.session)
        assert undone.was.subject.startswith("payment:")
        assert total(durand) == before
        assert durand.subjects()[:2] == [
            "undo: payment: Menuiserie Durand SARL, €400.00 for F2026-031",
            "payment: Menuiserie Durand SARL, €400.00 for F2026-031",
        ]

    def test_undo_again_walks_further_back(self, durand: Desk) -> None:
        """Two undos take back two actions, they do not redo one."""
        before = total(durand)
        pay(durand, "100.00")
        pay(durand, "200.00")
        undo_last(durand.session)
        undo_last(durand.session)
        assert total(durand) == before

    def test_all_the_entries_of_one_action(self, durand: Desk) -> None:
        """A call with its promise and its reminder goes whole."""
        log_talk(
            durand.session,
            "durand",
            Talk(
                kind="call",
                on=TODAY,
                promised=Money(Decimal(5)),
                promised_by=date(2026, 12, 1),
                next_day=date(2026, 12, 2),
            ),
        )
        assert len(undo_last(durand.session).done.entries) == 3

    def test_nothing_to_undo(self, desk: Desk) -> None:
        """A new workspace has nothing to take back."""
        with pytest.raises(NothingFoundError, match="nothing to undo"):
            undo_last(desk.session)

    def test_a_new_dossier_is_gits_to_take_back(self, desk: Desk) -> None:
        """It holds no entry: the message gives git's own command instead of undoing something older."""
        create_client(desk.session, NewClient(name="Roux"))
        with pytest.raises(UsageError, match="the last action is: new: Roux"):
            undo_last(desk.session)

    def test_a_dry_run_changes_nothing(self, durand: Desk) -> None:
        """It shows the diff."""
        pay(durand, "100.00")
        before = durand.subjects()
        assert "cancel" in undo_last(durand.session, dry_run=True).done.diff
        assert durand.subjects() == before


class TestUndoOfAnyAction:
    """An action of the history is undone by itself; what came after it stays."""

    def commit(self, desk: Desk, place: int) -> str:
        """The full id of the commit at that place of the history, 0 for the last."""
        return desk.git("log", "--format=%H").split()[place]

    def test_an_older_one(self, durand: Desk) -> None:
        """The later payment still counts."""
        before = total(durand)
        pay(durand, "100.00")
        pay(durand, "200.00")
        undo_action(durand.session, self.commit(durand, 1))
        assert total(durand) == before - 200
        assert durand.subjects()[0] == "undo: payment: Menuiserie Durand SARL, €100.00 for F2026-031"

    def test_an_undo_is_undone_and_that_too(self, durand: Desk) -> None:
        """Which is how an action is done again: by an entry, as all the rest."""
        before = total(durand)
        pay(durand, "100.00")
        undo_last(durand.session)
        undo_action(durand.session, self.commit(durand, 0))
        assert total(durand) == before - 100
        assert durand.subjects()[0] == "redo: payment: Menuiserie Durand SARL, €100.00 for F2026-031"
        undo_last(durand.session)
        assert total(durand) == before

    def test_not_twice(self, durand: Desk) -> None:
        """The message says that it is done."""
        pay(durand, "100.00")
        commit = self.commit(durand, 0)
        undo_action(durand.session, commit)
        with pytest.raises(UsageError, match="undone already"):
            undo_action(durand.session, commit)

    def test_not_what_a_later_entry_rests_on(self, durand: Desk) -> None:
        """An invoice that was paid since: the payment is named, and the files are as they were."""
        money = Money(Decimal(50))
        record_invoice(durand.session, "durand", NewInvoice(number="F9", money=money, issued=TODAY))
        invoice = self.commit(durand, 0)
        record_payment(durand.session, "durand", NewPayment(money=money, received=TODAY, shares=(("F9", money),)))
        before = durand.read("durand")
        with pytest.raises(UsageError, match="F9 is named by payment"):
            undo_action(durand.session, invoice)
        assert durand.read("durand") == before

    def test_not_money_that_was_allocated_since(self, durand: Desk) -> None:
        """The allocation is named: it is undone first."""
        money = Money(Decimal(50))
        done = record_payment(durand.session, "durand", NewPayment(money=money, received=TODAY))
        payment = self.commit(durand, 0)
        allocate_money(durand.session, "durand", done.entries[0], [("F2026-031", money)])
        with pytest.raises(UsageError, match="is named by allocate"):
            undo_action(durand.session, payment)

    def test_what_holds_no_entry_is_gits(self, durand: Desk) -> None:
        """The message gives git's own command."""
        create_client(durand.session, NewClient(name="Roux"))
        with pytest.raises(UsageError) as refused:
            undo_action(durand.session, self.commit(durand, 0))
        assert "git revert" in str(refused.value.mend)

    def test_the_list_says_what_still_counts(self, durand: Desk) -> None:
        """The newest first."""
        pay(durand, "100.00")
        pay(durand, "200.00")
        undo_last(durand.session)
        create_client(durand.session, NewClient(name="Roux"))
        assert [(past.record.action, past.state) for past in recent_actions(durand.session)][:4] == [
            ("new", PastState.GITS),
            ("undo", PastState.DONE),
            ("payment", PastState.UNDONE),
            ("payment", PastState.DONE),
        ]


class TestWhose:
    """Only what the person at work did is undone unasked."""

    def sits(self, desk: Desk, who: str) -> None:
        """Somebody else types from now on."""
        desk.git("config", "user.name", who)
        desk.git("config", "user.email", f"{who}@example.com")

    def test_what_a_colleague_did_since_is_passed_over(self, durand: Desk) -> None:
        """One's own last action is below it."""
        self.sits(durand, "lea")
        pay(durand, "20.00")
        self.sits(durand, "marc")
        pay(durand, "30.00")
        self.sits(durand, "lea")
        assert undo_last(durand.session).was.subject == "payment: Menuiserie Durand SARL, €20.00 for F2026-031"

    def test_nothing_of_ones_own(self, durand: Desk) -> None:
        """The message says whose the last one is, and how it is undone all the same: by its name."""
        self.sits(durand, "lea")
        pay(durand, "20.00")
        self.sits(durand, "marc")
        with pytest.raises(NothingFoundError, match="the last action is of lea: payment:") as caught:
            undo_last(durand.session)
        commit = durand.git("rev-parse", "--short", "HEAD").strip()
        assert str(caught.value.mend) == f"recouv undo {commit} undoes that one all the same"
        assert undo_action(durand.session, commit).was.author == "lea"

    def test_the_list_says_whose_each_is(self, durand: Desk) -> None:
        """For a screen that asks before a colleague's is undone."""
        self.sits(durand, "lea")
        pay(durand, "20.00")
        self.sits(durand, "marc")
        pay(durand, "30.00")
        assert [past.is_own for past in recent_actions(durand.session)][:2] == [True, False]

    def test_a_commit_that_is_none(self, durand: Desk) -> None:
        """Too short to name one, or nobody's."""
        with pytest.raises(UsageError, match="not the beginning of a commit"):
            undo_action(durand.session, "abc")
        with pytest.raises(NothingFoundError, match="no action 0123456789 among"):
            undo_action(durand.session, "0123456789")


class TestCancel:
    """A cancelled entry no longer counts, on any day from its own."""

    def test_a_cancelled_payment_never_happened(self, durand: Desk) -> None:
        """The balance of the day of the payment is right too, not only today's."""
        cancel_entry(durand.session, "durand", "^f5w2kb8t", reason="wrong client")
        assert total(durand) == Decimal("2400.00")
        assert total(durand, date(2026, 11, 14)) == Decimal("2400.00")

    def test_a_cancel_can_be_cancelled(self, durand: Desk) -> None:
        """The entry counts again."""
        done = cancel_entry(durand.session, "durand", "f5w2")
        cancel_entry(durand.session, "durand", done.entries[0])
        assert total(durand) == Decimal("1400.00")

    def test_twice_is_refused(self, durand: Desk) -> None:
        """The message says how to bring the entry back."""
        cancel_entry(durand.session, "durand", "f5w2kb8t")
        with pytest.raises(UsageError, match="already cancelled"):
            cancel_entry(durand.session, "durand", "f5w2kb8t")

    def test_an_unknown_id(self, durand: Desk) -> None:
        """The message says where IDs are listed."""
        with pytest.raises(NothingFoundError, match="no entry \\^zzzzzzzz"):
            cancel_entry(durand.session, "durand", "zzzzzzzz")

    def test_a_cancelled_number_is_free_again(self, durand: Desk) -> None:
        """The right fact can be entered under the same number."""
        cancel_entry(durand.session, "durand", "f5w2kb8t")
        cancel_entry(durand.session, "durand", "7k3f9x2m")
        record_invoice(
            durand.session,
            "durand",
            NewInvoice(number="F2026-031", money=Money(Decimal(2100)), issued=date(2026, 9, 1)),
        )
        assert total(durand) == Decimal("2100.00")


class TestNeverSomethingOlder:
    """What cannot be undone is refused; an older action is never taken for the last one."""

    def test_a_dossier_that_moved(self, durand: Desk) -> None:
        """Its entries are found where it is now."""
        pay(durand, "20.00")
        (durand.root / "dossiers/archive").mkdir()
        durand.git("mv", "dossiers/durand.md", "dossiers/archive/durand.md")
        durand.git("commit", "-qm", "move")
        with pytest.raises(UsageError, match="not recouv's: move"):
            undo_last(durand.session)

    def test_an_action_that_git_reverted(self, durand: Desk) -> None:
        """It is passed over: it is already undone."""
        pay(durand, "20.00")
        pay(durand, "30.00")
        durand.git("revert", "--no-edit", "HEAD")
        assert undo_last(durand.session).was.subject == "payment: Menuiserie Durand SARL, €20.00 for F2026-031"

    def test_trailers_that_a_hook_broke(self, durand: Desk) -> None:
        """A commit that no longer says what it did is not passed over."""
        pay(durand, "20.00")
        hook = durand.root / ".git/hooks/commit-msg"
        hook.write_text("#!/bin/sh\nprintf '\\nChange-Id: I1\\n' >> \"$1\"\n", encoding="utf-8")
        hook.chmod(0o755)
        pay(durand, "30.00")
        with pytest.raises(UsageError):
            undo_last(durand.session)

    def test_a_subject_with_any_character(self, durand: Desk) -> None:
        """The history is read whatever a commit's subject holds."""
        durand.git("commit", "--allow-empty", "-qm", "a\x1fb\x1ec")
        pay(durand, "20.00")
        assert undo_last(durand.session).was.action == "payment"

"""A history told: who said what, what was paid, and how much the outstanding moved."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from recouv.domain.errors import NothingFoundError, UsageError
from recouv.store.workspace import Workspace
from recouv.usecases.balance import balance_on
from recouv.usecases.differences import difference
from recouv.usecases.histories import history as told_history
from recouv.usecases.session import Session
from recouv.usecases.setup import make_demo
from recouv.wording.catalogue import catalogue
from tests.conftest import TODAY, Ran
from tests.usecases.history import DURAND, History, made

CANCEL = "\n### 2026-11-13 cancel ^f5w2kb8t ^x8x8x8x8\n- recorded: 2026-11-20T08:00:00Z lea\n"


@pytest.fixture
def history(tmp_path: Path) -> History:
    """An invoice, a call, a payment: one commit each."""
    return made(tmp_path / "small")


def session(root: Path) -> Session:
    """Somebody at work there."""
    return Session(workspace=Workspace.open(root), today=TODAY)


class TestCommits:
    """What became known."""

    def test_one_payment(self, history: History) -> None:
        """The client, the entry, the move."""
        found = difference(session(history.root), "HEAD~1..HEAD", on=TODAY)
        (client,) = found.clients
        assert [one.entry.kind for one in client.entries] == ["payment"]
        (move,) = found.totals
        assert (move.before, move.after, move.by_kind) == (2400, 1400, {"payment": Decimal(-1000)})

    def test_from_nothing(self, history: History) -> None:
        """The whole history."""
        found = difference(session(history.root), "..HEAD", on=TODAY)
        assert [one.entry.kind for one in found.clients[0].entries] == ["invoice", "call", "payment"]

    def test_what_was_cancelled_moves_back(self, history: History) -> None:
        """Under the kind that it had."""
        history.act(CANCEL, action="cancel")
        (move,) = difference(session(history.root), "HEAD~1..HEAD", on=TODAY).totals
        assert move.by_kind == {"payment": Decimal(1000)}

    def test_what_was_taken_out_is_told(self, history: History) -> None:
        """The other way round, too."""
        found = difference(session(history.root), "HEAD..HEAD~1", on=TODAY)
        assert [(one.entry.kind, one.is_gone) for one in found.clients[0].entries] == [("payment", True)]

    def test_a_dossier_that_cannot_be_read(self, history: History) -> None:
        """It is named and left out."""
        history.write(DURAND, "nothing")
        history.commit()
        found = difference(session(history.root), "HEAD~1..HEAD", on=TODAY)
        assert (found.clients, found.totals, found.unreadable) == ((), (), (DURAND,))

    def test_an_unknown_revision(self, history: History) -> None:
        """It says so."""
        with pytest.raises(NothingFoundError):
            difference(session(history.root), "nowhere..HEAD", on=TODAY)


class TestDays:
    """What happened."""

    @pytest.mark.parametrize(
        ("text", "kinds", "before", "after"),
        [
            ("2026-11-05..2026-11-05", ["call"], 2400, 2400),
            ("2026-11-01..2026-11-30", ["call", "payment"], 2400, 1400),
            ("2026-11-13..2026-11-13", ["payment"], 2400, 1400),
            ("2026-11-14..2026-11-30", [], 1400, 1400),
        ],
    )
    def test_both_days_included(self, history: History, text: str, kinds: list[str], before: int, after: int) -> None:
        """From the evening before the first to the evening of the last."""
        found = difference(session(history.root), text, on=TODAY)
        assert [one.entry.kind for client in found.clients for one in client.entries] == kinds
        assert [(move.before, move.after) for move in found.totals] == [(before, after)]

    @pytest.mark.parametrize("text", ["2026-11-30..2026-11-01", "2026-11-31..2026-12-01"])
    def test_days_that_are_none(self, history: History, text: str) -> None:
        """It says how to write them."""
        with pytest.raises(UsageError, match="two days"):
            difference(session(history.root), text, on=TODAY)

    def test_the_totals_are_those_of_the_balance(self, tmp_path: Path) -> None:
        """Of every client of the demonstration, in every currency, at both ends."""
        make_demo(tmp_path / "demo", catalogue("fr"), TODAY)
        here = session(tmp_path / "demo")
        found = difference(here, "2026-10-01..2026-10-31", on=TODAY)
        for day, side in ((date(2026, 9, 30), "before"), (date(2026, 10, 31), "after")):
            totals = balance_on(here, day).totals()
            assert {one.currency: getattr(one, side) for one in found.totals if getattr(one, side)} == {
                currency: row.total for currency, row in totals.items() if row.total
            }


class TestHistoryOfARange:
    """The commits of two days, or of two revisions."""

    def test_days(self, history: History) -> None:
        """As their authors' clocks say."""
        found = told_history(session(history.root), span="2026-11-05..2026-11-12")
        assert [record.subject for record in found] == ["call: durand"]

    def test_revisions(self, history: History) -> None:
        """Of one client, at most so many."""
        found = told_history(session(history.root), ["durand"], span="HEAD~2..HEAD", limit=1)
        assert [record.subject for record in found] == ["payment: durand"]


class TestCommands:
    """What is told."""

    def test_in_words(self, history: History, recouv: Callable[..., Ran]) -> None:
        """Who, what, and how much."""
        ran = recouv("diff", "2026-11-01..2026-11-30", at=history.root)
        assert ran.code == 0
        assert "Menuiserie Durand SARL (durand)" in ran.out
        assert "promises to pay" in ran.out
        assert "In all: €2,400.00 → €1,400.00, €1,000.00 less" in ran.out

    def test_for_scripts(self, history: History, recouv: Callable[..., Ran]) -> None:
        """Amounts as texts."""
        (total,) = json.loads(recouv("diff", "HEAD~1..HEAD", "--json", at=history.root).out)["totals"]
        assert total["difference"] == "-1000.00"

    def test_nothing_moved(self, history: History, recouv: Callable[..., Ran]) -> None:
        """It says so, with its own exit code."""
        ran = recouv("diff", "HEAD..HEAD", at=history.root)
        assert (ran.code, "nothing moved" in ran.err) == (4, True)

    def test_history_of_a_range(self, history: History, recouv: Callable[..., Ran]) -> None:
        """Beside the clients."""
        assert "payment" in recouv("history", "HEAD~1..HEAD", "durand", at=history.root).out
        assert recouv("history", "a..b", "c..d", at=history.root).code == 2

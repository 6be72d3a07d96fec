"""What two people did twice is found in every clone, decided once, and the decision travels as an entry."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from recouv.domain.errors import NothingFoundError, UsageError
from recouv.rules.crossed_actions import Keep
from recouv.rules.standing import cancelled_ids
from recouv.usecases.checking import check_workspace
from recouv.usecases.crossings import Met, crossings_of, open_crossings, settle
from recouv.usecases.undoing import cancel_entry, undo_last
from tests.conftest import Ran
from tests.usecases.test_syncing import NAME, Clone, bare, lea, marc  # noqa: F401 - fixtures

PAYMENT = "\n### 2026-11-19 payment\n- amount: 500.00\n"


def typed(clone: Clone, text: str) -> None:
    """An entry, as an editor adds it."""
    (clone.root / NAME).write_text(clone.read() + text, encoding="utf-8")


@pytest.fixture
def both(lea: Clone, marc: Clone) -> tuple[Clone, Clone]:  # noqa: F811
    """Two clones that entered one payment each, and know of both."""
    for clone in (lea, marc):
        typed(clone, PAYMENT)
    for clone in (lea, marc, lea):
        clone.sync()
    return lea, marc


def only(clone: Clone) -> Met:
    """The one pair that waits."""
    (met,) = open_crossings(clone.session)
    return met


class TestFound:
    """Wherever histories met, whoever merged them."""

    def test_both_clones_know(self, both: tuple[Clone, Clone]) -> None:
        """The one who merged, and the one who took the merge in; each has their own entry first."""
        for clone, who in zip(both, ("lea", "marc"), strict=True):
            crossing = only(clone).crossing
            assert crossing.ours.recorded is not None
            assert crossing.ours.recorded.by == who
        assert only(both[0]).crossing.ids == only(both[1]).crossing.ids

    def test_a_merge_by_git_itself(self, lea: Clone, marc: Clone) -> None:  # noqa: F811
        """`git pull` is as good as `sync`."""
        for clone in (lea, marc):
            clone.call()
        lea.sync()
        marc.git("config", "merge.recouv.driver", "recouv merge-driver %O %A %B %L %P")
        subprocess.run(["git", "pull", "-q", "--no-rebase"], cwd=marc.root, check=False, capture_output=True)
        if marc.git("status", "--porcelain"):  # the driver is not on this PATH: as a person would
            ours, theirs = (marc.git("show", f"{side}:{NAME}") for side in ("HEAD", "origin/main"))
            entry = theirs[theirs.index("### 2026-11-20") :]
            (marc.root / NAME).write_text(f"{ours}\n{entry}", encoding="utf-8")
            marc.git("commit", "-qam", "merged by hand")
        assert "within 0 days" in str(only(marc).crossing.what)

    def test_a_fresh_clone_knows_too(self, both: tuple[Clone, Clone], bare: Path, tmp_path: Path) -> None:  # noqa: F811
        """It comes from the history alone."""
        subprocess.run(["git", "clone", "-q", str(bare), str(tmp_path / "ines")], check=True)
        assert only(Clone(tmp_path / "ines", "ines")).crossing.ids == only(both[0]).crossing.ids

    def test_what_is_kept_of_earlier_merges_is_used_and_may_be_lost(
        self, both: tuple[Clone, Clone], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The file is a shortcut; damaged or gone, the answer is the same."""
        lea_, _ = both
        ids = only(lea_).crossing.ids
        kept = lea_.root / ".git/recouv/crossings.json"
        for text in (kept.read_text(encoding="utf-8"), "{", '{"head": "0000", "made_by": "x"}'):
            kept.write_text(text, encoding="utf-8")
            assert only(lea_).crossing.ids == ids
        with monkeypatch.context() as patched:
            patched.setattr("recouv.usecases.crossings.meetings", None)  # no merge is looked at again
            assert only(lea_).crossing.ids == ids
        kept.unlink()
        assert only(lea_).crossing.ids == ids

    def test_one_person_alone_has_none(self, lea: Clone) -> None:  # noqa: F811
        """Two calls of one day that one person made knowingly are no crossing."""
        lea.call()
        lea.call()
        lea.sync()
        assert open_crossings(lea.session) == []

    @pytest.mark.parametrize("who_merges", ["lea", "marc"])
    def test_what_one_knew_of_is_none(self, lea: Clone, marc: Clone, who_merges: str) -> None:  # noqa: F811
        """A second payment entered after the first had come is meant, whatever is merged with it."""
        typed(lea, PAYMENT)
        for clone in (lea, marc):
            clone.sync()
        typed(marc, PAYMENT)
        lea.note("meanwhile")
        for clone in (lea, marc, lea) if who_merges == "marc" else (marc, lea):
            clone.sync()
        assert lea.git("log", "-1", "--merges", "--format=%s") != ""
        assert open_crossings(lea.session) == []


class TestDecided:
    """By one entry, which every clone then has."""

    @pytest.mark.parametrize(("keep", "kept"), [(Keep.FIRST, "lea"), (Keep.SECOND, "marc")])
    def test_one_is_struck_out(self, both: tuple[Clone, Clone], keep: Keep, kept: str) -> None:
        """The other counts; neither clone asks again."""
        lea_, marc_ = both
        done = settle(lea_.session, only(lea_), keep)
        assert lea_.git("log", "-1", "--format=%s").startswith("cancel: Menuiserie Durand SARL, payment")
        assert len(done.entries) == 1
        lea_.sync()
        marc_.sync()
        for clone in both:
            assert open_crossings(clone.session) == []
            entries = clone.session.workspace.read("durand").dossier.entries
            struck = cancelled_ids(entries)
            paid = [entry for entry in entries if entry.kind == "payment" and entry.date.day == 19]
            assert [entry.recorded.by for entry in paid if entry.id not in struck and entry.recorded] == [kept]

    def test_both_are_kept(self, both: tuple[Clone, Clone]) -> None:
        """An entry says so: the journal is sound, and the other clone does not ask either."""
        lea_, marc_ = both
        settle(lea_.session, only(lea_), Keep.BOTH, note="two transfers")
        assert "### 2026-11-19 distinct ^" in lea_.read()
        assert lea_.git("log", "-1", "--format=%s").startswith("both kept: Menuiserie Durand SARL")
        assert open_crossings(lea_.session) == []
        lea_.sync()
        marc_.sync()
        assert open_crossings(marc_.session) == []
        assert not [problem for problem in check_workspace(marc_.session) if problem.blocks]

    def test_a_decision_that_is_undone_is_asked_for_again(self, both: tuple[Clone, Clone]) -> None:
        """A cancel of the decision, as of any entry."""
        lea_, _ = both
        settle(lea_.session, only(lea_), Keep.BOTH)
        undo_last(lea_.session)
        assert only(lea_)

    def test_settled_by_both(self, lea: Clone, marc: Clone) -> None:  # noqa: F811
        """Paid here, given up there: both are told whoever merged, both cannot stand, and one key mends the dossier."""
        typed(lea, "\n### 2026-11-19 write-off F2026-031\n- amount: 1400.00\n")
        typed(marc, "\n### 2026-11-19 payment\n- amount: 1400.00\n- allocate:\n  - F2026-031: 1400.00\n")
        lea.sync()
        for synced in (marc.sync(), lea.sync()):
            assert [met.crossing.too_much for met in synced.met] == ["F2026-031"]
            assert synced.unreadable == (NAME,)
        with pytest.raises(UsageError, match="F2026-031 would be settled beyond what was owed"):
            settle(lea.session, only(lea), Keep.BOTH)
        settle(lea.session, only(lea), Keep.SECOND)
        assert open_crossings(lea.session) == []
        assert not [problem for problem in check_workspace(lea.session) if problem.blocks]

    def test_two_receipts_for_one_invoice(self, lea: Clone, marc: Clone) -> None:  # noqa: F811
        """Really paid twice: the way out is told with the client and the amount."""
        for clone in (lea, marc):
            typed(clone, "\n### 2026-11-19 payment\n- amount: 1400.00\n- allocate:\n  - F2026-031: 1400.00\n")
            clone.sync()
        with pytest.raises(UsageError, match="settled beyond") as caught:
            settle(marc.session, only(marc), Keep.BOTH)
        assert "recouv pay durand 1400.00 --unallocated" in str(caught.value.mend)

    def test_an_undo_looks_below_the_merge(self, both: tuple[Clone, Clone]) -> None:
        """What a sync brought is its author's: one's own last action is undone, and theirs still counts."""
        lea_, _ = both
        assert lea_.git("log", "--merges", "--format=%H")
        lea_.note("They moved")
        assert undo_last(lea_.session).was.subject.endswith("They moved")
        assert undo_last(lea_.session).was.author == "lea"

    def test_what_was_kept_may_still_be_struck_out(self, both: tuple[Clone, Clone]) -> None:
        """The entry that says that both are right holds neither of them."""
        lea_, _ = both
        met = only(lea_)
        settle(lea_.session, met, Keep.BOTH)
        cancel_entry(lea_.session, "durand", met.crossing.ours.id)
        assert f"cancel ^{met.crossing.ours.id}" in lea_.read()

    def test_two_decisions_that_leave_nothing(self, both: tuple[Clone, Clone]) -> None:
        """Each keeps their own at once: the payment would be lost, so it is asked about, and can be brought back."""
        for clone in both:
            settle(clone.session, only(clone), Keep.FIRST)
        for clone in (*both, both[0]):
            clone.sync()
        met = only(both[0])
        assert "neither counts" in str(met.crossing.what)
        settle(both[0].session, met, Keep.FIRST)
        assert open_crossings(both[0].session) == []
        entries = both[0].session.workspace.read("durand").dossier.entries
        struck = cancelled_ids(entries)
        assert len([one for one in entries if one.kind == "payment" and one.id not in struck]) == 2

    def test_an_invoice_entered_twice(self, lea: Clone, marc: Clone) -> None:  # noqa: F811
        """One number is one invoice: both cannot be kept; the copy goes although money names its number."""
        for clone in (lea, marc):
            typed(clone, "\n### 2026-11-18 invoice F2026-040\n- amount: 300.00\n- due: 2026-12-18\n")
        typed(marc, "\n### 2026-11-19 payment\n- amount: 100.00\n- allocate:\n  - F2026-040: 100.00\n")
        for clone in (lea, marc):
            clone.sync()
        met = only(marc)
        with pytest.raises(UsageError, match="one number cannot stand twice"):
            settle(marc.session, met, Keep.BOTH)
        settle(marc.session, met, Keep.FIRST)
        assert open_crossings(marc.session) == []
        assert not [problem for problem in check_workspace(marc.session) if problem.blocks]

    def test_messages_that_left_are_not_struck_out(self, lea: Clone, marc: Clone) -> None:  # noqa: F811
        """What a client received stays in the journal."""
        mail = "\n### 2026-11-19 email\n- to: compta@durand.example\n- document: sent/x.eml\n- sha256: {}\n"
        for clone, sign in ((lea, "a"), (marc, "b")):
            typed(clone, mail.format(sign * 64))
        for clone in (lea, marc):
            clone.sync()
        met = only(marc)
        assert met.crossing.ways == (Keep.BOTH,)
        with pytest.raises(UsageError, match="has left"):
            settle(marc.session, met, Keep.FIRST)


class TestMore:
    """Other things that two people do twice."""

    @pytest.mark.parametrize(
        ("before", "entry", "told"),
        [
            ("", "### 2026-11-20 task Call Mme Petit\n- due: 2026-11-27\n", "one task was set twice"),
            ("### 2026-11-10 task Ask ^aaaa2222\n- due: 2026-11-20\n", "### 2026-11-20 done ^aaaa2222\n", "done was"),
            (
                "### 2026-11-16 payment ^aaaa3333\n- amount: 900.00\n",
                "### 2026-11-20 allocate ^aaaa3333\n- allocate:\n  - F2026-031: 400.00\n",
                "allocated twice",
            ),
        ],
    )
    def test_each(self, lea: Clone, marc: Clone, before: str, entry: str, told: str) -> None:  # noqa: F811
        """One task, its end, one allocation."""
        if before:
            typed(lea, f"\n{before}")
            lea.sync()
            marc.sync()
        for clone in (lea, marc):
            typed(clone, f"\n{entry}")
        lea.sync()
        (met,) = marc.sync().met
        assert told in str(met.crossing.what)
        assert only(marc).crossing.ids == met.crossing.ids


class TestCommand:
    """`recouv crossings`."""

    def test_it_lists_and_decides(self, both: tuple[Clone, Clone], recouv: Callable[..., Ran]) -> None:
        """Code 1 while something waits, 0 after."""
        lea_, _ = both
        ran = recouv("crossings", at=lea_.root)
        assert ran.code == 1
        assert "lea" in ran.out
        assert "marc" in ran.out
        mine = only(lea_).crossing.ours.id
        assert recouv("crossings", "--keep", f"^{mine}", "--dry-run", at=lea_.root).code == 0
        assert only(lea_)
        assert recouv("crossings", "--keep", f"^{mine}", at=lea_.root).code == 0
        ran = recouv("crossings", at=lea_.root)
        assert (ran.code, ran.out) == (0, "")

    def test_json(self, both: tuple[Clone, Clone], recouv: Callable[..., Ran]) -> None:
        """Both entries, and the ways."""
        ran = recouv("crossings", "--json", at=both[0].root)
        (found,) = json.loads(ran.out)["crossings"]
        assert (found["client"], found["ways"]) == ("durand", ["first", "second", "both"])
        assert [entry["by"] for entry in found["entries"]] == ["lea", "marc"]

    def test_an_unknown_id(self, both: tuple[Clone, Clone]) -> None:
        """It says where the IDs are."""
        with pytest.raises(NothingFoundError, match="no pair"):
            crossings_of(both[0].session, "^zzzz")

    def test_sync_counts_those_of_earlier(self, both: tuple[Clone, Clone], recouv: Callable[..., Ran]) -> None:
        """So that one who only took the merge in learns of it."""
        assert "still to decide" in recouv("sync", at=both[0].root).out

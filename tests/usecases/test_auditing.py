"""Every way of tampering with a history that we could think of, made with real git: each is found and named."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recouv.domain.errors import UsageError
from recouv.store.audit.memory import NAME
from recouv.store.audit.witness import WitnessError
from recouv.store.audit.witness import record as record_witness
from recouv.store.workspace import Workspace
from recouv.usecases.auditing import Wanted, audit, wanted_range
from recouv.usecases.session import Session
from recouv.usecases.setup import make_demo
from recouv.usecases.syncing import sync
from recouv.usecases.talk import Talk, log_talk
from recouv.usecases.undoing import undo_last
from recouv.wording.catalogue import catalogue
from tests.conftest import DURAND as A_DOSSIER
from tests.conftest import Desk, Ran
from tests.usecases.history import CALL, DURAND, HEAD, INVOICE, NOW, PAYMENT, History, made, message_of, told


@pytest.fixture
def history(tmp_path: Path) -> History:
    """An honest one."""
    return made(tmp_path / "small")


NOTE = "\n### 2026-11-20 note ^n1n1n1n1\n- recorded: 2026-11-20T11:00:00Z lea\n> one\n"
OTHER = "\n### 2026-11-20 note ^p2p2p2p2\n- recorded: 2026-11-20T11:30:00Z marc\n> two\n"


class TestHonest:
    """What is as it should be has nothing to be said of it."""

    def test_a_small_history(self, history: History) -> None:
        """Nothing, and every commit was judged."""
        audited = history.audit()
        assert (audited.noted, audited.commits) == ((), 4)

    def test_what_recouv_does(self, desk: Desk, tmp_path: Path) -> None:
        """Its own actions, undone and redone, hand edits sealed, two clones in sync."""
        today = datetime.now(UTC).date()
        session = Session(workspace=Workspace.open(desk.root), today=today)
        desk.write("durand", A_DOSSIER.split("### 2026-09-01")[0])
        log_talk(session, "durand", Talk(kind="call", on=today, outcome="reached"))
        desk.write("durand", desk.read("durand") + f"\n### {today} note\n> typed\n", commit=False)
        log_talk(session, "durand", Talk(kind="note", on=today, note="one"))
        undo_last(session)
        undo_last(session)
        bare, other = tmp_path / "remote.git", tmp_path / "other"
        subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", str(bare)], check=True)
        desk.git("remote", "add", "origin", str(bare))
        sync(session, lambda _: None)
        subprocess.run(["git", "clone", "-q", str(bare), str(other)], check=True)
        far = Session(workspace=Workspace.open(other), today=today)
        log_talk(far, "durand", Talk(kind="note", on=today, note="far"))
        log_talk(session, "durand", Talk(kind="note", on=today, note="near"))
        sync(session, lambda _: None)
        sync(far, lambda _: None)
        audited = audit(other, Wanted(), datetime.now(UTC))
        assert [str(one.observation.what) for one in audited.findings] == []
        assert [str(one.observation.flaw) for one in audited.remarks] == ["not-recouv"]  # the dossier's own commit

    def test_the_demonstration(self, tmp_path: Path) -> None:
        """Its first commit tells the stories of several people."""
        make_demo(tmp_path / "demo", catalogue("fr"), datetime.now(UTC).date())
        assert audit(tmp_path / "demo", Wanted(), datetime.now(UTC)).noted == ()

    def test_a_merge_of_two_people(self, history: History) -> None:
        """Both entries, in the order that a merge gives them."""
        history.branch()
        history.act(OTHER, who="marc")
        history.git("checkout", "-q", "main")
        history.act(NOTE)
        history.git("merge", "-q", "--no-commit", "side", accept=(0, 1))
        history.write(DURAND, HEAD + INVOICE + CALL + PAYMENT + NOTE + OTHER)
        history.commit("sync\n\nRecouv-Action: sync")
        assert history.audit().noted == ()

    def test_what_two_people_sealed_is_kept_once(self, history: History) -> None:
        """One note typed by hand and committed, sealed in two clones, each under an ID of its own."""
        typed = "\n### 2026-11-20 note\n> typed\n"
        history.write(DURAND, history.read() + typed)
        history.commit()
        before = history.read().removesuffix(typed)
        history.branch()
        history.write(DURAND, before + OTHER.replace("two", "typed"))
        history.commit(told("edit", "durand", ["p2p2p2p2"]), who="marc")
        history.git("checkout", "-q", "main")
        history.write(DURAND, before + NOTE.replace("one", "typed"))
        history.commit(told("edit", "durand", ["n1n1n1n1"]))
        history.git("merge", "-q", "--no-commit", "-s", "ours", "side")
        history.commit("sync\n\nRecouv-Action: sync")
        assert history.flaws() == []


class TestFacts:
    """Facts are added, never changed nor taken out."""

    def test_01_an_amount_changed_in_place(self, history: History) -> None:
        """The very lines, by whom, when."""
        history.edit("- amount: 1000.00", "- amount: 100.00")
        history.commit(who="marc", day="2026-11-21")
        (found,) = history.audit().findings
        assert str(found.observation.flaw) == "entry-changed"
        assert found.observation.entry == "f5w2kb8t"
        assert found.observation.lines == ("-- amount: 1000.00", "+- amount: 100.00")
        assert (found.who, found.when) == ("Marc Roux", int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp()))

    def test_02_an_entry_deleted(self, history: History) -> None:
        """With every line that it had."""
        history.write(DURAND, history.read().replace(CALL, ""))
        history.commit()
        (found,) = history.audit().findings
        assert str(found.observation.flaw) == "entry-removed"
        assert "-- outcome: promised" in found.observation.lines

    def test_03_a_date_changed(self, history: History) -> None:
        """Of the title."""
        history.edit("### 2026-11-13 payment", "### 2026-11-03 payment")
        history.commit()
        assert history.flaws() == ["entry-changed"]

    def test_04_an_id_reused(self, history: History) -> None:
        """One that was taken out comes back with other words."""
        history.write(DURAND, history.read().replace(CALL, ""))
        history.commit()
        history.act(CALL.replace("promised", "refused"))
        assert history.flaws() == ["entry-removed", "id-reused"]

    def test_05_an_entry_moved_to_another_dossier(self, history: History) -> None:
        """In one commit; named in the dossier where it is now."""
        history.write(DURAND, history.read().replace(PAYMENT, ""))
        history.write("dossiers/martin.md", HEAD + PAYMENT)
        history.commit()
        assert sorted(history.flaws()) == ["entry-moved", "entry-removed"]

    def test_06_recorded_rewritten(self, history: History) -> None:
        """When and by whom is a fact too."""
        history.edit("- recorded: 2026-11-13T08:00:00Z lea", "- recorded: 2026-11-12T08:00:00Z lea")
        history.commit()
        assert history.flaws() == ["entry-changed"]

    def test_07_a_cancellation_removed(self, history: History) -> None:
        """What had been struck out would count again."""
        cancel = "\n### 2026-11-13 cancel ^f5w2kb8t ^x8x8x8x8\n- recorded: 2026-11-14T08:00:00Z lea\n"
        history.act(cancel, action="cancel")
        history.write(DURAND, history.read().replace(cancel, ""))
        history.commit()
        (found,) = history.audit().findings
        assert (str(found.observation.flaw), found.observation.entry) == ("entry-removed", "x8x8x8x8")

    def test_08_a_fact_reverted_by_git(self, history: History) -> None:
        """Named as what it is, with the commit that it takes back."""
        commit = history.git("rev-parse", "HEAD")
        history.git("revert", "--no-edit", "HEAD")
        (found,) = history.audit().findings
        assert str(found.observation.flaw) == "entry-removed"
        assert commit[:10] in str(found.observation.what)

    def test_09_a_hand_edit_that_changes_a_fact(self, history: History) -> None:
        """A kind of its own: recouv took it in, and said so."""
        history.edit("- amount: 1000.00", "- amount: 1100.00")
        history.commit(told("edit", "durand", []))
        assert history.flaws() == ["hand-edit-changed"]

    def test_10_the_same_entry_twice(self, history: History) -> None:
        """Pasted once more, word for word: it would count twice."""
        history.write(DURAND, history.read() + PAYMENT)
        history.commit()
        assert history.flaws() == ["id-reused"]

    def test_11_an_id_in_capitals(self, history: History) -> None:
        """Only capitals tell it from another's."""
        history.act(CALL.replace("c9x4tn1e", "C9X4TN1E"))
        assert "case-twin" in history.flaws()

    def test_12_an_unsealed_entry_is_a_remark(self, history: History) -> None:
        """Committed by hand, without ID nor moment: allowed, and worth knowing."""
        history.write(DURAND, history.read() + "\n### 2026-11-20 note\n> typed\n")
        history.commit()
        audited = history.audit()
        assert audited.findings == []
        assert [str(one.observation.flaw) for one in audited.remarks] == ["entry-unsealed", "not-recouv"]

    def test_a_seal_forged(self, history: History) -> None:
        """Of what somebody had typed: in the name of another, in the future, under another entry's ID."""
        typed = "\n### 2026-11-20 note\n> typed\n"
        mine = NOTE.replace("one", "typed")
        for words, expected in (
            (OTHER.replace("two", "typed"), "recorded-by-another"),
            (mine.replace("recorded: 2026-11-20", "recorded: 2026-11-28"), "recorded-after-commit"),
            (mine.replace("n1n1n1n1", "c9x4tn1e"), "id-reused"),
        ):
            honest = history.read()
            history.write(DURAND, honest + typed)
            history.commit()
            history.write(DURAND, honest + words)
            history.commit(told("edit", "durand", [words.partition("^")[2][:8]]))
            assert history.flaws(since="HEAD~1", until="HEAD", is_range=True) == [expected]
            history.git("reset", "-q", "--hard", "HEAD~2")

    def test_13_other_line_ends_are_a_remark(self, history: History) -> None:
        """Windows' own on every line: no fact has changed."""
        history.write(DURAND, history.read().replace("\n", "\r\n"))
        history.commit()
        audited = history.audit()
        assert audited.findings == []
        assert "line-ends" in [str(one.observation.flaw) for one in audited.remarks]


class TestFiles:
    """A dossier stays where it is, and stays a file."""

    def test_14_a_link_in_the_place_of_a_dossier(self, history: History) -> None:
        """Its entries are not there any more."""
        (history.root / DURAND).unlink()
        (history.root / DURAND).symlink_to("/tmp/durand.md")
        history.commit()
        assert history.flaws()[0] == "not-a-file"

    def test_15_a_submodule_in_the_place_of_a_dossier(self, history: History) -> None:
        """Another repository's commit is no file."""
        head = history.git("rev-parse", "HEAD")
        history.git("rm", "-q", DURAND)
        history.git("update-index", "--add", "--cacheinfo", f"160000,{head},{DURAND}")
        history.git("commit", "-qm", "submodule")
        assert history.flaws()[0] == "not-a-file"

    def test_16_a_dossier_renamed(self, history: History) -> None:
        """Its entries follow, and it is said once."""
        history.git("mv", DURAND, "dossiers/menuiserie.md")
        history.commit()
        assert history.flaws() == ["dossier-renamed"]

    def test_17_a_dossier_deleted(self, history: History) -> None:
        """With the number of entries that went."""
        history.git("rm", "-q", DURAND)
        history.commit()
        (found,) = history.audit().findings
        assert str(found.observation.flaw) == "dossier-removed"
        assert "3 entries" in str(found.observation.what)

    def test_18_a_dossier_that_capitals_tell_from_another(self, history: History) -> None:
        """Many disks take them for one."""
        history.write("dossiers/Durand.md", HEAD)
        history.commit()
        assert history.flaws() == ["case-twin"]

    def test_19_bytes_that_are_no_text(self, history: History) -> None:
        """Nothing of it can be read."""
        (history.root / DURAND).write_bytes(b"\xff\xfe\x00")
        history.commit()
        assert history.flaws()[0] == "not-text"

    def test_a_dossier_put_in_a_sub_folder_is_a_remark(self, history: History) -> None:
        """Its id is the same."""
        (history.root / "dossiers/du").mkdir()
        history.git("mv", DURAND, "dossiers/du/durand.md")
        history.commit()
        audited = history.audit()
        assert audited.findings == []
        assert "dossier-moved" in [str(one.observation.flaw) for one in audited.remarks]


class TestWhatLeft:
    """A message is kept as it left, a document as its entry gives it."""

    @pytest.fixture
    def sent(self, history: History) -> History:
        """With a message that left."""
        path, data, entry = message_of()
        history.write(path, data)
        history.act(entry, action="email", day="2026-11-15")
        return history

    def test_20_edited(self, sent: History) -> None:
        """Not what left."""
        assert sent.flaws() == []
        sent.edit("please pay", "please do pay", message_of()[0])
        sent.commit()
        assert sent.flaws() == ["message-changed"]

    def test_21_deleted(self, sent: History) -> None:
        """It is missed."""
        sent.git("rm", "-q", message_of()[0])
        sent.commit()
        (found,) = sent.audit().findings
        assert (str(found.observation.flaw), found.observation.entry) == ("message-removed", "m4r8t1zz")

    def test_22_replaced(self, sent: History) -> None:
        """Deleted, then put back with other words: the entry's fingerprint tells."""
        sent.git("rm", "-q", message_of()[0])
        sent.commit()
        sent.write(message_of()[0], "Dear client, nothing is owed.\n")
        sent.commit()
        assert sent.flaws() == ["message-removed", "message-hash"]

    def test_23_never_what_its_entry_says(self, history: History) -> None:
        """From its first commit on."""
        path, _, entry = message_of()
        history.write(path, "Another text.\n")
        history.act(entry, action="email")
        assert history.flaws() == ["message-hash"]

    def test_a_message_that_is_not_there(self, history: History) -> None:
        """The entry alone proves nothing."""
        history.act(message_of()[2], action="email")
        assert history.flaws() == ["message-hash"]

    def test_a_link_in_its_place(self, sent: History) -> None:
        """What it leads to may change."""
        (sent.root / message_of()[0]).unlink()
        (sent.root / message_of()[0]).symlink_to("/tmp/other.eml")
        sent.commit()
        assert sent.flaws() == ["message-changed"]

    def test_a_document_changed(self, history: History) -> None:
        """An invoice's page, whose fingerprint the entry gives."""
        sha256 = hashlib.sha256(b"page").hexdigest()
        history.write("documents/F1.pdf", "page")
        history.act(
            "\n### 2026-11-20 note ^n1n1n1n1\n- document: documents/F1.pdf\n"
            f"- sha256: {sha256}\n- recorded: 2026-11-20T11:00:00Z lea\n"
        )
        assert history.flaws() == []
        history.write("documents/F1.pdf", "another page")
        history.commit()
        assert history.flaws() == ["document-changed"]


class TestClaims:
    """What a commit says that it did agrees with what it did."""

    def test_24_a_trailer_names_an_entry_that_is_not_there(self, history: History) -> None:
        """It claims an action that nobody did."""
        history.write(DURAND, history.read() + NOTE)
        history.commit(told("note", "durand", ["n1n1n1n1", "q9q9q9q9"]))
        (found,) = history.audit().findings
        assert (str(found.observation.flaw), found.observation.entry) == ("trailer-entry", "q9q9q9q9")

    def test_25_a_trailer_omits_an_entry(self, history: History) -> None:
        """What was added beside the action is named."""
        history.write(DURAND, history.read() + NOTE + OTHER.replace("marc", "lea"))
        history.commit(told("note", "durand", ["n1n1n1n1"]))
        (found,) = history.audit().findings
        assert (str(found.observation.flaw), found.observation.entry) == ("trailer-omits", "p2p2p2p2")

    def test_26_a_dossier_changed_under_the_name_of_another(self, history: History) -> None:
        """Named and untouched, touched and not named."""
        history.write(DURAND, history.read() + NOTE)
        history.commit(told("note", "martin", ["n1n1n1n1"]))
        assert history.flaws() == ["trailer-dossier", "trailer-dossier"]

    def test_a_commit_that_is_not_recouvs_is_a_remark(self, history: History) -> None:
        """Any tool may edit a dossier."""
        history.edit("kind: company", "kind: public")
        history.commit()
        audited = history.audit()
        assert audited.findings == []
        assert [str(one.observation.flaw) for one in audited.remarks] == ["head-changed", "not-recouv"]
        assert audited.remarks[0].observation.lines == ("-kind: company", "+kind: public")

    def test_a_head_changed_under_the_name_of_a_call(self, history: History) -> None:
        """A remark, with the lines; an edit says that it is one."""
        history.edit("kind: company", "kind: public")
        history.act(NOTE, action="note")
        assert history.remarks() == ["head-changed"]
        history.edit("kind: public", "kind: company")
        history.commit(told("edit", "durand", []))
        assert history.remarks() == ["head-changed"]


class TestDays:
    """Nothing is written before it happened."""

    def test_27_an_entry_dated_after_its_commit(self, history: History) -> None:
        """A day is allowed for time zones, no more."""
        history.act(NOTE.replace("### 2026-11-20", "### 2026-11-21"))
        assert history.flaws() == []
        history.act(OTHER.replace("### 2026-11-20", "### 2026-11-23").replace("marc", "lea"))
        assert history.flaws() == ["dated-after-commit"]

    def test_28_recorded_after_its_commit(self, history: History) -> None:
        """The stamp is not what the clock said."""
        history.act(NOTE.replace("recorded: 2026-11-20", "recorded: 2026-11-28"))
        assert history.flaws() == ["recorded-after-commit"]

    def test_29_in_the_name_of_another(self, history: History) -> None:
        """Lea committed what marc is said to have recorded."""
        history.act(OTHER, who="lea")
        assert history.flaws() == ["recorded-by-another"]

    def test_30_a_commit_dated_in_the_past(self, history: History) -> None:
        """More than a day before its parent."""
        history.act(NOTE.replace("2026-11-20", "2026-11-01"), day="2026-11-02")
        assert history.flaws() == ["clock-back"]

    def test_31_a_commit_dated_in_the_future(self, history: History) -> None:
        """After the day of the audit."""
        history.act(NOTE, day="2027-01-01")
        assert history.flaws() == ["commit-in-future"]

    def test_the_team_is_that_of_the_day(self, history: History) -> None:
        """Who has left the team since wrote what they wrote."""
        history.act(OTHER, who="marc")
        history.write("recouv.yaml", "recouv: 1\n")
        history.commit("settings\n\nRecouv-Action: settings")
        assert history.flaws() == []


class TestMerges:
    """A merge holds what its parents had."""

    @pytest.fixture
    def merging(self, history: History) -> History:
        """In the middle of one: each side has a note of its own."""
        history.branch()
        history.act(OTHER, who="marc")
        history.git("checkout", "-q", "main")
        history.act(NOTE)
        history.git("merge", "-q", "--no-commit", "side", accept=(0, 1))
        return history

    def merged(self, history: History, text: str) -> list[str]:
        history.write(DURAND, text)
        history.commit("sync\n\nRecouv-Action: sync")
        return history.flaws()

    def test_32_it_adds(self, merging: History) -> None:
        """An entry that neither side has."""
        more = "\n### 2026-11-20 note ^e6e6e6e6\n- recorded: 2026-11-20T11:40:00Z lea\n> evil\n"
        assert self.merged(merging, HEAD + INVOICE + CALL + PAYMENT + NOTE + OTHER + more) == ["merge-added"]

    def test_33_it_loses(self, merging: History) -> None:
        """What the other side had added."""
        assert self.merged(merging, HEAD + INVOICE + CALL + PAYMENT + NOTE) == ["merge-lost"]

    def test_34_it_changes(self, merging: History) -> None:
        """An amount, under the cover of a merge."""
        evil = PAYMENT.replace("amount: 1000.00", "amount: 10.00")
        assert self.merged(merging, HEAD + INVOICE + CALL + evil + NOTE + OTHER) == ["merge-changed"]

    def test_35_it_invents_a_key_of_the_head(self, merging: History) -> None:
        """Neither side had it so."""
        head = HEAD.replace("kind: company", "kind: public")
        assert self.merged(merging, head + INVOICE + CALL + PAYMENT + NOTE + OTHER) == ["merge-head"]

    def test_it_adds_a_dossier(self, merging: History) -> None:
        """Which neither side has: each of its entries is told."""
        merging.write("dossiers/martin.md", HEAD + NOTE.replace("n1n1n1n1", "e6e6e6e6"))
        assert self.merged(merging, HEAD + INVOICE + CALL + PAYMENT + NOTE + OTHER) == ["merge-added"]

    def test_36_it_loses_a_message(self, history: History) -> None:
        """What left on the other side is kept."""
        path, data, entry = message_of()
        history.branch()
        history.write(path, data)
        history.act(entry, action="email")
        history.git("checkout", "-q", "main")
        history.commit("else")
        history.git("merge", "-q", "--no-commit", "--no-ff", "side")
        history.git("rm", "-qf", path)
        history.commit("sync\n\nRecouv-Action: sync")
        assert history.flaws() == ["merge-file"]

    def test_what_a_branch_took_out_is_that_branchs_doing(self, history: History) -> None:
        """The merge that follows it is not to blame."""
        history.branch()
        history.write(DURAND, history.read().replace(CALL, ""))
        history.commit(who="marc")
        history.git("checkout", "-q", "main")
        history.commit("else")
        history.git("merge", "-q", "--no-ff", "--no-edit", "side")
        assert history.flaws() == ["entry-removed"]


class TestTheWhole:
    """Rewritten, cut short, replaced."""

    @pytest.fixture
    def witness(self, history: History, tmp_path: Path) -> Path:
        """A file that saw it."""
        path = tmp_path / "witness.txt"
        record_witness(history.root, str(path), NOW)
        return path

    def test_37_a_commit_amended_after_the_witness(self, history: History, witness: Path) -> None:
        """It is lost, and named."""
        assert history.flaws(witness=str(witness)) == []
        history.edit("- amount: 1000.00", "- amount: 10.00")
        history.git("commit", "-qa", "--amend", "--no-edit", day="2026-11-13T08:00:02Z")
        (found,) = history.audit(witness=str(witness)).findings
        assert str(found.observation.flaw) == "history-rewritten"
        assert "payment: durand" in found.observation.lines[0]

    def test_38_a_history_rebased(self, history: History, witness: Path) -> None:
        """The same words in other commits."""
        history.git("rebase", "-q", "--root", "--no-ff", "--force-rebase", day="2026-11-25")
        assert history.flaws(witness=str(witness)) == ["history-rewritten"]
        assert "committed-again" in history.remarks(full=True)

    def test_39_a_commit_dropped(self, history: History, witness: Path) -> None:
        """Even when nothing of it is left in the clone."""
        history.git("reset", "-q", "--hard", "HEAD~1")
        history.git("reflog", "expire", "--expire=now", "--all")
        history.git("gc", "-q", "--prune=now")
        (found,) = history.audit(witness=str(witness)).findings
        assert "nor does this clone" in str(found.observation.what)

    def test_40_a_shallow_clone_proves_nothing(self, history: History, tmp_path: Path) -> None:
        """It says so, and how to have the rest."""
        clone = tmp_path / "shallow"
        subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{history.root}", str(clone)], check=True)
        (found,) = audit(clone, Wanted(), NOW).findings
        assert str(found.observation.flaw) == "history-shallow"
        assert "git fetch --unshallow" in str(found.observation.what)

    def test_41_replaced_objects_do_not_fool_it(self, history: History) -> None:
        """The true commit is judged, and the replacement is told."""
        history.edit("- amount: 1000.00", "- amount: 10.00")
        evil = history.commit()
        history.git("replace", evil, f"{evil}~1")
        assert sorted(history.flaws()) == ["entry-changed", "history-replaced"]

    def test_42_a_replaced_content_does_not_fool_it(self, history: History) -> None:
        """A blob shown as another one."""
        honest = history.git("rev-parse", f"HEAD:{DURAND}")
        history.edit("- amount: 1000.00", "- amount: 10.00")
        history.commit()
        history.git("replace", history.git("rev-parse", f"HEAD:{DURAND}"), honest)
        assert sorted(history.flaws()) == ["entry-changed", "history-replaced"]

    def test_43_grafts_do_not_fool_it(self, history: History) -> None:
        """A commit that is said to have no parent has them."""
        history.edit("- amount: 1000.00", "- amount: 10.00")
        history.commit()
        history.act(NOTE)
        (history.root / ".git/info").mkdir(exist_ok=True)
        grafts = f"{history.git('rev-parse', 'HEAD')} {history.git('rev-parse', 'HEAD~2')}\n"
        (history.root / ".git/info/grafts").write_text(grafts, encoding="utf-8")
        assert sorted(history.flaws()) == ["entry-changed", "history-replaced"]

    def test_44_an_object_that_is_not_what_its_name_says(self, history: History) -> None:
        """Somebody wrote into git's own folder."""
        honest = history.git("rev-parse", f"HEAD:{DURAND}")
        history.write("evil", history.read().replace("- amount: 1000.00", "- amount: 10.00"))
        evil = history.git("hash-object", "-w", "evil")
        (history.root / "evil").unlink()
        objects = history.root / ".git/objects"
        target = objects / honest[:2] / honest[2:]
        target.unlink()
        shutil.copy(objects / evil[:2] / evil[2:], target)
        assert "object-broken" in history.flaws()

    def test_a_remote_is_a_witness(self, history: History, tmp_path: Path) -> None:
        """Its branch only goes forward, and what it saw is missed."""
        bare = tmp_path / "witness.git"
        subprocess.run(["git", "init", "-q", "--bare", str(bare)], check=True)
        history.git("remote", "add", "safe", str(bare))
        record_witness(history.root, "safe", NOW)
        assert history.flaws(witness="safe") == []
        history.git("reset", "-q", "--hard", "HEAD~1")
        history.act(NOTE)
        assert history.flaws(witness="safe") == ["history-rewritten"]
        with pytest.raises(WitnessError):
            record_witness(history.root, "safe", NOW)

    def test_a_witness_does_not_record_a_rewritten_history(self, history: History, witness: Path) -> None:
        """What it saw stays what it saw."""
        history.git("reset", "-q", "--hard", "HEAD~1")
        before = witness.read_text(encoding="utf-8")
        with pytest.raises(WitnessError, match="rewritten"):
            record_witness(history.root, str(witness), NOW)
        assert witness.read_text(encoding="utf-8") == before


class TestShortcut:
    """What was proved is not walked again, and is never believed where it does not fit."""

    def test_it_goes_on(self, history: History) -> None:
        """From the last commit judged; what was found before is told again."""
        history.edit("- amount: 1000.00", "- amount: 10.00")
        history.commit()
        history.audit()
        history.act(NOTE)
        audited = history.audit()
        assert (audited.commits, audited.earlier) == (1, 5)
        assert [str(one.observation.flaw) for one in audited.findings] == ["entry-changed"]

    def test_ids_of_before_are_known(self, history: History) -> None:
        """An ID comes back after the last audit."""
        history.audit()
        history.write("dossiers/martin.md", HEAD + CALL)
        history.commit()
        assert history.flaws() == ["entry-moved"]

    def test_full_walks_everything(self, history: History) -> None:
        """And gives the same answer."""
        history.audit()
        assert (history.audit(full=True).commits, history.audit(full=True).earlier) == (4, 0)

    def test_another_history_drops_it(self, history: History) -> None:
        """A remark says so, and all is walked."""
        history.audit()
        history.git("reset", "-q", "--hard", "HEAD~1")
        audited = history.audit()
        assert (audited.commits, [str(one.observation.flaw) for one in audited.remarks]) == (3, ["audited-elsewhere"])

    def test_a_damaged_one_is_made_again(self, history: History) -> None:
        """It is a shortcut, nothing else."""
        history.audit()
        (history.root / ".git/recouv" / NAME).write_bytes(b"no database at all" * 100)
        assert history.audit().commits == 4

    def test_a_range_keeps_nothing(self, history: History) -> None:
        """What A has is taken as proved, its IDs are known."""
        history.audit()
        history.write("dossiers/martin.md", HEAD + CALL)
        history.commit()
        since, until = wanted_range("HEAD~1..HEAD")
        audited = history.audit(since=since, until=until, is_range=True)
        assert (audited.commits, [str(one.observation.flaw) for one in audited.findings]) == (1, ["entry-moved"])

    def test_a_range_that_is_no_descent(self, history: History) -> None:
        """B without A: somebody pushed by force."""
        old = history.git("rev-parse", "HEAD")
        history.git("reset", "-q", "--hard", "HEAD~1")
        history.act(NOTE)
        assert history.flaws(since=old, until="HEAD", is_range=True) == ["history-rewritten"]

    @pytest.mark.parametrize("text", ["a...b", "-x..y"])
    def test_what_is_no_range(self, text: str) -> None:
        """It is refused with how to write one."""
        with pytest.raises(UsageError):
            wanted_range(text)


class TestCommands:
    """What is told."""

    def test_a_finding_in_words(self, history: History, recouv: Callable[..., Ran]) -> None:
        """File, entry, lines, who, when, in which commit; exit code 1."""
        history.edit("- amount: 1000.00", "- amount: 10.00")
        commit = history.commit(who="marc")
        ran = recouv("audit", at=history.root)
        assert ran.code == 1
        assert f"{DURAND}: the entry 2026-11-13 payment ^f5w2kb8t was changed" in ran.out
        assert "-- amount: 1000.00\n    +- amount: 10.00" in ran.out
        assert f"{commit[:10]}  2026-11-20 12:00 UTC  Marc Roux <marc@example.com>  by hand" in ran.out
        assert "5 commits judged; 1 finding" in ran.err

    def test_an_honest_history(self, history: History, recouv: Callable[..., Ran]) -> None:
        """Exit code 0, and up to which commit it holds."""
        ran = recouv("audit", at=history.root)
        assert (ran.code, ran.out) == (0, "")
        assert history.git("rev-parse", "HEAD")[:10] in ran.err

    def test_for_scripts(self, history: History, recouv: Callable[..., Ran]) -> None:
        """Every key of a finding."""
        history.edit("- amount: 1000.00", "- amount: 10.00")
        history.commit()
        (found,) = json.loads(recouv("audit", "--json", at=history.root).out)["findings"]
        assert (found["kind"], found["path"], found["entry"]) == ("entry-changed", DURAND, "^f5w2kb8t")
        assert found["when"] == "2026-11-20T12:00:00+00:00"

    def test_hostile_words_do_not_reach_the_terminal(self, history: History, recouv: Callable[..., Ran]) -> None:
        """Of a message, of an entry, of a file's name."""
        history.write("dossiers/evil\x1b[2J.md", HEAD)
        history.act("\n### 2026-11-20 note\x1b]0;owned\x07\n> x\n")
        history.edit("- outcome: promised", "- outcome: \x1b[31mpaid\u202e")
        history.commit("subject \x1b[2J")
        out = recouv("audit", at=history.root).out
        assert not any(char in out for char in "\x1b\x07\u202e")

    def test_bytes_that_are_no_text(self, history: History, recouv: Callable[..., Ran]) -> None:
        """In a file's name, in a message, in an author's name: the audit goes on and tells them in digits."""
        (history.root / os.fsdecode(b"dossiers/\xff.md")).write_bytes(
            HEAD.encode() + b"\n### 2026-11-20 note\n> \xfe\n"
        )
        (history.root / os.fsdecode(b"sent/")).mkdir()
        (history.root / os.fsdecode(b"sent/\xff.eml")).write_bytes(b"x")
        history.commit(os.fsdecode(b"by hand \xff"), "--author", os.fsdecode(b"L\xe9a <l\xe9a@example.com>"))
        (history.root / os.fsdecode(b"dossiers/\xff.md")).unlink()
        history.commit()
        out = recouv("audit", at=history.root).out
        assert "dossiers/\\udcff.md was removed" in out
        assert json.loads(recouv("audit", "--json", at=history.root).out)["remarks"]

    def test_witness_and_audit(self, history: History, recouv: Callable[..., Ran], tmp_path: Path) -> None:
        """Recorded, then missed."""
        path = str(tmp_path / "clients.witness")
        assert recouv("witness", path, at=history.root).code == 0
        history.git("reset", "-q", "--hard", "HEAD~1")
        assert recouv("witness", path, at=history.root).code == 3
        ran = recouv("audit", "--witness", path, at=history.root)
        assert (ran.code, "payment: durand" in ran.out) == (1, True)

    def test_a_witness_in_the_workspace_is_none(self, history: History, recouv: Callable[..., Ran]) -> None:
        """It would be rewritten with the history."""
        assert recouv("witness", str(history.root / "witness.txt"), at=history.root).code == 2

    def test_a_witness_that_is_not_there(self, history: History, recouv: Callable[..., Ran], tmp_path: Path) -> None:
        """It proves nothing, and is not taken for a proof."""
        ran = recouv("audit", "--witness", str(tmp_path / "none"), at=history.root)
        assert (ran.code, "proves nothing" in ran.err) == (3, True)

    def test_a_file_that_is_no_witness(self, history: History, recouv: Callable[..., Ran], tmp_path: Path) -> None:
        """Its line is named."""
        path = tmp_path / "witness"
        path.write_text("hello\n", encoding="utf-8")
        ran = recouv("audit", "--witness", str(path), at=history.root)
        assert (ran.code, f"{path}:1" in ran.err) == (3, True)

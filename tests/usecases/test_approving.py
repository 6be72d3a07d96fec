"""A second person: what is proposed, by whom it may be approved, and what everybody sees of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from recouv.store.workspace import Workspace
from recouv.usecases.auditing import Wanted, audit
from recouv.usecases.checking import check_workspace
from recouv.usecases.session import Session
from recouv.usecases.undoing import undo_last
from tests.conftest import TODAY, Desk, Ran
from tests.usecases.clones import Clone, no_pause
from tests.usecases.history import NOW

HEAD = "---\nname: Menuiserie Durand SARL\nterms: 30 days end of month\nscenario: standard\n---\n\n## Journal\n"
INVOICE = """
### 2026-09-01 invoice F2026-031 ^7k3f9x2m
- amount: 2400.00
- due: 2026-10-31
- recorded: 2026-09-01T09:12:07Z import
"""
TEAM = """team:
  - id: bob
    email: bob@example.com
  - id: alice
    email: alice@example.com
  - id: carol
    email: carol@example.com
"""
ASKED = """approvals:
  write-off: 500
  handover: always
  limit: 10000
  plan: 1000
"""
WRITE_OFF = ("writeoff", "durand", "F2026-031", "620", "--reason", "Liquidation")


class Office:
    """One workspace, and whoever sits at the keyboard."""

    def __init__(self, desk: Desk, command: Callable[..., Ran]) -> None:
        self.desk = desk
        self.command = command

    @property
    def session(self) -> Session:
        """As the files are now."""
        return Session(workspace=Workspace.open(self.desk.root), today=TODAY)

    def configure(self, text: str) -> None:
        """The settings, beside those of a new workspace."""
        path = self.desk.root / "recouv.yaml"
        known = path.read_text(encoding="utf-8").partition("\n# of the test\n")[0]
        path.write_text(f"{known}\n# of the test\n{text}", encoding="utf-8")
        self.desk.git("commit", "-qam", "settings")

    def sits(self, who: str, email: str = "") -> None:
        """Somebody else types from now on."""
        self.desk.git("config", "user.name", who)
        self.desk.git("config", "user.email", email or f"{who}@example.com")

    def run(self, who: str, *words: str) -> Ran:
        """A command by that person."""
        self.sits(who)
        return self.command(*words)

    def owed(self, on: str = "2026-11-20") -> str:
        """The outstanding of everybody."""
        found = json.loads(self.command("balance", "--json", "--on", on).out)
        return str(found["totals"]["EUR"]["total"])

    def waiting(self) -> list[dict[str, object]]:
        """What `approve --json` lists."""
        return list(json.loads(self.command("approve", "--json").out)["waiting"])

    def proposal(self) -> str:
        """The ID of the only one."""
        (one,) = self.waiting()
        return str(one["entry"])


@pytest.fixture
def office(desk: Desk, recouv: Callable[..., Ran]) -> Office:
    """Bob, Alice and Carol, and one client who owes 2,400.00."""
    desk.write("durand", HEAD + INVOICE)
    found = Office(desk, recouv)
    found.configure(TEAM + ASKED)
    found.sits("bob")
    return found


class TestProposed:
    """What needs a second person is written as a proposal, by every verb."""

    def test_a_write_off(self, office: Office) -> None:
        """It says who is waited for, changes nothing, and the history says that it is proposed."""
        ran = office.run("bob", *WRITE_OFF)
        assert (ran.code, "(alice, carol)" in ran.err) == (0, True)
        assert office.desk.subjects()[0] == ("proposed: write-off: Menuiserie Durand SARL, €620.00 of F2026-031")
        assert "- proposed: yes\n- recorded: " in office.desk.read("durand")
        assert office.owed() == "2400.00"

    def test_at_the_amount(self, office: Office) -> None:
        """500 needs nobody where it is asked for above 500."""
        assert "proposed" not in office.run("bob", *WRITE_OFF[:3], "500", *WRITE_OFF[4:]).err
        assert office.owed() == "1900.00"

    @pytest.mark.parametrize(
        ("words", "asks"),
        [
            (("handover", "durand", "--to", "Vidal"), True),
            (("limit", "durand", "10000"), False),
            (("limit", "durand", "10000.01"), True),
            (("plan", "durand", "--count", "3", "--first", "2026-12-01"), True),
            (("hold", "durand"), False),
        ],
    )
    def test_other_verbs(self, office: Office, words: tuple[str, ...], *, asks: bool) -> None:
        """Each by its own amount, a plan by the sum of its instalments."""
        ran = office.run("bob", *words)
        assert ran.code == 0
        assert ("- proposed: yes" in office.desk.read("durand")) is asks
        assert bool(office.waiting()) is asks

    def test_a_dry_run(self, office: Office) -> None:
        """It shows the proposal and says whose approval it would wait for."""
        ran = office.run("bob", *WRITE_OFF, "--dry-run")
        assert "+- proposed: yes" in ran.out
        assert "waits for the approval" in ran.err
        assert office.waiting() == []

    def test_twice(self, office: Office) -> None:
        """The very same waits already; another one does not."""
        office.run("bob", *WRITE_OFF)
        again = office.run("alice", *WRITE_OFF)
        assert (again.code, "proposed already" in again.err) == (2, True)
        assert office.run("alice", *WRITE_OFF[:3], "700", *WRITE_OFF[4:]).code == 0

    def test_a_limit_in_the_head(self, office: Office) -> None:
        """It is no way round: a limit above the amount is proposed."""
        ran = office.run("bob", "edit", "durand", "credit_limit=20000.00")
        assert (ran.code, "recouv limit" in ran.err) == (2, True)
        assert office.run("bob", "edit", "durand", "credit_limit=9000.00").code == 0

    def test_a_plan_as_scripts_read_it(self, office: Office) -> None:
        """It says that it counts for nothing yet."""
        words = ("plan", "durand", "--count", "3", "--first", "2026-12-01", "--json")
        assert json.loads(office.run("bob", *words).out)["proposed"] is True

    def test_without_settings(self, office: Office) -> None:
        """Nothing is asked of anybody."""
        office.configure(TEAM)
        assert office.run("bob", *WRITE_OFF).err == ""
        assert office.owed() == "1780.00"

    def test_in_french(self, office: Office) -> None:
        """In the words of the person."""
        ran = office.run("bob", *WRITE_OFF, "--lang", "fr")
        assert "attend l'approbation de quelqu'un d'autre (alice, carol)" in ran.err


class TestDecided:
    """Somebody else decides, from that day on."""

    def test_approved(self, office: Office) -> None:
        """It counts from the day of the approval; the proposer is told who did it."""
        office.run("bob", *WRITE_OFF, "--on", "2026-11-05")
        assert office.run("alice", "approve", "durand", "--on", "2026-11-12").code == 0
        assert [office.owed(f"2026-11-{day}") for day in ("05", "11", "12")] == ["2400.00", "2400.00", "1780.00"]
        assert office.desk.subjects()[0].startswith("approve: Menuiserie Durand SARL, write-off of €620.00")
        shown = office.run("bob", "show", "durand").out
        assert "(approved by alice, counts from 12 Nov 2026)" in shown
        assert office.waiting() == []

    def test_by_its_author(self, office: Office) -> None:
        """Refused, with who may; nothing is written."""
        office.run("bob", *WRITE_OFF)
        before = office.desk.git("rev-parse", "HEAD")
        ran = office.run("bob", "approve", "durand")
        assert ran.code == 2
        assert "you proposed it yourself" in ran.err
        assert "alice, carol" in ran.err
        assert office.desk.git("rev-parse", "HEAD") == before

    def test_by_its_author_under_another_name(self, office: Office) -> None:
        """A person is their e-mail, where the team has it."""
        office.run("bob", *WRITE_OFF)
        office.sits("Alice", "bob@example.com")
        assert "you proposed it yourself" in office.command("approve", "durand").err

    def test_written_by_hand_by_its_author(self, office: Office) -> None:
        """It counts for nothing, and `check` says so."""
        office.run("bob", *WRITE_OFF)
        entry = office.proposal()
        office.desk.write("durand", office.desk.read("durand") + f"\n### 2026-11-20 approve {entry}\n", commit=False)
        office.run("bob", "log", "durand", "note", "--note", "anything")
        assert office.owed() == "2400.00"
        ran = office.command("check")
        assert (ran.code, "the approval counts for nothing" in ran.out) == (1, True)

    def test_rejected(self, office: Office) -> None:
        """With a reason; it never counts, and the same can be proposed again."""
        office.run("bob", *WRITE_OFF)
        assert office.run("alice", "approve", "durand", "--reject", " ").code == 2
        ran = office.run("alice", "approve", "durand", "--reject", "A plan first")
        assert ran.code == 0
        assert office.owed() == "2400.00"
        assert "(rejected by alice: never counts)" in office.command("show", "durand").out
        assert office.waiting() == []
        assert office.run("bob", *WRITE_OFF).code == 0

    def test_decided_already(self, office: Office) -> None:
        """It says by whom, and what undoes it."""
        office.run("bob", *WRITE_OFF)
        entry = office.proposal()
        office.run("alice", "approve", "durand")
        ran = office.run("carol", "approve", "durand", entry, "--reject", "no")
        assert (ran.code, "was approved on" in ran.err, "by alice" in ran.err) == (2, True, True)
        assert office.run("carol", "approve", "durand").code == 4

    def test_withdrawn(self, office: Office) -> None:
        """Its author undoes it, before or after somebody else approved it."""
        office.run("bob", *WRITE_OFF)
        undo_last(office.desk.session)
        assert office.waiting() == []
        office.run("bob", *WRITE_OFF)
        entry = office.proposal()
        office.run("alice", "approve", "durand")
        assert office.owed() == "1780.00"
        assert office.run("bob", "cancel", "durand", entry).code == 0
        assert office.owed() == "2400.00"

    def test_an_approval_undone(self, office: Office) -> None:
        """The proposal waits again."""
        office.run("bob", *WRITE_OFF)
        office.run("alice", "approve", "durand")
        undo_last(office.desk.session)
        assert [one["proposed_by"] for one in office.waiting()] == ["bob"]
        assert office.owed() == "2400.00"

    def test_a_decision_is_not_for_its_proposer_to_strike_out(self, office: Office) -> None:
        """Neither a refusal nor an approval; who decided still may."""
        office.run("bob", *WRITE_OFF)
        office.run("alice", "approve", "durand", "--reject", "A plan first")
        decision = office.desk.read("durand").rpartition("reject ^")[2].rpartition(" ^")[2][:8]
        ran = office.run("bob", "cancel", "durand", decision)
        assert (ran.code, "is a decision of alice on what you proposed" in ran.err) == (2, True)
        ran = office.run("bob", "undo", office.desk.git("rev-parse", "HEAD").strip())
        assert (ran.code, "is a decision of alice on what you proposed" in ran.err) == (2, True)
        assert office.run("alice", "undo").code == 0

    def test_what_would_contradict_the_dossier(self, office: Office) -> None:
        """Paid meanwhile: the approval is refused, and the proposal waits."""
        office.run("bob", *WRITE_OFF)
        office.run("bob", "pay", "durand", "2400", "--on", "2026-11-19", "--for", "F2026-031")
        ran = office.run("alice", "approve", "durand")
        assert (ran.code != 0, "too much" in ran.err) == (True, True)
        assert len(office.waiting()) == 1

    def test_before_it_was_proposed(self, office: Office) -> None:
        """No day before the proposal's."""
        office.run("bob", *WRITE_OFF)
        assert office.run("alice", "approve", "durand", "--on", "2026-11-19").code == 2

    def test_several(self, office: Office) -> None:
        """They are listed; the ID says which."""
        office.run("bob", *WRITE_OFF)
        office.run("bob", "handover", "durand", "--to", "Vidal")
        ran = office.run("alice", "approve", "durand")
        assert (ran.code, ran.err.count("^") >= 2) == (2, True)
        entry = next(str(one["entry"]) for one in office.waiting() if one["kind"] == "handover")
        assert office.run("alice", "approve", "durand", entry[:5]).code == 0
        assert [one["kind"] for one in office.waiting()] == ["write-off"]


class TestWho:
    """Who may approve."""

    def test_named_approvers(self, office: Office) -> None:
        """By an e-mail or an id; the others are refused."""
        office.configure(TEAM + ASKED + "  approvers: [alice@example.com]\n")
        assert "(alice)" in office.run("bob", *WRITE_OFF).err
        ran = office.run("carol", "approve", "durand")
        assert (ran.code, "carol may not approve here" in ran.err) == (2, True)
        assert office.run("alice", "approve", "durand").code == 0

    def test_somebody_outside_the_team(self, office: Office) -> None:
        """Where there is a team, it is of it."""
        office.run("bob", *WRITE_OFF)
        assert "eve may not approve here" in office.run("eve", "approve", "durand").err

    def test_without_a_team(self, office: Office) -> None:
        """Whoever commits in the workspace."""
        office.configure(ASKED)
        office.run("bob", *WRITE_OFF)
        assert office.run("alice", "approve", "durand").code == 0

    def test_alone(self, desk: Desk, recouv: Callable[..., Ran]) -> None:
        """It is told at once that nobody else is known, and how to name them."""
        desk.write("durand", HEAD + INVOICE)
        office = Office(desk, recouv)
        office.configure(ASKED)
        ran = recouv(*WRITE_OFF)
        assert "nobody else is known here" in ran.err
        refused = recouv("approve", "durand")
        assert (refused.code, "under team" in refused.err) == (2, True)

    def test_an_approval_by_an_outsider_is_told(self, office: Office) -> None:
        """By `check`, which knows the names that entries give."""
        office.run("bob", *WRITE_OFF)
        entry = office.proposal()
        seal = "- recorded: 2026-11-20T10:00:00Z eve\n"
        office.desk.write("durand", office.desk.read("durand") + f"\n### 2026-11-20 approve {entry} ^e2e2e2e2\n{seal}")
        found = [str(one.what) for one in check_workspace(office.session)]
        assert found == [f"eve may not approve here: {entry}"]

    def test_who_may_is_part_of_what_is_remembered(self, office: Office) -> None:
        """Taken out of the team, an approver's name is told; put back, it is not."""
        office.run("bob", *WRITE_OFF)
        office.run("carol", "approve", "durand")
        assert office.command("check").code == 0
        office.configure(TEAM.partition("  - id: carol")[0] + ASKED)
        assert office.command("check").code == 1
        office.configure(TEAM + ASKED)
        assert office.command("check").code == 0


class TestSeen:
    """What everybody sees of it."""

    def test_the_agenda(self, office: Office) -> None:
        """A task of whoever may approve; for the proposer it waits.  Asked again by another, it is another agenda."""
        office.run("bob", *WRITE_OFF)
        for who, tasks, held in (("alice", 1, 0), ("bob", 0, 1), ("alice", 1, 0), ("eve", 0, 1)):
            day = json.loads(office.run(who, "agenda", "--json").out)
            found = [task for task in day["tasks"] if task["action"] == "approve"]
            waits = [row for row in day["held"] if "approval" in row["reason"]]
            assert (who, len(found), len(waits)) == (who, tasks, held)
        (why,) = json.loads(office.run("alice", "agenda", "--json").out)["tasks"][0]["why"]
        assert why == "write-off of €620.00 (F2026-031) proposed by bob: Liquidation"

    def test_the_agenda_in_french(self, office: Office) -> None:
        """In the words of the person."""
        office.run("bob", *WRITE_OFF)
        assert "passage en perte de 620,00" in office.run("alice", "agenda", "--lang", "fr").out.replace("\u202f", " ")

    def test_reminders_go_on(self, office: Office) -> None:
        """A handover that nobody approved stops no reminder; approved, it does."""
        before = [task["action"] for task in json.loads(office.run("bob", "agenda", "--json").out)["tasks"]]
        office.run("bob", "handover", "durand", "--to", "Vidal")
        assert [task["action"] for task in json.loads(office.command("agenda", "--json").out)["tasks"]] == before
        office.run("alice", "approve", "durand")
        after = json.loads(office.command("agenda", "--json").out)
        assert "reminder" not in json.dumps(after["tasks"])

    def test_the_list(self, office: Office) -> None:
        """Whose, how much, why, since when and who may."""
        office.run("bob", *WRITE_OFF)
        ran = office.command("approve")
        assert "alice, carol" in ran.out
        assert "Liquidation" in ran.out
        (row,) = office.waiting()
        assert {key: row[key] for key in ("client", "kind", "amount", "proposed_by", "reason", "approvers")} == {
            "client": "durand",
            "kind": "write-off",
            "amount": "620.00",
            "proposed_by": "bob",
            "reason": "Liquidation",
            "approvers": ["alice", "carol"],
        }
        assert office.command("approve", "--on", "2026-11-19").code == 4

    def test_json_of_the_dossier(self, office: Office) -> None:
        """What became of each."""
        office.run("bob", *WRITE_OFF)
        office.run("alice", "approve", "durand")
        (one,) = json.loads(office.command("show", "durand", "--json").out)["proposals"]
        assert (one["state"], one["by"], one["decided_by"]) == ("approved", "bob", "alice")

    def test_a_difference(self, office: Office) -> None:
        """What is proposed is told as such, and moves no sum."""
        office.run("bob", *WRITE_OFF)
        told = office.command("diff", "HEAD~1..HEAD").out
        assert "(proposed: does not count yet)" in told
        assert "2,400.00, as before" in told.replace("€", "")
        office.run("alice", "approve", "durand")
        assert "(approved by alice, counts from" in office.command("diff", "HEAD~2..HEAD").out

    def test_settings_change(self, office: Office) -> None:
        """What `check` remembers of a dossier depends on them."""
        office.configure(TEAM)
        office.run("bob", *WRITE_OFF)
        assert office.command("check").code == 0
        office.configure(TEAM + ASKED)
        ran = office.command("check")
        assert (ran.code, "counts, above" in ran.out) == (1, True)
        office.configure(TEAM + ASKED + "  since: 2027-01-01\n")
        assert office.command("check").code == 0
        office.configure(TEAM + ASKED)
        entry = next(line for line in office.desk.read("durand").splitlines() if "write-off" in line).split("^")[1]
        seal = "- recorded: 2026-11-20T10:00:00Z alice\n"
        office.desk.write("durand", office.desk.read("durand") + f"\n### 2026-11-20 approve ^{entry} ^a2a2a2a2\n{seal}")
        assert office.command("check").code == 0


class TestAudited:
    """The proof knows approvals by the commits."""

    def flaws(self, office: Office, **wanted: object) -> list[str]:
        found = audit(office.desk.root, Wanted(**wanted), NOW.replace(year=2100))  # type: ignore[arg-type]
        return [str(one.observation.flaw) for one in (*found.findings, *found.remarks)]

    def test_an_approval_by_another(self, office: Office) -> None:
        """Is as it should be."""
        office.run("bob", *WRITE_OFF)
        office.run("alice", "approve", "durand")
        assert "approved-by-author" not in self.flaws(office, full=True)

    def test_an_approval_by_the_same_person(self, office: Office) -> None:
        """Under another name, with the same e-mail; also when the audit begins in between."""
        office.configure(ASKED)
        office.run("bob", *WRITE_OFF)
        office.sits("alice", "bob@example.com")
        assert office.command("approve", "durand").code == 0
        assert office.owed() == "1780.00"
        assert "approved-by-author" in self.flaws(office, full=True)

    def test_from_the_middle(self, office: Office) -> None:
        """Who proposed is known from what the dossiers say at its beginning."""
        office.run("bob", *WRITE_OFF)
        entry = office.proposal()
        seal = "- recorded: 2026-11-20T10:00:00Z bob\n"
        office.desk.write("durand", office.desk.read("durand") + f"\n### 2026-11-20 approve {entry} ^e2e2e2e2\n{seal}")
        assert "approved-by-author" in self.flaws(office, since="HEAD~1", until="HEAD", is_range=True)

    def test_less_is_asked(self, office: Office) -> None:
        """A remark, as is what was recorded to count at once."""
        office.configure(TEAM + ASKED.replace("500", "5000"))
        assert "approvals-loosened" in self.flaws(office, full=True)
        seal = "- recorded: 2026-11-20T10:00:00Z bob\n"
        text = f"\n### 2026-11-20 handover ^e2e2e2e2\n- to: Vidal\n{seal}"
        office.desk.write("durand", office.desk.read("durand") + text)
        assert "counted-unapproved" in self.flaws(office, full=True)


class TestTwoClones:
    """Approvals travel as everything does."""

    @pytest.fixture
    def clones(self, desk: Desk, tmp_path: Path) -> list[Clone]:
        """Alice's, Bob's and Carol's, of one remote."""
        desk.write("durand", HEAD + INVOICE)
        Office(desk, lambda *_: Ran(0, "", "")).configure(TEAM + ASKED)
        bare = tmp_path / "bare.git"
        subprocess.run(["git", "clone", "-q", "--bare", str(desk.root), str(bare)], check=True)
        found = []
        for who in ("alice", "bob", "carol"):
            subprocess.run(["git", "clone", "-q", str(bare), str(tmp_path / who)], check=True)
            found.append(Clone(tmp_path / who, who))
        return found

    def test_proposed_here_and_approved_there(self, clones: list[Clone], recouv: Callable[..., Ran]) -> None:
        """And two who decide at once both keep their word: the first holds, and `sync` says so."""
        from recouv.usecases.syncing import sync

        alice, bob, carol = clones
        assert recouv(*WRITE_OFF, at=bob.root).code == 0
        for clone in (bob, alice, carol):
            sync(clone.session, no_pause)
        assert recouv("approve", "durand", at=alice.root).code == 0
        assert recouv("approve", "durand", "--reject", "A plan first", at=carol.root).code == 0
        sync(alice.session, no_pause)
        met = sync(carol.session, no_pause).met
        assert ["two people decided" in str(one.crossing.what) for one in met] == [True]
        for clone in (alice, bob):
            sync(clone.session, no_pause)
        texts = {(clone.root / "dossiers/durand.md").read_text(encoding="utf-8") for clone in clones}
        assert len(texts) == 1
        (text,) = texts
        assert text.count("- proposed: yes") == text.count(" approve ^") == text.count(" reject ^") == 1
        totals = {
            json.loads(recouv("balance", "--json", at=clone.root).out)["totals"]["EUR"]["total"] for clone in clones
        }
        assert len(totals) == 1
        assert TODAY.isoformat() in text

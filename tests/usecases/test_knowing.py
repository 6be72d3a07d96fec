"""What was known then: the lists of a commit are those that its files would give, whatever is in the work tree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from recouv.cli.dossier.document import document
from recouv.domain.errors import NothingFoundError, ProblemsError, UsageError, WorkspaceError
from recouv.store.workspace import Workspace
from recouv.usecases.balance import Balance, balance_on
from recouv.usecases.committing import exclusive
from recouv.usecases.day import plan_day
from recouv.usecases.dossiers import view_dossier
from recouv.usecases.knowing import Known, find_past_client, known_at, past_session
from recouv.usecases.outlook import outlook_on
from recouv.usecases.session import Session
from recouv.usecases.setup import init_workspace
from recouv.wording.catalogue import catalogue
from tests.usecases.history import CALL, CONFIG, DURAND, HEAD, INVOICE, PAYMENT, History

TODAY = date(2026, 11, 20)
LATE = """
### 2026-10-02 payment ^h1h1h1h1
- amount: 400.00
- recorded: 2026-11-16T08:00:00Z lea
"""


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Invoiced in September; called, then paid in November; a payment of October typed on the 16th."""
    root = tmp_path / "past"
    init_workspace(root, catalogue("en"))
    found = History(root)
    found.write("recouv.yaml", CONFIG)
    found.git("add", "-A")
    found.git("commit", "-q", "--amend", "-m", "init", day="2026-09-01T07:00:00Z")
    found.act(INVOICE, day="2026-09-01", action="invoice")
    found.act(CALL, day="2026-11-05")
    found.act(PAYMENT, day="2026-11-13", action="payment")
    found.act(LATE, day="2026-11-16", action="payment")
    return found


def session(root: Path) -> Session:
    """Somebody at work there."""
    return Session(workspace=Workspace.open(root), today=TODAY)


def past(root: Path, when: str) -> Session:
    """What they knew then."""
    now = session(root)
    return past_session(now, known_at(now, when))


def total(balance: Balance) -> object:
    """Of the euros."""
    return balance.totals()["EUR"].total


class TestTwoDays:
    """The day judged, and what was known."""

    def test_a_payment_typed_late_is_not_known_before(self, history: History) -> None:
        """Judged on one day, the balance differs by what was known of it."""
        on = date(2026, 11, 10)
        assert total(balance_on(session(history.root), on)) == 2000
        assert total(balance_on(past(history.root, "2026-11-10"), on)) == 2400
        assert total(balance_on(past(history.root, "2026-11-18"), on)) == 2000
        assert total(balance_on(past(history.root, "2026-11-18"), date(2026, 11, 18))) == 1000

    def test_a_commit_and_a_day_as_people_type_it(self, history: History) -> None:
        """A revision of git comes before a day that is no ISO date."""
        now = session(history.root)
        assert known_at(now, "HEAD~1").day == date(2026, 11, 13)
        assert known_at(now, "10/11").day == date(2026, 11, 10)
        history.git("tag", "10/11", "HEAD~3")
        assert known_at(now, "10/11").day == date(2026, 9, 1)

    @pytest.mark.parametrize("when", ["", " ", "2026-02-30", "2026-11-21", "9999-12-31"])
    def test_what_makes_no_sense(self, history: History, when: str) -> None:
        """No day, and a day to come."""
        with pytest.raises(UsageError):
            known_at(session(history.root), when)

    def test_what_is_not_there(self, history: History) -> None:
        """No commit, and a day before the first."""
        for when in ("closing/2026-08", "2026-08-31"):
            with pytest.raises(NothingFoundError):
                known_at(session(history.root), when)


class TestObjects:
    """Read from git, as it was committed."""

    def test_the_work_tree_has_no_part_in_it(self, history: History) -> None:
        """Neither edited nor staged nor deleted files; none of them is touched."""
        before = total(balance_on(past(history.root, "2026-11-10"), date(2026, 11, 10)))
        history.write(DURAND, HEAD)
        history.write("dossiers/other.md", HEAD + INVOICE)
        history.write("recouv.yaml", CONFIG + "terms: 10 days\n")
        history.git("add", "dossiers/other.md")
        status = history.git("status", "--porcelain")
        assert total(balance_on(past(history.root, "2026-11-10"), date(2026, 11, 10))) == before == 2400
        assert history.git("status", "--porcelain") == status

    def test_the_settings_of_then(self, history: History) -> None:
        """Columns, scenarios and rates are those of the commit."""
        history.write("recouv.yaml", CONFIG + "ageing: [10, 20]\n")
        history.write("scenarios/standard.yaml", "name: standard\nsteps: []\n")
        history.write("rates.yaml", "nonsense")
        history.commit(day="2026-11-18")
        then, now = past(history.root, "2026-11-17"), session(history.root)
        assert balance_on(then, TODAY).columns == ("not_due", "1-30", "31-60", "61-90", "91+")
        assert balance_on(now, TODAY).columns == ("not_due", "1-10", "11-20", "21+")
        assert then.workspace.rates_problems == ()
        assert now.workspace.rates_problems
        assert then.workspace.scenarios.keys() != now.workspace.scenarios.keys()
        assert then.workspace.scenario_texts.keys() == now.workspace.scenario_texts.keys()

    def test_settings_that_cannot_be_used(self, history: History) -> None:
        """Are said to be those of that commit."""
        history.write("recouv.yaml", "recouv: 1\nageing: nonsense\n")
        history.commit(day="2026-11-18")
        history.write("recouv.yaml", CONFIG)
        with pytest.raises(ProblemsError, match="settings of"):
            past(history.root, "2026-11-18")

    def test_before_the_workspace_was_one(self, history: History) -> None:
        """A commit without recouv.yaml."""
        history.git("rm", "-q", "recouv.yaml")
        history.commit(day="2026-11-18")
        history.write("recouv.yaml", CONFIG)
        with pytest.raises(WorkspaceError, match="has no recouv.yaml"):
            past(history.root, "2026-11-18")

    def test_nothing_can_be_written_there(self, history: History) -> None:
        """Whoever tries is told."""
        then = past(history.root, "2026-11-10")
        with pytest.raises(WorkspaceError, match="this is the past"), exclusive(then):
            pass
        assert history.git("log", "-1", "--format=%s") == "payment: durand"

    def test_what_cannot_be_a_dossier_is_left_out_and_named(self, history: History) -> None:
        """A link, a name that is no id, two files of one id, a journal with a mistake."""
        (history.root / "dossiers" / "link.md").symlink_to("durand.md")
        history.write("dossiers/Not An Id.md", HEAD + INVOICE)
        history.write("dossiers/twin.md", HEAD)
        history.write("dossiers/tw/twin.md", HEAD)
        history.write("dossiers/wrong.md", HEAD + "\n### 2026-13-01 invoice F9\n- amount: 1.00\n")
        history.write("dossiers/.hidden.md", HEAD + INVOICE)
        history.commit(day="2026-11-18")
        found = balance_on(past(history.root, "2026-11-19"), TODAY)
        assert {path.rpartition("/")[2] for path in found.unreadable} == {
            *("link.md", "Not An Id.md", "twin.md", "wrong.md")
        }
        assert found.unreadable == balance_on(session(history.root), TODAY).unreadable
        assert [row.id for row in found.rows] == ["durand"]


class TestSameAnswers:
    """From the index or from git's objects, each list is the one that a checkout of the commit gives."""

    @pytest.mark.parametrize("when", ["2026-09-15", "2026-11-05", "2026-11-14", "2026-11-20"])
    @pytest.mark.parametrize("warm", [False, True])
    def test_every_list(self, history: History, tmp_path: Path, when: str, *, warm: bool) -> None:
        """Asked first, asked again, and after the lists of today were."""
        day = date.fromisoformat(when)
        history.act(INVOICE.replace("7k3f9x2m", "7k3f9x2n"), client="petit", day="2026-11-12")
        now = session(history.root)
        if warm:
            for _ in range(2):
                balance_on(now, TODAY), plan_day(now, TODAY), outlook_on(now, TODAY)
        known = known_at(now, when)
        there = tmp_path / "checkout"
        history.git("worktree", "add", "-q", "--detach", str(there), known.commit)
        then = replace(session(there), today=day)
        for _ in range(2):
            looked = past_session(now, known)
            assert balance_on(looked, day) == balance_on(then, day)
            assert plan_day(looked, day) == plan_day(then, day)
            assert outlook_on(looked, day) == outlook_on(then, day)
            views = [view_dossier(one, "durand", day) for one in (looked, then)]
            assert document(views[0], now.words) == document(views[1], now.words)

    def test_an_unchanged_dossier_is_not_read_from_git(self, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the index of the files knows of its content is enough; what was read once is not read again."""
        for client in ("un", "deux"):
            history.act(INVOICE, client=client, day="2026-10-01")
        history.act(PAYMENT, client="un", day="2026-11-17")
        now = session(history.root)
        balance_on(now, TODAY)
        read = _noted(monkeypatch)
        balance_on(past(history.root, "2026-11-16"), date(2026, 11, 16))
        assert read == [["dossiers/un.md"]]
        read.clear()
        balance_on(past(history.root, "2026-11-16"), date(2026, 11, 16))
        balance_on(past(history.root, "2026-11-18"), date(2026, 11, 18))
        assert read == []

    def test_an_answer_of_another_day_is_not_taken(self, history: History) -> None:
        """One content says something else once the day of an entry has come."""
        history.act(PAYMENT.replace("2026-11-13 pay", "2026-11-18 pay").replace("f5w2", "f5w3"), day="2026-11-17")
        known_days = ("2026-11-17", "2026-11-18", "2026-11-17")
        found = [total(balance_on(past(history.root, day), date.fromisoformat(day))) for day in known_days]
        assert found == [1000, 0, 1000]

    def test_the_lists_of_today_keep_their_answers(self, history: History) -> None:
        """Looking back, they are not forgotten."""
        now = session(history.root)
        first = balance_on(now, TODAY)
        for day in range(1, 20):
            on = date(2026, 11, day)
            plan_day(past(history.root, on.isoformat()), on)
        from recouv.store.index import open_index
        from recouv.usecases.situations import accounts_on

        assert now.workspace.scratch is not None
        with open_index(now.workspace.scratch) as index:
            number = index.question(accounts_on(now, TODAY).key)
            assert number is not None
            assert index.knows_all(number)
        assert balance_on(session(history.root), TODAY) == first


def _noted(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The paths read from git, a list for each reading."""
    from recouv.store import past_recall

    read: list[list[str]] = []
    truly: Callable[..., object] = past_recall.work_out_committed

    def noted(root: Path, blobs: dict[str, str], *rest: object) -> object:
        read.append(sorted(blobs))
        return truly(root, blobs, *rest)

    monkeypatch.setattr(past_recall, "work_out_committed", noted)
    return read


class TestClients:
    """Whom a name meant then."""

    def find(self, history: History, when: str, query: str) -> str:
        """The id of then."""
        now = session(history.root)
        return find_past_client(now, past(history.root, when), query)

    def test_one_who_did_not_exist_yet(self, history: History) -> None:
        """Is said to, with the day on which the dossier began; nobody is taken in their place."""
        history.act(INVOICE, client="durand-fils", day="2026-11-17")
        with pytest.raises(NothingFoundError, match="did not exist yet") as refusal:
            self.find(history, "2026-11-10", "durand-fils")
        assert str(refusal.value.mend) == "it is there since 2026-11-17"
        history.git("mv", "dossiers/durand.md", "dossiers/durand-pere.md")
        history.commit(day="2026-11-18")
        with pytest.raises(NothingFoundError, match="did not exist yet"):
            self.find(history, "2026-11-10", "durand-fils")

    def test_one_renamed_since(self, history: History) -> None:
        """By the name of today, and by that of then."""
        history.git("mv", "dossiers/durand.md", "dossiers/menuiserie-durand.md")
        history.commit(day="2026-11-17")
        assert self.find(history, "2026-11-10", "menuiserie-durand") == "durand"
        assert self.find(history, "2026-11-10", "durand") == "durand"
        assert self.find(history, "2026-11-18", "menuiserie") == "menuiserie-durand"

    def test_one_moved_to_a_sub_folder(self, history: History) -> None:
        """Keeps its id."""
        (history.root / "dossiers" / "du").mkdir()
        history.git("mv", "dossiers/durand.md", "dossiers/du/durand.md")
        history.commit(day="2026-11-17")
        assert self.find(history, "2026-11-10", "durand") == "durand"

    def test_nobody(self, history: History) -> None:
        """Neither then nor now."""
        with pytest.raises(NothingFoundError, match="there is no client"):
            self.find(history, "2026-11-10", "zzz")


def test_known_is_told_by_its_own_commit(history: History) -> None:
    """Ten characters of it, its day, its hour and its author: enough to look at it in git."""
    from recouv.usecases.knowing import knowledge

    known: Known = known_at(session(history.root), "2026-11-10")
    said = catalogue("en").text(knowledge(known))
    assert known.commit[:10] in said
    assert "Léa Martin" in said
    assert "not as it is now" in said

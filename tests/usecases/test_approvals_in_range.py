"""What a push brings past a second person, judged by who committed it: forged names, self-approval, loosened settings."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from recouv.usecases.checking_range import check_range
from tests.usecases.history import CONFIG, DURAND, HEAD, NAMES, History, made

PROJECT = Path(__file__).resolve().parents[2]
LAST = "2026-12-01"
ASKED = "approvals:\n  write-off: 500\n  handover: always\n  limit: 10000\n"


def entry(kind: str, named: str, identifier: str, who: str, *lines: str) -> str:
    """An entry as recouv writes one, in the name of somebody."""
    body = "".join(f"- {line}\n" for line in (*lines, f"recorded: 2026-11-20T11:00:00Z {who}"))
    return f"\n### 2026-11-20 {kind} {named} ^{identifier}\n".replace("  ", " ") + body


def proposal(who: str = "lea", amount: str = "620.00", identifier: str = "p1p1p1p1") -> str:
    return entry("write-off", "F2026-031", identifier, who, f"amount: {amount}", "reason: Gone", "proposed: yes")


def approval(who: str = "marc", of: str = "p1p1p1p1", kind: str = "approve") -> str:
    return entry(kind, f"^{of}", "q1q1q1q1", who, "reason: Right")


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Léa and Marc, in a house that asks for approvals."""
    found = made(tmp_path / "small")
    found.write("recouv.yaml", CONFIG + ASKED)
    found.commit("settings")
    return found


def told(history: History, span: str = "HEAD~1..HEAD") -> list[str]:
    """What is wrong."""
    return [str(problem.what) for problem in check_range(history.root, span, LAST)]


class TestApproved:
    """A proposal and its approval, each by its own author."""

    @pytest.mark.parametrize("span", ["HEAD~2..HEAD", "HEAD~1..HEAD", "HEAD~1..HEAD~1", "..HEAD"])
    def test_by_two_people(self, history: History, span: str) -> None:
        """Wherever the range begins."""
        history.act(proposal(), who="lea", action="write-off")
        history.act(approval(), who="marc", action="approve")
        assert told(history, span) == []

    @pytest.mark.parametrize("span", ["HEAD~2..HEAD", "HEAD~1..HEAD"])
    def test_in_the_name_of_another(self, history: History, span: str) -> None:
        """It counts by the words of the file, and its commit says whose it is."""
        history.act(proposal(), who="lea", action="write-off")
        history.act(approval("marc"), who="lea", action="approve")
        found = told(history, span)
        assert found == [
            "write-off of 620.00 EUR (F2026-031) was proposed and approved by one person: lea@example.com",
            "the entry ^q1q1q1q1 says that marc recorded it; the commit is by lea",
        ]

    def test_proposed_in_the_name_of_another(self, history: History) -> None:
        """To approve it oneself."""
        history.act(proposal("marc"), who="lea", action="write-off")
        history.act(approval("lea"), who="lea", action="approve")
        assert any("by one person" in one for one in told(history, "HEAD~2..HEAD"))
        assert any("by one person" in one for one in told(history))

    def test_by_the_same_person(self, history: History) -> None:
        """It counts for nothing, which is told."""
        history.act(proposal(), who="lea", action="write-off")
        history.act(approval("lea"), who="lea", action="approve")
        assert told(history) == ["lea approves ^p1p1p1p1 and recorded it too: the approval counts for nothing"]

    def test_with_a_forged_author(self, history: History) -> None:
        """`git commit --author`: who committed is another."""
        history.act(proposal(), who="lea", action="write-off")
        history.write(DURAND, history.read() + approval("marc"))
        history.commit("approve", "--author=Marc Roux <marc@example.com>", who="lea")
        assert "was proposed and approved by one person" in told(history)[0]
        assert told(history)[1] == ("^q1q1q1q1 is said to be of marc@example.com, and lea@example.com committed it")

    def test_a_new_name_and_the_same_e_mail(self, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
        """One person, in a house without a team."""
        history.write("recouv.yaml", f"recouv: 1\n{ASKED}")
        history.commit("settings")
        monkeypatch.setitem(NAMES, "other", ("other", "lea@example.com"))
        history.act(proposal("léa-martin"), who="lea", action="write-off")
        history.act(approval("other"), who="other", action="approve")
        assert any("by one person" in one for one in told(history))

    def test_committed_by_who_proposed(self, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
        """An author may be invented, and a committer's name too: the e-mail that is the same is told."""
        history.write("recouv.yaml", f"recouv: 1\n{ASKED}")
        history.commit("settings")
        monkeypatch.setitem(NAMES, "other", ("other", "lea@example.com"))
        history.act(proposal("léa-martin"), who="lea", action="write-off")
        history.write(DURAND, history.read() + approval("ghost"))
        history.commit("approve", "--author=ghost <ghost@example.com>", who="other")
        assert any("by one person" in one for one in told(history))

    def test_the_commit_that_brings_an_entry(self, history: History) -> None:
        """Not the first that speaks of its ID."""
        note = "\n### 2026-11-20 note ^n1n1n1n1\n- recorded: 2026-11-20T10:00:00Z marc\n> see ^p1p1p1p1\n"
        history.act(note, who="marc", action="note")
        history.act(proposal(), who="lea", action="write-off")
        history.act(approval("marc"), who="marc", action="approve")
        assert told(history) == []

    def test_by_an_outsider(self, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
        """Also when the push that brings the approval brings them into the team."""
        monkeypatch.setitem(NAMES, "eve", ("eve", "eve@example.com"))
        history.act(proposal(), who="lea", action="write-off")
        history.write("recouv.yaml", CONFIG + "  - id: eve\n    email: eve@example.com\n" + ASKED)
        history.commit("settings", who="lea")
        history.act(approval("eve"), who="eve", action="approve")
        assert told(history, "HEAD~3..HEAD") == [
            "eve <eve@example.com> may not approve here: ^p1p1p1p1",
            "Léa Martin <lea@example.com> changes who may approve: eve <eve@example.com>",
        ]
        assert told(history) == []

    def test_sealed_by_nobody(self, history: History) -> None:
        """A colleague's next hand edit would make it theirs: it is refused before."""
        history.act(proposal(), who="lea", action="write-off")
        history.write(DURAND, history.read() + "\n### 2026-11-20 approve ^p1p1p1p1\n")
        history.commit("by hand", who="lea")
        assert any("nobody knows yet who approves" in one for one in told(history))

    def test_in_a_merge(self, history: History) -> None:
        """What a merge makes up is nobody's."""
        history.act(proposal(), who="lea", action="write-off")
        history.branch()
        history.act("\n### 2026-11-20 note ^n1n1n1n1\n- recorded: 2026-11-20T11:00:00Z marc\n", who="marc")
        history.git("checkout", "-q", "main")
        history.commit("empty")
        history.git("merge", "-q", "--no-ff", "--no-commit", "side")
        history.write(DURAND, history.read() + approval("marc"))
        history.commit("merge", who="marc")
        assert any("no commit but a merge brings ^q1q1q1q1" in one for one in told(history))

    def test_merged(self, history: History) -> None:
        """An approval that comes by an honest merge is its author's."""
        history.act(proposal(), who="lea", action="write-off")
        history.branch()
        history.act(approval("marc"), who="marc", action="approve")
        history.git("checkout", "-q", "main")
        history.commit("empty")
        history.git("merge", "-q", "--no-ff", "-m", "merge", "side", who="lea")
        assert told(history) == []


class TestBypassed:
    """What counts at once where somebody else was to approve it."""

    def test_above_the_amount(self, history: History) -> None:
        """Not at it."""
        history.act(proposal(amount="500.00").replace("- proposed: yes\n", ""), action="write-off")
        assert told(history) == []
        history.act(proposal(amount="500.01", identifier="p2p2p2p2").replace("- proposed: yes\n", ""))
        assert told(history) == [
            "write-off of 500.01 EUR (F2026-031) by lea counts, above 500.00 EUR, and nobody else approved it"
        ]

    def test_the_mark_taken_out_later(self, history: History) -> None:
        """The proposal counts since, and nobody approved it."""
        history.act(proposal(), action="write-off")
        history.edit("- proposed: yes\n", "")
        history.commit(who="lea")
        assert any("nobody else approved it" in one for one in told(history))

    @pytest.mark.parametrize("span", ["HEAD~3..HEAD", "HEAD~1..HEAD"])
    def test_raised_once_it_was_agreed_to(self, history: History, span: str) -> None:
        """By whoever proposed it: what was agreed to was another amount."""
        history.act(proposal(), who="lea", action="write-off")
        history.act(approval(), who="marc", action="approve")
        history.edit("amount: 620.00", "amount: 1200.00")
        history.commit(who="lea")
        assert told(history, span) == [
            "write-off of 1200.00 EUR (F2026-031) says something else than when it was agreed to or began to count"
        ]

    def test_raised_above_the_amount(self, history: History) -> None:
        """What nobody had to agree to is then what somebody has to."""
        history.act(proposal(amount="50.00").replace("- proposed: yes\n", ""), action="write-off")
        history.edit("amount: 50.00", "amount: 1200.00")
        history.commit(who="lea")
        assert any("says something else" in one for one in told(history))

    def test_an_old_day(self, history: History) -> None:
        """`since` is for what a house already had: what a push brings is new, whatever it says."""
        history.write("recouv.yaml", CONFIG + ASKED + "  since: 2026-11-20\n")
        history.commit("settings")
        old = proposal().replace("- proposed: yes\n", "").replace("2026-11-20", "2026-10-20")
        history.act(old, action="write-off")
        assert any("nobody else approved it" in one for one in told(history))

    def test_approved_afterwards(self, history: History) -> None:
        """In the same push, by another."""
        history.act(proposal().replace("- proposed: yes\n", ""), who="lea", action="write-off")
        history.act(approval(), who="marc", action="approve")
        assert told(history, "HEAD~2..HEAD") == []
        assert len(told(history, "HEAD~2..HEAD~1")) == 1

    def test_an_import(self, history: History) -> None:
        """What the books hold is the books' own, where an import brought it; a line of the file does not make it one."""
        found = proposal("import").replace("- proposed: yes\n", "- source: FEC 2026 1\n")
        history.act(found, action="import")
        assert told(history) == []
        history.git("reset", "-q", "--hard", "HEAD~1")
        history.act(found, action="write-off")
        assert len(told(history)) == 1

    def test_a_limit_in_the_head(self, history: History) -> None:
        """It holds as one that was decided."""
        history.edit("kind: company\n", "kind: company\ncredit_limit: 10000.01\n")
        history.commit()
        assert told(history) == ["the head states a credit limit of 10000.01 EUR, that nobody else approved"]
        history.edit("10000.01", "9000.00")
        history.commit()
        assert told(history) == []

    def test_a_new_dossier(self, history: History) -> None:
        """It has no earlier self to be compared with."""
        text = HEAD.replace("kind: company", "kind: company\ncredit_limit: 20000.00")
        history.write("dossiers/martin.md", text + entry("handover", "", "h1h1h1h1", "lea", "to: Vidal"))
        history.commit()
        assert len(told(history)) == 2


class TestLoosened:
    """A push that asks for less is told, and judged by what was asked before."""

    def test_and_used(self, history: History) -> None:
        """In one push, by the same person."""
        history.write("recouv.yaml", CONFIG + ASKED.replace("500", "5000"))
        history.commit("settings", who="lea")
        history.act(proposal().replace("- proposed: yes\n", ""), who="lea", action="write-off")
        found = check_range(history.root, "HEAD~2..HEAD", LAST)
        assert [(one.path, str(one.what).partition(":")[0]) for one in found] == [
            (
                DURAND,
                "write-off of 620.00 EUR (F2026-031) by lea counts, above 500.00 EUR, and nobody else approved it",
            ),
            ("recouv.yaml", "Léa Martin <lea@example.com> asks less for approvals than before"),
        ]
        assert found[1].line == CONFIG.count("\n") + 1

    def test_and_put_back(self, history: History) -> None:
        """Both ends ask for the same: what came in between is judged by them."""
        history.write("recouv.yaml", CONFIG)
        history.commit("settings")
        history.act(proposal().replace("- proposed: yes\n", ""), action="write-off")
        history.write("recouv.yaml", CONFIG + ASKED)
        history.commit("settings")
        assert len(told(history, "HEAD~3..HEAD")) == 1

    @pytest.mark.parametrize(
        ("after", "what"),
        [
            (CONFIG, "asks less for approvals than before"),
            (CONFIG + ASKED.replace("  handover: always\n", ""), "asks less for approvals than before: handover"),
            (CONFIG + ASKED + "  since: 2026-11-01\n", "lets older entries count unapproved"),
            (CONFIG.replace("marc@", "lea2@") + ASKED, "changes who may approve: marc <lea2@example.com>"),
            (f"recouv: 1\n{ASKED}", "lets anybody approve"),
        ],
    )
    def test_each_way(self, history: History, after: str, what: str) -> None:
        """Fewer kinds, older days, other people."""
        history.write("recouv.yaml", after)
        history.commit("settings")
        assert any(what in one for one in told(history))

    def test_tightened(self, history: History) -> None:
        """Nothing to tell; neither when a house begins to ask."""
        history.write("recouv.yaml", CONFIG + ASKED.replace("500", "100") + "  approvers: [marc]\n")
        history.commit("settings")
        assert told(history) == []
        assert told(history, "HEAD~2..HEAD~1") == []


class TestHook:
    """The hook of docs/team.md, on a bare repository, before the push is taken."""

    @pytest.fixture
    def server(self, history: History, tmp_path: Path) -> Path:
        """A bare repository with the hook."""
        bare = tmp_path / "server.git"
        subprocess.run(["git", "clone", "-q", "--bare", str(history.root), str(bare)], check=True)
        text = (PROJECT / "docs/team.md").read_text(encoding="utf-8")
        script = text.split("```sh\n#!/bin/sh\n# pre-receive")[1].split("```")[0]
        program = f"PYTHONPATH={PROJECT} {sys.executable} -m recouv"
        hook = bare / "hooks/pre-receive"
        hook.write_text("#!/bin/sh\n# pre-receive" + script.replace("recouv -C", f"{program} -C"), encoding="utf-8")
        hook.chmod(0o755)
        history.git("remote", "add", "origin", str(bare))
        return bare

    def push(self, history: History) -> subprocess.CompletedProcess[str]:
        """To the server."""
        words = ["git", "push", "origin", "main"]
        return subprocess.run(words, cwd=history.root, capture_output=True, encoding="utf-8", check=False)

    def test_two_people(self, history: History, server: Path) -> None:
        """Taken: the proposal alone, then its approval."""
        history.act(proposal(), who="lea", action="write-off")
        assert self.push(history).returncode == 0
        history.act(approval(), who="marc", action="approve")
        assert self.push(history).returncode == 0

    @pytest.mark.parametrize(
        ("text", "who", "said"),
        [
            (approval("marc"), "lea", "proposed and approved by one person"),
            (approval("lea"), "lea", "counts for nothing"),
            (entry("handover", "", "h1h1h1h1", "marc", "to: Vidal"), "marc", "nobody else approved it"),
        ],
    )
    def test_one_person(self, history: History, server: Path, text: str, who: str, said: str) -> None:
        """Refused, with the place: a proposal pushed earlier, approved by its author under two names; a bypass."""
        history.act(proposal(), who="lea", action="write-off")
        assert self.push(history).returncode == 0
        before = subprocess.run(["git", "rev-parse", "main"], cwd=server, capture_output=True, check=True).stdout
        history.act(text, who=who, action="approve")
        done = self.push(history)
        assert done.returncode != 0
        assert f"remote: {DURAND}:" in done.stderr
        assert said in done.stderr
        after = subprocess.run(["git", "rev-parse", "main"], cwd=server, capture_output=True, check=True).stdout
        assert before == after

    def test_settings(self, history: History, server: Path) -> None:
        """A push that asks for less is refused, whoever makes it."""
        history.write("recouv.yaml", CONFIG)
        history.commit("settings")
        done = self.push(history)
        assert done.returncode != 0
        assert "asks less for approvals" in done.stderr


class TestExamples:
    """The examples of docs/team.md are what their services read."""

    def examples(self, language: str) -> list[str]:
        text = (PROJECT / "docs/team.md").read_text(encoding="utf-8")
        return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)

    def test_workflows(self) -> None:
        """YAML, with the whole history fetched, and both commands on the range of the push."""
        import yaml

        github, gitlab = (yaml.safe_load(one) for one in self.examples("yaml") if "recouv check --rev" in one)
        steps = github["jobs"]["proof"]["steps"]
        assert github[True] == ["push", "pull_request"]  # as YAML 1.1 reads `on`, GitHub's own reading apart
        assert steps[0]["with"]["fetch-depth"] == 0
        assert gitlab["proof"]["variables"]["GIT_DEPTH"] == "0"
        for script in (steps[-1]["run"], "\n".join(gitlab["proof"]["script"])):
            assert 'recouv check --rev "$since..HEAD"' in script
            assert 'recouv audit "$since..HEAD"' in script

    def test_scripts(self) -> None:
        """The shell reads what the workflows and the hook run."""
        import yaml

        github, gitlab = (yaml.safe_load(one) for one in self.examples("yaml") if "recouv check --rev" in one)
        scripts = [
            github["jobs"]["proof"]["steps"][-1]["run"].replace("${{", "").replace("}}", ""),
            "\n".join(gitlab["proof"]["script"]),
            *self.examples("sh"),
        ]
        for script in scripts:
            subprocess.run(["sh", "-n"], input=script, check=True, encoding="utf-8")

    def test_settings(self) -> None:
        """The example of `approvals` reads without a problem."""
        from recouv.store.config import read_config

        (example,) = (one for one in self.examples("yaml") if "\napprovals:" in one or one.startswith("approvals:"))
        config, problems = read_config(example)
        assert problems == []
        assert config.house.approvals.kinds["handover"] is None
        assert config.house.approvals.approvers

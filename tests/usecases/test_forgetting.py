"""The right to erasure, in real repositories: what goes, what stays, what the audit and other clones make of it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from recouv.domain.errors import UsageError, WorkspaceError
from recouv.store.staging import Staging, recover
from recouv.usecases.balance import balance_on
from recouv.usecases.forgetting import Forgetting, Request, forget, prepare_forgetting
from recouv.usecases.history_rewriting import plan_rewriting, write_rewriting
from recouv.usecases.undoing import cancel_entry, undo_last
from tests.conftest import Desk, Ran
from tests.usecases.history import History

SENT = "sent/2026/11/m4r8t1zz.eml"
MAIL = "Dear Claire Petit, please pay.\n"
REPLY = "documents/petit.txt"
INVOICE_FILE = "documents/F1.txt"


def digest(text: str) -> str:
    """The fingerprint of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


PETIT = f"""---
recouv: 1
name: Claire Petit
kind: consumer
account: 411000C1
address: |
  12 rue des Artisans
  31000 Toulouse
contacts:
  - name: Claire Petit
    email: claire.petit@example.com
    phone: "+33561000000"
language: fr
terms: 30 days   # her cousin asked
tags: [widow]
---

# Claire Petit

She lives alone.

## Journal

### 2026-09-01 invoice F1 ^7k3f9x2m
- amount: 240.00
- due: 2026-10-31
- document: {INVOICE_FILE}
- sha256: {digest("invoice")}
- recorded: 2026-09-01T09:12:07Z import

### 2026-11-05 call ^c9x4tn1e
- with: Claire Petit
- outcome: promised
- document: {REPLY}
- sha256: {digest("reply")}
- recorded: 2026-11-05T14:31:44Z import
> She is ill.

### 2026-11-10 email ^m4r8t1zz
- to: claire.petit@example.com
- invoices: F1
- document: {SENT}
- sha256: {digest(MAIL)}
- recorded: 2026-11-10T10:00:00Z import
"""
PAYMENT = """
### 2026-11-13 payment VIR PETIT ^f5w2kb8t
- amount: 240.00
- allocate:
  - F1: 240.00
- recorded: 2026-11-13T08:00:00Z import
"""
COMPANY = """---
name: Menuiserie Durand SARL
siren: "732829320"
address: 3 rue Haute
contacts:
  - name: Marc Roux
    email: marc@durand.example
---

# Durand

## Journal

### 2026-11-05 note ^c1c1c1c1
- recorded: 2026-11-05T14:31:44Z import
> Marc Roux is on leave.
"""
PERSONAL = ("Claire", "Petit", "petit", "PETIT", "Artisans", "+33561000000", "ill", "alone", "widow", "cousin")


def put(desk: Desk, path: str, text: str) -> None:
    """A file of the workspace."""
    (desk.root / path).parent.mkdir(parents=True, exist_ok=True)
    (desk.root / path).write_bytes(text.encode())


@pytest.fixture
def petit(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Desk:
    """A consumer who has paid, with a message that left, her answer and her invoice."""
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-11-20T12:00:00Z")
    desk: Desk = request.getfixturevalue("desk")
    put(desk, SENT, MAIL)
    put(desk, REPLY, "reply")
    put(desk, INVOICE_FILE, "invoice")
    desk.write("petit", PETIT + PAYMENT)
    return desk


def forgotten(desk: Desk, *, rename: bool = False, despite: str = "", client: str = "petit") -> Forgetting:
    """Done, for a request of 12 November."""
    request = Request(client=client, requested=date(2026, 11, 12), rename=rename, despite=despite)
    return forget(desk.session, request)


def flaws(desk: Desk, **wanted: object) -> list[str]:
    """What the audit says, remarks too, save of dossiers written by hand, and of stamps: the clock of the tests is not
    that of their commits.
    """
    noted = History(desk.root).audit(**wanted).noted
    left_out = ("not-recouv", "recorded-after-commit", "recorded-by-another")
    return [str(one.observation.flaw) for one in noted if str(one.observation.flaw) not in left_out]


class TestForgetting:
    """One commit, in which nobody is named."""

    def test_nobody_is_left(self, petit: Desk) -> None:
        """Head, free Markdown, notes, people, addresses, labels, tags and comments go."""
        done = forgotten(petit)
        text = petit.read("petit")
        assert [word for word in PERSONAL if word in text.replace("bill", "")] == []
        assert f"name: {done.forgotten.pseudonym}\n" in text
        assert petit.status() == ""

    def test_the_accounts_are_the_same(self, petit: Desk) -> None:
        """To the cent, on every day of the dossier."""
        days = [date(2026, 9, 1), date(2026, 11, 1), date(2026, 11, 12), date(2026, 11, 13), date(2027, 1, 1)]
        before = [balance_on(petit.session, day).totals() for day in days]
        forgotten(petit)
        assert [balance_on(petit.session, day).totals() for day in days] == before
        assert before[1]["EUR"].total == 240

    def test_the_commit(self, petit: Desk) -> None:
        """Says what it is, by whom and on which request, and names nobody."""
        done = forgotten(petit)
        message = petit.git("log", "-1", "--format=%B")
        assert message.startswith(f"forget: {done.forgotten.pseudonym}, personal data, asked for on ")
        assert f"Recouv-Action: forget\nRecouv-Entry: ^{done.entry}\n" in message
        assert "Petit" not in message
        assert f"forget ^{done.entry}\n- requested: 2026-11-12\n- recorded: " in petit.read("petit")

    def test_a_piece_that_another_dossier_names(self, petit: Desk) -> None:
        """It is not hers alone: it stays, and is listed with what is kept."""
        petit.write("autre", f"---\nname: Autre\n---\n\n### 2026-11-02 note ^d1d1d1d1\n- document: {REPLY}\n> See.\n")
        found = forgotten(petit)
        assert REPLY in found.pieces.kept
        assert (petit.root / REPLY).exists()

    def test_a_piece_that_was_not_committed(self, petit: Desk) -> None:
        """What was added to it is nowhere else: nothing is removed before it is."""
        put(petit, REPLY, "reply, and what she said since")
        before = petit.subjects()
        with pytest.raises(WorkspaceError, match=REPLY):
            forgotten(petit)
        assert petit.subjects() == before
        assert (petit.root / REPLY).read_text(encoding="utf-8") == "reply, and what she said since"

    def test_it_is_not_undone(self, petit: Desk) -> None:
        """Nothing would come back, and the proof that it was done would be gone."""
        found = forgotten(petit)
        with pytest.raises(UsageError, match="what was forgotten does not come back"):
            undo_last(petit.session)
        with pytest.raises(UsageError, match="what was forgotten does not come back"):
            cancel_entry(petit.session, found.new_client, found.entry)

    def test_what_left_and_what_she_sent(self, petit: Desk) -> None:
        """Are removed; the invoice is kept."""
        done = forgotten(petit)
        assert set(done.pieces.removed) == {SENT, REPLY}
        assert done.pieces.kept == (INVOICE_FILE,)
        assert not (petit.root / SENT).exists()
        assert not (petit.root / REPLY).exists()
        assert (petit.root / INVOICE_FILE).exists()

    def test_under_another_name(self, petit: Desk) -> None:
        """The file takes the pseudonym's, in the same commit; nothing of the old name is left in the tree."""
        done = forgotten(petit, rename=True)
        assert not (petit.root / "dossiers/petit.md").exists()
        assert (petit.root / done.new_path).exists()
        assert f"Recouv-Dossier: {done.new_client}" in petit.git("log", "-1", "--format=%B")
        assert "petit" not in (petit.root / done.new_path).read_text()
        assert petit.status() == ""

    def test_the_pseudonym_is_stable(self, petit: Desk) -> None:
        """It is the same in the explanation and in the act, and after entries came."""
        request = Request(client="petit", requested=date(2026, 11, 12))
        first = prepare_forgetting(petit.session, request).forgotten.pseudonym
        later = "\n### 2026-11-14 note ^n1n1n1n1\n- recorded: 2026-11-14T08:00:00Z import\n"
        petit.write("petit", petit.read("petit") + later)
        assert forgotten(petit).forgotten.pseudonym == first

    def test_asked_twice(self, petit: Desk) -> None:
        """Nobody is left to forget."""
        forgotten(petit)
        with pytest.raises(UsageError, match="names nobody"):
            forgotten(petit)

    def test_a_company(self, desk: Desk) -> None:
        """Keeps its name, its SIREN and its address; its contacts and what was noted of them go."""
        desk.write("durand", COMPANY)
        forgotten(desk, client="durand")
        text = desk.read("durand")
        assert "name: Menuiserie Durand SARL\n" in text
        assert '"732829320"' in text
        assert "3 rue Haute" in text
        assert "Marc" not in text

    def test_what_is_staged_stays_staged(self, petit: Desk) -> None:
        """Nothing of the user's is swept in."""
        put(petit, "notes.txt", "mine")
        petit.git("add", "notes.txt")
        forgotten(petit, rename=True)
        assert petit.status() == "A  notes.txt\n"

    def test_a_refused_commit(self, petit: Desk) -> None:
        """Leaves every file as it was: the dossier under its name, the removed ones there again."""
        before = petit.read("petit")
        hook = petit.root / ".git/hooks/pre-commit"
        hook.write_text("#!/bin/sh\nexit 1\n")
        hook.chmod(0o755)
        with pytest.raises(Exception, match="git refused"):
            forgotten(petit, rename=True)
        assert petit.read("petit") == before
        assert (petit.root / SENT).read_text() == MAIL
        assert petit.status() == ""

    def test_killed_before_its_commit(self, petit: Desk) -> None:
        """The next action puts back what was taken out, and takes away what was to stand elsewhere."""
        scratch = petit.root / ".git/recouv"
        staging = Staging(petit.root, scratch)
        staging.put("dossiers/client-7k3f9x.md", b"forgotten")
        for path in ("dossiers/petit.md", SENT):
            staging.take_out(path)
        staging.apply()
        assert not (petit.root / SENT).exists()
        put_back = recover(petit.root, scratch, petit.session.workspace.git)
        assert set(put_back) == {"dossiers/client-7k3f9x.md", "dossiers/petit.md", SENT}
        assert petit.status() == ""
        assert forgotten(petit).commit


class TestRefusals:
    """What the law has the creditor keep, or leaves to them."""

    def test_an_open_invoice(self, petit: Desk) -> None:
        """Waits for a reason, and says from when it needs none."""
        petit.write("petit", PETIT)
        with pytest.raises(UsageError, match="open: F1") as refused:
            forgotten(petit)
        assert "2028-11-01" in str(refused.value.mend)
        done = forgotten(petit, despite="12 euros, given up")
        assert "- reason: 12 euros, given up\n" in petit.read("petit")
        assert done.commit

    def test_a_file_in_court(self, petit: Desk) -> None:
        """No reason will do, and nothing is written."""
        petit.write("petit", PETIT + "\n### 2026-11-12 handover ^h1h1h1h1\n- to: Tribunal\n- role: court\n")
        head = petit.git("rev-parse", "HEAD")
        with pytest.raises(UsageError, match="in court"):
            forgotten(petit, despite="she insists")
        assert petit.git("rev-parse", "HEAD") == head


class TestAudit:
    """A commit that forgets is told as such; a forged one is not believed."""

    @pytest.mark.parametrize("rename", [False, True])
    def test_honest(self, petit: Desk, *, rename: bool) -> None:
        """By whom, and no finding."""
        forgotten(petit, rename=rename)
        audited = History(petit.root).audit()
        assert flaws(petit) == ["forgotten"] * 3
        told = [str(one.observation.what) for one in audited.remarks if str(one.observation.flaw) == "forgotten"]
        assert any("Léa Martin forgot personal data" in line for line in told)

    @pytest.mark.parametrize(
        ("before", "after", "flaw"),
        [
            ("- amount: 240.00\n- allocate", "- amount: 140.00\n- allocate", "entry-changed"),
            ("  - F1: 240.00", "  - F1: 200.00", "entry-changed"),
            ("- due: 2026-10-31\n", "", "entry-changed"),
            ("- outcome: promised", "- outcome: refused", "entry-changed"),
            ("terms: 30 days", "terms: 90 days", "head-changed"),
            ("kind: consumer", "kind: company", "head-changed"),
        ],
    )
    def test_forged(self, petit: Desk, before: str, after: str, flaw: str) -> None:
        """An amount, a due date, terms changed under the name of a forget are told as what they are."""
        forgotten(petit)
        text = petit.read("petit")
        assert before in text
        put(petit, "dossiers/petit.md", text.replace(before, after))
        petit.git("commit", "-qa", "--amend", "--no-edit")
        assert flaw in flaws(petit)

    def test_an_invoice_taken_out(self, petit: Desk) -> None:
        """Under the name of a forget, it is told."""
        forgotten(petit)
        text = petit.read("petit")
        start, end = text.index("### 2026-09-01"), text.index("### 2026-11-05")
        put(petit, "dossiers/petit.md", text[:start] + text[end:])
        petit.git("commit", "-qa", "--amend", "--no-edit")
        assert "entry-removed" in flaws(petit)

    def test_without_the_entry_that_says_so(self, petit: Desk) -> None:
        """It is no forgetting."""
        forgotten(petit)
        text = petit.read("petit")
        put(petit, "dossiers/petit.md", text[: text.index("\n### 2026-11-20 forget")])
        petit.git("commit", "-qa", "--amend", "--no-edit")
        assert "entry-changed" in flaws(petit)

    def test_an_invoice_document_removed_with_it(self, petit: Desk) -> None:
        """Is told: accounts keep theirs."""
        forgotten(petit)
        petit.git("rm", "-q", INVOICE_FILE)
        petit.git("commit", "-qa", "--amend", "--no-edit")
        assert "document-changed" in flaws(petit)

    def test_a_message_of_somebody_else_removed_with_it(self, petit: Desk) -> None:
        """Is told."""
        other = "sent/2026/11/z4r8t1zz.eml"
        put(petit, other, MAIL)
        entry = f"\n### 2026-11-10 email ^z4r8t1zz\n- document: {other}\n- sha256: {digest(MAIL)}\n"
        petit.write("durand", COMPANY + entry + "- recorded: 2026-11-10T10:00:00Z import\n")
        forgotten(petit)
        petit.git("rm", "-q", other)
        petit.git("commit", "-qa", "--amend", "--no-edit")
        assert "message-removed" in flaws(petit)


class TestOtherClones:
    """A clone that has not synced keeps writing in the old dossier."""

    def test_an_entry_made_meanwhile(self, petit: Desk, tmp_path: Path, recouv_installed: None) -> None:
        """Is merged in by its ID; what was forgotten stays forgotten."""
        other = tmp_path / "other"
        subprocess.run(["git", "clone", "-q", str(petit.root), str(other)], check=True)
        driver = petit.git("config", "merge.recouv.driver").strip()
        path = other / "dossiers/petit.md"
        entry = "\n### 2026-11-20 note ^n1n1n1n1\n- recorded: 2026-11-20T08:00:00Z lea\n> called\n"
        path.write_text(path.read_text() + entry)
        subprocess.run(["git", "-C", str(other), "commit", "-qam", "note"], check=True)
        forgotten(petit)
        subprocess.run(
            ["git", "-C", str(other), "-c", f"merge.recouv.driver={driver}", "pull", "-q", "--no-rebase", "--no-edit"],
            check=True,
        )
        text = path.read_text()
        assert "^n1n1n1n1" in text
        assert "Claire" not in text


class TestCommand:
    """`recouv forget`."""

    def test_explains_and_writes_nothing(self, petit: Desk, recouv: Callable[..., Ran]) -> None:
        """Without --yes."""
        head = petit.git("rev-parse", "HEAD")
        ran = recouv("forget", "petit")
        assert ran.code == 0
        for words in ("a consumer", "2036", "L123-22", SENT, REPLY, "docs/privacy.md", "411000C1"):
            assert words in ran.out
        assert "--yes" in ran.err
        assert petit.git("rev-parse", "HEAD") == head
        assert petit.status() == ""

    def test_json(self, petit: Desk, recouv: Callable[..., Ran]) -> None:
        """The same as one document."""
        petit.write("petit", PETIT)
        document = json.loads(recouv("forget", "petit", "--json").out)
        assert document["possible_from"] == "2028-11-01"
        assert document["obstacles"][0]["choice"] is True
        assert document["commit"] is None

    def test_done(self, petit: Desk, recouv: Callable[..., Ran]) -> None:
        """With --yes; `show`, `check` and `balance` go on with the pseudonym."""
        ran = recouv("forget", "petit", "--requested", "2026-11-12", "--yes")
        assert ran.code == 0
        assert recouv("check").code == 0
        assert "Client " in recouv("balance", "--all").out
        assert "Claire" not in recouv("show", "petit").out

    def test_a_request_to_come(self, petit: Desk, recouv: Callable[..., Ran]) -> None:
        """Is wrong usage."""
        assert recouv("forget", "petit", "--requested", "2027-01-01", "--yes").code == 2


class TestRewriting:
    """The script that takes somebody out of the whole history, run as a person would."""

    def ready(self, desk: Desk, *, rename: bool) -> str:
        """A history with several versions and messages, and its client forgotten; the client's id."""
        later = "\n### 2026-11-14 note ^n1n1n1n1\n- recorded: 2026-11-14T08:00:00Z import\n> Petit wept\n"
        put(desk, "dossiers/petit.md", desk.read("petit") + later)
        told = "note: Claire Petit, wept\n\nPetit wept\n\nRecouv-Dossier: petit\nRecouv-Action: note\n"
        desk.git("commit", "-qam", told + "Recouv-Entry: ^n1n1n1n1\n")
        return forgotten(desk, rename=rename).new_client

    def test_before_forgetting(self, petit: Desk) -> None:
        """There is nothing to prepare."""
        with pytest.raises(UsageError, match="still names"):
            plan_rewriting(petit.session, "petit")

    @pytest.mark.parametrize("rename", [False, True])
    def test_with_git_alone(self, petit: Desk, tmp_path: Path, *, rename: bool) -> None:
        """No content and no message names her any more; the last tree is what it was; the audit has nothing to find."""
        client = self.ready(petit, rename=rename)
        tree = petit.git("rev-parse", "HEAD^{tree}")
        plan = write_rewriting(petit.session, plan_rewriting(petit.session, client), tmp_path / "forget")
        assert plan.all_commits == 3
        assert petit.git("grep", "-l", "Claire", "HEAD^") != ""
        subprocess.run(["sh", str(tmp_path / "forget/rewrite.sh")], cwd=petit.root, check=True, capture_output=True)
        assert petit.git("rev-parse", "HEAD^{tree}") == tree
        everything = petit.git("log", "--all", "-p", "--format=%B")
        assert [word for word in ("Claire", "Petit", "wept", "Artisans", "widow") if word in everything] == []
        objects = ["git", "cat-file", "--batch-all-objects", "--batch"]
        assert b"Claire" not in subprocess.run(objects, cwd=petit.root, check=True, capture_output=True).stdout
        assert "Recouv-Entry: ^n1n1n1n1" in petit.git("log", "--format=%B")
        assert flaws(petit, full=True) == ["forgotten"]

    @pytest.mark.skipif(shutil.which("git-filter-repo") is None, reason="git filter-repo is not installed")
    def test_with_filter_repo(self, petit: Desk, tmp_path: Path) -> None:
        """It makes the same commits as git alone."""
        client = self.ready(petit, rename=True)
        write_rewriting(petit.session, plan_rewriting(petit.session, client), tmp_path / "forget")
        shutil.copytree(petit.root, tmp_path / "twin")
        tools = tmp_path / "tools"
        tools.mkdir()
        (tools / "git-filter-repo").write_text("#!/bin/sh\nexit 1\n")  # as where it is not installed
        (tools / "git-filter-repo").chmod(0o755)
        alone = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
        script = ["sh", str(tmp_path / "forget/rewrite.sh")]
        one = subprocess.run(script, cwd=petit.root, check=True, capture_output=True, text=True)
        other = subprocess.run(script, cwd=tmp_path / "twin", check=True, capture_output=True, text=True, env=alone)
        assert "with git filter-repo" in one.stdout
        assert "with git filter-branch" in other.stdout
        twin = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tmp_path / "twin", check=True, capture_output=True)
        assert petit.git("rev-parse", "HEAD") == twin.stdout.decode()

    def test_on_another_commit(self, petit: Desk, tmp_path: Path) -> None:
        """It refuses, and changes nothing."""
        client = self.ready(petit, rename=False)
        write_rewriting(petit.session, plan_rewriting(petit.session, client), tmp_path / "forget")
        petit.write("durand", COMPANY)
        head = petit.git("rev-parse", "HEAD")
        done = subprocess.run(["sh", str(tmp_path / "forget/rewrite.sh")], cwd=petit.root, check=False)
        assert done.returncode == 1
        assert petit.git("rev-parse", "HEAD") == head

    def test_the_folder(self, petit: Desk, recouv: Callable[..., Ran], tmp_path: Path) -> None:
        """Is never in the workspace, is its owner's alone, and says what breaks and what nobody reaches."""
        client = self.ready(petit, rename=False)
        assert recouv("forget", client, "--rewrite", str(petit.root / "out")).code == 2
        ran = recouv("forget", client, "--rewrite", str(tmp_path / "out"))
        assert ran.code == 0
        assert "backups" in ran.out
        assert "witness" in ran.out
        assert (tmp_path / "out").stat().st_mode & 0o077 == 0
        assert "literal:Claire Petit==>[…]" in (tmp_path / "out/replacements.txt").read_text()

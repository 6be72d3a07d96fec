"""Periods closed: what is written, what is refused, and what the audit says of it afterwards."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from recouv.domain.errors import ProblemsError, UsageError, WorkspaceError
from recouv.rules.closing_period import closing_period
from recouv.store.closing_text import CLOSING_KEYS, manifest_of, read_closing, write_closing
from recouv.usecases.balance import balance_on
from recouv.usecases.closing import Closed, close
from tests.conftest import DURAND, Desk, Ran
from tests.usecases.history import NOW, History

PATH = "closings/2026-10.yaml"
LATE = "\n### 2026-10-15 note ^n1n1n1n1\n- recorded: 2026-11-20T08:00:00Z import\n> forgotten\n"


@pytest.fixture
def open_desk(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Desk:
    """A workspace with one dossier, every commit of it on the day of the tests."""
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-11-20T12:00:00Z")
    desk: Desk = request.getfixturevalue("desk")
    desk.write("durand", DURAND)
    return desk


def closed(desk: Desk, period: str = "2026-10", despite: str = "") -> Closed:
    """That period, closed."""
    return close(desk.session, period, NOW, despite=despite)


def flaws(desk: Desk, **wanted: object) -> list[str]:
    """What the audit says now, remarks too, save that of the dossier written by hand."""
    noted = History(desk.root).audit(**wanted).noted
    return [str(one.observation.flaw) for one in noted if str(one.observation.flaw) != "not-recouv"]


class TestPeriods:
    """A month, a quarter or a year."""

    @pytest.mark.parametrize(
        ("words", "first", "last"),
        [
            ("2026-11", "2026-11-01", "2026-11-30"),
            ("2028-02", "2028-02-01", "2028-02-29"),
            ("2026-Q4", "2026-10-01", "2026-12-31"),
            ("2026-T1", "2026-01-01", "2026-03-31"),
            ("2026", "2026-01-01", "2026-12-31"),
        ],
    )
    def test_its_days(self, words: str, first: str, last: str) -> None:
        """First and last included."""
        period = closing_period(words)
        assert (period.first.isoformat(), period.last.isoformat()) == (first, last)

    @pytest.mark.parametrize("words", ["2026-13", "2026-Q5", "november", "", "26-11", "2026-11-30"])
    def test_what_is_none(self, words: str) -> None:
        """It says how to write one."""
        with pytest.raises(UsageError, match="no period"):
            closing_period(words)


class TestClosing:
    """What is written and committed."""

    def test_the_file(self, open_desk: Desk) -> None:
        """Totals of the balance on the last day, the dossiers' fingerprints, and nothing else in the commit."""
        done = closed(open_desk)
        read = read_closing(open_desk.git("show", f"HEAD:{PATH}"), PATH)
        assert read == done.closing
        total = balance_on(open_desk.session, date(2026, 10, 31)).totals()["EUR"].total
        assert read.totals["EUR"]["total"] == str(total) == "2400.00"
        assert read.dossiers == {"dossiers/durand.md": hashlib.sha256(DURAND.encode()).hexdigest()}
        assert read.manifest == manifest_of(read.dossiers)
        assert open_desk.git("show", "--format=", "--name-only", "HEAD").split() == [PATH]
        assert open_desk.subjects()[0] == "close: 2026-10, €2,400.00 outstanding"

    def test_the_manifest_is_that_of_sha256sum(self, open_desk: Desk) -> None:
        """Anybody may compare it without recouv."""
        printed = subprocess.run(
            ["sha256sum", "dossiers/durand.md"], cwd=open_desk.root, capture_output=True, check=True
        ).stdout
        assert closed(open_desk).closing.manifest == hashlib.sha256(printed).hexdigest()

    def test_the_tag(self, open_desk: Desk) -> None:
        """Annotated, on the closing's commit, with the manifest's fingerprint in its words."""
        done = closed(open_desk)
        assert open_desk.git("cat-file", "-t", "closing/2026-10") == "tag\n"
        assert open_desk.git("rev-parse", "closing/2026-10^{commit}") == open_desk.git("rev-parse", "HEAD")
        assert done.closing.manifest in open_desk.git("tag", "-l", "--format=%(contents)", "closing/2026-10")

    @pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
    def test_it_is_signed_where_the_person_signs(self, open_desk: Desk, tmp_path: Path) -> None:
        """By the key of the commits; the audit asks for it with the list of signers."""
        key = tmp_path / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        for name, value in (("gpg.format", "ssh"), ("user.signingKey", f"{key}.pub"), ("commit.gpgSign", "true")):
            open_desk.git("config", name, value)
        assert closed(open_desk).is_signed
        signers = tmp_path / "signers"
        signers.write_text(f"lea@example.com {key.with_suffix('.pub').read_text('utf-8')}", encoding="utf-8")
        since = {"since": "HEAD~1", "until": "HEAD", "is_range": True, "signers": signers}
        assert flaws(open_desk, **since) == []
        open_desk.git("tag", "-f", "-a", "--no-sign", "-m", "mine", "closing/2026-10", "HEAD")
        assert flaws(open_desk, **since) == ["unsigned"]

    def test_what_is_written_reads_back(self, open_desk: Desk) -> None:
        """Every key of the format, and no other."""
        done = closed(open_desk, despite='he said: "wait"')
        text = write_closing(done.closing)
        assert read_closing(text, PATH) == done.closing
        keys = {line.partition(":")[0] for line in text.splitlines() if line[0] not in " #"}
        assert keys <= CLOSING_KEYS.keys()
        assert CLOSING_KEYS.keys() - keys == {"unreadable"}


class TestRefused:
    """A closing is made once, of what is over and can be relied upon."""

    def test_twice(self, open_desk: Desk) -> None:
        """The first one stands."""
        closed(open_desk)
        with pytest.raises(WorkspaceError, match="closed already"):
            closed(open_desk)

    def test_a_period_that_is_not_over(self, open_desk: Desk) -> None:
        """November, on the 20th."""
        with pytest.raises(UsageError, match="is not over"):
            closed(open_desk, "2026-11")

    def test_what_check_finds(self, open_desk: Desk) -> None:
        """It is listed, and nothing is written."""
        open_desk.write("martin", DURAND.replace("amount: 1000.00", "amount: 900.00"))
        before = open_desk.git("rev-parse", "HEAD")
        with pytest.raises(ProblemsError, match="recouv check finds"):
            closed(open_desk)
        assert open_desk.git("rev-parse", "HEAD") == before
        assert open_desk.git("tag", "-l") == ""

    def test_what_audit_finds(self, open_desk: Desk) -> None:
        """A fact changed since."""
        open_desk.write("durand", DURAND.replace("- method: transfer", "- method: cheque"))
        with pytest.raises(ProblemsError, match="recouv audit has 1 finding"):
            closed(open_desk)

    def test_despite(self, open_desk: Desk) -> None:
        """With the reason in the file and in the commit."""
        open_desk.write("durand", DURAND.replace("- method: transfer", "- method: cheque"))
        assert closed(open_desk, despite="the bank was wrong").closing.despite == "the bank was wrong"
        assert "the bank was wrong" in open_desk.git("log", "-1", "--format=%b")

    def test_a_dossier_being_edited(self, open_desk: Desk) -> None:
        """What is closed is what is committed."""
        open_desk.write("durand", DURAND + LATE, commit=False)
        with pytest.raises(WorkspaceError, match="not committed"):
            closed(open_desk)


class TestAudit:
    """What became of a closing."""

    @pytest.fixture
    def shut(self, open_desk: Desk) -> Desk:
        """With October closed."""
        closed(open_desk)
        assert flaws(open_desk) == []
        return open_desk

    def test_the_tag_moved(self, shut: Desk) -> None:
        """It is not on its commit any more."""
        shut.git("tag", "-f", "-a", "-m", "mine", "closing/2026-10", "HEAD~1")
        assert flaws(shut) == ["closing-tag-moved"]

    def test_another_tag_in_its_place(self, shut: Desk) -> None:
        """One without author nor words."""
        shut.git("tag", "-f", "closing/2026-10", "HEAD")
        assert flaws(shut) == ["closing-tag-moved"]

    def test_a_tag_that_is_not_here(self, shut: Desk) -> None:
        """A remark: a clone may not have fetched it."""
        shut.git("tag", "-d", "closing/2026-10")
        assert flaws(shut) == ["closing-tag-missing"]

    def test_the_file_changed(self, shut: Desk) -> None:
        """It never changes."""
        path = shut.root / PATH
        path.write_text(path.read_text("utf-8").replace("total: 2400.00", "total: 24.00"), encoding="utf-8")
        shut.git("commit", "-qam", "by hand")
        assert flaws(shut) == ["closing-changed"]

    @pytest.mark.parametrize(("before", "after"), [("total: 2400.00", "total: 24.00"), ("durand.md: ", "durand.md: 0")])
    def test_wrong_from_the_first(self, shut: Desk, before: str, after: str) -> None:
        """Totals, fingerprints and manifest are compared with the dossiers of that very commit."""
        path = shut.root / PATH
        path.write_text(path.read_text("utf-8").replace(before, after), encoding="utf-8")
        shut.git("commit", "-qa", "--amend", "--no-edit")
        shut.git("tag", "-f", "-a", "-m", "again", "closing/2026-10", "HEAD")
        assert "closing-wrong" in flaws(shut, full=True)

    def test_what_came_later_is_a_remark(self, shut: Desk) -> None:
        """An entry dated in the closed period, with its title."""
        shut.write("durand", DURAND + LATE)
        assert flaws(shut) == ["closed-period"]


class TestCommand:
    """What is told."""

    def test_it_tells_totals_and_fingerprint(self, open_desk: Desk, recouv: Callable[..., Ran]) -> None:
        """And how to give it to the others."""
        ran = recouv("close", "2026-10")
        assert ran.code == 0
        assert "€2,400.00 outstanding" in ran.out
        assert "closing/2026-10" in ran.out
        assert "recouv sync" in ran.err

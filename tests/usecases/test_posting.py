"""Letters are printed once, recorded before they are, and done when somebody says that they are in the post."""

from __future__ import annotations

import csv
import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest

from recouv.domain.errors import UsageError
from recouv.store.files import write_bytes
from recouv.usecases import posting
from recouv.usecases.day import plan_day
from recouv.usecases.doubtful import doubtful_messages
from recouv.usecases.fates import Became, became_action
from recouv.usecases.mail_day import POST, Prepared, Standing, prepare_day
from recouv.usecases.posting import Printed, posted, print_again, print_letters
from recouv.usecases.recording import record
from tests.conftest import TODAY, Desk
from tests.usecases.test_sending import SETTINGS, session_of

DEBTOR = """---
recouv: 1
name: {name}
kind: company
language: en
address: |
  12 rue des Artisans
  31000 Toulouse
scenario: {scenario}
---

## Journal

### 2026-08-01 invoice F-1 ^{entry}
- amount: 1200.00
- due: {due}
- recorded: 2026-08-01T09:12:07Z import
{more}"""


def debtor(
    desk: Desk, name: str = "Durand", *, due: str = "2026-11-13", scenario: str = "standard", more: str = ""
) -> None:
    """A client without e-mail, whose reminders go by post."""
    (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=1), encoding="utf-8")
    entry = hashlib.sha256(name.encode()).hexdigest()[:8]
    desk.write(name.lower(), DEBTOR.format(name=name, entry=entry, due=due, scenario=scenario, more=more))


def wanted(desk: Desk, on: date = TODAY) -> list[Prepared]:
    """The letters that may be printed."""
    return [row for row in prepare_day(session_of(desk.root, on), on, (), POST) if row.standing is not Standing.BLOCKED]


def printed(desk: Desk, folder: Path, on: date = TODAY) -> list[Printed]:
    """What became of the day's letters."""
    return list(print_letters(session_of(desk.root, on), wanted(desk, on), folder))


class TestPrinting:
    """Recorded first, then put where they are printed."""

    def test_the_page_and_the_index(self, desk: Desk, tmp_path: Path) -> None:
        """One file each, a list of them, and the same page kept with its fingerprint."""
        debtor(desk)
        (one,) = printed(desk, tmp_path / "out")
        assert one.file is not None
        data = one.file.read_bytes()
        assert data.startswith(b"%PDF")
        (kept,) = desk.root.glob("sent/**/*.pdf")
        assert kept.read_bytes() == data
        assert hashlib.sha256(data).hexdigest() in desk.read("durand")
        with (tmp_path / "out/index.csv").open(encoding="utf-8", newline="") as stream:
            (row,) = csv.DictReader(stream)
        assert (row["client"], row["file"], row["entry"]) == ("durand", one.file.name, f"^{one.entry}")
        assert desk.status() == ""

    def test_once(self, desk: Desk, tmp_path: Path) -> None:
        """A second run prints nothing: the letter waits to be posted."""
        debtor(desk)
        printed(desk, tmp_path / "out")
        assert wanted(desk) == []
        assert printed(desk, tmp_path / "other") == []

    def test_again_when_asked(self, desk: Desk, tmp_path: Path) -> None:
        """The same page, from what was kept; nothing is recorded."""
        debtor(desk)
        (first,) = printed(desk, tmp_path / "out")
        before = desk.subjects()
        (again,) = print_again(session_of(desk.root), doubtful_messages(session_of(desk.root)), tmp_path / "again")
        assert first.file is not None
        assert again.file is not None
        assert again.file.read_bytes() == first.file.read_bytes()
        assert desk.subjects() == before

    def test_a_page_that_was_changed(self, desk: Desk, tmp_path: Path) -> None:
        """What is not what was recorded is not printed."""
        debtor(desk)
        printed(desk, tmp_path / "out")
        (kept,) = desk.root.glob("sent/**/*.pdf")
        kept.write_bytes(b"%PDF-other")
        (again,) = print_again(session_of(desk.root), doubtful_messages(session_of(desk.root)), tmp_path / "again")
        assert (again.file, again.reason is not None) == (None, True)

    def test_a_folder_that_cannot_be_written(self, desk: Desk, tmp_path: Path) -> None:
        """Nothing is recorded."""
        debtor(desk)
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(UsageError):
            printed(desk, tmp_path / "file/out")
        assert len(wanted(desk)) == 1

    def test_a_disk_that_is_full_meanwhile(self, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The letter is recorded, and said not to be printed; it can be, from what was kept."""
        debtor(desk)

        def full(path: Path, data: bytes) -> None:
            from recouv.domain.errors import WorkspaceError
            from recouv.domain.message import say

            raise WorkspaceError(say("no room"))

        monkeypatch.setattr(posting, "write_bytes", full)
        (one,) = printed(desk, tmp_path / "out")
        assert (one.file, bool(one.entry)) == (None, True)
        monkeypatch.setattr(posting, "write_bytes", write_bytes)
        (again,) = print_again(session_of(desk.root), doubtful_messages(session_of(desk.root)), tmp_path / "out")
        assert again.file is not None

    def test_a_name_that_a_spreadsheet_would_run(self, desk: Desk, tmp_path: Path) -> None:
        """It is text in the index."""
        debtor(desk, "Durand")
        desk.write("durand", desk.read("durand").replace("name: Durand", 'name: "=cmd|calc"'))
        printed(desk, tmp_path / "out")
        assert "'=cmd" in (tmp_path / "out/index.csv").read_text(encoding="utf-8")

    def test_no_address(self, desk: Desk) -> None:
        """The letter has nowhere to go: blocked, with what to write."""
        debtor(desk)
        text = desk.read("durand").replace("address: |\n  12 rue des Artisans\n  31000 Toulouse\n", "")
        desk.write("durand", text)
        rows = prepare_day(session_of(desk.root), TODAY, (), POST)
        assert all(row.standing is Standing.BLOCKED for row in rows)


class TestPosted:
    """A letter is done when it is in the post."""

    def test_until_then_the_agenda_asks(self, desk: Desk, tmp_path: Path) -> None:
        """The task is there, blocked."""
        debtor(desk)
        printed(desk, tmp_path / "out")
        (task,) = plan_day(session_of(desk.root), TODAY).agenda.tasks
        assert task.blocked_by is not None

    def test_all_at_once(self, desk: Desk, tmp_path: Path) -> None:
        """One commit says that several were posted, and the day asks for them no more."""
        debtor(desk, "Alpha")
        debtor(desk, "Beta")
        printed(desk, tmp_path / "out")
        before = len(desk.subjects())
        session = session_of(desk.root)
        posted(session, doubtful_messages(session), TODAY)
        assert len(desk.subjects()) == before + 1
        assert plan_day(session_of(desk.root), TODAY).agenda.tasks == ()

    def test_not_tomorrow(self, desk: Desk, tmp_path: Path) -> None:
        """The post has not taken it yet."""
        debtor(desk)
        printed(desk, tmp_path / "out")
        session = session_of(desk.root)
        with pytest.raises(UsageError, match="sending of 2026-11-21: that day has not come yet"):
            posted(session, doubtful_messages(session), TODAY + timedelta(days=1))


class TestTheClockOfANotice:
    """What follows a formal notice counts from the day its reader has it."""

    NOTICE = """
### 2026-10-01 registered-letter ^n0t1cea1
- invoices: F-1
- scenario: consumer
- step: formal-notice
- outcome: unconfirmed
- recorded: 2026-10-01T09:12:07Z lea
"""

    def follows(self, desk: Desk, on: date) -> str:
        """The next step, and its day."""
        from recouv.usecases.dossiers import view_dossier

        (item,) = view_dossier(session_of(desk.root, on), "durand", on).items
        return f"{item.planned.step.id} {item.planned.unrested}" if item.planned else "nothing"

    def test_from_posting_then_from_receipt(self, desk: Desk) -> None:
        """Twenty days after the day it was posted, until the receipt is known; then after that one."""
        debtor(desk, due="2026-07-01", scenario="consumer", more=self.NOTICE)
        session = session_of(desk.root)
        assert self.follows(desk, TODAY).startswith("reminder")
        record(
            session, became_action(session, "durand", Became(outcome="sent", on=date(2026, 10, 3), entry="n0t1cea1"))
        )
        assert self.follows(desk, TODAY) == "end-of-notice 2026-10-23"
        record(
            session,
            became_action(
                session_of(desk.root),
                "durand",
                Became(outcome="received", on=date(2026, 10, 8), entry="n0t1cea1", reference="1A 234"),
            ),
        )
        assert self.follows(desk, TODAY) == "end-of-notice 2026-10-28"
        assert self.follows(desk, date(2026, 10, 7)) == "end-of-notice 2026-10-23"

    def test_said_in_the_wrong_order(self, desk: Desk) -> None:
        """The day of posting learnt after the receipt changes nothing."""
        debtor(desk, due="2026-07-01", scenario="consumer", more=self.NOTICE)
        for outcome, day in (("received", 8), ("sent", 3)):
            session = session_of(desk.root)
            record(
                session,
                became_action(session, "durand", Became(outcome=outcome, on=date(2026, 10, day), entry="n0t1cea1")),
            )
        assert self.follows(desk, TODAY) == "end-of-notice 2026-10-28"

"""`recouv report`: the list of reports, reasons of late payment, disputes; in every form."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import DURAND, Desk, Ran

Recouv = Callable[..., Ran]
HEARD = """
### 2026-11-16 call ^h1aaaaaa
- outcome: reached
- reason: cash-flow
- invoices: F2026-031

### 2026-11-17 reply ^h2aaaaaa
- outcome: reached
"""
ROUX = """---
name: Roux & Fils
owner: lea
tags: [loyal]
---

## Journal

### 2026-09-01 invoice R-1 ^ra1aaaaa
- amount: 300.00
- due: 2026-10-01

### 2026-10-10 call ^ra2aaaaa
- outcome: reached
- reason: la comptable est malade

### 2026-10-12 dispute R-1 ^ra3aaaaa
- amount: 100.00
- category: price

### 2026-10-20 resolve ^ra3aaaaa ^ra4aaaaa
- outcome: upheld

### 2026-11-01 dispute R-1 ^ra5aaaaa
- amount: 50.00
- category: price
- owner: lea
- revisit: 2026-12-01

### 2026-11-10 payment ^ra6aaaaa
- amount: 100.00
- allocate:
  - R-1: 100.00
"""


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Durand, who gave a reason, and Roux, who gave another and contests an invoice."""
    desk.write("durand", DURAND + HEARD)
    desk.write("roux", ROUX)
    return desk


class TestList:
    """Without a name."""

    def test_the_reports(self, two: Desk, recouv: Recouv) -> None:
        """Each with what it tells."""
        ran = recouv("report")
        assert ran.code == 0
        assert [" ".join(line.split()[:3]) for line in ran.out.splitlines()[2:]] == [
            "recouv report reasons",
            "recouv report disputes",
        ]

    def test_one_that_there_is_not(self, two: Desk, recouv: Recouv) -> None:
        """The one meant is proposed."""
        ran = recouv("report", "reason")
        assert (ran.code, ran.err) == (2, "recouv: there is no report reason\n  did you mean reasons?\n")

    def test_the_workspace_and_the_language_may_come_last(self, two: Desk, recouv: Recouv) -> None:
        """As with every command."""
        ran = recouv("report", "disputes", "--lang", "fr", "-C", str(two.root))
        assert ran.out.startswith("Litiges au 20/11/2026")

    @pytest.mark.parametrize("name", ["reasons", "disputes"])
    def test_help_has_examples(self, recouv: Recouv, name: str) -> None:
        """As every command."""
        assert f"recouv report {name} " in recouv("report", name, "--help").out.partition("examples:")[2]


class TestReasons:
    """`recouv report reasons`."""

    def test_the_document(self, two: Desk, recouv: Recouv) -> None:
        """Every key, with exact amounts."""
        found = json.loads(recouv("report", "reasons", "--from", "2026-10-01", "--json").out)
        assert found == {
            "on": "2026-11-20",
            "known_at": None,
            "from": "2026-10-01",
            "to": None,
            "heard": 3,
            "without_reason": 1,
            "reasons": [
                {
                    "reason": "cash-flow",
                    "currency": "EUR",
                    "heard": 1,
                    "clients": 1,
                    "invoices": 1,
                    "overdue": "1400.00",
                    "paid": 0,
                    "left": "1400.00",
                },
                {
                    "reason": "other",
                    "currency": "EUR",
                    "heard": 1,
                    "clients": 1,
                    "invoices": 1,
                    "overdue": "300.00",
                    "paid": 0,
                    "left": "200.00",
                },
            ],
            "unreadable": [],
        }

    def test_paid_since_is_seen_the_next_time(self, two: Desk, recouv: Recouv) -> None:
        """What was kept of a dossier is worked out again when it changes."""
        recouv("report", "reasons")
        recouv("pay", "durand", "1400", "--on", "2026-11-20", "--for", "F2026-031")
        (first, _) = json.loads(recouv("report", "reasons", "--json").out)["reasons"]
        assert (first["paid"], first["left"]) == (1, "0.00")

    @pytest.mark.parametrize(
        ("by", "keys"), [("client", ["durand", "roux"]), ("owner", ["", "lea"]), ("month", ["2026-10", "2026-11"])]
    )
    def test_told_apart(self, two: Desk, recouv: Recouv, by: str, keys: list[str]) -> None:
        """By client, owner or month, in JSON and in CSV."""
        found = json.loads(recouv("report", "reasons", "--by", by, "--json").out)
        assert [group["key"] for group in found["groups"]] == keys
        rows = recouv("report", "reasons", "--by", by, "--format", "csv").out.splitlines()
        assert rows[0] == f"{by},reason,currency,heard,clients,invoices,overdue,paid,left"
        assert [row.split(",")[0] for row in rows[1:]] == keys

    def test_for_people(self, two: Desk, recouv: Recouv) -> None:
        """A table, and how many gave no reason."""
        lines = recouv("report", "reasons").out.splitlines()
        assert lines[2].split() == ["cash", "flow", "1", "1", "€1,400.00", "0", "of", "1", "€1,400.00"]
        assert lines[-1] == "1 of 3 calls, meetings and answers give no reason"
        assert "| cash flow | 1 | 1 | €1,400.00 | 0 of 1 |" in recouv("report", "reasons", "--format", "markdown").out

    def test_some_clients(self, two: Desk, recouv: Recouv) -> None:
        """Those of one person; nobody is an error."""
        found = json.loads(recouv("report", "reasons", "--owner", "lea", "--json").out)
        assert [row["reason"] for row in found["reasons"]] == ["other"]
        assert recouv("report", "reasons", "--owner", "zoe").code == 4

    def test_a_past_day_beside_today(self, two: Desk, recouv: Recouv) -> None:
        """Neither takes the place of the other."""
        today = recouv("report", "reasons", "--json").out
        past = json.loads(recouv("report", "reasons", "--on", "2026-11-05", "--json").out)
        assert [row["left"] for row in past["reasons"]] == ["300.00"]
        assert recouv("report", "reasons", "--json").out == today

    def test_a_period_that_ends_before_it_begins(self, two: Desk, recouv: Recouv) -> None:
        """Is refused."""
        assert recouv("report", "reasons", "--from", "2026-11-02", "--to", "2026-11-01").code == 2

    def test_nothing_noted(self, desk: Desk, recouv: Recouv) -> None:
        """It says how to note one."""
        assert "recouv log CLIENT call --reason" in recouv("report", "reasons").out

    def test_logged_in_the_words_of_the_screens(self, two: Desk, recouv: Recouv) -> None:
        """The code is written; own words stay."""
        recouv("--lang", "fr", "log", "durand", "appel", "--reason", "Trésorerie")
        assert "- reason: cash-flow\n" in two.read("durand").rpartition("### ")[2]
        recouv("log", "durand", "reply", "--reason", "The boss is away")
        assert "- reason: The boss is away\n" in two.read("durand").rpartition("### ")[2]


class TestDisputes:
    """`recouv report disputes`."""

    def test_the_document(self, two: Desk, recouv: Recouv) -> None:
        """Every key."""
        found = json.loads(recouv("report", "disputes", "--json").out)
        assert found == {
            "on": "2026-11-20",
            "known_at": None,
            "from": None,
            "to": None,
            "categories": [
                {
                    "category": "price",
                    "currency": "EUR",
                    "open": 1,
                    "contested": "50.00",
                    "oldest_days": 19,
                    "ended": 1,
                    "average_days": "8.0",
                    "median_days": "8.0",
                    "outcomes": {"credit-note": 0, "upheld": 1, "withdrawn": 0, "settled": 0, "unsaid": 0},
                    "shares": {"credit-note": 0, "upheld": 100, "withdrawn": 0, "settled": 0},
                }
            ],
            "open": [
                {
                    "client": "roux",
                    "entry": "^ra5aaaaa",
                    "invoices": ["R-1"],
                    "category": "price",
                    "opened": "2026-11-01",
                    "days": 19,
                    "contested": "50.00",
                    "currency": "EUR",
                    "owner": "lea",
                    "revisit": "2026-12-01",
                }
            ],
            "unreadable": [],
        }

    def test_for_people_and_for_spreadsheets(self, two: Desk, recouv: Recouv) -> None:
        """The open ones below; CSV has the categories alone."""
        lines = recouv("report", "disputes").out.splitlines()
        assert lines[2].split("  ")[-1] == "invoice upheld 1 (100 %)"
        assert lines[-1].split() == ["Roux", "&", "Fils", "R-1", "price", "19", "€50.00", "lea", "1", "Dec", "2026"]
        assert recouv("report", "disputes", "--format", "csv").out == (
            "category,currency,open,contested,oldest_days,ended,average_days,median_days,"
            "credit_note,upheld,withdrawn,settled,unsaid\nprice,EUR,1,50.00,19,1,8.0,8.0,0,1,0,0,0\n"
        )
        assert "| price | 1 | €50.00 |" in recouv("report", "disputes", "--format", "markdown").out

    def test_opened_in_a_period(self, two: Desk, recouv: Recouv) -> None:
        """By their first day."""
        (row,) = json.loads(recouv("report", "disputes", "--to", "2026-10-31", "--json").out)["categories"]
        assert (row["open"], row["ended"]) == (0, 1)

    def test_the_usual_time_is_told_in_the_file(self, two: Desk, recouv: Recouv) -> None:
        """Beside the time that an open dispute has lasted, where its category is known; the reason is in the history."""
        assert "R-1: disputed for 19 days (usual for price: 8)\n" in recouv("show", "roux").out
        two.write("roux", ROUX.replace("- category: price\n- owner", "- owner"))
        assert "R-1: disputed for 19 days\n" in recouv("show", "roux").out
        assert "reached cash flow" in recouv("show", "durand").out

    def test_none(self, desk: Desk, recouv: Recouv) -> None:
        """It says how to record one."""
        assert "recouv dispute CLIENT NUMBER" in recouv("report", "disputes").out

    def test_an_unreadable_dossier_is_said(self, two: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """And hides no other."""
        two.write("bad", "not a dossier")
        ran = recouv("report", "disputes", "--json")
        assert json.loads(ran.out)["unreadable"] == ["dossiers/bad.md"]
        assert len(json.loads(ran.out)["open"]) == 1

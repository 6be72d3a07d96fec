"""What `check` says of promises written by hand that the verbs would have refused."""

from __future__ import annotations

import pytest

from recouv.usecases.checking import check_workspace
from tests.conftest import DURAND, Desk

LATE = "\n### 2026-11-05 promise ^d3h8ye5r\n- amount: 1400.00\n- by: 2031-11-14\n- invoices: F2026-031\n"


def told(desk: Desk, journal: str) -> list[str]:
    """The problems of Durand's dossier with these entries added."""
    desk.write("durand", DURAND + journal)
    return [f"{problem.place} {problem.what}" for problem in check_workspace(desk.session, ["durand"])]


class TestPromise:
    """For a day on which its invoice can no longer be claimed in court."""

    def test_is_reported_at_its_date(self, desk: Desk) -> None:
        """With the invoice, its place and its last day."""
        assert told(desk, LATE) == [
            "dossiers/durand.md:29:1 promised for 2031-11-14, and F2026-031 (dossiers/durand.md:15) "
            "can be claimed in court until 2031-11-13 only"
        ]

    def test_of_a_day_past(self, desk: Desk) -> None:
        """It makes nobody wait any more."""
        old = "\n### 2018-01-01 invoice OLD ^a4k8s2vm\n- amount: 10.00\n"
        assert told(desk, old + LATE.replace("2031-11-14", "2026-11-18").replace("F2026-031", "OLD")) == []
        assert len(told(desk, old + LATE.replace("2031-11-14", "2027-11-18").replace("F2026-031", "OLD"))) == 1

    @pytest.mark.parametrize(
        "more",
        [
            "\n### 2026-11-06 withdraw ^d3h8ye5r ^w3h8ye5r\n",
            "\n### 2026-11-16 acknowledgment ^w3h8ye5r\n- amount: 1400.00\n",
            "\n### 2026-11-16 payment ^w3h8ye5r\n- amount: 1400.00\n- allocate:\n  - F2026-031: 1400.00\n",
        ],
        ids=["taken back", "acknowledged", "paid"],
    )
    def test_loses_nothing_any_more(self, desk: Desk, more: str) -> None:
        """Nothing is said."""
        assert told(desk, LATE + more) == []

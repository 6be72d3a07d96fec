"""Figures judged and written: a ratio to a yardstick, in its place in a document."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import aims, gauges
from benchmarks.bench import Bench, NotMeasuredError
from benchmarks.question import Truth
from benchmarks.report import markdown, rewrite
from benchmarks.timing import Run, median, timed
from benchmarks.verdicts import AIMS, judge

BY_ID = {aim.id: aim for aim in AIMS}
SHOW = BY_ID["show"]


class TestJudge:
    """What the medians say."""

    @pytest.mark.parametrize(("wall", "word"), [(0.12, "kept"), (0.121, "**missed**")])
    def test_a_ratio_to_a_yardstick(self, wall: float, word: str) -> None:
        """Six empty interpreters of 20 ms bound `show` at 120 ms."""
        runs = {gauges.python: [Run(0.02, 0, 0)], gauges.show: [Run(wall, 0, 0)]}
        assert judge(SHOW, runs, {}).word == word

    def test_the_same_ratio_by_processor(self) -> None:
        """Beside the verdict, which is that of the wall's clock: what a busy machine disturbs less."""
        runs = {gauges.python: [Run(0.02, 0.01, 0)], gauges.show: [Run(0.18, 0.03, 0)]}
        verdict = judge(SHOW, runs, {})
        assert verdict.figure_cpu == pytest.approx(0.5)
        assert verdict.word == "**missed**"
        assert judge(BY_ID["memory-balance"], {gauges.balance: [Run(1, 1, 199)]}, {}).figure_cpu is None

    def test_several_yardsticks_are_added(self) -> None:
        """Each as many times as the aim says."""
        runs = {gauges.textual: [Run(0.3, 0, 0)], gauges.balance: [Run(0.1, 0, 0)], gauges.screens: [Run(0.45, 0, 0)]}
        assert judge(BY_ID["screens"], runs, {}).figure == pytest.approx(1)

    def test_memory_and_keys_are_absolute(self) -> None:
        """MiB and milliseconds."""
        runs = {gauges.balance: [Run(1, 1, 199)], gauges.key_down: [Run(0.049, 0, 0)]}
        assert judge(BY_ID["memory-balance"], runs, {}).figure == 199
        assert judge(BY_ID["key-down"], runs, {}).figure == pytest.approx(49)

    def test_what_could_not_be_measured_says_why(self) -> None:
        """A yardstick that is missing leaves no verdict."""
        verdict = judge(BY_ID["balance-first"], {}, {gauges.ledger: "ledger is not installed"})
        assert verdict.word == "ledger is not installed"
        assert "ledger is not installed" in aims.table([verdict])

    def test_each_aim_has_its_name(self) -> None:
        """`--only` tells them apart."""
        assert len(BY_ID) == len(AIMS)


class TestMeasure:
    """Rounds of everything, whatever fails."""

    def test_a_failure_stops_one_gauge_only(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It is not tried again, and the others are."""
        calls: list[str] = []

        def works(_bench: Bench) -> list[Run]:
            calls.append("works")
            return [Run(0.01, 0, 0)]

        def fails(_bench: Bench) -> list[Run]:
            calls.append("fails")
            raise NotMeasuredError("WRONG")

        good = type(SHOW)(id="good", what="", gauge=works, limit=1, beside={works: 1})
        bad = type(SHOW)(id="bad", what="", gauge=fails, limit=1)
        verdicts = aims.measure([good, bad], Bench(tmp_path, 1, Truth()), rounds=3)
        assert calls.count("works") == 3
        assert calls.count("fails") == 1
        assert [verdict.word for verdict in verdicts] == ["kept", "WRONG"]


class TestTiming:
    """One process."""

    def test_it_says_what_the_process_did(self) -> None:
        """Its exit code and both its outputs."""
        answer = timed([sys.executable, "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"])
        assert (answer.code, answer.out, answer.err) == (3, "out\n", "err\n")
        assert answer.run.peak > 1

    def test_the_median_is_taken_figure_by_figure(self) -> None:
        """One slow round does not count."""
        assert median([Run(1, 5, 9), Run(100, 6, 8), Run(2, 4, 7)]) == Run(2, 5, 8)


class TestReport:
    """Markdown."""

    def test_a_table(self) -> None:
        """Figures to the right, bars escaped."""
        assert markdown(["a", "b"], [["x|y", 1]], right=(1,)) == "| a | b |\n| --- | ---: |\n| x\\|y | 1 |"

    def test_a_document_keeps_all_but_the_table(self, tmp_path: Path) -> None:
        """Twice the same table is the same document."""
        page = tmp_path / "page.md"
        page.write_text("before\n<!-- aims -->\nold\n<!-- /aims -->\nafter\n", encoding="utf-8")
        for _ in range(2):
            rewrite(page, "aims", "| new |")
            expected = "before\n<!-- aims -->\n\n| new |\n\n<!-- /aims -->\nafter\n"
            assert page.read_text(encoding="utf-8") == expected

    def test_a_document_without_the_place(self, tmp_path: Path) -> None:
        """It is refused and left as it was."""
        page = tmp_path / "page.md"
        page.write_text("before\n", encoding="utf-8")
        with pytest.raises(ValueError, match="no place for aims"):
            rewrite(page, "aims", "| new |")
        assert page.read_text(encoding="utf-8") == "before\n"

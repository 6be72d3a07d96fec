"""A report printed again is the one that the command would print."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from recouv.cli import again, clock
from recouv.cli.again import Again
from recouv.cli.main import run
from tests.conftest import Desk

DOSSIER = "---\nname: Durand\n---\n\n## Journal\n\n### 2026-11-05 note ^a1b2c3d4\n> hello\n"


class Terminal(io.StringIO):
    """A standard output that is no terminal, in UTF-8."""

    encoding = "utf-8"  # type: ignore[assignment]


@pytest.fixture
def asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, bool]]:
    """What `recouv ARGV…` prints, and whether it was printed again; `meanwhile` is done while the command runs."""
    monkeypatch.setattr(again, "_LARGE", 0)
    desk.write("durand", DOSSIER)

    def ask(*argv: str, meanwhile: Callable[[], object] = lambda: None) -> tuple[str, bool]:
        words = ["-C", str(desk.root), *argv]
        monkeypatch.setattr(sys, "stdout", out := Terminal())
        monkeypatch.setattr(sys, "stderr", Terminal())
        one = Again(words)
        if one.print():
            return out.getvalue(), True
        with one.listening():
            meanwhile()
            code = run(words)
        if code == 0:
            one.keep()
        return out.getvalue(), False

    ask("balance", "--json")  # makes the index
    return ask


class TestPrintedAgain:
    """Nothing that it depends on has changed."""

    def test_the_third_time_as_the_second(self, asked: Callable[..., tuple[str, bool]]) -> None:
        second, was_again = asked("balance")
        assert not was_again
        assert asked("balance") == (second, True)

    def test_not_on_another_day(self, asked: Callable[..., tuple[str, bool]], monkeypatch: pytest.MonkeyPatch) -> None:
        asked("balance")
        monkeypatch.setattr(clock, "today", lambda: date(2031, 1, 2))
        assert not asked("balance")[1]


class TestChangedMeanwhile:
    """Something changes between the question and the report."""

    def test_settings_saved_while_the_report_is_made_are_not_taken_for_the_old_ones(
        self, asked: Callable[..., tuple[str, bool]], desk: Desk
    ) -> None:
        config = desk.root / "recouv.yaml"
        old = config.read_text(encoding="utf-8")
        new = old.replace("ageing: [30, 60, 90]", "ageing: [10, 20]")
        changed, _ = asked("balance", "--json", meanwhile=lambda: config.write_text(new, encoding="utf-8"))
        assert "1-10" in changed
        config.write_text(old, encoding="utf-8")
        printed, was_again = asked("balance", "--json")
        assert not was_again
        assert "1-10" not in printed
        assert "61-90" in printed

    def test_a_scenario_closed_to_us_is_left_to_the_command(
        self, asked: Callable[..., tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = Path.read_bytes

        def refusing(path: Path) -> bytes:
            if path.parent.name == "scenarios":
                raise PermissionError(13, "Permission denied", str(path))
            return real(path)

        monkeypatch.setattr(Path, "read_bytes", refusing)
        assert not asked("balance")[1]

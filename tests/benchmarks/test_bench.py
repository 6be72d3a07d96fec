"""Each gauge finds the state that its name says, whatever others did before."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks import peers
from benchmarks.bench import Bench, NotMeasuredError, prepare
from benchmarks.book import dossier_path
from benchmarks.clients import code_of
from benchmarks.peer_answers import balances_in_csv
from benchmarks.peer_commands import Asked
from benchmarks.question import Truth, cents_of

CLIENTS = 3


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """A book of three clients."""
    return prepare(tmp_path_factory.mktemp("bench") / "book", CLIENTS)


def dossier(bench: Bench, at: str) -> Path:
    """The one that is edited in this round."""
    return bench.at(at) / dossier_path(bench.client, CLIENTS)


class TestEdited:
    """One dossier differs from what was committed, and from what the index has seen."""

    def test_an_edit_is_there_once(self, bench: Bench) -> None:
        """The earlier one was put back, and no other copy has it."""
        before = dossier(bench, "read").read_text(encoding="utf-8")
        for _ in range(2):
            bench.edit("balance", text="\nRappeler.\n")
        assert dossier(bench, "edited").read_text(encoding="utf-8") == before + "\nRappeler.\n"
        assert dossier(bench, "read").read_text(encoding="utf-8") == before

    def test_the_command_ran_before_the_edit(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        """As often as it takes to be warm, on the dossier as committed."""
        seen: list[tuple[tuple[str, ...], bool]] = []

        def recouv(_bench: Bench, *words: str, at: str) -> None:
            seen.append((words, "Rappeler" in dossier(bench, at).read_text(encoding="utf-8")))

        monkeypatch.setattr(Bench, "recouv", recouv)
        bench.edit("agenda", text="\nRappeler.\n")
        assert seen == [(("agenda",), False)] * 2


class TestMorning:
    """The index as the first reports of today left it."""

    def test_what_ran_since_is_undone(self, bench: Bench) -> None:
        """To the byte."""
        bench.begin_morning()
        index = bench.at("morning") / ".git" / "recouv" / "index.sqlite"
        before = index.read_bytes()
        bench.recouv("balance", "--on", "2026-01-31", at="morning")
        assert index.read_bytes() != before
        bench.begin_morning()
        assert index.read_bytes() == before


class TestFresh:
    """No index."""

    def test_it_is_deleted(self, bench: Bench) -> None:
        """And made again by the next balance."""
        folder = bench.at("fresh") / ".git" / "recouv"
        bench.recouv("balance", at="fresh")
        assert list(folder.glob("index*"))
        bench.forget()
        assert not list(folder.glob("index*"))


class TestAnswers:
    """A wrong answer is no figure."""

    def test_exact_balances(self, bench: Bench) -> None:
        """What recouv answers on the book is what the seed gives."""
        answered = json.loads(bench.recouv("balance", "--json").out)["clients"]
        found = {code_of(row["id"]): cents_of(row["total"]) for row in answered}
        assert {code: cents for code, cents in found.items() if cents} == bench.truth.owing

    def test_an_answer_that_differs_is_told(self, bench: Bench) -> None:
        """From one run to another."""
        bench.same("colour", "blue")
        bench.same("colour", "blue")
        with pytest.raises(NotMeasuredError, match="WRONG: this colour"):
            bench.same("colour", "green")

    def test_a_command_that_fails_is_told(self, bench: Bench) -> None:
        """With its exit code."""
        with pytest.raises(NotMeasuredError, match="exit 2"):
            bench.recouv("balance", "--no-such-option")


@pytest.mark.parametrize(("slow", "times"), [(0, 1), (600, 3)])
def test_a_slow_tool_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slow: int, times: int) -> None:
    """However many rounds the others run."""
    monkeypatch.setattr(peers, "_SLOW", slow)
    log = tmp_path / "log"
    program = f"open({str(log)!r}, 'a').write('x'); print('C000000,1.00')"
    asked = Asked(tool="x", question="balance", command=[sys.executable, "-c", program], read=balances_in_csv)
    rows = peers.measured([asked], Truth(balance={"C000000": 100}), rounds=3, patience=60)
    assert [row["answer"] for row in rows] == ["exact"]
    assert log.read_text(encoding="utf-8") == "x" * times

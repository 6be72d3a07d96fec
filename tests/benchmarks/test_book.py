"""The book of the benchmarks: the same for the same seed, sound, and as recouv and the truth both count it."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.book import dossier_path, write_workspace
from benchmarks.clients import client_file, code_of, dossier_name, siren
from benchmarks.question import BUCKETS, TODAY, client_invoices, truth_of
from benchmarks.story import ACTIONS_PER_CLIENT, dossier_text, entry_id
from recouv.store.dossier_text import read_dossier
from tests.conftest import Ran

CLIENTS = 50


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book, made once: nothing here writes in it."""
    folder = tmp_path_factory.mktemp("book") / "ws"
    write_workspace(folder, CLIENTS, history=3)
    return folder


def git(folder: Path, *args: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *args], cwd=folder, capture_output=True, encoding="utf-8", check=True).stdout


class TestWorkspace:
    """What the generator writes."""

    def test_the_same_seed_makes_the_same_commits(self, workspace: Path, tmp_path: Path) -> None:
        """Files, moments and writers: the hash of the last commit holds them all."""
        write_workspace(tmp_path / "again", CLIENTS, history=3)
        assert git(tmp_path / "again", "rev-parse", "HEAD") == git(workspace, "rev-parse", "HEAD")

    def test_another_seed_makes_another_book(self) -> None:
        """Amounts and people both follow the seed."""
        texts = {dossier_text(client_file(0, seed), 0, client_invoices(0, seed), seed) for seed in (1, 2)}
        assert len(texts) == 2

    def test_the_tree_is_clean(self, workspace: Path) -> None:
        """Everything is committed: init, the book, and a commit for each later call."""
        assert git(workspace, "status", "--porcelain") == ""
        assert git(workspace, "rev-list", "--count", "HEAD").strip() == "5"

    def test_it_has_no_problem(self, workspace: Path, recouv: Callable[..., Ran]) -> None:
        """`recouv check` finds nothing, not even a warning."""
        ran = recouv("check", "--json", at=workspace)
        assert ran.code == 0
        assert json.loads(ran.out) == {"problems": []}


class TestTruth:
    """Every tool is judged by the same exact answer."""

    def test_each_client_owes_what_the_truth_says(self, workspace: Path, recouv: Callable[..., Ran]) -> None:
        """To the cent, those who owe nothing included."""
        answer = json.loads(recouv("balance", "--all", "--json", at=workspace).out)
        assert {code_of(row["id"]): cents(row["total"]) for row in answer["clients"]} == truth_of(CLIENTS).balance

    def test_each_column_holds_what_the_truth_says(self, workspace: Path, recouv: Callable[..., Ran]) -> None:
        """The aged balance on the day of the question."""
        answer = json.loads(recouv("balance", "--on", TODAY.isoformat(), "--json", at=workspace).out)
        assert [cents(answer["totals"]["EUR"][column]) for column in BUCKETS] == truth_of(CLIENTS).aged


class TestDossier:
    """One client's file."""

    def test_its_journal_is_what_was_announced(self) -> None:
        """Ten invoices, nine payments, fifteen actions, each recorded after the one before it, under an ID of its own."""
        seen: set[str] = set()
        for client in range(30):
            text = dossier_text(client_file(client, 1), client, client_invoices(client, 1), 1)
            entries = read_dossier(text.encode(), path="x.md").dossier.entries
            assert len(entries) == 10 + 9 + ACTIONS_PER_CLIENT
            moments = [entry.recorded.at for entry in entries if entry.recorded]
            assert moments == sorted(moments)
            assert len(moments) == len(entries)
            assert not seen & {entry.id for entry in entries}
            seen |= {entry.id for entry in entries}

    def test_sub_folders_hold_about_twenty_files(self) -> None:
        """With 10,000 clients: small trees in git, and no folder that costs a listing."""
        folders = [Path(dossier_path(client, 10_000)).parent for client in range(10_000)]
        sizes = Counter(folders).values()
        assert min(sizes) >= 10
        assert max(sizes) <= 30
        assert all(folder.name == dossier_name(client)[:2] for client, folder in enumerate(folders))

    def test_ids_do_not_meet(self) -> None:
        """Neighbours differ, whatever the client."""
        assert len({entry_id(number) for number in range(20_000)}) == 20_000

    @pytest.mark.parametrize("number", [0, 73282932, 99999999])
    def test_a_siren_passes_its_own_check(self, number: int) -> None:
        """The ninth digit is that of Luhn."""
        from stdnum.fr import siren as official

        assert official.is_valid(siren(number))


def cents(amount: str) -> int:
    """`1234.05` in cents."""
    return int(Decimal(amount) * 100)

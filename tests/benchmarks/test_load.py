"""A team at work: what it leaves is judged without asking recouv, and the judge can say no."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks.load import Load, run_load, table, wrong


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Two people, six actions each, on four clients."""
    return run_load(tmp_path_factory.mktemp("load"), clones=2, actions=6, clients=4, seed=3)


def test_every_action_is_everywhere_once(load: Load) -> None:
    """Made at the same time in two clones, and nobody had anything to decide."""
    assert wrong(load) == []
    assert sum(work.actions for work in load.work) == 12
    assert load.commits >= 12
    assert "| conflicts that a person saw | 0 |" in table(load)


def marked(load: Load) -> tuple[Path, str]:
    """The file and the line of one action, in the second clone."""
    path, mark = load.work[0].marks[0]
    return load.members[1].clone / path, mark


@pytest.mark.parametrize(("times", "told"), [(0, "stands 0 times"), (2, "stands 2 times")])
def test_an_action_lost_or_doubled_is_seen(load: Load, times: int, told: str) -> None:
    """In any clone."""
    path, mark = marked(load)
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(f"{mark}\n", f"{mark}\n" * times), encoding="utf-8")
    assert any(told in what for what in wrong(load))
    path.write_text(before, encoding="utf-8")


def test_clones_that_differ_are_seen(load: Load) -> None:
    """By their trees."""
    clone = load.members[1].clone
    (clone / "more.txt").write_text("more\n", encoding="utf-8")
    for words in (("add", "more.txt"), ("commit", "-qm", "more")):
        subprocess.run(["git", *words], cwd=clone, check=True)
    assert "2 different trees" in wrong(load)
    subprocess.run(["git", "reset", "-q", "--hard", "HEAD~1"], cwd=clone, check=True)


def test_a_conflict_that_a_person_saw_is_told(load: Load) -> None:
    """The aim is none."""
    load.work[0].conflicts.append("dossiers/a.md: kind")
    assert wrong(load) == ["decided by a person: dossiers/a.md: kind"]
    load.work[0].conflicts.clear()

"""What is installed is what was tried: the wheel, in an empty environment, makes workspaces from its own texts."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a wheel and an sdist built from this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(PROJECT)],
        check=True,
        capture_output=True,
    )
    return folder


def test_the_wheel_carries_the_texts(built: Path) -> None:
    """Every shipped dossier, scenario and letter is in it, and the French catalogue."""
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    for folder in ("dossiers", "scenarios", "letters"):
        for path in (PROJECT / folder).iterdir():
            assert f"recouv/_shipped/{folder}/{path.name}" in names
    assert "recouv/wording/locales/fr/LC_MESSAGES/recouv.mo" in names
    layouts = {f"recouv/letters/{name}.typ" for name in ("layout", "blocks", "sheet")}
    assert {"recouv/store/rates.yaml", *layouts} <= set(names)
    assert any(name.endswith(".tcss") for name in names)


def test_the_sdist_carries_the_texts_and_the_tests(built: Path) -> None:
    """It can be built and tested again."""
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "dossiers/demo.yaml",
        "scenarios/standard.yaml",
        "letters/reminder-1.fr.md",
        "tests/test_packaging.py",
        "benchmarks/book.py",
    } <= names
    assert not any(name.startswith("docs/screens") for name in names), "pictures are for the repository"


def test_the_wheel_works_in_an_empty_environment(built: Path, tmp_path: Path) -> None:
    """`recouv demo` and `recouv init` run from it, far from the checkout."""
    environment = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    wheel = next(built.glob("*.whl"))
    pip = [str(environment / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    recouv = str(environment / "bin/recouv")
    demo = subprocess.run([recouv, "demo", "demo"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert "51" in demo.stdout
    assert "Total EUR" in demo.stdout
    subprocess.run([recouv, "init", "mine"], cwd=tmp_path, capture_output=True, check=True)
    assert (tmp_path / "mine/scenarios/standard.yaml").is_file()
    assert (tmp_path / "mine/letters/reminder-1.fr.md").is_file()

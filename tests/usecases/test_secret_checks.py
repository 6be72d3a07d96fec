"""`recouv check` tells secrets of the workspace's texts by their place, and never tells them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from recouv.domain.problem import Severity
from recouv.store.dossier_text import read_dossier
from recouv.usecases.checking import check_workspace
from recouv.usecases.secret_checks import dossier_secrets
from tests.conftest import Desk, Ran

ROOT = Path(__file__).resolve().parents[2]
IBAN = "FR76 3000 6000 0112 3456 7890 189"
DOSSIER = f"""---
name: Durand
phone_of_the_door: mot de passe : Tulipe33
---

# Durand

Their account: {IBAN}

## Journal

### 2026-11-05 payment ^c9x4tn1e
- amount: 100.00
- reference: VIR {IBAN}
- recorded: 2026-11-05T14:31:44Z lea

### 2026-11-06 note ^n1n1n1n1
- recorded: 2026-11-06T14:31:44Z lea

> Card 4111 1111 1111 1111, she says.
"""


def told(desk: Desk, *clients: str) -> list[tuple[int, int, str]]:
    """Line, column and words of the secrets found."""
    found = check_workspace(desk.session, clients)
    return [(one.line, one.column, str(one.what)) for one in found if "looks like" in str(one.what)]


class TestDossiers:
    """Free Markdown, notes and values of any key."""

    EXPECTED = (
        (3, 35, "this looks like a password"),
        (8, 16, "this looks like an IBAN: FR76 … 89"),
        (20, 8, "this looks like the number of a payment card: … 1111"),
    )

    def test_by_line_and_column(self, desk: Desk) -> None:
        """Whatever blank lines stand between; the IBAN that the bank wrote has its place."""
        desk.write("durand", DOSSIER)
        assert told(desk) == list(self.EXPECTED)
        assert told(desk, "durand") == list(self.EXPECTED)

    def test_as_warnings(self, desk: Desk) -> None:
        """The dossier is used all the same."""
        desk.write("durand", DOSSIER)
        found = [one for one in check_workspace(desk.session) if "looks like" in str(one.what)]
        assert {one.severity for one in found} == {Severity.WARNING}

    def test_recalled(self, desk: Desk) -> None:
        """The second check, which reads nothing again, says the same."""
        desk.write("durand", DOSSIER)
        assert told(desk) == told(desk)

    def test_never_told(self, desk: Desk, recouv: Callable[..., Ran]) -> None:
        """Neither by the command nor in its JSON."""
        desk.write("durand", DOSSIER)
        for ran in (recouv("check"), recouv("check", "--json")):
            assert ran.code == 1
            assert not any(word in ran.out for word in ("Tulipe33", IBAN, "4111", "3000 6000"))
        assert len(json.loads(recouv("check", "--json").out)["problems"]) >= 3

    def test_in_a_push(self, desk: Desk, recouv: Callable[..., Ran]) -> None:
        """A server tells the secrets that a range of commits brings."""
        desk.write("durand", DOSSIER)
        ran = recouv("check", "--rev", "HEAD^..HEAD")
        assert "IBAN: FR76 … 89" in ran.out


class TestSettings:
    """Those of the house."""

    def test_its_own_account(self, desk: Desk) -> None:
        """Has its place in recouv.yaml."""
        text = (desk.root / "recouv.yaml").read_text(encoding="utf-8")
        (desk.root / "recouv.yaml").write_text(f"{text}\n# paid on {IBAN}\n", encoding="utf-8")
        assert told(desk) == []

    @pytest.mark.parametrize("path", ["recouv.yaml", "letters/reminder-1.en.md", "scenarios/standard.yaml"])
    def test_a_password(self, desk: Desk, path: str) -> None:
        """Has none, in the settings, a scenario or a letter."""
        text = (desk.root / path).read_text(encoding="utf-8")
        (desk.root / path).write_text(f"{text}\n# password: hunter2!\n", encoding="utf-8")
        assert [row[2] for row in told(desk)] == ["this looks like a password"]


@pytest.mark.parametrize("path", sorted((ROOT / "dossiers").glob("*.md")), ids=lambda path: path.stem)
def test_the_shipped_dossiers(path: Path) -> None:
    """Hold none: their numbers of invoices, companies and telephones are what dossiers are full of."""
    data = path.read_bytes()
    assert list(dossier_secrets(read_dossier(data, path=f"dossiers/{path.name}").dossier, data.decode())) == []

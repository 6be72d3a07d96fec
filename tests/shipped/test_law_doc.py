"""`docs/law.md` says what the program does: its example, its figures, its keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from recouv.domain.sector import Sector
from recouv.store.penalties_text import PENALTY_KEYS
from recouv.store.rates_text import ECB_KEYS, LEGAL_KEYS, RATES_KEYS, read_rates, shipped_rates
from tests.conftest import Desk, Ran

ROOT = Path(__file__).resolve().parents[2]
LAW = (ROOT / "docs/law.md").read_text(encoding="utf-8")
FORMAT = (ROOT / "docs/format.md").read_text(encoding="utf-8")
Recouv = Callable[..., Ran]


def keys_after(title: str) -> list[str]:
    """The first column of the first table after a line of format.md."""
    table = re.search(r"\n\|.*?(?=\n\n|\Z)", FORMAT.split(f"\n{title}\n", 1)[1], re.DOTALL)
    assert table
    return re.findall(r"^\| `([\w-]+)` \|", table[0], re.MULTILINE)


class TestTheExample:
    """What the page shows is what the command prints."""

    @pytest.fixture
    def statement(self, desk: Desk, recouv: Recouv) -> dict[str, object]:
        example = re.search(r"^```markdown\n(.*?)^```", LAW, re.MULTILINE | re.DOTALL)
        assert example
        desk.write("durand", example[1])
        found: dict[str, object] = json.loads(recouv("penalties", "durand", "--on", "2026-09-03", "--json").out)
        return found

    def test_its_slices(self, statement: dict[str, object]) -> None:
        """Row by row."""
        shown = re.findall(r"^\| (\S+) \| (\S+) \| (\d+) \| (\S+) \| (\S+) \| (\S+) \|$", LAW, re.MULTILINE)
        (item,) = statement["items"]  # type: ignore[misc, attr-defined]
        assert shown == [
            (part["from"], part["to"], str(part["days"]), part["balance"], part["rate"], part["amount"])
            for part in item["slices"]
        ]

    def test_its_sums(self, statement: dict[str, object]) -> None:
        """The sentence under the table."""
        for key in ("interest", "indemnity", "per_day"):
            assert f"{statement[key]} €" in LAW

    def test_the_keys_of_the_document(self, statement: dict[str, object]) -> None:
        """Each is named in the table for scripts."""
        section = LAW.split("## For scripts")[1]
        named = set(re.findall(r"`(\w+)`", section))
        (item,) = statement["items"]  # type: ignore[misc, attr-defined]
        assert set(statement) - {"known_at"} <= named
        assert set(item) <= named
        assert set(item["slices"][0]) <= named


class TestFormat:
    """`docs/format.md` on penalties, rates and sectors."""

    @pytest.mark.parametrize(
        ("title", "keys"),
        [
            ("### Penalties", list(PENALTY_KEYS)),
            ("### Rates", list(RATES_KEYS)),
            ("Rows of `ecb`:", list(ECB_KEYS)),
            ("Rows of `legal`:", list(LEGAL_KEYS)),
            (
                "days; nothing bounds a consumer's. Some trades have a ceiling of their own, which `sector` names:",
                ["sector", *map(str, Sector)],
            ),
        ],
    )
    def test_every_key_and_no_other(self, title: str, keys: list[str]) -> None:
        """In the same order."""
        assert keys_after(title) == keys

    def test_the_example_of_rates_reads(self) -> None:
        """Without a problem, and gives what it says."""
        example = re.search(r"```yaml\n(ecb:.*?)```", FORMAT, re.DOTALL)
        assert example
        rates, problems = read_rates(example[1])
        assert problems == []
        assert (len(rates.ecb_periods), len(rates.legal)) == (1, 1)


def test_what_is_not_checked_is_what_the_page_says() -> None:
    """The periods read in secondary sources only."""
    rates = shipped_rates()
    changes = [day for day, known in rates.ecb_changes.items() if not known.checked]
    assert changes == [day for day in rates.ecb_changes if day >= changes[0]]
    assert changes[0].isoformat() == "2024-12-18"
    legal = [str(semester) for semester, known in rates.legal.items() if not known.others.checked]
    yearly = [f"{year}-S{half}" for year in range(2009, 2015) for half in (1, 2)]
    assert legal == [*yearly, "2015-S1", "2019-S1", "2019-S2", "2024-S1", "2026-S2"]

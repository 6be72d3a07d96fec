"""The period of limitation, in the head of a dossier and in `recouv.yaml`."""

from __future__ import annotations

import pytest

from recouv.store.config import read_config
from recouv.store.head import read_head


def head_problems(line: str) -> list[tuple[int, str, str]]:
    """Line, what, mend."""
    found = read_head(f"---\nname: X\n{line}\n---\n", path="d.md", fallback_name="d").problems
    return [(problem.line, str(problem.what), str(problem.mend)) for problem in found]


def config_problems(text: str) -> list[tuple[int, str, str]]:
    """The same of `recouv.yaml`."""
    return [(problem.line, str(problem.what), str(problem.mend)) for problem in read_config(text)[1]]


class TestHead:
    """`limitation: 1 year`."""

    @pytest.mark.parametrize(
        ("line", "months"),
        [("limitation: 1 year", 12), ("limitation: 18 mois", 18), ("limitation:", 0), ("owner: lea", 0)],
    )
    def test_in_months(self, line: str, months: int) -> None:
        """Absent or empty, the law's."""
        head = read_head(f"---\nname: X\n{line}\n---\n", path="d.md", fallback_name="d")
        assert (head.client.limitation, head.problems) == (months, [])

    def test_wrong(self) -> None:
        """Reported with its line."""
        assert head_problems("limitation: a while") == [
            (3, "limitation reads a while", "write for instance: 1 year, or 18 months")
        ]


class TestConfiguration:
    """`limitation:`, then a period for each kind of client."""

    def test_by_kind(self) -> None:
        """Those that are not there keep the law's."""
        config, problems = read_config("limitation:\n  company: 1 year\n  consumer: 18 months\n")
        assert (dict(config.house.limitation), problems) == ({"company": 12, "consumer": 18}, [])

    def test_wrong(self) -> None:
        """A kind that is none, and a period that is none; the rest counts."""
        text = "limitation:\n  firm: 1 year\n  public: soon\n  company: 2 years\n"
        kinds = "its keys are company, sole-trader, public, consumer"
        assert config_problems(text) == [
            (2, "limitation has no key firm", kinds),
            (3, "soon is not a period", "write it as 2 years or 18 months"),
        ]
        assert dict(read_config(text)[0].house.limitation) == {"company": 24}
        assert config_problems("limitation: 2 years\n") == [(1, "limitation is not a list of keys", kinds)]

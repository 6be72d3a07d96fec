"""The head of a dossier: text typed by us, every problem with its line."""

from __future__ import annotations

import pytest

from recouv.store.head import read_head
from tests.conftest import DURAND


def problems(head: str) -> list[tuple[int, int, str, str]]:
    """Line, column, what, mend."""
    found = read_head(f"---\n{head}\n---\n", path="d.md", fallback_name="d").problems
    return [(p.line, p.column, str(p.what), str(p.mend)) for p in found]


class TestTypes:
    """YAML's implicit types never touch what the user typed."""

    @pytest.mark.parametrize("value", ["+33561000000", "0612345670", "no", "12:30", "1e3", "2026-01-01", "~"])
    def test_text_stays_text(self, value: str) -> None:
        """A telephone number, an octal, a boolean, a date: the very characters."""
        head = read_head(f"---\nname: X\ncontacts:\n  - phone: {value}\n---\n", path="d.md", fallback_name="d")
        assert head.client.contacts[0].phone == value

    def test_the_whole_head(self) -> None:
        """Each key has its type."""
        client = read_head(DURAND, path="d.md", fallback_name="d").client
        assert (client.name, client.kind, client.siren, client.terms) == (
            "Menuiserie Durand SARL",
            "company",
            "732829320",
            "30 days end of month",
        )


class TestProblems:
    """Where, what, how to mend it."""

    @pytest.mark.parametrize(
        ("head", "expected"),
        [
            ("kind: company", (1, 1, "the client has no name", "add a line name: …")),
            (
                "name: X\nkind: martian",
                (3, 7, "martian is not a kind of client", "one of: company, sole-trader, public, consumer"),
            ),
            ("name: X\ncurrency: euros", (3, 11, "currency reads euros", "write three capitals, as EUR")),
            ("name: X\nterms: soon", (3, 8, "terms reads soon", "write for instance: 30 days end of month")),
            ("name: X\ncredit_limit: lots", (3, 15, "lots is not an amount", "write it as 15000.00")),
            ("name: X\nname: Y", (3, 1, "name is already at line 2", "keep one of the two")),
            ("name: X\ncurency: EUR", (3, 10, "the head has no key curency", "did you mean currency?")),
            (
                "name: X\ncontacts: Claire",
                (3, 11, "contacts is not a list", "write each contact as - name: … under contacts:"),
            ),
            (
                "name: X\nrecouv: 2",
                (3, 9, "this dossier is in version 2 of the format", "this recouv reads version 1: update it"),
            ),
            (
                "name: [X",
                (
                    3,
                    1,
                    "not YAML: did not find expected ',' or ']'",
                    'write key: value, and put a value with a colon or a # between double quotes: "…"',
                ),
            ),
        ],
    )
    def test_each(self, head: str, expected: tuple[int, int, str, str]) -> None:
        """At its line and column."""
        assert expected in problems(head)

    @pytest.mark.parametrize("text", ["", "name: X\n", "---\nname: X\n", "\n---\nname: X\n---\n"])
    def test_no_head(self, text: str) -> None:
        """A file without a closed head is reported at its first line."""
        assert [problem.line for problem in read_head(text, path="d.md", fallback_name="d").problems] == [1]

    def test_nested_without_end(self) -> None:
        """A file made to exhaust the stack is a problem, not a crash."""
        assert problems("name: " + "[" * 5000)

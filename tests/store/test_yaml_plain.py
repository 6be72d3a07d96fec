"""The short way to read YAML: it gives what libyaml gives, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recouv.store.yaml_library import read_any_yaml
from recouv.store.yaml_plain import read_plain_yaml
from tests.conftest import DURAND

INDENTS = st.sampled_from(["", "", "", "", "  ", "  ", "    ", " ", "   ", "\t"])
DASHES = st.sampled_from(["", "", "", "- ", "- ", "-", "-  ", "- - "])
KEYS = st.sampled_from(["name", "a", "b", "contacts", "x-1", "A_b", "é", "'q'", "? k", "<<", "", "0"])
COLONS = st.sampled_from([": ", ": ", ": ", ":", ":", ":  ", " : ", ""])
VALUES = st.one_of(
    st.sampled_from(
        [
            "",
            "Durand",
            "30 days end of month",
            "12 rue du Port, 29200 Brest",
            '"+33 5"',
            "'l''été'",
            "'a # b'",
            '"a\\tb"',
            '"a: b"',
            '"unclosed',
            "[a, b]",
            "[a,b]",
            "[a, b c]",
            "[]",
            "[a.b, -c]",
            "{a: b}",
            "|",
            ">",
            "|-",
            "-5",
            "- 5",
            "a: b",
            "a:b",
            "a #b",
            "a#b",
            "# c",
            "&x a",
            "*x",
            "!!int 3",
            "~",
            "a ",
            "a\u00a0",
            "a\u2028b",
            "a\u0085b",
            "a\x07",
            "\ufeffa",
            "a]",
            "(a",
            "%a",
            "@a",
            "`a",
            "a\\b",
            "---",
            "...",
            "2026-01-01",
            "l'été",
            'le "x"',
            "a\r",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
)
LINES = st.one_of(
    st.builds("".join, st.tuples(INDENTS, DASHES, KEYS, COLONS, VALUES)),
    st.builds("".join, st.tuples(INDENTS, DASHES, VALUES)),
    st.sampled_from(
        [
            "",
            "   ",
            "# a comment",
            "  # another",
            "a: b # c",
            "a: # c",
            "a: | # c",
            "- b # c",
            "a: [b] #",
            'a: "b" # "c"',
            "a: b# c",
            "---",
            "...",
            "%YAML 1.1",
            "name:",
            "contacts:",
            "a: |",
        ]
    ),
)
ENDS = st.sampled_from(["", "\n", "\n", "\n", "\n\n"])


def agree(text: str) -> bool:
    """Whether the short way read `text`; what it gives must be what libyaml gives."""
    plain = read_plain_yaml(text, 2)
    if plain is not None:
        assert (plain, []) == read_any_yaml(text, "d.md", 2)
    return plain is not None


class TestAgreement:
    """Read the short way, a text has the same values at the same places."""

    @given(st.lists(LINES, max_size=6).map("\n".join), ENDS)
    @example("a: |\n  x\n\nb: c", "\n")
    @example("a: |\n  x", "")
    @example("a:\n  - b: c\n   d: e", "\n")
    def test_lines_as_people_write_them(self, text: str, end: str) -> None:
        """Mappings, lists and values, well laid out or not."""
        agree(text + end)

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_any_text(self, text: str) -> None:
        """Whatever the text."""
        agree(text)

    @given(VALUES, VALUES)
    def test_any_value(self, first: str, second: str) -> None:
        """After a key, in a list of contacts and in a literal."""
        agree(
            f"name: {first}\ncontacts:\n  - name: {second}\n    role: {first}\naddress: |\n  {second}\n  {first}\nb: c\n"
        )


class TestReach:
    """What recouv and its users write is read the short way."""

    @pytest.mark.parametrize(
        "text",
        [
            DURAND.split("---\n")[1],
            'name: Durand & Fils\nsiren: "732829320"\nterms: 30 days end of month\ncredit_limit: 15000.00\n',
            "name: X\naddress: |\n  12 rue du Port\n  29200 Brest\nlanguage: fr\n",
            "name: X\ncontacts:\n  - name: Claire\n    phone: '+33 5 61'\n  - name: Marc\ntags: [vip, export]\n",
            "steps:\n  - id: early\n    days: -5\n\n  # then\n  - id: late\n    days: 3\nabout:\n  fr: Courtois\n",
        ],
    )
    def test_is_not_declined(self, text: str) -> None:
        """Heads, configurations and scenarios as documented."""
        assert agree(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "name:\n",
            "name: X\nname: Y\n",
            "name: X\n  role: y\n",
            "- a\n",
            "name: a: b\n",
            "a:\n- b\n",
        ],
    )
    def test_declines(self, text: str) -> None:
        """What is empty, given twice, wrong, or rarely written is left to libyaml."""
        assert not agree(text)

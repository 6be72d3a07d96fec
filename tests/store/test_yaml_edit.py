"""Surgical edits of YAML: only the characters concerned change, or nothing does."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from recouv.store.yaml_edit import EditRefusedError, scalar_text, set_mapping, set_value

SAMPLES = [
    "name: Durand\nterms: 30 days   # as agreed\n",
    "# top\nname:   'Durand'\nterms: \"30 days\"\n\n# tail\n",
    "name: Durand\nterms:\nkind: company\n",
    "terms: 30 days\r\nname: Durand\r\n",
    "name: Durand\nterms: >\n  30\n  days\nowner: lea\n",
    "name: Durand\nterms: |\n  30 days\n\nowner: lea",
    "{name: Durand, terms: 30 days}\n",
    "name: Durand\nterms: 30 days",
    "\ufeffname: Durand\nterms: 30 days\n",
    "name: Durand\naddress: |\n  12 rue\n  Toulouse\nterms:   30 days\ntags: [a, b]\n",
]
VALUES = [
    "45 days",
    "no",
    "+33561000000",
    "a: b",
    "x # y",
    "'q'",
    '"',
    "",
    "é  ",
    "[x]",
    "0612345670",
    "- z",
    "@x",
    "a\nb",
    "\x1b[31m",
]


class TestSetValue:
    """The value changes and nothing else does."""

    @pytest.mark.parametrize("value", VALUES)
    @pytest.mark.parametrize("text", SAMPLES)
    def test_the_value_is_read_back(self, text: str, value: str) -> None:
        """As text, exactly, whatever the layout and the value; every other key as it was."""
        edited = set_value(text, ["terms"], value)
        before = yaml.load(text.lstrip("\ufeff"), yaml.BaseLoader)
        assert yaml.load(edited.lstrip("\ufeff"), yaml.BaseLoader) == {**before, "terms": value}

    @pytest.mark.parametrize("text", SAMPLES)
    def test_only_its_lines_change(self, text: str) -> None:
        """Lines that do not hold the value are the same, in the same order."""
        edited = set_value(text, ["terms"], "45 days")
        kept = [
            line
            for line in text.splitlines()
            if not line.lstrip(" {").startswith(("terms", "name: Durand, t"))
            and "30" not in line
            and "days" not in line
        ]
        assert [line for line in edited.splitlines() if line in kept] == kept

    @given(st.text())
    def test_any_text(self, value: str) -> None:
        """Any text at all comes back as it was, or the edit is refused."""
        try:
            edited = set_value("name: Durand # c\nterms: x\n", ["name"], value)
        except EditRefusedError:
            return
        assert yaml.load(edited, yaml.BaseLoader) == {"name": value, "terms": "x"}
        assert "# c\n" in edited

    def test_a_missing_key_is_added_at_the_end(self) -> None:
        """After the last line of the block, comments below it untouched."""
        assert (
            set_value("name: Durand\ntags: [a]\n# end\n", ["owner"], "lea")
            == "name: Durand\ntags: [a]\nowner: lea\n# end\n"
        )

    @pytest.mark.parametrize(
        "text", ["name: [a]\n", "name: Durand\nname: Roux\n", "- x\n", "", "a: 1\n---\nname: 2\n", "name: 'x\n"]
    )
    def test_refusals(self, text: str) -> None:
        """A list, a key given twice, no mapping, two documents, no YAML: refused, never guessed."""
        with pytest.raises(EditRefusedError):
            set_value(text, ["name"], "x")


class TestSetMapping:
    """A block of settings kept under two keys."""

    @pytest.mark.parametrize(
        "text",
        [
            "recouv: 1\n",
            "recouv: 1",
            "recouv: 1\nimports:\n  other:\n    a: b\n# end\n",
            "imports:\n  mine:\n    old: value   # gone with it\n  other:\n    a: b\nlanguage: fr\n",
            "imports:\r\n  other:\r\n    a: b\r\nlanguage: fr\r\n",
        ],
    )
    def test_it_is_read_back(self, text: str) -> None:
        """The block holds exactly the settings; what was beside it is as it was."""
        edited = set_mapping(text, ("imports", "mine"), {"number": "N° facture", "amount": "Total: TTC"})
        before = yaml.load(text, yaml.BaseLoader)
        meant = {
            **before,
            "imports": {**before.get("imports", {}), "mine": {"number": "N° facture", "amount": "Total: TTC"}},
        }
        assert yaml.load(edited, yaml.BaseLoader) == meant

    def test_a_flow_mapping_is_refused(self) -> None:
        """It could not be edited without laying it out again."""
        with pytest.raises(EditRefusedError):
            set_mapping("imports: {a: {b: c}}\n", ("imports", "mine"), {"x": "y"})


@given(st.text())
def test_scalars_read_back(value: str) -> None:
    """Any printable text written as a scalar is that text."""
    try:
        assert yaml.load(f"key: {scalar_text(value)}\n", yaml.BaseLoader) == {"key": value}
    except yaml.YAMLError:
        assert any(0xD800 <= ord(char) <= 0xDFFF for char in value)

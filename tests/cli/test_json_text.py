"""The JSON that scripts read, byte for byte what the library would write."""

from __future__ import annotations

import json
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.cli.json_text import Records, indented_json

texts = st.text(max_size=8) | st.sampled_from(
    ["},\n  {", "}", '"', "\\", "\n", "é", "\ud800", "\x7f", "{", '},\n    {"a']
)
scalars = texts | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False)
rows = st.lists(st.dictionaries(texts, scalars, max_size=4), max_size=4)
documents = st.recursive(
    scalars | rows, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


class Word(StrEnum):
    """A word of ours: a text, but not exactly."""

    A = "a"


class TestAsTheLibrary:
    """`json.dumps(document, indent=2)`."""

    @given(documents, st.booleans())
    def test_any_document(self, document: object, ascii_only: bool) -> None:
        """Nested, empty, with any character."""
        expected = json.dumps(document, ensure_ascii=ascii_only, indent=2)
        assert indented_json(document, ascii_only=ascii_only) == expected

    @given(st.lists(st.tuples(texts, texts | st.none(), st.integers(), st.lists(texts, max_size=3)), max_size=4))
    def test_objects_given_by_columns(self, rows: list[tuple[object, ...]]) -> None:
        """As a list of the objects."""
        names = ("a", "b%s", "c", "d")
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
        document = {"rows": [dict(zip(names, row, strict=True)) for row in rows]}
        assert indented_json({"rows": Records(names, columns)}) == json.dumps(document, ensure_ascii=False, indent=2)

    @pytest.mark.parametrize(
        "document",
        [
            {"rows": [{"a": "}", "b": None}, {"a": "},\n    {"}]},
            [{"a": 1}, {}],
            [{"a": []}, {"b": {}}],
            [{"a": Word.A}, {"a": "b"}],
            {"clients": [{"kind": Word.A}], "totals": {"EUR": {"total": "1.00"}}},
            [(), (1, 2), [[]]],
            "é\ud800",
        ],
    )
    def test_some_documents(self, document: object) -> None:
        """Rows, rows of rows, words of our own."""
        assert indented_json(document) == json.dumps(document, ensure_ascii=False, indent=2)

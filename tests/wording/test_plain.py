"""What a text from a file may do to a screen: nothing."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from recouv.wording.plain import clip, is_ordinary, pad, plain, width

ACTS = {
    "escape sequence": "\x1b]0;PWNED\x07",
    "one-byte control": "\x9b31m",
    "nul": "\x00",
    "carriage return": "\r",
    "delete": "\x7f",
    "next line": "\x85",
    "right-to-left override": "\u202e",
    "isolate": "\u2067",
    "right-to-left mark": "\u200f",
    "arabic letter mark": "\u061c",
    "zero-width space": "\u200b",
    "zero-width non-joiner": "\u200c",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "tag": "\U000e0041",
    "lone surrogate": "\ud800",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "interlinear annotation": "\ufff9",
    "soft hyphen": "\u00ad",
    "variation selector": "\ufe0f",
    "hangul filler": "\u3164",
}

texts = st.text(st.characters(), max_size=40) | st.text(
    "ab\u200d\ufe0f\U0001f3fd👩❤1\u20e3\u0301\ud800\u202f\n\r\t", max_size=20
)


class TestWhatActsOrHides:
    """Whatever is not seen becomes U+FFFD."""

    @pytest.mark.parametrize("hidden", ACTS.values(), ids=ACTS.keys())
    def test_becomes_the_replacement_character(self, hidden: str) -> None:
        """Each of these, between two letters, is shown as such."""
        shown = plain(f"a{hidden}b")
        assert shown[:2] == "a\ufffd"
        assert hidden[0] not in shown

    def test_no_control_or_direction_is_left_of_all_unicode(self) -> None:
        """Code point by code point."""
        shown = plain("".join(map(chr, range(sys.maxunicode + 1))), lines=True)
        left = {character for character in shown if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}}
        assert left == {"\n"}
        assert {
            c for c in shown if unicodedata.bidirectional(c) in {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI"}
        } == set()

    @given(texts, st.booleans())
    def test_is_done_once_for_all(self, text: str, lines: bool) -> None:
        """A plain text is plain, in NFC, and can be encoded."""
        shown = plain(text, lines=lines)
        assert plain(shown, lines=lines) == shown
        assert unicodedata.is_normalized("NFC", shown)
        assert shown.encode().decode() == shown
        assert lines or "\n" not in shown

    @given(texts)
    def test_width_is_the_sum_of_the_characters(self, text: str) -> None:
        """No sequence has a width of its own."""
        shown = plain(text)
        assert cell_len(shown) == sum(map(cell_len, shown))


class TestWhatIsKept:
    """A text that people wrote stays as they wrote it."""

    @pytest.mark.parametrize(
        "text", ["", "Dupont & Fils", "Kiné Sud — 1 240,00 €", "日本株式会社", "😀 ☎ ▲▼█▏", "שלום", "[red]x[/]"]
    )
    def test_ordinary_text(self, text: str) -> None:
        """Letters of any script, signs, brackets."""
        assert plain(text) is text or plain(text) == text

    def test_spaces(self) -> None:
        """Tabs are spread, the narrow no-break space becomes the ordinary one."""
        assert plain("a\tb") == "a    b"
        assert plain("1\u202f240") == "1\u00a0240"

    def test_lines(self) -> None:
        """Lines are kept where they are asked for, and end alike."""
        assert plain("a\r\nb\nc", lines=True) == "a\nb\nc"
        assert plain("a\r\nb\nc") == "a b c"

    def test_accents_are_composed(self) -> None:
        """Two ways to write é are one."""
        assert plain("e\u0301") == "é"

    def test_a_pile_of_marks_is_cut(self) -> None:
        """It would climb over the lines above."""
        assert plain("x" + "\u0305" * 50) == "x\u0305\u0305\u0305\ufffd"


class TestEmoji:
    """Each symbol alone, at a width everyone agrees on."""

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("👨\u200d👩\u200d👧", "👨👩👧"),
            ("👩🏽\u200d💻", "👩💻"),
            ("👍🏽", "👍"),
            ("❤\ufe0f", "❤"),
            ("1\ufe0f\u20e3", "1\u20e3"),
            ("🇫🇷", "🇫🇷"),
            ("a🏽", "a\ufffd"),
            ("❤\u200da", "❤\ufffda"),
        ],
    )
    def test_sequences(self, text: str, shown: str) -> None:
        """Joined, shaped, tinted."""
        assert plain(text) == shown


class TestCells:
    """A column is as wide as it says."""

    def test_what_is_ordinary_takes_one_cell_and_stays(self) -> None:
        """Code point by code point: no table of widths is needed for it, and nothing of it is altered."""
        ordinary = [character for character in map(chr, range(sys.maxunicode + 1)) if is_ordinary(character)]
        assert len(ordinary) > 900
        assert {cell_len(character) for character in ordinary} == {1}
        assert plain("".join(ordinary)) == "".join(ordinary)
        assert all(unicodedata.is_normalized("NFC", character) for character in ordinary)

    def test_width_of_all_unicode(self) -> None:
        """Code point by code point, as rich draws it."""
        everything = list(map(chr, range(sys.maxunicode + 1)))
        assert [width(character) for character in everything] == [cell_len(character) for character in everything]

    @given(texts)
    def test_width_of_a_plain_text(self, text: str) -> None:
        """As rich draws it."""
        assert width(plain(text)) == cell_len(plain(text))

    def test_clip(self) -> None:
        """What is cut is seen to be."""
        assert clip("Boulangerie", 11) == "Boulangerie"
        assert clip("Boulangerie", 8) == "Boulang…"
        assert clip("日本株式会社", 6) == "日本…"
        assert clip("Boulangerie", 8, ellipsis="~") == "Boulang~"
        assert clip("Boulangerie", 1) == "…"
        assert clip("Boulangerie", 0) == ""

    def test_pad(self) -> None:
        """To the left, or to the right."""
        assert pad("日本", 6) == "日本  "
        assert pad("12,00", 7, right=True) == "  12,00"

    @given(texts, st.integers(0, 30), st.booleans())
    def test_pad_is_exact(self, text: str, cells: int, right: bool) -> None:
        """Whatever the text."""
        assert cell_len(pad(text, cells, right=right)) == cells
        assert cell_len(clip(text, cells)) <= cells

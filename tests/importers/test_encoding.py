"""The encoding of a file that does not say it, and its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recouv.domain.errors import RecouvError, UsageError
from recouv.importers import encoding
from recouv.importers.encoding import decide_encoding, decode, file_encoding, file_lines, without_controls

if TYPE_CHECKING:
    from pathlib import Path


def lines_of(path: Path, content: bytes, codec: str = "utf-8") -> list[tuple[int, str]]:
    path.write_bytes(content)
    return list(file_lines(path, codec))


class TestByteOrderMark:
    """A byte-order mark decides."""

    @pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
    def test_mark_is_obeyed_and_left_out(self, codec: str) -> None:
        """Whatever the mark says is read, without the mark."""
        assert decode("Libellé é€".encode(codec)) == "Libellé é€"

    def test_big_endian(self) -> None:
        """UTF-16 is read in either order."""
        assert decode(b"\xfe\xff" + "été".encode("utf-16-be")) == "été"


class TestWithoutMark:
    """Without a mark: UTF-8 if the whole file is; else cp1252 if a byte is 0x80 to 0x9F; else ISO-8859-15."""

    def test_utf8(self) -> None:
        """Valid UTF-8 is UTF-8, even with bytes that Windows uses."""
        assert decode("à € –".encode()) == "à € –"

    def test_windows(self) -> None:
        """The euro of Windows is 0x80."""
        assert decode("Libellé 12 €".encode("cp1252")) == "Libellé 12 €"

    def test_latin9(self) -> None:
        """The euro of ISO-8859-15 is 0xA4."""
        assert decode("Libellé 12 €".encode("iso8859-15")) == "Libellé 12 €"

    def test_character_cut_by_a_block(self) -> None:
        """A character may begin in a block and end in the next."""
        assert decide_encoding([b"caf\xc3", b"\xa9"]) == "utf-8"

    def test_character_cut_by_the_end(self) -> None:
        """Half a character at the end is no UTF-8."""
        assert decide_encoding([b"caf\xc3"]) == "iso8859-15"

    def test_late_windows_byte(self) -> None:
        """The deciding byte may come long after the first one that is not UTF-8."""
        assert decide_encoding([b"\xe9 ", b"a" * 100, b"\x92"]) == "cp1252"

    def test_mixed_encodings(self) -> None:
        """A file of two encodings is read to its end; nothing is lost that the codec knows."""
        assert decode("é".encode() + b"\x93" + "é".encode("cp1252")).endswith("é")

    def test_byte_that_windows_does_not_know(self) -> None:
        """A byte without a character is shown as such."""
        assert decode(b"\xe9\x81") == "é\ufffd"

    def test_nuls_go(self) -> None:
        """NULs are stripped: UTF-16 without a mark becomes readable."""
        assert decode("Solde".encode("utf-16-le")) == "Solde"


class TestOverride:
    """What the user says wins."""

    def test_mac(self) -> None:
        """Mac Roman is never guessed."""
        assert decode("é".encode("mac_roman"), "mac_roman") == "é"

    @pytest.mark.parametrize("name", ["martian", "base64", "rot13"])
    def test_unknown(self, name: str) -> None:
        """What is no encoding of text is refused by name."""
        with pytest.raises(UsageError, match=name):
            decode(b"", name)

    def test_wrong(self) -> None:
        """A file that is not in the stated encoding is refused, not read with holes."""
        with pytest.raises(RecouvError, match="not in utf-8"):
            decode(b"\xe9", "utf-8")


class TestLines:
    r"""`\r*\n` or a lone `\r` ends a line; blank lines count but are not given."""

    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\r\n", b"\r"])
    def test_ends(self, tmp_path: Path, end: bytes) -> None:
        """Each way of ending a line is known."""
        assert lines_of(tmp_path / "f", end.join((b"a", b"b", b"c"))) == [(1, "a"), (2, "b"), (3, "c")]

    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\r\n", b"\r"])
    def test_ends_cut_by_blocks(self, tmp_path: Path, end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
        """An end of line may lie across two blocks."""
        for size in range(1, 6):
            monkeypatch.setattr(encoding, "BLOCK", size)
            content = end.join((b"a", b"", b"bcd", b"e", b""))
            assert lines_of(tmp_path / "f", content) == [(1, "a"), (3, "bcd"), (4, "e")]

    def test_line_without_end(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A line that never ends is refused before it fills the memory."""
        monkeypatch.setattr(encoding, "LONGEST_LINE", 100)
        with pytest.raises(RecouvError, match="line 2"):
            lines_of(tmp_path / "f", b"a\n" + b"x" * 200)

    def test_missing_file(self, tmp_path: Path) -> None:
        """A file that is not there is said so."""
        with pytest.raises(RecouvError, match="cannot be read"):
            file_encoding(tmp_path / "absent")

    def test_progress(self, tmp_path: Path) -> None:
        """Progress counts the bytes read so far."""
        (tmp_path / "f").write_bytes(b"a\nb\n")
        seen: list[int] = []
        list(file_lines(tmp_path / "f", "utf-8", progress=seen.append))
        assert seen == [4]


class TestControls:
    """Codes that act instead of being seen go before anything is shown or written."""

    @pytest.mark.parametrize("code", ["\x1b", "\x9b", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff", "\n"])
    def test_gone(self, code: str) -> None:
        """Escapes, reversed writing and zero-width characters are left out."""
        assert without_controls(f"a{code}b") == "ab"

    def test_kept(self) -> None:
        """Letters and no-break spaces stay; a tab is a space."""
        assert without_controls("é\u00a0€\tz") == "é\u00a0€ z"

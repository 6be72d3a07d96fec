"""Pictures that shrink and move, and stay what they were."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screenshots.png import Picture, read_png, write_png

WIDE, HIGH = 5, 3


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def truecolour(rows: list[tuple[int, bytes]]) -> bytes:
    """A PNG of 24 bits a pixel whose rows have these filters and bytes."""
    body = zlib.compress(b"".join(bytes([kind]) + row for kind, row in rows))
    head = struct.pack(">IIBBBBB", WIDE, len(rows), 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def filtered(kind: int, row: bytes, above: bytes) -> bytes:
    """The row as a painter writes it, told by the definition of the five filters."""

    def guess(at: int) -> int:
        a, b, c = (row[at - 3] if at >= 3 else 0), above[at], (above[at - 3] if at >= 3 else 0)
        nearest = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
        return (0, a, b, (a + b) // 2, nearest)[kind]

    return bytes((row[at] - guess(at)) % 256 for at in range(len(row)))


@given(st.lists(st.tuples(st.integers(0, 4), st.binary(min_size=WIDE * 3, max_size=WIDE * 3)), min_size=1, max_size=6))
def test_every_filter_is_undone(rows: list[tuple[int, bytes]]) -> None:
    """Whichever the painter chose for each row."""
    above, written = bytes(WIDE * 3), []
    for kind, row in rows:
        written.append((kind, filtered(kind, row, above)))
        above = row
    assert read_png(truecolour(written)).pixels == b"".join(row for _, row in rows)


def test_another_sort_of_png_is_refused() -> None:
    """Rather than read as noise."""
    with pytest.raises(ValueError, match="colour type 3"):
        read_png(write_png([Picture(1, 1, b"abc")]))


def painted(data: bytes) -> list[list[bytes]]:
    """The frames of a PNG with a palette, as a browser shows them one after another."""
    palette, frames, place, at = b"", [[b""] * HIGH], (0, HIGH), 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"PLTE":
            palette = body
        elif kind == b"fcTL":
            place = struct.unpack(">I", body[16:20])[0], struct.unpack(">I", body[8:12])[0]
        elif kind in (b"IDAT", b"fdAT"):
            raw = zlib.decompress(body if kind == b"IDAT" else body[4:])
            shown = list(frames[-1])
            for row in range(place[1]):
                ranks = raw[row * (WIDE + 1) + 1 : (row + 1) * (WIDE + 1)]
                shown[place[0] + row] = b"".join(palette[rank * 3 : rank * 3 + 3] for rank in ranks)
            frames.append(shown)
    return frames[1:]


@given(st.lists(st.lists(st.integers(0, 7), min_size=WIDE * HIGH, max_size=WIDE * HIGH), min_size=1, max_size=4))
def test_few_colours_are_kept_exactly_and_only_what_changes_is_written(frames: list[list[int]]) -> None:
    """Each frame shown is the picture given, though only its changed rows are there."""
    pictures = [Picture(WIDE, HIGH, b"".join(bytes([rank * 30, 9, 200 - rank]) for rank in frame)) for frame in frames]
    shown = painted(write_png(pictures, [100] * len(pictures)))
    assert [b"".join(rows) for rows in shown] == [picture.pixels for picture in pictures]

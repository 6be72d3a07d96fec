"""PNG made small: 8 bits a pixel and a palette, from the 24 bits that painters write; or several, in motion.

Source: W3C, Portable Network Graphics (third edition, 2025), read in November 2026; colour type 3, filters, `acTL`.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final, TypeAlias

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_MOST_COLOURS: Final = 24
Colour: TypeAlias = bytes
"""Red, green, blue."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels, three bytes each, from left to right and from top to bottom."""

    width: int
    height: int
    pixels: bytes


def read_png(data: bytes) -> Picture:
    """The picture of a PNG of 8 bits a channel; what is transparent counts as opaque.

    Raises:
        ValueError: it is of another sort.
    """
    chunks = dict[bytes, bytes]()
    for kind, body in _chunks(data):
        chunks[kind] = chunks.get(kind, b"") + body
    width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if depth != 8 or colours not in (2, 6) or interlaced:
        raise ValueError(f"a PNG of {depth} bits, colour type {colours} is not read here")
    channels = 3 if colours == 2 else 4
    raw = b"".join(_unfiltered(zlib.decompress(chunks[b"IDAT"]), width * channels, channels))
    if channels == 4:
        opaque = bytearray(width * height * 3)
        for channel in range(3):
            opaque[channel::3] = raw[channel::4]
        raw = bytes(opaque)
    return Picture(width, height, raw)


def write_png(pictures: Sequence[Picture], delays_ms: Sequence[int] = ()) -> bytes:
    """One PNG with a palette; with several pictures of one size, each shown as long as its delay, for ever."""
    size = pictures[0].width, pictures[0].height
    palette, lookup = _palette(pictures)
    made = [
        _SIGNATURE,
        _chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 3, 0, 0, 0)),
    ]
    moves = len(pictures) > 1
    if moves:
        made.append(_chunk(b"acTL", struct.pack(">II", len(pictures), 0)))
    made.append(_chunk(b"PLTE", b"".join(palette)))
    number = count()
    shown: list[bytes] = []
    for rank, picture in enumerate(pictures):
        rows = _rows(picture, lookup)
        top, bottom = _changed(shown, rows)
        shown = rows
        if moves:
            place = (size[0], bottom - top, 0, top)
            made.append(_chunk(b"fcTL", struct.pack(">IIIIIHHBB", next(number), *place, delays_ms[rank], 1000, 0, 0)))
        body = zlib.compress(b"".join(b"\0" + row for row in rows[top:bottom]), 9)
        made.append(_chunk(b"fdAT", struct.pack(">I", next(number)) + body) if rank else _chunk(b"IDAT", body))
    return b"".join([*made, _chunk(b"IEND", b"")])


def _rows(picture: Picture, lookup: dict[Colour, int]) -> list[bytes]:
    """The rows of the picture, a byte of the palette for each pixel."""
    pixels, wide = picture.pixels, picture.width
    ranks = bytes(lookup[pixels[at : at + 3]] for at in range(0, len(pixels), 3))
    return [ranks[at : at + wide] for at in range(0, len(ranks), wide)]


def _changed(before: Sequence[bytes], after: Sequence[bytes]) -> tuple[int, int]:
    """The first row that changed, and the one after the last; one row at least, as the format wants."""
    if not before:
        return 0, len(after)
    changed = [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] or [0]
    return changed[0], changed[-1] + 1


def _palette(pictures: Iterable[Picture]) -> tuple[list[Colour], dict[Colour, int]]:
    """A few colours, and the rank among them of the one that stands for each: letters' edges are in hundreds of shades.

    Each next colour is the one that is worst shown by those before: seen much, or far from them, as a small mark is.
    """
    seen: Counter[Colour] = Counter()
    for picture in pictures:
        pixels = picture.pixels
        seen.update(pixels[at : at + 3] for at in range(0, len(pixels), 3))
    first = max(seen, key=lambda colour: (seen[colour], colour))
    kept, lookup = [first], dict.fromkeys(seen, 0)
    error = {colour: _distance(first, colour) for colour in seen}
    while len(kept) < _MOST_COLOURS and any(error.values()):
        worst = max(seen, key=lambda colour: (seen[colour] * error[colour], colour))
        for colour, before in error.items():
            if (distance := _distance(worst, colour)) < before:
                error[colour], lookup[colour] = distance, len(kept)
        kept.append(worst)
    return kept, lookup


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _unfiltered(data: bytes, row_bytes: int, step: int) -> Iterator[bytes]:
    above = bytearray(row_bytes)
    for start in range(0, len(data), row_bytes + 1):
        row = bytearray(data[start + 1 : start + 1 + row_bytes])
        _unfilter(data[start], row, above, step)
        yield bytes(row)
        above = row


def _unfilter(kind: int, row: bytearray, above: bytearray, step: int) -> None:
    """Undo the filter `kind` of a row, in place."""
    for at in range(len(row)) if kind else ():
        left = row[at - step] if at >= step else 0
        up = above[at]
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        else:
            corner = above[at - step] if at >= step else 0
            guess = _paeth(left, up, corner)
        row[at] = (row[at] + guess) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    by_left, by_up, by_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

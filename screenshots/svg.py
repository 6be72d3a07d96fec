"""The screen as SVG, then as PNG: by rsvg-convert, else by Chromium, whichever is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partialmethod
from pathlib import Path
from typing import Final
from unittest.mock import patch

from rich.console import Console

FONT: Final = "DejaVu Sans Mono"
#: Of that font: a cell's width, and its top and bottom around the line of writing, in heights of the font.
_ADVANCE, _ASCENT, _DESCENT = 1233 / 2048, 1901 / 2048, 483 / 2048
#: What Rich draws with: its rows are 24.4 high, written on 20 below their top, and coloured 1.5 below it.
_ROW, _WRITTEN_AT, _COLOURED_AT = 24.4, 20, 1.5
_FONT_SIZE: Final = _ROW / (_ASCENT + _DESCENT)
_CELL: Final = _FONT_SIZE * _ADVANCE
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class NoPainterError(Exception):
    """Nothing here turns SVG into PNG."""

    def __init__(self) -> None:
        super().__init__(
            "neither rsvg-convert (package librsvg2-bin) nor chromium is installed: no picture can be made"
        )


@contextmanager
def fitting_cells(size: tuple[int, int], cell_pixels: tuple[int, int]) -> Iterator[None]:
    """Screens exported meanwhile have cells of the font's own shape, so that bars and frames have no gaps.

    The whole is then stretched, by a few per cent, until a cell is `cell_pixels`: the same letter falls on its pixels
    in the same way wherever it stands, which is crisp, and compresses three times better.
    """
    (columns, rows), (wide, high) = size, cell_pixels
    frame = f"""\
<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" preserveAspectRatio="none"
 width="{columns * wide}" height="{rows * high}" viewBox="0 {_COLOURED_AT} {columns * _CELL:g} {rows * _ROW:g}">
<style>
.{{unique_id}}-matrix {{{{ font-family: "{FONT}", monospace; font-size: {_FONT_SIZE:g}px; }}}}
{{styles}}
</style>
{{backgrounds}}
<g class="{{unique_id}}-matrix" transform="translate(0 {_COLOURED_AT - _WRITTEN_AT + _FONT_SIZE * _ASCENT:g})">
{{matrix}}
</g>
</svg>
"""
    drawing = partialmethod(Console.export_svg, code_format=frame, font_aspect_ratio=_CELL / 20, unique_id="screen")
    with patch.object(Console, "export_svg", drawing):
        yield


def find_painter() -> str:
    """The program that makes PNG.

    Raises:
        NoPainterError: there is none.
    """
    found = next((path for name in ("rsvg-convert", *_BROWSERS) if (path := shutil.which(name))), None)
    if found is None:
        raise NoPainterError
    return found


def paint(painter: str, svg: Path, png: Path, pixels: tuple[int, int]) -> None:
    """The file `svg` as the file `png`."""
    command = [painter, str(svg), "-o", str(png)]
    if Path(painter).name != "rsvg-convert":
        command = [
            painter,
            *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"),
            *(f"--window-size={pixels[0]},{pixels[1]}", f"--screenshot={png}", svg.as_uri()),
        ]
    subprocess.run(command, check=True, capture_output=True)

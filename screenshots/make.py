"""Make the pictures of the documents.

python -m screenshots.make                       # all of them, into docs/screens
python -m screenshots.make --only agenda,tour
python -m screenshots.make --into /tmp/screens
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from screenshots.png import read_png, write_png
from screenshots.scenes import LOOKS, SCENES, TOUR, Look, Scene
from screenshots.stage import Stage
from screenshots.svg import NoPainterError, find_painter, paint

#: Columns of the terminal → pixels of a cell.
_CELL_PIXELS: Final = {80: (9, 18), 160: (8, 16)}
_TOUR: Final = "tour"


def draw(painter: str, svgs: Sequence[str], png: Path, size: tuple[int, int], delays_ms: Sequence[int] = ()) -> None:
    """The screens as one PNG, which moves when they are several."""
    wide, high = _CELL_PIXELS[size[0]]
    pictures = []
    with tempfile.TemporaryDirectory() as folder:
        source, drawn = Path(folder, "screen.svg"), Path(folder, "screen.png")
        for svg in svgs:
            source.write_text(svg, encoding="utf-8")
            paint(painter, source, drawn, (size[0] * wide, size[1] * high))
            pictures.append(read_png(drawn.read_bytes()))
    png.write_bytes(write_png(pictures, delays_ms))


async def screen_of(stage: Stage, scene: Scene, look: Look) -> str:
    """What the terminal shows at the end of the scene, as SVG."""
    async with stage.playing(look, scene) as play:
        await play.follow(scene)
        return play.drawn(_CELL_PIXELS[look.size[0]])


async def tour_of(stage: Stage, look: Look) -> list[str]:
    """What the terminal shows along the tour."""
    frames = []
    async with stage.playing(look, SCENES[0]) as play:
        for keys, _ in TOUR:
            for key in keys:
                await play.press(key)
            frames.append(play.drawn(_CELL_PIXELS[look.size[0]]))
    return frames


def make(into: Path, only: Collection[str], painter: str) -> int:
    """Write the pictures, all or those named; how many there are."""
    into.mkdir(parents=True, exist_ok=True)
    with _stage() as stage, ProcessPoolExecutor() as pool:
        waiting = []
        for look in LOOKS:
            for scene in SCENES:
                if scene.name in (only or [scene.name]):
                    svg = asyncio.run(screen_of(stage, scene, look))
                    waiting.append(
                        pool.submit(draw, painter, [svg], into / f"{scene.name}.{look.suffix}.png", look.size)
                    )
            if _TOUR in (only or [_TOUR]) and look.size[0] == 80 and look.theme == "dark":
                frames = asyncio.run(tour_of(stage, look))
                delays = [delay for _, delay in TOUR]
                waiting.append(
                    pool.submit(draw, painter, frames, into / f"{_TOUR}.{look.language}.png", look.size, delays)
                )
        for done in waiting:
            done.result()
    return len(waiting)


@contextmanager
def _stage() -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="recouv-screens-") as home:
        stage = Stage(Path(home))
        with stage.lit():
            yield stage


def main() -> int:
    """Parse, make, say how many; 2 where nothing can draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=Path("docs/screens"))
    parser.add_argument("--only", type=lambda text: text.split(","), default=())
    options = parser.parse_args()
    unknown = set(options.only) - {scene.name for scene in SCENES} - {_TOUR}
    if unknown:
        parser.error(f"no such scene: {', '.join(sorted(unknown))}")
    try:
        painter = find_painter()
    except NoPainterError as error:
        print(error, file=sys.stderr)
        return 2
    made = make(options.into, options.only, painter)
    print(f"{made} pictures in {options.into}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Bars and sparklines as text, each beside its number: a bar says at a glance what the number says exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

BLOCK = "█"
EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
HATCHED = "░"
LEVELS = "▁▂▃▄▅▆▇█"
ASCII_BLOCK = "#"
ASCII_HATCHED = "-"
ASCII_LEVELS = "_.:-=+*#"


def bar(
    value: Decimal | int,
    maximum: Decimal | int,
    width: int,
    *,
    ascii: bool = False,  # noqa: A002 - the option has this name everywhere
) -> str:
    """A bar of at most `width` cells, full where `value` is `maximum`; none for nothing and below.

    What is not nothing is seen: it has an eighth of a cell at least.

    >>> bar(50, 100, 5)
    '██▌'
    """
    if value <= 0 or maximum <= 0 or width <= 0:
        return ""
    if ascii:
        return ASCII_BLOCK * max(1, _share(value, maximum, width))
    cells, eighths = divmod(max(1, _share(value, maximum, width * 8)), 8)
    return BLOCK * cells + EIGHTHS[eighths]


def split_bar(
    first: Decimal | int,
    second: Decimal | int,
    maximum: Decimal | int,
    width: int,
    *,
    ascii: bool = False,  # noqa: A002 - the option has this name everywhere
) -> str:
    """A bar in two parts, full then hatched, as long together as their sum; what is not nothing has a cell of its own.

    >>> split_bar(50, 25, 100, 8)
    '████░░'
    """
    full, hatched = (ASCII_BLOCK, ASCII_HATCHED) if ascii else (BLOCK, HATCHED)
    if first <= 0:
        return hatched * max(1, _share(second, maximum, width)) if second > 0 and maximum > 0 and width > 0 else ""
    if second <= 0:
        return bar(first, maximum, width, ascii=ascii)
    cells = max(2, _share(first + second, maximum, width))
    solid = min(cells - 1, max(1, _share(first, first + second, cells)))
    return (full * solid + hatched * (cells - solid))[: max(0, width)]


def columns(
    values: Sequence[Decimal | int],
    height: int,
    *,
    ascii: bool = False,  # noqa: A002 - the option has this name everywhere
) -> list[str]:
    """Lines from the top down, one character for each value: columns from nothing to the greatest.

    >>> columns([0, 4, 8], 2)
    ['  █', ' ██']
    """
    steps = height if ascii else height * 8
    greatest = max(values, default=0)
    tops = [_share(value, greatest, steps) or (1 if value > 0 else 0) for value in values]
    marks = ASCII_BLOCK if ascii else LEVELS
    lines = []
    for floor in range(height - 1, -1, -1):
        here = [top - floor * len(marks) for top in tops]
        lines.append("".join(" " if over <= 0 else marks[min(over, len(marks)) - 1] for over in here))
    return lines


def sparkline(
    values: Sequence[Decimal | int],
    *,
    ascii: bool = False,  # noqa: A002 - the option has this name everywhere
) -> str:
    """One character for each value, from nothing (or below) to the greatest.

    >>> sparkline([0, 1, 4, 8])
    '▁▂▅█'
    """
    levels = ASCII_LEVELS if ascii else LEVELS
    greatest = max(values, default=0)
    return "".join(levels[_share(value, greatest, len(levels) - 1)] for value in values)


def _share(value: Decimal | int, maximum: Decimal | int, steps: int) -> int:
    """How many of `steps` are `value` of `maximum`, to the nearest and within them."""
    if value <= 0 or maximum <= 0:
        return 0
    return min(steps, int((value * steps * 2 + maximum) // (maximum * 2)))

"""Bars and sparklines as text, each beside its number: a bar says at a glance what the number says exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from recouv.wording.plain import pad, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

BLOCK = "█"
EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
LEVELS = "▁▂▃▄▅▆▇█"
ASCII_BLOCK = "#"
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


def ageing_bars(
    buckets: Sequence[tuple[str, Decimal, str]],
    width: int,
    *,
    ascii: bool = False,  # noqa: A002 - the option has this name everywhere
) -> list[str]:
    """A line for each bucket of an aged balance: its name, the number written, its bar.

    Args:
        buckets: Name, amount, and the amount as it is to be written, of one currency.
        width: Of each line, in cells; the bars take what the names and the numbers leave.
        ascii: Whether bars are made of `#`.
    """
    names = max((cell_len(plain(name)) for name, _, _ in buckets), default=0)
    numbers = max((cell_len(plain(written)) for _, _, written in buckets), default=0)
    greatest = max((amount for _, amount, _ in buckets), default=0)
    room = width - names - numbers - 2
    return [
        f"{pad(name, names)} {pad(written, numbers, right=True)} {bar(amount, greatest, room, ascii=ascii)}".rstrip()
        for name, amount, written in buckets
    ]


def _share(value: Decimal | int, maximum: Decimal | int, steps: int) -> int:
    """How many of `steps` are `value` of `maximum`, to the nearest and within them."""
    if value <= 0 or maximum <= 0:
        return 0
    return min(steps, int((value * steps * 2 + maximum) // (maximum * 2)))

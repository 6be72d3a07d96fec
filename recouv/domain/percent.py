"""A rate as texts write it, apart from the rates themselves: a window that says one loads no more."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Percent(Struct, frozen=True, order=True):
    """A rate in hundredths, as texts write it: 12.40 %."""

    value: Decimal

    def __str__(self) -> str:
        return f"{self.plain}%"

    @property
    def plain(self) -> str:
        """The figure with a point and two decimals, or as many as it has: `12.40`, `10.125`."""
        exponent = self.value.normalize().as_tuple().exponent
        return f"{self.value:.{max(2, -exponent) if isinstance(exponent, int) else 2}f}"

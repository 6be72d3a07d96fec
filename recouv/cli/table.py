"""Aligned columns of text: each cell is made plain once and measured once, in lists of ten thousand lines too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from recouv.wording.plain import clip, is_ordinary, pad, plain, width

#: A column of words is not cut below this many cells.
_NARROWEST = 12
#: Nor is every line padded to more than this for one name that is longer, where nothing is cut.
_BROADEST = 60
_GAP = "  "


class Table:
    """Columns as wide as their widest cell; those in `right` on the right."""

    def __init__(self, *parts: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
        self.parts = [_plain_rows(list(map(tuple, part))) for part in parts]
        self.right = frozenset(right)
        self.widths = self._measured()
        self._cut: tuple[int, ...] = ()
        self._is_fitted = False

    @property
    def width(self) -> int:
        """Cells from the left edge of the first column to the right edge of the last one."""
        return sum(self.widths) + len(_GAP) * (len(self.widths) - 1)

    def fit(self, cells: int) -> None:
        """Cut the columns of words (`…`), never those of figures, until all fit in these cells, as far as they can."""
        natural = self.widths
        self._is_fitted = True
        words = [i for i in range(len(natural)) if i not in self.right]
        self.widths = _fitted(natural, cells - len(_GAP) * (len(natural) - 1), words)
        self._cut = tuple(i for i in words if self.widths[i] < natural[i])

    def lines(self, part: int) -> Iterator[str]:
        """The lines of one of the parts, without spaces at their ends."""
        widths = self.widths if self._is_fitted else self._narrowed()
        template = _GAP.join(f"%{cells}s" if i in self.right else f"%-{cells}s" for i, cells in enumerate(widths))
        for row, in_single_cells in self.parts[part]:
            if not in_single_cells:
                yield _GAP.join(self._padded(row, widths)).rstrip()
                continue
            if self._cut:
                row = tuple(clip(cell, self.widths[i]) if i in self._cut else cell for i, cell in enumerate(row))
            yield (template % row).rstrip()

    def _narrowed(self) -> list[int]:
        """The widths, a longer name sticking out of its column: it would move those of every other line far away."""
        return [cells if i in self.right else min(cells, _BROADEST) for i, cells in enumerate(self.widths)]

    def _padded(self, row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
        for i, (cell, cells) in enumerate(zip(row, widths, strict=True)):
            yield pad(cell, cells if self._is_fitted else max(cells, width(cell)), right=i in self.right)

    def _measured(self) -> list[int]:
        rows = [row for part in self.parts for row in part]
        simple = [row for row, in_single_cells in rows if in_single_cells]
        measured = [[max(map(len, column)) for column in zip(*simple, strict=True)]] if simple else []
        measured += [[width(cell) for cell in row] for row, in_single_cells in rows if not in_single_cells]
        return [max(column) for column in zip(*measured, strict=True)]


def _plain_rows(rows: Sequence[tuple[str, ...]]) -> list[tuple[tuple[str, ...], bool]]:
    """Each row's cells made plain, and whether every character of them takes one cell."""
    if is_ordinary("".join(map("".join, rows))):  # as nearly all lists are: looked at once, not row by row
        return [(row, True) for row in rows]
    return list(map(_plain_row, rows))


def _plain_row(row: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    if is_ordinary("".join(row)):
        return row, True
    return tuple(map(plain, row)), False


def _fitted(widths: Sequence[int], spare: int, words: Sequence[int]) -> list[int]:
    """The widths with the widest columns of words narrowed until all fit in `spare` cells, as far as they can."""
    fitted = list(widths)
    while words and sum(fitted) > spare:
        widest = max(words, key=lambda i: fitted[i])
        if fitted[widest] <= _NARROWEST:
            break
        fitted[widest] -= 1
    return fitted

"""The aged balance as bars, one block for each currency, side by side: for where there is room under a list."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from recouv.domain.message import say
from recouv.tui.kit import MUTED, STRONG, Plain, content
from recouv.tui.widgets.client_pane import Look, ageing_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual.content import Content

    from recouv.rules.ageing import AgedRow

#: Narrower than this, a block is left out rather than drawn without its bars.
_BLOCK_CELLS = 46
_GAP = 4


class AgeingBars(Plain):
    """Ages with their amounts, their share of what is late, and bars; nothing where nothing is owed."""

    def show_totals(self, totals: Mapping[str, AgedRow], names: Sequence[str], look: Look) -> None:
        """Draw these totals, currency by currency, as many as the width holds; `names` as `bucket_names` gives them."""
        rows = [row for row in totals.values() if not row.is_empty]
        count = max(1, min(len(rows), (look.width + _GAP) // (_BLOCK_CELLS + _GAP)))
        width = (look.width - _GAP * (count - 1)) // count
        block_look = Look(look.words, min(width, 90), look.ascii_only)
        blocks = [list(_block(row, names, block_look)) for row in rows[:count]]
        self.display = bool(blocks)
        self.show_rows([_beside(line, width + _GAP) for line in zip_longest(*blocks, fillvalue=content(""))])


def _block(row: AgedRow, names: Sequence[str], look: Look) -> Iterator[Content]:
    words = look.words
    late = say("{amount} late", amount=row.money(row.overdue))
    yield content((words.money(row.money(row.total)), STRONG), (f"  {words.text(late)}" if row.overdue else "", MUTED))
    yield from ageing_rows(row, names, look, shares=True)


def _beside(pieces: Sequence[Content], width: int) -> Content:
    return content(*(piece.pad_right(max(0, width - piece.cell_length)) for piece in pieces))

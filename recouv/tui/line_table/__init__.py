"""The table of every list: plain rows, of which only the lines on the screen are ever formatted.

Textual's DataTable measures each cell of each row and blocks for seconds on ten thousand; this one keeps the rows as
they are, asks its owner for the cells of a line when the line is drawn, and redraws two lines when the cursor moves.

The owner passes values and receives messages: `Highlighted`, `Selected`, `Marked`, `HeaderClicked`.  Every text goes
through `plain` on its way to the screen.  State never hangs on colour: `>` is the cursor, `*` a mark, `▲▼` the order.

Lines are counted from the top of the table: 0 is the header, 1 the first row.
"""

from __future__ import annotations

from recouv.tui.line_table.cells import Cell
from recouv.tui.line_table.layout import Column
from recouv.tui.line_table.looks import Look
from recouv.tui.line_table.table import LineTable

__all__ = ["Cell", "Column", "LineTable", "Look"]

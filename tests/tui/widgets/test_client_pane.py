"""What is shown of a client beside a list and above a dossier."""

from __future__ import annotations

from recouv.rules.ageing import AgedRow, bucket_names
from recouv.tui.widgets.client_pane import Look, ageing_line, ageing_rows
from recouv.wording.catalogue import catalogue

NAMES = bucket_names((30, 60, 90))


def test_an_age_has_its_colour_even_alone_on_a_narrow_screen() -> None:
    """What is 61 to 90 days old is as warm there as in the bars of a wide one."""
    row = AgedRow(currency="EUR", coins=(0, 0, 0, 119000, 0), unallocated_coins=0)
    look = Look(catalogue("en"), 78, ascii_only=False)
    alone = {span.style for span in ageing_line(row, NAMES, look).spans}
    among = {span.style for span in ageing_rows(row, NAMES, look)[3].spans}
    assert alone == among

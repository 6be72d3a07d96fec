"""Periods in words: `5 years`, `18 months`, `2 ans`, `6 mois`.

>>> [period_in_months(words) for words in ("5 years", "18 months", "1 an", "soon", "21 years")]
[60, 18, 12, None, None]
"""

from __future__ import annotations

import re

_WORDS = re.compile(r"([0-9]{1,3}) (years?|months?|ans?|mois)", re.IGNORECASE)
_YEAR = 12
#: C. civ. art. 2232: no limitation ends later than twenty years after the right arose.
_LONGEST = 240


def period_in_months(words: str) -> int | None:
    """How many months they are; `None` where they are no period, or one beyond twenty years."""
    match = _WORDS.fullmatch(" ".join(words.split()))
    if match is None:
        return None
    months = int(match[1]) * (_YEAR if match[2][0] in "yYaA" else 1)
    return months if 1 <= months <= _LONGEST else None

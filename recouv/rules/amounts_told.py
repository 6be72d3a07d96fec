"""Which amounts a text names, and which of them nobody reckoned: a letter edited by hand may claim what is not owed.

An amount is a number with two decimals, or one beside a currency.  Days, dates, percentages and numbers of invoices are
none.

Source: the house's own; a letter that claims what is not owed is disputed, and its sender discredited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_SPACES = " \u00a0\u202f"
#: `1 240,50`, `1,240.50`, `1240.50`; `1 240 €`, `EUR 1,240`.
_NUMBER = rf"\d{{1,3}}(?:[{_SPACES}.,'’]\d{{3}})+(?:[.,]\d{{2}})?(?!\d)|\d+(?:[.,]\d{{2}})?(?!\d)"
_CURRENCY = r"€|EUR\b|euros?\b|\$|USD\b|£|GBP\b|CHF\b"
_AMOUNT = re.compile(
    rf"(?P<before>(?:€|EUR|\$|USD|£|GBP|CHF)[{_SPACES}]?)?(?<![\w.,/-])(?P<number>{_NUMBER})"
    rf"(?P<after>[{_SPACES}]?(?:{_CURRENCY}))?(?P<percent>[{_SPACES}]?%)?",
    re.IGNORECASE,
)
_DECIMALS = re.compile(r"[.,](\d{2})$")


def amounts_told(text: str) -> Iterator[tuple[str, Decimal]]:
    r"""Each amount of the text, as it is written and as a number.

    >>> list(amounts_told("1 240,50 € before 12/12/2026, 10,15 % a year, $1,000.00, 40 euros"))
    [('1 240,50', Decimal('1240.50')), ('1,000.00', Decimal('1000.00')), ('40', Decimal('40'))]
    """
    for found in _AMOUNT.finditer(text):
        number = found["number"]
        decimals = _DECIMALS.search(number)
        if found["percent"] or not (decimals or found["before"] or found["after"]):
            continue
        whole = re.sub(r"\D", "", number[: decimals.start()] if decimals else number)
        yield number, Decimal(f"{whole}.{decimals[1]}" if decimals else whole)


def amounts_added(before: str, after: str) -> tuple[str, ...]:
    """The amounts that `after` names and `before` does not, as they are written, each once.

    >>> amounts_added("1 240,50 € and 40,00 €", "1 240,50 € and 45 €")
    ('45',)
    """
    known = {amount for _, amount in amounts_told(before)}
    return tuple(dict.fromkeys(written for written, amount in amounts_told(after) if amount not in known))

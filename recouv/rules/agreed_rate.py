"""The rate of penalties that a contract states, in words.

Understood, in English or French, any case: a yearly rate (`12 %`, `12.5%`, `12,5`), points above the ECB's rate
(`ECB + 12`, `BCE + 12 points`), or a number of times the legal rate (`3 x legal rate`, `3 fois le taux légal`,
`trois fois le taux d'intérêt légal`).

>>> parse_agreed_rate("BCE + 12 points")
AgreedRate(basis=<RateBasis.ECB: 'ecb'>, figure=Decimal('12'))
>>> parse_agreed_rate("12,5 %").figure
Decimal('12.5')

What a contract may state: see `recouv.rules.legal_floor`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from recouv.domain.penalties import AgreedRate, RateBasis

_FIGURE = r"(?P<{}>\d{{1,3}}(?:[.,]\d{{1,4}})?)"
_LEGAL = r"(?:the )?(?:le )?(?:taux )?(?:d['’]int[ée]r[êe]t )?(?:legal|l[ée]gal)(?: interest)?(?: rate)?"
_RATE = re.compile(
    rf"(?:{_FIGURE.format('fixed')} ?%?(?: (?:a year|per year|l['’]an|par an))?"
    rf"|(?:the )?(?:(?:taux )?(?:de la )?bce|ecb(?: rate)?) ?\+ ?{_FIGURE.format('points')}(?: ?(?:points?|pts?|%))?"
    rf"|(?:{_FIGURE.format('times')}|(?P<three>three|trois)) ?(?:x|×|times|fois) ?{_LEGAL})",
    re.IGNORECASE,
)


class UnknownAgreedRateError(ValueError):
    """The words are no rate of penalties."""


# a book knows a handful of rates, written on every client
@lru_cache(maxsize=256)
def parse_agreed_rate(words: str) -> AgreedRate:
    """The rate that `words` state.

    Raises:
        UnknownAgreedRateError: they are none of the forms above, or more than a hundred per cent.
    """
    match = _RATE.fullmatch(" ".join(words.split()))
    if match is None:
        raise UnknownAgreedRateError(words)
    basis, text = next(
        (basis, match[group])
        for group, basis in (
            ("fixed", RateBasis.FIXED),
            ("points", RateBasis.ECB),
            ("times", RateBasis.LEGAL),
            ("three", RateBasis.LEGAL),
        )
        if match[group]
    )
    figure = Decimal(3) if match["three"] else Decimal(text.replace(",", "."))
    if figure > 100:
        raise UnknownAgreedRateError(words)
    return AgreedRate(basis, figure)

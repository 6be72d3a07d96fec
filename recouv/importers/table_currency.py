"""The currency of an amount in a table: a column's word, or a sign beside the figures."""

from __future__ import annotations

import re

from recouv.domain.money import CURRENCIES

#: A sign, and the currencies it may stand for, the first being meant where nothing else tells.
SIGNS = {
    "€": ("EUR",),
    "£": ("GBP", "EGP", "GIP", "FKP", "SHP"),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "ARS", "COP", "XPF"),
    "¥": ("JPY", "CNY"),
}
_WORDS = {"euro": "EUR", "euros": "EUR", "dollar": "USD", "dollars": "USD"}
_WORD_OR_SIGN = re.compile(r"[A-Za-z]+|[€£$¥]")


def currency_code(text: str) -> str:
    """The ISO code that a currency column means; empty when it means none.

    >>> currency_code("usd"), currency_code("€"), currency_code("XYZ")
    ('USD', 'EUR', '')
    """
    word = text.strip()
    code = word.upper()
    return code if code in CURRENCIES else _WORDS.get(word.lower(), SIGNS.get(word, ("",))[0])


def split_currency(text: str) -> tuple[str, str]:
    """The figures of an amount, and the code or sign beside them, empty when there is none.

    >>> split_currency("1 234,56 USD"), split_currency("-$12.00"), split_currency("12.00")
    (('1 234,56', 'USD'), ('-12.00', '$'), ('12.00', ''))
    """
    found = _WORD_OR_SIGN.findall(text)
    if len(found) != 1 or not currency_code(found[0]):
        return text, ""
    beside = found[0] if found[0] in SIGNS else currency_code(found[0])
    return text.replace(found[0], "").strip(), beside


def meant_currency(beside: str, told: str, default: str) -> str:
    """The currency `told` by a column, or `beside` the amount, or the default; empty when the first two disagree."""
    expected = told or default
    if not beside or beside == expected or expected in SIGNS.get(beside, ()):
        return expected
    return "" if told else currency_code(beside)

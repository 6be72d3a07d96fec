"""Exact amounts, each in one currency.

Amounts are decimals read from text, never floats.  Currencies are never added together: `Money` refuses it, and sums
are kept per currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

#: Digits after the point, where it is not two.  Source: ISO 4217:2015, list one, read 2026-11-22.
MINOR_DIGITS = {
    **dict.fromkeys(("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF").split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}
_LISTED = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
#: Source: ISO 4217:2015, list one, read 2026-11-22, without metals, funds and test codes.
CURRENCIES = frozenset(_LISTED.split())
#: The smallest coin of currencies with that many digits after the point.
_COINS = tuple(Decimal(1).scaleb(-digits) for digits in range(5))
#: At most fifteen digits before the point: more is a mistyped reference, not a debt.
AMOUNT = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]+))?")


class CurrencyMismatchError(ValueError):
    """Two amounts of different currencies were added or compared."""


class InvalidAmountError(ValueError):
    """A text is not an amount."""


def minor_digits(currency: str) -> int:
    """Digits after the point that `currency` has."""
    return MINOR_DIGITS.get(currency, 2)


class Money(Struct, frozen=True):
    """An exact amount in one currency."""

    amount: Decimal
    currency: str = "EUR"

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.plain} {self.currency}"

    @property
    def plain(self) -> str:
        """The amount with a point and all of its currency's decimals: `-1200.50`."""
        return plain_amount(self.amount, self.currency)

    @property
    def minor(self) -> int:
        """The amount counted in the currency's smallest coin; an exact one, as every amount of a dossier is."""
        return int(self.amount.scaleb(minor_digits(self.currency)))

    def rounded(self) -> Money:
        """To the currency's smallest coin, halves away from zero."""
        return Money(rounded_amount(self.amount, minor_digits(self.currency)), self.currency)

    def _same(self, other: Money) -> Decimal:
        if self.currency != other.currency:
            raise CurrencyMismatchError(f"cannot put {self.currency} and {other.currency} together")
        return other.amount


def zero(currency: str) -> Money:
    """Nothing, in `currency`."""
    return Money(Decimal(0), currency)


def parse_money(text: str, currency: str) -> Money:
    """The amount written in a dossier: `1400.00`, or `1000.00 USD` where it is not in `currency`.

    Raises:
        InvalidAmountError: not digits with an optional point, or more decimals than the currency has.
    """
    number, _, named = text.strip().partition(" ")
    code = named.strip() or currency
    match = AMOUNT.fullmatch(number)
    if match is None or code not in CURRENCIES:
        raise InvalidAmountError(text)
    decimals = match[3]
    if decimals and len(decimals) > minor_digits(code):
        raise InvalidAmountError(text)
    return Money(Decimal(number), code)


def rounded_amount(amount: Decimal, digits: int) -> Decimal:
    """`amount` with exactly so many digits after the point, halves away from zero."""
    return amount.quantize(_COINS[digits], ROUND_HALF_UP)


def plain_amount(amount: Decimal, currency: str) -> str:
    """The amount with a point and all of its currency's decimals: `-1200.50`.

    >>> plain_amount(Decimal("1200.5"), "EUR"), plain_amount(Decimal("-0.001"), "EUR")
    ('1200.50', '0.00')
    """
    digits = minor_digits(currency)
    # nearly all are written with their two decimals and need no rounding; `-0` may be a nil with a sign
    if digits == 2 and (text := str(amount))[-3:-2] == "." and text[:2] != "-0":
        return text
    return f"{rounded_amount(amount, digits):z.{digits}f}"


def amount_of_coins(coins: int, currency: str) -> Decimal:
    """So many of the currency's smallest coin, as an amount with all of its decimals.

    >>> amount_of_coins(120050, "EUR"), amount_of_coins(0, "EUR"), amount_of_coins(5, "JPY")
    (Decimal('1200.50'), Decimal('0.00'), Decimal('5'))
    """
    return Decimal(coins).scaleb(-minor_digits(currency))


def plain_coins(coins: Iterable[int], currency: str) -> list[str]:
    """Each number of the currency's smallest coin as `Money.plain` writes the amount.

    >>> plain_coins((120050, -5, 0), "EUR"), plain_coins((5,), "JPY")
    (['1200.50', '-0.05', '0.00'], ['5'])
    """
    digits = minor_digits(currency)
    if not digits:
        return [str(part) for part in coins]
    unit = 10**digits
    return [
        f"{part // unit}.{part % unit:0{digits}d}" if part >= 0 else f"-{-part // unit}.{-part % unit:0{digits}d}"
        for part in coins
    ]

"""Messages in the user's language.

English sentences are the keys; French ones are in `locales/fr/LC_MESSAGES/recouv.po`, compiled beside it.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from msgspec import Struct, field

from recouv.domain.message import Code, Message
from recouv.domain.money import Money, minor_digits
from recouv.domain.percent import Percent
from recouv.wording.formats import (
    LANGUAGES,
    amount_text,
    coin_texts,
    date_text,
    decimal_text,
    long_date_text,
    money_text,
    number_text,
    percent_text,
    short_date_text,
    with_currency,
)
from recouv.wording.mo_file import MoFile
from recouv.wording.terms import term

_LOCALES = Path(__file__).parent / "locales"


class Catalogue(Struct, frozen=True):
    """One language."""

    language: str = "en"
    _translations: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)

    def text(self, message: Message) -> str:
        """The message in this language, its amounts and dates as the language writes them."""
        if message.plural:
            found = self._translations.ngettext(message.text, message.plural, message.count)
        else:
            found = self._translations.gettext(message.text)
        return found.format_map(self._written(message.args))

    def sentence(self, text: str) -> str:
        """A catalogue's sentence by its English text, its places left as they are."""
        return self._translations.gettext(text)

    def money(self, money: Money) -> str:
        """With its currency."""
        return money_text(money, self.language)

    def amount(self, money: Money) -> str:
        """Without its currency."""
        return amount_text(money, self.language)

    def figures(self, coins: Iterable[int], currency: str) -> list[str]:
        """Numbers of that currency's smallest coin, as amounts without its name."""
        return coin_texts(coins, minor_digits(currency), self.language)

    def with_currency(self, figures: str, currency: str) -> str:
        """Figures and the name of their currency."""
        return with_currency(figures, currency, self.language)

    def number(self, number: Decimal) -> str:
        """With as many decimals as it has."""
        return number_text(number, max(0, -int(number.as_tuple().exponent)), self.language)

    def percent(self, percent: Percent) -> str:
        """A rate."""
        return percent_text(percent, self.language)

    def day(self, day: date) -> str:
        """In full."""
        return date_text(day, self.language)

    def long_day(self, day: date) -> str:
        """At the head of a letter."""
        return long_date_text(day, self.language)

    def short_day(self, day: date) -> str:
        """In a column."""
        return short_date_text(day, self.language)

    def _written(self, args: Mapping[str, object]) -> dict[str, str]:
        return {name: self._argument(value) for name, value in args.items()}

    def _argument(self, value: object) -> str:
        match value:
            case Message():
                return self.text(value)
            case Code():
                return self.text(term(value))
            case Money():
                return self.money(value)
            case Percent():
                return self.percent(value)
            case Decimal():
                return decimal_text(value, self.language)
            case date():
                return self.day(value)
            case _:
                return str(value)


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of `fr` or `en`; English for any other language."""
    if language not in LANGUAGES or language == "en":
        return Catalogue("en")
    return Catalogue(language, MoFile(_LOCALES / language / "LC_MESSAGES" / "recouv.mo"))


def locale_language() -> str:
    """The language that the environment asks for."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"

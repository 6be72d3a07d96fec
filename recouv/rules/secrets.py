r"""What has no place in a dossier, a letter or a setting: bank accounts and cards of others, passwords, keys, tokens.

A workspace is copied to every clone and keeps everything: what is written there once is there for good.  A finding
says where, and shows so little of the secret that the report may be passed on.

- an IBAN whose length, country and check digits are right (ISO 13616, by python-stdnum);
- a payment card number of 15 or 16 digits of a known scheme, grouped as on the card or whole, whose check digit is
  right (Luhn, by python-stdnum); SIREN, SIRET and telephone numbers have other lengths, and an invoice that the dossier
  knows by that number is no card;
- a password after its name (`mot de passe : …`, `password=…`), a private key, a token that says what it is.

Left out: an IBAN in `reference` of money that came or went, where the bank writes whom it concerns.

>>> [(str(found.kind), found.column, found.shown) for found in secrets_in("> Pay to FR76 3000 6000 0112 3456 7890 189")]
[('iban', 10, 'FR76 … 89')]
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from enum import StrEnum

from msgspec import Struct


class SecretKind(StrEnum):
    """What was found."""

    IBAN = "iban"
    CARD = "card"
    PASSWORD = "password"  # noqa: S105  the name of a kind
    KEY = "key"
    TOKEN = "token"  # noqa: S105  the name of a kind


class Secret(Struct, frozen=True, kw_only=True):
    """A secret in a line, of which nothing but its place and a few characters is kept."""

    kind: SecretKind
    column: int
    """From 1."""
    shown: str
    """What may be told of it."""


_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ \u00a0\u202f.-]?[A-Z0-9]){11,30}(?![A-Za-z0-9])")
_COUNTRY = re.compile(r"[A-Z]{2}[0-9]{2}")
_GAPS = re.compile(r"[ \u00a0\u202f.-]")
_CARD = re.compile(
    r"(?<![\w+.,/-])(?:(?:[2456][0-9]{3}(?P<gap>[ \u00a0-]?)(?:[0-9]{4}(?P=gap)){2}[0-9]{4})"
    r"|(?:3[47][0-9]{2}(?P<amex>[ \u00a0-]?)[0-9]{6}(?P=amex)[0-9]{5}))(?![\w-]|[.,/][0-9]|[ ][0-9]{4}(?![0-9/]))"
)
_PASSWORD = re.compile(
    r"(?<!\w)(?:mots? de passe|mdp|passwords?|passwd|pwd|passphrase|code secret|phrase secr[eè]te)"
    r"[ \u00a0\u202f]*(?:[:=]|\best\b|\bis\b)[ \u00a0\u202f]*(?P<secret>[^\s\u00a0\u202f]{4,})",
    re.IGNORECASE,
)
_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|AGE-SECRET-KEY-1[0-9A-Z]{20,}")
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9_-])(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,}"
    r"|[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|sk-[A-Za-z0-9_-]{20,}|xox[abposr]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}"
    r"|AIza[0-9A-Za-z_-]{35}|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})"
)
_NAMED_TOKEN = re.compile(
    r"(?<!\w)(?:api[ _-]?key|cl[eé] (?:d')?api|access[ _-]?token|auth[ _-]?token|token|jeton|client[ _-]?secret|bearer)"
    r"[ \u00a0\u202f]*[:= ][ \u00a0\u202f]*(?P<secret>[A-Za-z0-9_./+=~-]{16,})",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/:@]+:(?P<secret>[^\s/@]+)@", re.IGNORECASE)
_HIDDEN = "…"
#: What a line must hold for any of it to be there: the others are passed over at once.
_ANY = re.compile(
    r"[0-9](?:[ \u00a0\u202f.-]?[0-9A-Z]){11}|PRIVATE KEY|SECRET-KEY|pass|pwd|mdp|secr|token|jeton|bearer|api|://[^/\s]*@"
    r"|gh[pousr]_|github_pat|glpat-|k_live|k_test|sk-|xox|AKIA|AIza|eyJ",
    re.IGNORECASE,
)


def secrets_in(line: str, *, numbers: Collection[str] = ()) -> Iterator[Secret]:
    """The secrets of a line, from left to right for each kind; `numbers` are of invoices, which are no cards."""
    if _ANY.search(line) is None:
        return
    taken: list[tuple[int, int]] = []
    for start, end in _ibans(line):
        taken.append((start, end))
        compact = _GAPS.sub("", line[start:end])
        yield Secret(kind=SecretKind.IBAN, column=start + 1, shown=f"{compact[:4]} {_HIDDEN} {compact[-2:]}")
    for found in _CARD.finditer(line):
        if not any(start <= found.start() < end for start, end in taken) and _is_card(found[0], numbers):
            digits = _GAPS.sub("", found[0])
            yield Secret(kind=SecretKind.CARD, column=found.start() + 1, shown=f"{_HIDDEN} {digits[-4:]}")
    for kind, pattern in (
        (SecretKind.PASSWORD, _PASSWORD),
        (SecretKind.PASSWORD, _IN_ADDRESS),
        (SecretKind.TOKEN, _NAMED_TOKEN),
    ):
        for found in pattern.finditer(line):
            if _is_secret(kind, found["secret"], line[found.end() :]):
                yield Secret(kind=kind, column=found.start("secret") + 1, shown=_HIDDEN)
    for kind, pattern in ((SecretKind.KEY, _KEY), (SecretKind.TOKEN, _TOKEN)):
        for found in pattern.finditer(line):
            yield Secret(kind=kind, column=found.start() + 1, shown=_HIDDEN)


def _ibans(line: str) -> Iterator[tuple[int, int]]:
    """Where those that are right begin and end; a word that follows one in capitals is no part of it."""
    found = _IBAN.search(line)
    if found is None:
        return
    from stdnum import iban  # deferred: 40 ms, for a line that looks like one

    at = 0
    while (found := _IBAN.search(line, at)) is not None:
        end = next(
            (
                end
                for end in range(found.end(), found.start() + 14, -1)
                if not line[end : end + 1].isalnum() and iban.is_valid(_GAPS.sub("", line[found.start() : end]))
            ),
            None,
        )
        if end is None:
            again = _COUNTRY.search(line, found.start() + 1)
            if again is None:
                return
            at = again.start()
        else:
            yield found.start(), end
            at = end


def _is_card(text: str, numbers: Collection[str]) -> bool:
    digits = _GAPS.sub("", text)
    if digits in numbers or text in numbers or len(set(digits)) < 2:
        return False
    if digits[0] == "2" and not "2221" <= digits[:4] <= "2720":
        return False
    from stdnum import luhn  # deferred: for what looks like a card

    return bool(luhn.is_valid(digits))


def _is_secret(kind: SecretKind, text: str, rest: str) -> bool:
    """Whether it looks chosen to be one: « password: ask Léa » and `[…]` are none."""
    bare = text.strip(".,;:!?()[]«»\"'")
    if len(bare) < 4 or not bare.strip("*•xX…"):
        return False
    mixed = any(char.isdigit() for char in bare) or any(char.isupper() for char in bare[1:])
    odd = any(not char.isalnum() for char in bare.replace("-", "").replace("'", "").replace("’", ""))
    return mixed or odd or (kind is SecretKind.PASSWORD and not rest.strip())

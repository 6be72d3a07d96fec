"""`recouv.yaml`: who the creditor is and what they decided for all clients.  Never a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from recouv.domain.mail import Mail
from recouv.domain.message import say
from recouv.domain.money import CURRENCIES
from recouv.domain.practice import House
from recouv.domain.problem import Problem
from recouv.rules.ageing import DEFAULT_BOUNDS
from recouv.rules.payment_terms import UnknownTermsError, parse_terms
from recouv.store.house_text import HOUSE_KEYS, read_house
from recouv.store.mail_text import read_mail
from recouv.store.typed_yaml import TypedYaml
from recouv.store.yaml_text import Located, read_yaml

CONFIG_NAME = "recouv.yaml"
#: Key of the configuration → what it holds; `docs/format.md` is compared with it.
CONFIG_KEYS = {
    "recouv": "version of the format: 1",
    "creditor": "who is owed: name, siren, vat, address, email, phone, iban, bic, mediator, logo, legal, legal_form, …",
    "language": "language of commits and letters: fr or en",
    "currency": "currency of new dossiers",
    "terms": "payment terms of invoices that state none, of clients that state none",
    **HOUSE_KEYS,
    "mail": "how messages leave: smtp, security, from, reply_to, copy, per_minute, hours",
    "ageing": "upper bounds of the age columns, in days",
    "team": "who writes: id, name, email",
    "imports": "column mappings kept from earlier imports",
    "as_of": "the day on which a shipped example tells its stories",
}
CREDITOR_KEYS = (
    *("name", "siren", "vat", "address", "email", "phone", "iban", "bic", "mediator", "logo", "legal"),
    *("legal_form", "rcs", "representative", "conditions"),  # what a court asks for
)


class Colleague(Struct, frozen=True, kw_only=True):
    """Somebody of the team."""

    id: str
    name: str = ""
    email: str = ""


class Config(Struct, frozen=True, kw_only=True):
    """The configuration as read."""

    creditor: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    currency: str = "EUR"
    terms: str = ""
    house: House = House()
    mail: Mail = Mail()
    ageing: tuple[int, ...] = DEFAULT_BOUNDS
    team: tuple[Colleague, ...] = ()
    imports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Profile of a table's header → its column mapping."""
    as_of: date | None = None

    def writer(self, name: str, email: str) -> str:
        """How entries name the person: the team's id for that e-mail, else the name in one word."""
        for colleague in self.team:
            if colleague.email and colleague.email.casefold() == email.casefold():
                return colleague.id
        return re.sub(r"\s+", "-", name.strip()).lower() or "someone"


def read_config(text: str, path: str = CONFIG_NAME) -> tuple[Config, list[Problem]]:
    """The configuration in `text`, with everything that is wrong in it."""
    document, problems = read_yaml(text, path=path)
    reader = _ConfigReader(path, problems)
    return reader.config(document), problems


class _ConfigReader:
    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems

    def config(self, document: Located | None) -> Config:
        keys = document.keys if document else {}
        if document and not isinstance(document.value, dict):
            self._wrong(document, "recouv.yaml", "creditor: …")
        for key, value in keys.items():
            if key not in CONFIG_KEYS:
                self.problems.append(
                    Problem(
                        self.path,
                        value.line,
                        value.column,
                        say("recouv.yaml has no key {key}", key=key),
                        say("its keys are {keys}", keys=", ".join(CONFIG_KEYS)),
                    )
                )
        nowhere = Located("", 1, 1)
        return Config(
            creditor={key: value.text.strip() for key, value in keys.get("creditor", nowhere).keys.items()},
            language=self._one_of(keys.get("language"), "language", ("fr", "en")),
            currency=self._currency(keys.get("currency")),
            terms=self._terms(keys.get("terms")),
            house=read_house(keys, TypedYaml(self.path, self.problems)),
            mail=read_mail(keys.get("mail"), TypedYaml(self.path, self.problems)),
            ageing=self._bounds(keys.get("ageing")),
            team=tuple(self._colleague(row) for row in keys.get("team", nowhere).rows),
            imports={
                profile: {name: column.text for name, column in mapping.keys.items()}
                for profile, mapping in keys.get("imports", nowhere).keys.items()
            },
            as_of=self._day(keys.get("as_of")),
        )

    def _one_of(self, located: Located | None, key: str, choices: tuple[str, ...]) -> str:
        if located is None or not located.text:
            return ""
        if located.text not in choices:
            self._wrong(located, key, " / ".join(choices))
            return ""
        return located.text

    def _currency(self, located: Located | None) -> str:
        if located is None:
            return "EUR"
        if located.text not in CURRENCIES:
            self._wrong(located, "currency", "EUR")
            return "EUR"
        return located.text

    def _terms(self, located: Located | None) -> str:
        if located is None or not located.text:
            return ""
        try:
            parse_terms(located.text)
        except UnknownTermsError:
            self._wrong(located, "terms", "30 days end of month")
            return ""
        return located.text

    def _bounds(self, located: Located | None) -> tuple[int, ...]:
        if located is None:
            return DEFAULT_BOUNDS
        texts = [row.text for row in located.rows]
        bounds = [int(text) for text in texts if text.isascii() and text.isdigit()]
        if not bounds or len(bounds) != len(texts) or bounds != sorted(set(bounds)) or bounds[0] < 1:
            self._wrong(located, "ageing", "[30, 60, 90]")
            return DEFAULT_BOUNDS
        return tuple(bounds)

    def _day(self, located: Located | None) -> date | None:
        if located is None or not located.text:
            return None
        try:
            return date.fromisoformat(located.text)
        except ValueError:
            self._wrong(located, "as_of", "2026-11-20")
            return None

    def _colleague(self, row: Located) -> Colleague:
        texts = {key: value.text for key, value in row.keys.items()}
        if not texts.get("id"):
            self._wrong(row, "team", "- id: lea")
        return Colleague(id=texts.get("id", ""), name=texts.get("name", ""), email=texts.get("email", ""))

    def _wrong(self, located: Located, key: str, example: str) -> None:
        self.problems.append(
            Problem(
                self.path,
                located.line,
                located.column,
                say("{key} reads {text}", key=key, text=located.text or "…"),
                say("write it as {example}", example=example),
            )
        )

"""The head of a dossier: the YAML between the two `---` lines, typed by us."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from recouv.domain.dossier import Client, ClientKind, Contact
from recouv.domain.message import Message, say
from recouv.domain.money import CURRENCIES, InvalidAmountError, Money, parse_money
from recouv.domain.problem import Problem, Severity
from recouv.domain.spelling import closest
from recouv.rules.payment_terms import UnknownTermsError, parse_terms
from recouv.rules.period import period_in_months
from recouv.store.located import Located
from recouv.store.typed_yaml import TypedYaml
from recouv.store.yaml_text import read_yaml

if TYPE_CHECKING:
    from recouv.domain.penalties import PenaltyTerms
    from recouv.domain.sector import Sector

FORMAT = "1"
#: Key of the head → what it holds; `docs/format.md` is compared with it.
HEAD_KEYS = {
    "recouv": "version of the format: 1",
    "name": "the client's name",
    "kind": "company, sole-trader, public or consumer",
    "siren": "SIREN, nine digits between quotes",
    "vat": "VAT number",
    "account": "account in the books, as imports name it",
    "address": "postal address",
    "contacts": "people: name, role, email, phone",
    "language": "language of letters: fr or en",
    "currency": "currency of amounts that name none",
    "terms": "payment terms in words",
    "scenario": "reminder scenario; left out, the rules choose",
    "credit_limit": "credit limit granted",
    "limitation": "period after which a claim is lost, where it is not the one of the client's kind",
    "penalties": "what is agreed with this client on late payment",
    "sector": "what is sold to them, where a law of its own bounds payment terms",
    "owner": "who follows the client",
    "tags": "words to filter by",
}
CONTACT_KEYS = ("name", "role", "email", "phone")
_FENCE = re.compile(r"---[ \t]*\r?\n?")


class Head(Struct):
    """A dossier's head as read."""

    client: Client
    end: int
    """Index of the first line after the closing `---`."""
    problems: list[Problem]
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Key → line and column of its value."""


def split_head(text: str) -> tuple[int, int] | None:
    """Where the YAML of the head starts and ends in `text`, in characters; `None` when it is not closed or absent."""
    start = 1 if text.startswith("\ufeff") else 0
    opening = _FENCE.match(text, start)
    if opening is None or not opening[0].endswith("\n"):
        return None
    at = opening.end() - 1
    while (at := text.find("\n---", at)) >= 0:
        at += 1
        closing = _FENCE.match(text, at)
        if closing and (closing[0].endswith("\n") or closing.end() == len(text)):
            return opening.end(), at
    return None


def read_head(text: str, *, path: str, fallback_name: str) -> Head:
    """The client that the head describes; a head that cannot be read gives a client called `fallback_name`."""
    bounds = split_head(text)
    if bounds is None:
        starts = text.removeprefix("\ufeff").startswith("---")
        what = say("the head is not closed") if starts else say("the dossier does not begin with its head")
        mend = say("put a line --- after it") if starts else say("begin with a line ---, then name: …, then a line ---")
        return Head(Client(name=fallback_name), 0, [Problem(path, 1, 1, what, mend)])
    start, end = bounds
    document, problems = read_yaml(text[start:end], path=path, first_line=2)
    reader = _HeadReader(path, problems)
    client = reader.client(document, fallback_name)
    places = {key: (value.line, value.column) for key, value in document.keys.items()} if document else {}
    return Head(client, text.count("\n", 0, end) + 1, problems, places)


class _HeadReader:
    def __init__(self, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.typed = TypedYaml(path, problems)

    def client(self, document: Located | None, fallback_name: str) -> Client:
        keys = document.keys if document is not None else {}
        if document is not None and not isinstance(document.value, dict):
            self._problem(
                document, say("the head is not made of key: value lines"), say("write name: and the client's name")
            )
        if not self.problems and not keys.get("name", _NOWHERE).text.strip():
            self._problem(keys.get("name", _NOWHERE), say("the client has no name"), say("add a line name: …"))
        for key, value in keys.items():
            if key not in HEAD_KEYS:
                self._unknown(key, value)
        version = keys.get("recouv")
        if version is not None and version.text != FORMAT:
            self._problem(
                version,
                say("this dossier is in version {version} of the format", version=version.text),
                say("this recouv reads version {version}: update it", version=FORMAT),
            )
        currency = self._checked(keys, "currency", _is_currency, say("write three capitals, as EUR")) or "EUR"
        return Client(
            name=self._text(keys, "name") or fallback_name,
            kind=self._kind(keys.get("kind")),
            siren=self._text(keys, "siren"),
            vat=self._text(keys, "vat"),
            account=self._text(keys, "account"),
            address=self._text(keys, "address", lines=True),
            contacts=self._contacts(keys.get("contacts")),
            language=self._checked(keys, "language", ("fr", "en").__contains__, say("write fr or en")),
            currency=currency,
            terms=self._checked(keys, "terms", _is_terms, say("write for instance: 30 days end of month")),
            scenario=self._text(keys, "scenario"),
            credit_limit=self._limit(keys.get("credit_limit"), currency),
            limitation=self._period(keys),
            penalties=self._penalties(keys.get("penalties")),
            sector=self._sector(keys.get("sector")),
            owner=self._text(keys, "owner"),
            tags=self._tags(keys.get("tags")),
        )

    def _text(self, keys: dict[str, Located], name: str, *, lines: bool = False) -> str:
        located = keys.get(name)
        if located is None:
            return ""
        if not isinstance(located.value, str):
            self._problem(located, say("{key} is not a single value", key=name), say("write it on one line"))
            return ""
        return located.value.strip() if lines else " ".join(located.value.split())

    def _checked(self, keys: dict[str, Located], name: str, good: Callable[[str], bool], mend: Message) -> str:
        text = self._text(keys, name)
        if text and not good(text):
            self._problem(keys[name], say("{key} reads {text}", key=name, text=text), mend)
            return ""
        return text

    def _kind(self, located: Located | None) -> ClientKind:
        if located is None:
            return ClientKind.COMPANY
        try:
            return ClientKind(located.text)
        except ValueError:
            self._problem(
                located,
                say("{text} is not a kind of client", text=located.text),
                say("one of: {choices}", choices=", ".join(ClientKind)),
            )
            return ClientKind.COMPANY

    def _limit(self, located: Located | None, currency: str) -> Money | None:
        if located is None or not located.text:
            return None
        try:
            return parse_money(located.text, currency)
        except InvalidAmountError:
            self._problem(located, say("{text} is not an amount", text=located.text), say("write it as 15000.00"))
            return None

    def _period(self, keys: dict[str, Located]) -> int:
        mend = say("write for instance: 1 year, or 18 months")
        return period_in_months(self._checked(keys, "limitation", _is_period, mend)) or 0

    def _sector(self, located: Located | None) -> Sector | None:
        if located is None:
            return None
        from recouv.domain.sector import Sector  # deferred: few clients have one

        return self.typed.choice_or_none(Sector, located)

    def _penalties(self, located: Located | None) -> PenaltyTerms | None:
        if located is None:
            return None
        from recouv.store.penalties_text import read_penalties  # deferred: most clients have no terms of their own

        return read_penalties(located, self.typed)

    def _contacts(self, located: Located | None) -> tuple[Contact, ...]:
        if located is None or located.value == "":
            return ()
        if not isinstance(located.value, list):
            self._problem(
                located, say("contacts is not a list"), say("write each contact as - name: … under contacts:")
            )
            return ()
        contacts = []
        for row in located.value:
            if not isinstance(row.value, dict):
                self._problem(row, say("this contact is not made of keys"), say("write - name: …"))
                continue
            for key, value in row.value.items():
                if key not in CONTACT_KEYS:
                    self._problem(
                        value,
                        say("a contact has no key {key}", key=key),
                        say("its keys are {keys}", keys=", ".join(CONTACT_KEYS)),
                        Severity.WARNING,
                    )
            contacts.append(Contact(**{key: self._text(row.value, key) for key in CONTACT_KEYS}))
        return tuple(contacts)

    def _tags(self, located: Located | None) -> tuple[str, ...]:
        if located is None:
            return ()
        words = [row.text for row in located.rows] or located.text.split(",")
        return tuple(word.strip() for word in words if word.strip())

    def _unknown(self, key: str, located: Located) -> None:
        close = closest(key, HEAD_KEYS, cutoff=0.8)
        if close:
            mend = say("did you mean {key}?", key=close)
        else:
            mend = say(
                "it is kept and means nothing to this version; the head's keys are {keys}", keys=", ".join(HEAD_KEYS)
            )
        severity = Severity.ERROR if close else Severity.WARNING
        self._problem(located, say("the head has no key {key}", key=key), mend, severity)

    def _problem(self, located: Located, what: Message, mend: Message, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(self.path, located.line, located.column, what, mend, severity))


_NOWHERE = Located("", 1, 1)


def _is_currency(text: str) -> bool:
    return text in CURRENCIES


def _is_period(text: str) -> bool:
    return period_in_months(text) is not None


def _is_terms(text: str) -> bool:
    try:
        parse_terms(text)
    except UnknownTermsError:
        return False
    return True

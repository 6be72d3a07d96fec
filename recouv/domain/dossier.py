"""One client's file: who they are, and everything that ever happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.domain.problem import Problem

if TYPE_CHECKING:  # most clients have neither, and reading one loads no more
    from recouv.domain.penalties import PenaltyTerms
    from recouv.domain.sector import Sector


class ClientKind(StrEnum):
    """Which law applies to a client."""

    COMPANY = "company"
    SOLE_TRADER = "sole-trader"
    PUBLIC = "public"
    CONSUMER = "consumer"


class Contact(Struct, frozen=True, kw_only=True):
    """Somebody to talk to at the client's."""

    name: str = ""
    role: str = ""
    email: str = ""
    phone: str = ""


class Client(Struct, frozen=True, kw_only=True):
    """The head of a dossier."""

    name: str
    kind: ClientKind = ClientKind.COMPANY
    siren: str = ""
    vat: str = ""
    account: str = ""
    """The client's account in the books: `411000 CDOG00`."""
    address: str = ""
    contacts: tuple[Contact, ...] = ()
    language: str = ""
    currency: str = "EUR"
    terms: str = ""
    scenario: str = ""
    credit_limit: Money | None = None
    limitation: int = 0
    """Months after which what they owe can no longer be claimed in court; 0 for what the law says of their kind."""
    penalties: PenaltyTerms | None = None
    """What is agreed with them; `None` where the house's holds."""
    sector: Sector | None = None
    """Whose ceiling of payment terms applies, where it is not the house's."""
    owner: str = ""
    tags: tuple[str, ...] = ()


class Dossier(Struct, frozen=True, kw_only=True):
    """A client's file as read."""

    id: str
    path: str
    """Relative to the workspace, with `/`."""
    client: Client
    entries: tuple[Entry, ...]
    """In the order of the file, which means nothing."""
    intro: str = ""
    """The free Markdown between the head and the journal."""
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Key of the head → line and column of its value."""
    problems: tuple[Problem, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether its facts can be relied upon."""
        return not any(problem.blocks for problem in self.problems)

    def entry(self, identifier: str) -> Entry | None:
        """The entry of that ID."""
        return next((entry for entry in self.entries if entry.id == identifier), None)

    def timeline(self) -> list[Entry]:
        """All entries, oldest first."""
        return sorted(self.entries, key=Entry.sort_key)


def of_kind(entries: Iterable[Entry], *kinds: str) -> Iterator[Entry]:
    """The entries of these kinds, in the order given."""
    return (entry for entry in entries if entry.kind in kinds)

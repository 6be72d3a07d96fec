"""Which dossier an imported account belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from recouv.domain.imported import ImportedAccount
from recouv.rules.client_search import folded
from recouv.store.identifiers import dossier_id
from recouv.usecases.directory import Listed


class ClientIndex:
    """Which dossier an account belongs to: by its account in the books, its SIREN, its code, its name."""

    def __init__(self, clients: Iterable[Listed]) -> None:
        self.ids: set[str] = set()
        self.by_account: dict[str, str] = {}
        self.by_siren: dict[str, str] = {}
        self.by_name: dict[str, str] = {}
        for client in clients:
            self.ids.add(client.id)
            self._note(client.id, client.account, client.siren, client.name)

    @property
    def count(self) -> int:
        """How many dossiers there are."""
        return len(self.ids)

    def find(self, account: ImportedAccount) -> str | None:
        """The dossier of that account; `None` when it needs a new one."""
        if account.account:
            known = self.of_account(account.account)
            if known is not None:
                return known
        siren = _digits(account.siren)
        if siren and siren in self.by_siren:
            return self.by_siren[siren]
        if account.account:
            return None
        by_code = dossier_id(account.code) if account.code else ""
        return by_code if by_code in self.ids else self.by_name.get(folded(account.name))

    def of_account(self, account: str) -> str | None:
        """The dossier of an account of the books, by its exact name: `ABC` and `abc` are two clients."""
        return self.by_account.get(_spaced_once(account))

    def add(self, account: ImportedAccount) -> str:
        """The id of the account's new dossier."""
        identifier = dossier_id(account.code or account.name, self.ids)
        self.ids.add(identifier)
        self._note(identifier, account.account, account.siren, account.name)
        return identifier

    def _note(self, identifier: str, account: str, siren: str, name: str) -> None:
        if account:
            self.by_account.setdefault(_spaced_once(account), identifier)
        if siren:
            self.by_siren.setdefault(_digits(siren), identifier)
        self.by_name.setdefault(folded(name), identifier)


def _spaced_once(text: str) -> str:
    return " ".join(text.split())


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())

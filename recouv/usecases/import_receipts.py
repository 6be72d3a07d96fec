"""What an import knows of the bank: the last receipt in its files, and the line of recouv.yaml that it moves."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from recouv.domain.errors import WorkspaceError
from recouv.domain.imported import ImportedAccount
from recouv.domain.message import Message, say
from recouv.store.config import CONFIG_NAME
from recouv.store.staging import Staging
from recouv.usecases.bank_data import known_until, with_bank_until


class BankMoved(Struct, frozen=True, kw_only=True):
    """The day up to which the bank is known, as an import moves it."""

    until: date
    was: date | None
    """`None` where nobody had said."""


class Receipts:
    """The last one of the files, up to today: a day to come is a mistake in the file, and no movement known."""

    def __init__(self, today: date) -> None:
        self._today = today
        self.last: date | None = None

    def note(self, account: ImportedAccount) -> None:
        """Remember the receipts of an account: payments, not what the books made of them."""
        for entry in account.entries:
            if entry.kind == "payment" and not entry.nature and entry.date <= self._today:
                self.last = max(entry.date, self.last or entry.date)

    def stage(self, staging: Staging, *, has_refused: bool) -> BankMoved | Message | None:
        """Stage the new day: forwards only, and not while lines wait to be mended.

        Returns what was staged, `None` where there is nothing to move, or why it could not be.  A receipt may be among
        the lines refused: the client who paid it would be reminded.
        """
        before = (staging.read(CONFIG_NAME) or b"").decode("utf-8", "replace")
        known = known_until(before)
        if self.last is None or (known is not None and self.last <= known):
            return None
        if has_refused:
            return say(
                "bank_until stays: receipts may be among the lines refused; mend them, or recouv bank-until {day}",
                day=self.last.isoformat(),
            )
        try:
            after = with_bank_until(before, self.last)
        except WorkspaceError as error:
            return error.mend or error.what
        staging.put(CONFIG_NAME, after.encode())
        return BankMoved(until=self.last, was=known)

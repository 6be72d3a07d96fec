"""Invoices and credit notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import say
from recouv.tui.forms.base import Form, Intent, UnfinishedError
from recouv.tui.kit import Field, content
from recouv.usecases.money import NewInvoice, record_credit_note, record_invoice
from recouv.usecases.proposals import due_proposed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.message import Message
    from recouv.usecases.recording import Done


class InvoiceForm(Form):
    """An invoice."""

    AUTO_FOCUS = "#number"

    def heading(self) -> Message:
        """The title."""
        return say("invoice")

    def fields(self) -> Iterable[Widget]:
        """What is on the paper, in its order."""
        yield self.entry_row("number", say("Number"))
        yield self.entry_row("amount", say("Amount"), narrow=True)
        yield self.entry_row("issued", say("Issued"), narrow=True)
        yield self.entry_row("due", say("Due"), narrow=True)
        yield self.entry_row("about-what", say("About"))
        yield self.entry_row("note", say("Note"))

    def loaded(self) -> None:
        """Propose today."""
        self.query_one("#issued", Field).propose(self.desk.words.short_day(self.session.today).strip())

    def intent(self) -> Intent:
        """The invoice that the fields mean."""
        if not self.typed("number"):
            raise UnfinishedError(say("type the number of the invoice"))
        if not self.typed("amount"):
            raise UnfinishedError(say("type an amount"))
        money = self.amount_in("amount", None, self.seen.dossier.client.currency)
        issued = self.day_in("issued", self.session.today, past=True)
        proposed = due_proposed(self.session, self.seen, issued)
        self.query_one("#due", Field).propose(self.desk.words.short_day(proposed).strip())
        due = self.day_in("due", proposed, since=issued)
        invoice = NewInvoice(
            number=self.typed("number"),
            money=money,
            issued=issued,
            due=due,
            about=self.typed("about-what"),
            note=self.typed("note"),
        )
        echo = say("{number}, {amount}, due {day}", number=invoice.number, amount=money, day=self.full_day(due))
        return Intent(echo, lambda dry_run: record_invoice(self.session, self.client, invoice, dry_run=dry_run))


class CreditForm(Form):
    """A credit note."""

    AUTO_FOCUS = "#number"

    def heading(self) -> Message:
        """The title."""
        return say("credit note")

    def fields(self) -> Iterable[Widget]:
        """What is on the paper, in its order."""
        yield self.entry_row("number", say("Number"))
        yield self.entry_row("amount", say("Amount"), narrow=True)
        yield self.entry_row("issued", say("Issued"), narrow=True)
        yield self.entry_row("invoice", say("Invoice"))
        yield self.entry_row("reason", say("Reason"))
        yield self.entry_row("note", say("Note"))

    def loaded(self) -> None:
        """Propose today, and name the open invoices."""
        self.query_one("#issued", Field).propose(self.desk.words.short_day(self.session.today).strip())
        numbers = ", ".join(dict.fromkeys(row.item.number for row in self.seen.items))
        self.query_one("#invoice", Field).propose(numbers)

    def intent(self) -> Intent:
        """The credit note that the fields mean."""
        number, invoice, reason, note = (self.typed(name) for name in ("number", "invoice", "reason", "note"))
        if not number:
            raise UnfinishedError(say("type the number of the credit note"))
        whole = self.seen.account.invoice_balance(invoice) if invoice else None
        money = self.amount_in("amount", whole, self.seen.dossier.client.currency)
        issued = self.day_in("issued", self.session.today, past=True)
        echo = say("{number}, {amount}, kept for later", number=number, amount=money)
        if invoice:
            echo = say("{number}, {amount} off {invoice}", number=number, amount=money, invoice=invoice)
        found: list[Done] = []

        def act(dry_run: bool) -> Done:  # noqa: FBT001 - as `Intent` calls it
            found[:] = [
                record_credit_note(
                    self.session,
                    self.client,
                    number,
                    money,
                    issued,
                    invoice=invoice,
                    reason=reason,
                    note=note,
                    dry_run=dry_run,
                )
            ]
            return found[0]

        def lines() -> list[Content]:
            left = [one.unsettled for one in found if one.unsettled]
            return [content(self.text(say("{amount} settles nothing yet", amount=one))) for one in left]

        return Intent(echo, act, lines)

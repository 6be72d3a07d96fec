"""Payments, and money received earlier: what it settles is shown before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.message import say
from recouv.tui.forms.base import Form, Intent, UnfinishedError
from recouv.tui.forms.choices import Choice, Choices
from recouv.tui.forms.lines import spread
from recouv.tui.kit import MUTED, Field, content
from recouv.usecases.money import NewPayment, allocate_money, propose_allocation, record_payment
from recouv.usecases.proposals import claim_of, credit_to_allocate, left_after
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.message import Message
    from recouv.domain.money import Money
    from recouv.rules.allocation import ProposedShare
    from recouv.usecases.recording import Done

METHODS = tuple(
    Choice(key, code, term(code))
    for key, code in (
        ("t", "transfer"),
        ("c", "cheque"),
        ("b", "card"),
        ("d", "direct-debit"),
        ("k", "cash"),
        ("e", "bill"),
        ("o", "other"),
    )
)
_SETTLES, _AT_LARGE = "settles", "at-large"
_USES = (Choice("s", _SETTLES, say("settles what follows")), Choice("u", _AT_LARGE, say("leave unallocated")))


class Proposal(Struct):
    """What some money would settle: asked once for each amount and label, so that what is written is what was shown."""

    money: Money
    label: str
    shares: list[ProposedShare]


class _Settling(Form):
    """Money and the invoices it settles."""

    _proposal: Proposal | None = None

    def proposed(self, money: Money, label: str) -> Proposal:
        """The shares of `money`; the same ones as long as neither it nor the label changes."""
        known = self._proposal
        if known is None or (known.money, known.label) != (money, label):
            known = Proposal(money, label, propose_allocation(self.session, self.client, money, label=label))
            self._proposal = known
        return known

    def share_lines(self, money: Money, shares: Iterable[ProposedShare]) -> list[Content]:
        """Each invoice with what it gets and why; then what is left."""
        words = self.desk.words
        found = list(shares)
        rows = []
        for share in found:
            owed = self.seen.account.invoice_balance(share.number)
            of = say("of {amount}, {basis}", amount=owed, basis=term(share.basis)) if owed else term(share.basis)
            rows.append((share.number, words.amount(share.money), words.text(of)))
        left = left_after(money, [share.money for share in found])
        if left:
            rows.append((words.text(say("unallocated")), words.amount(left), words.text(say("settles nothing yet"))))
        return spread(rows)


class PaymentForm(_Settling):
    """A payment received."""

    def heading(self) -> Message:
        """The title."""
        return say("payment")

    def fields(self) -> Iterable[Widget]:
        """The amount first: digits go there."""
        yield self.entry_row("amount", say("Amount"), narrow=True)
        yield self.entry_row("received", say("Received"), narrow=True)
        yield self.row(
            "method", say("Method"), Choices(METHODS, self.desk.words, chosen="transfer", id="method"), echo=False
        )
        yield self.entry_row("reference", say("Reference"))
        yield self.entry_row("note", say("Note"))
        yield self.row("use", say("Use"), Choices(_USES, self.desk.words, chosen=_SETTLES, id="use"), echo=False)

    def about(self) -> list[Content]:
        """How to type."""
        return [content((self.text(say("digits type the amount; a letter chooses the method")), MUTED))]

    def loaded(self) -> None:
        """Propose all that is late."""
        claim = claim_of(self.seen, self.task_row)
        self.query_one("#amount", Field).propose(self.desk.words.amount(claim) if claim else "")
        self.query_one("#received", Field).propose(self.desk.words.short_day(self.session.today).strip())

    def take(self, character: str) -> bool:
        """Digits go to the amount, letters to the choices."""
        if character.isdigit() or character in "=%.,":
            self.type_into("amount", character)
            return True
        return super().take(character)

    def intent(self) -> Intent:
        """The payment that the fields mean."""
        money = self.amount_in("amount", claim_of(self.seen, self.task_row), self.seen.dossier.client.currency)
        received = self.day_gone("received", self.session.today)
        reference, note = self.typed("reference"), self.typed("note")
        method = self.query_one("#method", Choices).chosen
        settles = self.query_one("#use", Choices).chosen == _SETTLES
        shown: list[ProposedShare] = []

        def act(dry_run: bool) -> Done:  # noqa: FBT001 - as `Intent` calls it
            shown[:] = self.proposed(money, reference).shares if settles else []
            payment = NewPayment(
                money=money,
                received=received,
                method=method,
                reference=reference,
                shares=tuple((share.number, share.money) for share in shown),
                note=note,
            )
            return record_payment(self.session, self.client, payment, dry_run=dry_run)

        echo = say("{amount} received on {day}", amount=money, day=self.full_day(received))
        return Intent(echo, act, lambda: self.share_lines(money, shown))


class AllocationForm(_Settling):
    """Money received earlier, and what it settles."""

    NOTE = ""

    def heading(self) -> Message:
        """The title."""
        return say("allocation")

    def fields(self) -> Iterable[Widget]:
        """How much of it."""
        yield self.entry_row("amount", say("Amount"), narrow=True)
        yield self.entry_row("label", say("For"))

    def about(self) -> list[Content]:
        """Where the money comes from."""
        credit = credit_to_allocate(self.seen)
        if credit is None:
            return [content(self.text(say("every payment of this client settles something already")))]
        said = say(
            "{amount} of {kind} {label}, {day}",
            amount=credit.unallocated,
            kind=term(credit.kind),
            label=credit.label,
            day=credit.received,
        )
        return [content(self.text(said))]

    def loaded(self) -> None:
        """Propose all of it."""
        credit = credit_to_allocate(self.seen)
        self.query_one("#amount", Field).propose(self.desk.words.amount(credit.unallocated) if credit else "")
        self.query_one("#label", Field).propose(self.text(say("invoice numbers; empty: the oldest first")))

    def take(self, character: str) -> bool:
        """Digits go to the amount."""
        if character.isdigit():
            self.type_into("amount", character)
            return True
        return False

    def intent(self) -> Intent:
        """The allocation that the fields mean."""
        credit = credit_to_allocate(self.seen)
        if credit is None:
            raise UnfinishedError(say("there is nothing to allocate"))
        money = self.amount_in("amount", credit.unallocated, credit.unallocated.currency)
        label = self.typed("label") or credit.label
        shown: list[ProposedShare] = []

        def act(dry_run: bool) -> Done:  # noqa: FBT001 - as `Intent` calls it
            shown[:] = self.proposed(money, label).shares
            shares = [(share.number, share.money) for share in shown]
            return allocate_money(self.session, self.client, credit.entry_id, shares, dry_run=dry_run)

        echo = say("{amount} of {day} allocated", amount=money, day=self.full_day(credit.received))
        return Intent(echo, act, lambda: self.share_lines(money, shown))

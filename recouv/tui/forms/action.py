"""What the forms of one entry about a client share: the invoices and the amount that the row under the cursor tells.

What the row tells is proposed, so that Enter accepts it: the invoice under the cursor of a dossier and what is left of
it, the invoices of the agenda's task and what it claims; elsewhere the whole account.  A number is typed whole or in
part, `*` is the whole account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import say
from recouv.tui.forms.base import Form, Intent, UnfinishedError
from recouv.tui.forms.lines import people_line
from recouv.tui.kit import Field
from recouv.usecases.proposals import claim_of, left_of, numbers_meant, open_numbers, person_to_ask
from recouv.usecases.recording import record
from recouv.wording.typed import TypedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from textual.containers import Horizontal
    from textual.content import Content

    from recouv.domain.message import Message
    from recouv.domain.money import Money
    from recouv.domain.task import Task
    from recouv.rules.account import OpenItem
    from recouv.usecases.recording import Action


class ActionForm(Form):
    """One entry about a client."""

    def __init__(self, client: str, task: Task | None, item: OpenItem | None = None) -> None:
        super().__init__(client, task)
        self._item = item

    def about(self) -> list[Content]:
        """Whom it is agreed with."""
        contact = person_to_ask(self.seen)
        return [people_line(self.seen, contact.name)] if contact else []

    def writes(self, echo: Message, make: Callable[[], Action]) -> Intent:
        """The intent that records the action of a use case."""
        return Intent(echo, lambda dry_run: record(self.session, make(), dry_run=dry_run))

    # Invoices

    @property
    def row_numbers(self) -> tuple[str, ...]:
        """The invoices that the row is about; none for the whole account."""
        if self._item is not None:
            return (self._item.number,)
        return self.task_row.invoices if self.task_row and self.task_row.action != "allocate" else ()

    @property
    def first_number(self) -> str:
        """The one invoice to begin with: that of the row, else the oldest open one."""
        return next(iter(self.row_numbers or open_numbers(self.seen)), "")

    def invoices_row(self) -> Horizontal:
        """A row for several invoices, or for the whole account."""
        return self.entry_row("invoices", say("Invoices"))

    def propose_invoices(self, numbers: tuple[str, ...]) -> None:
        """Say which ones stand when nothing is typed."""
        field = self.query_one("#invoices", Field)
        field.propose(", ".join(numbers) or self.text(say("the whole account")))
        field.offer(open_numbers(self.seen))

    def numbers(self, proposed: tuple[str, ...]) -> tuple[str, ...]:
        """The invoices typed, else those proposed; none for the whole account."""
        text = self.typed("invoices")
        return self._meant("invoices", text) if text else proposed

    def number(self) -> str:
        """The one invoice typed in the field `invoice`, echoed beside it; else the first one."""
        text = self.typed("invoice")
        meant = self._meant("invoice", text) if text else ()
        if len(meant) > 1:
            raise self.wrong("invoice", TypedError(say("one invoice at a time")))
        number = next(iter(meant), self.first_number)
        if not number:
            raise UnfinishedError(say("no open invoice"))
        left = left_of(self.seen, [number])
        said = say("{number}, of which {left} is left", number=number, left=left) if left else say("no open invoice")
        self.echo("invoice", self.text(said))
        return number

    def _meant(self, name: str, text: str) -> tuple[str, ...]:
        try:
            return numbers_meant(self.seen, text)
        except TypedError as wrong:
            raise self.wrong(name, wrong) from None

    def wrong(self, name: str, wrong: TypedError) -> TypedError:
        """What is wrong, said beside the field where there is room, and where Enter puts the cursor."""
        self.wrong_field = name
        for _ in self.query(f"#{name}-echo"):
            self.echo(name, self.text(wrong.what), bad=True)
        return wrong

    # Amounts, days and people

    def whole(self, numbers: tuple[str, ...]) -> Money | None:
        """What stands when no amount is typed: what the row claims, or what is left of the invoices."""
        if self._item is not None and numbers == (self._item.number,):
            return self._item.balance
        if self.task_row is None or numbers != self.row_numbers:
            return (left_of(self.seen, numbers) if numbers else None) or claim_of(self.seen)
        return claim_of(self.seen, self.task_row)

    def money(self, numbers: tuple[str, ...]) -> Money:
        """The amount typed in the field `amount`, else the whole, which the field proposes."""
        whole = self.whole(numbers)
        self.query_one("#amount", Field).propose(self.desk.words.amount(whole) if whole else "")
        return self.amount_in("amount", whole, whole.currency if whole else self.seen.dossier.client.currency)

    def part(self, whole: Money | None, nothing: Message) -> Money | None:
        """The amount typed; none, and `nothing` said beside the field, when nothing is."""
        if not self.typed("amount"):
            self.echo("amount", self.text(nothing))
            return None
        return self.amount_in("amount", whole, whole.currency if whole else self.seen.dossier.client.currency)

    def propose_person(self) -> None:
        """Whom it is most likely agreed with."""
        self.query_one("#person", Field).propose(self._person)
        self.query_one("#person", Field).offer([contact.name for contact in self.seen.dossier.client.contacts])

    def person(self) -> str:
        """Whom it is agreed with."""
        return self.typed("person") or self._person

    @property
    def _person(self) -> str:
        contact = person_to_ask(self.seen)
        return contact.name if contact else ""

    def propose_day(self, name: str, day: date) -> None:
        """Say which day stands when nothing is typed."""
        self.query_one(f"#{name}", Field).propose(self.desk.words.short_day(day).strip())

    def named(self, numbers: tuple[str, ...]) -> str:
        """The invoices in words."""
        return ", ".join(numbers) or self.text(say("the whole account"))

    def team(self) -> list[str]:
        """Who can be given a client, or a dispute."""
        return [colleague.id for colleague in self.session.workspace.config.team]

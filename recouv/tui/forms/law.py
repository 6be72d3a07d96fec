"""The end of the line: a file handed over, a debt given up, proceedings, an acknowledgment of the debt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.kinds import KINDS
from recouv.domain.message import say
from recouv.tui.forms.action import ActionForm
from recouv.tui.forms.base import Intent, UnfinishedError
from recouv.tui.forms.choices import Choice, Choices
from recouv.tui.kit import Field
from recouv.usecases.law import (
    Acknowledgment,
    Handover,
    Insolvency,
    WriteOff,
    acknowledgment_action,
    handover_action,
    insolvency_action,
    write_off_action,
)
from recouv.usecases.proposals import left_of
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from textual.widget import Widget

    from recouv.domain.message import Message

_KEY = KINDS["handover"].key("role")
_ROLE_KEYS = {"collector": "c", "bailiff": "b", "court": "t"}
_ROLES = tuple(Choice(_ROLE_KEYS[code], code, term(code)) for code in (_KEY.choices if _KEY else ()))
#: As judgments and the BODACC name them, in French whatever the language of the screens.
_PROCEDURES = (
    Choice("s", "Sauvegarde", say("safeguard")),
    Choice("r", "Redressement judiciaire", say("reorganisation")),
    Choice("l", "Liquidation judiciaire", say("liquidation")),
)


class HandoverForm(ActionForm):
    """A file given to somebody else to collect."""

    def heading(self) -> Message:
        """The title."""
        return say("handover")

    def fields(self) -> Iterable[Widget]:
        """What they are by a letter; then who."""
        yield self.row("role", say("To a"), Choices(_ROLES, self.desk.words, id="role"), echo=False)
        yield self.entry_row("to", say("Who"))
        yield self.invoices_row()
        yield self.entry_row("reason", say("Reason"))
        yield self.entry_row("note", say("Note"))

    def loaded(self) -> None:
        """Propose what the row is about."""
        self.propose_invoices(self.row_numbers)

    def take(self, character: str) -> bool:
        """What is no role begins the name."""
        if not super().take(character):
            self.type_into("to", character)
        return True

    def chose(self, choices: Choices) -> None:
        """Their name comes next."""
        if choices.chosen:
            self.focus_row("to")

    def intent(self) -> Intent:
        """The handover that the fields mean."""
        to, role = self.typed("to"), self.query_one("#role", Choices).chosen
        if not to:
            raise UnfinishedError(say("type who collects from now on"))
        numbers = self.numbers(self.row_numbers)
        handover = Handover(
            to=to,
            role=role,
            on=self.session.today,
            invoices=numbers,
            reason=self.typed("reason"),
            note=self.typed("note"),
        )
        whom = say("{whom} ({role})", whom=to, role=term(role)) if role else say("{whom}", whom=to)
        echo = say("{numbers} handed over to {whom}; no reminder leaves", numbers=self.named(numbers), whom=whom)
        return self.writes(echo, lambda: handover_action(self.session, self.client, handover))


class WriteOffForm(ActionForm):
    """A debt given up."""

    def heading(self) -> Message:
        """The title."""
        return say("write-off")

    def fields(self) -> Iterable[Widget]:
        """Which invoice, how much of it, why, and who agreed."""
        yield self.entry_row("invoice", say("Invoice"), narrow=True)
        yield self.entry_row("amount", say("Amount"), narrow=True)
        yield self.entry_row("reason", say("Reason"))
        yield self.entry_row("approved", say("Agreed by"), among=self.team())
        yield self.entry_row("note", say("Note"))

    def loaded(self) -> None:
        """Propose all that is left of the row's invoice."""
        self.query_one("#invoice", Field).propose(self.first_number)

    def take(self, character: str) -> bool:
        """Digits go to the amount, letters to the reason."""
        self.type_into("amount" if character.isdigit() or character in "=%" else "reason", character)
        return True

    def intent(self) -> Intent:
        """The write-off that the fields mean."""
        number = self.number()
        left = left_of(self.seen, [number])
        self.query_one("#amount", Field).propose(self.desk.words.amount(left) if left else "")
        part = self.part(left, say("all that is left"))
        reason = self.typed("reason")
        if not reason:
            raise UnfinishedError(say("say why it is given up"))
        write_off = WriteOff(
            number=number,
            on=self.session.today,
            money=part,
            reason=reason,
            approved=self.typed("approved"),
            note=self.typed("note"),
        )
        echo = say("{amount} of {number} given up: {reason}", amount=part or left, number=number, reason=reason)
        return self.writes(echo, lambda: write_off_action(self.session, self.client, write_off))


class InsolvencyForm(ActionForm):
    """Proceedings opened against the client."""

    def heading(self) -> Message:
        """The title."""
        return say("insolvency")

    def fields(self) -> Iterable[Widget]:
        """Which proceedings by a letter; since when; before whom."""
        choices = Choices(_PROCEDURES, self.desk.words, id="procedure")
        yield self.row("procedure", say("Procedure"), choices, echo=False)
        yield self.entry_row("opened", say("Opened on"), narrow=True)
        yield self.entry_row("bodacc", say("Published"), narrow=True)
        yield self.entry_row("court", say("Court"))
        yield self.entry_row("trustee", say("Trustee"))
        yield self.entry_row("note", say("Note"))

    def loaded(self) -> None:
        """The day of the judgment is known by nobody else."""
        self.query_one("#bodacc", Field).propose("—")

    def take(self, character: str) -> bool:
        """Digits go to the day of the judgment."""
        if character.isdigit() or character in "+-":
            self.type_into("opened", character)
            return True
        return super().take(character)

    def chose(self, choices: Choices) -> None:
        """The day comes next."""
        if choices.chosen:
            self.focus_row("opened")

    def intent(self) -> Intent:
        """The proceedings that the fields mean."""
        if not self.typed("opened"):
            raise UnfinishedError(say("type the day of the opening judgment"))
        opened = self.day_gone("opened", None)
        insolvency = Insolvency(
            on=opened,
            procedure=self.query_one("#procedure", Choices).chosen,
            bodacc=self._published(opened),
            court=self.typed("court"),
            trustee=self.typed("trustee"),
            note=self.typed("note"),
        )
        echo = say("proceedings opened on {day}: no reminder leaves", day=self.full_day(opened))
        if insolvency.procedure:
            about = {"procedure": insolvency.procedure, "day": self.full_day(opened)}
            echo = say("{procedure} opened on {day}: no reminder leaves", **about)
        return self.writes(echo, lambda: insolvency_action(self.session, self.client, insolvency))

    def _published(self, opened: date) -> date | None:
        if not self.typed("bodacc"):
            self.echo("bodacc", self.text(say("not published yet")))
            return None
        return self.day_in("bodacc", None, since=opened)


class AcknowledgmentForm(ActionForm):
    """The client says that the debt is owed."""

    def heading(self) -> Message:
        """The title."""
        return say("acknowledgment")

    def fields(self) -> Iterable[Widget]:
        """How much, of what, by whom."""
        yield self.entry_row("amount", say("Amount"), narrow=True)
        yield self.invoices_row()
        yield self.entry_row("person", say("With"))
        yield self.entry_row("note", say("Note"))

    def loaded(self) -> None:
        """Propose the debt, without an amount."""
        self.query_one("#amount", Field).propose("—")
        self.propose_invoices(self.row_numbers)
        self.propose_person()

    def take(self, character: str) -> bool:
        """Digits go to the amount, letters to the note."""
        self.type_into("amount" if character.isdigit() or character in "=%" else "note", character)
        return True

    def intent(self) -> Intent:
        """The acknowledgment that the fields mean."""
        numbers = self.numbers(self.row_numbers)
        money = self.part(self.whole(numbers), say("no amount said"))
        acknowledgment = Acknowledgment(
            on=self.session.today, money=money, invoices=numbers, person=self.person(), note=self.typed("note")
        )
        echo = say("{numbers} acknowledged today; limitation starts again", numbers=self.named(numbers))
        if money:
            echo = say("{amount} acknowledged today, {numbers}", amount=money, numbers=self.named(numbers))
        return self.writes(echo, lambda: acknowledgment_action(self.session, self.client, acknowledgment))

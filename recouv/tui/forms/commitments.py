"""Promises, disputes, holds and snoozes: what a client says, and what suspends reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.kinds import DISPUTE_CATEGORIES
from recouv.domain.message import say
from recouv.tui.forms.action import ActionForm
from recouv.tui.forms.base import Intent
from recouv.tui.forms.choices import Choice, Choices
from recouv.tui.kit import Field
from recouv.usecases.commitments import Dispute, Hold, dispute_action, hold_action
from recouv.usecases.promising import Promise, promise_action
from recouv.usecases.proposals import left_of, promise_day, snooze_day, uncontested_of
from recouv.usecases.snoozing import snooze
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from recouv.domain.message import Message

_CATEGORY_KEYS = dict(zip(DISPUTE_CATEGORIES, "iqplcdabo", strict=True))
CATEGORIES = tuple(Choice(key, code, term(code)) for code, key in _CATEGORY_KEYS.items())


class PromiseForm(ActionForm):
    """A promise to pay."""

    AUTO_FOCUS = "#by"

    def heading(self) -> Message:
        """The title."""
        return say("promise")

    def fields(self) -> Iterable[Widget]:
        """By when first: the amount is mostly all of it."""
        yield self.entry_row("by", say("Pays by"), narrow=True)
        yield self.entry_row("amount", say("Amount"), narrow=True)
        yield self.invoices_row()
        yield self.entry_row("person", say("With"))
        yield self.entry_row("note", say("Note"))

    def loaded(self) -> None:
        """Propose a week, all of what the row claims, and who speaks."""
        self.propose_day("by", promise_day(self.session.today))
        self.propose_invoices(self.row_numbers)
        self.propose_person()

    def intent(self) -> Intent:
        """The promise that the fields mean."""
        by = self.day_to_come("by", promise_day(self.session.today))
        numbers = self.numbers(self.row_numbers)
        promise = Promise(
            money=self.money(numbers),
            by=by,
            on=self.session.today,
            invoices=numbers,
            person=self.person(),
            note=self.typed("note"),
        )
        echo = say(
            "promise of {amount} for {day}: {numbers}",
            amount=promise.money,
            day=self.full_day(by),
            numbers=self.named(numbers),
        )
        return self.writes(echo, lambda: promise_action(self.session, self.client, promise))


class DisputeForm(ActionForm):
    """An invoice contested."""

    def heading(self) -> Message:
        """The title."""
        return say("dispute")

    def fields(self) -> Iterable[Widget]:
        """A letter says what it is about; digits type the part contested."""
        yield self.row(
            "category", say("About"), Choices(CATEGORIES, self.desk.words, folds=True, id="category"), echo=False
        )
        yield self.entry_row("invoice", say("Invoice"), narrow=True)
        yield self.entry_row("amount", say("Amount"), narrow=True)
        yield self.entry_row("reason", say("Reason"))
        yield self.entry_row("owner", say("Owner"), among=self.team())
        yield self.entry_row("revisit", say("Look again"), narrow=True)
        yield self.entry_row("note", say("Note"))

    def loaded(self) -> None:
        """Propose the invoice of the row, whole."""
        self.query_one("#invoice", Field).propose(self.first_number)
        self.query_one("#revisit", Field).propose("—")

    def take(self, character: str) -> bool:
        """Digits go to the amount; what is no category begins the reason."""
        if character.isdigit() or character in "=%":
            self.type_into("amount", character)
        elif not super().take(character):
            self.type_into("reason", character)
        return True

    def chose(self, choices: Choices) -> None:
        """The words come next."""
        if choices.chosen:
            self.focus_row("reason")

    def intent(self) -> Intent:
        """The dispute that the fields mean."""
        number = self.number()
        left, free = left_of(self.seen, [number]), uncontested_of(self.seen, number)
        whole = free or left
        self.query_one("#amount", Field).propose(self.desk.words.amount(whole) if whole else "")
        part = self.part(whole, say("all that is left") if whole == left else say("what is not contested yet"))
        if part is None and whole != left:
            part = whole
        revisit = self.day_or_none("revisit", say("no day"))
        category = self.query_one("#category", Choices).chosen
        dispute = Dispute(
            number=number,
            on=self.session.today,
            money=part,
            category=category,
            reason=self.typed("reason"),
            owner=self.typed("owner"),
            revisit=revisit,
            note=self.typed("note"),
        )
        about = {"amount": part or left, "number": number, "what": term(category) if category else say("dispute")}
        echo = say("{amount} of {number} contested: {what}", **about)
        if revisit:
            echo = say("{echo}; looked at again on {day}", echo=echo, day=self.full_day(revisit))
        return self.writes(echo, lambda: dispute_action(self.session, self.client, dispute))


class HoldForm(ActionForm):
    """No reminder for a time."""

    AUTO_FOCUS = "#until"

    def heading(self) -> Message:
        """The title."""
        return say("hold")

    def fields(self) -> Iterable[Widget]:
        """Until when, and about what."""
        yield self.entry_row("until", say("Until"), narrow=True)
        yield self.invoices_row()
        yield self.entry_row("reason", say("Reason"))
        yield self.entry_row("note", say("Note"))

    @property
    def _proposed(self) -> tuple[str, ...]:
        """The invoice under the cursor of a dossier; of a task, the whole account: what falls due tomorrow too."""
        return self.row_numbers if self._item is not None else ()

    def loaded(self) -> None:
        """Open-ended, unless a day is typed."""
        self.query_one("#until", Field).propose("—")
        self.propose_invoices(self._proposed)

    def intent(self) -> Intent:
        """The hold that the fields mean."""
        until = self.day_or_none("until", say("until it is released"))
        numbers = self.numbers(self._proposed)
        hold = Hold(
            on=self.session.today,
            until=until,
            invoices=numbers,
            reason=self.typed("reason"),
            note=self.typed("note"),
        )
        about = {"numbers": self.named(numbers)}
        echo = say("no reminder about {numbers} until it is released", **about)
        if until:
            echo = say("no reminder about {numbers} up to {day} included", **about, day=self.full_day(until))
        return self.writes(echo, lambda: hold_action(self.session, self.client, hold))


class SnoozeForm(ActionForm):
    """A client put off to another day."""

    AUTO_FOCUS = "#until"

    def heading(self) -> Message:
        """The title."""
        return say("snooze")

    def fields(self) -> Iterable[Widget]:
        """The day on which the client comes back."""
        yield self.entry_row("until", say("Back on"), narrow=True)
        yield self.entry_row("reason", say("Reason"))
        yield self.entry_row("note", say("Note"))

    def loaded(self) -> None:
        """Propose a week."""
        self.propose_day("until", snooze_day(self.session.today))

    def intent(self) -> Intent:
        """The snooze that the fields mean."""
        until = self.day_to_come("until", snooze_day(self.session.today))
        reason, note = self.typed("reason"), self.typed("note")
        return Intent(
            say("nothing is asked of this client before {day}", day=self.full_day(until)),
            lambda dry_run: snooze(self.session, self.client, until, reason=reason, note=note, dry_run=dry_run),
        )

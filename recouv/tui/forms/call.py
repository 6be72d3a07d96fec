"""Calls, e-mails, letters, notes: what was said, and what follows from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from recouv.domain.delay_reasons import DELAY_REASONS
from recouv.domain.message import say
from recouv.tui.forms.base import Form, Intent, UnfinishedError
from recouv.tui.forms.choices import Choice, Choices
from recouv.tui.forms.lines import people_line
from recouv.tui.kit import MUTED, Field
from recouv.tui.widgets.client_pane import hanging
from recouv.usecases.proposals import (
    NOBODY_ASKED,
    NOTHING_CARRIED_OUT,
    REMINDED_AFTER,
    WITH_REASON,
    call_back_day,
    claim_of,
    person_to_ask,
    promise_day,
)
from recouv.usecases.talk import Talk, log_talk
from recouv.wording.terms import code_meant, term

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.message import Message
    from recouv.domain.money import Money
    from recouv.domain.task import Task

_NOTE_ONLY = "note"
_OUTCOMES = (
    Choice("p", "promised", say("promise")),
    Choice("r", "call-back", say("call back")),
    Choice("m", "message-left", say("message left")),
    Choice("s", "no-answer", say("no answer")),
    Choice("o", "reached", say("reached")),
    Choice("y", "paid-already", say("says paid")),
    Choice("d", "disputed", say("disputed")),
    Choice("i", "invoice-not-received", say("no invoice received")),
    Choice("f", "refused", say("refuses")),
    Choice("w", "wrong-number", say("wrong number")),
    Choice("n", _NOTE_ONLY, say("note only")),
)
#: Letters that begin neither a weekday nor an end of month in French or English: after `p`, `ven` is still a day.
_CAUSE_KEYS = dict(zip(DELAY_REASONS, "cxiagorb", strict=True))
CAUSES = tuple(Choice(key, code, term(code)) for code, key in _CAUSE_KEYS.items())
#: What some outcomes say by themselves of why it is late.
_SAID_BY_OUTCOME = {"disputed": "dispute", "invoice-not-received": "invoice-missing"}
#: Outcomes after which why it is late is no question: it is paid, or a note says it.
_NO_CAUSE = NOBODY_ASKED | {"", "paid-already"}
_HOUR = re.compile(r"(?:(.*?)\s+)?(\d{1,2})[:h](\d{2})?")


class TalkForm(Form):
    """What was said or written."""

    def __init__(self, client: str, kind: str, task: Task | None) -> None:
        super().__init__(client, task)
        self.kind = kind

    def heading(self) -> Message:
        """The kind of talk."""
        return say("{kind}", kind=term(self.kind))

    def fields(self) -> Iterable[Widget]:
        """The outcome first, when there is one; then what it calls for."""
        if self.kind == "call":
            choices = Choices(_OUTCOMES, self.desk.words, folds=True, id="outcome")
            yield self.row("outcome", say("Outcome"), choices, echo=False)
            causes = Choices(CAUSES, self.desk.words, folds=True, id="cause")
            yield self.row("cause", say("Why late"), causes, echo=False)
        named = [self.text(cause.label) for cause in CAUSES] if self.kind == "call" else []
        yield self.entry_row("reason", say("Reason"), among=named)
        yield self.entry_row("promise", say("Pays by"), narrow=True)
        yield self.entry_row("amount", say("Amount"), narrow=True)
        yield self.entry_row("reminder", say("Call back"), narrow=True)
        if self.kind != "note":
            yield self.entry_row("person", say("With"))
            yield self.entry_row("invoices", say("Invoices"))
        yield self.entry_row("note", say("Note"))

    def on_mount(self) -> None:
        """Only what the outcome calls for is shown."""
        self._arrange("")
        if self.kind == "note":
            self.focus_row("note")

    def about(self) -> list[Content]:
        """Whom to reach, and why."""
        contact = person_to_ask(self.seen)
        rows = [people_line(self.seen, contact.name if contact else "")]
        for reason in (self.task_row.why if self.task_row else ())[:3]:
            rows += hanging(self.text(reason), self.look.width, ("· ", MUTED))
        return rows

    def loaded(self) -> None:
        """Propose the person, the amount, the days and the invoices."""
        contact = person_to_ask(self.seen)
        if self.kind != "note":
            self.query_one("#person", Field).propose(contact.name if contact else "")
            numbers = self.task_row.invoices if self.task_row else ()
            self.query_one("#invoices", Field).propose(", ".join(numbers))
        self._arrange(self._outcome)

    @property
    def _outcome(self) -> str:
        return self.query_one("#outcome", Choices).chosen if self.kind == "call" else ""

    def chose(self, choices: Choices) -> None:
        """Show what an outcome calls for and ask why it is late; a cause goes in its field, and on to what follows."""
        code = choices.chosen
        if choices.id == "cause":
            self.query_one("#reason", Field).value = self.text(term(code))
            self.focus_row(self._after_cause)
            return
        self._arrange(code)
        said = _SAID_BY_OUTCOME.get(code, "")
        self.query_one("#cause", Choices).chosen = said
        self.query_one("#reason", Field).value = self.text(term(said)) if said else ""
        if code in WITH_REASON or said or code in _NO_CAUSE:
            self.focus_row(self._after_cause)
        else:
            self.set_focus(self.query_one("#cause", Choices))

    @property
    def _after_cause(self) -> str:
        """The field that the outcome calls for first."""
        first = {"promised": "promise", "call-back": "reminder", "disputed": "reason", "refused": "reason"}
        return first.get(self._outcome, "note")

    def take(self, character: str) -> bool:
        """While why it is late is asked, what is no cause begins what follows: a day, a note."""
        cause = self.query_one("#cause", Choices) if self.kind == "call" else None
        if cause is None or not cause.has_focus:
            return super().take(character)
        if cause.take(character):
            self.chose(cause)
        else:
            self.type_into(self._after_cause, character)
        self.refresh_intent()
        return True

    def _arrange(self, outcome: str) -> None:
        shown = {
            "promise": outcome == "promised",
            "amount": outcome == "promised",
            "reminder": outcome in REMINDED_AFTER,
            "reason": outcome in WITH_REASON or (self.kind == "call" and outcome not in _NO_CAUSE),
            "cause": outcome not in _NO_CAUSE,
        }
        for name, is_shown in shown.items():
            for row in self.query(f"#{name}-row"):
                row.display = is_shown
        words = self.desk.words
        self.query_one("#promise", Field).propose(words.short_day(promise_day(self.session.today)).strip())
        proposed = words.short_day(call_back_day(self.session.today)).strip() if outcome == "call-back" else "—"
        self.query_one("#reminder", Field).propose(proposed)
        claim = self._claim()
        self.query_one("#amount", Field).propose(words.amount(claim) if claim else "")

    def _claim(self) -> Money | None:
        return claim_of(self.seen, self.task_row) if self.view else None

    def intent(self) -> Intent:
        """The talk that the fields mean."""
        outcome = self._outcome
        if self.kind == "call" and not outcome:
            raise UnfinishedError(say("type a letter: how did it end?"))
        if (self.kind == "note" or outcome == _NOTE_ONLY) and not self.typed("note"):
            raise UnfinishedError(say("write the note"))
        promised, by = self._promise() if outcome == "promised" else (None, None)
        day, hour = self._reminder() if outcome in REMINDED_AFTER else (None, "")
        person = self._person()
        talk = Talk(
            kind="note" if outcome == _NOTE_ONLY else self.kind,
            on=self.session.today,
            person=person,
            outcome="" if outcome == _NOTE_ONLY else outcome,
            reason=self._reason() if outcome not in _NO_CAUSE else "",
            invoices=self._invoices(),
            note=self.typed("note"),
            next_day=day,
            next_time=hour,
            next_what=self._what(person) if day else "",
            promised=promised,
            promised_by=by,
            counts=outcome not in NOTHING_CARRIED_OUT,
        )
        return Intent(self._echo(talk), lambda dry_run: log_talk(self.session, self.client, talk, dry_run=dry_run))

    def _reason(self) -> str:
        """A code where the words are those of one, so that it can be counted; else the words."""
        reason = code_meant(self.typed("reason"), DELAY_REASONS, self.desk.words)
        for cause in self.query("#cause").results(Choices):
            cause.chosen = reason if reason in DELAY_REASONS else ""
        return reason

    def _promise(self) -> tuple[Money, date]:
        day = self.day_to_come("promise", promise_day(self.session.today))
        money = self.amount_in("amount", self._claim(), self.seen.dossier.client.currency)
        return money, day

    def _reminder(self) -> tuple[date | None, str]:
        """The day, and the hour when one follows it: `fri 10:30`."""
        field = self.query_one("#reminder", Field)
        text, hour = field.value.strip(), ""
        match = _HOUR.fullmatch(text)
        if match and int(match[2]) < 24 and int(match[3] or 0) < 60:
            text, hour = match[1] or "", f"{int(match[2]):02d}:{int(match[3] or 0):02d}"
        required = self._outcome == "call-back" or bool(hour)
        if not text and not required:
            self.echo("reminder", self.text(say("no reminder")))
            return None, ""
        day = self.day_of("reminder", text, call_back_day(self.session.today) if required else None, to_come=True)
        self.echo("reminder", " ".join(part for part in (self.full_day(day), hour) if part))
        return day, hour

    def _person(self) -> str:
        if self.kind == "note" or self._outcome == _NOTE_ONLY:
            return ""
        contact = person_to_ask(self.view) if self.view else None
        return self.typed("person") or (contact.name if contact else "")

    def _invoices(self) -> tuple[str, ...]:
        if self.kind == "note":
            return ()
        return tuple(part.strip() for part in self.typed("invoices").split(",") if part.strip())

    def _what(self, person: str) -> str:
        words = self.session.history_words
        return words.text(say("call back {person}", person=person)) if person else words.text(say("call back"))

    def _echo(self, talk: Talk) -> Message:
        if talk.promised and talk.promised_by:
            return say("promise of {amount} for {day}", amount=talk.promised, day=self.full_day(talk.promised_by))
        if talk.next_day:
            ended = term(talk.outcome)
            return say(
                "{ended}; reminder on {day}",
                ended=ended,
                day=f"{self.full_day(talk.next_day)} {talk.next_time}".strip(),
            )
        if talk.outcome in NOTHING_CARRIED_OUT:
            return say("{ended}; the call stays on the agenda", ended=term(talk.outcome))
        if talk.outcome:
            return say("{kind}: {ended}", kind=term(talk.kind), ended=term(talk.outcome))
        if self.task_row and self.task_row.step:
            return say("{kind} done: {step}", kind=term(talk.kind), step=term(self.task_row.step))
        return say("{kind} on {day}", kind=term(talk.kind), day=self.full_day(talk.on))

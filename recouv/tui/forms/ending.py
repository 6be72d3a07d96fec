"""The end of a promise, a dispute, a hold, a plan or a handover: the only one open, or one of several by its digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.kinds import KINDS
from recouv.domain.message import Message, say
from recouv.tui.forms.action import ActionForm
from recouv.tui.forms.base import Intent, UnfinishedError
from recouv.tui.forms.choices import Choice, Choices
from recouv.tui.kit import MUTED, content
from recouv.usecases.commitments import Ending, commitment_words, endable, ending_action
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.entry import Entry
    from recouv.domain.task import Task
    from recouv.rules.account import OpenItem

_TITLES = {
    "withdraw": say("promise withdrawn"),
    "resolve": say("dispute resolved"),
    "release": say("hold or plan ended"),
    "recall": say("file taken back"),
}
_NOTHING = {
    "withdraw": say("no promise runs"),
    "resolve": say("no dispute is open"),
    "release": say("no hold nor plan runs"),
    "recall": say("the file is with nobody"),
}
_KEY = KINDS["resolve"].key("outcome")
_OUTCOME_KEYS = {"credit-note": "c", "upheld": "u", "withdrawn": "w"}
_OUTCOMES = tuple(Choice(_OUTCOME_KEYS[code], code, term(code)) for code in (_KEY.choices if _KEY else ()))
#: As many as have a digit.
_MOST = 9


class EndingForm(ActionForm):
    """What ends a commitment."""

    def __init__(self, kind: str, client: str, task: Task | None, item: OpenItem | None = None) -> None:
        super().__init__(client, task, item)
        self._kind = kind
        self._open: list[Entry] = []

    def heading(self) -> Message:
        """What ends."""
        return _TITLES[self._kind]

    def fields(self) -> Iterable[Widget]:
        """Which one, how, why."""
        yield self.row("which", say("Which one"), Choices((), self.desk.words, id="which"), echo=False)
        if self._kind == "resolve":
            yield self.row("outcome", say("Outcome"), Choices(_OUTCOMES, self.desk.words, id="outcome"), echo=False)
        yield self.entry_row("reason", say("Reason"))
        yield self.entry_row("note", say("Note"))

    def about(self) -> list[Content]:
        """What is open, where there is one or none."""
        found = endable(self.session, self.seen.dossier, self._kind, self.session.today)
        if not found:
            return [content((self.text(_NOTHING[self._kind]), MUTED))]
        return [content(self.text(self._told(found[0])))] if len(found) == 1 else super().about()

    def loaded(self) -> None:
        """Propose the one that the row is about; the only one needs no question."""
        self._open = endable(self.session, self.seen.dossier, self._kind, self.session.today)[-_MOST:]
        wanted = set(self.row_numbers)
        task_entry = self.task_row.entry_id if self.task_row else ""
        begun = next((fact for fact in self._open if fact.id and fact.id == task_entry), None) or next(
            (fact for fact in self._open if wanted & set(fact.invoices)), None
        )
        choices = [Choice(str(rank), str(rank), self._told(fact)) for rank, fact in enumerate(self._open, start=1)]
        chosen = str(self._open.index(begun) + 1) if begun else "1" if len(choices) == 1 else ""
        self.query_one("#which", Choices).offer(choices, chosen)
        self.query_one("#which-row").display = len(choices) > 1

    def take(self, character: str) -> bool:
        """What chooses nothing begins the reason."""
        if not super().take(character):
            self.type_into("reason", character)
        return True

    def chose(self, choices: Choices) -> None:
        """The words come after the outcome."""
        if choices.id == "outcome":
            self.focus_row("reason")

    def intent(self) -> Intent:
        """The end that the fields mean."""
        if not self._open:
            raise UnfinishedError(_NOTHING[self._kind])
        chosen = self.query_one("#which", Choices).chosen
        if not chosen:
            raise UnfinishedError(say("type a digit: which one ends?"))
        outcome = self.query_one("#outcome", Choices).chosen if self._kind == "resolve" else ""
        if self._kind == "resolve" and not outcome:
            raise UnfinishedError(say("type a letter: how did it end?"))
        fact = self._open[int(chosen) - 1]
        ending = Ending(
            kind=self._kind,
            on=self.session.today,
            entry=fact.id,
            outcome=outcome,
            reason=self.typed("reason"),
            note=self.typed("note"),
        )
        echo = say("ended today: {what}", what=self._told(fact))
        if outcome:
            echo = say("{echo}; {outcome}", echo=echo, outcome=term(outcome))
        return self.writes(echo, lambda: ending_action(self.session, self.client, ending))

    def _told(self, fact: Entry) -> Message:
        return say("{what}, {day}", what=commitment_words(fact), day=fact.date)

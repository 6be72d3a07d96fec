"""What a colleague proposed: what it is, what will count once it is approved; yes, or no and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import Message, say
from recouv.rules.approval_tasks import proposal_words
from recouv.tui.forms.action import ActionForm
from recouv.tui.forms.base import Intent, UnfinishedError
from recouv.tui.forms.choices import Choice, Choices
from recouv.tui.kit import MUTED, content
from recouv.usecases.approving import Decision, decision_action, effects, waiting_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.entry import Entry
    from recouv.domain.task import Task
    from recouv.rules.account import OpenItem

_NOTHING = say("nothing waits for an approval in this dossier")
_ANSWERS = (Choice("a", "approve", say("approve")), Choice("r", "reject", say("reject")))
#: As many as have a digit.
_MOST = 9


class ApprovalForm(ActionForm):
    """The approval or the rejection of a proposal."""

    def __init__(self, client: str, task: Task | None, item: OpenItem | None = None) -> None:
        super().__init__(client, task, item)
        self._waiting: list[Entry] = []
        self._known: dict[str, list[Message]] = {}
        """ID → what will count, worked out once."""

    def heading(self) -> Message:
        """The title."""
        return say("approval")

    def fields(self) -> Iterable[Widget]:
        """Which one, yes or no, why."""
        yield self.row("which", say("Which one"), Choices((), self.desk.words, id="which"), echo=False)
        yield self.row("answer", say("Answer"), Choices(_ANSWERS, self.desk.words, id="answer"), echo=False)
        yield self.entry_row("reason", say("Reason"))
        yield self.entry_row("note", say("Note"))

    def about(self) -> list[Content]:
        """What is proposed, by whom and why, where there is one or none."""
        found = waiting_in(self.seen.dossier, self.session.today)
        if not found:
            return [content((self.text(_NOTHING), MUTED))]
        if len(found) > 1:
            return []
        return [content(self.text(proposal_words(found[0]))), *self._effects(found[0])]

    def loaded(self) -> None:
        """Propose the one that the row is about; the answer is for the person to give."""
        self._waiting = waiting_in(self.seen.dossier, self.session.today)[:_MOST]
        wanted = self.task_row.entry_id if self.task_row else ""
        begun = next((rank for rank, one in enumerate(self._waiting, start=1) if wanted and one.id == wanted), 0)
        choices = [Choice(str(rank), str(rank), proposal_words(one)) for rank, one in enumerate(self._waiting, start=1)]
        chosen = str(begun) if begun else "1" if len(choices) == 1 else ""
        self.query_one("#which", Choices).offer(choices, chosen)
        self.query_one("#which-row").display = len(choices) > 1

    def take(self, character: str) -> bool:
        """What chooses nothing begins the reason."""
        if not super().take(character):
            self.type_into("reason", character)
        return True

    def chose(self, choices: Choices) -> None:
        """A rejection says why."""
        if choices.id == "answer" and choices.chosen == "reject":
            self.focus_row("reason")

    def intent(self) -> Intent:
        """The decision that the fields mean."""
        if not self._waiting:
            raise UnfinishedError(_NOTHING)
        chosen = self.query_one("#which", Choices).chosen
        if not chosen:
            raise UnfinishedError(say("type a digit: which one?"))
        proposal = self._waiting[int(chosen) - 1]
        answer, reason = self.query_one("#answer", Choices).chosen, self.typed("reason")
        if not answer:
            raise UnfinishedError(say("a approves, r rejects, then Enter"))
        if answer == "reject" and not reason:
            raise UnfinishedError(say("say why it is rejected"))
        decision = Decision(
            on=self.session.today,
            entry=proposal.id,
            rejects=answer == "reject",
            reason=reason,
            note=self.typed("note"),
        )
        what = proposal_words(proposal)
        if decision.rejects:
            return self.writes(
                say("rejected, it never counts: {what}", what=what),
                lambda: decision_action(self.session, self.client, decision),
            )
        intent = self.writes(
            say("counts from today: {what}", what=what),
            lambda: decision_action(self.session, self.client, decision),
        )
        several = len(self._waiting) > 1
        return Intent(intent.echo, intent.act, lambda: self._effects(proposal) if several else [])

    def _effects(self, proposal: Entry) -> list[Content]:
        if proposal.id not in self._known:
            self._known[proposal.id] = effects(self.session, self.seen.dossier, proposal, self.session.today)
        said = self._known[proposal.id]
        return [content((self.text(say("once approved: {what}", what=one)), MUTED)) for one in said]

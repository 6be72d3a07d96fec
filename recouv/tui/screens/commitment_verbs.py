"""What may be agreed with a client or decided about it, by a key or from the menu, wherever a client is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

from recouv.domain.message import say
from recouv.tui.keys import handler, keys_text
from recouv.tui.screens.menu import Item, LetterMenu

if TYPE_CHECKING:
    from collections.abc import Callable

    from recouv.domain.task import Task
    from recouv.rules.account import OpenItem
    from recouv.tui.app import RecouvApp
    from recouv.tui.forms.action import ActionForm


def action_form(verb_id: str, client: str, task: Task | None, item: OpenItem | None) -> ActionForm:
    """The form of that verb, about that client and what its row tells."""
    from recouv.tui.forms import commitments, credit_decisions, law
    from recouv.tui.forms.approval import ApprovalForm
    from recouv.tui.forms.ending import EndingForm
    from recouv.tui.forms.plan import PlanForm

    if verb_id in ("resolve", "release", "withdraw", "recall"):
        return EndingForm(verb_id, client, task, item)
    forms: dict[str, Callable[[str, Task | None, OpenItem | None], ActionForm]] = {
        "promise": commitments.PromiseForm,
        "plan": PlanForm,
        "dispute": commitments.DisputeForm,
        "hold": commitments.HoldForm,
        "snooze": commitments.SnoozeForm,
        "handover": law.HandoverForm,
        "writeoff": law.WriteOffForm,
        "insolvency": law.InsolvencyForm,
        "acknowledgment": law.AcknowledgmentForm,
        "limit": credit_decisions.LimitForm,
        "review": credit_decisions.ReviewForm,
        "approve": ApprovalForm,
        "assign": credit_decisions.AssignForm,
    }
    return forms[verb_id](client, task, item)


class CommitmentVerbs(Screen[None]):
    """A screen on which they can be done."""

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        raise NotImplementedError

    def commit_to(self, verb_id: str) -> None:
        """Open the form of that verb for the client meant."""
        raise NotImplementedError

    def action_verb_more(self) -> None:
        """Show all of them by letter; do the one chosen."""
        desk = self.desk
        here = [known for known in desk.verbs if known.letter]
        text = desk.words.text
        items = [Item(known.letter, text(known.about), known.label) for known in here]
        keys = " ".join(keys_text(known, ascii_only=desk.ascii_only)[0] for known in here if known.keys)
        hint = say("{keys} do so without this menu · Esc closes", keys=keys)
        letters = {known.letter: known for known in here}

        def chosen(letter: str | None) -> None:
            if letter is not None:
                getattr(self, f"action_{handler(letters[letter])}")()

        desk.push_screen(LetterMenu(say("What happens with this client?"), items, hint), chosen)

    def action_verb_promise(self) -> None:
        """Record a promise to pay."""
        self.commit_to("promise")

    def action_verb_plan(self) -> None:
        """Agree on a payment plan."""
        self.commit_to("plan")

    def action_verb_dispute(self) -> None:
        """Record that an invoice is contested."""
        self.commit_to("dispute")

    def action_verb_hold(self) -> None:
        """Send no reminder for a time."""
        self.commit_to("hold")

    def action_verb_snooze(self) -> None:
        """Put the client off to another day."""
        self.commit_to("snooze")

    def action_verb_resolve(self) -> None:
        """End a dispute."""
        self.commit_to("resolve")

    def action_verb_release(self) -> None:
        """End a hold or a plan."""
        self.commit_to("release")

    def action_verb_withdraw(self) -> None:
        """Take a promise back."""
        self.commit_to("withdraw")

    def action_verb_handover(self) -> None:
        """Give the file to somebody else to collect."""
        self.commit_to("handover")

    def action_verb_recall(self) -> None:
        """Take the file back."""
        self.commit_to("recall")

    def action_verb_writeoff(self) -> None:
        """Give a debt up."""
        self.commit_to("writeoff")

    def action_verb_insolvency(self) -> None:
        """Record insolvency proceedings."""
        self.commit_to("insolvency")

    def action_verb_acknowledgment(self) -> None:
        """Record that the debt is acknowledged."""
        self.commit_to("acknowledgment")

    def action_verb_limit(self) -> None:
        """Decide a credit limit."""
        self.commit_to("limit")

    def action_verb_review(self) -> None:
        """Record a decision of the committee."""
        self.commit_to("review")

    def action_verb_approve(self) -> None:
        """Approve what a colleague proposed, or turn it down."""
        self.commit_to("approve")

    def action_verb_assign(self) -> None:
        """Give the client to somebody of the team."""
        self.commit_to("assign")

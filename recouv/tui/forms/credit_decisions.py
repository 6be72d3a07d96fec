"""What is decided about a client: a credit limit, a review, who follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import say
from recouv.tui.forms.action import ActionForm
from recouv.tui.forms.base import Intent, UnfinishedError
from recouv.tui.kit import MUTED, Field, content
from recouv.usecases.assigning import assign_clients
from recouv.usecases.risk import limit_action, review_action

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.message import Message


class LimitForm(ActionForm):
    """A credit limit."""

    AUTO_FOCUS = "#amount"

    def heading(self) -> Message:
        """The title."""
        return say("credit limit")

    def fields(self) -> Iterable[Widget]:
        """How much, and why."""
        yield self.entry_row("amount", say("Limit"), narrow=True)
        yield self.entry_row("reason", say("Reason"))
        yield self.entry_row("note", say("Note"))

    def about(self) -> list[Content]:
        """The limit there is, and what is owed against it."""
        exposure = self.seen.exposure
        if exposure is None:
            return [content((self.text(say("no limit until now")), MUTED))]
        said = say("{exposure} outstanding for a limit of {limit}", exposure=exposure.outstanding, limit=exposure.limit)
        return [content((self.text(said), MUTED))]

    def intent(self) -> Intent:
        """The limit that the fields mean."""
        if not self.typed("amount"):
            raise UnfinishedError(say("type an amount"))
        exposure = self.seen.exposure
        money = self.amount_in("amount", exposure.limit if exposure else None, self.seen.dossier.client.currency)
        reason, note, today = self.typed("reason"), self.typed("note"), self.session.today
        return self.writes(
            say("credit limit of {amount} from today", amount=money),
            lambda: limit_action(self.session, self.client, money, today, reason=reason, note=note),
        )


class ReviewForm(ActionForm):
    """A decision of the credit committee."""

    AUTO_FOCUS = "#decision"

    def heading(self) -> Message:
        """The title."""
        return say("review")

    def fields(self) -> Iterable[Widget]:
        """What is decided, and why."""
        yield self.entry_row("decision", say("Decision"))
        yield self.entry_row("reason", say("Reason"))
        yield self.entry_row("note", say("Note"))

    def intent(self) -> Intent:
        """The decision that the fields mean."""
        decision = self.typed("decision")
        if not decision:
            raise UnfinishedError(say("type what is decided"))
        reason, note, today = self.typed("reason"), self.typed("note"), self.session.today
        return self.writes(
            say("decided today: {decision}", decision=decision),
            lambda: review_action(self.session, self.client, decision, today, reason=reason, note=note),
        )


class AssignForm(ActionForm):
    """Who follows the client from now on."""

    AUTO_FOCUS = "#who"
    NOTE = ""

    def heading(self) -> Message:
        """The title."""
        return say("assignment")

    def fields(self) -> Iterable[Widget]:
        """Who."""
        yield self.entry_row("who", say("To"), among=self.team())

    def about(self) -> list[Content]:
        """Who follows them now, and who could."""
        owner = self.seen.dossier.client.owner
        rows = [
            content((self.text(say("followed by {who}", who=owner) if owner else say("followed by nobody")), MUTED))
        ]
        if self.team():
            rows.append(content((self.text(say("the team: {who}", who=", ".join(self.team()))), MUTED)))
        return rows

    def loaded(self) -> None:
        """Complete from the team."""
        self.query_one("#who", Field).propose(self.text(say("as recouv.yaml names them")))

    def intent(self) -> Intent:
        """The client changes hands."""
        who = self.typed("who")
        if not who:
            raise UnfinishedError(say("type who follows them from now on"))
        if who == self.seen.dossier.client.owner:
            raise UnfinishedError(say("{who} follows them already", who=who))
        return Intent(
            say("followed by {who} from now on", who=who),
            lambda dry_run: assign_clients(self.session, [self.client], who, dry_run=dry_run),
        )

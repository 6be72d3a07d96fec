"""One action on all the marked rows, confirmed by a key that neither asked for it nor is Enter.

The form names how many rows, how many clients and how much, currency by currency; what is marked but hidden by the
filter is counted apart and left out until `H` takes it in; what cannot be done is listed first, with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.worker import get_current_worker

from recouv.domain.errors import RecouvError
from recouv.domain.message import Message as Sentence
from recouv.domain.message import say, say_many
from recouv.rules.claims import sum_claims
from recouv.tui.forms.base import UnfinishedError
from recouv.tui.forms.choices import Choices
from recouv.tui.forms.writing import WritingScreen
from recouv.tui.keys import bindings, key_text, verbs_of
from recouv.tui.kit import ACCENT, BAD, MUTED, STRONG, WARNING, Field, Plain, cells, content, title
from recouv.usecases.bulk import Plan, commit_plan
from recouv.usecases.verbs import Place
from recouv.wording.plain import clip, pad
from recouv.wording.terms import term
from recouv.wording.typed import TypedError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.content import Content
    from textual.widget import Widget

    from recouv.tui.screens.marked import MarkedTargets
    from recouv.usecases.targets import Target

#: Seconds without a key before the dossiers are read to plan.
_PAUSE = 0.15
_NAME_CELLS = 30


class BulkForm(WritingScreen):
    """An action about all the marked rows."""

    AUTO_FOCUS: ClassVar[str] = ""
    NOTE = ""
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.BULK)

    @dataclass
    class Planned(Message):
        """What would be written is known."""

        plan: Plan
        rank: int
        """Of the asking: one that the fields have overtaken is not heard."""

    def __init__(self, marked: MarkedTargets) -> None:
        super().__init__()
        self._marked = marked
        self._with_hidden = False
        self._plan: Plan | None = None
        """Of the fields as they are; none while they change and while it is made."""
        self._rank = 0

    # For each form to say

    def heading(self) -> Sentence:
        """The title of the frame."""
        raise NotImplementedError

    def fields(self) -> Iterable[Widget]:
        """The rows to fill in."""
        yield self.entry_row("note", say("Note"))

    def planner(self) -> Callable[[Sequence[Target]], Plan]:
        """What plans the rows as the fields say, outside the screen's own thread.

        Raises:
            TypedError: a field is not understood.
            UnfinishedError: something is missing.
        """
        raise NotImplementedError

    # The frame

    @property
    def chosen(self) -> dict[Hashable, Target]:
        """The rows it is about, by their keys."""
        return {**self._marked.shown, **self._marked.hidden} if self._with_hidden else self._marked.shown

    def compose(self) -> ComposeResult:
        """How many and how much, what is hidden, the fields, each row, keys."""
        with Vertical(id="form") as frame:
            frame.border_title = title(self.text(self.heading()))
            yield Plain(id="about")
            with VerticalScroll(id="rows", can_focus=False):
                yield from self.fields()
            with VerticalScroll(id="bulk-list", can_focus=False):
                yield Plain(id="bulk-lines")
            yield Plain(id="echo")
            yield Plain(id="subject")
            yield Plain(id="form-keys")

    def on_mount(self) -> None:
        """Plan at once."""
        pieces: list[str | tuple[str, str]] = []
        for known in verbs_of([Place.BULK]):
            if known.id != "include" or self._marked.hidden:
                key = key_text(known.keys[0], ascii_only=self.desk.ascii_only)
                pieces += [(key, ACCENT), f" {self.text(known.label)}   "]
        self.query_one("#form-keys", Plain).show(*pieces)
        self._plan_again(at_once=True)

    @on(Field.Changed)
    def _typed_in(self, event: Field.Changed) -> None:
        event.stop()
        self._plan_again()

    @on(Choices.Chosen)
    def _chose(self, event: Choices.Chosen) -> None:
        event.stop()
        self._plan_again(at_once=True)

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        """Enter leaves the field; it never writes."""
        event.stop()
        self.set_focus(None)
        self._plan_again(at_once=True)

    def on_key(self, event: events.Key) -> None:
        """While no field has the focus, letters choose; Enter says that it does nothing."""
        if isinstance(self.focused, Field) or self.saving:
            return
        if event.key == "enter":
            event.stop()
            self._say_missing(say("Enter does not write: o does"))
        elif event.character and any(choices.take(event.character) for choices in self.query(Choices)):
            event.stop()
            self._plan_again(at_once=True)

    # What would be done

    def _plan_again(self, *, at_once: bool = False) -> None:
        """Forget the plan, which is no longer that of the fields, and make another once the typing pauses."""
        if self.saving:
            return
        self._plan = None
        self._rank += 1
        self._tell_count()
        try:
            plan = self.planner()
        except TypedError as wrong:
            self._say_missing(wrong.what)
            return
        except UnfinishedError as missing:
            self._say_missing(missing.what, look=MUTED)
            return
        self.query_one("#echo", Plain).show((self.text(say("reading the dossiers…")), MUTED))
        self._make_plan(plan, tuple(self.chosen.values()), self._rank, 0 if at_once else _PAUSE)

    @work(thread=True, exclusive=True, group="plan", description="plan")
    def _make_plan(
        self, plan: Callable[[Sequence[Target]], Plan], targets: Sequence[Target], rank: int, pause: float
    ) -> None:
        worker = get_current_worker()
        if pause:
            worker.cancelled_event.wait(pause)
        if worker.is_cancelled:
            return
        try:
            made = plan(targets)
        except RecouvError as error:
            self.post_message(self.Refused(error))
        else:
            if not worker.is_cancelled:
                self.post_message(self.Planned(made, rank))

    def _tell_count(self) -> None:
        words = self.desk.words
        targets = list(self.chosen.values())
        clients = len({target.client for target in targets})
        parts = [
            words.text(say_many("{count} row", "{count} rows", len(targets))),
            words.text(say_many("{count} client", "{count} clients", clients)),
            *(words.money(money) for money in sum_claims(target.money for target in targets)),
        ]
        rows = [content((" · ".join(parts), STRONG))]
        hidden = len(self._marked.hidden)
        if hidden and self._with_hidden:
            said = say_many(
                "with {count} row that the filter hides (H leaves it out)",
                "with {count} rows that the filter hides (H leaves them out)",
                hidden,
            )
            rows.append(content((words.text(said), WARNING)))
        elif hidden:
            said = say_many(
                "! {count} more marked row is hidden by the filter and left out (H takes it in)",
                "! {count} more marked rows are hidden by the filter and left out (H takes them in)",
                hidden,
            )
            rows.append(content((words.text(said), WARNING)))
        self.query_one("#about", Plain).show_rows(rows)

    @on(Planned)
    def _show_plan(self, event: Planned) -> None:
        if self.saving or event.rank != self._rank:
            return
        self._plan = plan = event.plan
        self.query_one("#bulk-lines", Plain).show_rows(list(self._lines(plan)))
        if not plan.done:
            self._say_missing(say("there is nothing to do for the marked rows"))
            return
        words = self.desk.words
        sums = ", ".join(words.money(money) for money in plan.totals) or "—"
        clients = len({target.client for target in plan.done})
        said = say_many(
            "o writes one commit for {count} client, {sums}",
            "o writes one commit for {count} clients, {sums}",
            clients,
            sums=sums,
        )
        self.query_one("#echo", Plain).show(("→ ", ACCENT), (words.text(said), STRONG))
        label = words.text(say("commit"))
        subject = self.session.history_words.text(plan.subject)
        self.query_one("#subject", Plain).show((f"{label}  {subject}", MUTED))

    def _lines(self, plan: Plan) -> Iterable[Content]:
        """What is left out and why, then each row to be done."""
        words = self.desk.words
        width = max(20, self.look.width - 2)
        for left in plan.left_out:
            yield content((clip(f"! {left.target.name}: {words.text(left.why)}", width), BAD))
        wide = min(_NAME_CELLS, max((cells(target.name) for target in plan.done), default=0))
        amounts = [words.money(target.money) if target.money else "" for target in plan.done]
        figures = max(map(cells, amounts), default=0)
        for target, amount in zip(plan.done, amounts, strict=True):
            what = words.text(term(target.task.step or target.task.action)) if target.task else ""
            yield content(f"  {pad(target.name, wide)}  {pad(amount, figures, right=True)}  ", (what, MUTED))

    def _say_missing(self, what: Sentence, *, look: str = BAD) -> None:
        self.query_one("#echo", Plain).show((self.text(what), look))
        self.query_one("#subject", Plain).show("")

    # Keys

    def action_verb_include(self) -> None:
        """Take in the marked rows that the filter hides, or leave them out again."""
        if self._marked.hidden and not self.saving:
            self._with_hidden = not self._with_hidden
            self._plan_again(at_once=True)

    def action_verb_confirm(self) -> None:
        """Write what is shown; what is not shown yet is not written."""
        if self._plan is not None and self._plan.done:
            self.write(partial(commit_plan, self.session, self._plan))

    def action_verb_give_up(self) -> None:
        """Close without writing."""
        self.give_up()

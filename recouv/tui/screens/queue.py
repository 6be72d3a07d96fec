"""The agenda client by client until the day is empty: whom to reach, why, what was said; one key for each action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.worker import get_current_worker

from recouv.domain.errors import RecouvError
from recouv.domain.message import say, say_many
from recouv.tui.keys import bindings
from recouv.tui.kit import ACCENT, GOOD, MUTED, STRONG, WARNING, FixedPlain, Plain, content
from recouv.tui.screens.base import WorkScreen
from recouv.tui.widgets.client_pane import (
    Look,
    commitments,
    contact_rows,
    hanging,
    held_text,
    identity,
    item_rows,
    last_entries,
    next_step_rows,
)
from recouv.tui.widgets.client_sheet import notes_of
from recouv.usecases.queue import Queue, tasks_by_client
from recouv.usecases.verbs import Place, verb
from recouv.wording.charts import bar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.task import Task
    from recouv.tui.forms.base import Form
    from recouv.tui.screens.preview import PreviewScreen
    from recouv.usecases.day import Day
    from recouv.usecases.dossiers import DossierView
    from recouv.usecases.recording import Done

#: What usually follows, by what the agenda asks.
_LIKELY = {
    "call": ("log", "compose-letter", "promise", "dispute", "snooze"),
    "email": ("compose-letter", "log", "pay", "snooze"),
    "letter": ("compose-letter", "log", "pay", "snooze"),
    "registered-letter": ("compose-letter", "log", "pay", "snooze"),
    "sms": ("compose-letter", "log", "pay", "snooze"),
    "check-promise": ("pay", "log", "promise", "snooze"),
    "instalment": ("pay", "log", "release", "snooze"),
    "allocate": ("allocate", "note", "snooze"),
    "decide": ("hold", "plan", "handover", "writeoff", "note"),
    "task": ("log", "note", "snooze"),
}
_ELSE = ("log", "pay", "dispute", "snooze")
_MOST_ITEMS, _MOST_DONE = 12, 30
#: Entries of the history on a small screen; the lines that the rest takes on a tall one.
_LEAST_ENTRIES, _OTHER_LINES = 6, 30
_BAR_CELLS = 20


class QueueScreen(WorkScreen):
    """The agenda, one client at a time."""

    NAME = "agenda"
    PLACES = (Place.QUEUE, Place.CLIENT, Place.EVERYWHERE)
    CSS_PATH = "queue.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.QUEUE)
    AUTO_FOCUS = "#queue-body"
    NOT_IN_FOOTER = frozenset({"log", "pay", "compose-letter"})

    queue: Queue | None = None
    _view: DossierView | None = None
    _awaited = ""
    """The client for whom something was just done, until the agenda says what is left."""
    _said = ""
    """How the history tells it."""
    _undoing = False

    @dataclass
    class Seen(Message):
        """The dossier of the client whose turn it is was read."""

        view: DossierView

    def body(self) -> Iterable[Widget]:
        """How far one is, the client, and what usually follows."""
        yield FixedPlain(id="queue-head")
        yield VerticalScroll(Plain(id="queue-text"), id="queue-body")
        yield FixedPlain(id="queue-likely")

    def on_mount(self) -> None:
        """Follow the agenda."""
        self.watch(self.app, "day", self._show_day, init=False)

    def on_screen_resume(self) -> None:
        """Begin where somebody asked for it; else go on."""
        clients, self.desk.queue_of = self.desk.queue_of, None
        day = self.desk.day
        if clients is not None and day is not None:
            whole = not self.desk.queue_is_filtered
            self.queue = Queue(clients, tasks_by_client(day.agenda), takes_arrivals=whole)
            self._awaited = ""
            self._turn()

    # What happens meanwhile

    def _show_day(self, day: Day | None) -> None:
        if day is None or self.queue is None or self._awaited:
            return
        before = self.queue.client
        if self.queue.take_in(tasks_by_client(day.agenda)):
            self.desk.tell(say("{client}: dealt with elsewhere meanwhile", client=before))
        self._turn()

    def open_form(self, form: Form | PreviewScreen) -> None:
        """Open a form; once it has committed, the next client comes."""
        client = form.client

        def show(done: Done | None) -> None:
            if done is not None and client:
                self._awaited, self._said = client, done.subject
                self.desk.going_to = client
            self.desk.show_done(done)

        self.app.push_screen(form, show)

    def go_to(self, client: str) -> None:
        """The agenda was read again for that client: after an action, after an undo, or because one asked for it."""
        day, queue = self.desk.day, self.queue
        if day is None or queue is None:
            return
        tasks = tasks_by_client(day.agenda)
        if client == self._awaited:
            self._awaited = ""
            queue.acted(client, self._said, tasks)
        else:
            queue.undone(client, tasks)
        self._turn()

    def _turn(self) -> None:
        """Show whose turn it is."""
        queue = self.queue
        if queue is None:
            return
        if self._view is not None and self._view.dossier.id != queue.client:
            self._view = None
        self._redraw()
        if queue.client:
            self._see(queue.client)

    @work(thread=True, exclusive=True, group="preview", description="preview")
    def _see(self, client: str) -> None:
        from recouv.usecases.dossiers import view_dossier  # deferred: the rows come before what is beside them

        worker = get_current_worker()
        try:
            view = view_dossier(self.desk.session, client)
        except RecouvError:  # removed meanwhile: the next look at the files says so
            return
        if not worker.is_cancelled:
            self.post_message(self.Seen(view))

    @on(Seen)
    def _show_view(self, event: Seen) -> None:
        if self.queue is not None and event.view.dossier.id == self.queue.client:
            is_new = self._view is None
            self._view = event.view
            self._redraw()
            if is_new:
                self.query_one("#queue-body", VerticalScroll).scroll_home(animate=False)

    def on_resize(self) -> None:
        """Write to the width there is."""
        self._redraw()

    # What is shown

    def _redraw(self) -> None:
        queue = self.queue
        if queue is None or not self.is_mounted:
            return
        look = Look(self.desk.words, max(20, min(120, self.app.size.width - 3)), self.desk.ascii_only)
        self._show_head(queue)
        rows = self._client_rows(queue, look) if queue.client else self._end_rows(queue, look)
        self.query_one("#queue-text", Plain).show_rows(rows)
        self._show_likely(queue)

    def _show_head(self, queue: Queue) -> None:
        words, total = self.desk.words, len(queue.order)
        passed = queue.rank - 1
        progress = bar(passed, max(1, total), _BAR_CELLS, ascii=self.desk.ascii_only)
        told = say("{rank} of {total}", rank=queue.rank, total=total) if queue.client else say("the queue is over")
        parts = [words.text(told), words.text(say_many("{count} done", "{count} done", len(queue.done)))]
        if queue.skipped:
            parts.append(words.text(say_many("{count} skipped", "{count} skipped", len(queue.skipped))))
        self.query_one("#queue-head", Plain).show((" · ".join(parts), STRONG), "  ", (progress, ACCENT))

    def _client_rows(self, queue: Queue, look: Look) -> Iterator[Content]:
        words, view = self.desk.words, self._view
        if view is None:
            yield content((queue.tasks[0].name if queue.tasks else queue.client, STRONG))
            yield content((words.text(say("reading the dossier…")), MUTED))
            return
        name, *_ = identity(view, look)
        yield name
        for person in contact_rows(view, look):
            yield content((person, ACCENT))
        notes = " ".join(notes_of(view).split())
        if notes:
            yield from hanging(words.text(say("notes: {text}", text=notes)), look.width, ("", ""))
        yield content("")
        yield from self._asked_rows(queue, view, look)
        yield from commitments(view, look, broken=not view.tasks)
        yield content("")
        if view.items:
            yield content((words.text(say("Open invoices")), STRONG))
            yield from item_rows(view, look, _MOST_ITEMS)
            yield content("")
        if view.timeline:
            yield content((words.text(say("History")), STRONG))
            yield from last_entries(view, look, max(_LEAST_ENTRIES, self.app.size.height - _OTHER_LINES))

    def _asked_rows(self, queue: Queue, view: DossierView, look: Look) -> Iterator[Content]:
        yield from next_step_rows(view, look, why=True)
        for task in queue.tasks:
            if task.blocked_by is not None:
                yield content(("! ", WARNING), look.words.text(task.blocked_by))
        told = [what for client, what in queue.done if client == queue.client]
        for what in told:
            yield content((look.sign("✓ "), GOOD), what)
        if not queue.tasks and not told and not view.held:
            yield content((look.words.text(say("nothing to do today")), MUTED))

    def _end_rows(self, queue: Queue, look: Look) -> Iterator[Content]:
        """What was done, who was left, what is held."""
        words, day = self.desk.words, self.desk.day
        tasks = day.agenda.tasks if day else ()
        said = say("Nobody is left: the day is empty.") if not tasks else say("The end of the queue.")
        yield content((words.text(said), STRONG))
        yield content("")
        yield content((words.text(say_many("{count} action done", "{count} actions done", len(queue.done))), STRONG))
        for _, what in queue.done[-_MOST_DONE:]:
            yield from hanging(what, look.width, (look.sign("✓ "), GOOD))
        skipped = queue.skipped
        if skipped:
            count = say_many("{count} client skipped", "{count} clients skipped", len(skipped))
            again = say("{key} goes through them again", key=self.desk.key_of("skip"))
            yield content("")
            yield content((words.text(count), STRONG), "  ", (words.text(again), MUTED))
            names = {task.client: task.name for task in tasks}
            yield from (content("  ", names[client]) for client in skipped)
        others = {task.client for task in tasks} - set(skipped)
        if others:
            count = say_many(
                "{count} other client is on the agenda", "{count} other clients are on the agenda", len(others)
            )
            yield content("")
            yield content((words.text(count), MUTED))
        held = day.agenda.held if day else ()
        yield content("")
        yield content((words.text(say_many("{count} held", "{count} held", len(held))), STRONG))
        for row in held:
            yield from hanging(f"{row.name}: {held_text(row.reason, row.until, words)}", look.width, ("= ", WARNING))

    def _show_likely(self, queue: Queue) -> None:
        """What usually follows, each with its key; Enter does what the agenda proposes."""
        line = self.query_one("#queue-likely", Plain)
        task = self.chosen_task()
        if not queue.client or task is None:
            line.show("")
            return
        pieces: list[str | tuple[str, str]] = []
        for known in map(verb, _LIKELY.get(task.action, _ELSE)):
            pieces += [(self.desk.key_of(known.id), ACCENT), f" {self.text(known.label)}   "]
        line.show(*pieces)

    # Whom verbs are about

    def chosen_client(self) -> str:
        """The client whose turn it is; nobody while it is not known whose it is."""
        return self.queue.client if self.queue is not None and not self._awaited else ""

    def chosen_task(self) -> Task | None:
        """What the agenda asks first."""
        return next(iter(self.queue.tasks), None) if self.queue is not None and not self._awaited else None

    def go_back(self) -> bool:
        """Back to the list, as it was left."""
        self.desk.switch_mode("agenda")
        return True

    def tell_nobody(self) -> None:
        """A key came before it was known whose turn it is, or after the last."""
        waiting = say("one moment: the agenda is being read again")
        self.desk.tell(waiting if self._awaited else say("the queue is over"))

    # Verbs

    def action_verb_queue_do(self) -> None:
        """Do what the agenda proposes; for a client dealt with, open the dossier; at the end, back to the list."""
        task = self.chosen_task()
        if task is not None:
            self.do_task(task)
        elif self.queue is not None and not self.queue.client:
            self.go_back()
        else:
            self.action_verb_dossier()

    def action_verb_skip(self) -> None:
        """Leave the client for the end; at the end, go through those that were."""
        if self.queue is None or self._awaited:
            return
        if self.queue.client:
            self.queue.skip()
        elif not self.queue.again():
            self.go_back()
            return
        self._turn()

    def action_verb_previous(self) -> None:
        """Come back to the client before."""
        if self.queue is None or self._awaited:
            return
        if not self.queue.previous():
            self.desk.tell(say("this is the first client of the queue"))
        self._turn()

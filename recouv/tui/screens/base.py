"""What the three screens share: their frame, and the verbs about one client."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import BindingType
from textual.containers import Horizontal

from recouv.domain.asked import Asked
from recouv.domain.message import say
from recouv.tui.keys import bindings
from recouv.tui.kit import MUTED, content
from recouv.tui.screens.commitment_verbs import CommitmentVerbs, action_form
from recouv.tui.widgets.bars import KeyBar, Said, StatusLine, TopBar
from recouv.tui.widgets.past_bar import PastBar
from recouv.usecases.verbs import Place
from recouv.wording.formats import weekday_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.app import ComposeResult
    from textual.widget import Widget

    from recouv.domain.message import Message
    from recouv.domain.task import Task
    from recouv.rules.account import OpenItem
    from recouv.tui.app import RecouvApp
    from recouv.tui.forms.base import Form
    from recouv.tui.screens.copying import Copied
    from recouv.tui.screens.preview import PreviewScreen
    from recouv.tui.team import TeamMark
    from recouv.usecases.recording import Done


#: What the agenda asks for that is said or written, and then logged.
_TALK_KINDS = {"call", "email", "letter", "registered-letter", "sms", "meeting", "note"}


class WorkScreen(CommitmentVerbs):
    """One of the screens."""

    NAME: ClassVar[str]
    PLACES: ClassVar[tuple[Place, ...]]
    LABELS: ClassVar[Mapping[str, Message]] = {"leave": say("Back")}
    """What the footer says of some verbs, by id, where the screen knows better than the registry."""
    NOT_IN_FOOTER: ClassVar[frozenset[str]] = frozenset()
    """Verbs that the screen shows elsewhere, by id."""
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.CLIENT)

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def text(self, message: Message) -> str:
        """The message in the user's language."""
        return self.desk.words.text(message)

    def compose(self) -> ComposeResult:
        """Tabs, the body, what was said last, keys."""
        yield TopBar(self.NAME, self.desk.words)
        if Place.TIME in self.PLACES:
            yield PastBar()
        yield from self.body()
        yield StatusLine(id="status")
        yield KeyBar(
            self.PLACES,
            self.desk.words,
            ascii_only=self.desk.ascii_only,
            labels=self.LABELS,
            without=self.NOT_IN_FOOTER,
        )

    def body(self) -> Iterable[Widget]:
        """What is between the bars."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Follow what is said."""
        self.watch(self.app, "said", self._show_said)
        self.watch(self.app, "team_mark", self._show_team)
        self.tell_top()

    def tell_top(self) -> None:
        """The workspace and the day, at the top right."""
        session = self.desk.session
        short = session.words.short_day(session.today).strip()
        day = f"{weekday_text(session.today, session.words.language)} {short}"
        creditor = session.workspace.config.creditor.get("name") or session.workspace.root.name
        if self.app.size.width >= 100:
            day = f"{creditor} · {day}"
        elif self.desk.team_mark.pieces:
            day = short
        self.query_one(TopBar).tell(day)

    def on_resize(self) -> None:
        """Say more or less at the top."""
        self.tell_top()

    def _show_team(self, mark: TeamMark) -> None:
        self.query_one(TopBar).show_team(mark.pieces)
        self.tell_top()

    def _show_said(self, said: Said) -> None:
        self.query_one(StatusLine).said = said

    # What a list or a dossier knows

    def chosen_client(self) -> str:
        """The client that a verb is about; empty when there is none."""
        raise NotImplementedError

    def chosen_task(self) -> Task | None:
        """What the agenda proposes for that client, when the screen shows it."""
        return None

    def chosen_item(self) -> OpenItem | None:
        """The open item under the cursor, where rows are such."""
        return None

    def chosen_line(self) -> int:
        """The line of the dossier that the cursor is about; 0 when any will do."""
        return 0

    def copied(self) -> str:
        """The row, as text."""
        return ""

    def copied_figures(self) -> tuple[str, str]:
        """The invoice and the amount of the row; empty where it has none."""
        return "", ""

    def copied_rows(self) -> list[Copied]:
        """What the copy verb is about."""
        from recouv.tui.screens.copying import Copied

        client, view = self.chosen_client(), self.desk.view
        if not client:
            return []
        name = view.dossier.client.name if view and view.dossier.id == client else ""
        number, amount = self.copied_figures()
        return [Copied(client=client, name=name, number=number, amount=amount, row=self.copied())]

    def rows_not_copied(self) -> int:
        """How many marked rows the filter hides, which are not copied."""
        return 0

    def go_back(self) -> bool:
        """Undo one step of what was opened or filtered; false when there is nothing."""
        return False

    def leave(self) -> bool:
        """Go back to where one came from; false when there is nowhere to go back to, and q quits."""
        return self.go_back()

    def go_to(self, client: str) -> None:
        """Put the cursor on that client, where it is shown."""

    # Verbs about a client

    def action_verb_dossier(self) -> None:
        """Open the dossier of the client under the cursor, or the last one opened."""
        client = self.chosen_client() or self.desk.client
        if client:
            self.desk.open_client(client)
        else:
            self.tell_nobody()

    def action_verb_log(self) -> None:
        """Log a call."""
        self._talk("call")

    def action_verb_email(self) -> None:
        """Log an e-mail."""
        self._talk("email")

    def action_verb_letter(self) -> None:
        """Log a letter; a registered one where the agenda asks for it."""
        task = self.chosen_task()
        self._talk("registered-letter" if task and task.action == "registered-letter" else "letter")

    def action_verb_compose_letter(self) -> None:
        """Read the letter that the agenda asks for, before it leaves."""
        from recouv.tui.screens.preview import PreviewScreen

        client = self.chosen_client()
        if client:
            self.open_form(PreviewScreen(client, self.chosen_task()))
        else:
            self.tell_nobody()

    def action_verb_note(self) -> None:
        """Write a note."""
        self._talk("note")

    def _talk(self, kind: str) -> None:
        from recouv.tui.forms.call import TalkForm

        client, task = self.chosen_client(), self.chosen_task()
        if client:
            self.open_form(TalkForm(client, kind, task if task and task.action == kind else None))
        else:
            self.tell_nobody()

    def action_verb_pay(self) -> None:
        """Record a payment."""
        from recouv.tui.forms.payment import PaymentForm

        self._open(PaymentForm)

    def action_verb_allocate(self) -> None:
        """Allocate money received earlier."""
        from recouv.tui.forms.payment import AllocationForm

        self._open(AllocationForm)

    def action_verb_invoice(self) -> None:
        """Record an invoice."""
        from recouv.tui.forms.invoice import InvoiceForm

        self._open(InvoiceForm)

    def action_verb_credit(self) -> None:
        """Record a credit note."""
        from recouv.tui.forms.invoice import CreditForm

        self._open(CreditForm)

    def action_verb_task(self) -> None:
        """Set a reminder."""
        from recouv.tui.forms.note import TaskForm

        self._open(TaskForm)

    def _open(self, form: type[Form]) -> None:
        client = self.chosen_client()
        if client:
            self.open_form(form(client, self.chosen_task()))
        else:
            self.tell_nobody()

    def commit_to(self, verb_id: str) -> None:
        """Open the form of that verb for the client and the row under the cursor."""
        client = self.chosen_client()
        if client:
            self.open_form(action_form(verb_id, client, self.chosen_task(), self.chosen_item()))
        else:
            self.tell_nobody()

    def action_verb_reasoning(self) -> None:
        """Read why the agenda asks what it asks of the client, from what the row is about on."""
        from recouv.tui.screens.reasoning import ReasoningReader

        client = self.chosen_client()
        if client:
            self.app.push_screen(ReasoningReader(client, self.chosen_reason()))
        else:
            self.tell_nobody()

    def chosen_reason(self) -> Asked:
        """What the reasoning is read from: the invoice or the task under the cursor."""
        item, task = self.chosen_item(), self.chosen_task()
        if item is not None:
            return Asked(number=item.number, instalment=item.instalment)
        return Asked(task=task) if task is not None else Asked()

    def tell_nobody(self) -> None:
        """A verb about a client had none."""
        self.desk.tell(
            say("put the cursor on a client first; {key} opens a dossier for a new one", key=self.desk.key_of("new"))
        )

    def do_task(self, task: Task) -> None:
        """Do what the agenda proposes."""
        if task.action == "task":
            from recouv.tui.forms.note import DoneForm

            self.open_form(DoneForm(task.client, task))
        elif task.action == "allocate":
            self.action_verb_allocate()
        elif task.action == "check-promise":
            self.action_verb_pay()
        elif task.action == "approve":
            self.open_form(action_form("approve", task.client, task, None))
        elif task.action in _TALK_KINDS:
            self._talk(task.action)
        else:
            self.action_verb_dossier()

    def open_form(self, form: Form | PreviewScreen) -> None:
        """Open a form over the screen; what it commits is told and read again."""
        self.app.push_screen(form, self.desk.show_done)

    def open_new_client(self) -> None:
        """Open a dossier for a new client."""
        from recouv.tui.forms.client import ClientForm

        self.app.push_screen(ClientForm("", None), self._open_created)

    def _open_created(self, done: Done | None) -> None:
        """Go to the new client: what is recorded next is recorded there, not for the row that was under the cursor."""
        self.desk.show_done(done)
        if done is not None and done.dossiers:
            self.desk.open_client(done.dossiers[0])

    def action_verb_edit(self) -> None:
        """Open the dossier in the user's editor and take in what was typed."""
        from recouv.tui.editor import edit_dossier

        client = self.chosen_client()
        if client:
            edit_dossier(self.desk, client, self.chosen_line())

    def action_verb_copy(self) -> None:
        """Choose what to copy, then say what was copied."""
        from recouv.tui.screens.copying import ask

        ask(self)

    def show_messages(self) -> None:
        """Show what was said, the latest first."""
        from recouv.tui.screens.reader import Reader

        rows = [content(said.text, (f"  {said.aside}" if said.aside else "", MUTED)) for said in self.desk.log_of_said]
        self.app.push_screen(
            Reader(self.text(say("Messages")), rows[::-1] or [content(self.text(say("nothing was said yet")))])
        )


def pane(*widgets: Widget) -> Horizontal:
    """Widgets side by side."""
    return Horizontal(*widgets, id="body")

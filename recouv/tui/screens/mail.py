"""The day's messages: what is ready, what waits for a yes, what is blocked and why, and what may have left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias, cast

from msgspec.structs import replace
from textual import on, work
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen

from recouv.domain.errors import RecouvError
from recouv.domain.message import Message as Sentence
from recouv.domain.message import say, say_many
from recouv.rules.claims import sum_claims
from recouv.tui.keys import bindings, footer
from recouv.tui.kit import ACCENT, BAD, GOOD, MUTED, STRONG, WARNING, FixedPlain, Plain, content, title
from recouv.tui.line_table import Column, LineTable
from recouv.tui.screens.agenda_rows import action_word
from recouv.tui.screens.help import HelpScreen
from recouv.tui.screens.menu import Item, LetterMenu
from recouv.tui.screens.preview import PreviewScreen
from recouv.tui.screens.sending import SendingScreen
from recouv.tui.widgets.client_pane import Look, hanging
from recouv.tui.widgets.letter_sheet import STANDINGS, TEXT_WIDTH
from recouv.usecases.doubtful import Doubtful, doubtful_messages
from recouv.usecases.fates import Became, became_action
from recouv.usecases.mail_day import EMAIL, POST, Prepared, Standing, is_wanted, prepare_day
from recouv.usecases.recording import Done, record
from recouv.usecases.verbs import Place
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from recouv.tui.app import RecouvApp

Row: TypeAlias = Prepared | Doubtful
_FATES = {"s": "sent", "f": "failed", "u": "undeliverable"}


class MailScreen(ModalScreen[None]):
    """The messages, with a cursor and marks; under them, or beside, the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.MAIL)
    AUTO_FOCUS = "LineTable"

    _rows: tuple[Row, ...] = ()
    _marks_are_ours = True
    """Whether what leaves by itself is still to be marked: nobody has marked anything yet."""

    @dataclass
    class Listed(Message):
        """The day was read."""

        rows: tuple[Row, ...]
        waiting: int
        """Messages in the outbox."""

    @dataclass
    class Refused(Message):
        """The day cannot be read, or what became of a message not be recorded."""

        error: RecouvError

    @dataclass
    class Recorded(Message):
        """What became of a message is in the journal."""

        done: Done

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def text(self, message: Sentence) -> str:
        """The message in the user's language."""
        return self.desk.words.text(message)

    @property
    def table(self) -> LineTable[Row]:
        """The rows."""
        return self.query_one(LineTable)

    def compose(self) -> ComposeResult:
        """The rows, the letter beside them where there is room, what is said of it, sums, keys."""
        table: LineTable[Row] = LineTable(
            [
                Column("state", self.text(say("State")), 15),
                Column("client", self.text(say("Client")), 16, flexible=True, style="strong"),
                Column("by", self.text(say("By")), 11, from_width=70),
                Column("step", self.text(say("Step")), 12, style="muted", from_width=66),
                Column("amount", self.text(say("Amount")), 12, right=True),
            ],
            cells=self._cells,
            row_key=_key,
            cell_style=_style,
            empty=self.text(say("composing the letters…")),
            ascii=self.desk.ascii_only,
            id="mail-table",
        )
        with Vertical(id="mail-frame") as frame:
            frame.border_title = title(self.text(say("The day's messages")))
            letter = VerticalScroll(Plain(id="mail-words"), id="mail-letter")
            letter.can_focus = False
            yield Horizontal(table, letter, id="mail-body")
            yield Plain(id="mail-detail")
            yield Plain(id="mail-sum")
            yield Plain(id="mail-said")
            yield FixedPlain(id="mail-keys")

    def on_mount(self) -> None:
        """Read the day."""
        self.query_one("#mail-said").display = False
        self._show_keys()
        self._read()

    def on_resize(self) -> None:
        """Write to the width there is."""
        self._show_keys()
        self._tell_row()

    @work(thread=True, exclusive=True, group="mail", description="mail")
    def _read(self) -> None:
        from recouv.usecases.carriers import waiting_messages  # deferred: nothing else counts them

        session = self.desk.session
        try:
            rows: tuple[Row, ...] = (
                *doubtful_messages(session),
                *prepare_day(session, session.today, channels=(EMAIL, *POST)),
            )
            self.post_message(self.Listed(rows, waiting_messages(session)))
        except RecouvError as error:
            self.post_message(self.Refused(error))

    @on(Listed)
    def _list(self, event: Listed) -> None:
        uncertain = {one.client for one in event.rows if isinstance(one, Doubtful)}
        # the agenda keeps a task for a message that may have left: its own row says so, with the way out
        self._rows = tuple(
            row
            for row in event.rows
            if isinstance(row, Doubtful) or row.standing is not Standing.BLOCKED or row.task.client not in uncertain
        )
        self.table.empty = self.text(say("the day asks for no e-mail and no letter"))
        self.table.set_rows(self._rows)
        if self._marks_are_ours:
            self._marks_are_ours = False
            self.table.set_marks(_key(row) for row in self._rows if _leaves_by_itself(row))
        self._sum_up(event.waiting)
        self._tell_row()

    @on(Refused)
    def _refuse(self, event: Refused) -> None:
        self.table.empty = ""
        self._say(event.error.what, BAD, event.error.mend)

    # What is shown

    def _cells(self, row: Row) -> tuple[str, ...]:
        words = self.desk.words
        if isinstance(row, Doubtful):
            state = say("? to be posted") if row.kind in POST else say("? uncertain")
            return (words.text(state), row.name, words.text(action_word(row.kind)), "", "")
        return (
            words.text(STANDINGS[row.standing][1]),
            row.task.name,
            words.text(action_word(row.task.channel)),
            words.text(term(row.task.step)),
            words.money(row.task.amount) if row.task.amount else "",
        )

    def _sum_up(self, waiting: int) -> None:
        words = self.desk.words
        parts = []
        for standing, (_, label) in STANDINGS.items():
            rows = [row for row in self._rows if isinstance(row, Prepared) and row.standing is standing]
            if rows:
                sums = ", ".join(words.money(money) for money in sum_claims(row.task.amount for row in rows))
                parts.append(
                    f"{words.text(label)} {len(rows)} ({sums})" if sums else f"{words.text(label)} {len(rows)}"
                )
        doubtful = sum(isinstance(row, Doubtful) for row in self._rows)
        if doubtful:
            parts.append(words.text(say_many("{count} may have left", "{count} may have left", doubtful)))
        copy = self.desk.session.workspace.config.mail.copy
        told_rows = [content(" · ".join(parts))] if parts else []
        if copy:
            told_rows.append(content((words.text(say("a copy of each goes to {address}", address=copy)), MUTED)))
        if waiting:
            told = say_many(
                "{count} message waits in the outbox: send it from your mail program",
                "{count} messages wait in the outbox: send them from your mail program",
                waiting,
            )
            told_rows.append(content(("! ", WARNING), (words.text(told), WARNING)))
        self.query_one("#mail-sum", Plain).show_rows(told_rows)

    @on(LineTable.Highlighted)
    def _moved(self) -> None:
        self._tell_row()

    def _tell_row(self) -> None:
        if not self.is_mounted:
            return
        row = self.table.cursor_row
        look = Look(self.desk.words, max(20, min(170, self.app.size.width) - 6), self.desk.ascii_only)
        self.query_one("#mail-detail", Plain).show_rows(list(self._details(row, look)) if row is not None else [])
        width = max(20, min(TEXT_WIDTH, self.query_one("#mail-letter").size.width - 4))
        shown: list[Content] = []
        if isinstance(row, Prepared) and row.composed is not None:
            shown.append(content((row.composed.subject, STRONG)))
            shown += [content(line) for line in ("", *row.composed.text_in(width).splitlines())]
        self.query_one("#mail-words", Plain).show_rows(shown)

    def _details(self, row: Row, look: Look) -> Iterator[Content]:
        words = look.words
        if isinstance(row, Doubtful) and row.kind in POST:
            about = say("^{id}, {day}, {to}: printed, and nobody said that it was posted", **_told(row))
            yield from hanging(words.text(about), look.width, ("? ", WARNING))
            key = self.desk.key_of("mail-read")
            out = say("{key} says that it was posted, or that it was not", key=key)
            yield from hanging(words.text(out), look.width, (f"  {look.sign('→ ')}", MUTED))
            return
        if isinstance(row, Doubtful):
            about = say("^{id}, {day}, {to}: nobody knows whether it left", **_told(row))
            yield from hanging(words.text(about), look.width, ("? ", WARNING))
            key = self.desk.key_of("mail-read")
            out = say("look among your sent messages, or ask the client; {key} says what became of it", key=key)
            yield from hanging(words.text(out), look.width, (f"  {look.sign('→ ')}", MUTED))
            return
        if row.reason is not None:
            yield from hanging(words.text(row.reason), look.width, ("! ", BAD))
        if row.mend is not None:
            yield from hanging(words.text(row.mend), look.width, (f"  {look.sign('→ ')}", MUTED))
        if row.composed is not None:
            to = ", ".join(row.composed.to.splitlines())
            yield content((look.sign("→ "), STRONG), to, "  ", (row.composed.subject, MUTED))
        if row.attachments:
            names = ", ".join(one.name for one in row.attachments)
            yield content((words.text(say("attached: {names}", names=names)), MUTED))

    def _show_keys(self) -> None:
        width = max(20, min(170, self.app.size.width) - 2)
        pieces: list[str | tuple[str, str]] = []
        for _, key, label in footer(
            [Place.MAIL], self.desk.words, width, ascii_only=self.desk.ascii_only, verbs=self.desk.verbs
        ):
            pieces += [(key, ACCENT), f" {label}  "]
        self.query_one("#mail-keys", Plain).show(*pieces)

    def _say(self, what: Sentence, look: str = MUTED, mend: Sentence | None = None) -> None:
        line = self.query_one("#mail-said", Plain)
        line.display = True
        mark = {GOOD: "✓ ", BAD: "! "}.get(look, "")
        line.show((f"{mark}{self.text(what)}", look), (f"  → {self.text(mend)}" if mend else "", MUTED))

    # Verbs

    @on(LineTable.Selected)
    def _selected(self) -> None:
        self.action_verb_mail_read()

    def action_verb_mail_read(self) -> None:
        """Read the message; of one that may have left, say what became of it."""
        row = self.table.cursor_row
        if isinstance(row, Doubtful):
            self._ask_fate(row)
        elif row is not None:
            self.app.push_screen(PreviewScreen(row.task.client, row.task), self._came_back)

    def _ask_fate(self, row: Doubtful) -> None:
        by_post = row.kind in POST
        items = [
            Item("s", row.name, say("it was posted") if by_post else say("it left")),
            Item("f", row.name, say("it was not posted") if by_post else say("it did not leave")),
            Item("u", row.to, say("nobody takes it there")),
        ]

        def chosen(letter: str | None) -> None:
            if letter:
                self._record(row, _FATES[letter])

        self.app.push_screen(LetterMenu(say("What became of the message?"), items), chosen)

    @work(thread=True, group="write", description="fate")
    def _record(self, row: Doubtful, outcome: str) -> None:
        session = self.desk.session
        try:
            became = Became(outcome=outcome, on=session.today, entry=row.id)
            self.post_message(self.Recorded(record(session, became_action(session, row.client, became))))
        except RecouvError as error:
            self.post_message(self.Refused(error))

    @on(Recorded)
    def _recorded(self, event: Recorded) -> None:
        self._came_back(event.done)

    def action_verb_mail_send(self) -> None:
        """Send the e-mails that are marked, or the one under the cursor."""
        self._let_go((EMAIL,), printing=False)

    def action_verb_mail_print(self) -> None:
        """Print the letters that are marked, or the one under the cursor."""
        self._let_go(tuple(POST), printing=True)

    def _let_go(self, channels: tuple[str, ...], *, printing: bool) -> None:
        chosen = self.table.marked_rows() if self.table.marked_keys else [self.table.cursor_row]
        rows = [
            self._unless_edited(row) for row in chosen if isinstance(row, Prepared) and row.task.channel in channels
        ]
        # marks are by name: each was chosen by a person
        wanted = [row for row in rows if is_wanted(row, named=True)]
        if wanted:
            left_out = [row for row in rows if row not in wanted]
            self.app.push_screen(SendingScreen(wanted, printing=printing, left_out=left_out), self._came_back)
        elif rows:
            why = rows[0].reason
            self._say(why if why is not None else say("this message is blocked"), BAD, rows[0].mend)
        else:
            nothing = say("no letter is marked") if printing else say("no e-mail is marked")
            self._say(nothing, BAD, say("put the cursor on one, or mark some with the space bar"))

    def _unless_edited(self, row: Prepared) -> Prepared:
        """The same; blocked where the person changed its words, which leave from where they are read."""
        if not any((client, step) == (row.task.client, row.task.step) for client, step, _ in self.desk.edits):
            return row
        return replace(
            row,
            standing=Standing.BLOCKED,
            reason=say("{name}: its words are yours now", name=row.task.name),
            mend=say("Enter shows the letter, which leaves from there as you read it"),
        )

    def _came_back(self, done: Done | None) -> None:
        """Say what was done, and read the day again."""
        if done is None:
            return
        self.desk.show_done(done)
        self._say(say("{subject}", subject=done.subject), GOOD)
        self.table.clear_marks()
        self._read()

    def action_verb_mail_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(
            HelpScreen([Place.MAIL], self.desk.words, ascii_only=self.desk.ascii_only, verbs=self.desk.verbs)
        )

    def action_verb_mail_shut(self) -> None:
        """Close."""
        self.dismiss(None)


def _told(row: Doubtful) -> dict[str, object]:
    return {"id": row.id, "day": row.date, "to": row.to or "-"}


def _leaves_by_itself(row: Row) -> bool:
    return isinstance(row, Prepared) and row.task.channel == EMAIL and row.standing is Standing.READY


def _key(row: Row) -> Hashable:
    if isinstance(row, Doubtful):
        return ("doubtful", row.client, row.id)
    return (row.task.client, row.task.channel, row.task.steps)


def _style(row: Row, column: str) -> str | None:
    if column != "state":
        return None
    if isinstance(row, Doubtful):
        return "warning"
    return {Standing.READY: "strong", Standing.BLOCKED: "bad"}.get(row.standing)

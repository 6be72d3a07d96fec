"""Messages about to leave: how many, to whom, by which server; then one by one, and what became of each.

One key asks and another says yes; Enter does nothing.  Once messages leave, Esc and Ctrl-C stop after the one under
way: in the middle of one, nobody would know whether it left.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on, work
from textual.app import SuspendNotSupported
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.worker import Worker, get_current_worker

from recouv.domain.errors import RecouvError
from recouv.domain.message import Message as Sentence
from recouv.domain.message import say, say_many
from recouv.rules.claims import sum_claims
from recouv.tui.forms.keep import typed_path
from recouv.tui.keys import bindings, key_text, verbs_of
from recouv.tui.kit import ACCENT, BAD, GOOD, MUTED, STRONG, WARNING, Field, Plain, cells, content, title
from recouv.usecases.carriers import Login, asks_for_password, carrier_name, login_of
from recouv.usecases.leaving import Leaving, send_all
from recouv.usecases.outside import require_outside_workspace
from recouv.usecases.posting import INDEX, Printed, print_letters
from recouv.usecases.recording import Done
from recouv.usecases.verbs import Place
from recouv.wording.plain import clip, pad

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from recouv.tui.app import RecouvApp
    from recouv.usecases.mail_day import Prepared
    from recouv.usecases.sending import Posted

_NAME_CELLS = 28


class SendingScreen(ModalScreen["Done | None"]):
    """Gives what left, for the clients whose message did; nothing when nothing was begun."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.SENDING)
    AUTO_FOCUS = ""

    @dataclass
    class Told(Message):
        """What became of one."""

        one: Posted | Printed
        is_earlier: bool = False

    @dataclass
    class Ended(Message):
        """All that could be done is done."""

        error: RecouvError | None = None
        not_shared: Sentence | None = None

    def __init__(
        self, wanted: Sequence[Prepared], *, printing: bool = False, left_out: Sequence[Prepared] = ()
    ) -> None:
        super().__init__()
        self._wanted = wanted
        self._printing = printing
        self._left_out = left_out
        self._any_time = self._offline = self._stopped = False
        self._stage = "asking"
        """`asking`, `leaving` or `over`."""
        self._told: dict[str, list[Posted | Printed]] = {}
        self._worker: Worker[None] | None = None

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def text(self, message: Sentence) -> str:
        """The message in the user's language."""
        return self.desk.words.text(message)

    def compose(self) -> ComposeResult:
        """How many and how much, the folder of what is printed, each, what is wrong, keys."""
        count = len(self._wanted)
        asked = say_many("Send {count} message?", "Send {count} messages?", count)
        if self._printing:
            asked = say_many("Print {count} letter?", "Print {count} letters?", count)
        with Vertical(id="sending-frame") as frame:
            frame.border_title = title(self.text(asked))
            yield Plain(id="sending-about")
            if self._printing:
                folder = Field(proposed=self.desk.print_folder, id="sending-folder", classes="broad")
                yield Horizontal(
                    Plain(self.text(say("Folder")), classes="label"), folder, id="sending-folder-row", classes="row"
                )
            with VerticalScroll(id="sending-list", can_focus=False):
                yield Plain(id="sending-lines")
            yield Plain(id="sending-said")
            yield Plain(id="sending-keys")

    def on_mount(self) -> None:
        """Say what would leave."""
        self._redraw()

    def on_resize(self) -> None:
        """Write to the width there is."""
        self._redraw()

    # What is shown

    def _redraw(self) -> None:
        if not self.is_mounted:
            return
        words = self.desk.words
        sums = [words.money(money) for money in sum_claims(row.task.amount for row in self._wanted)]
        clients = len({row.task.client for row in self._wanted})
        by = "" if self._printing else carrier_name(self.desk.session)
        parts = [words.text(say_many("{count} client", "{count} clients", clients)), *sums, by]
        rows = [content((" · ".join(part for part in parts if part), STRONG))]
        copy = "" if self._printing else self.desk.session.workspace.config.mail.copy
        if copy:
            rows.append(content((words.text(say("a copy of each goes to {address}", address=copy)), MUTED)))
        for chosen, sentence in (
            (self._any_time, say("whatever the hour and the day")),
            (self._offline, say("without asking the remote whether a colleague wrote to the same clients")),
        ):
            if chosen:
                rows.append(content(("! ", WARNING), (words.text(sentence), WARNING)))
        self.query_one("#sending-about", Plain).show_rows(rows)
        self.query_one("#sending-lines", Plain).show_rows(list(self._lines()))
        self._show_keys()
        if self._stage == "asking":
            self.query_one("#sending-said", Plain).show((words.text(say("o lets them leave; Enter does not")), MUTED))

    def _lines(self) -> Iterator[Content]:
        words = self.desk.words
        width = max(20, min(90, self.app.size.width) - 5)
        for row in self._left_out:
            why = words.text(row.reason) if row.reason else ""
            yield content((clip(f"! {row.task.name}: {why}", width), BAD))
        wide = min(_NAME_CELLS, max((cells(row.task.name) for row in self._wanted), default=0))
        amounts = [words.money(row.task.amount) if row.task.amount else "" for row in self._wanted]
        figures = max(map(cells, amounts), default=0)
        waiting = {client: list(told) for client, told in self._told.items()}
        for row, amount in zip(self._wanted, amounts, strict=True):
            known = waiting.get(row.task.client, [])
            mark, style, what = "  ", "", ", ".join(row.composed.to.splitlines()) if row.composed else ""
            if known:
                mark, style, what = self._fate(known.pop(0))
            left = width - wide - figures - 6
            yield content(
                (mark, style),
                f"{pad(row.task.name, wide)}  {pad(amount, figures, right=True)}  ",
                (clip(what, max(8, left)), style or MUTED),
            )

    def _fate(self, one: Posted | Printed) -> tuple[str, str, str]:
        """A mark, a style and what is said of one that was tried."""
        words = self.desk.words
        reason = words.text(one.reason) if one.reason else ""
        if isinstance(one, Printed):
            if one.file is not None:
                return "✓ ", GOOD, one.file.name
            return "! ", BAD, reason
        if one.unrecorded is not None:
            return "? ", WARNING, words.text(say("not in the journal: {reason}", reason=one.unrecorded))
        if one.has_left:
            return "✓ ", GOOD, words.text(say("sent"))
        if one.may_have_left:
            return "? ", WARNING, words.text(say("may have left: look among the sent messages, then say so here (B)"))
        return "! ", BAD, words.text(say("not sent: {reason}", reason=reason or one.words))

    def _show_keys(self) -> None:
        pieces: list[str | tuple[str, str]] = []
        for known in verbs_of([Place.SENDING], self.desk.verbs):
            label = self.text(known.label)
            if known.id == "sending-stop":
                if self._stage == "leaving":
                    label = self.text(say("stop after this one"))
            elif self._stage != "asking" or (self._printing and known.id == "sending-any-time"):
                continue
            elif known.id == "sending-go" and self._printing:
                label = self.text(say("print"))
            pieces += [(key_text(known.keys[0], ascii_only=self.desk.ascii_only), ACCENT), f" {label}   "]
        self.query_one("#sending-keys", Plain).show(*pieces)

    def _say(self, what: Sentence, look: str = BAD, mend: Sentence | None = None) -> None:
        line = self.query_one("#sending-said", Plain)
        mark = {BAD: "! ", GOOD: "✓ "}.get(look, "")
        line.show((f"{mark}{self.text(what)}", look), (f"  → {self.text(mend)}" if mend else "", MUTED))

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Ctrl-C stops as Esc does; Enter says that it does nothing."""
        if event.key == "ctrl+c":
            event.stop()
            self.action_verb_sending_stop()
        elif event.key == "enter" and self._stage == "asking" and not isinstance(self.focused, Field):
            event.stop()
            self._say(say("Enter does not send: o does"))

    @on(Field.Submitted)
    def _entered(self, event: Field.Submitted) -> None:
        """Enter leaves the field; it never prints."""
        event.stop()
        self.set_focus(None)

    def action_verb_sending_any_time(self) -> None:
        """Whatever the hour, or only when messages leave."""
        if self._stage == "asking" and not self._printing:
            self._any_time = not self._any_time
            self._redraw()

    def action_verb_sending_offline(self) -> None:
        """Without asking the remote, or with."""
        if self._stage == "asking":
            self._offline = not self._offline
            self._redraw()

    def action_verb_sending_go(self) -> None:
        """Let them leave, once."""
        if self._stage != "asking" or not self._wanted:
            return
        if self._printing:
            typed = self.query_one("#sending-folder", Field).value
            folder = typed_path(typed) or typed_path(self.desk.print_folder)
            if folder is None:
                self._say(say("no folder is named"))
                return
            try:
                require_outside_workspace(self.desk.session, folder / INDEX)
            except RecouvError as error:
                self._say(error.what, BAD, error.mend)
                return
            self.desk.print_folder = str(folder)
            self._begin()
            self._worker = self._print_letters(folder)
            return
        try:
            login = self._login()
        except RecouvError as error:
            self._say(error.what, BAD, error.mend)
            return
        self._begin()
        self._worker = self._send(login)

    def _begin(self) -> None:
        self._stage = "leaving"
        self._say(say("leaving…"), MUTED)
        self._show_keys()

    def _login(self) -> Login | None:
        """Who we are at the server, where a command may ask for it at the terminal: the screens step aside."""
        if not asks_for_password(self.desk.session):
            return None
        try:
            with self.desk.suspend():
                return login_of(self.desk.session)
        except SuspendNotSupported:  # no terminal of ours to lend: asked in the thread that sends
            return None
        finally:
            self.desk.refresh(layout=True)

    @work(thread=True, group="sending", description="sending")
    def _send(self, login: Login | None) -> None:
        worker = get_current_worker()
        how = Leaving(
            moment=self.desk.moment,
            offline=self._offline,
            any_time=self._any_time,
            stopped=lambda: self._stopped or worker.is_cancelled,
            login=login,
        )
        sending = send_all(self.desk.session, self._wanted, how)
        try:
            while True:
                one, is_earlier = next(sending)
                self.post_message(self.Told(one, is_earlier))
        except StopIteration as end:
            self.post_message(self.Ended(not_shared=end.value))
        except RecouvError as error:
            self.post_message(self.Ended(error))
        finally:
            sending.close()

    @work(thread=True, group="sending", description="printing")
    def _print_letters(self, folder: Path) -> None:
        try:
            for one in print_letters(self.desk.session, self._wanted, folder, offline=self._offline):
                self.post_message(self.Told(one))
        except RecouvError as error:
            self.post_message(self.Ended(error))
        else:
            self.post_message(self.Ended())

    @on(Told)
    def _tell(self, event: Told) -> None:
        if not event.is_earlier:
            self._told.setdefault(event.one.client, []).append(event.one)
        self._redraw()

    @on(Ended)
    def _end(self, event: Ended) -> None:
        self._stage = "over"
        self._redraw()
        if event.error is not None:
            self._say(event.error.what, BAD, event.error.mend)
            return
        done = self._done()
        if len(done.dossiers) == len({row.task.client for row in self._wanted}) and event.not_shared is None:
            self.dismiss(done)
        elif event.not_shared is not None:
            self._say(
                say("your colleagues do not know yet: {reason}; git push tells them", reason=event.not_shared), WARNING
            )
        else:
            self._say(say("{subject}", subject=done.subject), WARNING)

    def _done(self) -> Done:
        """What left, in one sentence, and for whom."""
        told = [one for rows in self._told.values() for one in rows]
        done = [one for one in told if _is_done(one)]
        files = [one.file for one in done if isinstance(one, Printed) and one.file]
        if self._printing:
            folder = str(files[0].parent) if files else ""
            said = say_many("{count} letter in {path}", "{count} letters in {path}", len(done), path=folder)
            if len(files) == 1:
                said = say("{name}: printed, {path}", name=done[0].name, path=str(files[0]))
        elif len(done) == 1 == len(self._wanted):
            said = say("{name}: sent", name=done[0].name)
        else:
            said = say_many("{count} message sent", "{count} messages sent", len(done))
        return Done(subject=self.text(said), dossiers=tuple(dict.fromkeys(one.client for one in done)))

    def action_verb_sending_stop(self) -> None:
        """Close; while messages leave, stop after this one."""
        if self._stage == "leaving":
            self._stopped = True
            self._say(say("stopping after this message"), WARNING)
        elif self._stage == "over":
            self.dismiss(self._done())
        else:
            self.dismiss(None)


def _is_done(one: Posted | Printed) -> bool:
    return one.file is not None if isinstance(one, Printed) else one.has_left

"""A letter before it leaves: read, changed, chosen again, sent or printed, kept, copied; the script of a call too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.containers import Container, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import ModalScreen
from textual.worker import get_current_worker

from recouv.domain.errors import RecouvError
from recouv.domain.kinds import TALK
from recouv.domain.message import Message as Sentence
from recouv.domain.message import say
from recouv.tui.keys import bindings, footer
from recouv.tui.kit import ACCENT, BAD, GOOD, MUTED, FixedPlain, Plain, content, title
from recouv.tui.screens.help import HelpScreen
from recouv.tui.screens.menu import Item, LetterMenu
from recouv.tui.screens.reader import Reader
from recouv.tui.widgets.client_pane import Look
from recouv.tui.widgets.letter_sheet import (
    TEXT_WIDTH,
    commit_rows,
    difference_rows,
    head_rows,
    is_printed,
    item_rows,
    letter_title,
    state_rows,
    text_rows,
)
from recouv.usecases.letter_edits import Edit, difference, edit_of, source_of
from recouv.usecases.letter_saving import open_in_viewer, save_letter
from recouv.usecases.previewing import Preview, preview_letter
from recouv.usecases.recording import Done
from recouv.usecases.verbs import Place
from recouv.wording.plain import plain

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from recouv.domain.task import Task
    from recouv.tui.app import RecouvApp

#: Columns that the facts have beside the text on a wide screen: the text, borders and paddings take the rest.
_BESIDE = TEXT_WIDTH + 14
_NARROWEST = 20


class PreviewScreen(ModalScreen["Done | None"]):
    """One letter; gives what was done with it, nothing when it stays."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.PREVIEW)
    AUTO_FOCUS = "#letter-text"

    preview: Preview | None = None
    _draft = ""
    """What was typed last, where it was no letter: the editor opens it again."""

    @dataclass
    class Loaded(Message):
        """The letter was composed."""

        preview: Preview

    @dataclass
    class Refused(Message):
        """It cannot be, or cannot be kept."""

        error: RecouvError

    @dataclass
    class Said(Message):
        """Something was done with it."""

        what: Sentence

    def __init__(self, client: str, asked: Task | None = None, name: str = "") -> None:
        super().__init__()
        self.client = client
        self._asked = asked
        self._letter = name

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def text(self, message: Sentence) -> str:
        """The message in the user's language."""
        return self.desk.words.text(message)

    def compose(self) -> ComposeResult:
        """What is to be known of it, its words, what was said last, keys."""
        with Vertical(id="letter-frame") as frame:
            frame.border_title = title(self.text(say("Letter")))
            yield Container(
                VerticalScroll(Plain(id="letter-head"), id="letter-facts"),
                VerticalScroll(Plain(id="letter-words"), id="letter-text"),
                id="letter-body",
            )
            yield Plain(id="letter-said")
            yield FixedPlain(id="letter-keys")

    @property
    def _edit_key(self) -> tuple[str, str, str]:
        return self.client, self._asked.step if self._asked else "", self._letter

    @property
    def _edit(self) -> Edit | None:
        """The words of the person: they outlive this screen, and are found again until the letter leaves."""
        return self.desk.edits.get(self._edit_key)

    def on_mount(self) -> None:
        """Compose it."""
        self.query_one("#letter-said").display = False
        self.query_one("#letter-words", Plain).show((self.text(say("composing the letter…")), MUTED))
        self._show_keys()
        self.read()

    def read(self) -> None:
        """Compose the letter from the dossier as it is now."""
        self._read(self._letter, self._edit)

    @work(thread=True, exclusive=True, group="letter", description="letter")
    def _read(self, name: str, edit: Edit | None) -> None:
        worker = get_current_worker()
        try:
            found = preview_letter(
                self.desk.session, self.client, self.desk.moment(), asked=self._asked, name=name, edit=edit
            )
        except RecouvError as error:
            self.post_message(self.Refused(error))
        else:
            if not worker.is_cancelled:
                self.post_message(self.Loaded(found))

    @on(Loaded)
    def _loaded(self, event: Loaded) -> None:
        self.preview = event.preview
        self._redraw()
        self._show_keys()

    def on_resize(self) -> None:
        """Write to the width there is."""
        self._redraw()
        self._show_keys()

    # What is shown

    def _redraw(self) -> None:
        preview = self.preview
        if preview is None or not self.is_mounted:
            return
        words, wide = self.desk.words, self.desk.is_wide
        width = min(170, self.app.size.width) - 6
        look = Look(words, max(_NARROWEST, width - _BESIDE + 6 if wide else width), self.desk.ascii_only)
        text = Look(words, max(_NARROWEST, min(TEXT_WIDTH, width)), self.desk.ascii_only)
        self.query_one("#letter-frame", Vertical).border_title = title(letter_title(preview, text))
        below = [content(""), *commit_rows(preview, look)]
        facts: list[Content] = [*state_rows(preview, look), *head_rows(preview, look, brief=not wide)]
        shown = [*text_rows(preview, text)]
        if wide:
            facts += [content(""), *item_rows(preview, look), *below]
        else:
            shown += [content((self.text(say("What it asks for")), ACCENT)), *item_rows(preview, text)]
            shown += [content(""), *commit_rows(preview, text)]
        self.query_one("#letter-head", Plain).show_rows(facts)
        self.query_one("#letter-words", Plain).show_rows(shown if preview.composed else [])

    def _show_keys(self) -> None:
        preview = self.preview
        labels = {}
        if preview is not None and is_printed(preview):
            labels["preview-send"] = say("Print")
        if preview is not None and preview.channel == "call":
            labels["preview-log"] = say("Call")
        without = set()
        if preview is None or preview.prepared is None:
            without |= {"preview-send", "preview-edit"}
        if self._edit is None:
            without.add("preview-changes")
        verbs = [verb for verb in self.desk.verbs if verb.id not in without]
        width = max(_NARROWEST, min(170, self.app.size.width) - 2)
        entries = footer(
            [Place.PREVIEW], self.desk.words, width, ascii_only=self.desk.ascii_only, labels=labels, verbs=verbs
        )
        pieces: list[str | tuple[str, str]] = []
        for _, key, label in entries:
            pieces += [(key, ACCENT), f" {label}  "]
        self.query_one("#letter-keys", Plain).show(*pieces)

    def _say(self, what: Sentence, look: str = GOOD, mend: Sentence | None = None) -> None:
        line = self.query_one("#letter-said", Plain)
        line.display = True
        mark = {GOOD: "✓ ", BAD: "! "}.get(look, "")
        line.show((f"{mark}{self.text(what)}", look), (f"  → {self.text(mend)}" if mend else "", MUTED))

    @on(Refused)
    def _refused(self, event: Refused) -> None:
        error = event.error
        problems = getattr(error, "problems", ())
        what = say("{place}: {what}", place=problems[0].place, what=problems[0].what) if problems else error.what
        self._say(what, BAD, problems[0].mend if problems else error.mend)
        if self.preview is None:
            self.query_one("#letter-words", Plain).show("")

    @on(Said)
    def _said(self, event: Said) -> None:
        self._say(event.what)

    # Leaving

    def action_verb_preview_send(self) -> None:
        """Ask once more, then let it leave."""
        from recouv.tui.screens.sending import SendingScreen

        preview = self.preview
        if preview is None:
            return
        blocking = next((one for one in preview.obstacles if one.blocks), None)
        if blocking is not None or preview.prepared is None:
            what = blocking.what if blocking else say("this letter is not sent: nothing asks for it by e-mail or post")
            self._say(what, BAD, blocking.mend if blocking else None)
            return
        self.app.push_screen(SendingScreen([preview.prepared], printing=is_printed(preview)), self._sent)

    def _sent(self, done: Done | None) -> None:
        """Close once it left; else read again what the journal now says of it."""
        if done is not None and done.dossiers:
            self.desk.edits.pop(self._edit_key, None)
            self.dismiss(done)
        elif done is not None:
            self.desk.read_clients((self.client,))
            self.read()

    def action_verb_preview_log(self) -> None:
        """Log by hand what was said or sent."""
        from recouv.tui.forms.call import TalkForm

        preview = self.preview
        kind = preview.channel if preview is not None and preview.channel in TALK else "call"
        task = preview.task if preview is not None and preview.task and preview.task.action == kind else None

        def show(done: Done | None) -> None:
            if done is not None:
                self.dismiss(done)

        self.app.push_screen(TalkForm(self.client, kind, task), show)

    # Words

    def action_verb_preview_edit(self) -> None:
        """Change the words in the editor; what was changed is shown, and the account read again."""
        from recouv.tui.editor import edit_text

        preview = self.preview
        if preview is None or preview.prepared is None or preview.prepared.composed is None:
            self._say(say("there is nothing to change: this letter does not leave from here"), BAD)
            return
        basis = preview.prepared.composed
        before = self._draft or source_of(preview.composed or basis)
        after = edit_text(self.desk, before, "letter.md")
        if after is None:
            self._say(say("the letter is as it was"), MUTED)
            return
        try:
            edit = edit_of(basis, after)
        except RecouvError as error:
            self._draft = after
            self._refused(self.Refused(error))
            return
        self._draft = ""
        if edit is None:
            self.desk.edits.pop(self._edit_key, None)
            self._say(say("the letter is as it was"), MUTED)
        else:
            self.desk.edits[self._edit_key] = edit
            self._say(say("the words are yours; {key} shows the changes", key=self.desk.key_of("preview-changes")))
            self.action_verb_preview_changes()
        self.read()

    def action_verb_preview_changes(self) -> None:
        """Read what was changed."""
        if self._edit is None:
            self._say(say("nothing was changed"), MUTED)
            return
        self.app.push_screen(Reader(self.text(say("What was changed")), difference_rows(difference(self._edit))))

    def action_verb_preview_choose(self) -> None:
        """Choose another letter."""
        from recouv.tui.screens.letter_choice import LetterChoice

        def chosen(name: str | None) -> None:
            if name:
                self._letter, self._draft = name, ""
                self.read()

        self.app.push_screen(LetterChoice(self.client, self._asked), chosen)

    # Elsewhere

    def action_verb_preview_keep(self) -> None:
        """Keep it in a file."""
        from recouv.tui.forms.keep import KeepForm

        if self.preview is None or self.preview.composed is None:
            return
        kind = (
            "html" if self.preview.channel == "email" else "txt" if self.preview.channel in ("call", "sms") else "pdf"
        )
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", f"{self.preview.composed.letter.name}-{self.client}")

        def keep(path: Path | None) -> None:
            if path is not None:
                self._keep(path)

        self.app.push_screen(KeepForm(Path("~") / f"{name}.{kind}"), keep)

    @work(thread=True, group="letter-file", description="letter file")
    def _keep(self, path: Path) -> None:
        assert self.preview is not None
        assert self.preview.composed is not None
        try:
            missing = save_letter(self.desk.session, self.preview.composed, path)
        except RecouvError as error:
            self.post_message(self.Refused(error))
            return
        what = say("written: {path}", path=str(path))
        if missing:
            what = say("{what}; no font here has {characters}", what=what, characters=" ".join(missing))
        self.post_message(self.Said(what))

    @work(thread=True, exclusive=True, group="letter-file", description="letter shown")
    def action_verb_preview_view(self) -> None:
        """Show it in the program that such files are read with."""
        preview = self.preview
        if preview is None or preview.composed is None:
            return
        kind = ".html" if preview.channel == "email" else ".pdf"
        try:
            path = open_in_viewer(self.desk.session, preview.composed, self.desk.shown_files(), kind)
        except RecouvError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Said(say("opened: {path}", path=str(path))))

    def action_verb_preview_copy(self) -> None:
        """Choose what to copy."""
        composed = self.preview.composed if self.preview else None
        if composed is None:
            return
        values = {
            "t": composed.text,
            "s": composed.subject,
            "e": ", ".join(composed.to.splitlines()),
        }
        labels = {"t": say("the text"), "s": say("subject"), "e": say("address")}
        first = next(iter(composed.text.strip().splitlines()), "")
        items = [
            Item(key, first if key == "t" else value, labels[key]) for key, value in values.items() if value.strip()
        ]

        def chosen(letter: str | None) -> None:
            if letter:
                # a shell obeys what is pasted in it: nothing that cannot be seen is copied
                self.app.copy_to_clipboard(plain(values[letter], lines=True))
                self._say(say("copied: {text}", text=values[letter].strip().splitlines()[0]))

        self.app.push_screen(LetterMenu(say("Copy of the letter"), items), chosen)

    def action_verb_preview_help(self) -> None:
        """Show the keys."""
        self.app.push_screen(
            HelpScreen([Place.PREVIEW], self.desk.words, ascii_only=self.desk.ascii_only, verbs=self.desk.verbs)
        )

    def action_verb_preview_shut(self) -> None:
        """Close; words that were changed are found again."""
        if self._edit is not None:
            key = self.desk.key_of("compose-letter")
            self.desk.tell(say("not sent: {key} finds the changed words again until recouv is left", key=key))
        self.dismiss(None)

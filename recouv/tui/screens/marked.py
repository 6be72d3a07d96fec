"""Verbs on the marked rows of a list; on the row under the cursor while none is marked.

What a filter hides is never touched unasked: the form counts it, and a key of its own takes it in.  A verb that makes
sense for one client only (an invoice, a promise, a dispute, an edit) keeps to the row under the cursor, which its form
names: what a client says, each says for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from textual import on

from recouv.domain.message import say, say_many
from recouv.rules.claims import sum_claims
from recouv.tui.line_table import LineTable
from recouv.tui.screens.base import WorkScreen
from recouv.tui.widgets.bars import KeyBar
from recouv.usecases.targets import Target
from recouv.usecases.verbs import verb

if TYPE_CHECKING:
    from recouv.domain.message import Message
    from recouv.tui.forms.bulk import BulkForm
    from recouv.tui.screens.copying import Copied
    from recouv.usecases.recording import Done

#: What acts on all the marked rows.
_ON_MARKS = ("do", "log", "email", "letter", "note", "task", "pay", "hold", "snooze", "assign")


class MarkedTargets(NamedTuple):
    """The marked rows as an action takes them, by their keys."""

    shown: dict[Hashable, Target]
    hidden: dict[Hashable, Target]


class MarkedRows(WorkScreen):
    """A screen whose rows can be marked."""

    _known: dict[Hashable, Any] | None = None
    """Every row by its key, once somebody asked for one that is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[Hashable, Target] = {}
        """What the rows come to, by their keys."""

    @property
    def table(self) -> LineTable[Any]:
        """The rows."""
        return self.query_one(LineTable)

    def known_rows(self) -> Sequence[Any]:
        """Every row there is, those that the filter hides included."""
        raise NotImplementedError

    def key_of(self, row: Any) -> Hashable:
        """What a row keeps when it is read again."""
        raise NotImplementedError

    def target_of(self, row: Any) -> Target:
        """The row as an action takes it."""
        raise NotImplementedError

    def copy_of(self, row: Any) -> Copied:
        """The row as it can be copied."""
        raise NotImplementedError

    # What is marked

    def marked(self) -> MarkedTargets:
        """The marked rows that are shown, from the top down, and those that the filter hides."""
        keys = self.table.marked_keys
        if not keys:
            return MarkedTargets({}, {})
        shown = {key: self._target(key, row) for row in self.table.marked_rows() if (key := self.key_of(row))}
        hidden = (key for key in keys if key not in shown and key in self._by_key)
        return MarkedTargets(shown, {key: self._target(key, self._by_key[key]) for key in hidden})

    def _target(self, key: Hashable, row: Any) -> Target:
        found = self.targets.get(key)
        if found is None:
            found = self.targets[key] = self.target_of(row)
        return found

    @property
    def _by_key(self) -> dict[Hashable, Any]:
        if self._known is None:
            self._known = {self.key_of(row): row for row in self.known_rows()}
        return self._known

    def prepare_marks(self, rows: Iterable[Any], targets: dict[Hashable, Target]) -> None:
        """Work out what marked rows would come to, outside the screen's own thread.

        Both are taken by the screen when it asks: rows read meanwhile have targets of their own.
        """
        for row in rows:
            key = self.key_of(row)
            if key not in targets:
                targets[key] = self.target_of(row)

    def rows_changed(self) -> None:
        """Other rows were read and put in order: marks stay on those that are still there."""
        self._known = None
        self.targets = {}
        if self.table.marked_keys:
            self.table.forget_marks_but(self._by_key)

    def copied_rows(self) -> list[Copied]:
        """The marked rows that are shown; the one under the cursor while none is marked."""
        row = self.table.cursor_row
        rows = self.table.marked_rows() if self.table.marked_keys else [row] if row is not None else []
        return [self.copy_of(row) for row in rows]

    def rows_not_copied(self) -> int:
        """How many marked rows the filter hides, which are not copied."""
        return len(self.marked().hidden)

    def marks_text(self) -> str:
        """`3 marked: €1,200.00; 1 hidden`; empty when none is."""
        keys = self.table.marked_keys
        if not keys:
            return ""
        rows, words = self._by_key, self.desk.words
        shown = [self._target(key, rows[key]) for key in keys if key in rows and self.table.shows(key)]
        hidden = sum(key in rows and not self.table.shows(key) for key in keys)
        sums = ", ".join(words.money(money) for money in sum_claims(target.money for target in shown)) or "—"
        marks = say("{count} marked: {sums}", count=len(shown), sums=sums)
        if hidden:
            marks = say_many("{marks}, {count} hidden", "{marks}, {count} hidden", hidden, marks=marks)
        return words.text(marks)

    @on(LineTable.Marked)
    def say_what_keys_do(self) -> None:
        """The footer says how many rows a key will act on."""
        labels: dict[str, Message] = {}
        if self.table.marked_keys:
            count = sum(map(self.table.shows, self.table.marked_keys))
            for name in _ON_MARKS:
                labels[name] = say("{label}×{count}", label=verb(name).label, count=count)
        self.query_one(KeyBar).relabel({**self.LABELS, **labels})

    # Verbs

    def action_verb_log(self) -> None:
        """Log a call, or the same vain call to each marked client."""
        from recouv.tui.forms.bulk_actions import BulkTalk

        if not self._open_bulk(lambda marked: BulkTalk("call", marked)):
            super().action_verb_log()

    def action_verb_email(self) -> None:
        """Log an e-mail, or one to each marked row."""
        from recouv.tui.forms.bulk_actions import BulkTalk

        if not self._open_bulk(lambda marked: BulkTalk("email", marked)):
            super().action_verb_email()

    def action_verb_letter(self) -> None:
        """Log a letter, or one to each marked row."""
        from recouv.tui.forms.bulk_actions import BulkTalk

        if not self._open_bulk(lambda marked: BulkTalk("letter", marked)):
            super().action_verb_letter()

    def action_verb_note(self) -> None:
        """Write a note, in each marked client's dossier."""
        from recouv.tui.forms.bulk_actions import BulkTalk

        if not self._open_bulk(lambda marked: BulkTalk("note", marked)):
            super().action_verb_note()

    def action_verb_task(self) -> None:
        """Set a reminder, for each marked client."""
        from recouv.tui.forms.bulk_actions import BulkTask

        if not self._open_bulk(BulkTask):
            super().action_verb_task()

    def action_verb_pay(self) -> None:
        """Record a payment; what each marked row claims, in full."""
        from recouv.tui.forms.bulk_actions import BulkPayment

        if not self._open_bulk(BulkPayment):
            super().action_verb_pay()

    def action_verb_hold(self) -> None:
        """Send no reminder for a time, to each marked client."""
        from recouv.tui.forms.bulk_actions import BulkHold

        if not self._open_bulk(BulkHold):
            super().action_verb_hold()

    def action_verb_snooze(self) -> None:
        """Put the client off, or each marked client."""
        from recouv.tui.forms.bulk_actions import BulkSnooze

        if not self._open_bulk(BulkSnooze):
            super().action_verb_snooze()

    def action_verb_assign(self) -> None:
        """Give the client to somebody, or each marked client."""
        from recouv.tui.forms.bulk_actions import BulkAssign

        if not self._open_bulk(BulkAssign):
            super().action_verb_assign()

    def do_marked(self) -> bool:
        """Do what the agenda proposes for the marked rows; false when none is."""
        from recouv.tui.forms.bulk_actions import BulkProposed

        return self._open_bulk(BulkProposed)

    def _open_bulk(self, make: Callable[[MarkedTargets], BulkForm]) -> bool:
        marked = self.marked()
        if not marked.shown and not marked.hidden:
            return False
        form = make(marked)

        def show(done: Done | None) -> None:
            if done is not None:
                self.table.unmark(key for key, target in form.chosen.items() if target.client in done.dossiers)
            self.desk.show_done(done)

        self.app.push_screen(form, show)
        return True

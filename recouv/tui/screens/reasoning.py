"""Why the agenda asks what it asks of a client: the lines of `recouv explain`, from what the row was about on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.containers import VerticalScroll
from textual.message import Message

from recouv.domain.asked import Asked
from recouv.domain.errors import ProblemsError, RecouvError
from recouv.domain.message import say
from recouv.tui.kit import ACCENT, BAD, MUTED, STRONG, Plain, cells, content
from recouv.tui.screens.reader import Reader, problem_rows
from recouv.tui.widgets.client_pane import hanging
from recouv.usecases.explaining import explain_client
from recouv.wording.plain import clip, pad
from recouv.wording.reasoning import Line, StepLine, reasoning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.content import Content

    from recouv.rules.explanation import Explanation
    from recouv.tui.app import RecouvApp
    from recouv.wording.catalogue import Catalogue


#: Where a step's state has less room than this beside its day, it stands under it.
_STATE_CELLS = 20


class ReasoningReader(Reader):
    """The reasoning, scrolled to what was asked."""

    @dataclass
    class Explained(Message):
        """It was worked out."""

        found: Explanation

    @dataclass
    class Refused(Message):
        """It cannot be: the dossier is not one."""

        error: RecouvError

    def __init__(self, client: str, about: Asked) -> None:
        super().__init__("", [])
        self._client = client
        self._about = about

    @property
    def desk(self) -> RecouvApp:
        """The application, as ours."""
        return cast("RecouvApp", self.app)

    def on_mount(self) -> None:
        """Work it out."""
        text = self.desk.words.text
        self.head(text(say("Why: {client}", client=self._client)))
        self.query_one("#reader-lines", Plain).show((text(say("reading the dossier…")), MUTED))
        self._explain()

    @work(thread=True, group="explain", description="explain")
    def _explain(self) -> None:
        session = self.desk.session
        try:
            found = explain_client(session, self._client, session.today)
        except RecouvError as error:
            self.post_message(self.Refused(error))
        else:
            self.post_message(self.Explained(found))

    @on(Refused)
    def _show_refusal(self, event: Refused) -> None:
        words, error = self.desk.words, event.error
        rows = [content((words.text(error.what), BAD))]
        if error.mend:
            rows.append(content("→ ", words.text(error.mend)))
        if isinstance(error, ProblemsError):
            rows += problem_rows(error.problems, words)
        self.query_one("#reader-lines", Plain).show_rows(rows)

    @on(Explained)
    def _show(self, event: Explained) -> None:
        words = self.desk.words
        width = min(110, self.app.size.width * 9 // 10) - 5
        rows, begun = reasoning_rows(list(reasoning(event.found)), self._about, words, width)
        self.head(words.text(say("Why: {client}", client=event.found.situation.client.name)))
        self.query_one("#reader-lines", Plain).show_rows(rows)
        scroll = self.query_one(VerticalScroll)
        self.call_after_refresh(scroll.scroll_to, y=begun, animate=False)


def reasoning_rows(
    lines: Iterable[Line | StepLine], asked: Asked, words: Catalogue, width: int
) -> tuple[list[Content], int]:
    """Each on as many rows as it takes, and the row from which what was asked is answered: marked, or the first."""
    found = list(lines)
    steps = [line for line in found if isinstance(line, StepLine)]
    name = max((cells(words.text(step.name)) for step in steps), default=0)
    day = max((cells(words.short_day(step.own_day)) for step in steps), default=0)
    rows: list[Content] = []
    begun = 0
    for line in found:
        if isinstance(line, StepLine):
            step, own = words.text(line.name), words.short_day(line.own_day)
            head = f"  {pad(step, name)}  {pad(own, day)}  "
            if width - cells(head) >= _STATE_CELLS:
                rows += hanging(line.state(words), width, (head, ""))
            else:
                rows.append(content("  ", clip(f"{step}  {own.strip()}", max(10, width - 2))))
                rows += hanging(line.state(words), width, ("      ", ""))
            continue
        if line.heads_part:
            rows.append(content(""))
        is_asked = line.about.is_that_of(asked)
        if is_asked:
            begun = len(rows)
        rows += _rows_of(line, words, width, is_asked=is_asked)
    return rows, begun


def _rows_of(line: Line, words: Catalogue, width: int, *, is_asked: bool) -> list[Content]:
    mark = "> " if is_asked else "  " * line.depth
    text = words.text(line.text)
    if line.is_title:
        return [content((mark if is_asked else "", ACCENT), (text, STRONG))]
    return hanging(text, width, (mark if is_asked else "  " * line.depth, ACCENT if is_asked else ""))

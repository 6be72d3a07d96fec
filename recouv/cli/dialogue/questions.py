"""Questions, one a line, each answered by a line: what was understood is said in full before going on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from recouv.cli.output import Output
from recouv.cli.questions import is_yes
from recouv.domain.message import Message, say
from recouv.domain.money import Money
from recouv.rules.client_search import folded
from recouv.wording.formats import weekday_text
from recouv.wording.typed import TypedError, not_after, not_before, read_typed_amount, read_typed_day

_T = TypeVar("_T")
#: What gives the action up, at any question.
GIVES_UP = "."


class GivenUpError(Exception):
    """The person gave the action up."""


class LeftError(Exception):
    """There is nobody left to answer: end of input."""


class Questions:
    """The person's answers, on a day."""

    def __init__(self, output: Output, today: date) -> None:
        self._output = output
        self._words = output.words
        self._today = today

    def line(self) -> str:
        """The next line typed.

        Raises:
            LeftError: there is none.
        """
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:
            return ""
        if not line:
            raise LeftError
        return line.strip()

    def text(self, question: Message, proposed: str = "") -> str:
        """What is answered; `proposed` when nothing is."""
        self._ask(question, proposed)
        return self._answer() or proposed

    def required(self, question: Message, missing: Message) -> str:
        """What is answered, asked again until something is."""
        while not (answer := self.text(question)):
            self._output.message(missing)
        return answer

    def day(
        self,
        question: Message,
        proposed: date | None,
        *,
        past: bool = False,
        earliest: date | None = None,
        latest: date | None = None,
        since: date | None = None,
    ) -> date:
        """The day answered, from `earliest` to `latest`, said in full; of what follows a day, the next from `since`."""

        def read(text: str) -> date:
            found = read_typed_day(text, self._today, proposed=proposed, past=past, since=since)
            found = not_before(found, earliest) if earliest else found
            return not_after(found, latest) if latest else found

        return self._understood(question, self.full_day(proposed) if proposed else "", read, self.full_day)

    def day_or_none(self, question: Message) -> date | None:
        """The day answered, said in full; none when nothing is answered."""

        def read(text: str) -> date | None:
            return read_typed_day(text, self._today) if text else None

        none = self._words.text(say("none"))
        return self._understood(question, none, read, lambda day: self.full_day(day) if day else none)

    def amount(self, question: Message, whole: Money | None, currency: str) -> Money:
        """The amount answered, said in full with its currency."""
        return self._understood(
            question,
            self._words.money(whole) if whole else "",
            lambda text: read_typed_amount(text, currency=currency, whole=whole),
            self._words.money,
        )

    def choice(self, question: Message, choices: Sequence[tuple[str, Message]], proposed: str = "") -> str:
        """The code of the answer chosen, by its number or by the beginning of its name."""
        names = [self._words.text(label) for _, label in choices]
        for rank, name in enumerate(names, start=1):
            self._output.line(f"{rank}. {name}")
        spelled = [(folded(name), folded(code)) for name, (code, _) in zip(names, choices, strict=True)]
        codes = [code for code, _ in choices]
        usual = names[codes.index(proposed)] if proposed else ""

        def read(text: str) -> int:
            if not text and proposed:
                return codes.index(proposed)
            if text.isdigit() and 1 <= int(text) <= len(names):
                return int(text) - 1
            typed = folded(text)
            exact = [rank for rank, ways in enumerate(spelled) if typed in ways]
            begun = [rank for rank, ways in enumerate(spelled) if typed and any(way.startswith(typed) for way in ways)]
            if len(exact or begun) != 1:
                raise TypedError(say("answer by a number from 1 to {count}, or by the words", count=len(names)))
            return (exact or begun)[0]

        return codes[self._understood(question, usual, read, lambda rank: names[rank])]

    def yes(self, question: Message, *, default: bool = True) -> bool:
        """Whether the person says yes."""
        self._ask(question, self._words.text(say("yes") if default else say("no")))
        return is_yes(self._answer(), default=default)

    def full_day(self, day: date) -> str:
        """A date with its weekday."""
        return f"{weekday_text(day, self._words.language)} {self._words.day(day)}"

    def _understood(
        self, question: Message, proposed: str, read: Callable[[str], _T], written: Callable[[_T], str]
    ) -> _T:
        while True:
            self._ask(question, proposed)
            try:
                found = read(self._answer())
            except TypedError as wrong:
                self._output.message(wrong.what)
                continue
            self._output.message(say("understood: {answer}", answer=written(found)))
            return found

    def _ask(self, question: Message, proposed: str) -> None:
        if proposed:
            question = say("{question} (nothing typed: {proposed})", question=question, proposed=proposed)
        self._output.message(question)

    def _answer(self) -> str:
        answer = self.line()
        if answer == GIVES_UP:
            raise GivenUpError
        return answer

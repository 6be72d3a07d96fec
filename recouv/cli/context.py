"""What a command is given: the words it speaks, the day, and the workspace when it asks for one."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.cli.clock import moment
from recouv.cli.output import Output
from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.message import Message, say
from recouv.wording.catalogue import Catalogue, catalogue, locale_language

if TYPE_CHECKING:
    import argparse
    from datetime import date, datetime

    from recouv.cli.again import Seen
    from recouv.domain.money import Money
    from recouv.usecases.knowing import Known
    from recouv.usecases.session import Session


def standard_input() -> str:
    """All that standard input holds.

    Raises:
        UsageError: there is none, or it is not UTF-8.
    """
    if sys.stdin is None:
        raise UsageError(say("there is no standard input to read"), say("give the text itself, or a pipe"))
    data = sys.stdin.buffer.read() if hasattr(sys.stdin, "buffer") else sys.stdin.read().encode()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            say("standard input is not UTF-8: byte {byte}", byte=f"0x{data[error.start]:02x}"),
            say("convert it first, for instance with iconv -f latin1 -t utf-8"),
        ) from None


class Context(Struct, dict=True):
    """One run of the command line."""

    options: argparse.Namespace
    today: date
    language: str = ""
    """As `--lang` says, else the person's settings; empty when they say nothing."""
    seen: Seen | None = None
    """What git has just said of a workspace, which the first list takes instead of asking again."""
    known: Known | None = None
    """The past that the command looks at; `None` for the files as they are."""
    present: Session | None = None
    """Beside the session of a past, that of now."""

    @cached_property
    def session(self) -> Session:
        """The workspace that the user means, opened.

        Raises:
            WorkspaceError: there is none.
        """
        from recouv.usecases.session import Session, open_workspace  # deferred: help and version open nothing

        workspace = open_workspace(self.start)
        if self.seen is not None and self.seen[0] == workspace.root:
            workspace.has_looked(self.seen[1])
        return Session(workspace=workspace, today=self.today, words=self._words(workspace.config.language))

    def look_back(self, known: Known, past: Session) -> None:
        """Have the command read what was known then."""
        self.known, self.present = known, self.session
        self.__dict__["session"] = past

    def reopen(self) -> None:
        """Forget the workspace: its settings have been changed."""
        self.__dict__.pop("session", None)

    @property
    def repository(self) -> Path:
        """The repository of the workspace that the user means, opened, or a server's, which has no files beside it.

        Raises:
            WorkspaceError: there is neither.
        """
        from recouv.usecases.repositories import is_bare  # deferred: for those who read a history alone

        try:
            workspace = self.session.workspace
        except WorkspaceError:
            if is_bare(self.start):
                return self.start.resolve()
            raise
        workspace.git.require_repository()
        return workspace.root

    @property
    def start(self) -> Path:
        """The folder that `-C` or RECOUV_DIR names, else the current one."""
        return Path(self.options.directory or os.environ.get("RECOUV_DIR") or ".")

    @property
    def words(self) -> Catalogue:
        """The language: of `--lang`, of the workspace once it is open, else of the environment."""
        if "session" in self.__dict__:
            return self.session.words
        return self._words("")

    @property
    def output(self) -> Output:
        """Where the command prints, in the language of the moment."""
        return Output(self.words)

    @property
    def moment(self) -> datetime:
        """Now; never before the day of the run has begun."""
        return moment(self.today)

    def say(self, message: Message) -> str:
        """A message in the user's language."""
        return self.words.text(message)

    def day(self, text: str | None, *, past: bool = True, since: date | None = None) -> date:
        """A day as typed: ISO, `15/12`, `ven`, `+7`, `fm`…; today when `None`.

        What follows an event is the next such day `since` it: due on 30/9, for an invoice of 1/8.

        Raises:
            UsageError: it is none.
        """
        if text is None:
            return self.today
        if not text.strip():
            # an unset variable of a script is a mistake, not today
            raise UsageError(say("no day is given"), say("write it as 2026-11-12, or leave the option out"))
        from recouv.wording.typed import TypedDayError, read_typed_day  # deferred: most commands are about today

        try:
            return read_typed_day(text, self.today, proposed=self.today, past=past, since=since)
        except TypedDayError:
            raise UsageError(
                say("{text} is not a day", text=text), say("write it as 2026-11-12, 12/11, fri, +7 or eom")
            ) from None

    def money(self, text: str, currency: str) -> Money:
        """An amount as typed.

        Raises:
            UsageError: it is none, is ambiguous, or is not above zero.
        """
        from recouv.wording import typed  # deferred: for what is typed

        try:
            return typed.read_typed_amount(text, currency=currency)
        except typed.UnclearAmountError as wrong:
            what = wrong.what
        except typed.NotAnAmountError:
            what = say("{text} is not an amount", text=text)
        except typed.TypedAmountError:
            what = say("{text} is not an amount above zero", text=text)
        mend = say("write it as 1400.00, or 1 400,00; a currency other than {currency} follows it", currency=currency)
        raise UsageError(what, mend)

    def note(self) -> str:
        """The text of `--note`; read from standard input when it is `-`."""
        text = getattr(self.options, "note", None) or ""
        return standard_input() if text == "-" else text

    def _words(self, workspace_language: str) -> Catalogue:
        return catalogue(self.language or workspace_language or locale_language())

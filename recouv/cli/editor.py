"""The user's own editor on a file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from recouv.cli.output import is_terminal
from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.message import Message, say
from recouv.usecases.editor import editor_words


def open_editor(path: Path, *, without_terminal: Message, what_is_saved: Message) -> None:
    """Let the person edit `path`.

    Raises:
        UsageError: there is no terminal; `without_terminal` says what to do instead.
        WorkspaceError: the editor cannot be run, or gave up; `what_is_saved` says what became of the file.
    """
    if not is_terminal(sys.stdin):
        raise UsageError(say("an editor needs a terminal"), without_terminal)
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = editor_words()
        editor = editor or words[0]
        subprocess.run([*words, str(path)], check=True)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        raise WorkspaceError(
            say("the editor {editor} failed: {reason}", editor=editor, reason=str(error)), what_is_saved
        ) from None

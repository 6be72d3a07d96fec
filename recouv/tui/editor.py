"""The dossier in the user's own editor: the screens step aside, and what was typed is committed."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from recouv.domain.errors import ProblemsError, RecouvError
from recouv.domain.message import say
from recouv.tui.screens.problems import ProblemsScreen
from recouv.usecases.editor import editor_words
from recouv.usecases.settings import create_settings

if TYPE_CHECKING:
    from recouv.tui.app import RecouvApp

#: Editors that open at a line when told `+N`.
_TAKE_A_LINE = {"vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "mg", "ne"}


def editor_command(path: Path, line: int = 0) -> list[str]:
    """What to run to edit `path`, at `line` where the editor can."""
    words = editor_words()
    at = [f"+{line}"] if line > 0 and Path(words[0]).name in _TAKE_A_LINE else []
    return [*words, *at, str(path)]


def run_editor(desk: RecouvApp, path: Path, line: int = 0) -> bool:
    """Let the user edit `path`; false, and said, when no editor ran or it gave up."""
    command = editor_command(path, line)
    name = Path(command[0]).name
    try:
        with desk.suspend():
            code = subprocess.call(command)
    except SuspendNotSupported:
        desk.tell(say("no editor can be opened from this terminal; run: recouv edit"), look="bad")
        return False
    except OSError as error:
        reason = error.strerror or str(error)
        desk.tell(
            say("{editor} cannot be run: {reason}; set EDITOR to another", editor=name, reason=reason), look="bad"
        )
        return False
    finally:
        desk.refresh(layout=True)
    if code:
        desk.tell(say("{editor} ended with status {code}: nothing was taken in", editor=name, code=code), look="bad")
    return code == 0


def edit_dossier(desk: RecouvApp, client: str, line: int = 0) -> None:
    """Open the dossier; what was typed is then taken in by `RecouvApp.take_in`."""
    workspace = desk.session.workspace
    try:
        path = workspace.dossier_path(client)
    except ProblemsError as error:  # the file to mend is the one that the first problem is about
        path = workspace.root / error.problems[0].path if error.problems else None
    if path is not None and path.is_file() and run_editor(desk, path, line):
        desk.take_in(client)


def show_problems(desk: RecouvApp, client: str, error: ProblemsError) -> None:
    """Say what cannot be read in an edited dossier, and offer to open it again at the line."""

    def again(wanted: int | None) -> None:
        if wanted:
            edit_dossier(desk, client, wanted)
        else:
            desk.tell(
                say("the file stays as typed, uncommitted; {key} opens it again", key=desk.key_of("edit")), look="bad"
            )
            desk.read_clients((client,))

    desk.push_screen(ProblemsScreen(desk.words.text(error.what), error.problems, desk.words), again)


def edit_settings(desk: RecouvApp, path: Path) -> bool:
    """Open the settings, made first if there are none yet; false when no editor ran."""
    try:
        create_settings(path, desk.words)
    except RecouvError as error:
        desk.show_refusal(desk.Refused(error))
        return False
    first_wrong = next((problem.line for problem in desk.personal.problems), 0)
    return run_editor(desk, path, first_wrong)


def edit_text(desk: RecouvApp, text: str, name: str = "note.md") -> str | None:
    """What the user made of `text` in the editor, in a file of that name; `None` when the editor gave up."""
    with tempfile.TemporaryDirectory(prefix="recouv-") as folder:  # 0700: nobody else reads it
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        if not run_editor(desk, path):
            return None
        return path.read_text(encoding="utf-8", errors="replace").strip()

"""A letter kept in a file of the person's own, or shown by the program that they read such files with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.usecases.letter_edits import source_of
from recouv.usecases.letter_page import press_of, print_letter
from recouv.usecases.letters import Composed
from recouv.usecases.outside import require_outside_workspace
from recouv.usecases.session import Session

#: What a letter can be kept as, by how the file is called.
KINDS = (".pdf", ".html", ".txt", ".md")
#: Seconds after which what opens a file is taken for what shows it.
_PATIENCE_SECONDS = 3.0
_STILL_OPEN: list[subprocess.Popen[bytes]] = []


def save_letter(session: Session, composed: Composed, path: Path) -> str:
    """Keep the letter in that file, as its name says; the characters that no font of its pages could show.

    Raises:
        UsageError: the name says no kind of file; it is there already, one of the workspace, or cannot be written.
        WorkspaceError: the page layout of the workspace is wrong.
    """
    require_outside_workspace(session, path)
    data, missing = letter_file(session, composed, path.suffix.lower())
    try:
        with path.open("xb") as file:  # never over a file that is there
            file.write(data)
    except FileExistsError:
        raise UsageError(say("{path} is there already", path=str(path)), say("name another file")) from None
    except OSError as error:
        raise UsageError(
            say("{path} cannot be written: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("name another file"),
        ) from None
    return missing


def letter_file(session: Session, composed: Composed, kind: str) -> tuple[bytes, str]:
    """The letter as a file of a kind of `KINDS`, and the characters that no font of its pages could show.

    Raises:
        UsageError: there is no such kind.
        WorkspaceError: the page layout of the workspace is wrong.
    """
    match kind:
        case ".pdf":
            with press_of(session) as press:
                printed = print_letter(session, composed, press)
            return printed.pdf, printed.missing
        case ".html":
            return composed.html.encode(), ""
        case ".txt":
            return composed.text.encode(), ""
        case ".md":
            return source_of(composed).encode(), ""
    raise UsageError(
        say("{kind} is no kind of file for a letter", kind=kind or "-"),
        say("end its name with one of: {choices}", choices=", ".join(KINDS)),
    )


def viewer_words() -> list[str]:
    """The command that opens a file in the program it is read with; empty where there is no desktop to open it on."""
    from shutil import which  # deferred: most keys open nothing

    if sys.platform == "darwin":
        return ["open"]
    has_desktop = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return ["xdg-open"] if has_desktop and which("xdg-open") else []


def open_in_viewer(session: Session, composed: Composed, folder: Path, kind: str) -> Path:
    """Keep the letter in `folder` and have it shown; the file.

    Raises:
        UsageError: there is no program to show it, or it does not start.
    """
    words = viewer_words()
    if not words:
        raise UsageError(
            say("there is no desktop here to show the letter on"), say("keep it in a file, and open that elsewhere")
        )
    data, _ = letter_file(session, composed, kind)
    rank = sum(1 for _ in folder.iterdir())
    path = folder / f"{composed.letter.name}-{rank}{kind}"
    path.write_bytes(data)
    try:
        opener = subprocess.Popen(
            [*words, str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what it says is not for our terminal, and it outlives us
        )
        code = opener.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        _STILL_OPEN.append(opener)  # it shows the letter itself
        return path
    except OSError as error:
        raise UsageError(
            say("{command} cannot be run: {reason}", command=words[0], reason=error.strerror or str(error)),
            say("keep it in a file, and open that elsewhere"),
        ) from None
    if code:
        raise UsageError(
            say("{command} ended with status {code}: no program shows such files", command=words[0], code=code),
            say("keep it in a file, and open that elsewhere"),
        )
    return path

"""A report asked again, of a workspace in which nothing changed since, is printed again.

Ten thousand lines take longer to write than git to find that no dossier changed.  The text of a report is kept in the
index with everything that it depends on: the words of the command, the day, the language and the looks of the terminal,
the settings, the scenarios, the code.  It is printed only when git finds every file as it was; else, and for anything
unusual, the command runs as if nothing were kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from recouv.store.changes import Asking, WorkTree
    from recouv.store.index import Index

    Seen = tuple[Path, WorkTree]
    """The root of a workspace, and how its dossiers stand beside the last commit."""

#: Commands that print what the dossiers say, and nothing else.
_REPORTS = ("agenda", "balance", "outlook")
#: Below this size of the index, in bytes, the report itself is quick.
_LARGE = 200_000
_VARIABLES = (
    "LC_ALL",
    "LC_MESSAGES",
    "LANG",
    "NO_COLOR",
    "TERM",
    "COLUMNS",
    "RECOUV_SETTINGS",
    "XDG_CONFIG_HOME",
    "HOME",
)


class Again:
    """One run of the command line, as far as it may be printed from what is kept."""

    def __init__(self, argv: Sequence[str]) -> None:
        self._argv = argv
        self._key = ""
        self._edition = 0
        """Of the index, when every file was found as it was; 0 otherwise."""
        self._texts: list[str] | None = None
        self._asides: list[str] = []
        self._root = _workspace(argv) if _is_report(argv) and _has_streams() else None
        self.seen: Seen | None = None
        """What git said of the dossiers a moment ago, when it was asked: the command need not ask again."""
        self._folder = self._root / ".git" / "recouv" if self._root else None

    def print(self) -> bool:
        """Print the report if it is kept; whether it was."""
        asking = self._asked()
        if asking is None or self._root is None or self._folder is None:
            return False
        from recouv.store.index import IndexUnusableError, open_index

        with suppress(OSError):  # a file closed to us: the command says which
            self._key = _key(self._argv, self._root)
        if not self._key:
            return False
        text = None
        with suppress(IndexUnusableError), open_index(self._folder) as index:
            tree = asking.answer()
            if tree is not None:
                self.seen = (self._root, tree)
            if _nothing_changed(index, tree):
                self._edition = index.edition
                text = index.report(self._key)
        return text is not None and _printed(text)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note what is printed inside, to keep it."""
        if not self._edition:
            yield
            return
        self._texts, streams = [], (sys.stdout, sys.stderr)
        sys.stdout = cast("TextIO", _Noted(sys.stdout, self._texts))
        sys.stderr = cast("TextIO", _Noted(sys.stderr, self._asides))
        try:
            yield
        finally:
            sys.stdout, sys.stderr = streams

    def keep(self) -> None:
        """Keep what was printed; the report was a success.

        One with a warning beside it is not kept, nor one during which the day, the settings or the scenarios changed:
        nobody knows which of the two it tells.
        """
        if self._texts is None or self._asides or self._root is None or self._folder is None:
            return
        try:
            if self._key != _key(self._argv, self._root):
                return
        except OSError:
            return
        from recouv.store.index import IndexBusyError, IndexUnusableError, open_index

        with suppress(IndexUnusableError, IndexBusyError), open_index(self._folder) as index, index.writing():
            index.keep_report(self._key, self._edition, "".join(self._texts))

    def _asked(self) -> Asking | None:
        """The question whether anything changed, put to git while the rest is made ready."""
        with suppress(OSError):
            if self._root and self._folder and (self._folder / "index.sqlite").stat().st_size >= _LARGE:
                from recouv.store.changes import Asking  # deferred, as all that only a large workspace asks for

                return Asking(self._root, "dossiers")
        return None


class _Noted:
    """A standard stream, and a copy of what is written on it."""

    def __init__(self, stream: TextIO, texts: list[str]) -> None:
        self._stream = stream
        self._texts = texts

    def write(self, text: str) -> int:
        """Write, and note."""
        self._texts.append(text)
        return self._stream.write(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def _nothing_changed(index: Index, tree: WorkTree | None) -> bool:
    return tree is not None and bool(tree.head) and index.head == tree.head and not tree.changed and not index.unsure()


def _is_report(argv: Sequence[str]) -> bool:
    """Whether the command, the first word that is no option, is a report; not sure is no."""
    words = iter(argv)
    for word in words:
        if word in ("-C", "--lang"):
            next(words, None)
        else:
            # what decides something is no report, what was known then changes with the history alone; an abbreviation
            # that argparse understands is neither
            return word in _REPORTS and not any(one.startswith(("--s", "--kn")) for one in argv)
    return False


def _has_streams() -> bool:
    """Whether there is somewhere to print, in an encoding that takes every character."""
    streams = (sys.stdout, sys.stderr)
    return all(stream is not None and (stream.encoding or "").lower().replace("-", "") == "utf8" for stream in streams)


def _workspace(argv: Sequence[str]) -> Path | None:
    """The workspace meant; `None` where only the parser can tell."""
    named = [rank for rank, word in enumerate(argv) if word.startswith("-C")]
    if len(named) > 1 or any(argv[rank] != "-C" or rank + 1 == len(argv) for rank in named):
        return None
    start = Path(argv[named[0] + 1] if named else os.environ.get("RECOUV_DIR") or ".")
    with suppress(OSError):
        here = start.absolute()
        return next((folder for folder in (here, *here.parents) if (folder / "recouv.yaml").is_file()), None)
    return None


def _key(argv: Sequence[str], root: Path) -> str:
    """Everything that the text depends on, the dossiers apart."""
    from recouv.cli.clock import today
    from recouv.store.this_code import CODE
    from recouv.usecases.settings_file import settings_path

    looks = [stream.isatty() for stream in (sys.stdout, sys.stderr) if stream]
    width = os.get_terminal_size(sys.stdout.fileno()).columns if looks[0] else 0
    files = [settings_path(), root / "recouv.yaml", *sorted(root.joinpath("scenarios").glob("*.yaml"))]
    contents = [(path.name, path.read_bytes() if path.is_file() else b"") for path in files]
    variables = [os.environ.get(name) for name in _VARIABLES]
    who = _who(root) if b"approvals" in contents[1][1] else ""
    return ascii([list(argv), today().isoformat(), CODE, variables, looks, width, contents, who])


def _who(root: Path) -> str:
    """Who is at work: where approvals are asked for, the agenda is not the same for everybody."""
    from recouv.domain.errors import WorkspaceError
    from recouv.store.git import Git

    try:
        identity = Git(root).identity()
    except WorkspaceError:
        return ""
    return f"{identity.name} <{identity.email}>"


def _printed(text: str) -> bool:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError:  # a reader that left, a full disk: the command itself knows what to say
        return False
    return True

"""A workspace as a commit has it: settings, scenarios, rates and dossiers, read from git's objects.

No file of the work tree is read or touched, and nothing can be written here.
"""

from __future__ import annotations

import weakref
from functools import cached_property
from pathlib import PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING

from recouv.domain.errors import ProblemsError, WorkspaceError
from recouv.domain.message import say
from recouv.store.config import CONFIG_NAME, read_config
from recouv.store.git_objects import TRUTHFUL, Objects
from recouv.store.git_process import names, run
from recouv.store.listing import Listing, list_committed
from recouv.store.rates_text import RATES_NAME
from recouv.store.workspace import DOSSIERS, LETTERS, SCENARIOS, Workspace

if TYPE_CHECKING:
    from recouv.store.changes import WorkTree
    from recouv.store.listing import Found

_LINK = "120000"


class PastWorkspace(Workspace):
    """What was committed, to be read alone."""

    def __init__(self, present: Workspace, commit: str) -> None:
        """As the commit of that full id has it.

        Raises:
            WorkspaceError: it has no recouv.yaml, or git cannot be asked.
            ProblemsError: its recouv.yaml has problems.
        """
        self.commit = commit
        self._tree = _tree(present, commit)
        self._asked = Lock()
        self.root = present.root
        data = self.content(CONFIG_NAME)
        if data is None:
            raise WorkspaceError(
                say("revision {revision} has no {path}", revision=commit[:10], path=CONFIG_NAME),
                say("name a revision of this workspace"),
            )
        config, problems = read_config(data.decode("utf-8", "replace"))
        if problems:
            raise ProblemsError(say("the settings of {revision} cannot be used", revision=commit[:10]), problems)
        super().__init__(present.root, config)
        self._stems: dict[str, list[str]] = {}
        for path in self._tree:
            if path.startswith(f"{DOSSIERS}/"):
                self._stems.setdefault(path.rpartition("/")[2].removesuffix(".md"), []).append(path)

    def blob(self, path: str) -> str:
        """Git's name of what a file held."""
        return self._tree[path][1]

    def require_present(self) -> None:
        """Refuse to write.

        Raises:
            WorkspaceError: always.
        """
        raise WorkspaceError(say("this is the past: nothing is written there"), say("come back to today first"))

    def begin_to_look(self, times: int) -> None:
        """Ask git nothing: what was committed does not change."""

    def has_looked(self, tree: WorkTree) -> None:
        """Take no notice of the files."""

    def work_tree(self) -> WorkTree | None:
        """Nothing: no file stands beside this commit."""
        return None

    def dossier_files(self) -> tuple[set[str], set[str]]:
        """Paths of what stood among the dossiers and could not be one, and of the dossiers."""
        sides: tuple[set[str], set[str]] = (set(), set())
        start = len(f"{self.root}/")
        for found in self.listing().files.values():
            for one in found:
                sides[one.problem is None].add(one.file[start:])
        return sides

    def content(self, path: str) -> bytes | None:
        """What the file at `path` held; `None` when there was none, or a link.

        Raises:
            BrokenObjectError: the repository lacks it.
        """
        mode, blob = self._tree.get(path, ("", ""))
        if not mode.startswith("100"):
            return None
        with self._asked:
            return self._objects.content(blob)

    def content_id(self, path: str) -> str | None:
        """Git's name of what that file held; `None` when there was none."""
        mode, blob = self._tree.get(path, ("", ""))
        return blob if mode.startswith("100") else None

    def is_link(self, path: str) -> bool:
        """Whether it was a symbolic link."""
        return self._tree.get(path, ("", ""))[0] == _LINK

    def names_in(self, folder: str) -> list[str]:
        """Names of the files that were in a folder."""
        paths = (PurePosixPath(path) for path in self._tree)
        return [path.name for path in paths if str(path.parent) == folder]

    def listing(self, identifier: str = "") -> Listing:
        """The dossiers that there were, or what bore one id."""
        paths = self._stems.get(identifier, ()) if identifier else self._tree
        return list_committed(
            self.root, [(path, self._tree[path][0]) for path in paths if path.startswith(f"{DOSSIERS}/")]
        )

    def bearing(self, identifier: str) -> list[Found]:
        """What bore that id, those without a problem first."""
        return self.listing(identifier).usable(identifier) if identifier else []

    @cached_property
    def _objects(self) -> Objects:
        """One git for all that is read one by one, until nobody has this workspace any more."""
        objects = Objects(self.root)
        weakref.finalize(self, objects.__exit__)
        return objects


def _tree(present: Workspace, commit: str) -> dict[str, tuple[str, str]]:
    """Path → mode and git's name of the content of the files that a workspace is made of."""
    wanted = (f"{DOSSIERS}/", f"{SCENARIOS}/", f"{LETTERS}/", CONFIG_NAME, RATES_NAME)
    tree = {}
    for row in names(run(present.root, *TRUTHFUL, "ls-tree", "-r", "-z", commit, "--", *wanted)):
        about, _, path = row.partition("\t")
        mode, _, blob = about.split()
        tree[path] = (mode, blob)
    return tree

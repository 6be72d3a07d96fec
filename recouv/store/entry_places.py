"""In which dossiers an entry stands: an ID is given once, so that one found in two files says that one is a copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recouv.store.workspace import Workspace

#: IDs asked for at once: a command line has an end.
_AT_ONCE = 500
_NOTHING_FOUND = 1


def entry_places(workspace: Workspace, identifiers: Collection[str]) -> Mapping[str, frozenset[str]]:
    """For each of these IDs that a dossier names, the paths of all that do, as the files are now, committed or not.

    Raises:
        GitError: git cannot look.
    """
    found: dict[str, set[str]] = defaultdict(set)
    wanted = sorted(identifiers)
    for start in range(0, len(wanted), _AT_ONCE):
        asked = [part for one in wanted[start : start + _AT_ONCE] for part in ("-e", f"^{one}")]
        said = workspace.git.run(
            *("--literal-pathspecs", "grep", "--untracked", "--no-color", "--no-line-number", "--no-column"),
            *("-z", "-o", "-F", *asked, "--", workspace.folder_name),
            accept=(0, _NOTHING_FOUND),
        )
        # path NUL match newline
        for line in said.splitlines():
            path, _, match = line.partition("\0")
            found[match.removeprefix("^")].add(path)
    return {one: frozenset(paths) for one, paths in found.items()}

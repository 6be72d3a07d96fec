"""Seeing what other programs did to the dossiers, without reading them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from recouv.store.recall import moved_between
from recouv.usecases.session import Session

State = tuple[int, int]
"""When a file changed, in nanoseconds, and its size."""


class Sight(Struct, frozen=True):
    """How the dossiers stood when they were looked at."""

    head: str
    """The last commit; empty where git cannot tell."""
    files: Mapping[str, State]
    """Of the files that are not as committed (of all of them where git cannot tell), by path."""


def begin_to_look(session: Session) -> None:
    """Let git find what the first reading and the first look will ask, while the screens are prepared."""
    session.workspace.begin_to_look(2)


def look(session: Session) -> Sight:
    """How the dossiers stand now."""
    workspace = session.workspace
    tree = workspace.work_tree()
    if tree is None:
        return Sight("", _states(workspace.root, set().union(*workspace.dossier_files())))
    return Sight(tree.head, _states(workspace.root, tree.changed))


def clients_changed(session: Session, before: Sight, now: Sight) -> set[str] | None:
    """The clients whose file changed between two looks; `None` when it may be any of them."""
    moved = moved_between(session.workspace, before.head, now.head) if before.head != now.head else ()
    if moved is None:
        return None
    touched = {path for path, _ in before.files.items() ^ now.files.items()}
    return {path.rpartition("/")[2].removesuffix(".md") for path in touched.union(moved) if path.endswith(".md")}


def _states(root: Path, paths: Iterable[str]) -> dict[str, State]:
    found = {}
    for path in paths:
        try:
            state = (root / path).lstat()
        except OSError:  # removed: a state like another
            found[path] = (0, 0)
        else:
            found[path] = (state.st_mtime_ns, state.st_size)
    return found

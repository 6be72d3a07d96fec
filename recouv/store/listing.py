"""What lies among the dossiers, told apart without opening anything.

A name that is no client's id, a link, a pipe or a folder that cannot be listed stay in the listing, each with its
problem: what cannot be counted must be seen to be left out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from recouv.domain.message import Message, say
from recouv.domain.problem import Problem, Severity
from recouv.store.identifiers import is_dossier_id

#: What may lie among the dossiers without being one.
_NOT_DOSSIERS = {".gitkeep", ".gitignore", ".gitattributes"}


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is named like a dossier, or a folder that cannot be listed."""

    path: Path
    problem: Problem | None = None
    """What keeps it from being a dossier that can be relied upon."""
    opens: bool = True
    """Whether it may be opened all the same."""


@dataclass(slots=True)
class Listing:
    """The dossiers' folder and its sub-folders."""

    files: dict[str, list[Found]] = field(default_factory=dict)
    """Id → what bears it, in the order of the ids; a folder that cannot be listed is there as `name/`."""
    strays: list[Problem] = field(default_factory=list)
    """About what is among the dossiers and is none."""

    def usable(self, identifier: str) -> list[Found]:
        """What bears that id, those without a problem first."""
        return sorted(self.files.get(identifier, ()), key=lambda found: found.problem is not None)


def list_dossiers(root: Path, name: str, identifier: str = "") -> Listing:
    """List the folder `name` of the workspace at `root`, or what bears one id in it; no folder is an empty one."""
    listing = Listing()
    found: dict[str, list[Found]] = {}
    for item in sorted(_items(str(root / name), f"{identifier}.md" if identifier else ""), key=lambda item: item.path):
        path = Path(item.path)
        if item.reason is not None:
            problem = unreadable(_relative(root, path), item.reason)
            found.setdefault(f"{path.name}/", []).append(Found(path, problem, opens=False))
        elif item.is_folder:
            what = say("this folder is named like a dossier")
            listing.strays.append(_problem(_relative(root, path), what, say("rename it without .md")))
        elif path.suffix == ".md":
            found.setdefault(path.stem, []).append(_file(item, root, path))
        elif path.name not in _NOT_DOSSIERS:
            what = say("this file is among the dossiers and is not one")
            mend = say("move it to documents/")
            listing.strays.append(_problem(_relative(root, path), what, mend, Severity.WARNING))
    for key in sorted(found):
        listing.files[key] = _told_apart(root, key, found[key])
    return listing


def find_dossier(root: Path, folders: Iterable[str], identifier: str) -> list[Found]:
    """What bears that id in `folders`, those without a problem first, as `list_dossiers` does without the rest."""
    name = f"{identifier}.md"
    found = []
    for folder in sorted(folders):
        try:
            mode = os.lstat(f"{folder}/{name}").st_mode
            is_there = not stat.S_ISDIR(mode) and name in os.listdir(folder)  # noqa: PTH208  some disks find DURAND.md too
        except OSError:
            continue
        if is_there:
            item = _Item(f"{folder}/{name}", is_link=stat.S_ISLNK(mode), is_file=stat.S_ISREG(mode))
            found.append(_file(item, root, Path(item.path)))
    return sorted(_told_apart(root, identifier, found), key=lambda one: one.problem is not None)


def unreadable(path: str, reason: str | Message) -> Problem:
    """The problem of a file that the system refuses to read."""
    return _problem(path, say("cannot be read: {reason}", reason=reason), say("check its permissions"))


@dataclass(frozen=True, slots=True)
class _Item:
    path: str
    is_folder: bool = False
    is_link: bool = False
    is_file: bool = False
    reason: str | None = None
    """Why the folder cannot be listed."""


def _items(folder: str, only: str) -> Iterator[_Item]:
    """Every file, or those called `only`; of the folders, those named like a dossier or that cannot be listed."""
    pending = [folder]
    while pending:
        current = pending.pop()
        try:
            with os.scandir(current) as scanned:
                entries = [entry for entry in scanned if not entry.name.startswith(".")]
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            yield _Item(current, is_folder=True, reason=error.strerror or str(error))
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
                if entry.name.endswith(".md"):
                    yield _Item(entry.path, is_folder=True)
            elif not only or entry.name == only:
                yield _Item(entry.path, is_link=entry.is_symlink(), is_file=entry.is_file(follow_symlinks=False))


def _file(item: _Item, root: Path, path: Path) -> Found:
    if item.is_link:
        what = say("this is a symbolic link, not a dossier")
        mend = say("put the file itself in its place, or remove the link")
        return Found(path, _problem(_relative(root, path), what, mend), opens=False)
    if not item.is_file:
        return Found(path, unreadable(_relative(root, path), say("it is not a regular file")), opens=False)
    if not is_dossier_id(path.stem):
        what = say("{stem} cannot be a client's id", stem=path.stem)
        mend = say("rename the file with lower-case letters, digits and dashes")
        return Found(path, _problem(_relative(root, path), what, mend))
    return Found(path)


def _told_apart(root: Path, identifier: str, found: list[Found]) -> list[Found]:
    """The files of one id; several that could each be the dossier are a problem on each, which names another."""
    rivals = [one for one in found if one.problem is None]
    if len(rivals) < 2:
        return found
    names = [_relative(root, one.path) for one in rivals]
    mend = say("keep one of the two files")
    doubled = [
        Found(one.path, _problem(name, say("client {id} is also in {other}", id=identifier, other=other), mend))
        for one, name, other in zip(rivals, names, [*names[1:], names[0]], strict=True)
    ]
    return [*doubled, *(one for one in found if one.problem is not None)]


def _relative(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _problem(path: str, what: Message, mend: Message, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(path, 1, 1, what, mend, severity)

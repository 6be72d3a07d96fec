"""What lies among the dossiers, told apart without opening anything.

A name that is no client's id, a link, a pipe or a folder that cannot be listed stay in the listing, each with its
problem: what cannot be counted must be seen to be left out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field

from recouv.domain.message import Message, say
from recouv.domain.problem import Problem, Severity
from recouv.store.identifiers import is_dossier_id, why_not_dossier_id

#: What may lie among the dossiers without being one.
_NOT_DOSSIERS = {".gitkeep", ".gitignore", ".gitattributes"}
_SUFFIX = ".md"
#: Git's mode of a symbolic link.
_LINK = "120000"


class Found(NamedTuple):
    """A file that is named like a dossier, or a folder that cannot be listed."""

    file: str
    problem: Problem | None = None
    """What keeps it from being a dossier that can be relied upon."""
    opens: bool = True
    """Whether it may be opened all the same."""

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.file)


class Listing(Struct):
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
    scan = _Scan(root, f"{identifier}{_SUFFIX}" if identifier else "")
    scan.folder(str(root / name))
    listing = Listing(strays=sorted(scan.strays, key=lambda problem: problem.path))
    for key in sorted(scan.found):
        found = scan.found[key]
        listing.files[key] = found if len(found) == 1 else _told_apart(root, key, sorted(found))
    return listing


def list_committed(root: Path, files: Iterable[tuple[str, str]]) -> Listing:
    """The same of a commit, which has these files: path from the root, and mode as git writes it."""
    found: dict[str, list[Found]] = {}
    for path, mode in files:
        name = path.rpartition("/")[2]
        if not name.endswith(_SUFFIX) or "/." in path:
            continue
        stem, file = name[: -len(_SUFFIX)], f"{root}/{path}"
        if not mode.startswith("100"):
            odd = say("this is a symbolic link, not a dossier") if mode == _LINK else say("it is not a regular file")
            mend = say("put the file itself in its place, or remove the link")
            one = Found(file, _problem(path, odd, mend), opens=False)
        else:
            one = Found(file) if is_dossier_id(stem) else Found(file, _named_wrongly(path, stem))
        found.setdefault(stem, []).append(one)
    listing = Listing()
    for stem in sorted(found):
        bearers = found[stem]
        listing.files[stem] = bearers if len(bearers) == 1 else _told_apart(root, stem, sorted(bearers))
    return listing


def find_dossier(root: Path, folders: Iterable[str], identifier: str) -> list[Found]:
    """What bears that id in `folders`, those without a problem first, as `list_dossiers` does without the rest."""
    name = f"{identifier}.md"
    found = []
    for folder in folders:
        file = f"{folder}/{name}"
        try:
            mode = os.lstat(file).st_mode
            is_there = not stat.S_ISDIR(mode) and name in os.listdir(folder)  # noqa: PTH208  some disks find DURAND.md too
        except OSError:
            continue
        if is_there:
            found.append(Found(file) if stat.S_ISREG(mode) else _odd_file(file, root, identifier))
    found.sort(key=lambda one: one.file)
    return sorted(_told_apart(root, identifier, found), key=lambda one: one.problem is not None)


def unreadable(path: str, reason: str | Message) -> Problem:
    """The problem of a file that the system refuses to read."""
    return _problem(path, say("cannot be read: {reason}", reason=reason), say("check its permissions"))


class _Scan:
    """What is in a folder and under it: every file, or those called `only`."""

    def __init__(self, root: Path, only: str) -> None:
        self.root = root
        self.only = only
        self.found: dict[str, list[Found]] = {}
        self.strays: list[Problem] = []

    def folder(self, folder: str) -> None:
        """Take in a folder and those in it."""
        pending = [folder]
        while pending:
            current = pending.pop()
            try:
                with os.scandir(current) as scanned:
                    entries = list(scanned)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                problem = unreadable(_relative(self.root, current), error.strerror or str(error))
                self._add(f"{os.path.basename(current)}/", Found(current, problem, opens=False))  # noqa: PTH119 hot path
                continue
            for entry in entries:
                if entry.name[0] == ".":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                    if entry.name.endswith(_SUFFIX):
                        self._stray_folder(entry.path)
                elif not self.only or entry.name == self.only:
                    self._file(entry)

    def _add(self, key: str, found: Found) -> None:
        self.found.setdefault(key, []).append(found)

    def _file(self, entry: os.DirEntry[str]) -> None:
        name = entry.name
        if name.endswith(_SUFFIX):
            stem = name[: -len(_SUFFIX)]
            plain = entry.is_file(follow_symlinks=False) and is_dossier_id(stem)
            self._add(stem, Found(entry.path) if plain else _odd_file(entry.path, self.root, stem))
        elif name not in _NOT_DOSSIERS:
            what = say("this file is among the dossiers and is not one")
            mend = say("move it to documents/")
            self.strays.append(_problem(_relative(self.root, entry.path), what, mend, Severity.WARNING))

    def _stray_folder(self, path: str) -> None:
        what = say("this folder is named like a dossier")
        self.strays.append(_problem(_relative(self.root, path), what, say("rename it without .md")))


def _odd_file(file: str, root: Path, stem: str) -> Found:
    """A file that is named like a dossier and cannot be one."""
    place = _relative(root, file)
    path = Path(file)
    if path.is_symlink():
        what = say("this is a symbolic link, not a dossier")
        mend = say("put the file itself in its place, or remove the link")
        return Found(file, _problem(place, what, mend), opens=False)
    if not path.is_file():
        return Found(file, unreadable(place, say("it is not a regular file")), opens=False)
    return Found(file, _named_wrongly(place, stem))


def _named_wrongly(place: str, stem: str) -> Problem:
    return _problem(place, *why_not_dossier_id(stem))


def _told_apart(root: Path, identifier: str, found: list[Found]) -> list[Found]:
    """The files of one id; several that could each be the dossier are a problem on each, which names another."""
    rivals = [one for one in found if one.problem is None]
    if len(rivals) < 2:
        return found
    names = [_relative(root, one.file) for one in rivals]
    mend = say("keep one of the two files")
    doubled = [
        Found(one.file, _problem(name, say("client {id} is also in {other}", id=identifier, other=other), mend))
        for one, name, other in zip(rivals, names, [*names[1:], names[0]], strict=True)
    ]
    return [*doubled, *(one for one in found if one.problem is not None)]


def _relative(root: Path, path: str) -> str:
    return Path(path).relative_to(root).as_posix()


def _problem(path: str, what: Message, mend: Message, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(path, 1, 1, what, mend, severity)

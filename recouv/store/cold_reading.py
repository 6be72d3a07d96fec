"""Reading many dossiers at once, on every core.

Helpers are plain programs that are sent a job and answer through a pipe: the screens read from threads, where neither a
fork (it copies locks that others hold) nor `multiprocessing` (it wants a standard error of its own) will do.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from recouv.store.dossier_text import read_dossier, unreadable_dossier
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.listing import unreadable

if TYPE_CHECKING:
    from subprocess import Popen

    from recouv.domain.dossier import Dossier

Answer = Callable[["Dossier"], str | None]
"""What is worked out from one dossier, as text, or `None`; a function that another process can be sent."""
Derive = Callable[[str], str]
"""What is worked out from such a text; likewise."""

#: From this many dossiers on, helpers are started: below, starting them costs more than they save.
_FEW = 300
#: Of dossiers read from git, each helper of which starts one of its own.
_FEW_COMMITTED = 1000
#: To work out something from a text takes a tenth of the time that reading a dossier does.
_FEW_TEXTS = 3000
#: Dossiers that a helper answers for at a time.
CHUNK = 100
#: Before each answer of a helper: its length in bytes.
LENGTH = struct.Struct("!I")


class Worked(Struct, frozen=True):
    """A file, and what was worked out from it."""

    path: str
    hash: str
    """As git names the content: the id of its blob."""
    values: tuple[str | None, ...]
    """One for each question; `None` when the dossier cannot be relied upon for it."""


def work_out(
    root: Path, paths: Sequence[str], answer: Answer, derive: Sequence[Derive] = ()
) -> Generator[Worked, None, None]:
    """Read these dossiers and work out the answer of each, in any order; those that are gone are left out.

    Each of `derive` is given the answer before it.
    """
    here = partial(work_out_here, root, answer=answer, derive=derive)
    left = dict.fromkeys(paths)
    if len(paths) >= _FEW:
        for one in _by_helpers(here, paths):
            left.pop(one.path, None)
            yield one
    yield from here(left)  # everything, or what a helper that was stopped left undone


def work_out_here(root: Path, paths: Iterable[str], answer: Answer, derive: Sequence[Derive] = ()) -> Iterator[Worked]:
    """The same, in this process and in the order of `paths`."""
    for path in paths:
        try:
            data = read_bytes(root / path)
        except UnreadableFileError as error:
            dossier = unreadable_dossier(path, unreadable(path, error.reason)).dossier
            data = b""
        else:
            if data is None:
                continue
            dossier = read_dossier(data, path=path).dossier
        yield Worked(path, blob_id(data), _derived(answer(dossier), derive))


def work_out_committed(
    root: Path, blobs: Mapping[str, str], answer: Answer, derive: Sequence[Derive] = ()
) -> Generator[Worked, None, None]:
    """The same of dossiers as they were committed: by their paths, git's names of what they held."""
    here = partial(work_out_committed_here, root, answer=answer, derive=derive)
    left = dict(blobs)
    if len(blobs) >= _FEW_COMMITTED:
        for one in _by_helpers(here, list(blobs.items())):
            left.pop(one.path, None)
            yield one
    if left:
        yield from here(left.items())


def work_out_committed_here(
    root: Path, blobs: Iterable[tuple[str, str]], answer: Answer, derive: Sequence[Derive] = ()
) -> Iterator[Worked]:
    """The same, in this process and by one git.

    Raises:
        BrokenObjectError: the repository lacks one of them.
    """
    from recouv.store.git_objects import Objects  # deferred: for those who look back

    wanted = list(blobs)
    with Objects(root) as objects:
        contents = objects.contents(blob for _, blob in wanted)
        for (path, blob), data in zip(wanted, contents, strict=True):
            dossier = read_dossier(data, path=path).dossier
            yield Worked(path, blob, _derived(answer(dossier), derive))


def derive_more(known: Sequence[Worked], derive: Sequence[Derive]) -> Generator[Worked, None, None]:
    """What else is worked out from the last answer of each of `known`, in any order, without reading any dossier."""
    here = partial(derive_here, derive=derive)
    left = {one.path: one for one in known}
    if len(known) >= _FEW_TEXTS:
        for one in _by_helpers(here, known):
            left.pop(one.path, None)
            yield one
    yield from here(left.values())


def derive_here(known: Iterable[Worked], derive: Sequence[Derive]) -> Iterator[Worked]:
    """The same, in this process and in the order of `known`."""
    for one in known:
        yield Worked(one.path, one.hash, _derived(one.values[-1], derive)[1:])


def _derived(value: str | None, derive: Sequence[Derive]) -> tuple[str | None, ...]:
    """The value, and what each of `derive` works out from the one before."""
    values = [value]
    for one in derive:
        value = None if value is None else one(value)
        values.append(value)
    return tuple(values)


def blob_id(data: bytes) -> str:
    """The id that git gives this content, in a repository of SHA-1 (in one of SHA-256, merely a hash of it)."""
    import hashlib  # deferred: a warm list hashes nothing

    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _by_helpers(work: Callable[[Iterable[Any]], Iterator[Worked]], items: Sequence[object]) -> Iterator[Worked]:
    """What a helper for each core works out from its share; one that fails leaves the rest of its share out."""
    import pickle  # between our own processes alone
    from selectors import EVENT_READ, DefaultSelector

    cores = len(os.sched_getaffinity(0))
    if cores == 1:
        return
    helpers: list[Popen[bytes]] = []
    try:
        with DefaultSelector() as pipes:
            for rank in range(cores):
                helper = _started()
                if helper is None:
                    continue
                helpers.append(helper)
                assert helper.stdin is not None  # asked for as pipes
                assert helper.stdout is not None
                with suppress(OSError), helper.stdin as job:
                    pickle.dump((work, items[rank::cores]), job)
                pipes.register(helper.stdout.fileno(), EVENT_READ)
            while pipes.get_map():
                for key, _ in pipes.select():
                    chunk = _received(key.fd)
                    if chunk is None:
                        pipes.unregister(key.fd)
                    else:
                        yield from pickle.loads(chunk)  # noqa: S301 what our own helper wrote
    finally:
        for helper in helpers:
            helper.kill()
            with helper:  # which closes its pipes and waits for its end
                pass


def _started() -> Popen[bytes] | None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "recouv.store.cold_helper"]
    with suppress(OSError):
        return subprocess.Popen(
            command, bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    return None


def _received(pipe: int) -> bytes | None:
    """The next answer of a helper; `None` at the end, or where one was cut short."""
    header = _exactly(pipe, LENGTH.size)
    return _exactly(pipe, LENGTH.unpack(header)[0]) if header else None


def _exactly(pipe: int, count: int) -> bytes | None:
    parts = []
    while count:
        part = os.read(pipe, count)
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)

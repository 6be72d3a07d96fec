"""Reading many dossiers at once, on every core."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from recouv.store.dossier_text import read_dossier, unreadable_dossier
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.listing import unreadable

if TYPE_CHECKING:
    from recouv.domain.dossier import Dossier

Answer = Callable[["Dossier"], str | None]
"""What is worked out from one dossier, as text, or `None`; a function that another process can be sent."""

#: From this many files on, other processes are started: below, starting them costs more than they save.
_FEW = 300
#: Files sent to a process at a time.
_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Worked:
    """A file that was read, and what was worked out from it."""

    path: str
    hash: str
    """As git names that content: the id of its blob."""
    value: str | None
    """`None` when the dossier cannot be relied upon for it."""


def work_out(root: Path, paths: Sequence[str], answer: Answer) -> Iterator[Worked]:
    """Read these dossiers and work out the answer of each, in any order; those that are gone are left out."""
    cores = len(os.sched_getaffinity(0))
    if len(paths) < _FEW or cores < 2:
        yield from _work_out(root, paths, answer)
        return
    from concurrent.futures import ProcessPoolExecutor, as_completed  # deferred: 20 ms that a warm list does not need
    from multiprocessing import get_context

    # spawned, not forked: the screens read from threads, and a fork would copy locks that other threads hold
    with ProcessPoolExecutor(cores, get_context("spawn"), initializer=_begin) as pool:
        jobs = [
            pool.submit(_work_out_chunk, root, paths[start : start + _CHUNK], answer)
            for start in range(0, len(paths), _CHUNK)
        ]
        try:
            for job in as_completed(jobs):
                yield from job.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _begin() -> None:
    """In a process that helps: an interruption is for the one that a person started, which stops the others.

    A dossier is read and forgotten: searching for cycles would find none, and cost a tenth of the time.
    """
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def _work_out_chunk(root: Path, paths: Sequence[str], answer: Answer) -> list[Worked]:
    return list(_work_out(root, paths, answer))


def _work_out(root: Path, paths: Iterable[str], answer: Answer) -> Iterator[Worked]:
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
        yield Worked(path, blob_id(data), answer(dossier))


def blob_id(data: bytes) -> str:
    """The id that git gives this content, in a repository of SHA-1 (in one of SHA-256, merely a hash of it)."""
    import hashlib  # deferred: a warm list hashes nothing

    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()

"""What lists need of every dossier as it was at a commit: recalled where its content is known, read from git otherwise.

1. the commit says which content each dossier had;
2. where the file still holds it, the index of the files has the answer; where it holds another one, the answer may have
   been worked out on an earlier look (`past_answers`);
3. what is missing is read from git's objects, on every core when it is much, and remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from recouv.store.cold_reading import Worked, work_out_committed
from recouv.store.index import Index, IndexBusyError, IndexUnusableError, open_index
from recouv.store.recall import (
    Answered,
    Derived,
    Question,
    Recalled,
    chain_of,
    counted,
    derivations,
    derive_from,
    in_order,
    recalled,
)

if TYPE_CHECKING:
    from recouv.store.past_workspace import PastWorkspace
    from recouv.store.recall import Progress
    from recouv.store.workspace import Workspace


def recall_past(workspace: Workspace, question: Question | Derived, progress: Progress | None = None) -> Recalled:
    """The answers that the dossiers give to the question as they were at the commit of the workspace.

    Raises:
        BrokenObjectError: the repository lacks some of them.
    """
    past = cast("PastWorkspace", workspace)
    odd, even = past.dossier_files()
    blobs = {path: past.blob(path) for path in even}
    answers: list[Answered] = [(path, None) for path in odd]
    folder = past.scratch
    for _ in range(2 if folder is not None else 0):  # an index that proves damaged is made again, once
        assert folder is not None
        try:
            with open_index(folder) as index:
                return recalled(in_order([*answers, *_with_index(past, index, question, blobs, progress)]))
        except IndexUnusableError:
            continue
    worked = _work_out(past, question, blobs, progress)
    return recalled(in_order([*answers, *((one.path, one.values[-1]) for one in worked)]))


def _with_index(
    workspace: PastWorkspace,
    index: Index,
    question: Question | Derived,
    blobs: dict[str, str],
    progress: Progress | None,
) -> list[Answered]:
    chain = chain_of(question)
    left = dict(blobs)
    answers: list[Answered] = []
    found: list[Sequence[Worked]] = []
    for rank in reversed(range(len(chain))):
        known = _known(index, chain[rank], left)
        for path in known:
            del left[path]
        if rank == len(chain) - 1:
            answers += [(path, one.values[-1]) for path, one in known.items()]
        else:
            found.append(list(derive_from(question, rank, known, progress)))
    found.append(_work_out(workspace, question, left, progress))
    _remember(index, [asked.key for asked in chain], found)
    return [*answers, *((one.path, one.values[-1]) for some in found for one in some)]


def _known(index: Index, asked: Question | Derived, left: dict[str, str]) -> dict[str, Worked]:
    """The answers to one question that are known and hold, by path."""
    if not left:
        return {}
    answers: list[tuple[str, str | None]] = []
    number = index.question(asked.key)
    if number is not None:
        rows = index.answers_and_hashes(number, left)
        answers += [(path, value) for path, content, value in rows if content == left[path]]
    answers += index.past.known(asked.key, left)
    return {
        path: Worked(path, left[path], (value,))
        for path, value in answers
        if value is None or asked.holds is None or asked.holds(value)
    }


def _work_out(
    workspace: PastWorkspace, question: Question | Derived, blobs: dict[str, str], progress: Progress | None
) -> list[Worked]:
    if not blobs:
        return []
    first, *others = chain_of(question)
    assert isinstance(first, Question)  # by chain_of
    reading = work_out_committed(workspace.root, blobs, first.answer(), derivations(others))
    return list(counted(reading, len(blobs), progress))


def _remember(index: Index, keys: Sequence[str], found: Iterable[Sequence[Worked]]) -> None:
    """Keep what was worked out, each answer with the question that it is one to: the last ones of the chain."""
    try:
        with index.writing():
            for worked in filter(None, found):
                count = len(worked[0].values)
                for rank, key in enumerate(keys[-count:]):
                    index.past.remember(key, ((one.path, one.hash, one.values[rank]) for one in worked))
    except IndexBusyError:
        pass  # the answers are right; the next look works them out again

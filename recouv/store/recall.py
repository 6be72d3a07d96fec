"""What lists need of every dossier: recalled where the file is as it was, worked out again where it is not.

1. git says which files are not as committed (`changes`), the index which others it cannot be sure of;
2. those are hashed; where the content is another one, what was worked out from it is forgotten;
3. what is missing is worked out, on every core when it is much, and remembered;
4. without git, or with an index that cannot be used, everything is read: slower, and the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from msgspec import Struct, field

from recouv.domain.errors import WorkspaceError
from recouv.store.index import Index, IndexBusyError, Indexed, IndexUnusableError, open_index

if TYPE_CHECKING:
    from recouv.store.changes import WorkTree
    from recouv.store.cold_reading import Answer, Derive, Worked
    from recouv.store.workspace import Workspace

Progress = Callable[[int, int], None]
"""Told how many dossiers were read, of how many."""
Answered = tuple[str, str | None]
"""The path of a file and what was worked out from it; `None` when it cannot be relied upon."""
#: Beyond this many paths, git is asked about all of them: a command line has an end.
_MANY = 200


class Question(Struct, frozen=True):
    """Something to work out from each dossier."""

    key: str
    """Says everything that the answer depends on beside the dossier."""
    answer: Callable[[], Answer]
    """Makes the function that works it out; called when an answer is missing."""
    holds: Callable[[str], bool] | None = None
    """Whether an answer given earlier is still good; `None` when the key says it all."""


class Derived(Struct, frozen=True):
    """Something to work out from each answer to another question: no dossier is read where that one still holds."""

    key: str
    """Says everything that the answer depends on beside the other one."""
    of: Question | Derived
    derive: Callable[[], Derive]
    """Makes the function that works it out; called when an answer is missing."""
    holds: Callable[[str], bool] | None = None
    """Whether an answer given earlier is still good; `None` when the key says it all."""


class Recalled(Struct, frozen=True):
    """The answers of a workspace."""

    values: list[str]
    """One for each dossier that has an answer, in the order of the ids."""
    unreadable: tuple[str, ...]
    """Paths of the others."""


def recall(workspace: Workspace, question: Question | Derived, progress: Progress | None = None) -> Recalled:
    """The answers that the dossiers, as they are now, give to the question."""
    if workspace.commit:
        from recouv.store.past_recall import recall_past  # deferred: for those who look back

        return recall_past(workspace, question, progress)
    tree, folder = workspace.work_tree(), workspace.scratch
    if tree is not None and folder is not None:
        for _ in range(2):  # an index that proves damaged is made again, once
            try:
                with open_index(folder) as index:
                    return recalled(_with_index(workspace, index, tree, question, progress))
            except IndexUnusableError:
                continue
    odd, even = workspace.dossier_files()
    answers: list[Answered] = [(path, None) for path in odd]
    answers += [(one.path, one.values[-1]) for one in _work_out(workspace, question, even, progress)]
    return recalled(in_order(answers))


def recall_first(workspace: Workspace, question: Question | Derived, count: int) -> list[str] | None:
    """The answers that come first in the order of their characters.

    `None` when something has to be read or worked out before it can be told.
    """
    if workspace.commit:
        return None
    tree, folder = workspace.work_tree(), workspace.scratch
    if tree is None or folder is None:
        return None
    try:
        with open_index(folder) as index:
            number = index.question(question.key)
            if number is None or index.head != tree.head or tree.changed or index.unsure():
                return None
            return index.first(number, count) if index.knows_all(number) else None
    except IndexUnusableError:
        return None


class _Survey(Struct):
    """How the files stand beside what the index knows of them."""

    changed: set[str]
    """New files, and those that hold something else."""
    same: dict[str, Indexed] = field(default_factory=dict)
    """Files that had to be looked at, and hold what they held."""
    odd: set[str] = field(default_factory=set)
    """Files that cannot be dossiers, whatever they hold."""
    gone: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    """Files that are not there, and that git may put back without a word: the commit has them."""
    blobs: dict[str, str] = field(default_factory=dict)
    """Ids of the blobs that the commit has for the files looked at."""
    is_new: bool = False
    """Whether the index knew nothing that can be used."""


def _with_index(
    workspace: Workspace, index: Index, tree: WorkTree, question: Question | Derived, progress: Progress | None
) -> list[Answered]:
    """The answer of every file, in the order of the ids."""
    head = index.head
    number = index.question(question.key)
    survey = _survey(workspace, index, tree, head)
    before: list[Answered] = []
    missing = set(survey.changed)
    if not survey.is_new:
        before = index.answers(number) if number is not None else []
        missing |= set(index.unanswered(number)) - survey.gone - survey.odd
        if question.holds is not None:
            missing |= {path for path, value in before if value is not None and not question.holds(value)}
    known = _known(index, question, missing - survey.changed)
    to_read = missing.difference(*known.values())
    worked = {one.path: one for one in _work_out(workspace, question, to_read, progress)}
    survey.absent |= survey.changed - worked.keys()  # removed since they were listed
    derived = [{one.path: one for one in derive_from(question, rank, of, progress)} for rank, of in known.items()]
    news = worked or any(derived) or survey.gone or survey.odd or survey.absent
    if news or head != tree.head or _doubts_changed(survey, tree):
        _write(index, tree, question, survey, [worked, *derived], head)
    if not missing and not survey.gone and not survey.odd:
        return before
    answers = {path: value for path, value in before if path not in missing and path not in survey.gone}
    answers.update((path, None) for path in survey.odd)
    answers.update((path, one.values[-1]) for found in (worked, *derived) for path, one in found.items())
    return in_order(answers.items())


def chain_of(question: Question | Derived) -> list[Question | Derived]:
    """The question, after all those that it rests on: the first is answered from the dossier itself."""
    chain = [question]
    while isinstance(chain[0], Derived):
        chain.insert(0, chain[0].of)
    return chain


def _known(index: Index, question: Question | Derived, missing: Collection[str]) -> dict[int, dict[str, Worked]]:
    """For the files at `missing`, the answer that holds and is nearest to the one asked for.

    By its rank among those that the question rests on, the nearest first.
    """
    from recouv.store.cold_reading import Worked

    found: dict[int, dict[str, Worked]] = {}
    left = set(missing)
    for rank, asked in reversed(list(enumerate(chain_of(question)[:-1]))):
        number = index.question(asked.key) if left else None
        if number is not None:
            found[rank] = {
                path: Worked(path, content, (value,))
                for path, content, value in index.answers_and_hashes(number, left)
                if value is None or asked.holds is None or asked.holds(value)
            }
            left -= found[rank].keys()
    return found


def _survey(workspace: Workspace, index: Index, tree: WorkTree, head: str) -> _Survey:
    blobs = moved_between(workspace, head, tree.head)
    if blobs is None:
        odd, even = workspace.dossier_files()
        blobs = _blobs(workspace, tree.head)
        absent = {path for path in blobs if _may_be_dossier(path)} - odd - even
        return _Survey(changed=even, odd=odd, absent=absent, blobs=blobs, is_new=True)
    unsure = index.unsure()
    suspects = {path for path in (tree.changed | blobs.keys()) if _may_be_dossier(path)} | unsure
    rows = index.files(suspects)
    hashes = {path: _hash(workspace, path) for path, row in rows.items() if not row.odd}
    survey = _Survey(changed=set(), blobs=blobs)
    if any(hashes.get(path) is None for path in suspects):
        # a file came, went or is odd: only the whole folder tells which are dossiers
        survey.odd, even = workspace.dossier_files()
        known = index.paths()
        survey.gone = known - survey.odd - even
        survey.absent = (suspects | survey.gone) - survey.odd - even
        survey.changed = (even - known) | {path for path, row in rows.items() if row.odd and path in even}
    for path, found in hashes.items():
        if path not in survey.gone and path not in survey.odd:
            if found == rows[path].hash:
                survey.same[path] = rows[path]
            else:
                survey.changed.add(path)
    asked = (survey.changed | survey.same.keys() | survey.absent) - tree.changed - blobs.keys()
    if asked:
        survey.blobs |= _blobs(workspace, tree.head, asked)
    survey.absent = {path for path in survey.absent if path in tree.changed or survey.blobs.get(path, "").strip("0")}
    return survey


def _doubts_changed(survey: _Survey, tree: WorkTree) -> bool:
    return any(row.sure != _is_sure(survey, tree, path, row.hash) for path, row in survey.same.items())


def _is_sure(survey: _Survey, tree: WorkTree, path: str, content: str) -> bool:
    """Whether the content read is what the commit has: git then tells when it changes."""
    return path not in tree.changed and survey.blobs.get(path) == content


def _write(
    index: Index,
    tree: WorkTree,
    question: Question | Derived,
    survey: _Survey,
    found: Sequence[dict[str, Worked]],
    head: str,
) -> None:
    """Remember what was found, what was read before what was derived.

    Another process that has just written is left the last word on the files.
    """
    try:
        with index.writing():
            if index.head == head:
                if survey.is_new:
                    index.clear()
                rows = index.files(found[0])
                fresh = [
                    Indexed(path, _id(path), one.hash, _is_sure(survey, tree, path, one.hash))
                    for path, one in found[0].items()
                    if path not in rows or rows[path].odd or rows[path].hash != one.hash
                ]
                fresh += [Indexed(path, _id(path), "", sure=False, odd=True) for path in survey.odd | survey.absent]
                if survey.gone:
                    index.remove(survey.gone)
                if fresh:
                    index.put(fresh)
                for path, row in survey.same.items():
                    index.assure(path, row.hash, sure=_is_sure(survey, tree, path, row.hash))
                index.stand_at(tree.head)
            keys = [asked.key for asked in chain_of(question)]
            for worked in found:
                _write_answers(index, keys, worked)
    except IndexBusyError:
        pass  # the answers are right; the next list works them out again


def _write_answers(index: Index, keys: Sequence[str], worked: dict[str, Worked]) -> None:
    """Remember the answers to the last of these questions, of the files that still hold what they come from."""
    if not worked:
        return
    rows = index.files(worked)
    known = [one for path, one in worked.items() if path in rows and rows[path].hash == one.hash]
    count = len(next(iter(worked.values())).values)
    for rank, key in enumerate(keys[-count:]):
        number = index.ask(key, of=keys)
        index.answer(number, ((_id(one.path), one.path, one.values[rank]) for one in known))


def _work_out(
    workspace: Workspace, question: Question | Derived, paths: Collection[str], progress: Progress | None
) -> Iterator[Worked]:
    """Read the dossiers at `paths`: the answers to all that the question rests on, and to itself."""
    if not paths:
        return
    from recouv.store.cold_reading import work_out  # deferred: a warm list reads no dossier

    first, *others = chain_of(question)
    assert isinstance(first, Question)  # by chain_of
    reading = work_out(workspace.root, sorted(paths), first.answer(), derivations(others))
    yield from counted(reading, len(paths), progress)


def derive_from(
    question: Question | Derived, rank: int, known: dict[str, Worked], progress: Progress | None
) -> Iterator[Worked]:
    """The answers that are worked out, without reading any dossier, from those of that rank."""
    if not known:
        return
    from recouv.store.cold_reading import derive_more

    deriving = derive_more(list(known.values()), derivations(chain_of(question)[rank + 1 :]))
    yield from counted(deriving, len(known), progress)


def derivations(chain: Sequence[Question | Derived]) -> list[Derive]:
    """What works out the answer to each of these that rests on another."""
    return [one.derive() for one in chain if isinstance(one, Derived)]


def counted(working: Generator[Worked, None, None], total: int, progress: Progress | None) -> Iterator[Worked]:
    """The same, told to `progress` one by one; given up, it gives up the work too."""
    with closing(working) as worked:  # given up, it leaves no helper
        for count, one in enumerate(worked, start=1):
            if progress is not None:
                progress(count, total)
            yield one


def _hash(workspace: Workspace, path: str) -> str | None:
    """What the file holds now; `None` when it is gone, or is no file: a link may lead to another client's."""
    from recouv.store.cold_reading import blob_id
    from recouv.store.files import UnreadableFileError, read_bytes

    file = workspace.root / path
    try:
        data = None if file.is_symlink() else read_bytes(file)
    except UnreadableFileError:
        return ""
    return None if data is None else blob_id(data)


def moved_between(workspace: Workspace, before: str, now: str) -> dict[str, str] | None:
    """The dossiers that two commits have different: path, and blob in the second; `None` when the first is unknown."""
    if not before:
        return None
    if before == now:
        return {}
    try:
        said = workspace.git.run("diff-tree", "-r", "-z", "--no-renames", before, now, "--", workspace.folder_name)
    except WorkspaceError:
        return None
    # :old-mode new-mode old-blob new-blob status NUL path NUL
    fields = said.split("\0")
    return {path: about.split(" ")[3] for about, path in zip(fields[0::2], fields[1::2], strict=False)}


def _blobs(workspace: Workspace, commit: str, paths: Collection[str] = ()) -> dict[str, str]:
    """Path and blob of the dossiers (of `paths` when given) in a commit."""
    if not commit:
        return {}
    asked = sorted(paths) if 0 < len(paths) <= _MANY else [workspace.folder_name]
    try:
        said = workspace.git.run("--literal-pathspecs", "ls-tree", "-r", "-z", commit, "--", *asked)
    except WorkspaceError:
        return {}
    # mode type blob TAB path NUL
    pairs = (record.partition("\t") for record in said.split("\0") if record)
    return {path: about.rpartition(" ")[2] for about, _, path in pairs}


def _may_be_dossier(path: str) -> bool:
    return path.endswith(".md") and "/." not in path


def _id(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def in_order(answers: Iterable[Answered]) -> list[Answered]:
    """By the ids, then by the paths."""
    return sorted(answers, key=lambda answer: (_id(answer[0]), answer[0]))


def recalled(answers: Iterable[Answered]) -> Recalled:
    """The answers, and the paths of those that have none, apart."""
    values, unreadable = [], []
    for path, value in answers:
        if value is None:
            unreadable.append(path)
        else:
            values.append(value)
    return Recalled(values, tuple(unreadable))

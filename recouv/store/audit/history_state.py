"""What may make a clone show another history than the one that was made: its shallow end, replacements, grafts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from recouv.domain.errors import NothingFoundError
from recouv.domain.kinds import APPROVABLE
from recouv.domain.message import say
from recouv.rules.audit.append_only import own_id
from recouv.rules.audit.observation import Flaw, Observation
from recouv.store.audit.dossier_changes import is_dossier
from recouv.store.audit.journal_cut import entries_in, kind_in, text_of, typed
from recouv.store.audit.memory import Memory, client_of
from recouv.store.git_objects import TRUTHFUL, UNGRAFTED, Objects
from recouv.store.git_process import GitError, ask, fields, names, run

_NOTHING = "0" * 40


def git_folder(root: Path) -> Path:
    """The repository's own folder, of a workspace or of a bare repository.

    Raises:
        GitError: there is none.
    """
    return Path(run(root, "rev-parse", "--absolute-git-dir").removesuffix("\n"))


def commit_named(root: Path, revision: str) -> str:
    """The full id of a commit; empty for the zeros by which a server's hooks say that there was none.

    Raises:
        NothingFoundError: git knows no such revision.
    """
    if not revision.strip("0") and len(revision) >= len(_NOTHING):
        return ""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    done = ask(root, (*TRUTHFUL, *asked))
    if done.returncode:
        raise NothingFoundError(
            say("git knows no revision {revision}", revision=revision), say("git log --all shows them")
        )
    return done.stdout.strip()


def is_ancestor(root: Path, older: str, newer: str) -> bool:
    """Whether a commit is in the history of another; not when it is not there at all."""
    done = ask(root, (*TRUTHFUL, "merge-base", "--is-ancestor", older, newer))
    return done.returncode == 0


def count_of(root: Path, revisions: list[str]) -> int:
    """How many commits there are to look at."""
    return int(run(root, *TRUTHFUL, "rev-list", "--count", *revisions, "--").strip() or 0)


def is_shallow(root: Path) -> bool:
    """Whether older commits were left out of this clone."""
    return run(root, "rev-parse", "--is-shallow-repository").strip() == "true"


def replacements(root: Path) -> Iterator[Observation]:
    """What makes git show other objects than those that were committed."""
    refs = run(root, "for-each-ref", "--format=%(refname)", "refs/replace/").split()
    if refs:
        what = say(
            "this clone replaces objects ({refs}): git shows others than were committed; the audit read the true ones",
            refs=", ".join(name.removeprefix("refs/replace/")[:10] for name in refs[:5]),
        )
        yield Observation(flaw=Flaw.REPLACED, what=what)
    grafts = Path(run(root, "rev-parse", "--git-path", "info/grafts").removesuffix("\n"))
    grafts = grafts if grafts.is_absolute() else root / grafts
    with suppress(OSError):
        if grafts.read_bytes().strip():
            what = say("this clone grafts its history ({path}): the audit read the true one", path=str(grafts))
            yield Observation(flaw=Flaw.REPLACED, what=what)


def know_tree(root: Path, commit: str, objects: Objects, memory: Memory) -> None:
    """Remember every entry, and every document that has a fingerprint, as they stand at a commit."""
    listed = fields(root, (*TRUTHFUL, "ls-tree", "-r", "-z", commit, "--", "dossiers/"), more=UNGRAFTED)
    for row in listed:
        about, _, path = row.partition("\t")
        mode, _, name = about.split()
        if not is_dossier(path) or not mode.startswith("100"):
            continue
        client = client_of(path)
        memory.twin_of(client)
        for text in entries_in(text_of(objects.content(name)) or ""):
            identifier = own_id(text)
            if identifier:
                memory.add_entry(identifier, client, text)
            entry = typed(text) if "\n- sha256:" in text or kind_in(text) in APPROVABLE else None
            if entry is not None and entry.word("document") and entry.word("sha256"):
                memory.add_document(entry.word("document"), entry.word("sha256").lower(), entry.id)
            if entry is not None and entry.kind in APPROVABLE and entry.recorded:
                memory.add_author(identifier, [entry.recorded.by.casefold()])
    memory.named_last()
    closings = run(root, *TRUTHFUL, "ls-tree", "-r", "-z", "--name-only", commit, "--", "closings/")
    for path in names(closings):
        memory.add_closing(path, "")


__all__ = [
    "GitError",
    "commit_named",
    "count_of",
    "git_folder",
    "is_ancestor",
    "is_shallow",
    "know_tree",
    "replacements",
]

"""A history that proves itself: each commit only added, and says what it did.

What was proved once is not walked again: the audit goes on from the last commit that it judged, as long as that commit
is still in the history, the list of signers is the same, and so is this program.  That shortcut may be left aside
(`full`), and is dropped where it does not fit.
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct, json

from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.message import say
from recouv.rules.audit.observation import Flaw, Observation
from recouv.rules.audit.signatures import judge_commit, signers_of_gpg, who_signed, without_gpg
from recouv.store.audit.auditor import Auditor
from recouv.store.audit.closings import judge_tags
from recouv.store.audit.history_state import (
    commit_named,
    count_of,
    git_folder,
    is_ancestor,
    is_shallow,
    know_tree,
    replacements,
)
from recouv.store.audit.memory import NAME, Memory, Noted, text
from recouv.store.audit.walk import walk
from recouv.store.audit.witness import missing_commits
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.this_code import CODE

Progress = Callable[[int, int], None]
_TOLD_EVERY = 200


class Wanted(Struct, frozen=True, kw_only=True):
    """What is to be proved."""

    since: str = ""
    """A revision whose history is taken as proved; empty for the whole history."""
    until: str = "HEAD"
    is_range: bool = False
    """Whether `since` and `until` were given: nothing is then kept for the next audit."""
    signers: Path | None = None
    """The list of who may sign; `None` asks for no signature."""
    witness: str = ""
    """A file, or a remote, that recorded the history earlier."""
    full: bool = False
    """Whether what an earlier audit proved is proved again."""


class Audited(Struct, frozen=True, kw_only=True):
    """What an audit proved, and what it cannot."""

    head: str
    """Full id of the last commit."""
    commits: int
    """How many were judged now."""
    earlier: int
    """How many an earlier audit had judged, whose observations are told again."""
    noted: tuple[Noted, ...]
    signed: dict[str, int]
    """Who signed → how many commits, where signatures were asked for."""

    @property
    def findings(self) -> list[Noted]:
        """What somebody has to explain."""
        return [one for one in self.noted if one.observation.is_finding]

    @property
    def remarks(self) -> list[Noted]:
        """What is worth knowing."""
        return [one for one in self.noted if not one.observation.is_finding]


def wanted_range(words: str) -> tuple[str, str]:
    """`A..B` as its two ends; `A` alone is from there to the current commit.

    Raises:
        UsageError: it is no range.
    """
    since, dots, until = words.partition("..")
    if until.startswith(".") or (not dots and not since) or words.startswith("-"):
        raise UsageError(
            say("{text} is no range of commits", text=words), say("write it as A..B: what B has and A has not")
        )
    return since, until or "HEAD"


def audit(root: Path, wanted: Wanted, now: datetime, progress: Progress | None = None) -> Audited:
    """Prove the history of the repository at `root`, at the moment `now`.

    Raises:
        NothingFoundError: git knows no such revision.
        WorkspaceError: git refuses, or a file that is named cannot be read.
    """
    head = commit_named(root, wanted.until)
    if is_shallow(root):
        what = say("nothing can be proved: this clone is shallow and lacks older commits; git fetch --unshallow")
        seen = Noted(observation=Observation(flaw=Flaw.SHALLOW, what=what))
        return Audited(head=head, commits=0, earlier=0, noted=(seen,), signed={})
    path = None if wanted.is_range else git_folder(root) / "recouv" / NAME
    try:
        return _audit(root, wanted, head, path, now, progress)
    except sqlite3.Error:  # the shortcut is damaged, or has no room: it is no reason not to prove
        if path is None:
            raise
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return _audit(root, wanted, head, None, now, progress)


def _audit(
    root: Path, wanted: Wanted, head: str, path: Path | None, now: datetime, progress: Progress | None
) -> Audited:
    """The proof; `path` is where what is learnt is kept, if it is."""
    signers = _signers_text(wanted.signers)
    with ExitStack() as stack:
        try:
            memory = stack.enter_context(Memory(path))
        except (OSError, sqlite3.Error):  # a disk that is closed to us: nothing is kept
            memory = stack.enter_context(Memory(None))
        auditor = stack.enter_context(
            Auditor(root, memory, now, signers=signers, signers_path=_inside(root, wanted.signers))
        )
        revisions, earlier, once = _begun(root, wanted, head, signers, memory, auditor)
        signed: Counter[str] = Counter(json.decode(memory.state("signed") or "{}"))
        listed = _list_for_git(signers, wanted.signers, stack)
        gpg = signers_of_gpg(signers)
        total = count_of(root, revisions) if progress else 0
        commits = 0
        for step in walk(root, revisions, signers=listed):
            auditor.take(step)
            signature = step.commit.signature
            if signature is not None and judge_commit(step.commit, gpg) is None:
                signed[text(who_signed(signature, gpg))] += 1
            commits += 1
            if progress and commits % _TOLD_EVERY == 0:
                progress(commits, total)
        memory.set_state("head", head)
        memory.set_state("commits", str(earlier + commits))
        memory.set_state("signed", json.encode(dict(signed)).decode())
        memory.set_state("terms", _terms(signers))
        if path is not None:
            memory.keep()
        once += [Noted(observation=one) for one in replacements(root)]
        once += [Noted(observation=one) for one in _signers_inside(root, wanted.signers)]
        tags = judge_tags(root, memory.closings(), signers=listed, gpg=gpg)
        once += [Noted(observation=one) for one in tags]
        if wanted.witness:
            once += [Noted(observation=one) for one in missing_commits(root, wanted.witness, head)]
        noted = (*memory.noted(), *once)
    return Audited(head=head, commits=commits, earlier=earlier, noted=noted, signed=dict(signed))


def _begun(
    root: Path, wanted: Wanted, head: str, signers: str, memory: Memory, auditor: Auditor
) -> tuple[list[str], int, list[Noted]]:
    """The commits to judge, how many are judged already, and what is to be told once."""
    if wanted.is_range:
        since = commit_named(root, wanted.since) if wanted.since else ""
        if not since:
            return [head], 0, []
        know_tree(root, since, auditor.objects, memory)
        told = []
        if not is_ancestor(root, since, head):
            what = say("{until} does not hold {since}: the history was rewritten", until=head[:10], since=since[:10])
            told.append(Noted(observation=Observation(flaw=Flaw.REWRITTEN, what=what)))
        return [f"{since}..{head}"], 0, told
    last = memory.state("head")
    fits = last and not wanted.full and memory.state("terms") == _terms(signers)
    if fits and is_ancestor(root, last, head):
        return [f"{last}..{head}"], int(memory.state("commits") or 0), []
    told = []
    if fits:
        what = say(
            "the commit {commit}, judged by an earlier audit, is not in this history: another branch, or rewritten",
            commit=last[:10],
        )
        told.append(Noted(observation=Observation(flaw=Flaw.STATE_DROPPED, what=what)))
    memory.forget()
    return [head], 0, told


def _terms(signers: str) -> str:
    """What an earlier audit must have in common with this one to be gone on from."""
    return f"{CODE} {hashlib.sha256(signers.encode()).hexdigest()}"


def _signers_text(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        data = read_bytes(path)
    except UnreadableFileError as error:
        raise _no_signers(path, error.reason) from None
    if data is None:
        raise _no_signers(path, say("there is no such file"))
    return data.decode("utf-8", "replace")


def _no_signers(path: Path, reason: object) -> WorkspaceError:
    return WorkspaceError(
        say("the list of signers {path} cannot be read: {reason}", path=str(path), reason=reason),
        say("its lines are: who, type of key, key; docs/team.md shows one"),
    )


def _list_for_git(signers: str, path: Path | None, stack: ExitStack) -> Path | None:
    """The list as OpenSSH reads it, in a file of our own."""
    if path is None:
        return None
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="recouv-"))
    listed = Path(folder) / "signers"
    listed.write_text(without_gpg(signers), encoding="utf-8")
    return listed


def _inside(root: Path, path: Path | None) -> str:
    """Where the list of signers stands in the workspace; empty when elsewhere."""
    if path is None or not path.resolve().is_relative_to(root.resolve()):
        return ""
    return path.resolve().relative_to(root.resolve()).as_posix()


def _signers_inside(root: Path, path: Path | None) -> list[Observation]:
    inside = _inside(root, path)
    if not inside or inside.startswith(".git/"):
        return []
    what = say(
        "the list of signers {path} is kept in the history that it is to prove: who may write it may sign; "
        "keep a copy elsewhere",
        path=inside,
    )
    return [Observation(flaw=Flaw.SIGNERS_INSIDE, what=what, path=inside)]

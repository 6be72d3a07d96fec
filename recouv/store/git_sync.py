"""Two histories made one without touching the work tree, until the very last step, which git takes or refuses whole.

The merge happens in an index of its own: a crash before the end leaves nothing but objects that nobody names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from subprocess import CompletedProcess

from msgspec import Struct

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.store.git_merge import BASE, OURS, THEIRS
from recouv.store.git_objects import Objects
from recouv.store.git_process import GitError, answer, ask, names, run
from recouv.store.git_remote import RemoteError, Upstream, not_asked, refused, tracked
from recouv.store.interrupts import interrupts_held
from recouv.store.merge import Merged
from recouv.store.remote_access import ask_remote

#: Merges one path: its name, and the texts of the ancestor, ours and theirs.
Merge = Callable[[str, str, str, str], Merged]
#: Asks git about a remote, and gives what it answers.
Talk = Callable[[Path, Sequence[str]], "CompletedProcess[str]"]
#: What git and ssh say when they do not know who asks; they are run in English.
_DENIED = re.compile(
    r"Permission denied|Authentication failed|could not read (Username|Password)|terminal prompts disabled"
    r"|Host key verification failed|\b40[13]\b",
)
_FILE = "100644"
#: Tags of closings go with the branch, and are never moved.
_CLOSINGS = "refs/tags/closing/*:refs/tags/closing/*"


class Heads(Struct, frozen=True, kw_only=True):
    """Where both histories stand."""

    ours: str
    theirs: str
    """Empty where the remote has nothing yet."""
    base: str
    """The last commit that both have; empty where there is none."""


class Tree(Struct, frozen=True, kw_only=True):
    """Both histories' files."""

    name: str
    """git's own; empty when something is in conflict."""
    merged: tuple[str, ...] = ()
    """Paths that both sides had changed."""
    conflicts: Mapping[str, tuple[str, ...]] = {}
    """Path → what both changed, each in its own way."""


class RewrittenError(RemoteError):
    """The remote no longer has what it had."""


#: What git says where another fetch of this clone moved the same name meanwhile, and how often it is asked again.
_MET_ANOTHER = "cannot lock ref"
_FETCHES = 4


def fetch_heads(root: Path, followed: Upstream, talk: Talk = ask_remote) -> Heads:
    """Learn what the remote has; a remote that took commits back is refused.

    Raises:
        RemoteError: it cannot be asked.
        RewrittenError: its history was rewritten.
    """
    ref = f"refs/remotes/{followed.remote}/{followed.branch}"
    is_there = learn(root, followed, talk)
    ours = run(root, "rev-parse", "HEAD").strip()
    theirs = run(root, "rev-parse", "--verify", "--quiet", ref, accept=(0, 1)).strip()
    if not is_there and theirs:
        theirs = ""  # the branch was taken away there: it is given again
    base = _common(root, followed, ours, theirs, talk) if theirs else ""
    return Heads(ours=ours, theirs=theirs, base=base)


def learn(root: Path, followed: Upstream, talk: Talk = ask_remote) -> bool:
    """Fetch the branch and the tags of closings; false when the remote has no such branch.

    Raises:
        RemoteError: it cannot be asked.
        RewrittenError: its history was rewritten.
    """
    args = ["fetch", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--"]
    for _ in range(_FETCHES):
        done = talk(root, [*args, followed.remote, tracked(followed), _CLOSINGS])
        if not done.returncode or _MET_ANOTHER not in done.stderr:
            break
    if done.returncode:
        if "would clobber existing tag" in done.stderr:
            raise RewrittenError(
                say("a closing's tag was moved on {remote}", remote=followed.remote),
                say("recouv audit says which is the true one here; nothing was taken, and nothing of yours is lost"),
            )
        if "[rejected]" in done.stderr:
            raise RewrittenError(
                say("the history of {remote} was rewritten: it no longer has what it had", remote=followed.remote),
                say("ask who did it; nothing was taken, and nothing of yours is lost"),
            )
        if "couldn't find remote ref" not in done.stderr:
            raise not_asked(done, followed.remote)
    return not done.returncode


def _common(root: Path, followed: Upstream, ours: str, theirs: str, talk: Talk) -> str:
    """The last commit that both have, which may lie before what a shallow clone holds: the rest is then fetched."""
    base = run(root, "merge-base", ours, theirs, accept=(0, 1)).strip()
    if base or run(root, "rev-parse", "--is-shallow-repository").strip() != "true":
        return base
    done = talk(
        root, ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--unshallow", "--", followed.remote]
    )
    if done.returncode:
        raise not_asked(done, followed.remote)
    return run(root, "merge-base", ours, theirs, accept=(0, 1)).strip()


def merged_tree(root: Path, heads: Heads, merge: Merge, scratch: Path) -> Tree:
    """The files of both histories, those that both changed merged by `merge`.

    Raises:
        GitError: git refuses.
    """
    index = scratch / "sync.index"
    index.unlink(missing_ok=True)
    try:
        run(root, "read-tree", "-i", "-m", "--aggressive", heads.base, heads.ours, heads.theirs, index=index)
        conflicts: dict[str, tuple[str, ...]] = {}
        merged: dict[str, str] = {}
        with Objects(root) as objects:  # one git for all: while each file starts its own, somebody else pushes
            for path, stages in _unmerged(root, index).items():
                if OURS not in stages or THEIRS not in stages:
                    conflicts[path] = ("file",)  # taken out by one side, changed by the other
                    continue
                found = merge(path, *(_text(objects, stages.get(stage, "")) for stage in (BASE, OURS, THEIRS)))
                if found.conflicts:
                    conflicts[path] = found.conflicts
                    continue
                merged[path] = run(root, "hash-object", "-w", "--stdin", stdin=found.text).strip()
        settled = "".join(f"0 {'0' * len(name)}\t{path}\0{_FILE} {name}\t{path}\0" for path, name in merged.items())
        run(root, "update-index", "-z", "--index-info", stdin=settled, index=index)
        tree = "" if conflicts else run(root, "write-tree", index=index).strip()
    finally:
        index.unlink(missing_ok=True)
    return Tree(name=tree, merged=tuple(merged), conflicts=conflicts)


def two_parents(root: Path, tree: Tree, heads: Heads, message: str) -> str:
    """The commit that holds both histories; signed where the person signs theirs.

    Raises:
        GitError: git refuses.
    """
    signs = run(root, "config", "--type=bool", "--get", "commit.gpgSign", accept=(0, 1)).strip() == "true"
    signature = ["-S"] if signs else []
    parents = ("-p", heads.ours, "-p", heads.theirs)
    return run(root, "commit-tree", *signature, *parents, "-F", "-", tree.name, stdin=message).strip()


def forward(root: Path, commit: str) -> None:
    """Bring the branch and the files to that commit, which holds all that the branch has.

    Raises:
        WorkspaceError: a file that somebody is editing stands in the way; nothing has moved.
    """
    with interrupts_held():  # half of the files moved, the branch not, would look like what somebody typed
        done = ask(root, ["merge", "--quiet", "--ff-only", "--no-overwrite-ignore", commit], leads=True)
    if done.returncode:
        raise WorkspaceError(
            say("what the others did cannot be taken in: {answer}", answer=answer(done)),
            say("commit what you are editing, or put it aside with git stash, then sync again"),
        )


def give(root: Path, followed: Upstream, talk: Talk = ask_remote) -> bool:
    """Give our branch to the remote and follow it; false when the remote has moved meanwhile.

    Raises:
        RemoteError: it refuses, or cannot be asked.
    """
    target = f"HEAD:refs/heads/{followed.branch}"
    done = talk(root, ["push", "--quiet", "--porcelain", "--set-upstream", "--", followed.remote, target, _CLOSINGS])
    if not done.returncode:
        return True
    if "[rejected]" in done.stdout or "cannot lock ref" in done.stderr:  # a hook's words may hold anything
        return False
    raise refused(done, followed.remote)


def changed_between(root: Path, before: str, after: str, folder: str) -> list[str]:
    """Paths of `folder` that differ between two commits and are there in the second."""
    return names(run(root, "diff-tree", "-r", "-z", "--name-only", "--diff-filter=d", before, after, "--", folder))


def _text(objects: Objects, name: str) -> str:
    """A content by its name, as it is stored; bytes that are no text are kept as they are."""
    return objects.content(name).decode("utf-8", "surrogateescape") if name else ""


def _unmerged(root: Path, index: Path) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for row in names(run(root, "ls-files", "--unmerged", "-z", index=index)):
        about, _, path = row.partition("\t")
        _, name, stage = about.split()
        found[path][int(stage)] = name
    return dict(found)


__all__ = [
    "GitError",
    "Heads",
    "RewrittenError",
    "Tree",
    "changed_between",
    "fetch_heads",
    "forward",
    "give",
    "learn",
    "merged_tree",
    "two_parents",
]

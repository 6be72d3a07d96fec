"""What a team does to take somebody out of its whole history: prepared, told, and never done by recouv.

A rewritten history has other commits from the first one that named the person: closings, witnesses, signatures and
every clone hang on the old ones.  That is for people to decide, together.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import of_kind
from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.message import Message, say
from recouv.rules.forgetting import FORGET
from recouv.store.forgetting_text import pseudonym_of
from recouv.store.git_process import ask, run
from recouv.store.git_remote import remotes
from recouv.store.rewriting_script import SCRIPT, STEPS, WORDS, script_files
from recouv.store.rewritten_history import Rewritten, rewritten_history
from recouv.usecases.session import Session


class Rewriting(Struct, frozen=True, kw_only=True):
    """What rewriting the history would touch and break."""

    client: str
    head: str
    """Full id of the last commit, for which the script is written."""
    found: Rewritten
    all_commits: int
    """How many commits would get another name: the first that holds anything, and all after it."""
    remotes: tuple[str, ...]
    branches: tuple[str, ...]
    tags: tuple[str, ...]
    """Tags of closings, which would stand on other commits than their closings say."""
    signed: bool
    """Whether a commit is signed: rewritten ones no longer are."""
    has_filter_repo: bool
    folder: str = ""
    """Where the script was written; empty when it was not asked for."""


def plan_rewriting(session: Session, client: str) -> Rewriting:
    """What would be touched; nothing is written.

    Raises:
        UsageError: the person still stands in the dossier as it is now.
        WorkspaceError: git refuses, or this clone lacks a part of the history.
    """
    current = session.workspace.read(client)
    root = session.workspace.root
    if not any(of_kind(current.dossier.entries, FORGET)):
        raise UsageError(
            say("{path} still names its client", path=current.dossier.path),
            say("first: recouv forget {client} --yes; then the commits before it", client=client),
        )
    if session.workspace.git.changed_paths(current.dossier.path):
        raise WorkspaceError(
            say("{paths}: edited, and not committed", paths=current.dossier.path),
            say("commit what you are editing first: recouv sync takes it in, git stash puts it aside"),
        )
    if run(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise WorkspaceError(
            say("this clone is shallow and lacks older commits"), say("git fetch --unshallow, then ask again")
        )
    found = rewritten_history(root, current.dossier.path, pseudonym_of(current))
    return Rewriting(
        client=current.dossier.id,
        head=run(root, "rev-parse", "HEAD").strip(),
        found=found,
        all_commits=_touched_and_after(root, found.commits),
        remotes=remotes(root),
        branches=tuple(run(root, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes").split()),
        tags=tuple(run(root, "for-each-ref", "--format=%(refname:short)", "refs/tags/closing").split()),
        signed="\ngpgsig" in f"\n{run(root, 'cat-file', 'commit', 'HEAD')}",
        has_filter_repo=ask(root, ("filter-repo", "--version")).returncode == 0,
    )


def write_rewriting(session: Session, plan: Rewriting, folder: Path) -> Rewriting:
    """The script, what it needs, and the steps of everybody, in a new folder that only its owner reads.

    Raises:
        UsageError: the folder is there already.
        WorkspaceError: the disk refuses.
    """
    root = session.workspace.root
    if folder.exists():
        raise UsageError(say("{path} exists already", path=str(folder)), say("name a folder that does not exist yet"))
    files = script_files(root, plan.head, plan.found)
    told = "\n".join(session.words.text(line) for line in steps(plan))
    try:
        folder.mkdir(parents=True, mode=0o700)
        for name, data in {**files, STEPS: f"{told}\n".encode()}.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        (folder / SCRIPT).chmod(0o700)
    except OSError as error:
        raise WorkspaceError(
            say("{path} cannot be written: {reason}", path=str(folder), reason=error.strerror or str(error)),
            say("name a folder that you may write to"),
        ) from None
    return replace(plan, folder=str(folder))


def breaks(plan: Rewriting) -> list[Message]:
    """What hangs on the old commits."""
    found = [
        say("{count} of the commits of this history get another name", count=plan.all_commits),
        say("every witness recorded before no longer agrees: recouv audit --witness says so; record new ones after"),
    ]
    if plan.tags:
        found.append(
            say(
                "the closings {tags} say which commit they close, and it is there no more: recouv audit tells each",
                tags=", ".join(plan.tags),
            )
        )
    if plan.signed:
        found.append(say("commits and tags are signed: rewritten ones are not, by anybody"))
    return found


def steps(plan: Rewriting) -> Sequence[Message]:
    """What everybody does, in order, as lines of a text."""
    push = plan.remotes[0] if plan.remotes else "origin"
    return (
        say("# Taking {client} out of the whole history", client=plan.client),
        say("This folder holds what is to be forgotten, in clear: delete it when you are done."),
        say("Nothing here was run. Read {script} first.", script=SCRIPT),
        say("1. Everybody: recouv sync, then stop working. Whoever pushes afterwards brings all of it back."),
        say("2. One person, in a synced clone: keep a copy elsewhere (git bundle create FILE --all) until step 7."),
        say("3. The same person: sh {script}", script=f"{plan.folder or '.'}/{SCRIPT}"),
        say(
            "   git filter-repo takes the remote away: git remote add {remote} URL, then git fetch {remote}",
            remote=push,
        ),
        say("4. Look: git log, recouv check, recouv balance, recouv audit --full."),
        say("5. git push --force-with-lease {remote} --all, then git push --force {remote} --tags", remote=push),
        say("6. Everybody else: delete the old clone, clone again, set up signing and the merge (recouv check) again."),
        say("7. recouv witness, recouv audit --full; then delete the copy of step 2 and this folder."),
        say(
            "What no command reaches: clones that nobody deletes, backups, the server's own copies (ask it to collect"
            " its garbage, and to drop merge requests and caches), e-mails sent, printed letters, exports."
        ),
        say("They keep it until somebody deletes it there: list them in your register, with a date."),
        say("Names in other files are not touched: {words} has the words to look for.", words=WORDS),
    )


def _touched_and_after(root: Path, commits: Sequence[str]) -> int:
    """How many commits have one of these among their ancestors, themselves included."""
    if not commits:
        return 0
    marked = set(commits)
    rows = run(root, "rev-list", "--all", "--topo-order", "--reverse", "--parents")
    for row in rows.splitlines():
        commit, *parents = row.split()
        if commit in marked or marked.intersection(parents):
            marked.add(commit)
    return len(marked)

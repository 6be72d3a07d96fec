"""The remote that a branch follows: what it has that we have not, and ours given to it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from msgspec import Struct

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.store.git_process import ask, run
from recouv.store.remote_access import ask_remote, told, way_out


class RemoteError(WorkspaceError):
    """The remote cannot be asked, or refuses."""


def not_asked(done: subprocess.CompletedProcess[str], remote: str) -> RemoteError:
    """That a remote cannot be asked, why, and what to do."""
    return RemoteError(
        say("the remote {remote} cannot be asked: {answer}", remote=remote, answer=told(done)),
        way_out(done, remote) or say("your work goes on; sync again when the network is back"),
    )


def refused(done: subprocess.CompletedProcess[str], remote: str) -> RemoteError:
    """That a remote does not take what it is given, why, and what to do."""
    return RemoteError(
        say("the remote {remote} refuses: {answer}", remote=remote, answer=told(done)),
        way_out(done, remote) or say("your work is kept here; settle what it says, then sync again"),
    )


class Upstream(Struct, frozen=True, kw_only=True):
    """The branch that ours follows."""

    remote: str
    branch: str
    """Its name there."""


def upstream(root: Path) -> Upstream | None:
    """What the current branch follows; `None` when nothing."""
    asked = ask(root, ["rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}"])
    remote = ask(root, ["config", "--get", f"branch.{_branch(root)}.remote"]).stdout.strip()
    if asked.returncode or not remote or remote == ".":
        return None
    return Upstream(remote=remote, branch=asked.stdout.strip().removeprefix(f"{remote}/"))


def remotes(root: Path) -> tuple[str, ...]:
    """The names of all that there are."""
    return tuple(ask(root, ["remote"]).stdout.split())


def remote_to_follow(root: Path) -> Upstream | None:
    """What the branch follows, else the branch of its name at the one remote there is, or at `origin`; `None` when
    there is no remote, or which one is not clear.
    """
    followed = upstream(root)
    if followed is not None:
        return followed
    known = remotes(root)
    branch = _branch(root)
    chosen = "origin" if "origin" in known else known[0] if len(known) == 1 else ""
    return Upstream(remote=chosen, branch=branch) if chosen and branch else None


def tracked(followed: Upstream) -> str:
    """The refspec that keeps what the branch is there; without `+`, so that a rewritten history is refused."""
    return f"refs/heads/{followed.branch}:refs/remotes/{followed.remote}/{followed.branch}"


def fetch(root: Path, followed: Upstream) -> None:
    """Learn what the remote has.

    Raises:
        RemoteError: it cannot be reached.
    """
    done = ask_remote(
        root, ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", followed.remote, tracked(followed)]
    )
    if done.returncode:
        raise not_asked(done, followed.remote)


def behind(root: Path) -> int:
    """How many commits of the followed branch, as it was fetched last, ours has not."""
    return int(run(root, "rev-list", "--count", "HEAD..@{upstream}").strip())


def push(root: Path, followed: Upstream) -> bool:
    """Give our commits to the remote; false when it has moved meanwhile.

    Raises:
        RemoteError: it refuses for another reason, or cannot be reached.
    """
    done = ask_remote(
        root, ["push", "--quiet", "--porcelain", "--", followed.remote, f"HEAD:refs/heads/{followed.branch}"]
    )
    if not done.returncode:
        return True
    if "[rejected]" in done.stdout or "fetch first" in done.stderr:
        return False
    raise refused(done, followed.remote)


def _branch(root: Path) -> str:
    return run(root, "symbolic-ref", "--short", "-q", "HEAD", accept=(0, 1)).strip()

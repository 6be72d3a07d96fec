"""Where a history stood, written down outside the repository: what is rewritten afterwards is seen.

A witness is a file (one line each time: when, the commit, how many commits it has) or the branch `witness` of a second
remote, which only goes forward.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from recouv.domain.errors import WorkspaceError
from recouv.domain.message import say
from recouv.rules.audit.observation import Flaw, Observation
from recouv.store.audit.history_state import count_of, is_ancestor
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.git_objects import TRUTHFUL
from recouv.store.git_process import ask, run
from recouv.store.remote_access import ask_remote, told, way_out

BRANCH = "witness"
_LINE = re.compile(r"(?P<when>\S+) (?P<commit>[0-9a-f]{40,64}) (?P<count>\d+)")
_SHOWN = 20
_AS_SHOWN = ("--no-show-signature", f"--max-count={_SHOWN}", "--format=%h %as %an: %s")


class Seen(Struct, frozen=True, kw_only=True):
    """Where the history stood, once."""

    commit: str
    when: str = ""
    """ISO moment; empty where the witness does not say."""


class WitnessError(WorkspaceError):
    """The witness cannot be read, or does not take what it is told."""


def is_remote(root: Path, witness: str) -> bool:
    """Whether the witness is the name of a remote, and not a file."""
    return witness in run(root, "remote").split()


def missing_commits(root: Path, witness: str, head: str) -> Iterator[Observation]:
    """What the witness saw and the history of `head` has not.

    Raises:
        WitnessError: the witness cannot be asked, or saw nothing: that would prove nothing.
    """
    everything = list(_seen(root, witness))
    if not everything:
        raise WitnessError(
            say("{witness} recorded nothing: it proves nothing", witness=witness),
            say("recouv witness {witness} records where the history stands", witness=witness),
        )
    yield from _missing(root, everything, head)


def _missing(root: Path, everything: Sequence[Seen], head: str) -> Iterator[Observation]:
    told: set[str] = set()
    for seen in everything:
        if seen.commit in told or is_ancestor(root, seen.commit, head):
            continue
        told.add(seen.commit)
        when = seen.when or "?"
        lost = _lost(root, seen.commit, head)
        if not lost:
            what = say(
                "the witness saw the commit {commit} on {when}; this history has it not, nor does this clone",
                commit=seen.commit[:10],
                when=when,
            )
        else:
            what = say(
                "the history was rewritten: the witness saw the commit {commit} on {when}; since then these were lost",
                commit=seen.commit[:10],
                when=when,
            )
        yield Observation(flaw=Flaw.REWRITTEN, what=what, lines=tuple(f"-{line}" for line in lost))


def record(root: Path, witness: str, now: datetime) -> Seen:
    """Write down where the current commit stands.

    Raises:
        WitnessError: the history was rewritten since the witness saw it, or the witness refuses.
    """
    head = run(root, "rev-parse", "--verify", "HEAD^{commit}").strip()
    gone = next(_missing(root, list(_seen(root, witness)), head), None)
    if gone is not None:
        raise WitnessError(gone.what, say("recouv audit --witness {witness} says which commits", witness=witness))
    seen = Seen(commit=head, when=f"{now:%Y-%m-%dT%H:%M:%SZ}")
    if is_remote(root, witness):
        done = ask_remote(root, ("push", "--quiet", "--porcelain", "--", witness, f"{head}:refs/heads/{BRANCH}"))
        if done.returncode:
            raise WitnessError(
                say("the remote {remote} refuses: {answer}", remote=witness, answer=told(done)),
                way_out(done, witness) or say("its branch {branch} must only go forward", branch=BRANCH),
            )
        return seen
    count = count_of(root, [head])
    try:
        with Path(witness).open("a", encoding="utf-8") as stream:
            stream.write(f"{seen.when} {head} {count}\n")
    except OSError as error:
        raise WitnessError(
            say("{path} cannot be written: {reason}", path=witness, reason=error.strerror or str(error)),
            say("name a file in a folder where you may write"),
        ) from None
    return seen


def _seen(root: Path, witness: str) -> Iterator[Seen]:
    """What the witness says, the oldest first."""
    if is_remote(root, witness):
        ref = f"refs/recouv/witness/{witness}"
        source = f"+refs/heads/{BRANCH}:{ref}"  # ours is a copy: what the witness says now is what counts
        done = ask_remote(root, ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", witness, source))
        if done.returncode and "couldn't find remote ref" not in done.stderr:
            raise WitnessError(
                say("the remote {remote} cannot be asked: {answer}", remote=witness, answer=told(done)),
                way_out(done, witness),
            )
        if not done.returncode:
            yield Seen(commit=run(root, "rev-parse", ref).strip())
        return
    try:
        data = read_bytes(Path(witness))
    except UnreadableFileError as error:
        raise WitnessError(say("{path} cannot be read: {reason}", path=witness, reason=error.reason)) from None
    for number, line in enumerate((data or b"").decode("utf-8", "replace").splitlines(), 1):
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise WitnessError(
                say("{path}:{line}: this is no line of a witness", path=witness, line=number),
                say("its lines are written by recouv witness; look who changed the file"),
            )
        yield Seen(commit=found["commit"], when=found["when"])


def _lost(root: Path, seen: str, head: str) -> list[str]:
    """The commits that the witness saw and the history has not, as far as this clone still has them."""
    done = ask(root, (*TRUTHFUL, "log", *_AS_SHOWN, seen, f"^{head}", "--"))
    return done.stdout.splitlines() if done.returncode == 0 else []

"""Closings beside what they close: the commit, the dossiers, the totals; and the tag that was put on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from recouv.domain.message import Message, say
from recouv.domain.past_commit import PastCommit, Signature
from recouv.rules.audit.observation import Flaw, Observation
from recouv.rules.audit.signatures import judge
from recouv.store.audit.closing_tree import tree_state
from recouv.store.audit.memory import client_of
from recouv.store.closing_text import manifest_of, read_closing, tag_of, written_totals
from recouv.store.config import CONFIG_NAME, read_config
from recouv.store.git_objects import TRUTHFUL, Objects
from recouv.store.git_process import ask


def judge_closing(root: Path, objects: Objects, commit: PastCommit, path: str) -> Iterator[Observation]:
    """What is wrong with a closing that a commit brings.

    Raises:
        BrokenObjectError: git lacks what it closes.
    """
    text = (objects.at(commit.id, path) or b"").decode("utf-8", "replace")
    closing = read_closing(text, path)
    if closing is None or closing.period != client_of(path):
        yield _wrong(path, say("the closing {path} cannot be read", path=path))
        return
    if (closing.commit,) != commit.parents:
        yield _wrong(path, say("the closing {path} does not close the commit before it", path=path))
    config, _ = read_config((objects.at(commit.id, CONFIG_NAME) or b"").decode("utf-8", "replace"))
    state = tree_state(root, objects, commit.id, on=closing.until, bounds=config.ageing, terms=config.terms)
    for name in sorted({*state.dossiers, *closing.dossiers}):
        if state.dossiers.get(name) != closing.dossiers.get(name):
            what = say("the closing {path} has not the fingerprint of {dossier} as it was", path=path, dossier=name)
            yield _wrong(path, what)
    if closing.manifest != manifest_of(closing.dossiers):
        yield _wrong(path, say("the closing {path} has another manifest than its dossiers make", path=path))
    if closing.totals != written_totals(state.totals, config.ageing):
        yield _wrong(path, say("the totals of the closing {path} are not those of its dossiers", path=path))


def judge_tags(
    root: Path, closings: Mapping[str, str], *, signers: Path | None, gpg: Mapping[str, str]
) -> Iterator[Observation]:
    """What is wrong with the tags of closings, path → the commit that brought each; `signers` as git reads them."""
    for path, commit in closings.items():
        tag = tag_of(client_of(path))
        ref = f"refs/tags/{tag}"
        there = ask(root, (*TRUTHFUL, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")).stdout.strip()
        if not there:
            what = say("the tag {tag} is not in this clone: git fetch --tags, or somebody took it away", tag=tag)
            yield Observation(flaw=Flaw.CLOSING_TAG_MISSING, what=what, path=path)
            continue
        if commit and there != commit:
            what = say(
                "the tag {tag} was moved: it is on {there}, and its closing is {commit}",
                tag=tag,
                there=there[:10],
                commit=commit[:10],
            )
            yield Observation(flaw=Flaw.CLOSING_TAG_MOVED, what=what, path=path)
        elif ask(root, (*TRUTHFUL, "cat-file", "-t", ref)).stdout.strip() != "tag":
            what = say("the tag {tag} is not the one that recouv close made: it has no author and no words", tag=tag)
            yield Observation(flaw=Flaw.CLOSING_TAG_MOVED, what=what, path=path)
        elif signers is not None:
            found = judge(_signature(root, ref, signers), gpg)
            if found is not None:
                what = say("the tag {tag}: {what}", tag=tag, what=found.what)
                yield Observation(flaw=found.flaw, what=what, path=path)


def _signature(root: Path, ref: str, signers: Path) -> Signature:
    """Of a tag: git says of it, in words, what it says of commits in letters."""
    done = ask(root, (*TRUTHFUL, "-c", f"gpg.ssh.allowedSignersFile={signers}", "verify-tag", "--raw", ref))
    said = done.stderr
    if "no signature found" in said:
        return Signature(state="N")
    words = said.split()
    if "[GNUPG:]" in said:
        rows = [line.split() for line in said.splitlines() if line.startswith("[GNUPG:] VALIDSIG")]
        keys = tuple(key for row in rows for key in (row[2], row[-1]))
        return Signature(state="G" if "GOODSIG" in words and keys else "E" if "ERRSIG" in words else "B", keys=keys)
    keys = tuple(word for word in words if word.startswith("SHA256:"))
    if done.returncode == 0:
        return Signature(state="G", keys=keys)
    return Signature(state="U" if said.startswith("Good") and keys else "B", keys=keys)


def _wrong(path: str, what: Message) -> Observation:
    return Observation(flaw=Flaw.CLOSING_WRONG, what=what, path=path)

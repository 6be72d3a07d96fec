"""The commits of a history, parents before children, each with the files that it changed."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Self

from msgspec import Struct

from recouv.domain.past_commit import PastCommit, PathChange, Signature
from recouv.store.git_objects import TRUTHFUL, UNGRAFTED
from recouv.store.git_process import fields, started

_FIELDS = (
    *("%H", "%P", "%an", "%ae", "%at", "%ce", "%ct", "%s", "%b"),
    *(f"%(trailers:key={key},valueonly,separator=%x1e)" for key in ("Recouv-Action", "Recouv-Dossier", "Recouv-Entry")),
)
_SIGNATURE = ("%G?", "%GS", "%GF", "%GP")
_REVERTS = re.compile(r"This reverts commit ([0-9a-f]{40,64})")
_DIFF = ("-r", "--raw", "--no-abbrev", "--no-renames", "--no-relative", "--ignore-submodules=none", "-z")


class Step(Struct, frozen=True):
    """A commit, and what differs from its parent; from nothing, for a first one.

    A merge has no changes here: `Merges` tells them, parent by parent.
    """

    commit: PastCommit
    changes: tuple[PathChange, ...]


def walk(root: Path, revisions: Sequence[str], *, signers: Path | None = None) -> Generator[Step, None, None]:
    """Each commit of the revisions; with its signature, checked by the list of `signers`, when one is given.

    Raises:
        GitError: git cannot tell.
    """
    wanted = (*_FIELDS, *(_SIGNATURE if signers is not None else ()))
    config = ("-c", f"gpg.ssh.allowedSignersFile={signers}") if signers is not None else ()
    args = [
        *(*TRUTHFUL, *config, "log", "--reverse", "--topo-order", "--root", "--diff-merges=off", *_DIFF),
        *("--no-show-signature", "--no-color", "--no-decorate", "--encoding=UTF-8", "--no-mailmap"),
        "--format=tformat:" + "".join(f"{field}%x00" for field in wanted),
        *(*revisions, "--"),
    ]
    with closing(fields(root, args, more=UNGRAFTED)) as printed:
        token = next(printed, None)
        while token is not None:
            head = [token, *(next(printed) for _ in range(len(wanted) - 1))]
            next(printed)  # git ends the whole with one more
            changes: list[PathChange] = []
            token = next(printed, None)
            while token is not None and token.lstrip("\n").startswith(":"):
                changes.append(_change(token, next(printed)))
                token = next(printed, None)
            yield Step(_commit(head), tuple(changes))


class Merges:
    """What differs between a merge and each of its parents; a context manager, for its process."""

    def __init__(self, root: Path) -> None:
        args = (*TRUTHFUL, "diff-tree", "--stdin", *_DIFF)
        self._process = started(root, args, subprocess.PIPE, subprocess.DEVNULL, more=UNGRAFTED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        process = self._process
        if process.stdin is not None and process.stdout is not None:
            process.stdin.close()
            process.stdout.close()
        process.kill()
        process.wait()

    def changes(self, merge: str, parent: str) -> Iterator[PathChange]:
        """The files that differ."""
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None
        assert answering is not None
        end = f"={secrets.token_hex(8)}\n".encode()  # what is no object, git repeats
        asking.write(f"{merge} {parent}\n".encode() + end)
        asking.flush()
        data = b""
        while not data.endswith(end):
            piece = os.read(answering.fileno(), 1 << 16)
            if not piece:
                break
            data += piece
        tokens = [token.decode("utf-8", "surrogateescape") for token in data.removesuffix(end).split(b"\0")]
        for at in range(1, len(tokens) - 1, 2):
            yield _change(tokens[at], tokens[at + 1])


def _change(raw: str, path: str) -> PathChange:
    before_mode, after_mode, before, after, _ = raw.lstrip("\n").removeprefix(":").split(" ")
    return PathChange(path, before_mode, after_mode, before, after)


def _commit(head: Sequence[str]) -> PastCommit:
    identifier, parents, author, email, authored, committer, committed, subject, body = head[:9]
    action, dossiers, entries = head[9:12]
    reverted = _REVERTS.search(body)
    signature = None
    if len(head) > len(_FIELDS):
        state, signer, *keys = head[12:]
        signature = Signature(state=state, signer=signer, keys=tuple(key for key in keys if key))
    return PastCommit(
        id=identifier,
        parents=tuple(parents.split()),
        author=author,
        author_email=email,
        authored=int(authored or 0),
        committer_email=committer,
        committed=int(committed or 0),
        subject=subject,
        action=action.strip(),
        dossiers=_values(dossiers),
        entries=tuple(value.rpartition("^")[2] for value in _values(entries)),
        reverts=reverted[1] if reverted else "",
        signature=signature,
    )


def _values(trailers: str) -> tuple[str, ...]:
    return tuple(value for part in trailers.split("\x1e") if (value := part.strip()))

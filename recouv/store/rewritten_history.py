"""What a rewritten history would hold of a dossier whose person is forgotten: contents and messages, computed and
written beside the repository.  Nothing of the repository itself is touched.

Each version of the dossier is taken apart by the very rule that `recouv forget` follows, so that the sums of every day
stay what they were; what stands at the tip is left as it is, so that the work tree is the same before and after.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from recouv.domain.errors import UsageError
from recouv.rules.forgetting import FORGET, FORGOTTEN
from recouv.store.audit.memory import client_of
from recouv.store.dossier_text import read_dossier
from recouv.store.forgetting_text import NATURAL, forget_text, personal_words
from recouv.store.git_objects import TRUTHFUL, Objects
from recouv.store.git_process import names, run, started

_SEPARATOR = "\x01\x02"


class Message(Struct, frozen=True, kw_only=True):
    """A commit's words, before and after."""

    commit: str
    before: str
    after: str


class Rewritten(Struct, frozen=True, kw_only=True):
    """What would be replaced."""

    paths: tuple[str, ...]
    """Where the dossier ever stood."""
    path: str
    """Where it stands now."""
    pieces: tuple[str, ...]
    """Messages and documents of its entries that are in earlier commits and not in the last one."""
    blobs: dict[str, bytes]
    """git's name of a content → what takes its place."""
    messages: tuple[Message, ...]
    words: tuple[str, ...]
    """What names the person or reaches them, the longest first."""
    unreadable: tuple[str, ...]
    """Contents that cannot be read as a dossier: their words are replaced, and no more."""
    commits: tuple[str, ...]
    """Those that hold any of it, the newest first: each of them, and all that come after, get another name."""


def rewritten_history(root: Path, path: str, pseudonym: str) -> Rewritten:
    """What would be replaced for the dossier at `path`, which is forgotten already; `pseudonym` is its client's.

    Raises:
        GitError: git refuses.
    """
    paths = _paths(root, path)
    now = set(_names_in(root, "HEAD"))
    blobs: dict[str, bytes] = {}
    words: set[str] = set()
    pieces: dict[str, None] = {}
    unreadable: list[str] = []
    with Objects(root) as objects:
        for name, where in _contents(root, paths):
            data = objects.content(name)
            read = read_dossier(data, path=where)
            words |= personal_words(read)
            for entry in read.dossier.entries:
                if entry.word("document") not in ("", FORGOTTEN):
                    pieces[entry.word("document")] = None
            try:
                is_person = read.dossier.client.kind in NATURAL
                after = forget_text(read, pseudonym if is_person else read.dossier.client.name)
            except UsageError:
                unreadable.append(name)
                continue
            if after.text.encode() != data:
                blobs[name] = after.text.encode()
        words -= {pseudonym}
        ordered = tuple(sorted(words, key=lambda word: (-len(word), word)))
        for name in unreadable:
            blobs[name] = _replaced(objects.content(name), ordered)
    gone = tuple(piece for piece in pieces if piece not in now and _was_there(root, piece))
    clients = {client_of(one) for one in paths}
    messages = tuple(_messages(root, clients, client_of(path), pseudonym, ordered))
    touched = run(root, *TRUTHFUL, "log", "--all", "--format=%H", "--", *paths, *gone).split()
    commits = dict.fromkeys((*touched, *(one.commit for one in messages)))
    return Rewritten(
        paths=tuple(paths),
        path=path,
        pieces=gone,
        blobs=blobs,
        messages=messages,
        words=ordered,
        unreadable=tuple(unreadable),
        commits=tuple(commits),
    )


def _paths(root: Path, path: str) -> list[str]:
    """Where the dossier stood, whatever it was called before it was forgotten."""
    found = {path}
    client = client_of(path)
    told = run(
        *(root, *TRUTHFUL, "log", "--all", "--format=%H", f"--grep=^Recouv-Action: {FORGET}$"),
        f"--grep=: {client}$",
        "--all-match",
    )
    for commit in told.split():
        options = ("-r", "--no-renames", "--name-status", "-z", "--no-commit-id")
        rows = names(run(root, *TRUTHFUL, "diff-tree", *options, commit))
        found |= {
            name
            for state, name in zip(rows[::2], rows[1::2], strict=True)
            if state == "D" and name.startswith("dossiers/") and name.endswith(".md")
        }
    stems = {client_of(one) for one in found}
    rows = names(run(root, *TRUTHFUL, "log", "--all", "--format=", "--name-only", "-z", "--", "dossiers/"))
    return sorted(found | {row for row in map(str.strip, rows) if client_of(row) in stems and row.endswith(".md")})


def _contents(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name in git and the path of every content that ever stood at one of these paths."""
    wanted = set(paths)
    listed = run(root, *TRUTHFUL, "rev-list", "--objects", "--all", "--", *wanted)
    for line in listed.splitlines():
        name, _, where = line.partition(" ")
        if where in wanted:
            yield name, where


def _names_in(root: Path, revision: str) -> list[str]:
    return names(run(root, *TRUTHFUL, "ls-tree", "-r", "-z", "--name-only", revision))


def _was_there(root: Path, path: str) -> bool:
    return bool(run(root, *TRUTHFUL, "--literal-pathspecs", "log", "--all", "-1", "--format=%H", "--", path).strip())


def _messages(root: Path, clients: set[str], client: str, pseudonym: str, words: tuple[str, ...]) -> Iterator[Message]:
    """The commits whose words name the person, quote what was said, or name the dossier as it was called."""
    printed = run(root, *TRUTHFUL, "log", "--all", f"--format=%H%n%B{_SEPARATOR}")
    for record in printed.split(_SEPARATOR):
        commit, _, before = record.lstrip("\n").partition("\n")
        if not commit:
            continue
        after = _told(before, clients, client, pseudonym, words)
        if after.strip() != before.strip():
            yield Message(commit=commit, before=before.strip() + "\n", after=after.strip() + "\n")


def _told(before: str, clients: set[str], client: str, pseudonym: str, words: tuple[str, ...]) -> str:
    trailers = [line for line in before.splitlines() if line.startswith("Recouv-")]
    about = {line.partition(": ")[2] for line in trailers if line.startswith("Recouv-Dossier: ")}
    action = next((line.partition(": ")[2] for line in trailers if line.startswith("Recouv-Action: ")), "")
    if about and about <= clients and action:
        renamed = (f"Recouv-Dossier: {client}" if line.startswith("Recouv-Dossier: ") else line for line in trailers)
        return f"{action}: {pseudonym}\n\n" + "\n".join(renamed)
    lines = [
        f"Recouv-Dossier: {client}"
        if line.startswith("Recouv-Dossier: ") and line.partition(": ")[2] in clients
        else _replaced_words(line, words)
        for line in before.splitlines()
    ]
    return "\n".join(lines)


def _replaced_words(text: str, words: tuple[str, ...]) -> str:
    for word in words:
        text = text.replace(word, FORGOTTEN)
    return text


def _replaced(data: bytes, words: tuple[str, ...]) -> bytes:
    for word in words:
        data = data.replace(word.encode(), FORGOTTEN.encode())
    return data


def object_name(root: Path, data: bytes) -> str:
    """What git will call a content; nothing is written in the repository."""
    with started(root, ("hash-object", "--stdin", "--no-filters"), subprocess.PIPE) as process:
        out, _ = process.communicate(data)
    return out.decode().strip()

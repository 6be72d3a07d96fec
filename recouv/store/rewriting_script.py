"""The script by which a team takes somebody out of its whole history, with git's own tools.

recouv writes it, and never runs it.  It works on the clone that it is started in, refuses what is not as it was when
it was written, keeps the tree of the last commit byte for byte, and pushes nothing.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from recouv.store.rewritten_history import Rewritten, object_name

#: What is in the folder, by name.
SCRIPT, WORDS, STEPS = "rewrite.sh", "replacements.txt", "STEPS.md"
_INDEX, _MESSAGE, _CALLBACK = "index.sh", "message.sh", "blobs.py"

_HEADER = """#!/bin/sh
# Written by recouv forget: read it before you run it, in the clone where the history is rewritten, once.
# It uses git filter-repo where it is installed, else git filter-branch, which git ships.  It pushes nothing.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
export here
expected=%(head)s
git rev-parse --git-dir >/dev/null
stop() { echo "$1" >&2; exit 1; }
test "$(git rev-parse HEAD)" = "$expected" || stop "the last commit is not $expected: ask recouv for a new script"
test -z "$(git status --porcelain --untracked-files=no)" || stop "commit or stash what you are editing first"
tree=$(git rev-parse 'HEAD^{tree}')
"""
_BODY = """
if git filter-repo --version >/dev/null 2>&1; then
    echo "with git filter-repo"
    git filter-repo --force%(gone)s%(renamed)s \\
        --replace-message "$here/replacements.txt" \\
        --blob-callback "$(cat "$here/blobs.py")" \\
        --commit-callback "$(cat "$here/messages.py")"
else
    echo "with git filter-branch"
    for name in "$here"/blobs/*; do
        test -e "$name" || continue
        git hash-object -w --no-filters "$name" >/dev/null
    done
    FILTER_BRANCH_SQUELCH_WARNING=1 git filter-branch --force \\
        --index-filter 'sh "$here/index.sh"' --msg-filter 'sh "$here/message.sh"' \\
        --tag-name-filter cat -- --all
    git for-each-ref --format='delete %%(refname)' refs/original | git update-ref --stdin
    git reflog expire --expire=now --all
    git gc --quiet --prune=now
fi
test "$(git rev-parse 'HEAD^{tree}')" = "$tree" || stop "the last commit does not hold what it held: do not push"
rm -f "$(git rev-parse --git-dir)"/recouv/index.sqlite* "$(git rev-parse --git-dir)"/recouv/audit*
echo "the last commit is now $(git rev-parse HEAD); it holds what it held. Nothing was pushed: STEPS.md says how"
"""
_INDEX_BODY = """# The index of each commit, with other contents, without the pieces that go, and under the name of now.
git -c core.quotePath=true ls-files -s | sed -f "$here/index.sed" >"$GIT_INDEX_FILE.list"
rm -f "$GIT_INDEX_FILE.new"
GIT_INDEX_FILE="$GIT_INDEX_FILE.new" git read-tree --empty
GIT_INDEX_FILE="$GIT_INDEX_FILE.new" git update-index --index-info <"$GIT_INDEX_FILE.list"
mv "$GIT_INDEX_FILE.new" "$GIT_INDEX_FILE"
rm -f "$GIT_INDEX_FILE.list"
"""
_MESSAGE_BODY = """# The words of each commit: those written down for it, else its own.
if test -f "$here/messages/$GIT_COMMIT"; then cat "$here/messages/$GIT_COMMIT"; else cat; fi
"""
_BLOBS = """import os
path = os.path.join(os.environ["here"], "blobs", blob.original_id.decode())
if os.path.exists(path):
    with open(path, "rb") as stream:
        blob.data = stream.read()
"""
_MESSAGES = """import os
path = os.path.join(os.environ["here"], "messages", commit.original_id.decode())
if os.path.exists(path):
    with open(path, "rb") as stream:
        commit.message = stream.read()
"""


def script_files(root: Path, head: str, found: Rewritten) -> dict[str, bytes]:
    """The files of the folder, by name, save the steps, which are told in the user's language."""
    earlier = [path for path in found.paths if path != found.path]
    gone = "".join(f" --path {shlex.quote(piece)}" for piece in found.pieces)
    renamed = "".join(f" --path-rename {shlex.quote(f'{path}:{found.path}')}" for path in earlier)
    body = _BODY % {"gone": f" --invert-paths{gone}" if gone else "", "renamed": renamed}
    files = {
        SCRIPT: (_HEADER % {"head": head} + body).encode(),
        WORDS: "".join(f"literal:{word}==>[…]\n" for word in found.words if "==>" not in word).encode(),
        _INDEX: _INDEX_BODY.encode(),
        "index.sed": _sed(root, found, earlier).encode(),
        _MESSAGE: _MESSAGE_BODY.encode(),
        _CALLBACK: _BLOBS.encode(),
        "messages.py": _MESSAGES.encode(),
    }
    files |= {f"blobs/{name}": data for name, data in found.blobs.items()}
    files |= {f"messages/{one.commit}": one.after.encode() for one in found.messages}
    return files


def _sed(root: Path, found: Rewritten, earlier: Sequence[str]) -> str:
    """What `git ls-files -s` prints of a commit, turned into what its rewritten twin has."""
    rows = [f"\\|\t{_pattern(piece)}$|d" for piece in found.pieces]
    rows += [f"s|\t{_pattern(path)}$|\t{_plain(found.path)}|" for path in earlier]
    rows += [f"s|^\\([0-7]*\\) {name} |\\1 {object_name(root, data)} |" for name, data in found.blobs.items()]
    return "".join(f"{row}\n" for row in rows)


def _pattern(path: str) -> str:
    return re.sub(r"([][\\.*^$|])", r"\\\1", _listed(path))


def _plain(path: str) -> str:
    return re.sub(r"([\\&|])", r"\\\1", _listed(path))


def _listed(path: str) -> str:
    """A path as `git ls-files` prints it, which quotes what is no plain ASCII."""
    written = "".join(_letter(byte) for byte in path.encode("utf-8", "surrogateescape"))
    return path if written == path else f'"{written}"'


def _letter(byte: int) -> str:
    if byte in b'"\\':
        return f"\\{chr(byte)}"
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"

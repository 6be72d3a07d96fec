"""The book as a recouv workspace: one dossier a client, in git.

    python -m benchmarks.book /tmp/book                 # 10,000 clients, 340,000 entries
    python -m benchmarks.book /tmp/book -n 1000 --history 5000

The same seed makes the same bytes and the same commits.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.clients import TEAM, client_file, dossier_name
from benchmarks.question import SEED, TODAY, client_invoices
from benchmarks.story import dossier_text, entry_id
from benchmarks.subject import environment, recouv_command

CLIENTS = 10_000
#: From here on dossiers stand in sub-folders by their first two characters.
FLAT_BELOW = 1_000
_NAME, _EMAIL = "Léa Fontaine", "lea@imprimerie-autan.example"
_FIRST_COMMIT = 1_769_850_000
_CONFIG = """recouv: 1
creditor:
  name: Imprimerie de l'Autan SAS
  siren: "150482719"
  address: |
    46 rue des Typographes
    31200 Toulouse
  email: comptabilite@imprimerie-autan.example
  iban: FR7699999000010123456789012
  mediator: Médiation de l'Autan, 3 place des Arcades, 31000 Toulouse
language: fr
currency: EUR
terms: 30 days
scenario: standard
ageing: [30, 60, 90]
team:
"""


def write_workspace(folder: Path, clients: int = CLIENTS, *, seed: int = SEED, history: int = 0) -> None:
    """Make the workspace in `folder`, which must not exist, with `history` more commits of one call each.

    Raises:
        FileExistsError: something is there already.
        subprocess.CalledProcessError: git or `recouv init` refused; its `stderr` says why.
    """
    folder.mkdir(parents=True)
    _git(folder, "init", "--quiet", "--initial-branch=main")
    for key, value in (("user.name", _NAME), ("user.email", _EMAIL), ("commit.gpgsign", "false")):
        _git(folder, "config", key, value)
    subprocess.run(
        [*recouv_command(), "-C", str(folder), "--lang", "fr", "init"],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment(), **_dated()},
    )
    # a stream of commits in one pack: `git add` would leave one loose object a dossier, and take ten times longer
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE) as stream:
        assert stream.stdin is not None
        stream.stdin.writelines(_commits(clients, seed, history))
    if stream.returncode:
        raise subprocess.CalledProcessError(stream.returncode, "git fast-import")
    _git(folder, "reset", "--quiet", "--hard")
    _git(folder, "status", "--porcelain")


def dossier_path(client: int, clients: int) -> str:
    """Where the client's dossier stands in a workspace of that many."""
    name = dossier_name(client)
    return f"dossiers/{name}.md" if clients < FLAT_BELOW else f"dossiers/{name[:2]}/{name}.md"


def _commits(clients: int, seed: int, history: int) -> Iterator[bytes]:
    """The stream: everything in one commit, then one commit for each further call."""
    team = "".join(
        f"  - id: {who}\n    name: {name}\n    email: {who}@imprimerie-autan.example\n" for who, name in TEAM
    )
    yield _commit(1, "import: le carnet d’essai")
    yield b"from refs/heads/main^0\n"
    yield _file("recouv.yaml", _CONFIG + team)
    later: dict[int, str] = {}
    for client in range(clients):
        text = dossier_text(client_file(client, seed), client, client_invoices(client, seed), seed)
        if client < history:
            later[client] = text
        yield _file(dossier_path(client, clients), text)
    for rank in range(history):
        client = rank % clients
        later[client] += _call(clients * 64 + rank, rank // clients)
        yield _commit(2 + rank, f"call: {dossier_name(client)}\n\nRecouv-Dossier: {dossier_name(client)}")
        yield _file(dossier_path(client, clients), later[client])


def _call(number: int, minute: int) -> str:
    written = f"{TODAY}T20:{minute // 60 % 60:02d}:{minute % 60:02d}Z"
    return f"\n### {TODAY} call ^{entry_id(number)}\n- outcome: no-answer\n- recorded: {written} lea\n"


def _commit(rank: int, message: str) -> bytes:
    text = message.encode()
    who = f"committer {_NAME} <{_EMAIL}> {_FIRST_COMMIT + rank} +0000"
    return f"commit refs/heads/main\n{who}\ndata {len(text)}\n".encode() + text + b"\n"


def _file(path: str, text: str) -> bytes:
    blob = text.encode()
    return f"M 100644 inline {path}\ndata {len(blob)}\n".encode() + blob + b"\n"


def _dated() -> dict[str, str]:
    return dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{_FIRST_COMMIT} +0000")


def _git(folder: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def main() -> int:
    """Make it and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-n", "--clients", type=int, default=CLIENTS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--history", type=int, default=0, metavar="COMMITS", help="further commits of one call each")
    options = parser.parse_args()
    start = time.perf_counter()
    write_workspace(options.folder, options.clients, seed=options.seed, history=options.history)
    print(f"{options.clients} clients in {options.folder}, {time.perf_counter() - start:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())

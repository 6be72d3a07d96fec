"""A long and honest history, and how long it takes to prove it.

    python -m benchmarks.long_history /tmp/long --commits 100000

One call a commit, over so many clients, as recouv commits them, made by one `git fast-import`; every hundredth commit
is a merge of a side branch.  The same arguments make the same commits.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.story import entry_id
from recouv.usecases.auditing import Wanted, audit

_START = datetime(2020, 1, 1, 8, tzinfo=UTC)
_HEAD = "---\nname: Client {client}\n---\n\n## Journal\n"
_CONFIG = "recouv: 1\nteam:\n  - id: lea\n    name: Léa\n    email: lea@example.com\n"
_BRANCH_EVERY = 100


def write_history(folder: Path, commits: int, clients: int) -> None:
    """Make the repository in `folder`, which must not exist.

    Raises:
        subprocess.CalledProcessError: git refused.
    """
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "--initial-branch=main"], cwd=folder, check=True)
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE) as stream:
        assert stream.stdin is not None
        stream.stdin.writelines(_stream(commits, clients))
    if stream.returncode:
        raise subprocess.CalledProcessError(stream.returncode, "git fast-import")


def _stream(commits: int, clients: int) -> Iterator[bytes]:
    texts: dict[int, str] = {}
    yield _commit("main", 1, "init\n\nRecouv-Action: init\n", 0)
    yield _file("recouv.yaml", _CONFIG)
    last, mark, number = 1, 2, 0
    while mark <= commits:
        text = _acted(texts, number, clients)
        if number % _BRANCH_EVERY == _BRANCH_EVERY - 1 and mark + 2 <= commits:
            yield _commit("side", mark, text[0], number, f"from :{last}\n")
            yield _file(*text[1:])
            main = _acted(texts, number + 1, clients)
            yield _commit("main", mark + 1, main[0], number + 1, f"from :{last}\n")
            yield _file(*main[1:])
            merge = f"from :{mark + 1}\nmerge :{mark}\n"
            yield _commit("main", mark + 2, "sync\n\nRecouv-Action: sync\n", number + 1, merge)
            yield _file(*text[1:])
            last, mark, number = mark + 2, mark + 3, number + 2
        else:
            yield _commit("main", mark, text[0], number, f"from :{last}\n")
            yield _file(*text[1:])
            last, mark, number = mark, mark + 1, number + 1


def _acted(texts: dict[int, str], number: int, clients: int) -> tuple[str, str, str]:
    """The message, the path and the text of the action of that number."""
    client = (number * 7919) % clients
    name = f"c{client:05d}"
    identifier = entry_id(number)
    at = _START + timedelta(minutes=5 * number)
    entry = (
        f"\n### {at:%Y-%m-%d} call ^{identifier}\n- with: Mme Petit\n- outcome: no-answer\n"
        f"- recorded: {at:%Y-%m-%dT%H:%M:%SZ} lea\n> Nobody there.\n"
    )
    texts[client] = texts.get(client, _HEAD.format(client=client)) + entry
    message = f"call: {name}\n\nRecouv-Dossier: {name}\nRecouv-Action: call\nRecouv-Entry: ^{identifier}\n"
    return message, f"dossiers/{name[:3]}/{name}.md", texts[client]


def _commit(branch: str, mark: int, message: str, number: int, parents: str = "") -> bytes:
    text = message.encode()
    when = int((_START + timedelta(minutes=5 * number)).timestamp())
    head = f"commit refs/heads/{branch}\nmark :{mark}\ncommitter Léa <lea@example.com> {when} +0000\n"
    return f"{head}data {len(text)}\n".encode() + text + f"\n{parents}".encode()


def _file(path: str, text: str) -> bytes:
    data = text.encode()
    return f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def main() -> int:
    """Make it where it is not there, prove it twice, and say what that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--commits", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=2_000)
    options = parser.parse_args()
    if not options.folder.exists():
        start = time.perf_counter()
        write_history(options.folder, options.commits, options.clients)
        print(f"made in {time.perf_counter() - start:.1f} s")
    for full in (True, False):
        start = time.perf_counter()
        audited = audit(options.folder, Wanted(full=full), datetime.now(UTC))
        took = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        found = [str(one.observation.what) for one in audited.noted]
        print(
            f"{'whole' if full else 'gone on'}: {audited.commits} commits in {took:.1f} s, "
            f"{audited.commits / took:.0f} a second, {memory} MB at the most, {len(found)} observations {found[:2]}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

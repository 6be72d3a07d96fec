"""The problems that a range of commits brings, read from git's objects: for a server, or for a check of every push.

Who made a commit is known here: what needed a second person is compared with it (`approvals_in_range`).

What was wrong already at the beginning of the range is not told again: whoever pushes answers for what they push.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from recouv.domain.message import say
from recouv.domain.problem import Problem
from recouv.store.audit.dossier_changes import is_dossier
from recouv.store.audit.history_state import commit_named
from recouv.store.audit.memory import client_of
from recouv.store.config import CONFIG_NAME, Config, read_config
from recouv.store.dossier_text import read_dossier
from recouv.store.git_objects import Objects
from recouv.store.git_process import names, run
from recouv.store.identifiers import is_dossier_id, why_not_dossier_id
from recouv.store.scenario_text import read_scenario
from recouv.store.workspace import DOSSIERS, SCENARIOS
from recouv.usecases.approvals_in_range import Ends, brought_past_approval, settings_loosened
from recouv.usecases.auditing import wanted_range
from recouv.usecases.checking import own_problems
from recouv.usecases.secret_checks import dossier_secrets

_FILE = "100"


def check_range(root: Path, text: str, last: str) -> list[Problem]:
    """The problems of the tree of B that the tree of A had not, for `A..B`; `last` is the last day (ISO) on which an
    entry can have been recorded.

    Raises:
        UsageError: `text` is no range.
        NothingFoundError: git knows no such revision.
    """
    since, until = wanted_range(text)
    first, second = commit_named(root, since) if since else "", commit_named(root, until)
    with Objects(root) as objects:
        before, after = (_tree(root, commit) if commit else {} for commit in (first, second))
        changed = {path: about for path, about in after.items() if before.get(path) != about}
        old = {_told(problem) for problem in _problems(objects, before, _still(before, changed), last)}
        new = [problem for problem in _problems(objects, after, changed, last) if _told(problem) not in old]
        ends = Ends(root, first, second, _config(objects, before), _config(objects, after))
        new += _past_approval(objects, ends, before, changed)
    return sorted(new, key=lambda problem: (problem.path, problem.line, problem.column))


def _past_approval(
    objects: Objects, ends: Ends, before: dict[str, tuple[str, str]], changed: dict[str, tuple[str, str]]
) -> Iterator[Problem]:
    """What no second person agreed to."""
    if not ends.before.house.approvals.kinds and not ends.after.house.approvals.kinds:
        return
    if CONFIG_NAME in changed:
        text = objects.content(changed[CONFIG_NAME][1]).decode("utf-8", "replace")
        lines = [line.partition(":")[0] for line in text.splitlines()]
        yield from settings_loosened(ends, lines.index("approvals") + 1 if "approvals" in lines else 1)
    was = {client_of(path): about for path, about in before.items() if is_dossier(path)}
    for path, (mode, name) in changed.items():
        if is_dossier(path) and mode.startswith(_FILE):
            old = was.get(client_of(path))
            earlier = read_dossier(objects.content(old[1]), path=path).dossier if old else None
            yield from brought_past_approval(
                objects, ends, earlier, read_dossier(objects.content(name), path=path).dossier
            )


def _config(objects: Objects, tree: dict[str, tuple[str, str]]) -> Config:
    if CONFIG_NAME not in tree:
        return Config()
    return read_config(objects.content(tree[CONFIG_NAME][1]).decode("utf-8", "replace"))[0]


def _still(before: dict[str, tuple[str, str]], changed: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """What the changed files were, wherever a dossier of that id stood."""
    clients = {client_of(path) for path in changed if is_dossier(path)}
    return {
        path: about
        for path, about in before.items()
        if path in changed or (is_dossier(path) and client_of(path) in clients)
    }


def _tree(root: Path, commit: str) -> dict[str, tuple[str, str]]:
    """Path → mode and git's name of the content, of what a check looks at."""
    wanted = (f"{DOSSIERS}/", f"{SCENARIOS}/", CONFIG_NAME)
    rows = names(run(root, "--no-replace-objects", "ls-tree", "-r", "-z", commit, "--", *wanted))
    tree = {}
    for row in rows:
        about, _, path = row.partition("\t")
        mode, _, name = about.split()
        tree[path] = (mode, name)
    return tree


def _problems(
    objects: Objects, tree: dict[str, tuple[str, str]], chosen: dict[str, tuple[str, str]], last: str
) -> Iterator[Problem]:
    """Those of the chosen files of a tree."""
    scenarios = []
    for path, (_, name) in tree.items():
        if path.startswith(f"{SCENARIOS}/") and path.endswith(".yaml"):
            scenario, found = read_scenario(objects.content(name).decode("utf-8", "replace"), path=path)
            if not found:
                scenarios.append(scenario.name)
            elif path in chosen:
                yield from found
    places: dict[str, list[str]] = defaultdict(list)
    for path in filter(is_dossier, tree):
        places[client_of(path)].append(path)
    for path, (mode, name) in chosen.items():
        if path == CONFIG_NAME:
            yield from read_config(objects.content(name).decode("utf-8", "replace"))[1]
        elif is_dossier(path):
            yield from _of_dossier(objects, path, mode, name, scenarios, last)
            for other in set(places[client_of(path)]) - {path}:
                what = say("client {id} is also in {other}", id=client_of(path), other=other)
                yield Problem(path, 1, 1, what, say("keep one of the two files"))


def _of_dossier(
    objects: Objects, path: str, mode: str, name: str, scenarios: list[str], last: str
) -> Iterator[Problem]:
    if not mode.startswith(_FILE):
        what = say("this is a symbolic link, not a dossier")
        yield Problem(path, 1, 1, what, say("put the file itself in its place, or remove the link"))
        return
    if not is_dossier_id(client_of(path)):
        yield Problem(path, 1, 1, *why_not_dossier_id(client_of(path)))
    read = read_dossier(objects.content(name), path=path)
    yield from own_problems(read.dossier, scenarios, last)
    yield from dossier_secrets(read.dossier, read.text)


def _told(problem: Problem) -> tuple[str, str, str]:
    """A problem, wherever it stands in its file."""
    return client_of(problem.path), str(problem.what), str(problem.severity)

"""What a creditor had decided at another revision of the repository, read from git's objects: no file is touched."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.errors import NothingFoundError, ProblemsError, WorkspaceError
from recouv.domain.message import say
from recouv.domain.practice import Practice
from recouv.store.config import CONFIG_NAME, read_config
from recouv.store.house import house_in
from recouv.store.scenario_text import read_scenario
from recouv.store.workspace import SCENARIOS

if TYPE_CHECKING:
    from recouv.domain.problem import Problem
    from recouv.store.workspace import Workspace


class Decided(Struct, frozen=True, kw_only=True):
    """Scenarios, rules of the house and payment terms."""

    practice: Practice
    terms: str


def decided_at(workspace: Workspace, revision: str, year: int) -> Decided:
    """What `recouv.yaml` and `scenarios/` say at a revision; `year` is the current one, for the public holidays.

    Raises:
        NothingFoundError: git knows no such revision, or it has no recouv.yaml.
        ProblemsError: one of these files has problems.
    """
    try:
        commit = workspace.git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except WorkspaceError:
        raise NothingFoundError(
            say("git knows no revision {revision}", revision=revision), say("git branch --all lists the branches")
        ) from None
    commit = commit.strip()
    text = _text(workspace, commit, CONFIG_NAME)
    if text is None:
        raise NothingFoundError(
            say("revision {revision} has no {path}", revision=revision, path=CONFIG_NAME),
            say("name a revision of this workspace"),
        )
    config, problems = read_config(text)
    scenarios = {}
    for path in _scenario_paths(workspace, commit):
        scenario, found = read_scenario(_text(workspace, commit, path) or "", path=path)
        problems += found
        scenarios[scenario.name] = scenario
    if problems:
        raise _unusable(revision, problems)
    house = house_in(config, year, workspace.scratch)
    return Decided(practice=Practice(scenarios=scenarios, house=house), terms=config.terms)


def _scenario_paths(workspace: Workspace, commit: str) -> list[str]:
    said = workspace.git.run("ls-tree", "-z", "--name-only", commit, "--", f"{SCENARIOS}/")
    paths = map(PurePosixPath, filter(None, said.split("\0")))
    return sorted(str(path) for path in paths if path.suffix == ".yaml" and path.name[0] != ".")


def _text(workspace: Workspace, commit: str, path: str) -> str | None:
    try:
        return workspace.git.run("cat-file", "blob", f"{commit}:{path}")
    except WorkspaceError:
        return None


def _unusable(revision: str, problems: list[Problem]) -> ProblemsError:
    return ProblemsError(
        say("the settings of {revision} cannot be used", revision=revision),
        problems,
        say("mend them there, then simulate again"),
    )

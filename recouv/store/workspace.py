"""The user's repository: where things are, and reading them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from recouv.domain.dossier import Dossier
from recouv.domain.errors import NothingFoundError, WorkspaceError
from recouv.domain.message import say
from recouv.domain.problem import Problem, Severity
from recouv.domain.scenario import Scenario
from recouv.store.config import CONFIG_NAME, Config, read_config
from recouv.store.dossier_text import DossierText, read_dossier
from recouv.store.files import read_bytes
from recouv.store.git import Git
from recouv.store.head import Head, read_head
from recouv.store.identifiers import is_dossier_id
from recouv.store.scenario_text import read_scenario

DOSSIERS = "dossiers"
SCENARIOS = "scenarios"
LETTERS = "letters"
#: From this many clients on, new dossiers go to sub-folders: a flat folder of 10,000 costs 256 KiB of objects a commit.
FLAT_UP_TO = 1000
#: What may lie among the dossiers without being one.
_NOT_DOSSIERS = {".gitkeep", ".gitignore", ".gitattributes"}


@dataclass
class Workspace:
    """A workspace on disk."""

    root: Path
    config: Config
    git: Git = field(init=False)

    def __post_init__(self) -> None:
        self.git = Git(self.root)

    @classmethod
    def open(cls, start: Path) -> Workspace:
        """The workspace that holds `start`: the nearest folder upwards with a `recouv.yaml`.

        Raises:
            WorkspaceError: there is none, or its configuration has problems.
        """
        if not start.is_dir():
            raise WorkspaceError(say("{path} is not a folder", path=str(start)), say("check the path given to -C"))
        for folder in (start.absolute(), *start.absolute().parents):
            data = read_bytes(folder / CONFIG_NAME) if (folder / CONFIG_NAME).is_file() else None
            if data is not None:
                return cls(folder, _config(data))
        raise WorkspaceError(
            say("there is no recouv workspace in {path}", path=str(start)),
            say("run recouv init to make one here, or name one with -C DIR"),
        )

    def relative(self, path: Path) -> str:
        """The path as commits and problems name it: from the root, with `/`."""
        return path.relative_to(self.root).as_posix()

    def dossier_paths(self) -> dict[str, Path]:
        """Id → file of every dossier, in the order of the ids."""
        return {path.stem: path for path in sorted(self._files(), key=lambda path: path.stem) if path.suffix == ".md"}

    def dossier_path(self, identifier: str) -> Path | None:
        """The file of that dossier, found without reading the folder; `None` when there is none."""
        if not is_dossier_id(identifier):
            return None
        folder = self.root / DOSSIERS
        for path in (folder / f"{identifier}.md", folder / identifier[:2] / f"{identifier}.md"):
            if path.is_file():
                return path
        return None

    def new_dossier_path(self, identifier: str, *, clients: int) -> Path:
        """Where a new dossier goes when the workspace counts `clients` with it."""
        folder = self.root / DOSSIERS
        return folder / f"{identifier}.md" if clients < FLAT_UP_TO else folder / identifier[:2] / f"{identifier}.md"

    def read(self, identifier: str) -> DossierText:
        """The dossier of that id.

        Raises:
            NothingFoundError: there is none.
        """
        path = self.dossier_path(identifier) or self.dossier_paths().get(identifier)
        data = read_bytes(path) if path else None
        if path is None or data is None:
            raise NothingFoundError(say("there is no client {id}", id=identifier))
        return read_dossier(data, path=self.relative(path))

    def dossiers(self) -> Iterator[Dossier]:
        """Every dossier, in the order of the ids."""
        for path in self.dossier_paths().values():
            data = read_bytes(path)
            if data is not None:
                yield read_dossier(data, path=self.relative(path)).dossier

    def heads(self) -> Iterator[tuple[str, Head]]:
        """Id and head of every dossier: enough to find a client by name."""
        for identifier, path in self.dossier_paths().items():
            data = read_bytes(path) or b""
            text = data.decode("utf-8", "replace")
            yield identifier, read_head(text, path=self.relative(path), fallback_name=identifier)

    @cached_property
    def _scenarios(self) -> tuple[Mapping[str, Scenario], tuple[Problem, ...]]:
        scenarios: dict[str, Scenario] = {}
        problems: list[Problem] = []
        folder = self.root / SCENARIOS
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            text = (read_bytes(path) or b"").decode("utf-8", "replace")
            scenario, found = read_scenario(text, path=self.relative(path))
            problems += found
            if not found:
                scenarios[scenario.name] = scenario
        return scenarios, tuple(problems)

    @property
    def scenarios(self) -> Mapping[str, Scenario]:
        """The scenarios that read without a problem, by name."""
        return self._scenarios[0]

    @property
    def scenario_problems(self) -> tuple[Problem, ...]:
        """What is wrong in the others."""
        return self._scenarios[1]

    def stray_files(self) -> Iterator[Problem]:
        """Files among the dossiers that cannot be dossiers, and ids that clash."""
        seen: dict[str, str] = {}
        for path in sorted(self._files()):
            relative = self.relative(path)
            if path.suffix != ".md":
                if path.name not in _NOT_DOSSIERS:
                    what = say("this file is among the dossiers and is not one")
                    yield Problem(relative, 1, 1, what, say("move it to documents/"), Severity.WARNING)
            elif not is_dossier_id(path.stem):
                what = say("{stem} cannot be a client's id", stem=path.stem)
                yield Problem(relative, 1, 1, what, say("rename the file with lower-case letters, digits and dashes"))
            elif path.stem in seen:
                what = say("client {id} is also in {other}", id=path.stem, other=seen[path.stem])
                yield Problem(relative, 1, 1, what, say("keep one of the two files"))
            else:
                seen[path.stem] = relative

    def _files(self) -> Iterator[Path]:
        folder = self.root / DOSSIERS
        if not folder.is_dir():
            return
        pending = [folder]
        while pending:
            with os.scandir(pending.pop()) as found:
                for item in found:
                    if item.is_dir(follow_symlinks=False):
                        if not item.name.startswith("."):
                            pending.append(Path(item.path))
                    elif not item.name.startswith("."):
                        yield Path(item.path)


def _config(data: bytes) -> Config:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise WorkspaceError(say("recouv.yaml is not UTF-8"), say("save it as UTF-8")) from None
    config, problems = read_config(text)
    if problems:
        first = problems[0]
        raise WorkspaceError(say("{place}: {what}", place=first.place, what=first.what), first.mend)
    return config

"""The user's repository: where things are, and reading them."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from recouv.domain.errors import NothingFoundError, ProblemsError, WorkspaceError
from recouv.domain.message import say
from recouv.store.changes import Answered, Asking, WorkTree
from recouv.store.config import CONFIG_NAME, Config, read_config
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.folders import Folders
from recouv.store.house import house_in
from recouv.store.identifiers import is_dossier_id
from recouv.store.listing import Found, Listing, find_dossier, list_dossiers, unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from recouv.domain.dossier import Client, Dossier
    from recouv.domain.practice import House
    from recouv.domain.problem import Problem
    from recouv.domain.rates import Rates
    from recouv.domain.scenario import Scenario
    from recouv.store.dossier_text import DossierText
    from recouv.store.git import Git

DOSSIERS = "dossiers"
SCENARIOS = "scenarios"
LETTERS = "letters"
#: From this many clients on, new dossiers go to sub-folders: a flat folder of 10,000 costs 256 KiB of objects a commit.
FLAT_UP_TO = 1000


class Workspace:
    """A workspace on disk."""

    folder_name = DOSSIERS
    commit = ""
    """The commit that it is read from, when it is one of the past; empty for the files as they are."""

    def __init__(self, root: Path, config: Config) -> None:
        self.root = root
        self.config = config
        self._begun: list[Asking | Answered] = []
        self._folders = Folders(str(root / DOSSIERS))
        self._houses: dict[int, House] = {}
        self._found: dict[str, str] = {}
        """Id → path of each dossier that was read, as `read_again` needs it."""

    @cached_property
    def git(self) -> Git:
        """The workspace's repository."""
        from recouv.store.git import Git  # deferred: reading needs no git

        return Git(self.root)

    @classmethod
    def open(cls, start: Path) -> Workspace:
        """The workspace that holds `start`: the nearest folder upwards with a `recouv.yaml`.

        Raises:
            WorkspaceError: there is none, or its configuration has problems.
        """
        try:
            if not start.is_dir():
                raise WorkspaceError(say("{path} is not a folder", path=str(start)), say("check the path given to -C"))
            here = start.absolute()
            for folder in (here, *here.parents):
                data = read_bytes(folder / CONFIG_NAME) if (folder / CONFIG_NAME).is_file() else None
                if data is not None:
                    return cls(folder, _config(data))
        except OSError as error:  # a current folder removed meanwhile, or closed to us
            raise WorkspaceError(
                say("{path} cannot be read: {reason}", path=str(start), reason=error.strerror or str(error)),
                say("go to a folder that exists"),
            ) from None
        raise WorkspaceError(
            say("there is no recouv workspace in {path}", path=str(start)),
            say("run recouv init to make one here, or name one with -C DIR; recouv demo shows an example"),
        )

    def require_present(self) -> None:
        """Refuse to write where what is read is the past."""

    def relative(self, path: Path) -> str:
        """The path as commits and problems name it: from the root, with `/`."""
        return path.relative_to(self.root).as_posix()

    @property
    def scratch(self) -> Path | None:
        """Where this clone keeps what it can work out again; `None` when the workspace is no repository of its own."""
        folder = self.root / ".git"
        if folder.is_dir():
            return folder / "recouv"
        with suppress(OSError, UnicodeDecodeError):  # a linked work tree has a file that says where its folder is
            said = folder.read_text(encoding="utf-8")
            if said.startswith("gitdir: "):
                return (self.root / said.removeprefix("gitdir: ").rstrip("\n")) / "recouv"
        return None

    def begin_to_look(self, times: int) -> None:
        """Let git compare the dossiers with the last commit for the next `times` questions, while something is done."""
        if self.scratch is not None:
            self._begun += [Asking(self.root, DOSSIERS) for _ in range(times)]

    def has_looked(self, tree: WorkTree) -> None:
        """Take what git has just said as the answer to the next question."""
        self._begun.append(Answered(tree))

    def work_tree(self) -> WorkTree | None:
        """How the dossiers stand beside the last commit; `None` when git cannot be relied upon for it."""
        if self.scratch is None:
            return None
        try:
            return self._begun.pop().answer()  # at most once, and by one thread: an answer ages at once
        except IndexError:
            return Asking(self.root, DOSSIERS).answer()

    def dossier_files(self) -> tuple[set[str], set[str]]:
        """Paths of what stands among the dossiers and cannot be one, and of the dossiers."""
        odd: set[str] = set()
        even: set[str] = set()
        for found in self.listing().files.values():
            for one in found:
                (even if one.problem is None else odd).add(self.relative(one.path))
        return odd, even

    def dossier_paths(self) -> dict[str, Path]:
        """Id → file of every dossier, in the order of the ids; of several files with one id, one."""
        listing = self.listing()
        return {identifier: listing.usable(identifier)[0].path for identifier in listing.files if identifier[-1] != "/"}

    def dossier_path(self, identifier: str) -> Path | None:
        """The file of that dossier, found without reading any; `None` when there is none.

        Raises:
            ProblemsError: the file cannot be a dossier, or another one has the same id.
        """
        usable = self.bearing(identifier)
        if not usable:
            return None
        problem = usable[0].problem
        if problem is not None:
            raise ProblemsError(say("{path} cannot be read", path=problem.path), [problem])
        return usable[0].path

    def new_dossier_path(self, identifier: str, *, clients: int) -> Path:
        """Where a new dossier goes when the workspace counts `clients` with it."""
        folder = self.root / DOSSIERS
        return folder / f"{identifier}.md" if clients < FLAT_UP_TO else folder / identifier[:2] / f"{identifier}.md"

    def read(self, identifier: str) -> DossierText:
        """The dossier of that id.

        Raises:
            NothingFoundError: there is none.
            ProblemsError: its file cannot be a dossier, cannot be opened, or another one has the same id.
        """
        path = self.dossier_path(identifier)
        if path is None:
            raise NothingFoundError(say("there is no client {id}", id=identifier))
        return self.read_at(path)

    def read_at(self, path: Path) -> DossierText:
        """The dossier in the file that `dossier_path` has just found.

        Raises:
            NothingFoundError: it was removed meanwhile.
            ProblemsError: it cannot be opened.
        """
        from recouv.store.dossier_text import read_dossier  # deferred: many commands read none

        name = self.relative(path)
        try:
            data = self.content(name)
        except UnreadableFileError as error:
            raise ProblemsError(say("{path} cannot be read", path=name), [unreadable(name, error.reason)]) from None
        if data is None:
            raise NothingFoundError(say("there is no client {id}", id=path.stem))
        self._found[path.stem] = name
        return read_dossier(data, path=name)

    def read_again(self, identifier: str) -> DossierText:
        """The dossier as it is now, where it was found last: searched anew only when it is no longer there.

        Whoever has just read it, and now reads it under the lock, does not go through ten thousand files twice.

        Raises:
            NothingFoundError: there is none.
            ProblemsError: as `read`, when it had to be searched.
        """
        from recouv.store.dossier_text import read_dossier

        name = self._found.get(identifier)
        data = None
        if name is not None:
            with suppress(UnreadableFileError):
                data = self.content(name)
        return self.read(identifier) if name is None or data is None else read_dossier(data, path=name)

    def known_paths(self, identifiers: Iterable[str]) -> list[str]:
        """Where those of the dossiers that were read before were found."""
        return [self._found[identifier] for identifier in identifiers if identifier in self._found]

    def dossiers(self, paths: Collection[str] | None = None) -> Iterator[Dossier]:
        """Every dossier (those in `paths` when given), in the order of the ids; what cannot be one is there with its
        problem.
        """
        if paths is not None and not paths:
            return
        for found in self.listing().files.values():
            for one in found:
                read = self._text(one) if paths is None or self.relative(one.path) in paths else None
                if read is not None:
                    yield read.dossier

    def dossiers_of(self, identifier: str) -> list[Dossier]:
        """What bears that id, each with its problems: one dossier, or the files that stand in its way.

        Raises:
            NothingFoundError: there is none.
        """
        listing = self.listing(identifier)
        found = listing.files.get(identifier) or listing.files.get(f"{identifier}/") or []
        read = [text.dossier for one in found if (text := self._text(one)) is not None]
        if not read:
            raise NothingFoundError(say("there is no client {id}", id=identifier))
        return read

    def client_at(self, path: str) -> Client | None:
        """Who a file that cannot be relied upon is about, as far as its head tells; `None` for a folder."""
        from recouv.store.head import read_head  # deferred: for a name, not for an id

        if not path.endswith(".md"):
            return None
        data = None
        if not self.is_link(path):
            with suppress(UnreadableFileError):  # its problem is told where its facts would be used
                data = self.content(path)
        stem = PurePosixPath(path).stem
        return read_head((data or b"").decode("utf-8", "replace"), path=path, fallback_name=stem).client

    def _text(self, found: Found) -> DossierText | None:
        """The dossier in that file, its file's problem first; `None` when it was removed meanwhile."""
        from recouv.store.dossier_text import read_dossier, unreadable_dossier, with_problem

        path = self.relative(found.path)
        if not found.opens and found.problem is not None:
            return unreadable_dossier(path, found.problem)
        try:
            data = self.content(path)
        except UnreadableFileError as error:
            return unreadable_dossier(path, unreadable(path, error.reason))
        if data is None:
            return None
        read = read_dossier(data, path=path)
        return with_problem(read, found.problem) if found.problem is not None else read

    @property
    def scenario_texts(self) -> dict[str, str]:
        """Name and content of every scenario's file, unread: two workspaces with the same ones chase alike."""
        texts = {}
        with suppress(OSError):
            for path in self._scenario_files():
                with suppress(UnreadableFileError):  # a pipe would never end
                    texts[PurePosixPath(path).name] = (self.content(path) or b"").decode("utf-8", "backslashreplace")
        return texts

    @cached_property
    def _rates(self) -> tuple[Rates, tuple[Problem, ...]]:
        from recouv.store.rates_text import RATES_NAME, merged, read_rates, shipped_rates  # deferred: for penalties

        try:
            data = self.content(RATES_NAME)
        except UnreadableFileError as error:
            return shipped_rates(), (unreadable(RATES_NAME, error.reason),)
        if data is None:
            return shipped_rates(), ()
        own, problems = read_rates(data.decode("utf-8", "replace"))
        return merged(shipped_rates(), own), tuple(problems)

    def rates(self) -> Rates:
        """The rates that penalties rest on: those that ship, then those of `rates.yaml`.

        Raises:
            ProblemsError: that file has problems; no penalty is computed from half of it.
        """
        rates, problems = self._rates
        if problems:
            raise ProblemsError(say("{path} cannot be read", path=problems[0].path), problems)
        return rates

    @property
    def rates_problems(self) -> tuple[Problem, ...]:
        """What is wrong in `rates.yaml`."""
        return self._rates[1]

    def config_text(self) -> str:
        """`recouv.yaml` as it stands now; empty when it cannot be read any more."""
        data = None
        with suppress(UnreadableFileError):
            data = self.content(CONFIG_NAME)
        return (data or b"").decode("utf-8", "replace")

    @property
    def letter_names(self) -> set[str]:
        """The letters that are there in some language, without it: `reminder-1`."""
        names = set()
        with suppress(OSError):
            files = (name for name in self.names_in(LETTERS) if name.endswith(".md"))
            names = {name.removesuffix(".md").rpartition(".")[0] for name in files}
        return names

    @cached_property
    def _scenarios(self) -> tuple[Mapping[str, Scenario], tuple[Problem, ...]]:
        from recouv.store.scenario_text import read_scenario  # deferred: the balance follows no scenario

        scenarios: dict[str, Scenario] = {}
        problems: list[Problem] = []
        try:
            paths = self._scenario_files()
        except (FileNotFoundError, NotADirectoryError):
            return scenarios, ()
        except OSError as error:
            return scenarios, (unreadable(SCENARIOS, error.strerror or str(error)),)
        for path in paths:
            try:
                data = self.content(path)
            except UnreadableFileError as error:
                problems.append(unreadable(path, error.reason))
                continue
            scenario, found = read_scenario((data or b"").decode("utf-8", "replace"), path=path)
            problems += found
            if not found:
                scenarios[scenario.name] = scenario
        return scenarios, tuple(problems)

    def house(self, year: int) -> House:
        """What the configuration decides for all clients, the public holidays around `year` among it."""
        known = self._houses.get(year)
        if known is None:
            known = self._houses[year] = house_in(self.config, year, self.scratch)
        return known

    @property
    def scenarios(self) -> Mapping[str, Scenario]:
        """The scenarios that read without a problem, by name."""
        return self._scenarios[0]

    @property
    def scenario_problems(self) -> tuple[Problem, ...]:
        """What is wrong in the others."""
        return self._scenarios[1]

    def stray_files(self) -> Sequence[Problem]:
        """Files and folders among the dossiers that are not dossiers."""
        return self.listing().strays

    def _scenario_files(self) -> list[str]:
        """Paths of the scenarios, in alphabetical order.

        Raises:
            OSError: their folder cannot be listed.
        """
        names = sorted(name for name in self.names_in(SCENARIOS) if name.endswith(".yaml") and name[0] != ".")
        return [f"{SCENARIOS}/{name}" for name in names]

    # Where all of this is read: a workspace of the past (`past_workspace`) has its own answers

    def content(self, path: str) -> bytes | None:
        """What the file at `path`, from the root, holds; `None` when there is none.

        Raises:
            UnreadableFileError: there is one, which the system refuses to read.
        """
        return read_bytes(self.root / path)

    def content_id(self, path: str) -> str | None:
        """Git's name of what that file holds; `None` when there is none, or it cannot be read."""
        from recouv.store.cold_reading import blob_id  # deferred: for comparisons with the past

        data = None
        with suppress(UnreadableFileError):
            data = self.content(path)
        return None if data is None else blob_id(data)

    def is_link(self, path: str) -> bool:
        """Whether it is a symbolic link, which may lead to another client's file."""
        return (self.root / path).is_symlink()

    def names_in(self, folder: str) -> list[str]:
        """Names of what is in a folder, in any order.

        Raises:
            OSError: it is not there, or cannot be listed.
        """
        return os.listdir(self.root / folder)  # noqa: PTH208 - names are all that is asked for

    def listing(self, identifier: str = "") -> Listing:
        """The dossiers' folder, or what bears one id in it."""
        return list_dossiers(self.root, DOSSIERS, identifier)

    def bearing(self, identifier: str) -> list[Found]:
        """What bears that id, those without a problem first; found without going through the others."""
        if is_dossier_id(identifier):
            return find_dossier(self.root, self._folders, identifier)
        # whatever a file may be called, it is found, with what is wrong with it
        return self.listing(identifier).usable(identifier) if identifier else []


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

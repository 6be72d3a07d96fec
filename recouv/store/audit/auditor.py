"""One commit after the other: what it changed is asked of git, and judged by `recouv.rules.audit`."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Self

from msgspec import Struct

from recouv.domain.message import say
from recouv.domain.past_commit import PastCommit, PathChange
from recouv.rules.approvals import loosened
from recouv.rules.audit.moments import commit_moments
from recouv.rules.audit.observation import Flaw, Observation
from recouv.rules.audit.signatures import judge_commit, signers_of_gpg
from recouv.store.audit.dossier_changes import DossierChanges
from recouv.store.audit.kept_files import KeptFiles
from recouv.store.audit.memory import Memory
from recouv.store.audit.merge_changes import MergeChanges
from recouv.store.audit.walk import Merges, Step
from recouv.store.config import CONFIG_NAME, Config, read_config
from recouv.store.git_objects import BrokenObjectError, Objects

_KEPT = 50_000
_SIGNERS = ("allowed_signers", "allowed-signers")


class _Place(Struct, frozen=True):
    """What later commits ask of an earlier one."""

    committed: int
    config: str
    """git's name of its `recouv.yaml`; empty when it has none."""


class Auditor:
    """Judges commits, parents first; a context manager, for its processes."""

    def __init__(self, root: Path, memory: Memory, now: datetime, *, signers: str = "", signers_path: str = "") -> None:
        """`signers` is the text of the list of signers, `signers_path` where it stands in the workspace, if it does."""
        self._memory = memory
        self._now = now
        self._gpg = signers_of_gpg(signers)
        self._signers_path = signers_path
        self._stack = ExitStack()
        self.objects = self._stack.enter_context(Objects(root))
        merges = self._stack.enter_context(Merges(root))
        self._dossiers = DossierChanges(self.objects, memory)
        self._merges = MergeChanges(root, self.objects, merges, memory)
        self._files = KeptFiles(root, self.objects, memory)
        self._places: OrderedDict[str, _Place] = OrderedDict()
        self._writers: dict[tuple[str, str, str], str] = {}
        self._configs: dict[str, Config] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def take(self, step: Step) -> None:
        """Judge a commit, and remember what the next ones need to know of it."""
        for seen in self._judged(step):
            self._memory.note(seen, step.commit)

    def _judged(self, step: Step) -> Iterator[Observation]:
        commit = step.commit
        try:
            place = self._placed(step)
            yield from commit_moments(commit, [self._place(one).committed for one in commit.parents], self._now)
            seen = judge_commit(commit, self._gpg)
            if seen is not None:
                yield seen
            if commit.is_merge:
                yield from self._merges.observed(commit)
            else:
                approvals = self._config(place.config).house.approvals
                writer = self._writer(commit, place.config)
                yield from self._dossiers.observed(commit, step.changes, writer, approvals)
                yield from self._files.observed(commit, step.changes, self._dossiers.released)
            yield from self._signers_changed(step.changes)
            yield from self._settings_changed(step.changes)
        except BrokenObjectError as error:
            yield Observation(flaw=Flaw.OBJECT_BROKEN, what=error.what)

    def _placed(self, step: Step) -> _Place:
        """What is to be known of a commit: its own configuration, else that of its first parent."""
        commit = step.commit
        changed = next((change for change in step.changes if change.path == CONFIG_NAME), None)
        if changed is not None:
            config = changed.after if changed.is_file else ""
        elif commit.is_merge or not commit.parents:
            config = self.objects.name_at(commit.id, CONFIG_NAME) if commit.is_merge else ""
        else:
            config = self._place(commit.parents[0]).config
        place = _Place(commit.committed, config)
        self._places[commit.id] = place
        if len(self._places) > _KEPT:
            self._places.popitem(last=False)
        return place

    def _place(self, commit: str) -> _Place:
        known = self._places.get(commit)
        if known is None:
            known = _Place(self.objects.committed(commit), self.objects.name_at(commit, CONFIG_NAME))
            self._places[commit] = known
        return known

    def _writer(self, commit: PastCommit, config: str) -> str:
        key = (config, commit.author, commit.author_email)
        if key not in self._writers:
            self._writers[key] = self._config(config).writer(commit.author, commit.author_email)
        return self._writers[key]

    def _config(self, name: str) -> Config:
        if name not in self._configs:
            text = self.objects.content(name).decode("utf-8", "replace") if name else ""
            self._configs[name] = read_config(text)[0]
        return self._configs[name]

    def _settings_changed(self, changes: Iterable[PathChange]) -> Iterator[Observation]:
        """Where a second person is asked for less than before."""
        for change in changes:
            if change.path == CONFIG_NAME and not change.is_new:
                after = self._config(change.after if change.is_file else "").house.approvals
                less = loosened(self._config(change.before).house.approvals, after)
                if less:
                    what = say("less is asked of a second person than before: {what}", what=", ".join(less))
                    yield Observation(flaw=Flaw.APPROVALS_LOOSENED, what=what, path=change.path)

    def _signers_changed(self, changes: Iterable[PathChange]) -> Iterator[Observation]:
        for change in changes:
            name = change.path.rpartition("/")[2]
            if (change.path == self._signers_path or name in _SIGNERS) and not change.is_new:
                what = say("the list of signers {path} was changed", path=change.path)
                yield Observation(flaw=Flaw.SIGNERS_CHANGED, what=what, path=change.path)

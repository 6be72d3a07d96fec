"""What the index recalls is what the files say, whatever was done to them, to git or to the index."""

from __future__ import annotations

import io
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from recouv.domain.dossier import Dossier
from recouv.store import cold_reading
from recouv.store.index import INDEX_NAME, KEPT_QUESTIONS, VERSION
from recouv.store.recall import Derived, Question, Recalled, recall
from recouv.store.workspace import Workspace
from tests.conftest import Desk

HEAD = "---\nname: {name}\n---\n\n## Journal\n"
NOTE = "\n### 2026-11-05 note\n> {words}\n"


def texts(dossier: Dossier) -> str | None:
    """Everything that a dossier says, so that nothing can be recalled of what it said before."""
    if not dossier.readable:
        return None
    return f"{dossier.path}|{dossier.client.name}|{'/'.join(entry.text for entry in dossier.entries)}"


def names(dossier: Dossier) -> str:
    """Who it is."""
    return dossier.client.name


QUESTION = Question(key="texts", answer=lambda: texts)


def in_capitals(text: str) -> str:
    """What is worked out from what a dossier says."""
    return text.upper()


DERIVED = Derived(key="in capitals", of=QUESTION, derive=lambda: in_capitals)


def backwards(text: str) -> str:
    """What is worked out from that."""
    return text[::-1]


TWICE = Derived(key="backwards", of=DERIVED, derive=lambda: backwards)


def fresh(root: Path, question: Question | Derived = QUESTION) -> Recalled:
    """The answers read from the files, without git or index."""
    workspace = Workspace.open(root)
    workspace.work_tree = lambda: None  # type: ignore[method-assign]
    return recall(workspace, question)


def recalled(root: Path, question: Question | Derived = QUESTION) -> Recalled:
    """The answers as a new process gets them."""
    return recall(Workspace.open(root), question)


def dossier(name: str = "Durand", words: str = "first") -> str:
    """A small dossier."""
    return HEAD.format(name=name) + NOTE.format(words=words)


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Three clients, committed and indexed."""
    for name in ("arnaud", "bernard", "colin"):
        desk.write(name, dossier(name))
    recalled(desk.root)
    return desk


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of the dossiers that are read whole."""
    read: list[str] = []
    real = cold_reading.read_dossier

    def reading(data: bytes, *, path: str) -> object:
        read.append(path)
        return real(data, path=path)

    monkeypatch.setattr(cold_reading, "read_dossier", reading)
    return read


def helped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Forty clients, and a machine of two cores that finds them many; the helpers that it starts."""
    for rank in range(40):
        desk.write(f"client-{rank:02}", dossier(f"Client {rank}"), commit=False)
    monkeypatch.setattr(cold_reading, "_FEW", 10)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    started: list[subprocess.Popen[bytes]] = []
    real = cold_reading._started

    def start() -> subprocess.Popen[bytes] | None:
        helper = real()
        if helper is not None:
            started.append(helper)
        return helper

    monkeypatch.setattr(cold_reading, "_started", start)
    return started


def index_of(desk: Desk) -> Path:
    """The file of the index."""
    return desk.root / ".git" / "recouv" / INDEX_NAME


class TestNothingIsReadTwice:
    """Only what changed is read."""

    def test_an_unchanged_workspace_is_not_read(self, full: Desk, counted: list[str]) -> None:
        assert recalled(full.root) == fresh(full.root)
        counted.clear()
        recalled(full.root)
        assert counted == []

    def test_a_changed_file_is_read_alone(self, full: Desk, counted: list[str]) -> None:
        full.write("bernard", dossier("bernard", "second"))
        recalled(full.root)
        assert counted == ["dossiers/bernard.md"]

    def test_a_file_being_edited_is_read_once_a_version(self, full: Desk, counted: list[str]) -> None:
        full.write("bernard", dossier("bernard", "draft"), commit=False)
        recalled(full.root)
        recalled(full.root)
        assert counted == ["dossiers/bernard.md"]

    def test_committing_what_was_read_reads_nothing(self, full: Desk, counted: list[str]) -> None:
        full.write("bernard", dossier("bernard", "draft"), commit=False)
        recalled(full.root)
        counted.clear()
        full.git("commit", "-qam", "kept")
        recalled(full.root)
        assert counted == []

    def test_an_answer_that_no_longer_holds_is_worked_out_again(self, full: Desk, counted: list[str]) -> None:
        question = Question(key="texts", answer=lambda: texts, holds=lambda value: "bernard" not in value)
        recalled(full.root, question)
        assert counted == ["dossiers/bernard.md"]


class TestLinks:
    """What a link leads to is counted where it is, once."""

    def test_a_file_replaced_by_a_link_to_another(self, full: Desk) -> None:
        place = full.root / "dossiers" / "bernard.md"
        place.unlink()
        place.symlink_to("colin.md")
        assert recalled(full.root).unreadable == ("dossiers/bernard.md",)
        assert recalled(full.root) == fresh(full.root)


class TestDerived:
    """Answers worked out from other answers."""

    def test_where_the_other_is_known_nothing_is_read(self, full: Desk, counted: list[str]) -> None:
        assert recalled(full.root, DERIVED).values == [value.upper() for value in recalled(full.root).values]
        assert counted == []

    def test_where_it_is_not_both_are_kept_after_one_reading(self, desk: Desk, counted: list[str]) -> None:
        desk.write("arnaud", dossier("arnaud"))
        assert recalled(desk.root, DERIVED).values == ["DOSSIERS/ARNAUD.MD|ARNAUD|FIRST"]
        assert recalled(desk.root).values == ["dossiers/arnaud.md|arnaud|first"]
        assert counted == ["dossiers/arnaud.md"]

    def test_a_dossier_that_changed_is_read_alone(self, full: Desk, counted: list[str]) -> None:
        recalled(full.root, DERIVED)
        full.write("bernard", dossier("bernard", "second"))
        assert recalled(full.root, DERIVED) == fresh(full.root, DERIVED)
        counted.clear()
        assert recalled(full.root).values[1] == "dossiers/bernard.md|bernard|second"
        assert counted == []

    def test_what_cannot_be_relied_upon_stays_so(self, full: Desk) -> None:
        full.write("bernard", "no head at all")
        recalled(full.root)
        assert recalled(full.root, DERIVED) == fresh(full.root, DERIVED)
        assert recalled(full.root, DERIVED).unreadable == ("dossiers/bernard.md",)

    def test_one_that_rests_on_what_no_longer_holds_is_read_again(self, full: Desk, counted: list[str]) -> None:
        doubtful = Question(key="texts", answer=lambda: texts, holds=lambda value: "bernard" not in value)
        assert len(recalled(full.root, Derived(key="of doubt", of=doubtful, derive=lambda: in_capitals)).values) == 3
        assert counted == ["dossiers/bernard.md"]

    def test_one_that_no_longer_holds_is_derived_again_without_reading(self, full: Desk, counted: list[str]) -> None:
        made: list[str] = []

        def derive(text: str) -> str:
            made.append(text)
            return text.upper()

        doubtful = Derived(key="doubt", of=QUESTION, derive=lambda: derive, holds=lambda value: "BERNARD" not in value)
        for _ in range(2):
            assert recalled(full.root, doubtful) == fresh(full.root, DERIVED)
            counted.clear()
        assert len([text for text in made if "bernard" in text]) == 2
        recalled(full.root, doubtful)
        assert counted == []

    def test_new_ones_never_push_out_what_they_rest_on(self, full: Desk, counted: list[str]) -> None:
        for rank in range(2 * KEPT_QUESTIONS):
            recalled(full.root, Derived(key=f"day {rank}", of=QUESTION, derive=lambda: in_capitals))
        assert counted == []

    def test_what_days_rest_on_stays_whatever_else_is_asked(self, full: Desk, counted: list[str]) -> None:
        """Not the oldest question goes, but the one that was left unasked for longest."""
        for rank in range(2 * KEPT_QUESTIONS):
            recalled(full.root, Derived(key=f"day {rank}", of=QUESTION, derive=lambda: in_capitals))
            if rank % 3 == 0:
                recalled(full.root, Derived(key=f"other {rank}", of=DERIVED, derive=lambda: backwards))
        recalled(full.root, Question(key="something else", answer=lambda: texts))
        counted.clear()
        recalled(full.root)
        assert counted == []

    @pytest.mark.parametrize("known", [(), (QUESTION,), (DERIVED,), (QUESTION, DERIVED)])
    def test_from_the_nearest_that_is_known(
        self, full: Desk, known: tuple[Question | Derived, ...], counted: list[str]
    ) -> None:
        """One that rests on another that rests on a third; each is kept on the way, and no dossier is read."""
        for question in known:
            recalled(full.root, question)
        assert recalled(full.root, TWICE) == fresh(full.root, TWICE)
        counted.clear()
        for question in (QUESTION, DERIVED, TWICE):
            recalled(full.root, question)
        assert counted == []

    def test_each_from_what_holds_of_it(self, full: Desk, counted: list[str]) -> None:
        """One dossier changed, one whose capitals do not hold any more, one as it was."""
        doubtful = Derived(key="doubt", of=QUESTION, derive=lambda: in_capitals, holds=lambda text: "COLIN" not in text)
        twice = Derived(
            key="doubt twice", of=doubtful, derive=lambda: backwards, holds=lambda text: "NILOC" not in text
        )
        recalled(full.root, twice)
        full.write("bernard", dossier("bernard", "second"))
        counted.clear()
        assert recalled(full.root, twice).values == fresh(full.root, TWICE).values
        assert counted[:1] == ["dossiers/bernard.md"]

    def test_one_without_git_is_the_same(self, full: Desk) -> None:
        assert fresh(full.root, DERIVED) == recalled(full.root, DERIVED)

    def test_every_core_gives_the_answers_of_one(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        started = helped(desk, monkeypatch)
        recalled(desk.root)
        monkeypatch.setattr(cold_reading, "_FEW_TEXTS", 10)
        seen: list[tuple[int, int]] = []
        parallel = recall(Workspace.open(desk.root), DERIVED, lambda done, total: seen.append((done, total)))
        assert len(started) == 4
        assert parallel == fresh(desk.root, DERIVED)
        assert seen == [(done, 40) for done in range(1, 41)]


def edit(desk: Desk, name: str, dice: random.Random) -> None:
    """Another content, written in place."""
    desk.write(name, dossier(name, f"edited {dice.random()}"), commit=False)


def same_size_and_date(desk: Desk, name: str, dice: random.Random) -> None:
    """Another content of the same length, under the date that the file had: what a restored backup looks like."""
    path = desk.root / "dossiers" / f"{name}.md"
    if path.is_file():
        state = path.stat()
        path.write_bytes(path.read_bytes().translate(bytes.maketrans(b"abcdefgh", bytes(dice.sample(b"abcdefgh", 8)))))
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def break_it(desk: Desk, name: str, dice: random.Random) -> None:
    """No longer a dossier."""
    desk.write(name, f"---\nname: {name}\n---\n\n## Journal\n\n### tomorrow {dice.random()}\n", commit=False)


def remove(desk: Desk, name: str, dice: random.Random) -> None:
    """Gone."""
    (desk.root / "dossiers" / f"{name}.md").unlink(missing_ok=True)


def move(desk: Desk, name: str, dice: random.Random) -> None:
    """In the sub-folder of its first letters."""
    path = desk.root / "dossiers" / f"{name}.md"
    if path.is_file():
        path.parent.joinpath(name[:2]).mkdir(exist_ok=True)
        path.rename(path.parent / name[:2] / path.name)


def twin(desk: Desk, name: str, dice: random.Random) -> None:
    """A second file of the same id."""
    folder = desk.root / "dossiers" / "twins"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.md").write_text(dossier(name, "twin"), encoding="utf-8")


def untwin(desk: Desk, name: str, dice: random.Random) -> None:
    """The second file gone again."""
    shutil.rmtree(desk.root / "dossiers" / "twins", ignore_errors=True)


def link(desk: Desk, name: str, dice: random.Random) -> None:
    """A link in the place of the file, to another client's or to what is outside, if it is there at all."""
    path = desk.root / "dossiers" / f"{name}.md"
    path.unlink(missing_ok=True)
    path.symlink_to("../elsewhere" if name == "arnaud" else dice.choice(("../elsewhere", "arnaud.md")))


def unlink(desk: Desk, name: str, dice: random.Random) -> None:
    """A file in the place of a link."""
    path = desk.root / "dossiers" / f"{name}.md"
    if path.is_symlink():
        path.unlink()
        edit(desk, name, dice)


def ignore(desk: Desk, name: str, dice: random.Random) -> None:
    """A dossier that git is told not to see is a dossier all the same."""
    (desk.root / ".gitignore").write_text(f"{name}.md\nhidden.md\n", encoding="utf-8")
    (desk.root / "dossiers" / "hidden.md").write_text(dossier("hidden", f"{dice.random()}"), encoding="utf-8")


def commit(desk: Desk, name: str, dice: random.Random) -> None:
    """Everything committed."""
    desk.git("add", "-A")
    desk.git("commit", "-q", "--allow-empty", "-m", "all")


def stage(desk: Desk, name: str, dice: random.Random) -> None:
    """Everything staged, then changed again."""
    desk.git("add", "-A")
    edit(desk, name, dice)


def restore(desk: Desk, name: str, dice: random.Random) -> None:
    """The work tree as committed."""
    desk.git("reset", "-q", "--hard")
    desk.git("clean", "-fdqx")


def go_back(desk: Desk, name: str, dice: random.Random) -> None:
    """An older commit, as a branch that is switched."""
    commits = desk.git("rev-list", "HEAD").split()
    desk.git("add", "-A")
    desk.git("commit", "-q", "--allow-empty", "-m", "before")
    desk.git("checkout", "-q", "--force", "-B", "main", dice.choice(commits))


def rewrite(desk: Desk, name: str, dice: random.Random) -> None:
    """The last commit replaced, and the one that it replaces thrown away."""
    desk.git("add", "-A")
    desk.git("commit", "-q", "--allow-empty", "--amend", "-m", f"amended {dice.random()}")
    desk.git("reflog", "expire", "--expire=now", "--all")
    desk.git("gc", "-q", "--prune=now")


def ask_something_else(desk: Desk, name: str, dice: random.Random) -> None:
    """Other questions, so many that the oldest is forgotten."""
    for _ in range(dice.choice((1, 15))):
        recalled(desk.root, Question(key=f"other {dice.random()}", answer=lambda: texts))


DEEDS: tuple[Callable[[Desk, str, random.Random], None], ...] = (
    *(edit, edit, same_size_and_date, break_it, remove, move, twin, untwin, link, unlink, ignore),
    *(commit, commit, stage, restore, go_back, rewrite, ask_something_else),
)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_the_index_answers_as_the_files_do(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    told = []
    for step in range(40):
        deed, name = dice.choice(DEEDS), dice.choice(("arnaud", "bernard", "colin", "denis"))
        deed(desk, name, dice)
        told.append(f"{step}: {deed.__name__} {name}")
        if dice.random() < 0.7:
            for question in dice.sample((QUESTION, DERIVED, TWICE), 2):
                assert recalled(desk.root, question) == fresh(desk.root, question), "\n".join(told)


class TestADamagedIndex:
    """The index is derived: nothing of it is worth an error."""

    @pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 4000])
    def test_is_made_again(self, full: Desk, content: bytes) -> None:
        before = recalled(full.root)
        index_of(full).write_bytes(content)
        assert recalled(full.root) == before
        assert index_of(full).read_bytes()[:15] == b"SQLite format 3"

    @pytest.mark.parametrize("kept", [100, 4096, 5000, 9000])
    def test_cut_short_is_made_again(self, full: Desk, kept: int) -> None:
        before = recalled(full.root)
        os.truncate(index_of(full), kept)
        assert recalled(full.root) == before

    def test_of_another_version_is_made_again(self, full: Desk, counted: list[str]) -> None:
        with sqlite3.connect(index_of(full)) as base:
            base.execute("DROP TABLE file")
            base.execute(f"PRAGMA user_version = {VERSION + 1}")
        base.close()
        assert len(recalled(full.root).values) == 3
        assert len(counted) == 3

    def test_deleted_is_made_again(self, full: Desk) -> None:
        before = recalled(full.root)
        shutil.rmtree(index_of(full).parent)
        assert recalled(full.root) == before

    def test_of_another_clone_is_of_no_use_to_this_one(self, full: Desk, tmp_path: Path) -> None:
        other = tmp_path / "clone"
        full.git("clone", "-q", str(full.root), str(other))
        (other / "dossiers" / "colin.md").write_text(dossier("colin", "in the clone"), encoding="utf-8")
        shutil.copytree(index_of(full).parent, other / ".git" / "recouv", dirs_exist_ok=True)
        assert recalled(other) == fresh(other)

    def test_that_cannot_be_written_does_not_stop_the_answer(self, full: Desk) -> None:
        shutil.rmtree(index_of(full).parent)
        index_of(full).parent.write_text("a file where the folder should be", encoding="utf-8")
        assert recalled(full.root) == fresh(full.root)

    def test_that_another_process_holds_does_not_stop_the_answer(
        self, full: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("recouv.store.index._PATIENCE_SECONDS", 0.05)
        full.write("bernard", dossier("bernard", "second"))
        holder = sqlite3.connect(index_of(full), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        assert recalled(full.root) == fresh(full.root)
        holder.close()


class TestWithoutGitsHelp:
    """Slower, and the same answers."""

    def test_a_folder_that_is_no_repository_is_read(self, full: Desk) -> None:
        shutil.rmtree(full.root / ".git")
        assert len(recalled(full.root).values) == 3

    def test_a_repository_without_a_commit_is_read(self, full: Desk) -> None:
        shutil.rmtree(full.root / ".git")
        full.git("init", "-q")
        assert recalled(full.root) == fresh(full.root)
        full.write("denis", dossier("denis"), commit=False)
        assert recalled(full.root) == fresh(full.root)

    def test_a_linked_work_tree_has_an_index_of_its_own(self, full: Desk, tmp_path: Path) -> None:
        full.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
        (tmp_path / "linked" / "dossiers" / "colin.md").write_text(dossier("colin", "linked"), encoding="utf-8")
        assert recalled(tmp_path / "linked") == fresh(tmp_path / "linked")
        assert recalled(full.root) == fresh(full.root)

    def test_a_repository_among_the_dossiers_is_looked_into(self, full: Desk) -> None:
        inner = full.root / "dossiers" / "inner"
        inner.mkdir()
        subprocess.run(["git", "init", "-q"], cwd=inner, check=True)
        (inner / "denis.md").write_text(dossier("denis"), encoding="utf-8")
        assert recalled(full.root) == fresh(full.root)
        assert len(recalled(full.root).values) == 4

    def test_no_git_program(self, full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        before = recalled(full.root)
        monkeypatch.setenv("PATH", "/nowhere")
        assert recalled(full.root) == before

    def test_line_ends_that_git_converts(self, full: Desk) -> None:
        full.git("config", "core.autocrlf", "true")
        shutil.rmtree(full.root / "dossiers")
        full.git("checkout", "-q", "--", "dossiers")
        assert b"\r\n" in (full.root / "dossiers" / "colin.md").read_bytes()
        for words in ("second", "third"):
            assert recalled(full.root) == fresh(full.root)
            full.write("colin", dossier("colin", words))
        assert recalled(full.root) == fresh(full.root)


class TestManyAtOnce:
    """Several processes."""

    def test_every_core_gives_the_answers_of_one(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        helped(desk, monkeypatch)
        seen: list[tuple[int, int]] = []
        parallel = recall(Workspace.open(desk.root), QUESTION, lambda done, total: seen.append((done, total)))
        monkeypatch.undo()
        assert parallel == fresh(desk.root)
        assert seen == [(done, 40) for done in range(1, 41)]

    def test_helpers_are_started_where_standard_error_is_not_one(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As on the screens, which keep it for themselves."""
        started = helped(desk, monkeypatch)
        monkeypatch.setattr(sys, "stderr", io.StringIO())
        assert len(recalled(desk.root).values) == 40
        assert len(started) == 2

    @pytest.mark.parametrize("command", ["import sys; sys.exit(1)", "import os; os.write(1, b'\\0\\0\\1\\0half')"])
    def test_a_helper_that_fails_leaves_nothing_out(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch, command: str
    ) -> None:
        helped(desk, monkeypatch)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "bufsize": 0}
        monkeypatch.setattr(
            cold_reading, "_started", lambda: subprocess.Popen([sys.executable, "-c", command], **pipes)
        )
        assert len(recalled(desk.root).values) == 40

    def test_a_reading_given_up_leaves_no_helper(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        started = helped(desk, monkeypatch)
        worked = cold_reading.work_out(desk.root, [f"dossiers/client-{rank:02}.md" for rank in range(40)], texts)
        next(worked)
        worked.close()
        assert [helper.poll() is not None for helper in started] == [True, True]

    def test_two_processes_that_begin_together_agree(self, desk: Desk) -> None:
        for rank in range(30):
            desk.write(f"client-{rank:02}", dossier(f"Client {rank}"), commit=False)
        desk.git("add", "-A")
        desk.git("commit", "-qm", "all")
        command = [sys.executable, "-m", "recouv", "-C", str(desk.root), "balance", "--json", "--on", "2026-11-20"]

        def run() -> str:
            return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

        with ThreadPoolExecutor(6) as pool:
            answers = {job.result() for job in [pool.submit(run) for _ in range(6)]}
        assert len(answers) == 1
        assert recalled(desk.root) == fresh(desk.root)

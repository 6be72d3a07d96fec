"""Several recouv, an editor and git at work in one workspace at the same time: nothing is lost, nothing is written over."""

from __future__ import annotations

import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from recouv.usecases.checking import check_workspace
from recouv.usecases.talk import Talk, log_talk
from tests.conftest import TODAY
from tests.faults.killer import Killer
from tests.faults.whole import entries, git, session

PEOPLE, ACTIONS = 4, 12
TYPED = "\n### 2026-11-19 note\n> typed {number}\n"


def at_work(root: Path, person: int) -> list[str]:
    """One person's actions in a row; the words of those that were done."""
    program, done = Killer(), []
    try:
        for number in range(ACTIONS):
            words = f"by {person}, {number}"
            client = ("durand", "roux")[(person + number) % 2]
            if program.run(root, "log", client, "note", "--note", words)["code"] == 0:
                done.append(words)
    finally:
        program.close()
    return done


def editing(root: Path, over: Event) -> int:
    """An editor that saves as editors do: beside the file, then in its place, unless the file changed meanwhile."""
    path, saved = root / "dossiers/durand.md", 0
    while not over.is_set():
        before = path.read_bytes()
        beside = path.with_name(".durand.md.swp")
        beside.write_bytes(before + TYPED.format(number=saved).encode())
        if path.read_bytes() == before:
            beside.replace(path)
            saved += 1
        over.wait(0.4)
    return saved


def committing(root: Path, over: Event) -> int:
    """Somebody who commits a file of their own by hand, and packs the repository."""
    mine, count = root / "minutes.txt", 0
    while not over.is_set():
        mine.write_text(f"{count}\n", encoding="utf-8")
        done = subprocess.run(
            ["git", "commit", "-q", "-m", f"minutes {count}", "--", "minutes.txt"],
            cwd=root,
            capture_output=True,
            check=False,
        )
        count += done.returncode == 0
        subprocess.run(["git", "gc", "-q", "--auto"], cwd=root, capture_output=True, check=False)
        over.wait(0.05)
    return count


def test_four_people_an_editor_and_git(model: Path) -> None:
    """Each action done is there once, in a commit of its own; so is all that was typed and all that git was given."""
    (model / "minutes.txt").write_text("\n", encoding="utf-8")
    git(model, "add", "minutes.txt")
    git(model, "commit", "-qm", "minutes")
    before = entries(model)
    over = Event()
    with ThreadPoolExecutor(PEOPLE + 2) as pool:
        typed = pool.submit(editing, model, over)
        minuted = pool.submit(committing, model, over)
        people = [pool.submit(at_work, model, person) for person in range(PEOPLE)]
        done = [words for person in people for words in person.result()]
        over.set()
        saved, minutes = typed.result(), minuted.result()
    log_talk(session(model), "durand", Talk(kind="note", on=TODAY, note="after"))  # what was typed last is taken in
    assert saved > 1
    assert minutes > 1
    text = "".join((model / f"dossiers/{client}.md").read_text(encoding="utf-8") for client in ("durand", "roux"))
    lines = Counter(text.splitlines())
    assert len(done) > PEOPLE * ACTIONS * 3 // 4
    assert {lines[f"> {words}"] for words in done} == {1}
    assert [lines[f"> typed {number}"] for number in range(saved)] == [1] * saved
    assert not before - entries(model)
    assert set(entries(model).values()) == {1}
    assert git(model, "status", "--porcelain") in ("", " M minutes.txt\n")
    subjects = Counter(git(model, "log", "--format=%s").splitlines())
    assert sum(count for subject, count in subjects.items() if subject.startswith("note: ")) == len(done) + 2
    assert [subjects[f"minutes {number}"] for number in range(minutes)] == [1] * minutes
    assert check_workspace(session(model)) == []
    git(model, "fsck", "--strict", "--no-dangling")

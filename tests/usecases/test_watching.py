"""What other programs do to the dossiers is seen, and which clients it concerns."""

from __future__ import annotations

import shutil

from recouv.usecases.watching import clients_changed, look
from tests.conftest import DURAND, Desk


def test_nothing_done_is_nothing_seen(desk: Desk) -> None:
    desk.write("durand", DURAND)
    assert look(desk.session) == look(desk.session)


def test_an_edit_names_its_client(desk: Desk) -> None:
    desk.write("durand", DURAND)
    desk.write("martin", DURAND)
    before = look(desk.session)
    desk.write("durand", DURAND + "\n### 2026-11-19 note\n> a\n", commit=False)
    assert clients_changed(desk.session, before, look(desk.session)) == {"durand"}


def test_a_second_edit_is_seen_too(desk: Desk) -> None:
    desk.write("durand", DURAND + "\n### 2026-11-19 note\n> a\n", commit=False)
    before = look(desk.session)
    desk.write("durand", DURAND + "\n### 2026-11-19 note\n> a b\n", commit=False)
    assert clients_changed(desk.session, before, look(desk.session)) == {"durand"}


def test_a_commit_made_elsewhere_names_its_clients(desk: Desk) -> None:
    desk.write("durand", DURAND)
    before = look(desk.session)
    desk.write("martin", DURAND)
    desk.write("petit", DURAND)
    assert clients_changed(desk.session, before, look(desk.session)) == {"martin", "petit"}


def test_a_file_taken_away_names_its_client(desk: Desk) -> None:
    path = desk.write("durand", DURAND)
    before = look(desk.session)
    path.unlink()
    assert clients_changed(desk.session, before, look(desk.session)) == {"durand"}


def test_a_history_that_was_replaced_may_concern_anybody(desk: Desk) -> None:
    desk.write("durand", DURAND)
    before = look(desk.session)
    shutil.rmtree(desk.root / ".git")
    desk.git("init", "-q")
    desk.git("add", "-A")
    desk.git("commit", "-qm", "another history")
    assert clients_changed(desk.session, before, look(desk.session)) is None


def test_without_git_the_dates_of_the_files_tell(desk: Desk) -> None:
    desk.write("durand", DURAND)
    shutil.rmtree(desk.root / ".git")
    before = look(desk.session)
    desk.write("durand", DURAND + "\n### 2026-11-19 note\n> a\n", commit=False)
    desk.write("martin", DURAND, commit=False)
    assert clients_changed(desk.session, before, look(desk.session)) == {"durand", "martin"}

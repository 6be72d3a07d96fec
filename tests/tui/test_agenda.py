"""The agenda by keys: what each sequence commits, counted."""

from __future__ import annotations

from threading import Event

import pytest

from recouv.usecases.directory import client_names
from recouv.usecases.session import Session
from tests.tui.conftest import PATIENCE_SECONDS, Book, opened, screen_text, settled, wait_for

CALL = "lefebvre"
"""The first client of the demo whom the agenda proposes to call: the fourth row."""


async def on_call(pilot: object) -> None:
    """Put the cursor on the call."""
    await pilot.press("j", "j", "j")  # type: ignore[attr-defined]


class TestKeystrokes:
    """Counted from the row under the cursor."""

    async def test_a_call_with_a_promise_of_all_at_the_proposed_day_takes_three(self, book: Book) -> None:
        """Enter, p, Enter."""
        async with opened(book) as (app, pilot):
            await on_call(pilot)
            before = book.commits
            await pilot.press("enter", "p", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert book.commits == before + 1
            assert "promise of €3,796.00 by 27 Nov 2026" in book.subject
            assert "amount: 3796.00\n- by: 2026-11-27" in book.committed(CALL)
            assert "- steps:\n  - FA-4077: call" in book.committed(CALL)

    async def test_why_it_is_late_takes_one_more(self, book: Book) -> None:
        """Enter, p, c, Enter; with another day, Enter, p, c, 1, 5, Enter: six at most."""
        async with opened(book) as (app, pilot):
            await on_call(pilot)
            await pilot.press("enter", "p", "c", "1", "5", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            text = book.committed(CALL)
            assert "- outcome: promised\n- reason: cash-flow\n" in text
            assert "by: 2026-12-15" in text

    @pytest.mark.parametrize(
        ("keys", "written"),
        [
            (("enter", "r", "a", "enter"), "- outcome: call-back\n- reason: approval\n"),
            (("enter", "o", "o", "enter"), "- outcome: reached\n- reason: oversight\n"),
            (("enter", "f", "b", "enter"), "- outcome: refused\n- reason: b\n"),
            (("enter", "d", "enter"), "- outcome: disputed\n- reason: dispute\n"),
            (("enter", "i", "enter"), "- outcome: invoice-not-received\n- reason: invoice-missing\n"),
            (("enter", "m", "enter"), "- outcome: message-left\n- invoices"),
            (("enter", "y", "enter"), "- outcome: paid-already\n- invoices"),
        ],
        ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
    )
    async def test_the_reason_of_each_outcome(self, book: Book, keys: tuple[str, ...], written: str) -> None:
        """Asked where somebody could say it, said by the outcome where that says it, in words for a refusal."""
        async with opened(book) as (app, pilot):
            await on_call(pilot)
            await pilot.press(*keys)
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert written in book.committed(CALL)

    async def test_a_reason_can_be_typed_and_is_completed(self, book: Book) -> None:
        """Its words are its code; other words stay words."""
        async with opened(book) as (app, pilot):
            await on_call(pilot)
            await pilot.press("enter", "o", "tab", *"over", "right", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert "- reason: oversight\n" in book.committed(CALL)

    async def test_a_day_typed_at_once_is_a_day(self, book: Book) -> None:
        """No reason begins as a weekday does."""
        async with opened(book) as (app, pilot):
            await on_call(pilot)
            await pilot.press("enter", "p", *"ven", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert "by: 2026-11-27" in book.committed(CALL)
            assert "reason:" not in book.committed(CALL).rpartition("outcome: promised")[2]

    async def test_the_same_for_the_fifteenth_takes_five(self, book: Book) -> None:
        """Enter, p, 1, 5, Enter."""
        async with opened(book) as (app, pilot):
            await on_call(pilot)
            await pilot.press("enter", "p", "1", "5", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert "by: 2026-12-15" in book.committed(CALL)

    async def test_a_call_to_make_again_takes_three(self, book: Book) -> None:
        """Enter, r, Enter: the next working day."""
        async with opened(book) as (app, pilot):
            await on_call(pilot)
            await pilot.press("enter", "r", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            text = book.committed(CALL)
            assert "outcome: call-back" in text
            assert "due: 2026-11-23" in text

    async def test_a_call_without_answer_takes_three_and_stays_to_do(self, book: Book) -> None:
        """Enter, s, Enter: nobody was spoken to, so the step is not carried out."""
        async with opened(book) as (app, pilot):
            await on_call(pilot)
            await pilot.press("enter", "s", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert "outcome: no-answer" in book.committed(CALL)
            assert any(task.client == CALL for task in app.day.agenda.tasks)

    async def test_a_payment_in_full_takes_two(self, book: Book) -> None:
        """r, Enter: all that the reminder claims, oldest first."""
        async with opened(book) as (app, pilot):
            await pilot.press("r", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            text = book.committed("oconnell")
            assert (
                "- amount: 6050.00\n- method: transfer\n- allocate:\n  - FA-4051: 4200.00\n  - FA-4129: 1850.00" in text
            )

    async def test_a_payment_in_part_takes_six(self, book: Book) -> None:
        """r, 1, 2, 0, 0, Enter: digits go to the amount by themselves."""
        async with opened(book) as (app, pilot):
            await pilot.press("r", "1", "2", "0", "0", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert "- amount: 1200.00\n- method: transfer\n- allocate:\n  - FA-4051: 1200.00" in book.committed(
                "oconnell"
            )

    async def test_a_payment_found_by_the_amount_of_the_bank_takes_eleven(self, book: Book) -> None:
        """/, the amount, Enter, r, Enter."""
        async with opened(book) as (app, pilot):
            await pilot.press("slash", *"1850,00", "enter", "r", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert "payment: O'Connell" in book.subject

    async def test_a_letter_sent_takes_two(self, book: Book) -> None:
        """Enter, Enter: the step is carried out."""
        async with opened(book) as (app, pilot):
            await pilot.press("enter", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert "letter: O'Connell" in book.subject
            assert "steps" in book.committed("oconnell") or "step: reminder-3" in book.committed("oconnell")

    async def test_money_received_earlier_takes_two(self, book: Book) -> None:
        """Enter, Enter on the allocation."""
        async with opened(book) as (app, pilot):
            await pilot.press("slash", *"peyrat", "enter")
            await pilot.press("enter", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert book.subject.startswith("allocation: Garage Peyrat & Cie, €2,725.20")

    async def test_a_task_of_ones_own_takes_two(self, book: Book) -> None:
        """Enter, Enter: done."""
        async with opened(book) as (app, pilot):
            await pilot.press("slash", *"etoile", "enter")
            await pilot.press("enter", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert book.subject.startswith("done: Brasserie")

    async def test_undo_takes_one(self, book: Book) -> None:
        """u: by a cancellation, and the cursor comes back to the client."""
        async with opened(book) as (app, pilot):
            await on_call(pilot)
            await pilot.press("enter", "p", "enter")
            await wait_for(pilot, "u undoes it")
            await wait_for(pilot, lambda: all(task.client != CALL for task in app.day.agenda.tasks))
            await pilot.press("g", "u")
            await wait_for(pilot, "undone")
            await wait_for(pilot, lambda: any(task.client == CALL for task in app.day.agenda.tasks))
            await settled(app, pilot)
            assert book.subject.startswith("undo: call: Transports Lefèbvre")
            assert app.screen.table.cursor_row.client == CALL


class TestRows:
    """What the list does under the keys."""

    async def test_a_row_done_leaves_and_the_next_is_ready(self, book: Book) -> None:
        """The cursor stays at its height."""
        async with opened(book) as (app, pilot):
            await on_call(pilot)
            following = app.screen.table.rows[4].client
            await pilot.press("enter", "p", "enter")
            await wait_for(pilot, lambda: all(task.client != CALL for task in app.day.agenda.tasks))
            await pilot.pause()
            assert app.screen.table.cursor == 3
            assert app.screen.table.cursor_row.client == following

    async def test_the_phone_and_the_reasons_stand_below_on_a_narrow_screen(self, book: Book) -> None:
        """Of the row under the cursor."""
        async with opened(book) as (_, pilot):
            await wait_for(pilot, "+353209140143")
            await wait_for(pilot, "FA-4051: €4,200.00, due 23 Sept 2026, 58 days late")

    async def test_a_wide_screen_shows_the_client_beside(self, book: Book) -> None:
        """Its invoices, its history, its ages."""
        async with opened(book, (160, 50)) as (_, pilot):
            await wait_for(pilot, "Open invoices")
            await wait_for(pilot, "message left")
            await wait_for(pilot, "31-60")

    async def test_the_summary_adds_up_and_counts_what_is_held(self, book: Book) -> None:
        """One total for each currency."""
        async with opened(book) as (_, pilot):
            await wait_for(pilot, "8 tasks · €30,844.00 · 4 held")

    async def test_what_is_held_says_why(self, book: Book) -> None:
        """H lists it, each row's reason in full under the list."""
        async with opened(book) as (_, pilot):
            await pilot.press("h")
            await wait_for(pilot, "held until 29 Nov 2026: promise of USD\u00a07,400.00 by 27 Nov 2026")
            await pilot.press("end")
            await wait_for(pilot, "held: insolvency proceedings opened on 20 Oct 2026")

    async def test_a_filter_narrows_as_it_is_typed_and_escape_gives_it_up(self, book: Book) -> None:
        """By name, accents apart."""
        async with opened(book) as (app, pilot):
            everything = len(app.screen.table.rows)
            await pilot.press("slash", *"facades")
            await wait_for(pilot, lambda: {task.client for task in app.screen.table.rows} == {"lemaitre"})
            await pilot.press("escape")
            assert len(app.screen.table.rows) == everything > 2

    async def test_sorting_comes_back_to_the_first_order(self, book: Book) -> None:
        """After the last column."""
        async with opened(book) as (app, pilot):
            first = [task.client for task in app.screen.table.rows]
            await pilot.press("o", "o")
            assert [task.name for task in app.screen.table.rows] == sorted(
                (task.name for task in app.screen.table.rows), key=str.casefold
            )
            await pilot.press("o", "o", "o")
            assert [task.client for task in app.screen.table.rows] == first

    async def test_another_program_is_seen_and_the_cursor_stays(self, book: Book) -> None:
        """The files are looked at; only what changed is read again."""
        async with opened(book) as (app, pilot):
            await wait_for(pilot, lambda: app._seen is not None)
            await on_call(pilot)
            text = (book.root / "dossiers/oconnell.md").read_text(encoding="utf-8")
            book.write("oconnell", f"{text}\n### 2026-11-20 task Ring the accountant\n- due: 2026-11-20\n")
            app.look()
            await wait_for(pilot, "Ring the accountant")
            assert app.screen.table.cursor_row.client == CALL

    async def test_copying_a_row_says_what_was_copied(self, book: Book) -> None:
        """By OSC 52."""
        async with opened(book) as (app, pilot):
            await pilot.press("y", "y")
            await wait_for(pilot, "copied: letter")
            assert "O'Connell Interiors Ltd" in app.clipboard


class TestWords:
    """What is said stays until something else is."""

    async def test_messages_are_kept(self, book: Book) -> None:
        """M lists them."""
        async with opened(book) as (_, pilot):
            await pilot.press("y", "y", "M")
            await wait_for(pilot, "Messages")
            await wait_for(pilot, "copied:")

    async def test_the_interrupt_key_says_how_to_quit(self, book: Book) -> None:
        """Nothing is lost by a wrong key."""
        async with opened(book) as (app, pilot):
            await pilot.press("ctrl+c")
            await wait_for(pilot, "q leaves")
            assert app.is_running

    async def test_q_leaves_from_a_list_and_goes_back_from_a_dossier(self, book: Book) -> None:
        """Escape never quits."""
        async with opened(book) as (app, pilot):
            await pilot.press("3")
            await wait_for(pilot, "O'Connell Interiors Ltd")
            assert app.current_mode == "dossier"
            await pilot.press("q")
            assert app.current_mode == "agenda"
            await pilot.press("escape")
            assert app.is_running
            await pilot.press("q")
            await pilot.pause()
            assert app.return_value == 0

    async def test_help_is_searched(self, book: Book) -> None:
        """Every key of the place."""
        async with opened(book) as (app, pilot):
            await pilot.press("question_mark")
            await wait_for(pilot, "For the client under the cursor")
            await pilot.press(*"settles")
            await wait_for(pilot, "record a payment and what it settles")
            assert "log a letter" not in screen_text(app)
            await pilot.press("escape")
            assert app.screen is app.here

    async def test_the_palette_does_a_verb_and_jumps_to_a_client(self, book: Book) -> None:
        """By name."""
        async with opened(book) as (app, pilot):
            await pilot.press("ctrl+p", *"harborview")
            await wait_for(pilot, "Harborview Press LLC")
            await pilot.press("down", "enter")
            await wait_for(pilot, lambda: app.client == "harborview" and app.current_mode == "dossier")
            await pilot.press("colon", *"aged balance")
            await wait_for(pilot, "the aged balance")
            await pilot.press("enter")
            await wait_for(pilot, lambda: app.current_mode == "balance")

    async def test_the_palette_finds_clients_typed_while_they_are_read(
        self, book: Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each key gives up the search of the key before, never the reading."""
        typed = Event()

        def slow(session: Session) -> dict[str, str]:
            assert typed.wait(PATIENCE_SECONDS)
            return client_names(session)

        monkeypatch.setattr("recouv.tui.palette.client_names", slow)
        async with opened(book) as (_, pilot):
            await pilot.press("ctrl+p", *"harborview")
            typed.set()
            await wait_for(pilot, "Harborview Press LLC")

    async def test_the_palette_puts_first_what_begins_as_typed(self, book: Book) -> None:
        """A label, then a client's name, then what only mentions it; words in any order."""
        async with opened(book, size=(160, 50)) as (app, pilot):
            await pilot.press("ctrl+p", *"le")
            await wait_for(pilot, "log a letter sent")
            await wait_for(pilot, "Façades Lemaître SARL  lemaitre")
            text = screen_text(app)
            found = [text.index(line) for line in ("log a letter sent", "SARL  lemaitre", "every key of this screen")]
            assert found == sorted(found)
            await pilot.press("escape", "ctrl+p", *"call log")
            await wait_for(pilot, "log a call, a message")

    async def test_an_empty_workspace_is_named_from_home(
        self, empty_book: Book, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As the user writes it."""
        monkeypatch.setenv("HOME", str(empty_book.root.parent))
        async with opened(empty_book) as (_, pilot):
            await wait_for(pilot, "No dossier yet in ~/new")

    async def test_an_empty_workspace_says_how_to_begin(self, empty_book: Book) -> None:
        """Import, a first client, the example."""
        async with opened(empty_book) as (app, pilot):
            await wait_for(pilot, "No dossier yet")
            await wait_for(pilot, "recouv import fec FILE")
            await wait_for(pilot, "recouv import csv FILE")
            await pilot.press("a")
            await wait_for(pilot, "N opens a dossier for a new one")
            await pilot.press("N", *"Acme", "enter")
            await wait_for(pilot, "u undoes it")
            assert empty_book.subject == "new: Acme"
            await wait_for(pilot, lambda: app.client == "acme" and app.current_mode == "dossier")
            await wait_for(pilot, lambda: "No dossier yet" not in screen_text(app))

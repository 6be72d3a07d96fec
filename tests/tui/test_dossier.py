"""One client's file by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tui.conftest import Book, opened, screen_text, settled, wait_for


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
async def test_it_says_who_what_why_and_since_when(book: Book, size: tuple[int, int]) -> None:
    """Name, contact, amounts, ages, invoices, next step, history."""
    async with opened(book, size) as (_, pilot):
        await pilot.press("3")
        for wanted in (
            "O'Connell Interiors Ltd",
            "+353209140143",
            "€6,050.00",
            "31-60",
            "FA-4051",
            "58 d",
            "promise broken",
            "letter, level 4 (reminder 3): €6,050.00",
            "promise of €4,200.00 by 12 Nov 2026: not kept",
            "message left",
        ):
            await wait_for(pilot, wanted)


async def test_the_words_of_an_entry_are_read_below_and_in_full(book: Book) -> None:
    """Tab goes to the history, Enter opens."""
    async with opened(book) as (_, pilot):
        await pilot.press("j", "3")
        await wait_for(pilot, "Barthélémy")
        await pilot.press("tab")
        await wait_for(pilot, "Les deux factures sont validées.")
        await pilot.press("enter")
        await wait_for(pilot, "dossiers/barthelemy.md:")
        await wait_for(pilot, "outcome  reached")


async def test_notes_are_the_last_line_of_a_narrow_history(book: Book) -> None:
    """And stand on the left of a wide one."""
    async with opened(book) as (_, pilot):
        await pilot.press("j", "3")
        await wait_for(pilot, "Barthélémy")
        await pilot.press("tab", "G")
        await wait_for(pilot, "notes: Client depuis 2009")


async def test_an_entry_is_struck_out_by_an_entry(book: Book) -> None:
    """x, a reason, Enter; the history says so."""
    async with opened(book) as (app, pilot):
        await pilot.press("3")
        await wait_for(pilot, "message left")
        await pilot.press("tab", "x", *"twice", "enter")
        await wait_for(pilot, "u undoes it")
        await settled(app, pilot)
        assert book.subject.startswith("cancel: O'Connell")
        assert "cancel ^" in book.committed("oconnell")
        await wait_for(pilot, "cancelled: call")


async def test_an_invoice_is_recorded_with_the_terms_of_the_client(book: Book) -> None:
    """45 days for this one, from today."""
    async with opened(book) as (app, pilot):
        await pilot.press("j", "3", "i", *"FA-5000", "tab", *"1 200,50", "enter")
        await wait_for(pilot, "u undoes it")
        await settled(app, pilot)
        assert "### 2026-11-20 invoice FA-5000" in book.committed("barthelemy")
        assert "- amount: 1200.50\n- due: 2027-01-04" in book.committed("barthelemy")


async def test_a_credit_note_is_taken_off_its_invoice(book: Book) -> None:
    """The whole of the invoice is proposed."""
    async with opened(book) as (app, pilot):
        await pilot.press("3", "c", *"AV-9", "tab", *"100", "tab", "tab", *"FA-4129", "enter")
        await wait_for(pilot, "u undoes it")
        await settled(app, pilot)
        assert "- invoice: FA-4129\n- allocate:\n  - FA-4129: 100.00" in book.committed("oconnell")


async def test_a_reminder_is_set_for_a_day_typed_in_words(book: Book) -> None:
    """With an hour."""
    async with opened(book) as (app, pilot):
        await pilot.press("s", *"Ask for the BL", "tab", *"ven", "tab", *"09:15")
        await wait_for(pilot, "on Fri 27 Nov 2026 09:15: Ask for the BL")
        await pilot.press("enter")
        await wait_for(pilot, "u undoes it")
        await settled(app, pilot)
        assert "task Ask for the BL" in book.committed("oconnell")
        assert "- due: 2026-11-27\n- at: 09:15" in book.committed("oconnell")


class TestForms:
    """What a form does before it is saved."""

    async def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_written(self, book: Book) -> None:
        """The form stays open."""
        async with opened(book) as (_, pilot):
            before = book.commits
            await pilot.press("r", *"1.200", "enter")
            await wait_for(pilot, "can be 1200 or 1.200")
            await pilot.press("escape")
            await pilot.press("j", "j", "j", "enter", "p", *"35/13", "enter")
            await wait_for(pilot, "there is no such day")
            await pilot.press("escape")
            assert book.commits == before

    async def test_a_refusal_of_the_use_case_keeps_the_form(self, book: Book) -> None:
        """What and how to mend it; what was typed is still there."""
        async with opened(book) as (_, pilot):
            await pilot.press("i", *"FA-4051", "tab", *"10", "enter")
            await wait_for(pilot, "! ")
            await wait_for(pilot, "→")
            assert "FA-4051" in screen_text(pilot.app)  # type: ignore[arg-type]
            await pilot.press("escape")

    async def test_what_would_be_committed_is_shown_while_typing(self, book: Book) -> None:
        """By the use case itself, without writing."""
        async with opened(book) as (_, pilot):
            before = book.commits
            await pilot.press("j", "j", "j", "enter", "p", *"15", "tab", *"50%")
            await wait_for(pilot, "→ promise of €1,898.00 for Tue 15 Dec 2026")
            await wait_for(pilot, "call: Transports Lefèbvre et Cie, promise of €1,898.00")
            await pilot.press("escape")
            assert book.commits == before

    async def test_the_allocation_is_shown_while_the_amount_is_typed(self, book: Book) -> None:
        """Line by line, with its reason; or nothing, on demand."""
        async with opened(book) as (app, pilot):
            await pilot.press("r", *"4500")
            await wait_for(pilot, "of €4,200.00, oldest first")
            await wait_for(pilot, "300.00  of €1,850.00")
            await pilot.press("backspace", "backspace", "backspace", "backspace", *"7000")
            await wait_for(pilot, "settles nothing yet")
            await pilot.press("tab", "tab", "u", "enter")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert book.subject == "payment: O'Connell Interiors Ltd, €7,000.00"

    async def test_a_call_without_an_outcome_is_not_written_by_a_second_enter(self, book: Book) -> None:
        """Enter, Enter does nothing on a call."""
        async with opened(book) as (_, pilot):
            before = book.commits
            await pilot.press("j", "j", "j", "enter", "enter")
            await wait_for(pilot, "type a letter: how did it end?")
            assert book.commits == before

    async def test_a_long_note_is_written_in_the_editor(
        self, book: Book, said_by_editor: Callable[[str], Path]
    ) -> None:
        """Ctrl+E, even from a field; without a terminal to lend, it is said and the form stays."""
        said_by_editor('echo "first line" > "$1"; echo "second" >> "$1"')
        async with opened(book) as (_, pilot):
            await pilot.press("n", "ctrl+e")
            await wait_for(pilot, "note")


class TestEditor:
    """The dossier in the user's editor (lent by a stand-in for the terminal)."""

    async def test_what_was_typed_is_committed(
        self, book: Book, said_by_editor: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Sealed and told."""
        _lend_terminal(monkeypatch)
        said_by_editor('printf "\\n### 2026-11-20 note\\n> Seen at the fair.\\n" >> "$1"')
        async with opened(book) as (app, pilot):
            await pilot.press("e")
            await wait_for(pilot, "u undoes it")
            await settled(app, pilot)
            assert book.subject == "edit: O'Connell Interiors Ltd, 1 entry typed by hand"

    async def test_what_cannot_be_read_is_shown_and_opened_again_at_its_line(
        self, book: Book, said_by_editor: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The file stays as typed, uncommitted."""
        _lend_terminal(monkeypatch)
        said_by_editor('printf "\\n### 2026-11-20 payment\\n- amount: plenty\\n" >> "$1"')
        async with opened(book) as (_, pilot):
            before = book.commits
            await pilot.press("e")
            await wait_for(pilot, "dossiers/oconnell.md:")
            await wait_for(pilot, "plenty")
            said_by_editor('sed -i "s/plenty/12.00/" "$1"')
            await pilot.press("e")
            await wait_for(pilot, "u undoes it")
            assert book.commits == before + 1

    async def test_an_editor_that_fails_takes_nothing_in(
        self, book: Book, said_by_editor: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An aborted edit is not an edit."""
        _lend_terminal(monkeypatch)
        said_by_editor("exit 3")
        async with opened(book) as (_, pilot):
            await pilot.press("e")
            await wait_for(pilot, "ended with status 3")

    async def test_a_terminal_that_cannot_be_lent_is_said(
        self, book: Book, said_by_editor: Callable[[str], Path]
    ) -> None:
        """As in a browser; the screens go on."""
        said_by_editor("true")
        async with opened(book) as (app, pilot):
            await pilot.press("e")
            await wait_for(pilot, "no editor can be opened from this terminal")
            assert app.is_running


def _lend_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver that steps aside: the headless one of the tests cannot."""
    from contextlib import nullcontext

    from recouv.tui.app import RecouvApp

    monkeypatch.setattr(RecouvApp, "suspend", lambda _: nullcontext())

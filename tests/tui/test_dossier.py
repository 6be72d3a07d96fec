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
            "€4,200.00 by 12 Nov 2026: kept in part",
            "due 23 Sept 2026, 58 days late; reminder 3 follows",
            "to 6,050.00",
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


async def test_the_sheet_is_the_last_line_of_a_narrow_history(book: Book) -> None:
    """And stands on the left of a wide one."""
    async with opened(book) as (_, pilot):
        await pilot.press("j", "3")
        await wait_for(pilot, "Barthélémy")
        await pilot.press("tab", "G")
        await wait_for(pilot, "notes: Client depuis 2009")
        await pilot.press("enter")
        for wanted in ("jacques@barthelemy.example", "41 %", "max 13,914.00"):
            await wait_for(pilot, wanted)
        await pilot.press("end")
        for wanted in ("45 days", "411BARTHE", "joindre par téléphone"):
            await wait_for(pilot, wanted)


UNREADABLE = """---
name: Menuiserie Durand
contacts:
  - name: Claire Petit
    phone: "+33561000000"
---

## Journal

### 2026-09-01 invoice F1 ^aaaaaaaa
- amount: 100.00
- due: 2026-10-31

### 2026-09-02 payment ^bbbbbbbb
- amount: plenty
"""


async def test_an_unreadable_dossier_is_shown_with_its_problem_and_its_line(book: Book) -> None:
    """Which is where e opens the editor, whatever the row; what can be read is there too."""
    book.write("durand", UNREADABLE)
    async with opened(book) as (app, pilot):
        app.open_client("durand")
        await wait_for(pilot, "e opens the editor at line 15")
        await wait_for(pilot, "dossiers/durand.md:15:11: plenty is not an amount")
        await wait_for(pilot, "+33561000000")
        assert app.here.chosen_line() == 15


async def test_a_file_that_cannot_be_a_dossier_is_told_and_mended(
    book: Book, said_by_editor: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Instead of waiting for ever; e opens the file meant; once it is mended, the dossier comes by itself."""
    _lend_terminal(monkeypatch)
    said_by_editor(f'echo "$1" > {tmp_path}/asked; exit 1')
    (book.root / "dossiers/durand.md").write_bytes(b"---\nname: Durand\n---\n")
    (book.root / "dossiers/du").mkdir()
    other = book.root / "dossiers/du/durand.md"
    other.write_text(UNREADABLE, encoding="utf-8")
    async with opened(book) as (app, pilot):
        app.open_client("durand")
        await wait_for(pilot, "client durand is also in dossiers/durand.md")
        await pilot.press("e")
        await wait_for(pilot, "ended with status 1")
        assert (tmp_path / "asked").read_text(encoding="utf-8").strip() == str(other)
        other.unlink()
        book.write("durand", UNREADABLE.replace("plenty", "10.00"))
        app.look()
        await wait_for(pilot, "Menuiserie Durand  durand")


async def test_another_day_is_said_and_nothing_of_it_is_proposed(book: Book) -> None:
    """t; what is recorded is still of today."""
    async with opened(book) as (app, pilot):
        await pilot.press("j", "3")
        await wait_for(pilot, "Barthélémy")
        await pilot.press("t", *"30/09/2026", "enter")
        await wait_for(pilot, "As it was on 30 Sept 2026")
        assert app.view is not None
        assert (app.view.on.isoformat(), app.here.chosen_task()) == ("2026-09-30", None)
        await pilot.press("t", "enter")
        await wait_for(pilot, "letter, level 5")


async def test_a_dossier_opened_from_the_balance_of_a_day_is_of_that_day(book: Book) -> None:
    """From the agenda, it is of today."""
    async with opened(book) as (app, pilot):
        await pilot.press("2", "t", *"31/10/2026", "enter")
        await wait_for(pilot, "As it was on 31 Oct 2026")
        await pilot.press("enter")
        await wait_for(pilot, lambda: app.view is not None and app.view.on.isoformat() == "2026-10-31")
        await pilot.press("1", "3")
        await wait_for(pilot, lambda: app.view is not None and app.view.on == app.session.today)


async def test_each_dossier_keeps_its_cursors(book: Book) -> None:
    """Of the invoices and of the history, when one comes back to it."""
    async with opened(book) as (app, pilot):
        app.open_client("barthelemy")
        await wait_for(pilot, "FA-4165")
        await pilot.press("j", "j", "tab", "j", "j", "j")
        items, history = app.screen.query("LineTable")
        kept = (items.cursor_row, history.cursor_row)
        app.open_client("oconnell")
        await wait_for(pilot, "FA-4129")
        assert (items.cursor, history.cursor) == (0, 0)
        app.open_client("barthelemy")
        await wait_for(pilot, "FA-4165")
        assert (items.cursor_row, history.cursor_row) == kept


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

    async def test_enter_goes_to_the_field_that_is_not_understood(self, book: Book) -> None:
        """What another field means is not left beside what was typed since."""
        async with opened(book) as (app, pilot):
            await pilot.press("j", "j", "j", "enter", "p", *"1000", "tab", *"ven")
            await wait_for(pilot, "not a day: 1000")
            await wait_for(pilot, lambda: "€3,796.00" not in str(app.screen.query_one("#amount-echo").render()))
            await pilot.press("enter")
            await wait_for(pilot, lambda: app.focused is not None and app.focused.id == "promise")

    async def test_an_invoice_recorded_late_was_due_after_its_issue(self, book: Book) -> None:
        """Not a year ahead; no amount is not yet a mistake."""
        async with opened(book) as (app, pilot):
            await pilot.press("i", *"F1")
            await wait_for(pilot, "type an amount")
            assert "! type an amount" not in screen_text(app)
            await pilot.press("tab", *"10", "tab", *"15/9", "tab", *"30/10")
            await wait_for(pilot, "due Fri 30 Oct 2026")

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

"""What is agreed, contested, suspended, given up or decided: each by its form, read in what was committed, undone by u."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from recouv.tui.forms.base import Form
from recouv.tui.screens.menu import LetterMenu
from recouv.usecases.verbs import VERBS
from tests.tui.conftest import Book, opened, screen_text, settled, wait_for

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from recouv.tui.app import RecouvApp

DONE = "u undoes it"
MONTBRUN = "montbrun"
"""A public body with one late invoice, FA-4098, and one that is not due."""


async def on(app: RecouvApp, pilot: Pilot[int], client: str) -> None:
    """Put the cursor on a client of the agenda, or of the balance where the agenda does not have it."""
    app.here.go_to(client)
    await settled(app, pilot)
    assert app.here.chosen_client() == client


#: Keys, then what the commit added to the dossier.
FORMS: dict[str, tuple[tuple[str, ...], str]] = {
    "promise of all in a week": (
        ("p", "enter"),
        "- amount: 3744.00\n- by: 2026-11-27\n- invoices: FA-4098\n- with: Françoise Daubèze",
    ),
    "promise of a part for the fifteenth": (
        ("p", *"15", "tab", *"500", "enter"),
        "- amount: 500.00\n- by: 2026-12-15\n- invoices: FA-4098",
    ),
    "promise for another invoice, by a part of its number": (
        ("p", "tab", "tab", *"4160", "enter"),
        "- amount: 3744.00\n- by: 2026-11-27\n- invoices: FA-4160",
    ),
    "promise for the whole account": (("p", "tab", *"7488", "tab", "asterisk", "enter"), "- amount: 7488.00\n- by:"),
    "plan of four": (
        ("P", "4", "enter"),
        "plan ^{id}\n- invoices: FA-4098\n- instalments:\n  - 2026-12-01: 936.00\n  - 2027-01-01: 936.00\n"
        "  - 2027-02-01: 936.00\n  - 2027-03-01: 936.00\n- with: Françoise Daubèze",
    ),
    "plan by amount, weekly": (
        ("P", "w", "tab", "tab", "tab", "tab", "tab", "tab", "tab", "tab", "shift+tab", "enter"),
        "- instalments:\n  - 2026-12-01: 1248.00\n  - 2026-12-08: 1248.00\n  - 2026-12-15: 1248.00",
    ),
    "dispute of all": (
        ("d", "q", *"tache", "enter"),
        "dispute FA-4098 ^{id}\n- category: quality\n- reason: tache",
    ),
    "dispute of a part": (
        ("d", "3", "4", "4", "enter"),
        "dispute FA-4098 ^{id}\n- amount: 344.00\n",
    ),
    "hold until it is released": (("H", "enter"), "hold ^{id}\n- recorded"),
    "hold until a day": (("H", *"15/12", "tab", "tab", *"absent", "enter"), "- until: 2026-12-15\n- reason: absent"),
    "snooze": (("w", "enter"), "hold ^{id}\n- until: 2026-11-26\n- reason: snoozed"),
    "handover": (
        ("plus", "t", "b", *"Vidal", "enter"),
        "handover ^{id}\n- to: Vidal\n- role: bailiff\n- invoices: FA-4098",
    ),
    "write-off": (
        ("plus", "o", *"sans actif", "tab", *"lea", "enter"),
        "write-off FA-4098 ^{id}\n- amount: 3744.00\n- reason: sans actif\n- approved: lea",
    ),
    "write-off of cents": (
        ("plus", "o", *"0,03", "tab", *"change", "enter"),
        "write-off FA-4098 ^{id}\n- amount: 0.03\n- reason: change",
    ),
    "insolvency": (
        ("plus", "i", "l", *"10/11", "tab", *"18/11", "enter"),
        "### 2026-11-10 insolvency Liquidation judiciaire ^{id}\n- bodacc: 2026-11-18",
    ),
    "acknowledgment": (
        ("plus", "k", *"3744", "enter"),
        "acknowledgment ^{id}\n- amount: 3744.00\n- invoices: FA-4098\n- with: Françoise Daubèze",
    ),
    "credit limit": (("plus", "c", *"5000", "enter"), "limit ^{id}\n- amount: 5000.00"),
    "review": (("plus", "v", *"comptant", "enter"), "review comptant ^{id}"),
}


@pytest.mark.parametrize("name", FORMS)
async def test_each_form_commits_what_it_says_and_u_takes_it_back(book: Book, name: str) -> None:
    """One commit by its keys alone, and one that undoes it."""
    keys, written = FORMS[name]
    before = book.committed(MONTBRUN)
    async with opened(book) as (app, pilot):
        await on(app, pilot, MONTBRUN)
        commits = book.commits
        await pilot.press(*keys)
        await wait_for(pilot, DONE)
        await settled(app, pilot)
        assert book.commits == commits + 1
        added = book.committed(MONTBRUN).removeprefix(before)
        identifier = added.partition("^")[2][:8]
        assert written.replace("{id}", identifier) in added
        await pilot.press("u")
        await wait_for(pilot, "undone")
        await settled(app, pilot)
        assert book.commits == commits + 2
        assert f"cancel ^{identifier}" in book.committed(MONTBRUN)


#: A client, keys, and what the commit added: the end of what is open in the demo.
ENDINGS = {
    "dispute": ("lefebvre", ("plus", "r", "c", *"deux", "enter"), "resolve ^kaj914jz ^{id}\n- outcome: credit-note\n"),
    "plan": ("chateau", ("plus", "l", "enter"), "release ^7xbxcare ^{id}\n- recorded"),
    "promise": ("harborview", ("plus", "x", *"erreur", "enter"), "withdraw ^qhkzf73x ^{id}\n- reason: erreur"),
}


@pytest.mark.parametrize("name", ENDINGS)
async def test_the_only_one_open_ends_without_being_named(book: Book, name: str) -> None:
    """And u opens it again."""
    client, keys, written = ENDINGS[name]
    async with opened(book, view="balance") as (app, pilot):
        await on(app, pilot, client)
        commits, before = book.commits, book.committed(client)
        await pilot.press(*keys)
        await wait_for(pilot, DONE)
        await settled(app, pilot)
        added = book.committed(client).removeprefix(before)
        identifier = added.rpartition("^")[2][:8]
        assert written.replace("{id}", identifier) in added
        await pilot.press("u")
        await wait_for(pilot, "undone")
        await settled(app, pilot)
        assert book.commits == commits + 2


async def test_what_nobody_contests_yet_is_proposed(book: Book) -> None:
    """Where a part of the invoice is in dispute already, Enter contests the rest and not what is twice."""
    async with opened(book, view="balance") as (app, pilot):
        await on(app, pilot, "lefebvre")
        before = book.committed("lefebvre")
        await pilot.press("d", "enter")
        await wait_for(pilot, DONE)
        await settled(app, pilot)
        assert "\n- amount: 2320.00\n" in book.committed("lefebvre").removeprefix(before)


async def test_a_file_handed_over_is_taken_back(book: Book) -> None:
    """The form names with whom it was."""
    async with opened(book) as (app, pilot):
        await on(app, pilot, MONTBRUN)
        await pilot.press("plus", "t", *"2 Vidal", "enter")
        await wait_for(pilot, DONE)
        await settled(app, pilot)
        await pilot.press("2")
        await on(app, pilot, MONTBRUN)
        await pilot.press("plus", "b")
        await wait_for(pilot, "handover to 2 Vidal, 20 Nov 2026")
        await pilot.press(*"paid", "enter")
        await wait_for(pilot, lambda: "recall ^" in book.committed(MONTBRUN))
        await settled(app, pilot)
        assert "- reason: paid" in book.committed(MONTBRUN)


async def test_of_several_open_ones_a_digit_says_which(book: Book) -> None:
    """With the unshifted key of a French keyboard too; until then nothing is written."""
    async with opened(book) as (app, pilot):
        await on(app, pilot, MONTBRUN)
        for reason in ("one", "two"):
            await pilot.press("H", "tab", "tab", *reason, "enter")
            await wait_for(pilot, lambda reason=reason: f"- reason: {reason}" in book.committed(MONTBRUN))
            await settled(app, pilot)
            await pilot.press("2")
            await on(app, pilot, MONTBRUN)
        commits = book.commits
        await pilot.press("plus", "l", "enter")
        await wait_for(pilot, "type a digit: which one ends?")
        assert book.commits == commits
        await pilot.press("é", "enter")
        await wait_for(pilot, lambda: "release ^" in book.committed(MONTBRUN))
        await settled(app, pilot)


async def test_nothing_to_end_is_said_at_once(book: Book) -> None:
    """Enter writes nothing."""
    async with opened(book) as (app, pilot):
        await on(app, pilot, MONTBRUN)
        commits = book.commits
        await pilot.press("plus", "r")
        await wait_for(pilot, "no dispute is open")
        await pilot.press("enter", "escape")
        await settled(app, pilot)
        assert book.commits == commits


async def test_assignment_is_undone_to_the_letter(book: Book) -> None:
    """The file is again what it was."""
    before = book.committed(MONTBRUN)
    who = next(member.id for member in book.session.workspace.config.team if f"owner: {member.id}" not in before)
    async with opened(book) as (app, pilot):
        await on(app, pilot, MONTBRUN)
        await pilot.press("plus", "a", *who, "enter")
        await wait_for(pilot, DONE)
        await settled(app, pilot)
        assert f"owner: {who}" in book.committed(MONTBRUN)
        await pilot.press("u")
        await wait_for(pilot, "undone:")
        await settled(app, pilot)
        assert book.committed(MONTBRUN) == before


class TestInTheDossier:
    """The open item under the cursor is proposed."""

    async def test_a_promise_is_for_the_invoice_under_the_cursor(self, book: Book) -> None:
        """The second one: its number, what is left of it."""
        async with opened(book) as (app, pilot):
            await on(app, pilot, MONTBRUN)
            await pilot.press("3")
            await wait_for(pilot, lambda: app.view is not None and app.view.dossier.id == MONTBRUN)
            await pilot.press("j", "p", "enter")
            await wait_for(pilot, DONE)
            await settled(app, pilot)
            assert "- amount: 3744.00\n- by: 2026-11-27\n- invoices: FA-4160" in book.committed(MONTBRUN)

    async def test_a_hold_is_about_it_alone(self, book: Book) -> None:
        """`*` would be the whole account."""
        async with opened(book) as (app, pilot):
            await on(app, pilot, MONTBRUN)
            await pilot.press("3")
            await wait_for(pilot, lambda: app.view is not None and app.view.dossier.id == MONTBRUN)
            await pilot.press("j", "H", "enter")
            await wait_for(pilot, DONE)
            await settled(app, pilot)
            assert "- invoices: FA-4160\n- recorded" in book.committed(MONTBRUN)


class TestPlan:
    """Each instalment is seen before it is agreed."""

    async def test_every_instalment_is_shown_at_each_key(self, book: Book) -> None:
        """With what is left after it."""
        async with opened(book) as (app, pilot):
            await on(app, pilot, MONTBRUN)
            await pilot.press("P")
            await wait_for(pilot, "€3,744.00 left of FA-4098; paid by 1 Feb 2027")
            await wait_for(pilot, "1,248.00   left 2,496.00")
            await pilot.press("2")
            await wait_for(pilot, "1,872.00   left     0.00")

    async def test_a_long_one_stands_in_columns(self, book: Book) -> None:
        """Two years of months on a small screen, the last one included."""
        async with opened(book) as (app, pilot):
            await on(app, pilot, MONTBRUN)
            await pilot.press("P", *"12")
            await wait_for(pilot, "paid by 1 Nov 2027")
            await wait_for(pilot, " 12  ")

    async def test_what_was_agreed_day_by_day_sums_to_the_debt_or_says_why_not(self, book: Book) -> None:
        """And what is missing."""
        async with opened(book) as (app, pilot):
            await on(app, pilot, MONTBRUN)
            commits = book.commits
            await pilot.press("P", "1", *["tab"] * 4, *"15/12=2000;15/1=1000")
            await wait_for(pilot, "the instalments sum to €3,000.00, and €3,744.00 is left to pay")
            await wait_for(pilot, "€744.00 is missing")
            await pilot.press("enter")
            await settled(app, pilot)
            assert book.commits == commits
            await pilot.press(*["backspace"] * 4, *"1744", "enter")
            await wait_for(pilot, DONE)
            await settled(app, pilot)
            assert "  - 2026-12-15: 2000.00\n  - 2027-01-15: 1744.00" in book.committed(MONTBRUN)


class TestErrors:
    """Beside the field, and the cursor goes there."""

    async def test_an_unknown_invoice_is_named_with_those_open(self, book: Book) -> None:
        """Nothing is written."""
        async with opened(book) as (app, pilot):
            await on(app, pilot, MONTBRUN)
            await pilot.press("d", "tab", "tab", *"FA-9", "enter")
            await wait_for(pilot, "no open invoice is FA-9")
            await settled(app, pilot)
            assert isinstance(app.screen, Form)
            assert app.screen.focused.id == "invoice"

    async def test_two_that_answer_are_named(self, book: Book) -> None:
        """`FA-4` is a part of both."""
        async with opened(book) as (app, pilot):
            await on(app, pilot, MONTBRUN)
            await pilot.press("p", "tab", "tab", *"FA-4")
            await wait_for(pilot, "FA-4: which of FA-4098, FA-4160?")

    async def test_a_write_off_without_a_reason_waits_for_it(self, book: Book) -> None:
        """Enter writes nothing."""
        async with opened(book) as (app, pilot):
            await on(app, pilot, MONTBRUN)
            commits = book.commits
            await pilot.press("plus", "o", "enter")
            await wait_for(pilot, "say why it is given up")
            assert book.commits == commits


class TestMenu:
    """What has no key of its own has a letter."""

    async def test_it_fits_a_screen_of_24_lines(self, book: Book) -> None:
        """Every letter is seen."""
        async with opened(book) as (app, pilot):
            await pilot.press("plus")
            await wait_for(pilot, "Assign")
            shown = screen_text(app)
            for known in VERBS:
                if known.letter:
                    assert f"│ {known.letter} {known.label.text}" in shown

    async def test_letters_are_not_two_things(self) -> None:
        """And a verb's letter is that of its key, where it has one."""
        letters = [known.letter for known in VERBS if known.letter]
        assert len(letters) == len(set(letters))
        assert all(known.keys == (known.letter,) for known in VERBS if known.letter and known.keys)

    async def test_escape_closes_it(self, book: Book) -> None:
        """And does nothing."""
        async with opened(book) as (app, pilot):
            await pilot.press("plus")
            await wait_for(pilot, lambda: isinstance(app.screen, LetterMenu))
            await pilot.press("escape")
            await wait_for(pilot, lambda: not isinstance(app.screen, LetterMenu))

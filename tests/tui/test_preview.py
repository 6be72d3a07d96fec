"""A letter before it leaves: what is shown of it, what leaves, what is committed."""

from __future__ import annotations

import email
import hashlib
from contextlib import nullcontext
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recouv.store.workspace import Workspace
from recouv.tui.app import RecouvApp
from recouv.tui.forms.call import TalkForm
from recouv.tui.screens.agenda import AgendaScreen
from recouv.tui.screens.letter_choice import LetterChoice
from recouv.tui.screens.mail import MailScreen
from recouv.tui.screens.preview import PreviewScreen
from recouv.tui.screens.queue import QueueScreen
from recouv.tui.screens.reader import Reader
from recouv.tui.screens.sending import SendingScreen
from recouv.usecases.session import Session
from recouv.wording.catalogue import catalogue
from tests.letters.mail_server import Letterbox, mail_server
from tests.tui.conftest import TODAY, Book, opened, screen_text, settled, wait_for
from tests.tui.test_hostile import PAYLOADS, assert_quiet, hostile_dossier
from tests.usecases.test_sending import CLIENT, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from textual.pilot import Pilot

Editor = "Callable[[str], Path]"
MORNING, NIGHT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC), datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
AUTUMN = "2026-09-20"


@pytest.fixture(autouse=True)
def terminal_lent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The editors here need no terminal of their own."""
    monkeypatch.setattr(RecouvApp, "suspend", lambda _: nullcontext())


def client(name: str, *, entry: str, due: str = "2026-11-13", email: str = "compta@client.example") -> str:
    """A dossier with one invoice late: a week, so that its first reminder leaves by itself."""
    text = CLIENT.format(name=name, address=email, number=f"F-{name.lower()}", entry=entry)
    return text.replace("2026-11-13", due).replace("2026-10-01 invoice", "2026-09-01 invoice")


@pytest.fixture
def box(empty_book: Book) -> Iterator[Letterbox]:
    """A server, and a workspace that sends by it, with a client who is to be reminded."""
    with mail_server(Letterbox()) as box:
        (empty_book.root / "recouv.yaml").write_text(
            SETTINGS.format(port=box.port) + "  copy: archive@autan.example\n", encoding="utf-8"
        )
        empty_book.write("durand", client("Durand", entry="aaaaaaaa"))
        empty_book.commit()
        yield box


@pytest.fixture
def office(empty_book: Book, box: Letterbox) -> Book:
    """That workspace, opened."""
    session = Session(workspace=Workspace.open(empty_book.root), today=TODAY, words=catalogue("en"))
    return Book(empty_book.root, session)


def at(app: RecouvApp, moment: datetime = MORNING) -> None:
    """It is that hour."""
    app.moment = lambda: moment


async def shown(app: RecouvApp, pilot: Pilot[int], *keys: str) -> PreviewScreen:
    """The preview, composed."""
    at(app, app.moment() if app.moment() in (MORNING, NIGHT) else MORNING)
    await pilot.press(*(keys or ("L",)))
    await wait_for(pilot, lambda: isinstance(app.screen, PreviewScreen) and app.screen.preview is not None)
    await settled(app, pilot)
    assert isinstance(app.screen, PreviewScreen)
    return app.screen


async def sent(app: RecouvApp, pilot: Pilot[int]) -> None:
    """S, then o."""
    await pilot.press("S")
    await wait_for(pilot, lambda: isinstance(app.screen, SendingScreen))
    await pilot.press("o")
    await settled(app, pilot)


class TestWhatIsShown:
    """All that matters, before it leaves."""

    async def test_the_letter_its_recipient_and_what_will_be_committed(self, office: Book) -> None:
        """As they will be, on a wide screen."""
        async with opened(office, (160, 50)) as (app, pilot):
            await shown(app, pilot)
            for wanted in (
                "Durand · reminder 1",
                "✓ ready",
                "Claire Petit <compta@client.example>",
                "archive@autan.example",
                "Autan <lea@autan.example>",
                "€1,200.00 (1 invoice)",
                "no document is recorded for F-durand",
                "F-durand   €1,200.00",
                "e-mail: Durand, reminder 1, €1,200.00",
                "- outcome: unconfirmed",
                "sending: Durand, sent, compta@client.example",
                "else letter",
            ):
                assert wanted in screen_text(app), wanted

    async def test_what_is_shown_is_what_is_committed(self, office: Book, box: Letterbox) -> None:
        """The entry, but for what is made as it leaves."""
        async with opened(office, (160, 50)) as (app, pilot):
            screen = await shown(app, pilot)
            assert screen.preview is not None
            assert screen.preview.written is not None
            written = screen.preview.written
            await sent(app, pilot)
        result, intent = office.git("log", "-2", "--format=%s").splitlines()
        assert (intent, result) == (written.subject, written.then)
        (entry,) = list(office.root.glob("sent/**/*.eml"))
        lines = office.committed("durand").split(f"email ^{entry.stem}\n")[1].split("\n\n")[0]
        told = written.entry.splitlines()[1:]
        for line, expected in zip(lines.splitlines(), told, strict=True):
            assert all(part in line for part in expected.split("…")), (line, expected)

    async def test_nothing_is_written_by_reading(self, office: Book) -> None:
        """Neither a commit nor a file."""
        before = office.commits
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("l")
            await settled(app, pilot)
            await pilot.press("escape", "escape")
            await settled(app, pilot)
        assert office.commits == before
        assert office.git("status", "--porcelain") == ""

    async def test_a_client_on_hold(self, office: Book, box: Letterbox) -> None:
        """Nothing is asked: the reason is said, and S sends nothing."""
        text = (office.root / "dossiers/durand.md").read_text(encoding="utf-8")
        office.write("durand", f"{text}\n### 2026-11-19 hold\n- until: 2026-12-01\n- reason: new manager\n")
        async with opened(office) as (app, pilot):
            await pilot.press("2")
            await settled(app, pilot)
            await shown(app, pilot)
            await wait_for(pilot, "the agenda asks for no letter to Durand")
            await wait_for(pilot, "new manager")
            await pilot.press("S", "o")
            await settled(app, pilot)
            assert not isinstance(app.screen, SendingScreen)
        assert box.taken == []

    async def test_no_address(self, office: Book, box: Letterbox) -> None:
        """Neither an e-mail address nor a street: what is wrong and where to mend it."""
        office.write("durand", client("Durand", entry="aaaaaaaa", email="").replace("    email: \n", ""))
        office.commit()
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await wait_for(pilot, "the dossier has no address for e-mail")
            await pilot.press("S")
            await settled(app, pilot)
            assert isinstance(app.screen, PreviewScreen)
        assert box.taken == []

    async def test_a_piece_that_is_not_the_recorded_one_blocks(self, office: Book) -> None:
        """Said with its path."""
        (office.root / "documents").mkdir(exist_ok=True)
        (office.root / "documents/F.pdf").write_bytes(b"%PDF other")
        text = client("Durand", entry="aaaaaaaa").replace(
            "- due:", f"- document: documents/F.pdf\n- sha256: {'0' * 64}\n- due:"
        )
        office.write("durand", text)
        office.commit()
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await wait_for(pilot, "documents/F.pdf is not the file that was recorded")

    async def test_a_piece_goes_with_it(self, office: Book, box: Letterbox) -> None:
        """Named with its size, and in the message."""
        data = b"%PDF-1.7 invoice"
        (office.root / "documents").mkdir(exist_ok=True)
        (office.root / "documents/F.pdf").write_bytes(data)
        text = client("Durand", entry="aaaaaaaa").replace(
            "- due:", f"- document: documents/F.pdf\n- sha256: {hashlib.sha256(data).hexdigest()}\n- due:"
        )
        office.write("durand", text)
        office.commit()
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await wait_for(pilot, "F.pdf (1 kB)")
            await sent(app, pilot)
        message = email.message_from_bytes(box.taken[0], policy=default)
        assert [part.get_filename() for part in message.iter_attachments()] == ["F.pdf"]


class TestSending:
    """By the use case of `recouv send`."""

    async def test_o_sends_once_and_the_row_is_gone(self, office: Book, box: Letterbox) -> None:
        """From the agenda: two keys after the preview, two commits, one message, a copy to the archive."""
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await sent(app, pilot)
            await wait_for(pilot, lambda: isinstance(app.screen, AgendaScreen))
            await wait_for(pilot, "Durand: sent")
            await wait_for(pilot, lambda: not app.screen.table.rows)
        assert len(box.taken) == 1
        assert box.recipients == [["compta@client.example", "archive@autan.example"]]
        assert office.subject.startswith("sending: Durand, sent")
        assert office.git("status", "--porcelain") == ""

    async def test_enter_and_escape_send_nothing(self, office: Book, box: Letterbox) -> None:
        """Only another key than the one that asked."""
        before = office.commits
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("S", "enter", "S")
            await wait_for(pilot, lambda: isinstance(app.screen, SendingScreen))
            await pilot.press("escape")
            await settled(app, pilot)
            assert isinstance(app.screen, PreviewScreen)
        assert box.taken == []
        assert office.commits == before

    async def test_at_night_it_is_said_and_h_sends_all_the_same(self, office: Book, box: Letterbox) -> None:
        """Without h nothing leaves."""
        async with opened(office) as (app, pilot):
            at(app, NIGHT)
            await shown(app, pilot)
            await wait_for(pilot, "not at this hour")
            await sent(app, pilot)
            await wait_for(pilot, "messages leave between")
            assert box.taken == []
            await pilot.press("escape")
            await settled(app, pilot)
            await pilot.press("S", "h")
            await wait_for(pilot, "whatever the hour and the day")
            await pilot.press("o")
            await settled(app, pilot)
        assert len(box.taken) == 1

    async def test_paid_meanwhile_it_does_not_leave(self, office: Book, box: Letterbox) -> None:
        """The account is read again under the lock, whatever the screen shows."""
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            text = (office.root / "dossiers/durand.md").read_text(encoding="utf-8")
            office.write(
                "durand", f"{text}\n### 2026-11-19 payment\n- amount: 1200.00\n- allocate:\n  - F-durand: 1200.00\n"
            )
            await sent(app, pilot)
            await wait_for(pilot, "not sent: it is not asked for any more")
        assert box.taken == []

    async def test_another_address_meanwhile_is_not_written_to(self, office: Book, box: Letterbox) -> None:
        """What was confirmed was the one on the screen."""
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            path = office.root / "dossiers/durand.md"
            office.write("durand", path.read_text(encoding="utf-8").replace("compta@client", "ceo@client"))
            await sent(app, pilot)
            await wait_for(pilot, "it goes to ceo@client")
        assert box.taken == []

    async def test_a_message_that_may_have_left_is_told(self, office: Book, box: Letterbox) -> None:
        """And stays in the list of the day, with the way out."""
        box.drop = "after data"
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await sent(app, pilot)
            await wait_for(pilot, "may have left")
            await pilot.press("escape")
            await settled(app, pilot)
            await pilot.press("escape", "B")
            await wait_for(pilot, "? uncertain")
            await wait_for(pilot, "nobody knows whether it")
            await settled(app, pilot)
            await pilot.press("enter", "s")
            await wait_for(pilot, lambda: office.subject.startswith("sending: Durand"))
            await settled(app, pilot)
            assert "? uncertain" not in screen_text(app)
        assert "- outcome: sent" in office.committed("durand")
        assert len(box.taken) == 1

    async def test_from_the_queue_the_next_client_comes(self, office: Book, box: Letterbox) -> None:
        """As after any action."""
        office.write("martin", client("Martin", entry="bbbbbbbb"))
        office.commit()
        async with opened(office) as (app, pilot):
            await pilot.press("F")
            await wait_for(pilot, lambda: isinstance(app.screen, QueueScreen))
            await settled(app, pilot)
            first = app.here.chosen_client()
            await shown(app, pilot)
            await sent(app, pilot)
            await wait_for(pilot, lambda: app.here.chosen_client() not in ("", first))
            await wait_for(pilot, "1 done")
        assert len(box.taken) == 1

    async def test_from_the_dossier(self, office: Book) -> None:
        """The same letter."""
        async with opened(office) as (app, pilot):
            await pilot.press("3")
            await wait_for(pilot, lambda: app.view is not None)
            await settled(app, pilot)
            await shown(app, pilot)
            await wait_for(pilot, "Durand · reminder 1")


class TestEditing:
    """The words of a person, and the figures of the dossier."""

    async def test_what_was_typed_is_what_leaves(
        self, office: Book, box: Letterbox, said_by_editor: Callable[[str], Path]
    ) -> None:
        """In text and HTML, hashed in `sent/`, and the entry says that it was edited."""
        said_by_editor("sed -i 's/^Hello.*/Dear Claire, {{ total }} {% if x %} as we said:/' \"$1\"")
        async with opened(office, (160, 50)) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("e")
            await wait_for(pilot, lambda: isinstance(app.screen, Reader))
            await settled(app, pilot)
            assert "+Dear Claire, {{ total }}" in screen_text(app)
            await pilot.press("escape")
            await wait_for(pilot, "· edited")
            await wait_for(pilot, "- edited: yes")
            await sent(app, pilot)
        message = email.message_from_bytes(box.taken[0], policy=default)
        body = message.get_body(("plain",))
        assert body is not None
        assert "Dear Claire, {{ total }} {% if x %} as we said:" in body.get_content()
        assert "Autan" in body.get_content()  # the signature and how to pay stay recouv's
        text = office.committed("durand")
        assert "- edited: yes" in text
        assert hashlib.sha256(box.taken[0]).hexdigest() in text

    async def test_the_editor_opens_words_and_no_template(
        self, office: Book, said_by_editor: Callable[[str], Path], tmp_path: Path
    ) -> None:
        """Client data filled in, without backslashes."""
        said_by_editor(f'cp "$1" {tmp_path}/seen.md')
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("e")
            await settled(app, pilot)
            await wait_for(pilot, "the letter is as it was")
        seen = (tmp_path / "seen.md").read_text(encoding="utf-8")
        assert seen.startswith("subject: ")
        assert "F-durand" in seen
        assert "\\" not in seen
        assert "{{" not in seen

    async def test_an_amount_that_moved_since_stops_it(
        self, office: Book, box: Letterbox, said_by_editor: Callable[[str], Path]
    ) -> None:
        """The words are kept; editing again, read against the new amount, lets it leave."""
        said_by_editor("sed -i 's/^Hello.*/Dear Claire,/' \"$1\"")
        path = office.root / "dossiers/durand.md"
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("e")
            await wait_for(pilot, lambda: isinstance(app.screen, Reader))
            await pilot.press("escape")
            await settled(app, pilot)
            office.write(
                "durand",
                path.read_text(encoding="utf-8")
                + "\n### 2026-11-19 payment\n- amount: 200.00\n- allocate:\n  - F-durand: 200.00\n",
            )
            await sent(app, pilot)
            await wait_for(pilot, "not sent: the account has moved: €1,000.00 now")
            assert box.taken == []
            await pilot.press("escape")
            await wait_for(pilot, "edited before the account moved")
            await settled(app, pilot)
            await pilot.press("S")
            await settled(app, pilot)
            assert not isinstance(app.screen, SendingScreen)
            said_by_editor("sed -i 's/€1,200.00/€1,000.00/g' \"$1\"")
            await pilot.press("e")
            await wait_for(pilot, lambda: isinstance(app.screen, Reader))
            await pilot.press("escape")
            await settled(app, pilot)
            await sent(app, pilot)
        assert len(box.taken) == 1
        body = email.message_from_bytes(box.taken[0], policy=default).get_body(("plain",))
        assert body is not None
        assert "Dear Claire," in body.get_content()
        assert "1,200.00" not in body.get_content()

    async def test_an_amount_that_nobody_reckoned_is_told(
        self, office: Book, said_by_editor: Callable[[str], Path]
    ) -> None:
        """A warning: a person may well offer to take less."""
        said_by_editor("printf 'Pay 500.00 EUR now.\\n' >> \"$1\"")
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("e")
            await wait_for(pilot, lambda: isinstance(app.screen, Reader))
            await pilot.press("escape")
            await wait_for(pilot, "500.00 is not an amount of this dossier's letter")

    async def test_a_letter_emptied_is_refused_and_its_words_come_back(
        self, office: Book, said_by_editor: Callable[[str], Path]
    ) -> None:
        """The next opening has what was typed."""
        said_by_editor("printf 'no subject here' > \"$1\"")
        async with opened(office) as (app, pilot):
            screen = await shown(app, pilot)
            await pilot.press("e")
            await wait_for(pilot, "the first line of the letter is not its subject")
            assert screen._draft == "no subject here"
            assert app.edits == {}

    async def test_closed_and_opened_again_the_words_are_there(
        self, office: Book, said_by_editor: Callable[[str], Path]
    ) -> None:
        """Until recouv is left."""
        said_by_editor("sed -i 's/^Hello.*/Dear Claire,/' \"$1\"")
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("e")
            await wait_for(pilot, lambda: isinstance(app.screen, Reader))
            await pilot.press("escape", "escape")
            await wait_for(pilot, "finds the changed words again")
            await shown(app, pilot)
            await wait_for(pilot, "Dear Claire,")


class TestChoosing:
    """Another letter in place of the step's."""

    async def test_those_that_may_and_why_others_may_not(self, office: Book) -> None:
        """In the client's language."""
        async with opened(office, (160, 50)) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("l")
            await wait_for(pilot, lambda: isinstance(app.screen, LetterChoice))
            await settled(app, pilot)
            for wanted in ("reminder-1", "no promise of Durand is open", "no payment plan of Durand is running"):
                assert wanted in screen_text(app), wanted

    async def test_a_firmer_one_carries_the_step_out(self, office: Book, box: Letterbox) -> None:
        """The entry says which it was, and of which step."""
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await chosen(app, pilot, "reminder-2")
            await wait_for(pilot, "reminder-2")
            await sent(app, pilot)
        assert len(box.taken) == 1
        assert "- letter: reminder-2" in office.committed("durand")
        assert "  - F-durand: reminder-1" in office.committed("durand")

    @pytest.mark.parametrize("name", ["formal-notice", "statement", "call"])
    async def test_one_that_is_not_the_step_is_shown_and_not_sent(
        self, office: Book, box: Letterbox, name: str
    ) -> None:
        """A formal letter, a statement, a script: S says no."""
        async with opened(office) as (app, pilot):
            await shown(app, pilot)
            await chosen(app, pilot, name)
            await pilot.press("S")
            await settled(app, pilot)
            assert isinstance(app.screen, PreviewScreen)
            assert app.screen.preview is not None
            assert app.screen.preview.composed is not None
            assert app.screen.preview.composed.letter.name == name
        assert box.taken == []


async def chosen(app: RecouvApp, pilot: Pilot[int], name: str) -> None:
    """That letter, from the list."""
    await pilot.press("l")
    await wait_for(pilot, lambda: isinstance(app.screen, LetterChoice))
    await settled(app, pilot)
    assert isinstance(app.screen, LetterChoice)
    table = app.screen.query_one("#choice-table")
    table.move_to(name)  # type: ignore[attr-defined]
    await pilot.press("enter")
    await wait_for(pilot, lambda: isinstance(app.screen, PreviewScreen))
    await settled(app, pilot)


class TestPostAndScripts:
    """What does not go by e-mail."""

    async def test_a_letter_is_printed_recorded_and_waits_to_be_posted(self, book: Book, tmp_path: Path) -> None:
        """Into the folder typed; the page is that of `sent/`."""
        async with opened(book) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("S")
            await wait_for(pilot, "Print 1 letter?")
            await pilot.press("tab", *str(tmp_path / "out"), "enter", "o")
            await wait_for(pilot, lambda: isinstance(app.screen, AgendaScreen))
            await settled(app, pilot)
            await wait_for(pilot, "O'Connell Interiors Ltd: printed")
            await pilot.press("B")
            await wait_for(pilot, "? to be posted")
        (page,) = (tmp_path / "out").glob("*.pdf")
        (kept,) = book.root.glob("sent/**/*.pdf")
        assert page.read_bytes() == kept.read_bytes()
        assert "- outcome: unconfirmed" in book.committed("oconnell")

    async def test_never_into_the_workspace(self, book: Book) -> None:
        """Where it would be taken for one of its files."""
        before = book.commits
        async with opened(book) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("S")
            await wait_for(pilot, "Print 1 letter?")
            await pilot.press("tab", *str(book.root / "letters"), "enter", "o")
            await wait_for(pilot, "is in the workspace")
        assert book.commits == before

    async def test_the_script_of_a_call_leads_to_its_form(self, book: Book) -> None:
        """a; and the call that is logged closes the script."""
        async with opened(book) as (app, pilot):
            app.here.go_to("lefebvre")
            await settled(app, pilot)
            await shown(app, pilot)
            await wait_for(pilot, "But de l’appel")
            await pilot.press("a")
            await wait_for(pilot, lambda: isinstance(app.screen, TalkForm))
            await settled(app, pilot)
            await pilot.press("p", "enter")
            await wait_for(pilot, lambda: isinstance(app.screen, AgendaScreen))
            await settled(app, pilot)
        assert book.subject.startswith("call: Transports")

    @pytest.mark.parametrize("kind", ["pdf", "html", "txt", "md"])
    async def test_it_is_kept_in_a_file(self, book: Book, tmp_path: Path, kind: str) -> None:
        """As its name says; nothing is committed."""
        before = book.commits
        path = tmp_path / f"letter.{kind}"
        async with opened(book) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("w", *str(path), "enter")
            await wait_for(pilot, path.exists)
            await settled(app, pilot)
        assert b"6,050.00" in path.read_bytes() or kind == "pdf"
        assert path.read_bytes().startswith(b"%PDF") is (kind == "pdf")
        assert book.commits == before

    async def test_never_over_a_file_that_is_there(self, book: Book, tmp_path: Path) -> None:
        """Said, and left as it was."""
        path = tmp_path / "letter.txt"
        path.write_text("mine", encoding="utf-8")
        async with opened(book) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("w", *str(path), "enter")
            await wait_for(pilot, "is there already")
        assert path.read_text(encoding="utf-8") == "mine"

    async def test_it_is_copied(self, book: Book) -> None:
        """The text, by the terminal."""
        async with opened(book) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("y", "t")
            await wait_for(pilot, lambda: "6,050.00" in app.clipboard)

    async def test_it_is_opened_where_there_is_a_desktop(
        self, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """By the desktop's own command; without a desktop that is said."""
        bin_folder = tmp_path / "bin"
        bin_folder.mkdir()
        opener = bin_folder / "xdg-open"
        opener.write_text(f'#!/bin/sh\ncp "$1" {tmp_path}/opened\n', encoding="utf-8")
        opener.chmod(0o755)
        monkeypatch.setenv("PATH", str(bin_folder), prepend=":")
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        monkeypatch.delenv("DISPLAY", raising=False)
        async with opened(book) as (app, pilot):
            await shown(app, pilot)
            await pilot.press("v")
            await wait_for(pilot, "there is no desktop here")
            monkeypatch.setenv("DISPLAY", ":7")
            await pilot.press("v")
            await wait_for(pilot, (tmp_path / "opened").exists)
            await settled(app, pilot)


class TestTheDay:
    """`recouv run` as a screen."""

    async def test_ready_to_confirm_and_blocked(self, office: Book) -> None:
        """Each with its state; what leaves by itself is marked."""
        reminded = (
            "\n### 2026-10-06 email\n- to: compta@client.example\n- invoices: F-martin\n- scenario: standard\n"
            "- steps:\n  - F-martin: reminder-1\n"
        )
        office.write("martin", client("Martin", entry="bbbbbbbb", due="2026-10-02") + reminded)
        office.write("petit", client("Petit", entry="cccccccc", email="nobody"))
        office.commit()
        async with opened(office, (160, 50)) as (app, pilot):
            at(app)
            await pilot.press("B")
            await wait_for(pilot, lambda: isinstance(app.screen, MailScreen) and bool(app.screen.table.rows))
            await settled(app, pilot)
            for wanted in ("ready", "to confirm", "blocked", "a copy of each goes to archive@autan.example"):
                assert wanted in screen_text(app), wanted
            assert isinstance(app.screen, MailScreen)
            assert [row.task.client for row in app.screen.table.marked_rows()] == ["durand"]

    async def test_the_marked_ones_leave_one_by_one(self, office: Book, box: Letterbox) -> None:
        """And the blocked one is told, not sent."""
        for rank, name in enumerate(("Martin", "Petit")):
            office.write(name.lower(), client(name, entry="bcd"[rank] * 8))
        office.write("rien", client("Rien", entry="eeeeeeee", email="nobody"))
        office.commit()
        async with opened(office) as (app, pilot):
            at(app)
            await pilot.press("B")
            await wait_for(pilot, lambda: isinstance(app.screen, MailScreen) and bool(app.screen.table.rows))
            await settled(app, pilot)
            await pilot.press("asterisk")
            await sent(app, pilot)
            await wait_for(pilot, lambda: isinstance(app.screen, MailScreen))
            await wait_for(pilot, "3 messages sent")
            await settled(app, pilot)
            assert isinstance(app.screen, MailScreen)
            assert len(app.screen.table.rows) == 1
        assert len(box.taken) == 3

    @pytest.mark.parametrize("key", ["escape", "ctrl+c"])
    async def test_stopped_between_two(self, office: Book, box: Letterbox, key: str) -> None:
        """The first left; the second did not, and its entry says so."""
        office.write("martin", client("Martin", entry="bbbbbbbb"))
        config = office.root / "recouv.yaml"
        config.write_text(config.read_text(encoding="utf-8") + "  per_minute: 1\n", encoding="utf-8")
        office.commit()
        book = Book(office.root, Session(workspace=Workspace.open(office.root), today=TODAY, words=catalogue("en")))
        async with opened(book) as (app, pilot):
            at(app)
            await pilot.press("B")
            await wait_for(pilot, lambda: isinstance(app.screen, MailScreen) and bool(app.screen.table.rows))
            await settled(app, pilot)
            await pilot.press("S")
            await wait_for(pilot, lambda: isinstance(app.screen, SendingScreen))
            await pilot.press("o")
            await wait_for(pilot, lambda: len(box.taken) == 1)
            await wait_for(pilot, "✓")
            await pilot.press(key)
            await wait_for(pilot, "1 message sent")
            await settled(app, pilot)
        assert len(box.taken) == 1
        both = book.committed("durand") + book.committed("martin")
        assert both.count("- outcome: sent") == 1
        assert both.count("- outcome: failed") == 1
        assert book.git("status", "--porcelain") == ""

    async def test_an_empty_day(self, empty_book: Book) -> None:
        """It says so."""
        async with opened(empty_book) as (_, pilot):
            await pilot.press("B")
            await wait_for(pilot, "the day asks for no e-mail and no letter")


def hostile_to_remind(payload: str) -> str:
    """A client whose every word is hostile, and who is to be written to."""
    text = hostile_dossier(payload)
    head, _, rest = text.partition("### 2026-09-02 dispute")
    _, _, rest = rest.partition("### 2026-09-03 payment")
    return f"{head}### 2026-09-03 payment{rest}".split("### 2026-09-06 hold")[0]


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
async def test_hostile_clients_are_shown_as_they_are(empty_book: Book, size: tuple[int, int]) -> None:
    """Over the letter, in the list of letters, in the day's messages, before sending."""
    names = PAYLOADS if size[0] > 100 else ("wrong closing", "click", "quote", "template", "title", "rtl", "long")
    for rank, name in enumerate(names):
        empty_book.write(f"evil-{rank}", hostile_to_remind(PAYLOADS[name]))
    empty_book.commit()
    async with opened(empty_book, size) as (app, pilot):
        at(app)
        for rank, name in enumerate(names):
            app.here.go_to(f"evil-{rank}")
            await settled(app, pilot)
            for keys in ("L", "l", "escape", "y", "escape", "S", "escape"):
                await pilot.press(keys)
                await settled(app, pilot)
                assert app.is_running, (name, keys)
                assert_quiet(app, (name, keys))
            while isinstance(app.screen, PreviewScreen):
                await pilot.press("escape")
                await settled(app, pilot)
        await pilot.press("B")
        await settled(app, pilot)
        await wait_for(pilot, lambda: isinstance(app.screen, MailScreen) and bool(app.screen.table.rows))
        for keys in ("j", "asterisk", "S", "escape", "P", "escape"):
            await pilot.press(keys)
            await settled(app, pilot)
            assert app.is_running, keys
            assert_quiet(app, keys)


class TestFromTheDay:
    """Sent from the list of the day's messages."""

    async def test_words_that_were_changed_leave_from_where_they_are_read(
        self, office: Book, box: Letterbox, said_by_editor: Callable[[str], None]
    ) -> None:
        """Never as they were before: the list sends nothing of it, and says where it leaves from."""
        said_by_editor("sed -i 's/^Hello.*/Dear Claire, MY OWN WORDS:/' \"$1\"")
        async with opened(office, (160, 50)) as (app, pilot):
            at(app)
            await pilot.press("B")
            await wait_for(pilot, lambda: isinstance(app.screen, MailScreen) and bool(app.screen.table.rows))
            await settled(app, pilot)
            await pilot.press("enter")
            await wait_for(pilot, lambda: isinstance(app.screen, PreviewScreen) and app.screen.preview is not None)
            await settled(app, pilot)
            await pilot.press("e")
            await wait_for(pilot, lambda: isinstance(app.screen, Reader))
            await settled(app, pilot)
            await pilot.press("escape")
            await wait_for(pilot, "· edited")
            await pilot.press("escape")
            await wait_for(pilot, lambda: isinstance(app.screen, MailScreen))
            await settled(app, pilot)
            await pilot.press("S")
            await wait_for(pilot, "its words are yours now")
            assert isinstance(app.screen, MailScreen)
        assert box.taken == []

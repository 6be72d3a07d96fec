"""`ACCESSIBLE=1 recouv`: what is typed line by line is what git holds."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from recouv.cli.dialogue.loop import ABOUT_A_CLIENT, COMMITMENTS, PLAIN
from recouv.store.workspace import Workspace
from recouv.usecases.session import Session
from recouv.usecases.setup import init_workspace
from recouv.usecases.verbs import VERBS, Place
from recouv.wording.catalogue import catalogue
from tests.conftest import DURAND, TODAY, Desk, Ran
from tests.letters.mail_server import Letterbox, mail_server
from tests.usecases.test_sending import SETTINGS, client

Talk = Callable[..., Ran]


@pytest.fixture
def talk(desk: Desk, recouv: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Recouv line by line, in the workspace under test, given these lines."""
    monkeypatch.setenv("ACCESSIBLE", "1")

    def told(*lines: str, language: str = "en") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return recouv("--lang", language)

    return told


@pytest.fixture
def durand(desk: Desk) -> Desk:
    """One client, who owes 1,400.00."""
    desk.write("durand", DURAND)
    return desk


class TestActions:
    """Each action is one commit, by the use cases of the screens."""

    def test_a_call_with_a_promise(self, durand: Desk, talk: Talk) -> None:
        """The day and half of the amount, said in full before anything is written."""
        told = talk(
            "call durand",
            "promises",
            "ven",
            "50%",
            "cash flow",
            "Claire Petit",
            "",
            "Cheque on Monday",
            "yes",
            "quit",
        )
        assert "understood: Fri 27 Nov 2026" in told.out
        assert "understood: €700.00" in told.out
        assert "To be written: call: Menuiserie Durand SARL, promise of €700.00 by 27 Nov 2026" in told.out
        assert told.code == 0
        text = durand.git("show", "HEAD:dossiers/durand.md")
        assert "- by: 2026-11-27" in text
        assert "- amount: 700.00" in text
        assert "- reason: cash-flow" in text
        assert "> Cheque on Monday" in text

    def test_in_french(self, durand: Desk, talk: Talk) -> None:
        """The words, the questions and the answers."""
        told = talk("appel durand", "message", "demain", "9h30", "", "", "", "oui", "quitter", language="fr")
        assert "compris\u00a0: sam. 21/11/2026" in told.out
        assert "- at: 09:30" in durand.git("show", "HEAD:dossiers/durand.md")

    def test_a_payment(self, durand: Desk, talk: Talk) -> None:
        """What it settles is said, then asked."""
        told = talk("paid durand", "400", "hier", "cheque", "CHQ 12", "", "y", "y")
        assert "settles F2026-031: €400.00, oldest first" in told.out
        assert durand.subjects()[0] == "payment: Menuiserie Durand SARL, €400.00 for F2026-031"
        assert "- method: cheque" in durand.read("durand")

    def test_a_payment_left_unallocated(self, durand: Desk, talk: Talk) -> None:
        """The proposal is refused; it can be allocated later."""
        told = talk("pay durand", "400", "", "", "", "", "no", "yes")
        assert durand.subjects()[0] == "payment: Menuiserie Durand SARL, €400.00"
        assert "€400.00 settles nothing yet" in told.out
        talk("allocate durand", "", "", "", "")
        assert durand.subjects()[0] == "allocation: Menuiserie Durand SARL, €400.00 for F2026-031"

    def test_a_note_then_undone(self, durand: Desk, talk: Talk) -> None:
        """By an entry."""
        told = talk("note durand", "", "Ask in December", "", "undo", "")
        assert "write the note" in told.out
        assert durand.subjects()[0].startswith("undo: ")
        assert durand.status() == ""

    def test_an_invoice_and_a_credit_note(self, durand: Desk, talk: Talk) -> None:
        """With the due date that the terms propose, said in full."""
        told = talk("invoice durand", "F-9", "120", "", "", "", "", "credit durand", "A-1", "F-9", "", "", "", "")
        assert "Due on which day? (nothing typed: Thu 31 Dec 2026)" in told.out
        assert durand.subjects()[:2] == [
            "credit note: Menuiserie Durand SARL, A-1 of €120.00",
            "invoice: Menuiserie Durand SARL, F-9 of €120.00",
        ]

    def test_a_reminder_of_ones_own_and_its_end(self, durand: Desk, talk: Talk) -> None:
        """On the agenda of its day, a number marks it as done."""
        told = talk("remind me durand", "Ask for the order", "today", "25:00", "10:30", "", "agenda", "1", "", "")
        assert "write it as 10:30" in told.out
        assert durand.subjects()[0] == "done: Menuiserie Durand SARL, Ask for the order"

    def test_a_new_client(self, desk: Desk, talk: Talk) -> None:
        """Who is then the client spoken of."""
        talk("new Atelier Vidal", "", "", "", "", "", "", "", "note", "First call", "")
        assert desk.subjects()[:2] == ["note: Atelier Vidal, First call", "new: Atelier Vidal"]


class TestCommitments:
    """What the forms write, question by question."""

    def test_a_promise(self, durand: Desk, talk: Talk) -> None:
        """For an invoice named by a part of its number: what is left of it is proposed."""
        talk("promise durand", "", "031", "", "", "", "yes")
        text = durand.read("durand")
        assert "- amount: 1400.00\n- by: 2026-11-27\n- invoices: F2026-031\n" in text
        assert durand.subjects()[0].startswith("promise: ")

    def test_a_plan_is_read_out_before_it_is_written(self, durand: Desk, talk: Talk) -> None:
        """Each instalment, and what is left after it."""
        told = talk("plan durand", "", "2", "", "", "", "", "yes")
        assert "1. 1 Dec 2026: €700.00, €700.00 left" in told.out
        assert "  - 2026-12-01: 700.00\n  - 2027-01-01: 700.00" in durand.read("durand")

    def test_a_plan_by_its_amount(self, durand: Desk, talk: Talk) -> None:
        """Zero instalments is a way to say so; the rest falls on the last."""
        talk("plan durand", "", "0", "500", "", "weekly", "", "", "yes")
        assert "  - 2026-12-08: 500.00\n  - 2026-12-15: 400.00" in durand.read("durand")

    def test_a_dispute_then_resolved_then_undone(self, durand: Desk, talk: Talk) -> None:
        """The only one open needs no name."""
        talk("dispute durand", "", "350", "quality", "Scratched", "", "", "", "yes")
        assert "dispute F2026-031" in durand.read("durand")
        assert "- amount: 350.00\n- category: quality\n- reason: Scratched" in durand.read("durand")
        told = talk("resolve durand", "credit note", "", "", "yes", "undo", "yes")
        assert "dispute of €350.00 on F2026-031, 20 Nov 2026" in told.out
        assert "- outcome: credit-note" in durand.read("durand")
        assert durand.subjects()[0].startswith("undo: ")

    def test_a_hold_and_a_snooze_released(self, durand: Desk, talk: Talk) -> None:
        """Of several, one is chosen by its number."""
        talk("hold durand", "", "", "Away", "", "yes", "snooze durand", "", "", "", "yes")
        text = durand.read("durand")
        assert "- reason: Away" in text
        assert "- until: 2026-11-26\n- reason: snoozed" in text
        told = talk("release durand", "1", "", "", "yes")
        assert "Which one?" in told.out
        assert "release ^" in durand.read("durand")

    def test_nothing_to_end(self, durand: Desk, talk: Talk) -> None:
        """It is said, and nothing is written."""
        before = durand.subjects()
        assert "has nothing open" in talk("withdraw durand").out
        assert durand.subjects() == before

    def test_the_reasons_are_read_out(self, durand: Desk, talk: Talk) -> None:
        """As `recouv explain` says them."""
        told = talk("explain durand")
        assert "What the day asks" in told.out
        assert "follows standard" in told.out

    def test_an_invoice_that_is_not_open(self, durand: Desk, talk: Talk) -> None:
        """Asked again."""
        told = talk("promise durand", "", "F-99", "*", "100", "", "", "yes")
        assert "no open invoice is F-99" in told.out
        assert "- amount: 100.00" in durand.read("durand")


class TestReading:
    """One fact a line, nothing that a place or a colour alone would say."""

    def test_the_agenda_is_read_out_first(self, durand: Desk, talk: Talk) -> None:
        """With numbers and reasons."""
        told = talk()
        assert "Agenda of 20 Nov 2026\n1. " in told.out
        assert "Menuiserie Durand SARL, €1,400.00" in told.out

    def test_the_balance_and_a_search(self, durand: Desk, talk: Talk) -> None:
        """By a name, an amount, an age."""
        assert "1. Menuiserie Durand SARL: €1,400.00, €1,400.00 late 1-30 days" in talk("balance").out
        assert "no client answers to that" in talk("search >90").out
        assert "1. Menuiserie Durand SARL" in talk("search 1400,00").out

    def test_a_dossier_by_its_number(self, durand: Desk, talk: Talk) -> None:
        """The number that was read out."""
        assert "F2026-031: €1,400.00 due 31 Oct 2026, 20 days late" in talk("balance", "1").out

    def test_nothing_moves_the_cursor(self, durand: Desk, talk: Talk) -> None:
        """No escape sequence, no carriage return, no backspace."""
        told = talk("help", "balance", "dossier durand")
        assert not set(told.out + told.err) & {"\x1b", "\r", "\b"}

    def test_a_command_typed_whole(self, durand: Desk, talk: Talk) -> None:
        """As after `recouv` in a shell; what it refuses ends nothing."""
        told = talk("history --limit 1", "check --no-such-option", "balance")
        assert "by hand" in told.out
        assert "1. Menuiserie Durand SARL" in told.out

    def test_the_help_says_what_can_be_typed(self, durand: Desk, talk: Talk) -> None:
        """With the person's own keys."""
        told = talk("help")
        assert "Call (a): log a call" in told.out
        assert "Paid (r): record a payment" in told.out


class TestLetters:
    """The letter that the agenda asks for, read out, then sent."""

    @pytest.fixture
    def box(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Letterbox]:
        """A server, and one client to remind, on a worked morning."""
        monkeypatch.setattr("recouv.cli.clock.now", lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
        with mail_server(Letterbox()) as box:
            (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=box.port), encoding="utf-8")
            desk.git("commit", "-qam", "mail")
            client(desk, "Alpha")
            yield box

    @pytest.mark.parametrize("words", ["preview alpha", "show the letter alpha", "L alpha"])
    def test_it_is_read_out(self, box: Letterbox, desk: Desk, talk: Talk, words: str) -> None:
        """Recipient, sum, words; nothing leaves."""
        told = talk(words)
        assert "To Claire Petit, compta@client.example" in told.out
        assert "Asks for €1,200.00" in told.out
        assert "Total to pay: €1,200.00" in told.out
        assert box.taken == []

    def test_yes_sends_it(self, box: Letterbox, desk: Desk, talk: Talk) -> None:
        """In French too; what became of it is said."""
        told = talk("envoie-la alpha", "oui", language="fr")
        assert "envoyé à compta@client.example" in told.out
        assert len(box.taken) == 1
        assert desk.subjects()[0].startswith("sending: Alpha, sent")

    def test_anything_else_does_not(self, box: Letterbox, desk: Desk, talk: Talk) -> None:
        """Nothing typed is no."""
        before = len(desk.subjects())
        assert "given up: nothing was written" in talk("send alpha", "").out
        assert box.taken == []
        assert len(desk.subjects()) == before

    def test_what_is_not_asked_for_is_not_sent(self, box: Letterbox, desk: Desk, talk: Talk) -> None:
        """Sent once, the second time there is nothing."""
        assert "the agenda asks for no letter" in talk("send alpha", "yes", "send alpha", "yes").out
        assert len(box.taken) == 1


class TestMistakes:
    """Nothing is written before yes, and a wrong answer is asked again."""

    @pytest.mark.parametrize("answers", [["."], ["1", "."], ["1", "", "", "", "no"]])
    def test_given_up(self, durand: Desk, talk: Talk, answers: list[str]) -> None:
        """By a full stop at any question, or by no at the last."""
        before = durand.subjects()
        assert "given up: nothing was written" in talk("call durand", *answers, "quit").out
        assert durand.subjects() == before

    @pytest.mark.parametrize("lines", [["call durand"], ["call durand", "1"], ["call durand", "1", "", "", ""]])
    def test_the_end_of_the_input_writes_nothing(self, durand: Desk, talk: Talk, lines: list[str]) -> None:
        """Wherever it comes."""
        before = durand.subjects()
        assert talk(*lines).code == 0
        assert durand.subjects() == before

    def test_a_promise_in_the_past(self, durand: Desk, talk: Talk) -> None:
        """Refused, and asked again."""
        told = talk("call durand", "promised", "2020-01-01", "+7", "", "", "", "", "", "y")
        assert "1 Jan 2020 is past: give today or a later day" in told.out
        assert "- by: 2026-11-27" in durand.read("durand")

    def test_a_payment_to_come(self, durand: Desk, talk: Talk) -> None:
        """Refused, and asked again."""
        told = talk("paid durand", "400", "2031-01-01", "hier", "cheque", "", "", "y", "y")
        assert "1 Jan 2031 has not come yet: give today or an earlier day" in told.out
        assert "### 2026-11-19 payment" in durand.read("durand")

    def test_words_that_mean_nothing(self, durand: Desk, talk: Talk) -> None:
        """Said, and nothing else happens."""
        told = talk("frobnicate", "call nobody", "42", "")
        assert "nothing is called frobnicate; type help" in told.out
        assert "there is no client nobody" in told.out
        assert "nothing has the number 42" in told.out

    def test_an_amount_that_can_be_read_in_two_ways(self, durand: Desk, talk: Talk) -> None:
        """Asked again."""
        assert "can be 1200 or 1.200" in talk("pay durand", "1.200").out


def test_every_action_about_a_client_can_be_done() -> None:
    """Those of the registry that the screens do on a client, save the editor and the clipboard."""
    known = {verb.id for verb in VERBS if verb.place is Place.CLIENT and verb.keys}
    assert known - {"edit", "copy", "more"} <= {*ABOUT_A_CLIENT, *COMMITMENTS}
    assert set(PLAIN) <= {verb.id for verb in VERBS}


def test_a_real_process_on_a_terminal_that_cannot_draw(tmp_path_factory: pytest.TempPathFactory) -> None:
    """TERM=dumb, an ASCII locale, lines fed by a pipe: git holds what was typed."""
    root = tmp_path_factory.mktemp("real") / "ws"
    init_workspace(root, catalogue("en"))
    desk = Desk(root, Session(workspace=Workspace.open(root), today=TODAY))
    desk.write("durand", DURAND)
    environment = {**os.environ, "ACCESSIBLE": "1", "TERM": "dumb", "LC_ALL": "C", "LANG": "C"}
    lines = ["note durand", "Ask for Mme Petit", "yes", "quit"]
    ran = subprocess.run(
        [sys.executable, "-m", "recouv", "-C", str(root)],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert desk.subjects()[0] == "note: Menuiserie Durand SARL, Ask for Mme Petit"


def test_ctrl_c_gives_up_the_action_and_not_the_dialogue(durand: Desk) -> None:
    """The next line is still understood."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "recouv", "--lang", "en", "-C", str(durand.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "ACCESSIBLE": "1"},
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("call durand\n")
        process.stdin.flush()
        for line in process.stdout:
            if line == "How did it end?\n":
                break
        process.send_signal(signal.SIGINT)
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("given up"):
                break
        process.stdin.write("quit\n")
        process.stdin.flush()
        assert process.wait(20) == 0
        assert said == ["given up: nothing was written\n"]


def test_the_day_is_that_of_the_window(durand: Desk, talk: Talk) -> None:
    """No other clock is asked."""
    assert date(2026, 11, 20) == TODAY
    talk("note durand", "Today", "")
    assert "### 2026-11-20 note" in durand.read("durand")


class TestApprovals:
    """A second person, question by question."""

    def sits(self, desk: Desk, who: str) -> None:
        desk.git("config", "user.name", who)
        desk.git("config", "user.email", f"{who}@example.com")

    @pytest.fixture
    def proposed(self, durand: Desk, recouv: Callable[..., Ran]) -> Desk:
        """Ben proposed to give 600.00 up, where 500.00 needs somebody else."""
        path = durand.root / "recouv.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "\napprovals:\n  write-off: 500\n", encoding="utf-8")
        durand.git("commit", "-qam", "settings")
        self.sits(durand, "ben")
        recouv("writeoff", "durand", "F2026-031", "600", "--reason", "Gone")
        return durand

    def test_by_the_number_of_the_task(self, proposed: Desk, talk: Talk) -> None:
        """What it is and what will count are read out before the question."""
        self.sits(proposed, "ana")
        told = talk("1", "approve", "", "", "yes", "quit")
        assert "write-off of €600.00 (F2026-031) proposed by ben: Gone" in told.out
        assert "once approved: outstanding: €1,400.00 → €800.00" in told.out
        assert proposed.subjects()[0].startswith("approve: Menuiserie Durand SARL")

    def test_rejected_by_name(self, proposed: Desk, talk: Talk) -> None:
        """A rejection asks why until it is told."""
        self.sits(proposed, "ana")
        talk("approve durand", "reject", "", "A plan first", "", "yes", "quit")
        assert proposed.subjects()[0].startswith("reject: Menuiserie Durand SARL")
        assert "- reason: A plan first" in proposed.read("durand")

    def test_by_its_author(self, proposed: Desk, talk: Talk) -> None:
        """It says that somebody else has to."""
        before = proposed.subjects()
        told = talk("approve durand", "approve", "", "", "quit")
        assert "you proposed it yourself" in told.out
        assert proposed.subjects() == before

    def test_a_hold_that_is_proposed(self, proposed: Desk, talk: Talk) -> None:
        """Before it is written, it says whose approval it waits for."""
        path = proposed.root / "recouv.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "  hold: always\n", encoding="utf-8")
        proposed.git("commit", "-qam", "settings")
        told = talk("hold durand", "", "", "away", "", "yes", "quit")
        assert "waits for the approval of somebody else" in told.out.split("Write it?")[0]
        assert "- proposed: yes" in proposed.read("durand").split(" hold ^")[1]


class TestTeam:
    """What is shared is synced line by line, too."""

    def test_sync_in_either_language(self, durand: Desk, talk: Talk, tmp_path: Path) -> None:
        """The command's own words and refusals; the remote has what was done here."""
        assert "no remote" in talk("sync", "quit").err
        bare = tmp_path / "remote.git"
        subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=main", str(bare)], check=True)
        durand.git("remote", "add", "origin", str(bare))
        told = talk("synchroniser", "doublons", "quitter", language="fr")
        assert "origin\u00a0: 0 action reçue" in told.out
        assert "rien n'a été fait deux fois" in told.out + told.err
        assert durand.git("rev-parse", "HEAD") == durand.git("rev-parse", "origin/main")

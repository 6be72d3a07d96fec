"""`run`, `send`, `post`, `sending` and `inbox` as a person or a script meets them."""

from __future__ import annotations

import json
import mailbox
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from recouv.letters.smtp import Answer, Server
from tests.cli.test_hostile import EVIL, HOSTILE, OBEYED
from tests.conftest import Desk, Ran
from tests.letters.imap_server import PASSWORD, USER, mailserver
from tests.letters.mail_server import Letterbox, mail_server
from tests.usecases.test_posting import debtor
from tests.usecases.test_sending import SETTINGS, client

Recouv = Callable[..., Ran]


@pytest.fixture(autouse=True)
def nine_o_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worked day, in the morning."""
    monkeypatch.setattr("recouv.cli.clock.now", lambda: datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


@pytest.fixture
def box(desk: Desk) -> Iterator[Letterbox]:
    """A server, and a workspace that sends by it, as fast as it goes."""
    with mail_server(Letterbox()) as box:
        settings = SETTINGS.format(port=box.port) + "  per_minute: 60000\n"
        (desk.root / "recouv.yaml").write_text(settings, encoding="utf-8")
        desk.git("commit", "-qam", "mail")
        yield box


class TestRun:
    """The list of the day."""

    def test_nothing(self, desk: Desk, recouv: Recouv) -> None:
        """An empty day says so, and is no failure."""
        ran = recouv("run")
        assert (ran.code, ran.out.strip()) == (0, "the day asks for no e-mail")

    def test_of_a_day_to_come(self, desk: Desk, box: Letterbox, recouv: Recouv) -> None:
        """The e-mails that will be due are shown as they would leave then; a day that has passed is refused."""
        client(desk, "Alpha")
        desk.write("alpha", desk.read("alpha").replace("- due: 2026-11-13", "- due: 2026-11-20"))
        assert json.loads(recouv("run", "--json").out)["messages"] == []
        later = json.loads(recouv("run", "--on", "2026-11-27", "--json").out)
        assert (later["on"], [row["standing"] for row in later["messages"]]) == ("2026-11-27", ["ready"])
        assert "27 Nov 2026, if nothing happens before" in recouv("run", "--on", "2026-11-27").out
        assert recouv("run", "--on", "2026-11-19").code == 2

    def test_everything_of_the_day(self, desk: Desk, box: Letterbox, recouv: Recouv) -> None:
        """What is ready, what is blocked and why, letters to print, calls; nothing of the day is forgotten."""
        client(desk, "Alpha")
        client(desk, "Beta", "no address")
        debtor(desk, "Gamma")
        debtor(desk, "Delta", due="2026-10-20", more="\n### 2026-11-05 email\n- invoices: F-1\n- step: reminder-2\n")
        (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=box.port), encoding="utf-8")
        ran = recouv("run")
        assert "1 e-mail ready: recouv send" in ran.out
        assert "no address is not an e-mail address" in ran.out
        assert "1 letter to print: recouv post" in ran.out
        assert "1 call: recouv agenda" in ran.out

    def test_for_scripts(self, desk: Desk, box: Letterbox, recouv: Recouv) -> None:
        """One document: messages, those that may have left, and how many of the rest."""
        client(desk, "Alpha")
        document = json.loads(recouv("run", "--json").out)
        (message,) = document["messages"]
        assert (message["client"], message["standing"], message["amount"]) == ("alpha", "ready", "1200.00")
        assert "F-alpha" in message["text"]
        assert (document["may_have_left"], document["unreadable"]) == ([], [])

    def test_who_gets_a_copy(self, desk: Desk, box: Letterbox, recouv: Recouv) -> None:
        """Under the list, over each message in full, and for scripts."""
        client(desk, "Alpha")
        settings = SETTINGS.format(port=box.port) + "  copy: archive@autan.example\n"
        (desk.root / "recouv.yaml").write_text(settings, encoding="utf-8")
        assert "a copy of each goes to archive@autan.example" in recouv("run").out
        assert "copy: archive@autan.example" in recouv("run", "--full").out
        assert json.loads(recouv("run", "--json").out)["messages"][0]["copy"] == "archive@autan.example"

    def test_what_may_have_left(self, desk: Desk, box: Letterbox, recouv: Recouv) -> None:
        """It is there with its ID and what to type, and typing it settles it."""
        client(desk, "Alpha")
        box.drop = "after data"
        assert recouv("send").code == 1
        ran = recouv("run")
        typed = re.search(r"recouv (sending alpha sent \^\w{8})", ran.out)
        assert typed
        (row,) = json.loads(recouv("run", "--json").out)["may_have_left"]
        assert f"^{row['id']}" in typed[1]
        assert recouv(*typed[1].split()).code == 0
        assert "may have left" not in recouv("run").out

    def test_one_obstacle_is_explained_once(self, desk: Desk, recouv: Recouv) -> None:
        """What lacks in recouv.yaml stops every message and is told with its mending once."""
        for name in ("Alpha", "Beta", "Gamma"):
            client(desk, name)
        settings = SETTINGS.format(port=1).replace("  iban: FR7630006000011234567890189\n", "")
        (desk.root / "recouv.yaml").write_text(settings, encoding="utf-8")
        ran = recouv("run")
        assert ran.out.count("as above") in (0, 2)

    def test_narrow(self, desk: Desk, box: Letterbox, recouv: Recouv, monkeypatch: pytest.MonkeyPatch) -> None:
        """In sixty columns, no table line is longer and amounts are whole."""
        client(desk, "A" * 60, "somebody.with.a.long.name@client.example")
        monkeypatch.setattr("recouv.cli.output.is_terminal", lambda _stream: True)
        monkeypatch.setenv("COLUMNS", "60")
        monkeypatch.setenv("NO_COLOR", "1")
        ran = recouv("run")
        first = next(line for line in ran.out.splitlines() if line.startswith("ready"))
        assert len(first) <= 60
        assert "€1,200.00" in first


class TestSend:
    """What leaves, what is said, and what a script learns."""

    def test_it_leaves(self, desk: Desk, box: Letterbox, recouv: Recouv) -> None:
        """Exit code 0, once."""
        client(desk, "Alpha")
        ran = recouv("send")
        assert (ran.code, len(box.taken)) == (0, 1)
        assert "1 message sent" in ran.out
        assert recouv("send").code == 4
        assert len(box.taken) == 1

    def test_a_dry_run(self, desk: Desk, box: Letterbox, recouv: Recouv) -> None:
        """Nothing leaves, nothing is written."""
        client(desk, "Alpha")
        before = desk.subjects()
        assert recouv("send", "--dry-run").code == 0
        assert (box.taken, desk.subjects()) == ([], before)

    def test_what_wants_a_person(self, desk: Desk, box: Letterbox, recouv: Recouv) -> None:
        """Where nobody is there to ask, it takes --yes."""
        client(desk, "Alpha")
        path = desk.root / "scenarios/standard.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("auto: yes", "auto: no"), encoding="utf-8")
        assert recouv("send").code == 4
        assert recouv("send", "alpha").code == 2
        assert box.taken == []
        assert recouv("send", "alpha", "--yes").code == 0
        assert len(box.taken) == 1

    def test_at_night(self, desk: Desk, box: Letterbox, recouv: Recouv, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing leaves, unless told so."""
        client(desk, "Alpha")
        monkeypatch.setattr("recouv.cli.clock.now", lambda: datetime(2026, 11, 20, 23, 0, tzinfo=UTC))
        ran = recouv("send")
        assert (ran.code, box.taken) == (2, [])
        assert "between 08:00 and 19:00" in ran.err
        assert recouv("send", "--any-time").code == 0

    def test_a_server_that_is_not_there(self, desk: Desk, recouv: Recouv) -> None:
        """Nothing is written, and the person knows what to look at."""
        client(desk, "Alpha")
        (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=1), encoding="utf-8")
        before = desk.subjects()
        ran = recouv("send")
        assert ran.code == 3
        assert "nothing was sent" in ran.err
        assert desk.subjects() == before

    def test_the_result_cannot_be_recorded(self, desk: Desk, box: Letterbox, recouv: Recouv) -> None:
        """It is said in so many words."""
        client(desk, "Alpha")
        hook = desk.root / ".git/hooks/commit-msg"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text('#!/bin/sh\n! grep -q "^sending" "$1"\n', encoding="utf-8")
        hook.chmod(0o755)
        ran = recouv("send")
        assert ran.code == 1
        assert "this is not in the journal" in ran.out
        assert re.search(r"recouv sending alpha sent \^\w{8}", ran.out)

    def test_ctrl_c(self, desk: Desk, box: Letterbox, recouv: Recouv, monkeypatch: pytest.MonkeyPatch) -> None:
        """The message under way is finished and recorded; the next is recorded as not sent."""
        client(desk, "Alpha")
        client(desk, "Beta")
        deliver = Server.deliver

        def interrupted(server: Server, data: bytes, *, sender: str, to: Sequence[str]) -> Answer:
            os.kill(os.getpid(), signal.SIGINT)
            return deliver(server, data, sender=sender, to=to)

        monkeypatch.setattr(Server, "deliver", interrupted)
        ran = recouv("send")
        assert (ran.code, len(box.taken)) == (1, 1)
        assert "stopping after this message" in ran.err
        assert "outcome: sent" in desk.read("alpha")
        assert "outcome: failed" in desk.read("beta")
        monkeypatch.setattr(Server, "deliver", deliver)
        assert recouv("send").code == 0
        assert len(box.taken) == 2

    def test_offline_results(
        self, desk: Desk, box: Letterbox, recouv: Recouv, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The network goes after the messages left: they are told, and so is what to do."""
        client(desk, "Alpha")
        bare = tmp_path / "remote.git"
        subprocess.run(["git", "clone", "-q", "--bare", str(desk.root), str(bare)], check=True)
        desk.git("remote", "add", "origin", str(bare))
        desk.git("fetch", "-q", "origin")
        desk.git("branch", "-q", "--set-upstream-to", "origin/main")
        deliver = Server.deliver

        def last(server: Server, data: bytes, *, sender: str, to: Sequence[str]) -> Answer:
            bare.rename(tmp_path / "gone.git")
            return deliver(server, data, sender=sender, to=to)

        monkeypatch.setattr(Server, "deliver", last)
        ran = recouv("send")
        assert "1 message sent" in ran.out
        assert "git push tells them" in ran.err

    def test_a_reader_that_leaves(self, desk: Desk, box: Letterbox) -> None:
        """Whatever happens to what is printed, what left is recorded, and nothing else is said to have."""
        client(desk, "Alpha")
        client(desk, "Beta")
        command = [sys.executable, "-m", "recouv", "-C", str(desk.root), "send", "--any-time", "--yes"]
        with Path("/dev/full").open("w", encoding="utf-8") as stream:
            done = subprocess.run(command, stdout=stream, stderr=subprocess.PIPE, encoding="utf-8", check=False)
        assert "Traceback" not in done.stderr
        assert done.returncode != 0
        told = sum("outcome: sent" in desk.read(name) for name in ("alpha", "beta"))
        assert told == len(box.taken)

    @pytest.mark.filterwarnings("ignore:Requiring AUTH")  # of this machine: no other hears it
    def test_a_password_goes_to_its_own_server(
        self, desk: Desk, recouv: Recouv, quiet_world: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A workspace that names another server gets neither that of the settings nor that of the environment."""
        client(desk, "Alpha")
        seen = Letterbox(password="s3cret")
        with mail_server(seen):
            (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=seen.port), encoding="utf-8")
            folder = quiet_world / "config/recouv"
            folder.mkdir(parents=True)
            told = f"touch {quiet_world}/asked"
            (folder / "settings.toml").write_text(
                f'[accounts]\n"smtp.example.com" = {{ user = "lea", password_command = "{told}" }}\n', encoding="utf-8"
            )
            for name, value in (("HOST", "smtp.example.com"), ("USER", "lea"), ("PASSWORD", "s3cret")):
                monkeypatch.setenv(f"RECOUV_MAIL_{name}", value)
            recouv("send")
        assert seen.logins == []
        assert not (quiet_world / "asked").exists()

    @pytest.mark.filterwarnings("ignore:Requiring AUTH")  # of this machine: no other hears it
    def test_a_password_is_asked_of_the_command(
        self, desk: Desk, recouv: Recouv, quiet_world: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its first line; it is in no output and in no commit."""
        client(desk, "Alpha")
        seen = Letterbox(password="s3cret-s3cret")
        with mail_server(seen):
            (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=seen.port), encoding="utf-8")
            folder = quiet_world / "config/recouv"
            folder.mkdir(parents=True)
            (folder / "settings.toml").write_text(
                '[accounts]\n"127.0.0.1" = { user = "lea", password_command = "echo s3cret-s3cret" }\n',
                encoding="utf-8",
            )
            ran = recouv("send")
        assert seen.logins == [("lea", "s3cret-s3cret")]
        assert "s3cret-s3cret" not in ran.out + ran.err + desk.git("log", "-p")

    def test_a_command_that_fails(self, desk: Desk, recouv: Recouv, quiet_world: Path) -> None:
        """Nothing is sent, and the person is told to run it by hand."""
        client(desk, "Alpha")
        (desk.root / "recouv.yaml").write_text(SETTINGS.format(port=1), encoding="utf-8")
        folder = quiet_world / "config/recouv"
        folder.mkdir(parents=True)
        for command, says in (("false", "exit code 1"), ("no-such-program", "cannot be run"), ("true", "no password")):
            (folder / "settings.toml").write_text(
                f'[accounts]\n"127.0.0.1" = {{ user = "lea", password_command = "{command}" }}\n', encoding="utf-8"
            )
            ran = recouv("send")
            assert ran.code != 0
            assert says in ran.err


class TestOwnWords:
    """`send CLIENT --text FILE`, and the editor."""

    def test_they_leave_as_they_were_typed(self, desk: Desk, box: Letterbox, recouv: Recouv, tmp_path: Path) -> None:
        """From `letter --markdown`; what was changed is shown, and never filled."""
        client(desk, "Alpha")
        words = tmp_path / "words.md"
        words.write_text(recouv("letter", "alpha", "--markdown").out + "\nP.S. {{ 7*7 }}\n", encoding="utf-8")
        ran = recouv("send", "alpha", "--text", str(words), "--yes")
        assert ran.code == 0
        assert "+P.S. {{ 7*7 }}" in ran.out
        assert b"P.S. {{ 7*7 }}" in box.taken[0].replace(b"=3D", b"=")
        assert "- edited: yes" in desk.read("alpha")

    def test_unchanged_they_are_the_letter(self, desk: Desk, box: Letterbox, recouv: Recouv, tmp_path: Path) -> None:
        """Nothing says that it was edited."""
        client(desk, "Alpha")
        words = tmp_path / "words.md"
        words.write_text(recouv("letter", "alpha", "--markdown").out, encoding="utf-8")
        assert "nothing was changed" in recouv("send", "alpha", "--text", str(words), "--yes").err
        assert len(box.taken) == 1
        assert "edited" not in desk.read("alpha")

    def test_an_amount_that_nobody_reckoned_wants_a_person(
        self, desk: Desk, box: Letterbox, recouv: Recouv, tmp_path: Path
    ) -> None:
        """--yes does not send it."""
        client(desk, "Alpha")
        words = tmp_path / "words.md"
        words.write_text("Please pay 1 300,00 € today.\n", encoding="utf-8")
        ran = recouv("send", "alpha", "--text", str(words), "--yes")
        assert ran.code == 2
        assert "1 300,00" in ran.err
        assert box.taken == []

    def test_a_script_says_yes_itself(self, desk: Desk, box: Letterbox, recouv: Recouv, tmp_path: Path) -> None:
        """Words of a person never leave unasked, even where the step would."""
        client(desk, "Alpha")
        words = tmp_path / "words.md"
        words.write_text("Please pay.\n", encoding="utf-8")
        assert recouv("send", "alpha", "--text", str(words)).code == 2
        assert box.taken == []

    @pytest.mark.parametrize("words", [("--text", "words.md"), ("alpha", "beta", "--text", "words.md")])
    def test_for_one_client(
        self, desk: Desk, box: Letterbox, recouv: Recouv, tmp_path: Path, words: tuple[str, ...]
    ) -> None:
        """Who is named, and nobody else."""
        client(desk, "Alpha")
        client(desk, "Beta")
        (tmp_path / "words.md").write_text("Please pay.\n", encoding="utf-8")
        named = [str(tmp_path / word) if word == "words.md" else word for word in words]
        assert recouv("send", *named, "--yes").code == 2
        assert box.taken == []

    def test_a_letter_is_printed_so(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """By `post` too."""
        debtor(desk, "Gamma")
        words = tmp_path / "words.md"
        words.write_text("Please pay.\n", encoding="utf-8")
        ran = recouv("post", "gamma", "--text", str(words), "--out", str(tmp_path / "out"), "--yes")
        assert ran.code == 0
        assert "- edited: yes" in desk.read("gamma")

    def test_a_dry_run_of_post_shows_what_was_changed(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """As that of `send`; without a folder the words would be lost, and are refused."""
        debtor(desk, "Gamma")
        words = tmp_path / "words.md"
        words.write_text(recouv("letter", "gamma", "--markdown").out + "\nP.S. One more line.\n", encoding="utf-8")
        before = desk.read("gamma")
        ran = recouv("post", "gamma", "--text", str(words), "--dry-run")
        assert (ran.code, "+P.S. One more line." in ran.out) == (0, True)
        refused = recouv("post", "gamma", "--text", str(words))
        assert (refused.code, "no folder is named" in refused.err) == (2, True)
        assert desk.read("gamma") == before


class TestPost:
    """Letters from the command line."""

    def test_the_whole_way(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """Listed, printed, printed no more, posted, received."""
        debtor(desk)
        out = str(tmp_path / "out")
        assert recouv("post").code == 0
        assert not (tmp_path / "out").exists()
        ran = recouv("post", "--out", out, "--yes")
        assert (ran.code, len(list((tmp_path / "out").glob("*.pdf")))) == (0, 1)
        assert recouv("post", "--out", out, "--yes").code == 4
        assert recouv("post", "--again", "--out", str(tmp_path / "again")).code == 0
        assert len(list((tmp_path / "again").glob("*.pdf"))) == 1
        assert recouv("post", "--posted", "--yes").code == 0
        assert recouv("post", "--posted", "--yes").code == 4
        ran = recouv("sending", "durand", "received", "--reference", "1A 234", "--note", "Signed by the caretaker")
        assert ran.code == 0
        assert "sending" in recouv("show", "durand").out

    def test_a_folder_of_the_workspace(self, desk: Desk, recouv: Recouv) -> None:
        """Pages are not mixed with dossiers."""
        debtor(desk)
        assert recouv("post", "--out", str(desk.root / "dossiers"), "--yes").code == 2
        assert desk.status() == ""

    @pytest.mark.parametrize(
        "words", [("--on", "2026-11-20"), ("--again",), ("--again", "--posted"), ("nobody-of-that-name",)]
    )
    def test_wrong_words(self, desk: Desk, recouv: Recouv, tmp_path: Path, words: tuple[str, ...]) -> None:
        """Each is said, none is guessed."""
        debtor(desk)
        recouv("post", "--out", str(tmp_path / "out"), "--yes")
        assert recouv("post", *words).code in (2, 4)

    def test_not_posted_before_it_was_written(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """A day before the letter's own is refused."""
        debtor(desk)
        recouv("post", "--out", str(tmp_path / "out"), "--yes")
        assert recouv("post", "--posted", "--yes", "--on", "2026-11-01").code == 2


class TestInbox:
    """What came in."""

    def put(self, folder: Path, *messages: str) -> str:
        box = mailbox.Maildir(folder, create=True)
        for message in messages:
            box.add(message.encode())
        return str(folder)

    def test_nothing(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """It says so."""
        ran = recouv("inbox", "--maildir", self.put(tmp_path / "box"))
        assert (ran.code, ran.out.strip()) == (0, "nothing new from your clients")

    def test_no_mailbox(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """Neither in the settings nor on the command line, or not a mailbox at all."""
        assert recouv("inbox").code == 2
        assert recouv("inbox", "--maildir", str(tmp_path)).code == 3

    def test_answers_by_imap(self, desk: Desk, box: Letterbox, recouv: Recouv, monkeypatch: pytest.MonkeyPatch) -> None:
        """From a real server: taken once, for scripts too, and not looked at again."""
        client(desk, "Alpha")
        recouv("send")
        identifier = re.findall(r"message_id: (<[^>]+>)", desk.read("alpha"))[-1]
        with mailserver() as server:
            settings = (desk.root / "recouv.yaml").read_text(encoding="utf-8") + f"  imap: 127.0.0.1:{server.imap}\n"
            (desk.root / "recouv.yaml").write_text(settings, encoding="utf-8")
            for name, value in (("HOST", "127.0.0.1"), ("USER", USER), ("PASSWORD", PASSWORD)):
                monkeypatch.setenv(f"RECOUV_MAIL_{name}", value)
            server.put(
                f"From: Claire <compta@client.example>\r\nMessage-ID: <1@client.example>\r\nIn-Reply-To: {identifier}\r\n"
                "Subject: Re\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n\r\nPaid.\r\n".encode()
            )
            dry = json.loads(recouv("inbox", "--json", "--dry-run", "--since", "2026-01-01").out)
            ran = recouv("inbox", "--json", "--since", "2026-01-01")
            again = recouv("inbox")
        (one,) = json.loads(ran.out)["messages"]
        assert (one["became"], one["client"], one["words"]) == ("answer", "alpha", "Paid.")
        assert [row["became"] for row in dry["messages"]] == ["answer"]
        assert "nothing new" in again.out
        assert desk.read("alpha").count("<1@client.example>") == 1

    def test_hostile(self, desk: Desk, box: Letterbox, recouv: Recouv, tmp_path: Path) -> None:
        """Nothing of a message reaches the terminal unescaped, nor a command that could be pasted."""
        client(desk, "Alpha", "a';touch${IFS}x;'@client.example")
        folder = self.put(
            tmp_path / "box",
            f"From: {EVIL.encode('unicode_escape').decode()} <compta@client.example>\nMessage-ID: <1@x>\n"
            "Subject: =?utf-8?q?=1B]0;x=07=E2=80=AE?=\n\nx\n",
            "From: \"a'; touch x; '\" <a';touch${IFS}x;'@client.example>\nMessage-ID: <2@x>\nSubject: \x1b[2J\n\nx\n",
        )
        for words in ((), ("--json",)):
            ran = recouv("inbox", "--maildir", folder, "--dry-run", *words)
            assert not any(character in ran.out + ran.err for character in OBEYED)
            assert "--with 'a'" not in ran.out


class TestHostileDossiers:
    """What files hold acts on no terminal."""

    @pytest.mark.parametrize(
        "words", [("run",), ("run", "--full"), ("run", "--json"), ("send", "--dry-run"), ("post",), ("inbox",)]
    )
    def test_nothing_that_a_terminal_obeys(self, desk: Desk, recouv: Recouv, words: tuple[str, ...]) -> None:
        """Names, numbers, addresses, reasons."""
        desk.write("evil", HOSTILE)
        ran = recouv(*words)
        assert not any(character in ran.out + ran.err for character in OBEYED)

    def test_a_message_that_may_have_left(self, desk: Desk, recouv: Recouv) -> None:
        """Its address and subject neither."""
        desk.write(
            "evil",
            HOSTILE + f"\n### 2026-11-10 email ^ck3f9x2m\n- to: {EVIL}\n- subject: {EVIL}\n- outcome: unconfirmed\n",
        )
        ran = recouv("run")
        assert "^ck3f9x2m" in ran.out
        assert not any(character in ran.out + ran.err for character in OBEYED)

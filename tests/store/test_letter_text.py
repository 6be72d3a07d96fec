"""`letters/<name>.<lang>.md`: what is read, and what is wrong at its exact place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from recouv.domain.letter import Letter, Matter
from recouv.domain.scenario import Channel, Tone
from recouv.store.letter_text import LETTER_KEYS, read_letter
from recouv.store.letters_folder import own_layout, read_letters
from tests.conftest import Desk

PROJECT = Path(__file__).resolve().parents[2]


def read(text: str) -> Letter:
    """The letter, which must read without a problem."""
    letter, problems = read_letter(text, path="letters/mine.fr.md")
    assert [f"{problem.place}: {problem.what}" for problem in problems] == []
    assert letter is not None
    return letter


def wrong(text: str, path: str = "letters/mine.fr.md") -> list[str]:
    """Its problems."""
    return [f"{one.line}:{one.column} {one.what}" for one in read_letter(text, path=path)[1]]


class TestRead:
    """What each key gives."""

    def test_all_of_them(self) -> None:
        """Name and language come from the file's name; lines are those of the file."""
        letter = read(
            "---\nchannel: registered-letter\nsubject: Sujet\nabout: plan\ntone: formal\ndeadline: 15\npayment: no\n"
            "signature: no\nannex: yes\n---\nCorps\n"
        )
        assert (letter.name, letter.language, letter.path) == ("mine", "fr", "letters/mine.fr.md")
        assert (letter.channel, letter.about, letter.tone) == (Channel.REGISTERED_LETTER, Matter.PLAN, Tone.FORMAL)
        assert (letter.deadline, letter.payment, letter.signature, letter.annex) == (15, False, False, True)
        assert (letter.subject, letter.subject_line, letter.body, letter.body_line) == ("Sujet", 3, "Corps\n", 11)

    def test_what_is_left_out(self) -> None:
        """A letter by post about what is late, signed, that says how to pay."""
        letter = read("---\nsubject: x\n---\n")
        assert (letter.channel, letter.about, letter.tone) == (Channel.LETTER, Matter.OVERDUE, Tone.NEUTRAL)
        assert (letter.deadline, letter.payment, letter.signature, letter.annex) == (0, True, True, False)

    @pytest.mark.parametrize("channel", ["sms", "call"])
    def test_what_is_spoken_is_not_signed(self, channel: str) -> None:
        """Unless it says so."""
        letter = read(f"---\nchannel: {channel}\nsubject: x\n---\n")
        assert (letter.payment, letter.signature) == (False, False)
        assert read(f"---\nchannel: {channel}\nsubject: x\npayment: yes\n---\n").payment

    def test_line_ends_of_windows_and_a_mark_of_order(self) -> None:
        """Change nothing."""
        assert read("\ufeff---\r\nsubject: x\r\n---\r\nCorps\r\n").body == "Corps\n"

    def test_a_rule_in_the_body_is_no_head(self) -> None:
        """The head ends at its first line of dashes."""
        assert read("---\nsubject: x\n---\nun\n\n---\n\ndeux\n").body == "un\n\n---\n\ndeux\n"


class TestWrong:
    """Each problem, where it is."""

    @pytest.mark.parametrize(
        ("text", "problems"),
        [
            ("Bonjour\n", ["1:1 the letter has no head"]),
            ("---\nsubject: x\n", ["1:1 the letter has no head"]),
            ("---\ntone: firm\n---\n", ["1:1 the letter has no subject"]),
            ("---\nsubject: x\ntone: angry\n---\n", ["3:7 angry is not one of the words allowed here"]),
            ("---\nsubject: x\nabout: money\n---\n", ["3:8 money is not one of the words allowed here"]),
            ("---\nsubject: x\nchannel: fax\n---\n", ["3:10 fax is not one of the words allowed here"]),
            ("---\nsubject: x\npayment: maybe\n---\n", ["3:10 maybe is not one of the words allowed here"]),
            ("---\nsubject: x\ndeadline: 0\n---\n", ["3:11 0 is not a whole number from 1 on"]),
            ("---\nsubject: x\ncolour: red\n---\n", ["3:9 a letter has no key colour"]),
        ],
    )
    def test_places(self, text: str, problems: list[str]) -> None:
        """Line and column."""
        assert wrong(text) == problems

    @pytest.mark.parametrize("name", ["mine.md", "mine.de.md"])
    def test_a_file_that_says_no_language(self, name: str) -> None:
        """Or one that recouv does not write in."""
        assert wrong("---\nsubject: x\n---\n", f"letters/{name}") == [f"1:1 letters/{name} does not say its language"]

    def test_the_keys_are_documented(self) -> None:
        """Each in the page about letters."""
        page = (PROJECT / "docs/letters.md").read_text(encoding="utf-8")
        head = page.partition("## The head")[2].partition("| `about` | its items")[0]
        assert set(re.findall(r"^\| `(\w+)` \|", head, re.MULTILINE)) == set(LETTER_KEYS)


class TestFolder:
    """All of a workspace."""

    def test_one_that_is_wrong_hides_no_other(self, desk: Desk) -> None:
        """It is not among the texts, and its problem is told."""
        (desk.root / "letters/mine.fr.md").write_text("none")
        (desk.root / "letters/latin.fr.md").write_bytes(b"---\nsubject: x\n---\n\ncaf\xe9\n")
        letters = read_letters(desk.root)
        assert [problem.place for problem in letters.problems] == ["letters/latin.fr.md:5:1", "letters/mine.fr.md:1:1"]
        assert ("mine", "fr") not in letters.texts
        assert letters.languages("reminder-1") == ("en", "fr")
        assert "statement" in letters.names

    def test_its_own_layout(self, desk: Desk) -> None:
        """A file beside the letters; a link elsewhere is none."""
        path = desk.root / "letters/layout.typ"
        assert own_layout(desk.root) is None
        path.symlink_to("/etc/hostname")
        assert own_layout(desk.root) is None
        path.unlink()
        path.write_text("x")
        assert own_layout(desk.root) == path

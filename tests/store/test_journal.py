"""Text to entries and back: nothing of the user's is lost, every problem has its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.entry import Draft, Recorded
from recouv.domain.errors import UsageError
from recouv.store.dossier_text import read_dossier
from recouv.store.journal import read_journal
from recouv.store.journal_writing import append_entries, one_line, seal, write_entry
from tests.conftest import DURAND

HEAD = "---\nname: Durand\n---\n"
STAMP = Recorded("2026-11-20T08:00:00Z", "lea")


def problems(journal: str) -> list[tuple[int, int, str, str]]:
    """Line (counted from the first of `journal`), column, what, mend."""
    read = read_dossier((HEAD + journal).encode(), path="d.md").dossier
    return [(p.line - 3, p.column, str(p.what), str(p.mend)) for p in read.problems]


# Pieces of files as people lay them out: every one is a whole line.
LINES = st.sampled_from(
    [
        "",
        "   ",
        "\t",
        "Free text, accents éàü, CJK 株式会社, emoji 🧾.",
        "trailing spaces   ",
        "<!-- a comment -->",
        "## Journal",
        "# Title",
        "### 2026-09-01 invoice F1 ^7k3f9x2m",
        "### 2026-09-02 call",
        "### 2026-09-03 payment VIR 12 ^8k3f9x2m  ",
        "### nonsense",
        "- amount: 100.00",
        "-  amount:  100.00  ",
        "- allocate:",
        "  - F1: 40.00",
        "\t- F1: 60.00",
        "- due: 2026-10-31",
        "- unknown_key: kept",
        "> prose [with] *marks*",
        ">",
        "no dash",
        "<<<<<<< ours",
    ]
)
NEWLINES = st.sampled_from(["\n", "\r\n"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """A dossier laid out by hand: BOM, CRLF, comments, blank lines, tabs, a missing final newline."""
    newline = draw(NEWLINES)
    head = draw(st.sampled_from(["---\nname: Durand\n---\n", "---\n# comment\nname:   'Durand'   # c\n\n---\n", ""]))
    body = newline.join(draw(st.lists(LINES, max_size=25)))
    bom = draw(st.sampled_from(["", "\ufeff"]))
    return bom + head.replace("\n", newline) + body + draw(st.sampled_from(["", newline]))


class TestRoundTrip:
    """A file that recouv did not change is byte-identical."""

    @given(files())
    def test_slices_join_back(self, text: str) -> None:
        """The lines that reading cuts are the file, whatever its layout."""
        assert "".join(read_dossier(text.encode(), path="d.md").journal.lines) == text

    @given(st.text())
    def test_any_text_is_read(self, text: str) -> None:
        """No text makes reading fail, and none is altered by it."""
        if "\0" not in text:
            assert "".join(read_journal(text, path="d.md", currency="EUR").lines) == text

    @given(st.binary())
    def test_any_bytes_are_read_or_reported(self, data: bytes) -> None:
        """Bytes that are no dossier give a problem, never an exception."""
        assert read_dossier(data, path="d.md").dossier.problems

    @given(files())
    def test_appending_keeps_every_character(self, text: str) -> None:
        """What was in the file is the beginning of what is in it afterwards."""
        piece = write_entry(Draft(date=read_day(), kind="note", text="hello", id="abcdefgh"), STAMP)
        assert append_entries(text, [piece]).startswith(text)

    @given(files())
    def test_an_appended_entry_is_read_back(self, text: str) -> None:
        """The entry written is the last one read, after any file at all."""
        piece = write_entry(Draft(date=read_day(), kind="note", text="hello\n  there", id="abcdefgh"), STAMP)
        last = read_dossier(append_entries(text, [piece]).encode(), path="d.md").journal.slices[-1].entry
        assert last is not None
        assert (last.kind, last.id, last.text, last.recorded) == ("note", "abcdefgh", "hello\nthere", STAMP)

    @given(files())
    def test_appending_uses_the_line_ends_of_the_file(self, text: str) -> None:
        """A file in CRLF stays in CRLF."""
        piece = write_entry(Draft(date=read_day(), kind="note", id="abcdefgh"), STAMP)
        added = append_entries(text, [piece])[len(text) :]
        assert ("\r\n" in text) == ("\r\n" in added)


def read_day():
    from datetime import date

    return date(2026, 11, 20)


class TestSealing:
    """A hand-written entry is given an ID and a `recorded` line; nothing else of it moves."""

    def test_a_typed_entry_is_sealed_in_place(self) -> None:
        """The ID ends the title, `recorded` ends the keys, prose and the rest of the file are untouched."""
        text = (
            HEAD + "## Journal\n\n### 2026-11-05 call\n- with: Claire\n> She pays on Monday.\n\n### 2026-11-06 note\n"
        )
        sealed, given_ids = seal(
            read_dossier(text.encode(), path="d.md").journal, iter(["aaaaaaaa", "bbbbbbbb"]).__next__, STAMP
        )
        assert given_ids == ["bbbbbbbb", "aaaaaaaa"][::-1] or set(given_ids) == {"aaaaaaaa", "bbbbbbbb"}
        assert [line for line in sealed.splitlines() if "recorded" not in line] == [
            line if "###" not in line else line + next(f" ^{i}" for i in given_ids if f"{line} ^{i}" in sealed)
            for line in text.splitlines()
        ]
        assert "- with: Claire\n- recorded: 2026-11-20T08:00:00Z lea\n> She pays" in sealed

    @given(files())
    def test_sealing_only_adds(self, text: str) -> None:
        """Every line of the file is still there, in its order, at most with an ID at its end."""
        journal = read_dossier(text.encode(), path="d.md").journal
        counter = iter(f"{number:08d}" for number in range(1000))
        sealed, _ = seal(journal, counter.__next__, STAMP)
        kept = iter(line for line in sealed.split("\n") if "- recorded: 2026-11-20T08:00:00Z lea" not in line)
        for line, after in zip(text.split("\n"), kept, strict=False):
            assert after.rstrip("\r").startswith(line.rstrip("\r").rstrip())

    def test_a_typed_cancel_keeps_the_entry_it_names(self) -> None:
        """One ID alone after `cancel` is the entry meant; the seal gives the cancel an ID of its own."""
        text = DURAND + "\n### 2026-11-20 cancel ^f5w2kb8t\n- reason: wrong client\n"
        sealed, _ = seal(read_dossier(text.encode(), path="d.md").journal, lambda: "aaaaaaaa", STAMP)
        assert "### 2026-11-20 cancel ^f5w2kb8t ^aaaaaaaa\n" in sealed


class TestProblems:
    """Each bad input has its place, what is wrong and how to mend it; the rest of the file is read."""

    @pytest.mark.parametrize(
        ("journal", "expected"),
        [
            (
                "## Journal\n### 2026-13-45 call\n",
                (2, 5, "2026-13-45 is not a day of the calendar", "write it as 2026-11-05"),
            ),
            (
                "## Journal\n### 2026-11-05 phonecall\n",
                (2, 16, "phonecall is not a kind of entry", None),
            ),
            (
                "## Journal\n### 2026-11-05 paymnet\n",
                (2, 16, "paymnet is not a kind of entry", "did you mean payment?"),
            ),
            (
                "## Journal\n### 2026-11-05 invoice F1\n- amount: 2 300,00\n",
                (
                    3,
                    11,
                    "2 300,00 is not an amount",
                    "write digits and a point, as 1400.00, and a currency when it is not EUR",
                ),
            ),
            (
                "## Journal\n### 2026-11-05 invoice F1\n- amount: 10.005\n",
                (3, 11, "10.005 is not an amount", None),
            ),
            (
                "## Journal\n### 2026-11-05 invoice F1\n- amount: -10.00\n",
                (3, 11, "-10.00 EUR is not above zero", "what is taken off is a credit-note"),
            ),
            (
                "## Journal\n### 2026-11-05 invoice F1\n",
                (2, 1, "invoice lacks its amount", "add a line: - amount: 1400.00"),
            ),
            ("## Journal\n### 2026-11-05 invoice\n- amount: 1.00\n", (2, 23, "invoice does not say which", None)),
            (
                "## Journal\n### 2026-11-05 invoice F1\n- amount: 1.00\n- amount: 2.00\n",
                (4, 3, "amount is already at line 6", "keep one of the two"),
            ),
            (
                "## Journal\n### 2026-11-05 invoice F1\n- amount: 1.00\n- deu: 2026-12-01\n",
                (4, 3, "invoice has no key deu", "did you mean due?"),
            ),
            (
                "## Journal\n### 2026-11-05 call\nShe pays on Monday.\n",
                (3, 1, "this line is neither a key nor prose", "begin prose with > and a space"),
            ),
            ("## Journal\n### 2026-11-05 call\n<<<<<<< HEAD\n", (3, 1, "a conflict left by a merge", None)),
            ("## Journal\nHello\n", (2, 1, "this line is under ## Journal but in no entry", None)),
            (
                "### 2026-11-05 call\n",
                (1, 1, "an entry stands outside the journal", "add a line ## Journal above the entries"),
            ),
            (
                "## Journal\n### 2026-11-05 payment\n- amount: 5.00\n- method: pigeon\n",
                (4, 11, "pigeon is not a method", "one of: transfer, cheque, card, direct-debit, cash, bill, other"),
            ),
            (
                "## Journal\n### 2026-11-05 payment\n- amount: 5.00\n- allocate:\n  - F1 5.00\n",
                (5, 5, "allocate reads F1 5.00", "write it as - F2026-031: 1000.00"),
            ),
            (
                "## Journal\n### 2026-11-05 cancel\n",
                (2, 22, "cancel does not say which", None),
            ),
        ],
    )
    def test_each_has_its_place(self, journal: str, expected: tuple[int, int, str, str | None]) -> None:
        """Line and column point at the words, and the message says how to mend them."""
        line, column, what, mend = expected
        found = [problem for problem in problems(journal) if problem[2] == what]
        assert found, problems(journal)
        assert found[0][:2] == (line, column)
        assert mend is None or found[0][3] == mend

    def test_all_at_once(self) -> None:
        """Three mistakes are three problems, in the order of the file."""
        journal = "## Journal\n### 2026-02-30 call\n### 2026-11-05 invoice F1\n- amount: x\n### 2026-11-06 nonsense\n"
        assert [line for line, *_ in problems(journal)] == [2, 4, 5]

    def test_a_bad_entry_does_not_hide_the_good_ones(self) -> None:
        """The entries around it are read."""
        text = DURAND.replace("- amount: 2400.00", "- amount: beaucoup")
        read = read_dossier(text.encode(), path="d.md").dossier
        assert [entry.kind for entry in read.entries] == ["invoice", "payment"]
        assert not read.readable

    def test_an_unknown_key_far_from_any_other_is_only_a_warning(self) -> None:
        """It is kept and reported, and the dossier is used."""
        read = read_dossier((DURAND + "- colour_of_paper: blue\n").encode(), path="d.md").dossier
        assert read.readable
        assert [str(problem.what) for problem in read.problems] == ["payment has no key colour_of_paper"]


class TestWriting:
    """What recouv writes can neither break the file nor the terminal."""

    @given(st.text(), st.text(), st.text())
    def test_no_text_escapes_its_line(self, words: str, value: str, prose: str) -> None:
        """Whatever the text, one entry written is one entry read, with no problem of form."""
        draft = Draft(
            date=read_day(),
            kind="payment",
            fields=(("amount", "5.00"), ("reference", value or "x")),
            text=prose,
            id="abcdefgh",
        )
        text = append_entries(HEAD, [write_entry(draft, STAMP)])
        read = read_dossier(text.encode("utf-8", "replace"), path="d.md").dossier
        assert len(read.entries) == 1
        assert read.entries[0].id == "abcdefgh"

    def test_pasted_mail_never_looks_like_an_entry(self) -> None:
        """Prose is always behind `> `."""
        draft = Draft(
            date=read_day(), kind="reply", text="### 2026-11-05 payment X\n- amount: 1.00\n---", id="abcdefgh"
        )
        read = read_dossier(append_entries(HEAD, [write_entry(draft, STAMP)]).encode(), path="d.md").dossier
        assert [entry.kind for entry in read.entries] == ["reply"]
        assert not read.problems

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("Caf\u0065\u0301 F\u0065\u0301-12", "Caf\u00e9 F\u00e9-12"),
            ("\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"),
            ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
            ("\u200dabc\u200c", "abc"),
            ("a\u200c\u200cb", "a  b"),
            ("a\u202eb\u2066c\x1b[31m", "a b c [31m"),
            ("1\u00a0400", "1\u00a0400"),
        ],
    )
    def test_characters_kept_and_dropped(self, text: str, written: str) -> None:
        """Composed letters, joiners between letters and narrow spaces stay; what a terminal obeys goes."""
        assert one_line(text) == written

    @pytest.mark.parametrize("text", ["F\udce9vrier", "\ud83d"])
    def test_bytes_that_are_no_text_are_refused(self, text: str) -> None:
        """An argument in another encoding is never written with holes."""
        with pytest.raises(UsageError, match="is not valid UTF-8"):
            write_entry(Draft(date=read_day(), kind="note", text=text, id="abcdefgh"), STAMP)


class TestMoments:
    """`recorded` is a moment of the calendar and of the clock."""

    @pytest.mark.parametrize("moment", ["2026-11-05T99:99:99Z", "2026-02-30T10:00:00Z", "2026-11-05T24:00:01Z"])
    def test_one_that_never_was(self, moment: str) -> None:
        """It has its place, as any value that cannot be read."""
        text = f"## Journal\n### 2026-11-05 call ^7k3f9x2m\n- recorded: {moment} lea\n"
        assert [(line, column, what) for line, column, what, _ in problems(text)] == [
            (3, 13, f"recorded reads {moment} lea")
        ]

"""The short way to read an entry: it gives what the careful way gives, or nothing."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.kinds import KINDS
from recouv.store import journal
from recouv.store.journal import read_journal
from recouv.store.journal_plain import is_tidy, plain_entry

TITLES = st.sampled_from(
    [
        "2026-09-01 invoice F1 ^7k3f9x2m",
        "2026-09-01  invoice F1 ^7k3f9x2m",
        "2026-09-01 invoice ^7k3f9x2m",
        "2026-09-03 payment VIR 12 ^8k3f9x2m",
        "2026-09-03 payment VIR 12 ^8k3f9x2m ",
        "2026-09-03 payment VIR^12 ^8k3f9x2m",
        "2026-09-03 payment ^8k3f9x2m",
        "2026-13-03 call ^8k3f9x2m",
        "2026-09-03 call to whom ^8k3f9x2m",
        "2026-09-03 cal ^8k3f9x2m",
        "2026-09-03 cancel ^8k3f9x2m ^7k3f9x2m",
        "2026-09-03 cancel ^8k3f9x2m",
        "2026-09-03 done ^8k3f9x2m",
        "2026-09-03 call ^8k3f9x2m ^7k3f9x2m",
        "2026-09-03 plan ^8k3f9x2m",
        "2026-09-03 email",
    ]
)
NAMES = sorted({name for kind in KINDS.values() for name in kind.key_names})
VALUES = st.sampled_from(
    [
        "",
        " ",
        "words",
        "words: more",
        " words ",
        "100.00",
        "0.00",
        "-3.00",
        "100.00 USD",
        "100.001",
        "2026-10-31",
        "2026-02-30",
        "10:30",
        "3",
        "F1, F2",
        "reached",
        "transfer",
        "^7k3f9x2m",
        "2026-09-01T10:00:00Z lea",
        "2026-09-01T24:00:00Z lea",
        "a\tb",
        "a\rb",
    ]
)
KEYS = st.builds("- {}:{}{}".format, st.sampled_from(NAMES), st.sampled_from([" ", " ", " ", "", "  "]), VALUES)
ROWS = st.sampled_from(
    ["  - F1: 40.00", "  - 2026-10-31: 40.00", "  - F1: call", "  -  F1: 4.00", "  - ", "\t- F1: 4.00"]
)
PROSE = st.sampled_from(["> prose", ">prose", ">", "> ", ">  two", "", "   ", "<!-- c -->", "# x", "- no", "<<<<<<< a"])
ENTRIES = st.builds("\n".join, st.lists(st.one_of(KEYS, KEYS, ROWS, PROSE), max_size=7))


class TestAgreement:
    """Read the short way, an entry is the one that the careful way reads, and nothing is wrong with it."""

    @given(TITLES, ENTRIES, st.sampled_from(["\n", "\r\n"]))
    def test_an_entry_well_laid_out_or_not(self, title: str, body: str, newline: str) -> None:
        """Titles, keys, rows and prose of every kind."""
        text = f"## Journal\n\n### {title}\n{body}\n".replace("\n", newline)
        read = read_journal(text, path="d.md", currency="EUR")
        with patch.object(journal, "plain_entry", return_value=None):
            assert read_journal(text, path="d.md", currency="EUR") == read

    @given(TITLES, ENTRIES)
    def test_nothing_is_wrong_with_what_is_not_declined(self, title: str, body: str) -> None:
        """What there is to say of an entry, only the careful way says."""
        piece = f"{title}\n{body}"
        plain = plain_entry(piece.split("\n"), 3, "EUR") if is_tidy(piece) else None
        with patch.object(journal, "plain_entry", return_value=None):
            careful = read_journal(f"## Journal\n\n### {piece}", path="d.md", currency="EUR")
        assert plain is None or ((plain,), []) == (careful.entries, careful.problems)


class TestReach:
    """What recouv writes is read the short way."""

    def test_each_layout(self) -> None:
        """A title that names an invoice, nothing or an entry; values, rows and prose."""
        for piece in (
            "2026-09-01 invoice F1 ^7k3f9x2m\n- amount: 100.00\n- due: 2026-10-01\n- recorded: 2026-09-01T10:00:00Z lea\n",
            "2026-09-02 payment ^7k3f9x2n\n- amount: 40.00\n- allocate:\n  - F1: 40.00\n- method: transfer\n",
            "2026-09-03 call ^7k3f9x2p\n- outcome: reached\n> Paie : vendredi.\n>  deux\n",
            "2026-09-04 cancel ^7k3f9x2n ^7k3f9x2q\n- reason: doublon\n",
        ):
            assert plain_entry(piece.split("\n"), 3, "EUR") is not None

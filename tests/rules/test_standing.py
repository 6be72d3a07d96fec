"""Which entries count on a day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.entry import Entry
from recouv.rules.standing import cancelled_ids, standing

from .journals import DAYS, dossier, journals, naive_standing, sound

DAY = date(2026, 3, 1)


def kinds(journal: str, on: date = DAY) -> list[str]:
    return [f"{entry.kind} {entry.object}".strip() for entry in standing(sound(journal).entries, on)]


def cancel(identifier: str, target: str) -> Entry:
    return Entry(date=DAY, kind="cancel", id=identifier, target=target)


class TestDate:
    """Entries count from their date on."""

    def test_from_its_day_on(self) -> None:
        """An entry counts on its own day and not on the day before."""
        journal = "### 2026-03-01 note ^aaaaaaaa\n> Rang."
        assert kinds(journal) == ["note"]
        assert kinds(journal, DAY - timedelta(days=1)) == []

    def test_order_is_kept(self) -> None:
        """Entries come in the order in which they were given."""
        assert kinds("### 2026-02-01 note\n> b\n\n### 2026-01-01 call\n> a") == ["note", "call"]


class TestCancel:
    """A cancelled entry does not count, from the date of its cancellation on."""

    JOURNAL = """
### 2026-02-01 payment Cheque ^aaaaaaaa
- amount: 10.00

### 2026-02-10 cancel ^aaaaaaaa ^bbbbbbbb
"""

    def test_strikes_from_its_date(self) -> None:
        """The day before, the entry still counts."""
        assert kinds(self.JOURNAL, date(2026, 2, 9)) == ["payment Cheque"]
        assert kinds(self.JOURNAL, date(2026, 2, 10)) == []

    def test_cancelled_itself_counts_no_more(self) -> None:
        """Cancelling a cancellation makes the entry count again, from that day on."""
        journal = self.JOURNAL + "\n### 2026-02-20 cancel ^bbbbbbbb ^cccccccc\n"
        assert kinds(journal, date(2026, 2, 19)) == []
        assert kinds(journal) == ["payment Cheque"]

    def test_twice_cancelled_needs_both_undone(self) -> None:
        """An entry that two cancellations strike is struck as long as one of them counts."""
        journal = (
            self.JOURNAL + "\n### 2026-02-11 cancel ^aaaaaaaa ^cccccccc\n\n### 2026-02-20 cancel ^bbbbbbbb ^dddddddd"
        )
        assert kinds(journal) == []

    def test_of_an_entry_without_id_strikes_nothing_else(self) -> None:
        """A cancellation that names nothing known strikes no entry typed by hand."""
        entries = dossier("### 2026-02-01 note\n> a\n\n### 2026-02-01 cancel ^zzzzzzzz").entries
        assert [entry.kind for entry in standing(entries, DAY)] == ["note"]

    def test_long_chains_do_not_fail(self) -> None:
        """Undoing and redoing five thousand times is still a journal."""
        names = [f"{rank:08d}" for rank in range(5001)]
        chain = [cancel(mine, target) for target, mine in pairwise(names)]
        assert cancelled_ids(chain) == set(names[1:-1:2])
        assert cancelled_ids(chain[:-1]) == set(names[0:-2:2])


class TestRing:
    """Entries that cancel each other in a ring are all left out of account."""

    def test_of_any_size(self) -> None:
        """A ring of one, two, three or four is struck out whole."""
        for size in (1, 2, 3, 4):
            names = [f"{rank:08d}" for rank in range(size)]
            ring = [cancel(name, names[(rank + 1) % size]) for rank, name in enumerate(names)]
            assert cancelled_ids(ring) == set(names)

    def test_is_broken_from_outside(self) -> None:
        """When a cancellation from outside strikes one of a ring of two, the other counts no less."""
        ring = [cancel("aaaaaaaa", "bbbbbbbb"), cancel("bbbbbbbb", "aaaaaaaa"), cancel("cccccccc", "aaaaaaaa")]
        assert cancelled_ids(ring) == {"aaaaaaaa"}


class TestAnyJournal:
    """The rule by its words, on any journal."""

    @given(journals(), DAYS, st.randoms())
    def test_counts_what_no_counting_cancel_names(self, blocks: list[str], on: date, random: st.Random) -> None:
        """What counts is what no cancellation that counts names, whatever the order of the file."""
        entries = list(dossier("\n".join(blocks)).entries)
        expected = {entry.id for entry in naive_standing(entries, on)}
        random.shuffle(entries)
        assert {entry.id for entry in standing(entries, on)} == expected

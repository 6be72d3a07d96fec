"""How the outstanding moved, kind by kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from recouv.rules.account import account_on
from recouv.rules.movement import Movement, movements, outstanding_by_kind, summed

from .journals import DAYS, dossier, journals, sound

INVOICE = "### 2026-01-10 invoice F1 ^aaaaaaaa\n- amount: 100.00\n- due: 2026-02-10\n"
PAYMENT = "\n### 2026-02-01 payment ^bbbbbbbb\n- amount: 30.00\n"


def moved(journal: str, first: str, last: str) -> list[Movement]:
    """Of one journal between two days."""
    entries = sound(journal).entries
    states = (outstanding_by_kind(entries, date.fromisoformat(day)) for day in (first, last))
    return movements(*states)


class TestKinds:
    """Each euro stands under the kind of the entry that moved it."""

    def test_an_invoice_and_a_payment(self) -> None:
        """One adds, the other takes off."""
        (one,) = moved(INVOICE + PAYMENT, "2026-01-01", "2026-02-28")
        assert (one.before, one.after, one.difference) == (Decimal(0), Decimal(70), Decimal(70))
        assert one.by_kind == {"invoice": Decimal(100), "payment": Decimal(-30)}

    def test_what_the_bank_took_back(self) -> None:
        """Under its own kind, from its own day."""
        rejected = "\n### 2026-02-09 rejected ^bbbbbbbb ^cccccccc\n"
        (one,) = moved(INVOICE + PAYMENT + rejected, "2026-02-05", "2026-02-28")
        assert one.by_kind == {"rejected": Decimal(30)}

    def test_nothing(self) -> None:
        """A client of whom nothing moved has no kind."""
        (one,) = moved(INVOICE, "2026-01-31", "2026-02-28")
        assert (one.difference, one.by_kind) == (Decimal(0), {})


class TestAnyJournal:
    """Whatever the journal, cancellations of anything included."""

    @given(journals(commitments=True), DAYS, DAYS)
    def test_two_days_sum_to_the_cent(self, blocks: list[str], one: date, other: date) -> None:
        """Beginning, end and moves are those of the accounts of both days."""
        read = dossier("\n".join(blocks))
        first, last = sorted((one, other))
        found = movements(outstanding_by_kind(read.entries, first), outstanding_by_kind(read.entries, last))
        ends = [account_on(read.client, read.entries, day) for day in (first, last)]
        for move in found:
            before, after = (end.outstanding(move.currency).amount for end in ends)
            assert (move.before, move.after) == (before, after)
            assert before + sum(move.by_kind.values(), Decimal(0)) == after
        assert {currency for end in ends for currency in end.currencies()} <= {move.currency for move in found}

    @given(journals(commitments=True), st.integers(0, 30), DAYS)
    def test_two_states_of_a_journal_sum_to_the_cent(self, blocks: list[str], count: int, on: date) -> None:
        """What became known on one day: the journal shorter, then whole."""
        old, new = dossier("\n".join(blocks[:count])), dossier("\n".join(blocks))
        found = movements(outstanding_by_kind(old.entries, on), outstanding_by_kind(new.entries, on))
        for move in found:
            assert move.before == account_on(old.client, old.entries, on).outstanding(move.currency).amount
            assert move.after == account_on(new.client, new.entries, on).outstanding(move.currency).amount
            assert move.difference == sum(move.by_kind.values(), Decimal(0))

    @given(journals(), journals(), DAYS)
    def test_clients_sum_to_all(self, one: list[str], other: list[str], on: date) -> None:
        """Currency by currency, kind by kind."""
        several = [
            move
            for blocks in (one, other)
            for move in movements({}, outstanding_by_kind(dossier("\n".join(blocks)).entries, on))
        ]
        for total in summed(several):
            mine = [move for move in several if move.currency == total.currency]
            assert total.after == sum((move.after for move in mine), Decimal(0))
            assert total.difference == sum(total.by_kind.values(), Decimal(0))

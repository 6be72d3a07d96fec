"""Which tasks bring a sum in by a day, and with what probability."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.task import Task
from recouv.rules.cash_target import (
    Chance,
    History,
    Prospect,
    cash_target,
    chance_of,
    claim_to_collect,
    promised_receipts,
)
from recouv.rules.situation import situation_of

from .journals import HOUSE, cents, sound

ON = date(2026, 11, 20)
DELAYS = st.lists(st.integers(-30, 120), max_size=12)


def task(amount: int, *, late: int = 20, priority: int = 0, action: str = "email") -> Task:
    """A reminder of so many cents."""
    return Task(
        client="durand",
        name="Durand",
        action=action,
        channel="email",
        steps=(("F-1", "reminder-1"),),
        amount=Money(Decimal(cents(amount))),
        due_since=ON - timedelta(days=late),
        priority=priority,
    )


def prospect(amount: int, share: Fraction = Fraction(1, 2), priority: int = 0) -> Prospect:
    """A task of so many cents, with its probability."""
    one = task(amount, priority=priority)
    chance = Chance(share=share, why=say("by hand"))
    return Prospect(task=one, chance=chance, expected=chance.of(Money(Decimal(cents(amount)))))


def euros(amount: int) -> Money:
    return Money(Decimal(amount))


def chance(own: list[int], days: int, *, everybody: tuple[list[int], list[int]] = ([], []), late: int = 20) -> Chance:
    """Of a reminder `late` days late, by a day that comes in so many days."""
    return chance_of(task(100, late=late), History.of(own, []), History.of(*everybody), ON, ON + timedelta(days=days))


class TestChance:
    """(k + 1) / (n + 2), over the invoices that were once as late as this one is."""

    @pytest.mark.parametrize(
        ("own", "days", "share"),
        [
            ([25, 30, 60], 10, Fraction(3, 5)),
            ([25, 30, 60], 4, Fraction(1, 5)),
            ([25, 30, 60], 5, Fraction(2, 5)),
            ([25, 30, 60], 40, Fraction(4, 5)),
            ([-3, 0, 20, 60], 10, Fraction(1, 3)),
        ],
    )
    def test_of_the_client(self, own: list[int], days: int, share: Fraction) -> None:
        """What was paid before the lateness of today says nothing of an invoice that is later."""
        found = chance(own, days)
        assert found.share == share
        assert "of this client" in str(found.why)

    def test_what_it_is_from(self) -> None:
        """The sentence names the invoices counted and both latenesses."""
        assert str(chance([25, 30, 60], 10).why) == (
            "of 3 invoices of this client still open when 20 days late, 2 were paid when 30 days late at most"
        )
        assert str(chance([-5, 2], 10, late=-8).why) == (
            "of 2 invoices of this client still open when 8 days early, 2 were paid when 2 days late at most"
        )

    def test_of_all_clients(self) -> None:
        """Where the client never paid so late, the workspace's invoices are counted; those still open weigh."""
        found = chance([3], 10, everybody=([3, 25, 40], [30, 29, 200, 20]))
        assert found.share == Fraction(1 + 1, 2 + 2 + 2)
        assert "of all clients" in str(found.why)

    def test_of_nobody(self) -> None:
        """Without any experience, one half."""
        assert chance([], 10).share == Fraction(1, 2)

    def test_one_source_for_every_day(self) -> None:
        """A client who only has open invoices is judged by all clients, whatever the day: no later day is less likely."""
        own, everybody = History.of([], [50]), History.of([400] * 20, [])
        shares = [chance_of(task(100), own, everybody, ON, ON + timedelta(days=days)).share for days in (10, 40)]
        assert shares == [Fraction(1, 22), Fraction(1, 22)]

    @given(
        st.tuples(DELAYS, DELAYS),
        st.tuples(DELAYS, DELAYS),
        st.integers(-20, 100),
        st.integers(0, 120),
        st.integers(0, 60),
    )
    def test_bounds_and_days(
        self, own: tuple[list[int], list[int]], everybody: tuple[list[int], list[int]], late: int, days: int, more: int
    ) -> None:
        """Never 0 nor 1, and a later day is never less likely."""
        histories = History.of(*own), History.of(*everybody)
        asked = [ON + timedelta(days=count) for count in (days, days + more)]
        sooner, later = (chance_of(task(100, late=late), *histories, ON, day).share for day in asked)
        assert 0 < sooner <= later < 1


class TestClaim:
    """What may bring money in."""

    @pytest.mark.parametrize("action", ["allocate", "check-promise", "dispute", "hold", "task"])
    def test_office(self, action: str) -> None:
        """Nothing comes of what stays in the office."""
        asked = Task(client="d", name="D", action=action, channel="internal", amount=euros(5))
        assert claim_to_collect(asked) is None

    @pytest.mark.parametrize("action", ["instalment", "decide"])
    def test_asks(self, action: str) -> None:
        """An instalment and a decision are about money to come."""
        asked = Task(client="d", name="D", action=action, channel="internal", amount=euros(5))
        assert claim_to_collect(asked) == euros(5)


class TestPromises:
    """Those due by the day and still open count at the client's own share of kept promises."""

    JOURNAL = """
### 2026-08-01 invoice F-1
- amount: 1000.00
- due: 2026-08-31

### 2026-09-01 promise ^p0000001
- amount: 100.00
- by: 2026-09-10

### 2026-09-10 payment
- amount: 100.00
- allocate:
  - F-1: 100.00

### 2026-10-01 promise ^p0000002
- amount: 100.00
- by: 2026-10-10

### 2026-11-15 promise ^p0000003
- amount: 300.00
- by: 2026-11-30
"""

    def promised(self, by: str) -> list[str]:
        situation = situation_of(sound(self.JOURNAL), ON)
        promises = situation.commitments(ON, HOUSE).promises
        found = promised_receipts("durand", "Durand", promises, "EUR", date.fromisoformat(by))
        return [f"{one.by} {one.left} {one.chance.share} {one.expected}: {one.chance.why}" for one in found]

    def test_own_share(self) -> None:
        """One kept, one broken: one half of the three hundred."""
        assert self.promised("2026-12-15") == [
            "2026-11-30 300.00 EUR 1/2 150.00 EUR: 1 of 2 promises of this client were kept"
        ]

    def test_what_came_of_it(self) -> None:
        """The rest alone is still to come."""
        part = "\n### 2026-11-16 payment\n- amount: 120.00\n- allocate:\n  - F-1: 120.00\n"
        situation = situation_of(sound(self.JOURNAL + part), ON)
        promises = situation.commitments(ON, HOUSE).promises
        (found,) = promised_receipts("d", "D", promises, "EUR", date(2026, 12, 15))
        assert found.left == euros(180)

    def test_a_later_one(self) -> None:
        """What is promised for after the day does not count."""
        assert self.promised("2026-11-29") == []

    def test_without_a_task(self) -> None:
        """They come first: what they bring needs no task."""
        situation = situation_of(sound(self.JOURNAL), ON)
        sure = promised_receipts("d", "D", situation.commitments(ON, HOUSE).promises, "EUR", date(2026, 12, 15))
        found = cash_target(euros(150), date(2026, 12, 15), sure, [prospect(100_000)])
        assert (found.chosen, found.expected, found.missing.amount) == ((), euros(150), 0)


class TestChoice:
    """The fewest tasks, and of these the most urgent."""

    def test_fewest(self) -> None:
        """One that is enough is better than two that are more urgent."""
        offered = [prospect(10_000, priority=9), prospect(10_000, priority=8), prospect(40_000, priority=1)]
        found = cash_target(euros(100), ON, [], offered)
        assert [one.task.priority for one in found.chosen] == [1]
        assert (found.expected, found.missing.amount) == (euros(200), 0)

    def test_then_most_urgent(self) -> None:
        """Of the lists as short, the one that takes the most urgent task first."""
        offered = [prospect(20_000, priority=9), prospect(90_000, priority=5), prospect(40_000, priority=1)]
        found = cash_target(euros(100), ON, [], offered)
        assert [one.task.priority for one in found.chosen] == [9]

    def test_out_of_reach(self) -> None:
        """Everything is listed, and what lacks is said."""
        offered = [prospect(20_000), prospect(10_000)]
        found = cash_target(euros(500), ON, [], offered)
        assert (len(found.chosen), found.expected, found.missing) == (2, euros(150), euros(350))

    def test_rounding(self) -> None:
        """Task by task, to the cent, halves away from zero."""
        assert prospect(1, Fraction(1, 2)).expected == Money(Decimal("0.01"))
        assert prospect(100, Fraction(1, 3)).expected == Money(Decimal("0.33"))

    OFFERED = st.lists(
        st.tuples(st.integers(1, 3000), st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20)), max_size=8
    )

    @given(OFFERED, st.integers(1, 8000))
    def test_never_more_than_needed(self, rows: list[tuple[int, Fraction]], wanted: int) -> None:
        """Dropping any task chosen falls below the target, and no shorter list reaches it."""
        target = Money(Decimal(cents(wanted)))
        offered = [prospect(amount, share, priority=-rank) for rank, (amount, share) in enumerate(rows)]
        found = cash_target(target, ON, [], offered)
        come = [one.expected.amount for one in found.chosen]
        assert found.expected.amount == sum(come)
        assert found.missing.amount == max(Decimal(0), target.amount - sum(come))
        if found.missing:
            assert sum(one.expected.amount for one in offered) == sum(come)
            return
        assert all(sum(come) - one < target.amount for one in come)
        worth = [one.expected.amount for one in offered]
        reached = [ranks for ranks in combinations(range(len(worth)), len(come)) if _sum(worth, ranks) >= target.amount]
        # combinations come in the order of the ranks: the first one takes the most urgent first
        assert [-one.task.priority for one in found.chosen] == list(reached[0])
        assert not any(_sum(worth, ranks) >= target.amount for ranks in combinations(range(len(worth)), len(come) - 1))


def _sum(worth: list[Decimal], ranks: tuple[int, ...]) -> Decimal:
    return sum((worth[rank] for rank in ranks), Decimal(0))

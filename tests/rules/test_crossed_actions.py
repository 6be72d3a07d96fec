"""Pairs of entries that are more than anybody meant, and how each may be decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.entry import Entry
from recouv.domain.money import Money
from recouv.domain.practice import House
from recouv.rules.crossed_actions import Crossing, Keep, counting, crossings, decided

DAY = date(2026, 11, 20)
HOUSE = House()


def entry(kind: str, identifier: str, *, of: str = "", target: str = "", on: date = DAY, **values: object) -> Entry:
    """One, in short."""
    return Entry(date=on, kind=kind, object=of, id=identifier, target=target, values=values)


def pairs(one: Entry, other: Entry, known: Mapping[str, Entry] | None = None) -> list[Crossing]:
    """Those that they are, with the same answer either way round."""
    found = list(crossings([one], [other], HOUSE, known))
    assert len(found) == len(list(crossings([other], [one], HOUSE, known)))
    return found


def money(text: str) -> Money:
    """Euros."""
    return Money(Decimal(text))


SHARES = (("F1", money("400")),)


class TestWhatIsOne:
    """Each pair beside one that looks like it and is none."""

    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            (entry("allocate", "a", target="p", allocate=SHARES), entry("allocate", "b", target="p"), True),
            (entry("allocate", "a", target="p", allocate=SHARES), entry("allocate", "b", target="q"), False),
            (
                entry("allocate", "a", target="p", allocate=SHARES),
                entry("payment", "b", amount=money("400"), allocate=SHARES),
                True,
            ),
            (
                entry("allocate", "a", target="p", allocate=SHARES),
                entry("payment", "b", amount=money("300"), allocate=(("F1", money("300")),)),
                False,
            ),
            (entry("done", "a", target="t"), entry("done", "b", target="t"), True),
            (entry("done", "a", target="t"), entry("done", "b", target="u"), False),
            (entry("resolve", "a", target="t"), entry("withdraw", "b", target="t"), False),
            (entry("task", "a", of="Call", due=DAY), entry("task", "b", of="call", due=DAY), True),
            (entry("task", "a", of="Call", due=DAY), entry("task", "b", of="Call", due=DAY + timedelta(1)), False),
            (
                entry("task", "a", of="Call", due=DAY, owner="lea"),
                entry("task", "b", of="Call", due=DAY, owner="marc"),
                False,
            ),
            (entry("plan", "a", invoices=("F1",)), entry("plan", "b", invoices=("F1", "F2")), True),
            (entry("plan", "a", invoices=("F1",)), entry("plan", "b", invoices=("F2",)), False),
            (entry("handover", "a", invoices=("F1",)), entry("handover", "b", invoices=("F1",)), True),
            (entry("hold", "a"), entry("hold", "b"), False),
            (entry("note", "a"), entry("note", "b"), False),
            (entry("payment", "a", amount=money("5")), entry("payment", "b", amount=money("5")), True),
            (
                entry("payment", "a", amount=money("5")),
                entry("payment", "b", amount=money("5"), on=DAY + timedelta(3)),
                True,
            ),
            (
                entry("payment", "a", amount=money("5")),
                entry("payment", "b", amount=money("5"), on=DAY + timedelta(4)),
                False,
            ),
        ],
    )
    def test_each(self, one: Entry, other: Entry, expected: bool) -> None:
        """Found, or left alone."""
        assert bool(pairs(one, other)) is expected

    def test_two_cancels_of_one_pair(self) -> None:
        """Neither counts: asked again; two cancels of one entry, or of two that are no pair, are nothing."""
        first, second = entry("payment", "p", amount=money("5")), entry("payment", "q", amount=money("5"))
        far = entry("payment", "r", amount=money("6"))
        known = {one.id: one for one in (first, second, far)}
        cancel = entry("cancel", "a", target="p")
        assert pairs(cancel, entry("cancel", "b", target="q"), known)
        assert not pairs(cancel, entry("cancel", "b", target="p"), known)
        assert not pairs(cancel, entry("cancel", "b", target="r"), known)
        assert not pairs(cancel, entry("cancel", "b", target="gone"), known)

    def test_one_keeps_both_the_other_strikes_one_out(self) -> None:
        """Of that pair alone."""
        distinct = entry("distinct", "d", target="p", other="q")
        assert pairs(distinct, entry("cancel", "c", target="q"))
        assert pairs(distinct, entry("cancel", "c", target="p"))
        assert not pairs(distinct, entry("cancel", "c", target="r"))


class TestWays:
    """What a person may decide."""

    def test_money(self) -> None:
        """Any."""
        (found,) = pairs(entry("payment", "a", amount=money("5")), entry("payment", "b", amount=money("5")))
        assert found.ways == (Keep.FIRST, Keep.SECOND, Keep.BOTH)

    @pytest.mark.parametrize(
        ("other", "paid", "expected"),
        [
            (entry("write-off", "b", of="F1", amount=money("400")), "400", (Keep.FIRST, Keep.SECOND)),
            (entry("write-off", "b", of="F1", amount=money("150")), "300", (Keep.FIRST, Keep.SECOND)),
            (entry("write-off", "b", of="F1", amount=money("100")), "300", ()),  # together, all that was owed
            (entry("write-off", "b", of="F2", amount=money("400")), "400", ()),
            (
                entry("payment", "b", amount=money("400"), allocate=SHARES, reference="VIR 2"),
                "400",
                (Keep.FIRST, Keep.SECOND),
            ),
        ],
    )
    def test_what_settles_more_than_was_owed(self, other: Entry, paid: str, expected: tuple[Keep, ...]) -> None:
        """Whatever the kinds: one goes, for both cannot stand; what the account bears is no pair."""
        own = entry("payment", "a", amount=money(paid), allocate=(("F1", money(paid)),), reference="VIR 1")
        invoice = entry("invoice", "i", of="F1", amount=money("400"))
        known = {one.id: one for one in (invoice, own, other)}
        assert [one.ways for one in pairs(own, other, known)] == ([expected] if expected else [])

    def test_one_number(self) -> None:
        """One of the two."""
        (found,) = pairs(entry("invoice", "a", of="F1"), entry("invoice", "b", of="f1"))
        assert found.ways == (Keep.FIRST, Keep.SECOND)

    def test_only_what_did_not_leave_is_struck_out(self) -> None:
        """The message handed over stays; a call beside it may go; one that failed is no contact at all."""
        sent = entry("email", "a", sha256="00")
        (found,) = pairs(sent, entry("call", "b"))
        assert found.ways == (Keep.FIRST, Keep.BOTH)
        (both,) = pairs(sent, entry("email", "b", sha256="11"))
        assert both.ways == (Keep.BOTH,)
        assert not pairs(sent, entry("email", "b", sha256="11", outcome="failed"))


class TestDecided:
    """An entry that says that both are right."""

    def test_it_is_read_from_both_sides(self) -> None:
        """Whichever of the two the title names."""
        assert decided([entry("distinct", "d", target="p", other="q")]) == {frozenset("pq")}

    def test_struck_out_it_says_nothing(self) -> None:
        """The question is asked again."""
        assert decided([entry("distinct", "d", target="p", other="q"), entry("cancel", "c", target="d")]) == set()

    @given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=8))
    def test_what_counts_is_what_no_counting_cancel_names(self, links: list[tuple[str, str]]) -> None:
        """Cancels that count are among what counts, and strike out what is not."""
        facts = [entry("note", name) for name in "abc"]
        cancels = [entry("cancel", f"{rank}{name}", target=target) for rank, (name, target) in enumerate(links)]
        found = {one.id for one in counting([*facts, *cancels])}
        for cancel in cancels:
            if cancel.id in found:
                assert cancel.target not in found

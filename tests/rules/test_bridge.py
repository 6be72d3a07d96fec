"""What led the outstanding from one day to another, entry by entry, to the cent."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import given

from recouv.domain.dossier import Dossier
from recouv.rules.account import account_on
from recouv.rules.ageing import DEFAULT_BOUNDS, aged_rows, bucket_names
from recouv.rules.bridge import NEW, SETTLED, UNALLOCATED, Bridge, State, bridges, by_cause, sum_of, summed

from .journals import DAYS, dossier, journals, sound

INVOICE = "### 2026-01-10 invoice F1 ^aaaaaaaa\n- amount: 100.00\n- due: 2026-02-10\n"
PAYMENT = "\n### 2026-02-01 payment ^bbbbbbbb\n- amount: 30.00\n- allocate:\n  - F1: 30.00\n"
FIRST, LAST = "2026-01-31", "2026-02-28"


def state(read: Dossier, on: str | date) -> State:
    """That journal on a day."""
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return State(client=read.client, entries=read.entries, on=day)


def between(before: str, after: str, first: str = FIRST, last: str = LAST) -> Bridge:
    """Of two journals, in the only currency there is."""
    (found,) = bridges(state(sound(before), first), state(sound(after), last), bounds=DEFAULT_BOUNDS)
    return found


def ages(found: Bridge) -> dict[tuple[str, str], Decimal]:
    """The ways that amounts went."""
    return {(aged.start, aged.end): aged.amount for aged in found.ages}


class TestHappened:
    """What lies between the two days."""

    def test_a_payment(self) -> None:
        """It takes off what it pays, and the rest grows older."""
        found = between(INVOICE + PAYMENT, INVOICE + PAYMENT)
        assert (found.opening, by_cause(found.happened), found.closing) == (100, {"payment": -30}, 70)
        assert found.learned == ()
        assert ages(found) == {("not_due", "1-30"): 70, ("not_due", SETTLED): 30}

    def test_an_entry_struck_out_in_between_is_cancelled(self) -> None:
        """Told with the kind that it had, not as a payment the other way round."""
        cancel = "\n### 2026-02-20 cancel ^bbbbbbbb ^cccccccc\n"
        found = between(INVOICE + PAYMENT + cancel, INVOICE + PAYMENT + cancel, first="2026-02-05")
        (line,) = found.happened
        assert (line.cause, line.kind, line.entry, line.amount) == ("cancelled", "payment", "bbbbbbbb", 30)
        assert ages(found) == {("not_due", "1-30"): 70, (NEW, "1-30"): 30}

    def test_money_received_and_not_allocated(self) -> None:
        """In its own column, and the invoice is as open as it was."""
        loose = "\n### 2026-02-01 payment ^bbbbbbbb\n- amount: 30.00\n"
        found = between(INVOICE + loose, INVOICE + loose)
        assert ages(found) == {("not_due", "1-30"): 100, (NEW, UNALLOCATED): -30}

    def test_a_write_off_and_what_the_bank_took_back(self) -> None:
        """Each under its own cause."""
        rest = (
            "\n### 2026-02-09 rejected ^bbbbbbbb ^cccccccc\n\n### 2026-02-15 write-off F1 ^dddddddd\n- amount: 20.00\n"
        )
        found = between(INVOICE + PAYMENT + rest, INVOICE + PAYMENT + rest)
        assert by_cause(found.happened) == {"payment": -30, "rejected": 30, "write-off": -20}


class TestLearned:
    """What is now known of the first day, and was not then."""

    def test_a_payment_typed_late(self) -> None:
        """Dated before the first day, it did not happen since."""
        found = between(INVOICE, INVOICE + PAYMENT, first="2026-02-05")
        assert (found.opening, by_cause(found.learned), found.happened, found.closing) == (
            100,
            {"payment": -30},
            (),
            70,
        )

    def test_a_payment_of_a_later_day_happened(self) -> None:
        """Whenever it was typed."""
        found = between(INVOICE, INVOICE + PAYMENT)
        assert (found.learned, by_cause(found.happened)) == ((), {"payment": -30})

    def test_what_was_struck_out_as_never_true(self) -> None:
        """A cancellation dated before the first day and typed later."""
        cancel = "\n### 2026-02-02 cancel ^bbbbbbbb ^cccccccc\n"
        found = between(INVOICE + PAYMENT, INVOICE + PAYMENT + cancel, first="2026-02-05")
        assert (by_cause(found.learned), found.happened) == ({"cancelled": 30}, ())

    def test_a_client_who_was_not_known(self) -> None:
        """Opens at nil."""
        after = sound(INVOICE)
        nothing = State(client=after.client, entries=(), on=date(2026, 1, 31))
        (found,) = bridges(nothing, state(after, LAST), bounds=DEFAULT_BOUNDS)
        assert (found.opening, by_cause(found.learned), found.closing) == (0, {"invoice": 100}, 100)

    def test_an_entry_typed_by_hand_and_sealed_since_is_the_same(self) -> None:
        """Its ID is no news."""
        found = between((INVOICE + PAYMENT).replace(" ^bbbbbbbb", ""), INVOICE + PAYMENT, first="2026-02-05")
        assert (found.learned, found.happened, found.closing) == ((), (), 70)

    def test_an_amount_corrected_by_hand(self) -> None:
        """The same entry with another amount tells the difference."""
        found = between(INVOICE, INVOICE.replace("100.00", "90.00"))
        assert (by_cause(found.learned), found.closing) == ({"invoice": -10}, 90)


class TestOfWhich:
    """Parts of the outstanding that no longer, or newly, stand under something."""

    def test_disputed_then_settled(self) -> None:
        """More, then less."""
        dispute = "\n### 2026-02-05 dispute F1 ^eeeeeeee\n- amount: 40.00\n- reason: quality\n"
        found = between(INVOICE + dispute, INVOICE + dispute)
        assert (found.disputed.opening, found.disputed.more, found.disputed.less, found.disputed.closing) == (
            0,
            40,
            0,
            40,
        )
        resolved = dispute + "\n### 2026-02-20 resolve ^eeeeeeee ^ffffffff\n- outcome: withdrawn\n"
        found = between(INVOICE + resolved, INVOICE + resolved, first="2026-02-10")
        assert (found.disputed.opening, found.disputed.less, found.disputed.closing) == (40, -40, 0)
        assert found.happened == ()

    def test_handed_over_then_taken_back(self) -> None:
        """What is left of the invoices given."""
        given_away = "\n### 2026-02-12 handover ^gggggggg\n- to: SCP Lemoine\n- role: bailiff\n"
        found = between(INVOICE + PAYMENT + given_away, INVOICE + PAYMENT + given_away)
        assert (found.handed_over.opening, found.handed_over.more, found.handed_over.closing) == (0, 70, 70)
        back = given_away + "\n### 2026-02-20 recall ^gggggggg ^hhhhhhhh\n"
        found = between(INVOICE + PAYMENT + back, INVOICE + PAYMENT + back, first="2026-02-14")
        assert (found.handed_over.opening, found.handed_over.less, found.handed_over.closing) == (70, -70, 0)


def test_currencies_are_never_added_together() -> None:
    """Neither in a client nor in a sum."""
    dollars = "\n### 2026-01-11 invoice F2 ^iiiiiiii\n- amount: 7.00 USD\n- due: 2026-02-10\n"
    read = sound(INVOICE + dollars)
    found = bridges(state(read, "2026-01-01"), state(read, LAST), bounds=DEFAULT_BOUNDS)
    assert [(one.currency, one.closing) for one in found] == [("EUR", 100), ("USD", 7)]
    assert [(one.currency, one.closing) for one in summed([*found, *found])] == [("EUR", 200), ("USD", 14)]


class TestAnyJournal:
    """Whatever the journals, cancellations of anything included."""

    @given(journals(commitments=True), journals(commitments=True), DAYS, DAYS)
    def test_it_sums_to_the_cent(self, one: list[str], other: list[str], day: date, later: date) -> None:
        """The ends are those of the accounts, whatever was known at either; so is each column of the aged balance."""
        first, last = sorted((day, later))
        before, after = dossier("\n".join(one)), dossier("\n".join(other))
        found = bridges(state(before, first), state(after, last), bounds=DEFAULT_BOUNDS)
        accounts = [account_on(read.client, read.entries, on) for read, on in ((before, first), (after, last))]
        known = {*accounts[0].currencies(), *accounts[1].currencies()}
        for bridge in found:
            currency = bridge.currency
            assert bridge.opening == accounts[0].outstanding(currency).amount
            assert bridge.closing == accounts[1].outstanding(currency).amount
            assert bridge.closing == bridge.opening + sum_of(bridge.learned) + sum_of(bridge.happened)
            assert sum(by_cause((*bridge.learned, *bridge.happened)).values()) == bridge.closing - bridge.opening
            self._aged_as(bridge, accounts)
            for part, of in ((bridge.disputed, "disputed"),):
                ends = [{row.currency: getattr(row, of) for row in aged_rows(account)} for account in accounts]
                assert (part.opening, part.closing) == tuple(end.get(currency, 0) for end in ends)
                assert part.more >= 0 >= part.less
            known.discard(currency)
        for currency in known:  # where nothing moved by either day
            assert [account.outstanding(currency).amount for account in accounts] == [0, 0]

    def _aged_as(self, bridge: Bridge, accounts: list) -> None:  # type: ignore[type-arg]  # two Account
        starts: dict[str, Decimal] = defaultdict(Decimal)
        ends: dict[str, Decimal] = defaultdict(Decimal)
        for aged in bridge.ages:
            starts[aged.start] += aged.amount
            ends[aged.end] += aged.amount
        for account, sums in zip(accounts, (starts, ends), strict=True):
            row = next((row for row in aged_rows(account) if row.currency == bridge.currency), None)
            for rank, name in enumerate(bucket_names()):
                assert sums[name] == (row.buckets[rank] if row else 0), name
            assert sums[UNALLOCATED] == (row.unallocated if row else 0)

    @given(journals(commitments=True), DAYS, DAYS, DAYS)
    def test_two_bridges_make_one(self, blocks: list[str], one: date, two: date, three: date) -> None:
        """From A to B and from B to C is from A to C, and from a day to itself nothing moves."""
        read = dossier("\n".join(blocks))
        days = sorted((one, two, three))

        def moved(first: date, last: date) -> dict[str, Decimal]:
            found = bridges(state(read, first), state(read, last), bounds=DEFAULT_BOUNDS)
            assert all(bridge.learned == () for bridge in found)
            return {bridge.currency: bridge.closing - bridge.opening for bridge in found}

        parts, whole = (moved(days[0], days[1]), moved(days[1], days[2])), moved(days[0], days[2])
        for currency, amount in whole.items():
            assert amount == sum(part.get(currency, Decimal(0)) for part in parts)
        for bridge in bridges(state(read, one), state(read, one), bounds=DEFAULT_BOUNDS):
            assert (bridge.happened, bridge.opening) == ((), bridge.closing)
            assert all(aged.start == aged.end for aged in bridge.ages)

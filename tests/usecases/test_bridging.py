"""The bridge of a workspace: between two days, between two states of knowledge."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from recouv.domain.errors import UsageError
from recouv.rules.bridge import by_cause
from recouv.usecases.balance import Selection, balance_on
from recouv.usecases.bridging import WholeBridge, ends_named, whole_bridge
from tests.usecases.history import DURAND, INVOICE, PAYMENT, History
from tests.usecases.test_knowing import LATE, history, session

__all__ = ["history"]


def bridged(root: Path, first: str, last: str, **how: object) -> WholeBridge:
    """Between the two ends so named."""
    return whole_bridge(*ends_named(session(root), first, last, **how))  # type: ignore[arg-type]


def told(found: WholeBridge) -> tuple[object, ...]:
    """Of the euros: the opening, what was learned, what happened, the closing."""
    (one,) = found.totals
    return one.opening, by_cause(one.learned), by_cause(one.happened), one.closing


class TestTwoDays:
    """By one state of knowledge, nothing is learned."""

    def test_what_is_known_now(self, history: History) -> None:
        """The payment of October had happened by the first day, whenever it was typed."""
        assert told(bridged(history.root, "2026-10-31", "2026-11-20")) == (2000, {}, {"payment": -1000}, 1000)

    def test_what_was_known_then(self, history: History) -> None:
        """Both days by the knowledge of the 14th."""
        found = bridged(history.root, "2026-10-31", "2026-11-20", known_at="2026-11-14")
        assert told(found) == (2400, {}, {"payment": -1000}, 1400)

    def test_an_uncommitted_entry_is_known_now(self, history: History) -> None:
        """As in every other list."""
        history.write(DURAND, history.read() + "\n### 2026-11-19 payment\n- amount: 50.00\n")
        assert told(bridged(history.root, "2026-10-31", "2026-11-20"))[3] == 950

    def test_asked_again_it_is_recalled(self, history: History) -> None:
        """And the same."""
        assert bridged(history.root, "2026-10-31", "2026-11-20").clients == (
            bridged(history.root, "2026-10-31", "2026-11-20").clients
        )


class TestTwoStatesOfKnowledge:
    """What was learned since stands apart from what happened."""

    def test_each_day_by_its_own(self, history: History) -> None:
        """The payment of October was learned of between the two."""
        found = bridged(history.root, "2026-11-10", "2026-11-20", as_known=True)
        assert told(found) == (2400, {"payment": -400}, {"payment": -1000}, 1000)

    def test_two_commits(self, history: History) -> None:
        """Each on its own day."""
        found = bridged(history.root, "HEAD~1", "HEAD")
        assert (found.opening.on, found.closing.on) == (date(2026, 11, 13), date(2026, 11, 16))
        assert told(found) == (1400, {"payment": -400}, {}, 1000)

    def test_a_commit_and_a_day(self, history: History) -> None:
        """The day is judged by what is known now; a first day by what the commit of the end says."""
        assert told(bridged(history.root, "HEAD~1", "2026-11-20")) == (1400, {"payment": -400}, {}, 1000)
        assert told(bridged(history.root, "2026-11-10", "HEAD~1")) == (2400, {}, {"payment": -1000}, 1400)

    def test_clients_who_came_and_who_went(self, history: History) -> None:
        """One opens at nil, the other closes at nil."""
        history.act(INVOICE.replace("7k3f9x2m", "7k3f9x2n"), client="petit", day="2026-11-17")
        history.git("rm", "-q", DURAND)
        history.commit(day="2026-11-18")
        found = bridged(history.root, "2026-11-14", "2026-11-19", as_known=True)
        ends = {client.id: [(one.opening, one.closing) for one in client.bridges] for client in found.clients}
        assert ends == {"durand": [(1400, 0)], "petit": [(0, 2400)]}
        assert by_cause(found.totals[0].learned) == {"invoice": 2400, "cancelled": -1400}

    def test_other_payment_terms_age_otherwise(self, history: History) -> None:
        """Each end has the terms of its own settings."""
        journal = INVOICE.replace("- due: 2026-10-31\n", "").replace("7k3f9x2m", "7k3f9x2n")
        history.act(journal, client="petit", day="2026-11-16")
        history.write("recouv.yaml", history.read("recouv.yaml") + "terms: 90 days\n")
        history.commit(day="2026-11-17")
        (petit,) = whole_bridge(
            *ends_named(session(history.root), "2026-11-16", "2026-11-18", as_known=True), Selection(clients=("petit",))
        ).clients
        ((aged,),) = [one.ages for one in petit.bridges]
        assert (aged.start, aged.end, aged.amount) == ("31-60", "not_due", 2400)

    def test_a_dossier_that_cannot_be_read_is_named(self, history: History) -> None:
        """And counted at neither end."""
        history.write(DURAND, history.read() + "\n### 2026-13-01 payment\n- amount: 1.00\n")
        found = bridged(history.root, "2026-11-14", "2026-11-20", as_known=True)
        assert (found.unreadable, found.clients, found.totals) == ((DURAND,), (), ())

    def test_one_that_could_not_be_read_at_the_beginning(self, history: History) -> None:
        """Is left out of the end too: its opening is not nil."""
        good = history.read()
        history.write(DURAND, good + "\n### 2026-13-01 payment\n- amount: 1.00\n")
        history.commit(day="2026-11-17")
        history.write(DURAND, good)
        history.commit(day="2026-11-19")
        found = bridged(history.root, "2026-11-17", "2026-11-20", as_known=True)
        assert (found.unreadable, found.clients) == ((DURAND,), ())


def test_both_ends_are_the_balances(history: History) -> None:
    """To the cent, of all clients together."""
    history.act(INVOICE.replace("7k3f9x2m", "7k3f9x2n"), client="petit", day="2026-11-17")
    history.act(PAYMENT.replace("1000.00", "99.99").replace("f5w2kb8t", "f5w2kb8u"), client="petit", day="2026-11-18")
    opening, closing = ends_named(session(history.root), "2026-11-14", "2026-11-20", as_known=True)
    (total,) = whole_bridge(opening, closing).totals
    for end, amount in ((opening, total.opening), (closing, total.closing)):
        assert balance_on(end.session, end.on).totals()["EUR"].total == amount
    assert LATE.strip() in history.read()


@pytest.mark.parametrize(
    ("first", "last", "how"),
    [
        ("2026-11-20", "2026-11-10", {}),
        ("zzz", "2026-11-10", {}),
        ("2026-11-01", "2026-11-10", {"known_at": "HEAD", "as_known": True}),
        ("HEAD~1", "2026-11-10", {"known_at": "HEAD"}),
        ("HEAD", "HEAD~1", {}),
    ],
)
def test_what_makes_no_sense(history: History, first: str, last: str, how: dict[str, object]) -> None:
    """The later day first, no day at all, two answers to one question."""
    with pytest.raises(UsageError):
        bridged(history.root, first, last, **how)

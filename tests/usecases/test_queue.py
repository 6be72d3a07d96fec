"""Clients one after the other: who comes next, whatever is done to the agenda meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.task import Task
from recouv.usecases.queue import Queue

if TYPE_CHECKING:
    from recouv.usecases.queue import Tasks


def call(client: str, *invoices: str) -> Task:
    """A call to make."""
    return Task(client=client, name=client.title(), action="call", channel="call", invoices=invoices or ("F1",))


def letter(client: str) -> Task:
    """A letter to send."""
    return Task(client=client, name=client.title(), action="letter", channel="letter", invoices=("F2",))


ASKED: Tasks = {"anne": [call("anne")], "bob": [call("bob"), letter("bob")], "carl": [call("carl")]}


def without(*clients: str) -> Tasks:
    """The agenda once these clients are dealt with."""
    return {client: tasks for client, tasks in ASKED.items() if client not in clients}


class TestTurns:
    """After each action the next one comes."""

    def test_a_client_dealt_with_gives_way(self) -> None:
        """The queue is over after the last."""
        queue = Queue(ASKED, ASKED)
        queue.acted("anne", "call: Anne", without("anne"))
        assert (queue.client, queue.rank) == ("bob", 2)
        queue.acted("bob", "call: Bob", without("anne", "bob"))
        queue.acted("carl", "call: Carl", {})
        assert queue.client == ""
        assert [what for _, what in queue.done] == ["call: Anne", "call: Bob", "call: Carl"]

    def test_an_action_that_leaves_everything_to_do_gives_way_too(self) -> None:
        """Nobody answered: the client is not asked for again in this round, and was not skipped."""
        queue = Queue(ASKED, ASKED)
        queue.acted("anne", "call: Anne, no answer", ASKED)
        assert queue.client == "bob"
        assert queue.skipped == []

    def test_a_client_with_something_left_keeps_the_turn(self) -> None:
        """The call is made, the letter is not."""
        queue = Queue(["bob", "carl"], ASKED)
        queue.acted("bob", "call: Bob", {**ASKED, "bob": [letter("bob")]})
        assert queue.client == "bob"
        queue.acted("bob", "letter: Bob", without("bob"))
        assert queue.client == "carl"

    def test_what_is_done_for_another_client_moves_nobody(self) -> None:
        """A form opened before the turn passed."""
        queue = Queue(ASKED, ASKED)
        queue.acted("carl", "payment: Carl", without("carl"))
        assert queue.client == "anne"
        queue.skip()
        queue.skip()
        assert queue.client == ""


class TestSkips:
    """Skip, back, and again."""

    def test_those_skipped_come_again_when_asked_for(self) -> None:
        """And no other."""
        queue = Queue(ASKED, ASKED)
        queue.skip()
        queue.acted("bob", "call: Bob", without("bob"))
        queue.skip()
        assert (queue.client, queue.skipped) == ("", ["anne", "carl"])
        assert queue.again()
        assert (queue.client, queue.order) == ("anne", ["anne", "carl"])

    def test_nobody_skipped_is_no_new_round(self) -> None:
        """There is nothing to go through."""
        queue = Queue(["anne"], ASKED)
        queue.acted("anne", "call: Anne", {})
        assert not queue.again()

    def test_back_shows_the_client_before_even_dealt_with(self) -> None:
        """To add a word; before the first there is nobody."""
        queue = Queue(ASKED, ASKED)
        queue.acted("anne", "call: Anne", without("anne"))
        assert queue.previous()
        assert (queue.client, queue.tasks) == ("anne", ())
        assert not queue.previous()


class TestMeanwhile:
    """Other programs write too."""

    def test_a_client_dealt_with_elsewhere_is_passed_over(self) -> None:
        """Whether their turn is now or later."""
        queue = Queue(ASKED, ASKED)
        assert queue.take_in(without("anne", "bob"))
        assert queue.client == "carl"

    def test_one_looked_at_again_after_being_dealt_with_stays(self) -> None:
        """Nothing was asked of them when the agenda was read."""
        queue = Queue(ASKED, ASKED)
        queue.acted("anne", "call: Anne", without("anne"))
        queue.previous()
        assert not queue.take_in(without("anne"))
        assert queue.client == "anne"

    def test_arrivals_join_at_the_end_of_a_whole_queue_only(self) -> None:
        """One made of a filter holds what the filter held."""
        for whole in (True, False):
            queue = Queue(["anne"], {"anne": ASKED["anne"]}, takes_arrivals=whole)
            queue.take_in(ASKED)
            assert queue.order == (["anne", "bob", "carl"] if whole else ["anne"])

    def test_what_is_undone_gives_the_turn_back(self) -> None:
        """And is no longer counted."""
        queue = Queue(ASKED, ASKED)
        queue.acted("anne", "call: Anne", without("anne"))
        queue.undone("anne", ASKED)
        assert (queue.client, queue.done) == ("anne", [])


@given(st.lists(st.sampled_from(["act", "skip", "back", "gone", "come"]), max_size=40))
def test_a_queue_ends_and_never_loses_its_place(steps: list[str]) -> None:
    """Whatever happens, the rank is within the queue, and skipping to the end ends it."""
    queue, tasks = Queue(ASKED, ASKED), dict(ASKED)
    for step in steps:
        match step:
            case "act" if queue.client:
                tasks.pop(queue.client, None)
                queue.acted(queue.client, step, dict(tasks))
            case "skip":
                queue.skip()
            case "back":
                queue.previous()
            case "gone" if tasks:
                tasks.pop(next(iter(tasks)))
                queue.take_in(dict(tasks))
            case "come":
                tasks = dict(ASKED)
                queue.take_in(dict(tasks))
        assert 1 <= queue.rank <= len(queue.order) + 1
        assert (queue.client == "") == (queue.rank == len(queue.order) + 1)
    for _ in range(len(queue.order) + 1):
        queue.skip()
    assert queue.client == ""

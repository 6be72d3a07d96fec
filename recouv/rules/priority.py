"""How urgent a task is: a sum of points that anybody can add up again, each with what made it.

The points are those of the house (`priority` in `recouv.yaml`): so many for each level of the step, for each few days
late and for each few hundred owed, both up to a most, so many for a promise not kept, or for the kind of task.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from msgspec import Struct

from recouv.domain.message import Message, say, say_many
from recouv.domain.money import Money
from recouv.domain.practice import Points


class Score(Struct, frozen=True):
    """What something that is true of a task adds to its urgency."""

    points: int
    why: Message


def total(scores: Iterable[Score]) -> int:
    """The task's priority."""
    return sum(score.points for score in scores)


def said(scores: Iterable[Score]) -> tuple[Message, ...]:
    """Each part of the sum, in words."""
    return tuple([say("{points}: {why}", points=f"+{score.points}", why=score.why) for score in scores])


def reminder_scores(
    points: Points, *, level: int, days_late: int, claim: Money, broken_promises: int
) -> tuple[Score, ...]:
    """Of a scenario's step; what adds nothing is left out."""
    return tuple(score for score in _reminder(points, level, days_late, claim, broken_promises) if score.points)


def _reminder(points: Points, level: int, days_late: int, claim: Money, broken: int) -> Iterator[Score]:
    yield Score(points.level * level, say("level {level}", level=level))
    age = min(points.most_for_age, max(0, days_late) // points.days_for_a_point)
    yield Score(age, say_many("{count} day late", "{count} days late", days_late))
    size = min(points.most_for_amount, int(max(Decimal(0), claim.amount) // points.money_for_a_point))
    yield Score(size, say("{amount} claimed", amount=claim))
    if broken:
        yield Score(points.broken_promise, say_many("{count} promise not kept", "{count} promises not kept", broken))


def own_task_scores(points: Points, *, days_waiting: int) -> tuple[Score, ...]:
    """Of a task that the user set."""
    waited = min(points.most_for_age, max(0, days_waiting))
    scores = [Score(points.own_task, say("your own task"))]
    if waited:
        scores.append(Score(waited, say_many("waiting for {count} day", "waiting for {count} days", days_waiting)))
    return tuple(scores)

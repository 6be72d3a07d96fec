"""How urgent a task is: a sum of points that anybody can add up again.

- the level of the step: 10 points each (a formal notice does not wait behind a first reminder);
- the age: 1 point for every 3 days late, 40 at most;
- the amount: 1 point for every 200 of the currency, 40 at most;
- a broken promise: 20 points;
- a task of the user's own: 60 points, and 1 for each day it waits, 40 at most;
- money received that settles nothing while something is owed: 50 points.
"""

from __future__ import annotations

from decimal import Decimal

BROKEN_PROMISE = 20
OWN_TASK = 60
UNALLOCATED_MONEY = 50


def reminder_points(*, level: int, days_late: int, amount: Decimal, broken_promises: int) -> int:
    """Points of a scenario's step."""
    age = min(40, days_late // 3)
    size = min(40, int(amount // 200))
    return 10 * level + age + size + (BROKEN_PROMISE if broken_promises else 0)


def own_task_points(*, days_waiting: int) -> int:
    """Points of a task that the user set."""
    return OWN_TASK + min(40, days_waiting)

"""The rows of the agenda: their words, how wide their columns are, what they may be found by."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from recouv.domain.message import say
from recouv.domain.money import Money, zero
from recouv.rules.row_filter import RowFacts
from recouv.tui.kit import cells
from recouv.tui.line_table import Column
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from recouv.domain.message import Message
    from recouv.domain.task import Task
    from recouv.usecases.balance import ClientRow
    from recouv.wording.catalogue import Catalogue

#: The channels, short enough for a column.
_ACTIONS = {
    "registered-letter": say("reg. letter"),
    "allocate": say("allocate"),
    "sms": say("text"),
    "task": say("task"),
    "decide": say("decide"),
    "check-promise": say("check"),
    "instalment": say("instalment"),
    "limitation": say("limitation"),
    "declare-claim": say("declare"),
    "find-bodacc": say("BODACC"),
    "limit": say("limit"),
    "oddity": say("to check"),
    "review": say("to review"),
}


def action_word(action: str) -> Message:
    """What a task asks for, in a word that a column holds."""
    return _ACTIONS.get(action) or term(action)


def amount_text(money: Money, words: Catalogue) -> str:
    """The amount, with its currency where it is not the euro."""
    return words.amount(money) + ("" if money.currency == "EUR" else f" {money.currency}")


def columns_for(tasks: Sequence[Task], words: Catalogue, today: date) -> list[Column]:
    """Columns as wide as what they hold, save the names and the reasons.

    Only the texts that can be the widest are made: ten thousand tasks have a dozen actions.
    """
    actions = {task.action for task in tasks}
    largest: dict[str, Money] = {}
    for money in (task.amount for task in tasks if task.amount):
        if money > largest.get(money.currency, zero(money.currency)):
            largest[money.currency] = money
    oldest = max((task.days_late(today) for task in tasks), default=0)

    def wide(title: Message, texts: Iterable[str], least: int) -> tuple[str, int]:
        return words.text(title), max([least, cells(words.text(title)), *map(cells, texts)])

    action = wide(say("Action"), (words.text(action_word(name)) for name in actions), 6)
    amount = wide(say("Amount"), (amount_text(money, words) for money in largest.values()), 9)
    age = wide(say("Age"), [words.text(say("{days} d", days=oldest))], 4)
    return [
        Column("action", *action),
        Column("level", "", 1, style="muted", from_width=50),
        Column("client", words.text(say("Client")), 15, flexible=True),
        Column("amount", *amount, right=True),
        Column("age", *age, right=True, from_width=50),
        Column("why", words.text(say("Why")), 20, flexible=True, style="muted", from_width=64),
    ]


def facts_of(task: Task, of_client: Sequence[ClientRow], words: Catalogue, today: date) -> RowFacts:
    """What the task says, and what the balance knows of its client in its currency."""
    money = task.amount
    rows = [row for row in of_client if money is None or row.aged.currency == money.currency]
    amounts = {money.amount} if money else set()
    for row in rows:
        amounts.update((*row.amounts, *row.aged.buckets, row.aged.total))
    states = {"disputed" for row in rows if row.aged.disputed} | {"promised" for row in rows if row.promised}
    action, step = words.text(action_word(task.action)), words.text(term(task.step)) if task.step else ""
    return RowFacts(
        texts=(task.name, task.client, action, *task.invoices),
        amounts=tuple(filter(None, amounts)),
        days_late=task.days_late(today),
        owner=task.owner,
        tags=tuple(tag for row in rows for tag in row.tags),
        total=money.amount if money else Decimal(0),
        currency=money.currency if money else "",
        actions=(task.action, action),
        steps=(task.step, step, str(task.level)) if task.step else (),
        states=frozenset(states),
    )

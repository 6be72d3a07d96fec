"""Whether a client meets a condition of a scenario or of a rule of assignment, and by what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from recouv.domain.condition import Condition, Grade
from recouv.domain.message import Code, Message, say
from recouv.domain.money import Money


class ClientFacts(Struct, frozen=True, kw_only=True):
    """What conditions are about: one client on one day, in one currency."""

    kind: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    grade: Grade = Grade.UNKNOWN
    owed: Money
    """Open items, less what is in dispute and what was received and is not allocated."""
    days_late: int = 0
    """Of the oldest."""
    broken_promises: int = 0
    average_delay: int | None = None
    """`None` where nothing was paid yet: no bound on it is then met."""
    loyalty: int = 0
    """Whole years."""


def unmet(condition: Condition, facts: ClientFacts) -> Message | None:
    """Why the condition is not met; `None` when it is."""
    return next((why for is_met, why in _checked(condition, facts) if not is_met), None)


def met(condition: Condition, facts: ClientFacts) -> list[Message]:
    """What the condition asks, as far as it is true of the client."""
    return [why for is_met, why in _checked(condition, facts) if is_met]


def _checked(condition: Condition, facts: ClientFacts) -> Iterator[tuple[bool, Message]]:
    """Each thing asked: whether it is true, and what the client is."""
    if condition.kinds:
        yield facts.kind in condition.kinds, say("kind: {found}", found=Code(facts.kind))
    if condition.tags:
        known = {tag.casefold() for tag in facts.tags}
        common = [tag for tag in condition.tags if tag.casefold() in known]
        yield bool(common), say("tags: {found}", found=_words(common or facts.tags))
    if condition.languages:
        yield facts.language in condition.languages, say("language: {found}", found=facts.language or "-")
    if condition.grades:
        yield facts.grade in condition.grades, say("grade: {found}", found=str(facts.grade))
    if condition.minimum is not None:
        same = condition.minimum.currency == facts.owed.currency
        yield same and facts.owed >= condition.minimum, say("owes {amount}", amount=facts.owed)
    if condition.maximum is not None:
        same = condition.maximum.currency == facts.owed.currency
        yield same and facts.owed <= condition.maximum, say("owes {amount}", amount=facts.owed)
    if condition.age is not None:
        yield facts.days_late >= condition.age, say("{days} days late", days=facts.days_late)
    if condition.broken_promises is not None:
        enough = facts.broken_promises >= condition.broken_promises
        yield enough, say("promises not kept: {count}", count=facts.broken_promises)
    average = facts.average_delay
    delay = say("average delay: {days} days", days=average) if average is not None else say("no invoice paid yet")
    if condition.average_delay_above is not None:
        yield average is not None and average > condition.average_delay_above, delay
    if condition.average_delay_below is not None:
        yield average is not None and average < condition.average_delay_below, delay
    if condition.loyalty is not None:
        yield facts.loyalty >= condition.loyalty, say("a client for {years} years", years=facts.loyalty)


def _words(words: Sequence[str]) -> str:
    return ", ".join(words) or "-"

"""When a client was put on notice to pay an invoice (mise en demeure).

Interest runs from it against a consumer.  The journal says so by

- a registered letter that carries out no step of a scenario, or a message in writing that carries out one whose tone is
  formal, and of which nobody knows that it did not leave: on the day it left;
- a `handover` to a court, dated by the summons or the service of the order, and a `judgment`: a claim in court is a
  notice too.

An entry that names no invoice is about those issued by then.  What is asked before an invoice is late is no notice.

Source: C. civ. art. 1231-6 and 1344-1 (interest runs from the formal notice), art. 1344 (a summons, or an act that asks
plainly enough, or the term itself where the contract says so, which is left out); read 2026-11-22.  The day on which
the letter is received is not recorded: where that day is claimed from, a statement begins a few days early.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from recouv.domain.entry import Entry
from recouv.domain.kinds import NOT_DELIVERED
from recouv.domain.scenario import Scenario, Tone

_IN_WRITING = frozenset({"email", "letter", "registered-letter"})


def notices_of(number: str, issued: date, facts: Sequence[Entry], scenarios: Mapping[str, Scenario]) -> list[date]:
    """The days on which payment of that invoice was demanded formally, earliest first.

    Args:
        number: The invoice's.
        issued: Its date.
        facts: Those that count on a day.
        scenarios: By name: they say which steps are formal.
    """
    return sorted({fact.date for fact in facts if is_notice(fact, number, issued, scenarios)})


def first_notice_after(due: date, notices: Sequence[date]) -> date | None:
    """The first of `notices`, earliest first, that came once the sum was late; `None` when none did."""
    return next((day for day in notices if day > due), None)


def is_notice(fact: Entry, number: str, issued: date, scenarios: Mapping[str, Scenario]) -> bool:
    """Whether that fact, which counts, demanded payment of that invoice formally; the same words as `notices_of`."""
    if fact.kind in _IN_WRITING:
        if fact.word("outcome") in NOT_DELIVERED or not _concerns(fact, number, issued):
            return False
        step = dict(fact.steps()).get(number) or fact.word("step")
        if step:
            return _is_formal(step, fact.word("scenario"), scenarios)
        return fact.kind == "registered-letter"
    is_claim_in_court = fact.kind == "judgment" or (fact.kind == "handover" and fact.word("role") == "court")
    return is_claim_in_court and _concerns(fact, number, issued)


def _concerns(fact: Entry, number: str, issued: date) -> bool:
    named = fact.invoices or tuple(row[0] for row in fact.steps())
    return number in named if named else issued <= fact.date


def _is_formal(step_id: str, scenario: str, scenarios: Mapping[str, Scenario]) -> bool:
    """By the scenario that the entry names; where that one has no such step any more, by any that has."""
    named = scenarios.get(scenario)
    among = [named] if named is not None and named.level(step_id) else scenarios.values()
    return any(step.id == step_id and step.tone is Tone.FORMAL for one in among for step in one.steps)

"""The situation of every client, kept in the index: what the balance and the agenda are made from.

What is kept does not depend on the day as long as no entry of the dossier falls between: each answer begins with the
days from which and before which it holds, so that a new morning finds yesterday's situations good.
"""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.json import encode

if TYPE_CHECKING:
    from recouv.domain.dossier import Dossier
    from recouv.domain.practice import House
    from recouv.rules.situation import Situation
    from recouv.store.recall import Derived, Question
    from recouv.usecases.session import Session

_DAY = len("9999-12-31")
#: Between the two documents of a situation: JSON never holds it.
_PART = "\x1e"


def situation_on(session: Session, dossier: Dossier, on: date) -> Situation:
    """The situation of one client at the end of `on`."""
    from recouv.rules.situation import situation_of  # deferred: a warm list applies no rule

    return situation_of(dossier, on, default_terms=session.workspace.config.terms)


def situations_on(session: Session, on: date) -> Question:
    """What the lists ask of each dossier."""
    from recouv.store.recall import Question  # deferred: one client's situation is asked of no index
    from recouv.store.this_code import CODE

    terms, house = session.workspace.config.terms, session.house
    # a day of the past has its own answers: they must not take the place of today's
    past = on.isoformat() if on < session.today else ""
    return Question(
        key=json.dumps(["situations", CODE, terms, past, house_key(house.promises, house.calendar)]),
        answer=lambda: partial(_answer, on=on, terms=terms, house=house),
        holds=partial(_holds, on.isoformat()),
    )


def accounts_on(session: Session, on: date) -> Derived:
    """What lists that count money read of each situation: kept apart, it is a quarter of it."""
    from recouv.store.recall import Derived

    of = situations_on(session, on)
    return Derived(key=f"accounts of {of.key}", of=of, derive=lambda: _account_answer, holds=of.holds)


def account_text(answer: str) -> str:
    """Of an answer to `accounts_on`, the first document of `recouv.store.situation_text`."""
    return answer[2 * _DAY :]


def situation_in(answer: str) -> Situation:
    """The situation that an answer tells."""
    from recouv.store.situation_text import read_situation  # deferred: a list that holds today's tasks needs none

    first, _, second = answer[2 * _DAY :].partition(_PART)
    return read_situation(first, second)


def _account_answer(answer: str) -> str:
    return answer.partition(_PART)[0]


def _holds(day: str, answer: str) -> bool:
    return answer[:_DAY] <= day < answer[_DAY : 2 * _DAY]


def house_key(*decided: Struct) -> str:
    """What the house decided, as the key of what depends on it."""
    return encode(decided, order="deterministic").decode()


def _answer(dossier: Dossier, on: date, terms: str, house: House) -> str | None:
    from recouv.rules.situation import situation_of  # deferred: a warm list applies no rule
    from recouv.store.situation_text import write_situation

    if not dossier.readable:
        return None
    situation = situation_of(dossier, on, default_terms=terms)
    return f"{situation.since.isoformat()}{situation.until.isoformat()}{_PART.join(write_situation(situation, house))}"

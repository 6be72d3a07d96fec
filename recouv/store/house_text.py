"""The rules of the house, as `recouv.yaml` writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import fields

from recouv.domain.dossier import ClientKind
from recouv.domain.kinds import APPROVABLE, KINDS
from recouv.domain.message import say
from recouv.domain.money import CURRENCIES, Money
from recouv.domain.practice import (
    Approvals,
    Assignment,
    Calendar,
    Contact,
    House,
    PlanPolicy,
    Points,
    PromisePolicy,
    StaleAnyway,
)
from recouv.rules.period import period_in_months
from recouv.store.condition_text import CONDITION_KEYS, read_condition
from recouv.store.located import Located
from recouv.store.typed_yaml import TypedYaml
from recouv.store.yaml_text import read_yaml

if TYPE_CHECKING:
    from recouv.domain.penalties import PenaltyTerms
    from recouv.domain.sector import Sector

#: Key of `recouv.yaml` → what it holds; `docs/format.md` is compared with it.
HOUSE_KEYS = {
    "scenario": "reminder scenario of clients that nothing else gives one",
    "assign": "rules that give a scenario to the clients who answer to them: scenario, when",
    "contact": "how often a client is written to: interval, attempts, reply_pause",
    "calendar": "which days are worked: country, region, every_day",
    "promises": "when a promise is broken: grace, tolerance",
    "plans": "when a payment plan is broken: grace, misses, notice",
    "priority": "the points that make a task urgent",
    "limitation": "kind of client: period after which a claim is lost, where it is not the law's",
    "penalties": "what is agreed with everybody on late payment: rate, imputation, credit_notes, day_count, …",
    "sector": "what is sold, where a law of its own bounds payment terms",
    "grades": "average days late up to which a client is graded A, B, C and D",
    "bank_until": "the last day of which the bank's movements are known",
    "stale_after": "days after it from which no message leaves",
    "approvals": "what a second person agrees to: a kind and always, or the amount above which; approvers, since",
    "stale_anyway": "day: who lets messages leave on it all the same, and why: by, reason",
}
_POINTS = tuple(one.name for one in fields(Points))
#: What may be approved above an amount: that of the entry, the sum of a plan's instalments.
_WITH_AMOUNT = frozenset(kind for kind in APPROVABLE if KINDS[kind].key("amount") or KINDS[kind].key("instalments"))
_COUNTRY = re.compile(r"[A-Z]{2}")
_REGION = re.compile(r"[A-Za-z0-9 -]{0,20}")


def read_house(keys: Mapping[str, Located], read: TypedYaml) -> House:
    """The rules under these keys of the configuration; what is absent is as the house is by default."""
    contact = read.mapping(keys.get("contact"), ("interval", "attempts", "reply_pause"), "contact")
    promises = read.mapping(keys.get("promises"), ("grace", "tolerance"), "promises")
    plans = read.mapping(keys.get("plans"), ("grace", "misses", "notice"), "plans")
    points = read.mapping(keys.get("priority"), _POINTS, "priority")
    tolerance = read.money(promises.get("tolerance"))
    return House(
        default_scenario=read.word(keys.get("scenario"), House().default_scenario),
        assignments=tuple(_assignment(row, read) for row in _rows(keys.get("assign"), read)),
        contact=Contact(
            interval=read.whole(contact.get("interval"), Contact().interval),
            attempts=read.whole(contact.get("attempts"), Contact().attempts, least=1),
            reply_pause=read.whole(contact.get("reply_pause"), Contact().reply_pause),
        ),
        calendar=_calendar(keys.get("calendar"), read),
        promises=PromisePolicy(
            grace=read.whole(promises.get("grace"), PromisePolicy().grace),
            tolerance=tolerance.amount if tolerance else PromisePolicy().tolerance,
        ),
        plans=PlanPolicy(
            grace=read.whole(plans.get("grace"), PlanPolicy().grace),
            misses=read.whole(plans.get("misses"), PlanPolicy().misses, least=1),
            notice=read.whole(plans.get("notice"), PlanPolicy().notice),
        ),
        points=Points(
            **{
                name: read.whole(points.get(name), getattr(Points(), name), least=1 if "_for_a_point" in name else 0)
                for name in _POINTS
            }
        ),
        limitation=_limitation(keys.get("limitation"), read),
        penalties=_penalties(keys.get("penalties"), read),
        sector=_sector(keys.get("sector"), read),
        grades=_grades(keys.get("grades"), read),
        bank_until=read.day(keys.get("bank_until")),
        stale_after=read.whole_or_none(keys.get("stale_after")),
        stale_anyway=_stale_anyway(keys.get("stale_anyway"), read),
        approvals=_approvals(keys, read),
    )


class HousePlaces(Struct, frozen=True):
    """Where `recouv.yaml` names scenarios."""

    default: Located
    rules: Sequence[Located]
    """The scenario of each rule of assignment, in their order."""


def house_places(text: str, path: str) -> HousePlaces:
    """The places in a configuration that reads without a problem; the first line for what it leaves out."""
    document, _ = read_yaml(text, path=path)
    keys = document.keys if document else {}
    nowhere = Located("", 1, 1)
    rows = keys["assign"].rows if "assign" in keys else []
    return HousePlaces(keys.get("scenario", nowhere), [row.keys.get("scenario", row) for row in rows])


def _rows(located: Located | None, read: TypedYaml) -> list[Located]:
    if located is not None and not isinstance(located.value, list):
        read.wrong(located, say("assign is not a list"), say("write - scenario: …, and when: under it"))
    return located.rows if located else []


def _assignment(row: Located, read: TypedYaml) -> Assignment:
    keys = read.mapping(row, ("scenario", "when"), "assign")
    scenario = read.word(keys.get("scenario"), "")
    before = len(read.problems)
    if not scenario:
        read.wrong(row, say("this rule names no scenario"), say("write - scenario: …, and when: under it"))
    condition = read_condition(keys.get("when"), read)
    if "when" in keys and not condition and len(read.problems) == before:
        read.wrong(
            keys["when"], say("this rule asks for nothing"), say("its keys are {keys}", keys=", ".join(CONDITION_KEYS))
        )
    return Assignment(scenario=scenario, when=condition)


def _calendar(located: Located | None, read: TypedYaml) -> Calendar:
    keys = read.mapping(located, ("country", "region", "every_day"), "calendar")
    country = keys["country"].text if "country" in keys else Calendar().country  # which may be said to be none
    if country and not _COUNTRY.fullmatch(country):
        read.wrong(keys["country"], say("{text} is not a country", text=country), say("write its two letters: FR"))
        country = Calendar().country
    region = keys["region"].text if "region" in keys else ""
    if not _REGION.fullmatch(region):
        read.wrong(keys["region"], say("{text} is not a region", text=region), say("write it as 57"))
        region = ""
    return Calendar(country=country, region=region, every_day=read.flag(keys.get("every_day"), default=False))


def _limitation(located: Located | None, read: TypedYaml) -> dict[str, int]:
    periods = {}
    for kind, row in read.mapping(located, tuple(ClientKind), "limitation").items():
        months = period_in_months(row.text)
        if months is None:
            read.wrong(
                row, say("{text} is not a period", text=row.text or "…"), say("write it as 2 years or 18 months")
            )
        elif kind in tuple(ClientKind):
            periods[str(kind)] = months
    return periods


def _stale_anyway(located: Located | None, read: TypedYaml) -> tuple[StaleAnyway, ...]:
    if located is not None and not isinstance(located.value, dict) and located.value:
        read.wrong(
            located,
            say("{text} is not a day", text=located.text),
            say("write the day, and under it who (by) and why (reason)"),
        )
    found = []
    for text, row in located.keys.items() if located else ():
        keys = read.mapping(row, ("by", "reason"), "stale_anyway")
        day = read.day(Located(text, row.line, row.column))
        by, reason = read.word(keys.get("by"), ""), read.word(keys.get("reason"), "")
        if not by or not reason:
            read.wrong(
                row,
                say("nobody says why messages may leave on {day}", day=text),
                say("write who (by) and why (reason)"),
            )
        elif day is not None:
            found.append(StaleAnyway(day=day, by=by, reason=reason))
    return tuple(found)


def _approvals(of_all: Mapping[str, Located], read: TypedYaml) -> Approvals:
    keys = read.mapping(of_all.get("approvals"), (*sorted(APPROVABLE), "approvers", "since"), "approvals")
    currency = of_all["currency"].text if "currency" in of_all else ""
    kinds: dict[str, Money | None] = {}
    for kind, row in keys.items():
        if kind in APPROVABLE:
            kinds[kind] = _asked_above(kind, row, currency if currency in CURRENCIES else "EUR", read)
    return Approvals(
        kinds=kinds, approvers=_approvers(keys.get("approvers"), of_all, read), since=read.day(keys.get("since"))
    )


def _asked_above(kind: str, row: Located, currency: str, read: TypedYaml) -> Money | None:
    """The amount above which that kind is asked for; `None` for always, and for what is wrong."""
    if row.text == "always":
        return None
    if kind not in _WITH_AMOUNT:
        read.wrong(
            row,
            say("{kind} is not approved from an amount on: it has none", kind=kind),
            say("write it as {example}", example=f"{kind}: always"),
        )
        return None
    before = len(read.problems)
    money = read.money(row, currency)
    if len(read.problems) == before and (money is None or money.amount < 0):
        read.wrong(
            row,
            say("{text} is not an amount", text=row.text or "…"),
            say("write it as {example}", example=f"{kind}: 500, {kind}: always"),
        )
        return None
    return money


def _approvers(located: Located | None, of_all: Mapping[str, Located], read: TypedYaml) -> tuple[str, ...]:
    """Who may approve; a word that is no e-mail has to be an id of the team: a slip would leave nobody to approve."""
    team = [row.keys["id"].text for row in of_all["team"].rows if "id" in row.keys] if "team" in of_all else []
    if located is not None and not isinstance(located.value, list) and not located.text:
        read.wrong(located, say("approvers names nobody"), say("write it as [lea, marc@example.com]"))
        return ()
    rows = (located.rows if isinstance(located.value, list) else [located]) if located is not None else []
    for row in rows:
        if row.text and "@" not in row.text and row.text not in team:
            read.wrong(
                row,
                say("{text} is nobody of the team", text=row.text),
                say("write an id of the team, or an e-mail: {ids}", ids=", ".join(team) or "lea@example.com"),
            )
    return tuple(dict.fromkeys(word for word in read.words(located) if word))


def _sector(located: Located | None, read: TypedYaml) -> Sector | None:
    if located is None:
        return None
    from recouv.domain.sector import Sector  # deferred: few houses have one

    return read.choice_or_none(Sector, located)


def _penalties(located: Located | None, read: TypedYaml) -> PenaltyTerms | None:
    if located is None:
        return None
    from recouv.store.penalties_text import read_penalties  # deferred: most houses keep the law's

    return read_penalties(located, read)


def _grades(located: Located | None, read: TypedYaml) -> tuple[int, ...]:
    if located is None:
        return House().grades
    bounds = [read.whole_or_none(row, least=None) for row in located.rows]
    found = [bound for bound in bounds if bound is not None]
    if len(found) != len(House().grades) or found != sorted(set(found)):
        read.wrong(located, say("grades are four numbers of days that rise"), say("write it as [0, 10, 30, 60]"))
        return House().grades
    return tuple(found)

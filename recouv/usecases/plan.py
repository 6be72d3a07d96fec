"""Agreeing on a payment plan: its instalments from what is left of the invoices, or those that a person states."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft, Field
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.rules.commitments import concerns
from recouv.rules.plans import (
    PlanState,
    Rhythm,
    Rounding,
    Schedule,
    UnbuildablePlanError,
    schedule_of_amount,
    schedule_of_count,
    stated_schedule,
)
from recouv.rules.standing import standing
from recouv.rules.suspension import Commitments
from recouv.usecases.fields import numbers_field, present
from recouv.usecases.invoices_named import Debt, debt_of, require_not_before, sound_dossier
from recouv.usecases.money import written_money
from recouv.usecases.recording import Action, entry_action
from recouv.usecases.session import Session


class Terms(Struct, frozen=True, kw_only=True):
    """What was agreed; one of `count`, `part` and `rows` makes the instalments."""

    on: date
    first: date | None = None
    """The day of the first instalment, where they are not stated."""
    count: int | None = None
    part: Money | None = None
    rows: tuple[tuple[date, Money], ...] = ()
    rhythm: Rhythm = Rhythm.MONTHLY
    rounding: Rounding = Rounding.CENT
    invoices: tuple[str, ...] = ()
    """Empty for every open one."""
    grace: int | None = None
    """`None` for the house's."""
    misses: int | None = None
    acceleration: bool = False
    """Whether all that is left is due at once when the plan is broken."""
    person: str = ""
    note: str = ""


class Plan(Struct, frozen=True, kw_only=True):
    """A plan as it would be agreed: to show, to print for a signature, to record."""

    dossier: Dossier
    terms: Terms
    debt: Debt
    schedule: Schedule

    @property
    def rows(self) -> list[tuple[date, Money, Money]]:
        """Each instalment's day and amount, and what is left to pay after it."""
        left, rows = self.debt.left, []
        for day, money in self.schedule:
            left -= money
            rows.append((day, money, left))
        return rows


def planned(session: Session, client: str, terms: Terms) -> Plan:
    """The plan that these terms make of what is left of the invoices.

    Raises:
        UsageError: no plan can be made of them, or an invoice is in another plan.
        NothingFoundError: an invoice named is not in the dossier.
    """
    dossier = sound_dossier(session, client)
    debt = debt_of(session, dossier, terms.invoices, terms.on)
    _require_no_other(session, dossier, debt, terms.on)
    try:
        schedule = _schedule(debt.left, terms)
    except UnbuildablePlanError as error:
        raise UsageError(error.what, error.mend) from None
    first = schedule[0][0]
    require_not_before(first, terms.on, "--instalment" if terms.rows else "--first")
    return Plan(dossier=dossier, terms=terms, debt=debt, schedule=schedule)


def plan_action(plan: Plan) -> Action:
    """The plan, as `record` writes it."""
    terms, home = plan.terms, plan.dossier.client.currency
    fields: list[Field] = [
        numbers_field(plan.debt.numbers),
        ("instalments", tuple(f"{day.isoformat()}: {written_money(money, home)}" for day, money in plan.schedule)),
        *present(
            ("grace", "" if terms.grace is None else str(terms.grace)),
            ("misses", "" if terms.misses is None else str(terms.misses)),
            ("acceleration", "yes" if terms.acceleration else ""),
            ("with", terms.person),
        ),
    ]
    subject = say(
        "plan: {name}, {total} in {count} from {day}",
        name=plan.dossier.client.name,
        total=plan.debt.left,
        count=len(plan.schedule),
        day=plan.schedule[0][0],
    )
    draft = Draft(date=terms.on, kind="plan", fields=tuple(fields), text=terms.note)
    return entry_action(plan.dossier, draft, subject, invoices=plan.debt.numbers)


def _schedule(total: Money, terms: Terms) -> Schedule:
    ways = [terms.count is not None, terms.part is not None, bool(terms.rows)]
    if sum(ways) != 1:
        raise UsageError(
            say("a plan is made in one way"),
            say("give --count N, or --amount AMOUNT, or each --instalment DATE=AMOUNT"),
        )
    if terms.rows:
        return stated_schedule(total, terms.rows)
    if terms.first is None:
        raise UsageError(say("the plan has no first day"), say("give it: --first DATE"))
    if terms.part is not None:
        return schedule_of_amount(total, terms.part, terms.first, terms.rhythm)
    assert terms.count is not None  # the one way left
    return schedule_of_count(total, terms.count, terms.first, terms.rhythm, terms.rounding)


def _require_no_other(session: Session, dossier: Dossier, debt: Debt, on: date) -> None:
    """Refuse a second plan of an invoice while the first one holds.

    Raises:
        UsageError: it names the plan.
    """
    commitments = Commitments.of(standing(dossier.entries, on), on, session.house)
    for judged in commitments.plans:
        covered = [number for number in debt.numbers if concerns(judged.plan, number)]
        if covered and judged.state in (PlanState.ON_TRACK, PlanState.LATE):
            raise UsageError(
                say(
                    "{numbers}: already in the plan ^{id} of {day}",
                    numbers=", ".join(covered),
                    id=judged.plan.id,
                    day=judged.plan.date,
                ),
                say("recouv release {client} ^{id} ends that one", client=dossier.id, id=judged.plan.id),
            )

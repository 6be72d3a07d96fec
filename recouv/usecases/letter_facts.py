"""What a letter says of a promise, a plan, a dispute, a payment or a handover."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from recouv.domain.entry import Entry
from recouv.domain.kinds import DISPUTE_CATEGORIES
from recouv.domain.letter import Matter
from recouv.domain.message import Code
from recouv.domain.money import Money
from recouv.letters.values import Installment, LetterValues
from recouv.rules.letter_about import About
from recouv.rules.plans import JudgedPlan
from recouv.rules.suspension import claimed
from recouv.usecases.dossiers import DossierView
from recouv.wording.catalogue import Catalogue
from recouv.wording.plain import plain
from recouv.wording.terms import term

#: Categories of disputes that may be told to the client: the others, and the reason, are words of the house.
_SAYABLE = frozenset(DISPUTE_CATEGORIES) - {"bad-faith", "other"}


def with_commitments(values: LetterValues, view: DossierView, about: About, words: Catalogue) -> LetterValues:
    """The values, with those of what the letter is about."""
    found = _disputed(view, about, words)
    match about.matter:
        case Matter.PROMISE:
            found |= _promise(about, words)
        case Matter.PLAN if about.plan is not None:
            found |= _plan(about.plan, about, words)
        case Matter.PAYMENT | Matter.REJECTION if about.fact is not None:
            found |= _payment(about.fact, about, words)
        case Matter.HANDOVER if about.fact is not None:
            found |= {"handed_to": plain(about.fact.word("to")), "handed_on": words.day(about.fact.date)}
        case _:
            pass
    return replace(values, **found)


def _promise(about: About, words: Catalogue) -> dict[str, object]:
    if about.promise is None or about.promise.promise.amount is None:
        return {}
    return {
        "promised": words.money(about.promise.promise.amount),
        "promised_by": words.day(about.promise.by),
        "promise_left": words.money(about.asked),
    }


def _plan(judged: JudgedPlan, about: About, words: Catalogue) -> dict[str, object]:
    rows = [(one.day, one.amount or about.gross, one.amount and one.left) for one in judged.instalments]
    return {
        "plan_grace": judged.grace,
        "plan_misses": judged.misses,
        "plan_accelerates": judged.plan.word("acceleration") == "yes",
        "plan_day": words.day(judged.plan.date),
        "plan_total": words.money(Money(sum((amount.amount for _, amount, _ in rows), Decimal(0)), about.currency)),
        "installments": tuple(
            Installment(
                due=words.day(day),
                amount=words.money(amount),
                left="" if left is not None and not left else words.money(left or amount),
            )
            for day, amount, left in rows
        ),
    }


def _disputed(view: DossierView, about: About, words: Catalogue) -> dict[str, object]:
    if not about.disputed:
        return {}
    heard = [one for one in view.disputes if set(one.invoices) & set(about.numbers)]
    first = min(heard, key=Entry.sort_key, default=None)
    claimable = Money(sum((claimed(item).amount for item in about.items), Decimal(0)), about.currency)
    amounts: dict[str, object] = {
        "disputed": words.money(about.disputed),
        "uncontested": words.money(claimable) if claimable else "",
    }
    if first is None:
        return amounts
    category = first.word("category")
    return amounts | {
        "disputed_on": words.day(first.date),
        "reason": words.text(term(Code(category))) if category in _SAYABLE else "",
    }


def _payment(payment: Entry, about: About, words: Catalogue) -> dict[str, object]:
    assert payment.amount is not None  # only payments with an amount are chosen
    return {
        "received": words.money(payment.amount),
        "received_on": words.day(payment.date),
        "settled": tuple(plain(number) for number in about.numbers),
        "reason": plain(about.reason),
    }

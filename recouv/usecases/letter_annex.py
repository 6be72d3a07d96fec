"""The statement of penalties as the last pages of a letter (décompte)."""

from __future__ import annotations

from collections.abc import Iterator

from recouv.domain.message import say
from recouv.domain.penalties import DayCount
from recouv.letters.blocks import Block, Heading, Listing, Paragraph, Run, Runs, Table
from recouv.rules.penalties import InvoicePenalties, PenaltyStatement
from recouv.usecases.letter_penalties import LetterPenalties
from recouv.wording.catalogue import Catalogue
from recouv.wording.plain import plain

_TITLES = (say("From"), say("To"), say("Days"), say("Late balance"), say("Rate"), say("Interest"))
_YEARS = {DayCount.ACT_365: "365", DayCount.ACT_ACT: "365/366"}


def penalty_annex(
    penalties: LetterPenalties, currency: str, words: Catalogue
) -> tuple[tuple[str, tuple[Block, ...]], ...]:
    """Its title and content; nothing where there is no interest to count."""
    statement = penalties.statement
    if statement is None or not any(one.slices for one in statement.invoices):
        return ()
    title = words.text(say("Annex: statement of late-payment penalties on {day}", day=statement.on))
    return ((title, tuple(_blocks(statement, currency, words))),)


def _blocks(statement: PenaltyStatement, currency: str, words: Catalogue) -> Iterator[Block]:
    for one in statement.invoices:
        if one.amount.currency == currency:
            yield from _invoice(one, words)
    totals = statement.totals(currency)
    rows = [
        (say("Late principal"), totals.principal),
        (say("Interest"), totals.interest),
        *([(say("Recovery charges"), totals.indemnity)] if totals.indemnity else []),
        (say("Total due"), totals.total),
    ]
    yield Heading(_runs(words.text(say("Total"))), 2)
    yield Table(
        right=(False, True),
        head=(_runs(words.text(say("Item"))), _runs(words.text(say("Amount")))),
        rows=tuple((_runs(words.text(label)), _runs(words.money(amount))) for label, amount in rows),
    )
    method = say(
        "days from the day after the due date to the day of payment included, over {year};"
        " amounts tax included; one rounding an invoice; no VAT",
        year=_YEARS[statement.terms.day_count or DayCount.ACT_365],
    )
    sources = dict.fromkeys(words.text(part.source) for one in statement.invoices for part in one.slices)
    notes = [
        words.text(say("How it was counted: {method}", method=method)),
        *sources,
        *map(words.text, statement.notes),
    ]
    yield Listing(tuple((Paragraph(_runs(note)),) for note in notes))


def _invoice(one: InvoicePenalties, words: Catalogue) -> Iterator[Block]:
    title = say(
        "Invoice {number} of {issued}, {amount}, due {due}",
        number=plain(one.number),
        issued=one.issued,
        amount=one.amount,
        due=one.due,
    )
    yield Heading(_runs(words.text(title)), 2)
    if one.slices:
        yield Table(
            right=(False, False, True, True, True, True),
            head=tuple(_runs(words.text(cell)) for cell in _TITLES),
            rows=tuple(
                (
                    _runs(words.day(part.first)),
                    _runs(words.day(part.last)),
                    _runs(str(part.days)),
                    _runs(words.money(part.balance)),
                    _runs(words.percent(part.rate)),
                    _runs(words.money(part.amount)),
                )
                for part in one.slices
            ),
        )
    facts = [say("{what}: {amount}", what=say("Interest"), amount=one.interest)]
    if one.rounding:
        facts.append(say("of which rounding of the sum: {amount}", amount=one.rounding))
    if one.interest_paid:
        facts.append(say("already settled by payments: {amount}", amount=one.interest_paid))
    if one.indemnity and one.indemnity.currency == one.amount.currency:
        facts.append(say("Fixed recovery charge: {amount}", amount=one.indemnity))
    yield Listing(tuple((Paragraph(_runs(words.text(fact))),) for fact in (*facts, *one.notes)))


def _runs(text: str) -> Runs:
    return (Run(text),)

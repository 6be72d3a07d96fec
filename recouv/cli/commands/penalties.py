"""`recouv penalties`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.dossier import ClientKind
from recouv.domain.errors import NothingFoundError
from recouv.domain.message import Code, Message, say
from recouv.domain.penalties import DayCount, Imputation
from recouv.domain.percent import Percent
from recouv.rules.late_interest import Slice, rounded
from recouv.rules.penalties import InvoicePenalties, PenaltyStatement, Totals
from recouv.usecases.clients import find_client
from recouv.usecases.invoices_named import known_invoices
from recouv.usecases.penalties import penalties_of
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv penalties durand",
    "recouv penalties durand --on 2026-12-31 --unpaid",
    "recouv penalties durand --for F2026-031 --markdown > statement.md",
    "recouv penalties durand --json",
)
FORMATS = ("table", "csv", "markdown", "json")
_CSV = (
    *("client", "invoice", "due", "line", "from", "to", "days"),
    *("balance", "rate", "amount", "currency", "source"),
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    options.reading(parser, words)
    parser.add_argument("--format", choices=FORMATS, default="table", help=words.text(say("how to print it")))
    for form in ("csv", "markdown"):
        parser.add_argument(
            f"--{form}",
            dest="format",
            action="store_const",
            const=form,
            help=words.text(say("the same as --format {form}", form=form)),
        )
    options.invoices(parser, words.text(say("these invoices alone")))
    parser.add_argument("--unpaid", action="store_true", help=words.text(say("leave out the invoices paid late")))
    parser.add_argument(
        "--uncontested", action="store_true", help=words.text(say("leave out the penalties on what is disputed"))
    )


def run(context: Context) -> int:
    """Print the statement of late-payment penalties."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    statement = penalties_of(context.session, client, context.day(chosen.on), without_contested=chosen.uncontested)
    if chosen.invoices:
        numbers = known_invoices(context.session.workspace.read(client).dossier, chosen.invoices)
        statement = _named(statement, numbers)
    if chosen.unpaid:
        statement = statement.of_unpaid()
    form = "json" if chosen.json else chosen.format
    if form == "json":
        context.output.json(document(statement, context.words))
    else:
        _PRINTERS[form](context, statement)
    return 0


def document(statement: PenaltyStatement, words: Catalogue) -> dict[str, object]:
    """The statement as scripts read it."""
    client = statement.client
    home = statement.totals(client.currency)
    return {
        "on": statement.on.isoformat(),
        "known_at": None,
        "client": statement.client_id,
        "name": client.name,
        "kind": str(client.kind),
        "currency": client.currency,
        "day_count": str(statement.terms.day_count),
        "imputation": str(statement.terms.imputation),
        "items": [_item(one, words) for one in statement.invoices],
        "principal": home.principal.plain,
        "interest": home.interest.plain,
        "indemnity": home.indemnity.plain,
        "total": home.total.plain,
        "per_day": home.per_day.plain if home.per_day is not None else None,
        "totals": {currency: _totals(statement.totals(currency)) for currency in statement.currencies()},
        "notes": [words.text(note) for note in statement.notes],
        "warnings": [words.text(warning) for warning in statement.warnings],
    }


def _named(statement: PenaltyStatement, numbers: tuple[str, ...]) -> PenaltyStatement:
    found = statement.of(numbers)
    if not found.invoices:
        raise NothingFoundError(
            say("no penalty is due on {numbers} on {day}", numbers=", ".join(numbers), day=statement.on),
            say("recouv show {client} lists what is late", client=statement.client_id),
        )
    return found


def _item(one: InvoicePenalties, words: Catalogue) -> dict[str, object]:
    return {
        "invoice": one.number,
        "entry": f"^{one.entry_id}" if one.entry_id else None,
        "issued": one.issued.isoformat(),
        "due": one.due.isoformat(),
        "amount": one.amount.plain,
        "currency": one.amount.currency,
        "principal": one.principal.plain,
        "disputed": one.contested.plain,
        "interest": one.interest.plain,
        "interest_paid": one.interest_paid.plain,
        "indemnity": one.indemnity.plain,
        "indemnity_currency": one.indemnity.currency,
        "rounding": one.rounding.plain,
        "slices": [
            {
                "from": part.first.isoformat(),
                "to": part.last.isoformat(),
                "days": part.days,
                "balance": part.balance.plain,
                "rate": part.rate.plain,
                "amount": part.amount.plain,
                "source": words.text(part.source),
            }
            for part in one.slices
        ],
        "notes": [words.text(note) for note in one.notes],
    }


def _totals(totals: Totals) -> dict[str, object]:
    return {
        "principal": totals.principal.plain,
        "interest": totals.interest.plain,
        "indemnity": totals.indemnity.plain,
        "total": totals.total.plain,
        "per_day": totals.per_day.plain if totals.per_day is not None else None,
    }


# ------------------------------------------------------------------------------------------------- for a person
def _nothing(statement: PenaltyStatement) -> Message:
    return say("{name} owes no penalty on {day}: nothing is late.", name=statement.client.name, day=statement.on)


def _print_table(context: Context, statement: PenaltyStatement) -> None:
    output, words = context.output, context.words
    if not statement.invoices:
        output.message(_nothing(statement))
        return
    output.message(_title(statement), "bold")
    output.message(_debtor(statement))
    for warning in statement.warnings:
        output.message(say("warning: {what}", what=warning), "yellow")
    letters = _letters(statement)
    for one in statement.invoices:
        output.line()
        output.message(_heading(one), "bold")
        if one.slices:
            output.table(
                [*(words.text(title) for title in _TITLES[:-1]), ""],
                [(*_cells(part, words)[:-1], f"({_letter(letters, part)})") for part in one.slices],
                right=(2, 3, 4, 5),
                indent="  ",
            )
        for line in _sums(one, statement, words):
            output.line("  " + line)
        for note in one.notes:
            output.line("  " + words.text(note), "dim")
    output.line()
    output.table(
        [words.text(title) for title in _TOTAL_TITLES],
        [_total_cells(currency, statement.totals(currency), words) for currency in statement.currencies()],
        right=range(1, 6),
    )
    output.line()
    for rank, (_, source) in enumerate(letters):
        output.message(say("({letter}) {source}", letter=_ranked(rank), source=source))
    output.message(say("How it was counted:"))
    for line in _method(statement, words):
        output.line("- " + line)


def _print_markdown(context: Context, statement: PenaltyStatement) -> None:
    output, words = context.output, context.words
    if not statement.invoices:
        output.message(_nothing(statement))
        return
    output.line("## " + words.text(_title(statement)))
    output.line()
    output.message(_debtor(statement))
    if statement.warnings:
        output.line()
    for warning in statement.warnings:
        output.line("- " + words.text(say("warning: {what}", what=warning)))
    for one in statement.invoices:
        output.line()
        output.line("### " + words.text(_heading(one)))
        output.line()
        if one.slices:
            output.markdown(
                [words.text(title) for title in _TITLES],
                [_cells(part, words) for part in one.slices],
                right=(2, 3, 4, 5),
            )
            output.line()
        for line in (*_sums(one, statement, words), *map(words.text, one.notes)):
            output.line("- " + line)
    output.line()
    output.markdown(
        [words.text(title) for title in _TOTAL_TITLES],
        [_total_cells(currency, statement.totals(currency), words) for currency in statement.currencies()],
        right=range(1, 6),
    )
    output.line()
    output.message(say("How it was counted:"))
    output.line()
    for line in _method(statement, words):
        output.line("- " + line)


def _print_csv(context: Context, statement: PenaltyStatement) -> None:
    context.output.csv(_CSV, _csv_rows(statement, context.words))


def _csv_rows(statement: PenaltyStatement, words: Catalogue) -> Iterator[tuple[str, ...]]:
    for one in statement.invoices:
        first = (statement.client_id, one.number, one.due.isoformat())
        currency = one.amount.currency
        for part in one.slices:
            yield (
                *(*first, "interest", part.first.isoformat(), part.last.isoformat(), str(part.days)),
                *(part.balance.plain, part.rate.plain, part.amount.plain, currency, words.text(part.source)),
            )
        rest = [("rounding", one.rounding), ("interest-paid", -one.interest_paid)]
        rest += [("indemnity", one.indemnity), ("principal", one.principal)]
        for line, money in rest:
            if money:
                yield (*first, line, "", "", "", "", "", money.plain, money.currency, "")


_PRINTERS = {"table": _print_table, "csv": _print_csv, "markdown": _print_markdown}
_TITLES = (say("From"), say("To"), say("Days"), say("Late balance"), say("Rate"), say("Interest"), say("Basis"))
_TOTAL_TITLES = (
    say("Statement"),
    say("Late principal"),
    say("Interest"),
    say("Recovery charges"),
    say("Total due"),
    say("Per day"),
)
_PENALTIES = say("Late-payment penalties")
_INTEREST = {
    ClientKind.PUBLIC: say("Interest on late payment"),
    ClientKind.CONSUMER: say("Interest at the legal rate"),
}
_IMPUTATIONS = {
    Imputation.PRINCIPAL: say("partial payments are counted on the principal first"),
    Imputation.INTEREST_FIRST: say("partial payments are counted on interest first (C. civ. art. 1343-1)"),
}
_DAY_COUNTS = {
    DayCount.ACT_365: say("days from the day after the due date to that of payment included, over 365"),
    DayCount.ACT_ACT: say("days from the day after the due date to that of payment included, over 365 or 366"),
}


def _title(statement: PenaltyStatement) -> Message:
    return say("Statement of late-payment penalties on {day}", day=statement.on)


def _debtor(statement: PenaltyStatement) -> Message:
    return say("{name} ({kind})", name=statement.client.name, kind=Code(statement.client.kind))


def _heading(one: InvoicePenalties) -> Message:
    return say(
        "Invoice {number} of {issued}, {amount}, due {due}",
        number=one.number,
        issued=one.issued,
        amount=one.amount,
        due=one.due,
    )


def _cells(part: Slice, words: Catalogue) -> tuple[str, ...]:
    return (
        words.day(part.first),
        words.day(part.last),
        str(part.days),
        words.money(part.balance),
        words.percent(part.rate),
        words.money(part.amount),
        words.text(part.source),
    )


def _letters(statement: PenaltyStatement) -> list[tuple[Percent, Message]]:
    """Each rate with its basis, once: what the rows name by a letter."""
    found: list[tuple[Percent, Message]] = []
    for one in statement.invoices:
        for part in one.slices:
            if (part.rate, part.source) not in found:
                found.append((part.rate, part.source))
    return found


def _letter(letters: list[tuple[Percent, Message]], part: Slice) -> str:
    return _ranked(letters.index((part.rate, part.source)))


def _ranked(rank: int) -> str:
    """a, b… z, then the number itself."""
    return chr(ord("a") + rank) if rank < 26 else str(rank + 1)


def _sums(one: InvoicePenalties, statement: PenaltyStatement, words: Catalogue) -> Iterator[str]:
    yield words.text(say("Paid late") if one.is_paid else say("Late and not paid: {amount}", amount=one.principal))
    what = _INTEREST.get(statement.client.kind, _PENALTIES)
    yield words.text(say("{what}: {amount}", what=what, amount=one.interest))
    if one.rounding:
        yield words.text(say("of which rounding of the sum: {amount}", amount=one.rounding))
    if one.interest_paid:
        yield words.text(say("already settled by payments: {amount}", amount=one.interest_paid))
    if one.indemnity:
        yield words.text(say("Fixed recovery charge: {amount}", amount=one.indemnity))
    if one.per_day:
        yield words.text(say("Per further day: {amount}", amount=rounded(one.per_day, one.amount.currency)))


def _total_cells(currency: str, totals: Totals, words: Catalogue) -> tuple[str, ...]:
    return (
        words.text(say("Total {currency}", currency=currency)),
        words.money(totals.principal),
        words.money(totals.interest),
        words.money(totals.indemnity),
        words.money(totals.total),
        words.money(totals.per_day) if totals.per_day is not None else words.text(say("rate not known")),
    )


def _method(statement: PenaltyStatement, words: Catalogue) -> Iterator[str]:
    """How it was counted: what somebody else needs to find the same."""
    terms = statement.terms
    yield words.text(_DAY_COUNTS[terms.day_count or DayCount.ACT_365])
    yield words.text(_IMPUTATIONS[terms.imputation or Imputation.PRINCIPAL])
    yield words.text(say("one rounding an invoice; no VAT"))
    yield from map(words.text, statement.notes)

"""The request for an order to pay (requête en injonction de payer), filled in from the dossier and left to sign.

What nobody told recouv is a visible blank: the form of a company, who represents it, where the court sits.

Source: CPC art. 54, 57, 1405 to 1408: court, object, who asks and who owes, the sum with each of its elements and their
basis, the list of the pieces, day and signature; read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from recouv.domain.dossier import ClientKind
from recouv.domain.kinds import NOT_DELIVERED
from recouv.domain.message import Message, say
from recouv.letters.blocks import Block, Paragraph
from recouv.rules.commitments import concerns
from recouv.rules.payment_order import Court
from recouv.rules.promises import PromiseState
from recouv.rules.standing import ARRIVED
from recouv.usecases.evidence.case import Case
from recouv.usecases.evidence.parts import (
    BLANK,
    bullets,
    capital,
    emphasised,
    heading,
    on_one_line,
    paragraph,
    runs,
    table,
)
from recouv.usecases.evidence.pieces import Piece, Sort
from recouv.wording.catalogue import Catalogue

TITLE = say("Request for an order to pay")
SUBTITLE = say("articles 1405 and following of the Code of civil procedure (CPC)")
_ADDRESSEES = {
    Court.COMMERCE: say(
        "To the president of the tribunal de commerce (or tribunal des activités économiques) of {town}"
    ),
    Court.JUDICIAIRE: say("To the president of the tribunal judiciaire of {town}"),
    Court.PROTECTION: say("To the juge des contentieux de la protection of the tribunal judiciaire of {town}"),
}
_FULL_BASIS = {
    ClientKind.CONSUMER: say("C. civ. art. 1231-6 and 1344-1"),
    ClientKind.PUBLIC: say("CCP art. L2192-13, R2192-31"),
}
_FIXED_BASIS = {ClientKind.PUBLIC: say("CCP art. L2192-13, D2192-35")}


def application_blocks(case: Case, pieces: Sequence[Piece], town: str, words: Catalogue) -> tuple[Block, ...]:
    """The request, its last block where it is signed."""
    return tuple(_Application(case, pieces, town, words).blocks())


def blanks(case: Case, town: str) -> Iterator[Message]:
    """What a hand has to fill in."""
    if not town:
        yield say("the town of the court, that of the debtor's address (CPC art. 1406)")
    for key, what in _CREDITOR_BLANKS.items():
        if not case.creditor.get(key):
            yield what
    if not case.is_consumer:
        yield say("the debtor: legal form, RCS, legal representative: an extrait Kbis of less than three months")
    if not case.client.address.strip():
        yield say("the debtor's address")


_CREDITOR_BLANKS = {
    "address": say("the creditor's seat (creditor.address in recouv.yaml)"),
    "legal_form": say("the creditor's legal form (creditor.legal_form); of a natural person: birth and nationality"),
    "rcs": say("the creditor's RCS (creditor.rcs)"),
    "representative": say("the creditor's legal representative, with the capacity (creditor.representative)"),
}


class _Application:
    def __init__(self, case: Case, pieces: Sequence[Piece], town: str, words: Catalogue) -> None:
        self.case = case
        self.claim = case.claim
        self.pieces = pieces
        self.town = town
        self.words = words

    def blocks(self) -> Iterator[Block]:
        """All of it."""
        court = self.case.court
        assert court is not None  # without one there is no request
        say_ = self.said
        addressee = _ADDRESSEES[court]
        yield paragraph(say_(Message(addressee.text, {"town": self.town or BLANK})), bold=True)
        yield heading(say_(say("1. The applicant")))
        yield table((say_(say("Item")), say_(say("Applicant"))), self.applicant())
        yield heading(say_(say("2. The debtor")))
        yield table((say_(say("Item")), say_(say("Debtor"))), self.debtor())
        yield paragraph(
            say_(say("The court is that of the place where the debtor lives or has its seat (CPC art. 1406)."))
        )
        yield heading(say_(say("3. What is asked")))
        yield from self.request()
        yield heading(say_(say("4. Grounds")))
        yield bullets(map(say_, self.grounds()))
        yield heading(say_(say("5. If the debtor opposes the order")))
        yield paragraph(
            say_(
                say(
                    "☐ The applicant asks that the case be sent at once, on opposition, before: {blank}"
                    " (CPC art. 1408; tick and fill in, or leave blank).",
                    blank=BLANK,
                )
            )
        )
        yield heading(say_(say("6. List of pieces (bordereau)")))
        yield table(
            (say_(say("No.")), say_(say("Piece")), say_(say("Date"))),
            (
                (str(one.number), capital(say_(one.what)), self.words.day(one.day) if one.day else say_(say("undated")))
                for one in self.pieces
            ),
            right=(0,),
        )
        yield Paragraph(
            (
                *runs(say_(say("Done at {blank}, on {blank}", blank=BLANK)) + "\n"),
                *runs(say_(say("Name, capacity and signature of the applicant or of its agent:")), bold=True),
            )
        )

    def said(self, message: Message) -> str:
        """In the language of the request."""
        return self.words.text(message)

    def applicant(self) -> Iterator[tuple[str, str]]:
        """Label and value: CPC art. 54, 3°."""
        creditor = self.case.creditor
        yield self.said(say("Name")), creditor.get("name", "") or BLANK
        yield self.said(say("Seat or domicile")), on_one_line(creditor.get("address", "")) or BLANK
        yield "SIREN", creditor.get("siren", "") or BLANK
        legal_form = creditor.get("legal_form", "")
        yield self.said(say("Company: legal form")), legal_form or BLANK
        yield self.said(say("Company: RCS")), creditor.get("rcs", "") or BLANK
        yield self.said(say("Company: legal representative, capacity")), creditor.get("representative", "") or BLANK
        if not legal_form:
            yield self.said(say("Natural person: profession, nationality")), BLANK
            yield self.said(say("Natural person: date and place of birth")), BLANK
        reached = " · ".join(filter(None, (creditor.get("phone", ""), creditor.get("email", ""))))
        if reached:
            yield self.said(say("Telephone, e-mail")), reached

    def debtor(self) -> Iterator[tuple[str, str]]:
        """Label and value: CPC art. 54, 57."""
        client = self.case.client
        address = on_one_line(client.address) or BLANK
        if self.case.is_consumer:
            yield self.said(say("Surname, first names")), client.name
            yield self.said(say("Domicile")), address
            return
        yield self.said(say("Name")), client.name
        yield self.said(say("Seat or place of business")), address
        yield "SIREN", client.siren or BLANK
        yield self.said(say("Legal form, RCS")), BLANK
        yield self.said(say("Legal representative, capacity")), BLANK

    def request(self) -> Iterator[Block]:
        """The sum, element by element, each with its basis."""
        claim, words = self.claim, self.words
        totals = claim.totals
        kind = self.case.client.kind
        yield emphasised(
            self.said(
                say(
                    "The applicant asks the court, under articles 1405 to 1408 of the CPC, to order the debtor to pay"
                    " {total}, as counted on {day}, which is made of:",
                    total=claim.total,
                    day=claim.on,
                )
            ),
            words.money(claim.total),
        )
        contract = self.said(say("contract (CPC art. 1405, 1°)"))
        rows = [
            (
                self.said(
                    say(
                        "Principal left of invoice {number} of {issued}, due {due}, {amount} tax included",
                        number=one.number,
                        issued=one.issued,
                        due=one.due,
                        amount=one.amount,
                    )
                ),
                contract,
                words.money(one.principal),
            )
            for one in claim.invoices
        ]
        if totals.interest:
            what = say("Interest at the legal rate, to {day}", day=claim.on)
            if kind is not ClientKind.CONSUMER:
                what = say("Late-payment penalties, to {day}", day=claim.on)
            basis = _FULL_BASIS.get(kind, say("C. com. art. L441-10, II"))
            rows.append((self.said(what), self.said(basis), words.money(totals.interest)))
        if totals.indemnity:
            count = sum(bool(one.indemnity) for one in claim.invoices)
            what = say("Fixed recovery charge, {count} × 40 €", count=count)
            basis = _FIXED_BASIS.get(kind, say("C. com. art. L441-10, II and D441-5"))
            rows.append((self.said(what), self.said(basis), words.money(totals.indemnity)))
        rows.append((self.said(say("Total on {day}", day=claim.on)), "", words.money(claim.total)))
        yield table(
            (self.said(say("Element")), self.said(say("Basis")), self.said(say("Amount"))), rows, right=(2,), total=True
        )
        yield bullets(map(self.said, self.beside()))

    def beside(self) -> Iterator[Message]:
        """What goes on, what is not asked for, the costs."""
        claim = self.claim
        daily = claim.totals.per_day
        if daily:
            yield say(
                "and, from {day} until full payment, what the principal bears at the rate of each half-year: {rate} a"
                " year, that is {daily} a day, at the date of this statement;",
                day=claim.on + timedelta(days=1),
                rate=self.rates(),
                daily=daily,
            )
        statement = next((one for one in self.pieces if one.sort is Sort.STATEMENT), None)
        if statement is not None and claim.totals.interest:
            yield say(
                "interest is counted period by period and rate by rate in the statement, piece no. {number};",
                number=statement.number,
            )
        if self.case.is_consumer:
            yield say("no fixed charge and no cost of recovery is asked of a private person (CPCE art. L111-8);")
        yield say("no penalty clause is claimed;")
        yield say("that the costs (dépens), service of the order included, be borne by the debtor (CPC art. 696).")

    def rates(self) -> str:
        """Those that run on the day, each once."""
        running = (one.slices[-1] for one in self.claim.invoices if one.slices)
        found = {part.rate for part in running if part.last == self.claim.on}
        return ", ".join(self.words.percent(rate) for rate in sorted(found))

    def grounds(self) -> Iterator[Message]:
        """What the dossier proves, in the order of the facts."""
        claim, case = self.claim, self.case
        proofs = self.numbers(Sort.TERMS, Sort.CONTRACT, Sort.ORDER, Sort.DELIVERY)
        if proofs:
            yield say("the contract and its performance: {pieces};", pieces=self.referred(proofs))
        yield say(
            "the invoices above, late and not paid: {pieces};",
            pieces=self.referred(self.numbers(Sort.INVOICE)),
        )
        if any(one.principal != one.amount for one in claim.invoices):
            yield say("what was paid or credited is deducted in the principal above;")
        if claim.contested:
            yield say("{amount}, which the debtor contests, is not asked for here;", amount=claim.contested)
        for fact in case.facts:
            if fact.kind == "acknowledgment" and any(concerns(fact, number) for number in claim.numbers):
                yield say(
                    "the debtor acknowledged the debt on {day}: {pieces};", day=fact.date, pieces=self.of(fact.id)
                )
        for judged in case.commitments.promises:
            about = any(concerns(judged.promise, number) for number in claim.numbers)
            if judged.state is PromiseState.BROKEN and about and judged.promise.amount:
                yield say(
                    "the debtor promised on {day} to pay {amount} by {by}, and did not;",
                    day=judged.promise.date,
                    amount=judged.promise.amount,
                    by=judged.by,
                )
        yield from self.written()

    def written(self) -> Iterator[Message]:
        """Reminders, then formal notices."""
        left = [one for one in self.case.messages if one.word("outcome") not in NOT_DELIVERED]
        reminders = [one for one in left if one not in self.case.notices]
        if reminders:
            days = dict.fromkeys(self.words.day(one.date) for one in reminders)
            yield say(
                "reminders in writing ({days}): {pieces};",
                days=", ".join(days),
                pieces=self.referred(self.numbers(Sort.MESSAGE)),
            )
        for fact in self.case.notices:
            arrived = fact.values.get(ARRIVED)
            proof = self.of(fact.id, *(one.id for one in self.case.sendings(fact)))
            if any(one.word("outcome") == "received" for one in self.case.sendings(fact)) and arrived:
                yield say(
                    "formal notice of {day}, received on {arrived}, without effect: {pieces}.",
                    day=fact.date,
                    arrived=arrived,
                    pieces=proof,
                )
            else:
                yield say("formal notice of {day}, without effect: {pieces}.", day=fact.date, pieces=proof)

    def numbers(self, *sorts: Sort) -> str:
        """Those of the pieces of these sorts."""
        return ", ".join(str(one.number) for one in self.pieces if one.sort in sorts)

    def of(self, *entries: str) -> Message:
        """The pieces that these entries name."""
        return self.referred(", ".join(str(one.number) for one in self.pieces if one.entry and one.entry in entries))

    def referred(self, numbers: str) -> Message:
        """How the text names pieces."""
        if not numbers:
            return say("no piece joined")
        return (
            say("pieces no. {numbers}", numbers=numbers)
            if "," in numbers
            else say("piece no. {numbers}", numbers=numbers)
        )

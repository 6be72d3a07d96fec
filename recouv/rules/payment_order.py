"""Whether an order to pay may be asked for (injonction de payer), of which court, and what to look at before.

    business          → tribunal de commerce (or tribunal des activités économiques)
    consumer          → tribunal judiciaire; for a rent or a consumer credit, the juge des contentieux de la protection
    public body       → none: its contracts are for the administrative courts

It is asked for a sum that a contract determines, of the court of the place where the debtor lives or has its seat.  It
is not the way, and none is written, where insolvency proceedings stop all suits, where nothing is late that is neither
contested, judged nor lost, where money received settles nothing yet (the sum is not determined), against a debtor
abroad and in another currency.  What remains a person's judgment is a caution.

Source: CPC art. 1405 to 1408, 1416, 1425; C. com. art. L622-7, L622-21, R622-24; regulation (EC) 1896/2006; décret
2026-96 of 16 Feb. 2026, art. 9 (three months to serve an order made from 1 Sept. 2026, six before); Cass. com. 18 May
2022, n° 20-23.204; read 2026-11-22.  Known, and not read again in their text: CPC art. 1411 and 1422, COJ art. L211-3
and L213-4-1 to L213-4-8, C. com. art. L622-24 and L721-3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from recouv.domain.dossier import Client, ClientKind
from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.rules.commitments import concerns
from recouv.rules.court_claim import CourtClaim
from recouv.rules.months import months_later
from recouv.rules.promises import JudgedPromise

#: Orders made from this day on are served within three months.
_SHORTER_SERVICE = date(2026, 9, 1)
#: Months before limitation in which it is told: the order has to be made and served by then.
_NEAR = 6
_EURO = "EUR"


class Court(StrEnum):
    """Whom an order to pay is asked of."""

    COMMERCE = "tc"
    JUDICIAIRE = "tj"
    PROTECTION = "jcp"


class Obstacle(Struct, frozen=True):
    """Why an order to pay is not the way, and what is."""

    what: Message
    mend: Message


def court_of(kind: ClientKind) -> Court | None:
    """The court of a client of that kind; `None` for a public body, which answers to the administrative ones."""
    match kind:
        case ClientKind.COMPANY | ClientKind.SOLE_TRADER:
            return Court.COMMERCE
        case ClientKind.CONSUMER:
            return Court.JUDICIAIRE
        case ClientKind.PUBLIC:
            return None


def months_to_serve(made: date) -> int:
    """Within how many months an order made on that day is served, or it lapses (CPC art. 1411).

    >>> months_to_serve(date(2026, 8, 31)), months_to_serve(date(2026, 9, 1))
    (6, 3)
    """
    return 3 if made >= _SHORTER_SERVICE else 6


def obstacles(
    client: Client, court: Court | None, claim: CourtClaim, insolvencies: Sequence[Entry]
) -> Iterator[Obstacle]:
    """What the law, or the dossier, opposes to an order to pay.

    Args:
        client: The debtor.
        court: The one that a person chose, else that of the client's kind.
        claim: What is claimed.
        insolvencies: The proceedings that nothing has closed.
    """
    for opened in insolvencies[:1]:
        yield Obstacle(
            say("insolvency proceedings opened on {day} stop all suits (C. com. art. L622-21)", day=opened.date),
            say("declare the claim to the trustee, within two months of its publication in the BODACC (art. R622-24)"),
        )
    if court is None:
        yield Obstacle(
            say("the debtor is a public body: its contracts are for the administrative courts"),
            say("claim in writing, then seize the tribunal administratif; a contract of private law: --court tj"),
        )
    if _is_abroad(client):
        yield Obstacle(
            say("VAT number {number}: the debtor is established abroad", number=client.vat),
            say("ask for a European order for payment, form A (regulation 1896/2006; CPC art. 1424-1), or a lawyer"),
        )
    if claim.currency != _EURO:
        yield Obstacle(
            say("the claim is in {currency}", currency=claim.currency),
            say("have the sum put in euros by your lawyer, at the rate of the contract or of the day of payment"),
        )
    if not claim.invoices:
        yield _nothing(claim)
    if claim.received:
        yield Obstacle(
            say("{amount} received settles no invoice yet: the sum is not determined", amount=claim.received),
            say("allocate it first: recouv allocate {client}", client=claim.statement.client_id),
        )


def cautions(
    client: Client, court: Court | None, claim: CourtClaim, notices: Sequence[date], promises: Sequence[JudgedPromise]
) -> Iterator[Message]:
    """What a person weighs before the request is signed.

    Args:
        client: The debtor.
        court: The one chosen.
        claim: What is claimed.
        notices: The days of the formal notices about it.
        promises: Those whose money is still waited for.
    """
    if claim.contested:
        yield say(
            "{amount} is contested and is not claimed: a debtor who contests will oppose the order (CPC art. 1412);"
            " for that part, sue on the merits or in summary proceedings",
            amount=claim.contested,
        )
    if not claim.invoices:
        return
    if not notices:
        yield say("no formal notice was sent: courts expect one (C. civ. art. 1344)")
    for one in promises:
        if any(concerns(one.promise, number) for number in claim.numbers):
            yield say("a promise of {day} waits for its money until {by}", day=one.promise.date, by=one.by)
    yield from _limits(claim)
    if court is Court.COMMERCE and client.kind is ClientKind.SOLE_TRADER:
        yield say(
            "a sole trader is not always a trader: a liberal profession or a farmer is sued before the tribunal"
            " judiciaire (--court tj)"
        )
    if court is Court.JUDICIAIRE and client.kind is ClientKind.CONSUMER:
        yield say(
            "for a rent or a consumer credit the judge is the juge des contentieux de la protection (--court jcp)"
        )


def _nothing(claim: CourtClaim) -> Obstacle:
    if claim.left_out:
        first = claim.left_out[0]
        return Obstacle(
            say("nothing may be claimed: {number}, {reason}", number=first.number, reason=first.reason),
            say("the list of what is left out gives the reason of each invoice"),
        )
    return Obstacle(
        say("nothing is owed on {day}", day=claim.on),
        say("recouv show {client} says more", client=claim.statement.client_id),
    )


def _limits(claim: CourtClaim) -> Iterator[Message]:
    """Of each invoice that is near, or already lost by one of both ways to count."""
    soon = months_later(claim.on, _NEAR)
    for number, limit in claim.limits.items():
        prudent, usual = limit.prudent.last_day, limit.usual.last_day
        if prudent is None or prudent > soon:
            continue
        if prudent < claim.on:
            yield say(
                "{number} may be lost to limitation since {day}; counted from its due date, on {usual}",
                number=number,
                day=prudent,
                usual=usual or prudent,
            )
        else:
            yield say(
                "{number} is lost to limitation after {day}: the request does not stop it, the order served does",
                number=number,
                day=prudent,
            )


def _is_abroad(client: Client) -> bool:
    country = client.vat.strip()[:2].upper()
    return country.isalpha() and country != "FR"

"""A client's account in the books, turned into what a dossier would hold of it: the steps of the rule, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from recouv.domain.message import Message, say_many
from recouv.rules.reconstruction.entries import write_entries
from recouv.rules.reconstruction.leftovers import settle_leftovers
from recouv.rules.reconstruction.lettering import settle_letters
from recouv.rules.reconstruction.lines import with_kind_of_its_sign
from recouv.rules.reconstruction.openings import compare_openings
from recouv.rules.reconstruction.rejections import rejected_payments
from recouv.rules.reconstruction.settling import Settling, known_item, line_item

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from recouv.domain.imported import ImportedEntry, ImportedShare, KnownItem
    from recouv.rules.reconstruction.lines import CustomerLine
    from recouv.rules.reconstruction.openings import Opened


class Reconstruction(Struct, frozen=True, kw_only=True):
    """A client's account as a dossier would hold it."""

    entries: tuple[ImportedEntry, ...]
    shares: tuple[ImportedShare, ...]
    matched_openings: tuple[CustomerLine, ...] = ()
    """Opening lines that repeat what the dossier holds: nothing is created for them."""
    notes: tuple[Message, ...] = ()


def reconstruct(
    lines: Sequence[CustomerLine], known: Sequence[KnownItem] = (), *, currency: str = "EUR"
) -> Reconstruction:
    """The entries and allocations that `lines`, one client's, make.

    `known` is what the dossier holds open without the entries that came from these very books, so that a second import
    finds the same again.  Where the books open with it: known balance + new entries = balance of the account there.
    """
    held = [item for item in known if item.balance.currency == currency and item.balance.amount > 0]
    opened = compare_openings([with_kind_of_its_sign(line) for line in lines if line.amount], held)
    rejections = rejected_payments(opened.created)
    settling = _to_settle(opened, held, without={*rejections, *rejections.values()})
    paid_later = settle_letters(settling)
    settle_leftovers(settling, paid_later)
    entries, shares = write_entries(
        opened.created,
        settling,
        rejections=rejections,
        taken=[item.number for item in held],
        currency=currency,
    )
    return Reconstruction(
        entries=entries,
        shares=shares,
        matched_openings=opened.matched,
        notes=(*opened.notes, *_paid_elsewhere(paid_later)),
    )


def _to_settle(opened: Opened, held: Sequence[KnownItem], *, without: Container[str]) -> Settling:
    """The lines to take over and what the dossier holds, save the lines that settle one another."""
    debits = [line_item(line) for line in opened.created if line.is_debit and line.key not in without]
    funds = [line_item(line) for line in opened.created if not line.is_debit and line.key not in without]
    for item in held:
        (funds if item.is_credit else debits).append(known_item(item, opened.letters.get(item.key, "")))
    return Settling(debits, funds)


def _paid_elsewhere(paid_later: Mapping[str, int]) -> Iterator[Message]:
    """What the user may want to know of the lettering."""
    for letter, count in paid_later.items():
        yield say_many(
            "{count} entry lettered {letter} stays open: what pays it is not in this file",
            "{count} entries lettered {letter} stay open: what pays them is not in this file",
            count,
            letter=letter,
        )

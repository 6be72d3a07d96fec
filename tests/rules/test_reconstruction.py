"""Open invoices and payments rebuilt from the lines of a client's account in the books."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.imported import ImportedEntry, KnownItem
from recouv.domain.money import Money
from recouv.rules.reconstruction import CustomerLine, LineKind, Reconstruction, reconstruct

INITIALS = {
    "A": LineKind.OPENING,
    "P": LineKind.PAYMENT,
    "R": LineKind.REFUND,
    "I": LineKind.INVOICE,
    "C": LineKind.CREDIT_NOTE,
    "W": LineKind.WRITE_OFF,
    "T": LineKind.TRANSFER,
}


def books(text: str) -> list[CustomerLine]:
    """The lines of `text`: kind's initial, day of January 2024, amount, letter, piece, label; `.` for nothing."""
    lines = []
    for rank, row in enumerate(text.strip().splitlines(), start=1):
        initial, day, amount, letter, piece, *label = row.split()
        lines.append(
            CustomerLine(
                key=f"k{rank}",
                kind=INITIALS[initial],
                date=date(2024, 1, int(day)),
                amount=Decimal(amount),
                line=rank,
                journal="JO",
                number=str(rank),
                entry=f"e{rank}",
                reference="" if piece == "." else piece,
                label=" ".join(label),
                letter="" if letter == "." else letter,
            )
        )
    return lines


def known(text: str) -> list[KnownItem]:
    """The items of `text`: number, day of December 2023, amount, below zero for money not allocated."""
    items = []
    for row in text.strip().splitlines():
        number, day, amount = row.split()
        money = Money(abs(Decimal(amount)))
        items.append(
            KnownItem(
                key=f"^{number}",
                number=number,
                date=date(2023, 12, int(day)),
                balance=money,
                is_credit=Decimal(amount) < 0,
            )
        )
    return items


def left(rebuilt: Reconstruction, held: list[KnownItem] | None = None) -> dict[str, str]:
    """What is left of each item as a dossier would count it, below zero for money not allocated; settled ones left out.

    Fails where a share, refund or write-off takes more than there is.
    """
    rest: dict[str, Decimal] = {item.key: item.balance.amount for item in held or ()}
    debits = {item.key for item in held or () if not item.is_credit}
    numbers = {item.number: item.key for item in held or () if not item.is_credit}
    for entry in rebuilt.entries:
        assert entry.money.amount > 0
        if entry.kind in ("invoice", "credit-note", "payment", "refund"):
            rest[entry.key] = entry.money.amount
        if entry.kind in ("invoice", "refund"):
            debits.add(entry.key)
        if entry.kind == "invoice":
            assert entry.number
            assert entry.number not in numbers
            numbers[entry.number] = entry.key
    for share in rebuilt.shares:
        assert share.money.amount > 0
        assert share.target in debits
        assert share.source not in debits
        rest[share.source] -= share.money.amount
        rest[share.target] -= share.money.amount
    for entry in rebuilt.entries:
        if entry.kind == "write-off":
            rest[numbers[entry.number]] -= entry.money.amount
        elif entry.kind == "rejected":
            assert rest[entry.target] == entry.money.amount
            del rest[entry.target]
        elif entry.kind == "refund" and entry.target:
            rest[entry.target] -= entry.money.amount
            del rest[entry.key]
    assert all(amount >= 0 for amount in rest.values())
    return {key: str(amount if key in debits else -amount) for key, amount in rest.items() if amount}


def balance(amounts: dict[str, str]) -> Decimal:
    return sum(map(Decimal, amounts.values()), Decimal(0))


def entry_of(rebuilt: Reconstruction, key: str) -> ImportedEntry:
    return next(entry for entry in rebuilt.entries if entry.key == key)


def bases(rebuilt: Reconstruction) -> list[tuple[str, str, str, str]]:
    return [(share.source, share.target, share.money.plain, share.basis) for share in rebuilt.shares]


class TestLetterGroups:
    """Lines of one letter settle each other: by reference, by amount, then the oldest first."""

    def test_balanced(self) -> None:
        """A group that balances leaves nothing."""
        rebuilt = reconstruct(books("I 1 120 AA F1\nP 20 -120 AA 77"))
        assert left(rebuilt) == {}
        assert bases(rebuilt) == [("k2", "k1", "120.00", "lettering")]

    def test_equal_reference_first(self) -> None:
        """A payment that names a later invoice settles it before the oldest."""
        assert left(reconstruct(books("I 1 100 AA F1\nI 2 100 AA F2\nP 9 -100 AA F2"))) == {"k1": "100"}

    def test_equal_reference_in_part(self) -> None:
        """What a reference does not use goes to the others."""
        rebuilt = reconstruct(books("I 1 100 AA F1\nI 2 50 AA F2\nP 9 -30 AA F2\nP 9 -20 AA F2\nP 10 -60 AA F2"))
        assert left(rebuilt) == {"k1": "40"}

    def test_equal_amount_second(self) -> None:
        """Without references, equal amounts belong together."""
        assert left(reconstruct(books("I 1 100 AA F1\nI 2 70 AA F2\nP 9 -70 AA 9"))) == {"k1": "100"}

    def test_oldest_first(self) -> None:
        """Then the oldest invoice is paid first."""
        assert left(reconstruct(books("I 2 100 AA F2\nI 1 100 AA F1\nP 9 -130 AA 9"))) == {"k1": "70"}

    def test_one_letter_does_not_touch_another(self) -> None:
        """Letters part the lines: an amount is not taken from another group."""
        rebuilt = reconstruct(books("I 1 100 AA F1\nI 2 100 BB F2\nP 9 -100 BB 9"))
        assert left(rebuilt) == {"k1": "100"}

    def test_case_of_letters(self) -> None:
        """Small letters are partial lettering in some programs: another group."""
        assert left(reconstruct(books("I 1 100 aa F1\nI 2 90 AA F2\nP 9 -90 AA 9"))) == {"k1": "100"}

    def test_one_cent_in_the_group(self) -> None:
        """A write-off of a cent in the group closes the invoice and needs no share."""
        rebuilt = reconstruct(books("I 1 100.01 AA F1\nP 9 -100 AA 9\nW 9 -0.01 AA OD"))
        assert left(rebuilt) == {}
        assert (entry_of(rebuilt, "k3").kind, entry_of(rebuilt, "k3").number) == ("write-off", "F1")
        assert bases(rebuilt) == [("k2", "k1", "100.00", "lettering")]


class TestUnbalancedGroups:
    """A letter group that does not balance is normal."""

    def test_debits_alone(self) -> None:
        """They were paid after the books were written: open, and said so."""
        rebuilt = reconstruct(books("I 1 100 AB F1\nI 2 50 AB F2"))
        assert left(rebuilt) == {"k1": "100", "k2": "50"}
        assert [str(note) for note in rebuilt.notes] == [
            "2 entries lettered AB stay open: what pays them is not in this file"
        ]

    def test_debits_alone_are_not_paid_by_another_amount(self) -> None:
        """A payment of the same amount without their letter pays something else."""
        assert left(reconstruct(books("I 1 100 AB F1\nP 9 -100 . 9"))) == {"k1": "100", "k2": "-100"}

    def test_credits_alone(self) -> None:
        """They pay an invoice of an earlier year: here an opening line."""
        rebuilt = reconstruct(books("A 1 100 . RAN\nP 9 -60 AA 8\nP 10 -40 AB 9"))
        assert left(rebuilt) == {}
        assert {share.basis for share in rebuilt.shares} == {"opening balance"}

    def test_partial(self) -> None:
        """What the credits do not cover stays open."""
        assert left(reconstruct(books("I 1 100 AA F1\nP 9 -60 AA 9"))) == {"k1": "40"}


class TestLeftOvers:
    """What lettering leaves is settled where the figures leave no doubt, in a fixed order, and no further."""

    def test_same_reference_and_amount(self) -> None:
        """The same piece and amount belong together, spaces and case apart."""
        rebuilt = reconstruct(books("I 5 100 . fa1\nI 6 100 . FA2\nP 9 -100 . FA1"))
        assert left(rebuilt) == {"k2": "100"}
        assert bases(rebuilt) == [("k3", "k1", "100.00", "same reference")]

    def test_same_amount(self) -> None:
        """An amount that occurs once on each side belongs together."""
        rebuilt = reconstruct(books("I 5 100 . F1\nI 6 90 . F2\nP 9 -100 . 1\nP 9 -80 . 2"))
        assert left(rebuilt) == {"k2": "90", "k4": "-80"}
        assert bases(rebuilt) == [("k3", "k1", "100.00", "same amount")]

    @pytest.mark.parametrize("more", ["I 6 100 . F2", "P 9 -100 . 2"])
    def test_same_amount_twice(self, more: str) -> None:
        """An amount that occurs twice on a side is in doubt."""
        assert len(left(reconstruct(books(f"I 5 100 . F1\nP 9 -100 . 1\n{more}")))) == 3

    def test_payment_before_the_invoice(self) -> None:
        """A payment earlier than the invoice of its amount is in doubt."""
        assert left(reconstruct(books("I 9 100 . F1\nP 5 -100 . 1"))) == {"k1": "100", "k2": "-100"}

    def test_opening_line_is_the_sum(self) -> None:
        """One opening line that is the sum of the credits left is settled by them."""
        rebuilt = reconstruct(books("A 1 100 . RAN\nI 3 70 . F1\nP 9 -60 . 1\nP 9 -40 . 2"))
        assert left(rebuilt) == {"k2": "70"}

    def test_rounding(self) -> None:
        """Five cents of difference are a rounding: the payment settles, the cents stay to be seen."""
        rebuilt = reconstruct(books("I 5 100.05 . F1\nP 9 -100 . 1"))
        assert left(rebuilt) == {"k1": "0.05"}
        assert bases(rebuilt)[0][3] == "rounding"

    def test_rounding_paid_too_much(self) -> None:
        """Cents paid too much stay unallocated."""
        assert left(reconstruct(books("I 5 100 . F1\nP 9 -100.03 . 1"))) == {"k2": "-0.03"}

    @pytest.mark.parametrize(
        "text", ["I 5 100.06 . F1\nP 9 -100 . 1", "I 5 100.01 . F1\nI 5 100.02 . F2\nP 9 -100 . 1"]
    )
    def test_no_rounding(self, text: str) -> None:
        """Six cents, or two candidates, are in doubt."""
        assert reconstruct(books(text)).shares == ()

    def test_overpayment_stays(self) -> None:
        """8 194.19 for 8 115.06 is an overpayment to look at."""
        assert len(left(reconstruct(books("I 5 8115.06 . F1\nP 9 -8194.19 . 1")))) == 2

    @pytest.mark.parametrize("piece", ["-", "0000000", "sans", "Néant"])
    def test_pieces_that_say_nothing(self, piece: str) -> None:
        """A placeholder is no reference."""
        text = f"I 5 100 . {piece}\nI 6 100 . F2\nP 9 -100 . {piece}"
        assert reconstruct(books(text)).shares == ()


class TestKinds:
    """Each line becomes the entry of its kind and sign."""

    @pytest.mark.parametrize(
        ("row", "kind", "nature"),
        [
            ("I 1 10 . F1", "invoice", ""),
            ("C 1 -10 . A1", "credit-note", ""),
            ("A 1 10 . F1", "invoice", "opening"),
            ("A 1 -10 . F1", "payment", "opening"),
            ("T 1 10 . F1", "invoice", "transfer"),
            ("T 1 -10 . F1", "credit-note", "transfer"),
            ("W 1 10 . F1", "invoice", "rounding"),
            ("W 1 -10 . F1", "credit-note", "rounding"),
            ("P 1 -10 . 9", "payment", ""),
            ("R 1 10 . 9", "refund", ""),
            ("P 1 10 . 9", "refund", ""),
            ("R 1 -10 . 9", "payment", ""),
            ("I 1 -10 . F1", "credit-note", ""),
            ("C 1 10 . F1", "invoice", ""),
        ],
    )
    def test_entry(self, row: str, kind: str, nature: str) -> None:
        """Kind, nature and amount above zero; a number for invoices and credit notes alone."""
        (entry,) = reconstruct(books(row)).entries
        assert (entry.kind, entry.nature, entry.money.plain) == (kind, nature, "10.00")
        assert bool(entry.number) == (kind in ("invoice", "credit-note"))
        assert (entry.due, entry.terms) == (None, "")

    def test_nothing(self) -> None:
        """A line of zero is no entry."""
        assert reconstruct(books("I 1 0.00 . F1")).entries == ()

    @pytest.mark.parametrize(
        ("label", "method"),
        [
            ("REM CHQ 12", "cheque"),
            ("Chèque n° 5", "cheque"),
            ("RECETTE CB", "card"),
            ("VIR DURAND", "transfer"),
            ("PRLV SEPA", "direct-debit"),
            ("LCR 30/06", "bill"),
            ("ESPECES", "cash"),
            ("Durand", "other"),
            ("Virginie", "other"),
        ],
    )
    def test_method(self, label: str, method: str) -> None:
        """How it was paid is said by the label, where it is."""
        assert reconstruct(books(f"P 1 -10 . 9 {label}")).entries[0].method == method

    @pytest.mark.parametrize(
        ("piece", "label", "reference"),
        [
            ("123", "Durand", "123 Durand"),
            ("sans", "Durand", "Durand"),
            ("VIR", "VIR Durand", "VIR Durand"),
            (".", "-", ""),
        ],
    )
    def test_reference(self, piece: str, label: str, reference: str) -> None:
        """What the books wrote: the piece and the label, once."""
        assert reconstruct(books(f"P 1 -10 . {piece} {label}")).entries[0].reference == reference

    def test_currency(self) -> None:
        """Amounts are in the books' currency; items known in another one are left alone."""
        held = known("F9 1 10")
        rebuilt = reconstruct(books("I 1 10 AA F1\nP 2 -10 AA 1"), held, currency="CHF")
        assert {entry.money.currency for entry in rebuilt.entries} == {"CHF"}
        assert rebuilt.shares[0].money == Money(Decimal(10), "CHF")
        assert rebuilt.notes == ()


class TestWriteOffs:
    """A write-off settles the invoice that it names, by letter or reference; else it is a credit note for rounding."""

    def test_by_reference(self) -> None:
        """It may be part of the invoice."""
        rebuilt = reconstruct(books("I 1 100 . F1\nW 9 -40 . F1"))
        assert left(rebuilt) == {"k1": "60"}
        assert (entry_of(rebuilt, "k2").kind, entry_of(rebuilt, "k2").number) == ("write-off", "F1")

    def test_of_two_invoices(self) -> None:
        """Two invoices are not one: a credit note, allocated to both."""
        rebuilt = reconstruct(books("I 1 30 AA F1\nI 2 20 AA F2\nW 9 -50 AA OD"))
        assert left(rebuilt) == {}
        assert (entry_of(rebuilt, "k3").kind, entry_of(rebuilt, "k3").nature) == ("credit-note", "rounding")

    def test_of_more_than_is_owed(self) -> None:
        """More than the invoice: nothing is settled by reference."""
        rebuilt = reconstruct(books("I 1 30 . F1\nW 9 -50 . F1"))
        assert left(rebuilt) == {"k1": "30", "k2": "-50"}

    def test_same_reference_as_two_invoices(self) -> None:
        """A reference of two invoices names neither."""
        assert len(left(reconstruct(books("I 1 30 . F1\nI 2 40 . F1\nW 9 -20 . F1")))) == 3


class TestRefunds:
    """A refund gives back one credit, whole, or names none."""

    def test_by_letter(self) -> None:
        """Paid too much, and given back: the invoice and the refund share the payment."""
        rebuilt = reconstruct(books("I 1 1607.82 AA F1\nP 5 -1895.84 AA 9\nR 6 288.02 AA 9 ERREUR VIREMENT"))
        assert left(rebuilt) == {}
        assert entry_of(rebuilt, "k3").target == "k2"

    def test_by_amount(self) -> None:
        """The only credit of its amount, if it came before."""
        rebuilt = reconstruct(books("P 5 -100 . 9\nR 6 100 . 10"))
        assert entry_of(rebuilt, "k2").target == "k1"
        assert left(rebuilt) == {}

    def test_before_the_money_came(self) -> None:
        """Money that comes after the refund is not what it gives back."""
        rebuilt = reconstruct(books("R 5 100 . 9\nP 6 -100 . 10"))
        assert entry_of(rebuilt, "k1").target == ""
        assert left(rebuilt) == {"k1": "100", "k2": "-100"}

    def test_of_two_credits(self) -> None:
        """No single credit covers it: it names none, and the credits stay unallocated."""
        rebuilt = reconstruct(books("P 5 -60 AA 9\nP 6 -40 AA 10\nR 7 100 AA 11"))
        assert left(rebuilt) == {"k1": "-60", "k2": "-40", "k3": "100"}

    def test_never_a_write_off(self) -> None:
        """A loss cannot be given back."""
        assert entry_of(reconstruct(books("W 5 -60 AA 9\nR 7 60 AA 11")), "k2").target == ""

    def test_smallest_credit_that_covers_it(self) -> None:
        """Among several credits of its letter the smallest that covers it is given back."""
        rebuilt = reconstruct(books("P 4 -500 AA 8\nP 5 -60 AA 9\nR 7 50 AA 11"))
        assert entry_of(rebuilt, "k3").target == "k2"


class TestRejections:
    """A debit against the bank that says so sends an earlier payment of its amount back."""

    @pytest.mark.parametrize("label", ["CHQ IMPAYÉ", "Rejet prélèvement", "REJ PRLV", "Retour chèque sans provision"])
    def test_label(self, label: str) -> None:
        """The payment gets no share: the invoice is open again."""
        rebuilt = reconstruct(books(f"I 1 100 AA F1\nP 5 -100 AA 9\nR 7 100 . 9 {label}"))
        assert (entry_of(rebuilt, "k3").kind, entry_of(rebuilt, "k3").target) == ("rejected", "k2")
        assert rebuilt.shares == ()
        assert left(rebuilt) == {"k1": "100"}

    def test_paid_again(self) -> None:
        """The second payment settles the invoice."""
        rebuilt = reconstruct(books("I 1 100 AA F1\nP 5 -100 AA 9\nR 7 100 AA 9 impayé\nP 9 -100 AA 10"))
        assert left(rebuilt) == {}
        assert bases(rebuilt) == [("k4", "k1", "100.00", "lettering")]

    @pytest.mark.parametrize(
        ("first", "second", "rejection"),
        [("AA 1", ". 2", "AA 9"), (". 1", ". 2", ". 1"), ("AA 1", "BB 2", "AA 2")],
    )
    def test_which_payment(self, first: str, second: str, rejection: str) -> None:
        """Among equal payments: the one of its letter, else of its reference."""
        rebuilt = reconstruct(books(f"P 3 -100 {first}\nP 5 -100 {second}\nR 7 100 {rejection} impayé"))
        assert entry_of(rebuilt, "k3").target == "k1"

    def test_latest_payment(self) -> None:
        """Else the latest; two rejections send two payments back."""
        rebuilt = reconstruct(books("P 3 -9 . 1\nP 5 -9 . 2\nR 7 9 . 3 impayé\nR 8 9 . 4 impayé\nR 9 9 . 5 impayé"))
        assert [(entry.kind, entry.target) for entry in rebuilt.entries[2:]] == [
            ("rejected", "k2"),
            ("rejected", "k1"),
            ("refund", ""),
        ]

    def test_payment_after_it(self) -> None:
        """A later payment was not sent back: a refund without target."""
        rebuilt = reconstruct(books("R 3 100 . 9 impayé\nP 5 -100 . 9"))
        assert entry_of(rebuilt, "k1").kind == "refund"


class TestNumbers:
    """The piece as the file writes it, if it is the only one; else with the entry's number; else journal and number."""

    @staticmethod
    def numbers(lines: list[CustomerLine], held: list[KnownItem] | None = None) -> list[str]:
        """Of the entries, in the order of the file."""
        return [entry.number for entry in reconstruct(lines, held or ()).entries]

    @staticmethod
    def line(**values: object) -> CustomerLine:
        """An invoice of 10."""
        fact = {"key": "k", "kind": LineKind.INVOICE, "date": date(2024, 1, 1), "amount": Decimal(10), "line": 1}
        return CustomerLine(**(fact | {"journal": "VE", "number": "7"} | values))  # type: ignore[arg-type]

    def test_inner_spaces(self) -> None:
        """Ends are stripped, inner spaces kept."""
        assert self.numbers([self.line(reference=" FA  220245 ")]) == ["FA  220245"]

    def test_same_piece_twice(self) -> None:
        """A piece that names a month and not the invoice is completed by the entry's number."""
        assert self.numbers(books("I 1 10 . 0123\nI 2 20 . 0123\nI 3 20 . F9")) == ["0123-1", "0123-2", "F9"]

    def test_same_piece_and_entry_number(self) -> None:
        """Else journal and number, else a rank: never twice the same."""
        lines = [self.line(key=f"k{rank}", reference="01/2024", line=rank, number="0") for rank in (1, 2, 3)]
        assert self.numbers(lines) == ["01/2024-0", "01/2024-0-2", "01/2024-0-3"]

    @pytest.mark.parametrize("piece", ["", "-", "sans", "0000000"])
    def test_no_piece(self, piece: str) -> None:
        """Without piece: journal and number."""
        assert self.numbers([self.line(reference=piece)]) == ["VE-7"]

    @pytest.mark.parametrize(
        ("label", "number"),
        [
            ("DURAND F100057", "F100057"),
            ("Facture n° 2024-118", "2024-118"),
            ("FACT. FA-12/24 Durand", "FA-12/24"),
            ("Durand FA 220245", "FA 220245"),
            ("fact 2021 grès", "VE-7"),
            ("Facture de 12 euros", "VE-7"),
            ("Prestations", "VE-7"),
        ],
    )
    def test_label(self, label: str, number: str) -> None:
        """Without piece, an invoice's number in the label."""
        assert self.numbers([self.line(label=label)]) == [number]

    def test_instalments(self) -> None:
        """Several debits of one entry and piece are instalments, kept apart."""
        lines = [self.line(key=f"k{rank}", reference="F1", entry="e", line=rank) for rank in (1, 2)]
        assert self.numbers([*lines, self.line(key="z", reference="F2", entry="e", line=3)]) == ["F1/1", "F1/2", "F2"]

    def test_invoice_and_credit_note_of_one_piece(self) -> None:
        """Numbers are unique in the account: the invoice keeps the piece."""
        assert self.numbers(books("C 1 -10 . F1\nI 2 20 . F1")) == ["F1-1", "F1"]

    def test_number_of_the_dossier(self) -> None:
        """A number that the dossier holds is not given again."""
        assert self.numbers(books("I 1 10 . F1"), known("F1 5 99")) == ["F1-1"]

    def test_nothing_to_name_it_by(self) -> None:
        """A line without anything is named by its key."""
        assert self.numbers([self.line(journal="", number="")]) == ["k"]


class TestNextYear:
    """The books of a later year open with what the dossier holds: it is matched, not created again."""

    def test_detailed(self) -> None:
        """Lines of the same reference and amount are matched; the year's payments settle what the dossier holds."""
        held = known("F1 3 100\nF2 4 50")
        lines = books("A 1 100 AA F1\nA 1 50 . f2\nP 9 -100 AA 7")
        rebuilt = reconstruct(lines, held)
        assert [entry.key for entry in rebuilt.entries] == ["k3"]
        assert [line.key for line in rebuilt.matched_openings] == ["k1", "k2"]
        assert left(rebuilt, held) == {"^F2": "50"}
        assert bases(rebuilt) == [("k3", "^F1", "100.00", "lettering")]

    def test_one_line_for_all(self) -> None:
        """One line that is the sum of what is held, credits deducted, is matched; its letter is theirs."""
        held = known("F1 3 100\nF2 4 50\nP0 5 -20")
        rebuilt = reconstruct(books("A 1 130 AA RAN\nP 9 -130 AA 7"), held)
        assert [line.key for line in rebuilt.matched_openings] == ["k1"]
        assert left(rebuilt, held) == {}

    def test_amounts_alone(self) -> None:
        """Lines that name nothing are matched by amount, as many as there are."""
        held = known("F1 3 837.94\nF2 4 837.94\nF3 5 20")
        rebuilt = reconstruct(books("A 1 837.94 . sans\nA 1 837.94 . sans\nA 1 20 . sans\nA 1 5 . sans"), held)
        assert [line.key for line in rebuilt.matched_openings] == ["k1", "k2", "k3"]
        assert balance(left(rebuilt, held)) == Decimal("1700.88")

    def test_credits_lettered_alone(self) -> None:
        """A group of credits alone that is the sum of one known invoice pays it."""
        held = known("F1 3 100\nF2 4 50")
        rebuilt = reconstruct(books("A 1 150 . RAN\nP 8 -60 ZZ 7\nP 9 -40 ZZ 8"), held)
        assert left(rebuilt, held) == {"^F2": "50"}

    def test_same_reference(self) -> None:
        """A credit of the same reference and amount settles a known invoice."""
        held = known("F1 3 100\nF2 4 100")
        assert left(reconstruct(books("A 1 200 . RAN\nP 8 -100 . F2"), held), held) == {"^F1": "100"}

    def test_sum_of_all(self) -> None:
        """Credits that are the sum of all that was known settle it."""
        held = known("F1 3 100\nF2 4 50")
        rebuilt = reconstruct(books("A 1 150 . RAN\nP 8 -110 . 7\nP 9 -40 . 8"), held)
        assert left(rebuilt, held) == {}
        assert {share.basis for share in rebuilt.shares} == {"opening balance"}

    def test_known_credit_pays_a_new_invoice(self) -> None:
        """Money known before may be lettered with an invoice of the year."""
        held = known("P0 3 -70")
        rebuilt = reconstruct(books("A 1 -70 AA 9\nI 8 70 AA F5"), held)
        assert bases(rebuilt) == [("^P0", "k2", "70.00", "lettering")]

    def test_known_credit_does_not_pay_a_known_invoice(self) -> None:
        """What the dossier left apart stays apart."""
        held = known("F1 3 70\nF1 5 -70")
        rebuilt = reconstruct(books("A 1 70 . F1\nA 1 -70 . F1"), held)
        assert rebuilt.shares == ()

    def test_refund_of_known_money(self) -> None:
        """A refund gives back money known before."""
        held = known("P0 3 -70")
        rebuilt = reconstruct(books("A 1 -70 . 9\nR 8 70 . 10"), held)
        assert rebuilt.entries[0].target == "^P0"

    def test_write_off_of_a_known_invoice(self) -> None:
        """The number is the dossier's."""
        held = known("F1 3 70")
        rebuilt = reconstruct(books("A 1 70 . F1\nW 8 -70 . F1"), held)
        assert (rebuilt.entries[0].kind, rebuilt.entries[0].number) == ("write-off", "F1")
        assert rebuilt.shares == ()

    def test_unmatched_lines_are_created(self) -> None:
        """A line that the dossier lacks is new."""
        held = known("F1 3 100")
        rebuilt = reconstruct(books("A 1 100 . F1\nA 1 50 . F2"), held)
        assert left(rebuilt, held) == {"^F1": "100", "k2": "50"}
        assert rebuilt.notes == ()

    def test_one_line_that_is_less(self) -> None:
        """One line for all that is less than what is held: only the difference is new, and it is said."""
        held = known("F1 3 100\nF2 4 50")
        rebuilt = reconstruct(books("A 1 120 . RAN"), held)
        assert left(rebuilt, held) == {"^F1": "100", "^F2": "50", "k1": "-30"}
        assert [str(note) for note in rebuilt.notes] == [
            "2 open entries of the dossier are not in the opening balance of the books"
        ]

    def test_known_invoice_that_the_books_do_not_open_with(self) -> None:
        """The books do not hold it any more: a credit of its amount ties the account out, and settles it."""
        held = known("F1 3 100\nF2 4 50")
        rebuilt = reconstruct(books("A 1 100 . F1"), held)
        assert left(rebuilt, held) == {"^F1": "100"}
        (entry,) = rebuilt.entries
        assert (entry.kind, entry.nature, entry.money.plain, entry.key) == ("payment", "opening", "50.00", "k1 rest")

    def test_other_invoices(self) -> None:
        """Invoices on both sides that the other lacks: each is kept, and the account ties out."""
        held = known("F1 3 100\nF2 4 50")
        rebuilt = reconstruct(books("A 1 100 . F1\nA 1 70 AA F3\nP 8 -70 AA 7"), held)
        assert balance(left(rebuilt, held)) == 100
        assert bases(rebuilt)[0][:2] == ("k3", "k2")

    def test_books_without_opening(self) -> None:
        """Books that do not open with anything leave the dossier alone, and it is said."""
        held = known("F1 3 100")
        rebuilt = reconstruct(books("I 2 30 . F7"), held)
        assert left(rebuilt, held) == {"^F1": "100", "k1": "30"}
        assert len(rebuilt.notes) == 1

    def test_twice(self) -> None:
        """The same books and the same dossier give the same keys."""
        held, lines = known("F1 3 100\nF2 4 50"), books("A 1 120 . RAN\nI 5 10 . F3\nP 9 -30 . 7")
        assert reconstruct(lines, held) == reconstruct(list(lines), held)


AMOUNTS = st.integers(-500, 500).map(lambda cents: Decimal(cents) / 100 * 5)
LINES = st.lists(
    st.builds(
        CustomerLine,
        key=st.uuids().map(str),
        kind=st.sampled_from(LineKind),
        date=st.integers(0, 20).map(lambda days: date(2024, 1, 1) + timedelta(days)),
        amount=AMOUNTS | st.sampled_from([Decimal("10.00"), Decimal("-10.00"), Decimal("9.97"), Decimal("-10.02")]),
        line=st.integers(1, 50),
        journal=st.sampled_from(["VE", "AN"]),
        number=st.sampled_from(["0", "1", "2"]),
        entry=st.sampled_from(["", "e1", "e2"]),
        reference=st.sampled_from(["", "F1", "F2", "-", "RAN", "F1-1", "F1/1"]),
        label=st.sampled_from(["", "impayé", "Facture F9", "VIR"]),
        letter=st.sampled_from(["", "", "AA", "AB", "aa"]),
    ),
    max_size=25,
)
KNOWN = st.lists(
    st.builds(
        KnownItem,
        key=st.uuids().map(lambda key: f"^{key}"),
        number=st.sampled_from(["F1", "F2", "F3", "F4", "F5"]),
        date=st.just(date(2023, 12, 1)),
        balance=st.integers(1, 500).map(lambda cents: Money(Decimal(cents) / 100 * 5)),
        is_credit=st.booleans(),
    ),
    max_size=5,
    unique_by=lambda item: item.number,
)


class TestAlways:
    """Open invoices less money not allocated are the balance of the account, to the cent, always."""

    @given(LINES)
    def test_balance(self, lines: list[CustomerLine]) -> None:
        """Whatever the lines; no share takes more than there is, no number comes twice."""
        assert balance(left(reconstruct(lines))) == sum((line.amount for line in lines), Decimal(0))

    @given(LINES, KNOWN)
    def test_next_year(self, lines: list[CustomerLine], held: list[KnownItem]) -> None:
        """Known balance + new entries = balance of the account, where the books open with anything."""
        total = sum((line.amount for line in lines), Decimal(0))
        if not any(line.kind is LineKind.OPENING and line.amount for line in lines):
            total += sum(-item.balance.amount if item.is_credit else item.balance.amount for item in held)
        assert balance(left(reconstruct(lines, held), held)) == total

    @given(LINES, st.randoms())
    def test_order(self, lines: list[CustomerLine], random: object) -> None:
        """The order in which the lines come has no meaning."""
        shuffled = list(lines)
        random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
        assert reconstruct(shuffled) == reconstruct(lines)

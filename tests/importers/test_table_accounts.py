"""Accounts made of a table's lines."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.domain.errors import RecouvError
from recouv.domain.money import Money, zero
from recouv.importers.columns import Mapping, Records, guess_mapping
from recouv.importers.table import read_table
from recouv.importers.table_accounts import TableBook, read_accounts

if TYPE_CHECKING:
    from recouv.domain.imported import ImportedAccount, ImportedEntry

FRENCH = "N° facture;Code client;Raison sociale;Date facture;Échéance;Montant TTC;Reste dû\n"
BANK = "Date;Libellé;Montant;Client\n"


def read(text: str, mapping: Mapping | None = None, *, currency: str = "EUR", **columns: str) -> TableBook:
    """What the table in `text` states, its mapping guessed unless given; `columns` correct the guess."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(text.encode())
        table = read_table(path)
        mapping = mapping or guess_mapping(table.header, table.sample()).mapping
        return read_accounts(table, replace(mapping, **columns), default_currency=currency)


def only(book: TableBook) -> ImportedAccount:
    assert [str(refused.what) for refused in book.refused] == []
    (account,) = book.accounts()
    return account


def entry(book: TableBook) -> ImportedEntry:
    (found,) = only(book).entries
    return found


def reasons(book: TableBook) -> list[tuple[int, str]]:
    return [(refused.line, str(refused.what)) for refused in book.refused]


def euros(amount: str) -> Money:
    return Money(Decimal(amount))


def outstanding(account: ImportedAccount) -> dict[str, Money]:
    """The balance that the account's entries come to."""
    owed: dict[str, Money] = defaultdict(lambda: zero("EUR"))
    for item in account.entries:
        currency = item.money.currency
        raises = item.kind in {"invoice", "refund"}
        owed[currency] = owed.get(currency, zero(currency)) + (item.money if raises else -item.money)
    return dict(owed)


class TestInvoice:
    """A line is an invoice, with what the table tells of it."""

    def test_french(self) -> None:
        """A French line."""
        found = entry(read(FRENCH + "F1;C1;Durand SARL;31/01/2026;28/02/2026;1 200,50;1 200,50\n"))
        assert (found.kind, found.number, found.date, found.due, found.money, found.line) == (
            "invoice",
            "F1",
            date(2026, 1, 31),
            date(2026, 2, 28),
            euros("1200.50"),
            2,
        )

    def test_english(self) -> None:
        """An English line."""
        text = 'Invoice No,Customer,Invoice date,Due date,Total\nF1,Durand,12/31/2026,01/31/2027,"1,200.50"\n'
        found = entry(read(text))
        assert (found.date, found.due, found.money) == (date(2026, 12, 31), date(2027, 1, 31), euros("1200.50"))

    def test_due_before_issue(self) -> None:
        """A due date before the issue is taken as it stands."""
        assert entry(read("Facture;Client;Date;Échéance;TTC\nF1;x;31/01/2026;01/01/2026;1,00\n")).due == date(
            2026, 1, 1
        )

    def test_on_receipt(self) -> None:
        """Due on receipt is due on its day."""
        assert entry(read("Facture;Client;Date;Échéance;TTC\nF1;x;31/01/2026;À réception;1,00\n")).due == date(
            2026, 1, 31
        )

    @pytest.mark.parametrize(
        "day", ["31/01/2026", "31.01.26", "31-1-2026", "2026-01-31", "20260131", "46053", "2026-01-31 08:15:00"]
    )
    def test_days(self, day: str) -> None:
        """Days as files write them, the number of a spreadsheet's day included."""
        assert entry(read(f"Facture;Client;Date;TTC\nF1;x;{day};1,00\n")).date == date(2026, 1, 31)

    @pytest.mark.parametrize(
        "amount", ["1234,56", "1 234,56", "1\u00a0234,56", "1\u202f234,56 €", "1,234.56", "1.234,56", "EUR 1234.56"]
    )
    def test_amounts(self, amount: str) -> None:
        """Amounts as files write them, no-break spaces included."""
        assert entry(read(f"Facture;Client;Date;TTC\nF1;x;31/01/2026;{amount}\n")).money == euros("1234.56")

    def test_details(self) -> None:
        """What the columns tell of the client, from the first line that tells it."""
        account = only(
            read(
                "Facture;Client;Date;TTC;SIRET;TVA intra;Email;Téléphone;Adresse;"
                "Commercial;Conditions de paiement;Fichier\n"
                "F1;Durand;31/01/2026;1,00;;;;;;;;documents/F1.pdf\n"
                'F2;Durand;31/01/2026;1,00;732 829 320 00074;FR44732829320;a@b.fr;+33 5;"12 rue\n31000 Toulouse";'
                "lea;30 jours;\n"
            )
        )
        assert (
            account.siren,
            account.vat,
            account.email,
            account.phone,
            account.address,
            account.owner,
            account.terms,
        ) == (
            "732829320",
            "FR44732829320",
            "a@b.fr",
            "+33 5",
            "12 rue\n31000 Toulouse",
            "lea",
            "30 jours",
        )
        assert [(found.document, found.terms) for found in account.entries] == [
            ("documents/F1.pdf", ""),
            ("", "30 jours"),
        ]


class TestKind:
    """By its type, else by its sign; the money is above zero."""

    @pytest.mark.parametrize(
        ("word", "amount", "kind"),
        [
            ("Facture", "12,00", "invoice"),
            ("", "12,00", "invoice"),
            ("Facture d'acompte", "12,00", "invoice"),
            ("", "-12,00", "credit-note"),
            ("", "(12.00)", "credit-note"),
            ("", "12,00-", "credit-note"),
            ("Facture", "-12,00", "credit-note"),
            ("Avoir", "12,00", "credit-note"),
            ("Avoir", "-12,00", "credit-note"),
            ("AV", "12,00", "credit-note"),
            ("Facture d'avoir", "12,00", "credit-note"),
            ("Credit Note", "12.00", "credit-note"),
            ("Règlement", "12,00", "payment"),
            ("Règlement facture", "-12,00", "payment"),
            ("Payment", "12.00", "payment"),
        ],
    )
    def test_each(self, word: str, amount: str, kind: str) -> None:
        """Each of these."""
        found = entry(read(f"N° facture;Client;Date;TTC;Type\nF1;x;31/01/2026;{amount};{word}\n"))
        assert (found.kind, found.money) == (kind, euros("12.00"))

    @pytest.mark.parametrize(
        "word", ["Devis", "Pro forma", "Brouillon", "Remboursement", "Facture annulée", "Purchase order"]
    )
    def test_not_owed(self, word: str) -> None:
        """What is no claim is refused."""
        assert reasons(read(f"N° facture;Client;Date;TTC;Type\nF1;x;31/01/2026;12,00;{word}\n")) == [
            (2, f"neither an invoice, a credit note nor a payment: {word}")
        ]

    def test_number_of_a_payment(self) -> None:
        """The number on a payment's line is part of its reference: it may be the invoice's."""
        found = entry(read("N° facture;Client;Date;TTC;Type;Libellé\nF1;x;31/01/2026;12,00;Règlement;CHQ 7\n"))
        assert (found.number, found.reference) == ("", "F1 CHQ 7")

    def test_avoir_column(self) -> None:
        """A column of credit notes."""
        book = read(
            "Facture;Client;Date;TTC;Avoir\nF1;x;31/01/2026;12,00;\nA1;x;31/01/2026;;2,00\nF2;x;31/01/2026;12,00;2,00\n"
        )
        assert [(found.kind, found.money) for found in book.accounts()[0].entries] == [
            ("invoice", euros("12.00")),
            ("credit-note", euros("2.00")),
        ]
        assert reasons(book) == [(4, "an amount and a credit note on one line: 12.00 EUR, 2.00 EUR")]

    def test_debit_and_credit(self) -> None:
        """Debits are invoices and credits credit notes, unless the type tells better."""
        book = read(
            "Pièce;Client;Date;Type;Débit;Crédit\n"
            "F1;x;31/01/2026;;12,00;0,00\nA1;x;31/01/2026;;;2,00\nR1;x;31/01/2026;Règlement;0,00;10,00\nF2;x;31/01/2026;;0;0\n"
        )
        assert [(found.kind, found.money) for found in book.accounts()[0].entries] == [
            ("invoice", euros("12.00")),
            ("credit-note", euros("2.00")),
            ("payment", euros("10.00")),
        ]
        assert reasons(book) == [(5, "nothing to collect: the amount is zero")]
        assert book.accounts()[0].expected == (euros("0.00"),)


class TestBalance:
    """What was settled before stands as one payment, and the account comes to its balances."""

    def test_paid_in_part(self) -> None:
        """An invoice and one payment allocated to it."""
        account = only(read(FRENCH + "F1;C1;Durand;31/01/2026;28/02/2026;1200,00;200,00\n"))
        invoice, payment = account.entries
        assert (payment.kind, payment.money, payment.date, payment.reference, payment.nature) == (
            "payment",
            euros("1000.00"),
            date(2026, 1, 31),
            "paid before the import",
            "",
        )
        (share,) = account.shares
        assert (share.source, share.target, share.money, share.basis) == (
            payment.key,
            invoice.key,
            euros("1000.00"),
            "same reference",
        )
        assert account.expected == (euros("200.00"),)

    def test_settled(self) -> None:
        """Nothing left: both are there all the same."""
        account = only(read(FRENCH + "F1;C1;Durand;31/01/2026;28/02/2026;1200,00;0,00\n"))
        assert [(found.kind, found.money) for found in account.entries] == [
            ("invoice", euros("1200.00")),
            ("payment", euros("1200.00")),
        ]
        assert account.expected == (euros("0.00"),)

    def test_paid_too_much(self) -> None:
        """A balance below zero: the payment is larger, and settles no more than the invoice."""
        account = only(read(FRENCH + "F1;C1;Durand;31/01/2026;28/02/2026;1200,00;-50,00\n"))
        assert (account.entries[1].money, account.shares[0].money, account.expected) == (
            euros("1250.00"),
            euros("1200.00"),
            (euros("-50.00"),),
        )

    def test_paid_column(self) -> None:
        """A column of what was paid tells the same; empty, nothing was."""
        account = only(
            read("Facture;Client;Date;TTC;Montant réglé\nF1;x;31/01/2026;1200,00;1000,00\nF2;x;31/01/2026;10,00;\n")
        )
        assert [(found.kind, found.money) for found in account.entries] == [
            ("invoice", euros("1200.00")),
            ("payment", euros("1000.00")),
            ("invoice", euros("10.00")),
        ]
        assert account.expected == (euros("210.00"),)

    @pytest.mark.parametrize(("amount", "left"), [("-100,00", "-40,00"), ("-100,00", "-100,00"), ("-100,00", "0")])
    def test_credit_note(self, amount: str, left: str) -> None:
        """A credit note used in part has the part used taken from it."""
        account = only(read(FRENCH + f"A1;C1;Durand;31/01/2026;;{amount};{left}\n"))
        assert account.entries[0].kind == "credit-note"
        assert outstanding(account) == {"EUR": account.expected[0]}
        assert account.expected[0] == euros(left.replace(",", "."))
        assert all(found.target == account.entries[0].key for found in account.entries[1:])

    @pytest.mark.parametrize(
        ("amount", "left", "reason"),
        [
            ("100,00", "120,00", "120.00 EUR cannot be left of 100.00 EUR"),
            ("-100,00", "40,00", "-40.00 EUR cannot be left of 100.00 EUR"),
            ("100,00", "", "nothing under Reste dû: 0 if it is settled, the amount if it is not"),
            ("100,00", "40 USD", "40 USD is not in EUR"),
            ("100,00", "soldé", "soldé is not an amount in EUR"),
        ],
    )
    def test_refused(self, amount: str, left: str, reason: str) -> None:
        """A balance that cannot be, or that is not told."""
        assert reasons(read(FRENCH + f"F1;C1;Durand;31/01/2026;;{amount};{left}\n")) == [(2, reason)]


class TestCurrency:
    """A column tells it, or a sign beside the amount, or the workspace."""

    def test_column(self) -> None:
        """Row by row; the account has one balance for each."""
        account = only(
            read(
                "Facture;Client;Date;TTC;Devise\nF1;x;31/01/2026;1,00;usd\nF2;x;31/01/2026;2,00;€\nF3;x;31/01/2026;3,00;\n"
            )
        )
        assert account.expected == (Money(Decimal("1.00"), "USD"), Money(Decimal("5.00"), "EUR"))

    def test_default(self) -> None:
        """Where nothing tells, the default."""
        assert entry(read("Facture;Client;Date;TTC\nF1;x;31/01/2026;1,00\n", currency="CHF")).money.currency == "CHF"

    def test_beside(self) -> None:
        """Beside the amount."""
        assert entry(read("Facture;Client;Date;TTC\nF1;x;31/01/2026;$1.00\n")).money == Money(Decimal("1.00"), "USD")

    def test_dollars_of_elsewhere(self) -> None:
        """A sign that several currencies have is the one expected."""
        assert entry(read("Facture;Client;Date;TTC;Devise\nF1;x;31/01/2026;$1.00;CAD\n")).money.currency == "CAD"

    @pytest.mark.parametrize(
        ("amount", "currency", "reason"),
        [
            ("1,00", "XYZ", "XYZ is not a currency"),
            ("1 USD", "EUR", "1 USD is not in EUR"),
            ("1,50", "JPY", "1,50 is not an amount in JPY"),
            ("1,505", "EUR", "1,505 is not an amount in EUR"),
        ],
    )
    def test_refused(self, amount: str, currency: str, reason: str) -> None:
        """Unknown, contradicted, or without such decimals."""
        book = read(f"Facture;Client;Date;TTC;Devise\nF1;x;31/01/2026;{amount};{currency}\n", decimal_mark=",")
        assert reasons(book) == [(2, reason)]


class TestRefused:
    """A line that is not taken is kept with its number and the reason."""

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("F1;;31/01/2026;1,00", "no client is named"),
            (";x;31/01/2026;1,00", "no invoice number"),
            ("F1;x;;1,00", "no date"),
            ("F1;x;30/02/2026;1,00", "30/02/2026 is not a date"),
            ("F1;x;31/01/2026;", "no amount"),
            ("F1;x;31/01/2026;0,00", "nothing to collect: the amount is zero"),
            ("F1;x;31/01/2026;-0.00", "nothing to collect: the amount is zero"),
            ("F1;x;31/01/2026;=1+1", "=1+1 is not an amount in EUR"),
            ("F1;x;31/01/2026;1e9", "1e9 is not an amount in EUR"),
            ("F1;x;31/01/2026;NaN", "NaN is not an amount in EUR"),
            ("F1;x;31/01/2026;12345678901234567", "12345678901234567 is not an amount in EUR"),
            ("F1;x;31/01/2026;1,234", "1,234 has one meaning or another: tell which mark stands before the decimals"),
            (
                "F1;x, y;31/01/2026;1,00;5",
                "5 cells where the header has 4: a cell with a separator inside needs quotes",
            ),
            ("Total;;;1 234,00", "a total, not an invoice or a payment"),
            (";TOTAL GÉNÉRAL :;;1 234,00", "a total, not an invoice or a payment"),
            ("Sous-total Durand;;;12,00", "a total, not an invoice or a payment"),
        ],
    )
    def test_each(self, line: str, reason: str) -> None:
        """Each says what is wrong."""
        book = read(f"Facture;Client;Date;TTC\nF0;w;31/01/2026;1,00\n{line}\n", decimal_mark="")
        assert reasons(book) == [(3, reason)]
        assert book.refused[0].text == line

    def test_client_called_total(self) -> None:
        """A client whose name begins with Total is a client."""
        assert only(read("Client;Facture;Date;TTC\nTotal Énergies;F1;31/01/2026;1,00\n")).name == "Total Énergies"

    def test_counts(self) -> None:
        """Lines are counted by what became of them."""
        counts = read(
            "Facture;Client;Date;TTC\nF1;x;31/01/2026;1,00\nA1;x;31/01/2026;-1,00\n;x;31/01/2026;1,00\n\n"
        ).counts
        assert (counts.lines, counts.invoices, counts.credit_notes, counts.payments, counts.refused) == (3, 1, 1, 0, 1)

    def test_no_mandatory_field(self) -> None:
        """Without a mandatory column nothing is read."""
        with pytest.raises(RecouvError, match="no column holds the invoice number"):
            read("Client;Date;TTC\nx;31/01/2026;1,00\n")

    def test_column_gone(self) -> None:
        """A mapping kept for another header is refused."""
        with pytest.raises(RecouvError, match="no column is called Montant"):
            read(
                "Facture;Client;Date;TTC\n",
                Mapping(number="Facture", client_name="Client", date="Date", amount="Montant"),
            )


class TestRepeated:
    """A number stands once in a client's account."""

    FIRST = "Facture;Client;Date;Échéance;TTC\nF1;x;31/01/2026;28/02/2026;1,00\n"

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("F1;X;31/01/2026;28/02/2026;1,00", "repeated: the same as line 2"),
            ("F1;x;31/01/2026;28/02/2026;2,00", "F1 is already at line 2, with another amount: 1.00 EUR"),
            ("F1;x;30/01/2026;28/02/2026;1,00", "F1 is already at line 2, with another date: 2026-01-31"),
            ("F1;x;31/01/2026;31/03/2026;1,00", "F1 is already at line 2, with another due date"),
            ("F1;x;31/01/2026;28/02/2026;-1,00", "F1 is already at line 2, as another kind"),
        ],
    )
    def test_each(self, line: str, reason: str) -> None:
        """The second is refused, and says where the first is."""
        book = read(self.FIRST + line)
        assert (reasons(book), book.accounts()[0].expected) == ([(3, reason)], (euros("1.00"),))

    def test_other_client(self) -> None:
        """Another client's account may have it."""
        assert len(read(self.FIRST + "F1;y;31/01/2026;28/02/2026;1,00").accounts()) == 2


class TestClients:
    """Lines are grouped by the client's code, else by its name folded."""

    def test_by_name(self) -> None:
        """Case, accents and punctuation do not make another client."""
        account = only(
            read(
                "Facture;Client;Date;TTC\nF1;Ménuiserie Durand;31/01/2026;1,00\n"
                "F2;MENUISERIE  DURAND.;31/01/2026;2,00\n"
            )
        )
        assert (account.code, account.name, account.expected) == ("", "Ménuiserie Durand", (euros("3.00"),))

    def test_by_code(self) -> None:
        """Two clients of one name have their codes."""
        book = read(
            FRENCH
            + "F1;C1;Durand;31/01/2026;;1,00;1,00\nF2;C2;Durand;31/01/2026;;1,00;1,00\nF3;c1;;31/01/2026;;1,00;1,00\n"
        )
        assert [(account.code, account.name, len(account.entries)) for account in book.accounts()] == [
            ("C1", "Durand", 2),
            ("C2", "Durand", 1),
        ]

    def test_code_alone(self) -> None:
        """A client known by its code alone is called by it."""
        assert only(read("Facture;Code client;Date;TTC\nF1;C1;31/01/2026;1,00\n")).name == "C1"


class TestHostile:
    """Cells that mean harm are text."""

    def test_controls(self) -> None:
        """Control and direction characters, and sequences that a terminal obeys, are left out."""
        account = only(
            read(
                'Facture;Client;Date;TTC;Libellé\nF\u202e1\x07;"Du\x1b]52;c;x\x07rand\u200b";31/01/2026;1,00;"a\x9bb\nc"\n'
            )
        )
        assert (account.name, account.entries[0].number, account.entries[0].reference) == (
            "Du]52;c;xrand",
            "F1",
            "ab c",
        )

    def test_only_controls(self) -> None:
        """A name of nothing else is no name."""
        assert reasons(read("Facture;Client;Date;TTC\nF1;\u202e\x07;31/01/2026;1,00\n")) == [(2, "no client is named")]

    def test_formula(self) -> None:
        """A formula is a name like another."""
        assert (
            only(read("Facture;Client;Date;TTC\n=1+1;=cmd|' /C calc'!A0;31/01/2026;1,00\n")).name
            == "=cmd|' /C calc'!A0"
        )

    def test_long(self) -> None:
        """Three hundred characters are kept, in the key no more than sixty."""
        found = entry(read(f"Facture;Client;Date;TTC\n{'F' * 300};{'x' * 300};31/01/2026;1,00\n"))
        assert (len(found.number), len(found.key)) == (300, 4 + 60 + 1 + 12)

    def test_emoji(self) -> None:
        """A name without letters is a name."""
        assert only(read("Facture;Client;Date;TTC\nF1;🙂;31/01/2026;1,00\n")).name == "🙂"

    def test_composed(self) -> None:
        """Accents written apart are put together."""
        assert only(read("Facture;Client;Date;TTC\nF1;Cafe\u0301;31/01/2026;1,00\n")).name == "Café"


class TestKeys:
    """The same facts have the same keys in every export."""

    def test_form(self) -> None:
        """An invoice's key shows its number."""
        assert entry(read("Facture;Client;Date;TTC\nF1;Durand;31/01/2026;1,00\n")).key == "csv F1 d50f8c110501"

    def test_changed_amount(self) -> None:
        """Another amount, due date or balance does not change it, nor the key of what was paid."""
        before = only(read(FRENCH + "F1;C1;Durand;31/01/2026;;12,00;6,00\n"))
        after = only(read(FRENCH + "F1;C1;Durand SARL;31/01/2026;28/02/2026;13,00;1,00\n"))
        assert [found.key for found in before.entries] == [found.key for found in after.entries]

    def test_other_order(self) -> None:
        """Nor does the order of the lines, or a new line above."""
        lines = ["F1;x;31/01/2026;1,00\n", "F2;x;31/01/2026;2,00\n", "F3;y;31/01/2026;3,00\n"]
        keys = [
            {
                found.key
                for account in read("Facture;Client;Date;TTC\n" + "".join(order)).accounts()
                for found in account.entries
            }
            for order in (lines, lines[::-1])
        ]
        assert keys[0] == keys[1]

    def test_identical_payments(self) -> None:
        """Two payments alike on one day are two, by their rank."""
        account = only(read(BANK + "31/01/2026;VIR;1,00;x\n31/01/2026;VIR;1,00;x\n"))
        assert len({found.key for found in account.entries}) == 2

    def test_other_client(self) -> None:
        """The same number of another client has another key."""
        first, second = read("Facture;Client;Date;TTC\nF1;x;31/01/2026;1,00\nF1;y;31/01/2026;1,00\n").accounts()
        assert first.entries[0].key != second.entries[0].key


class TestPayments:
    """A bank's list."""

    def test_received(self) -> None:
        """Money in is a payment of the client named, with its label."""
        account = only(read(BANK + "31/01/2026;VIR DURAND F1;1 200,00;Durand\n"))
        found = account.entries[0]
        assert (found.kind, found.money, found.reference, found.number) == (
            "payment",
            euros("1200.00"),
            "VIR DURAND F1",
            "",
        )
        assert account.expected == (euros("-1200.00"),)

    def test_sent(self) -> None:
        """Money out is refused."""
        assert reasons(read(BANK + "31/01/2026;PRLV;-12,00;EDF\n")) == [
            (2, "money out, not a payment received: -12.00 EUR")
        ]

    def test_nobody(self) -> None:
        """So is a payment of nobody."""
        assert reasons(read(BANK + "31/01/2026;VIR;12,00;\n")) == [(2, "no client is named")]

    @pytest.mark.parametrize(("debit", "credit"), [("12,00", ""), ("-12,00", "0,00")])
    def test_debits(self, debit: str, credit: str) -> None:
        """Debits are money out, with a minus or without."""
        book = read(f"Date;Libellé;Débit;Crédit;Client\n31/01/2026;x;{debit};{credit};y\n31/01/2026;x;;1,00;y\n")
        assert reasons(book) == [(2, "money out, not a payment received: -12.00 EUR")]
        assert book.counts.payments == 1

    def test_side(self) -> None:
        """So is an amount marked D."""
        book = read("Date;Libellé;Montant;D/C;Client\n31/01/2026;x;12,00;D;y\n31/01/2026;x;1,00;C;y\n")
        assert (len(book.refused), book.accounts()[0].expected) == (1, (euros("-1.00"),))

    def test_words_of_a_bank(self) -> None:
        """What the bank calls the operation does not matter."""
        mapping = Mapping(records=Records.PAYMENTS, client_name="Name", date="Date", amount="Gross", kind="Type")
        assert entry(read("Date,Name,Type,Gross\n2026-01-31,x,Order refund,1.00\n", mapping)).kind == "payment"


CENTS = st.integers(-99_999_999, 99_999_999)
LINES = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.sampled_from(("Durand", "DURAND", "Martin", "")),
        CENTS,
        st.one_of(st.none(), CENTS, st.integers(-100, 100)),
        st.sampled_from(("EUR", "USD", "")),
        st.sampled_from(("", "Avoir", "Règlement", "Facture")),
    ),
    max_size=25,
)


def written(cents: int) -> str:
    return f"{Decimal(cents) / 100:,.2f}".replace(",", " ").replace(".", ",")


def as_table(lines: list[tuple[int, str, int, int | None, str, str]]) -> str:
    """The lines as a French package would export them: what is open is a part of the amount, or all of it."""
    rows = ["N° facture;Client;Date;Montant TTC;Reste dû;Devise;Type\n"]
    for number, client, cents, left, currency, kind in lines:
        rows.append(
            f"F{number};{client};31/01/2026;{written(cents)};"
            f"{written(cents if left is None else left)};{currency};{kind}\n"
        )
    return "".join(rows)


class TestSums:
    """Whatever the lines, the accounts come to what was taken."""

    @given(LINES)
    def test_entries(self, lines: list[tuple[int, str, int, int | None, str, str]]) -> None:
        """The entries of an account come to its expected balance, and no share is above its invoice or payment."""
        for account in read(as_table(lines)).accounts():
            found = {currency: owed for currency, owed in outstanding(account).items() if owed}
            assert found == {owed.currency: owed for owed in account.expected if owed}
            by_key = {item.key: item for item in account.entries}
            assert all(
                share.money <= min(by_key[share.source].money, by_key[share.target].money) for share in account.shares
            )

    @given(LINES)
    def test_rows(self, lines: list[tuple[int, str, int, int | None, str, str]]) -> None:
        """The expected balances are the sum of what is open on the lines taken."""
        book = read(as_table(lines))
        refused = {row.line for row in book.refused}
        taken: dict[str, Decimal] = defaultdict(Decimal)
        for line, (_, _, cents, left, currency, kind) in enumerate(lines, start=2):
            if line not in refused:
                opened = cents if left is None else left
                # a credit note or payment lowers the balance, whatever its sign in the file
                taken[currency or "EUR"] += Decimal(-abs(opened) if kind in {"Avoir", "Règlement"} else opened) / 100
        expected: dict[str, Decimal] = defaultdict(Decimal)
        for account in book.accounts():
            for money in account.expected:
                expected[money.currency] += money.amount
        assert {key: value for key, value in expected.items() if value} == {
            key: value for key, value in taken.items() if value
        }

    @given(LINES)
    def test_keys(self, lines: list[tuple[int, str, int, int | None, str, str]]) -> None:
        """Keys are distinct in an account, and the same when the file is read again."""
        first, again = read(as_table(lines)), read(as_table(lines))
        keys = [item.key for account in first.accounts() for item in account.entries]
        assert keys == [item.key for account in again.accounts() for item in account.entries]
        assert len(set(keys)) == len(keys)

    @given(LINES)
    def test_every_line(self, lines: list[tuple[int, str, int, int | None, str, str]]) -> None:
        """Every line is taken or refused."""
        counts = read(as_table(lines)).counts
        assert counts.lines == counts.invoices + counts.credit_notes + counts.payments + counts.refused == len(lines)

"""What the columns of a table hold."""

from __future__ import annotations

import pytest

from recouv.domain.errors import RecouvError
from recouv.importers.columns import FIELDS, Guess, Mapping, Records, guess_mapping, header_profile


def guess(text: str, *, records: Records | None = None) -> Guess:
    """The guess for a table given as text, cells parted by `|`."""
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return guess_mapping(header, rows, records=records)


class TestNames:
    """Columns are known by French and English names, whatever their accents, case and punctuation."""

    def test_french_package(self) -> None:
        """A list of invoices as a French package exports it."""
        found = guess(
            """
            N° facture|Code client|Raison sociale|Date facture|Date d'échéance|Montant HT|Montant TTC|Reste dû|Devise
            F1|C1|Durand|31/01/2026|28/02/2026|1 000,00|1 200,00|200,00|EUR
            """
        )
        assert (found.unsure, found.missing, found.unused) == ((), (), ("Montant HT",))
        assert found.mapping == Mapping(
            number="N° facture",
            client_code="Code client",
            client_name="Raison sociale",
            date="Date facture",
            due="Date d'échéance",
            amount="Montant TTC",
            balance="Reste dû",
            currency="Devise",
            date_order="dmy",
            decimal_mark=",",
        )

    def test_english_package(self) -> None:
        """The same in English."""
        found = guess(
            "Invoice No|Customer|Invoice date|Due date|Total|Balance due\nF1|Durand|12/31/2026|01/31/2027|1,200.00|0.00"
        )
        assert (found.unsure, found.missing) == ((), ())
        assert found.mapping == Mapping(
            number="Invoice No",
            client_name="Customer",
            date="Invoice date",
            due="Due date",
            amount="Total",
            balance="Balance due",
            date_order="mdy",
            decimal_mark=".",
        )

    @pytest.mark.parametrize(
        ("field", "column"),
        [
            ("number", "Numéro de facture"),
            ("number", "INVOICE #"),
            ("number", "InvoiceNumber"),
            ("number", "Nº de facture"),
            ("date", "Date de la facture"),
            ("date", "Émise le"),
            ("due", "Échéance"),
            ("due", "Date de l’échéance"),
            ("due", "date_echeance"),
            ("due", "Due"),
            ("amount", "Total TTC"),
            ("amount", "Montant TTC (€)"),
            ("amount", "Net à payer"),
            ("balance", "Solde"),
            ("balance", "Reste à payer"),
            ("balance", "Montant dû"),
            ("balance", "Outstanding amount"),
            ("paid", "Montant réglé"),
            ("paid", "Amount paid"),
            ("client_code", "N° client"),
            ("client_name", "Raison sociale du client"),
            ("siren", "SIRET"),
            ("vat", "N° TVA intracommunautaire"),
            ("email", "E-mail de contact"),
            ("phone", "Tél."),
            ("address", "Adresse de facturation"),
            ("owner", "Commercial"),
            ("terms", "Conditions de règlement"),
            ("kind", "Type de document"),
            ("debit", "Débit"),
        ],
    )
    def test_each(self, field: str, column: str) -> None:
        """Each of these names tells its field."""
        assert getattr(guess(f"x1|{column}", records=Records.INVOICES).mapping, field) == column

    def test_code_beside_name(self) -> None:
        """`Client` is the code where another column has the name, and the name where none has."""
        beside, alone = guess("Client|Raison sociale").mapping, guess("Client|Date").mapping
        assert (beside.client_code, beside.client_name) == ("Client", "Raison sociale")
        assert (alone.client_code, alone.client_name) == ("", "Client")

    @pytest.mark.parametrize("column", ["Mode de règlement", "TVA", "Total TVA", "Jours d'échéance", "Adresse IP"])
    def test_others(self, column: str) -> None:
        """These hold nothing that is read."""
        assert guess(f"N° facture|{column}").unused == (column,)


class TestAmount:
    """What is owed is tax included."""

    def test_without_vat_alone(self) -> None:
        """An amount without VAT is taken where there is no other, and asked about."""
        found = guess("Facture|Client|Date|Total HT\nF1|x|2026-01-31|12,00")
        assert found.mapping.amount == "Total HT"
        assert [str(question) for question in found.unsure] == [
            "is Total HT tax included? no column says so, and what is owed is"
        ]

    def test_debit_and_credit(self) -> None:
        """Debits and credits stand for it; the balance beside them is the running one."""
        mapping = guess("Facture|Client|Date|Débit|Crédit|Solde").mapping
        assert (mapping.debit, mapping.credit, mapping.balance, mapping.amount) == ("Débit", "Crédit", "", "")

    def test_avoir_with_amounts(self) -> None:
        """A column `Avoir` that holds amounts holds what is taken off."""
        assert guess("Facture|Client|Date|Total TTC|Avoir\nF1|x|31/01/2026||12,00").mapping.credit == "Avoir"

    def test_avoir_with_words(self) -> None:
        """One that holds words tells the kind."""
        assert guess("Facture|Client|Date|Total TTC|Avoir\nF1|x|31/01/2026|12,00|oui").mapping.kind == "Avoir"


class TestRecords:
    """Invoices, or payments."""

    def test_bank(self) -> None:
        """A label and no number: a bank's list, whose balance is nobody's."""
        mapping = guess("Date|Libellé|Montant|Solde|Client").mapping
        assert (mapping.records, mapping.reference, mapping.balance) == (Records.PAYMENTS, "Libellé", "")

    def test_dates_of_payment(self) -> None:
        """A date of payment and no due date: payments, though each names its invoice."""
        assert guess("Date de paiement|N° facture|Client|Montant").mapping.records is Records.PAYMENTS

    def test_unsure(self) -> None:
        """Where nothing tells, the question is asked."""
        found = guess("Name|Date|Amount")
        assert [str(question) for question in found.unsure] == [
            "are the lines payments? no column holds an invoice number or a due date"
        ]

    def test_told(self) -> None:
        """The user's word is taken."""
        found = guess("Name|Date|Amount", records=Records.INVOICES)
        assert [str(absent) for absent in found.missing] == ["no column holds the invoice number"]


class TestDateOrder:
    """Told by a day above twelve, else by a French header, else asked."""

    @pytest.mark.parametrize(
        ("header", "day", "order", "questions"),
        [
            ("Invoice|Date", "31/01/2026", "dmy", 0),
            ("Facture|Date", "01/31/2026", "mdy", 0),
            ("Invoice|Date", "31.1.26", "dmy", 0),
            ("Invoice|Date", "99-01-02", "ymd", 0),
            ("Facture|Date", "01/02/2026", "dmy", 0),
            ("Invoice|Date", "01/02/2026", "dmy", 1),
            ("Invoice|Date", "2026-01-02", "dmy", 0),
            ("Invoice|Date", "20260102", "dmy", 0),
            ("Invoice|Date", "", "dmy", 0),
        ],
    )
    def test_each(self, header: str, day: str, order: str, questions: int) -> None:
        """One row tells, or does not."""
        found = guess(f"{header}\nF1|{day}")
        assert (found.mapping.date_order, len(found.unsure)) == (order, questions)

    def test_contradiction(self) -> None:
        """Two orders in one file: asked, even in French."""
        found = guess("Facture|Date\nF1|31/01/2026\nF2|01/31/2026")
        assert str(found.unsure[0]) == "is 31/01/2026 written day first, or month first?"


class TestDecimalMark:
    """Told by amounts that can be read one way only, else asked when one needs it."""

    @pytest.mark.parametrize(
        ("amounts", "mark", "questions"),
        [
            (["1 234,56"], ",", 0),
            (["1,234.56"], ".", 0),
            (["1.234,56", "1.234"], ",", 0),
            (["1,234,567"], ".", 0),
            (["12,00", "12.00"], "", 0),
            (["1,234"], "", 1),
            (["12,00", "12.00", "1,234"], "", 1),
            (["1200", "n/a", ""], "", 0),
        ],
    )
    def test_each(self, amounts: list[str], mark: str, questions: int) -> None:
        """The rows agree, or they do not."""
        found = guess("\n".join(("Facture|Total TTC", *(f"F1|{amount}" for amount in amounts))))
        assert (found.mapping.decimal_mark, len(found.unsure)) == (mark, questions)


class TestMissing:
    """The fields without which no line can be taken."""

    def test_invoices(self) -> None:
        """Client, number, date and amount."""
        assert [str(absent) for absent in Mapping().missing()] == [
            "no column names the client",
            "no column holds the invoice number",
            "no column holds the date",
            "no column holds the amount, tax included",
        ]

    def test_payments(self) -> None:
        """Payments need no number; a credit is an amount."""
        assert Mapping(records=Records.PAYMENTS, client_code="a", date="b", credit="c").missing() == ()


class TestSettings:
    """A mapping is kept as text and read back."""

    def test_round_trip(self) -> None:
        """With every field."""
        mapping = Mapping(
            **{field: f"column {field}" for field in FIELDS},
            date_order="mdy",
            decimal_mark=".",
            records=Records.PAYMENTS,
        )
        assert Mapping.from_settings(mapping.to_settings()) == mapping

    def test_text(self) -> None:
        """Fields without a column are left out."""
        assert Mapping(number="N°", decimal_mark=",").to_settings() == {
            "number": "N°",
            "date_order": "dmy",
            "decimal_mark": ",",
            "records": "invoices",
        }

    def test_unknown_field(self) -> None:
        """A field that does not exist is refused, with those that do."""
        with pytest.raises(RecouvError, match="nombre is not a field") as refused:
            Mapping.from_settings({"nombre": "N°"})
        assert "client_code, client_name, number" in str(refused.value.mend)

    @pytest.mark.parametrize(("field", "value"), [("date_order", "ydm"), ("decimal_mark", "'"), ("records", "orders")])
    def test_unknown_choice(self, field: str, value: str) -> None:
        """So is a value that is none of the choices."""
        with pytest.raises(RecouvError, match=f"{field} cannot be"):
            Mapping.from_settings({field: value})


class TestPlaces:
    """Columns are found by name in the header of the day."""

    def test_other_order_and_case(self) -> None:
        """Wherever they stand, and however their names are written."""
        assert Mapping(number="N° facture", date="Date").places(["DATE", "n°  Facture"]) == {"number": 1, "date": 0}

    def test_absent(self) -> None:
        """One that is not there is named, with those that are."""
        with pytest.raises(RecouvError, match="no column is called Total, which is to hold amount") as refused:
            Mapping(amount="Total").places(["a", "b"])
        assert str(refused.value.mend) == "the columns are: a, b"


class TestProfile:
    """The name of a header's mapping."""

    def test_readable(self) -> None:
        """It says what it is about."""
        assert header_profile(["N° facture", "Client", "Montant TTC"]).startswith("client-montant-ttc-no-facture-")

    def test_stable(self) -> None:
        """The order, case and accents of the columns do not change it."""
        assert header_profile(["Échéance", "Client"]) == header_profile(["CLIENT", "echeance"])

    def test_distinct(self) -> None:
        """Another column does."""
        assert header_profile(["a", "b"]) != header_profile(["a", "b", "c"])

    def test_no_letters(self) -> None:
        """Names without letters still have one."""
        assert len(header_profile(["€", "!"])) == 6

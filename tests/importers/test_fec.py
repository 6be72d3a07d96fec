"""FEC files in all the shapes that accounting programs give them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

import pytest

from recouv.domain.errors import RecouvError, UsageError
from recouv.domain.imported import KnownItem
from recouv.domain.money import Money
from recouv.importers import fec
from recouv.importers.fec import FecBook, FecCustomer, imported_account, read_fec
from recouv.importers.fec_entries import Grouping

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = (
    "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|"
    "EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
)
#: One invoice of 120, paid, and one of 60, open.
BOOKS = f"""\
{HEADER}
VE|Ventes|1|20240110|411000|Clients|DURAND|Durand SARL|F1|20240110|Facture F1|120,00|0,00|A|20240131|20240131||
VE|Ventes|1|20240110|706000|Prestations|||F1|20240110|Facture F1|0,00|100,00|||20240131||
VE|Ventes|1|20240110|445710|TVA|||F1|20240110|Facture F1|0,00|20,00|||20240131||
BQ|Banque|2|20240131|512000|Banque|||7|20240131|VIR Durand|120,00|0,00|||20240131||
BQ|Banque|2|20240131|411000|Clients|DURAND|Durand SARL|7|20240131|VIR Durand|0,00|120,00|A|20240131|20240131||
VE|Ventes|3|20240210|411000|Clients|DURAND|Durand SARL|F2|20240210|Facture F2|60,00|0,00|||20240229||
VE|Ventes|3|20240210|706000|Prestations|||F2|20240210|Facture F2|0,00|50,00|||20240229||
VE|Ventes|3|20240210|445710|TVA|||F2|20240210|Facture F2|0,00|10,00|||20240229||
"""


class Reader(Protocol):
    """What the fixture `read` gives."""

    def __call__(self, content: str | bytes, name: str = ..., **options: object) -> tuple[FecBook, list[FecCustomer]]:
        """The book and its customers."""


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """The book and the customers of a text or of bytes, as `read_fec` finds them in a file."""

    def read_text(
        content: str | bytes, name: str = "123456789FEC20241231.txt", **options: object
    ) -> tuple[FecBook, list[FecCustomer]]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with read_fec(path, **options) as book:  # type: ignore[arg-type]  # options are given as the caller wrote them
            return book, list(book.customers())

    return read_text


def entry(*rows: str, journal: str = "VE", number: str = "1", day: str = "20240110") -> str:
    """Lines of one entry, each `account auxiliary piece label debit credit letter`, parted by `;`."""
    lines = []
    for row in rows:
        account, auxiliary, piece, label, debit, credit, letter = row.split(";")
        lines.append(
            f"{journal}||{number}|{day}|{account}|lib|{auxiliary}||{piece}|{day}|{label}|{debit}|{credit}|{letter}||||\n"
        )
    return "".join(lines)


def said(book: FecBook) -> list[tuple[int, str]]:
    return [(refused.line, str(refused.what)) for refused in book.refused]


class TestRead:
    """What a FEC gives."""

    def test_customers(self, read: Reader) -> None:
        """One account, its lines with kind, number and letter."""
        _, (durand,) = read(BOOKS)
        assert (durand.account, durand.code, durand.name) == ("411000 DURAND", "DURAND", "Durand SARL")
        assert [(line.kind.value, str(line.amount), line.letter, line.line) for line in durand.lines] == [
            ("invoice", "120.00", "A", 2),
            ("payment", "-120.00", "A", 6),
            ("invoice", "60.00", "", 7),
        ]
        assert durand.balance == Money(Decimal("60.00"))

    def test_book(self, read: Reader) -> None:
        """Period, lines, entries, totals and the SIREN of the file's name."""
        book, _ = read(BOOKS)
        assert book.period == (date(2024, 1, 10), date(2024, 2, 10))
        assert (book.lines, book.siren, book.encoding, book.refused) == (8, "123456789", "utf-8", [])
        assert book.total_debit == book.total_credit == 300

    @pytest.mark.parametrize("name", ["export.txt", "1234567890FEC20241231.txt", "12345678FEC20241231"])
    def test_other_name(self, read: Reader, name: str) -> None:
        """A name of another shape gives no SIREN."""
        assert read(BOOKS, name=name)[0].siren == ""

    def test_account(self, read: Reader) -> None:
        """The account as a dossier would hold it: two invoices, a payment, its allocation, what must be outstanding."""
        account = imported_account(read(BOOKS)[1][0])
        assert [(e.kind, e.number, e.money.plain) for e in account.entries] == [
            ("invoice", "F1", "120.00"),
            ("payment", "", "120.00"),
            ("invoice", "F2", "60.00"),
        ]
        (share,) = account.shares
        assert (share.money.plain, share.basis) == ("120.00", "lettering")
        assert account.expected == (Money(Decimal("60.00")),)
        assert account.entries[1].method == "transfer"

    def test_accounts_asked_for(self, read: Reader) -> None:
        """Other accounts may be customers'; those that are not asked for are not."""
        text = HEADER + "\n" + entry("416000;D;F1;x;10,00;;", "411000;D;F1;x;;10,00;")
        assert [c.account for c in read(text)[1]] == ["411000 D"]
        assert [c.account for c in read(text, accounts=("411", "416"))[1]] == ["411000 D", "416000 D"]

    def test_customer_without_auxiliary(self, read: Reader) -> None:
        """Without auxiliary account the account itself is the customer."""
        _, (customer,) = read(HEADER + "\n" + entry("411MARTIN;;F1;x;10,00;;", "706;;F1;x;;10,00;"))
        assert (customer.account, customer.code, customer.name) == ("411MARTIN", "411MARTIN", "lib")

    def test_progress(self, read: Reader) -> None:
        """The bytes read are told, up to the size of the file."""
        seen: list[int] = []
        read(BOOKS, progress=seen.append)
        assert seen[-1] == len(BOOKS.encode())

    def test_temporary_files_go(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing is left once the book is closed, nor when the file is refused."""
        folder = tmp_path / "temporary"
        folder.mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(folder))
        (tmp_path / "good").write_text(BOOKS)
        (tmp_path / "bad").write_text("a;b\n1;2\n")
        with read_fec(tmp_path / "good") as book:
            assert list(folder.iterdir())
        book.close()
        with pytest.raises(RecouvError):
            read_fec(tmp_path / "bad")
        assert list(folder.iterdir()) == []


class TestShapes:
    """The same books in every shape seen give the same accounts."""

    @staticmethod
    def facts(customers: list[FecCustomer]) -> list[tuple[object, ...]]:
        """What must not depend on the shape."""
        return [(c.account, c.name, *((x.key, x.kind, x.date, x.letter, x.label) for x in c.lines)) for c in customers]

    @pytest.mark.parametrize("separator", ["\t", "|", ";"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
    @pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_separators_ends_and_encodings(self, read: Reader, separator: str, end: str, codec: str) -> None:
        """Tab, bar, semicolon; any end of line; with or without a mark."""
        text = BOOKS.replace("Durand SARL", "Écueil & Cie").replace("|", separator).replace("\n", end)
        plain = BOOKS.replace("Durand SARL", "Écueil & Cie")
        assert self.facts(read(text.encode(codec))[1]) == self.facts(read(plain)[1])

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text.rstrip("\n"),
            lambda text: text.replace("\n", "|\n"),
            lambda text: text.replace("\n", "|\n").replace("Idevise|\n", "Idevise\n"),
            lambda text: text.replace("|", " | "),
            lambda text: text.replace(HEADER, HEADER.upper()),
            lambda text: text.replace("Debit|Credit", "Débit|Crédit").replace("EcritureLet", "ÉcritureLet"),
            lambda text: text.replace("Montantdevise", "Montant Devise"),
            lambda text: text.replace("120,00", "000000000120,00").replace("|60,00|", "|60.00|"),
            lambda text: text.replace("120,00", "120").replace("|60,00|", "|60,0|"),
            lambda text: text.replace("120,00", '"120,00"').replace("Durand SARL", '"Durand SARL"'),
            lambda text: text.replace("|0,00|", "||"),
            lambda text: text.replace("\n", "\n\n"),
            lambda text: text + HEADER + "\n",
            lambda text: "\n  \n" + text,
            lambda text: text.replace("SARL", "SA\0RL"),
            lambda text: text.replace("||\n", "\n").replace("|20240131\n", "\n"),
            lambda text: text.replace("20240131|", "{current_date}|", 1).replace("A|20240131", "A|20249999"),
            lambda text: text.replace("Idevise\n", "Idevise|DateRglt|ModeRglt\n").replace("||\n", "|||20240101|CH\n"),
        ],
    )
    def test_variants(self, read: Reader, change: Callable[[str], str]) -> None:
        """Trailing separators, padding, cases, accents, blank and short lines, more columns, useless dates."""
        text = change(BOOKS)
        assert text != BOOKS
        book, customers = read(text)
        assert [(f[0], f[1], *(x[1:] for x in f[2:])) for f in self.facts(customers)] == [
            (f[0], f[1], *(x[1:] for x in f[2:])) for f in self.facts(read(BOOKS)[1])
        ]
        assert book.refused == []

    def test_columns_in_another_order(self, read: Reader) -> None:
        """Columns are found by their names."""
        shuffled = "\n".join("|".join(reversed(line.split("|"))) for line in BOOKS.splitlines())
        assert self.facts(read(shuffled)[1]) == self.facts(read(BOOKS)[1])

    @pytest.mark.parametrize(("debit", "credit"), [("D", "C"), ("+1", "-1"), ("1", "-1"), ("Débit", "Crédit")])
    def test_amount_and_side(self, read: Reader, debit: str, credit: str) -> None:
        """`Montant` and `Sens` stand for `Debit` and `Credit`."""
        rows = [line.split("|") for line in BOOKS.splitlines()]
        rows[0][11:13] = ["Montant", "Sens"]
        for row in rows[1:]:
            row[11:13] = [row[11], debit] if row[12] == "0,00" else [row[12], credit]
        assert self.facts(read("\n".join(map("|".join, rows)))[1]) == self.facts(read(BOOKS)[1])

    @pytest.mark.parametrize(
        ("debit", "credit", "amount"),
        [
            ("-10,00", "0,00", "-10.00"),
            ("10,00-", "", "-10.00"),
            ("", "-10,00", "10.00"),
            ("30,00", "20,00", "10.00"),
            ("1 234,56", "", "1234.56"),
            ("1.234,56", "", "1234.56"),
            ("12,3400", "", "12.34"),
        ],
    )
    def test_amounts(self, read: Reader, debit: str, credit: str, amount: str) -> None:
        """Negative debits, trailing signs and both sides filled are read by debit less credit."""
        _, (customer,) = read(HEADER + "\n" + entry(f"411;D;F1;x;{debit};{credit};"))
        assert customer.balance.plain == amount

    def test_piece_older_than_its_entry(self, read: Reader) -> None:
        """A debit keeps the day of its piece; money moved on the day of the entry."""
        text = BOOKS.replace("F1|20240110", "F1|20240105").replace("|7|20240131|VIR", "|7|20240101|VIR")
        _, (durand,) = read(text)
        assert [line.date for line in durand.lines[:2]] == [date(2024, 1, 5), date(2024, 1, 31)]


class TestRefused:
    """What cannot be read is said, line by line; what can be is taken."""

    @pytest.mark.parametrize(
        ("old", "new", "why"),
        [
            ("|60,00|", "|sixty|", "sixty is no amount"),
            ("|60,00|", "|NaN|", "NaN is no amount"),
            ("|60,00|", "|1e2|", "1e2 is no amount"),
            ("|60,00|", "|60,005|", "60,005 is no amount"),
            ("|60,00|", "|1.234|", "1.234 is no amount"),
            ("|60,00|", "|1234567890123456,00|", "1234567890123456,00 is no amount"),
            ("411000|Clients|DURAND|Durand SARL|F2", "|Clients|DURAND|Durand SARL|F2", " is no account number"),
            ("Facture F2|60,00|0,00|||20240229||", "Facture F2", "it has 11 columns, the header 18"),
        ],
    )
    def test_line(self, read: Reader, old: str, new: str, why: str) -> None:
        """The line is refused with number, reason and text; the rest is read, and the totals say what is missing."""
        book, (durand,) = read(BOOKS.replace(old, new))
        refused, *others = book.refused
        assert (refused.line, str(refused.what)) == (7, why)
        assert "Facture F2" in refused.text
        assert [(x.line, x.text) for x in others] == [(0, ""), (0, "")]
        assert len(durand.lines) == 2

    def test_unknown_side(self, read: Reader) -> None:
        """A `Sens` that is neither is refused."""
        text = "JournalCode|EcritureNum|EcritureDate|CompteNum|Montant|Sens\nVE|1|20240101|411D|10,00|X\n"
        assert said(read(text)[0]) == [(2, "10,00 x is no amount")]

    def test_day_that_does_not_exist(self, read: Reader) -> None:
        """30 February is a warning: the piece's day is taken, never today."""
        book, (durand,) = read(BOOKS.replace("VE|Ventes|3|20240210", "VE|Ventes|3|20240230"))
        assert [(line, what) for line, what in said(book)] == [(n, "20240230 is no day") for n in (7, 8, 9)]
        assert durand.lines[-1].date == date(2024, 2, 10)
        assert book.refused[0].text == ""

    def test_no_day_at_all(self, read: Reader) -> None:
        """A customer line without any day cannot be taken."""
        text = HEADER + "\nVE||1||411|x|D||F1|||10,00||||||\n"
        book, customers = read(text)
        assert customers == []
        assert said(book) == [(2, " is no day")]
        assert book.period is None

    def test_total_line(self, read: Reader) -> None:
        """A line of totals is no entry."""
        book, _ = read(BOOKS + "TOTAL|||||||||||300,00|300,00|||||\n")
        assert said(book) == [(10, " is no account number")]

    def test_unbalanced_entry(self, read: Reader) -> None:
        """An entry that does not balance is said; the other entries are still told apart."""
        book, (durand,) = read(BOOKS.replace("0,00|50,00", "0,00|40,00"))
        assert [what for _, what in said(book)] == [
            "debits are 300.00 EUR, credits 290.00 EUR: the file is not whole",
            "1 entry does not balance",
        ]
        assert [line.kind.value for line in durand.lines] == ["invoice", "payment", "invoice"]

    def test_many(self, read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
        """A file refused line after line fills neither memory nor screen."""
        monkeypatch.setattr(fec, "MOST_REFUSED", 2)
        book, _ = read(HEADER + "\n" + "x\n" * 5)
        assert said(book)[2:] == [(0, "3 more lines have problems")]

    @pytest.mark.parametrize(
        "content", ["", "\n\n", "a;b;c\n1;2;3\n", "<html>\n", HEADER.replace("CompteNum", "Compte")]
    )
    def test_no_fec(self, read: Reader, content: str) -> None:
        """A file that is no FEC is refused, with what to do."""
        with pytest.raises(RecouvError) as refusal:
            read(content)
        assert refusal.value.mend is not None

    def test_missing_columns_are_named(self, read: Reader) -> None:
        """The message names the columns that are missing."""
        with pytest.raises(RecouvError, match="EcritureNum, Debit, Credit"):
            read("JournalCode;EcritureDate;CompteNum;Debit\n")

    def test_unknown_encoding(self, read: Reader) -> None:
        """An encoding that does not exist is the caller's mistake."""
        with pytest.raises(UsageError):
            read(BOOKS, encoding="martian")

    def test_stated_encoding(self, read: Reader) -> None:
        """A stated encoding is used."""
        book, (durand,) = read(BOOKS.replace("Durand SARL", "Éric").encode("mac_roman"), encoding="mac_roman")
        assert (durand.name, book.encoding) == ("Éric", "mac-roman")


class TestHostile:
    """Files that were damaged, or made to harm."""

    @pytest.mark.parametrize("separator", ["|", "\t"])
    def test_separator_in_a_label(self, read: Reader, separator: str) -> None:
        """A label cut in two by the separator is put together again."""
        books = BOOKS.replace("|", separator)
        book, (durand,) = read(books.replace("Facture F2", f"Facture{separator}F2"))
        assert book.refused == []
        assert durand.lines[-1].label == "Facture F2"
        assert durand.lines[-1].amount == 60

    def test_line_beyond_mending(self, read: Reader) -> None:
        """Too many columns that make no sense together are refused."""
        book, _ = read(BOOKS.replace("Facture F2|60,00", "Facture|a|b|60|sixty"))
        assert said(book)[0] == (7, "it has 21 columns, the header 18")

    def test_number_cut_off_a_label(self, read: Reader) -> None:
        """A piece of a label that looks like an amount is no debit."""
        book, (durand,) = read(BOOKS.replace("Facture F2|60,00", "Facture|2024|60,00"))
        assert (durand.lines[-1].label, durand.lines[-1].amount, book.refused) == ("Facture 2024", 60, [])

    def test_column_without_name(self, read: Reader) -> None:
        """More columns than the header names are left alone."""
        book, (durand,) = read(BOOKS.replace("||\n", "|||more\n"))
        assert (durand.balance.plain, book.refused) == ("60.00", [])

    def test_label_cut_in_a_file_of_few_columns(self, read: Reader) -> None:
        """Columns that the file lacks are not looked for."""
        header = "JournalCode|EcritureNum|EcritureDate|CompteNum|EcritureLib|Debit|Credit\n"
        book, (customer,) = read(header + "VE|1|20240101|411D|a|b|10,00|0,00\nVE|1|20240101|411D|a|b|x|0,00\n")
        assert (customer.lines[0].label, [refused.line for refused in book.refused]) == ("a b", [3, 0, 0])

    def test_controls(self, read: Reader) -> None:
        """What a terminal would obey never reaches a dossier."""
        _, (durand,) = read(BOOKS.replace("Facture F2", "\x1b]52;c;aGk=\x07F2\u202e\x9b31m").replace("F2|", "F\x9b2|"))
        assert durand.lines[-1].label == "]52;c;aGk=F231m"
        assert durand.lines[-1].reference == "F2"

    def test_quote_never_closed(self, read: Reader) -> None:
        """A quote is a character like another: it swallows no line."""
        _, (durand,) = read(BOOKS.replace("Facture F1", '"Facture F1'))
        assert len(durand.lines) == 3

    def test_truncated(self, read: Reader) -> None:
        """A file cut anywhere gives what is whole, or says that it is no FEC."""
        for size in range(0, len(BOOKS), 7):
            try:
                book, customers = read(BOOKS[:size])
            except RecouvError:
                assert size < len(HEADER)
            else:
                assert sum(len(customer.lines) for customer in customers) <= book.lines

    def test_path_as_name(self, read: Reader) -> None:
        """Codes are text, whatever they look like."""
        _, (customer,) = read(HEADER + "\n" + entry("411;../../etc;F1;x;10,00;;"))
        assert customer.code == "../../etc"


class TestEntries:
    """Entries are told by journal, number and date, else journal and number, else balanced runs."""

    def test_numbers_start_again_in_each_journal(self, read: Reader) -> None:
        """The same number in two journals names two entries."""
        book, (durand,) = read(BOOKS.replace("BQ|Banque|2|", "BQ|Banque|1|"))
        assert (book.grouping, book.entries) == (Grouping.DATED, 3)
        assert [line.kind.value for line in durand.lines] == ["invoice", "payment", "invoice"]

    def test_entry_over_two_days(self, read: Reader) -> None:
        """When an entry spans days its number alone names it."""
        book, (durand,) = read(BOOKS.replace("BQ|Banque|2|20240131|512000", "BQ|Banque|2|20240201|512000"))
        assert (book.grouping, book.entries) == (Grouping.NUMBERED, 3)
        assert durand.lines[1].kind == "payment"

    def test_no_numbers(self, read: Reader) -> None:
        """When numbers are 0 everywhere, runs that sum to zero are entries."""
        text = BOOKS.replace("|1|2024", "|0|2024").replace("|2|2024", "|0|2024").replace("|3|2024", "|0|2024")
        text = text.replace("VE|Ventes|0|20240110|445710", "VE|Ventes|0|20240111|445710")
        book, (durand,) = read(text)
        assert (book.grouping, book.entries, book.refused) == (Grouping.RUNS, 3, [])
        assert [line.kind.value for line in durand.lines] == ["invoice", "payment", "invoice"]

    def test_refused_line_of_a_file_read_twice(self, read: Reader) -> None:
        """A line is refused once, though the file is read twice."""
        book, _ = read(BOOKS.replace("BQ|Banque|2|20240131|512000", "BQ|Banque|2|20240201|512000") + "TOTAL\n")
        assert (book.grouping, len(book.refused)) == (Grouping.NUMBERED, 1)

    def test_damaged_file_with_entries_over_days(self, read: Reader) -> None:
        """With one entry that does not balance, the reading that leaves the fewest open is kept."""
        text = BOOKS.replace("BQ|Banque|2|20240131|512000", "BQ|Banque|2|20240201|512000").replace("|50,00|", "|40,00|")
        book, _ = read(text)
        assert book.grouping is Grouping.NUMBERED
        assert said(book)[-1] == (0, "1 entry does not balance")

    @pytest.mark.parametrize(
        ("rows", "kinds"),
        [
            (("411;D;1;x;12,00;;", "707;;1;x;;10,00;", "44571;;1;x;;2,00;"), ["invoice"]),
            (("411;D;1;x;;12,00;", "707;;1;x;10,00;;", "44571;;1;x;2,00;;"), ["credit-note"]),
            (("411;D;1;x;-12,00;;", "707;;1;x;;-12,00;"), ["credit-note"]),
            (("411;D;1;x;12,00;;", "4191;;1;x;;12,00;"), ["invoice"]),
            (("411;D;1;x;;12,00;", "5121;;1;x;12,00;;"), ["payment"]),
            (("411;D;1;x;;12,00;", "5121;;1;x;11,00;;", "627;;1;x;1,00;;"), ["payment"]),
            (("411;D;1;x;12,00;;", "5112;;1;x;;12,00;"), ["refund"]),
            (("411;D;1;x;;12,00;", "654;;1;x;10,00;;", "44571;;1;x;2,00;;"), ["write-off"]),
            (("411;D;1;x;0,01;;", "758;;1;x;;0,01;"), ["write-off"]),
            (("411;D;1;x;;0,01;", "668;;1;x;0,01;;"), ["write-off"]),
            (("411;D;1;x;;12,00;", "416;D;1;x;12,00;;"), ["transfer"]),
            (("411;D;1;x;;12,00;", "401;D;1;x;12,00;;"), ["transfer"]),
            (("411;D;1;x;12,00;;", "707;;1;x;;12,00;", "411;D;2;x;;12,00;", "53;;2;x;12,00;;"), ["invoice", "payment"]),
            (("411;D;1;Report à nouveau;12,00;;", "512;;1;x;;12,00;"), ["opening"]),
        ],
    )
    def test_kinds(self, read: Reader, rows: tuple[str, ...], kinds: list[str]) -> None:
        """A customer line is what the accounts on the other side of its entry say."""
        _, (customer,) = read(HEADER + "\n" + entry(*rows, journal="XX"))
        assert [line.kind.value for line in customer.lines] == kinds

    @pytest.mark.parametrize(
        ("code", "name", "opens"),
        [
            ("AN", "", True),
            ("A.N", "", True),
            ("RAN", "", True),
            ("ad", "A Nouveaux Détaillés", True),
            ("OUV", "Balance Initiale", True),
            ("99", "Journal d'ouverture", True),
            ("AD", "Achats divers", False),
            ("VE", "Ventes", False),
        ],
    )
    def test_opening_journals(self, read: Reader, code: str, name: str, *, opens: bool) -> None:
        """Opening journals are known by their codes and names; a name of another journal wins over the code."""
        sale = entry("411;D;1;x;12,00;;", "707;;1;x;;12,00;", journal=code)
        text = HEADER + "\n" + sale.replace("||1|", f"|{name}|1|")
        _, (customer,) = read(text)
        assert (customer.lines[0].kind == "opening") is opens


class TestOpening:
    """What customers owed when the period began."""

    def test_sums(self, tmp_path: Path) -> None:
        """All customers together, or one."""
        path = tmp_path / "fec.txt"
        opening = entry("411;A;1;x;12,00;;", "411;B;1;x;;2,00;", "110;;1;x;;10,00;", journal="AN")
        path.write_text(HEADER + "\n" + opening + entry("411;A;F1;x;5,00;;", "707;;F1;x;;5,00;"))
        with read_fec(path) as book:
            first, second = book.customers()
            sums = [book.opening(customer).plain for customer in (None, first, second)]
        assert sums == ["10.00", "12.00", "-2.00"]


class TestKeys:
    """A key names a line in every export of the same books."""

    def test_shape(self, read: Reader) -> None:
        """Journal, number and day can be read in it."""
        _, (durand,) = read(BOOKS)
        assert [line.key for line in durand.lines] == [
            "fec VE/1/20240110 e96dadee8d31",
            "fec BQ/2/20240131 14ce2a284a7f",
            "fec VE/3/20240210 f83a20ed4e0d",
        ]

    def test_lettering_place_and_name_do_not_count(self, read: Reader) -> None:
        """A later export has other letters, other lines before, other labels, another name."""
        lines = BOOKS.splitlines(keepends=True)
        later = lines[0] + "".join(reversed(lines[1:])).replace("|A|", "|ZZ|").replace("|0,00|", "|00,0|")
        keys = {line.key for line in read(later, name="other.txt")[1][0].lines}
        assert keys == {line.key for line in read(BOOKS)[1][0].lines}

    def test_every_fact_counts(self, read: Reader) -> None:
        """Two lines that differ in one fact have two keys."""
        facts = ["VE||1|20240110|411|l|D||F1|20240110|x|10,00|0,00|||||"]
        changes = {"VE|": "VT|", "|1|": "|2|", "0110|411": "0111|411", "|D|": "|E|", "F1": "F2", "10,00|": "11,00|"}
        facts += [facts[0].replace(old, new) for old, new in changes.items()]
        facts.append(facts[0].replace("10,00|0,00", "0,00|10,00"))
        _, customers = read(HEADER + "\n" + "\n".join(facts))
        keys = [line.key for customer in customers for line in customer.lines]
        assert len(set(keys)) == len(keys) == len(facts)

    def test_identical_lines(self, read: Reader) -> None:
        """Identical lines are legitimate: each has its own key, by rank."""
        _, (customer,) = read(HEADER + "\n" + entry(*["411;D;F1;x;10,00;0,00;"] * 3))
        assert len({line.key for line in customer.lines}) == 3

    def test_strange_journal(self, read: Reader) -> None:
        """The readable part holds letters and digits only, however long the journal's code."""
        _, (customer,) = read(HEADER + "\n" + entry("411;D;F1;x;1,00;;", journal="a b/" + "c" * 50))
        assert customer.lines[0].key.startswith("fec abcccccccccc/1/20240110 ")


class TestNextYear:
    """The next year's books open with what the dossier holds."""

    def test_known_invoice_is_not_created_again(self, read: Reader) -> None:
        """Its opening line is matched, and the year's payment settles it."""
        text = (
            HEADER
            + "\n"
            + entry("411000;DURAND;F2;A nouveau;60,00;;", "110;;1;x;;60,00;", journal="AN", day="20250101")
            + entry("512;;8;VIR;60,00;;", "411000;DURAND;8;VIR;;60,00;", journal="BQ", day="20250105")
        )
        _, (durand,) = read(text)
        known = KnownItem(
            key="^ab12", number="F2", date=date(2024, 2, 10), balance=Money(Decimal("60.00")), is_credit=False
        )
        account = imported_account(durand, [known])
        assert [entry.kind for entry in account.entries] == ["payment"]
        assert [(share.target, share.money.plain) for share in account.shares] == [("^ab12", "60.00")]
        assert account.expected == (Money(Decimal("0.00")),)

"""Imports tie out to the cent, change nothing the second time, and overwrite nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REAL_FILES, Desk, Ran

Recouv = Callable[..., Ran]
HEADER = (
    "JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate "
    "EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise"
).split()


def fec(*entries: tuple[str, ...]) -> str:
    """A FEC of these lines: journal, number, day, account, auxiliary, reference, debit, credit, letter."""
    lines = ["\t".join(HEADER)]
    for journal, number, day, account, auxiliary, reference, debit, credit, letter in entries:
        name = {"DUR": "Durand SARL", "ROU": "Roux & Fils"}.get(auxiliary, "")
        fields = [
            journal,
            journal,
            number,
            day,
            account,
            account,
            auxiliary,
            name,
            reference,
            day,
            f"{reference} {name}",
        ]
        lines.append("\t".join([*fields, debit, credit, letter, "", day, "", ""]))
    return "\n".join(lines) + "\n"


def sale(number: str, day: str, client: str, reference: str, amount: str, letter: str = "") -> list[tuple[str, ...]]:
    """An invoice in the books."""
    return [
        ("VE", number, day, "411000", client, reference, amount, "0,00", letter),
        ("VE", number, day, "706000", "", reference, "0,00", amount, ""),
    ]


def receipt(number: str, day: str, client: str, reference: str, amount: str, letter: str = "") -> list[tuple[str, ...]]:
    """A payment in the books."""
    return [
        ("BQ", number, day, "512000", "", reference, amount, "0,00", ""),
        ("BQ", number, day, "411000", client, reference, "0,00", amount, letter),
    ]


def opening(day: str, client: str, reference: str, amount: str, letter: str = "") -> list[tuple[str, ...]]:
    """An opening entry."""
    return [
        ("AN", "1", day, "411000", client, reference, amount, "0,00", letter),
        ("AN", "1", day, "110000", "", reference, "0,00", amount, ""),
    ]


YEAR_1 = fec(
    *sale("1", "20240315", "DUR", "F1", "1200,00", "A"),
    *receipt("1", "20240420", "DUR", "VIR F1", "1200,00", "A"),
    *sale("2", "20241201", "DUR", "F2", "500,00"),
    *sale("3", "20241210", "ROU", "F3", "80,50"),
)
YEAR_2 = fec(
    *opening("20250101", "DUR", "F2", "500,00", "B"),
    *opening("20250101", "ROU", "F3", "80,50"),
    *receipt("1", "20250115", "DUR", "VIR F2", "500,00", "B"),
    *sale("2", "20250301", "ROU", "F4", "19,50"),
)


@pytest.fixture
def books(tmp_path: Path) -> tuple[Path, Path]:
    """Two years of books."""
    first, second = tmp_path / "123456782FEC20241231.txt", tmp_path / "123456782FEC20251231.txt"
    first.write_text(YEAR_1, encoding="utf-8")
    second.write_text(YEAR_2, encoding="utf-8")
    return first, second


def imported(ran: Ran) -> dict[str, list[dict[str, str]]]:
    """The document that an import prints."""
    assert ran.code == 0, ran
    found: dict[str, list[dict[str, str]]] = json.loads(ran.out)
    return found


def outstanding(recouv: Recouv) -> dict[str, str]:
    """Total of each client."""
    return {row["id"]: row["total"] for row in json.loads(recouv("balance", "--json").out)["clients"]}


class TestFec:
    """Accounting files become dossiers."""

    def test_one_year(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """Dossiers, invoices, payments and lettrage, one commit, proved client by client."""
        found = imported(recouv("import", "fec", str(books[0]), "--json"))
        assert (found["created"], found["invoices"], found["payments"], found["allocated"]) == (["dur", "rou"], 3, 1, 1)
        assert [(row["client"], row["expected"], row["difference"]) for row in found["accounts"]] == [
            ("dur", "500.00", "0.00"),
            ("rou", "80.50", "0.00"),
        ]
        assert len(desk.subjects()) == 2
        assert desk.subjects()[0].startswith("import: fec 123456782FEC20241231.txt, 2 clients, 4 entries")
        assert desk.status() == ""
        assert recouv("check").code == 0

    def test_again_changes_nothing(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """No commit, no entry, and the proof still holds."""
        recouv("import", "fec", str(books[0]))
        before = desk.subjects()
        found = imported(recouv("import", "fec", str(books[0]), "--json"))
        assert (found["created"], found["invoices"], found["known"], found["commit"]) == ([], 0, 4, None)
        assert desk.subjects() == before

    @pytest.mark.parametrize("together", [True, False])
    def test_two_years(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path], *, together: bool) -> None:
        """The opening entries of the second repeat what the first left open: nothing is created twice."""
        if together:
            recouv("import", "fec", str(books[1]), str(books[0]))
        else:
            recouv("import", "fec", str(books[0]))
            recouv("import", "fec", str(books[1]))
        assert outstanding(recouv) == {"dur": "0.00", "rou": "100.00"}
        assert desk.read("dur").count(" invoice ") == 2
        found = imported(recouv("import", "fec", *map(str, books), "--json"))
        assert [row["difference"] for row in found["accounts"]] == ["0.00", "0.00"]
        assert found["invoices"] == 0

    def test_a_dry_run_writes_nothing(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """The summary, the proof and the diff; no file, no commit, no scrap."""
        ran = recouv("import", "fec", str(books[0]), "--dry-run")
        assert ran.code == 0
        assert "+### 2024-03-15 invoice F1" in ran.out
        assert "2 accounts tie out with the books, to the cent" in ran.out
        assert desk.status() == ""
        assert len(desk.subjects()) == 1
        assert {path.name for path in (desk.root / ".git/recouv").iterdir()} <= {"lock", "index.sqlite", "unmarked"}

    def test_a_changed_invoice_is_reported(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """It is refused with its line, the dossier keeps what it holds, and the difference is listed."""
        recouv("import", "fec", str(books[0]))
        before = desk.read("rou")
        books[0].write_text(YEAR_1.replace("80,50", "90,50"), encoding="utf-8")
        ran = recouv("import", "fec", str(books[0]), "--json")
        found = json.loads(ran.out)
        assert ran.code == 1
        assert found["refused"] == [
            {"line": 8, "what": "F3 is €90.50 in the file and €80.50 in the dossier: left as it is there"}
        ]
        assert [row["difference"] for row in found["accounts"]] == ["0.00", "-10.00"]
        assert desk.read("rou") == before

    def test_later_lettering_is_added(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """The same books exported again with a payment lettered since: one allocation, nothing else."""
        unlettered = YEAR_1.replace("\tA\t", "\t\t").replace("1200,00\t0,00", "1200,00\t0,00")
        two = unlettered.replace("F1 Durand SARL\t1200,00", "F1 Durand SARL\t1300,00").replace(
            "0,00\t1200,00\t\t", "0,00\t1300,00\t\t", 1
        )
        books[0].write_text(two, encoding="utf-8")
        recouv("import", "fec", str(books[0]))
        text = desk.read("dur")
        lettered = [
            line.replace("\t\t\t2024", "\tA\t\t2024") if "\t411000\t" in line and ("F1" in line) else line
            for line in two.splitlines(keepends=True)
        ]
        books[0].write_text("".join(lettered), encoding="utf-8")
        recouv("import", "fec", str(books[0]))
        after = desk.read("dur")
        assert after.startswith(text)
        assert after[len(text) :].count("### ") == 1
        assert " allocate ^" in after[len(text) :]

    def test_hand_edits_are_committed_apart(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """What a person typed in a dossier that the import writes to is their own commit, before the import's."""
        recouv("import", "fec", str(books[0]))
        desk.write("rou", desk.read("rou") + "\n### 2024-12-20 call\n- outcome: no-answer\n", commit=False)
        recouv("import", "fec", str(books[1]))
        assert desk.subjects()[1] == "edit: Roux & Fils, 1 entry typed by hand"
        assert desk.status() == ""

    def test_other_dirty_files_are_left_alone(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """Only the dossiers that the import writes are in its commit."""
        (desk.root / "todo.txt").write_text("mine", encoding="utf-8")
        recouv("import", "fec", str(books[0]))
        assert desk.status() == "?? todo.txt\n"

    def test_a_commit_refused_takes_everything_back(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """No dossier is left behind."""
        hook = desk.root / ".git/hooks/pre-commit"
        hook.write_text("#!/bin/sh\necho closed >&2; exit 1\n", encoding="utf-8")
        hook.chmod(0o755)
        ran = recouv("import", "fec", str(books[0]))
        assert ran.code == 3
        assert "closed" in ran.err
        assert desk.status() == ""
        assert list((desk.root / "dossiers").glob("*.md")) == []

    def test_an_import_can_be_undone_and_done_again(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """Every entry is cancelled; the same file then imports again."""
        recouv("import", "fec", str(books[0]))
        recouv("undo")
        assert outstanding(recouv) == {"dur": "0.00", "rou": "0.00"}
        found = imported(recouv("import", "fec", str(books[0]), "--json"))
        assert found["invoices"] == 3
        assert outstanding(recouv) == {"dur": "500.00", "rou": "80.50"}

    def test_not_a_fec(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """One clear message, nothing written."""
        (tmp_path / "photo.txt").write_bytes(b"\x89PNG\0\0")
        ran = recouv("import", "fec", str(tmp_path / "photo.txt"))
        assert ran.code != 0
        assert "Traceback" not in ran.err
        assert desk.status() == ""


class TestYears:
    """Years are taken in their order, of one company, for its own customers."""

    def test_out_of_order(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """A year before the one that is in would count twice what was open between them: nothing is written."""
        recouv("import", "fec", str(books[1]))
        before = desk.subjects()
        ran = recouv("import", "fec", str(books[0]))
        assert ran.code == 2
        assert "the books that open on 1 Jan 2025 are already in" in ran.err
        assert "recouv undo" in ran.err
        assert (desk.subjects(), desk.status()) == (before, "")
        assert imported(recouv("import", "fec", str(books[1]), "--json"))["commit"] is None

    def test_undone_and_in_order(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """What the refusal proposes works, and either year may then be exported again."""
        recouv("import", "fec", str(books[1]))
        recouv("undo")
        recouv("import", "fec", *map(str, books))
        assert outstanding(recouv) == {"dur": "0.00", "rou": "100.00"}
        later = fec(*sale("9", "20241231", "DUR", "F9", "5,00")).partition("\n")[2]
        books[0].write_text(YEAR_1 + later, encoding="utf-8")
        assert json.loads(recouv("import", "fec", str(books[0]), "--json").out)["invoices"] == 1
        assert outstanding(recouv) == {"dur": "5.00", "rou": "100.00"}

    def test_another_company(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """The SIREN of the file's name is not the creditor's."""
        config = desk.root / "recouv.yaml"
        config.write_text("recouv: 1\ncreditor:\n  name: Us\n  siren: 732 829 320\n", encoding="utf-8")
        ran = recouv("import", "fec", str(books[0]))
        assert ran.code == 2
        assert "123456782" in ran.err
        assert list((desk.root / "dossiers").glob("*.md")) == []

    def test_accounts_told_apart_by_case_and_accents(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """Three accounts, three dossiers, three rows of the proof."""
        path = tmp_path / "books.txt"
        lines = [
            line
            for rank, code in enumerate(("ABC", "abc", "ÀBC"), start=1)
            for line in sale(str(rank), "20240315", code, f"F{rank}", f"{rank}0,00")
        ]
        path.write_text(fec(*lines), encoding="utf-8")
        for _ in range(2):
            found = imported(recouv("import", "fec", str(path), "--json"))
            rows = {row["account"]: (row["expected"], row["difference"]) for row in found["accounts"]}
            assert rows == {
                "411000 ABC": ("10.00", "0.00"),
                "411000 abc": ("20.00", "0.00"),
                "411000 ÀBC": ("30.00", "0.00"),
            }
        assert len(list((desk.root / "dossiers").glob("*.md"))) == 3

    def test_one_account_of_two_when_the_years_are_out_of_order(
        self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]
    ) -> None:
        """A file that is known, with an account of its own that later books opened: that account alone is refused."""
        first = fec(*sale("1", "20240315", "DUR", "F1", "10,00"))
        books[0].write_text(first, encoding="utf-8")
        second = fec(*opening("20250101", "DUR", "F1", "10,00"), *opening("20250101", "ROU", "F2", "20,00"))
        books[1].write_text(second, encoding="utf-8")
        recouv("import", "fec", *map(str, books))
        more = fec(*sale("2", "20240316", "ROU", "F2", "20,00"), *sale("3", "20240317", "DUR", "F3", "5,00"))
        books[0].write_text(first + more.partition("\n")[2], encoding="utf-8")
        ran = recouv("import", "fec", str(books[0]), "--json")
        found = json.loads(ran.out)
        assert (ran.code, found["invoices"]) == (1, 1)
        assert found["refused"][0]["what"].startswith("rou: not taken")
        assert outstanding(recouv) == {"dur": "15.00", "rou": "20.00"}

    def test_no_customer(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """No account begins as asked: nothing found."""
        ran = recouv("import", "fec", str(books[0]), "--accounts", "419")
        assert ran.code == 4
        assert "none begins with 419" in ran.err


class TestByHand:
    """What a person did in the dossiers is not undone by the books."""

    def test_entered_by_hand_then_found(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """A payment of the same amount two days away is the same one; its allocation is completed."""
        books[0].write_text(fec(*sale("1", "20240315", "DUR", "F1", "1200,00", "A")), encoding="utf-8")
        recouv("import", "fec", str(books[0]))
        text = desk.read("dur") + "\n### 2024-04-18 payment ^pay00001\n- amount: 1200.00\n- method: transfer\n"
        desk.write("dur", text)
        books[0].write_text(YEAR_1, encoding="utf-8")
        found = imported(recouv("import", "fec", str(books[0]), "--json"))
        assert (found["payments"], found["allocated"]) == (0, 1)
        assert "taken to be the one entered by hand, ^pay00001" in str(found["warnings"])
        assert outstanding(recouv)["dur"] == "500.00"
        assert {row["difference"] for row in found["accounts"]} == {"0.00"}
        assert imported(recouv("import", "fec", str(books[0]), "--json"))["commit"] is None

    def test_two_payments_one_of_them_by_hand(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """An entry by hand is one line of the books, not two; another day or amount is another payment."""
        path = tmp_path / "books.txt"
        both = [*receipt("1", "20240420", "DUR", "V1", "10,00"), *receipt("2", "20240421", "DUR", "V2", "10,00")]
        path.write_text(fec(*sale("1", "20240315", "DUR", "F1", "50,00")), encoding="utf-8")
        recouv("import", "fec", str(path))
        desk.write("dur", desk.read("dur") + "\n### 2024-04-21 payment ^pay00001\n- amount: 10.00\n")
        path.write_text(fec(*sale("1", "20240315", "DUR", "F1", "50,00"), *both), encoding="utf-8")
        assert imported(recouv("import", "fec", str(path), "--json"))["payments"] == 1
        assert outstanding(recouv) == {"dur": "30.00"}

    def test_an_invoice_spelled_otherwise(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """The same number, spaces and case apart, and the same amount: the same invoice, whatever its day."""
        path = tmp_path / "books.txt"
        path.write_text(fec(*sale("1", "20240315", "DUR", "F1", "50,00")), encoding="utf-8")
        recouv("import", "fec", str(path))
        desk.write("dur", desk.read("dur") + "\n### 2024-05-09 invoice fa 2 ^fac00001\n- amount: 70.00\n")
        paid = [*sale("2", "20240501", "DUR", "FA2", "70,00", "B"), *receipt("1", "20240620", "DUR", "V", "70,00", "B")]
        path.write_text(fec(*sale("1", "20240315", "DUR", "F1", "50,00"), *paid), encoding="utf-8")
        found = imported(recouv("import", "fec", str(path), "--json"))
        assert (found["invoices"], found["payments"], found["allocated"]) == (0, 1, 1)
        assert "^fac00001" in str(found["warnings"])
        assert outstanding(recouv) == {"dur": "50.00"}

    def test_cancelled_deliberately(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """It stays out, with a warning, and the proof shows the difference."""
        recouv("import", "fec", str(books[0]))
        identifier = desk.read("rou").partition("invoice F3 ^")[2][:8]
        assert recouv("cancel", "rou", identifier, "--reason", "never delivered").code == 0
        ran = recouv("import", "fec", str(books[0]), "--json")
        found = json.loads(ran.out)
        assert (ran.code, found["invoices"], found["known"]) == (1, 0, 4)
        assert "was cancelled on" in str(found["warnings"])
        assert [row["difference"] for row in found["accounts"]] == ["0.00", "-80.50"]


@pytest.mark.skipif(not REAL_FILES.is_dir(), reason="the folder of real files is not beside the project")
class TestRealFec:
    """Files that nobody here wrote, with the facts that were verified of each."""

    @pytest.mark.parametrize("name", ["0000000001FEC20220831.txt", "000000000FEC20231231.txt", "trytond_FEC.csv"])
    def test_ties_out_and_imports_once(self, desk: Desk, recouv: Recouv, name: str) -> None:
        """Each account equals the facts; the dossiers have no problem; a second import finds nothing new."""
        path = REAL_FILES / "fec" / name
        rows = (REAL_FILES / "fec_facts" / f"{name}.customers.tsv").read_text(encoding="utf-8").splitlines()
        facts = {tuple(row.split("\t")[:2]): row.split("\t")[5] for row in rows[1:]}
        found = imported(recouv("import", "fec", str(path), "--json"))
        assert {tuple(row["account"].split()): row["outstanding"] for row in found["accounts"]} == facts
        assert {row["difference"] for row in found["accounts"]} == {"0.00"}
        assert recouv("check").code == 0
        assert imported(recouv("import", "fec", str(path), "--json"))["commit"] is None

    @pytest.mark.parametrize("name", ["0000000001FEC20220831.txt", "000000000FEC20231231.txt", "trytond_FEC.csv"])
    def test_open_items(self, desk: Desk, recouv: Recouv, name: str) -> None:
        """What is left open, in the dossiers, is what the reference reconstruction leaves."""
        recouv("import", "fec", str(REAL_FILES / "fec" / name))
        rows = (REAL_FILES / "fec_facts" / f"{name}.open.tsv").read_text(encoding="utf-8").splitlines()
        expected = sorted(row.split("\t")[8] for row in rows[1:])
        found = []
        for row in json.loads(recouv("balance", "--json").out)["clients"]:
            shown = json.loads(recouv("show", row["id"], "--json").out)
            found += [item["balance"] for item in shown["items"]]
            found += [f"-{credit['unallocated']}" for credit in shown["unallocated"]]
        assert sorted(found) == expected


INVOICES = """Code client;Client;N° facture;Date facture;Échéance;Montant TTC;Reste dû
DUR;Menuiserie Durand;F1;15/03/2026;30/04/2026;1 200,50;1 200,50
DUR;Menuiserie Durand;F2;02/04/2026;31/05/2026;800,00;300,00
ROU;"Roux; et fils";F3;03/04/2026;31/05/2026;99,90;99,90
ROU;"Roux; et fils";AV1;10/04/2026;;-20,00;-20,00
ROU;"Roux; et fils";F4;31/02/2026;;10,00;10,00
"""


class TestCsv:
    """Tables of invoices, whatever their columns are called."""

    def test_french(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """Columns recognised, French numbers and dates, a credit note, a refused line with its number and reason."""
        path = tmp_path / "factures.csv"
        path.write_text(INVOICES, encoding="cp1252")
        ran = recouv("import", "csv", str(path), "--json")
        found = json.loads(ran.out)
        assert ran.code == 1
        assert (found["invoices"], found["credit_notes"], len(found["refused"])) == (3, 1, 1)
        assert found["refused"][0]["line"] == 6
        assert outstanding(recouv) == {"dur": "1500.50", "rou": "79.90"}
        assert {row["difference"] for row in found["accounts"]} == {"0.00"}

    def test_refused_lines_can_be_written_to_a_file(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """Number, reason, and the line itself."""
        path, refused = tmp_path / "factures.csv", tmp_path / "refused.txt"
        path.write_text(INVOICES, encoding="utf-8")
        recouv("import", "csv", str(path), "--refused", str(refused))
        assert refused.read_text(encoding="utf-8").startswith("6\t")
        assert "F4;31/02/2026" in refused.read_text(encoding="utf-8")

    def test_the_mapping_is_kept(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """Named once with `--map`, found again in recouv.yaml, whose comments and other lines are as they were."""
        path = tmp_path / "odd.csv"
        path.write_text("a;b;c;d\nDurand;X1;2026-03-01;10,00\n", encoding="utf-8")
        before = (desk.root / "recouv.yaml").read_text(encoding="utf-8")
        assert recouv("import", "csv", str(path)).code == 2
        maps = ["--map", "client_name=a", "--map", "number=b", "--map", "date=c", "--map", "amount=d"]
        assert recouv("import", "csv", str(path), *maps).code == 0
        after = (desk.root / "recouv.yaml").read_text(encoding="utf-8")
        assert after.startswith(before)
        assert desk.status() == ""
        path.write_text("a;b;c;d\nDurand;X2;2026-03-02;11,00\n", encoding="utf-8")
        assert recouv("import", "csv", str(path)).code == 0
        assert outstanding(recouv) == {"durand": "21.00"}

    def test_again_and_changed(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """The same table changes nothing; a changed invoice is reported and not overwritten."""
        path = tmp_path / "factures.csv"
        path.write_text(INVOICES.rpartition("ROU")[0], encoding="utf-8")
        imported(recouv("import", "csv", str(path), "--json"))
        before = desk.subjects()
        assert imported(recouv("import", "csv", str(path), "--json"))["invoices"] == 0
        assert desk.subjects() == before
        path.write_text(INVOICES.rpartition("ROU")[0].replace("99,90", "199,90"), encoding="utf-8")
        ran = recouv("import", "csv", str(path), "--json")
        assert ran.code == 1
        assert "left as it is there" in json.loads(ran.out)["refused"][0]["what"]
        assert outstanding(recouv)["rou"] == "79.90"

    @pytest.mark.skipif(not REAL_FILES.is_dir(), reason="the folder of real files is not beside the project")
    @pytest.mark.parametrize(
        "name", ["balance.csv", "debit_credit_amount.csv", "original_currency.csv", "paypal-custom.csv"]
    )
    def test_real_bank_tables(self, desk: Desk, recouv: Recouv, name: str) -> None:
        """Money received is taken as payments of the clients named; money out is refused, line by line; it ties out."""
        path = REAL_FILES / "csv" / name
        maps = (
            ["--map", "client_name=Name", "--map", "amount=Gross"]
            if "paypal" in name
            else ["--map", "client_name=Partner Name"]
        )
        ran = recouv("import", "csv", str(path), "--payments", *maps, "--map", "date_order=mdy", "--json")
        assert ran.code in (0, 1), ran
        found = json.loads(ran.out)
        assert {row["difference"] for row in found["accounts"]} <= {"0.00"}
        assert recouv("check").code == 0

    @pytest.mark.skipif(not REAL_FILES.is_dir(), reason="the folder of real files is not beside the project")
    def test_real_workbook(self, desk: Desk, recouv: Recouv) -> None:
        """XLSX through the same door."""
        path = next((REAL_FILES / "xlsx").iterdir())
        ran = recouv("import", "csv", str(path), "--payments", "--map", "client_name=Partner Name", "--json")
        assert ran.code in (0, 1), ran
        assert recouv("check").code == 0


SAME = "client;number;date;amount\n"


class TestWhatTheLinesAre:
    """Invoices or payments: the option, else what was kept, else a question; never a silent guess."""

    @pytest.fixture
    def table(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> Path:
        """A table of payments whose columns are kept."""
        path = tmp_path / "table.csv"
        path.write_text(SAME + "Durand;V1;2026-03-01;10,00\n", encoding="utf-8")
        assert imported(recouv("import", "csv", str(path), "--payments", "--json"))["payments"] == 1
        path.write_text(SAME + "Durand;F1;2026-03-05;30,00\n", encoding="utf-8")
        return path

    def test_refused_where_it_disagrees(self, desk: Desk, recouv: Recouv, table: Path) -> None:
        """The header says invoices, recouv.yaml payments: one of the options is asked for."""
        before = desk.subjects()
        ran = recouv("import", "csv", str(table))
        assert ran.code == 2
        assert "--payments or --invoices" in ran.err
        assert desk.subjects() == before

    def test_the_option_beats_what_was_kept(self, desk: Desk, recouv: Recouv, table: Path) -> None:
        """Both ways; what is kept is said."""
        assert imported(recouv("import", "csv", str(table), "--invoices", "--json"))["invoices"] == 1
        table.write_text(SAME + "Durand;V2;2026-03-09;5,00\n", encoding="utf-8")
        assert imported(recouv("import", "csv", str(table), "--payments", "--json"))["payments"] == 1
        assert outstanding(recouv) == {"durand": "15.00"}
        assert recouv("import", "csv", str(table), "--payments", "--invoices").code == 2

    def test_what_is_kept_is_announced(self, desk: Desk, recouv: Recouv, table: Path) -> None:
        """On standard error; `--map` starts from it."""
        ran = recouv("import", "csv", str(table), "--payments", "--map", "reference=number")
        assert "columns as kept in recouv.yaml: records are payments" in ran.err
        assert "reference: number" in (desk.root / "recouv.yaml").read_text(encoding="utf-8")

    def test_answered(self, desk: Desk, recouv: Recouv, table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """At a terminal, a person tells."""
        answers = iter(["i", "y"])
        for module in ("recouv.cli.import_columns", "recouv.cli.commands.import_"):
            monkeypatch.setattr(f"{module}.may_ask", lambda _context: True)
            monkeypatch.setattr(f"{module}.ask", lambda _question: next(answers))
        assert recouv("import", "csv", str(table)).code == 0
        assert outstanding(recouv) == {"durand": "20.00"}


class TestRefusedBefore:
    """What cannot be right is refused before anything is done."""

    @pytest.mark.parametrize(
        ("header", "more", "code"),
        [
            ("client;number;date;amount", (), 2),
            ("client;number;date;amount", ("--map", "date_order=mdy"), 0),
            ("a;b;c;d", ("--map", "client_name=a", "--map", "number=b", "--map", "date=c", "--map", "amount=d"), 2),
            ("Client;N° facture;Date facture;Montant TTC", (), 0),
        ],
    )
    def test_dates_that_may_be_others(
        self, desk: Desk, recouv: Recouv, tmp_path: Path, header: str, more: tuple[str, ...], code: int
    ) -> None:
        """Nothing tells the day from the month: refused, unless the header is French or the user tells."""
        path = tmp_path / "t.csv"
        path.write_text(f"{header}\nDurand;F1;01/02/2026;10,00\n", encoding="utf-8")
        ran = recouv("import", "csv", str(path), *more)
        assert ran.code == code
        assert (desk.status(), len(desk.subjects())) == ("", 1 if code else 3)
        assert ("dates are read day first: 01/02/2026" in ran.err) == header.startswith("Client")

    def test_nothing_written_is_not_nothing_new(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """Every line was refused: none is in the dossiers."""
        path = tmp_path / "t.csv"
        path.write_text("Client;N° facture;Date facture;Montant TTC\nDurand;F1;31/02/2026;10,00\n", encoding="utf-8")
        ran = recouv("import", "csv", str(path))
        assert ran.code == 1
        assert "already in the dossiers" not in ran.err

    @pytest.mark.parametrize("codec", ["idna", "punycode", "unicode_escape", "hex", "undefined", "a\nb"])
    def test_no_encoding(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path], codec: str) -> None:
        """Codecs that no file is written in."""
        for form in ("fec", "csv"):
            ran = recouv("import", form, str(books[0]), "--encoding", codec)
            assert (ran.code, "Traceback" in ran.err) == (2, False)

    @pytest.mark.parametrize("pair", ["x=number", "number=nope", "records=cats", "nothing"])
    def test_no_such_column(self, desk: Desk, recouv: Recouv, tmp_path: Path, pair: str) -> None:
        """A field or a column that is not there."""
        path = tmp_path / "t.csv"
        path.write_text(SAME + "Durand;F1;2026-03-05;30,00\n", encoding="utf-8")
        assert recouv("import", "csv", str(path), "--map", pair).code == 2

    def test_a_file_without_its_form(self, desk: Desk, recouv: Recouv) -> None:
        """Both ways to import it are said, ready to be copied."""
        ran = recouv("import", "my invoices.csv")
        assert ran.code == 2
        assert "recouv import csv 'my invoices.csv'" in ran.err

    @pytest.mark.parametrize("form", ["fec", "csv"])
    def test_not_a_file(self, desk: Desk, recouv: Recouv, tmp_path: Path, form: str) -> None:
        """A folder, a device; and what is not there at all."""
        for name in (str(tmp_path), "/dev/null"):
            ran = recouv("import", form, name)
            assert ran.code == 2
            assert "is not a file" in ran.err
        assert "there is no file" in recouv("import", form, str(tmp_path / "none")).err

    def test_refused_lines_overwrite_nothing(self, desk: Desk, recouv: Recouv, books: tuple[Path, Path]) -> None:
        """Neither a file that is there, nor one among the dossiers, even for a dry run; a new one is written."""
        mine = books[0].with_name("mine.txt")
        mine.write_text("mine", encoding="utf-8")
        inside = ["dossiers/dur.md", "scenarios/mine.yaml", "letters/x.md", ".git/config2", "recouv.yaml"]
        for path in (mine, *(desk.root / name for name in inside)):
            for more in ((), ("--dry-run",)):
                assert recouv("import", "fec", str(books[0]), "--refused", str(path), *more).code == 2
        assert mine.read_text(encoding="utf-8") == "mine"
        assert (desk.status(), len(desk.subjects())) == ("", 1)
        new = books[0].with_name("new.txt")
        assert recouv("import", "fec", str(books[0]), "--dry-run", "--refused", str(new)).code == 0
        assert new.is_file()


class TestOneDossierForTwo:
    """Two clients of a table in one dossier are told, and compared together."""

    def test_same_siren(self, desk: Desk, recouv: Recouv, tmp_path: Path) -> None:
        """What is expected is the sum of both."""
        path = tmp_path / "t.csv"
        path.write_text(
            "Code client;Client;SIREN;N° facture;Date facture;Montant TTC\n"
            "A;Durand;732829320;F1;31/01/2026;10,00\nB;Durand agence;732829320;F2;31/01/2026;20,00\n",
            encoding="utf-8",
        )
        found = imported(recouv("import", "csv", str(path), "--json"))
        assert [(row["expected"], row["difference"]) for row in found["accounts"]] == [("30.00", "0.00")]
        assert "A, B are all in the dossier a" in str(found["warnings"])

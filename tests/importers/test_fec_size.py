"""The memory that a FEC takes is that of its largest customer, not of the file."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

from recouv.importers import encoding, fec_spool
from recouv.importers.fec import imported_account, read_fec

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

HEADER = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
    "PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\r\n"
)
#: Invoices of a customer, paid one by one: the same in a small file and in a large one.
INVOICES = 20


def write(path: Path, lines: int, *, numbered: bool) -> None:
    """A file of so many lines, five for an invoice and its payment.

    When not `numbered`, numbers are 0 and entries span days: they are told by balanced runs alone, at a second reading.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for rank in range(lines // 5):
            number = rank if numbered else 0
            customer = f"411000\tClients\tC{rank // INVOICES}\tClient {rank // INVOICES}"
            sale = f"VE\tVentes\t{number}\t202401{1 + rank % 28:02}"
            tax = sale if numbered else "VE\tVentes\t0\t20240229"
            bank = f"BQ\tBanque\t{number}\t202402{1 + rank % 28:02}"
            file.write(
                f"{sale}\t{customer}\tF{rank}\t20240101\tFacture {rank}\t120,00\t0,00\tL{rank}\t\t\t\t\r\n"
                f"{sale}\t706000\tVentes\t\t\tF{rank}\t20240101\tFacture {rank}\t0,00\t100,00\t\t\t\t\t\r\n"
                f"{tax}\t445710\tTVA\t\t\tF{rank}\t20240101\tFacture {rank}\t0,00\t20,00\t\t\t\t\t\r\n"
            )
            file.write(
                f"{bank}\t512000\tBanque\t\t\t{rank}\t20240201\tVIR\t120,00\t0,00\t\t\t\t\t\r\n"
                f"{bank}\t{customer}\t{rank}\t20240201\tVIR\t0,00\t120,00\tL{rank}\t\t\t\t\r\n"
            )


def peak(path: Path) -> int:
    """Bytes held at the worst moment while every account of the file is rebuilt."""
    tracemalloc.start()
    try:
        with read_fec(path) as book:
            accounts = sum(1 for customer in book.customers() if imported_account(customer).entries)
            assert accounts == -(-book.lines // (5 * INVOICES))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_times_the_lines(tmp_path: Path) -> None:
    """A file ten times as long takes at most twice the memory: batches and caches fill up, then nothing grows."""
    write(tmp_path / "small", 10_000, numbered=True)
    write(tmp_path / "large", 100_000, numbered=True)
    assert peak(tmp_path / "large") < 2 * peak(tmp_path / "small")


def test_file_read_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does a file whose entries are told at a second reading only."""
    monkeypatch.setattr(encoding, "BLOCK", 10_000)
    monkeypatch.setattr(fec_spool, "BATCH", 500)
    monkeypatch.setattr(fec_spool, "MOST_MASKS", 500)
    write(tmp_path / "small", 2_000, numbered=False)
    write(tmp_path / "large", 20_000, numbered=False)
    assert peak(tmp_path / "large") < 2 * peak(tmp_path / "small")

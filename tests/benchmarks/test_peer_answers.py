"""What each tool answers is read to the cent: samples as the tools print them, of one small book."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks import peer_answers as read
from benchmarks.peer_answers import Ages, Balances
from benchmarks.peer_commands import Asked
from benchmarks.question import TODAY, Truth, bucket, cents_of, money

LEDGER = """          3743.61 EUR  Assets:Receivable:C000000
         17707.90 EUR  Assets:Receivable:C000001
"""
HLEDGER = """         3743.61 EUR  Assets:Receivable:C000000
        17707.90 EUR  Assets:Receivable:C000001
"""
BEANCOUNT = """           account            sum(position)
----------------------------  -------------
Assets:Receivable:C000000      3743.61 EUR
Assets:Receivable:C000001     17707.90 EUR
"""
CSV = "C000000,3743.61\nC000001,17707.90\n"
RECOUV = """id,name,currency,not_due,1-30,31-60,61-90,91+,unallocated,total,overdue,disputed,oldest_due,days_late
a0c000000,Ateliers Noël 0,EUR,0.00,0.00,0.00,0.00,3743.61,0.00,3743.61,3743.61,0.00,2025-02-15,350
g1c000001,"Cave Vidal, Fils",EUR,17707.90,0.00,0.00,0.00,0.00,0.00,17707.90,0.00,0.00,2026-02-15,0
"""
TASKS = """[
{"id":1,"description":"F1","due":"20260215T000000Z","open":17707.9,"project":"C000001","status":"pending"},
{"id":2,"description":"F2","due":"20250215T000000Z","open":3743.6,"project":"C000000","status":"pending"},
{"id":3,"description":"F3","due":"20251103T000000Z","open":0.01,"project":"C000000","status":"pending"}
]"""


@pytest.mark.parametrize(
    ("reader", "answer"),
    [
        (read.balances_in_rows, LEDGER),
        (read.balances_in_rows, HLEDGER),
        (read.balances_in_rows, BEANCOUNT),
        (read.balances_in_csv, CSV),
        (read.balances_of_recouv, RECOUV),
        (read.balances_of_taskwarrior, TASKS),
    ],
    ids=["ledger", "hledger", "beancount", "csv", "recouv", "taskwarrior"],
)
def test_balances(reader: Callable[[str], Balances], answer: str) -> None:
    """The same two clients, whatever the layout."""
    assert reader(answer) == {"C000000": 374361, "C000001": 1770790}


@pytest.mark.parametrize(
    ("reader", "answer"),
    [
        (read.ages_of_ledger, "2025-01-06|3743.60 EUR\n2025-11-02|0.01 EUR\n2026-02-01|17707.90 EUR\n"),
        (
            read.ages_of_hledger,
            '"account","2025-01-06..2025-02-04","2025-11-02..2025-12-01","2026-02-01..2026-03-02"\n'
            '"assets:receivable:C000000","3743.60 EUR","0.01 EUR","0"\n'
            '"assets:receivable:C000001","0","0","17707.90 EUR"\n'
            '"Total:","3743.60 EUR","0.01 EUR","17707.90 EUR"\n',
        ),
        (read.ages_of_beancount, "due,sum(number)\n2025-02-15,3743.60\n2025-11-03,0.01\n2026-02-15,17707.90\n"),
        (read.ages_of_taskwarrior, TASKS),
        (
            read.ages_of_recouv,
            '{"totals": {"EUR": {"not_due": "17707.90", "1-30": "0.00", "31-60": "0.00", "61-90": "0.01", '
            '"91+": "3743.60", "unallocated": "0.00"}}}',
        ),
    ],
    ids=["ledger", "hledger", "beancount", "taskwarrior", "recouv"],
)
def test_ages(reader: Callable[[str], Ages], answer: str) -> None:
    """The same columns, whatever the periods: the total line of hledger is not counted twice."""
    assert reader(answer) == [1770790, 0, 0, 1, 374360]


class TestVerdict:
    """A fast wrong answer is a wrong answer."""

    TRUTH = Truth(balance={"C000000": 374361, "C000001": 1770790, "C000002": 0}, aged=[1, 0, 0, 0, 2])

    def asked(self, reader: Callable[[str], Balances | Ages], question: str = "balance") -> Asked:
        """A question whose command is not run."""
        return Asked(tool="x", question=question, command=[], read=reader)

    def test_an_exact_answer(self) -> None:
        """Those who owe nothing may be listed or not."""
        assert self.asked(read.balances_in_csv).verdict(CSV, self.TRUTH) == "exact"
        assert self.asked(read.balances_in_csv).verdict(CSV + "C000002,0.00\n", self.TRUTH) == "exact"

    def test_a_cent_less(self) -> None:
        """To the cent."""
        verdict = self.asked(read.balances_in_csv).verdict(CSV.replace(".61", ".60"), self.TRUTH)
        assert verdict.startswith("WRONG")

    def test_an_answer_that_cannot_be_read(self) -> None:
        """It is wrong, and says why."""
        assert "JSONDecodeError" in self.asked(read.ages_of_recouv, "aged").verdict("oops", self.TRUTH)

    def test_wrong_ages_are_shown(self) -> None:
        """All of them."""
        verdict = self.asked(read.ages_of_beancount, "aged").verdict("2026-02-15,0.02\n", self.TRUTH)
        assert verdict == "WRONG (0.02, 0.00, 0.00, 0.00, 0.00)"


class TestAmounts:
    """Cents as tools write them."""

    @pytest.mark.parametrize("cents", [0, 5, -5, 123_405, -100])
    def test_there_and_back(self, cents: int) -> None:
        """Sign and cents both."""
        assert cents_of(money(cents)) == cents

    def test_thousands(self) -> None:
        """Commas may separate them."""
        assert cents_of("EUR 1,234.5") == 123450

    def test_no_amount(self) -> None:
        """What holds none is refused."""
        with pytest.raises(ValueError, match="no amount"):
            cents_of("total")

    def test_borders_of_ages(self) -> None:
        """The thirtieth day late is still in the first column."""
        days = [0, 1, 30, 31, 60, 61, 90, 91]
        assert [bucket(TODAY.fromordinal(TODAY.toordinal() - late)) for late in days] == [0, 1, 1, 2, 2, 3, 3, 4]

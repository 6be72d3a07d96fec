"""`recouv penalties`: what scripts and people read, and what is said where no figure can be given."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.conftest import DURAND, Desk, Ran

Recouv = Callable[..., Ran]

TWO = """---
name: Menuiserie Durand SARL
---

## Journal

### 2026-05-21 invoice F-1 ^7k3f9x2m
- amount: 10000.00
- due: 2026-06-20
- recorded: 2026-05-21T09:12:07Z import

### 2026-04-16 invoice F-0 ^a3x8d5wn
- amount: 1850.00
- due: 2026-05-16
- recorded: 2026-04-16T09:12:07Z import

### 2026-06-30 payment ^f5w2kb8t
- amount: 1850.00
- allocate:
  - F-0: 1850.00
- recorded: 2026-07-01T07:55:10Z import
"""


@pytest.fixture
def durand(desk: Desk) -> Desk:
    desk.write("durand", TWO)
    return desk


class TestJson:
    """The contract: `on`, `items` with their slices, `total`, `per_day`; amounts as text, days ISO."""

    def test_the_document(self, durand: Desk, recouv: Recouv) -> None:
        """Every key, with exact amounts."""
        ran = recouv("penalties", "durand", "--on", "2026-07-10", "--json")
        assert ran.code == 0
        source = "ECB rate of {}, {}, + 10 points (C. com. art. L441-10 II)"
        assert json.loads(ran.out) == {
            "on": "2026-07-10",
            "known_at": None,
            "client": "durand",
            "name": "Menuiserie Durand SARL",
            "kind": "company",
            "currency": "EUR",
            "day_count": "act/365",
            "imputation": "principal",
            "items": [
                {
                    "invoice": "F-0",
                    "entry": "^a3x8d5wn",
                    "issued": "2026-04-16",
                    "due": "2026-05-16",
                    "amount": "1850.00",
                    "currency": "EUR",
                    "principal": "0.00",
                    "disputed": "0.00",
                    "interest": "27.71",
                    "interest_paid": "0.00",
                    "indemnity": "40.00",
                    "indemnity_currency": "EUR",
                    "rounding": "0.00",
                    "slices": [
                        {
                            "from": "2026-05-17",
                            "to": "2026-06-30",
                            "days": 45,
                            "balance": "1850.00",
                            "rate": "12.15",
                            "amount": "27.71",
                            "source": source.format("1 Jan 2026", "2.15%"),
                        }
                    ],
                    "notes": [],
                },
                {
                    "invoice": "F-1",
                    "entry": "^7k3f9x2m",
                    "issued": "2026-05-21",
                    "due": "2026-06-20",
                    "amount": "10000.00",
                    "currency": "EUR",
                    "principal": "10000.00",
                    "disputed": "0.00",
                    "interest": "67.26",
                    "interest_paid": "0.00",
                    "indemnity": "40.00",
                    "indemnity_currency": "EUR",
                    "rounding": "0.00",
                    "slices": [
                        {
                            "from": "2026-06-21",
                            "to": "2026-06-30",
                            "days": 10,
                            "balance": "10000.00",
                            "rate": "12.15",
                            "amount": "33.29",
                            "source": source.format("1 Jan 2026", "2.15%"),
                        },
                        {
                            "from": "2026-07-01",
                            "to": "2026-07-10",
                            "days": 10,
                            "balance": "10000.00",
                            "rate": "12.40",
                            "amount": "33.97",
                            "source": source.format("1 Jul 2026", "2.40%"),
                        },
                    ],
                    "notes": [],
                },
            ],
            "principal": "10000.00",
            "interest": "94.97",
            "indemnity": "80.00",
            "total": "10174.97",
            "per_day": "3.40",
            "totals": {
                "EUR": {
                    "principal": "10000.00",
                    "interest": "94.97",
                    "indemnity": "80.00",
                    "total": "10174.97",
                    "per_day": "3.40",
                }
            },
            "notes": [],
            "warnings": [],
        }

    def test_nothing_due(self, durand: Desk, recouv: Recouv) -> None:
        """An empty list and nothing in total."""
        found = json.loads(recouv("penalties", "durand", "--on", "2026-05-16", "--json").out)
        assert (found["items"], found["total"], found["per_day"], found["totals"]) == ([], "0.00", "0.00", {})

    def test_a_further_day_at_a_rate_that_is_not_known(self, durand: Desk, recouv: Recouv) -> None:
        """The last day of the year: the sum is there, what a day costs is null."""
        found = json.loads(recouv("penalties", "durand", "--on", "2026-12-31", "--json").out)
        assert found["per_day"] is None
        assert Decimal(found["total"]) > 10000

    def test_a_part_of_it(self, durand: Desk, recouv: Recouv) -> None:
        """Unpaid invoices, or those named; the totals are theirs."""
        on = ("--on", "2026-07-10", "--json")
        for words in (("--unpaid",), ("--for", "f-1")):
            found = json.loads(recouv("penalties", "durand", *words, *on).out)
            assert [item["invoice"] for item in found["items"]] == ["F-1"]
            assert found["total"] == "10107.26"

    def test_without_what_is_disputed(self, desk: Desk, recouv: Recouv) -> None:
        """As if it were not owed."""
        desk.write("durand", TWO + "\n### 2026-06-25 dispute F-1 ^r7n3d9vx\n- amount: 4000.00\n")
        found = json.loads(recouv("penalties", "durand", "--uncontested", "--on", "2026-07-10", "--json").out)
        assert [item["principal"] for item in found["items"]] == ["0.00", "6000.00"]


class TestOtherForms:
    """A table, CSV, Markdown: the same figures."""

    def test_csv(self, durand: Desk, recouv: Recouv) -> None:
        """One line a slice, then what is added to it; they sum to the total."""
        for words in (("--csv",), ("--format", "csv")):
            rows = list(csv.DictReader(io.StringIO(recouv("penalties", "durand", *words, "--on", "2026-07-10").out)))
            assert [row["line"] for row in rows] == [
                *("interest", "indemnity"),
                *("interest", "interest", "indemnity", "principal"),
            ]
            assert sum(Decimal(row["amount"]) for row in rows) == Decimal("10174.97")
            assert {row["currency"] for row in rows} == {"EUR"}

    def test_csv_shows_the_rounding(self, desk: Desk, recouv: Recouv) -> None:
        """Where the rounded slices lack a cent of the sum."""
        desk.write(
            "durand",
            "---\nname: D\n---\n\n## Journal\n\n### 2026-04-10 invoice F-1 ^7k3f9x2m\n- amount: 10000.00\n"
            "- due: 2026-05-10\n\n### 2026-06-20 payment ^f5w2kb8t\n- amount: 4000.00\n- allocate:\n  - F-1: 4000.00\n",
        )
        out = recouv("penalties", "durand", "--csv", "--on", "2026-09-03").out
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [row["amount"] for row in rows if row["line"] == "rounding"] == ["0.01"]
        assert sum(Decimal(row["amount"]) for row in rows) == Decimal("6328.95")

    def test_markdown(self, durand: Desk, recouv: Recouv) -> None:
        """Titles, a table an invoice with the basis of each rate, the totals."""
        out = recouv("penalties", "durand", "--markdown", "--on", "2026-07-10").out
        assert "## Statement of late-payment penalties on 10 Jul 2026\n\nMenuiserie Durand SARL (company)\n" in out
        assert "| From | To | Days | Late balance | Rate | Interest | Basis |" in out
        assert "| 12.40% | €33.97 | ECB rate of 1 Jul 2026, 2.40%, + 10 points (C. com. art. L441-10 II) |" in out
        assert "| Total EUR | €10,000.00 | €94.97 | €80.00 | €10,174.97 | €3.40 |" in out

    def test_in_french(self, durand: Desk, recouv: Recouv) -> None:
        """As an accountant writes it."""
        out = recouv("--lang", "fr", "penalties", "durand", "--on", "2026-07-10").out.replace("\u00a0", " ")
        for sentence in (
            "Décompte des pénalités de retard, arrêté au 10/07/2026\nMenuiserie Durand SARL (société)\n",
            "Facture F-1 du 21/05/2026, 10 000,00 € TTC, échue le 20/06/2026\n",
            "  Reste dû, échu : 10 000,00 €\n",
            "Facture F-0 du 16/04/2026, 1 850,00 € TTC, échue le 16/05/2026\n",
            "  Réglée en retard\n",
            "Indemnité forfaitaire pour frais de recouvrement : 40,00 €",
            "Par jour de retard en sus : 3,40 €",
            "\n(b) taux BCE au 01/07/2026, 2,40 %, + 10 points (C. com. art. L441-10 II)",
            "- jours du lendemain de l'échéance au règlement inclus, sur 365",
        ):
            assert sentence in out

    def test_it_fits_eighty_columns(self, durand: Desk, recouv: Recouv) -> None:
        """Every line, the basis of the rates too."""
        out = recouv("--lang", "fr", "penalties", "durand", "--on", "2026-07-10").out
        assert max(map(len, out.splitlines())) <= 80
        rows = [line for line in out.splitlines() if line.endswith(")") or line.startswith("Total")]
        rows = [line for line in rows if line[0] in " T"]
        assert len(rows) == 4
        assert max(map(len, rows)) <= 80

    def test_nothing_due(self, durand: Desk, recouv: Recouv) -> None:
        """One sentence."""
        ran = recouv("penalties", "durand", "--on", "2026-05-16")
        assert (ran.code, ran.out) == (0, "Menuiserie Durand SARL owes no penalty on 16 May 2026: nothing is late.\n")

    def test_a_hostile_name(self, desk: Desk, recouv: Recouv) -> None:
        """Nothing that a terminal would obey, nothing that a spreadsheet would run."""
        desk.write("evil", TWO.replace("name: Menuiserie Durand SARL", 'name: "A\\e[31mB"').replace("F-1", "=F-1"))
        for form in ("--csv", "--markdown", "--format=table"):
            out = recouv("penalties", "evil", form, "--on", "2026-07-10").out
            assert "\x1b" not in out
        assert "'=F-1" in recouv("penalties", "evil", "--csv", "--on", "2026-07-10").out


class TestWhereThereIsNoFigure:
    """What is not known is said by its name, and nothing is printed in its place."""

    def test_a_rate_that_nobody_read(self, durand: Desk, recouv: Recouv) -> None:
        """Its half-year, and what to write where; exit code 1."""
        for words in ((), ("--json",), ("--csv",)):
            ran = recouv("penalties", "durand", "--on", "2027-02-01", *words)
            assert (ran.code, ran.out) == (1, "")
            assert ran.err == (
                "recouv: the ECB rate of the first half of 2027 is not known\n"
                "  add it to rates.yaml, under ecb: period: 2027-S1, rate: that of main refinancing operations on"
                " 1 Jan 2027, source: where it was read\n"
            )

    def test_once_it_is_written(self, durand: Desk, recouv: Recouv) -> None:
        """The file is read."""
        (durand.root / "rates.yaml").write_text("ecb:\n  - period: 2027-S1\n    rate: 2.65\n    source: BdF\n")
        found = json.loads(recouv("penalties", "durand", "--on", "2027-02-01", "--json").out)
        assert [part["rate"] for part in found["items"][1]["slices"]] == ["12.15", "12.40", "12.65"]

    def test_rates_that_cannot_be_read(self, durand: Desk, recouv: Recouv) -> None:
        """Each with its line; no statement is made from half of the file; check says the same."""
        (durand.root / "rates.yaml").write_text("ecb:\n  - period: 2027-S1\n    rate: 2,65\n    source: BdF\n")
        ran = recouv("penalties", "durand", "--on", "2026-07-10")
        assert (ran.code, ran.out) == (1, "")
        assert "rates.yaml:3:11: 2,65 is not a rate; write it in per cent with a point, as 2.65" in ran.err
        checked = recouv("check")
        assert checked.code == 1
        assert "rates.yaml:3:11: 2,65 is not a rate" in checked.out

    def test_a_dossier_with_a_problem(self, durand: Desk, recouv: Recouv) -> None:
        """Nothing is claimed on its word."""
        durand.write("durand", TWO.replace("10000.00", "10.000,00"))
        ran = recouv("penalties", "durand")
        assert (ran.code, ran.out) == (1, "")
        assert "dossiers/durand.md:8" in ran.err

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (("penalties", "nobody"), 4),
            (("penalties", "durand", "--for", "F-9"), 4),
            (("penalties", "durand", "--for", "F-1", "--on", "2026-06-20"), 4),
            (("penalties", "durand", "--on", "tomorow"), 2),
            (("penalties",), 2),
        ],
    )
    def test_what_makes_no_sense(self, durand: Desk, recouv: Recouv, words: tuple[str, ...], code: int) -> None:
        """Nothing on standard output, and how to mend it on the other."""
        ran = recouv(*words)
        assert (ran.code, ran.out) == (code, "")
        assert len(ran.err.splitlines()) >= 2


class TestWarnings:
    """What `check` and `invoice` tell of agreements, and never correct."""

    def test_terms_beyond_the_ceiling(self, desk: Desk, recouv: Recouv) -> None:
        """At the head's line, and at the invoice's; a warning."""
        desk.write(
            "durand",
            "---\nname: Durand\nterms: 60 days end of month\n---\n\n## Journal\n\n"
            "### 2026-10-01 invoice F-1 ^7k3f9x2m\n- amount: 10.00\n- due: 2026-12-31\n"
            "- recorded: 2026-10-01T09:12:07Z import\n",
        )
        found = json.loads(recouv("check", "--json").out)["problems"]
        assert [(one["line"], one["severity"]) for one in found] == [(3, "warning"), (10, "warning")]
        assert all("60 days from the invoice" in one["what"] for one in found)

    @pytest.mark.parametrize("head", ["kind: consumer", "sector: export"])
    def test_where_another_law_applies(self, desk: Desk, recouv: Recouv, head: str) -> None:
        """A consumer's terms have no ceiling; exported goods have ninety days."""
        desk.write("durand", f"---\nname: Durand\n{head}\nterms: 90 days\n---\n\n## Journal\n")
        assert recouv("check").code == 0

    def test_a_paid_invoice_is_not_looked_at(self, desk: Desk, recouv: Recouv) -> None:
        """What is over is over."""
        desk.write(
            "durand",
            "---\nname: Durand\n---\n\n## Journal\n\n### 2026-01-01 invoice F-1 ^7k3f9x2m\n- amount: 10.00\n"
            "- due: 2026-06-30\n\n### 2026-06-30 payment ^f5w2kb8t\n- amount: 10.00\n- allocate:\n  - F-1: 10.00\n",
        )
        assert recouv("check").code == 0

    def test_a_rate_below_the_floor(self, desk: Desk, recouv: Recouv) -> None:
        """Of the head, of an invoice and of the house; not of a rate counted from the ECB's."""
        desk.write(
            "durand",
            "---\nname: Durand\npenalties:\n  rate: 5 %\n---\n\n## Journal\n\n### 2026-10-01 invoice F-1 ^7k3f9x2m\n"
            "- amount: 10.00\n- penalty_rate: 6 %\n- recorded: 2026-10-01T09:12:07Z import\n",
        )
        config = desk.root / "recouv.yaml"
        config.write_text(config.read_text() + "penalties:\n  rate: 7 %\n")
        found = json.loads(recouv("check", "--json").out)["problems"]
        assert [one["path"].rpartition("/")[2] for one in found] == ["durand.md", "durand.md", "recouv.yaml"]
        for one, rate in zip(found, ("5.00%", "6.00%", "7.00%"), strict=True):
            assert f"the agreed rate, {rate}, is below the legal floor" in one["what"]
            assert "8.25%" in one["what"]
        config.write_text(config.read_text().replace("7 %", "ECB + 12"))
        assert len(json.loads(recouv("check", "--json").out)["problems"]) == 2

    def test_terms_of_the_house(self, desk: Desk, recouv: Recouv) -> None:
        """At their line of recouv.yaml."""
        config = desk.root / "recouv.yaml"
        config.write_text(config.read_text().replace("terms: 30 days", "terms: 90 days"))
        found = json.loads(recouv("check", "--json").out)["problems"]
        assert [one["path"] for one in found] == ["recouv.yaml"]

    @pytest.mark.parametrize("words", [("--due", "2026-12-31"), ("--terms", "90 jours")])
    def test_an_invoice_that_is_recorded(self, desk: Desk, recouv: Recouv, words: tuple[str, ...]) -> None:
        """It is recorded, and the warning is on standard error; a lawful one has none."""
        desk.write("durand", DURAND)
        ran = recouv("invoice", "durand", "F-9", "100", "--on", "2026-09-15", *words)
        assert ran.code == 0
        assert "invoice: Menuiserie Durand SARL, F-9" in ran.out
        assert "later than the law lets: 60 days from the invoice" in ran.err
        assert (
            "the law" not in recouv("invoice", "durand", "F-8", "100", "--on", "2026-09-15", "--terms", "60 jours").err
        )

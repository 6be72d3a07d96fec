"""Worked examples of penalties, those that others published and those computed with exact fractions.

They lie beside the checkout, in `shared/law`, and are never copied into it.
"""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from recouv.domain.dossier import ClientKind
from recouv.domain.penalties import AgreedRate, DayCount, Imputation, RateBasis
from recouv.domain.rates import Semester
from recouv.rules.fixed_indemnity import fixed_indemnity
from recouv.rules.judgment_interest import Judged
from recouv.rules.late_interest import Accrued, Part, RateOf, Settlement, accrued
from recouv.rules.penalty_rate import RateRule
from recouv.rules.reference_rates import FIRST_OF_RULE, ecb_rate, legal_rate
from recouv.store.rates_text import shipped_rates

LAW = Path(__file__).resolve().parents[3] / "shared" / "law"
needs_the_files = pytest.mark.skipif(not LAW.is_dir(), reason=f"{LAW} is not on this machine")
ANY_DAY = date(2026, 1, 1)


def rows(name: str) -> list[dict[str, str]]:
    if not LAW.is_dir():
        return []
    with (LAW / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rule(kind: ClientKind, percent: str = "", judged: Judged | None = None) -> RateOf:
    agreed = AgreedRate(RateBasis.FIXED, Decimal(percent)) if percent else None
    return RateRule(kind=kind, rates=shipped_rates(), agreed=agreed, judged=judged).on


def interest(amount: str, days: int, percent: str) -> Accrued:
    """Of so many days at a rate stated outright."""
    due = date(2026, 1, 1)
    return accrued(
        [Part(Decimal(amount), due, due)],
        [],
        due + timedelta(days=days),
        rule(ClientKind.COMPANY, percent),
        currency="EUR",
    )


PUBLISHED = rows("penalty_vectors.csv")
COMPUTED = rows("penalty_vectors_computed.csv")
#: By quarters of a year, and not by days: no count of days gives these.
BY_QUARTER = {"P04a": "3.00", "P04b": "256.25"}
#: What their authors print and an exact count does not give, each with why.
MISMATCH = {
    "P02a": ("2.14", "truncated to the cent"),
    "P02b": ("8.63", "truncated to the cent, and ten points above the legal rate instead of the ECB's"),
    "P03": ("18.87", "a cent less than the exact sum rounds to"),
    "P20": ("210.63", "the result of another sum and another delay"),
}


@needs_the_files
class TestPublished:
    """Examples of web pages and of the tests of other programs."""

    def test_all_are_there(self) -> None:
        """None was added that these tests do not know of."""
        assert len(PUBLISHED) == 22
        assert {row["id"] for row in PUBLISHED if row["check"] == "MISMATCH"} == set(MISMATCH)
        assert {row["id"] for row in PUBLISHED if not row["recomputed_act365_half_up"]} == set(BY_QUARTER)

    @pytest.mark.parametrize("row", [row for row in PUBLISHED if row["days"]], ids=lambda row: row["id"])
    def test_amount(self, row: dict[str, str]) -> None:
        """Sum x rate x days / 365, rounded half up once."""
        found = interest(row["amount_ttc_eur"], int(row["days"]), row["annual_rate_pct"]).interest
        if row["recomputed_act365_half_up"]:
            assert found.amount == Decimal(row["recomputed_act365_half_up"])
        agrees = found.amount == Decimal(row["expected_eur_as_published"] or 0)
        assert agrees == (row["id"] not in MISMATCH and row["id"] not in BY_QUARTER), row["notes"]

    @pytest.mark.parametrize(("row_id", "printed"), [(row_id, printed) for row_id, (printed, _) in MISMATCH.items()])
    def test_mismatch(self, row_id: str, printed: str) -> None:
        """What the page prints is not what the law gives: recouv does not follow it."""
        row = next(row for row in PUBLISHED if row["id"] == row_id)
        assert row["expected_eur_as_published"] == printed
        found = interest(row["amount_ttc_eur"], int(row["days"]), row["annual_rate_pct"]).interest
        assert found.plain != printed

    @pytest.mark.parametrize(("row_id", "exact"), BY_QUARTER.items())
    def test_by_quarter(self, row_id: str, exact: str) -> None:
        """Three twelfths of a year are no number of days: 90 to 92 days give something else."""
        row = next(row for row in PUBLISHED if row["id"] == row_id)
        by_quarter = Decimal(row["amount_ttc_eur"]) * Decimal(row["annual_rate_pct"]) / 400
        assert by_quarter == Decimal(exact)
        for days in (90, 91, 92):
            assert interest(row["amount_ttc_eur"], days, row["annual_rate_pct"]).interest.amount != by_quarter

    @pytest.mark.parametrize(
        ("row_id", "kind"),
        [
            ("P05", ClientKind.COMPANY),
            ("P06", ClientKind.COMPANY),
            ("P09", ClientKind.COMPANY),
            ("P10", ClientKind.COMPANY),
            ("P13", ClientKind.PUBLIC),
            ("P14", ClientKind.CONSUMER),
            ("P19", ClientKind.COMPANY),
        ],
    )
    def test_the_rate_is_that_of_the_law(self, row_id: str, kind: ClientKind) -> None:
        """With the dates printed, and no rate given."""
        row = next(row for row in PUBLISHED if row["id"] == row_id)
        due, on = (date.fromisoformat(row[key]) for key in ("due_date", "stop_date"))
        parts = [Part(Decimal(row["amount_ttc_eur"]), due, due)]
        found = accrued(parts, [], on, rule(kind), currency="EUR")
        assert found.interest.plain == row["expected_eur_as_published"]
        assert [str(one.rate.value) for one in found.slices] == [row["annual_rate_pct"]]
        assert sum(one.days for one in found.slices) == int(row["days"])


#: How each computed case is told to the rules; the others are between professionals, at the rate of the law.
CASES: dict[str, dict[str, object]] = {
    "C09": {"kind": ClientKind.CONSUMER},
    "C10": {"kind": ClientKind.CONSUMER, "judged": Judged(date(2025, 11, 1), date(2025, 11, 15), False, True)},
    "C11": {"kind": ClientKind.COMPANY, "percent": "15"},
}
SLICE = re.compile(r"([\d.]+) (\S+)\.\.(\S+) (\d+)d ([\d.]+)% = ([\d.]+)")


def computed(row: dict[str, str]) -> Accrued:
    due, on = (date.fromisoformat(row[key]) for key in ("due_or_start", "stop_inclusive"))
    payments = [one.split(":") for one in row["payments"].split() if one]
    case = {"kind": ClientKind.COMPANY, **CASES.get(row["id"], {})}
    return accrued(
        [Part(Decimal(row["principal"]), due, due)],
        [Settlement(date.fromisoformat(day), Decimal(amount)) for day, amount in payments],
        on,
        rule(**case),  # type: ignore[arg-type]
        currency="EUR",
        day_count=DayCount.ACT_ACT if row["base"] == "act" else DayCount.ACT_365,
        imputation=Imputation(row["imputation"]),
    )


@needs_the_files
class TestComputed:
    """Cases computed with exact fractions by another program."""

    def test_all_are_there(self) -> None:
        """And every one has its test below."""
        assert [row["id"] for row in COMPUTED] == ("C01 C02 C04a C04b C04c C05 C07 C09 C10 C11 C12 C14 C16".split())

    @pytest.mark.parametrize("row", [row for row in COMPUTED if row["base"] != "360"], ids=lambda row: row["id"])
    def test_case(self, row: dict[str, str]) -> None:
        """Every slice of it, the interest rounded once, the sum of the rounded slices, what is left, the indemnity."""
        found = computed(row)
        expected = [SLICE.fullmatch(part.strip()) for part in row["slices"].split("|")]
        assert [
            (one.balance.amount, one.first.isoformat(), one.last.isoformat(), one.days, one.rate.value)
            for one in found.slices
        ] == [(Decimal(m[1]), m[2], m[3], int(m[4]), Decimal(m[5])) for m in expected if m]
        assert [round(Decimal(float(one.exact)), 6) for one in found.slices] == [Decimal(m[6]) for m in expected if m]
        assert found.interest.plain == row["interest_due_rounded_once"]
        assert sum(one.amount.amount for one in found.slices) == Decimal(row["sum_of_rounded_slices"])
        assert found.principal.plain == row["principal_left"]
        kind = CASES.get(row["id"], {}).get("kind", ClientKind.COMPANY)
        assert isinstance(kind, ClientKind)
        fixed = fixed_indemnity(kind, is_late=True, due=ANY_DAY, opened=None, claimed=True)
        assert fixed.amount == Decimal(row["fixed_40"])
        assert (found.principal + found.interest + fixed).plain == row["total_due"]

    def test_a_year_of_360_days_is_not_offered(self) -> None:
        """It claims more than a year: the case is there to be refused."""
        row = next(row for row in COMPUTED if row["base"] == "360")
        with pytest.raises(ValueError, match="act/360"):
            DayCount("act/360")
        assert Decimal(row["interest_due_rounded_once"]) > computed(row).interest.amount


@needs_the_files
class TestRates:
    """The rates that ship are those of the tables, row by row."""

    @pytest.mark.parametrize("row", rows("ecb_refi.csv"), ids=lambda row: row["date_effective"])
    def test_change(self, row: dict[str, str]) -> None:
        """Its day, its figure, and whether it was read in the official text."""
        known = shipped_rates().ecb_changes[date.fromisoformat(row["date_effective"])]
        assert str(known.percent) == row["mro_rate_pct"]
        assert known.checked == (row["verified"] == "yes")

    @pytest.mark.parametrize("row", rows("ecb_semester.csv"), ids=lambda row: row["semester"])
    def test_half_year(self, row: dict[str, str]) -> None:
        """The rate of its first day; plus ten, plus eight."""
        semester = Semester(int(row["semester"][:4]), int(row["semester"][-1]))
        assert semester.first.isoformat() == row["anchor_date"]
        if semester < FIRST_OF_RULE:
            return
        assert str(ecb_rate(shipped_rates(), semester).percent) == row["mro_pct"]
        before = semester.first - timedelta(days=1)
        for kind, column in (
            (ClientKind.COMPANY, "L441_10_default_pct(mro+10)"),
            (ClientKind.PUBLIC, "commande_publique_pct(mro+8)"),
        ):
            assert str(rule(kind)(before, semester.first).percent.value) == row[column]

    @pytest.mark.parametrize("row", rows("taux_legal.csv"), ids=lambda row: row["period"])
    def test_legal_rate(self, row: dict[str, str]) -> None:
        """Both categories, from the first day of the period to the last."""
        first, last = (date.fromisoformat(row[key]) for key in ("from", "to"))
        semesters = [Semester.of(first), Semester.of(last)]
        assert (semesters[0].first, semesters[-1].last) == (first, last)
        for semester in semesters:
            known = shipped_rates().legal[semester]
            assert str(legal_rate(shipped_rates(), semester).percent) == row["professionnels_autres_cas_pct"]
            assert known.others.checked == (row["verified"] == "yes")
            if known.individuals is not None:
                assert str(known.individuals.percent) == row["particuliers_pct"]

    def test_no_row_is_of_our_own(self) -> None:
        """As many as in the tables."""
        assert len(shipped_rates().ecb_changes) == len(rows("ecb_refi.csv"))
        assert len(shipped_rates().legal) == sum(1 if "-" in row["period"] else 2 for row in rows("taux_legal.csv"))

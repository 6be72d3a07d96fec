"""What is agreed on penalties, in `recouv.yaml` and in the head of a dossier."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from recouv.domain.dossier import Client
from recouv.domain.penalties import (
    OF_HOUSE,
    AgreedRate,
    AmbiguousTerms,
    CreditEffect,
    DayCount,
    Imputation,
    PenaltyTerms,
    RateBasis,
)
from recouv.domain.sector import Sector
from recouv.rules.penalties import terms_agreed
from recouv.rules.situation import situation_of
from recouv.store.config import read_config
from recouv.store.head import read_head
from recouv.store.situation_text import read_situation, write_situation
from tests.rules.journals import HOUSE, sound

ALL = """penalties:
  rate: BCE + 12
  imputation: interest-first
  credit_notes: date
  day_count: act/act
  ambiguous_terms: as-written
  indemnity: no
  capitalisation: 2026-03-01
"""
READ = PenaltyTerms(
    rate=AgreedRate(RateBasis.ECB, Decimal(12)),
    imputation=Imputation.INTEREST_FIRST,
    credit_notes=CreditEffect.DATE,
    day_count=DayCount.ACT_ACT,
    ambiguous_terms=AmbiguousTerms.AS_WRITTEN,
    indemnity=False,
    capitalisation=date(2026, 3, 1),
)


def head_problems(text: str) -> list[str]:
    head = read_head(f"---\nname: A\n{text}---\n", path="dossiers/a.md", fallback_name="a")
    return [f"{problem.place}: {problem.what}" for problem in head.problems]


class TestKeys:
    """The same in both places."""

    def test_of_a_client(self) -> None:
        """Every key; what is left out is left to the house."""
        assert sound("", f"name: A\n{ALL}").client.penalties == READ
        assert sound("", "name: A").client.penalties is None

    def test_of_the_house(self) -> None:
        """What it leaves out is as it ships."""
        config, problems = read_config(ALL)
        assert problems == []
        assert config.house.penalties == READ
        bare = read_config("recouv: 1\n")[0].house
        assert bare.penalties is None
        assert terms_agreed(Client(name="A"), bare) == OF_HOUSE
        stated = read_config("penalties:\n  rate: 12 %\n")[0].house
        assert terms_agreed(Client(name="A"), stated).imputation is Imputation.PRINCIPAL

    def test_the_nearer_one_wins_key_by_key(self) -> None:
        """A client with a rate of its own keeps the imputation of the house."""
        house = read_config("penalties:\n  rate: 12 %\n  imputation: interest-first\n")[0].house
        client = sound("", "name: A\npenalties:\n  rate: 15 %\n  indemnity: yes\n").client
        both = terms_agreed(client, house)
        assert both.rate == AgreedRate(RateBasis.FIXED, Decimal(15))
        assert both.imputation is Imputation.INTEREST_FIRST
        assert both.day_count is DayCount.ACT_365

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("penalties:\n  rate: lots\n", "dossiers/a.md:4:9: lots is not a rate of penalties"),
            ("penalties:\n  imputation: both\n", "dossiers/a.md:4:15: both is not one of the words allowed here"),
            ("penalties:\n  day_count: act/360\n", "dossiers/a.md:4:14: act/360 is not one of the words allowed here"),
            ("penalties:\n  indemnity: 40\n", "dossiers/a.md:4:14: 40 is not one of the words allowed here"),
            ("penalties:\n  capitalisation: soon\n", "dossiers/a.md:4:19: soon is not a day"),
            ("penalties:\n  taux: 12\n", "dossiers/a.md:4:9: penalties has no key taux"),
            ("penalties: 12\n", "dossiers/a.md:3:12: penalties is not a list of keys"),
            ("sector: fishing\n", "dossiers/a.md:3:9: fishing is not one of the words allowed here"),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(self, text: str, expected: str) -> None:
        """And makes the dossier unreliable: nothing is claimed on its word."""
        assert head_problems(text) == [expected]

    def test_an_invoice_with_a_rate_that_is_none(self) -> None:
        """An error at its line."""
        from tests.rules.journals import dossier

        read = dossier("### 2026-01-01 invoice F-1\n- amount: 1.00\n- penalty_rate: lots")
        assert [f"{one.line}: {one.what}" for one in read.problems] == ["9: lots is not a rate of penalties"]
        assert not read.readable


def test_a_situation_keeps_them() -> None:
    """What lists remember of a client is the client."""
    situation = situation_of(sound("", f"name: A\nsector: wine\n{ALL}"), date(2026, 11, 20))
    assert situation.client.sector is Sector.WINE
    assert read_situation(*write_situation(situation, HOUSE)) == situation

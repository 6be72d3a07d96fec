"""The dossiers that ship: the demo's twelve stories, told on one day."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from stdnum import iban
from stdnum.fr import siren, tva

from recouv.domain.dossier import ClientKind, Dossier
from recouv.rules.account import Account, account_on
from recouv.rules.ageing import AgedRow, aged_rows, bucket_names, sum_rows
from recouv.rules.payment_terms import parse_terms
from recouv.store.dossier_text import read_dossier

if TYPE_CHECKING:
    from recouv.domain.entry import Entry

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "dossiers").glob("*.md"))
SETTINGS = yaml.load((ROOT / "dossiers/demo.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
ON = date.fromisoformat(SETTINGS["as_of"])


def read(path: Path) -> Dossier:
    """The dossier as the program reads it."""
    return read_dossier(path.read_bytes(), path=f"dossiers/{path.name}").dossier


DOSSIERS = {path.stem: read(path) for path in PATHS}


def account(name: str) -> Account:
    """That client's account on the demo's day."""
    dossier = DOSSIERS[name]
    return account_on(dossier.client, dossier.entries, ON, default_terms=SETTINGS["terms"])


def rows(name: str) -> list[AgedRow]:
    """That client's rows of the aged balance."""
    return aged_rows(account(name))


def entries(name: str, *kinds: str) -> list[Entry]:
    """That client's entries of these kinds, oldest first."""
    return [entry for entry in DOSSIERS[name].timeline() if entry.kind in kinds]


def steps(scenario: str) -> dict[str, int]:
    """The steps of a shipped scenario and their days, as if each were done on its day."""
    document = yaml.load((ROOT / f"scenarios/{scenario}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    days: dict[str, int] = {}
    for step in document["steps"]:
        days[step["id"]] = int(step["days"]) if "days" in step else max(days.values()) + int(step["after"])
    return days


every_dossier = pytest.mark.parametrize("name", list(DOSSIERS))


class TestEveryDossier:
    """Each one is a model of what a user may write."""

    def test_there_are_twelve(self) -> None:
        """One for each story."""
        assert len(DOSSIERS) == 12

    @every_dossier
    def test_reads_without_any_problem(self, name: str) -> None:
        """Not even a warning."""
        assert [f"{problem.place}: {problem.what}" for problem in DOSSIERS[name].problems] == []

    @every_dossier
    def test_every_entry_is_sealed(self, name: str) -> None:
        """Each has its ID and its `recorded`."""
        assert [entry.line for entry in DOSSIERS[name].entries if not entry.id or entry.recorded is None] == []

    def test_ids_are_unique_in_the_whole_demo(self) -> None:
        """No ID serves twice, even in two dossiers."""
        count = Counter(entry.id for dossier in DOSSIERS.values() for entry in dossier.entries)
        assert [identifier for identifier, times in count.items() if times > 1] == []

    def test_invoice_numbers_follow_the_dates(self) -> None:
        """One creditor, one series without a step back."""
        issued = [(e.object, e.date) for dossier in DOSSIERS.values() for e in dossier.entries if e.kind == "invoice"]
        in_order = sorted(issued)
        assert [day for _, day in in_order] == sorted(day for _, day in issued)

    @every_dossier
    def test_nothing_happened_after_the_demo_day(self, name: str) -> None:
        """The demo moves that day to today: nothing may stand in the future."""
        assert [entry.line for entry in DOSSIERS[name].entries if entry.date > ON] == []

    @every_dossier
    def test_entries_stand_in_the_order_they_were_recorded(self, name: str) -> None:
        """As recouv would have appended them."""
        moments = [entry.recorded.at for entry in DOSSIERS[name].entries if entry.recorded]
        assert moments == sorted(moments)

    @every_dossier
    def test_nothing_was_recorded_before_it_happened(self, name: str) -> None:
        """A fact is written on its day or later."""
        early = [e.line for e in DOSSIERS[name].entries if e.recorded and e.recorded.at[:10] < e.date.isoformat()]
        assert early == []

    @every_dossier
    def test_due_dates_follow_the_terms(self, name: str) -> None:
        """Terms are in plain days, so that moving the dates keeps them true."""
        terms = parse_terms(DOSSIERS[name].client.terms)
        for invoice in entries(name, "invoice"):
            assert invoice.schedule("due") == ((terms.due(invoice.date), None),)
        assert not terms.month_end

    @every_dossier
    @pytest.mark.parametrize("days", [2, 37, 400])
    def test_reads_the_same_when_its_dates_are_moved(self, name: str, days: int) -> None:
        """The same balance, on a day moved as much."""

        def moved(found: re.Match[str]) -> str:
            return (date.fromisoformat(found[0]) + timedelta(days=days)).isoformat()

        text = re.sub(r"\d{4}-\d\d-\d\d", moved, (ROOT / f"dossiers/{name}.md").read_text(encoding="utf-8"))
        dossier = read_dossier(text.encode(), path=f"dossiers/{name}.md").dossier
        then = aged_rows(account_on(dossier.client, dossier.entries, ON + timedelta(days=days)))
        assert dossier.problems == ()
        assert [row.buckets for row in then] == [row.buckets for row in rows(name)]

    @every_dossier
    def test_no_month_or_weekday_is_named(self, name: str) -> None:
        """The demo moves ISO dates only: a name in the text would become false."""
        names = (
            "lundi mardi mercredi jeudi vendredi samedi dimanche"
            " janvier février avril juin juillet août septembre octobre novembre décembre"
            " Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
            " January February April June July August September October November December"
        )
        text = (ROOT / f"dossiers/{name}.md").read_text(encoding="utf-8")
        assert re.findall(rf"\b(?:{'|'.join(names.split())})\b", text, re.IGNORECASE) == []

    @every_dossier
    def test_company_numbers_have_their_check_digits(self, name: str) -> None:
        """Invented, and well formed."""
        client = DOSSIERS[name].client
        assert not client.siren or siren.is_valid(client.siren)
        assert not client.vat.startswith("FR") or tva.is_valid(client.vat)

    @every_dossier
    def test_the_owner_is_of_the_team(self, name: str) -> None:
        """Somebody of `demo.yaml` follows each client."""
        assert DOSSIERS[name].client.owner in {person["id"] for person in SETTINGS["team"]}

    @every_dossier
    def test_addresses_are_reserved_ones(self, name: str) -> None:
        """No message of the demo can ever reach anybody (RFC 2606)."""
        text = (ROOT / f"dossiers/{name}.md").read_text(encoding="utf-8")
        assert all(address.endswith(".example") for address in re.findall(r"[\w.-]+@([\w.-]+\w)", text))

    @every_dossier
    def test_steps_were_done_in_order_and_not_early(self, name: str) -> None:
        """What the journal says was sent is what the scenario asked for."""
        due = {invoice.object: invoice.schedule("due")[0][0] for invoice in entries(name, "invoice")}
        done: dict[str, list[str]] = {}
        for entry in DOSSIERS[name].timeline():
            for number, step in entry.steps():
                assert entry.date >= due[number] + timedelta(days=steps(entry.word("scenario"))[step])
                done.setdefault(number, []).append(step)
        order = list(steps(DOSSIERS[name].client.scenario or SETTINGS["scenario"]))
        assert all(names == order[: len(names)] for names in done.values())


class TestSettings:
    """`demo.yaml` is a complete `recouv.yaml` with a day."""

    def test_the_day_is_fixed(self) -> None:
        """The stories are told on it."""
        assert date(2026, 11, 20) == ON

    def test_the_creditor_s_numbers_are_well_formed(self) -> None:
        """SIREN and IBAN have their check digits."""
        assert siren.is_valid(SETTINGS["creditor"]["siren"])
        assert iban.is_valid(SETTINGS["creditor"]["iban"])

    def test_keys(self) -> None:
        """Those that `docs/format.md` describes."""
        assert list(SETTINGS) == [
            *("recouv", "as_of", "creditor", "language", "currency", "terms"),
            *("scenario", "assign", "contact", "calendar", "team"),
        ]
        assert set(SETTINGS["creditor"]) == {"name", "siren", "address", "email", "phone", "iban", "bic", "mediator"}


class TestTheWholeDemo:
    """Together they show what the program is for."""

    def test_every_bucket_is_filled(self) -> None:
        """In euros, from not due to more than ninety days."""
        total = sum_rows(row for name in DOSSIERS for row in rows(name))["EUR"]
        assert dict(zip(bucket_names(), map(str, total.buckets), strict=True)) == {
            "not_due": "13752.00",
            "1-30": "11850.80",
            "31-60": "23238.40",
            "61-90": "2618.00",
            "91+": "3080.40",
        }

    def test_totals(self) -> None:
        """What the aged balance of the demo ends with, currency by currency."""
        totals = sum_rows(row for name in DOSSIERS for row in rows(name))
        assert {currency: str(row.total) for currency, row in totals.items()} == {"EUR": "51814.40", "USD": "16350.00"}

    @pytest.mark.parametrize("kind", list(ClientKind))
    def test_every_kind_of_client(self, kind: ClientKind) -> None:
        """Company, sole trader, public body and consumer."""
        assert any(dossier.client.kind is kind for dossier in DOSSIERS.values())

    def test_one_client_pays_in_dollars(self) -> None:
        """And only one."""
        assert [name for name, dossier in DOSSIERS.items() if dossier.client.currency != "EUR"] == ["harborview"]

    def test_both_languages_and_both_owners(self) -> None:
        """French and English clients; Léa's and Marc's."""
        clients = [dossier.client for dossier in DOSSIERS.values()]
        assert {client.language for client in clients} == {"fr", "en"}
        assert {client.owner for client in clients} == {"lea", "marc"}


class TestStories:
    """Each dossier tells its own."""

    def test_the_loyal_client_is_late_on_several_invoices(self) -> None:
        """And was telephoned."""
        assert DOSSIERS["barthelemy"].client.tags == ("loyal",)
        assert len(account("barthelemy").overdue()) == 3
        assert len(entries("barthelemy", "call")) > 2

    def test_part_of_an_invoice_is_disputed(self) -> None:
        """The contested part is less than what is left."""
        (row,) = rows("lefebvre")
        assert (str(row.disputed), str(row.overdue)) == ("1520.00", "5316.00")

    def test_the_broken_promise_was_partly_paid(self) -> None:
        """Its day is past and less came than was said."""
        promise = entries("oconnell", "promise")[-1]
        by = promise.day("by")
        paid = sum(p.amount.amount for p in entries("oconnell", "payment") if p.amount and p.date >= promise.date)
        assert by is not None
        assert by < ON
        assert promise.amount is not None
        assert Decimal(0) < paid < promise.amount.amount

    def test_the_plan_is_kept_so_far(self) -> None:
        """The instalments due are paid; others are to come."""
        (plan,) = entries("chateau", "plan")
        fallen = sum(part.amount for day, part in plan.schedule("instalments") if part and day < ON)
        paid = sum(p.amount.amount for p in entries("chateau", "payment") if p.amount)
        assert fallen == paid == Decimal("2190.00")

    def test_the_plan_covers_what_was_owed(self) -> None:
        """Its instalments sum to its invoices."""
        (plan,) = entries("chateau", "plan")
        owed = sum(i.amount.amount for i in entries("chateau", "invoice") if i.amount)
        assert sum(part.amount for _, part in plan.schedule("instalments") if part) == owed

    def test_the_insolvent_client_s_claim_is_declared_in_time(self) -> None:
        """All that is owed, within two months of the publication; a task asks what became of it."""
        (opening,), (claim,) = entries("encre-bleue", "insolvency"), entries("encre-bleue", "claim")
        assert opening.day("bodacc") < claim.date < opening.day("bodacc") + timedelta(days=59)
        assert claim.amount == rows("encre-bleue")[0].money(rows("encre-bleue")[0].total)
        assert entries("encre-bleue", "task")

    def test_the_consumer_paid_a_deposit(self) -> None:
        """The balance alone is late."""
        assert DOSSIERS["ndiaye"].client.kind is ClientKind.CONSUMER
        assert str(rows("ndiaye")[0].overdue) == "484.00"

    def test_the_town_hall_has_thirty_days(self) -> None:
        """A public purchaser, with order numbers for Chorus Pro."""
        assert DOSSIERS["montbrun"].client.kind is ClientKind.PUBLIC
        assert DOSSIERS["montbrun"].client.terms == "30 days"
        assert all(invoice.word("order") for invoice in entries("montbrun", "invoice"))

    def test_the_good_payer_owes_nothing(self) -> None:
        """And always paid before the due date."""
        assert all(row.is_empty for row in rows("van-der-meulen"))
        dues = [i.schedule("due")[0][0] for i in entries("van-der-meulen", "invoice")]
        assert all(p.date < due for p, due in zip(entries("van-der-meulen", "payment"), dues, strict=True))

    def test_unallocated_money_covers_what_is_overdue(self) -> None:
        """So the thing to do is to allocate, not to remind."""
        (row,) = rows("peyrat")
        assert row.overdue > 0
        assert -row.unallocated >= row.overdue

    def test_the_new_client_has_nothing_due_and_a_call_to_get(self) -> None:
        """On the demo's day."""
        (row,) = rows("etoile-du-midi")
        assert row.overdue == 0
        assert [task.day("due") for task in entries("etoile-du-midi", "task")] == [ON]

    def test_the_next_step_of_the_last_one_is_the_formal_notice(self) -> None:
        """Every step before it is done."""
        timeline = DOSSIERS["lemaitre"].timeline()
        done = [step for entry in timeline for number, step in entry.steps() if number == "FA-4058"]
        in_order = list(steps("standard"))
        assert done == in_order[: in_order.index("formal-notice")]

    def test_a_bounced_debit_a_credit_note_and_a_write_off(self) -> None:
        """All three in one account, and it still adds up."""
        assert len(entries("lemaitre", "rejected")) == 1
        assert len(entries("lemaitre", "credit-note")) == 1
        assert [str(w.amount) for w in entries("lemaitre", "write-off")] == ["0.03 EUR"]
        assert str(rows("lemaitre")[0].total) == "8616.00"

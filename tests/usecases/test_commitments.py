"""Promises, plans, disputes, holds, handovers, write-offs: what each verb appends, and what it refuses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from recouv.domain.errors import NothingFoundError, ProblemsError, UsageError
from recouv.domain.money import Money
from recouv.rules.plans import Rhythm, Rounding
from recouv.usecases.commitments import (
    Dispute,
    Ending,
    Hold,
    dispute_action,
    ending_action,
    hold_action,
    to_end,
)
from recouv.usecases.invoices_named import currency_of
from recouv.usecases.law import (
    Acknowledgment,
    Handover,
    Insolvency,
    WriteOff,
    acknowledgment_action,
    handover_action,
    insolvency_action,
    write_off_action,
)
from recouv.usecases.plan import Terms, plan_action, planned
from recouv.usecases.promising import Promise, promise_action
from recouv.usecases.recording import Action, record
from recouv.usecases.risk import limit_action, review_action
from recouv.usecases.talk import Talk, log_talk, talk_action
from tests.conftest import DURAND, TODAY, Desk

MORE = """
### 2026-09-05 invoice F2026-035 ^e4k8s2vm
- amount: 480.00
- due: 2026-10-20
- recorded: 2026-09-05T09:12:07Z import

### 2026-09-06 invoice D2026-001 ^h4k8s2vm
- amount: 500.00 USD
- due: 2026-10-20
- recorded: 2026-09-06T09:12:07Z import
"""
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)
FIRST = date(2026, 12, 1)


@pytest.fixture
def durand(desk: Desk) -> Desk:
    """1 400 left of F2026-031, 480 of F2026-035, 500 dollars of D2026-001."""
    desk.write("durand", DURAND + MORE)
    return desk


def euros(text: str) -> Money:
    """An amount in euros."""
    return Money(Decimal(text))


def written(desk: Desk, action: Action) -> str:
    """The entry that the action appends, without what differs from run to run."""
    before = desk.read("durand")
    record(desk.session, action)
    added = desk.read("durand").removeprefix(before).strip().splitlines()
    assert desk.status() == ""
    title = added[0].removeprefix(f"### {action.drafts[0].date} ")
    return "\n".join([title[: title.rindex(" ^")], *[line for line in added[1:] if "- recorded:" not in line]])


def given(desk: Desk, action: Action) -> str:
    """The ID of the entry that the action appends."""
    return record(desk.session, action).entries[0]


def end(desk: Desk, kind: str, entry: str = "", on: date = TODAY) -> Action:
    """What ends a commitment."""
    return ending_action(desk.session, "durand", Ending(kind=kind, on=on, entry=entry))


class TestPromise:
    """So much, by such a day."""

    def test_what_is_appended(self, durand: Desk) -> None:
        """Amount, day, invoices, who said it, and the note."""
        promise = Promise(
            money=euros("1400"), by=TOMORROW, on=TODAY, invoices=("f2026-031",), person="Claire", note="By transfer."
        )
        assert written(durand, promise_action(durand.session, "durand", promise)) == (
            "promise\n- amount: 1400.00\n- by: 2026-11-21\n- invoices: F2026-031\n- with: Claire\n> By transfer."
        )
        assert durand.subjects()[0] == "promise: Menuiserie Durand SARL, €1,400.00 by 21 Nov 2026"

    def test_of_the_whole_account(self, durand: Desk) -> None:
        """It names no invoice, and may be of more than is due today: others will come."""
        promise = Promise(money=euros("5000"), by=TODAY, on=TODAY)
        assert written(durand, promise_action(durand.session, "durand", promise)) == (
            "promise\n- amount: 5000.00\n- by: 2026-11-20"
        )

    @pytest.mark.parametrize(
        ("promise", "says"),
        [
            (Promise(money=euros("1"), by=YESTERDAY, on=TODAY), "cannot be for 2026-11-19"),
            (Promise(money=euros("1400.01"), by=TODAY, on=TODAY, invoices=("F2026-031",)), "1400.00 EUR is left"),
            (Promise(money=Money(Decimal(1), "GBP"), by=TODAY, on=TODAY), "owes nothing in GBP"),
            (Promise(money=euros("1"), by=TODAY, on=TODAY, invoices=("D2026-001",)), "D2026-001 is in USD"),
            (
                Promise(money=euros("1"), by=date(2026, 9, 2), on=date(2026, 8, 31), invoices=("F2026-031",)),
                "nothing is left of F2026-031 on 2026-08-31",
            ),
        ],
    )
    def test_refused(self, durand: Desk, promise: Promise, says: str) -> None:
        """What could never be kept."""
        with pytest.raises(UsageError, match=says):
            promise_action(durand.session, "durand", promise)

    def test_an_unknown_invoice(self, durand: Desk) -> None:
        """It is named."""
        promise = Promise(money=euros("1"), by=TODAY, on=TODAY, invoices=("F404",))
        with pytest.raises(NothingFoundError, match="no invoice F404"):
            promise_action(durand.session, "durand", promise)

    def test_after_the_last_day_to_sue(self, durand: Desk) -> None:
        """Five years from a part paid on 13 November 2026: whoever waits longer loses the claim, unless it is acknowledged."""
        last = date(2031, 11, 13)
        late = Promise(money=euros("1400"), by=last + timedelta(days=1), on=TODAY, invoices=("F2026-031",))
        with pytest.raises(
            UsageError, match=r"F2026-031 \(dossiers/durand.md:15\) can be claimed in court until 2031-11-13"
        ):
            promise_action(durand.session, "durand", late)
        assert promise_action(durand.session, "durand", replace(late, by=last))
        record(durand.session, acknowledgment_action(durand.session, "durand", Acknowledgment(on=TODAY)))
        assert promise_action(durand.session, "durand", late)

    def test_of_the_whole_account_beside_an_old_debt(self, durand: Desk) -> None:
        """What was lost already loses nothing more; what the promise would lose is named."""
        durand.write("durand", DURAND + "\n### 2018-01-01 invoice OLD ^a4k8s2vm\n- amount: 10.00\n")
        promise = Promise(money=euros("1400"), by=FIRST, on=TODAY)
        assert promise_action(durand.session, "durand", promise)
        with pytest.raises(UsageError, match="OLD"):
            promise_action(durand.session, "durand", replace(promise, money=euros("10"), invoices=("OLD",)))

    def test_an_unreadable_dossier(self, durand: Desk) -> None:
        """What is left is not known: nothing is promised on its word."""
        durand.write("durand", DURAND.replace("2400.00", "2400,00"))
        with pytest.raises(ProblemsError):
            promise_action(durand.session, "durand", Promise(money=euros("1"), by=TODAY, on=TODAY))


class TestPromiseInACall:
    """The same checks, whether a promise is recorded alone or with the call in which it was made."""

    @pytest.mark.parametrize(
        ("money", "by", "invoices", "says"),
        [
            (euros("1"), YESTERDAY, (), "cannot be for 2026-11-19"),
            (euros("1400.01"), TODAY, ("F2026-031",), "1400.00 EUR is left"),
            (Money(Decimal(1), "GBP"), TODAY, (), "owes nothing in GBP"),
            (euros("1"), TODAY, ("D2026-001",), "D2026-001 is in USD"),
            (euros("1"), date(2031, 11, 14), ("F2026-031",), "can be claimed in court until 2031-11-13"),
        ],
    )
    def test_refused(self, durand: Desk, money: Money, by: date, invoices: tuple[str, ...], says: str) -> None:
        """And nothing is written, the call neither."""
        before = durand.subjects()
        talk = Talk(kind="call", on=TODAY, promised=money, promised_by=by, invoices=invoices)
        with pytest.raises(UsageError, match=says):
            log_talk(durand.session, "durand", talk)
        assert (durand.subjects(), durand.status()) == (before, "")

    @pytest.mark.parametrize(("amount", "named"), [("1880", "F2026-035, F2026-031"), ("1880.01", None)])
    def test_of_the_step_or_of_the_whole_account(self, durand: Desk, amount: str, named: str | None) -> None:
        """The step's invoices, unless more was promised than what is left of them."""
        durand.write(
            "durand", (DURAND + MORE).replace("kind: company", "kind: company\ncontacts:\n  - email: a@b.example")
        )
        talk = Talk(kind="email", on=TODAY, promised=euros(amount), promised_by=TOMORROW)
        action = talk_action(durand.session, "durand", talk)
        (promise,) = [draft for draft in action.drafts if draft.kind == "promise"]
        assert dict(promise.fields).get("invoices") == named


class TestPlan:
    """Instalments that sum to what is left."""

    def test_what_is_appended(self, durand: Desk) -> None:
        """Invoices, instalments and the clauses agreed."""
        terms = Terms(
            on=TODAY,
            count=3,
            first=FIRST,
            invoices=("F2026-031", "F2026-035"),
            rounding=Rounding.EURO,
            grace=5,
            misses=2,
            acceleration=True,
            person="Claire",
        )
        assert written(durand, plan_action(planned(durand.session, "durand", terms))) == (
            "plan\n- invoices: F2026-031, F2026-035\n- instalments:\n  - 2026-12-01: 627.00\n  - 2027-01-01: 627.00\n"
            "  - 2027-02-01: 626.00\n- grace: 5\n- misses: 2\n- acceleration: yes\n- with: Claire"
        )
        assert durand.subjects()[0] == "plan: Menuiserie Durand SARL, €1,880.00 in 3 from 1 Dec 2026"

    def test_by_amount_in_another_currency(self, durand: Desk) -> None:
        """Each amount names it."""
        terms = Terms(
            on=TODAY,
            part=Money(Decimal(300), "USD"),
            first=FIRST,
            rhythm=Rhythm.WEEKLY,
            invoices=("D2026-001",),
        )
        assert "  - 2026-12-01: 300.00 USD\n  - 2026-12-08: 200.00 USD" in written(
            durand, plan_action(planned(durand.session, "durand", terms))
        )

    def test_every_open_invoice(self, desk: Desk) -> None:
        """They are named: an invoice that comes later is not in the plan."""
        desk.write("durand", DURAND)
        plan = planned(desk.session, "durand", Terms(on=TODAY, count=2, first=FIRST))
        assert plan.debt.numbers == ("F2026-031",)
        assert [left for _, _, left in plan.rows] == [euros("700.00"), euros("0.00")]

    @pytest.mark.parametrize(
        ("terms", "says"),
        [
            (Terms(on=TODAY, count=2, first=FIRST), "in several currencies: EUR, USD"),
            (Terms(on=TODAY, count=2, first=YESTERDAY, invoices=("F2026-031",)), "--first is 2026-11-19, before"),
            (Terms(on=TODAY, count=2, invoices=("F2026-031",)), "no first day"),
            (Terms(on=TODAY, first=FIRST, invoices=("F2026-031",)), "made in one way"),
            (Terms(on=TODAY, count=2, part=euros("9"), first=FIRST, invoices=("F2026-031",)), "made in one way"),
            (Terms(on=TODAY, count=121, first=FIRST, invoices=("F2026-031",)), "cannot have 121 instalments"),
            (Terms(on=TODAY, part=euros("0.01"), first=FIRST, invoices=("F2026-031",)), "cannot have 140000"),
            (
                Terms(on=TODAY, rows=((FIRST, euros("1399.99")),), invoices=("F2026-031",)),
                "sum to 1399.99 EUR, and 1400.00 EUR is left",
            ),
            (
                Terms(on=TODAY, rows=((YESTERDAY, euros("1400.00")),), invoices=("F2026-031",)),
                "--instalment is 2026-11-19, before",
            ),
        ],
    )
    def test_refused(self, durand: Desk, terms: Terms, says: str) -> None:
        """What is no plan for the debt."""
        with pytest.raises(UsageError, match=says):
            planned(durand.session, "durand", terms)

    def test_an_invoice_in_another_plan(self, durand: Desk) -> None:
        """The first one is released before; then the second is agreed."""
        terms = Terms(on=TODAY, count=2, first=FIRST, invoices=("F2026-031",))
        first = given(durand, plan_action(planned(durand.session, "durand", terms)))
        with pytest.raises(UsageError, match=rf"already in the plan \^{first}"):
            planned(durand.session, "durand", terms)
        record(durand.session, end(durand, "release"))
        assert planned(durand.session, "durand", terms)

    def test_after_a_plan_that_was_broken(self, durand: Desk) -> None:
        """It holds nothing any more."""
        terms = Terms(on=TODAY, count=1, first=TODAY, invoices=("F2026-031",), grace=0)
        record(durand.session, plan_action(planned(durand.session, "durand", terms)))
        later = Terms(on=TOMORROW, count=1, first=FIRST, invoices=("F2026-031",))
        assert planned(durand.session, "durand", later)


class TestDispute:
    """The whole of an invoice, or a part of it, never twice."""

    def test_what_is_appended(self, durand: Desk) -> None:
        """The part, the category, why, who settles it and when it is looked at again."""
        dispute = Dispute(
            number="F2026-031",
            on=TODAY,
            money=euros("350"),
            category="quality",
            reason="Two doors are warped",
            owner="marc",
            revisit=TOMORROW,
        )
        assert written(durand, dispute_action(durand.session, "durand", dispute)) == (
            "dispute F2026-031\n- amount: 350.00\n- category: quality\n- reason: Two doors are warped\n"
            "- owner: marc\n- revisit: 2026-11-21"
        )
        assert durand.subjects()[0] == "dispute: Menuiserie Durand SARL, €350.00 of F2026-031"

    def test_two_parts(self, durand: Desk) -> None:
        """They are two disputes, as far as something is left."""
        for amount in ("1000", "400"):
            dispute = Dispute(number="F2026-031", on=TODAY, money=euros(amount))
            record(durand.session, dispute_action(durand.session, "durand", dispute))
        with pytest.raises(UsageError, match=r"1400.00 EUR of F2026-031 is disputed already"):
            dispute_action(durand.session, "durand", Dispute(number="F2026-031", on=TODAY, money=euros("0.01")))

    @pytest.mark.parametrize(("first", "second"), [(None, None), (None, "1"), ("400", None), ("400", "1000.01")])
    def test_overlapping(self, durand: Desk, first: str | None, second: str | None) -> None:
        """The parts together above what is left are refused, with the dispute that is there."""

        def contested(amount: str | None) -> Dispute:
            return Dispute(number="F2026-031", on=TODAY, money=euros(amount) if amount else None)

        entry = given(durand, dispute_action(durand.session, "durand", contested(first)))
        with pytest.raises(UsageError, match="is disputed already") as refused:
            dispute_action(durand.session, "durand", contested(second))
        assert f"^{entry} dispute" in str(refused.value.mend)

    @pytest.mark.parametrize(
        ("dispute", "says"),
        [
            (Dispute(number="F2026-031", on=TODAY, money=euros("1400.01")), "of which 1400.00 EUR is left"),
            (Dispute(number="D2026-001", on=TODAY, money=euros("1")), "1.00 EUR is not in USD"),
            (Dispute(number="F2026-031", on=TODAY, revisit=YESTERDAY), "--revisit is 2026-11-19, before"),
        ],
    )
    def test_refused(self, durand: Desk, dispute: Dispute, says: str) -> None:
        """What is not there to contest."""
        with pytest.raises(UsageError, match=says):
            dispute_action(durand.session, "durand", dispute)

    def test_again_after_the_end_of_the_first(self, durand: Desk) -> None:
        """What was resolved may be contested again."""
        dispute = Dispute(number="F2026-031", on=TODAY)
        record(durand.session, dispute_action(durand.session, "durand", dispute))
        ending = Ending(kind="resolve", on=TODAY, outcome="withdrawn")
        record(durand.session, ending_action(durand.session, "durand", ending))
        assert dispute_action(durand.session, "durand", dispute)


class TestHold:
    """No reminder for a time."""

    def test_what_is_appended(self, durand: Desk) -> None:
        """Until when, why, and which invoices."""
        hold = Hold(on=TODAY, until=TOMORROW, invoices=("F2026-031", "F2026-035"), reason="Away")
        assert written(durand, hold_action(durand.session, "durand", hold)) == (
            "hold\n- until: 2026-11-21\n- reason: Away\n- invoices: F2026-031, F2026-035"
        )

    def test_that_ends_before_it_begins(self, durand: Desk) -> None:
        """It is refused."""
        with pytest.raises(UsageError, match="--until is 2026-11-19, before"):
            hold_action(durand.session, "durand", Hold(on=TODAY, until=YESTERDAY))


class TestEnding:
    """What ends a commitment names it by its ID, or the only one that is open."""

    @pytest.fixture
    def held(self, durand: Desk) -> tuple[Desk, str]:
        """A client on hold."""
        return durand, given(durand, hold_action(durand.session, "durand", Hold(on=TODAY, until=TOMORROW)))

    def test_the_only_one(self, held: tuple[Desk, str]) -> None:
        """Its ID may be left out."""
        desk, entry = held
        assert written(desk, end(desk, "release")) == f"release ^{entry}"
        assert desk.subjects()[0] == "hold released: Menuiserie Durand SARL, hold of 20 Nov 2026"

    def test_by_the_beginning_of_its_id(self, held: tuple[Desk, str]) -> None:
        """With a caret or without, in capitals or not."""
        desk, entry = held
        assert end(desk, "release", f"^{entry[:6].upper()}").drafts[0].target == entry

    def test_the_outcome_of_a_dispute(self, durand: Desk) -> None:
        """It is written, and told by the commit."""
        entry = given(durand, dispute_action(durand.session, "durand", Dispute(number="F2026-031", on=TODAY)))
        ending = Ending(kind="resolve", on=TODAY, outcome="upheld", reason="Delivery note signed")
        assert written(durand, ending_action(durand.session, "durand", ending)) == (
            f"resolve ^{entry}\n- outcome: upheld\n- reason: Delivery note signed"
        )
        assert durand.subjects()[0] == ("dispute resolved: Menuiserie Durand SARL, dispute F2026-031, invoice upheld")
        assert "Recouv-Invoice: F2026-031" in durand.git("log", "-1", "--format=%B")

    def test_several_are_listed(self, held: tuple[Desk, str]) -> None:
        """With their IDs, to choose from."""
        desk, first = held
        second = given(desk, hold_action(desk.session, "durand", Hold(on=TODAY, invoices=("F2026-035",))))
        with pytest.raises(UsageError, match="several are open") as refused:
            end(desk, "release")
        assert f"^{first} hold" in str(refused.value.mend)
        assert f"^{second} hold on F2026-035" in str(refused.value.mend)
        assert {fact.id for fact in to_end(desk.session, "durand", "release", TODAY)} == {first, second}

    def test_none_is_open(self, durand: Desk) -> None:
        """Nothing matched."""
        with pytest.raises(NothingFoundError, match="nothing open on 2026-11-20"):
            end(durand, "resolve")

    def test_one_of_another_kind(self, held: tuple[Desk, str]) -> None:
        """A hold is no promise."""
        desk, entry = held
        with pytest.raises(NothingFoundError, match=rf"nothing under \^{entry}"):
            end(desk, "withdraw", entry)

    def test_one_that_is_over(self, held: tuple[Desk, str]) -> None:
        """It says when it ended."""
        desk, entry = held
        with pytest.raises(UsageError, match="is over: it ended on 2026-11-21"):
            end(desk, "release", entry, on=date(2026, 11, 22))

    def test_before_it_began(self, held: tuple[Desk, str]) -> None:
        """An end has its beginning before it."""
        desk, entry = held
        with pytest.raises(UsageError, match="is of 2026-11-20, after 2026-11-19"):
            end(desk, "release", entry, on=YESTERDAY)

    def test_a_promise_that_was_broken_stays(self, durand: Desk) -> None:
        """Taking it back would hide that it was not kept."""
        promise = Promise(money=euros("100"), by=date(2026, 10, 2), on=date(2026, 10, 1), invoices=("F2026-035",))
        entry = given(durand, promise_action(durand.session, "durand", promise))
        with pytest.raises(UsageError, match="is over: it was broken"):
            end(durand, "withdraw", entry)

    def test_one_typed_by_hand_without_its_id(self, durand: Desk) -> None:
        """Nothing can name it yet."""
        durand.write("durand", DURAND + "\n### 2026-11-19 hold\n", commit=False)
        with pytest.raises(UsageError, match="has no ID yet"):
            end(durand, "release")


class TestHandover:
    """A file given to somebody else, once."""

    def test_there_and_back(self, durand: Desk) -> None:
        """Given, and taken back."""
        handover = Handover(to="Maître Vidal", on=TODAY, invoices=("F2026-031",), reason="No answer")
        assert written(durand, handover_action(durand.session, "durand", handover)) == (
            "handover\n- to: Maître Vidal\n- invoices: F2026-031\n- reason: No answer"
        )
        record(durand.session, end(durand, "recall"))
        assert handover_action(durand.session, "durand", handover)

    def test_what_they_are(self, durand: Desk) -> None:
        """A court alone interrupts limitation: the role says so."""
        handover = Handover(to="TC Toulouse", role="court", on=TODAY)
        assert written(durand, handover_action(durand.session, "durand", handover)) == (
            "handover\n- to: TC Toulouse\n- role: court"
        )

    def test_twice(self, durand: Desk) -> None:
        """It is refused for what is gone, and not for the rest."""
        first = Handover(to="Vidal", on=TODAY, invoices=("F2026-031",))
        record(durand.session, handover_action(durand.session, "durand", first))
        with pytest.raises(UsageError, match="it is with Vidal since 2026-11-20"):
            handover_action(durand.session, "durand", first)
        assert handover_action(durand.session, "durand", Handover(to="Roux", on=TODAY, invoices=("F2026-035",)))

    def test_to_nobody(self, durand: Desk) -> None:
        """It is refused."""
        with pytest.raises(UsageError, match="to nobody"):
            handover_action(durand.session, "durand", Handover(to=" ", on=TODAY))


class TestWriteOff:
    """A debt given up, never more than is left."""

    def test_all_that_is_left(self, durand: Desk) -> None:
        """By default; with why and who agreed."""
        write_off = WriteOff(number="F2026-031", on=TODAY, reason="Liquidation", approved="lea")
        assert written(durand, write_off_action(durand.session, "durand", write_off)) == (
            "write-off F2026-031\n- amount: 1400.00\n- reason: Liquidation\n- approved: lea"
        )
        with pytest.raises(UsageError, match="nothing is left of F2026-031"):
            write_off_action(durand.session, "durand", write_off)

    @pytest.mark.parametrize(
        ("write_off", "says"),
        [
            (WriteOff(number="F2026-031", on=TODAY, money=euros("1400.01"), reason="x"), "1400.00 EUR is left"),
            (WriteOff(number="D2026-001", on=TODAY, money=euros("1"), reason="x"), "1.00 EUR is not in USD"),
            (WriteOff(number="F2026-031", on=TODAY, reason=" "), "a write-off has a reason"),
        ],
    )
    def test_refused(self, durand: Desk, write_off: WriteOff, says: str) -> None:
        """More than is left, in another currency, or for no reason."""
        with pytest.raises(UsageError, match=says):
            write_off_action(durand.session, "durand", write_off)


class TestInsolvency:
    """Proceedings, dated by the judgment."""

    def test_what_is_appended(self, durand: Desk) -> None:
        """The procedure, its publication, the court and the trustee."""
        insolvency = Insolvency(
            on=YESTERDAY, procedure="Liquidation judiciaire", bodacc=TODAY, court="TC Montauban", trustee="SELARL R"
        )
        assert written(durand, insolvency_action(durand.session, "durand", insolvency)) == (
            "insolvency Liquidation judiciaire\n- bodacc: 2026-11-20\n- court: TC Montauban\n- trustee: SELARL R"
        )
        with pytest.raises(UsageError, match="are in the dossier"):
            insolvency_action(durand.session, "durand", insolvency)

    def test_published_before_the_judgment(self, durand: Desk) -> None:
        """It is refused."""
        with pytest.raises(UsageError, match="--bodacc is 2026-11-19, before"):
            insolvency_action(durand.session, "durand", Insolvency(on=TODAY, bodacc=YESTERDAY))


class TestOtherDecisions:
    """An acknowledgment, a limit, a review."""

    def test_acknowledgment(self, durand: Desk) -> None:
        """How much, of what, by whom."""
        said = Acknowledgment(on=TODAY, money=euros("1400"), invoices=("F2026-031",), person="Claire")
        assert written(durand, acknowledgment_action(durand.session, "durand", said)) == (
            "acknowledgment\n- amount: 1400.00\n- invoices: F2026-031\n- with: Claire"
        )

    def test_acknowledgment_of_nothing(self, durand: Desk) -> None:
        """In a currency in which nothing is owed."""
        with pytest.raises(UsageError, match="owes nothing in GBP"):
            acknowledgment_action(durand.session, "durand", Acknowledgment(on=TODAY, money=Money(Decimal(1), "GBP")))

    def test_limit(self, durand: Desk) -> None:
        """Its amount and why."""
        action = limit_action(durand.session, "durand", euros("15000"), TODAY, reason="Three good years")
        assert written(durand, action) == "limit\n- amount: 15000.00\n- reason: Three good years"

    def test_review(self, durand: Desk) -> None:
        """Its words and why; it says something."""
        action = review_action(durand.session, "durand", "Orders suspended", TODAY, reason="Two promises broken")
        assert written(durand, action) == "review Orders suspended\n- reason: Two promises broken"
        with pytest.raises(UsageError, match="decides nothing"):
            review_action(durand.session, "durand", " ", TODAY)

    def test_the_currency_of_an_invoice(self, durand: Desk) -> None:
        """What an amount is in when nobody says."""
        assert currency_of(durand.session, "durand", ["D2026-001"]) == "USD"
        assert currency_of(durand.session, "durand") == "EUR"


class TestStepTakenOver:
    """A level reached elsewhere is written once, and the sequence goes on from it."""

    def test_what_is_appended(self, durand: Desk) -> None:
        """The scenario of the invoices and their step."""
        talk = Talk(kind="note", on=TODAY, invoices=("F2026-031", "F2026-035"), step="reminder-2", note="Old program")
        assert written(durand, talk_action(durand.session, "durand", talk)) == (
            "note\n- invoices: F2026-031, F2026-035\n- scenario: standard\n- step: reminder-2\n> Old program"
        )

    def test_it_is_counted(self, durand: Desk) -> None:
        """The lower steps are asked for no more."""
        from recouv.usecases.situations import situation_on

        log_talk(durand.session, "durand", Talk(kind="note", on=TODAY, invoices=("F2026-031",), step="reminder-2"))
        dossier = durand.session.workspace.read("durand").dossier
        progress = situation_on(durand.session, dossier, TODAY).progress
        assert progress.done == {("F2026-031", "reminder-2"): TODAY}

    @pytest.mark.parametrize(
        ("talk", "says"),
        [
            (Talk(kind="note", on=TODAY, step="reminder-2"), "a step is that of invoices"),
            (Talk(kind="note", on=TODAY, invoices=("F2026-031",), step="reminder-9"), "has no step reminder-9"),
            (Talk(kind="call", on=TODAY, outcome="failed"), "is said of a message"),
        ],
    )
    def test_refused(self, durand: Desk, talk: Talk, says: str) -> None:
        """What no scenario has, and what is said of messages only."""
        with pytest.raises(UsageError, match=says):
            talk_action(durand.session, "durand", talk)

    @pytest.mark.parametrize("outcome", ["failed", "unconfirmed"])
    def test_a_message_that_did_not_leave(self, durand: Desk, outcome: str) -> None:
        """It is logged, and completes no level."""
        from recouv.usecases.situations import situation_on

        talk = Talk(kind="email", on=TODAY, outcome=outcome, invoices=("F2026-031",), step="reminder-1")
        assert f"- outcome: {outcome}" in written(durand, talk_action(durand.session, "durand", talk))
        dossier = durand.session.workspace.read("durand").dossier
        assert situation_on(durand.session, dossier, TODAY).progress.done == {}

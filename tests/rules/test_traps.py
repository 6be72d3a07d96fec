"""What goes wrong elsewhere, and must not here: one test for each trap, told as somebody lived it.

Each docstring says what happened, and where it was told in public; the input is what a user would write.  Traps whose
very claim another test already makes are not here: docs/traps.md names for every trap the test that proves the answer,
these and those elsewhere, and a test checks that they are there.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from msgspec.structs import replace

from recouv.domain.condition import Condition, Grade
from recouv.domain.practice import Assignment, Calendar, Contact, House, Practice, PromisePolicy
from recouv.domain.task import Held, Task
from recouv.rules.agenda import client_agenda
from recouv.rules.simulation import carried_out
from recouv.rules.situation import situation_of

from .journals import HOUSE, STANDARD, dossier, scenario, sound

HEAD = """
name: Menuiserie Durand SARL
address: 12 rue des Artisans
contacts:
  - email: compta@durand.example
    phone: "+33561000000"
"""
FIRM = STANDARD.replace("name: standard", "name: firm").replace("days: 3\n", "days: 1\n")


def invoice(number: str, due: str, amount: str = "900.00", issued: str = "2026-01-01") -> str:
    return f"\n### {issued} invoice {number}\n- amount: {amount}\n- due: {due}\n- document: {number}.pdf\n"


def entry(day: str, kind: str, *lines: str, named: str = "") -> str:
    return f"\n### {day} {' '.join((kind, named)).strip()}\n" + "".join(f"- {line}\n" for line in lines)


def sent(day: str, step: str, number: str = "F-1", kind: str = "email") -> str:
    return entry(day, kind, f"invoices: {number}", f"step: {step}")


def paid(day: str, amount: str, number: str = "F-1") -> str:
    return entry(day, "payment", f"amount: {amount}", f"allocate:\n  - {number}: {amount}")


def promised(day: str, amount: str, by: str, identifier: str = "pppppppp") -> str:
    return entry(day, "promise", f"amount: {amount}", f"by: {by}", "invoices: F-1", named=f"^{identifier}")


def house(steps: str = STANDARD, of: House = HOUSE, **others: str) -> Practice:
    """A practice whose standard scenario has these steps, with others beside it."""
    scenarios = {"standard": scenario(steps)}
    return Practice(scenarios=scenarios | {name: scenario(text, name) for name, text in others.items()}, house=of)


def rows(journal: str, on: str, practice: Practice | None = None, head: str = HEAD) -> list[Task | Held]:
    """What the day asks for and holds."""
    day = date.fromisoformat(on)
    return client_agenda(situation_of(sound(journal, head), day), practice or house(), day)


def told(journal: str, on: str, practice: Practice | None = None, head: str = HEAD) -> list[str]:
    """Tasks and held rows, a line each."""
    return [
        " ".join(f"{row.action} {row.step} {', '.join(row.invoices)} {row.amount or ''}".split())
        if isinstance(row, Task)
        else f"held {', '.join(row.invoices)}: {row.reason}"
        for row in rows(journal, on, practice, head)
    ]


def why(journal: str, on: str, practice: Practice | None = None) -> str:
    """The reasons of the first task, together."""
    return "; ".join(str(reason) for row in rows(journal, on, practice) if isinstance(row, Task) for reason in row.why)


LATE = invoice("F-1", "2026-01-31")
PLAN = entry(
    "2026-02-05",
    "plan",
    "invoices: F-1",
    "instalments:\n  - 2026-03-01: 300.00\n  - 2026-04-01: 300.00\n  - 2026-05-01: 300.00",
    named="^kkkkkkkk",
)


class TestWhoPaid:
    """Nobody is asked for what came, wherever it stands in the books."""

    def test_an_instalment_that_waits_to_be_allocated(self) -> None:
        """We paid the March instalment on time; you wrote that it had not come, because nobody had lettered it.

        Seen elsewhere: https://github.com/OCA/credit-control/issues/211 (unallocated payments ignored).
        """
        story = LATE + PLAN + entry("2026-02-28", "payment", "amount: 300.00")
        assert told(story, "2026-03-03") == ["allocate F-1 300.00 EUR", "held F-1: payment plan of 2026-02-05"]
        assert "held F-1: payment plan of 2026-02-05" in told(story, "2026-03-20")

    def test_a_promise_whose_money_waits_to_be_allocated(self) -> None:
        """You said that we had not kept our word: the transfer was on your account three days before.

        Seen elsewhere: https://github.com/OCA/credit-control/issues/211.
        """
        story = LATE + promised("2026-02-05", "400.00", "2026-02-10") + entry("2026-02-09", "payment", "amount: 400.00")
        assert told(story, "2026-02-13") == ["allocate F-1 400.00 EUR", "email reminder-1 F-1 500.00 EUR"]
        assert "not kept" not in why(story, "2026-02-13")

    def test_a_promise_made_when_the_money_was_already_there(self) -> None:
        """I said on the telephone that it would be paid this week. The bank had it since Monday; your file was late, and
        I have been a bad payer ever since.

        Seen elsewhere: https://www.chaserhq.com/guide/set-chase-time/ (reconcile first, says every vendor).
        """
        story = LATE + promised("2026-02-05", "900.00", "2026-02-10") + paid("2026-02-04", "900.00")
        assert told(story, "2026-02-12", house(of=replace(HOUSE, promises=PromisePolicy(grace=5)))) == []
        on = date(2026, 2, 20)
        assert situation_of(sound(story, HEAD), on).commitments(on, HOUSE).promises_not_kept == 0

    @pytest.mark.parametrize(
        "settled",
        [
            entry("2026-02-20", "credit-note", "amount: 900.00", "invoice: F-1", named="A-1"),
            entry("2026-02-20", "write-off", "amount: 900.00", named="F-1"),
            paid("2026-02-04", "900.00"),
            paid("2026-02-20", "900.00"),
        ],
        ids=["credit note", "write-off", "paid before the plan was typed", "paid at once"],
    )
    def test_a_plan_whose_invoices_owe_nothing(self, settled: str) -> None:
        """The invoice had been credited in full, and every month you asked us for the next instalment.

        Seen elsewhere: https://help.chaserhq.com/payment-plans (a plan that follows its own dates alone).
        """
        for on in ("2026-02-27", "2026-03-01", "2026-03-04", "2026-03-20", "2026-05-20"):
            assert told(LATE + PLAN + settled, on) == []

    def test_a_plan_whose_invoices_owe_less_than_the_instalment(self) -> None:
        """800 of the 900 had been credited: 100 were left, and you asked for 300.

        Seen elsewhere: https://github.com/akaunting/akaunting/issues/1776 (the total instead of what remains).
        """
        credited = entry("2026-02-20", "credit-note", "amount: 800.00", "invoice: F-1", named="A-1")
        assert "instalment F-1 100.00 EUR" in told(LATE + PLAN + credited, "2026-03-01")

    def test_a_credit_note_kept_for_later(self) -> None:
        """You owed us a credit note of more than the invoice, and still wrote.

        Seen elsewhere: https://github.com/OCA/credit-control/pull/283 (credit notes left out of the claim).
        """
        credit = entry("2026-02-01", "credit-note", "amount: 950.00", named="A-1")
        assert told(LATE + credit, "2026-03-03") == [
            "allocate F-1 950.00 EUR",
            "held F-1: money received covers it: allocate 950.00 EUR",
        ]

    def test_a_credit_lowers_the_claim_at_whatever_level(self) -> None:
        """The credit was on another level than the invoices: it was not in the message.

        Seen elsewhere: https://clearnox-help.freshdesk.com/fr/support/solutions/articles/103000301561.
        """
        story = LATE + invoice("F-2", "2026-02-10", "100.00") + sent("2026-02-03", "reminder-1")
        credit = entry("2026-02-15", "credit-note", "amount: 250.00", named="A-1")
        assert told(story + credit, "2026-02-15")[1:] == ["letter reminder-2 F-1, F-2 750.00 EUR"]

    def test_paid_back_by_the_bank_then_corrected(self) -> None:
        """The rejection was a mistake of the clerk, struck out at once: we had paid, and got the reminder.

        A cancelled rejection is none; cancelled twice, it is one again.
        """
        money = paid("2026-02-01", "900.00").replace("payment", "payment ^mmmmmmmm")
        rejected = entry("2026-02-04", "rejected", named="^mmmmmmmm ^rrrrrrrr")
        cancelled = entry("2026-02-05", "cancel", named="^rrrrrrrr ^cccccccc")
        again = entry("2026-02-05", "cancel", named="^cccccccc ^dddddddd")
        assert told(LATE + money + rejected, "2026-02-06") == ["email reminder-1 F-1 900.00 EUR"]
        assert told(LATE + money + rejected + cancelled, "2026-02-06") == []
        assert told(LATE + money + rejected + cancelled + again, "2026-02-06") == ["email reminder-1 F-1 900.00 EUR"]

    def test_one_instalment_of_an_invoice_paid(self) -> None:
        """We paid the first third on its day. Your reminder claimed the whole invoice.

        Seen elsewhere: https://github.com/frappe/erpnext/issues/13007 (dunning by instalment).
        """
        story = LATE.replace(
            "- due: 2026-01-31", "- due:\n  - 2026-01-31: 300.00\n  - 2026-02-28: 300.00\n  - 2026-03-31: 300.00"
        ) + paid("2026-01-31", "300.00")
        assert told(story, "2026-02-10") == []
        assert told(story, "2026-03-03") == ["email reminder-1 F-1 300.00 EUR"]

    def test_partly_paid_it_goes_on(self) -> None:
        """They paid a euro, and the invoice was never chased again.

        Seen elsewhere: https://github.com/OCA/credit-control/issues/330.
        """
        story = LATE + sent("2026-02-03", "reminder-1") + paid("2026-02-10", "1.00")
        assert told(story, "2026-02-15") == ["letter reminder-2 F-1 899.00 EUR"]

    def test_nobody_said_until_when_the_bank_is_known(self) -> None:
        """We asked that nothing leave on old bank data, forgot to say how old it was, and everything left.

        Seen elsewhere: https://www.odoo.com/documentation/17.0/applications/finance/accounting/payments/follow_up.html
        (reconcile first; nothing refuses to send).
        """
        of = replace(HOUSE, stale_after=5)
        (task,) = [row for row in rows(LATE, "2026-02-03", house(of=of)) if isinstance(row, Task)]
        assert str(task.blocked_by) == "nobody said until when the bank's movements are known"

    def test_money_counts_once(self) -> None:
        """They promised 400 by the 10th and 500 by the 20th, paid 500 in all, and both promises were green.

        Seen elsewhere: https://help.sap.com/saphelp_erp2005/helpdata/en/e8/08a94076b63713e10000000a155106/content.htm
        (one unconfirmed promise per invoice, for that reason).
        """
        both = promised("2026-02-05", "400.00", "2026-02-10") + promised(
            "2026-02-05", "500.00", "2026-02-20", "qqqqqqqq"
        )
        on = date(2026, 2, 25)
        found = situation_of(sound(LATE + both + paid("2026-02-09", "500.00"), HEAD), on).commitments(on, HOUSE)
        assert [(str(one.state), one.received.plain) for one in found.promises] == [
            ("kept", "500.00"),
            ("partly-kept", "100.00"),
        ]


class TestPromises:
    """A word given is judged on bank dates, and stays in sight."""

    def test_paid_long_after_is_not_kept(self) -> None:
        """Whoever paid in the end had kept every promise: our worst payer had the best record.

        Seen elsewhere: https://help.sap.com/saphelp_erp2005/helpdata/en/e8/08a94076b63713e10000000a155106/content.htm
        (the level counts promises not kept).
        """
        story = LATE + promised("2026-02-05", "400.00", "2026-02-10") + paid("2026-03-15", "400.00")
        on = date(2026, 3, 20)
        assert [str(one.state) for one in situation_of(sound(story, HEAD), on).commitments(on, HOUSE).promises] == [
            "broken"
        ]

    def test_imported_late_turns_it_and_both_days_tell(self) -> None:
        """The bank file came a week late: the promise had been called broken, and nobody could see that it was not.

        Asked as things were known, the agenda still says what it said; asked again, the promise is kept.
        """
        before = LATE + promised("2026-02-05", "400.00", "2026-02-10")
        after = before + paid("2026-02-10", "400.00")
        assert "was not kept" in why(before, "2026-02-17")
        assert "was not kept" not in why(after, "2026-02-17")
        assert told(after, "2026-02-17") == ["email reminder-1 F-1 500.00 EUR"]

    def test_a_broken_one_stays_in_sight(self) -> None:
        """Once broken, the promise was gone from the screen: the colleague who rang knew nothing of it.

        Seen elsewhere: https://userapps.support.sap.com/sap/support/knowledge/en/3687609.
        """
        story = LATE + promised("2026-02-05", "400.00", "2026-02-10")
        story += sent("2026-02-11", "reminder-1") + sent("2026-02-23", "reminder-2")
        assert "the promise of 400.00 EUR by 2026-02-10 was not kept" in why(story, "2026-03-20")

    def test_a_promise_of_a_part_claims_nothing_of_the_rest(self) -> None:
        """We agreed on a first half by the 10th. On the 8th came a reminder for the other half.

        Known and kept: a promise of a part holds the whole invoice until its day.
        """
        story = LATE + promised("2026-02-05", "450.00", "2026-02-10")
        assert told(story, "2026-02-08") == ["held F-1: promise of 450.00 EUR by 2026-02-10"]

    def test_rules_see_promises(self) -> None:
        """Rules that give a workflow cannot see promises, and do not look at customers who are already there.

        Seen elsewhere: https://docs.upflow.io/en-us/collection-and-collaboration/smart-rules/invoice-smart-rules.
        """
        rule = Assignment(scenario="firm", when=Condition(broken_promises=1))
        practice = house(of=replace(HOUSE, assignments=(rule,)), firm=FIRM)
        story = LATE + promised("2026-02-01", "400.00", "2026-02-02")
        found = [row.scenario for row in rows(story, "2026-02-20", practice) if isinstance(row, Task)]
        assert found == ["firm"]
        assert [row.scenario for row in rows(LATE, "2026-02-20", practice) if isinstance(row, Task)] == ["standard"]


class TestPlans:
    """A plan has its own days, and its invoices keep theirs."""

    def test_no_reminder_by_the_invoice_s_due_date(self) -> None:
        """The schedule considers the invoice's due date, not the instalments': they paid each month, and were chased.

        Seen elsewhere: https://help.chaserhq.com/payment-plans.
        """
        story = LATE + PLAN + paid("2026-03-01", "300.00") + paid("2026-03-30", "300.00")
        for offset in range(75):
            asked = told(story, str(date(2026, 2, 6) + timedelta(days=offset)))
            assert all(row.startswith(("held F-1: payment plan", "instalment F-1 300.00 EUR")) for row in asked)

    def test_broken_its_invoices_go_on_at_their_level(self) -> None:
        """The plan was deleted and the process began again: a courteous first reminder after a formal notice.

        Seen elsewhere: https://support.payt.nl/es/articles/2459045-como-puedo-crear-un-plan-de-pago.
        """
        story = LATE + sent("2026-02-03", "reminder-1") + PLAN
        assert told(story, "2026-03-06")[0].startswith("held F-1: payment plan")
        assert told(story, "2026-03-07") == ["letter reminder-2 F-1 900.00 EUR"]

    def test_on_hold_its_instalments_are_still_recalled(self) -> None:
        """We paused the client, and the plan stopped being followed at all.

        Seen elsewhere: https://support.payt.nl/es/articles/2459045-como-puedo-crear-un-plan-de-pago (plan messages still go).
        """
        assert "instalment F-1 300.00 EUR" in told(LATE + PLAN + entry("2026-02-10", "hold"), "2026-02-28")

    @pytest.mark.parametrize(
        "stop",
        [
            entry("2026-02-20", "dispute", named="F-1"),
            entry("2026-02-20", "handover", "to: Maître Roux"),
            entry("2026-02-20", "insolvency"),
        ],
        ids=["disputed", "handed over", "insolvent"],
    )
    def test_contested_or_handed_over_nothing_is_recalled(self, stop: str) -> None:
        """The file was with the bailiff, and we still wrote for the instalment.

        Seen elsewhere: https://support.clearnox.com/en/support/solutions/articles/103000349477-create-your-collection-files
        (what is handed over is stopped for good).
        """
        for on in ("2026-02-28", "2026-03-03"):
            assert not [row for row in told(LATE + PLAN + stop, on) if row.startswith("instalment")]

    def test_disputed_in_part_the_rest_is_recalled(self) -> None:
        """Plan and dispute on one invoice: what is contested is not asked for, what is not is."""
        story = LATE + PLAN + entry("2026-02-20", "dispute", "amount: 750.00", named="F-1")
        assert "instalment F-1 150.00 EUR" in told(story, "2026-03-01")


class TestHolds:
    """What stops reminders stops them, and is seen to end."""

    def test_a_hold_that_cannot_be_read_is_no_permission(self) -> None:
        """The year was mistyped: the hold was over before it began, and the client got the reminder.

        Seen elsewhere: https://github.com/Tabsi1998/dolibarr-mahnwesen (a block that cannot be read counts as a block).
        """
        read = dossier(LATE + entry("2026-02-05", "hold", "until: 2025-03-31"), HEAD)
        assert [str(problem.what) for problem in read.problems if problem.blocks] == [
            "a hold made on 2026-02-05 cannot end on 2025-03-31"
        ]
        assert not read.readable

    @pytest.mark.parametrize("kind", ["hold", "handover"])
    def test_of_an_invoice_that_is_not_there(self, kind: str) -> None:
        """The number was mistyped: F-1 was to be left alone, and was reminded.

        What stops reminders and names no invoice of the dossier keeps it from being used until somebody mends it.
        """
        lines = ("invoices: F-11", *(["to: SCP Roux"] if kind == "handover" else []))
        assert not dossier(LATE + entry("2026-02-05", kind, *lines), HEAD).readable

    def test_one_that_ends_on_a_sunday_is_seen_on_friday(self) -> None:
        """The vendor itself warns about Fridays: the pause ended on Sunday, and on Monday the letter was gone.

        Seen elsewhere: https://support.upflow.io/hc/en-us/articles/22462336258833-How-do-I-dismiss-an-action-planned-for-today.
        """
        weekdays = house(of=replace(HOUSE, calendar=Calendar()))
        story = LATE + entry("2026-02-05", "hold", "until: 2026-02-15")
        asked = {day: why(story, f"2026-02-{day}", weekdays) for day in (12, 13, 14, 15)}
        said = "the hold of 2026-02-05 ends on 2026-02-15"
        assert asked == {12: "", 13: said, 14: said, 15: "the hold of 2026-02-05 ends today"}

    def test_a_client_opted_out_once(self) -> None:
        """They pay by direct debit: I have to tick every single invoice.

        Seen elsewhere: https://kashflow.ideas.aha.io/ideas/KF-I-7407.
        """
        practice = house(silent="follow_up: no\n")
        story = LATE + invoice("F-2", "2026-05-31", issued="2026-05-01")
        assert told(story, "2026-06-20", practice, HEAD + "scenario: silent\n") == [
            "held F-1, F-2: scenario silent asks for nothing",
            "review F-1 900.00 EUR",
        ]

    def test_handed_over_and_taken_back_on_one_day(self) -> None:
        """The last word of the day is that it is ours."""
        story = LATE + entry("2026-02-05", "handover", "to: SCP Roux", named="^hhhhhhhh")
        assert told(story + entry("2026-02-05", "recall", named="^hhhhhhhh"), "2026-02-05") == [
            "email reminder-1 F-1 900.00 EUR"
        ]


class TestSequence:
    """No level twice, none skipped, none begun again by itself."""

    def test_sent_the_day_on_which_the_dispute_ended(self) -> None:
        """The dispute was settled in the morning, the reminder left in the afternoon, and the next day it left again.

        Seen elsewhere: https://github.com/invoiceninja/invoiceninja/issues/1693 (the same reminder again).
        """
        steps = STANDARD.replace("steps:", "reentry: restart\nsteps:", 1)
        story = LATE + entry("2026-02-10", "dispute", named="F-1 ^dddddddd")
        story += entry("2026-03-02", "resolve", named="^dddddddd") + sent("2026-03-02", "reminder-1")
        for on in ("2026-03-02", "2026-03-03", "2026-03-13"):
            assert told(story, on, house(steps)) == ["held F-1: next: reminder-2 on 2026-03-14"]

    def test_by_age_it_comes_back_once(self) -> None:
        """Resolved in two days, reminded once; then we were away a month, and the formal notice came next.

        Seen elsewhere: https://docs.upflow.io/en-us/collection-and-collaboration/workflows-basics/workflows-first-action-logic.
        """
        steps = STANDARD.replace("steps:", "reentry: by-age\nsteps:", 1)
        story = LATE + entry("2026-02-01", "dispute", named="F-1 ^dddddddd")
        story += entry("2026-02-03", "resolve", named="^dddddddd")
        assert told(story, "2026-04-01", house(steps)) == ["registered-letter formal-notice F-1 900.00 EUR"]
        assert told(story + sent("2026-02-05", "reminder-1"), "2026-04-01", house(steps)) == [
            "letter reminder-2 F-1 900.00 EUR"
        ]

    def test_calls_of_before_do_not_count_after_a_restart(self) -> None:
        """Two calls that reached nobody before the dispute are not two of three after it."""
        steps = STANDARD.replace("steps:", "reentry: restart\nsteps:", 1).replace(
            "id: reminder-1\n    days: 3\n    channel: email", "id: reminder-1\n    days: 3\n    channel: call"
        )
        story = LATE + "".join(
            sent(day, "reminder-1", kind="call") + "- outcome: no-answer\n"
            for day in ("2026-02-03", "2026-02-04", "2026-03-05")
        )
        story += entry("2026-02-10", "dispute", named="F-1 ^dddddddd") + entry(
            "2026-03-02", "resolve", named="^dddddddd"
        )
        assert told(story, "2026-03-06", house(steps)) == ["call reminder-1 F-1 900.00 EUR"]

    def test_a_step_taken_out_of_the_scenario_after_it_was_done(self) -> None:
        """We renamed the levels: clients who had had the formal notice got the courteous first reminder by themselves.

        Seen elsewhere: https://clearnox-help.freshdesk.com/fr/support/solutions/articles/103000301561 (the mode cannot be
        changed once reminders have begun).
        """
        story = LATE + sent("2026-02-20", "last-letter")
        (task,) = [row for row in rows(story, "2026-04-01") if isinstance(row, Task)]
        assert (task.step, task.auto) == ("reminder-1", "no")
        assert "F-1: last-letter was done, and standard has no such step: a person decides where it goes on" in why(
            story, "2026-04-01"
        )
        known = story + sent("2026-02-25", "reminder-1")
        assert [row.auto for row in rows(known, "2026-04-01") if isinstance(row, Task)] == ["confirm"]

    def test_a_courtesy_of_another_scenario_leaves_nothing_to_decide(self) -> None:
        """A word before the due date is no level reached: the first reminder goes as it would."""
        story = LATE + sent("2026-01-24", "courtesy-call", kind="call")
        assert [row.auto for row in rows(story, "2026-02-03") if isinstance(row, Task)] == ["yes"]

    def test_another_scenario_midway(self) -> None:
        """Moved to the firm policy, the client began again at its first level.

        Seen elsewhere: https://blc-conseil.com/?p=82168 (the level reached has to be set by hand).
        """
        story = LATE + sent("2026-02-03", "reminder-1")
        assert told(story, "2026-02-20", house(firm=FIRM), HEAD + "scenario: firm\n") == [
            "letter reminder-2 F-1 900.00 EUR"
        ]

    def test_instalments_under_a_step_for_others(self) -> None:
        """A level meant for others puts off none: what was sent on its day for an instalment is not sent again."""
        steps = """
name: standard
steps:
  - id: reminder-1
    days: 3
    channel: email
  - id: for-consumers
    after: 10
    channel: email
    when:
      kinds: [consumer]
  - id: reminder-2
    after: 10
    channel: letter
"""
        story = LATE.replace("- due: 2026-01-31", "- due:\n  - 2026-01-31: 450.00\n  - 2026-02-01: 450.00")
        story += sent("2026-02-04", "reminder-1") + sent("2026-02-14", "reminder-2")
        assert told(story, "2026-02-15", house(steps)) == ["decide F-1 900.00 EUR"]

    def test_two_instalments_of_one_age_are_one_step(self) -> None:
        """The message is told once to have carried the step out."""
        story = LATE.replace("- due: 2026-01-31", "- due:\n  - 2026-01-31: 450.00\n  - 2026-02-01: 450.00")
        (task,) = [row for row in rows(story, "2026-02-10") if isinstance(row, Task)]
        assert task.steps == (("F-1", "reminder-1"),)

    def test_an_undone_call_stays_in_sight(self) -> None:
        """The workflow was stuck on a call that only its owner could see.

        Seen elsewhere:
        https://docs.upflow.io/en-us/collection-and-collaboration/workflows-customize-your-collection/action-types-collection-reminders.
        """
        steps = STANDARD.replace("channel: letter\n    auto: confirm", "channel: call\n    auto: no")
        story = LATE + sent("2026-02-03", "reminder-1")
        for on in ("2026-02-15", "2026-03-15", "2026-08-15"):
            (task,) = [row for row in rows(story, on, house(steps), HEAD + "owner: lea\n") if isinstance(row, Task)]
            assert (task.action, task.step, task.owner) == ("call", "reminder-2", "lea")


class TestOneMessage:
    """One message for a client and a currency: the tone of the highest, and none in the place of a formal notice."""

    AFTER = STANDARD + "  - id: after-notice\n    days: 50\n    channel: call\n"

    def test_no_call_takes_the_place_of_a_formal_notice(self) -> None:
        """F-1 was past its formal notice and due for a call; the call was logged for both, and F-2's formal notice, which
        nobody ever sent, stood in the file as done.

        Seen elsewhere: https://github.com/frappe/erpnext/pull/41792 (one row decided for all).
        """
        story = LATE + invoice("F-2", "2026-02-05", "50.00")
        story += sent("2026-03-12", "formal-notice") + sent("2026-02-20", "reminder-2", "F-2")
        (task,) = [row for row in rows(story, "2026-03-23", house(self.AFTER)) if isinstance(row, Task) and row.step]
        assert (task.action, task.step, task.tone) == ("registered-letter", "formal-notice", "formal")
        assert task.steps == (("F-1", "after-notice"), ("F-2", "formal-notice"))

    def test_of_two_scenarios(self) -> None:
        """Levels of two scenarios do not compare: the formal step gives the tone, whatever its rank."""
        story = LATE + "- scenario: short\n" + invoice("F-2", "2026-01-31", "50.00")
        story += sent("2026-02-10", "reminder-1", "F-2") + sent("2026-02-22", "reminder-2", "F-2")
        short = "name: short\nsteps:\n  - id: notice\n    days: 30\n    channel: registered-letter\n    tone: formal\n"
        steps = STANDARD.replace("tone: formal", "tone: neutral")
        found = [
            row for row in rows(story, "2026-03-20", house(steps, short=short)) if isinstance(row, Task) and row.step
        ]
        assert [(row.step, row.scenario, row.tone) for row in found] == [("notice", "short", "formal")]

    def test_the_cap_of_each_step_counts(self) -> None:
        """Above 1,000 a person decides: joined to an older invoice, it left by itself.

        Seen elsewhere: https://cnox.acc.isabel.marketing/?p=13070 (a cap on the total of the message).
        """
        steps = STANDARD.replace(
            "tone: courteous\n    auto: yes", "tone: courteous\n    auto: yes\n    maximum: 1000.00"
        )
        steps = steps.replace("auto: confirm", "auto: yes")
        story = LATE + invoice("F-2", "2026-02-05") + sent("2026-02-03", "reminder-1")
        assert [row.auto for row in rows(story, "2026-02-15", house(steps)) if isinstance(row, Task)] == ["no"]

    def test_a_condition_looks_at_what_is_left(self) -> None:
        """A step for those who owe 500: what waits to be allocated and what is contested is not owed."""
        steps = STANDARD.replace("tone: courteous\n", "tone: courteous\n    when:\n      minimum: 500.00\n")
        assert told(LATE, "2026-02-05", house(steps)) == ["email reminder-1 F-1 900.00 EUR"]
        money = entry("2026-02-01", "payment", "amount: 400.01")
        disputed = entry("2026-02-01", "dispute", "amount: 400.01", named="F-1")
        assert told(LATE + money, "2026-02-05", house(steps))[1:] == ["held F-1: next: reminder-2 on 2026-02-15"]
        assert told(LATE + disputed, "2026-02-05", house(steps)) == ["held F-1: next: reminder-2 on 2026-02-15"]

    def test_what_is_disputed_gives_no_tone(self) -> None:
        """The only invoice past its formal notice was contested; the message about the other had its tone.

        Seen elsewhere: https://github.com/odoo/odoo/blob/7.0/addons/account_followup/account_followup.py (a level with
        and one without what is contested).
        """
        story = LATE + sent("2026-02-03", "reminder-1") + sent("2026-02-15", "reminder-2")
        story += entry("2026-02-20", "dispute", named="F-1") + invoice("F-2", "2026-03-05", "50.00")
        assert told(story, "2026-03-12") == ["held F-1: disputed since 2026-02-20", "email reminder-1 F-2 50.00 EUR"]

    def test_one_paid_closes_not_the_others(self) -> None:
        """The group was resolved because its last line was. The order of the file changes nothing.

        Seen elsewhere: https://github.com/frappe/erpnext/pull/41792.
        """
        blocks = [LATE, invoice("F-2", "2026-01-31", "50.00"), paid("2026-02-01", "50.00", "F-2")]
        for order in (blocks, blocks[::-1]):
            assert told("".join(order), "2026-02-03") == ["email reminder-1 F-1 900.00 EUR"]

    def test_an_older_invoice_loaded_later(self) -> None:
        """An old invoice was loaded: it took the client over, and the workflow restarted for all.

        Seen elsewhere:
        https://docs.upflow.io/en-us/collection-and-collaboration/workflows-basics/customer-level-workflow-trigger.
        """
        story = LATE + sent("2026-02-03", "reminder-1") + invoice("F-0", "2025-12-31", "50.00", issued="2025-12-01")
        (task,) = [row for row in rows(story, "2026-02-15") if isinstance(row, Task)]
        assert (task.step, task.steps) == ("reminder-2", (("F-0", "reminder-1"), ("F-1", "reminder-2")))


class TestAges:
    """Lateness counts from the due date, and says what is true today."""

    def test_an_invoice_issued_long_ago_is_not_late(self) -> None:
        """Earliest unpaid was by invoice date: a client with 90 days was cut off on time.

        Seen elsewhere: https://github.com/killbill/killbill (BillingStateCalculator).
        """
        steps = STANDARD.replace("tone: courteous\n", "tone: courteous\n    when:\n      age: 60\n")
        story = invoice("F-1", "2026-03-31", issued="2026-01-01")
        assert told(story, "2026-03-31", house(steps))[0].startswith("email courtesy")
        assert told(story, "2026-04-04", house(steps)) == ["held F-1: next: reminder-2 on 2026-04-15"]

    def test_who_stops_paying_loses_the_grade(self) -> None:
        """Invoices not paid do not count in the grade: our biggest debt was an A.

        Seen elsewhere: https://support.upflow.io/hc/fr/articles/22461939562513.
        """
        story = "".join(
            invoice(f"P-{month}", f"2025-{month:02}-28", "100.00", issued=f"2025-{month:02}-01")
            + paid(f"2025-{month:02}-20", "100.00", f"P-{month}")
            for month in range(1, 7)
        )
        rule = Assignment(scenario="firm", when=Condition(grades=(Grade.E,)))
        practice = house(of=replace(HOUSE, assignments=(rule,)), firm=FIRM)
        assert [row.scenario for row in rows(story + LATE, "2026-02-03", practice) if isinstance(row, Task)] == [
            "standard"
        ]
        assert [row.scenario for row in rows(story + LATE, "2026-12-01", practice) if isinstance(row, Task)][:1] == [
            "firm"
        ]

    def test_an_invoice_dated_tomorrow_is_none_today(self) -> None:
        """Invoices issued in advance for the whole year were in the reminders.

        Seen elsewhere:
        https://support.upflow.io/hc/en-us/articles/22462340504209-How-does-Upflow-calculate-your-DSO (future-issued are out).
        """
        story = invoice("F-2", "2026-02-20", issued="2026-02-18")
        assert told(story, "2026-02-17") == []
        assert told(story, "2026-02-18") == ["email courtesy F-2 900.00 EUR"]

    @pytest.mark.parametrize(
        ("due", "reminded"),
        [
            ("2026-01-31", "2026-03-05"),
            ("2026-02-01", "2026-03-05"),
            ("2028-02-29", "2028-03-05"),
            ("2028-01-31", "2028-02-05"),
        ],
    )
    def test_ends_of_months(self, due: str, reminded: str) -> None:
        """Five days after the end of the due date's month: 31 January has its own, and February what it has."""
        steps = "name: standard\nsteps:\n  - id: word\n    end-of-month: 5\n    channel: email\n"
        expected = {"2026-01-31": "2026-02-05"}.get(due, reminded)
        day = date.fromisoformat(expected)
        story = invoice("F-1", due)
        assert told(story, str(day), house(steps)) == ["email word F-1 900.00 EUR"]
        assert told(story, str(day - timedelta(days=1)), house(steps)) == [f"held F-1: next: word on {expected}"]

    def test_due_on_a_holiday(self) -> None:
        """Due on Friday 1 May: late on Saturday, reminded on Monday, whatever day it is."""
        of = House(contact=Contact(interval=0), calendar=Calendar(holidays=frozenset({date(2026, 5, 1)})))
        steps = STANDARD.replace("days: 3\n", "days: 1\n")
        story = invoice("F-1", "2026-05-01")
        assert told(story, "2026-05-02", house(steps, of)) == ["held F-1: next: reminder-1 on 2026-05-04"]
        assert told(story, "2026-05-04", house(steps, of)) == ["email reminder-1 F-1 900.00 EUR"]


class TestAgain:
    """What was done is not asked for again, on the same day nor on the next."""

    def test_the_day_after(self) -> None:
        """Past due left the day after the first mail, and 22 reminders in one day.

        Seen elsewhere: https://github.com/invoiceninja/invoiceninja/issues/9312 and /issues/1693.
        """
        read = sound(LATE + invoice("F-2", "2026-01-20", "50.00"), HEAD)
        seen: list[date] = []
        for offset in range(60):
            day = date(2026, 2, 1) + timedelta(days=offset)
            for _ in range(3):
                tasks = client_agenda(situation_of(read, day), house(of=replace(HOUSE, contact=Contact())), day)
                done = [told for row in tasks if isinstance(row, Task) and (told := carried_out(row, day))]
                seen += [day for _ in done]
                read = replace(read, entries=(*read.entries, *done))
        assert len(seen) == 3
        assert all((later - sooner).days >= 5 for sooner, later in pairwise(seen))

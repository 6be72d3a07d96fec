"""Letters composed from dossiers: what they are about, what they ask for, and what refuses to be written."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.domain.errors import NothingFoundError, ProblemsError, RecouvError
from recouv.domain.letter import Letter
from recouv.letters.template import template_problems
from recouv.store.letters_folder import read_letters
from recouv.store.workspace import Workspace
from recouv.usecases.dossiers import view_of
from recouv.usecases.letters import about_of, about_task, compose, compose_from, letter_desk
from recouv.usecases.session import Session
from recouv.wording.catalogue import catalogue
from tests.conftest import TODAY, Desk
from tests.rules.journals import FIRST_DAY, LAST_DAY, dossier, journals

if TYPE_CHECKING:
    from recouv.usecases.letters import Composed

CREDITOR = """recouv: 1
creditor:
  name: Imprimerie de l'Autan SAS
  siren: "150482719"
  address: |
    46 rue des Typographes
    31200 Toulouse
  email: compta@autan.example
  phone: "+33536490100"
  iban: FR76 9999 9000 0101 2345 6789 012
  bic: DEMOFRPPXXX
language: fr
team:
  - id: lea
    name: Léa Fontaine
    email: lea@autan.example
"""
HEAD = """---
name: Menuiserie Durand SARL
kind: {kind}
address: |
  12 rue des Artisans
  31000 Toulouse
contacts:
  - name: Claire Petit
    email: compta@durand.example
    phone: "+33561000000"
language: {language}
owner: lea
scenario: standard
tags: [{tags}]
---

## Journal

"""
TWO_LATE = """### 2026-08-01 invoice F1 ^aaaaaaaa
- amount: 1000.00
- due: 2026-09-01

### 2026-09-01 invoice F2 ^bbbbbbbb
- amount: 500.00
- due: 2026-10-01

### 2026-11-01 invoice F3 ^cccccccc
- amount: 70.00
- due: 2026-12-01
"""


def configured(desk: Desk, creditor: str = CREDITOR) -> Session:
    """The workspace with a creditor, opened again."""
    (desk.root / "recouv.yaml").write_text(creditor, encoding="utf-8")
    return Session(workspace=Workspace.open(desk.root), today=TODAY, words=catalogue("fr"))


def durand(
    desk: Desk, journal: str, *, kind: str = "company", language: str = "fr", tags: str = "", creditor: str = CREDITOR
) -> Session:
    """One client with that journal."""
    desk.write("durand", HEAD.format(kind=kind, language=language, tags=tags) + journal, commit=False)
    return configured(desk, creditor)


def refused(session: Session, letter: str, **more: object) -> str:
    """Why it is not written."""
    with pytest.raises(RecouvError) as caught:
        compose(session, "durand", letter, **more)  # type: ignore[arg-type]  # by name
    return str(caught.value.what)


class TestWhatItIsAbout:
    """The letter's matter decides what it lists."""

    def test_a_reminder_lists_what_is_late(self, desk: Desk) -> None:
        """Earliest due first; what is not due is left for another letter."""
        letter = compose(durand(desk, TWO_LATE), "durand", "reminder-1")
        assert letter.about.numbers == ("F1", "F2")
        assert letter.values.total == "1\u00a0500,00\u00a0€"
        assert [item.number for item in letter.values.upcoming] == ["F3"]

    def test_a_courtesy_lists_what_is_not_due(self, desk: Desk) -> None:
        """And nothing that is late."""
        assert compose(durand(desk, TWO_LATE), "durand", "pre-due").about.numbers == ("F3",)

    def test_money_received_is_shown_and_deducted(self, desk: Desk) -> None:
        """The sum, what was received, and what is left stand in the letter."""
        text = compose(
            durand(desk, TWO_LATE + "\n### 2026-11-10 payment\n- amount: 300.00\n"), "durand", "reminder-1"
        ).text
        assert "1\u00a0500,00\u00a0€" in text
        assert "300,00\u00a0€" in text
        assert "1\u00a0200,00\u00a0€" in text

    def test_money_that_covers_what_is_late_leaves_nothing_to_remind_of(self, desk: Desk) -> None:
        """It is to be allocated; what is left of it goes to what is not due yet."""
        session = durand(desk, TWO_LATE + "\n### 2026-11-10 payment\n- amount: 1530.00\n")
        assert "covers what would be asked for" in refused(session, "reminder-1")
        letter = compose(session, "durand", "pre-due")
        assert (letter.values.unallocated, letter.values.total) == ("30,00\u00a0€", "40,00\u00a0€")

    def test_what_is_contested_is_not_claimed(self, desk: Desk) -> None:
        """Neither in part nor in whole; the letter says what it leaves out."""
        part = "\n### 2026-11-02 dispute F1\n- amount: 400.00\n\n### 2026-11-02 dispute F2\n"
        letter = compose(durand(desk, TWO_LATE + part), "durand", "reminder-1")
        assert letter.about.numbers == ("F1",)
        assert letter.values.total == "600,00\u00a0€"
        assert "400,00\u00a0€" in letter.text

    @pytest.mark.parametrize(
        ("entry", "why"),
        [
            ("hold\n- reason: wait", "on hold"),
            ("promise\n- amount: 1500.00\n- by: 2026-11-30", "promise of"),
            ("plan\n- instalments:\n  - 2026-12-31: 1500.00", "payment plan of"),
            ("handover\n- to: Maître Roux", "handed over to"),
            ("insolvency", "insolvency proceedings"),
        ],
    )
    def test_what_is_suspended_is_not_asked_for(self, desk: Desk, entry: str, why: str) -> None:
        """And the refusal says which suspension."""
        assert why in refused(durand(desk, TWO_LATE + f"\n### 2026-11-02 {entry}\n"), "reminder-1")

    def test_what_limitation_has_taken_is_not_asked_for(self, desk: Desk) -> None:
        """Five years after it was due, an invoice is left out."""
        old = "### 2020-01-01 invoice F0\n- amount: 90.00\n- due: 2020-02-01\n\n"
        assert compose(durand(desk, old + TWO_LATE), "durand", "reminder-1").about.numbers == ("F1", "F2")

    def test_a_statement_has_everything(self, desk: Desk) -> None:
        """Contested sums and money received too; the ages and the balance are those of the aged balance."""
        more = "\n### 2026-11-02 dispute F1\n- amount: 400.00\n\n### 2026-11-10 payment VIR\n- amount: 300.00\n"
        letter = compose(durand(desk, TWO_LATE + more), "durand", "statement")
        assert letter.values.total == letter.values.outstanding == "1\u00a0270,00\u00a0€"
        assert [age.amount for age in letter.values.ages] == [
            "70,00\u00a0€",
            "500,00\u00a0€",
            "1\u00a0000,00\u00a0€",
            "-300,00\u00a0€",
        ]
        assert [(one.label, one.left) for one in letter.values.receipts] == [("VIR", "300,00\u00a0€")]
        assert letter.values.asked == "800,00\u00a0€"

    def test_a_balance_may_be_the_clients(self, desk: Desk) -> None:
        """It says so, and asks for nothing."""
        letter = compose(durand(desk, "### 2026-11-10 payment\n- amount: 300.00\n"), "durand", "statement")
        assert letter.values.in_favour == "300,00\u00a0€"
        assert "en votre faveur de 300,00\u00a0€" in letter.text
        assert letter.payment == ()

    def test_a_promise_asks_for_what_is_left_of_it(self, desk: Desk) -> None:
        """By the day promised; without one there is nothing to confirm."""
        session = durand(
            desk, TWO_LATE + "\n### 2026-11-18 promise\n- amount: 900.00\n- by: 2026-11-30\n- invoices: F1\n"
        )
        letter = compose(session, "durand", "promise-confirmation")
        assert (letter.values.promised, letter.values.promised_by) == ("900,00\u00a0€", "30/11/2026")
        assert letter.asked.plain == "900.00"
        assert refused(durand(desk, TWO_LATE), "promise-confirmation") == "no promise of Menuiserie Durand SARL is open"

    def test_a_plan_acknowledges_the_debt(self, desk: Desk) -> None:
        """Its instalments, what it interrupts, and the one to pay next."""
        plan = (
            "\n### 2026-11-10 plan\n- invoices: F1, F2\n- acceleration: yes\n- instalments:\n"
            "  - 2026-12-10: 800.00\n  - 2027-01-10: 700.00\n"
        )
        letter = compose(durand(desk, TWO_LATE + plan), "durand", "plan")
        assert letter.values.gross == letter.values.plan_total == "1\u00a0500,00\u00a0€"
        assert [(one.due, one.amount) for one in letter.values.installments] == [
            ("10/12/2026", "800,00\u00a0€"),
            ("10/01/2027", "700,00\u00a0€"),
        ]
        for words in ("reconnaît devoir", "article 2240 du Code civil", "devient exigible aussitôt"):
            assert words in " ".join(letter.text.split())
        assert letter.asked.plain == "800.00"
        assert "no payment plan of" in refused(durand(desk, TWO_LATE), "plan")

    def test_a_dispute_asks_for_nothing(self, desk: Desk) -> None:
        """It says what is contested and what is not."""
        letter = compose(
            durand(desk, TWO_LATE + "\n### 2026-11-02 dispute F1\n- amount: 400.00\n- category: quality\n"),
            "durand",
            "dispute-reply",
        )
        assert (letter.values.disputed, letter.values.uncontested) == ("400,00\u00a0€", "600,00\u00a0€")
        assert (letter.values.disputed_on, letter.values.reason) == ("02/11/2026", "qualité")
        assert letter.payment == ()
        assert "contests nothing" in refused(durand(desk, TWO_LATE), "dispute-reply")

    @pytest.mark.parametrize("words", ["- category: bad-faith\n- reason: ment", "- reason: ment", "- category: ment"])
    def test_words_of_the_house_about_a_dispute_stay_there(self, desk: Desk, words: str) -> None:
        """Neither what is thought of it nor a category of one's own reaches the client."""
        letter = compose(durand(desk, TWO_LATE + f"\n### 2026-11-02 dispute F1\n{words}\n"), "durand", "dispute-reply")
        assert letter.values.reason == ""
        assert not re.search("ment\\)|mauvaise foi", letter.text)

    def test_thanks_name_what_was_settled(self, desk: Desk) -> None:
        """The last payment that the bank did not take back."""
        paid = (
            "\n### 2026-11-05 payment ^dddddddd\n- amount: 500.00\n- allocate:\n  - F2: 500.00\n"
            "\n### 2026-11-06 payment ^eeeeeeee\n- amount: 9.00\n\n### 2026-11-07 rejected ^eeeeeeee\n- reason: no funds\n"
        )
        session = durand(desk, TWO_LATE + paid)
        letter = compose(session, "durand", "thank-you")
        assert (letter.values.received, letter.values.settled) == ("500,00\u00a0€", ("F2",))
        assert letter.payment == ()
        assert "no payment of" in refused(durand(desk, TWO_LATE), "thank-you")

    def test_a_payment_taken_back_is_asked_for_again(self, desk: Desk) -> None:
        """Its invoices, the bank's reason, no charge."""
        paid = (
            "\n### 2026-11-05 payment ^dddddddd\n- amount: 500.00\n- allocate:\n  - F2: 500.00\n"
            "\n### 2026-11-07 rejected ^dddddddd\n- reason: provision insuffisante\n"
        )
        letter = compose(durand(desk, TWO_LATE + paid), "durand", "bank-rejection")
        assert (letter.about.numbers, letter.asked.plain) == (("F2",), "500.00")
        assert "provision insuffisante" in letter.text

    def test_a_handover_is_not_for_the_client(self, desk: Desk) -> None:
        """It goes to whom the file was given: the client's address is not its own."""
        session = durand(desk, TWO_LATE + "\n### 2026-11-02 handover\n- to: Maître Roux\n- invoices: F1\n")
        letter = compose(session, "durand", "handover")
        assert (letter.to, letter.contact, letter.values.handed_to) == ("", None, "Maître Roux")
        assert letter.about.numbers == ("F1",)

    def test_one_currency_at_a_time(self, desk: Desk) -> None:
        """The client's own unless another is asked for; sums are never mixed."""
        dollars = "\n### 2026-08-01 invoice D1\n- amount: 20.00 USD\n- due: 2026-09-01\n"
        session = durand(desk, TWO_LATE + dollars)
        assert compose(session, "durand", "statement").about.numbers == ("F1", "F2", "F3")
        letter = compose(session, "durand", "reminder-1", currency="USD")
        assert (letter.about.numbers, letter.values.total) == (("D1",), "20,00\u00a0USD")
        assert "is not a currency" in refused(session, "statement", currency="EURO")


def printed(text: str) -> Decimal:
    """An amount as a letter prints it, in French or in English."""
    number = re.sub(r"[^0-9.,-]", "", text)
    if re.search(r",\d\d$", number):
        return Decimal(number.replace(",", "."))
    return Decimal(number.replace(",", ""))


class TestSums:
    """The figures shown add up in every letter."""

    @given(data=st.data())
    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_balances_less_money_received_make_the_total(self, desk: Desk, data: st.DataObject) -> None:
        """Whatever the journal, the letter and the language: as they are printed."""
        session = configured(desk)
        read = dossier("".join(data.draw(journals(commitments=True))), head="name: Durand\nkind: company")
        view = view_of(session, read, FIRST_DAY + timedelta(days=data.draw(st.integers(0, LAST_DAY + 400))))
        desk_ = letter_desk(session)
        for letter in desk_.letters.texts.values():
            for currency in ("EUR", "USD"):
                try:
                    found = compose_from(session, view, letter, about_of(view, letter, currency=currency), desk=desk_)
                except RecouvError:
                    continue
                values = found.values
                balances = sum((printed(item.balance) for item in values.items), Decimal(0))
                assert balances == printed(values.gross)
                received = printed(values.unallocated) if values.unallocated else Decimal(0)
                assert balances - received == printed(values.total)
                if found.payment:
                    assert found.asked.amount > 0
                    assert values.asked in found.payment_title.replace("\u202f", "\u00a0")


class TestPenalties:
    """What a letter says of penalties is the statement's."""

    def test_a_formal_notice_claims_principal_penalties_and_indemnity(self, desk: Desk) -> None:
        """The sum asked, the subject, the payment and the code are one figure."""
        letter = compose(durand(desk, TWO_LATE), "durand", "formal-notice")
        values = letter.values
        parts = [printed(one) for one in (values.total, values.interest, values.indemnity)]
        assert sum(parts) == printed(values.claimed) == letter.asked.amount
        assert parts[2] == 80
        assert values.claimed in letter.subject
        assert values.claimed in letter.payment_title
        assert values.penalty_rate == "12,40\u00a0%"
        assert [(one.since, one.until) for one in values.rates] == [("02/09/2026", "20/11/2026")]

    def test_a_rate_that_is_not_known_is_named(self, desk: Desk) -> None:
        """By its semester; a letter that states no penalty is written all the same."""
        session = durand(desk, TWO_LATE)
        far = date(2028, 3, 1)
        assert "first half of 2027" in refused(session, "formal-notice", on=far)
        assert compose(session, "durand", "reminder-1", far).about.numbers

    def test_money_not_allocated_keeps_penalties_from_being_exact(self, desk: Desk) -> None:
        """Which the refusal says, with what to do."""
        session = durand(desk, TWO_LATE + "\n### 2026-11-10 payment\n- amount: 300.00\n")
        assert "penalties cannot be exact" in refused(session, "formal-notice")

    def test_a_consumer_is_asked_for_the_principal_alone(self, desk: Desk) -> None:
        """No indemnity, no charge; fifteen days; the mediator."""
        letter = compose(durand(desk, TWO_LATE, kind="consumer"), "durand", "formal-notice")
        text = " ".join(letter.text.split())
        assert letter.asked.plain == "1500.00"
        assert "40,00" not in text
        assert "15 jours" in text
        assert "médiateur de la consommation" in text
        assert "L. 441-10" not in text

    def test_a_second_notice_to_a_consumer_counts_interest_from_the_first(self, desk: Desk) -> None:
        """At the legal rate; the sum claimed says so."""
        first = "\n### 2026-10-15 registered-letter\n- invoices: F1, F2\n- scenario: consumer\n- step: formal-notice\n"
        letter = compose(durand(desk, TWO_LATE + first, kind="consumer"), "durand", "formal-notice")
        assert printed(letter.values.interest) > 0
        assert letter.asked.amount == printed(letter.values.total) + printed(letter.values.interest)
        assert "depuis notre mise en demeure du 15/10/2026" in " ".join(letter.text.split())

    def test_a_public_body_has_its_own_articles(self, desk: Desk) -> None:
        """And its own rate."""
        text = " ".join(compose(durand(desk, TWO_LATE, kind="public"), "durand", "formal-notice").text.split())
        for words in ("L. 2192-13", "R. 2192-31", "D. 2192-35", "10,40 %"):
            assert words in text
        assert "441-10" not in text

    def test_an_indemnity_in_euros_is_not_added_to_dollars(self, desk: Desk) -> None:
        """The letter does not ask for it: its sums add up in its own currency."""
        dollars = "### 2026-08-01 invoice D1\n- amount: 20000.00 USD\n- due: 2026-09-01\n"
        letter = compose(durand(desk, dollars), "durand", "formal-notice")
        assert letter.values.indemnity == ""
        assert printed(letter.values.claimed) == printed(letter.values.total) + printed(letter.values.interest)

    def test_the_statement_is_the_annex_of_a_formal_notice(self, desk: Desk) -> None:
        """And of any letter when asked for; of a reminder not otherwise."""
        session = durand(desk, TWO_LATE)
        assert compose(session, "durand", "formal-notice").annexes
        assert compose(session, "durand", "reminder-1").annexes == ()
        assert compose(session, "durand", "reminder-1", annex=True).annexes


class TestManners:
    """Nobody in difficulty is threatened."""

    @pytest.mark.parametrize("letter", ["reminder-1", "reminder-3", "formal-notice", "last-notice", "plan"])
    def test_insolvency_refuses_claims(self, desk: Desk, letter: str) -> None:
        """Whatever their tone; the claim is declared instead."""
        plan = "\n### 2026-11-01 plan\n- instalments:\n  - 2026-12-31: 1500.00\n"
        session = durand(desk, TWO_LATE + plan + "\n### 2026-11-02 insolvency\n")
        assert "insolvency proceedings" in refused(session, letter)

    def test_insolvency_lets_a_statement_leave(self, desk: Desk) -> None:
        """Which asks for nothing."""
        letter = compose(durand(desk, TWO_LATE + "\n### 2026-11-02 insolvency\n"), "durand", "statement")
        assert letter.payment == ()

    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("letter", ["reminder-2", "reminder-3", "formal-notice", "call"])
    def test_hardship_softens(self, desk: Desk, letter: str, language: str) -> None:
        """Neither the court nor a rate of penalties; a plan is offered."""
        found = compose(durand(desk, TWO_LATE, tags="hardship", language=language), "durand", letter)
        text = " ".join(found.text.split())
        assert found.values.tone == "courteous"
        assert not re.search("juridiction|court|étape suivante|next step will", text)
        assert re.search("échéancier|payment plan|étalerons|spread", text)

    @pytest.mark.parametrize("letter", ["last-notice", "suspension-notice"])
    def test_hardship_refuses_what_cannot_soften(self, desk: Desk, letter: str) -> None:
        """A letter that threatens whatever its tone is not written."""
        assert "does not soften" in refused(durand(desk, TWO_LATE, tags="hardship"), letter)

    def test_no_letter_announces_a_step_that_does_not_come(self, desk: Desk) -> None:
        """A formal notice is announced where the next step is one: not in a letter named by hand."""
        text = compose(durand(desk, TWO_LATE), "durand", "reminder-3").text
        assert "mise en demeure" not in text


class TestWhoWrites:
    """Signature, address, person."""

    def test_it_is_signed_by_whom_the_client_is_followed_by(self, desk: Desk) -> None:
        """The owner of the dossier, not whoever is at the keyboard."""
        assert compose(durand(desk, TWO_LATE), "durand", "reminder-1").signature[:2] == (
            "Léa Fontaine",
            "Imprimerie de l'Autan SAS",
        )

    def test_without_an_iban_it_does_not_say_how_to_pay(self, desk: Desk) -> None:
        """And is written all the same."""
        session = durand(desk, TWO_LATE, creditor=re.sub(r"  iban.*\n", "", CREDITOR))
        letter = compose(session, "durand", "reminder-1")
        assert letter.payment == ()
        assert "IBAN" not in letter.text

    def test_an_iban_that_is_wrong_stops_the_letter(self, desk: Desk) -> None:
        """Money would go to somebody else."""
        session = durand(desk, TWO_LATE, creditor=CREDITOR.replace("6789 012", "6789 013"))
        assert "fails its check" in refused(session, "reminder-1")

    def test_the_agenda_chooses_the_letter(self, desk: Desk) -> None:
        """With the step's tone and channel."""
        session = durand(desk, TWO_LATE)
        letter = compose(session, "durand")
        assert letter.about.task is not None
        assert letter.letter.name == letter.about.task.letter
        assert letter.channel == letter.about.task.channel

    def test_a_task_of_another_amount_is_refused(self, desk: Desk) -> None:
        """What the agenda said and what the letter would claim are one sum, or nothing leaves."""
        session = durand(desk, TWO_LATE)
        view = view_of(session, dossier(TWO_LATE), TODAY)
        (task,) = (one for one in view.tasks if one.letter)
        assert task.amount is not None
        assert about_task(view, task).total == task.amount
        with pytest.raises(ProblemsError, match="would claim"):
            about_task(view, replace(task, amount=task.amount + task.amount))

    def test_a_letter_that_is_not_there_lists_those_that_are(self, desk: Desk) -> None:
        """One line, every name."""
        with pytest.raises(NothingFoundError) as caught:
            compose(durand(desk, TWO_LATE), "durand", "reminder-9")
        assert "reminder-1" in str(caught.value.mend)
        assert "statement" in str(caught.value.mend)

    def test_a_value_that_is_not_known_stops_the_letter_at_its_line(self, desk: Desk) -> None:
        """With what to write where."""
        (desk.root / "letters/mine.fr.md").write_text("---\nsubject: Bonjour\n---\nUn\n\n{{ creditor.vat }}\n")
        with pytest.raises(ProblemsError) as caught:
            compose(durand(desk, TWO_LATE), "durand", "mine")
        assert caught.value.problems[0].place == "letters/mine.fr.md:6:1"
        assert "under creditor" in str(caught.value.problems[0].mend)


class TestEveryShippedLetter:
    """On every client of the demo, in both languages: composed, or refused with a reason."""

    @pytest.fixture(scope="class")
    @classmethod
    def demo(cls, tmp_path_factory: pytest.TempPathFactory) -> Session:
        """The demo, on its own day."""
        from recouv.usecases.setup import make_demo

        root = tmp_path_factory.mktemp("demo") / "ws"
        make_demo(root, catalogue("fr"), TODAY)
        return Session(workspace=Workspace.open(root), today=TODAY, words=catalogue("fr"))

    def test_composed_or_refused(self, demo: Session) -> None:
        """No letter prints a hole, a markup of its own, or a value that is not one."""
        desk = letter_desk(demo)
        written = 0
        reasons = []
        for read in demo.workspace.dossiers():
            view = view_of(demo, read, TODAY)
            for letter in desk.letters.texts.values():
                try:
                    found = compose_from(demo, view, letter, about_of(view, letter), desk=desk)
                except NothingFoundError as error:
                    reasons.append(error.mend)
                    continue
                written += 1
                assert_whole(found)
        assert None not in reasons
        assert written > 150

    def test_their_templates_are_sound(self, desk: Desk) -> None:
        """No value that does not exist."""
        letters = read_letters(desk.root)
        assert letters.problems == ()
        assert [problem for letter in letters.texts.values() for problem in template_problems(letter)] == []


def assert_whole(found: Composed) -> None:
    """No leftover of a template, no empty cell of figures, one line of subject."""
    text = found.text
    assert not re.search(r"\{\{|\{%|None|\*\*|\\|\|", text), text
    assert "\n" not in found.subject
    assert found.subject.strip()
    assert isinstance(found.letter, Letter)

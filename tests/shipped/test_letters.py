"""The letters that ship: both languages, nothing that a creditor may not write, every mention that the law wants."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from recouv.domain.letter import Letter, Matter
from recouv.domain.scenario import Tone
from recouv.letters.blocks import read_blocks
from recouv.letters.plain_text import as_text
from recouv.letters.template import fill, template_problems, values_named, values_printed
from recouv.letters.values import (
    Addressee,
    Age,
    Creditor,
    Installment,
    Item,
    LetterValues,
    Person,
    Receipt,
    Sender,
    Slice,
)
from recouv.rules.look_alikes import look_alikes
from recouv.store.letter_text import read_letter

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted((ROOT / "letters").glob("*.md"))
NAMES = (
    *("pre-due", "reminder-1", "reminder-2", "reminder-3", "call", "sms", "statement"),
    *("formal-notice", "last-notice", "suspension-notice", "handover"),
    *("promise-confirmation", "plan", "dispute-reply", "thank-you", "bank-rejection", "invoice-copy"),
)
KINDS = ("company", "sole-trader", "public", "consumer")
ITEM = Item(
    number="FA-4029",
    issued="11/08/2026",
    due="25/09/2026",
    amount="4 118,40 €",
    balance="4 000,00 €",
    days_late=56,
    disputed="118,40 €",
    level="relance 2",
)
VALUES = LetterValues(
    today="20/11/2026",
    deadline="28/11/2026",
    deadline_days=8,
    tone="formal",
    client=Addressee(name="Domaine Barthélémy & Fils", kind="company", siren="153409123", address="1 rue X"),
    contact=Person(name="Solène Barthélémy", role="comptabilité", email="c@b.example", phone="05 61 00 00 00"),
    creditor=Creditor(
        name="Imprimerie de l'Autan SAS",
        siren="150482719",
        address="46 rue des Typographes",
        phone="05 36 49 01 00",
        iban="FR76 9999 9000 0101 2345 6789 012",
        bic="DEMOFRPPXXX",
    ),
    sender=Sender(name="Léa Fontaine", email="lea@imprimerie-autan.example"),
    items=(ITEM, ITEM),
    gross="8 000,00 €",
    total="8 000,00 €",
    asked="8 000,00 €",
    outstanding="9 000,00 €",
    overdue="8 000,00 €",
    ages=(Age(label="1-30 jours", amount="8 000,00 €"),),
    receipts=(Receipt(label="VIR", day="12/11/2026", amount="10,00 €", left="10,00 €"),),
    reminders=("05/10/2026", "30/10/2026"),
    notice_day="10/11/2026",
    next_letter="formal-notice",
    penalty_rate="12,40 %",
    rates=(Slice(since="26/09/2026", until="20/11/2026", days=56, rate="12,40 %", amount="152,22 €", source="BCE"),),
    interest="152,22 €",
    per_day="2,72 €",
    indemnity_each="40,00 €",
    indemnity="80,00 €",
    claimed="8 232,22 €",
    promised="900,00 €",
    promised_by="30/11/2026",
    promise_left="900,00 €",
    plan_day="01/11/2026",
    plan_total="8 000,00 €",
    plan_grace=5,
    plan_misses=1,
    plan_accelerates=True,
    installments=(Installment(due="01/12/2026", amount="8 000,00 €", left="8 000,00 €"),),
    disputed="118,40 €",
    disputed_on="02/11/2026",
    uncontested="8 000,00 €",
    received="900,00 €",
    received_on="12/11/2026",
    settled=("FA-4029",),
    reason="qualité",
    handed_to="Maître Roux",
    handed_on="15/11/2026",
)


def read(path: Path) -> Letter:
    """A letter of which nothing is wrong."""
    letter, problems = read_letter(path.read_text(encoding="utf-8"), path=f"letters/{path.name}")
    assert problems == []
    assert letter is not None
    return letter


def named(name: str, language: str) -> Letter:
    """The letter of that name."""
    return read(ROOT / "letters" / f"{name}.{language}.md")


def written(letter: Letter, **changes: object) -> str:
    """Subject and body with the values above, in one line of words."""
    from msgspec.structs import replace

    subject, body = fill(letter, replace(VALUES, **changes))
    return " ".join(f"{subject} {as_text(read_blocks(body), 500)}".split())


def of_kind(kind: str) -> dict[str, object]:
    """A client of that kind; a consumer owes what a consumer owes."""
    client = Addressee(name="Anaïs N'Diaye", kind=kind)
    if kind != "consumer":
        return {"client": client}
    return {"client": client, "indemnity": "", "indemnity_each": "", "interest": "", "claimed": VALUES.total}


every_letter = pytest.mark.parametrize("letter", [read(path) for path in PATHS], ids=[path.name for path in PATHS])


class TestTheSet:
    """Seventeen texts, each in both languages."""

    def test_each_is_there_in_french_and_in_english(self) -> None:
        """One file for each name and language, and no other."""
        assert {path.name for path in PATHS} == {f"{name}.{language}.md" for name in NAMES for language in ("fr", "en")}

    def test_both_languages_go_the_same_way(self) -> None:
        """Everything of the head but the subject."""
        for name in NAMES:
            french, english = named(name, "fr"), named(name, "en")
            for key in ("channel", "about", "tone", "deadline", "payment", "signature", "annex"):
                assert getattr(french, key) == getattr(english, key), (name, key)

    def test_both_languages_say_the_same_things(self) -> None:
        """They name the same values; a salutation may name the person in one language only."""
        for name in NAMES:
            assert values_named(named(name, "fr")) ^ values_named(named(name, "en")) <= {"contact"}, name

    @every_letter
    def test_every_value_exists(self, letter: Letter) -> None:
        """And is printed as one value."""
        assert template_problems(letter) == ()

    @every_letter
    def test_a_creditor_needs_no_more_than_a_name(self, letter: Letter) -> None:
        """Everything else is asked for before it is printed."""
        assert {name for name, _ in values_printed(letter, "creditor")} <= {"name"}


class TestWriting:
    """Each letter is written whatever the client."""

    @every_letter
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("tone", list(Tone))
    def test_no_value_is_missing(self, letter: Letter, kind: str, tone: Tone) -> None:
        """Of any kind, in any tone."""
        text = written(letter, **of_kind(kind), tone=str(tone))
        assert not re.search(r"None|\{|\\|\|", text)

    @every_letter
    def test_one_invoice_nobodys_name_and_no_past(self, letter: Letter) -> None:
        """The singular, nothing sent before, nothing known beside it."""
        nothing = dict.fromkeys(("notice_day", "next_letter", "disputed_on", "reason", "per_day", "in_favour"), "")
        text = written(
            letter,
            items=(ITEM,),
            contact=Person(),
            reminders=(),
            receipts=(),
            settled=(),
            unallocated="120,00 €",
            **nothing,
        )
        assert "None" not in text

    @every_letter
    def test_invoices_are_rows_of_one_table(self, letter: Letter) -> None:
        """No blank line breaks it."""
        body = fill(letter, VALUES)[1]
        rows = [rank for rank, line in enumerate(body.split("\n")) if line.startswith("| FA\\-4029 ")]
        assert rows == list(range(rows[0], rows[0] + 2)) if rows else letter.about in (Matter.PAYMENT, Matter.OVERDUE)

    def test_levels_stand_on_each_line_where_they_differ(self) -> None:
        """And nowhere when all are at the same."""
        lines = written(named("reminder-3", "fr"), mixed=True)
        assert "relance 2" in lines
        assert "relance 2" not in written(named("reminder-3", "fr"))

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_a_text_message_is_short(self, language: str) -> None:
        """Two messages of 160 characters at the most."""
        assert len(as_text(read_blocks(fill(named("sms", language), VALUES)[1]), 1000)) <= 320


class TestTheLaw:
    """A creditor's letter says what it must, and nothing it may not."""

    @every_letter
    def test_nothing_forbidden(self, letter: Letter) -> None:
        """No judicial disguise, no threat beyond a creditor's rights, no charge that is not owed."""
        text = letter.subject + "\n" + letter.body
        assert letter.about is Matter.HANDOVER or list(look_alikes(text)) == []

    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("name", NAMES)
    def test_consumers_owe_no_fixed_charge(self, name: str, language: str) -> None:
        """The forty euros are between businesses (C. com. art. L441-10 II); nor the rate of the ECB."""
        text = written(named(name, language), **of_kind("consumer"))
        assert "40,00" not in text
        assert "441-10" not in text

    @pytest.mark.parametrize(
        "words",
        [
            *("MISE EN DEMEURE", "mettons en demeure", "article 1344 du Code civil", "8 jours", "8 232,22 €"),
            *("L. 441-10, II", "D. 441-5", "12,40 %", "2,72 €", "40,00 € par facture", "152,22 €"),
            *("05/10/2026 et 30/10/2026", "juridiction compétente", "à compter de la réception"),
        ],
    )
    def test_the_formal_notice_has_its_mentions(self, words: str) -> None:
        """Demand, time allowed, breakdown, rate, basis, what follows."""
        assert words in written(named("formal-notice", "fr"))

    @pytest.mark.parametrize("name", ["formal-notice", "last-notice"])
    def test_consumers_are_told_of_the_mediator(self, name: str) -> None:
        """With the name where it is known (C. conso. art. L612-1)."""
        creditor = Creditor(name="Autan", mediator="Médiation de l'Autan")
        text = written(named(name, "fr"), **of_kind("consumer"), creditor=creditor)
        assert "L. 612-1" in text
        assert "Médiation de l'Autan" in text

    @pytest.mark.parametrize(
        "name", ["pre-due", "reminder-1", "reminder-2", "reminder-3", "formal-notice", "last-notice", "sms"]
    )
    @pytest.mark.parametrize(("language", "words"), [("fr", "tenez pas compte"), ("en", "ignore")])
    def test_a_crossed_payment_is_allowed_for(self, name: str, language: str, words: str) -> None:
        """Every message asks to be ignored when payment is on its way."""
        assert words in written(named(name, language))

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_what_is_contested_is_said_not_to_be_asked(self, language: str) -> None:
        """In every letter that claims."""
        for name in ("reminder-1", "reminder-2", "reminder-3", "formal-notice", "last-notice", "suspension-notice"):
            assert "118,40 €" in written(named(name, language)), name

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_only_a_formal_tone_names_a_court(self, language: str) -> None:
        """A courteous one offers to talk."""
        notice = named("formal-notice", language)
        court = "juridiction" if language == "fr" else "competent court"
        assert court in written(notice)
        assert court not in written(notice, tone="courteous")

"""The letters that ship: both languages, every variable documented, nothing that a creditor may not write."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

jinja2 = pytest.importorskip("jinja2")
meta = pytest.importorskip("jinja2.meta")
sandbox = pytest.importorskip("jinja2.sandbox")

ROOT = Path(__file__).resolve().parents[2]
LETTERS = sorted((ROOT / "letters").glob("*.md"))
TEMPLATES = ("pre-due", "reminder-1", "reminder-2", "reminder-3", "formal-notice", "call")
CHANNELS = {"email", "letter", "registered-letter", "call"}
TONES = {"courteous", "neutral", "firm", "formal"}
#: Words that dress a creditor's letter as an act of justice, or threaten what a creditor may not do.
#: Source: C. pén. art. 433-13; C. conso. art. L121-6 and L121-7; CPCE art. L111-8.
FORBIDDEN = (
    "commandement",
    "sommation",
    "huissier",
    "commissaire de justice",
    "saisie",
    "bailiff",
    "seizure",
    "Banque de France",
    "pénale",
    "plainte",
    "criminal",
    "frais de dossier",
    "frais de relance",
    "employeur",
    "employer",
)

ITEM = {
    "number": "FA-4029",
    "issued": "11/08/2026",
    "due": "25/09/2026",
    "amount": "4 118,40 €",
    "balance": "4 000,00 €",
    "days_late": 56,
}
VALUES: dict[str, Any] = {
    "creditor": {
        "name": "Imprimerie de l'Autan SAS",
        "siren": "150482719",
        "phone": "+33536490100",
        "iban": "FR7699999000010123456789012",
        "bic": "DEMOFRPPXXX",
    },
    "client": {"name": "Domaine Barthélémy & Fils", "kind": "company"},
    "contact": {"name": "Solène Barthélémy", "role": "comptabilité", "email": "c@b.example", "phone": ""},
    "sender": {"name": "Léa Fontaine", "email": "lea@imprimerie-autan.example"},
    "items": [ITEM, {**ITEM, "number": "FA-4071"}],
    "total": "8 000,00 €",
    "unallocated": "",
    "today": "20/11/2026",
    "deadline": "28/11/2026",
    "deadline_days": 8,
    "reminders": ["05/10/2026", "30/10/2026"],
    "penalty_rate": "12,40 %",
    "rates": [{"from": "26/09/2026", "to": "20/11/2026", "rate": "12,40 %", "source": "BCE + 10"}],
    "interest": "152,22 €",
    "per_day": "2,72 €",
    "indemnity_each": "40,00 €",
    "indemnity": "80,00 €",
    "claimed": "8 232,22 €",
}


def parts(path: Path) -> tuple[dict[str, str], str]:
    """Front matter and body."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.load(head, yaml.BaseLoader), body


def render(path: Path, **changes: object) -> str:
    """Subject and body with the values above."""
    environment = sandbox.SandboxedEnvironment(undefined=jinja2.StrictUndefined)
    head, body = parts(path)
    values = {**VALUES, **changes}
    return environment.from_string(head["subject"]).render(values) + "\n" + environment.from_string(body).render(values)


def name_of(path: Path) -> str:
    """The test's name for a letter."""
    return path.name


every_letter = pytest.mark.parametrize("path", LETTERS, ids=name_of)


class TestTheSet:
    """Six templates, each in both languages."""

    def test_each_template_is_there_in_french_and_in_english(self) -> None:
        """One file for each template and language, and no other."""
        expected = {f"{name}.{language}.md" for name in TEMPLATES for language in ("fr", "en")}
        assert {path.name for path in LETTERS} == expected

    @every_letter
    def test_front_matter_says_channel_subject_and_tone(self, path: Path) -> None:
        """All three, with the words of the format."""
        head, _ = parts(path)
        assert set(head) == {"channel", "subject", "tone"}
        assert head["channel"] in CHANNELS
        assert head["tone"] in TONES

    def test_both_languages_of_a_template_go_the_same_way(self) -> None:
        """Channel and tone do not depend on the language."""
        for name in TEMPLATES:
            french, english = (parts(ROOT / "letters" / f"{name}.{language}.md")[0] for language in ("fr", "en"))
            assert (french["channel"], french["tone"]) == (english["channel"], english["tone"])


class TestRendering:
    """Each letter renders whatever the client."""

    @every_letter
    @pytest.mark.parametrize("kind", ["company", "sole-trader", "public", "consumer"])
    def test_no_value_is_missing(self, path: Path, kind: str) -> None:
        """A value that is not documented would stop the rendering."""
        assert render(path, client={**VALUES["client"], "kind": kind})

    @every_letter
    def test_one_invoice_without_a_contact_also_renders(self, path: Path) -> None:
        """The singular, and nobody's name."""
        nobody = dict.fromkeys(("name", "role", "email", "phone"), "")
        text = render(path, items=[ITEM], contact=nobody, reminders=[], unallocated="120,00 €")
        assert "None" not in text

    @every_letter
    def test_invoices_are_rows_of_one_table(self, path: Path) -> None:
        """No blank line breaks it."""
        lines = render(path).splitlines()
        first = next(index for index, line in enumerate(lines) if line.startswith("| FA-4029 "))
        assert lines[first - 1].startswith("|---")
        assert lines[first + 1].startswith("| FA-4071 ")

    @every_letter
    def test_every_variable_is_documented(self, path: Path) -> None:
        """`docs/format.md` lists each one."""
        page = (ROOT / "docs/format.md").read_text(encoding="utf-8")
        documented = set(re.findall(r"^\| `([a-z_.]+)` \|", page, re.MULTILINE))
        source = path.read_text(encoding="utf-8")
        names = meta.find_undeclared_variables(jinja2.Environment(autoescape=True).parse(source))
        dotted = set(re.findall(r"\b((?:creditor|client|contact|sender|item|slice)\.\w+)", source))
        assert (names - {"creditor", "client", "contact", "sender"}) | dotted <= documented


class TestTheLaw:
    """A creditor's letter says what it must, and nothing it may not."""

    @every_letter
    def test_nothing_forbidden(self, path: Path) -> None:
        """No judicial disguise, no threat beyond a creditor's rights, no charge that is not owed."""
        text = path.read_text(encoding="utf-8")
        assert [word for word in FORBIDDEN if re.search(rf"\b{word}\b", text, re.IGNORECASE)] == []

    @pytest.mark.parametrize("language", ["fr", "en"])
    @pytest.mark.parametrize("name", ["reminder-2", "reminder-3", "formal-notice"])
    def test_consumers_owe_no_fixed_charge(self, name: str, language: str) -> None:
        """The forty euros are between businesses (C. com. art. L441-10 II)."""
        text = render(ROOT / "letters" / f"{name}.{language}.md", client={"name": "Anaïs N'Diaye", "kind": "consumer"})
        assert "40,00" not in text

    @pytest.mark.parametrize(
        "words",
        [
            "MISE EN DEMEURE",
            "article 1344 du Code civil",
            "8 jours",
            "8 232,22 €",
            "L. 441-10, II",
            "D. 441-5",
            "12,40 %",
            "2,72 €",
        ],
    )
    def test_the_formal_notice_has_its_mentions(self, words: str) -> None:
        """Demand, time allowed, breakdown, rate, basis."""
        assert words in render(ROOT / "letters/formal-notice.fr.md").replace("\u00a0", " ")

    @pytest.mark.parametrize("name", ["pre-due", "reminder-1", "reminder-2", "reminder-3", "formal-notice"])
    def test_a_crossed_payment_is_allowed_for(self, name: str) -> None:
        """Every message asks to be ignored when payment is on its way."""
        assert "tenez pas compte" in render(ROOT / "letters" / f"{name}.fr.md")

"""`docs/format.md` says what the program does: every key, every kind, and examples that read."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from recouv.domain.delay_reasons import DELAY_REASONS
from recouv.domain.kinds import COMMON_KEYS, KINDS, TALK, Kind, Names, ValueType
from recouv.domain.problem import Severity
from recouv.rules.payment_terms import parse_terms
from recouv.store.closing_text import CLOSING_KEYS, read_closing
from recouv.store.dossier_text import read_dossier
from recouv.store.head import HEAD_KEYS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```markdown\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    """What stands under a title, down to the next title of any level."""
    body = rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ [A-Za-z]|\Z)"
    found = re.search(body, without_examples(), re.MULTILINE | re.DOTALL)
    assert found, f"docs/format.md has no section {title}"
    return found[1]


def without_examples() -> str:
    """The page's prose and tables."""
    return re.sub(r"^```.*?^```", "", TEXT, flags=re.MULTILINE | re.DOTALL)


def table_keys(text: str) -> list[str]:
    """The first column of the tables in `text`."""
    return re.findall(r"^\| \**`([\w.-]+)`\** \|", text, re.MULTILINE)


def whole(example: str) -> str:
    """The example as a dossier: with a head and a journal where it has none."""
    if example.startswith("---"):
        return example
    return f"---\nname: Menuiserie Durand SARL\n---\n\n## Journal\n\n{example}"


FRENCH_TERMS = re.findall(r"`([^`]+)`", section("Due dates and payment terms").split("French words")[1])
every_kind = pytest.mark.parametrize("kind", list(KINDS.values()), ids=lambda kind: kind.name)


class TestHead:
    """The table of the head is the program's."""

    def test_every_key_and_no_other(self) -> None:
        """In the same order."""
        assert table_keys(section("The head")) == list(HEAD_KEYS)


class TestClosings:
    """The table of closings is the program's."""

    def test_every_key_and_no_other(self) -> None:
        """In the order of the file."""
        assert table_keys(section("Closings")) == list(CLOSING_KEYS)

    def test_the_example_reads(self) -> None:
        """As a closing."""
        example = re.findall(r"^```yaml\n(.*?)^```", TEXT.split("## Closings")[1], re.MULTILINE | re.DOTALL)[0]
        closing = read_closing(example, "closings/2026-11.yaml")
        assert closing is not None
        assert closing.totals["EUR"]["total"] == "9950.00"


class TestKinds:
    """The section of each kind is the program's table."""

    @every_kind
    def test_every_key_and_no_other(self, kind: Kind) -> None:
        """Own keys, and `entry` where the kind concerns another entry."""
        expected = [key.name for key in kind.keys] + (["entry"] if kind.names is Names.ENTRY else [])
        text = section(kind.name)
        found = table_keys(text)
        if kind.name in TALK and kind.name != "email":
            found = re.findall(r"`([a-z_]+)`", text.split("Keys:")[1].split(", as for")[0])
        assert found == expected

    @every_kind
    def test_required_keys_are_bold(self, kind: Kind) -> None:
        """And the others are not."""
        bold = re.findall(r"^\| \*\*`([\w.-]+)`\*\* \|", section(kind.name), re.MULTILINE)
        assert bold == [key.name for key in kind.keys if key.required]

    @every_kind
    def test_every_choice_is_listed(self, kind: Kind) -> None:
        """Words that a key takes, in the section of the kind or of `email` for talk."""
        text = section("email" if kind.name in TALK else kind.name)
        missing = [choice for key in kind.keys for choice in key.choices if f"`{choice}`" not in text]
        assert missing == []

    @every_kind
    def test_has_an_example_of_its_own(self, kind: Kind) -> None:
        """The last entry of one example is of that kind."""
        last = [re.findall(r"^### \S+ (\S+)", example, re.MULTILINE)[-1] for example in EXAMPLES]
        assert kind.name in last

    def test_common_keys(self) -> None:
        """Those that any entry may carry."""
        assert table_keys(section("Values")) == [key.name for key in COMMON_KEYS]

    @pytest.mark.parametrize("value_type", list(ValueType))
    def test_every_type_of_value(self, value_type: ValueType) -> None:
        """How each is written."""
        assert f"| {value_type} |" in section("Values")

    @pytest.mark.parametrize("severity", list(Severity))
    def test_every_severity(self, severity: Severity) -> None:
        """What each means."""
        assert f"| {severity} |" in section("Problems")


def test_every_reason_of_late_payment_is_listed() -> None:
    """In the order of the code."""
    assert table_keys(section("Why a payment is late")) == list(DELAY_REASONS)


class TestExamples:
    """What the page shows, the program reads."""

    @pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.splitlines()[0])
    def test_reads_without_problem(self, example: str) -> None:
        """Neither error nor warning."""
        dossier = read_dossier(whole(example).encode(), path="dossiers/durand.md").dossier
        assert [f"{problem.place}: {problem.what}" for problem in dossier.problems] == []

    def test_every_key_is_used_in_one(self) -> None:
        """A key without an example would be a riddle."""
        used = {
            (entry.kind, key)
            for example in EXAMPLES
            for entry in read_dossier(whole(example).encode(), path="dossiers/durand.md").dossier.entries
            for key in entry.lines
        }
        talk = {key for kind, key in used if kind in TALK}
        missing = [
            f"{kind.name}: {key.name}"
            for kind in KINDS.values()
            for key in kind.keys
            if (kind.name, key.name) not in used and not (kind.name in TALK and key.name in talk)
        ]
        assert missing == []


class TestTerms:
    """The table of payment terms is what the rule gives."""

    @pytest.mark.parametrize(
        ("words", "due"), re.findall(r"^\| `([^`]+)` \| [^|]+ \| (\d{4}-\d\d-\d\d) \|", TEXT, re.MULTILINE)
    )
    def test_example_of_the_table(self, words: str, due: str) -> None:
        """For an invoice issued on 2026-01-15."""
        assert parse_terms(words).due(date(2026, 1, 15)).isoformat() == due

    @pytest.mark.parametrize("words", FRENCH_TERMS)
    def test_french_words(self, words: str) -> None:
        """Understood as they are shown."""
        assert parse_terms(words)


class TestOtherPages:
    """The glossary and the page on scenarios keep up."""

    @every_kind
    def test_the_glossary_has_every_kind(self, kind: Kind) -> None:
        """As its word, or as code beside it."""
        words = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
        assert re.search(rf"^\| (?:{re.escape(kind.name)}|[^|]*`{re.escape(kind.name)}`[^|]*) \|", words, re.MULTILINE)

    def test_one_concept_one_word(self) -> None:
        """No word of the glossary is there twice, in either language."""
        text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE)
        rows = [row for row in rows if row[0] not in ("Word", "---")]
        assert len({english for english, _ in rows}) == len(rows)
        assert len({french for _, french in rows}) == len(rows)

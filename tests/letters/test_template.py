"""Templates: client text is data, the language is small, an error has its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.letter import Letter
from recouv.domain.scenario import Channel
from recouv.letters.blocks import plain_runs, read_blocks
from recouv.letters.html import as_html
from recouv.letters.plain_text import as_text
from recouv.letters.template import LetterError, fill, template_problems, values_named, values_printed
from recouv.letters.values import Addressee, Item, LetterValues

#: What reaches a template has passed `plain()`: one line, nothing that hides.
CLIENT_TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Co", "Cn"), include_characters=" "),
    min_size=1,
    max_size=40,
).map(lambda text: " ".join(text.split()))
HOSTILE = (
    *("{{ 7*7 }}", "{% raw %}", "<script>alert(1)</script>", "| table | of | mine |", "#strong[x]", "**b** _i_"),
    *(
        "1. list",
        "- list",
        "> quote",
        "# title",
        "[a](http://x)",
        "![i](x)",
        "&amp; &#65;",
        "a\\b\\",
        "`code`",
        "~~s~~",
    ),
    *("---", "===", "***", "\\|", "x | y", "$x$", "@ref", "\\u{41}", "<!-- -->", "http://x.example"),
)


def letter(body: str, subject: str = "Objet", language: str = "en") -> Letter:
    """A letter whose body begins on line 5."""
    return Letter(
        name="mine",
        language=language,
        path="letters/mine.en.md",
        channel=Channel.EMAIL,
        subject=subject,
        body=body,
        subject_line=2,
        body_line=5,
    )


def item(number: str) -> Item:
    """An invoice of that number."""
    return Item(number=number, issued="1", due="2", amount="3", balance="4", days_late=5)


def named(name: str, *, items: int = 1) -> LetterValues:
    """A client and invoices of that name."""
    return LetterValues(client=Addressee(name=name), items=tuple(item(name) for _ in range(items)), total="9")


def wrong(body: str, values: LetterValues | None = None) -> str:
    """The place and the error of filling it."""
    with pytest.raises(LetterError) as caught:
        fill(letter(body), values or named("Durand", items=3))
    return f"{caught.value.problem.place} {caught.value.problem.what}"


class TestDataIsData:
    """A text of a client comes out as itself."""

    @pytest.mark.parametrize("name", HOSTILE)
    def test_in_a_paragraph_a_table_and_a_list(self, name: str) -> None:
        """As it is typed, whatever it looks like."""
        body = "Dear {{ client.name }},\n\n| N |\n|---|\n| {{ client.name }} |\n\n- {{ client.name }}\n"
        shown = as_text(read_blocks(fill(letter(body), named(name))[1]), 200)
        assert shown == f"Dear {name},\n\nN\n{'-' * len(name)}\n{name}\n\n- {name}\n"

    @given(name=CLIENT_TEXT.filter(bool))
    def test_any_text(self, name: str) -> None:
        """In text, and in a page where it makes no element of its own."""
        blocks = read_blocks(fill(letter("Dear {{ client.name }},\n"), named(name))[1])
        assert [plain_runs(block.runs) for block in blocks] == [f"Dear {name},"]  # type: ignore[union-attr]  # paragraphs
        page = as_html(blocks, title=name, language="en")
        assert page.count("<") == as_html(read_blocks("Dear x,\n"), title="x", language="en").count("<")

    @given(name=CLIENT_TEXT.filter(bool))
    def test_any_text_in_a_table(self, name: str) -> None:
        """It makes neither a column nor a row."""
        body = "| A | B |\n|---|---|\n{% for item in items %}| {{ item.number }} | {{ item.due }} |\n{% endfor %}"
        (table,) = read_blocks(fill(letter(body), named(name, items=2))[1])
        assert [[plain_runs(cell) for cell in row] for row in table.rows] == [[name, "2"]] * 2  # type: ignore[union-attr]

    def test_a_line_end_in_a_subject_is_a_space(self) -> None:
        """No header of a message can be made of it."""
        subject, _ = fill(letter("x", subject="For {{ client.name }}"), named("A\r\nBcc: b@x.example\u2028\x00c"))
        assert subject == "For A Bcc: b@x.example c"

    def test_a_subject_is_not_markdown(self) -> None:
        """Nothing is escaped in it."""
        assert fill(letter("x", subject="{{ client.name }}"), named("A & *b*"))[0] == "A & *b*"

    def test_amounts_keep_their_spaces(self) -> None:
        """A no-break space stays one, in a subject too."""
        values = LetterValues(total="1\u00a0500,00\u00a0€")
        assert fill(letter("x", subject="{{ total }}"), values)[0] == "1\u00a0500,00\u00a0€"


class TestSandbox:
    """What a letter has no need of is refused, at its line."""

    @pytest.mark.parametrize(
        ("body", "why"),
        [
            ("\n{{ ''.__class__ }}", "6:1 the letter cannot be filled: access to attribute '__class__'"),
            ("{{ client['__class__'] }}", "unsafe"),
            ("{{ items.append }}", "unsafe"),
            ("{% include 'x' %}", "include has no place"),
            ("{% import 'x' as y %}", "import has no place"),
            ("{% macro m() %}{% endmacro %}", "macro has no place"),
            ("{% block b %}{% endblock %}", "block has no place"),
            ("{{ range(9) }}", "call has no place"),
            ("{{ 'a'.join(items) }}", "call has no place"),
            ("{{ 'x' * 999999999 }}", "mul has no place"),
            ("{{ 9 ** 99 }}", "pow has no place"),
            ("{{ '%9999d' % 1 }}", "mod has no place"),
            ("{% set a = 'x' ~ 'y' %}", "concat has no place"),
            ("{% set a %}x{% endset %}", "assignblock has no place"),
            ("{{ total|attr('x') }}", "there is no filter attr"),
            ("{{ client }}", "is no text"),
            ("{{ items }}", "is no text"),
            ("{{ items|upper }}", "cannot be printed as one"),
            ("{{ mixed }}", "is no text"),
            ("{% if %}", "cannot be read"),
            ("a\n{{ nobody }}", "6:1 the letter cannot be filled: 'nobody' is undefined"),
        ],
    )
    def test_refused(self, body: str, why: str) -> None:
        """With the place."""
        assert why in wrong(body)

    def test_loops_end(self) -> None:
        """A loop in a loop over many rows, and a third one at all."""
        twice = "{% for a in items %}{% for b in items %}{% endfor %}{% endfor %}"
        assert "loops do not end" in wrong(twice, named("x", items=500))
        assert fill(letter(twice), named("x", items=9))[1] == ""
        thrice = twice.replace("{% for b in items %}", "{% for b in items %}{% for c in items %}{% endfor %}")
        assert "a loop in a loop in a loop" in wrong(thrice)

    def test_texts_stay_a_letters_size(self) -> None:
        """However often they are joined or printed."""
        assert "too long" in wrong("{% set a = 'xxxxxxxxxx' %}" + "{% set a = (a, a)|join %}" * 30)
        assert "too long" in wrong("{% for a in items %}{{ client.name }}{% endfor %}", named("x" * 1000, items=300))


class TestValues:
    """What a template names."""

    def test_a_value_that_is_not_known_is_false_and_cannot_be_printed(self) -> None:
        """It is asked for first."""
        assert fill(letter("{% if creditor.bic %}BIC{% else %}none{% endif %}"), named("x"))[1] == "none"
        assert fill(letter("{% if creditor.bic == '' %}none{% endif %}"), named("x"))[1] == "none"
        assert (
            wrong("\n\n{{ creditor.bic }}")
            == "letters/mine.en.md:7:1 the letter prints creditor.bic, which is not known"
        )

    @pytest.mark.parametrize(
        ("body", "problems"),
        [
            ("{{ totl }}", ["letters/mine.en.md:5:4 there is no value totl"]),
            ("a\n  {{ client.nme }}", ["letters/mine.en.md:6:6 there is no value client.nme"]),
            ("{% for i in items %}{{ i.nmber }}{% endfor %}", ["letters/mine.en.md:5:24 there is no value i.nmber"]),
            ("{% for i in total %}{% endfor %}", ["letters/mine.en.md:5:13 there is no value total"]),
            ("{{ items }}", ["letters/mine.en.md:5:4 items holds several values"]),
            ("{% for i in items %}{{ i }}{% endfor %}", ["letters/mine.en.md:5:24 i holds several values"]),
            ("{% for i in items %}{{ loop.index }}{% endfor %}", []),
            ("{% set n = items %}{% for i in n[1:] %}{{ i.due }}{% endfor %}", []),
            ("{{ items[0].due }}{{ reminders[-1] }}", []),
            ("{{ total.x }}", ["letters/mine.en.md:5:4 there is no value total.x"]),
            ("{% if x %}", ["letters/mine.en.md:5:1 the template cannot be read: Unexpected end of template."]),
        ],
    )
    def test_names_are_known_before_any_client_is(self, body: str, problems: list[str]) -> None:
        """Each with its line and column."""
        found = [f"{problem.place} {problem.what}" for problem in template_problems(letter(body))]
        assert [text[: len(wanted)] for text, wanted in zip(found, problems, strict=True)] == problems

    def test_values_named_and_printed(self) -> None:
        """Named anywhere; printed where nothing asks for them first."""
        body = (
            "{{ creditor.name }}\n{% if creditor.bic %}{{ creditor.bic }}{% else %}{{ creditor.iban }}{% endif %}\n"
            "{% if creditor.vat and total %}{{ creditor.vat }}{% endif %}{% if creditor.siren or total %}\n"
            "{{ creditor.siren }}{% endif %}"
        )
        found = letter(body, subject="{{ today }}")
        assert values_named(found) == {"creditor", "total", "today"}
        assert values_printed(found, "creditor") == [("name", 5), ("iban", 6), ("siren", 8)]


class TestFrench:
    """French marks keep their spaces."""

    def test_no_line_begins_with_a_colon(self) -> None:
        """Neither with another mark; what comes from a client is left as it is."""
        body = "Total : {{ client.name }} ! « oui » ?"
        _, filled = fill(letter(body, language="fr"), named("a : b"))
        assert filled.replace("\\", "") == "Total\u00a0: a : b\u00a0! «\u00a0oui\u00a0»\u00a0?"

    def test_english_has_its_own(self) -> None:
        """Nothing is changed."""
        assert fill(letter("Total : x"), named("a"))[1] == "Total : x"

"""Blocks written as Markdown: what was said is read back, and nothing of it acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from recouv.letters.blocks import Heading, Listing, Paragraph, Quote, Rule, Run, Table, read_blocks
from recouv.letters.markdown import as_markdown, escaped
from recouv.wording.plain import plain

#: A reader that takes everything that Markdown may hold, links without marks included.
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ANYTHING = st.text(
    st.one_of(st.sampled_from(list("\\`*_{}[]()<>#+-.!|~&$^=: 1aé\n")), st.characters(exclude_categories=["Cs"])),
    max_size=40,
)


def shown(text: str) -> str:
    """What a person reads of a text: its words, without spaces around its lines and without empty ones."""
    return "\n".join(line.strip() for line in plain(text, lines=True).split("\n") if line.strip())


SIGNS = (
    *(
        "*a*",
        "**b**",
        "_c_",
        "__d__",
        "~~e~~",
        "`f`",
        "<b>g</b>",
        "&amp;",
        "![h](i)",
        "[j](k)",
        "[l]: m",
        "n \\",
        "$o$",
    ),
    *(
        "# p",
        "- q",
        "+ r",
        "* s",
        "1. t",
        "2) u",
        "> v",
        "| w | x |\n|---|---|",
        "---",
        "===",
        "y\n===",
        "z\n---",
        ": a",
    ),
)


class TestWhatIsSaidIsRead:
    """The text of each block comes back as it was."""

    @pytest.mark.parametrize("text", SIGNS)
    def test_each_sign_that_means_something(self, text: str) -> None:
        """It is shown, and means nothing, wherever it stands."""
        for said in (text, f"before {text}", f"before\n{text}"):
            assert read_blocks(as_markdown([Paragraph((Run(said),))])) == (Paragraph((Run(said),)),)
            (listing,) = read_blocks(as_markdown([Listing(((Paragraph((Run(said),)),),))]))
            assert listing == Listing(((Paragraph((Run(said),)),),))

    @given(ANYTHING)
    def test_a_paragraph(self, text: str) -> None:
        """Whatever it holds, it is one paragraph of that text and nothing else."""
        if not shown(text):
            return
        (block,) = read_blocks(as_markdown([Paragraph((Run(plain(text, lines=True)),))]))
        assert isinstance(block, Paragraph)
        assert "\n".join(line.strip() for line in "".join(run.text for run in block.runs).split("\n")) == shown(text)

    @given(ANYTHING)
    def test_in_a_list_a_quote_a_title_and_a_table(self, text: str) -> None:
        """On one line or several, it stays inside."""
        if not shown(text):
            return
        runs = (Run(plain(text, lines=True)),)
        table = Table(right=(False, True), head=(runs, runs), rows=((runs, runs),))
        blocks = [Heading(runs, 2), Listing(((Paragraph(runs),),)), Quote((Paragraph(runs),)), table]
        assert [type(block) for block in read_blocks(as_markdown(blocks))] == [Heading, Listing, Quote, Table]

    def test_styles_rules_and_ordered_lists(self) -> None:
        """Bold, italic, a line across, one, two, three."""
        blocks = (
            Paragraph((Run("to pay "), Run("40.00 €", bold=True), Run(", at once", italic=True))),
            Rule(),
            Listing(tuple((Paragraph((Run(word),)),) for word in ("one", "two", "three")), ordered=True),
        )
        assert read_blocks(as_markdown(blocks)) == blocks


class TestNothingActs:
    """No reader makes of a text what it is not."""

    @given(ANYTHING)
    def test_no_html_link_picture_or_code(self, text: str) -> None:
        """In a paragraph: only text, its escapes and its ends of line."""
        tokens = READER.parse(as_markdown([Paragraph((Run(plain(text, lines=True)),))]))
        inside = [child.type for token in tokens for child in token.children or ()]
        assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
        assert set(inside) <= {"text", "text_special", "softbreak", "hardbreak"}

    @pytest.mark.parametrize(
        "text",
        ["https://evil.example/pay", "www.evil.example", "<https://evil.example>", "[pay](https://evil.example)"],
    )
    def test_bare_addresses_are_no_links(self, text: str) -> None:
        """Readers that look for addresses find none."""
        assert "://evil" not in escaped(text).replace("\\://", "")
        assert "www." not in escaped(text)

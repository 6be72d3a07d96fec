"""A letter goes to the editor and comes back: what it says is kept, and nothing of it is obeyed."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recouv.letters.blocks import read_blocks
from recouv.letters.edited import LONGEST, NoLetterError, Wording, as_source, bare, from_source
from recouv.letters.template import escaped

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs")), min_size=1, max_size=60)
LETTERS = st.lists(
    st.one_of(
        TEXTS.map(escaped),
        TEXTS.map(lambda text: f"- {escaped(text)}"),
        TEXTS.map(lambda text: f"**{escaped(text)}**"),
        TEXTS.map(lambda text: f"| a | b |\n|---|---:|\n| {escaped(text)} | 1\\,00 |"),
    ),
    min_size=1,
    max_size=5,
).map("\n\n".join)


@given(LETTERS)
def test_a_bare_letter_says_the_same(markdown: str) -> None:
    """Whatever the client is called: no star becomes bold, no bar a column."""
    assert read_blocks(bare(markdown)) == read_blocks(markdown)


@example("\U0002f800", "Reminder")  # of those that Unicode would write as another one
@given(LETTERS, st.sampled_from(["Reminder", "Rappel : 1 200,00 €", "{{ total }}", "subject: twice"]))
def test_there_and_back(markdown: str, subject: str) -> None:
    """The editor that changes nothing changes nothing."""
    source = as_source(Wording(subject, markdown))
    if not read_blocks(bare(markdown)):
        return
    assert as_source(from_source(source)) == source


@given(st.text(max_size=300))
def test_any_file_is_a_letter_or_is_refused(text: str) -> None:
    """And fails otherwise for none; nothing that a terminal obeys is taken in."""
    with suppress(NoLetterError):
        found = from_source(f"subject: x\n\n{text}")
        assert read_blocks(found.markdown)
        assert not {char for char in found.markdown if ord(char) < 32} - {"\n"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Hello\n\nbody", "subject"),
        ("subject:\n\nbody", "subject"),
        ("", "subject"),
        ("subject: x\n\n  \n", "body"),
        ("subject: x\n\n" + "a" * LONGEST, "long"),
    ],
)
def test_what_is_no_letter(text: str, reason: str) -> None:
    """Each with its reason."""
    with pytest.raises(NoLetterError, match=reason):
        from_source(text)


@pytest.mark.parametrize("first", ["Subject: A b", "subject:A b", "Objet\u00a0: A b", "\ufeffsubject: A b"])
def test_the_first_line_in_either_language(first: str) -> None:
    """As editors and people write it."""
    assert from_source(f"{first}\r\n\r\nbody\r\n") == Wording("A b", "body\n")

"""Looking a sentence up in place gives what the library gives after reading the whole file."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

import recouv
from recouv.wording.mo_file import MoFile

FRENCH = Path(recouv.__file__).parent / "wording/locales/fr/LC_MESSAGES/recouv.mo"


@pytest.fixture(scope="module")
def library() -> gettext.GNUTranslations:
    with FRENCH.open("rb") as file:
        return gettext.GNUTranslations(file)


def sentences(library: gettext.GNUTranslations) -> list[str]:
    """Every English sentence of the file."""
    return [key if isinstance(key, str) else key[0] for key in library._catalog]


class TestWhatTheLibraryGives:
    """The same translations, forms and fall-backs."""

    def test_each_sentence(self, library: gettext.GNUTranslations) -> None:
        """One by one, those with a plural too."""
        found = MoFile(FRENCH)
        texts = sentences(library)
        assert len(texts) > 900
        # read where the library keeps it: before 3.11.3 its `gettext` had no word for a sentence with a plural
        kept, one = library._catalog, library.plural(1)
        assert [found.gettext(text) for text in texts] == [kept.get(text) or kept[text, one] for text in texts]

    @pytest.mark.parametrize("count", [-1, 0, 1, 2, 5, 1000])
    def test_each_plural(self, library: gettext.GNUTranslations, count: int) -> None:
        """The form that the file's own rule chooses."""
        found = MoFile(FRENCH)
        texts = [key[0] for key in library._catalog if isinstance(key, tuple)]
        assert len(texts) > 20
        assert [found.ngettext(text, "", count) for text in texts] == [
            library.ngettext(text, "", count) for text in texts
        ]

    @pytest.mark.parametrize("text", ["no such sentence", "\x00", "zzzz", "\ud800", "Ω", "{name"])
    def test_what_it_does_not_have(self, library: gettext.GNUTranslations, text: str) -> None:
        """The sentence itself, in its form for the count."""
        found = MoFile(FRENCH)
        assert found.gettext(text) == library.gettext(text) == text
        for count in (1, 2):
            assert found.ngettext(text, "several", count) == library.ngettext(text, "several", count)

    def test_the_beginning_of_a_sentence_is_another_one(self) -> None:
        """Nothing is guessed."""
        assert MoFile(FRENCH).gettext("the workspace (or") == "the workspace (or"


def test_another_file_is_refused(tmp_path: Path) -> None:
    """Rather than answering nonsense."""
    (tmp_path / "x.mo").write_bytes(b"not a catalogue of messages")
    with pytest.raises(OSError, match="not a catalogue"):
        MoFile(tmp_path / "x.mo")

"""Letters as PDF, set by typst from a layout that a creditor may replace.

Everything that comes from a dossier reaches the layout as data (JSON), never as source: no name can become markup.
The same letter gives the same bytes: fonts are those that typst carries, the date is the letter's own.
"""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec
from msgspec import Struct

from recouv.letters.blocks import Block

if TYPE_CHECKING:
    from typst import Compiler

#: The layout that ships, and that of pages which are no letter.
LAYOUT = Path(__file__).with_name("layout.typ")
SHEET_LAYOUT = Path(__file__).with_name("sheet.typ")
#: What both make of a text's blocks: a layout imports it by its name.
BLOCKS = Path(__file__).with_name("blocks.typ")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
#: How typst tells of a text that no font has: PDF/A refuses a page with a hole.
_UNDISPLAYABLE = re.compile(r'error: PDF/A-2a error: the text `"([^`]*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


class Page(Struct, frozen=True, kw_only=True):
    """A letter ready to be set."""

    language: str
    day: date
    """The letter's own."""
    dated: str
    """Place and day, as the letter writes them."""
    subject: str
    subject_label: str
    sender: tuple[str, ...]
    """Lines of the creditor's name and address, the name first."""
    sender_details: tuple[str, ...] = ()
    """Telephone, e-mail."""
    recipient: tuple[str, ...]
    """Lines of the client's name and address, as the envelope's window shows them."""
    manner: str = ""
    """How it travels, where the letter says so: by registered post."""
    references: tuple[tuple[str, str], ...] = ()
    """Label and value."""
    body: tuple[Block, ...]
    payment: tuple[tuple[str, str], ...] = ()
    """Label and value of what the client needs to pay, beside the code."""
    payment_title: str = ""
    signature: tuple[str, ...] = ()
    """Who signs: the name first."""
    handwritten: bool = False
    """Whether it leaves room for a signature by hand."""
    code: str = ""
    """The payment code as SVG; empty for none."""
    annexes: tuple[tuple[str, tuple[Block, ...]], ...] = ()
    """Title and content, each on a page of its own."""
    footer: tuple[str, ...] = ()
    page_label: str = "{page} / {pages}"
    logo: bytes = b""
    logo_suffix: str = ""
    """`.png`, `.svg`…"""


class Sheet(Struct, frozen=True, kw_only=True):
    """Pages that are no letter: a statement, a request to a court."""

    language: str
    day: date
    """That of its figures."""
    title: str
    subtitle: str = ""
    author: str
    head: str = ""
    """At the top of each page, small: what it belongs to."""
    body: tuple[Block, ...]
    footer: tuple[str, ...] = ()
    page_label: str = "{page} / {pages}"
    signed: bool = False
    """Whether its last block is kept whole, with room for a signature under it."""


class LayoutError(Exception):
    """The layout cannot set the letter: a text of typst's own, with its place."""


class Printed(Struct, frozen=True):
    """A letter on pages."""

    pdf: bytes
    missing: str = ""
    """Characters that no font here has, each once: the pages show U+FFFD in their place."""


def as_pdf(page: Page, layout: Path = LAYOUT) -> bytes:
    """The letter as a tagged PDF/A-2a; the same bytes for the same letter, layout and version of typst.

    Raises:
        LayoutError: the layout is wrong.
    """
    with Press(layout) as press:
        return press.print(page).pdf


class Press:
    """Sets one letter after the other with one layout: what typst keeps from one serves the next."""

    def __init__(self, layout: Path = LAYOUT) -> None:
        self._layout = layout
        self._temporary = tempfile.TemporaryDirectory(prefix="recouv-")
        self._compilers: dict[bool, Compiler] = {}

    def __enter__(self) -> Self:
        self._folder = Path(self._temporary.name)
        (self._folder / "layout.typ").write_bytes(self._layout.read_bytes())
        (self._folder / BLOCKS.name).write_bytes(BLOCKS.read_bytes())
        return self

    def __exit__(self, *_: object) -> None:
        self._compilers.clear()
        self._temporary.cleanup()

    def print(self, page: Page | Sheet) -> Printed:
        """The letter, or the pages of another kind, as a tagged PDF/A-2a.

        The fonts are those that typst carries; those of the machine are asked only for a script that these lack, so
        that every other letter is the same everywhere.

        Raises:
            LayoutError: the layout is wrong.
        """
        document = msgspec.json.encode(self._document(page)).decode()
        missing = ""
        for with_system_fonts in (False, True, True):
            try:
                return Printed(self._set(document, page, with_system_fonts=with_system_fonts), missing)
            except UndisplayableError as error:
                if with_system_fonts:
                    missing = "".join(dict.fromkeys(error.texts))
                    document = document.translate({ord(one): REPLACEMENT for one in missing})
        raise LayoutError(f"no font has {missing}")

    def _set(self, document: str, page: Page | Sheet, *, with_system_fonts: bool) -> bytes:
        import typst  # deferred: 80 MB of typesetting, for those who print

        (self._folder / "letter.json").write_text(document, encoding="utf-8")
        try:
            pdf = self._compiler(with_system_fonts=with_system_fonts).compile(
                format="pdf",
                pdf_standards=["a-2a"],
                timestamp=datetime(page.day.year, page.day.month, page.day.day, tzinfo=UTC),
            )
        except typst.TypstError as error:
            said = error.diagnostic or error.message
            texts = _UNDISPLAYABLE.findall(said)
            if texts and len(texts) == len(re.findall("^error: ", said, re.MULTILINE)):
                raise UndisplayableError("".join(map(_unescaped, texts))) from None
            raise LayoutError(said.partition("\n\n")[0].strip()) from None
        assert isinstance(pdf, bytes)  # one document in, one out
        return pdf

    def _compiler(self, *, with_system_fonts: bool) -> Compiler:
        import typst

        found = self._compilers.get(with_system_fonts)
        if found is None:
            found = self._compilers[with_system_fonts] = typst.Compiler(
                self._folder / "layout.typ",
                root=self._folder,
                ignore_system_fonts=not with_system_fonts,
                # no package is fetched from anywhere
                package_path=self._folder / "packages",
                package_cache_path=self._folder / "packages",
            )
        return found

    def _document(self, page: Page | Sheet) -> dict[str, object]:
        """What the layout reads: pictures by the names of their files, which are written beside it."""
        document: dict[str, object] = msgspec.to_builtins(page)
        if isinstance(page, Page):
            document["code"] = self._picture("code.svg", page.code.encode())
            document["logo"] = self._picture(f"logo{page.logo_suffix}", page.logo)
            del document["logo_suffix"]
        document["day"] = [page.day.year, page.day.month, page.day.day]
        return document

    def _picture(self, name: str, data: bytes) -> str:
        if not data:
            return ""
        (self._folder / name).write_bytes(data)
        return name


class UndisplayableError(Exception):
    """No font has some characters."""

    def __init__(self, texts: str) -> None:
        super().__init__(texts)
        self.texts = texts


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)

"""Letters as PDF, set by typst from a layout that a creditor may replace.

Everything that comes from a dossier reaches the layout as data (JSON), never as source: no name can become markup.
The same letter gives the same bytes: fonts are those that typst carries, the date is the letter's own.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from recouv.letters.blocks import Block

#: The layout that ships.
LAYOUT = Path(__file__).with_name("layout.typ")


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
    code: str = ""
    """The payment code as SVG; empty for none."""
    annexes: tuple[tuple[str, tuple[Block, ...]], ...] = ()
    """Title and content, each on a page of its own."""
    footer: tuple[str, ...] = ()
    page_label: str = "{page} / {pages}"
    logo: bytes = b""
    logo_suffix: str = ""
    """`.png`, `.svg`…"""


class LayoutError(Exception):
    """The layout cannot set the letter: a text of typst's own, with its place."""


def as_pdf(page: Page, layout: Path = LAYOUT) -> bytes:
    """The letter as a tagged PDF/A-2a; the same bytes for the same letter, layout and version of typst.

    Raises:
        LayoutError: the layout is wrong.
    """
    import typst  # deferred: 80 MB of typesetting, for those who print

    with tempfile.TemporaryDirectory(prefix="recouv-") as name:
        folder = Path(name)
        (folder / "layout.typ").write_bytes(layout.read_bytes())
        (folder / "letter.json").write_bytes(msgspec.json.encode(_document(page)))
        if page.code:
            (folder / "code.svg").write_text(page.code, encoding="utf-8")
        if page.logo:
            (folder / f"logo{page.logo_suffix}").write_bytes(page.logo)
        try:
            return typst.compile(
                folder / "layout.typ",
                root=folder,
                ignore_system_fonts=True,
                package_path=folder / "packages",
                package_cache_path=folder / "packages",
                pdf_standards=["a-2a"],
                timestamp=datetime(page.day.year, page.day.month, page.day.day, tzinfo=UTC),
            )
        except typst.TypstError as error:
            raise LayoutError(error.diagnostic or error.message) from None


def _document(page: Page) -> dict[str, object]:
    """What the layout reads: pictures by the names of their files."""
    document: dict[str, object] = msgspec.to_builtins(page)
    document["code"] = "code.svg" if page.code else ""
    document["logo"] = f"logo{page.logo_suffix}" if page.logo else ""
    del document["logo_suffix"]
    document["day"] = [page.day.year, page.day.month, page.day.day]
    return document

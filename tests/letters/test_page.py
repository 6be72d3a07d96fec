"""Letters on pages: the same bytes, in their place, whatever the texts."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from msgspec.structs import replace

from recouv.letters.blocks import read_blocks
from recouv.letters.page import LAYOUT, LayoutError, Page, Press, as_pdf

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
PAGE = Page(
    language="fr",
    day=date(2026, 11, 20),
    dated="Toulouse, le 20 novembre 2026",
    subject="Rappel",
    subject_label="Objet :",
    sender=("Imprimerie de l'Autan SAS", "46 rue des Typographes", "31200 Toulouse"),
    sender_details=("05 36 49 01 00",),
    recipient=("Menuiserie Durand SARL", "12 rue des Artisans", "31000 Toulouse"),
    references=(("Notre référence", "durand"),),
    body=read_blocks("Madame,\n\n| N | € |\n|---|---:|\n| F1 | 1 000,00 € |\n\nCordialement,\n"),
    payment_title="Pour régler 1 000,00 €",
    payment=(("IBAN", "FR76 9999 9000 0101 2345 6789 012"),),
    signature=("Léa Fontaine", "Imprimerie de l'Autan SAS"),
    code=SVG.decode(),
    footer=("Imprimerie de l'Autan SAS · SIREN 150482719",),
    page_label="Page {page} sur {pages}",
)
MILLIMETRE = 72 / 25.4

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


def words_of(pdf: bytes, folder: Path) -> list[tuple[str, float, float, float, float, int]]:
    """Each word with its box in millimetres (left, top, right, bottom), and its page."""
    (folder / "x.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-bbox", str(folder / "x.pdf"), "-"], capture_output=True, encoding="utf-8", check=True
    )
    found = []
    for number, page in enumerate(done.stdout.split("<page ")[1:], start=1):
        for box in re.finditer(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', page):
            left, top, right, bottom = (float(box[at]) / MILLIMETRE for at in range(1, 5))
            found.append((unescape(box[5]), left, top, right, bottom, number))
    return found


def text_of(pdf: bytes, folder: Path) -> str:
    """Its words, in one line."""
    return " ".join(word[0] for word in words_of(pdf, folder))


def table(rows: int) -> str:
    """A letter with that many invoices."""
    lines = "".join(f"| F{row} | 1 000,00 € |\n" for row in range(rows))
    return f"Madame,\n\n| Facture | Reste |\n|---|---:|\n{lines}\nCordialement,\n"


class TestBytes:
    """A letter is proved by its bytes."""

    def test_the_same_letter_is_the_same_file(self) -> None:
        """However many were set before it on the same press."""
        with Press() as press:
            press.print(replace(PAGE, subject="Another", logo=SVG, logo_suffix=".svg"))
            again = press.print(PAGE).pdf
        assert as_pdf(PAGE) == again

    def test_another_day_is_another_file(self) -> None:
        """The day is that of the letter, not of the printing."""
        assert as_pdf(replace(PAGE, day=date(2026, 11, 21))) != as_pdf(PAGE)

    def test_it_is_a_tagged_archive(self) -> None:
        """PDF/A-2a: read aloud, kept for ten years."""
        pdf = as_pdf(PAGE)
        assert b"/MarkInfo" in pdf
        assert b"pdfaid:part>2<" in pdf.replace(b" ", b"")
        assert b"pdfaid:conformance>A<" in pdf.replace(b" ", b"")
        assert b"/Lang" in pdf


@needs_poppler
class TestPlaces:
    """What the envelope shows, and what stands together."""

    @pytest.mark.parametrize(
        "recipient",
        [
            ("Durand",),
            PAGE.recipient,
            ("Grande Administration", *(f"Ligne {row}" for row in range(7))),
            ("Société à très longue raison sociale " * 8, "12 rue des Artisans", "31000 Toulouse"),
            ("A" * 300, "31000 Toulouse"),
        ],
    )
    def test_the_address_is_seen_through_the_window(self, recipient: tuple[str, ...], tmp_path: Path) -> None:
        """Between 100 and 190 mm from the left, 45 and 79 mm from the top, its foot at 78 mm, all of it."""
        found = words_of(as_pdf(replace(PAGE, recipient=recipient)), tmp_path)
        inside = [word for word in found if word[1] > 105 and word[2] > 40 and word[4] < 82 and word[5] == 1]
        assert re.sub(r"\W", "", "".join(word[0] for word in inside)) == re.sub(r"\W", "", "".join(recipient))
        assert min(word[1] for word in inside) >= 100
        assert max(word[3] for word in inside) <= 190
        assert min(word[2] for word in inside) >= 44.5
        assert 76 <= max(word[4] for word in inside) <= 79

    def test_a_long_table_repeats_its_head(self, tmp_path: Path) -> None:
        """On each page; no row is lost."""
        found = words_of(as_pdf(replace(PAGE, body=read_blocks(table(80)))), tmp_path)
        assert {word[5] for word in found if word[0] == "Facture"} == {1, 2, 3}
        assert sum(bool(re.fullmatch(r"F\d+", word[0])) for word in found) == 80

    @pytest.mark.parametrize("rows", range(14, 27))
    def test_how_to_pay_never_stands_alone(self, rows: int, tmp_path: Path) -> None:
        """It goes to the next page with the last words and the signature."""
        found = words_of(as_pdf(replace(PAGE, body=read_blocks(table(rows)))), tmp_path)
        page = next(word[5] for word in found if word[0] == "IBAN")
        assert {word[5] for word in found if word[0] in ("Cordialement,", "Léa", "régler")} == {page}

    def test_columns_of_long_words_share_the_page(self, tmp_path: Path) -> None:
        """No word is set over another, and all of them are within the margins."""
        row = "| Adresse | 46 rue des Typographes 31200 Toulouse | 1 place de la République 31310 Montbrun | 1 000,00 € |\n"
        body = read_blocks("| | Créancier | Débiteur | € |\n|---|---|---|---:|\n" + row * 3)
        found = [word for word in words_of(as_pdf(replace(PAGE, body=body)), tmp_path) if word[2] > 110]
        assert all(word[1] > 21 and word[3] < 191 for word in found)
        for rank, one in enumerate(found):
            for other in found[:rank]:
                across = min(one[3], other[3]) - max(one[1], other[1])
                down = min(one[4], other[4]) - max(one[2], other[2])
                assert across < 0.3 or down < 1.5, (one, other)

    def test_an_annex_begins_a_page(self, tmp_path: Path) -> None:
        """After the letter."""
        found = words_of(as_pdf(replace(PAGE, annexes=(("Décompte", read_blocks("du au\n")),))), tmp_path)
        assert [word[5] for word in found if word[0] == "Décompte"] == [2]

    def test_nothing_to_pay_and_nobody_to_sign(self, tmp_path: Path) -> None:
        """No box, no hole."""
        bare = replace(PAGE, payment=(), code="", signature=(), body=(), footer=(), references=(), sender=())
        assert "IBAN" not in text_of(as_pdf(bare), tmp_path)


@needs_poppler
class TestTexts:
    """Texts of a client are shown, never obeyed."""

    @pytest.mark.parametrize(
        "name",
        [
            "{{ 7*7 }}",
            "<script>alert(1)</script>",
            "#strong[x]",
            "$x^2$ @ref _a_ *b*",
            "\\u{41} // x /* y */",
            '"a" + 1',
        ],
    )
    def test_as_they_are(self, name: str, tmp_path: Path) -> None:
        """In the address and in the subject."""
        shown = text_of(as_pdf(replace(PAGE, recipient=(name,), subject=name)), tmp_path)
        assert shown.count(" ".join(name.split())) == 2

    def test_scripts_of_right_to_left(self, tmp_path: Path) -> None:
        """Hebrew is in the fonts that typst carries, Arabic too."""
        assert as_pdf(replace(PAGE, recipient=("שלום", "شركة الخليج")))

    def test_what_no_font_has_is_replaced_and_told(self) -> None:
        """The letter is set all the same: PDF/A allows no hole."""
        with Press() as press:
            printed = press.print(replace(PAGE, recipient=("Abc \U0001f9ff\U00012000",)))
        assert printed.pdf.startswith(b"%PDF")
        assert "\U00012000" in printed.missing

    def test_a_letter_of_letters_that_are_there_misses_none(self) -> None:
        """Latin, Greek and Cyrillic."""
        with Press() as press:
            assert press.print(replace(PAGE, recipient=("Ωμέγα Привет Łódź",))).missing == ""


class TestPictures:
    """The creditor's logo."""

    @pytest.mark.parametrize("suffix", [".svg", ".png"])
    def test_a_logo(self, suffix: str) -> None:
        """Drawn or in dots."""
        data = SVG if suffix == ".svg" else _png()
        assert len(as_pdf(replace(PAGE, logo=data, logo_suffix=suffix))) > len(as_pdf(PAGE))

    def test_a_picture_that_is_none(self) -> None:
        """Is an error of the layout, with its reason."""
        with pytest.raises(LayoutError, match="image"):
            as_pdf(replace(PAGE, logo=b"not a picture", logo_suffix=".png"))


class TestOwnLayout:
    """A creditor's own pages."""

    def test_it_reads_the_same_letter(self, tmp_path: Path) -> None:
        """From `letter.json`."""
        own = tmp_path / "layout.typ"
        own.write_text('#let letter = json("letter.json")\n#set document(title: letter.subject)\n#letter.subject\n')
        assert as_pdf(PAGE, own).startswith(b"%PDF")

    @pytest.mark.parametrize(
        "text",
        [
            "#strong[",
            "#let x = nobody",
            '#read("/etc/passwd")',
            '#read("../../../etc/passwd")',
            '#import "@preview/cetz:0.3.0"',
        ],
    )
    def test_what_is_wrong_in_it_is_told(self, text: str, tmp_path: Path) -> None:
        """It reads no other file, and no package is fetched."""
        own = tmp_path / "layout.typ"
        own.write_text(text)
        with pytest.raises(LayoutError):
            as_pdf(PAGE, own)

    def test_the_one_that_ships_says_how_to_take_its_place(self) -> None:
        """In its first lines."""
        assert "letters/layout.typ" in LAYOUT.read_text(encoding="utf-8").partition("\n\n")[0]


def _png() -> bytes:
    """A picture of one dot."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")
    )

"""A composed letter as pages: who writes, where the window is, what to pay and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath

from recouv.domain.dossier import ClientKind
from recouv.domain.errors import WorkspaceError
from recouv.domain.letter import Matter
from recouv.domain.message import say
from recouv.domain.scenario import Channel
from recouv.letters.page import LAYOUT, LayoutError, Page, Press, Printed
from recouv.letters.payment_code import payment_code
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.letters_folder import own_layout
from recouv.usecases.letter_end import payment_reference, sound_iban
from recouv.usecases.letters import Composed
from recouv.usecases.session import Session
from recouv.wording.catalogue import Catalogue, catalogue
from recouv.wording.plain import plain

_REGISTERED = Channel.REGISTERED_LETTER
_POST = frozenset({Channel.LETTER, _REGISTERED})
_PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".webp")
#: A line of an address as the French post has it: five digits, then the town.
_TOWN = re.compile(r"[0-9]{5} +(.*?)(?: cedex.*)?", re.IGNORECASE)
#: Lines of an address that a window shows at a size that is read.
_WINDOW_LINES = 8
#: Bytes of a logo: a letterhead needs no more, and each letter carries it.
_LARGEST_LOGO = 2_000_000


def letter_pdf(session: Session, composed: Composed) -> bytes:
    """The letter as a PDF; the same bytes for the same letter.

    Raises:
        WorkspaceError: the page layout of the workspace is wrong, or its logo cannot be read.
        UsageError: the creditor's IBAN fails its check.
    """
    with press_of(session) as press:
        return print_letter(session, composed, press).pdf


def press_of(session: Session) -> Press:
    """What sets the letters of the workspace, by its own layout where it has one."""
    return Press(own_layout(session.workspace.root) or LAYOUT)


def print_letter(session: Session, composed: Composed, press: Press) -> Printed:
    """The letter as a PDF, and what no font could show; one press serves many letters.

    Raises:
        WorkspaceError: the page layout of the workspace is wrong, or its logo cannot be read.
        UsageError: the creditor's IBAN fails its check.
    """
    try:
        return press.print(letter_page(session, composed))
    except LayoutError as error:
        raise WorkspaceError(
            say("letters/layout.typ cannot set the letter: {reason}", reason=str(error)),
            say("correct it, or take it out to use the layout that ships"),
        ) from None


def letter_page(session: Session, composed: Composed) -> Page:
    """What the layout sets.

    Raises:
        WorkspaceError: the logo cannot be read.
        UsageError: the creditor's IBAN fails its check.
    """
    words = catalogue(composed.language)
    creditor = session.workspace.config.creditor
    name = plain(creditor.get("name", ""))
    logo = creditor.get("logo", "")
    return Page(
        language=composed.language,
        day=composed.on,
        dated=_dated(composed.on, creditor.get("address", ""), words),
        subject=composed.subject,
        subject_label=words.text(say("Subject:")),
        sender=tuple(line for line in (name, *_lines(creditor.get("address", ""))) if line),
        sender_details=tuple(row for row in (composed.values.creditor.phone, composed.values.creditor.email) if row),
        recipient=_recipient(composed),
        manner=words.text(say("By registered post, return receipt")) if composed.channel is _REGISTERED else "",
        references=_references(composed, words),
        body=composed.body,
        payment=composed.payment,
        payment_title=composed.payment_title,
        code=_code(composed, creditor) if composed.payment else "",
        signature=composed.signature,
        annexes=composed.annexes,
        handwritten=composed.channel in _POST,
        footer=_footer(creditor, words),
        page_label=words.text(say("Page {page} of {pages}", page="{page}", pages="{pages}")),
        logo=_logo(session, logo) if logo else b"",
        logo_suffix=PurePosixPath(logo).suffix.lower(),
    )


def _recipient(composed: Composed) -> tuple[str, ...]:
    """The client as the envelope shows them; a business's own person under its name."""
    client, contact = composed.client, composed.contact
    if composed.letter.about is Matter.HANDOVER:
        return (composed.values.handed_to,)
    rows = [plain(client.name)]
    if contact and contact.name and client.kind is not ClientKind.CONSUMER and plain(contact.name) not in rows[0]:
        rows.append(plain(contact.name))
    return folded_rows((*rows, *_lines(client.address)))


def folded_rows(rows: tuple[str, ...]) -> tuple[str, ...]:
    """An address in as many lines as a window shows, none lost: the shortest neighbours join; the first stays alone.

    >>> folded_rows(("Name", *"abcdefgh"))
    ('Name', 'a, b', 'c', 'd', 'e', 'f', 'g', 'h')
    """
    left = list(rows)
    while len(left) > _WINDOW_LINES:
        at = min(range(1, len(left) - 1), key=lambda row: len(left[row]) + len(left[row + 1]))
        left[at : at + 2] = [f"{left[at]}, {left[at + 1]}"]
    return tuple(left)


def _dated(on: date, address: str, words: Catalogue) -> str:
    """Where and when the letter was written: the place is that of the creditor's postal code."""
    places = (_TOWN.fullmatch(line) for line in _lines(address))
    town = next((place[1] for place in places if place), "")
    day = words.long_day(on)
    return words.text(say("{town}, {day}", town=town, day=day)) if town else day


def _references(composed: Composed, words: Catalogue) -> tuple[tuple[str, str], ...]:
    client = composed.client
    rows = ((say("Our reference"), composed.dossier), (say("Your SIREN"), client.siren), (say("Your VAT"), client.vat))
    return tuple((words.text(label), plain(value)) for label, value in rows if value)


def _code(composed: Composed, creditor: Mapping[str, str]) -> str:
    return payment_code(
        name=plain(creditor.get("name", "")),
        iban=sound_iban(creditor.get("iban", "")),
        bic=creditor.get("bic", ""),
        amount=composed.asked,
        text=payment_reference(composed.about, composed.dossier),
    )


def _footer(creditor: Mapping[str, str], words: Catalogue) -> tuple[str, ...]:
    name, siren, vat = (plain(creditor.get(key, "")) for key in ("name", "siren", "vat"))
    numbers = [f"SIREN {siren}" if siren else "", words.text(say("VAT {number}", number=vat)) if vat else ""]
    own = " · ".join(part for part in (name, *numbers) if part)
    return tuple(row for row in (own, *_lines(creditor.get("legal", ""))) if row)


def _logo(session: Session, name: str) -> bytes:
    place = PurePosixPath(name)
    inside = not place.is_absolute() and ".." not in place.parts
    data = None
    if inside and place.suffix.lower() in _PICTURES:
        try:
            data = read_bytes(session.workspace.root / name)
        except UnreadableFileError:
            data = None
    if data is None or len(data) > _LARGEST_LOGO:
        raise WorkspaceError(
            say("the logo {path} cannot be used", path=name),
            say("creditor.logo names a picture of the workspace, {kinds}, of 2 MB at most", kinds=", ".join(_PICTURES)),
        )
    return data


def _lines(text: str) -> tuple[str, ...]:
    return tuple(plain(line.strip()) for line in text.splitlines() if line.strip())

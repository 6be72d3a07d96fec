"""A composed letter as pages: who writes, where the window is, what to pay and how."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from recouv.domain.dossier import ClientKind
from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.message import say
from recouv.domain.scenario import Channel
from recouv.letters.page import LAYOUT, LayoutError, Page, as_pdf
from recouv.letters.payment_code import payment_code
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.letters_folder import own_layout
from recouv.usecases.letter_values import in_fours
from recouv.usecases.letters import Composed
from recouv.usecases.session import Session
from recouv.wording.catalogue import Catalogue, catalogue
from recouv.wording.plain import plain

_REGISTERED = Channel.REGISTERED_LETTER
_PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".webp")
#: Bytes of a logo: a letterhead needs no more, and each letter carries it.
_LARGEST_LOGO = 2_000_000


def letter_pdf(session: Session, composed: Composed) -> bytes:
    """The letter as a PDF; the same bytes for the same letter.

    Raises:
        WorkspaceError: the page layout of the workspace is wrong, or its logo cannot be read.
        UsageError: the creditor's IBAN fails its check.
    """
    try:
        return as_pdf(letter_page(session, composed), own_layout(session.workspace.root) or LAYOUT)
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
    iban = sound_iban(creditor.get("iban", ""))
    logo = creditor.get("logo", "")
    payment = _payment(composed, creditor, iban, words)
    return Page(
        language=composed.language,
        day=composed.on,
        dated=words.day(composed.on),
        subject=composed.subject,
        subject_label=words.text(say("Subject:")),
        sender=tuple(line for line in (name, *_lines(creditor.get("address", ""))) if line),
        sender_details=tuple(plain(creditor[key]) for key in ("phone", "email") if creditor.get(key)),
        recipient=_recipient(composed),
        manner=words.text(say("By registered post, return receipt")) if composed.channel is _REGISTERED else "",
        references=_references(composed, words),
        body=composed.blocks,
        payment=payment,
        payment_title=words.text(say("To pay {amount}", amount=composed.about.total)) if payment else "",
        code=_code(composed, name, iban, creditor) if payment else "",
        footer=_footer(creditor, words),
        page_label=words.sentence("Page {page} of {pages}"),
        logo=_logo(session, logo) if logo else b"",
        logo_suffix=PurePosixPath(logo).suffix.lower(),
    )


def sound_iban(iban: str) -> str:
    """The IBAN, folded; empty when there is none.

    Raises:
        UsageError: it fails its check: a transfer would go nowhere, or to somebody else.
    """
    if not iban.strip():
        return ""
    from stdnum import iban as numbers  # deferred: for those who print
    from stdnum.exceptions import ValidationError

    try:
        return str(numbers.validate(iban))
    except ValidationError:
        raise UsageError(
            say("the creditor's IBAN {iban} fails its check", iban=iban), say("correct creditor.iban in recouv.yaml")
        ) from None


def _recipient(composed: Composed) -> tuple[str, ...]:
    """The client as the envelope shows them; a business's own person under its name."""
    client, contact = composed.client, composed.contact
    rows = [plain(client.name)]
    if contact and contact.name and client.kind is not ClientKind.CONSUMER and contact.name != client.name:
        rows.append(plain(contact.name))
    return (*rows, *_lines(client.address))


def _references(composed: Composed, words: Catalogue) -> tuple[tuple[str, str], ...]:
    client = composed.client
    rows = ((say("Our reference"), composed.dossier), (say("Your SIREN"), client.siren), (say("Your VAT"), client.vat))
    return tuple((words.text(label), plain(value)) for label, value in rows if value)


def _payment(
    composed: Composed, creditor: Mapping[str, str], iban: str, words: Catalogue
) -> tuple[tuple[str, str], ...]:
    if not iban or not composed.about.total:
        return ()
    rows = (
        ("IBAN", in_fours(iban)),
        ("BIC", plain(creditor.get("bic", ""))),
        (words.text(say("Account holder")), plain(creditor.get("name", ""))),
        (words.text(say("Reference")), plain(", ".join(composed.about.numbers))),
    )
    return tuple(row for row in rows if row[1])


def _code(composed: Composed, name: str, iban: str, creditor: Mapping[str, str]) -> str:
    about = composed.about
    return payment_code(
        name=name, iban=iban, bic=creditor.get("bic", ""), amount=about.total, text=plain(" ".join(about.numbers))
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

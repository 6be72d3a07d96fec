"""A message as it leaves: headers that nothing can break, text and HTML of the same words, the pieces attached.

The same message gives the same bytes, so that its fingerprint can be proved: date, Message-ID and boundaries are its
own.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from msgspec import Struct

#: Lines of a thousand characters at the most, and headers folded, as RFC 5322 and RFC 5321 want.
_POLICY = SMTP.clone(max_line_length=78)

#: `Name <local@domain>`, or the address alone.
_ADDRESS = re.compile(r"(?:(?P<name>[^<>]*)<(?P<address>[^<>\s,;@]+@[^<>\s,;@]+)>|(?P<alone>[^<>\s,;@]+@[^<>\s,;@]+))")
_LONGEST_ADDRESS = 254


class InvalidAddressError(ValueError):
    """An address that no message can be sent to; the address is the argument."""


class Attachment(Struct, frozen=True, kw_only=True):
    """A piece that goes with a message."""

    name: str
    data: bytes


class Outgoing(Struct, frozen=True, kw_only=True):
    """A message about to leave."""

    message_id: str
    """With its angle brackets."""
    moment: datetime
    """With a time zone."""
    sender: str
    """`Name <address>`, or an address."""
    to: str
    reply_to: str = ""
    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str = ""


def as_message(outgoing: Outgoing) -> bytes:
    """The message, with CRLF line ends.

    Raises:
        InvalidAddressError: an address is none.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = header_address(outgoing.sender)
    message["To"] = header_address(outgoing.to)
    if outgoing.reply_to:
        message["Reply-To"] = header_address(outgoing.reply_to)
    message["Subject"] = _one_line(outgoing.subject)
    message["Date"] = format_datetime(outgoing.moment)
    message["Message-ID"] = outgoing.message_id
    if outgoing.in_reply_to:
        message["In-Reply-To"] = outgoing.in_reply_to
        message["References"] = outgoing.in_reply_to
    # machines that answer by themselves leave a message like this alone (RFC 3834)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(outgoing.text, cte="quoted-printable")
    if outgoing.html:
        message.add_alternative(outgoing.html, subtype="html", cte="quoted-printable")
    for attachment in outgoing.attachments:
        kind, _, subtype = (mimetypes.guess_type(attachment.name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(
            attachment.data, maintype=kind, subtype=subtype, filename=_one_line(attachment.name) or "document"
        )
    for rank, part in enumerate(_parts(message)):
        mark = hashlib.sha256(f"{outgoing.message_id} {rank}".encode()).hexdigest()[:24]
        part.set_boundary(f"recouv-{mark}")
    return message.as_bytes()


def header_address(text: str) -> Address:
    """The address that `text` names, as `Name <address>` or alone.

    Raises:
        InvalidAddressError: it names none, or more than one.
    """
    found = _ADDRESS.fullmatch(" ".join(text.split()))
    if found is None or len(found["address"] or found["alone"]) > _LONGEST_ADDRESS:
        raise InvalidAddressError(text)
    name = (found["name"] or "").strip().strip('"')
    local, _, domain = (found["address"] or found["alone"]).rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
        local.encode("ascii")
        return Address(display_name=_one_line(name), username=local, domain=domain)
    except (UnicodeError, ValueError, IndexError, AttributeError):
        raise InvalidAddressError(text) from None


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    return (part for part in message.walk() if part.is_multipart())


def _one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def fingerprint(data: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def recipients(*addresses: str) -> Sequence[str]:
    """The bare addresses of an envelope, each once, those that are empty left out."""
    return tuple(dict.fromkeys(header_address(address).addr_spec for address in addresses if address))

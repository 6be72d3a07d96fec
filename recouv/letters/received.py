"""An e-mail that came in: who answers what, in which words, or what a server says of a message of ours.

Whatever a stranger sends is read within bounds and never raises: what cannot be read is left out.

Source: RFC 5322, 3.6.4 (In-Reply-To, References); RFC 3464 (delivery status); RFC 3834 (automatic answers).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from enum import StrEnum

from msgspec import Struct

from recouv.letters.from_html import text_of_html
from recouv.letters.quoted import own_words

#: Bytes of a message that are read for its words.
MOST_READ = 3_000_000
_MOST_PARTS, _DEEPEST = 200, 20
_LONGEST_HEADER = 2000
_ID = re.compile(r"<[!-;=?-~]{1,300}>")
_OURS = re.compile(rb"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")
_MOST_IDS = 500
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_NO_SUCH = re.compile(
    r"user unknown|unknown user|no such user|does not exist|unknown recipient|recipient unknown|unrouteable|"
    r"adresse inconnue|n['’]existe pas|destinataire inconnu",
    re.IGNORECASE,
)
_DELAYED = re.compile(r"delayed|will (be )?retr|not yet been delivered|retardé|sera retent", re.IGNORECASE)
_DAEMON = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mailerdaemon)@", re.IGNORECASE)
_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(automatic reply|auto(matic)?[- ]?reply|réponse automatique|out of (the )?office|absent du bureau|"
    r"message d['’]absence)\b",
    re.IGNORECASE,
)


class Sort(StrEnum):
    """What kind of message it is."""

    ANSWER = "answer"
    AUTOMATIC = "automatic"
    """A machine answers: nobody has read anything."""
    STATUS = "status"
    """A server says what became of a message."""


class Verdict(StrEnum):
    """What a server says."""

    NO_ADDRESS = "no-address"
    FAILED = "failed"
    NOTHING = "nothing"
    """It waits, or has arrived: nothing to be done."""


class Report(Struct, frozen=True, kw_only=True):
    """What a server says of one recipient."""

    recipients: tuple[str, ...]
    """Its addresses, in small letters; empty where it does not say."""
    verdict: Verdict
    words: str


class Head(Struct, frozen=True, kw_only=True):
    """What the headers say."""

    message_id: str
    """With angle brackets; made from the headers where they give none."""
    answers: tuple[str, ...]
    """Message-IDs of what it answers, the nearest first."""
    address: str
    """Of the sender, in small letters."""
    name: str
    subject: str
    day: date | None
    sort: Sort


class Received(Struct, frozen=True, kw_only=True):
    """All of it."""

    head: Head
    text: str
    """The sender's own words."""
    mentioned: tuple[str, ...]
    """Message-IDs anywhere in it."""
    reports: tuple[Report, ...]


def read_head(data: bytes) -> Head:
    """The headers, from the beginning of the message."""
    return _head(BytesHeaderParser().parsebytes(data[:MOST_READ]), data)


def read_received(data: bytes) -> Received:
    """The message, as far as its first bytes tell it."""
    data = data[:MOST_READ]
    try:
        message = BytesParser().parsebytes(data)
        parts = list(_parts(message))
    except (RecursionError, ValueError, LookupError, AssertionError, TypeError):
        message = BytesHeaderParser().parsebytes(data)  # parts within parts without end
        parts = []
    head = _head(message, data)
    plain = next((_text(part) for part in parts if _is(part, "text/plain")), "")
    text = plain or next((text_of_html(_text(part)) for part in parts if _is(part, "text/html")), "")
    reports: tuple[Report, ...] = ()
    if head.sort is Sort.STATUS:
        everything = "\n".join(_text(part) for part in parts if part.get_content_maintype() == "text")
        reports = tuple(_reports(parts)) or (_report_in_words(everything or data.decode("utf-8", "replace")),)
    found = [match.decode("ascii") for match in _OURS.findall(data)[:_MOST_IDS]]
    found += _ID.findall(text)[:_MOST_IDS]
    return Received(head=head, text=own_words(text), mentioned=tuple(dict.fromkeys(found)), reports=reports)


def _head(message: Message, data: bytes) -> Head:
    name, address = parseaddr(_header(message, "From"))
    identifier = _ID.search(_header(message, "Message-ID"))
    made = f"<{hashlib.sha256(data[:65536]).hexdigest()[:32]}@no-message-id.invalid>"
    answers = [
        *_ID.findall(_header(message, "In-Reply-To")),
        *reversed(_ID.findall(_header(message, "References", last=True))),
    ]
    subject = _header(message, "Subject")
    return Head(
        message_id=identifier[0] if identifier else made,
        answers=tuple(dict.fromkeys(answers)),
        address=_one_line(address).lower(),
        name=_one_line(name),
        subject=_one_line(subject)[:300],
        day=_day(_header(message, "Date")),
        sort=_sort(message, address, subject),
    )


def _sort(message: Message, address: str, subject: str) -> Sort:
    report = _parameter(message, "report-type")
    if message.get_content_type() == "multipart/report" and report == "delivery-status":
        return Sort.STATUS
    if _DAEMON.match(address) or _header(message, "X-Failed-Recipients"):
        return Sort.STATUS
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = _header(message, "Precedence").strip().lower()
    if (
        (submitted and submitted != "no")
        or precedence in ("bulk", "junk", "auto_reply", "auto-reply", "list")
        or any(_header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply"))
        or report == "disposition-notification"
        or _AUTOMATIC_SUBJECT.match(subject)
    ):
        return Sort.AUTOMATIC
    return Sort.ANSWER


def _reports(parts: list[Message]) -> Iterator[Report]:
    for part in parts:
        if not _is(part, "message/delivery-status"):
            continue
        payload = part.get_payload()
        blocks = payload if isinstance(payload, list) else []
        for block in blocks[:_MOST_PARTS]:
            if not isinstance(block, Message) or not (action := _header(block, "Action").strip().lower()):
                continue
            status, said = _header(block, "Status"), _header(block, "Diagnostic-Code")
            recipients = [_recipient(_header(block, name)) for name in ("Final-Recipient", "Original-Recipient")]
            words = _one_line(said.partition(";")[2] or said) or status
            yield Report(
                recipients=tuple(dict.fromkeys(one for one in recipients if one)),
                verdict=_verdict(action, status or said),
                words=words[:300],
            )


def _verdict(action: str, status: str) -> Verdict:
    if action != "failed":
        return Verdict.NOTHING
    code = _ENHANCED.search(status)
    return Verdict.NO_ADDRESS if code and code.groups()[:2] == ("5", "1") else Verdict.FAILED


def _report_in_words(text: str) -> Report:
    """What a server that knows no standard says."""
    text = text[:50_000]
    code = _ENHANCED.search(text)
    line = next((line for line in text.splitlines() if _ENHANCED.search(line) or _NO_SUCH.search(line)), "")
    if (code and code.groups()[:2] == ("5", "1")) or (not code and _NO_SUCH.search(text)):
        verdict = Verdict.NO_ADDRESS
    elif (code and code[1] != "5") or (not code and _DELAYED.search(text)):
        verdict = Verdict.NOTHING
    else:
        verdict = Verdict.FAILED
    return Report(recipients=(), verdict=verdict, words=_one_line(line)[:300])


def _recipient(text: str) -> str:
    return _one_line(text.partition(";")[2] or text).strip("<> ").lower()


def _parts(message: Message) -> Iterator[Message]:
    """The message and what is in it, as far as anybody would look; not what it forwards."""
    waiting, count = [(message, 0)], 0
    while waiting and count < _MOST_PARTS:
        part, depth = waiting.pop(0)
        count += 1
        yield part
        payload = part.get_payload()
        if isinstance(payload, list) and depth < _DEEPEST and part.get_content_maintype() == "multipart":
            waiting[:0] = [(one, depth + 1) for one in payload[:_MOST_PARTS] if isinstance(one, Message)]


def _is(part: Message, content: str) -> bool:
    return part.get_content_type() == content and "attachment" not in _header(part, "Content-Disposition").lower()


def _text(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, AssertionError, LookupError, TypeError):
        return ""
    if not isinstance(data, bytes):
        return ""
    return _decoded(data, _parameter(part, "charset") or "utf-8").replace("\0", "")


def _decoded(data: bytes, charset: str) -> str:
    for one in (charset, "utf-8"):
        try:
            return data.decode(one)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name)
    except (ValueError, LookupError, TypeError, AssertionError):
        return ""
    return value.strip().lower()[:80] if isinstance(value, str) else ""


def _header(message: Message, name: str, *, last: bool = False) -> str:
    """The header decoded, of its beginning, or of its end where that says more."""
    value = message.get(name)
    if value is None:
        return ""
    text = str(value)
    text = text[-_LONGEST_HEADER:] if last else text[:_LONGEST_HEADER]
    try:
        pieces = decode_header(text)
    except (ValueError, LookupError, AssertionError, TypeError):
        pieces = [(text, None)]
    return "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset or "utf-8") for piece, charset in pieces
    )


def _day(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).astimezone().date()
    except (ValueError, TypeError, OverflowError, IndexError, OSError):
        return None


def _one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())

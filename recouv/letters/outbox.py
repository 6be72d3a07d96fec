"""The outbox: a maildir outside git, where messages wait for the person's own mail program."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_ENOUGH_FOR_THE_HEAD = 8192


def put_in_outbox(folder: Path, data: bytes) -> str:
    """Keep the message whole: written aside, then moved into place.  Returns the name of its file.

    Raises:
        OSError: the disk refuses.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    box = mailbox.Maildir(folder, create=True)
    message = mailbox.MaildirMessage(data.replace(b"\r\n", b"\n"))
    message.set_subdir("cur")  # flags count there alone
    message.set_flags("DS")  # a draft, seen: mail programs offer to send it
    return str(box.add(message))


def is_in_outbox(folder: Path, message_id: str) -> bool:
    """Whether a message of that Message-ID is there."""
    wanted = f"message-id: {message_id}".lower().encode()
    return any(wanted in beginning.lower() for beginning in _beginnings(folder))


def waiting_in_outbox(folder: Path) -> int:
    """How many messages are still there: a mail program takes away what it has sent."""
    return sum(1 for _ in _beginnings(folder))


def _beginnings(folder: Path) -> Iterator[bytes]:
    for part in ("new", "cur"):
        for path in sorted((folder / part).glob("[!.]*")):
            with suppress(OSError), path.open("rb") as stream:  # sent, or moved, meanwhile
                yield stream.read(_ENOUGH_FOR_THE_HEAD)

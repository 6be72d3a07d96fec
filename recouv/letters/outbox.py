"""The outbox: a maildir outside git, where messages wait for the person's own mail program."""

from __future__ import annotations

import mailbox
from pathlib import Path


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
    return any(
        wanted in path.read_bytes()[:8192].lower()
        for part in ("new", "cur")
        if (folder / part).is_dir()
        for path in (folder / part).iterdir()
        if path.is_file()
    )

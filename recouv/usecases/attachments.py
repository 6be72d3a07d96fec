"""The pieces that go with a message: the invoices' documents, each as it was recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from recouv.domain.dossier import Dossier
from recouv.domain.errors import RecouvError
from recouv.domain.message import say
from recouv.letters.mail import Attachment
from recouv.rules.account import OpenItem
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.workspace import DOSSIERS, LETTERS, SCENARIOS
from recouv.usecases.session import Session

#: Bytes of a message's pieces together: encoded they grow by a third, and many servers take no more than 20 MB.
LARGEST = 14_000_000
#: What belongs to the house, and is nobody's invoice.
_OURS = frozenset({DOSSIERS, SCENARIOS, LETTERS, "sent", "recouv.yaml", "rates.yaml"})


class DocumentError(RecouvError):
    """A piece that must go with a message cannot."""


def invoice_documents(
    session: Session, dossier: Dossier, items: tuple[OpenItem, ...], *, required: bool
) -> tuple[Attachment, ...]:
    """The documents of these invoices; those that are not there are left out, unless they are `required`.

    Raises:
        DocumentError: one is not what was recorded, is missing where the step wants it, or they are too large.
    """
    found = tuple(_found(session, dossier, items, required=required))
    size = sum(len(one.data) for one in found)
    if size > LARGEST:
        raise _too_large(size)
    return found


def _found(session: Session, dossier: Dossier, items: tuple[OpenItem, ...], *, required: bool) -> Iterator[Attachment]:
    for item in {item.number: item for item in items}.values():
        data = _read(session, item.document) if item.document else None
        if data is None:
            if required:
                raise DocumentError(
                    say("the document of invoice {number} is not there", number=item.number),
                    say("put it where the dossier says, or write document: under the invoice"),
                )
            continue
        entry = dossier.entry(item.entry_id)
        recorded = entry.word("sha256") if entry else ""
        if recorded and recorded.lower() != hashlib.sha256(data).hexdigest():
            raise DocumentError(
                say("{path} is not the file that was recorded", path=item.document),
                say("put back the file of that fingerprint, or record the new one"),
            )
        yield Attachment(name=PurePosixPath(item.document).name, data=data)


def _read(session: Session, name: str) -> bytes | None:
    """The piece; `None` when it is not there, or not a piece of the workspace that may leave the house."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        return None
    if path.parts[0].casefold() in _OURS or any(part.startswith(".") for part in path.parts):
        return None  # .git knows the passwords of remotes, and the dossiers those of nobody else's business
    root = session.workspace.root
    if any((root / part).is_symlink() for part in (path, *path.parents) if part.parts):
        return None  # a link could name any file of this machine
    try:
        if (root / path).is_file() and (root / path).stat().st_size > LARGEST:
            raise _too_large((root / path).stat().st_size)
        return read_bytes(root / path)
    except (UnreadableFileError, OSError):
        return None


def _too_large(size: int) -> DocumentError:
    return DocumentError(
        say("the documents are too large for a message: {count} MB", count=-(-size // 1_000_000)),
        say("at most {count} MB: make them smaller, or send them apart", count=LARGEST // 1_000_000),
    )

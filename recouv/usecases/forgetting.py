"""The right to erasure: a person taken out of a dossier, the accounts left as they are, in one commit that says so.

What is in earlier commits stays there: see `recouv.usecases.history_rewriting`.
"""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.entry import Draft
from recouv.domain.errors import UsageError, WorkspaceError
from recouv.domain.message import Message, say
from recouv.rules.erasure import Erasure, erasure_on
from recouv.rules.forgetting import FORGET, keeps_its_document
from recouv.store.dossier_text import DossierText
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.forgetting_text import Forgotten, forget_text, pseudonym_code, pseudonym_of
from recouv.store.journal_writing import one_line
from recouv.store.staging import Staging, file_diff
from recouv.usecases.committing import commit_message, commit_staged, exclusive, patiently
from recouv.usecases.recording import (
    drafts_to_text,
    identifier_source,
    require_readable,
    take_in_hand_edits,
)
from recouv.usecases.session import Session


class Request(Struct, frozen=True, kw_only=True):
    """What somebody asked for."""

    client: str
    requested: date
    """The day of the request."""
    despite: str = ""
    """Why it is done although the creditor could keep the proof of what is owed."""
    rename: bool = False
    """Whether the file takes the pseudonym's name too."""


class Pieces(Struct, frozen=True, kw_only=True):
    """The files that entries of the dossier name."""

    messages: tuple[str, ...]
    """What left, in `sent/`: removed."""
    documents: tuple[str, ...]
    """Pieces of talk and commitments: removed."""
    kept: tuple[str, ...]
    """Pieces of the accounts and of justice: they stay as long as the law asks for them."""
    elsewhere: tuple[str, ...]
    """Named, to be removed, and not among the files of the workspace: for a person to look for."""

    @property
    def removed(self) -> tuple[str, ...]:
        """Those that go with the commit."""
        return (*self.messages, *self.documents)


class Forgetting(Struct, frozen=True, kw_only=True):
    """What forgetting somebody does, or would do."""

    client: str
    path: str
    new_client: str
    new_path: str
    on: date
    requested: date
    erasure: Erasure
    forgotten: Forgotten
    pieces: Pieces
    account: str
    """The client's account in the books, which stays; empty without."""
    also_named: tuple[str, ...]
    """Other files of the workspace that hold the client's id or name: for a person to look at."""
    diff: str = ""
    commit: str = ""
    """Short id; empty for a dry run."""
    entry: str = ""
    sealed: tuple[str, ...] = ()


def prepare_forgetting(session: Session, request: Request) -> Forgetting:
    """What would be done, and what stands in the way; nothing is written.

    Raises:
        ProblemsError: the dossier cannot be read.
        UsageError: its head cannot be taken apart, or the day of the request is to come.
    """
    current = session.workspace.read(request.client)
    return _prepared(session, request, current)


def forget(session: Session, request: Request) -> Forgetting:
    """Take the person out of the dossier, in one commit.

    Raises:
        ProblemsError: the dossier cannot be read.
        UsageError: the law has the creditor keep it, or lets them and `despite` gives no reason; nobody is left in it.
        WorkspaceError: git or the disk refuses; every file is as it was.
    """
    return patiently(lambda: _forgotten(session, request))


def _forgotten(session: Session, request: Request) -> Forgetting:
    require_allowed(prepare_forgetting(session, request), request)
    with exclusive(session, [request.client]):
        sealed = take_in_hand_edits(session, request.client)
        current = session.workspace.read_again(request.client)
        found = _prepared(session, request, current)
        require_allowed(found, request)
        draft = Draft(
            date=session.today,
            kind=FORGET,
            fields=(
                ("requested", request.requested.isoformat()),
                *((("reason", one_line(request.despite)),) if request.despite.strip() else ()),
            ),
        )
        text, entries = _with_entry(session, current, found, draft)
        message = commit_message(session, _subject(found), action=FORGET, dossiers=[found.new_client], entries=entries)
        with Staging(session.workspace.root, session.workspace.git.folder / "recouv") as staging:
            staging.expect(found.path, current.text.encode())
            if found.new_path != found.path:
                staging.expect(found.new_path, None)
                staging.take_out(found.path)
            staging.put(found.new_path, text.encode())
            for path in found.pieces.removed:
                staging.expect(path, session.workspace.git.committed(path))  # what is not committed is nowhere else
                staging.take_out(path)
            commit = commit_staged(session, staging, message)
    return replace(found, commit=commit, entry=entries[0], sealed=(sealed,) if sealed else ())


def require_allowed(found: Forgetting, request: Request) -> None:
    """Refuse what the law does not let the creditor do, or what waits for their reason.

    Raises:
        UsageError: the first obstacle, and from when it is none.
    """
    refusals = [one for one in found.erasure.obstacles if not one.is_choice]
    if refusals:
        raise UsageError(refusals[0].why, say("ask again once the proceedings are over and the account is settled"))
    if found.erasure.obstacles and not request.despite.strip():
        first, later = found.erasure.obstacles[0], found.erasure.from_day
        way_out = say('or decide otherwise, and say why: --despite "…"')
        if later is not None:
            mend = say("wait until {day}, if nothing interrupts it; {way_out}", day=later, way_out=way_out)
        else:
            mend = say("settle the account first; {way_out}", way_out=way_out)
        raise UsageError(first.why, mend)
    nothing = not found.forgotten.head and not found.forgotten.entries and not found.pieces.removed
    if nothing and found.new_path == found.path:
        raise UsageError(
            say("{path} names nobody any more", path=found.path),
            say("recouv forget {client} --rewrite DIR is about the commits before", client=found.client),
        )


def _prepared(session: Session, request: Request, current: DossierText) -> Forgetting:
    require_readable(current)
    if request.requested > session.today:
        raise UsageError(
            say("a request of {day} has not come yet", day=request.requested), say("write the day it was received")
        )
    dossier = current.dossier
    forgotten = forget_text(current, pseudonym_of(current))
    pieces = _pieces(session, current)
    path, identifier = dossier.path, dossier.id
    if request.rename:
        identifier = f"client-{pseudonym_code(current)}"
        path = str(PurePosixPath(path).with_name(f"{identifier}.md"))
        if len(PurePosixPath(dossier.path).parts) > 2:
            path = f"dossiers/{identifier[:2]}/{identifier}.md"
        if path != dossier.path and session.workspace.dossier_path(identifier) is not None:
            raise WorkspaceError(
                say("{path} is there already", path=path), say("leave --rename out, or move that file first")
            )
    diff = file_diff(dossier.path, current.text.encode(), forgotten.text.encode())
    return Forgetting(
        client=dossier.id,
        path=dossier.path,
        new_client=identifier,
        new_path=path,
        on=session.today,
        requested=request.requested,
        erasure=erasure_on(dossier, session.today, session.house, default_terms=session.workspace.config.terms),
        forgotten=forgotten,
        pieces=pieces,
        account=dossier.client.account,
        also_named=_also_named(session, current),
        diff=diff,
    )


def _with_entry(session: Session, current: DossierText, found: Forgetting, draft: Draft) -> tuple[str, list[str]]:
    """The dossier forgotten, with the entry that says so; stamps rest on the dossier as it was."""
    basis = DossierText(current.dossier, current.journal, found.forgotten.text, syntax_errors=False)
    return drafts_to_text(session, basis, [draft], identifier_source(current))


def _subject(found: Forgetting) -> Message:
    return say("forget: {name}, personal data, asked for on {day}", name=found.forgotten.pseudonym, day=found.requested)


def _pieces(session: Session, current: DossierText) -> Pieces:
    messages: list[str] = []
    documents: list[str] = []
    kept: list[str] = []
    elsewhere: list[str] = []
    held = {e.word("document") for e in current.dossier.entries if keeps_its_document(e.kind)} - {""}
    held |= _named_by_others(session, current)
    for path in dict.fromkeys(entry.word("document") for entry in current.dossier.entries):
        if not path or path == "[…]":
            continue
        if path in held:
            kept.append(path)
        elif not _is_ours(session, path):
            elsewhere.append(path)
        else:
            (messages if path.startswith("sent/") else documents).append(path)
    return Pieces(messages=tuple(messages), documents=tuple(documents), kept=tuple(kept), elsewhere=tuple(elsewhere))


def _named_by_others(session: Session, current: DossierText) -> set[str]:
    """The pieces of this dossier that another one names too: they are not this person's alone."""
    pieces = {entry.word("document") for entry in current.dossier.entries} - {"", "[…]"}
    if not pieces:
        return set()
    folder = session.workspace.folder_name
    found = session.workspace.git.run(
        *("grep", "--untracked", "--fixed-strings", "--no-color", "--no-line-number", "--no-column"),
        *("-o", "-z", "-f", "-", "--", folder),
        stdin="\n".join(sorted(pieces)),
        accept=(0, 1),
    )
    rows = (line.partition("\0") for line in found.splitlines())
    return {piece for path, _, piece in rows if path != current.dossier.path}


def _is_ours(session: Session, name: str) -> bool:
    """Whether the piece is a plain file that git tracks here, of the folders that hold pieces."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or path.parts[0] not in ("sent", "documents"):
        return False
    root = session.workspace.root
    if any((root / part).is_symlink() for part in (path, *path.parents) if part.parts):
        return False
    try:
        there = read_bytes(root / path) is not None
    except (UnreadableFileError, OSError):
        return False
    return there and session.workspace.git.committed(name) is not None


def _also_named(session: Session, current: DossierText) -> tuple[str, ...]:
    """Files, other than the dossier, where its client is named: git looks in what it tracks."""
    client = current.dossier.client
    words = [word for word in dict.fromkeys((client.name, *(contact.name for contact in client.contacts))) if word]
    words += [contact.email for contact in client.contacts if contact.email]
    if not words:
        return ()
    patterns = "\n".join(words)
    found = session.workspace.git.run(
        *("grep", "--fixed-strings", "--ignore-case", "-l", "-z", "-I", "-f", "-", "--", ":/"),
        stdin=patterns,
        accept=(0, 1),
    )
    return tuple(path for path in found.split("\0") if path and path != current.dossier.path)

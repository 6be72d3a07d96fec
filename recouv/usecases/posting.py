"""Letters for the post: printed at most once unless somebody asks again, and recorded before they can be printed.

A letter is committed with its page (`sent/`) and an entry that says it *may* have left; then the page is copied where
the person prints it.  It is done when somebody says that it was posted (`sending`).  Killed in between, the letter
waits in `sent/` and the agenda asks what became of it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Draft
from recouv.domain.errors import RecouvError, UsageError, WorkspaceError
from recouv.domain.message import Message, say
from recouv.letters.smtp import Answer, Fate
from recouv.store.files import UnreadableFileError, read_bytes, write_bytes
from recouv.store.identifiers import new_entry_id
from recouv.usecases.committing import Write
from recouv.usecases.doubtful import Doubtful
from recouv.usecases.fates import Became, became_action
from recouv.usecases.letter_page import letter_pdf
from recouv.usecases.letters import LetterDesk, letter_desk
from recouv.usecases.mail_day import Prepared, asked_again
from recouv.usecases.outgoing import kept_path, message_fields, message_subject
from recouv.usecases.recording import Action, Done, Made, record, record_all, record_made
from recouv.usecases.sending import sending_action
from recouv.usecases.session import Session
from recouv.usecases.sharing import Remote
from recouv.wording.plain import plain

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
#: What lists the letters of the folder, for whoever folds them.
INDEX = "index.csv"
_COLUMNS = ("date", "entry", "client", "name", "address", "kind", "amount", "invoices", "file")
#: What a spreadsheet would run.
_FORMULA = frozenset("=+-@\t\r")


class Printed(Struct, frozen=True, kw_only=True):
    """What became of one letter."""

    client: str
    name: str
    entry: str = ""
    """Its ID; empty when nothing was recorded."""
    file: Path | None = None
    """Its page, to be printed; `None` when there is none."""
    reason: Message | None = None
    """Why there is none."""


class _Letter(Struct, frozen=True, kw_only=True):
    prepared: Prepared
    dossier: Dossier
    entry: str
    pdf: bytes
    made: Made


def print_letters(
    session: Session, wanted: Sequence[Prepared], folder: Path, *, offline: bool = False
) -> Iterator[Printed]:
    """Record each letter, then put its page, and an index, in `folder`.

    Raises:
        WorkspaceError: the remote has what we have not, or cannot be asked.
        UsageError: nothing can be written in `folder`.
    """
    _require_writable(folder)
    remote = Remote(session)
    if not offline:
        remote.require_all_of_it()
    letters: list[_Letter] = []
    desk = letter_desk(session)
    for prepared in wanted:
        try:
            letters.append(_recorded(session, desk, prepared))
        except RecouvError as error:
            yield Printed(client=prepared.task.client, name=prepared.task.name, reason=error.what)
    refused = remote.give() if letters else None
    for letter in letters:
        if refused is None:
            yield _copied(letter, folder, session.today)
        else:
            yield _taken_back(session, letter, refused)


def print_again(session: Session, letters: Iterable[Doubtful], folder: Path) -> Iterator[Printed]:
    """Put the pages that were recorded, and not posted, in `folder` once more.

    Raises:
        UsageError: nothing can be written in `folder`.
    """
    _require_writable(folder)
    for one in letters:
        try:
            data = read_bytes(session.workspace.root / one.document) if one.document else None
        except UnreadableFileError:
            data = None
        if data is None or hashlib.sha256(data).hexdigest() != one.sha256.lower():
            why = say("{path} is not the page that was recorded", path=one.document or "-")
            yield Printed(client=one.client, name=one.name, entry=one.id, reason=why)
            continue
        row = (one.date.isoformat(), f"^{one.id}", one.client, one.name, one.to, one.kind, "", ", ".join(one.invoices))
        yield _put(folder, _file_name(one.client, one.kind, one.id), data, row, one.client, one.name, one.id)


def posted(session: Session, letters: Sequence[Doubtful], on: date, *, dry_run: bool = False) -> Done:
    """Record that these letters were put in the post on that day, in one commit.

    Raises:
        UsageError: one of them is of a later day.
    """
    actions = [became_action(session, one.client, Became(outcome="sent", on=on, entry=one.id)) for one in letters]
    if len(actions) == 1:
        return record(session, actions[0], dry_run=dry_run)
    return record_all(
        session, actions, "sending", say("sending: {count} letters posted", count=len(actions)), dry_run=dry_run
    )


def _recorded(session: Session, desk: LetterDesk, prepared: Prepared) -> _Letter:
    letters: list[_Letter] = []

    def make(dossier: Dossier) -> Made:
        letters.append(_letter(session, dossier, asked_again(session, desk, dossier, prepared)))
        return letters[0].made

    record_made(session, prepared.task.client, make)
    return letters[0]


def _letter(session: Session, dossier: Dossier, prepared: Prepared) -> _Letter:
    composed = prepared.leaving
    assert composed is not None
    entry = new_entry_id({known.id for known in dossier.entries})
    pdf = letter_pdf(session, composed)
    return _Letter(
        prepared=prepared,
        dossier=dossier,
        entry=entry,
        pdf=pdf,
        made=Made(
            action=letter_action(session, dossier, prepared, entry, pdf),
            files=(Write(path=kept_path(session, entry, "pdf"), before=None, after=pdf),),
        ),
    )


def letter_action(session: Session, dossier: Dossier, prepared: Prepared, entry: str, pdf: bytes) -> Action:
    """What is committed before a letter is printed."""
    task = prepared.task
    fields = message_fields(prepared, kept_path(session, entry, "pdf"), pdf)
    return Action(
        dossier=dossier.id,
        name=task.channel,
        drafts=(Draft(date=session.today, kind=task.channel, fields=fields, id=entry),),
        subject=message_subject(task.channel, dossier.client.name, task),
        invoices=task.invoices,
    )


def _copied(letter: _Letter, folder: Path, day: date) -> Printed:
    task, composed = letter.prepared.task, letter.prepared.composed
    assert composed is not None
    row = (
        day.isoformat(),
        f"^{letter.entry}",
        task.client,
        task.name,
        ", ".join(composed.to.splitlines()),
        task.channel,
        str(task.amount or ""),
        ", ".join(task.invoices),
    )
    page = _put(
        folder, _file_name(task.client, task.step, letter.entry), letter.pdf, row, task.client, task.name, letter.entry
    )
    for piece in letter.prepared.attachments:  # what its step wants in the envelope
        kind = _UNSAFE.sub("", Path(piece.name).suffix)
        name = _file_name(task.client, letter.entry, Path(piece.name).stem, suffix=f".{kind}" if kind else "")
        try:
            write_bytes(folder / name, piece.data)
        except WorkspaceError as error:
            return replace(page, file=None, reason=error.what)
    return page


def _taken_back(session: Session, letter: _Letter, why: Message) -> Printed:
    """Record that the letter was not printed: a colleague may be printing the same one."""
    task = letter.prepared.task
    answer = Answer(fate=Fate.LATER, words=session.history_words.text(why))
    record(session, sending_action(session, letter.dossier, letter.entry, task.name, answer))
    return Printed(client=task.client, name=task.name, entry=letter.entry, reason=why)


def _put(folder: Path, name: str, data: bytes, row: tuple[str, ...], client: str, known_as: str, entry: str) -> Printed:
    try:
        write_bytes(folder / name, data)
        _add_to_index(folder / INDEX, (*row, name))
    except WorkspaceError as error:
        return Printed(client=client, name=known_as, entry=entry, reason=error.what)
    return Printed(client=client, name=known_as, entry=entry, file=folder / name)


def _add_to_index(path: Path, row: tuple[str, ...]) -> None:
    before = (read_bytes(path) or b"").decode("utf-8", "replace")
    if f",{row[1]}," in before:
        return
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    if not before:
        writer.writerow(_COLUMNS)
    writer.writerow([f"'{cell}" if cell[:1] in _FORMULA else cell for cell in map(plain, row)])
    write_bytes(path, (before + stream.getvalue()).encode())


def _file_name(*parts: str, suffix: str = ".pdf") -> str:
    return f"{'-'.join(_UNSAFE.sub('-', part).strip('-')[:60] for part in parts)}{suffix}"


def _require_writable(folder: Path) -> None:
    """Refuse a folder before anything is recorded.

    Raises:
        UsageError: nothing can be written there.
    """
    trial = folder / ".recouv-trial"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.write_bytes(b"")
        trial.unlink()
    except OSError as error:
        raise UsageError(
            say("{path} cannot be written: {reason}", path=str(folder), reason=error.strerror or str(error)),
            say("name another folder: --out DIR"),
        ) from None

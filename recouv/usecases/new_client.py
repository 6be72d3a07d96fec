"""Opening a dossier for a new client."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from recouv.domain.dossier import ClientKind
from recouv.domain.entry import Draft
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.rules.client_search import folded
from recouv.store.dossier_text import read_dossier
from recouv.store.identifiers import dossier_id, is_dossier_id, is_reserved
from recouv.store.journal import JOURNAL_TITLE
from recouv.store.journal_writing import one_line
from recouv.store.yaml_edit import scalar_text
from recouv.usecases.committing import Write, commit_message, exclusive, unified_diff, write_and_commit
from recouv.usecases.directory import client_names
from recouv.usecases.recording import Done, drafts_to_text, identifier_source
from recouv.usecases.session import Session


class NewClient(Struct, frozen=True, kw_only=True):
    """What a new dossier's head holds; empty values are left out."""

    name: str
    id: str = ""
    kind: ClientKind = ClientKind.COMPANY
    head: Mapping[str, str] | None = None
    """Other keys of the head, in the order to write them."""
    contact: Mapping[str, str] | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    """Written as the journal's first entry."""
    on: date | None = None
    """Day of that note."""


def create_client(session: Session, client: NewClient, *, dry_run: bool = False) -> Done:
    """Open a dossier and commit it.

    Raises:
        UsageError: the id is taken or cannot be one, or the client already has a dossier of that very name.
    """
    workspace = session.workspace
    names = client_names(session)
    identifier = client.id or dossier_id(client.name, names)
    if not is_dossier_id(identifier):
        mend = say("use lower-case letters, digits, dots and dashes")
        if is_reserved(identifier):
            mend = say("Windows keeps this name for itself: choose another id with --id")
        raise UsageError(say("{id} cannot be a client's id", id=identifier), mend)
    if identifier in names:
        raise UsageError(
            say("client {id} already exists: {name}", id=identifier, name=names[identifier]),
            say("choose another id with --id"),
        )
    if not client.id:
        twin = next((known for known, name in names.items() if folded(name) == folded(client.name)), None)
        if twin:
            raise UsageError(
                say("{name} already has a dossier: {id}", name=client.name, id=twin),
                say("if it is another client of the same name, give it an id of its own with --id"),
            )
    require_known_words(session, client.head or {})
    path = workspace.relative(workspace.new_dossier_path(identifier, clients=len(names) + 1))
    text = new_dossier_text(client)
    entries: list[str] = []
    if client.note.strip():
        blank = read_dossier(text.encode(), path=path)
        note = Draft(date=client.on or session.today, kind="note", text=client.note)
        text, entries = drafts_to_text(session, blank, [note], identifier_source(blank))
    problems = [problem for problem in read_dossier(text.encode(), path=path).dossier.problems if problem.blocks]
    if problems:
        raise UsageError(problems[0].what, problems[0].mend)
    subject = say("new: {name}", name=client.name)
    write = Write(path=path, before=None, after=text.encode())
    words = one_line(session.history_words.text(subject))
    if dry_run:
        return Done(subject=words, dossiers=(identifier,), diff=unified_diff([write]))
    with exclusive(session):
        message = commit_message(
            session, subject, action="new", dossiers=[identifier], entries=entries, note=client.note
        )
        commit = write_and_commit(session, [write], message)
    return Done(
        subject=words,
        commit=commit,
        dossiers=(identifier,),
        entries=tuple(entries),
        diff=unified_diff([write]),
    )


def require_known_words(session: Session, head: Mapping[str, str]) -> None:
    """Refuse what a head must not be given, though a file that says it can be read.

    Raises:
        UsageError: a scenario that is not in the workspace, a SIREN whose check digit is wrong.
    """
    scenario = head.get("scenario", "")
    if scenario and scenario not in session.workspace.scenarios:
        choices = ", ".join(session.workspace.scenarios)
        raise UsageError(say("there is no scenario {name}", name=scenario), say("one of: {choices}", choices=choices))
    if head.get("siren"):
        from stdnum.fr import siren  # deferred: 40 ms that no other command needs

        if not siren.is_valid(head["siren"]):
            raise UsageError(
                say("{text} is not a SIREN: its check digit is wrong", text=head["siren"]),
                say("copy it again from the order or the invoice"),
            )


def new_dossier_text(client: NewClient) -> str:
    """The text of a dossier without entries."""
    lines = ["---", "recouv: 1", f"name: {scalar_text(one_line(client.name))}", f"kind: {client.kind}"]
    for key, value in (client.head or {}).items():
        if value:
            lines += _head_lines(key, value)
    contact = {key: value for key, value in (client.contact or {}).items() if value}
    if contact:
        pairs = [f"{key}: {scalar_text(one_line(value))}" for key, value in contact.items()]
        lines += ["contacts:", f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
    if client.tags:
        lines.append(f"tags: [{', '.join(scalar_text(one_line(tag)) for tag in client.tags)}]")
    return "\n".join((*lines, "---", "", f"# {one_line(client.name)}", "", JOURNAL_TITLE)) + "\n"


def _head_lines(key: str, value: str) -> list[str]:
    rows = [one_line(row) for row in value.splitlines() if row.strip()]
    if len(rows) > 1:
        return [f"{key}: |", *(f"  {row}" for row in rows)]
    return [f"{key}: {scalar_text(rows[0])}"] if rows else []

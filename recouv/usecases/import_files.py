"""Opening the files of an import: books of several years, tables, and the columns kept for the next time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from recouv.domain.errors import NothingFoundError, RecouvError, UsageError, WorkspaceError
from recouv.domain.imported import ImportedAccount
from recouv.domain.message import say
from recouv.importers.columns import Mapping, Records
from recouv.importers.fec import FecBook, imported_account, read_fec, siren_of_name
from recouv.importers.table import Table
from recouv.importers.table_accounts import read_accounts
from recouv.store.config import CONFIG_NAME
from recouv.store.files import read_bytes
from recouv.store.yaml_edit import EditRefusedError, set_mapping
from recouv.usecases.committing import Write, commit_message, exclusive, write_and_commit
from recouv.usecases.importing import Confirm, Known, Progress, Report, Source, import_sources
from recouv.usecases.session import Session


def import_fec(
    session: Session,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    encoding: str | None = None,
    accounts: Sequence[str] = ("411",),
    progress: Progress | None = None,
    show_diff: Callable[[str], None] | None = None,
    confirm: Confirm | None = None,
) -> Report:
    """Import accounting files (FEC) of one or several years, in the order of their periods, as one commit.

    Raises:
        RecouvError: a file is not a FEC.
        UsageError: a file is another company's, or of books before those that are already in.
        NothingFoundError: no line is of a customer's account.
        WorkspaceError: git or the disk refuses; every dossier is as it was.
    """
    for path in paths:
        _refuse_other_company(session, path)
    books: list[tuple[Path, FecBook]] = []
    try:
        for path in paths:
            size = _size(path)
            report = None if progress is None else _reporter(progress, path.name, size)
            books.append((path, read_fec(path, encoding=encoding, accounts=accounts, progress=report)))
        _refuse_without_customers([book for _, book in books], accounts)
        books.sort(key=lambda pair: pair[1].period or (date.min, date.min))

        def source(path: Path, index: int) -> Source:
            book = books[index][1]
            start = book.period[0] if book.period else None

            def read(known: Known) -> Iterator[ImportedAccount]:
                for customer in book.customers():
                    yield imported_account(customer, known(customer.account, start))

            return Source(name=path.name, accounts=read, refused=lambda: book.refused, lines=book.lines, start=start)

        sources = [source(path, index) for index, (path, _) in enumerate(books)]
        return import_sources(
            session, sources, "fec", dry_run=dry_run, progress=progress, show_diff=show_diff, confirm=confirm
        )
    finally:
        for _, book in books:
            book.close()


def import_table(
    session: Session,
    path: Path,
    table: Table,
    mapping: Mapping,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    show_diff: Callable[[str], None] | None = None,
    confirm: Confirm | None = None,
) -> Report:
    """Import a table of invoices or payments, already opened, whose columns are known.

    Raises:
        RecouvError: a column that the mapping names is not there.
        WorkspaceError: git or the disk refuses; every dossier is as it was.
    """
    book = read_accounts(table, mapping, default_currency=session.workspace.config.currency)
    source = Source(
        name=path.name,
        accounts=lambda _known: iter(book.accounts()),
        refused=lambda: book.refused,
        lines=book.lines,
        has_receipts=mapping.records is Records.PAYMENTS,
    )
    return import_sources(
        session, [source], "csv", dry_run=dry_run, progress=progress, show_diff=show_diff, confirm=confirm
    )


def keep_mapping(session: Session, profile: str, mapping: Mapping) -> str:
    """Keep the column mapping in `recouv.yaml` and commit it; the commit's short id, empty when it was there already.

    Raises:
        WorkspaceError: `recouv.yaml` is laid out so that it cannot be edited without touching something else.
    """
    workspace = session.workspace
    settings = mapping.to_settings()
    if dict(workspace.config.imports.get(profile, {})) == settings:
        return ""
    before = read_bytes(workspace.root / CONFIG_NAME) or b""
    text = before.decode("utf-8")
    try:
        text = set_mapping(text, ("imports", profile), settings)
    except EditRefusedError:
        raise WorkspaceError(
            say("the mapping cannot be kept in recouv.yaml, as it is laid out"),
            say("write it there by hand, under imports: {profile}:", profile=profile),
        ) from None
    with exclusive(session):
        message = commit_message(
            session, say("settings: columns of {profile}", profile=profile), action="settings", dossiers=()
        )
        return write_and_commit(session, [Write(path=CONFIG_NAME, before=before, after=text.encode())], message)


def _refuse_other_company(session: Session, path: Path) -> None:
    found = siren_of_name(path.name)
    ours = "".join(session.workspace.config.creditor.get("siren", "").split())
    if found and re.fullmatch(r"\d{9}", ours) and found != ours:
        raise UsageError(
            say("{file} is the books of {siren}; recouv.yaml says {ours}", file=path.name, siren=found, ours=ours),
            say("import it in that company's folder, or mend creditor: siren: in recouv.yaml"),
        )


def _refuse_without_customers(books: Sequence[FecBook], accounts: Sequence[str]) -> None:
    if any(book.has_customers() or any(row.text for row in book.refused) for book in books):
        return
    raise NothingFoundError(
        say("no line is of a customer's account: none begins with {accounts}", accounts=", ".join(accounts)),
        say("give the beginnings of your customers' accounts: --accounts 411,413"),
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise RecouvError(
            say("{path} cannot be read: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("check its name and its permissions"),
        ) from None


def _reporter(progress: Progress, name: str, size: int) -> Callable[[int], None]:
    return lambda read: progress(name, read, size)

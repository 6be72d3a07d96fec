"""Taking in the books: staged out of sight, proved to the cent, then put in place with one commit.

Each account is read, merged into its client's dossier (or a new one), and the dossier that would result is read
again; an account that would make its dossier contradict itself is refused whole.  The proof compares, client by
client, what the new dossiers say is outstanding with what the books say, once every file is in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath

from recouv.domain.dossier import ClientKind
from recouv.domain.errors import RecouvError, WorkspaceError
from recouv.domain.imported import ImportedAccount, KnownItem, Refused
from recouv.domain.message import Message, say, say_many
from recouv.domain.money import Money
from recouv.importers.columns import Mapping
from recouv.importers.fec import imported_account, read_fec
from recouv.importers.table import Table
from recouv.importers.table_accounts import read_accounts
from recouv.rules.account import Account, account_on
from recouv.rules.client_search import folded
from recouv.rules.import_merge import known_items, merge_account
from recouv.store.config import CONFIG_NAME
from recouv.store.dossier_text import DossierText, read_dossier
from recouv.store.files import read_bytes
from recouv.store.git import GitError
from recouv.store.identifiers import dossier_id
from recouv.store.journal import append_entries, seal, unsealed, write_entry
from recouv.store.lock import writing
from recouv.store.staging import Staging
from recouv.store.workspace import Workspace
from recouv.store.yaml_edit import EditRefusedError, set_mapping
from recouv.usecases.clients import NewClient, new_dossier_text
from recouv.usecases.recording import Write, commit_message, hand_edit_subject, identifier_source, write_and_commit
from recouv.usecases.session import Session

Progress = Callable[[str, int, int], None]
"""Told the file, how much of it is read, and how much there is."""
Confirm = Callable[["Report", Callable[[], Iterator[str]]], bool]
"""Asked before anything is written, with the report and a way to see the diff, file by file."""
Known = Callable[[str, date | None], Sequence[KnownItem]]
"""What the dossier of an account held open before a day; nothing when there is no dossier or no day."""
WRITER = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One client's account in the books against the dossier."""

    client: str
    name: str
    account: str
    expected: Money
    outstanding: Money

    @property
    def difference(self) -> Money:
        """Dossier less books; nil when they tie out."""
        return self.outstanding - self.expected


@dataclass(slots=True, kw_only=True)
class Report:
    """What an import did, or would do."""

    files: tuple[str, ...]
    created: list[str] = field(default_factory=list)
    """Ids of new dossiers."""
    changed: list[str] = field(default_factory=list)
    """Ids of the dossiers written to, new ones included."""
    counts: Counter[str] = field(default_factory=Counter)
    """New entries by kind; `opening` apart."""
    allocated: int = 0
    known: int = 0
    """Lines that the dossiers already held."""
    refused: list[Refused] = field(default_factory=list)
    warnings: list[Refused] = field(default_factory=list)
    """Lines taken with a doubt."""
    proofs: list[Proof] = field(default_factory=list)
    lines: int = 0
    subject: str = ""
    commit: str = ""
    entries: list[str] = field(default_factory=list)

    @property
    def differences(self) -> list[Proof]:
        """The clients whose dossier and books disagree."""
        return [proof for proof in self.proofs if proof.difference]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file about to be imported."""

    name: str
    accounts: Callable[[Known], Iterator[ImportedAccount]]
    """Yields the accounts, given a way to ask what the dossier of one already holds."""
    refused: Callable[[], Sequence[Refused]]
    """What was not taken, once the accounts have been read."""
    lines: int = 0


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
        WorkspaceError: git or the disk refuses; every dossier is as it was.
    """
    books = []
    try:
        for path in paths:
            size = _size(path)
            report = None if progress is None else _reporter(progress, path.name, size)
            books.append((path, read_fec(path, encoding=encoding, accounts=accounts, progress=report)))
        books.sort(key=lambda pair: pair[1].period or (date.min, date.min))

        def source(path: Path, index: int) -> Source:
            book = books[index][1]
            start = book.period[0] if book.period else None

            def read(known: Known) -> Iterator[ImportedAccount]:
                for customer in book.customers():
                    yield imported_account(customer, known(customer.account, start))

            return Source(name=path.name, accounts=read, refused=lambda: book.refused, lines=book.lines)

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
        name=path.name, accounts=lambda _known: iter(book.accounts()), refused=lambda: book.refused, lines=book.lines
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
    except EditRefusedError as refusal:
        raise WorkspaceError(
            say("the mapping cannot be kept in recouv.yaml: {reason}", reason=str(refusal)),
            say("write it there by hand, under imports: {profile}:", profile=profile),
        ) from None
    workspace.git.require_ready()
    with writing(workspace.git.folder / "recouv"):
        message = commit_message(
            session, say("settings: columns of {profile}", profile=profile), action="settings", dossiers=()
        )
        return write_and_commit(session, [Write(path=CONFIG_NAME, before=before, after=text.encode())], message)


def import_sources(
    session: Session,
    sources: Sequence[Source],
    form: str,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    show_diff: Callable[[str], None] | None = None,
    confirm: Confirm | None = None,
) -> Report:
    """Import files already opened, as one commit.

    `confirm` is asked before anything is written; a no makes it a dry run.
    """
    git = session.workspace.git
    if not dry_run:
        git.require_ready()
    with writing(git.folder / "recouv"), Staging(session.workspace.root, git.folder / "recouv") as staging:
        run = _Import(session, staging, sources, form)
        for source in sources:
            run.take(source, progress)
        run.prove()
        report = run.report
        if show_diff is not None:
            for piece in staging.diff():
                show_diff(piece)
        if dry_run or not staging.paths or (confirm is not None and not confirm(report, staging.diff)):
            return report
        run.take_in_hand_edits()
        report.commit = _commit(session, staging, report, form)
        return report


class _Import:
    def __init__(self, session: Session, staging: Staging, sources: Sequence[Source], form: str) -> None:
        self.session = session
        self.staging = staging
        self.form = form
        self.report = Report(files=tuple(source.name for source in sources))
        self.index = _ClientIndex(session.workspace)
        self.expected: dict[str, ImportedAccount] = {}
        self.paths: dict[str, str] = {}
        self.ids: dict[str, set[str]] = defaultdict(set)
        """Client → IDs of the entries that the files speak of."""
        self.bases: dict[str, tuple[bytes, bytes, list[str]]] = {}
        """Path → an existing dossier as it was, as sealed, and the IDs that sealing gave."""

    def take(self, source: Source, progress: Progress | None) -> None:
        """Stage what one file adds."""
        self.report.lines += source.lines
        for rank, account in enumerate(source.accounts(self._known), start=1):
            self._take_account(account)
            if progress is not None:
                progress(source.name, rank, 0)
        for refused in source.refused():
            (self.report.refused if refused.text else self.report.warnings).append(refused)

    def prove(self) -> None:
        """Compare each dossier that would result with the books."""
        for client, account in self.expected.items():
            current = self._read(client)
            view = account_on(current.dossier.client, current.dossier.entries, date.max)
            for expected in account.expected:
                self.report.proofs.append(
                    Proof(
                        client=client,
                        name=current.dossier.client.name,
                        account=account.account,
                        expected=expected,
                        outstanding=self._outstanding(client, view, expected.currency),
                    )
                )

    def _outstanding(self, client: str, view: Account, currency: str) -> Money:
        """What the proof compares: the whole account with books, that table's own entries with a table."""
        return view.outstanding(currency) if self.form == "fec" else view.outstanding_of(self.ids[client], currency)

    def take_in_hand_edits(self) -> None:
        """Commit first, as its own action, what somebody typed in the dossiers that the import writes to."""
        git = self.session.workspace.git
        for path in sorted(git.changed_paths() & self.bases.keys()):
            before, base, entries = self.bases[path]
            client = PurePosixPath(path).stem
            subject = hand_edit_subject(read_dossier(base, path=path).dossier.client.name, len(entries))
            message = commit_message(self.session, subject, action="edit", dossiers=[client], entries=entries)
            write_and_commit(self.session, [Write(path=path, before=before, after=base)], message)
            self.staging.expect(path, base)

    def _known(self, account: str, before: date | None) -> Sequence[KnownItem]:
        client = self.index.by_account.get(folded(account))
        if client is None or before is None:
            return ()
        dossier = self._read(client).dossier
        return known_items(dossier.client, dossier.entries, before=before)

    def _take_account(self, account: ImportedAccount) -> None:
        client = self.index.find(account)
        is_new = client is None
        if client is None:
            client = self.index.add(account)
            path = self.session.workspace.relative(
                self.session.workspace.new_dossier_path(client, clients=self.index.count)
            )
            self.paths[client] = path
            text = new_dossier_text(_new_client(account, client, self.session.workspace.config.currency))
            current = read_dossier(text.encode(), path=path)
        else:
            current = self._read(client)
        if current.syntax_errors:
            problem = next(problem for problem in current.dossier.problems if problem.blocks)
            what = say(
                "{client}: its dossier cannot be read ({place}: {what})",
                client=client,
                place=problem.place,
                what=problem.what,
            )
            self.report.refused.append(Refused(0, what))
            return
        merged = merge_account(current.dossier.client, current.dossier.entries, account, identifier_source(current))
        self.report.known += merged.known
        self.ids[client] |= merged.ids
        self.report.refused += merged.refused
        if merged.drafts or is_new:
            recorded = self.session.recorded(current, WRITER)
            base = current.text if is_new else self._sealed(current)
            after = append_entries(base, [write_entry(draft, recorded) for draft in merged.drafts])
            again = read_dossier(after.encode(), path=current.dossier.path)
            new = _new_problem(current, again)
            if new is not None:
                self.report.refused.append(Refused(0, say("{client}: {what}", client=client, what=new)))
                return
            self.staging.put(current.dossier.path, after.encode())
            self.paths[client] = current.dossier.path
            self.report.counts.update(merged.counts)
            self.report.allocated += merged.allocated
            self.report.entries += [draft.id for draft in merged.drafts]
            if is_new:
                self.report.created.append(client)
            if client not in self.report.changed:
                self.report.changed.append(client)
        self.expected[client] = replace(account, entries=(), shares=())

    def _sealed(self, current: DossierText) -> str:
        """The dossier's text, what was typed by hand sealed by the person at work and not by the import."""
        path = current.dossier.path
        text = current.text
        given: list[str] = []
        if unsealed(current.dossier.entries):
            text, given = seal(current.journal, identifier_source(current), self.session.recorded(current))
        self.bases.setdefault(path, (current.text.encode(), text.encode(), given))
        return text

    def _read(self, client: str) -> DossierText:
        path = self.paths.get(client)
        if path is None:
            found = self.session.workspace.dossier_path(client) or self.session.workspace.dossier_paths()[client]
            path = self.paths[client] = self.session.workspace.relative(found)
        return read_dossier(self.staging.read(path) or b"", path=path)


class _ClientIndex:
    """Which dossier an account belongs to: by its account in the books, its SIREN, its code, its name."""

    def __init__(self, workspace: Workspace) -> None:
        self.ids: set[str] = set()
        self.by_account: dict[str, str] = {}
        self.by_siren: dict[str, str] = {}
        self.by_name: dict[str, str] = {}
        for identifier, head in workspace.heads():
            self.ids.add(identifier)
            self._note(identifier, head.client.account, head.client.siren, head.client.name)

    @property
    def count(self) -> int:
        """How many dossiers there are."""
        return len(self.ids)

    def find(self, account: ImportedAccount) -> str | None:
        """The dossier of that account; `None` when it needs a new one."""
        if account.account:
            known = self.by_account.get(folded(account.account))
            if known is not None:
                return known
        siren = _digits(account.siren)
        if siren and siren in self.by_siren:
            return self.by_siren[siren]
        if account.account:
            return None
        by_code = dossier_id(account.code) if account.code else ""
        return by_code if by_code in self.ids else self.by_name.get(folded(account.name))

    def add(self, account: ImportedAccount) -> str:
        """The id of the account's new dossier."""
        identifier = dossier_id(account.code or account.name, self.ids)
        self.ids.add(identifier)
        self._note(identifier, account.account, account.siren, account.name)
        return identifier

    def _note(self, identifier: str, account: str, siren: str, name: str) -> None:
        if account:
            self.by_account.setdefault(folded(account), identifier)
        if siren:
            self.by_siren.setdefault(_digits(siren), identifier)
        self.by_name.setdefault(folded(name), identifier)


def import_subject(report: Report, form: str) -> Message:
    """How the history tells an import."""
    return say_many(
        "import: {form} {files}, {count} client, {entries} entries",
        "import: {form} {files}, {count} clients, {entries} entries",
        len(report.changed),
        form=form,
        files=", ".join(report.files),
        entries=len(report.entries),
    )


def _commit(session: Session, staging: Staging, report: Report, form: str) -> str:
    subject = import_subject(report, form)
    report.subject = session.history_words.text(subject)
    message = commit_message(session, subject, action="import", dossiers=report.changed, entries=report.entries)
    staging.apply()
    try:
        return session.workspace.git.commit(staging.paths, message)
    except GitError as refusal:
        staging.take_back()
        raise GitError(
            say("git refused the commit: {answer}", answer=refusal.what.args.get("answer", refusal.what)),
            say("your files are as they were; settle what git says, then do the action again"),
        ) from None
    except BaseException:
        staging.take_back()
        raise


def _new_client(account: ImportedAccount, client: str, home: str) -> NewClient:
    currencies = {money.currency for money in account.expected} | {entry.money.currency for entry in account.entries}
    currency = currencies.pop() if len(currencies) == 1 else home
    return NewClient(
        name=account.name or account.code or client,
        id=client,
        kind=ClientKind.COMPANY,
        head={
            "siren": account.siren,
            "vat": account.vat,
            "account": account.account,
            "address": account.address,
            "currency": "" if currency == "EUR" else currency,
            "terms": account.terms,
            "owner": account.owner,
        },
        contact={"email": account.email, "phone": account.phone},
    )


def _new_problem(before: DossierText, after: DossierText) -> Message | None:
    old = {str(problem.what) for problem in before.dossier.problems}
    return next(
        (problem.what for problem in after.dossier.problems if problem.blocks and str(problem.what) not in old), None
    )


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


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


def refused_text(refused: Iterable[Refused], words: Callable[[Message], str]) -> str:
    """The refused lines as a file: number, reason, and the line itself."""
    return "".join(f"{row.line}\t{words(row.what)}\t{row.text}\n" for row in refused)

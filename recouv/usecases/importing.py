"""Taking in the books: staged out of sight, proved to the cent, then put in place with one commit.

Each account is read, merged into its client's dossier (or a new one), and the dossier that would result is read
again; an account that would make its dossier contradict itself is refused whole.  The proof compares, client by
client, what the new dossiers say is outstanding with what the books say, once every file is in.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from operator import add
from pathlib import PurePosixPath

from msgspec import Struct, field
from msgspec.structs import replace

from recouv.domain.dossier import ClientKind
from recouv.domain.entry import Entry
from recouv.domain.errors import UsageError
from recouv.domain.imported import ImportedAccount, KnownItem, Refused
from recouv.domain.message import Message, say, say_many
from recouv.domain.money import Money
from recouv.rules.account import Account, account_on
from recouv.rules.import_merge import known_items, merge_account
from recouv.rules.standing import standing
from recouv.store.dossier_text import DossierText, read_dossier
from recouv.store.journal_writing import append_entries, seal, unsealed, write_entry
from recouv.store.staging import Staging
from recouv.usecases.bank_data import said, take_in_settings
from recouv.usecases.client_index import ClientIndex
from recouv.usecases.committing import Write, commit_message, commit_staged, exclusive, write_and_commit
from recouv.usecases.directory import directory
from recouv.usecases.import_receipts import BankMoved, Receipts
from recouv.usecases.new_client import NewClient, new_dossier_text
from recouv.usecases.recording import hand_edit_subject, identifier_source
from recouv.usecases.session import Session

Progress = Callable[[str, int, int], None]
"""Told the file, how much of it is read, and how much there is."""
Confirm = Callable[["Report", Callable[[], Iterator[str]]], bool]
"""Asked before anything is written, with the report and a way to see the diff, file by file."""
Known = Callable[[str, date | None], Sequence[KnownItem]]
"""What the dossier of an account held open before a day; nothing when there is no dossier or no day."""
WRITER = "import"
#: The day of the entry in the books, in the `source` of an entry that came from a FEC.
_FEC_DAY = re.compile(r"fec [^ ]*/(\d{4})(\d{2})(\d{2}) ")


class Proof(Struct, frozen=True, kw_only=True):
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


class Report(Struct, kw_only=True):
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
    bank: BankMoved | None = None
    """Until when the bank's movements are known, where the import moves it."""
    subject: str = ""
    commit: str = ""
    entries: list[str] = field(default_factory=list)

    @property
    def differences(self) -> list[Proof]:
        """The clients whose dossier and books disagree."""
        return [proof for proof in self.proofs if proof.difference]


class Source(Struct, frozen=True, kw_only=True):
    """A file about to be imported."""

    name: str
    accounts: Callable[[Known], Iterator[ImportedAccount]]
    """Yields the accounts, given a way to ask what the dossier of one already holds."""
    refused: Callable[[], Sequence[Refused]]
    """What was not taken, once the accounts have been read."""
    lines: int = 0
    start: date | None = None
    """First day of the books; `None` for a table."""
    has_receipts: bool = True
    """Whether what the bank received is in it, day after day: of books and of a table of payments."""


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
    with Staging(session.workspace.root, None if dry_run else git.folder / "recouv") as staging:
        run = _Import(session, staging, sources, form)
        for source in sources:
            run.take(source, progress)
        run.prove()
        run.move_bank_until()
        report = run.report
        if show_diff is not None:
            for piece in staging.diff():
                show_diff(piece)
        if dry_run or not staging.paths or (confirm is not None and not confirm(report, staging.diff)):
            return report
        with exclusive(session):
            run.take_in_hand_edits()
            report.commit = _commit(session, staging, report, form)
        return report


class _Import:
    def __init__(self, session: Session, staging: Staging, sources: Sequence[Source], form: str) -> None:
        self.session = session
        self.staging = staging
        self.form = form
        self.report = Report(files=tuple(source.name for source in sources))
        self.index = ClientIndex(directory(session))
        self.expected: dict[str, dict[str, ImportedAccount]] = defaultdict(dict)
        """Client → account → what the last file that has it says."""
        self.paths: dict[str, str] = {}
        self.ids: dict[str, set[str]] = defaultdict(set)
        """Client → IDs of the entries that the files speak of."""
        self.known_by_key = 0
        """Entries of the files that an earlier import brought in."""
        self.receipts = Receipts(session.today)
        self.too_late: list[tuple[str, date]] = []
        """Clients whose account goes on from later books, and the day on which those open."""
        self.bases: dict[str, tuple[bytes, bytes, list[str]]] = {}
        """Path → an existing dossier as it was, as sealed, and the IDs that sealing gave."""

    def take(self, source: Source, progress: Progress | None) -> None:
        """Stage what one file adds."""
        self.report.lines += source.lines
        before, late = self.known_by_key, len(self.too_late)
        for rank, account in enumerate(source.accounts(self._known), start=1):
            if source.has_receipts:
                self.receipts.note(account)
            self._take_account(account, source.start)
            if progress is not None:
                progress(source.name, rank, 0)
        if len(self.too_late) > late and self.known_by_key == before:
            raise _out_of_order(source, self.too_late[late][1])
        self.report.refused += [Refused(0, _too_late(*account)) for account in self.too_late[late:]]
        for refused in source.refused():
            (self.report.refused if refused.text else self.report.warnings).append(refused)

    def move_bank_until(self) -> None:
        """Stage the day up to which the bank is now known."""
        moved = self.receipts.stage(self.staging, has_refused=bool(self.report.refused))
        if isinstance(moved, Message):
            self.report.warnings.append(Refused(0, moved))
        else:
            self.report.bank = moved

    def prove(self) -> None:
        """Compare each dossier that would result with the books."""
        for client, accounts in self.expected.items():
            current = self._read(client)
            view = account_on(current.dossier.client, current.dossier.entries, date.max)
            if len(accounts) > 1:
                self._tell_shared(client, accounts)
            by_currency: dict[str, list[Money]] = defaultdict(list)
            for account in accounts.values():
                for money in account.expected:
                    by_currency[money.currency].append(money)
            for currency, moneys in by_currency.items():
                self.report.proofs.append(
                    Proof(
                        client=client,
                        name=current.dossier.client.name,
                        account=" + ".join(account.account for account in accounts.values() if account.account),
                        expected=reduce(add, moneys),
                        outstanding=self._outstanding(client, view, currency),
                    )
                )

    def _tell_shared(self, client: str, accounts: Iterable[str]) -> None:
        what = say(
            "{accounts} are all in the dossier {client}: their balances are compared together",
            accounts=", ".join(accounts),
            client=client,
        )
        self.report.warnings.append(Refused(0, what))

    def _outstanding(self, client: str, view: Account, currency: str) -> Money:
        """What the proof compares: the whole account with books, that table's own entries with a table."""
        return view.outstanding(currency) if self.form == "fec" else view.outstanding_of(self.ids[client], currency)

    def take_in_hand_edits(self) -> None:
        """Commit first, as its own action, what somebody typed in the dossiers that the import writes to."""
        git = self.session.workspace.git
        if self.report.bank is not None:
            take_in_settings(self.session)
        for path in sorted(git.changed_paths() & self.bases.keys()):
            before, base, entries = self.bases[path]
            client = PurePosixPath(path).stem
            subject = hand_edit_subject(read_dossier(base, path=path).dossier.client.name, len(entries))
            message = commit_message(self.session, subject, action="edit", dossiers=[client], entries=entries)
            write_and_commit(self.session, [Write(path=path, before=before, after=base)], message)
            self.staging.expect(path, base)

    def _known(self, account: str, before: date | None) -> Sequence[KnownItem]:
        client = self.index.of_account(account)
        if client is None or before is None:
            return ()
        dossier = self._read(client).dossier
        return known_items(dossier.client, dossier.entries, before=before)

    def _take_account(self, account: ImportedAccount, start: date | None) -> None:
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
        opened = _opened_later(current.dossier.entries, start)
        if opened is not None and merged.counts and not merged.known_by_key:
            self.too_late.append((client, opened))
            return
        self.known_by_key += merged.known_by_key
        self.report.known += merged.known
        self.report.warnings += merged.warnings
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
        name = account.account or account.code or account.name
        self.expected[client][name] = replace(account, entries=(), shares=())

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
    subject, action = import_subject(report, form), "import"
    if not report.changed and report.bank is not None:
        subject, action = said(report.bank.until, report.bank.was), "bank-until"
    report.subject = session.history_words.text(subject)
    message = commit_message(session, subject, action=action, dossiers=report.changed, entries=report.entries)
    return commit_staged(session, staging, message)


def _opened_later(entries: Sequence[Entry], start: date | None) -> date | None:
    """The day on which books that are already in open, when it is after `start`; the last one."""
    if start is None:
        return None
    openings = [entry for entry in standing(entries, date.max) if entry.word("nature") == "opening"]
    days = [_day_in_books(entry) for entry in openings if entry.word("source").startswith("fec ")]
    return max((day for day in days if day > start), default=None)


def _day_in_books(entry: Entry) -> date:
    match = _FEC_DAY.match(entry.word("source"))
    try:
        return date(*map(int, match.groups())) if match else entry.date
    except ValueError:
        return entry.date


def _out_of_order(source: Source, opened: date) -> UsageError:
    return UsageError(
        say(
            "{file} begins on {start}, and the books that open on {opened} are already in: what was open then would "
            "count twice",
            file=source.name,
            start=source.start,
            opened=opened,
        ),
        say("take that import back with recouv undo, then import all the years in one command"),
    )


def _too_late(client: str, opened: date) -> Message:
    return say(
        "{client}: not taken, the books that open on {opened} are already in and what was open then would count twice",
        client=client,
        opened=opened,
    )


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


def refused_text(refused: Iterable[Refused], words: Callable[[Message], str]) -> str:
    """The refused lines as a file: number, reason, and the line itself."""
    return "".join(f"{row.line}\t{words(row.what)}\t{row.text}\n" for row in refused)

"""`recouv import`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.output import is_terminal
from recouv.domain.errors import ExitCode, UsageError, WorkspaceError
from recouv.domain.message import say, say_many
from recouv.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from recouv.importers.columns import Guess, Mapping
    from recouv.usecases.importing import Confirm, Report

EXAMPLES = (
    "recouv import fec 732829320FEC20251231.txt",
    "recouv import fec 2024.txt 2025.txt --dry-run --diff",
    "recouv import csv invoices.csv",
    "recouv import csv invoices.xlsx --map number='N° pièce' --map amount='Total TTC' --refused refused.csv",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "form", choices=("fec", "csv"), help=words.text(say("fec: accounting file; csv: a table, XLSX and ODS too"))
    )
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help=words.text(say("what to import; several years of a FEC at once"))
    )
    options.dry_run(parser, words)
    parser.add_argument("--diff", action="store_true", help=words.text(say("print the diff of every dossier")))
    parser.add_argument("-y", "--yes", action="store_true", help=words.text(say("do not ask for confirmation")))
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))
    parser.add_argument("--encoding", default=None, help=words.text(say("of the file, when it is not recognised")))
    parser.add_argument(
        "--accounts",
        default="411",
        metavar="411,413",
        help=words.text(say("beginnings of the customers' accounts in a FEC")),
    )
    parser.add_argument(
        "--map",
        dest="columns",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help=words.text(say("the column of a table that holds a field; may be repeated; kept for the next time")),
    )
    parser.add_argument(
        "--sheet", default=None, help=words.text(say("sheet of a workbook (default: the first that is not empty)"))
    )
    parser.add_argument("--payments", action="store_true", help=words.text(say("the lines of the table are payments")))
    parser.add_argument("--refused", default="", metavar="FILE", help=words.text(say("write the refused lines there")))


def run(context: Context) -> int:
    """Import, print the proof, and commit."""
    chosen = context.options
    paths = [Path(name).expanduser() for name in chosen.files]
    for path in paths:
        if not path.is_file():
            raise UsageError(say("there is no file {path}", path=str(path)), say("check its name"))
    report = _import_fec(context, paths) if chosen.form == "fec" else _import_table(context, paths)
    if chosen.refused:
        _write_refused(context, report, Path(chosen.refused))
    if chosen.json:
        context.output.json(document(report, context.words))
    else:
        print_report(context, report)
    return ExitCode.PROBLEMS if report.refused or report.differences else ExitCode.DONE


def document(report: Report, words: Catalogue) -> dict[str, object]:
    """The import as scripts read it."""
    return {
        "files": list(report.files),
        "commit": report.commit or None,
        "created": list(report.created),
        "invoices": report.counts["invoice"],
        "credit_notes": report.counts["credit-note"],
        "payments": report.counts["payment"],
        "openings": report.counts["opening"],
        "others": {kind: report.counts[kind] for kind in ("refund", "rejected", "write-off") if report.counts[kind]},
        "allocated": report.allocated,
        "known": report.known,
        "refused": [{"line": row.line, "what": words.text(row.what)} for row in report.refused],
        "warnings": [{"line": row.line, "what": words.text(row.what)} for row in report.warnings],
        "accounts": [
            {
                "client": proof.client,
                "account": proof.account or None,
                "currency": proof.expected.currency,
                "expected": proof.expected.plain,
                "outstanding": proof.outstanding.plain,
                "difference": proof.difference.plain,
            }
            for proof in report.proofs
        ],
    }


def print_report(context: Context, report: Report) -> None:
    """What was taken, what was not, and the proof."""
    output = context.output
    counts = report.counts
    output.message(
        say(
            "{created} new clients, {invoices} invoices, {credits} credit notes, {payments} payments, "
            "{openings} opening items, {allocated} allocations; {known} lines already known",
            created=len(report.created),
            invoices=counts["invoice"],
            credits=counts["credit-note"],
            payments=counts["payment"],
            openings=counts["opening"],
            allocated=report.allocated,
            known=report.known,
        ),
        "bold",
    )
    for row in report.refused:
        output.message(say("line {line} refused: {what}", line=row.line, what=row.what))
    for row in report.warnings:
        output.talk(say("line {line}: {what}", line=row.line, what=row.what), "yellow")
    _print_proof(context, report)
    if report.commit:
        output.line(f"{report.commit} {report.subject}")
    elif report.changed:
        output.talk(say("nothing was written"))
    else:
        output.talk(say("nothing new: every line is already in the dossiers"))


def _print_proof(context: Context, report: Report) -> None:
    words = context.words
    shown = report.proofs if len(report.proofs) <= _SHOWN_PROOFS else report.differences
    titles = (say("Client"), say("Account"), say("Books"), say("Dossier"), say("Difference"))
    if shown:
        context.output.table(
            [words.text(title) for title in titles],
            [
                (
                    proof.name,
                    proof.account,
                    words.money(proof.expected),
                    words.money(proof.outstanding),
                    words.money(proof.difference) if proof.difference else "0",
                )
                for proof in shown
            ],
            right=(2, 3, 4),
        )
    wrong = len(report.differences)
    if wrong:
        context.output.message(
            say_many("{count} account differs from the books", "{count} accounts differ from the books", wrong), "red"
        )
    elif report.proofs:
        context.output.message(
            say_many(
                "{count} account ties out with the books, to the cent",
                "{count} accounts tie out with the books, to the cent",
                len(report.proofs),
            ),
            "green",
        )


#: Above this many accounts only the differences are listed.
_SHOWN_PROOFS = 60


def _import_fec(context: Context, paths: Sequence[Path]) -> Report:
    from recouv.usecases.import_files import import_fec  # deferred with the libraries that readers need

    accounts = tuple(part.strip() for part in context.options.accounts.split(",") if part.strip())
    with _Progress(context) as progress:
        return import_fec(
            context.session,
            paths,
            dry_run=context.options.dry_run,
            encoding=context.options.encoding,
            accounts=accounts,
            progress=progress.advance,
            show_diff=_diff_printer(context),
            confirm=_confirmation(context, progress),
        )


def _import_table(context: Context, paths: Sequence[Path]) -> Report:
    from recouv.importers.columns import header_profile
    from recouv.importers.table import read_table
    from recouv.usecases.import_files import import_table, keep_mapping

    if len(paths) > 1:
        raise UsageError(say("one table at a time"), say("run the command once for each file"))
    table = read_table(paths[0], encoding=context.options.encoding, sheet=context.options.sheet)
    profile = header_profile(table.header)
    mapping = _mapping(context, table.header, table.sample(), profile)
    with _Progress(context) as progress:
        report = import_table(
            context.session,
            paths[0],
            table,
            mapping,
            dry_run=context.options.dry_run,
            progress=progress.advance,
            show_diff=_diff_printer(context),
            confirm=_confirmation(context, progress),
        )
    if report.commit:
        try:
            keep_mapping(context.session, profile, mapping)
        except WorkspaceError as error:
            context.output.error(error)
    return report


def _mapping(context: Context, header: Sequence[str], sample: Sequence[Sequence[str]], profile: str) -> Mapping:
    """The columns: as kept from an earlier import, else as guessed and corrected by `--map` or by answers."""
    from recouv.importers.columns import Mapping, Records, guess_mapping

    kept = context.session.workspace.config.imports.get(profile)
    wanted = dict(_pair(text) for text in context.options.columns)
    if kept is not None and not wanted:
        return Mapping.from_settings(kept)
    records = Records.PAYMENTS if context.options.payments else (Records.INVOICES if "number" in wanted else None)
    guess = guess_mapping(header, sample, records=records)
    mapping = Mapping.from_settings({**guess.mapping.to_settings(), **wanted})
    mapping.places(header)
    if _may_ask(context) and not wanted:
        mapping = _asked(context, header, guess, mapping)
    missing = mapping.missing()
    if missing:
        raise UsageError(
            say(
                "the columns of the table are not all recognised: {missing}",
                missing=" · ".join(context.say(message) for message in missing),
            ),
            say("name them: --map FIELD=COLUMN; the columns are {columns}", columns=", ".join(header)),
        )
    for question in guess.unsure:
        context.output.talk(question, "yellow")
    return mapping


def _asked(context: Context, header: Sequence[str], guess: Guess, mapping: Mapping) -> Mapping:
    """The mapping after a person has looked at it, field by field where something is missing or unsure."""
    from recouv.importers.columns import Mapping

    context.output.talk(say("columns recognised:"), "bold")
    for field, column in mapping.columns.items():
        context.output.talk(say("  {field} = {column}", field=field, column=column))
    settings = mapping.to_settings()
    if mapping.missing() or not _yes(context.say(say("Are these right? [Y/n] ")), default=True):
        for number, column in enumerate(header, start=1):
            context.output.talk(say("  {number} {column}", number=number, column=column))
        for field in _ASKED:
            answer = _ask(
                context.say(say("column of {field} [{column}]: ", field=field, column=settings.get(field, "—")))
            )
            if answer.isdigit() and 0 < int(answer) <= len(header):
                settings[field] = header[int(answer) - 1]
            elif answer in ("-", "—"):
                settings.pop(field, None)
            elif answer:
                settings[field] = answer
    if guess.unsure:
        for question in guess.unsure:
            context.output.talk(question)
        answer = _ask(context.say(say("order of dates: dmy, mdy or ymd [{order}]: ", order=settings["date_order"])))
        if answer:
            settings["date_order"] = answer
    return Mapping.from_settings(settings)


#: Fields asked for one by one; the others are found by their names or given with `--map`.
_ASKED = ("client_code", "client_name", "number", "date", "due", "amount", "balance", "currency", "reference")


def _pair(text: str) -> tuple[str, str]:
    field, found, column = text.partition("=")
    if not found:
        raise UsageError(say("{text} is not FIELD=COLUMN", text=text), say("for instance: --map amount='Total TTC'"))
    return field.strip(), column.strip()


def _may_ask(context: Context) -> bool:
    return is_terminal(sys.stdin) and is_terminal(sys.stderr) and not context.options.yes and not context.options.json


def _confirmation(context: Context, progress: _Progress) -> Confirm | None:
    if not _may_ask(context):
        return None

    def confirm(report: Report, diff: Callable[[], Iterator[str]]) -> bool:
        progress.stop()
        print_report(context, report)
        question = context.say(say("Write and commit? [y/N, d shows the diff] "))
        while (answer := _ask(question).lower()) == "d":
            for piece in diff():
                context.output.diff(piece)
        return _is_yes(answer, default=False)

    return confirm


def _yes(question: str, *, default: bool) -> bool:
    return _is_yes(_ask(question).lower(), default=default)


def _is_yes(answer: str, *, default: bool) -> bool:
    return default if not answer else answer in ("y", "yes", "o", "oui")


def _ask(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def _diff_printer(context: Context) -> Callable[[str], None] | None:
    if context.options.json or not (context.options.diff or context.options.dry_run):
        return None
    return context.output.diff


def _write_refused(context: Context, report: Report, path: Path) -> None:
    from recouv.usecases.importing import refused_text

    try:
        path.write_text(refused_text(report.refused, context.words.text), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            say("{path} cannot be written: {reason}", path=str(path), reason=error.strerror or str(error)),
            say("name another file"),
        ) from None


class _Progress:
    """A bar on standard error, when a person looks at it."""

    def __init__(self, context: Context) -> None:
        self._shown = is_terminal(sys.stderr) and not context.options.json
        self._bar: object = None
        self._task: object = None

    def __enter__(self) -> Self:
        if self._shown:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

            self._bar = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.stop()  # type: ignore[attr-defined]  # rich is imported only when a person looks
            self._bar = None

    def advance(self, name: str, done: int, whole: int) -> None:
        """Show how far the file is read; `whole` is 0 when it is not known."""
        if self._bar is None:
            return
        from recouv.wording.plain import plain

        bar = self._bar
        if self._task is None:
            self._task = bar.add_task(plain(name), total=whole or None)  # type: ignore[attr-defined]  # as above
        bar.update(self._task, description=plain(name), completed=done, total=whole or None)  # type: ignore[attr-defined]  # as above

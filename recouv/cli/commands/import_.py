"""`recouv import`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Self

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.output import is_terminal
from recouv.cli.questions import ask, is_yes, somebody_is_there
from recouv.domain.errors import ExitCode, UsageError, WorkspaceError
from recouv.domain.message import Message, say, say_many
from recouv.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping as Settings

    from recouv.importers.amounts import DayOrder
    from recouv.importers.columns import Formats, Guess, Mapping, Records
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
        "form",
        type=_form,
        choices=("fec", "csv"),
        help=words.text(say("fec: accounting file; csv: a table, XLSX and ODS too")),
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
    parser.add_argument("--invoices", action="store_true", help=words.text(say("the lines of the table are invoices")))
    parser.add_argument("--refused", default="", metavar="FILE", help=words.text(say("write the refused lines there")))


def _form(text: str) -> str:
    """What the files are; a file in its place is answered with the two ways to import it."""
    if text in ("fec", "csv") or not Path(text).suffix:
        return text
    raise UsageError(
        say("say what {file} is before naming it", file=text),
        say("recouv import fec {file}, or for any other table recouv import csv {file}", file=quote(text)),
    )


def run(context: Context) -> int:
    """Import, print the proof, and commit."""
    chosen = context.options
    paths = [Path(name).expanduser() for name in chosen.files]
    for path in paths:
        if not path.exists():
            raise UsageError(say("there is no file {path}", path=str(path)), say("check its name"))
        if not path.is_file():
            raise UsageError(say("{path} is not a file", path=str(path)), say("name the file itself"))
    if chosen.payments and chosen.invoices:
        raise UsageError(say("the lines are either payments or invoices"), say("give --payments or --invoices"))
    if chosen.refused:
        _require_new(context, Path(chosen.refused).expanduser())
    report = _import_fec(context, paths) if chosen.form == "fec" else _import_table(context, paths)
    if chosen.refused:
        _write_refused(context, report, Path(chosen.refused).expanduser())
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


def print_report(context: Context, report: Report, *, asking: bool = False) -> None:
    """What was taken (or would be, while `asking`), what was not, and the proof."""
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
    elif asking:
        return
    elif report.changed or report.refused or not report.known:
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
    """The columns: as kept from an earlier import, else as guessed; corrected by the options or by answers."""
    from recouv.importers.columns import Mapping, Records, find_formats, guess_mapping

    kept = context.session.workspace.config.imports.get(profile)
    wanted = _wanted(context)
    Mapping.from_settings(wanted).places(header)
    if kept is not None:
        return _kept(context, header, sample, kept, wanted)
    records = Records(wanted["records"]) if "records" in wanted else None
    guess = guess_mapping(header, sample, records=records or (Records.INVOICES if "number" in wanted else None))
    settings = {**guess.mapping.to_settings(), **wanted}
    formats = find_formats(header, sample, Mapping.from_settings(settings))
    found = {"date_order": formats.date_order, "decimal_mark": formats.decimal_mark}
    mapping = Mapping.from_settings({**settings, **found, **wanted})
    if _may_ask(context) and not wanted.keys() - {"records"}:
        mapping = _asked(context, header, guess, mapping)
    missing = mapping.missing()
    if missing:
        raise UsageError(
            say(
                "the columns of the table are not all recognised: {missing}",
                missing=" · ".join(context.say(message) for message in missing),
            ),
            _to_name(header),
        )
    formats = find_formats(header, sample, mapping)
    for doubt in guess.unsure:
        if doubt != _day_question(formats.ambiguous_day):
            context.output.talk(doubt, "yellow")
    if "date_order" in wanted:
        return mapping
    return replace(mapping, date_order=_date_order(context, formats, mapping))


def _to_name(header: Sequence[str]) -> Message:
    return say(
        "name them: --map FIELD=COLUMN, where the fields are client_name, number, date and amount; "
        "the columns are {columns}",
        columns=", ".join(header),
    )


def _wanted(context: Context) -> dict[str, str]:
    """What the options say of the table: it beats what was kept and what is guessed."""
    wanted = dict(_pair(text) for text in context.options.columns)
    if context.options.payments:
        wanted["records"] = "payments"
    elif context.options.invoices:
        wanted["records"] = "invoices"
    return wanted


def _kept(
    context: Context,
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    kept: Settings[str, str],
    wanted: Settings[str, str],
) -> Mapping:
    """The columns as kept, corrected by the options; what the lines are is asked where the header says otherwise."""
    from recouv.importers.columns import Mapping, guess_mapping

    mapping = Mapping.from_settings({**kept, **wanted})
    told = Mapping.from_settings(kept).records
    if "records" not in wanted:
        guess = guess_mapping(header, sample)
        if guess.are_records_sure and guess.mapping.records is not told:
            mapping = replace(mapping, records=_asked_records(context, told, guess.mapping.records))
    if mapping.records is not told:  # fields that the other kind of lines has no use for were not kept
        guess = guess_mapping(header, sample, records=mapping.records)
        settings = {**guess.mapping.columns, **kept, **wanted, "records": mapping.records.value}
        mapping = Mapping.from_settings(settings)
    mapping.places(header)
    if missing := mapping.missing():
        raise UsageError(missing[0], _to_name(header))
    context.output.talk(
        say("columns as kept in recouv.yaml: records are {records}", records=_records_word(mapping.records))
    )
    return mapping


def _records_word(records: Records) -> Message:
    return say("payments") if records.value == "payments" else say("invoices")


def _asked_records(context: Context, kept: Records, guessed: Records) -> Records:
    """What the lines are, by the person's answer.

    Raises:
        UsageError: nobody is there to answer, or the answer is neither.
    """
    from recouv.importers.columns import Records

    if _may_ask(context):
        answer = ask(context.say(say("Are the lines invoices or payments? [i/p] "))).lower()
        if answer[:1] in ("i", "f"):
            return Records.INVOICES
        if answer[:1] in ("p", "r"):
            return Records.PAYMENTS
    raise UsageError(
        say(
            "the lines seem to be {guessed}, and recouv.yaml keeps these columns for {kept}",
            guessed=_records_word(guessed),
            kept=_records_word(kept),
        ),
        say("say which: --payments or --invoices"),
    )


def _date_order(context: Context, formats: Formats, mapping: Mapping) -> DayOrder:
    """The order of the parts of a date; asked where no row tells.

    Raises:
        UsageError: no row tells, and nobody is there to answer.
    """
    from recouv.importers.columns import Mapping

    if formats.assumed_day:
        context.output.talk(say("dates are read day first: {example}", example=formats.assumed_day), "yellow")
    if not formats.ambiguous_day:
        return mapping.date_order
    question = _day_question(formats.ambiguous_day)
    if not _may_ask(context):
        raise UsageError(question, say("say which: --map date_order=dmy or --map date_order=mdy"))
    context.output.talk(question)
    answer = ask(context.say(say("order of dates: dmy, mdy or ymd [{order}]: ", order=mapping.date_order)))
    return Mapping.from_settings({"date_order": answer or mapping.date_order}).date_order


def _day_question(example: str) -> Message:
    return say("is {example} written day first, or month first?", example=example)


def _asked(context: Context, header: Sequence[str], guess: Guess, mapping: Mapping) -> Mapping:
    """The mapping after a person has looked at it, field by field where something is missing."""
    from recouv.importers.columns import Mapping

    context.output.talk(say("columns recognised:"), "bold")
    for field, column in mapping.columns.items():
        context.output.talk(say("  {field} = {column}", field=field, column=column))
    settings = mapping.to_settings()
    if mapping.missing() or not is_yes(ask(context.say(say("Are these right? [Y/n] "))), default=True):
        for number, column in enumerate(header, start=1):
            context.output.talk(say("  {number} {column}", number=number, column=column))
        for field in _ASKED:
            answer = ask(
                context.say(say("column of {field} [{column}]: ", field=field, column=settings.get(field, "—")))
            )
            if answer.isdigit() and 0 < int(answer) <= len(header):
                settings[field] = header[int(answer) - 1]
            elif answer in ("-", "—"):
                settings.pop(field, None)
            elif answer:
                settings[field] = answer
    if not guess.are_records_sure:
        answer = ask(context.say(say("Are the lines invoices or payments? [i/p] "))).lower()
        settings["records"] = {"i": "invoices", "f": "invoices"}.get(answer[:1], settings["records"])
    asked = Mapping.from_settings(settings)
    asked.places(header)
    return asked


#: Fields asked for one by one; the others are found by their names or given with `--map`.
_ASKED = ("client_code", "client_name", "number", "date", "due", "amount", "balance", "currency", "reference")


def _pair(text: str) -> tuple[str, str]:
    field, found, column = text.partition("=")
    if not found:
        raise UsageError(say("{text} is not FIELD=COLUMN", text=text), say("for instance: --map amount='Total TTC'"))
    return field.strip(), column.strip()


def _may_ask(context: Context) -> bool:
    return somebody_is_there() and not context.options.yes and not context.options.json


def _confirmation(context: Context, progress: _Progress) -> Confirm | None:
    if not _may_ask(context):
        return None

    def confirm(report: Report, diff: Callable[[], Iterator[str]]) -> bool:
        progress.stop()
        print_report(context, report, asking=True)
        question = context.say(say("Write and commit? [y/N, d shows the diff] "))
        while (answer := ask(question).lower()) == "d":
            for piece in diff():
                context.output.diff(piece)
        return is_yes(answer, default=False)

    return confirm


def _diff_printer(context: Context) -> Callable[[str], None] | None:
    if context.options.json or not (context.options.diff or context.options.dry_run):
        return None
    return context.output.diff


def _require_new(context: Context, path: Path) -> None:
    """Refuse a file for the refused lines that is there already, or that would be among the dossiers."""
    if path.exists() or path.is_symlink():
        raise UsageError(say("{path} exists already", path=str(path)), say("name a new file: it is not overwritten"))
    whole = path.resolve()
    root = context.session.workspace.root.resolve()
    kept = [root / name for name in ("dossiers", "scenarios", "letters", "recouv.yaml", ".git")]
    if any(whole.is_relative_to(place) for place in kept):
        raise UsageError(
            say("{path} is among the files that recouv keeps", path=str(path)), say("name a file somewhere else")
        )
    if not whole.parent.is_dir():
        raise UsageError(say("{path} is not a folder", path=str(path.parent)), say("name a file somewhere else"))


def _write_refused(context: Context, report: Report, path: Path) -> None:
    from recouv.usecases.importing import refused_text

    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(refused_text(report.refused, context.words.text))
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

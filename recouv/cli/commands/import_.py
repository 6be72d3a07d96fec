"""`recouv import`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Self

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.import_columns import columns_of, may_ask
from recouv.cli.import_report import import_document, print_report
from recouv.cli.output import is_terminal
from recouv.cli.questions import ask, is_yes
from recouv.domain.errors import ExitCode, UsageError, WorkspaceError
from recouv.domain.message import say
from recouv.wording.catalogue import Catalogue

if TYPE_CHECKING:
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
        context.output.json(import_document(report, context.words))
    else:
        print_report(context, report)
    return ExitCode.PROBLEMS if report.refused or report.differences else ExitCode.DONE


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
    mapping = columns_of(context, table.header, table.sample(), profile)
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


def _confirmation(context: Context, progress: _Progress) -> Confirm | None:
    if not may_ask(context):
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

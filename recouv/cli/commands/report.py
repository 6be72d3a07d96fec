"""`recouv report`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Protocol, cast

from recouv.cli import options
from recouv.cli.context import Context
from recouv.cli.parser import Parser
from recouv.cli.reports import disputes, reasons
from recouv.domain.message import Message, say
from recouv.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

EXAMPLES = ("recouv report", *reasons.EXAMPLES[:2], *disputes.EXAMPLES[:1])


class Report(Protocol):
    """What a module of `recouv.cli.reports` offers."""

    ABOUT: Message
    EXAMPLES: Sequence[str]

    def arguments(self, parser: argparse.ArgumentParser, words: Catalogue) -> None:
        """Declare the report's arguments."""

    def run(self, context: Context) -> int:
        """Print it; the exit code."""


#: By their names, in the order in which they are listed.
REPORTS: Mapping[str, Report] = {"reasons": cast("Report", reasons), "disputes": cast("Report", disputes)}


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the reports, each with its own arguments."""
    program = parser.prog
    named = parser.add_subparsers(
        dest="report", metavar=words.text(say("REPORT")), title=words.text(say("reports")), prog=program
    )
    for name, report in REPORTS.items():
        sub = cast("Parser", named.add_parser(name, help=words.text(report.ABOUT)))
        sub.tell = _teller(report, words)
        options.anywhere(sub, words, default=argparse.SUPPRESS)
        report.arguments(sub, words)


def run(context: Context) -> int:
    """Print the report, or which there are."""
    report = REPORTS.get(context.options.report)
    if report is not None:
        return report.run(context)
    context.output.message(say("Reports"), "bold")
    rows = [(f"recouv report {name}", context.say(one.ABOUT)) for name, one in REPORTS.items()]
    context.output.table([context.say(say("Command")), context.say(say("What it tells"))], rows)
    return 0


def _teller(report: Report, words: Catalogue) -> Callable[[], tuple[str, str]]:
    def tell() -> tuple[str, str]:
        about = words.text(report.ABOUT)
        return f"{about[:1].upper()}{about[1:]}.", "\n".join([words.text(say("examples:")), *_indented(report)])

    return tell


def _indented(report: Report) -> list[str]:
    return [f"  {example}" for example in report.EXAMPLES]

"""`recouv audit`."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from recouv.cli.context import Context
from recouv.cli.output import is_terminal
from recouv.domain.errors import ExitCode
from recouv.domain.message import say, say_many
from recouv.store.audit.memory import Noted
from recouv.usecases.auditing import Audited, Wanted, audit, wanted_range
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv audit",
    "recouv audit origin/main..HEAD",
    "recouv audit --signers ~/recouv-signers --witness /media/safe/witness.txt",
    "recouv audit --full --json | jq '.findings'",
)

#: Remarks that are told one by one, the latest; findings are always told.
SHOWN = 20


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "range",
        metavar="A..B",
        nargs="?",
        default="",
        help=words.text(say("what B has and A has not (default: the whole history)")),
    )
    parser.add_argument(
        "--signers",
        type=Path,
        default=None,
        metavar="FILE",
        help=words.text(say("who may sign, as OpenSSH's allowed_signers: every commit must be signed by one of them")),
    )
    parser.add_argument(
        "--witness",
        default="",
        metavar="FILE|REMOTE",
        help=words.text(say("what recouv witness recorded: a file, or a remote")),
    )
    parser.add_argument("--full", action="store_true", help=words.text(say("prove again what an earlier audit proved")))
    parser.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def run(context: Context) -> int:
    """Walk the history and print what somebody has to explain."""
    chosen = context.options
    since, until = wanted_range(chosen.range) if chosen.range else ("", "HEAD")
    wanted = Wanted(
        since=since,
        until=until,
        is_range=bool(chosen.range),
        signers=chosen.signers,
        witness=chosen.witness,
        full=chosen.full,
    )
    shows = is_terminal(sys.stderr) and not chosen.json
    audited = audit(context.repository, wanted, context.moment, _advance if shows else None)
    if shows:
        sys.stderr.write("\r\x1b[K")
    if chosen.json:
        context.output.json(document(audited, context))
    else:
        _print(audited, context)
    return ExitCode.PROBLEMS if audited.findings else ExitCode.DONE


def document(audited: Audited, context: Context) -> dict[str, object]:
    """The audit as scripts read it."""
    return {
        "head": audited.head,
        "commits": audited.commits,
        "earlier": audited.earlier,
        "findings": [_row(one, context) for one in audited.findings],
        "remarks": [_row(one, context) for one in audited.remarks],
        "signed": audited.signed,
    }


def _row(noted: Noted, context: Context) -> dict[str, object]:
    seen = noted.observation
    return {
        "kind": str(seen.flaw),
        "what": context.say(seen.what),
        "path": seen.path or None,
        "entry": f"^{seen.entry}" if seen.entry else None,
        "commit": noted.commit or None,
        "who": noted.who or None,
        "email": noted.email or None,
        "when": _moment(noted).isoformat() if noted.commit else None,
        "subject": noted.subject or None,
        "lines": list(seen.lines),
    }


def _print(audited: Audited, context: Context) -> None:
    output = context.output
    for one in audited.findings:
        _tell(one, context, "red")
    if audited.remarks:
        output.message(say_many("{count} remark:", "{count} remarks:", len(audited.remarks)), "bold")
        for one in audited.remarks[-SHOWN:]:
            _tell(one, context, "")
        if len(audited.remarks) > SHOWN:
            more = len(audited.remarks) - SHOWN
            output.message(say_many("and {count} earlier: --json", "and {count} earlier: --json", more))
    for who, count in sorted(audited.signed.items()):
        output.message(say_many("{count} commit signed by {who}", "{count} commits signed by {who}", count, who=who))
    judged = say_many("{count} commit judged", "{count} commits judged", audited.commits)
    if audited.earlier:
        judged = say("{judged}, {earlier} by an earlier audit", judged=judged, earlier=audited.earlier)
    if audited.findings:
        found = say_many("{count} finding", "{count} findings", len(audited.findings))
        output.talk(say("{judged}; {found}", judged=judged, found=found), "bold")
    else:
        output.talk(say("{judged}: the history holds, up to {commit}", judged=judged, commit=audited.head[:10]))


def _tell(noted: Noted, context: Context, style: str) -> None:
    output = context.output
    output.message(noted.observation.what, style)
    for line in noted.observation.lines:
        output.line(f"    {line}", "green" if line.startswith("+") else "red" if line.startswith("-") else "")
    if noted.commit:
        when = f"{_moment(noted):%Y-%m-%d %H:%M} UTC"
        output.line(f"    {noted.commit[:10]}  {when}  {noted.who} <{noted.email}>  {noted.subject}", "dim")


def _moment(noted: Noted) -> datetime:
    from recouv.rules.audit.moments import moment  # deferred: for what is told

    return moment(noted.when)


def _advance(done: int, total: int) -> None:
    """Where it stands, on the terminal alone."""
    sys.stderr.write(f"\r{done * 100 // max(total, 1):3d} %  {done}/{total}")
    sys.stderr.flush()

"""`recouv evidence`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.message import say, say_many
from recouv.wording.catalogue import Catalogue

if TYPE_CHECKING:
    from recouv.cli.evidence_files import Ready
    from recouv.usecases.evidence.making import Evidence

EXAMPLES = (
    "recouv evidence durand",
    "recouv evidence durand --out ~/durand.zip",
    "recouv evidence durand --out ~/durand --court tc --at Toulouse",
    "recouv evidence durand --out ~/durand.zip --on 2026-12-01 --for F2026-031 --court none",
)
_COURTS = ("tc", "tj", "jcp", "none")


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "--out",
        default="",
        metavar="DIR|FILE.zip",
        help=words.text(say("where to write it; left out, it is only told what it would hold")),
    )
    options.invoices(parser, words.text(say("these invoices alone")))
    options.reading(parser, words)
    parser.add_argument(
        "--currency", default="", metavar="CODE", help=words.text(say("about what is owed in that currency"))
    )
    parser.add_argument(
        "--court",
        choices=_COURTS,
        default="",
        help=words.text(
            say(
                "of the request for an order to pay: tribunal de commerce (tc), tribunal judiciaire (tj), juge des"
                " contentieux de la protection (jcp), or none; left out, by the client's kind"
            )
        ),
    )
    parser.add_argument("--at", default="", metavar="TOWN", help=words.text(say("the town of that court")))


def run(context: Context) -> int:
    """Make the file from the last commit, and say what it lacks."""
    from recouv.rules.payment_order import Court  # deferred: a wrong option loads nothing
    from recouv.usecases.evidence.making import Wanted, make_evidence

    chosen = context.options
    wanted = Wanted(
        on=context.day(chosen.on),
        numbers=tuple(chosen.invoices),
        currency=chosen.currency.upper(),
        court=Court(chosen.court) if chosen.court not in ("", "none") else None,
        request=chosen.court != "none",
        town=chosen.at,
    )
    evidence = make_evidence(context.session, chosen.client, wanted)
    ready = None
    if chosen.out:
        from recouv.cli.evidence_files import prepared, write_evidence  # deferred: for those who write it

        ready = prepared(context, evidence, chosen.out)
        write_evidence(evidence, ready)
    if chosen.json:
        context.output.json(_document(evidence, ready))
    else:
        _print(context, evidence)
    say_written(context, evidence, ready)
    return 0


def say_written(context: Context, evidence: Evidence, ready: Ready | None) -> None:
    """What a person must know of a file that was made, on the side of the talk."""
    from recouv.cli.letter_files import say_missing  # deferred: for those who make one

    output = context.output
    if evidence.uncommitted:
        output.talk(
            say(
                "the file is that of commit {commit}; not looked at, because not committed: {paths}",
                commit=evidence.commit[:12],
                paths=", ".join(evidence.uncommitted),
            ),
            "yellow",
        )
    say_missing(context, evidence.hidden)
    if ready is None:
        output.talk(say("nothing was written: --out FILE.zip or --out DIR writes it"))
        return
    output.talk(
        say_many(
            "written: {path}, {count} file, SHA-256 {sha256}",
            "written: {path}, {count} files, SHA-256 {sha256}",
            len(evidence.files),
            path=str(ready.path),
            sha256=ready.sha256,
        ),
        "bold",
    )


def _print(context: Context, evidence: Evidence) -> None:
    from recouv.usecases.evidence.index_text import COURTS

    output, words, claim = context.output, context.words, evidence.claim
    findings, totals = evidence.findings, claim.totals
    output.message(say("Evidence file of {name} on {day}", name=evidence.name, day=evidence.on), "bold")
    rows = [
        (say("Made from commit"), evidence.commit[:12]),
        (say("Late principal"), words.money(totals.principal)),
        (say("Interest and recovery charges"), words.money(totals.penalties)),
        (say("Total due"), words.money(claim.total)),
        (
            say("Per day"),
            words.money(totals.per_day) if totals.per_day is not None else words.text(say("rate not known")),
        ),
        (say("Request"), words.text(COURTS[findings.court] if findings.court else say("none"))),
    ]
    wide = max(len(words.text(label)) for label, _ in rows)
    for label, value in rows:
        output.line(f"{words.text(label):<{wide}}  {value}")
    for what, mend in findings.why_none:
        output.line()
        output.message(say("No request: {what}", what=what), "yellow")
        output.message(say("  {mend}", mend=mend))
    for title, lines in (
        (say("Left out"), [say("{number}: {reason}", number=one.number, reason=one.reason) for one in claim.left_out]),
        (say("To look at"), findings.cautions),
        (say("Missing pieces"), [say("{what}: {why}", what=one.what, why=one.why) for one in findings.missing]),
        (say("To be filled in by hand"), findings.blanks),
    ):
        if lines:
            output.line()
            output.message(title, "bold")
            for line in lines:
                output.message(say("- {line}", line=line))


def _document(evidence: Evidence, ready: Ready | None) -> dict[str, object]:
    """The manifest, where it was written and the fingerprint to keep."""
    import json  # deferred: the manifest is JSON already

    manifest: dict[str, object] = json.loads(evidence.manifest)
    manifest["uncommitted"] = list(evidence.uncommitted)
    written = {"out": str(ready.path), "sha256": ready.sha256} if ready else {"out": None, "sha256": None}
    return {**manifest, **written}

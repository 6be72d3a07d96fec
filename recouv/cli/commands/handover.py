"""`recouv handover`."""

from __future__ import annotations

import argparse

from recouv.cli import options
from recouv.cli.context import Context
from recouv.domain.errors import RecouvError
from recouv.domain.kinds import KINDS
from recouv.domain.message import say
from recouv.usecases.clients import find_client
from recouv.usecases.law import Handover, handover_action
from recouv.usecases.recording import record
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv handover durand --to 'Maître Vidal' --role bailiff",
    "recouv handover durand --to 'Maître Vidal' --role bailiff --evidence ~/durand.zip",
    "recouv handover durand --to 'Cabinet Recouvr' --for F2026-031 --reason 'Formal notice without answer'",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    options.client(parser, words)
    parser.add_argument(
        "--to", required=True, metavar="WHOM", help=words.text(say("the collector, bailiff or court it is given to"))
    )
    key = KINDS["handover"].key("role")
    roles = key.choices if key else ()
    parser.add_argument(
        "--role",
        default="",
        type=options.coded(roles, words),
        choices=roles,
        metavar="ROLE",
        help=words.text(say("what they are: collector, bailiff or court; a court alone interrupts limitation")),
    )
    options.invoices(parser, words.text(say("the invoices it is for; the whole account when left out")))
    options.reason(parser, words)
    parser.add_argument(
        "--evidence",
        default="",
        metavar="DIR|FILE.zip",
        help=words.text(say("make the evidence file there at the same time, and record its fingerprint")),
    )
    options.writing(parser, words)


def run(context: Context) -> int:
    """Hand a file over."""
    chosen = context.options
    client = find_client(context.session, chosen.client)
    handover = Handover(
        to=chosen.to,
        role=chosen.role,
        on=context.day(chosen.on),
        invoices=tuple(chosen.invoices),
        reason=chosen.reason,
        note=context.note(),
    )
    if chosen.evidence:
        return _with_evidence(context, client, handover)
    action = handover_action(context.session, client, handover)
    code = options.print_done(context, record(context.session, action, dry_run=chosen.dry_run))
    context.output.talk(say("what to give with it: recouv evidence {client} --out FILE.zip", client=client))
    return code


def _with_evidence(context: Context, client: str, handover: Handover) -> int:
    """The evidence file of the moment before, then the handover with its fingerprint: the file is there first.

    Raises:
        RecouvError: the handover is refused, or cannot be committed: no file is left.
    """
    from recouv.cli.commands.evidence import say_written  # deferred: for those who make it
    from recouv.cli.evidence_files import prepared, take_evidence_back, write_evidence
    from recouv.usecases.evidence.making import Wanted, commit_what_was_typed, given_with, make_evidence

    session, dry_run = context.session, context.options.dry_run
    record(session, handover_action(session, client, handover), dry_run=True)  # what is refused leaves no file
    if not dry_run:
        commit_what_was_typed(session, client)
    evidence = make_evidence(session, client, Wanted(on=handover.on, numbers=handover.invoices))
    ready = prepared(context, evidence, context.options.evidence)
    action = handover_action(session, client, given_with(session, handover, evidence, ready.proof, ready.sha256))
    if dry_run:
        return options.print_done(context, record(session, action, dry_run=True))
    try:
        write_evidence(evidence, ready)
        done = record(session, action)
    except RecouvError:
        take_evidence_back(evidence, ready)
        raise
    code = options.print_done(context, done)
    say_written(context, evidence, ready)
    return code

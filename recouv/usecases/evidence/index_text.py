"""What is in the file: an index for a person, and a manifest with the fingerprint of every other file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version

from msgspec import Struct

from recouv import __version__
from recouv.domain.message import Message, say
from recouv.letters.blocks import Block
from recouv.rules.payment_order import Court, months_to_serve
from recouv.usecases.evidence.case import Case
from recouv.usecases.evidence.file_names import MANIFEST
from recouv.usecases.evidence.parts import bullets, heading, paragraph, table
from recouv.usecases.evidence.pieces import Missing, Piece
from recouv.wording.catalogue import Catalogue

COURTS = {
    Court.COMMERCE: say("tribunal de commerce"),
    Court.JUDICIAIRE: say("tribunal judiciaire"),
    Court.PROTECTION: say("juge des contentieux de la protection"),
}
#: Principal and interest up to which the small claims procedure is open (CPCE art. R125-1).
_SMALL = 5000


class Listed(Struct, frozen=True, kw_only=True):
    """A file of the file."""

    path: str
    data: bytes
    what: str
    """In the language of the file."""
    piece: Piece | None = None

    @property
    def sha256(self) -> str:
        """Its fingerprint."""
        return hashlib.sha256(self.data).hexdigest()


class Findings(Struct, frozen=True, kw_only=True):
    """What a person is told beside the file."""

    court: Court | None
    """Of the request that is in the file; `None` where there is none."""
    why_none: tuple[tuple[Message, Message], ...]
    """What stands in its way, and what to do instead."""
    cautions: tuple[Message, ...]
    missing: tuple[Missing, ...]
    blanks: tuple[Message, ...]
    command: str
    """What makes the same file again."""


def index_blocks(case: Case, findings: Findings, files: Sequence[Listed], words: Catalogue) -> tuple[Block, ...]:
    """The index: for whoever prepares the file, before it is given."""
    return tuple(_index(case, findings, files, words))


def _index(case: Case, findings: Findings, files: Sequence[Listed], words: Catalogue) -> Iterator[Block]:
    said = words.text
    claim = case.claim
    yield heading(
        said(
            say(
                "Evidence file: {creditor} against {debtor}",
                creditor=case.creditor.get("name", "") or "–",
                debtor=case.client.name,
            )
        )
    )
    yield table(
        (said(say("Item")), said(say("Value"))),
        [
            (said(say("Counted on")), words.day(case.on)),
            (said(say("Made from commit")), case.snapshot.commit),
            (said(say("Dossier")), case.snapshot.dossier.path),
            (said(say("Made by")), f"recouv {__version__}"),
            (said(say("Late principal, tax included")), words.money(claim.totals.principal)),
            (said(say("Interest and recovery charges")), words.money(claim.totals.penalties)),
            (said(say("Total on {day}", day=case.on)), words.money(claim.total)),
        ],
    )
    yield heading(said(say("Order to pay (injonction de payer)")), 2)
    if findings.court is not None:
        yield paragraph(
            said(
                say(
                    "The request is addressed to the {court}. It is to be read, completed and signed.",
                    court=COURTS[findings.court],
                )
            )
        )
    for what, mend in findings.why_none:
        yield paragraph(said(say("No request is in this file: {what}.", what=what)), bold=True)
        yield paragraph(said(say("Instead: {mend}.", mend=mend)))
    if findings.cautions:
        yield bullets(map(said, findings.cautions))
    for title, rows in (
        (say("To be filled in by hand"), [said(one) for one in findings.blanks]),
        (say("Missing pieces"), [said(say("{what}: {why}", what=one.what, why=one.why)) for one in findings.missing]),
        (say("What comes next"), [said(one) for one in _next(case, findings.court)]),
    ):
        if rows:
            yield heading(said(title), 2)
            yield bullets(rows)
    yield heading(said(say("Files")), 2)
    yield table(
        (said(say("File")), said(say("What")), said(say("SHA-256"))),
        [(one.path, one.what, one.sha256) for one in files],
    )
    yield heading(said(say("How to check")), 2)
    yield bullets(
        map(
            said,
            (
                say("{manifest} lists every file with its SHA-256: sha256sum FILE prints it.", manifest=MANIFEST),
                say(
                    "The same commit, the same day and the same versions make the same bytes: {command}",
                    command=findings.command,
                ),
                say("recouv audit proves that the history of the workspace only added."),
            ),
        )
    )


def _next(case: Case, court: Court | None) -> Iterator[Message]:
    """What follows an order, and the other ways, by their texts."""
    if court is not None:
        yield say(
            "have the order served by a commissaire de justice within {count} months, or it lapses (CPC art. 1411)",
            count=months_to_serve(case.on),
        )
        yield say("the debtor has one month from service to oppose it (CPC art. 1416)")
        yield say("a refusal is without appeal: sue by the ordinary ways (CPC art. 1409)")
        yield say(
            "once it is served, record it: recouv handover {client} --role court --to WHOM",
            client=case.snapshot.dossier.id,
        )
    match court:
        case Court.COMMERCE:
            yield say("the registry's fee is paid within fifteen days of the request, or it lapses (CPC art. 1425)")
            yield say(
                "between traders, invoices that nobody contests may be collected without a judge (CPCE art. L126-1):"
                " ask a commissaire de justice whether it applies yet"
            )
        case Court.JUDICIAIRE | Court.PROTECTION:
            yield say("a tax stamp of 50 € may be due (CGI art. 1635 bis Q): ask the registry")
        case None:
            return
    if court is not Court.COMMERCE and (case.claim.totals.principal + case.claim.totals.interest).amount <= _SMALL:
        yield say(
            "up to 5,000 €, a commissaire de justice may also invite the debtor to agree (CPCE art. L125-1, R125-1)"
        )


def manifest_text(case: Case, findings: Findings, files: Sequence[Listed], words: Catalogue) -> str:
    """The manifest as JSON: codes, days and amounts as scripts read them, sentences in the language of the file."""
    said, claim, totals = words.text, case.claim, case.claim.totals
    document: Mapping[str, object] = {
        "format": 1,
        "recouv": __version__,
        "typst": version("typst"),
        "commit": case.snapshot.commit,
        "on": case.on.isoformat(),
        "language": words.language,
        "command": findings.command,
        "client": case.snapshot.dossier.id,
        "name": case.client.name,
        "currency": claim.currency,
        "principal": totals.principal.plain,
        "interest": totals.interest.plain,
        "indemnity": totals.indemnity.plain,
        "unallocated": claim.received.plain,
        "total": claim.total.plain,
        "per_day": totals.per_day.plain if totals.per_day is not None else None,
        "invoices": list(claim.numbers),
        "left_out": [
            {"invoice": one.number, "amount": one.amount.plain, "reason": said(one.reason)} for one in claim.left_out
        ],
        "court": str(findings.court) if findings.court is not None else None,
        "no_request": [{"what": said(what), "mend": said(mend)} for what, mend in findings.why_none],
        "cautions": [said(one) for one in findings.cautions],
        "blanks": [said(one) for one in findings.blanks],
        "missing": [{"what": said(one.what), "why": said(one.why)} for one in findings.missing],
        "files": [
            {
                "path": one.path,
                "sha256": one.sha256,
                "bytes": len(one.data),
                "what": one.what,
                "piece": one.piece.number if one.piece else None,
                "entry": f"^{one.piece.entry}" if one.piece and one.piece.entry else None,
                "source": one.piece.source or None if one.piece else None,
            }
            for one in files
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

"""What an import did, and the proof that the accounts tie out: for a person, and for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import say, say_many

if TYPE_CHECKING:
    from recouv.cli.context import Context
    from recouv.usecases.importing import Report
    from recouv.wording.catalogue import Catalogue

#: Above this many accounts only the differences are listed.
_SHOWN_PROOFS = 60


def import_document(report: Report, words: Catalogue) -> dict[str, object]:
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
        "bank_until": report.bank.until.isoformat() if report.bank else None,
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
        output.talk(say("line {line}: {what}", line=row.line, what=row.what) if row.line else row.what, "yellow")
    _print_proof(context, report)
    if report.bank is not None:
        output.message(
            say("bank data known until {day} (was {known})", day=report.bank.until, known=report.bank.was)
            if report.bank.was
            else say("bank data known until {day}", day=report.bank.until)
        )
    if report.commit:
        output.line(f"{report.commit} {report.subject}")
    elif asking:
        return
    elif report.changed or report.refused or report.bank or not report.known:
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

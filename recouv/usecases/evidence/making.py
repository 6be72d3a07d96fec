"""The file made: every byte of it, from one commit and for one day, so that anybody makes the same again."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.errors import ProblemsError, UsageError
from recouv.domain.message import Message, say
from recouv.domain.money import CURRENCIES
from recouv.letters.blocks import Block, Heading
from recouv.letters.markdown import as_markdown
from recouv.letters.page import SHEET_LAYOUT, Press, Sheet
from recouv.rules.court_claim import CourtClaim
from recouv.rules.payment_order import Court
from recouv.store.committed import Committed
from recouv.usecases.committing import exclusive
from recouv.usecases.evidence.application import SUBTITLE, TITLE, application_blocks, blanks
from recouv.usecases.evidence.case import Case
from recouv.usecases.evidence.file_names import INDEX, MANIFEST, TRANSLATION, piece_path, stem
from recouv.usecases.evidence.file_sheet import SHORT, file_blocks
from recouv.usecases.evidence.index_text import Findings, Listed, index_blocks, manifest_text
from recouv.usecases.evidence.parts import heading, paragraph, table
from recouv.usecases.evidence.pieces import Missing, Piece, Sort, gathered, still_missing
from recouv.usecases.evidence.snapshot import last_commit, snapshot
from recouv.usecases.invoices_named import known_invoices
from recouv.usecases.law import Handover
from recouv.usecases.letter_annex import penalty_annex
from recouv.usecases.letter_penalties import LetterPenalties
from recouv.usecases.recording import take_in_hand_edits
from recouv.usecases.session import Session
from recouv.wording.catalogue import Catalogue, catalogue
from recouv.wording.plain import plain

#: The language of the court.
_COURT_LANGUAGE = "fr"


class Wanted(Struct, frozen=True, kw_only=True):
    """What a person asks for."""

    on: date
    numbers: tuple[str, ...] = ()
    """The only invoices claimed; all of them when empty."""
    currency: str = ""
    """Empty for the client's."""
    court: Court | None = None
    """`None` for that of the client's kind."""
    request: bool = True
    """Whether an order to pay is asked for, where the law lets it."""
    town: str = ""
    """Of the court."""


class Evidence(Struct, frozen=True, kw_only=True):
    """The file, and what to know before it is given."""

    client: str
    """Id."""
    name: str
    on: date
    commit: str
    claim: CourtClaim
    findings: Findings
    uncommitted: tuple[str, ...]
    """Paths that were not looked at, because not committed; the file itself, which is that of the commit, says nothing
    of them."""
    files: Mapping[str, bytes]
    """Path in the file → content, in the order of the paths, index and manifest included."""
    hidden: str
    """Characters that no font could show."""

    @property
    def manifest(self) -> bytes:
        """What names every other file with its fingerprint."""
        return self.files[MANIFEST]

    @property
    def sha256(self) -> str:
        """The fingerprint of the manifest, hence of the whole."""
        return hashlib.sha256(self.manifest).hexdigest()


def make_evidence(session: Session, query: str, wanted: Wanted) -> Evidence:
    """The file of the client that `query` means, from the last commit.

    Raises:
        NothingFoundError: nobody answers, or an invoice asked for is not in the dossier.
        UsageError: several clients answer; there is no such currency.
        WorkspaceError: there is no commit, or it has not the dossier.
        ProblemsError: the dossier or the settings of the commit have problems; or a court was chosen, and no order
            to pay may be asked for.
        UnknownRateError: a rate that the statement rests on is not known.
    """
    if wanted.currency and wanted.currency not in CURRENCIES:
        raise UsageError(say("{text} is not a currency", text=wanted.currency), say("write it as EUR"))
    with Committed(session.workspace.root, last_commit(session)) as committed:
        known = snapshot(session, query, committed, wanted.on)
        wanted = replace(wanted, numbers=known_invoices(known.dossier, wanted.numbers))
        case = Case(known, wanted.on, numbers=wanted.numbers, currency=wanted.currency, court=wanted.court)
        _require_possible(case, wanted)
        pieces, refused = gathered(case, committed)
    with Press(SHEET_LAYOUT) as press:
        return _Making(case, wanted, session.words, press).made(pieces, refused)


def commit_what_was_typed(session: Session, client: str) -> None:
    """Have the last commit hold what was typed in the dossier, as any action does first.

    Raises:
        ProblemsError: what was typed cannot be read.
        WorkspaceError: another recouv is writing, or git refuses.
    """
    with exclusive(session, [client]):
        take_in_hand_edits(session, client)


def given_with(session: Session, handover: Handover, evidence: Evidence, proof: Path, sha256: str) -> Handover:
    """The handover that tells which file went with it.

    Args:
        session: Whoever hands it over.
        handover: As it would be without the file.
        evidence: The file.
        proof: What its fingerprint is of: the zip, or the manifest of the folder.
        sha256: That fingerprint.
    """
    root = session.workspace.root.resolve()
    place = proof.resolve()
    told = say(
        "Evidence file {name}, counted on {day}, from commit {commit}",
        name=proof.name if proof.name != MANIFEST else f"{proof.parent.name}/{MANIFEST}",
        day=evidence.on.isoformat(),
        commit=evidence.commit,
    )
    return replace(
        handover,
        note="\n".join(part for part in (handover.note, session.history_words.text(told)) if part),
        document=place.relative_to(root).as_posix() if place.is_relative_to(root) else "",
        sha256=sha256,
    )


def _require_possible(case: Case, wanted: Wanted) -> None:
    """Refuse the request that was asked for by name, where it is not the way."""
    if wanted.court is not None and wanted.request and case.obstacles:
        first = case.obstacles[0]
        raise ProblemsError(say("no order to pay may be asked for: {reason}", reason=first.what), [], first.mend)


class _Making:
    """One file at work."""

    def __init__(self, case: Case, wanted: Wanted, words: Catalogue, press: Press) -> None:
        self.case = case
        self.wanted = wanted
        self.words = words
        self.press = press
        self.hidden = ""

    def made(self, pieces: tuple[Piece, ...], refused: tuple[Missing, ...]) -> Evidence:
        """All of it, its pieces numbered."""
        case, words = self.case, self.words
        statement = self._statement()
        numbered = _numbered((*pieces, self._as_piece(statement)))
        findings = self._findings(numbered, refused)
        files = sorted(
            (*self._sheets(statement, numbered, findings), *map(self._listed, numbered)), key=lambda one: one.path
        )
        index = as_markdown(index_blocks(case, findings, files, words)).encode()
        what = words.text(say("index"))
        files = sorted((*files, Listed(path=INDEX, data=index, what=what)), key=lambda one: one.path)
        manifest = manifest_text(case, findings, files, words).encode()
        contents = {one.path: one.data for one in files} | {MANIFEST: manifest}
        return Evidence(
            client=case.snapshot.dossier.id,
            name=case.client.name,
            on=case.on,
            commit=case.snapshot.commit,
            claim=case.claim,
            findings=findings,
            uncommitted=case.snapshot.uncommitted,
            files=dict(sorted(contents.items())),
            hidden=self.hidden,
        )

    def _findings(self, pieces: tuple[Piece, ...], refused: tuple[Missing, ...]) -> Findings:
        case, wanted = self.case, self.wanted
        asked = wanted.request and not case.obstacles
        return Findings(
            court=case.court if asked else None,
            why_none=tuple((one.what, one.mend) for one in case.obstacles) if wanted.request else (),
            cautions=case.cautions if wanted.request else tuple(case.claim.statement.warnings),
            missing=(*refused, *still_missing(case, pieces)),
            blanks=tuple(blanks(case, wanted.town)) if asked else (),
            command=self._command(),
        )

    def _command(self) -> str:
        """What makes the same file again, from the same commit."""
        wanted = self.wanted
        court = "none" if not wanted.request else str(wanted.court or "")
        parts = ["recouv", "evidence", self.case.snapshot.dossier.id, "--on", wanted.on.isoformat()]
        parts += ["--lang", self.words.language]
        for option, value in (("--currency", wanted.currency), ("--court", court), ("--at", wanted.town)):
            parts += [option, value] if value else []
        return shlex.join([*parts, *(("--for", *wanted.numbers) if wanted.numbers else ())])

    def _statement(self) -> tuple[Block, ...]:
        """What is claimed, slice by slice."""
        case, words = self.case, self.words
        annex = penalty_annex(LetterPenalties(values={}, statement=case.claim.statement), case.claim.currency, words)
        parties = say(
            "{creditor} against {debtor}, on {day}.",
            creditor=case.creditor.get("name", "") or "–",
            debtor=case.client.name,
            day=case.on,
        )
        if annex:
            return (paragraph(words.text(parties)), *annex[0][1])
        totals = case.claim.totals
        rows = ((say("Late principal"), totals.principal), (say("Total due"), totals.total))
        return (
            paragraph(words.text(parties)),
            paragraph(words.text(say("No interest runs on that day."))),
            table(
                (words.text(say("Item")), words.text(say("Amount"))),
                [(words.text(label), words.money(amount)) for label, amount in rows],
                right=(1,),
                total=True,
            ),
        )

    def _as_piece(self, statement: tuple[Block, ...]) -> Piece:
        what = say("Statement of the claim on {day}", day=self.case.on)
        data = self._pdf(what, statement, self.words)
        return Piece(number=0, sort=Sort.STATEMENT, what=what, day=self.case.on, entry="", source="", data=data)

    def _sheets(self, statement: tuple[Block, ...], pieces: tuple[Piece, ...], findings: Findings) -> Iterator[Listed]:
        """What is made here: the file, the statement as text, the request."""
        words = self.words
        title = say("Evidence file")
        content = file_blocks(self.case, pieces, words)
        name, what = stem("file", words.language), words.text(title)
        yield Listed(path=f"{name}.pdf", data=self._pdf(title, content, words), what=what)
        yield Listed(path=f"{name}.md", data=self._markdown(title, content, words), what=what)
        told = say("Statement of the claim on {day}", day=self.case.on)
        text = self._markdown(told, statement, words)
        yield Listed(path=f"{stem('statement', words.language)}.md", data=text, what=words.text(told))
        if findings.court is None:
            return
        french = catalogue(_COURT_LANGUAGE)
        request = application_blocks(self.case, pieces, self.wanted.town, french)
        name, what = stem("request", words.language), words.text(TITLE)
        yield Listed(path=f"{name}.pdf", data=self._pdf(TITLE, request, french, SUBTITLE, signed=True), what=what)
        yield Listed(path=f"{name}.md", data=self._markdown(TITLE, request, french, SUBTITLE), what=what)
        if words.language != _COURT_LANGUAGE:
            read = application_blocks(self.case, pieces, self.wanted.town, words)
            what = words.text(say("The request, to be read: the one in French is signed"))
            yield Listed(path=TRANSLATION, data=self._markdown(TITLE, read, words, SUBTITLE), what=what)

    def _listed(self, piece: Piece) -> Listed:
        what = self.words.text(say("piece no. {numbers}", numbers=str(piece.number)))
        return Listed(
            path=piece_path(piece, self.words),
            data=piece.data,
            what=f"{what}, {plain(self.words.text(piece.what))}",
            piece=piece,
        )

    def _pdf(
        self,
        title: Message,
        body: tuple[Block, ...],
        words: Catalogue,
        subtitle: Message | None = None,
        *,
        signed: bool = False,
    ) -> bytes:
        creditor = plain(self.case.creditor.get("name", ""))
        siren = plain(self.case.creditor.get("siren", ""))
        commit = self.case.snapshot.commit[:SHORT]
        of_file = words.text(say("Counted on {day}, from commit {commit}", day=self.case.on, commit=commit))
        printed = self.press.print(
            Sheet(
                language=words.language,
                day=self.case.on,
                title=plain(words.text(title)),
                subtitle=words.text(subtitle) if subtitle else plain(f"{creditor} / {self.case.client.name}"),
                author=creditor,
                head=plain(f"{words.text(title)} · {creditor} / {self.case.client.name}"),
                body=body,
                footer=(" · ".join(part for part in (creditor, f"SIREN {siren}" if siren else "") if part), of_file),
                page_label=words.text(say("Page {page} of {pages}", page="{page}", pages="{pages}")),
                signed=signed,
            )
        )
        self.hidden += "".join(one for one in printed.missing if one not in self.hidden)
        return printed.pdf

    def _markdown(
        self, title: Message, body: tuple[Block, ...], words: Catalogue, subtitle: Message | None = None
    ) -> bytes:
        head = [heading(words.text(title))]
        if subtitle:
            head.append(paragraph(words.text(subtitle), italic=True))
        return as_markdown((*head, *_lowered(body))).encode()


def _lowered(body: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks with their titles under that of the page."""
    for block in body:
        yield replace(block, level=block.level + 1) if isinstance(block, Heading) else block


def _numbered(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    ordered = sorted(pieces, key=lambda one: (one.sort, one.day or date.min, one.source))
    return tuple(replace(one, number=rank) for rank, one in enumerate(ordered, 1))

"""The file for a court: from one commit, each piece as recorded, the same bytes for anybody."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from recouv.domain.errors import NothingFoundError, ProblemsError, UsageError, WorkspaceError
from recouv.rules.payment_order import Court
from recouv.store.workspace import Workspace
from recouv.usecases.evidence.archive import as_zip
from recouv.usecases.evidence.making import Wanted, make_evidence
from recouv.usecases.session import Session
from recouv.wording.catalogue import catalogue
from tests.conftest import TODAY, Desk

if TYPE_CHECKING:
    from pathlib import Path

    from recouv.usecases.evidence.making import Evidence

CREDITOR = """recouv: 1
creditor:
  name: Imprimerie de l'Autan SAS
  siren: "150482719"
  address: |
    46 rue des Typographes
    31200 Toulouse
language: fr
"""
HEAD = """---
name: Menuiserie Durand & Fils SARL
kind: company
siren: "732829320"
address: |
  12 rue des Artisans
  31000 Toulouse
---

## Journal

"""
PDF = b"%PDF-1.4 an invoice"
EML = b"From: a@b\r\nTo: c@d\r\nSubject: Relance\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLa facture *F1* reste due.\r\n"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def invoice(number: str = "F1", identifier: str = "aaaaaaaa", document: str = "", digest: str = "") -> str:
    """A late invoice and its document."""
    text = f"### 2026-06-12 invoice {number} ^{identifier}\n- amount: 1000.00\n- due: 2026-07-12\n"
    text += f"- document: {document}\n" if document else ""
    text += f"- sha256: {digest}\n" if digest else ""
    return text + "- recorded: 2026-06-12T09:00:00Z lea\n\n"


NOTICE = f"""### 2026-10-05 registered-letter ^bbbbbbbb
- to: 12 rue des Artisans 31000 Toulouse
- subject: MISE EN DEMEURE
- outcome: unconfirmed
- invoices: F1
- document: sent/2026/10/bbbbbbbb.pdf
- sha256: {sha256(PDF)}
- recorded: 2026-10-05T09:00:00Z lea

### 2026-10-06 sending ^bbbbbbbb ^cccccccc
- outcome: sent
- reference: 1A 234 567 8901 2
- recorded: 2026-10-06T09:00:00Z lea

"""
RECEIVED = f"""### 2026-10-09 sending ^bbbbbbbb ^dddddddd
- outcome: received
- document: documents/receipt.pdf
- sha256: {sha256(PDF)}
- recorded: 2026-10-12T09:00:00Z lea

"""


def put(desk: Desk, path: str, data: bytes = PDF) -> Path:
    """A file of the workspace."""
    file = desk.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def case(desk: Desk, journal: str, head: str = HEAD, language: str = "en") -> Session:
    """A creditor and that dossier, committed."""
    (desk.root / "recouv.yaml").write_text(CREDITOR)
    desk.write("durand", head + journal)
    return Session(workspace=Workspace.open(desk.root), today=TODAY, words=catalogue(language))


def made(session: Session, **wanted: object) -> Evidence:
    """The file on the day of the tests."""
    return make_evidence(session, "durand", Wanted(**{"on": TODAY, **wanted}))  # type: ignore[arg-type]


def manifest(evidence: Evidence) -> dict[str, object]:
    return json.loads(evidence.files["manifest.json"])  # type: ignore[no-any-return]


def missing(evidence: Evidence) -> dict[str, str]:
    """What lacks and why."""
    return {str(one.what): str(one.why) for one in evidence.findings.missing}


def words_of(pdf: bytes) -> str:
    """The text of a PDF on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


class TestReproducible:
    """Same commit, same day: same bytes."""

    def test_another_clone_elsewhere_makes_the_same(self, desk: Desk, tmp_path: Path) -> None:
        """Neither the folder, nor the day of the making, nor the files' dates are in it."""
        put(desk, "documents/f1.pdf")
        first = case(desk, invoice(document="documents/f1.pdf", digest=sha256(PDF)))
        other = tmp_path / "elsewhere" / "clone"
        subprocess.run(["git", "clone", "-q", str(desk.root), str(other)], check=True)
        second = Session(workspace=Workspace.open(other), today=date(2027, 3, 1), words=catalogue("en"))
        ours, theirs = made(first), made(second)
        assert ours.files == theirs.files
        assert as_zip(ours.files, "durand", TODAY) == as_zip(theirs.files, "durand", TODAY)
        for data in ours.files.values():
            assert str(tmp_path).encode() not in data

    def test_the_zip_says_no_moment_and_no_person(self) -> None:
        """Its members are sorted, of one day, with one mode, and stored as they are."""
        data = as_zip({"b.txt": b"b", "a/x.txt": b"x"}, "durand", TODAY)
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
        assert [one.filename for one in members] == ["durand/a/x.txt", "durand/b.txt"]
        assert {one.date_time for one in members} == {(2026, 11, 20, 0, 0, 0)}
        assert {(one.external_attr >> 16, one.compress_type) for one in members} == {(0o100644, zipfile.ZIP_STORED)}

    def test_the_manifest_has_the_fingerprint_of_every_other_file(self, desk: Desk) -> None:
        """And the commit, the day and the version."""
        put(desk, "documents/f1.pdf")
        found = made(case(desk, invoice(document="documents/f1.pdf")))
        told = manifest(found)
        assert {one["path"]: one["sha256"] for one in told["files"]} == {  # type: ignore[attr-defined,index]
            path: sha256(data) for path, data in found.files.items() if path != "manifest.json"
        }
        assert told["commit"] == desk.git("rev-parse", "HEAD").strip()
        assert (told["on"], told["recouv"], told["client"]) == ("2026-11-20", "0.1.0", "durand")


class TestCommittedVersion:
    """What is typed and not committed proves nothing."""

    def test_it_is_left_out_and_told(self, desk: Desk) -> None:
        """The file is that of the commit, to the byte; who makes it is told what it did not look at."""
        session = case(desk, invoice())
        before = made(session).files
        desk.write("durand", HEAD + invoice() + invoice("F2", "eeeeeeee"), commit=False)
        after = made(session)
        assert after.claim.numbers == ("F1",)
        assert after.uncommitted == ("dossiers/durand.md",)
        assert after.files == before

    def test_settings_and_rates_are_those_of_the_commit(self, desk: Desk) -> None:
        """A rate that is typed changes nothing yet."""
        session = case(desk, invoice())
        before = made(session).claim.total
        (desk.root / "rates.yaml").write_text("ecb:\n  - period: 2026-S2\n    rate: 9.00\n    source: typed\n")
        found = made(session)
        assert found.claim.total == before
        assert found.uncommitted == ("rates.yaml",)

    def test_a_dossier_never_committed_is_refused(self, desk: Desk) -> None:
        """It proves nothing yet."""
        session = case(desk, invoice())
        desk.write("petit", HEAD + invoice(), commit=False)
        with pytest.raises(WorkspaceError, match="not committed"):
            make_evidence(session, "petit", Wanted(on=TODAY))

    def test_a_dossier_committed_with_an_error_is_refused(self, desk: Desk) -> None:
        """Even when it was mended since and not committed."""
        session = case(desk, invoice().replace("1000.00", "a lot"))
        desk.write("durand", HEAD + invoice(), commit=False)
        with pytest.raises(ProblemsError):
            made(session)


class TestPieces:
    """Each document as it was recorded, numbered; the others with the reason."""

    def test_they_are_copied_in_the_order_of_a_judge(self, desk: Desk) -> None:
        """Contract, delivery, invoice, message, notice, proof, statement: one number each."""
        for path in ("documents/devis-12.pdf", "documents/BL-7.pdf", "documents/f1.pdf", "documents/receipt.pdf"):
            put(desk, path, PDF)
        put(desk, "sent/2026/10/bbbbbbbb.pdf")
        put(desk, "sent/2026/09/eeeeeeee.eml", EML)
        notes = "### 2026-05-01 note ^ffffffff\n- document: documents/BL-7.pdf\n\n"
        notes += "### 2026-05-02 note ^gggggggg\n- document: documents/devis-12.pdf\n\n"
        mail = "### 2026-09-05 email ^eeeeeeee\n- to: c@d\n- invoices: F1\n- step: reminder-1\n"
        mail += f"- document: sent/2026/09/eeeeeeee.eml\n- sha256: {sha256(EML)}\n\n"
        found = made(case(desk, notes + NOTICE + RECEIVED + mail + invoice(document="documents/f1.pdf")))
        pieces = [path for path in found.files if path.startswith("pieces/")]
        assert [path[7:] for path in pieces] == [
            "01-contract-or-quote-devis-12.pdf",
            "02-delivery-note-bl-7.pdf",
            "03-invoice-f1.pdf",
            "04-reminder-1-e-mail.eml",
            "05-formal-notice-registered-letter.pdf",
            "06-proof-of-sending-or-receipt-received.pdf",
            "07-statement-of-the-claim-on-20-nov-2026.pdf",
        ]
        assert found.files[pieces[3]] == EML
        assert missing(found) == {}
        assert "La facture \\*F1\\* reste due." in found.files["file.md"].decode()

    def test_what_lacks_is_listed(self, desk: Desk) -> None:
        """Invoice, order, delivery note, terms, formal notice."""
        assert list(missing(made(case(desk, invoice())))) == [
            "invoice F1",
            "order, signed quote or contract",
            "delivery note, or what proves that the work was done",
            "general terms accepted by the debtor",
            "formal notice",
        ]

    def test_the_creditors_own_terms_are_a_piece_and_prove_no_acceptance(self, desk: Desk) -> None:
        """They are joined first; that the debtor accepted them still lacks."""
        put(desk, "documents/cgv.pdf")
        case(desk, invoice())
        (desk.root / "recouv.yaml").write_text(
            CREDITOR.replace("language:", "  conditions: documents/cgv.pdf\nlanguage:")
        )
        desk.git("commit", "-qam", "terms")
        found = made(Session(workspace=Workspace.open(desk.root), today=TODAY, words=catalogue("en")))
        assert "pieces/01-general-terms-of-the-creditor.pdf" in found.files
        assert "accepted them" in missing(found)["general terms accepted by the debtor"]

    def test_a_notice_without_its_proof_of_receipt(self, desk: Desk) -> None:
        """The number of the letter is told; the proof itself lacks."""
        put(desk, "sent/2026/10/bbbbbbbb.pdf")
        found = missing(made(case(desk, invoice() + NOTICE)))
        assert "1A 234 567 8901 2" in found["proof of receipt of the formal notice of 2026-10-05"]

    @pytest.mark.parametrize(
        ("document", "why"),
        [
            ("../secret.pdf", "out of the workspace"),
            ("/etc/passwd", "out of the workspace"),
            ("documents/../../secret.pdf", "out of the workspace"),
            ("dossiers/other.md", "folder of the house"),
            ("recouv.yaml", "folder of the house"),
            (".git/config", "folder of the house"),
            ("sent/2026/10/zzzzzzzz.pdf", "another entry"),
            ("documents/link.pdf", "links are not followed"),
            ("linked/f1.pdf", "links are not followed"),
            ("documents", "it is a folder"),
            ("documents/none.pdf", "no such file"),
        ],
    )
    def test_nothing_else_leaves_the_house(self, desk: Desk, tmp_path: Path, document: str, why: str) -> None:
        """A path that leads elsewhere is not read, whatever fingerprint is recorded; the reason is told."""
        secret = tmp_path / "secret.pdf"
        secret.write_bytes(b"the secret")
        put(desk, "documents/f1.pdf")
        put(desk, "sent/2026/10/zzzzzzzz.pdf", b"the secret")
        (desk.root / "documents/link.pdf").symlink_to(secret)
        (desk.root / "linked").symlink_to(tmp_path)
        desk.write("other", "---\nname: the secret\n---\n\n## Journal\n")
        found = made(case(desk, invoice(document=document, digest=sha256(b"the secret"))))
        assert any(why in reason for what, reason in missing(found).items() if document in what)
        assert not any(b"the secret" in data for data in found.files.values())

    def test_a_link_is_called_one_without_any_fingerprint(self, desk: Desk, tmp_path: Path) -> None:
        """The commit knows that it is one."""
        (desk.root / "documents").mkdir()
        (desk.root / "documents/link.pdf").symlink_to(tmp_path)
        found = made(case(desk, invoice(document="documents/link.pdf")))
        assert missing(found)["invoice F1: documents/link.pdf"] == "it is a link, and links are not followed"

    def test_a_file_that_is_not_the_one_recorded_is_no_piece(self, desk: Desk) -> None:
        """Its fingerprint differs: it may have been replaced."""
        put(desk, "documents/f1.pdf", b"another")
        found = made(case(desk, invoice(document="documents/f1.pdf", digest=sha256(PDF))))
        assert "fingerprint differs" in missing(found)["invoice F1: documents/f1.pdf"]
        assert not any(data == b"another" for data in found.files.values())

    def test_a_heavy_file_kept_out_of_git_is_taken_by_its_fingerprint(self, desk: Desk) -> None:
        """With it the bytes are certain; without it they are not, and the file is refused."""
        (desk.root / ".gitignore").write_text("documents/\n")
        put(desk, "documents/f1.pdf")
        put(desk, "documents/f2.pdf")
        journal = invoice(document="documents/f1.pdf", digest=sha256(PDF))
        journal += invoice("F2", "eeeeeeee", document="documents/f2.pdf")
        found = made(case(desk, journal))
        assert "pieces/01-invoice-f1.pdf" in found.files
        assert "no fingerprint" in missing(found)["invoice F2: documents/f2.pdf"]

    def test_a_cancelled_entry_gives_no_piece(self, desk: Desk) -> None:
        """It was a mistake; the history still tells it."""
        put(desk, "documents/f1.pdf")
        note = "### 2026-05-01 note ^ffffffff\n- document: documents/f1.pdf\n\n"
        note += "### 2026-05-02 cancel ^ffffffff ^gggggggg\n\n"
        found = made(case(desk, note + invoice()))
        assert not any(data == PDF for data in found.files.values())
        assert "(cancelled)" in found.files["file.md"].decode()


class TestHostileText:
    """Nothing that a file says becomes markup, a path or a command."""

    def test_names_are_shown_as_they_are(self, desk: Desk) -> None:
        """In the PDF, in Markdown and in the names of files."""
        head = HEAD.replace("Menuiserie Durand & Fils SARL", '"#set page(); ../../<script>*x*</script> $1$ @y"')
        found = made(case(desk, invoice("F/../*1*", document="documents/none.pdf"), head))
        assert all(not path.startswith(("/", ".")) and ".." not in path for path in found.files)
        assert "<script>" not in found.files["file.md"].decode()
        assert "#set page(); ../../<script>*x*</script> $1$ @y" in words_of(found.files["file.pdf"])
        assert "#set page(); ../../<script>" in words_of(found.files["requete-injonction-de-payer.pdf"])

    def test_a_document_of_any_name_has_a_plain_one(self, desk: Desk) -> None:
        """Small letters, digits and dashes; the suffix only where it is one."""
        put(desk, "documents/\u202eévil; rm -rf ~.p d$f")
        note = "### 2026-05-01 note ^ffffffff\n- document: documents/\u202eévil; rm -rf ~.p d$f\n\n"
        found = made(case(desk, note + invoice()))
        assert "pieces/02-other-document-evil-rm-rf.bin" in found.files

    def test_words_of_the_house_stay_in_it(self, desk: Desk) -> None:
        """A note and the reason of a hold are told by their kind, without what they say."""
        notes = "### 2026-05-01 note ^ffffffff\n> The manager is a bore.\n\n"
        notes += "### 2026-05-02 hold ^gggggggg\n- until: 2026-05-10\n- reason: We were wrong\n\n"
        notes += "### 2026-05-03 call ^hhhhhhhh\n- with: Claire Petit\n> She will pay.\n\n"
        text = made(case(desk, notes + invoice())).files["file.md"].decode()
        assert "bore" not in text
        assert "We were wrong" not in text
        assert "She will pay." in text


class TestRequest:
    """The order to pay: filled in, its blanks visible, or refused with what to do instead."""

    def test_it_has_what_the_code_asks_for(self, desk: Desk) -> None:
        """Court, parties, sum with its elements and their articles, pieces, place to sign: in French."""
        put(desk, "documents/f1.pdf")
        found = made(case(desk, invoice(document="documents/f1.pdf")), town="Toulouse")
        text = words_of(found.files["requete-injonction-de-payer.pdf"])
        for part in (
            "tribunal de commerce (ou du tribunal des activités économiques) de Toulouse",
            "Imprimerie de l'Autan SAS",
            "732829320",
            "articles 1405 à 1408",
            "facture F1 du 12/06/2026",
            "L441-10, II et D441-5",
            "CPC art. 1406",
            "Bordereau des pièces",
            "Facture F1",
            "Nom, qualité et signature",
            "…………………",
        ):
            assert part.replace("\u00a0", " ") in text.replace("\u00a0", " "), part

    def test_the_sum_is_that_of_the_penalties(self, desk: Desk) -> None:
        """1,000.00 from 13 July to 20 November at 12.40 %: 131 days, 44.50; and 40.00 of charges."""
        found = made(case(desk, invoice()))
        assert found.claim.totals.interest.plain == "44.50"
        assert found.claim.total.plain == "1084.50"
        assert "**1 084,50 €**" in found.files["requete-injonction-de-payer.md"].decode().replace("\u00a0", " ")

    def test_a_consumer_is_sued_before_the_tribunal_judiciaire(self, desk: Desk) -> None:
        """Without any charge (CPCE L111-8), and with no interest before the notice."""
        found = made(case(desk, invoice(), HEAD.replace("company", "consumer")))
        text = found.files["requete-injonction-de-payer.md"].decode()
        assert "tribunal judiciaire" in text
        assert "L111-8" in text
        assert "40 €" not in text
        assert found.claim.total.plain == "1000.00"

    def test_a_court_may_be_chosen(self, desk: Desk) -> None:
        """A sole trader may be no trader; or no request is wanted."""
        session = case(desk, invoice(), HEAD.replace("company", "sole-trader"))
        assert "tribunal judiciaire" in made(session, court=Court.JUDICIAIRE).files["index.md"].decode()
        assert not any("requete" in path for path in made(session, request=False).files)

    @pytest.mark.parametrize(
        "journal",
        [
            "### 2026-10-20 insolvency Liquidation ^ffffffff\n\n",
            "### 2026-10-20 dispute F1 ^ffffffff\n\n",
            "### 2026-10-20 payment ^ffffffff\n- amount: 10.00\n\n",
        ],
    )
    def test_no_request_where_it_is_not_the_way(self, desk: Desk, journal: str) -> None:
        """The rest is made, with the reason; asked for by its court, it is refused."""
        session = case(desk, invoice() + journal)
        found = made(session)
        assert not any("requete" in path for path in found.files)
        assert found.findings.why_none
        assert "No request is in this file" in found.files["index.md"].decode()
        with pytest.raises(ProblemsError, match="no order to pay"):
            made(session, court=Court.COMMERCE)

    def test_the_english_one_is_for_reading(self, desk: Desk) -> None:
        """The act that is signed is in French whatever the language of the file."""
        session = case(desk, invoice())
        found = made(session)
        assert "Requête en injonction" in found.files["requete-injonction-de-payer.md"].decode()
        assert "Request for an order to pay" in found.files["request-in-english.md"].decode()
        french = made(replace(session, words=catalogue("fr")))
        assert "request-in-english.md" not in french.files

    def test_the_pieces_it_lists_are_those_of_the_file(self, desk: Desk) -> None:
        """Number by number."""
        put(desk, "documents/f1.pdf")
        found = made(case(desk, invoice(document="documents/f1.pdf"), language="fr"))
        text = found.files["requete-injonction-de-payer.md"].decode()
        assert "| 1 | Facture F1 |" in text
        assert "| 2 | Décompte de la créance" in text
        assert {"pieces/01-facture-f1.pdf"} < set(found.files)


class TestPages:
    """The PDFs are made as letters are."""

    def test_they_are_tagged_pdf_a(self, desk: Desk) -> None:
        """File, statement and request."""
        found = made(case(desk, invoice()))
        pages = [data for path, data in found.files.items() if path.endswith(".pdf")]
        assert len(pages) == 3
        for data in pages:
            root = PdfReader(io.BytesIO(data)).trailer["/Root"]
            assert b"pdfaid:part>2" in root["/Metadata"].get_data()  # type: ignore[index]

    def test_history_names_the_commit_of_each_entry(self, desk: Desk) -> None:
        """And the one that changed it."""
        case(desk, invoice())
        first = desk.git("rev-parse", "HEAD").strip()
        session = case(desk, invoice().replace("1000.00", "900.00"))
        second = desk.git("rev-parse", "HEAD").strip()
        text = made(session).files["file.md"].decode()
        assert f"{first[:12]}, changed by {second[:12]}" in text


class TestAsked:
    """What is asked for makes sense, or is refused."""

    def test_only_these_invoices(self, desk: Desk) -> None:
        """The others are told to be left out; one that is not there is an error."""
        session = case(desk, invoice() + invoice("F2", "eeeeeeee"))
        assert made(session, numbers=("f2",)).claim.numbers == ("F2",)
        with pytest.raises(NothingFoundError):
            made(session, numbers=("F9",))

    def test_a_currency_that_is_none(self, desk: Desk) -> None:
        """It is refused."""
        with pytest.raises(UsageError):
            made(case(desk, invoice()), currency="XXX")

    def test_the_command_told_makes_the_same(self, desk: Desk) -> None:
        """The index and the manifest say it whole, quoted for a shell."""
        session = case(desk, invoice())
        found = made(session, numbers=("F1",), court=Court.JUDICIAIRE, town="Saint-Gaudens; x")
        assert manifest(found)["command"] == (
            "recouv evidence durand --on 2026-11-20 --lang en --court tj --at 'Saint-Gaudens; x' --for F1"
        )

    def test_another_day(self, desk: Desk) -> None:
        """What happened after it is not in it."""
        session = case(
            desk, invoice() + "### 2026-11-10 payment ^ffffffff\n- amount: 1000.00\n- allocate:\n  - F1: 1000.00\n\n"
        )
        assert made(session, on=date(2026, 11, 9)).claim.totals.principal.plain == "1000.00"
        assert made(session).claim.numbers == ()
        assert made(replace(session, today=date(2027, 1, 1)), on=TODAY).claim.numbers == ()

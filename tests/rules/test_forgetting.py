"""What is personal in an entry, and what is left of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.kinds import KINDS, Family, Kind
from recouv.rules.account import account_on
from recouv.rules.forgetting import forgotten_entry, is_forgetting, keeps_its_document
from recouv.store.dossier_text import read_dossier
from tests.rules.journals import journals

PAYMENT = """### 2026-11-13 payment Mme Petit, by hand ^f5w2kb8t
- amount: 1000.00
- method: transfer
- reference: VIR SEPA PETIT CLAIRE F2026-031
- document: documents/statement.pdf
- allocate:
  - F2026-031: 1000.00
- recorded: 2026-11-13T08:00:00Z lea
> She wept.
> Twice.
<!-- her cousin called -->
"""
CALL = """### 2026-11-05 call ^c9x4tn1e
- with: Claire Petit
- to: +33561000000
- outcome: promised
- reason: cash-flow
- document: documents/petit.pdf
- message_id: <abc.petit@example.com>
- recorded: 2026-11-05T14:31:44Z lea
"""
HEAD = "---\nname: Claire Petit\nkind: consumer\n---\n\n## Journal\n"


class TestEntries:
    """Amounts, dates and numbers stay; words go."""

    def test_a_payment(self) -> None:
        """Its label, its reference and its note go; its amount, its lettering and its document stay."""
        assert forgotten_entry(PAYMENT) == (
            "### 2026-11-13 payment […] ^f5w2kb8t\n- amount: 1000.00\n- method: transfer\n- reference: […]\n"
            "- document: documents/statement.pdf\n- allocate:\n  - F2026-031: 1000.00\n"
            "- recorded: 2026-11-13T08:00:00Z lea\n> […]\n"
        )

    def test_a_call(self) -> None:
        """The person, the number and the piece go; the outcome, the counted reason and the writer stay."""
        assert forgotten_entry(CALL) == (
            "### 2026-11-05 call ^c9x4tn1e\n- with: […]\n- to: […]\n- outcome: promised\n- reason: cash-flow\n"
            "- document: […]\n- message_id: <c9x4tn1e@forgotten.invalid>\n- recorded: 2026-11-05T14:31:44Z lea\n"
        )

    def test_whom_a_file_was_handed_to(self) -> None:
        """A bailiff or a court is not the client."""
        text = "### 2026-11-05 handover ^c9x4tn1e\n- to: Tribunal de commerce\n- role: court\n"
        assert forgotten_entry(text) == text

    def test_the_entry_that_says_so(self) -> None:
        """Keeps its reason."""
        text = "### 2026-11-05 forget ^c9x4tn1e\n- requested: 2026-11-01\n- reason: 12 euros\n"
        assert forgotten_entry(text) == text

    @pytest.mark.parametrize("text", [PAYMENT, CALL])
    def test_done_twice(self, text: str) -> None:
        """It changes nothing more."""
        once = forgotten_entry(text)
        assert forgotten_entry(once) == once

    @pytest.mark.parametrize("kind", list(KINDS.values()), ids=lambda kind: kind.name)
    def test_documents_of_accounts_and_justice(self, kind: Kind) -> None:
        """Outlive the person, and no others."""
        assert keeps_its_document(kind.name) == (kind.family in (Family.MONEY, Family.LAW))


class TestSums:
    """The accounts stay exact to the cent."""

    @given(journals(), st.text(max_size=40))
    def test_any_journal(self, journal: list[str], note: str) -> None:
        """Every amount, due date and balance is the same before and after, whatever was noted."""
        quoted = "".join(f"> {line}\n" for line in note.split("\n")) if note.isprintable() else ""
        cut = "\n\n".join(["", *journal]).split("\n### ")[1:]
        pieces = [f"### {piece.rstrip()}\n{quoted}" for piece in cut]
        before = read_dossier((HEAD + "\n" + "\n".join(pieces)).encode(), path="dossiers/a.md").dossier
        after = read_dossier(
            (HEAD + "\n" + "\n".join(map(forgotten_entry, pieces))).encode(), path="dossiers/a.md"
        ).dossier
        assert [(e.kind, e.id, e.date, e.amount, e.shares) for e in before.entries] == [
            (e.kind, e.id, e.date, e.amount, e.shares) for e in after.entries
        ]
        for day in (date(2026, 1, 1), date(2026, 11, 20), date(2030, 1, 1)):
            one, other = (account_on(d.client, d.entries, day) for d in (before, after))
            assert one.items == other.items
            assert [(c.entry_id, c.amount, c.unallocated) for c in one.credits] == [
                (c.entry_id, c.amount, c.unallocated) for c in other.credits
            ]
        assert all(is_forgetting(piece, forgotten_entry(piece)) for piece in pieces)


class TestHonesty:
    """What an audit takes for forgetting."""

    @pytest.mark.parametrize("text", [PAYMENT, CALL])
    def test_what_the_rule_makes(self, text: str) -> None:
        """Is taken for it."""
        assert is_forgetting(text, forgotten_entry(text))

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("- amount: 1000.00", "- amount: 100.00"),
            ("- amount: 1000.00", "- amount: […]"),
            ("2026-11-13 payment", "2026-11-12 payment"),
            ("payment […]", "refund […]"),
            ("  - F2026-031: 1000.00\n", ""),
            ("- method: transfer\n", ""),
            ("- document: documents/statement.pdf", "- document: […]"),
            ("- reference: […]", "- reference: paid in full"),
            ("> […]", "> paid in full"),
            ("Z lea", "Z marc"),
            ("- recorded: 2026-11-13T08:00:00Z lea\n", ""),
            ("^f5w2kb8t", "^f5w2kb8u"),
        ],
    )
    def test_anything_else(self, before: str, after: str) -> None:
        """Is a change like any other."""
        honest = forgotten_entry(PAYMENT)
        assert before in honest
        assert not is_forgetting(PAYMENT, honest.replace(before, after))

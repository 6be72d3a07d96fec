"""What a journal may not say: each contradiction with the text that shows it and the words that report it."""

from __future__ import annotations

import pytest
from hypothesis import given

from .journals import dossier, journals

INVOICE = "### 2026-01-01 invoice F-1 ^aaaaaaaa\n- amount: 100.00\n- due: 2026-01-31\n"
PAYMENT = "\n### 2026-02-01 payment ^bbbbbbbb\n- amount: 60.00\n- allocate:\n  - F-1: 60.00\n"
DOLLARS = "\n### 2026-01-01 invoice D-1 ^dddddddd\n- amount: 100.00 USD\n"
PROMISE = "\n### 2026-02-01 promise ^pppppppp\n- amount: 10.00\n- by: 2026-02-10\n"
DISPUTE = "\n### 2026-02-01 dispute F-1 ^qqqqqqqq\n"
SAMPLES = {
    "an ID twice": (
        INVOICE + "\n### 2026-02-01 note ^aaaaaaaa\n> Copied.\n",
        [
            "11:5 error: ID ^aaaaaaaa is already that of the entry at line 7; remove the ^aaaaaaaa of the copy: recouv gives it another"
        ],
    ),
    "a cancel of itself": (
        "### 2026-02-01 cancel ^aaaaaaaa ^aaaaaaaa\n",
        ["7:5 error: an entry cannot cancel itself; name the entry that was a mistake"],
    ),
    "a cancel of nothing": (
        "### 2026-02-01 cancel ^zzzzzzzz\n",
        [
            "7:5 error: cancel names ^zzzzzzzz, which is not in this dossier; check the ID: it stands at the end of the title of the entry meant"
        ],
    ),
    "two that are both right, one of them not there": (
        PAYMENT.lstrip().partition("- allocate")[0] + "\n### 2026-02-01 distinct ^bbbbbbbb\n- other: ^zzzzzzzz\n",
        [
            "11:3 error: distinct names ^zzzzzzzz, which is not in this dossier; check the ID: it stands at the end of the title of the entry meant"
        ],
    ),
    "one that is distinct from itself": (
        PAYMENT.lstrip().partition("- allocate")[0] + "\n### 2026-02-01 distinct ^bbbbbbbb\n- other: ^bbbbbbbb\n",
        ["11:3 error: an entry is not distinct from itself; name both entries"],
    ),
    "a cancel that names nothing": (
        "### 2026-02-01 cancel\n",
        ["7:22 error: cancel does not say which; write it after the kind, as in ### 2026-11-05 cancel ^7k3f9x2m"],
    ),
    "an allocation of nothing": (
        INVOICE + "\n### 2026-02-01 allocate ^zzzzzzzz\n- allocate:\n  - F-1: 1.00\n",
        [
            "11:5 error: allocate names ^zzzzzzzz, which is not in this dossier; check the ID: it stands at the end of the title of the entry meant"
        ],
    ),
    "an allocation of an invoice": (
        INVOICE + "\n### 2026-02-01 allocate ^aaaaaaaa\n- allocate:\n  - F-1: 1.00\n",
        ["11:5 error: allocate names ^aaaaaaaa, which is of another kind: invoice; name one of: payment / credit-note"],
    ),
    "a refund of an invoice": (
        INVOICE + "\n### 2026-02-01 refund ^aaaaaaaa ^cccccccc\n- amount: 1.00\n",
        ["11:5 error: refund names ^aaaaaaaa, which is of another kind: invoice; name one of: payment / credit-note"],
    ),
    "a credit note rejected": (
        "### 2026-02-01 credit-note A-1 ^bbbbbbbb\n- amount: 5.00\n\n### 2026-02-02 rejected ^bbbbbbbb\n",
        ["10:5 error: rejected names ^bbbbbbbb, which is of another kind: credit-note; name one of: payment"],
    ),
    "a payment rejected twice": (
        INVOICE + PAYMENT + "\n### 2026-02-02 rejected ^bbbbbbbb\n\n### 2026-02-03 rejected ^bbbbbbbb\n",
        ["18:5 error: payment ^bbbbbbbb is already rejected; cancel one of the two rejections"],
    ),
    "an answer taken in twice": (
        "### 2026-02-01 reply ^aaaaaaaa\n- message_id: <1@x>\n\n### 2026-02-01 reply ^bbbbbbbb\n- message_id: <1@x>\n",
        ["11:3 warning: the message of ^bbbbbbbb is in the journal already, at line 7; cancel one of the two"],
    ),
    "a promise that ends a dispute": (
        INVOICE + PROMISE + "\n### 2026-02-02 resolve ^pppppppp\n",
        ["15:5 error: resolve names ^pppppppp, which is of another kind: promise; name one of: dispute"],
    ),
    "a dispute released": (
        INVOICE + DISPUTE + "\n### 2026-02-02 release ^qqqqqqqq\n",
        [
            "13:5 error: release names ^qqqqqqqq, which is of another kind: dispute; name one of: hold / plan / insolvency"
        ],
    ),
    "a note done": (
        "### 2026-02-01 note ^aaaaaaaa\n> Hello.\n\n### 2026-02-02 done ^aaaaaaaa\n",
        ["10:5 error: done names ^aaaaaaaa, which is of another kind: note; name one of: task"],
    ),
    "a number twice": (
        INVOICE + "\n### 2026-01-02 invoice F-1 ^bbbbbbbb\n- amount: 5.00\n",
        ["11:5 error: invoice F-1 is already at line 7; cancel one of the two, or correct its number"],
    ),
    "terms in other words": (
        "### 2026-01-01 invoice F-1\n- amount: 100.00\n- terms: when I can\n",
        ["9:3 error: payment terms when I can are not understood; write for instance: 30 days end of month"],
    ),
    "instalments that do not add up": (
        "### 2026-01-01 invoice F-1\n- amount: 100.00\n- due:\n  - 2026-02-01: 50.00\n  - 2026-03-01: 49.99\n",
        ["9:3 error: the instalments of F-1 sum to 99.99 EUR, the invoice is 100.00 EUR; correct the rows under due"],
    ),
    "instalments in another currency": (
        "### 2026-01-01 invoice F-1\n- amount: 100.00\n- due:\n  - 2026-02-01: 100.00 USD\n",
        ["9:3 error: the instalments of F-1 are not in the invoice's currency; write them all in EUR"],
    ),
    "a due date before the invoice": (
        "### 2026-01-02 invoice F-1\n- amount: 100.00\n- due: 2026-01-01\n",
        [
            "9:3 warning: F-1 is due 2026-01-01, before its issue on 2026-01-02; correct the date of the invoice or its due date"
        ],
    ),
    "money for an unknown invoice": (
        INVOICE + PAYMENT.replace("F-1", "F-l"),
        ["13:3 error: there is no invoice F-l in this dossier; did you mean F-1?"],
    ),
    "money for an invoice like no other": (
        PAYMENT.lstrip().replace("F-1", "2026/77"),
        ["9:3 error: there is no invoice 2026/77 in this dossier; record the invoice first, or correct the number"],
    ),
    "money for a cancelled invoice": (
        INVOICE + PAYMENT + "\n### 2026-02-02 cancel ^aaaaaaaa\n",
        ["13:3 error: there is no invoice F-1 in this dossier; record the invoice first, or correct the number"],
    ),
    "a credit note of an unknown invoice": (
        "### 2026-02-01 credit-note A-1\n- amount: 5.00\n- invoice: F-9\n",
        ["9:3 error: there is no invoice F-9 in this dossier; record the invoice first, or correct the number"],
    ),
    "a write-off of an unknown invoice": (
        "### 2026-02-01 write-off F-9\n- amount: 5.00\n",
        ["7:5 error: there is no invoice F-9 in this dossier; record the invoice first, or correct the number"],
    ),
    "euros for dollars": (
        DOLLARS.lstrip() + PAYMENT.replace("F-1", "D-1"),
        ["12:3 error: D-1 is in USD, 60.00 EUR cannot settle it; allocate it to an invoice of its own currency"],
    ),
    "a payment in euros with rows in dollars": (
        DOLLARS.lstrip() + PAYMENT.replace("F-1: 60.00", "D-1: 60.00 USD"),
        ["12:3 error: D-1 is in USD, 60.00 EUR cannot settle it; allocate it to an invoice of its own currency"],
    ),
    "a refund in another currency": (
        INVOICE + PAYMENT + "\n### 2026-02-02 refund ^bbbbbbbb ^cccccccc\n- amount: 1.00 USD\n",
        ["17:3 error: 1.00 USD is not in EUR; write them all in EUR"],
    ),
    "a dispute in another currency": (
        INVOICE + DISPUTE + "- amount: 1.00 USD\n",
        ["12:3 error: 1.00 USD is not in EUR; write them all in EUR"],
    ),
    "an invoice paid twice": (
        INVOICE + PAYMENT + PAYMENT.replace("bbbbbbbb", "cccccccc"),
        [
            "18:3 error: 20.00 EUR too much is allocated to F-1, which was 100.00 EUR; cancel one of the allocations, or lower it"
        ],
    ),
    "a write-off on top of a payment": (
        INVOICE + PAYMENT + "\n### 2026-02-02 write-off F-1\n- amount: 40.01\n",
        [
            "16:5 error: 0.01 EUR too much is allocated to F-1, which was 100.00 EUR; cancel one of the allocations, or lower it"
        ],
    ),
    "a payment spent twice": (
        INVOICE + PAYMENT + "\n### 2026-02-02 allocate ^bbbbbbbb\n- allocate:\n  - F-1: 10.00\n",
        [
            "17:3 error: 10.00 EUR too much is taken from payment ^bbbbbbbb, which was 60.00 EUR; cancel one of the allocations, or lower it"
        ],
    ),
    "a payment spent and given back": (
        INVOICE + PAYMENT + "\n### 2026-02-02 refund ^bbbbbbbb ^cccccccc\n- amount: 0.01\n",
        [
            "16:5 error: 0.01 EUR too much is taken from payment ^bbbbbbbb, which was 60.00 EUR; cancel one of the allocations, or lower it"
        ],
    ),
    "a write-off whose rows do not add up": (
        INVOICE + "\n### 2026-02-02 write-off\n- amount: 5.00\n- allocate:\n  - F-1: 4.00\n",
        ["13:3 error: the rows of the write-off sum to 4.00 EUR, not to 5.00 EUR; correct the rows under allocate"],
    ),
    "a write-off in another currency": (
        DOLLARS.lstrip() + "\n### 2026-02-02 write-off\n- amount: 5.00\n- allocate:\n  - D-1: 5.00 USD\n",
        ["12:3 error: the rows of the write-off sum to 5.00 USD, not to 5.00 EUR; correct the rows under allocate"],
    ),
    "a write-off of nothing": (
        INVOICE + "\n### 2026-02-02 write-off\n- amount: 5.00\n",
        ["11:5 error: the write-off names no invoice; write its number after write-off, or rows under allocate"],
    ),
    "a promise on an unknown invoice": (
        INVOICE + PROMISE + "- invoices: F-1, F-2\n",
        ["14:3 error: there is no invoice F-2 in this dossier; did you mean F-1?"],
    ),
    "a call about an unknown invoice": (
        INVOICE + "\n### 2026-02-01 call\n- invoices: X\n",
        ["12:3 warning: there is no invoice X in this dossier; record the invoice first, or correct the number"],
    ),
    "a dispute of an unknown invoice": (
        "### 2026-02-01 dispute F-9\n",
        ["7:5 error: there is no invoice F-9 in this dossier; record the invoice first, or correct the number"],
    ),
    "a dispute of more than the invoice": (
        INVOICE + DISPUTE + "- amount: 100.01\n",
        [
            "12:3 error: 100.01 EUR is disputed on F-1, which was 100.00 EUR; lower the amount, or leave it out to dispute the whole invoice"
        ],
    ),
    "a dispute that ends a promise": (
        INVOICE + DISPUTE + "\n### 2026-02-02 withdraw ^qqqqqqqq\n",
        ["13:5 error: withdraw names ^qqqqqqqq, which is of another kind: dispute; name one of: promise"],
    ),
    "a release of a promise": (
        INVOICE + PROMISE + "\n### 2026-02-02 release ^pppppppp\n",
        [
            "15:5 error: release names ^pppppppp, which is of another kind: promise; name one of: hold / plan / insolvency"
        ],
    ),
    "a recall of a dispute": (
        INVOICE + DISPUTE + "\n### 2026-02-02 recall ^qqqqqqqq\n",
        ["13:5 error: recall names ^qqqqqqqq, which is of another kind: dispute; name one of: handover"],
    ),
    "a promise for a day that is past": (
        INVOICE + PROMISE.replace("2026-02-10", "2026-01-31"),
        [
            "13:3 error: a promise made on 2026-02-01 cannot be for 2026-01-31; correct the date of the promise or its last day"
        ],
    ),
    "a promise in a currency in which its invoice owes nothing": (
        INVOICE + PROMISE.replace("10.00", "10.00 USD") + "- invoices: F-1\n",
        ["12:3 error: 10.00 USD is not in EUR; write them all in EUR"],
    ),
    "a plan without instalments": (
        INVOICE + "\n### 2026-02-01 plan\n- invoices: F-1\n- instalments:\n",
        ["13:1 error: instalments has no rows; add rows under it, two spaces in: - 2026-12-15: 400.00"],
    ),
    "a plan in a currency in which its invoice owes nothing": (
        INVOICE + DOLLARS + "\n### 2026-02-01 plan\n- invoices: D-1\n- instalments:\n  - 2026-03-01: 100.00\n",
        ["16:3 error: 100.00 EUR is not in USD; write them all in USD"],
    ),
    "a plan in a currency in which nothing is owed": (
        INVOICE + "\n### 2026-02-01 plan\n- instalments:\n  - 2026-03-01: 100.00 USD\n",
        ["12:3 error: 100.00 USD is not in EUR; write them all in EUR"],
    ),
    "two disputes of one invoice": (
        INVOICE + DISPUTE + "- amount: 5.00\n" + DISPUTE.replace("qqqqqqqq", "rrrrrrrr"),
        ["14:5 warning: F-1 is disputed already, at line 11; resolve one of the two, or say which part each contests"],
    ),
}

SOUND = {
    "a plan in each currency of its invoices": INVOICE
    + DOLLARS
    + "\n### 2026-02-01 plan\n- invoices: F-1, D-1\n- instalments:\n  - 2026-03-01: 100.00\n  - 2026-04-01: 100.00 USD\n",
    "a promise for the day on which it is made": INVOICE + PROMISE.replace("2026-02-10", "2026-02-01"),
    "two parts of an invoice in dispute": INVOICE
    + DISPUTE
    + "- amount: 5.00\n"
    + DISPUTE.replace("qqqqqqqq", "rrrrrrrr")
    + "- amount: 6.00\n",
    "a dispute after the first is resolved": INVOICE
    + DISPUTE
    + "\n### 2026-02-02 resolve ^qqqqqqqq ^ssssssss\n"
    + DISPUTE.replace("qqqqqqqq", "rrrrrrrr"),
    "a payment rejected and paid again": INVOICE
    + PAYMENT
    + "\n### 2026-02-02 rejected ^bbbbbbbb\n"
    + PAYMENT.replace("bbbbbbbb", "cccccccc"),
    "a payment cancelled after its lettrage, and entered again": INVOICE
    + "\n### 2026-02-01 payment ^bbbbbbbb\n- amount: 100.00\n"
    + "\n### 2026-02-02 allocate ^bbbbbbbb ^cccccccc\n- allocate:\n  - F-1: 100.00\n"
    + "\n### 2026-02-03 cancel ^bbbbbbbb\n"
    + "\n### 2026-02-01 payment ^eeeeeeee\n- amount: 100.00\n- allocate:\n  - F-1: 100.00\n",
    "a wrong invoice cancelled and the right one": INVOICE
    + "\n### 2026-02-02 cancel ^aaaaaaaa\n\n### 2026-01-01 invoice F-1 ^bbbbbbbb\n- amount: 90.00\n"
    + PAYMENT.replace("bbbbbbbb", "cccccccc"),
    "a credit note of a whole invoice": INVOICE
    + "\n### 2026-02-01 credit-note A-1\n- amount: 100.00\n- invoice: F-1\n",
    "the same number of an invoice and a credit note": INVOICE + "\n### 2026-02-01 credit-note F-1\n- amount: 1.00\n",
    "money before its invoice": INVOICE + PAYMENT.replace("2026-02-01", "2025-12-01"),
    "a cancellation dated before what it cancels": PAYMENT.lstrip() + "\n### 2026-01-01 cancel ^bbbbbbbb\n",
    "each currency in its place": INVOICE
    + DOLLARS
    + "\n### 2026-02-01 payment\n- amount: 5.00 USD\n- allocate:\n  - D-1: 5.00 USD\n",
}


def problems(journal: str) -> list[str]:
    return [
        f"{problem.line}:{problem.column} {problem.severity}: {problem.what}; {problem.mend}"
        for problem in dossier(journal).problems
    ]


class TestContradictions:
    """Each is reported once, at its place, with how to mend it."""

    @pytest.mark.parametrize("name", SAMPLES)
    def test_is_reported(self, name: str) -> None:
        """The sample gives these problems and no other."""
        journal, expected = SAMPLES[name]
        assert problems(journal) == expected

    def test_all_at_once(self) -> None:
        """One contradiction hides no other."""
        both = INVOICE + PAYMENT + PAYMENT + "\n### 2026-02-01 write-off\n- amount: 1.00\n"
        assert len(problems(both)) == 4


class TestStruckOut:
    """Entries struck out by a `cancel` are not judged."""

    @pytest.mark.parametrize("name", [name for name, (text, _) in SAMPLES.items() if "invoices: F-1, F-2" in text])
    def test_is_judged_no_more(self, name: str) -> None:
        """Cancelling the wrong entry mends the dossier."""
        assert problems(SAMPLES[name][0] + "\n### 2026-03-01 cancel ^pppppppp\n") == []

    def test_counts_again(self) -> None:
        """And cancelling that cancellation breaks it again."""
        wrong = INVOICE + PAYMENT + PAYMENT.replace("bbbbbbbb", "cccccccc")
        mended = wrong + "\n### 2026-03-01 cancel ^cccccccc ^eeeeeeee\n"
        assert problems(mended) == []
        assert problems(mended + "\n### 2026-03-02 cancel ^eeeeeeee\n") == problems(wrong)


class TestSound:
    """What is unusual and right is not reported."""

    @pytest.mark.parametrize("name", SOUND)
    def test_is_silent(self, name: str) -> None:
        """No problem, not even a warning."""
        assert problems(SOUND[name]) == []

    @given(journals())
    def test_sound_journals(self, blocks: list[str]) -> None:
        """A journal in which nothing is allocated twice has no error, in any order of its entries."""
        read = dossier("\n".join(block for block in blocks if " cancel ^" not in block))
        assert [str(problem.what) for problem in read.problems if problem.blocks] == []

"""What an imported account adds to a dossier: nothing twice, nothing overwritten."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Recorded
from recouv.domain.imported import ImportedAccount, ImportedEntry, ImportedShare
from recouv.domain.money import Money
from recouv.rules.import_merge import Merged, known_items, merge_account
from recouv.store.dossier_text import read_dossier
from recouv.store.journal_writing import write_entry

from .journals import FAR, FIRST_DAY, account, cents, sound

HEAD = "---\nname: Durand\n---\n\n## Journal\n\n"


def euros(amount: str) -> Money:
    return Money(Decimal(amount))


def entry(key: str, kind: str, amount: str, number: str = "", day: str = "2026-01-10", **more: object) -> ImportedEntry:
    return ImportedEntry(key=key, kind=kind, date=date.fromisoformat(day), money=euros(amount), number=number, **more)


def share(source: str, target: str, amount: str) -> ImportedShare:
    return ImportedShare(source=source, target=target, money=euros(amount), basis="lettering")


def imported(*entries: ImportedEntry, shares: tuple[ImportedShare, ...] = ()) -> ImportedAccount:
    return ImportedAccount(account="411D", code="D", name="Durand", entries=entries, shares=shares)


class Book:
    """A dossier that imports are merged into, as its text."""

    def __init__(self, journal: str = "") -> None:
        self.text = HEAD + journal.lstrip()
        self.ids = (f"{rank:08d}" for rank in count(1))

    def read(self) -> Dossier:
        read = read_dossier(self.text.encode(), path="dossiers/durand.md").dossier
        assert [f"{problem.place}: {problem.what}" for problem in read.problems if problem.blocks] == []
        return read

    def take(self, account_: ImportedAccount) -> Merged:
        read = self.read()
        merged = merge_account(read.client, read.entries, account_, lambda: next(self.ids))
        written = [write_entry(draft, Recorded("2026-12-01T00:00:00Z", "import")) for draft in merged.drafts]
        self.text += "".join("\n" + piece for piece in written)
        self.read()
        return merged

    def figures(self) -> tuple[dict[str, str], str]:
        """What is left of each invoice, and what is unallocated."""
        of = account(self.read(), FAR)
        return {item.number: item.balance.plain for item in of.items}, of.unallocated("EUR").plain


BOTH = imported(
    entry("k1", "invoice", "100.00", "F-1"),
    entry("k2", "payment", "60.00", day="2026-02-01", reference="VIR DURAND"),
    shares=(share("k2", "k1", "60.00"),),
)


class TestNothingTwice:
    """An entry whose key the dossier already holds is known."""

    def test_first_time(self) -> None:
        """Everything is written, with what the books say of it."""
        book = Book()
        merged = book.take(BOTH)
        assert (dict(merged.counts), merged.allocated, merged.known) == ({"invoice": 1, "payment": 1}, 1, 0)
        assert book.figures() == ({"F-1": "40.00"}, "0.00")
        assert [fact.word("source") for fact in book.read().entries] == ["k1", "k2"]
        assert book.read().entries[1].word("reference") == "VIR DURAND"

    def test_second_time(self) -> None:
        """The same file again changes nothing."""
        book = Book()
        book.take(BOTH)
        merged = book.take(BOTH)
        assert (merged.drafts, merged.known, merged.refused) == ([], 2, [])

    def test_rejection_again(self) -> None:
        """A rejection that is there already is known, though it has no amount of its own."""
        book = Book()
        rejection = entry("k3", "rejected", "60.00", day="2026-02-05", target="k2")
        book.take(imported(*BOTH.entries, rejection))
        assert book.figures() == ({"F-1": "100.00"}, "0.00")
        assert book.take(imported(*BOTH.entries, rejection)).drafts == []

    def test_cancelled_since(self) -> None:
        """An imported entry that an undo took back is taken again; one that somebody cancelled stays out."""
        book = Book()
        book.take(imported(BOTH.entries[1]))
        book.text += "\n### 2026-02-02 cancel ^00000001\n- reason: undo\n"
        assert len(book.take(imported(BOTH.entries[1])).drafts) == 1
        book.text += "\n### 2026-02-02 cancel ^00000002\n- reason: a mistake\n"
        merged = book.take(imported(BOTH.entries[1]))
        assert (merged.drafts, merged.known) == ([], 1)
        assert str(merged.warnings[0].what).endswith("was cancelled on 2026-02-02: left out")


class TestNothingOverwritten:
    """An invoice whose number is there with the same amount is the same; with another it is reported, never changed."""

    def test_recorded_by_hand(self) -> None:
        """An invoice typed by hand and not sealed yet is the same one, and payments find it."""
        book = Book("### 2026-01-09 invoice F-1\n- amount: 100.00\n")
        merged = book.take(BOTH)
        assert (dict(merged.counts), merged.known) == ({"payment": 1}, 1)
        assert book.figures() == ({"F-1": "40.00"}, "0.00")

    def test_other_amount(self) -> None:
        """The dossier's amount stays, the line is named, and its money is not allocated to it."""
        book = Book("### 2026-01-09 invoice F-1 ^aaaaaaaa\n- amount: 90.00\n")
        merged = book.take(imported(replace(BOTH.entries[0], line=7), BOTH.entries[1], shares=BOTH.shares))
        (refused,) = merged.refused
        assert (refused.line, str(refused.what)) == (
            7,
            "F-1 is 100.00 EUR in the file and 90.00 EUR in the dossier: left as it is there",
        )
        assert book.figures() == ({"F-1": "90.00"}, "60.00")

    def test_other_currency(self) -> None:
        """Ninety dollars are not ninety euros."""
        book = Book("### 2026-01-09 invoice F-1 ^aaaaaaaa\n- amount: 100.00 USD\n")
        assert len(book.take(BOTH).refused) == 1

    def test_other_piece_of_one_reference(self) -> None:
        """Books that call two pieces by one number get two invoices, and a write-off goes to the right one."""
        book = Book("### 2026-01-01 invoice F-1 ^aaaaaaaa\n- amount: 30.00\n- source: fec VE/1/20260101 0\n")
        book.take(
            imported(
                entry("fec VE/9/20260201 1", "invoice", "100.00", "F-1", day="2026-02-01"),
                entry("fec OD/1/20260301 2", "write-off", "25.00", "F-1", day="2026-03-01"),
            )
        )
        assert book.figures()[0] == {"F-1": "30.00", "F-1-20260201": "75.00"}


class TestAllocations:
    """Allocations are added for the part that is not there yet, never beyond what is left of either side."""

    def test_of_money_already_there(self) -> None:
        """Lettrage that comes in a later file is an `allocate` of the payment that the dossier holds."""
        book = Book()
        book.take(imported(*BOTH.entries))
        assert book.figures() == ({"F-1": "100.00"}, "60.00")
        merged = book.take(BOTH)
        assert [(draft.kind, draft.target, str(draft.date)) for draft in merged.drafts] == [
            ("allocate", "00000002", "2026-02-01")
        ]
        assert book.figures() == ({"F-1": "40.00"}, "0.00")

    def test_only_what_is_missing(self) -> None:
        """What somebody allocated by hand is not allocated again."""
        book = Book()
        book.take(imported(*BOTH.entries))
        book.text += "\n### 2026-02-03 allocate ^00000002\n- allocate:\n  - F-1: 20.00\n"
        book.take(BOTH)
        assert book.figures() == ({"F-1": "40.00"}, "0.00")

    def test_in_several_rows(self) -> None:
        """Two rows of one payment and one invoice are compared as their sum."""
        book = Book()
        rows = (share("k2", "k1", "25.00"), share("k2", "k1", "15.00"))
        book.take(imported(*BOTH.entries, shares=rows))
        assert book.figures() == ({"F-1": "60.00"}, "20.00")
        assert book.take(imported(*BOTH.entries, shares=rows)).drafts == []

    def test_never_beyond_the_invoice(self) -> None:
        """What was paid otherwise since leaves no room."""
        book = Book("### 2026-01-09 invoice F-1 ^aaaaaaaa\n- amount: 100.00\n")
        book.text += "\n### 2026-01-20 payment ^bbbbbbbb\n- amount: 70.00\n- allocate:\n  - F-1: 70.00\n"
        book.take(BOTH)
        assert book.figures() == ({"F-1": "0.00"}, "30.00")

    def test_after_a_rejection(self) -> None:
        """What a rejected payment had settled may be settled by the one that replaces it, in the same file."""
        book = Book()
        book.take(BOTH)
        again = (
            *BOTH.entries,
            entry("k3", "rejected", "60.00", day="2026-02-05", target="k2"),
            entry("k4", "payment", "100.00", day="2026-02-20"),
        )
        file = imported(*again, shares=(share("k4", "k1", "100.00"),))
        book.take(file)
        assert book.figures() == ({"F-1": "0.00"}, "0.00")
        assert book.take(file).drafts == []

    def test_beside_write_offs_and_refunds(self) -> None:
        """What is written off or given back in the same file is neither settled nor spent."""
        book = Book()
        book.take(
            imported(
                *BOTH.entries,
                entry("k3", "write-off", "70.00", "F-1", day="2026-03-01"),
                entry("k4", "refund", "50.00", day="2026-03-01", target="k2"),
                shares=BOTH.shares,
            )
        )
        assert book.figures() == ({"F-1": "20.00"}, "0.00")


class TestKnownItems:
    """What the dossier already holds open, for an importer to recognise."""

    JOURNAL = """
### 2026-01-01 invoice F-1 ^aaaaaaaa
- amount: 100.00

### 2026-02-01 payment CHQ ^bbbbbbbb
- amount: 30.00
- allocate:
  - F-1: 10.00

### 2026-02-02 payment
- amount: 5.00
"""

    def test_open_ones(self) -> None:
        """Invoices and money, with what is left of them; what has no ID yet cannot be named."""
        read = sound(self.JOURNAL)
        items = known_items(read.client, read.entries)
        assert [(item.key, item.number, item.balance.plain, item.is_credit) for item in items] == [
            ("^aaaaaaaa", "F-1", "90.00", False),
            ("^bbbbbbbb", "CHQ", "20.00", True),
        ]

    def test_before_a_day(self) -> None:
        """As they stood at the end of the day before."""
        read = sound(self.JOURNAL)
        items = known_items(read.client, read.entries, before=date(2026, 2, 1))
        assert [(item.key, item.balance.plain) for item in items] == [("^aaaaaaaa", "100.00")]


@st.composite
def files(draw: st.DrawFn) -> ImportedAccount:
    """Books of one client: shares never beyond either side, a payment rejected having none."""
    entries: list[ImportedEntry] = []
    left: dict[str, int] = {}
    shares: list[ImportedShare] = []
    amounts = st.integers(1, 50_000)

    def add(kind: str, units: int, number: str = "", target: str = "") -> str:
        key = f"k{len(entries)}"
        day = FIRST_DAY + timedelta(days=draw(st.integers(0, 90)))
        money = euros(cents(units))
        entries.append(ImportedEntry(key=key, kind=kind, date=day, money=money, number=number, target=target))
        left[key] = units
        return key

    invoices = [add("invoice", draw(amounts), f"F-{rank}") for rank in range(draw(st.integers(1, 4)))]
    sources = [
        add(kind, draw(amounts), f"A-{rank}" if kind == "credit-note" else "")
        for rank, kind in enumerate(draw(st.lists(st.sampled_from(["payment", "payment", "credit-note"]), max_size=4)))
    ]
    numbers = {line.key: line.number for line in entries}
    for source in sources:
        fate = draw(st.integers(0, 5))
        if fate == 0 and not numbers[source]:
            add("rejected", left[source], target=source)
            left[source] = 0
        elif fate == 1:
            part = draw(st.integers(1, left[source]))
            add("refund", part, target=source)
            left[source] -= part
    for target in invoices:
        if draw(st.integers(0, 4)) == 0:
            part = draw(st.integers(1, left[target]))
            add("write-off", part, numbers[target])
            left[target] -= part
        for source in draw(st.lists(st.sampled_from(sources), max_size=3)) if sources else []:
            part = min(left[source], left[target])
            if part:
                part = draw(st.integers(1, part))
                left[source] -= part
                left[target] -= part
                shares.append(share(source, target, cents(part)))
    return imported(*entries, shares=tuple(shares))


SIGNS = {"invoice": 1, "credit-note": -1, "payment": -1, "refund": 1, "rejected": 1, "write-off": -1}


class TestAnyFile:
    """Whatever the books."""

    @given(files())
    def test_ties_out(self, file: ImportedAccount) -> None:
        """The dossier owes what the books say, each invoice and each payment to the cent."""
        book = Book()
        assert book.take(file).refused == []
        of = account(book.read(), FAR)
        balance = sum((SIGNS[line.kind] * line.money.amount for line in file.entries), Decimal(0))
        assert of.outstanding("EUR").amount == balance
        settled: dict[str, Decimal] = defaultdict(Decimal)
        for row in file.shares:
            settled[row.target] += row.money.amount
        for line in file.entries:
            if line.kind == "write-off":
                target = next(
                    other for other in file.entries if other.number == line.number and other.kind == "invoice"
                )
                settled[target.key] += line.money.amount
        for line in file.entries:
            if line.kind == "invoice":
                assert of.invoice_balance(line.number).amount == line.money.amount - settled[line.key]

    @given(files())
    def test_second_time(self, file: ImportedAccount) -> None:
        """A second import of the same books changes nothing and refuses nothing."""
        book = Book()
        book.take(file)
        merged = book.take(file)
        assert (merged.drafts, merged.refused, merged.known) == ([], [], len(file.entries))

    @given(files(), st.randoms())
    def test_in_pieces(self, file: ImportedAccount, random: st.Random) -> None:
        """Books that come in two files, the second holding the first, end as they would in one."""
        whole, pieces = Book(), Book()
        whole.take(file)
        kept = {line.key for line in file.entries if random.random() < 0.5 and not line.target}
        invoiced = {line.number for line in file.entries if line.kind == "invoice" and line.key in kept}
        entries = [line for line in file.entries if line.key in kept]
        first = replace(
            file,
            entries=tuple(line for line in entries if line.kind != "write-off" or line.number in invoiced),
            shares=tuple(row for row in file.shares if row.source in kept and row.target in kept),
        )
        pieces.take(first)
        pieces.take(file)
        assert pieces.figures() == whole.figures()


class TestByHand:
    """What a person typed or cancelled is neither doubled nor brought back."""

    def test_closest_day(self) -> None:
        """Of two payments of the file, the one whose day is closest is the one typed by hand, sealed or not."""
        book = Book("### 2026-02-03 payment\n- amount: 60.00\n")
        merged = book.take(
            imported(
                entry("k1", "payment", "60.00", day="2026-02-01"), entry("k2", "payment", "60.00", day="2026-02-02")
            )
        )
        assert ([draft.date for draft in merged.drafts], merged.known) == ([date(2026, 2, 1)], 1)
        assert "taken to be the one entered by hand, 2026-02-03" in str(merged.warnings[0].what)

    def test_others(self) -> None:
        """Four days away, of another kind or amount, or opening an account: another entry."""
        typed = "### 2026-02-05 payment ^aaaaaaaa\n- amount: 60.00\n"
        for other in (
            entry("k", "payment", "60.00", day="2026-02-01"),
            entry("k", "refund", "60.00", day="2026-02-05"),
            entry("k", "payment", "60.01", day="2026-02-05"),
            entry("k", "payment", "60.00", day="2026-02-05", nature="opening"),
        ):
            assert len(Book(typed).take(imported(other)).drafts) == 1

    def test_same_number_another_day(self) -> None:
        """An invoice typed with another day is the same invoice, and that is said."""
        book = Book("### 2026-02-05 invoice F1 ^aaaaaaaa\n- amount: 60.00\n")
        merged = book.take(imported(entry("k", "invoice", "60.00", "F1")))
        assert (merged.drafts, merged.known, len(merged.warnings)) == ([], 1, 1)
        merged = book.take(imported(entry("k", "invoice", "61.00", "F1")))
        assert (merged.drafts, len(merged.refused), len(merged.warnings)) == ([], 1, 0)

    def test_what_hangs_on_a_cancelled_entry(self) -> None:
        """The write-off of a cancelled invoice and the rejection of a cancelled payment stay out with them."""
        invoice, payment = entry("i", "invoice", "60.00", "F1"), entry("p", "payment", "9.00", day="2026-02-01")
        book = Book()
        book.take(imported(invoice, payment))
        for rank in (1, 2):
            book.text += f"\n### 2026-02-02 cancel ^0000000{rank}\n- reason: never happened\n"
        merged = book.take(
            imported(
                entry("w", "write-off", "1.00", "F1", day="2026-03-01"),
                entry("r", "rejected", "9.00", day="2026-03-01", target="p"),
                invoice,
                payment,
            )
        )
        assert (merged.drafts, merged.known, len(merged.warnings)) == ([], 4, 4)

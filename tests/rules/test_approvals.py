"""A second person: what is proposed changes nothing until somebody else approves it, and counts from that day on."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Entry, Recorded
from recouv.domain.kinds import APPROVABLE
from recouv.domain.money import Money
from recouv.domain.practice import Approvals, Practice
from recouv.domain.task import Held, Task, Viewer
from recouv.rules.agenda import client_agenda
from recouv.rules.approval_tasks import for_viewer
from recouv.rules.approvals import (
    ProposalState,
    amount_of,
    approval_findings,
    asks_for_approval,
    loosened,
    strictest,
    unapproved,
)
from recouv.rules.crossed_actions import crossings
from recouv.rules.movement import outstanding_by_kind
from recouv.rules.outstanding import outstanding_on
from recouv.rules.penalties import statement_of_penalties
from recouv.rules.situation import situation_of
from recouv.rules.standing import proposals_on, standing
from recouv.store.dossier_text import read_dossier
from recouv.store.rates_text import shipped_rates
from recouv.store.situation_text import read_situation, write_situation

from .journals import DAYS, HOUSE, STANDARD, account, dossier, journals, scenario, sound

INVOICE = """
### 2026-01-10 invoice F-1 ^aaaaaaaa
- amount: 1000.00
- due: 2026-02-10
- recorded: 2026-01-10T08:00:00Z import
"""
PROPOSED = """
### 2026-03-02 write-off F-1 ^bbbbbbbb
- amount: 620.00
- reason: Liquidation
- proposed: yes
- recorded: 2026-03-02T08:00:00Z bob
"""
APPROVED = """
### 2026-03-09 approve ^bbbbbbbb ^cccccccc
- recorded: 2026-03-09T08:00:00Z alice
"""
REJECTED = """
### 2026-03-09 reject ^bbbbbbbb ^dddddddd
- reason: A plan first
- recorded: 2026-03-09T09:00:00Z alice
"""
PRACTICE = Practice(scenarios={"standard": scenario(STANDARD)}, house=HOUSE)


def owed(journal: str, on: str) -> Decimal:
    return account(sound(journal), on).outstanding("EUR").amount


def state(journal: str, on: date = date(2026, 12, 31)) -> ProposalState:
    (one,) = proposals_on(sound(journal).entries, on)
    return one.state


class TestCounting:
    """Which day a proposal counts from."""

    def test_not_before_it_is_approved(self) -> None:
        """It changes nothing, however long it waits."""
        assert owed(INVOICE + PROPOSED, "2027-01-01") == 1000
        assert state(INVOICE + PROPOSED) is ProposalState.WAITING

    def test_from_the_day_of_the_approval(self) -> None:
        """Neither from its own day nor from the day after."""
        journal = INVOICE + PROPOSED + APPROVED
        assert [owed(journal, f"2026-03-0{day}") for day in (2, 8, 9)] == [1000, 1000, 380]

    def test_it_is_dated_by_its_approval(self) -> None:
        """All rules count interest, movements and time from one day."""
        (fact,) = (
            one
            for one in standing(sound(INVOICE + PROPOSED + APPROVED).entries, date.max)
            if "F-1" in one.object and one.kind == "write-off"
        )
        assert fact.date == date(2026, 3, 9)

    def test_an_approval_dated_too_early_moves_nothing_back(self) -> None:
        """The proposal's own day is the first on which it can count."""
        journal = INVOICE + PROPOSED + APPROVED.replace("### 2026-03-09", "### 2026-02-20")
        assert [owed(journal, f"2026-03-0{day}") for day in (1, 2)] == [1000, 380]

    def test_by_the_same_person(self) -> None:
        """It approves nothing, whatever the capitals of the name."""
        journal = INVOICE + PROPOSED + APPROVED.replace("alice", "Bob")
        assert owed(journal, "2027-01-01") == 1000
        assert [str(one.what) for one in sound(journal).problems] == [
            "Bob approves ^bbbbbbbb and recorded it too: the approval counts for nothing"
        ]

    @pytest.mark.parametrize("unsealed", ["alice", "bob"])
    def test_by_nobody_known(self, unsealed: str) -> None:
        """An approval, or a proposal, that nobody sealed is nobody's."""
        line = f"- recorded: 2026-03-0{9 if unsealed == 'alice' else 2}T08:00:00Z {unsealed}\n"
        journal = (INVOICE + PROPOSED + APPROVED).replace(line, "")
        assert owed(journal, "2027-01-01") == 1000
        assert len(sound(journal).problems) >= 1

    def test_rejected(self) -> None:
        """It never counts."""
        assert owed(INVOICE + PROPOSED + REJECTED, "2027-01-01") == 1000
        assert state(INVOICE + PROPOSED + REJECTED) is ProposalState.REJECTED

    def test_the_first_decision_holds(self) -> None:
        """By its day, then by the moment it was recorded, wherever they stand in the file."""
        both = [INVOICE + PROPOSED + APPROVED + REJECTED, INVOICE + PROPOSED + REJECTED + APPROVED]
        assert [owed(journal, "2027-01-01") for journal in both] == [380, 380]
        later = APPROVED.replace("T08:00:00Z alice", "T10:00:00Z alice")
        assert owed(INVOICE + PROPOSED + later + REJECTED, "2027-01-01") == 1000
        (problem,) = sound(both[0]).problems
        assert str(problem.what) == "^bbbbbbbb was decided on 2026-03-09 already, by alice: this changes nothing"

    def test_a_decision_cancelled(self) -> None:
        """The proposal waits again, or the other decision holds."""
        cancel = "\n### 2026-03-09 cancel ^cccccccc ^eeeeeeee\n- recorded: 2026-03-10T08:00:00Z alice\n"
        assert state(INVOICE + PROPOSED + APPROVED + cancel) is ProposalState.WAITING
        assert owed(INVOICE + PROPOSED + APPROVED + REJECTED + cancel, "2027-01-01") == 1000

    def test_withdrawn_by_its_author(self) -> None:
        """Cancelled, it waits no more, and an approval that crossed it approves nothing."""
        cancel = "\n### 2026-03-02 cancel ^bbbbbbbb ^eeeeeeee\n- recorded: 2026-03-05T08:00:00Z bob\n"
        assert proposals_on(sound(INVOICE + PROPOSED + cancel).entries, date.max) == []
        assert owed(INVOICE + PROPOSED + APPROVED + cancel, "2027-01-01") == 1000

    def test_two_write_offs_that_are_too_much_together(self) -> None:
        """While one waits nothing is wrong; approved, the file contradicts itself, which no action writes."""
        second = PROPOSED.replace("bbbbbbbb", "ffffffff")
        approval = APPROVED.replace("bbbbbbbb", "ffffffff").replace("cccccccc", "gggggggg")
        assert sound(INVOICE + PROPOSED + APPROVED + second).readable
        assert not dossier(INVOICE + PROPOSED + APPROVED + second + approval).readable

    def test_the_same_word_elsewhere(self) -> None:
        """A payment cannot be proposed: the key is none of its own, and the money counts."""
        journal = INVOICE + "\n### 2026-03-01 payment ^bbbbbbbb\n- amount: 10.00\n- proposed: yes\n"
        assert owed(journal, "2026-03-01") == 990
        assert len(sound(journal).problems) == 1

    def test_an_approval_names_what_can_be_approved(self) -> None:
        """Not an invoice, and not what is not there."""
        wrong = [APPROVED.replace("bbbbbbbb", target) for target in ("aaaaaaaa", "zzzzzzzz")]
        assert [dossier(INVOICE + PROPOSED + one).readable for one in wrong] == [False, False]


SHAPES = {
    "write-off": ("F-1", "amount: 0.01"),
    "credit-note": ("A-P", "amount: 12.00"),
    "refund": ("", "amount: 3.00"),
    "limit": ("", "amount: 9.00"),
    "review": ("Orders stopped", "reason: late"),
    "plan": ("", "instalments:\n  - 2026-06-01: 10.00"),
    "hold": ("", "reason: away"),
    "handover": ("", "to: Maître Roux"),
}
ENDS = {"resolve": "dispute", "release": "hold", "recall": "handover"}


@st.composite
def with_proposals(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A journal, and what somebody proposes beside it."""
    blocks = draw(journals(commitments=True))
    shapes = dict(SHAPES)
    for end, begun in ENDS.items():
        found = [block.split()[-1] for block in blocks for block in (block.partition("\n")[0],) if f" {begun}" in block]
        if found:
            shapes[end] = (found[0], "reason: why")
    kinds = draw(st.lists(st.sampled_from(sorted(shapes)), min_size=1, max_size=4))
    proposed = []
    for rank, kind in enumerate(kinds):
        day = draw(DAYS)
        named, line = shapes[kind]
        title = " ".join(word for word in (f"### {day} {kind}", named, f"^pppppp{rank:02d}") if word)
        proposed.append(f"{title}\n- {line}\n- proposed: yes\n- recorded: 2026-12-01T00:00:{rank:02d}Z bob\n")
    return blocks, proposed


def answers(read: Dossier, on: date) -> list[object]:
    """What the rules say of a journal on a day, whatever waits apart."""
    found = situation_of(read, on)
    plain = replace(found, proposals=(), since=date.min, until=date.max)
    return [
        account(read, on),
        outstanding_on(read.entries, [on - timedelta(days=30), on]),
        outstanding_by_kind(read.entries, on),
        [(fact.kind, fact.id, fact.date) for fact in standing(read.entries, on)],
        [_unlined(entry) for entry in (*plain.live, *plain.tasks)],
        replace(plain, live=(), tasks=()),
        [row for row in client_agenda(found, PRACTICE, on) if not (isinstance(row, Task) and row.action == "approve")],
    ]


def _unlined(entry: Entry) -> Entry:
    return replace(entry, line=0, lines={})


class TestNothingMoves:
    """A proposal changes no answer until it is approved."""

    def test_every_kind_is_tried(self) -> None:
        """What may be approved is proposed below."""
        assert {*SHAPES, *ENDS} == APPROVABLE

    @given(with_proposals(), DAYS)
    def test_while_it_waits(self, both: tuple[list[str], list[str]], on: date) -> None:
        """Account, outstanding, movements, situation and agenda are those of the journal without it."""
        blocks, proposed = both
        assert answers(dossier("\n".join((*blocks, *proposed))), on) == answers(dossier("\n".join(blocks)), on)

    @given(with_proposals(), DAYS)
    def test_approved_by_its_author_or_rejected(self, both: tuple[list[str], list[str]], on: date) -> None:
        """Nor then: but for the decisions themselves, which are facts that move nothing."""
        blocks, proposed = both
        decisions = [
            f"### 2026-01-01 {kind} ^pppppp{rank:02d} ^{kind[0]}qqqqq{rank:02d}\n- recorded: 2026-12-02T00:00:00Z {who}\n"
            for rank in range(len(proposed))
            for kind, who in (("approve", "bob"), ("reject", "alice"))
        ]
        found = answers(dossier("\n".join((*blocks, *proposed, *decisions))), on)
        found[3] = [one for one in found[3] if one[0] not in ("approve", "reject")]  # type: ignore[attr-defined]
        assert found == answers(dossier("\n".join(blocks)), on)

    @given(with_proposals(), DAYS, DAYS)
    def test_approved_by_another(self, both: tuple[list[str], list[str]], day: date, on: date) -> None:
        """From that day on it counts as if it had been written then without asking anybody; before, not at all."""
        blocks, proposed = both
        approvals = [
            f"### {day} approve ^pppppp{rank:02d} ^qqqqqq{rank:02d}\n- recorded: 2026-12-02T00:00:00Z alice\n"
            for rank in range(len(proposed))
        ]
        asked = [one.replace("- proposed: yes\n", "") for one in proposed]
        plain = [f"### {max(one[4:14], day.isoformat())}{one[14:]}" for one in asked]
        found = answers(dossier("\n".join((*blocks, *proposed, *approvals))), on)
        found[3] = [one for one in found[3] if one[0] != "approve"]  # type: ignore[attr-defined]
        expected = answers(dossier("\n".join((*blocks, *plain))), on)
        for one in (found, expected):
            one[4] = [
                replace(entry, values={k: v for k, v in entry.values.items() if k != "proposed"}) for entry in one[4]
            ]  # type: ignore[attr-defined]
        assert found == expected

    def test_the_monthly_review(self) -> None:
        """What is long overdue is looked at although a decision about it waits."""
        contested = "\n### 2026-03-01 dispute F-1 ^eeeeeeee\n- recorded: 2026-03-01T08:00:00Z lea\n"
        on = date(2026, 7, 2)
        assert answers(sound(INVOICE + contested + PROPOSED), on) == answers(sound(INVOICE + contested), on)

    def test_penalties_run_until_the_approval(self) -> None:
        """What was given up on the 2nd and approved on the 9th bore interest until the 9th."""
        waits, counts = sound(INVOICE + PROPOSED), sound(INVOICE + PROPOSED + APPROVED)
        assert penalties_of(waits, "2026-03-08") == penalties_of(counts, "2026-03-08")
        assert penalties_of(waits, "2026-06-30") > penalties_of(counts, "2026-06-30")
        plain = INVOICE + PROPOSED.replace("2026-03-02", "2026-03-09").replace("- proposed: yes\n", "")
        assert penalties_of(counts, "2026-06-30") == penalties_of(sound(plain), "2026-06-30")


def penalties_of(read: Dossier, on: str) -> Decimal:
    found = statement_of_penalties(read, PRACTICE, shipped_rates(), date.fromisoformat(on))
    return found.totals("EUR").interest.amount


class TestSituation:
    """What waits is kept with the situation."""

    def test_kept_as_text(self) -> None:
        """And read again as it was."""
        found = situation_of(sound(INVOICE + PROPOSED), date(2026, 3, 5))
        assert [one.id for one in found.proposals] == ["bbbbbbbb"]
        assert read_situation(*write_situation(found, HOUSE)) == found

    def test_it_holds_until_the_approval(self) -> None:
        """Yesterday's answer is not taken for today's."""
        found = situation_of(sound(INVOICE + PROPOSED + APPROVED), date(2026, 3, 5))
        assert (found.holds(date(2026, 3, 8)), found.holds(date(2026, 3, 9))) == (True, False)


class TestTasks:
    """Whoever may approve sees a task; the proposer and others see that it waits."""

    def rows(self, viewer: Viewer | None) -> tuple[list[str], list[str]]:
        found = situation_of(sound(INVOICE + PROPOSED), date(2026, 3, 5))
        rows = for_viewer(client_agenda(found, PRACTICE, date(2026, 3, 5)), viewer)
        tasks = [str(task.why[0]) for task in rows if isinstance(task, Task) and task.action == "approve"]
        return tasks, [str(row.reason) for row in rows if isinstance(row, Held) and not row.until]

    def test_somebody_else(self) -> None:
        """What, how much, by whom and why."""
        told = ["write-off of 620.00 EUR (F-1) proposed by bob: Liquidation"]
        assert self.rows(Viewer("alice", may_approve=True)) == (told, [])
        assert self.rows(None) == (told, [])

    @pytest.mark.parametrize("viewer", [Viewer("BOB", may_approve=True), Viewer("carol", may_approve=False)])
    def test_whoever_may_not(self, viewer: Viewer) -> None:
        """It waits for somebody else."""
        tasks, held = self.rows(viewer)
        assert tasks == []
        assert held[0].startswith("waits for somebody else's approval: write-off of 620.00 EUR (F-1)")


def entry(kind: str, amount: str = "", **values: object) -> Entry:
    money = {"amount": Money(Decimal(amount.split()[0]), [*amount.split(), "EUR"][1])} if amount else {}
    recorded = Recorded("2026-03-01T08:00:00Z", "bob")
    return Entry(date(2026, 3, 1), kind, id="aaaaaaaa", values={"recorded": recorded, **money, **values})


EUR_500 = Money(Decimal(500))
ASKED = Approvals(kinds={"write-off": EUR_500, "handover": None, "plan": EUR_500})


class TestAsked:
    """What a house asks a second person for."""

    @pytest.mark.parametrize(
        ("found", "asked"),
        [
            (entry("write-off", "500.00"), False),
            (entry("write-off", "500.01"), True),
            (entry("write-off", "10.00 USD"), True),
            (entry("write-off"), True),
            (entry("handover"), True),
            (entry("limit", "900000.00"), False),
            (entry("payment", "900000.00"), False),
        ],
    )
    def test_above_the_amount(self, found: Entry, asked: bool) -> None:
        """Not at it; what cannot be compared is asked for."""
        assert asks_for_approval(found, ASKED) is asked

    def test_a_plan_by_its_sum(self) -> None:
        """Not by its first instalment."""
        parts = ((date(2026, 4, 1), Money(Decimal(300))), (date(2026, 5, 1), Money(Decimal(300))))
        plan = entry("plan", instalments=parts)
        assert amount_of(plan) == Money(Decimal(600))
        assert asks_for_approval(plan, ASKED)

    def test_what_counts_alone(self) -> None:
        """Unless it was recorded before `since`, or somebody else agreed to it later."""
        alone = entry("write-off", "620.00")
        approval = Entry(date(2026, 3, 4), "approve", target="aaaaaaaa")
        seals = {
            by: replace(approval, values={"recorded": Recorded("2026-03-04T08:00:00Z", by)}) for by in ("bob", "al")
        }
        assert unapproved([alone], ASKED) == [alone]
        assert unapproved([alone, seals["bob"]], ASKED) == [alone]
        assert unapproved([alone, seals["al"]], ASKED) == []
        assert unapproved([alone], replace(ASKED, since=date(2026, 3, 2))) == []
        assert unapproved([alone], replace(ASKED, since=date(2026, 3, 1))) == [alone]


class TestLoosened:
    """Asking for less, and the rules that hold meanwhile."""

    @pytest.mark.parametrize(
        ("after", "what"),
        [
            (ASKED, []),
            (replace(ASKED, kinds={"handover": None, "plan": EUR_500}), ["write-off"]),
            (replace(ASKED, kinds={**ASKED.kinds, "write-off": Money(Decimal(501))}), ["write-off"]),
            (replace(ASKED, kinds={**ASKED.kinds, "write-off": Money(Decimal(499))}), []),
            (replace(ASKED, kinds={**ASKED.kinds, "write-off": Money(Decimal(1), "USD")}), ["write-off"]),
            (replace(ASKED, kinds={**ASKED.kinds, "handover": EUR_500}), ["handover"]),
            (replace(ASKED, since=date(2026, 1, 1)), ["since"]),
        ],
    )
    def test_told(self, after: Approvals, what: list[str]) -> None:
        """What is asked from a higher amount on, in another currency, of less people, or not at all."""
        assert loosened(ASKED, after) == what

    def test_approvers(self) -> None:
        """More people, or anybody."""
        two = replace(ASKED, approvers=("alice", "bob"))
        assert loosened(two, replace(two, approvers=("alice",))) == []
        assert loosened(two, replace(two, approvers=("alice", "eve"))) == ["approvers"]
        assert loosened(two, ASKED) == ["approvers"]

    def test_the_stricter_holds(self) -> None:
        """Whichever end it is of; approvers are those of the beginning."""
        more = Approvals(kinds={"write-off": Money(Decimal(900)), "limit": None}, approvers=("eve",))
        for found in (strictest(ASKED, more), strictest(more, ASKED)):
            assert found.kinds == {"write-off": EUR_500, "handover": None, "plan": EUR_500, "limit": None}
        assert strictest(replace(ASKED, approvers=("alice",)), more).approvers == ("alice",)


class TestCrossed:
    """Two people who decide on one proposal without knowing of each other."""

    def test_both_are_shown(self) -> None:
        """With the decision that holds."""
        entries = sound(INVOICE + PROPOSED + APPROVED + REJECTED).entries
        ours, theirs = [entries[2]], [entries[3]]
        said = [str(one.what) for one in crossings(theirs, ours, HOUSE)]
        assert said == ["two people decided on ^bbbbbbbb: the first decision holds (approve), not the second (reject)"]

    def test_decisions_on_others(self) -> None:
        """Are nobody's business."""
        entries = sound(INVOICE + PROPOSED + APPROVED).entries
        other = replace(entries[2], target="zzzzzzzz")
        assert list(crossings([entries[2]], [other], HOUSE)) == []


def test_findings_of_a_rejection_of_a_fact() -> None:
    """What counts already is cancelled, not rejected."""
    fact = PROPOSED.replace("- proposed: yes\n", "")
    read = read_dossier(f"---\nname: D\n---\n\n## Journal\n{INVOICE}{fact}{REJECTED}".encode(), path="d.md").dossier
    found = list(approval_findings(read.entries, {one.id: one for one in read.entries}))
    assert [str(one.what) for one in found] == ["^bbbbbbbb is no proposal: rejecting it changes nothing"]
    assert account(read, "2026-03-09").outstanding("EUR").amount == 380

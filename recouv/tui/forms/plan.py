"""A payment plan built under one's eyes: every instalment, and what is left after it, at each key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import Message, say, say_many
from recouv.rules.plans import Rhythm
from recouv.tui.forms.action import ActionForm
from recouv.tui.forms.base import Intent, UnfinishedError
from recouv.tui.forms.choices import Choice, Choices
from recouv.tui.kit import MUTED, STRONG, Field, cells, content
from recouv.usecases.plan import Plan, Terms, plan_action, planned
from recouv.usecases.proposals import PLAN_COUNT, first_instalment_day, left_of
from recouv.usecases.recording import record
from recouv.wording.plain import pad
from recouv.wording.terms import term
from recouv.wording.typed import TypedError, not_before, read_typed_amount, read_typed_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.money import Money
    from recouv.usecases.recording import Done

_RHYTHM_KEYS = {Rhythm.WEEKLY: "w", Rhythm.FORTNIGHTLY: "f", Rhythm.MONTHLY: "m", Rhythm.QUARTERLY: "q"}
_RHYTHMS = tuple(Choice(key, rhythm, term(rhythm)) for rhythm, key in _RHYTHM_KEYS.items())
_ACCELERATED = "accelerated"
_CLAUSES = (Choice("n", "", say("none")), Choice("a", _ACCELERATED, say("all is due at once when it is broken")))
#: Lines that the rest of the form takes on a screen.
_OTHER_LINES = 20
_LEAST_LINES = 4


class PlanForm(ActionForm):
    """A payment plan."""

    _plan: Plan | None = None
    """As it was last tried; only the thread that tries and the lines it gives look at it."""

    def heading(self) -> Message:
        """The title."""
        return say("payment plan")

    def fields(self) -> Iterable[Widget]:
        """How many, or how much, or each of them; when; of what."""
        words = self.desk.words
        yield self.entry_row("count", say("How many"), narrow=True)
        yield self.entry_row("amount", say("or of"), narrow=True)
        yield self.entry_row("first", say("First on"), narrow=True)
        rhythms = Choices(_RHYTHMS, words, chosen=Rhythm.MONTHLY, id="rhythm")
        yield self.row("rhythm", say("Rhythm"), rhythms, echo=False)
        yield self.entry_row("stated", say("or each"))
        yield self.invoices_row()
        yield self.row("clause", say("Clause"), Choices(_CLAUSES, words, id="clause"), echo=False)
        yield self.entry_row("person", say("With"))
        yield self.entry_row("note", say("Note"))

    def about(self) -> list[Content]:
        """Nothing: the instalments need the room, and the person is in a field."""
        return []

    def loaded(self) -> None:
        """Propose three months from the next one on."""
        self.query_one("#count", Field).propose(str(PLAN_COUNT))
        self.query_one("#amount", Field).propose("—")
        self.propose_day("first", first_instalment_day(self.session.today))
        example = say("{example}: as agreed, day by day", example="15/12=900; 15/1=500")
        self.query_one("#stated", Field).propose(self.text(example))
        self.propose_invoices(self.row_numbers)
        self.propose_person()

    def take(self, character: str) -> bool:
        """Digits say how many."""
        if character.isdigit():
            self.type_into("count", character)
            return True
        return super().take(character)

    def intent(self) -> Intent:
        """The plan that the fields mean."""
        terms = self._terms()

        def act(dry_run: bool) -> Done:  # noqa: FBT001 - as `Intent` calls it
            self._plan = None
            self._plan = planned(self.session, self.client, terms)
            return record(self.session, plan_action(self._plan), dry_run=dry_run)

        return Intent(self._echo(terms), act, self._schedule)

    def _terms(self) -> Terms:
        """What stands in the fields: instalments stated go before an amount, an amount before their number."""
        numbers = self.numbers(self.row_numbers)
        currency = self._currency(numbers)
        stated, part = self._stated(currency), self._part(currency)
        count = None if stated or part else self._count()
        return Terms(
            on=self.session.today,
            first=None if stated else self.day_to_come("first", first_instalment_day(self.session.today)),
            count=count,
            part=None if stated else part,
            rows=stated,
            rhythm=Rhythm(self.query_one("#rhythm", Choices).chosen),
            invoices=numbers,
            acceleration=self.query_one("#clause", Choices).chosen == _ACCELERATED,
            person=self.person(),
            note=self.typed("note"),
        )

    def _count(self) -> int:
        text = self.typed("count")
        if text and not (text.isascii() and text.isdigit()):
            raise self.wrong("count", TypedError(say("type a number of instalments")))
        count = int(text[:4]) if text else PLAN_COUNT
        self.echo("count", self.text(say_many("{count} instalment", "{count} even instalments", count)))
        return count

    def _part(self, currency: str) -> Money | None:
        if not self.typed("amount"):
            self.echo("amount", "")
            return None
        self.echo("count", "")
        return self.amount_in("amount", None, currency)

    def _currency(self, numbers: tuple[str, ...]) -> str:
        left = left_of(self.seen, numbers) if numbers else None
        return left.currency if left else self.seen.dossier.client.currency

    def _stated(self, currency: str) -> tuple[tuple[date, Money], ...]:
        """`15/12=900; 15/1=500`: each day and amount; nothing typed, none."""
        rows = [row for row in self.typed("stated").split(";") if row.strip()]
        try:
            return tuple(self._row(row, currency) for row in rows)
        except TypedError as wrong:
            raise self.wrong("stated", wrong) from None

    def _row(self, row: str, currency: str) -> tuple[date, Money]:
        today = self.session.today
        day, found, amount = row.partition("=")
        if not found or not day.strip() or not amount.strip():
            raise TypedError(say("{text} is not an instalment: write it as 15/12=400", text=row.strip()))
        return not_before(read_typed_day(day, today), today), read_typed_amount(amount, currency=currency, whole=None)

    def _echo(self, terms: Terms) -> Message:
        about = {"rhythm": term(terms.rhythm), "numbers": self.named(terms.invoices)}
        if terms.rows:
            count = len(terms.rows)
            return say_many("{numbers}, in {count} instalment", "{numbers}, in {count} instalments", count, **about)
        if terms.first is None:
            raise UnfinishedError(say("type the day of the first one"))
        first = self.full_day(terms.first)
        if terms.part is not None:
            return say("{numbers}: {amount} {rhythm} from {day}", **about, amount=terms.part, day=first)
        return say_many(
            "{numbers}: {count} instalment on {day}",
            "{numbers}: {count} instalments, {rhythm} from {day}",
            terms.count or 0,
            **about,
            day=first,
        )

    # Every instalment

    def _schedule(self) -> list[Content]:
        """What is left to pay and each instalment of it, in as many columns as there is room for."""
        plan, words = self._plan, self.desk.words
        if plan is None:
            return []
        last = plan.rows[-1]
        total = say(
            "{total} left of {numbers}; paid by {day}",
            total=plan.debt.left,
            numbers=", ".join(plan.debt.numbers),
            day=last[0],
        )
        figures = max(cells(words.amount(money)) for _, money, _ in plan.rows)
        written = [
            f"{rank:>3}  {words.short_day(day)}  {pad(words.amount(money), figures, right=True)}"
            for rank, (day, money, _) in enumerate(plan.rows, start=1)
        ]
        lefts = [words.amount(left) for _, _, left in plan.rows]
        wide = max(map(cells, lefts))
        lines = max(_LEAST_LINES, self.app.size.height - _OTHER_LINES)
        if len(written) <= lines:
            after = self.text(say("left"))
            rows = [
                content(row, (f"   {after} {pad(left, wide, right=True)}", MUTED))
                for row, left in zip(written, lefts, strict=True)
            ]
        else:
            rows = [content(row) for row in _columns(written, lines, self.look.width)]
        return [content((self.text(total), STRONG)), *rows]


def _columns(written: Sequence[str], lines: int, width: int) -> list[str]:
    """The texts from the top down, then in the next column: in no more lines than it takes to fit the width."""
    wide = max(map(cells, written)) + 1
    most = max(1, width // wide)
    high = max(lines, -(-len(written) // most))
    return [
        "".join(pad(written[at], wide) for at in range(line, len(written), high)).rstrip()
        for line in range(min(high, len(written)))
    ]

"""Where the receivables are going: the outstanding by month, its age, what should come and when, who owes most."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from recouv.domain.message import say, say_many
from recouv.rules.ageing import share_of
from recouv.tui.keys import bindings
from recouv.tui.kit import BAD, MUTED, STRONG, Plain, cells, content
from recouv.tui.line_table import LineTable
from recouv.tui.screens.base import WorkScreen
from recouv.tui.screens.reader import Reader
from recouv.tui.widgets.bar_table import BarRow, BarTable, BarTitles
from recouv.tui.widgets.client_pane import Look, age_look, names_of_buckets
from recouv.tui.widgets.curve import Curve, curve_columns, curve_facts, curve_line
from recouv.usecases.outlook import CurrencyOutlook, Outlook, Receipt, in_age, in_receipt, receipts
from recouv.usecases.verbs import Place
from recouv.wording.plain import clip, pad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.content import Content
    from textual.widget import Widget

    from recouv.domain.message import Message
    from recouv.usecases.client_outlooks import ClientOutlook
    from recouv.usecases.outlook import Member

#: Lines that columns of the curve take at most, their numbers included.
_CURVE_LINES = 16
#: Lines of a tall screen that are neither of the curve nor of the tables below it.
_FIXED_LINES = 9


class OutlookScreen(WorkScreen):
    """The fourth screen."""

    NAME = "outlook"
    PLACES = (Place.OUTLOOK, Place.CLIENT, Place.EVERYWHERE)
    CSS_PATH = "outlook.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.OUTLOOK)
    AUTO_FOCUS = "#ages"

    _currency = ""

    def body(self) -> Iterable[Widget]:
        """The curve, then ages and debtors on the left, what is expected on the right."""
        drawn = self.desk.ascii_only
        yield Plain(id="caption")
        yield Plain(id="outlook-facts")
        yield Plain(id="curve")
        yield Horizontal(
            Vertical(
                BarTable(ascii=drawn, id="ages"),
                BarTable(ascii=drawn, id="debtors", empty=self.text(say("nobody owes anything"))),
                id="outlook-left",
            ),
            Vertical(BarTable(ascii=drawn, id="receipts"), Plain(id="members"), id="outlook-right"),
            id="outlook-body",
        )

    def on_mount(self) -> None:
        """Follow the outlook."""
        self.set_class(self.desk.ascii_only, "-ascii")
        self.watch(self.app, "outlook", self._show)

    def on_screen_resume(self) -> None:
        """Read it when it is looked at, and not before."""
        self.desk.need_outlook()

    def on_resize(self) -> None:
        """Draw for the room there is."""
        self._show(self.desk.outlook)

    def _table(self, name: str) -> BarTable:
        return self.query_one(f"#{name}", BarTable)

    @property
    def _found(self) -> CurrencyOutlook | None:
        """The currency on the screen."""
        found = self.desk.outlook.currencies if self.desk.outlook else ()
        return next((one for one in found if one.currency == self._currency), found[0] if found else None)

    # What is shown

    def _show(self, outlook: Outlook | None) -> None:
        found = self._found
        self._caption(outlook)
        self.query_one("#outlook-body").display = found is not None
        facts = self.query_one("#outlook-facts", Plain)
        if outlook is None or found is None:
            facts.show("" if outlook is None else self.text(_nothing(outlook)))
            return
        look = Look(self.desk.words, self.app.size.width - 2, self.desk.ascii_only)
        curve = Curve(days=outlook.months, amounts=found.months, currency=found.currency)
        tall = self.app.size.height >= 36 and self.app.size.width >= 60
        facts.show_rows([self._sum_line(found), *([] if tall else [curve_line(curve, look)])])
        self._show_ages(outlook, found)
        self._show_receipts(outlook, found)
        self._show_debtors(found)
        if tall:
            self._show_curve(curve)
        self.call_after_refresh(self._show_members)  # its room is what the others leave it

    def _caption(self, outlook: Outlook | None) -> None:
        caption, words = self.query_one("#caption", Plain), self.desk.words
        if outlook is None:
            caption.show((self.text(say("reading the dossiers…")), MUTED))
            return
        when = say("On {day}", day=outlook.on)
        if outlook.on != self.desk.session.today:
            when = say("As it was on {day} (t: today)", day=outlook.on)
            if outlook.on > self.desk.session.today:
                when = say("As it will be on {day} (t: today)", day=outlook.on)
        parts = [words.text(when)]
        if len(outlook.currencies) > 1:
            here = self._found.currency if self._found else ""
            codes = (f"[{one.currency}]" if one.currency == here else one.currency for one in outlook.currencies)
            parts.append(words.text(say("{codes} (C: next)", codes=" ".join(codes))))
        pieces: list[str | tuple[str, str]] = [(" · ".join(parts), MUTED)]
        if outlook.unreadable:
            count = len(outlook.unreadable)
            pieces.append((words.text(say_many("  ! {count} unreadable", "  ! {count} unreadable", count)), BAD))
        caption.show(*pieces)

    def _sum_line(self, found: CurrencyOutlook) -> Content:
        words, aged = self.desk.words, found.aged
        late = words.text(say("late {amount}", amount=aged.money(aged.overdue)))
        parts = [f"{late} ({_percent(aged.overdue, aged.open_items)})"]
        parts.append(words.text(say_many("{count} client owes", "{count} clients owe", found.owing)))
        if aged.unallocated:
            parts.append(words.text(say("{amount} unallocated", amount=aged.money(-aged.unallocated))))
        if aged.disputed:
            parts.append(words.text(say("{amount} disputed", amount=aged.money(aged.disputed))))
        head = words.text(say("Outstanding {amount}", amount=aged.money(aged.total)))
        room = max(0, self.app.size.width - 2 - cells(head) - 3)
        return content((head, STRONG), "   ", (clip(" · ".join(parts), room), MUTED))

    def _amount(self, found: CurrencyOutlook, amount: Decimal) -> str:
        return self.desk.words.amount(found.aged.money(amount)) if amount else "·"

    def _show_ages(self, outlook: Outlook, found: CurrencyOutlook) -> None:
        words, table = self.desk.words, self._table("ages")
        whole = sum(found.aged.buckets, Decimal(0))
        names = names_of_buckets(outlook.buckets, words)
        rows = [
            BarRow(
                key=rank,
                name=name,
                amount=self._amount(found, amount),
                value=amount,
                share=_percent(amount, whole),
                look=age_look(rank, len(names)),
            )
            for rank, (name, amount) in enumerate(zip(names, found.aged.buckets, strict=True))
        ]
        titles = BarTitles(
            name=words.text(say("Age, days")),
            amount=words.text(say("Amount")),
            share="%",
            total=(words.text(say("Total")), self._amount(found, whole)),
        )
        table.show_bars(rows, titles)
        table.styles.height = table.lines

    def _show_receipts(self, outlook: Outlook, found: CurrencyOutlook) -> None:
        words, table = self.desk.words, self._table("receipts")
        solid, hatched = ("#", "-") if self.desk.ascii_only else ("█", "░")
        promised, due = words.text(say("promised")), words.text(say("due"))
        rows = [
            BarRow(
                key=_key(line),
                name=self._receipt_name(line),
                amount=self._amount(found, line.amount),
                value=line.amount if line.has_date else Decimal(0),
                hatched=line.amount - line.promised if line.has_date else Decimal(0),
            )
            for line in receipts(found.expected, outlook.weeks)
        ]
        titles = BarTitles(
            name=words.text(say("Expected")),
            amount=words.text(say("Amount")),
            bar=f"{solid} {promised} {hatched} {due}",
            short_bar=f"{solid} {promised}",
            total=(words.text(say("Outstanding")), self._amount(found, found.expected.total)),
        )
        table.show_bars(rows, titles)
        table.styles.height = table.lines

    def _receipt_name(self, line: Receipt) -> str:
        if line.until is None:
            return self.text(line.what)
        return self.text(say("to {day}", day=self.desk.words.short_day(line.until)))

    def _show_debtors(self, found: CurrencyOutlook) -> None:
        words = self.desk.words
        rows = [
            BarRow(
                key=debtor.id,
                name=debtor.name,
                amount=self._amount(found, debtor.aged.total),
                value=debtor.aged.total,
                share=_percent(debtor.aged.total, found.aged.total),
            )
            for debtor in found.debtors
        ]
        titles = BarTitles(
            name=words.text(say("Who owes most")),
            amount=words.text(say("Total")),
            share="%",
        )
        self._table("debtors").show_bars(rows, titles)

    def _show_curve(self, curve: Curve) -> None:
        size = self.app.size
        look = Look(self.desk.words, size.width - 2, self.desk.ascii_only)
        title = self.text(say("Outstanding, month by month"))
        facts = clip(" · ".join(curve_facts(curve, look.words)), max(0, look.width - cells(title) - 3))
        below = max(self._table("ages").lines + self._table("debtors").lines, self._table("receipts").lines)
        drawn = curve_columns(curve, look, min(_CURVE_LINES, size.height - below - _FIXED_LINES))
        self.query_one("#curve", Plain).show_rows([content((title, STRONG), "   ", (facts, MUTED)), *drawn])

    # The cursor

    @on(LineTable.Highlighted)
    def _moved(self) -> None:
        self._show_members()

    def on_descendant_focus(self) -> None:
        """What is below follows the table that has the focus."""
        self._show_members()

    def _focused(self) -> tuple[str, BarRow | None]:
        table = self.focused if isinstance(self.focused, BarTable) else self._table("ages")
        return table.id or "", table.cursor_row

    def _members(self) -> tuple[str, list[Member]]:
        """Which clients make the sum under the cursor, and what the sum is."""
        outlook, found = self.desk.outlook, self._found
        table, row = self._focused()
        if outlook is None or found is None or row is None:
            return "", []
        if table == "ages" and isinstance(row.key, int):
            name = self.text(say("not due")) if row.key == 0 else self.text(say("{age} days late", age=row.name))
            return name, in_age(outlook, found.currency, row.key)
        if table == "receipts":
            line = next((one for one in receipts(found.expected, outlook.weeks) if _key(one) == row.key), None)
            return (self.text(line.what), in_receipt(outlook, found.currency, line)) if line else ("", [])
        return "", []

    def _show_members(self) -> None:
        title, members = self._members()
        pane = self.query_one("#members", Plain)
        room = max(0, pane.content_size.height - 1)
        rows = list(self._member_rows(members, max(20, pane.content_size.width)))
        head = content((title, STRONG))
        if title and not members:
            rows = [content((self.text(say("nobody")), MUTED))]
        if not title:
            head, *rows = self._debtor_rows()
        if len(rows) > room:
            more = say("… and {count} more", count=len(rows) - room + 1)
            rows = [*rows[: max(0, room - 1)], content((self.text(more), MUTED))]
        pane.show_rows([head, *rows])

    def _debtor_rows(self) -> list[Content]:
        """The debtor under the cursor: what is late, since when, and when something should come."""
        outlook, found = self.desk.outlook, self._found
        _, row = self._focused()
        debtor = next((one for one in found.debtors if row and one.id == row.key), None) if found else None
        if outlook is None or debtor is None:
            return [content("")]
        aged, rows = debtor.aged, [content((debtor.name, STRONG))]
        if aged.overdue:
            late = say("late {amount}, the oldest {days} days", amount=aged.money(aged.overdue), days=aged.days_late)
            rows.append(content(self.text(late)))
        rows += [
            content((f"{self._receipt_name(line)}  ", MUTED), self._money(debtor, line.amount))
            for line in receipts(debtor.expected, outlook.weeks)
            if line.amount
        ]
        return rows

    def _money(self, debtor: ClientOutlook, amount: Decimal) -> str:
        return self.desk.words.money(debtor.aged.money(amount))

    def _member_rows(self, members: Sequence[Member], width: int) -> Iterator[Content]:
        found, words = self._found, self.desk.words
        if found is None:
            return
        written = [words.amount(found.aged.money(member.amount)) for member in members]
        asides = [
            words.text(say("{amount} promised", amount=found.aged.money(member.promised))) if member.promised else ""
            for member in members
        ]
        figures = max(map(cells, written), default=0)
        aside = max(map(cells, asides), default=0)
        names = max(8, min(36, width - figures - 2 - (aside + 2 if aside else 0)))
        for member, amount, promised in zip(members, written, asides, strict=True):
            room = max(0, width - names - figures - 4)
            yield content(
                pad(member.name, names), "  ", pad(amount, figures, right=True), "  ", (clip(promised, room), MUTED)
            )

    def chosen_client(self) -> str:
        """The debtor under the cursor; nobody where the cursor is on a sum."""
        table, row = self._focused()
        return str(row.key) if table == "debtors" and row else ""

    def copied(self) -> str:
        """The row, its columns parted by tabs."""
        _, row = self._focused()
        return "\t".join(filter(None, (row.name, row.amount, row.share))) if row else ""

    def go_to(self, client: str) -> None:
        """Put the cursor on that debtor, where it is among the first."""
        self._table("debtors").move_to(client)

    # Verbs

    @on(LineTable.Selected)
    def _selected(self) -> None:
        self.action_verb_outlook_open()

    def action_verb_outlook_open(self) -> None:
        """The debtor's dossier; the balance of that age; the clients of that week."""
        table, row = self._focused()
        outlook = self.desk.outlook
        if row is None or outlook is None:
            return
        if table == "debtors":
            self.desk.open_client(str(row.key))
        elif table == "ages" and isinstance(row.key, int):
            self.desk.show_balance_filtered(f"age:{outlook.buckets[row.key] if row.key else 0}")
        else:
            title, members = self._members()
            rows = list(self._member_rows(members, min(100, self.app.size.width - 12)))
            nobody = content((self.text(say("nothing is expected then")), MUTED))
            self.app.push_screen(Reader(f"{title}  {row.amount}", rows or [nobody]))

    def action_verb_outlook_day(self) -> None:
        """Ask for the day of the outlook, which is that of the balance."""
        from recouv.tui.forms.day import DayForm

        self.app.push_screen(DayForm(self.desk.session, self.desk.balance_day), self.desk.show_balance_of)

    def action_verb_currency(self) -> None:
        """Show the next currency."""
        codes = [found.currency for found in self.desk.outlook.currencies] if self.desk.outlook else []
        found = self._found
        if len(codes) < 2 or found is None:
            self.desk.tell(say("there is one currency only"))
            return
        self._currency = codes[(codes.index(found.currency) + 1) % len(codes)]
        self._show(self.desk.outlook)


def _percent(part: Decimal, whole: Decimal) -> str:
    return f"{share_of(part, whole)} %"


def _key(line: Receipt) -> str:
    return line.until.isoformat() if line.until else line.what.text


def _nothing(outlook: Outlook) -> Message:
    return say(
        "Nothing was invoiced by {day}: N opens a dossier, then i records an invoice; recouv import takes in a ledger",
        day=outlook.on,
    )

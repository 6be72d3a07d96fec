"""A client at a glance: who to call, what is owed, why it is on the agenda, what was said last."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from textwrap import wrap
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from textual.containers import VerticalScroll
from textual.reactive import reactive

from recouv.domain.message import say
from recouv.rules.ageing import share_of
from recouv.tui.kit import BAD, GOOD, MUTED, STRONG, WARNING, Plain, cells, content
from recouv.wording.charts import bar
from recouv.wording.plain import clip, pad, plain
from recouv.wording.terms import description, proposal_mark, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.content import Content

    from recouv.domain.entry import Entry
    from recouv.domain.message import Message
    from recouv.domain.task import Task
    from recouv.rules.ageing import AgedRow
    from recouv.usecases.dossiers import DossierView, ItemView
    from recouv.wording.catalogue import Catalogue

#: A mark and a style for each standing of an open item: never the colour alone.
STANDINGS = {
    "not-due": ("", MUTED, say("not due")),
    "overdue": ("", "", say("late")),
    "disputed": ("!D ", WARNING, say("disputed")),
    "suspended": ("= ", WARNING, say("held")),
    "settled": ("✓ ", GOOD, say("settled")),
}
#: What stands for the signs above and below where there is no UTF-8.
_ASCII_SIGNS = {"◷ ": "~ ", "✗ ": "x ", "✓ ": "+ ", "▤ ": "# ", "→ ": "> "}
LAST_ENTRIES = 8


def brief(message: Message, words: Catalogue) -> str:
    """The message with its dates as a column writes them."""
    args = {
        name: words.short_day(value).strip() if isinstance(value, date) else value
        for name, value in message.args.items()
    }
    return words.text(replace(message, args=args))


def hanging(text: str, width: int, mark: tuple[str, str], *, strong: int = 0) -> list[Content]:
    """`text` on as many lines as it takes, beside a mark; its first `strong` characters stand out."""
    lines = wrap(plain(text), max(10, width - cells(mark[0]))) or [""]
    first = content(mark, lines[0][:strong], (lines[0][strong:], MUTED if strong else ""))
    style = MUTED if strong else ""
    return [first, *(content(" " * cells(mark[0]), (line, style)) for line in lines[1:])]


class Look(Struct, frozen=True):
    """How a window writes: its language, its width, its characters."""

    words: Catalogue
    width: int
    ascii_only: bool = False

    def sign(self, sign: str) -> str:
        """The sign, or what stands for it where there is no UTF-8."""
        return _ASCII_SIGNS.get(sign, sign) if self.ascii_only else sign


def identity(view: DossierView, look: Look) -> list[Content]:
    """Name, id, registration, what is owed; then whom to call."""
    words, client = look.words, view.dossier.client
    owing = [row for row in view.aged if not row.is_empty]
    owed = " + ".join(words.money(row.money(row.total)) for row in owing) or words.text(say("nothing owed"))
    late = " + ".join(words.money(row.money(row.overdue)) for row in owing if row.overdue)
    aside = ""
    if late:
        aside = words.text(say("all late") if late == owed else say("late {amount}", amount=late))
    right = cells(owed) + (2 + cells(aside) if aside else 0)
    name = clip(client.name, max(8, look.width - right - 2))
    room = look.width - cells(name) - right - 4
    known = ""
    for fact in (view.dossier.id, f"SIREN {client.siren}" if client.siren else client.vat):
        if fact and cells(f"{known}  {fact}") <= room:
            known = f"{known}  {fact}"
    gap = " " * max(2, look.width - cells(name) - cells(known) - right)
    pieces: list[str | tuple[str, str]] = [
        (name, STRONG),
        (known, MUTED),
        gap,
        (owed, STRONG),
        (f"  {aside}" if aside else "", MUTED),
    ]
    return [content(*pieces), *(content(row) for row in contact_rows(view, look))]


def contact_rows(view: DossierView, look: Look) -> list[str]:
    """A line for each person to reach."""
    rows = []
    for contact in view.dossier.client.contacts:
        who = f"{contact.name} ({contact.role})" if contact.name and contact.role else contact.name or contact.role
        rows.append(clip("  ".join(part for part in (who, contact.phone, contact.email) if part), look.width))
    return rows


def names_of_buckets(names: Sequence[str], words: Catalogue) -> list[str]:
    """The age columns' titles: the first in words, the others in days."""
    return [words.text(say("not due")), *names[1:]]


def ageing_line(row: AgedRow, names: Sequence[str], look: Look) -> Content:
    """The buckets on one line, each with a short bar: for a narrow screen."""
    words = look.words
    pieces: list[str | tuple[str, str]] = []
    titles = names_of_buckets(names, words)
    shown = [(rank, titles[rank], part) for rank, part in enumerate(row.buckets) if part]
    fixed = sum(cells(name) + cells(words.amount(row.money(part))) + 5 for _, name, part in shown)
    room = max(2, (look.width - fixed) // max(1, len(shown)))
    greatest = max((part for _, _, part in shown), default=0)
    for rank, name, part in shown:
        style = _age_style(rank, len(names)) if rank else MUTED
        pieces += [(f"{name} ", MUTED), f"{words.amount(row.money(part))} "]
        pieces += [(bar(part, greatest, min(room, 12), ascii=look.ascii_only), style), "   "]
    if row.unallocated:
        pieces += [(words.text(say("unallocated")), MUTED), " ", words.amount(row.money(row.unallocated))]
    return content(*pieces)


def ageing_rows(row: AgedRow, names: Sequence[str], look: Look, *, shares: bool = False) -> list[Content]:
    """A line for each bucket: its name, the amount, its share of what is owed where asked for, a bar."""
    words = look.words
    titles = names_of_buckets(names, words)
    amounts = [(title, part) for title, part in zip(titles, row.buckets, strict=True)]
    if row.unallocated:
        amounts.append((words.text(say("unallocated")), row.unallocated))
    wide = max(cells(title) for title, _ in amounts)
    figures = max(cells(words.amount(row.money(part))) for _, part in amounts)
    greatest, whole = max(row.buckets), sum(row.buckets, Decimal(0))
    share_cells = 6 if shares else 0
    room = max(4, min(40, look.width - wide - figures - share_cells - 3))
    rows = []
    for rank, (title, part) in enumerate(amounts):
        style = MUTED if rank == 0 else _age_style(rank, len(titles))
        drawn = bar(part, greatest, room, ascii=look.ascii_only)
        written = words.amount(row.money(part)) if part else "·"
        share = f"{share_of(part, whole)} %" if shares and rank < len(titles) and part else ""
        rows.append(
            content(
                (pad(title, wide), MUTED),
                " ",
                pad(written, figures, right=True),
                (pad(share, share_cells, right=True), MUTED),
                "  ",
                (drawn, style),
            )
        )
    return rows


def age_look(rank: int, count: int) -> str | None:
    """The look of a bar in a table: as `_age_style`."""
    if rank >= count - 1:
        return "bad"
    return "muted" if rank == 0 else "warning" if rank >= 2 else None


def _age_style(rank: int, count: int) -> str:
    """Older is warmer; the number beside says it too."""
    if rank >= count - 1:
        return "$text-error"
    return "$text-warning" if rank >= 2 else "$text-primary"


def item_standing(item: ItemView, words: Catalogue) -> str:
    """Where an open item stands, in a few words: its last step, why it waits."""
    mark, _, name = STANDINGS[item.status]
    parts = [words.text(term(item.level))] if item.level else []
    if item.why is not None:
        is_promise_broken = item.status == "overdue" and "day" in item.why.args
        parts.append(words.text(say("promise broken")) if is_promise_broken else brief(item.why, words))
    elif item.status != "overdue":
        parts.append(words.text(name))
    return mark + ", ".join(part for part in parts if part)


def commitments(view: DossierView, look: Look, *, promises: bool = True, broken: bool = True) -> Iterator[Content]:
    """Promises that run unless told otherwise, those not kept when `broken`, plans, disputes: one line each."""
    words = look.words
    states = {
        "open": ("◷ ", "", say("promise of {amount} by {day}: running")),
        "broken": ("✗ ", BAD, say("promise of {amount} by {day}: not kept")),
        "partly-kept": ("✗ ", BAD, say("promise of {amount} by {day}: kept in part")),
    }
    for entry, state in view.promises if promises else ():
        if state not in states or (state != "open" and not broken):
            continue
        mark, style, text = states[state]
        said = say(text.text, amount=entry.amount, day=entry.day("by"))
        yield content((look.sign(mark), style), clip(words.text(said), look.width - 2))
    for plan in view.plans:
        rows = plan.schedule("instalments")
        following = next((day for day, _ in rows if day >= view.on), None)
        about = {"day": plan.date, "count": len(rows)}
        text = say("payment plan of {day}, {count} instalments", **about)
        if following:
            text = say("payment plan of {day}, {count} instalments, the next on {next}", **about, next=following)
        yield content((look.sign("▤ "), ""), clip(words.text(text), look.width - 2))
    for dispute in view.disputes:
        numbers = ", ".join(dispute.invoices)
        category = dispute.word("category")
        why = words.text(term(category)) if category else dispute.word("reason") or dispute.text
        text = say("dispute on {numbers}", numbers=numbers)
        if why:
            text = say("dispute on {numbers}: {why}", numbers=numbers, why=why)
        yield content(("!D ", WARNING), clip(words.text(text), look.width - 3))


def next_step_rows(view: DossierView, look: Look, *, why: bool = False) -> Iterator[Content]:
    """What the agenda asks for today, for each its reasons when `why`; what waits where it asks for nothing."""
    words = look.words
    for task in view.tasks:
        yield content((look.sign("→ "), STRONG), (clip(task_text(task, words), look.width - 2), STRONG))
        if why:
            yield from reason_rows(task, look)
    if not view.tasks and view.held:
        held = view.held[0]
        yield content(("= ", WARNING), clip(held_text(held.reason, held.until, words), look.width - 2))


def reason_rows(task: Task, look: Look, *, most: int | None = None) -> Iterator[Content]:
    """Each reason of a task, in full; the first `most` of them where it is given."""
    for reason in task.why[:most]:
        yield from hanging(look.words.text(reason), look.width, ("  · ", MUTED))


def held_text(reason: object, until: date | None, words: Catalogue) -> str:
    """Why money waits, and until when."""
    if until is None:
        return words.text(say("held: {reason}", reason=reason))
    return words.text(say("held until {day}: {reason}", reason=reason, day=until))


def task_text(task: Task, words: Catalogue) -> str:
    """The task in a few words: `call, step 3 (call): €3,796.00`."""
    action = term(task.action)
    if task.step and task.amount:
        about = {"action": action, "level": task.level, "step": term(task.step), "amount": task.amount}
        return words.text(say("{action}, level {level} ({step}): {amount}", **about))
    if task.amount:
        return words.text(say("{action}: {amount}", action=action, amount=task.amount))
    return words.text(task.why[0]) if task.why else words.text(action)


def entry_text(entry: Entry, words: Catalogue) -> str:
    """An entry on one line: what, with whom, how it ended, what was written."""
    parts = [words.text(description(entry)) if entry.amount or entry.object else words.text(term(entry.kind))]
    if entry.kind == "promise" and entry.day("by"):
        parts.append(words.text(say("by {day}", day=entry.day("by"))))
    if entry.kind == "task" and entry.day("due"):
        parts.append(words.text(say("for {day}", day=entry.day("due"))))
    parts += [entry.word("with"), words.text(term(entry.word("outcome"))) if entry.word("outcome") else ""]
    if entry.kind == "sending":
        parts.append(f"^{entry.target}")
    if entry.shares:
        parts.append("→ " + ", ".join(number for number, _ in entry.shares))
    elif entry.invoices and entry.kind != "dispute":
        parts.append(", ".join(entry.invoices))
    step = {step for _, step in entry.steps()}
    parts.append(", ".join(words.text(term(name)) for name in sorted(step)))
    parts.append(next(iter(entry.text.strip().splitlines()), ""))
    return " · ".join(part for part in parts if part)


def marked_text(entry: Entry, view: DossierView, words: Catalogue) -> str:
    """The same, which says so where it was cancelled, or needs somebody else's approval."""
    text = entry_text(entry, words)
    if entry.id in view.cancelled:
        return words.text(say("cancelled: {what}", what=text))
    if entry.id in view.proposals:
        return f"{words.text(proposal_mark(view.proposals[entry.id]))} {text}"
    return text


def last_entries(view: DossierView, look: Look, count: int) -> Iterator[Content]:
    """The latest entries, one line each; what was cancelled is struck out and says so."""
    words = look.words
    day_cells = cells(words.short_day(view.on))
    for entry in view.timeline[:count]:
        text = marked_text(entry, view, words)
        style = "dim strike" if entry.id in view.cancelled else ""
        yield content((words.short_day(entry.date), MUTED), "  ", (clip(text, look.width - day_cells - 2), style))


def item_rows(view: DossierView, look: Look, count: int) -> Iterator[Content]:
    """The open items, one line each."""
    words = look.words
    items = view.items[:count]
    numbers = max((min(20, cells(item.item.number)) for item in items), default=0)
    figures = max((cells(words.amount(item.item.balance)) for item in items), default=0)
    for item in items:
        late = item.item.days_late(view.on)
        age = words.text(say("{days} d", days=late)) if late else ""
        standing = item_standing(item, words)
        head = f"{pad(item.item.number, numbers)}  {words.short_day(item.item.due)}  {pad(age, 6, right=True)}  "
        figure = pad(words.amount(item.item.balance), figures, right=True)
        room = look.width - cells(head) - figures - 2
        yield content(head, figure, "  ", (clip(standing, max(0, room)), STANDINGS[item.status][1]))
    if len(view.items) > count:
        yield content((words.text(say("… and {count} more", count=len(view.items) - count)), MUTED))


class ClientPane(VerticalScroll, can_focus=False):
    """The right half of a wide screen."""

    view: reactive[DossierView | None] = reactive(None)

    def __init__(self, words: Catalogue, buckets: Sequence[str], *, ascii_only: bool = False) -> None:
        super().__init__(id="pane")
        self._words = words
        self._buckets = buckets
        self._ascii = ascii_only

    def compose(self) -> Iterable[Plain]:
        """One text."""
        yield Plain(id="pane-text")

    def watch_view(self) -> None:
        """Show it."""
        self._redraw()

    def on_resize(self) -> None:
        """Write to the width there is."""
        self._redraw()

    def _redraw(self) -> None:
        if not self.is_mounted:
            return
        rows = [] if self.view is None else list(self._rows(self.view))
        self.query_one("#pane-text", Plain).show_rows(rows)

    def _rows(self, view: DossierView) -> Iterator[Content]:
        look = Look(self._words, max(20, self.content_size.width - 2), self._ascii)
        text = self._words.text
        name, *people = identity(view, look)
        yield name
        yield from people
        yield content("")
        for row in view.aged:
            if not row.is_empty:
                if len(view.aged) > 1 or row.currency != view.dossier.client.currency:
                    yield content((row.currency, MUTED))
                yield from ageing_rows(row, self._buckets, look)
                yield content("")
        yield from next_step_rows(view, look, why=True)
        found = list(commitments(view, look, broken=not view.tasks))
        yield from found
        if view.tasks or view.held or found:
            yield content("")
        if view.items:
            yield content((text(say("Open invoices")), STRONG))
            yield from item_rows(view, look, 12)
            yield content("")
        if view.timeline:
            yield content((text(say("History")), STRONG))
            yield from last_entries(view, look, LAST_ENTRIES)

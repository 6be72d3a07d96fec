"""All that the head of a dossier and its commitments say of a client, and an entry in full: for reading, not acting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import say, say_many
from recouv.tui.kit import BAD, GOOD, MUTED, STRONG, cells, content
from recouv.tui.widgets.client_pane import Look, ageing_rows, commitments, hanging
from recouv.tui.widgets.curve import Curve, curve_facts, curve_line
from recouv.wording.charts import sparkline
from recouv.wording.plain import clip, pad
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.content import Content

    from recouv.domain.entry import Entry
    from recouv.domain.problem import Problem
    from recouv.usecases.dossiers import DossierView

#: A mark, a style and a sentence for each state of a promise: never the colour alone.
_PROMISES = {
    "open": ("◷ ", "", say("{amount} by {day}: running")),
    "kept": ("✓ ", GOOD, say("{amount} by {day}: kept")),
    "broken": ("✗ ", BAD, say("{amount} by {day}: not kept")),
    "partly-kept": ("✗ ", BAD, say("{amount} by {day}: kept in part")),
    "replaced": ("- ", MUTED, say("{amount} by {day}: replaced by a later one")),
    "withdrawn": ("- ", MUTED, say("{amount} by {day}: withdrawn")),
}


def notes_of(view: DossierView) -> str:
    """The free text of the dossier, without a title that repeats the client's name."""
    text = view.dossier.intro.strip()
    first, _, rest = text.partition("\n")
    return rest.strip() if first.startswith("# ") else text


def sheet_rows(view: DossierView, names: Sequence[str], look: Look) -> Iterator[Content]:
    """Contacts, ages, the outstanding over the months, promises, plans and disputes, the head, the notes."""
    text = look.words.text
    blocks = (
        list(_contact_rows(view)),
        list(_ages(view, names, look)),
        list(_curves(view, look)),
        list(_promise_rows(view, look)),
        list(_head_rows(view, look)),
        [content((text(say("Notes")), STRONG)), content(notes_of(view), lines=True)] if notes_of(view) else [],
    )
    shown = [block for block in blocks if block]
    for block in shown:
        yield from block
        if block is not shown[-1]:
            yield content("")


def _contact_rows(view: DossierView) -> Iterator[Content]:
    for contact in view.dossier.client.contacts:
        who = f"{contact.name} ({contact.role})" if contact.name and contact.role else contact.name or contact.role
        if who:
            yield content((who, STRONG))
        for address in filter(None, (contact.phone, contact.email)):
            yield content(f"  {address}")


def _ages(view: DossierView, names: Sequence[str], look: Look) -> Iterator[Content]:
    owing = [row for row in view.aged if not row.is_empty]
    for row in owing:
        if len(owing) > 1:
            yield content((row.currency, MUTED))
        yield from ageing_rows(row, names, look, shares=look.width >= 36)


def curves_of(view: DossierView) -> list[Curve]:
    """The client's outstanding over the months, a curve for each currency that moved."""
    return [
        Curve(days=view.months, amounts=amounts, currency=currency)
        for currency, amounts in view.outstanding.items()
        if any(amounts)
    ]


def _curves(view: DossierView, look: Look) -> Iterator[Content]:
    for curve in curves_of(view):
        title = look.words.text(say("Outstanding, 12 months"))
        drawn = sparkline(curve.amounts, ascii=look.ascii_only)
        yield content((title, STRONG), "  ", (drawn, "$text-primary"), f"  {curve.currency}")
        for fact in curve_facts(curve, look.words):
            yield content((clip(f"  {fact}", look.width), MUTED))


def brief_curve(view: DossierView, look: Look) -> Content:
    """On one line: the curve of what is owed most lately, and how promises were kept."""
    kept = kept_text(view, look)
    room = look.width - (cells(kept) + 3 if kept else 0)
    curves = curves_of(view)
    if not curves:
        return content((kept, MUTED))
    line = curve_line(curves[0], Look(look.words, room, look.ascii_only))
    gap = " " * max(3, look.width - line.cell_length - cells(kept))
    return content(line, gap, (kept, MUTED)) if kept else line


def kept_text(view: DossierView, look: Look) -> str:
    """How many of the promises whose day is past were kept; nothing where there were none."""
    ended = [state for _, state in view.promises if state in ("kept", "partly-kept", "broken")]
    if not ended:
        return ""
    kept = ended.count("kept")
    return look.words.text(say("promises kept: {kept} of {count}", kept=kept, count=len(ended)))


def _promise_rows(view: DossierView, look: Look) -> Iterator[Content]:
    words = look.words
    others = list(commitments(view, look, promises=False))
    if not view.promises and not others:
        return
    kept = kept_text(view, look)
    yield content((words.text(say("Promises, plans, disputes")), STRONG), (f"  {kept}" if kept else "", MUTED))
    for entry, state in view.promises:
        mark, style, text = _PROMISES[state]
        said = say(text.text, amount=entry.amount, day=entry.day("by"))
        yield from hanging(words.text(said), look.width, (look.sign(mark), style))
    yield from others


def _head_rows(view: DossierView, look: Look) -> Iterator[Content]:
    words, client = look.words, view.dossier.client
    pairs = (
        (say("kind"), words.text(term(client.kind))),
        ("SIREN", client.siren),
        (say("VAT"), client.vat),
        (say("account"), client.account),
        (say("address"), ", ".join(client.address.split("\n")).strip(", ")),
        (say("terms"), client.terms),
        (say("scenario"), client.scenario),
        (say("credit limit"), words.money(client.credit_limit) if client.credit_limit else ""),
        (say("owner"), client.owner),
        (say("tags"), ", ".join(client.tags)),
    )
    named = [(name if isinstance(name, str) else words.text(name), value) for name, value in pairs if value]
    wide = max(cells(name) for name, _ in named)
    for name, value in named:
        yield from hanging(value, look.width, (f"{pad(name, wide)}  ", MUTED))


def blocking_rows(problems: Sequence[Problem], look: Look, *, most: int) -> Iterator[Content]:
    """That the dossier cannot be relied upon, and what is wrong in it: `most` problems at most."""
    if not problems:
        return
    head = say_many(
        "this dossier cannot be relied upon: {count} problem; e opens the editor at line {line}",
        "this dossier cannot be relied upon: {count} problems; e opens the editor at line {line}",
        len(problems),
        line=problems[0].line,
    )
    yield content(("! ", BAD), (look.words.text(head), BAD))
    for problem in problems[:most]:
        said = say("{place}: {what}; {mend}", place=problem.place, what=problem.what, mend=problem.mend)
        yield from hanging(look.words.text(said), look.width, ("  ", ""))


def entry_in_full(entry: Entry, view: DossierView) -> Iterator[Content]:
    """Every key of an entry as the file has it, then its words."""
    yield content((f"^{entry.id}  {view.dossier.path}:{entry.line}", MUTED))
    yield content("")
    for key, value in entry.values.items():
        yield content((f"{key}  ", MUTED), _written(value))
    if entry.text.strip():
        yield content("")
        yield content(entry.text.strip(), lines=True)


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_row_written(row) if isinstance(row, tuple) else str(row) for row in value)
    return str(value)


def _row_written(row: tuple[object, ...]) -> str:
    """A row's parts; a single due date has no amount of its own."""
    return ": ".join(str(part) for part in row if part is not None)

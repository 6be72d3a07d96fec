"""A letter before it leaves, in rows: where it goes, what it asks for, what is in its way, its words, its commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.domain.message import Code, Message, say, say_many
from recouv.tui.kit import ACCENT, BAD, GOOD, MUTED, STRONG, WARNING, cells, content
from recouv.tui.widgets.client_pane import hanging
from recouv.usecases.mail_day import EMAIL, POST, Standing
from recouv.wording.plain import clip, pad
from recouv.wording.terms import term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.content import Content

    from recouv.tui.widgets.client_pane import Look
    from recouv.usecases.letters import Composed
    from recouv.usecases.previewing import Piece, Preview

#: Lines of a plain text are of so many characters; a message is read so, and shown so where there is room.
TEXT_WIDTH = 72
#: Invoices named one by one in the head of a letter.
_MOST_ITEMS = 8
STANDINGS: dict[Standing, tuple[str, Message]] = {
    Standing.READY: (GOOD, say("ready")),
    Standing.TO_CONFIRM: (STRONG, say("to confirm")),
    Standing.BY_HAND: (STRONG, say("by name only")),
    Standing.BLOCKED: (BAD, say("blocked")),
}


def state_rows(preview: Preview, look: Look) -> Iterator[Content]:
    """What stands in the way; else that it may leave."""
    words = look.words
    for one in preview.obstacles:
        style = BAD if one.blocks else WARNING
        yield from hanging(words.text(one.what), look.width, ("! ", style))
        if one.mend is not None:
            yield from hanging(words.text(one.mend), look.width, (f"  {look.sign('→ ')}", MUTED))
    prepared = preview.prepared
    if prepared is None or not preview.may_leave:
        return
    style, standing = STANDINGS[prepared.standing]
    yield content((look.sign("✓ "), GOOD), (words.text(standing), style))


def head_rows(preview: Preview, look: Look, *, brief: bool = False) -> Iterator[Content]:
    """From, to, by which channel, subject, what it asks for, what goes with it."""
    composed, words = preview.composed, look.words
    if composed is None:
        return
    rows = [
        (say("Recipient"), _recipient(composed, look)),
        (say("By"), _channel(preview, look)),
        (say("Copy"), preview.copy),
        (say("From"), "" if brief else preview.sender),
        (say("Answers"), "" if brief else preview.reply_to),
        (say("Subject"), composed.subject),
        (say("Asks for"), _asked(preview, look)),
    ]
    wide = max(cells(words.text(label)) for label, _ in rows) + 1
    for label, value in rows:
        if value:
            head = f"{pad(words.text(label), wide)} "
            lines = hanging(value, look.width, (head, MUTED))
            yield from lines[:1] if brief and label.text == "Asks for" else lines
    yield from _piece_rows(preview.pieces, look, wide)


def item_rows(preview: Preview, look: Look) -> Iterator[Content]:
    """The invoices that make the sum, and what is taken off it or put on it."""
    composed, words = preview.composed, look.words
    if composed is None or not composed.about.items:
        return
    about = composed.about
    lines: list[tuple[str, str, str]] = []
    for item in about.items[:_MOST_ITEMS]:
        late = item.days_late(composed.on)
        aside = words.text(say("due {day}, {days} d late", day=item.due, days=late)) if late else ""
        number = f"{item.number} /{item.instalment}" if item.instalment else item.number
        lines.append((number, words.money(about.balance(item)), aside))
    more = len(about.items) - _MOST_ITEMS
    if more > 0:
        lines.append((words.text(say_many("and {count} other", "and {count} others", more)), "", ""))
    if about.received:
        lines.append((words.text(say("received, deducted")), words.money(-about.received), ""))
    if about.disputed and about.balance(about.items[0]) != about.items[0].balance:
        lines.append((words.text(say("contested, not asked for")), words.money(about.disputed), ""))
    if preview.penalties:
        lines.append((words.text(say("penalties and charges")), words.money(preview.penalties), ""))
    lines.append((words.text(say("asked for")), words.money(composed.asked) if composed.asked else "—", ""))
    figures = max(cells(amount) for _, amount, _ in lines)
    name = min(max(cells(label) for label, _, _ in lines), max(10, look.width - figures - 4))
    for rank, (label, amount, aside) in enumerate(lines):
        is_sum = rank == len(lines) - 1
        left = look.width - name - figures - 4
        yield content(
            "  ",
            (pad(label, name), STRONG if is_sum else ""),
            "  ",
            (pad(amount, figures, right=True), STRONG if is_sum else ""),
            (f"  {clip(aside, left)}" if left > 8 and aside else "", MUTED),
        )


def text_rows(preview: Preview, look: Look) -> Iterator[Content]:
    """The letter as it will be read."""
    composed = preview.composed
    if composed is None:
        return
    for line in composed.text_in(max(20, min(TEXT_WIDTH, look.width))).splitlines():
        yield content(line)


def commit_rows(preview: Preview, look: Look) -> Iterator[Content]:
    """What will be in the history once it leaves."""
    words, written = look.words, preview.written
    if written is None:
        return
    yield content((words.text(say("Committed before it leaves")), ACCENT))
    yield from hanging(written.subject, look.width, ("  ", ""))
    for line in written.entry.splitlines():
        yield from (content((row.plain, MUTED)) for row in hanging(line, look.width, ("  ", "")))
    yield content((words.text(say("then")), ACCENT))
    yield from hanging(written.then, look.width, ("  ", ""))


def difference_rows(lines: list[str]) -> list[Content]:
    """A unified diff, its signs kept where there is no colour."""
    styles = {"+": GOOD, "-": BAD, "@": MUTED}
    return [content((line, styles.get(line[:1], ""))) for line in lines if not line.startswith(("+++", "---"))]


def letter_title(preview: Preview, look: Look) -> str:
    """Whom the letter is to, and which it is."""
    words, composed = look.words, preview.composed
    name = preview.view.dossier.client.name
    which = composed.letter.name if composed else ""
    step = words.text(term(preview.task.step)) if preview.task and preview.task.step else ""
    edited = words.text(say("edited")) if preview.edit else ""
    parts = [name, step, which if which != (preview.task.letter if preview.task else "") else "", edited]
    return " · ".join(part for part in parts if part)


def _recipient(composed: Composed, look: Look) -> str:
    to = ", ".join(composed.to.splitlines())
    name = composed.contact.name if composed.contact else ""
    if not to:
        return look.words.text(say("no address in the dossier"))
    if composed.channel == EMAIL:
        return f"{name} <{to}>" if name else to
    client = composed.client.name
    return ", ".join(part for part in (client, name if name != client else "", to) if part)


def _channel(preview: Preview, look: Look) -> str:
    words = look.words
    parts = [words.text(say("{channel}", channel=Code(preview.channel)))]
    if preview.fallback is not None:
        parts.append(words.text(preview.fallback))
    if preview.carrier:
        parts.append(preview.carrier)
    return " · ".join(parts)


def _asked(preview: Preview, look: Look) -> str:
    composed, words = preview.composed, look.words
    assert composed is not None
    if not composed.asked:
        return words.text(say("nothing"))
    about = composed.about
    parts = [words.text(say_many("{count} invoice", "{count} invoices", len(about.numbers)))]
    if about.received:
        parts.append(words.text(say("{amount} received deducted", amount=about.received)))
    if preview.penalties:
        parts.append(words.text(say("{amount} of penalties and charges", amount=preview.penalties)))
    return f"{words.money(composed.asked)} ({', '.join(parts)})"


def _piece_rows(pieces: tuple[Piece, ...], look: Look, wide: int) -> Iterator[Content]:
    """What goes with it, then what does not and why."""
    words = look.words
    going = [
        words.text(say("{name} ({size} kB)", name=piece.name, size=-(-piece.size // 1000)))
        for piece in pieces
        if piece.size >= 0
    ]
    away = [piece for piece in pieces if piece.size < 0]
    if not pieces:
        return
    label = pad(words.text(say("Attached")), wide)
    yield from hanging(", ".join(going) or words.text(say("nothing")), look.width, (f"{label} ", MUTED))
    style = BAD if any(piece.required for piece in away) else MUTED
    gone = ", ".join(piece.number for piece in away if piece.name)
    unknown = ", ".join(piece.number for piece in away if not piece.name)
    if gone:
        told = words.text(say("the document of {numbers} is not there", numbers=gone))
        yield from hanging(told, look.width, (f"{' ' * wide} ", style))
    if unknown:
        told = words.text(say("no document is recorded for {numbers}", numbers=unknown))
        yield from hanging(told, look.width, (f"{' ' * wide} ", style))


def is_printed(preview: Preview) -> bool:
    """Whether it goes by the post."""
    return preview.prepared is not None and preview.prepared.task.channel in POST

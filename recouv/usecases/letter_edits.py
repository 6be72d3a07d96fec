"""A letter edited by hand before it leaves: what it was made of, what was changed, and whether it still holds.

What a person typed rests on the letter as they read it.  Should anything of that letter be otherwise when it leaves (an
amount, an address, a day), their words may be wrong: they are asked to look again.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.errors import UsageError
from recouv.domain.letter import Matter
from recouv.domain.message import Message, say
from recouv.letters.edited import LONGEST, NoLetterError, Wording, as_source, from_source
from recouv.rules.amounts_told import amounts_added
from recouv.rules.look_alikes import look_alikes
from recouv.usecases.letters import Composed


class Edit(Struct, frozen=True, kw_only=True):
    """The words of a person."""

    wording: Wording
    of: Composed
    """The letter that they changed, as they read it."""


def source_of(composed: Composed) -> str:
    """The letter as an editor opens it: its subject, then its body as Markdown."""
    return as_source(Wording(composed.subject, composed.markdown))


def edit_of(composed: Composed, text: str) -> Edit | None:
    """What a person made of `source_of`; `None` when they changed nothing.

    Raises:
        UsageError: the subject or the body is gone, or it is too long for a letter.
    """
    try:
        wording = from_source(text)
    except NoLetterError as error:
        raise {
            "subject": UsageError(
                say("the first line of the letter is not its subject"), say("begin with: subject: what it is about")
            ),
            "body": UsageError(say("the letter says nothing"), say("write its words under the subject")),
            "long": UsageError(
                say("the letter is too long: at most {count} characters", count=LONGEST), say("shorten it")
            ),
        }[error.reason] from None
    if as_source(wording) == source_of(composed):
        return None
    return Edit(wording=wording, of=composed)


def edit_of_body(composed: Composed, markdown: str) -> Edit | None:
    """The same, from a body alone or with its subject on the first line; the subject stays where none is given."""
    first = "".join(markdown.lstrip("\ufeff\n").partition("\n")[0].casefold().split())  # no-break spaces too
    if not first.startswith(("subject:", "objet:")):
        markdown = f"subject: {composed.subject}\n\n{markdown}"
    return edit_of(composed, markdown)


def with_edit(composed: Composed, edit: Edit) -> Composed:
    """The letter in the words of the person."""
    return replace(composed, subject=edit.wording.subject, markdown=edit.wording.markdown, is_edited=True)


def difference(edit: Edit) -> list[str]:
    """What was changed, as the lines of a unified diff of sources."""
    before, after = source_of(edit.of).splitlines(), as_source(edit.wording).splitlines()
    return list(difflib.unified_diff(before, after, "letter", "edited", lineterm=""))


def doubts_about(edit: Edit) -> Iterator[Message]:
    """What a person should look at twice: amounts that nobody reckoned, and words with no place in such a letter."""
    before, after = with_source(edit.of), as_source(edit.wording)
    for amount in amounts_added(before, after):
        yield say("{amount} is not an amount of this dossier's letter", amount=amount)
    if edit.of.letter.about is not Matter.HANDOVER:
        known = {one.words.casefold() for one in look_alikes(before)}
        for one in look_alikes(after):
            if one.words.casefold() not in known:
                yield say("“{words}” has no place in a letter to a debtor: {why}", words=one.words, why=one.why)


def unknown_amounts(edit: Edit) -> tuple[str, ...]:
    """The amounts that the person wrote and the letter did not have."""
    return amounts_added(with_source(edit.of), as_source(edit.wording))


def with_source(composed: Composed) -> str:
    """All that a letter says, its end included."""
    return f"{source_of(composed)}\n{composed.text}"


def what_moved(before: Composed, now: Composed) -> Message | None:
    """What of a letter is no longer as it was read; `None` when it would be the same."""
    if now.asked != before.asked:
        return say("it asks for {now} now, and for {before} when it was read", now=now.asked, before=before.asked)
    if now.to != before.to:
        was, to = ", ".join(before.to.splitlines()) or "-", ", ".join(now.to.splitlines()) or "-"
        return say("it goes to {to} now, and to {was} when it was read", to=to, was=was)
    if _said(now) != _said(before):
        return say("its words would be others than when it was read: {line}", line=_first_other(before, now))
    return None


def _said(composed: Composed) -> object:
    """All that the client is told, and how."""
    return (
        composed.letter.name,
        composed.language,
        composed.channel,
        composed.subject,
        composed.markdown,
        composed.payment,
        composed.signature,
        composed.annexes,
    )


def _first_other(before: Composed, now: Composed) -> str:
    known = set(with_source(before).splitlines())
    return next((line.strip() for line in with_source(now).splitlines() if line not in known), now.subject)

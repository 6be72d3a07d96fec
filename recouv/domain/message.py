"""What the program has to say, kept apart from the language it is said in.

Rules and stores build a `Message`; the windows (command line, screens, commit subjects) render it through the
catalogue of their language (`recouv.wording.catalogue`).  Arguments stay typed, so that an amount or a date is
written as each language writes it.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class Message(Struct, frozen=True):
    """A sentence in English with named places, and what goes into them."""

    text: str
    args: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""
    """The sentence for a count other than one; empty when the sentence has no count."""
    count: int = 1

    def __str__(self) -> str:
        """The English sentence, arguments written plainly: for logs and tests, never for a user's screen."""
        chosen = self.plural if self.plural and self.count != 1 else self.text
        return chosen.format_map(self.args)


class Code(str):
    """A code of the format (a kind, a channel, a step), which a window writes as its language's word for it."""

    __slots__ = ()


def say(text: str, /, **args: object) -> Message:
    """A message; `text` is the catalogue's key and is collected from the source by that name."""
    return Message(text, args)


def say_many(singular: str, plural: str, count: int, /, **args: object) -> Message:
    """A message whose wording depends on `count`, which is also its place `{count}`."""
    return Message(singular, {**args, "count": count}, plural, count)

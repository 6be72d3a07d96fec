"""Messages kept as text: language-neutral, their arguments typed as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

from msgspec.json import decode, encode

from recouv.domain.message import Message
from recouv.store.typed_values import read_value, write_value


def write_messages(messages: Iterable[Message]) -> str:
    """The messages as text; each argument is a text, a whole number, a code, an amount, a day or a message.

    A sentence that comes back is written once.
    """
    forms: dict[tuple[str, ...], int] = {}
    rows = []
    for message in messages:
        form = forms.setdefault((message.text, message.plural, *message.args), len(forms))
        rows.append([form, message.count, *map(_written_argument, message.args.values())])
    return encode([list(forms), rows]).decode()


def read_messages(text: str) -> tuple[Message, ...]:
    """The messages that `write_messages` wrote."""
    forms, rows = decode(text)
    messages = []
    for form, count, *values in rows:
        sentence, plural, *names = forms[form]
        args = {name: _read_argument(value) for name, value in zip(names, values, strict=True)}
        messages.append(Message(sentence, args, plural, count))
    return tuple(messages)


class KeptMessages(Sequence[Message]):
    """Messages that are read each time somebody looks at them.

    A list of ten thousand tasks shows the reasons of thirty, and those of all would weigh more than the tasks.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def _all(self) -> tuple[Message, ...]:
        return read_messages(self._text)

    @overload
    def __getitem__(self, index: int) -> Message: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Message]: ...
    def __getitem__(self, index: int | slice) -> Message | Sequence[Message]:
        return self._all()[index]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Message]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return repr(self._all())


def _written_argument(value: object) -> object:
    return {"message": write_messages([value])} if isinstance(value, Message) else write_value(value)


def _read_argument(written: Any) -> object:
    if isinstance(written, dict) and "message" in written:
        return read_messages(written["message"])[0]
    return read_value(written)

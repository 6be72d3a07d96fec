"""Keys typed ahead reach what the keys before them opened.

Textual hands each key to the widget that has the focus when the key arrives, and does not wait until it is dealt with.
Over a slow line `r` and Enter arrive together: the second would go to the list, not to the form that the first opens.
Here a key waits until the one before has been through the widget, its ancestors and the application, and once more: for
what the application's bindings made the widget say.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from textual import events
from textual.app import App

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer

#: A widget removed by the very key it was given never answers: the next key then waits this long.
PATIENCE_SECONDS = 0.2


class OrderedKeys(App[int]):
    """An application that deals with one key at a time."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._waiting: deque[events.Key] = deque()
        self._rank = 0
        self._is_busy = False
        self._watchdog: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        """Keep a key back while another is under way."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._waiting.append(event)
            if not self._is_busy:
                await self._deal_with_next()
        else:
            await super().on_event(event)

    async def _deal_with_next(self) -> None:
        if self._watchdog:
            self._watchdog.stop()
        self._is_busy = bool(self._waiting)
        if not self._is_busy:
            return
        self._rank += 1
        target: MessagePump = self.focused or self.screen
        await super().on_event(self._waiting.popleft())
        self._watchdog = self.set_timer(PATIENCE_SECONDS, lambda rank=self._rank: self._go_on(rank))
        self._follow(target, self._rank, [target])

    def _follow(self, node: MessagePump, rank: int, again: list[MessagePump]) -> None:
        """Come back once `node` has dealt with what it was given, then see its parent, up to the application."""
        if not node.call_later(self._climb, node, rank, again):
            self.call_later(self._go_on, rank)

    async def _climb(self, node: MessagePump, rank: int, again: list[MessagePump]) -> None:
        parent = node._parent  # noqa: SLF001 - the way a key bubbles
        if node is not self and parent is not None:
            self._follow(parent, rank, again)
        elif again:
            self._follow(again.pop(), rank, again)
        else:
            self.call_later(self._go_on, rank)

    async def _go_on(self, rank: int) -> None:
        if rank == self._rank and self._is_busy:
            await self._deal_with_next()

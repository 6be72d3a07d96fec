"""Every verb and every client by name: Ctrl+P or `:`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from recouv.domain.message import say
from recouv.rules.client_search import folded
from recouv.tui.keys import keys_text, verbs_of
from recouv.tui.kit import ACCENT, MUTED, content
from recouv.usecases.directory import client_names
from recouv.wording.plain import clip, pad

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.content import Content

    from recouv.tui.app import RecouvApp
    from recouv.usecases.verbs import Verb
    from recouv.wording.catalogue import Catalogue

#: Clients shown for what was typed so far.
MOST_CLIENTS = 50
_KEY_CELLS, _LABEL_CELLS = 7, 16


def palette(words: Catalogue) -> CommandPalette:
    """The palette, which asks in the user's language."""
    return CommandPalette(
        providers=[Verbs, Clients], placeholder=words.text(say("What to do, or a client's name")), id="palette"
    )


class _Ours(Provider):
    @property
    def desk(self) -> RecouvApp:
        return cast("RecouvApp", self.app)


class Verbs(_Ours):
    """The verbs of the place."""

    async def discover(self) -> Hits:
        """All of them."""
        for verb in self._here():
            yield DiscoveryHit(self._shown(verb), self._runs(verb), text=self.desk.words.text(verb.label))

    async def search(self, query: str) -> Hits:
        """Those whose name or description answers."""
        words = self.desk.words
        for verb in self._here():
            label, about = words.text(verb.label), words.text(verb.about)
            score = max(_nearness(query, label), _nearness(query, about) / 2)
            if score > 0:
                yield Hit(score, self._shown(verb), self._runs(verb), text=f"{label} {about}")

    def _here(self) -> list[Verb]:
        return [verb for verb in verbs_of(self.desk.here.PLACES, self.desk.verbs) if verb.id != "palette"]

    def _shown(self, verb: Verb) -> Content:
        words = self.desk.words
        key = keys_text(verb, self.desk.verbs, ascii_only=self.desk.ascii_only)[0]
        label = pad(words.text(verb.label), _LABEL_CELLS)
        room = max(0, self.desk.size.width - _KEY_CELLS - _LABEL_CELLS - 10)
        return content(
            (pad(key, _KEY_CELLS), ACCENT), (label, "bold"), " ", (clip(words.text(verb.about), room), "dim not bold")
        )

    def _runs(self, verb: Verb) -> Callable[[], None]:
        return lambda: self.desk.do(verb.id)


class Clients(_Ours):
    """The clients."""

    _names: asyncio.Task[dict[str, str]]

    async def startup(self) -> None:
        """Begin to read their names."""
        self._names = asyncio.create_task(asyncio.to_thread(client_names, self.desk.session))

    async def search(self, query: str) -> Hits:
        """Those whose name or id holds what was typed."""
        found = 0
        # the next key gives up the search that waits here: the names themselves go on being read
        for client, name in (await asyncio.shield(self._names)).items():
            score = _nearness(query, f"{name} {client}")
            if score and found < MOST_CLIENTS:
                found += 1
                shown = content((name, "bold"), (f"  {client}", MUTED))
                yield Hit(score * 0.9, shown, self._opens(client), text=name)

    def _opens(self, client: str) -> Callable[[], None]:
        return lambda: self.desk.open_client(client)


def _nearness(typed: str, text: str) -> float:
    """How well every word typed is found in a text: it begins so, words of it do, anywhere; 0 when one is missing."""
    words, where = folded(typed).split(), folded(text)
    if not words or not all(word in where for word in words):
        return 0
    if where.startswith(" ".join(words)):
        return 1
    beginnings = [at for at in range(len(where)) if at == 0 or not where[at - 1].isalnum()]
    return 0.9 if all(any(where.startswith(word, at) for at in beginnings) for word in words) else 0.4

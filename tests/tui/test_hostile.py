"""Text from files does nothing to the screens, whatever it holds and wherever it is shown."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from recouv.tui.app import RecouvApp
from tests.tui.conftest import Book, opened, screen_text, settled, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.pilot import Pilot

MARKUP = {
    "tags": "[red]x[/red]",
    "closing": "a[/]b",
    "wrong closing": "a[/b]c",
    "click": "[@click=app.verb_quit]go[/]",
    "open bracket": "Dupont [SARL",
    "brackets": "facture [2024-001]",
    "quote": "x[b='y",
    "link": "[link=https://e.vil]x[/link]",
    "variable": "$name [b]z[/b]",
    "backslash": "a\\[b]c",
    "template": "{name} {0} %s",
}
CONTROLS = {
    "title": "A\x1b]0;PWNED\x07B",
    "colour": "A\x1b[31mB",
    "c1": "A\x9b32mB",
    "rtl": "A\u202egnp.B",
    "zero width": "A\u200bB\u2060C",
    "bell": "A\x07B",
    "long": "W" * 300,
    "cjk": "株式会社東京印刷所" * 6,
    "emoji": "👩‍👩‍👧 Café 🇫🇷 👍🏽",
    "combining": "Z" + "\u0301" * 30,
}
PAYLOADS = MARKUP | CONTROLS


def hostile_dossier(payload: str) -> str:
    """The payload in every place that takes text."""
    quoted = (
        '"'
        + "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or 126 < ord(c) < 160 else c for c in payload.replace("\\", "\\\\"))
        + '"'
    )
    number = payload.replace("\x07", "").strip() if payload.isprintable() and "^" not in payload else "N-1"
    prose = payload
    return f"""---
recouv: 1
name: {quoted}
kind: company
owner: {quoted}
address: {quoted}
contacts:
  - name: {quoted}
    role: {quoted}
    email: {quoted}
    phone: {quoted}
tags: [{quoted}]
---

# {prose}

{prose}

## Journal

### 2026-08-01 invoice {number} ^aaaaaaaa
- amount: 1200.00
- due: 2026-08-31
- about: {prose}
- recorded: 2026-08-01T09:12:07Z lea

### 2026-09-01 call ^bbbbbbbb
- with: {prose}
- outcome: reached
- recorded: 2026-09-01T09:12:07Z lea
> {prose}

### 2026-09-02 dispute ^cccccccc
- invoices:
  - {number}
- amount: 10.00
- category: {prose}
- recorded: 2026-09-02T09:12:07Z lea

### 2026-09-03 payment {prose} ^dddddddd
- amount: 5.00
- reference: {prose}
- recorded: 2026-09-03T09:12:07Z lea

### 2026-09-04 task {prose} ^eeeeeeee
- due: 2026-09-05
- recorded: 2026-09-04T09:12:07Z lea

### 2026-09-06 hold ^ffffffff
- until: 2026-09-07
- reason: {prose}
- recorded: 2026-09-06T09:12:07Z lea
"""


def assert_quiet(app: RecouvApp, about: object) -> None:
    """Nothing on the screen acts on a terminal, and no line is wider than it."""
    shown = screen_text(app)
    bad = {c for c in shown if c != "\n" and (unicodedata.category(c) in {"Cc", "Cf", "Cs"})}
    assert not bad, (about, bad)
    for strip in app.screen._compositor.render_strips():
        assert strip.cell_length == app.size.width, about
        for segment in strip:
            assert not (segment.style and segment.style.meta.get("@click")), about


#: Keys for each client: every kind of form but those that show no more of it than another.
FORMS = "a p,escape r,escape A,escape c,escape y".split(",")
OTHER_FORMS = "m,escape i,escape n,escape s,escape".split(",")
#: Each form of what is agreed, contested, suspended, given up or decided.
COMMITMENTS = (
    "p,escape,P,escape,d q,escape,H,escape,w,escape,E,escape,plus,r,escape,plus,l,escape,plus,x,escape,plus,t c,escape,"
    "plus,b,escape,plus,o,escape,plus,i s,escape,plus,k,escape,plus,c,escape,plus,v,escape,plus,a,escape"
).split(",")

IN_THE_DOSSIER = "3,tab,enter,escape down down x,escape 1".split(",")
#: Keys of what shows all the clients.
EVERYWHERE = "h,escape M,escape 4,tab,enter,4,tab,tab,enter,escape 2,slash escape,t,escape question_mark,escape colon e,escape 1".split(
    ","
)


def write_all(book: Book, payloads: Mapping[str, str]) -> dict[str, str]:
    """A client for each payload: its id → the payload's name."""
    clients = {f"evil-{rank}": name for rank, name in enumerate(payloads)}
    for client, name in clients.items():
        book.write(client, hostile_dossier(payloads[name]))
    book.commit()
    return clients


async def tour(app: RecouvApp, pilot: Pilot[int], steps: Iterable[str], name: str) -> None:
    """Press keys; after each step nothing on the screen acts."""
    for keys in steps:
        await pilot.press(*keys.split())
        await settled(app, pilot)
        assert app.is_running, (name, keys)
        assert_quiet(app, (name, keys))


async def test_every_screen_shows_it_as_it_is(empty_book: Book) -> None:
    """On a wide screen, where everything is shown; nothing crashes, nothing clicks."""
    clients = write_all(empty_book, PAYLOADS)
    async with opened(empty_book, (160, 50)) as (app, pilot):
        for client, name in clients.items():
            app.here.go_to(client)
            await settled(app, pilot)
            assert app.here.chosen_client() == client, name
            await tour(app, pilot, IN_THE_DOSSIER, name)
        await tour(app, pilot, EVERYWHERE, "all")


async def test_every_form_shows_it_as_it_is(empty_book: Book) -> None:
    """Forms are as wide on a small screen."""
    clients = write_all(empty_book, PAYLOADS)
    async with opened(empty_book) as (app, pilot):
        for client, name in clients.items():
            app.here.go_to(client)
            await tour(app, pilot, FORMS, name)
        await tour(app, pilot, OTHER_FORMS, "the last")


async def test_every_commitment_form_shows_it_as_it_is(empty_book: Book) -> None:
    """Invoices, people, owners, reasons: in the fields, beside them and in what is said before writing."""
    kinds = ("wrong closing", "click", "quote", "title", "rtl", "long")
    clients = write_all(empty_book, {name: PAYLOADS[name] for name in kinds})
    async with opened(empty_book) as (app, pilot):
        for client, name in clients.items():
            app.here.go_to(client)
            await tour(app, pilot, COMMITMENTS, name)


async def test_it_is_shown_literally(empty_book: Book) -> None:
    """Brackets are brackets, in the list, beside it and in the dossier."""
    clients = write_all(empty_book, MARKUP)
    async with opened(empty_book, (160, 50)) as (app, pilot):
        for client, name in clients.items():
            app.here.go_to(client)
            await wait_for(pilot, lambda name=name: screen_text(app).count(MARKUP[name]) > 1)
            await pilot.press("3")
            await wait_for(pilot, lambda client=client: app.view is not None and app.view.dossier.id == client)
            await wait_for(pilot, MARKUP[name])
            await pilot.press("1")


async def test_a_click_on_a_name_that_looks_like_an_action_does_nothing(empty_book: Book) -> None:
    """`[@click=…]` is text."""
    write_all(empty_book, {"click": MARKUP["click"]})
    async with opened(empty_book, (160, 50)) as (app, pilot):
        await wait_for(pilot, MARKUP["click"])
        for y in range(1, 20):
            await pilot.click(offset=(100, y))
        assert app.is_running


async def test_an_action_on_such_a_client_is_committed_and_told(empty_book: Book) -> None:
    """The status line is a screen too."""
    clients = write_all(empty_book, PAYLOADS)
    before = empty_book.commits
    async with opened(empty_book) as (app, pilot):
        for count, (client, name) in enumerate(clients.items(), start=1):
            app.here.go_to(client)
            await pilot.press("n", *"ok", "enter")
            await wait_for(pilot, lambda count=count: len(app.log_of_said) == count)
            await settled(app, pilot)
            await wait_for(pilot, "u undoes it")
            assert_quiet(app, name)
            assert empty_book.commits == before + count, name

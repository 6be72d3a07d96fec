"""Text from files does nothing to the screens, whatever it holds and wherever it is shown."""

from __future__ import annotations

import unicodedata

import pytest

from recouv.tui.app import RecouvApp
from tests.tui.conftest import Book, opened, screen_text, settled, wait_for

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


def assert_quiet(app: RecouvApp) -> None:
    """Nothing on the screen acts on a terminal, and no line is wider than it."""
    shown = screen_text(app)
    bad = {c for c in shown if c != "\n" and (unicodedata.category(c) in {"Cc", "Cf", "Cs"})}
    assert not bad, bad
    for strip in app.screen._compositor.render_strips():
        assert strip.cell_length == app.size.width
        for segment in strip:
            assert not (segment.style and segment.style.meta.get("@click"))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
async def test_every_screen_and_form_shows_it_as_it_is(empty_book: Book, payload: str) -> None:
    """On a wide screen, where everything is shown; nothing crashes, nothing clicks."""
    empty_book.write("evil", hostile_dossier(payload))
    empty_book.commit()
    async with opened(empty_book, (160, 50)) as (app, pilot):
        assert_quiet(app)
        for keys in (
            ("j",),
            ("k",),
            ("h",),
            ("escape",),
            ("a", "p"),
            ("escape",),
            ("m",),
            ("escape",),
            ("r",),
            ("escape",),
            ("A",),
            ("escape",),
            ("i",),
            ("escape",),
            ("c",),
            ("escape",),
            ("n",),
            ("escape",),
            ("y",),
            ("M",),
            ("escape",),
            ("2",),
            ("slash", "escape"),
            ("t",),
            ("escape",),
            ("3",),
            ("tab",),
            ("enter",),
            ("escape",),
            ("down", "down", "x"),
            ("escape",),
            ("question_mark",),
            ("escape",),
            ("colon", "e"),
            ("escape",),
        ):
            await pilot.press(*keys)
            await settled(app, pilot)
            assert_quiet(app)
            assert app.is_running


@pytest.mark.parametrize("payload", MARKUP.values(), ids=MARKUP.keys())
async def test_it_is_shown_literally(empty_book: Book, payload: str) -> None:
    """Brackets are brackets."""
    empty_book.write("evil", hostile_dossier(payload))
    empty_book.commit()
    async with opened(empty_book, (160, 50)) as (_, pilot):
        await wait_for(pilot, payload)
        await pilot.press("3")
        await wait_for(pilot, payload)


async def test_a_click_on_a_name_that_looks_like_an_action_does_nothing(empty_book: Book) -> None:
    """`[@click=…]` is text."""
    empty_book.write("evil", hostile_dossier(MARKUP["click"]))
    empty_book.commit()
    async with opened(empty_book, (160, 50)) as (app, pilot):
        await wait_for(pilot, MARKUP["click"])
        for y in range(1, 20):
            await pilot.click(offset=(100, y))
        assert app.is_running


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
async def test_an_action_on_such_a_client_is_committed_and_told(empty_book: Book, payload: str) -> None:
    """The status line and the palette are screens too."""
    empty_book.write("evil", hostile_dossier(payload))
    empty_book.commit()
    before = empty_book.commits
    async with opened(empty_book) as (app, pilot):
        await pilot.press("n", *"ok", "enter")
        await wait_for(pilot, "u undoes it")
        assert_quiet(app)
        assert empty_book.commits == before + 1

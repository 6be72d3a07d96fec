"""Text from files never acts on a terminal, whatever command prints it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Desk, Ran

Recouv = Callable[..., Ran]
EVIL = "\x1b]0;PWNED\x07\x1b[31mEvil\x9b32m \u202etxt.exe\u202c [red]x[/red] a[/]b 株式会社 🧾 " + "z" * 300
HOSTILE = f"""---
name: "{EVIL.encode("unicode_escape").decode()}"
owner: "\\x1b[2J"
tags: ["\\e[5m"]
contacts:
  - name: "\\x1b[31m"
    email: "\\u202ea@b"
---

{EVIL}

## Journal

### 2026-09-01 invoice F1{EVIL} ^7k3f9x2m
- amount: 2400.00
- due: 2026-10-01
- about: {EVIL}
- recorded: 2026-09-01T09:12:07Z {EVIL}

### 2026-10-02 payment {EVIL} ^8k3f9x2m
- amount: 5.00
- reference: {EVIL}
- recorded: 2026-10-02T09:12:07Z import

### 2026-10-03 call ^9k3f9x2m
- with: {EVIL}
- recorded: 2026-10-03T09:12:07Z lea
> {EVIL}

### 2026-10-04 dispute ^ak3f9x2m
- invoices: F1{EVIL}
- amount: 10.00
- category: {EVIL}
- recorded: 2026-10-04T09:12:07Z lea

### 2026-10-05 task {EVIL} ^bk3f9x2m
- due: 2026-10-06
- recorded: 2026-10-05T09:12:07Z lea
"""
OBEYED = [
    chr(code)
    for code in (*range(0x20), 0x7F, *range(0x80, 0xA0), 0x202A, 0x202E, 0x2066, 0x200B)
    if code not in (9, 10)
]
COMMANDS = [
    ("agenda",),
    ("agenda", "--json"),
    ("balance",),
    ("balance", "--json"),
    ("balance", "--format", "csv"),
    ("balance", "--format", "markdown"),
    ("balance", "--by", "owner"),
    ("balance", "--by", "tag"),
    ("show", "evil"),
    ("show", "evil", "--json"),
    ("show", "evil", "--all"),
    ("check",),
    ("check", "--json"),
    ("history",),
    ("history", "--json"),
    ("export", "hledger"),
    ("pay", "evil", "5", "--accept", "--dry-run"),
    ("pay", "evil", "5", "--for", "\x1b[31mnothing"),
    ("log", "evil", "note", "--note", EVIL, "--dry-run"),
    ("log", "evil", "note", "--note", EVIL),
    ("cancel", "evil", "\x1b[31m"),
    ("show", "\x1b[31m"),
    ("undo",),
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words)[:40].encode("unicode_escape").decode())
def test_no_control_reaches_the_terminal(desk: Desk, recouv: Recouv, words: tuple[str, ...]) -> None:
    """Names, numbers, notes, labels and arguments are shown without what a terminal would obey."""
    desk.write("evil", HOSTILE)
    recouv("log", "evil", "note", "--note", EVIL)
    ran = recouv(*words)
    shown = ran.out + ran.err
    assert shown
    assert "Traceback" not in shown
    assert [hex(ord(char)) for char in OBEYED if char in shown] == []


def test_the_file_keeps_what_it_holds(desk: Desk, recouv: Recouv) -> None:
    """Showing never alters: the text typed by the user is still there to the byte."""
    desk.write("evil", HOSTILE)
    recouv("log", "evil", "note", "--note", "seen")
    assert desk.read("evil").startswith(HOSTILE)

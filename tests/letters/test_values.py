"""The values of a letter and the page that documents them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

from msgspec import Struct

from recouv.letters.values import LetterValues

PAGE = (Path(__file__).resolve().parents[2] / "docs/letters.md").read_text(encoding="utf-8")


def names(kind: type[Struct], prefix: str = "") -> Iterator[str]:
    """Every name that a template may print or go through."""
    for name, hint in get_type_hints(kind).items():
        inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
        if isinstance(inner, type) and issubclass(inner, Struct):
            if get_origin(hint) is tuple:
                yield prefix + name
            yield from names(inner, f"{prefix}{name}.")
        else:
            yield prefix + name


def test_each_value_is_documented_once() -> None:
    """And nothing that is none."""
    table = PAGE.partition("## The values")[2].partition("\n## ")[0]
    documented = [
        name for row in re.findall(r"^\| (`[^|]*`) \|", table, re.MULTILINE) for name in re.findall(r"`([\w.]+)`", row)
    ]
    assert sorted(documented) == sorted(names(LetterValues))

"""Surgical edits of YAML text: only the characters concerned change, and the result is proved or refused.

A parsed document is never dumped back: that would lose comments, quotes and layout.  The parse events give the place
of each value; the edit changes those characters alone; the new text is read again and compared with what was
meant.  Anything else is refused, and the text stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from msgspec import Struct, field
from yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from recouv.store.journal_writing import require_text
from recouv.store.yaml_library import Loader

Plain = str | list["Plain"] | dict[str, "Plain"]
_UNQUOTED = re.compile(r"[^\W\d_][^\x00-\x1f:#\[\]{},&*!|>'\"%@`]*(?<!\s)|\d{4}-\d\d-\d\d|\d+\.\d\d|\d+(?: [^\W\d_]+)+")
_AMBIGUOUS = re.compile(r"(?i:y|n|yes|no|on|off|true|false|null|nan|inf)")


class EditRefusedError(ValueError):
    """The edit cannot be made without touching something else: the user's editor is the place for it."""


class _Node(Struct):
    kind: str
    """s(calar), m(apping), l(ist) or a(lias)."""
    event: Any
    start: int
    end: int
    flow: bool = False
    items: list[_Node] = field(default_factory=list)
    pairs: list[tuple[_Node, _Node]] = field(default_factory=list)

    def value_of(self, key: str) -> _Node | None:
        return next((value for name, value in self.pairs if name.event.value == key), None)


def set_value(text: str, path: Sequence[str], new: str) -> str:
    """`text` with the scalar at `path` (keys of nested mappings) set to `new`; a missing last key is added.

    Raises:
        EditRefusedError: the place is not a scalar, or the edit would change anything else.
    """
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    body = text[len(bom) :]
    root = _tree(body)
    meant = _plain(root)
    parent = _walk(root, path[:-1])
    if parent.kind != "m":
        raise EditRefusedError(f"{'.'.join(path[:-1]) or 'the document'} is not a mapping")
    _put(meant, path, new)
    node = parent.value_of(path[-1])
    edited = _replace(body, parent, path[-1], node, new) if node is not None else _add(body, parent, path[-1], new)
    try:
        proved = _plain(_tree(edited)) == meant
    except yaml.YAMLError as error:
        raise EditRefusedError(str(error)) from None
    if not proved:
        raise EditRefusedError("the edit would change something else")
    return bom + edited


def set_mapping(text: str, path: tuple[str, str], values: Mapping[str, str]) -> str:
    """`text` with `{path[0]}: {path[1]}:` holding exactly `values`, one a line; everything else as it was.

    Raises:
        EditRefusedError: the place is not a block of lines, or the edit would change anything else.
    """
    outer, inner = path
    newline = "\r\n" if "\r\n" in text else "\n"
    root = _tree(text) if text.strip() else None
    meant = _plain(root) if root is not None else {}
    if not isinstance(meant, dict):
        raise EditRefusedError("the document is not a mapping")
    parent = root.value_of(outer) if root is not None else None
    block = [
        f"  {scalar_text(inner)}:",
        *(f"    {scalar_text(key)}: {scalar_text(value)}" for key, value in values.items()),
    ]
    if parent is None or (parent.kind == "s" and not parent.event.value):
        kept: dict[str, Plain] = {}
        if parent is not None:
            raise EditRefusedError(f"{outer} is there and empty: remove that line")
        head = text if not text or text.endswith("\n") else text + newline
        edited = head + newline.join([f"{outer}:", *block]) + newline
    elif parent.kind == "m" and not parent.flow:
        kept = dict(meant[outer])  # type: ignore[arg-type]  # a mapping, as its node says
        lines = text.split("\n")
        name = next((key for key, _ in parent.pairs if key.event.value == inner), None)
        column = parent.event.start_mark.column
        block = [" " * (column - 2) + line for line in block] if column >= 2 else block
        ending = "\r" if newline == "\r\n" else ""
        start = end = _line_after(text, parent)
        if name is not None:
            start, end = name.event.start_mark.line, _line_after(text, parent.value_of(inner) or parent)
        lines[start:end] = [line + ending for line in block]
        edited = "\n".join(lines)
    else:
        raise EditRefusedError(f"{outer} is not a block of key: value lines")
    kept[inner] = dict(values)
    if _plain(_tree(edited)) != {**meant, outer: kept}:
        raise EditRefusedError("the edit would change something else")
    return edited


def _line_after(text: str, node: _Node) -> int:
    """Index of the line after the node's last one."""
    return text.count("\n", 0, _content_end(text, node) + 1) + (0 if text[_content_end(text, node)] == "\n" else 1)


def scalar_text(value: str, style: str | None = None) -> str:
    """`value` as one line of YAML, quoted when it must be or when `style` asks for it.

    Raises:
        UnwritableTextError: it holds bytes that are no text.
    """
    require_text(value)
    if style == "'" and "\n" not in value and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if style != '"' and value.isprintable() and _UNQUOTED.fullmatch(value) and not _AMBIGUOUS.fullmatch(value):
        return value
    named = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(named.get(char) or (char if char.isprintable() else _escaped(char)) for char in value) + '"'


def _escaped(char: str) -> str:
    return f"\\U{ord(char):08x}" if ord(char) > 0xFFFF else f"\\u{ord(char):04x}"


def _replace(text: str, parent: _Node, key: str, node: _Node, new: str) -> str:
    if node.kind != "s":
        raise EditRefusedError(f"{key} is not a single value")
    style = node.event.style
    if node.start == node.end and not style:
        name = next(name for name, value in parent.pairs if value is node)
        colon = text.index(":", name.end) + 1
        return text[:colon] + " " + scalar_text(new) + text[colon:]
    if style in ("|", ">"):
        end = _block_end(text, node)
        return text[: node.start] + scalar_text(new) + text[end:]
    return text[: node.start] + scalar_text(new, style if style in ("'", '"') else None) + text[node.end :]


def _add(text: str, parent: _Node, key: str, new: str) -> str:
    if parent.flow or not parent.pairs:
        raise EditRefusedError("keys can only be added to a block of key: value lines")
    newline = "\r\n" if "\r\n" in text else "\n"
    column = int(parent.event.start_mark.column)
    last = parent.pairs[-1][1]
    at = text.find("\n", _content_end(text, last))
    line = " " * column + f"{key}: {scalar_text(new)}" + newline
    if at < 0:
        return text + newline + line.rstrip("\r\n")
    return text[: at + 1] + line + text[at + 1 :]


def _content_end(text: str, node: _Node) -> int:
    """Index after the last character that belongs to the node (a block's end mark overshoots into what follows)."""
    if node.kind in "ml" and not node.flow:
        children = node.items or [value for _, value in node.pairs]
        return _content_end(text, children[-1]) if children else node.end
    if node.kind == "s" and node.event.style in ("|", ">"):
        return _block_end(text, node) - 1
    return max(node.end - 1, node.start)


def _block_end(text: str, node: _Node) -> int:
    """Index of the line end that closes a block scalar."""
    return node.start + len(text[node.start : node.end].rstrip())


def _tree(text: str) -> _Node:
    stack: list[_Node] = []
    root: _Node | None = None
    try:
        for event in yaml.parse(text, Loader):
            if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                closed = stack.pop()
                assert event.end_mark is not None  # the parser marks every event
                closed.end = event.end_mark.index
                if closed.kind == "m":
                    closed.pairs = list(zip(closed.items[::2], closed.items[1::2], strict=True))
                    closed.items = []
                continue
            node = _node(event)
            if node is None:
                continue
            if stack:
                stack[-1].items.append(node)
            elif root is None:
                root = node
            else:
                raise EditRefusedError("more than one document")
            if node.kind in "ml":
                stack.append(node)
    except yaml.YAMLError as error:
        raise EditRefusedError(str(error)) from None
    if root is None:
        raise EditRefusedError("an empty document")
    return root


def _node(event: Event) -> _Node | None:
    kinds: dict[type[Event], str] = {ScalarEvent: "s", AliasEvent: "a", MappingStartEvent: "m", SequenceStartEvent: "l"}
    kind = kinds.get(type(event))
    if kind is None:
        return None
    start, end = event.start_mark, event.end_mark
    assert start is not None
    assert end is not None  # the parser marks every event
    return _Node(kind, event, start.index, end.index, bool(getattr(event, "flow_style", False)))


def _plain(node: _Node) -> Plain:
    if node.kind == "s":
        return str(node.event.value)
    if node.kind == "a":
        return {"*": str(node.event.anchor)}
    if node.kind == "l":
        return [_plain(item) for item in node.items]
    plain: dict[str, Plain] = {}
    for key, value in node.pairs:
        if key.kind != "s" or key.event.value in plain:
            raise EditRefusedError(f"line {key.event.start_mark.line + 1}: a key given twice, or not a word")
        plain[key.event.value] = _plain(value)
    return plain


def _walk(root: _Node, path: Sequence[str]) -> _Node:
    node = root
    for key in path:
        found = node.value_of(key) if node.kind == "m" else None
        if found is None:
            raise EditRefusedError(f"there is no {key}")
        node = found
    return node


def _put(plain: Plain, path: Sequence[str], new: str) -> None:
    for key in path[:-1]:
        assert isinstance(plain, dict)
        plain = plain[key]
    assert isinstance(plain, dict)
    plain[path[-1]] = new

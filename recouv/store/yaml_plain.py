"""The YAML that people and recouv write most: `key: value` lines, lists and mappings under a key, one value a line.

A proper subset of YAML, read line by line several times faster than libyaml does, whose import is spared too.  What is
outside of it, or wrong, is declined; what is read is what libyaml gives, with the same places.
"""

from __future__ import annotations

import re

from recouv.store.located import Located

_LETTER = "0-9A-Za-zÀ-ÖØ-öø-ÿ"
#: No hash, and no colon but that of an hour: their meaning depends on what stands beside them.
_PLAIN = rf"(?:-[0-9]|[{_LETTER}+(])(?:(?:[^:#]|(?<=[0-9]):(?=[0-9]))*[^:# ])?"
_WORD = rf"[{_LETTER}](?:[ {_LETTER}_.-]*[{_LETTER}])?"
_LINE = re.compile(
    rf"""(?P<indent>[ ]*)(?P<dash>-[ ])?(?:
        (?P<key>[A-Za-z_][A-Za-z0-9_-]{{0,60}}):(?:[ ](?:
            (?P<plain>{_PLAIN})
            |"(?P<double>[^"\\]*)"
            |'(?P<single>[^']*)'
            |\[(?P<words>{_WORD}(?:,[ ]{_WORD})*)\]
            |(?P<literal>\|)
        ))?
        |(?<=-[ ])(?P<item>{_PLAIN})
    )(?:[ ]+\#.*)?""",
    re.VERBOSE,
)
#: Python calls it unprintable; French is full of it, and to YAML it is a letter like another.
_NO_BREAK_SPACE = "\u00a0"
#: Far deeper than any head or configuration, in columns.
_DEEPEST = 12


class _DeclinedError(Exception):
    """Something that only libyaml can read, or tell what is wrong with."""


def read_plain_yaml(text: str, first_line: int) -> Located | None:
    """The mapping that `text` writes, whose first line is line `first_line` of the file; `None` when declined."""
    if not text.replace("\n", "").replace(_NO_BREAK_SPACE, "").isprintable():
        return None
    try:
        return _Reader(text, first_line).document()
    except _DeclinedError:
        return None


class _Reader:
    """Goes down the lines; `match` is the line it stands at, `None` after the last."""

    def __init__(self, text: str, first_line: int) -> None:
        self.lines = text.split("\n")
        self.first_line = first_line
        self.at = -1
        self.match: re.Match[str] | None = None
        self.indent = 0
        """Of the line: that of its dash, where it has one."""
        self._go_on()

    def document(self) -> Located:
        """The whole text, which is one mapping from the first column on."""
        if self.match is None or self.match["dash"]:
            raise _DeclinedError
        mapping = self._mapping(0)
        if self.match is not None:
            raise _DeclinedError
        return mapping

    def _go_on(self) -> None:
        """To the next line that is neither blank nor a comment."""
        for at in range(self.at + 1, len(self.lines)):
            line = self.lines[at]
            match = _LINE.fullmatch(line)
            if match is not None:
                self.at, self.match, self.indent = at, match, match.end("indent")
                return
            if (shown := line.lstrip(" ")) and shown[0] != "#":
                raise _DeclinedError
        self.match, self.indent = None, 0

    def _located(self, value: str | list[Located] | dict[str, Located], index: int) -> Located:
        return Located(value, self.first_line + self.at, index + 1)

    def _mapping(self, indent: int) -> Located:
        """The keys from this line on, all of them at `indent`."""
        if indent > _DEEPEST:
            raise _DeclinedError
        keys: dict[str, Located] = {}
        mapping = self._located(keys, indent)
        match = self.match
        while match is not None:
            key = match["key"]
            if key is None or key in keys or match.start("key") != indent:
                raise _DeclinedError
            keys[key] = self._value(match, indent)
            match = self.match
            if self.indent < indent:
                break
            if match is not None and match["dash"]:
                raise _DeclinedError
        return mapping

    def _value(self, match: re.Match[str], indent: int) -> Located:
        """What stands after the key, or under it, of a mapping at `indent`."""
        name = match.lastgroup or ""
        if name == "plain":
            scalar = self._located(match[name], match.start(name))
        elif name in ("double", "single"):
            scalar = self._located(match[name], match.start(name) - 1)
        elif name == "words":
            scalar = self._words(match)
        elif name == "literal":
            scalar = self._literal(match, indent)
        else:
            self._go_on()
            if self.match is None or self.indent <= indent:
                raise _DeclinedError
            return self._list(self.indent) if self.match["dash"] else self._mapping(self.indent)
        self._go_on()
        return scalar

    def _words(self, match: re.Match[str]) -> Located:
        index = match.start("words")
        items = []
        for word in match["words"].split(", "):
            items.append(self._located(word, index))
            index += len(word) + 2
        return self._located(items, match.start("words") - 1)

    def _literal(self, match: re.Match[str], indent: int) -> Located:
        place = self._located("", match.start("literal"))
        content: list[str] = []
        depth = 0
        for line in self.lines[self.at + 1 :]:
            inside = len(line) - len(line.lstrip(" "))
            depth = depth or inside
            if inside <= indent and line:
                break
            if inside < depth or inside == len(line):
                if line or self.at + 1 + len(content) < len(self.lines) - 1:
                    raise _DeclinedError
                break
            content.append(line[depth:])
        if not content or self.at + 1 + len(content) == len(self.lines):
            raise _DeclinedError
        self.at += len(content)
        return Located("\n".join(content) + "\n", place.line, place.column)

    def _list(self, indent: int) -> Located:
        """The items from this line on, their dashes all at `indent`."""
        items: list[Located] = []
        listed = self._located(items, indent)
        while self.match is not None and self.match["dash"] and self.indent == indent:
            if self.match["item"] is None:
                items.append(self._mapping(indent + 2))
            else:
                items.append(self._located(self.match["item"], indent + 2))
                self._go_on()
        if self.match is not None and self.indent >= indent:
            raise _DeclinedError
        return listed

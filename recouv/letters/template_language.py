"""The language of templates: the little of Jinja2 that a letter needs, and what its places may name.

A letter prints values, asks whether there is one, and goes through lists.  Everything else of Jinja2 is refused where
it stands: calls, arithmetic, strings glued to themselves, other files, blocks kept for later.  With those, a template
that came with a `git pull` could fill the memory or never end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from recouv.domain.letter import Letter
from recouv.domain.message import Message, say
from recouv.domain.problem import Problem
from recouv.letters.values import LetterValues

FILTERS = ("length", "join", "map", "first", "last", "upper", "lower")
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Slice),
    *(nodes.Const, nodes.Tuple, nodes.If, nodes.CondExpr, nodes.For, nodes.Assign, nodes.Filter, nodes.Keyword),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg),
)
#: A loop in a loop goes through a table's cells; a third one goes nowhere.
_DEEPEST = 2


def tree_of(text: str, environment: ImmutableSandboxedEnvironment) -> nodes.Template:
    """The template, read.

    Raises:
        TemplateSyntaxError: it cannot be, or uses what a letter has no need of; with its line.
    """
    tree = environment.parse(text)
    for node in _all(tree):
        if not isinstance(node, _ALLOWED):
            raise TemplateSyntaxError(f"{type(node).__name__.lower()} has no place in a letter", node.lineno)
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise TemplateSyntaxError(f"there is no filter {node.name}: {', '.join(FILTERS)}", node.lineno)
    if _depth(tree) > _DEEPEST:
        raise TemplateSyntaxError("a loop in a loop in a loop", 1)
    return tree


def unknown_names(tree: nodes.Template) -> list[tuple[str, int, list[str]]]:
    """Names that hold nothing, with their line and the names there are."""
    return list(_unknown(tree.body, _schema(LetterValues)))


def misprinted(tree: nodes.Template) -> list[tuple[str, int]]:
    """Names printed though they hold several values, with their line."""
    return list(_misprinted(tree.body, _schema(LetterValues)))


def named(tree: nodes.Template) -> set[str]:
    """The values named, by the first part of their names."""
    return {node.name for node in tree.find_all(nodes.Name)} & set(LetterValues.__struct_fields__)


def printed(tree: nodes.Template, owner: str) -> list[tuple[str, int]]:
    """The values of `owner` (`creditor`) that are printed whatever they hold, with their line.

    One that the template asks for first (`{% if creditor.bic %}`) is left out where it does.
    """
    return list(_printed(tree.body, owner, frozenset()))


def problems_of(letter: Letter, environment: ImmutableSandboxedEnvironment) -> Iterator[Problem]:
    """What is wrong in a template whatever the client: its syntax, and values that do not exist."""
    for text, line in ((letter.subject, letter.subject_line), (letter.body, letter.body_line)):
        try:
            tree = tree_of(text, environment)
        except TemplateSyntaxError as error:
            yield syntax_problem(letter, line, error)
            continue
        for name, at, near in unknown_names(tree):
            what = say("there is no value {name}", name=name)
            mend = say("the values are in docs/letters.md; near it: {names}", names=", ".join(near))
            yield _problem(letter, text, (line, at), what, mend, find=name)
        for name, at in misprinted(tree):
            what = say("{name} holds several values", name=name)
            mend = say("go through them, or print one of them: {loop}", loop=f"{{% for one in {name} %}}")
            yield _problem(letter, text, (line, at), what, mend, find=name)


def syntax_problem(letter: Letter, line: int, error: TemplateSyntaxError) -> Problem:
    """That of a template that cannot be read, whose text begins on `line` of its file."""
    what = say("the template cannot be read: {reason}", reason=error.message or "")
    return Problem(letter.path, line + error.lineno - 1, 1, what, say("correct that line"))


def _problem(letter: Letter, text: str, place: tuple[int, int], what: Message, mend: Message, *, find: str) -> Problem:
    """With the column of the first time that the name stands on its line of the body."""
    first, at = place
    lines = text.split("\n")
    column = 1
    if at <= len(lines) and first == letter.body_line:
        name = rf"(?<![\w.]){re.escape(find)}(?!\w)"
        found = re.search(rf"(?<=\{{\{{ ){name}", lines[at - 1]) or re.search(name, lines[at - 1])
        column = found.start() + 1 if found else 1
    return Problem(letter.path, first + at - 1, column, what, mend)


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _all(child)


def _depth(node: nodes.Node) -> int:
    inner = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, nodes.For)


def _printed(tree: Iterable[nodes.Node], owner: str, asked: frozenset[str]) -> Iterator[tuple[str, int]]:
    for node in tree:
        match node:
            case nodes.If():
                inside = asked | {_written(one) for one in _asked(node.test)}
                yield from _printed(node.body, owner, inside)
                yield from _printed(chain(node.elif_, node.else_), owner, asked)
            case nodes.CondExpr():
                inside = asked | {_written(one) for one in _asked(node.test)}
                yield from _printed([node.expr1], owner, inside)
                yield from _printed([node.expr2] if node.expr2 else [], owner, asked)
            case nodes.Getattr() if getattr(node.node, "name", "") == owner:
                if _written(node) not in asked:
                    yield node.attr, node.lineno
            case nodes.For():
                yield from _printed(chain(node.body, node.else_), owner, asked)
            case nodes.Compare():
                pass
            case _:
                yield from _printed(node.iter_child_nodes(), owner, asked)


def _asked(test: nodes.Node) -> Iterator[nodes.Getattr]:
    """What is there where a condition holds: `a`, `a and b`; not of `a or b`."""
    if isinstance(test, nodes.Getattr):
        yield test
    elif isinstance(test, nodes.And):
        yield from _asked(test.left)
        yield from _asked(test.right)


def _misprinted(tree: Iterable[nodes.Node], scope: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    for node, inner in _scoped(tree, scope):
        if isinstance(node, nodes.Output):
            for shown in node.nodes:
                if isinstance(shown, nodes.Name | nodes.Getattr) and isinstance(_held(shown, inner), dict | list):
                    yield _written(shown), shown.lineno


def _scoped(
    tree: Iterable[nodes.Node], scope: Mapping[str, object]
) -> Iterator[tuple[nodes.Node, Mapping[str, object]]]:
    """Every statement, with what its names hold."""
    here = dict(scope)
    for node in tree:
        yield node, here
        match node:
            case nodes.For():
                yield from _scoped(node.body, _inside(node, here))
                yield from _scoped(node.else_, here)
            case nodes.If():
                yield from _scoped([*node.body, *node.elif_, *node.else_], here)
            case nodes.Assign():
                here[getattr(node.target, "name", "")] = _held(node.node, here)


_Schema = dict[str, Any]
"""Name → the schema of what it holds: `None` for a text or a number, a list of one schema for a list."""


@cache
def _schema(kind: type[Struct]) -> _Schema:
    return {name: _part(hint) for name, hint in get_type_hints(kind).items() if not name.startswith("_")}


def _part(hint: object) -> object:
    if get_origin(hint) is tuple:
        return [_part(get_args(hint)[0])]
    if isinstance(hint, type) and issubclass(hint, Struct):
        return _schema(hint)
    return None


def _unknown(tree: Iterable[nodes.Node], scope: Mapping[str, object]) -> Iterator[tuple[str, int, list[str]]]:
    """Names that hold nothing, with their line and the names there are."""
    scope = dict(scope)
    for node in tree:
        if isinstance(node, nodes.For):
            yield from _unknown([node.iter], scope)
            if not isinstance(_held(node.iter, scope), list):
                yield _written(node.iter), node.lineno, _lists(scope)
            inner = _inside(node, scope)
            yield from _unknown([*node.body, *([node.test] if node.test else [])], inner)
            yield from _unknown(node.else_, scope)
        elif isinstance(node, nodes.Assign):
            yield from _unknown([node.node], scope)
            scope[getattr(node.target, "name", "")] = _held(node.node, scope)
        elif isinstance(node, nodes.Name):
            if node.name not in scope:
                yield node.name, node.lineno, sorted(scope)
        elif isinstance(node, nodes.Getattr):
            owner = _held(node.node, scope)
            if isinstance(owner, dict) and node.attr not in owner:
                yield _written(node), node.lineno, sorted(owner)
            elif isinstance(owner, list) or (
                owner is None and isinstance(node.node, nodes.Name) and node.node.name in scope
            ):
                yield _written(node), node.lineno, [_written(node.node)]
            else:
                yield from _unknown([node.node], scope)
        else:
            yield from _unknown(node.iter_child_nodes(), scope)


def _held(node: nodes.Node, scope: Mapping[str, object]) -> object:
    match node:
        case nodes.Name():
            return scope.get(node.name)
        case nodes.Getattr():
            owner = _held(node.node, scope)
            return owner.get(node.attr) if isinstance(owner, dict) else None
        case nodes.Getitem():
            owner = _held(node.node, scope)
            if isinstance(owner, list):
                return owner if isinstance(node.arg, nodes.Slice) else owner[0]
            return None
        case _:
            return None


def _inside(loop: nodes.For, scope: Mapping[str, object]) -> dict[str, object]:
    """What names hold in a loop."""
    held = _held(loop.iter, scope)
    turn = {"index": None, "first": None, "last": None, "length": None}
    return {**scope, "loop": turn, getattr(loop.target, "name", ""): held[0] if isinstance(held, list) else None}


def _lists(scope: Mapping[str, object]) -> list[str]:
    return sorted(name for name, held in scope.items() if isinstance(held, list))


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return getattr(node, "name", None) or "…"

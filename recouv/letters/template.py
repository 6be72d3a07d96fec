"""Templates filled with values, in a sandbox: client text goes in as data and never becomes template or markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import SimpleNamespace, TracebackType
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from recouv.domain.letter import Letter
from recouv.domain.message import Message, say
from recouv.domain.problem import Problem
from recouv.letters.values import LetterValues

_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
#: Characters: a letter has a page or two.
_LONGEST = 200_000


class LetterError(Exception):
    """A template cannot be filled: the problem says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem.what))
        self.problem = problem


class _MissingValueError(TemplateRuntimeError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Missing:
    """A value that is not known: false to a condition, an error to whoever prints it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __bool__(self) -> bool:
        return False

    def __len__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return other == ""

    __hash__ = None  # type: ignore[assignment]  # equal to a text, hashed by nobody

    def __str__(self) -> str:
        raise _MissingValueError(self._name)


def fill(letter: Letter, values: LetterValues) -> tuple[str, str]:
    """The subject, on one line, and the body as Markdown.

    Raises:
        LetterError: the template is wrong, or prints a value that is not known.
    """
    names = _names(values)
    subject = _filled(letter.subject, letter, letter.subject_line, names, markdown=False)
    body = _filled(letter.body, letter, letter.body_line, names, markdown=True)
    return " ".join(subject.split()), body


def template_problems(letter: Letter) -> list[Problem]:
    """What is wrong in a template whatever the client: its syntax, and values that do not exist."""
    problems = []
    for text, line in ((letter.subject, letter.subject_line), (letter.body, letter.body_line)):
        try:
            tree = _environment(markdown=True).parse(text)
        except TemplateSyntaxError as error:
            problems.append(_syntax_problem(letter, line, error))
            continue
        problems += [
            Problem(
                letter.path,
                line + at - 1,
                1,
                say("there is no value {name}", name=name),
                say("the values are in docs/letters.md; near it: {names}", names=", ".join(near)),
            )
            for name, at, near in _unknown(tree.body, _schema(LetterValues))
        ]
    return problems


def values_named(letter: Letter) -> set[str]:
    """The values that a letter may print or ask for, by the first part of their names."""
    found = set()
    for text in (letter.subject, letter.body):
        try:
            tree = _environment(markdown=True).parse(text)
        except TemplateSyntaxError:
            continue
        found |= {name.name for name in tree.find_all(nodes.Name)}
    return found & set(LetterValues.__struct_fields__)


def escaped(value: object) -> str:
    r"""A value as Markdown that shows it as it is, on one line.

    >>> print(escaped("<b> *fils* | 1. {{ x }}"))
    \<b\> \*fils\* \| 1\. \{\{ x \}\}
    """
    return _MARKUP.sub(r"\\\1", _on_one_line(value))


def _on_one_line(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return _UNPRINTABLE.sub(" ", text)


@cache
def _environment(*, markdown: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=escaped if markdown else _on_one_line,
        autoescape=False,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    for name in set(environment.filters) - {"length", "join", "map", "first", "last", "upper", "lower", "default"}:
        del environment.filters[name]
    return environment


@cache
def _compiled(text: str, *, markdown: bool) -> Template:
    return _environment(markdown=markdown).from_string(text)


def _filled(text: str, letter: Letter, line: int, names: Mapping[str, object], *, markdown: bool) -> str:
    try:
        return "".join(_of_a_letter(_compiled(text, markdown=markdown).generate(names)))
    except TemplateSyntaxError as error:
        raise LetterError(_syntax_problem(letter, line, error)) from None
    except _MissingValueError as error:
        at = _line_of(error.__traceback__)
        raise LetterError(Problem(letter.path, line + at - 1, 1, *_missing(error.name))) from None
    except (UndefinedError, SecurityError, TemplateRuntimeError, TypeError, ValueError, LookupError) as error:
        at = _line_of(error.__traceback__)
        what = say("the letter cannot be filled: {reason}", reason=str(error))
        raise LetterError(Problem(letter.path, line + at - 1, 1, what, say("correct that line"))) from None


def _of_a_letter(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, as long as they make a letter: a loop over a loop may make a book."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > _LONGEST:
            raise SecurityError("too long")
        yield piece


def _missing(name: str) -> tuple[Message, Message]:
    what = say("the letter prints {name}, which is not known", name=name)
    head, _, key = name.partition(".")
    if head == "creditor":
        return what, say("write {key} under creditor in recouv.yaml", key=key)
    if head in ("client", "contact"):
        return what, say("write it in the head of the dossier, or ask for it first: {{% if {name} %}}", name=name)
    return what, say("ask for it first: {{% if {name} %}}", name=name)


def _syntax_problem(letter: Letter, line: int, error: TemplateSyntaxError) -> Problem:
    what = say("the template cannot be read: {reason}", reason=error.message or "")
    return Problem(letter.path, line + error.lineno - 1, 1, what, say("correct that line"))


def _line_of(traceback: TracebackType | None) -> int:
    """The template's own line: jinja names its frames `<template>` and gives them the lines of the source."""
    line = 1
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _names(values: Struct, prefix: str = "") -> dict[str, object]:
    return {name: _seen(getattr(values, name), f"{prefix}{name}") for name in values.__struct_fields__}


def _seen(value: object, name: str) -> object:
    if isinstance(value, Struct):
        return SimpleNamespace(**_names(value, f"{name}."))
    if isinstance(value, tuple):
        return [_seen(one, name) for one in value]
    return _Missing(name) if value == "" else value


# What a template may name

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
            held = _held(node.iter, scope)
            loop = {"index": None, "first": None, "last": None, "length": None}
            inner = {
                **scope,
                "loop": loop,
                getattr(node.target, "name", ""): held[0] if isinstance(held, list) else None,
            }
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
            elif owner is None and isinstance(node.node, nodes.Name) and node.node.name in scope:
                yield _written(node), node.lineno, [node.node.name]
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


def _written(node: nodes.Getattr) -> str:
    inner = node.node
    owner = _written(inner) if isinstance(inner, nodes.Getattr) else getattr(inner, "name", "…")
    return f"{owner}.{node.attr}"

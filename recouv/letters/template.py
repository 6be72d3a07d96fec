"""Templates filled with values, in a sandbox: client text goes in as data and never becomes template or markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from recouv.domain.letter import Letter
from recouv.domain.message import Message, say
from recouv.domain.problem import Problem
from recouv.letters.template_language import FILTERS, named, printed, problems_of, syntax_problem, tree_of
from recouv.letters.values import LetterValues

_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
#: In French, what no line begins or ends with: a mark that a space comes before, a quotation mark that one follows.
_BEFORE, _AFTER = re.compile(r" (?=[:;?!»])"), re.compile(r"(?<=«) ")
#: Those of ASCII alone: a no-break space keeps an amount whole.
_SPACES = re.compile(r"[ \t\r\n]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
#: Characters: a letter has a page or two.
_LONGEST = 200_000
#: Rows that its loops may go through, all together.
_MOST_ROWS = 200_000


class LetterError(Exception):
    """A template cannot be filled: the problem says where and why."""

    def __init__(self, problem: Problem, value: str = "") -> None:
        super().__init__(str(problem.what))
        self.problem = problem
        self.value = value
        """The name of the value that is not known; empty when something else is wrong."""


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


class _Group:
    """Values under one name: each of them may be printed, they may not."""

    def __init__(self, **names: object) -> None:
        self.__dict__.update(names)

    def __repr__(self) -> str:
        raise SecurityError("several values cannot be printed as one")


class _Rows(list[object]):
    """A list whose rows are counted each time that a loop takes one."""

    def __init__(self, rows: Iterable[object], taken: list[None]) -> None:
        super().__init__(rows)
        self._taken = taken

    def __iter__(self) -> Iterator[object]:
        for row in super().__iter__():
            self._taken.append(None)
            if len(self._taken) > _MOST_ROWS:
                raise SecurityError("its loops do not end")
            yield row

    def __getitem__(self, at: Any) -> Any:
        found = super().__getitem__(at)
        return _Rows(found, self._taken) if isinstance(at, slice) else found


def fill(letter: Letter, values: LetterValues) -> tuple[str, str]:
    """The subject, on one line, and the body as Markdown.

    Raises:
        LetterError: the template is wrong, or prints a value that is not known.
    """
    names = _names(values, taken=[])
    subject = _filled(letter.subject, letter, letter.subject_line, names, markdown=False)
    body = _filled(letter.body, letter, letter.body_line, names, markdown=True)
    return _SPACES.sub(" ", subject).strip(" "), body


@lru_cache(maxsize=256)  # asked again for each client who is written to
def template_problems(letter: Letter) -> tuple[Problem, ...]:
    """What is wrong in a template whatever the client: its syntax, and values that do not exist."""
    return tuple(problems_of(letter, _environment(markdown=True)))


def values_named(letter: Letter) -> frozenset[str]:
    """The values that a letter may print or ask for, by the first part of their names; none of one that is not read."""
    return _named_in(letter.subject) | _named_in(letter.body)


def values_printed(letter: Letter, owner: str) -> list[tuple[str, int]]:
    """The values of `owner` (`creditor`) that the letter prints whatever they hold, each with its line in the file."""
    return [(name, line + at - 1) for tree, line in _trees(letter) for name, at in printed(tree, owner)]


def escaped(value: object) -> str:
    r"""A value as Markdown that shows it as it is, on one line.

    >>> print(escaped("<b> *fils* | 1. {{ x }}"))
    \<b\> \*fils\* \| 1\. \{\{ x \}\}
    """
    return _MARKUP.sub(r"\\\1", _on_one_line(value))


def _on_one_line(value: object) -> str:
    if not isinstance(value, str | int | _Missing | Undefined) or isinstance(value, bool):
        raise SecurityError("what is printed there is no text")
    return _UNPRINTABLE.sub(" ", str(value))


@cache
def _environment(*, markdown: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=escaped if markdown else _on_one_line,
        autoescape=False,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    for name in set(environment.filters) - set(FILTERS):
        del environment.filters[name]
    environment.filters["join"] = _joined
    return environment


def _joined(values: Iterable[object], between: str = "") -> str:
    """They may be joined again and again: what they make stays a letter's size."""
    text = between.join(str(value) for value in values)
    if len(text) > _LONGEST:
        raise SecurityError("too long")
    return text


@cache
def _compiled(text: str, language: str, *, markdown: bool) -> Template:
    environment = _environment(markdown=markdown)
    tree = tree_of(text, environment)
    if language == "fr":
        for words in tree.find_all(nodes.TemplateData):
            words.data = _BEFORE.sub("\u00a0", _AFTER.sub("\u00a0", words.data))
    return environment.from_string(tree)


@cache
def _named_in(text: str) -> frozenset[str]:
    try:
        return frozenset(named(tree_of(text, _environment(markdown=True))))
    except TemplateSyntaxError:
        return frozenset()  # which `template_problems` says


def _trees(letter: Letter) -> Iterator[tuple[nodes.Template, int]]:
    """Subject and body read, each with its first line in the file."""
    for text, line in ((letter.subject, letter.subject_line), (letter.body, letter.body_line)):
        try:
            yield tree_of(text, _environment(markdown=True)), line
        except TemplateSyntaxError:
            continue  # which `template_problems` says


def _filled(text: str, letter: Letter, line: int, names: Mapping[str, object], *, markdown: bool) -> str:
    try:
        return "".join(_of_a_letter(_compiled(text, letter.language, markdown=markdown).generate(names)))
    except TemplateSyntaxError as error:
        raise LetterError(syntax_problem(letter, line, error)) from None
    except _MissingValueError as error:
        at = _line_of(error.__traceback__)
        raise LetterError(Problem(letter.path, line + at - 1, 1, *_missing(error.name)), error.name) from None
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
    condition = f"{{% if {name} %}}"
    if head == "creditor":
        return what, say("write {key} under creditor in recouv.yaml", key=key)
    if head in ("client", "contact"):
        return what, say("write it in the head of the dossier, or ask for it first: {condition}", condition=condition)
    return what, say("ask for it first: {condition}", condition=condition)


def _line_of(traceback: TracebackType | None) -> int:
    """The template's own line: jinja names its frames `<template>` and gives them the lines of the source."""
    line = 1
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _names(values: Struct, prefix: str = "", *, taken: list[None]) -> dict[str, object]:
    return {name: _seen(getattr(values, name), f"{prefix}{name}", taken) for name in values.__struct_fields__}


def _seen(value: object, name: str, taken: list[None]) -> object:
    if isinstance(value, Struct):
        return _Group(**_names(value, f"{name}.", taken=taken))
    if isinstance(value, tuple):
        return _Rows((_seen(one, name, taken) for one in value), taken)
    return _Missing(name) if value == "" else value

"""YAML by libyaml, which reads all of it and says what is wrong with the rest."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from recouv.domain.message import Message, say
from recouv.domain.problem import Problem
from recouv.store.located import Located

Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
#: Deeper nesting than any head or configuration has: a guard against files made to exhaust the stack.
MAX_DEPTH = 20


def read_any_yaml(text: str, path: str, first_line: int) -> tuple[Located | None, list[Problem]]:
    """The document in `text`, whose first line is line `first_line` of the file; `None` when empty or not YAML."""
    problems: list[Problem] = []

    def report(line: int, column: int, what: Message, mend: Message) -> None:
        problems.append(Problem(path, first_line + line, column + 1, what, mend))

    def located(node: Node, depth: int) -> Located:
        mark = node.start_mark
        line, column = first_line + mark.line, mark.column + 1
        if depth > MAX_DEPTH:
            report(mark.line, mark.column, say("nested too deeply"), say("flatten it"))
            return Located("", line, column)
        if isinstance(node, ScalarNode):
            return Located(node.value, line, column)
        if isinstance(node, MappingNode):
            keys: dict[str, Located] = {}
            for key, value in node.value:
                if not isinstance(key, ScalarNode):
                    report(
                        key.start_mark.line, key.start_mark.column, say("a key must be a word"), say("write key: value")
                    )
                elif key.value in keys:
                    report(
                        key.start_mark.line,
                        key.start_mark.column,
                        say("{key} is already at line {line}", key=key.value, line=keys[key.value].line),
                        say("keep one of the two"),
                    )
                else:
                    keys[key.value] = located(value, depth + 1)
            return Located(keys, line, column)
        return Located([located(item, depth + 1) for item in node.value], line, column)

    loader = None
    try:
        loader = Loader(text)
        node = loader.get_single_node()
        return (located(node, 0) if node is not None else None), problems
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line, mark.column) if mark else (0, 0)
        detail = getattr(error, "problem", None) or getattr(error, "reason", None) or "?"
        report(
            line,
            column,
            say("not YAML: {detail}", detail=str(detail)),
            say('write key: value, and put a value with a colon or a # between double quotes: "…"'),
        )
        return None, problems
    except RecursionError:
        report(0, 0, say("nested too deeply"), say("flatten it"))
        return None, problems
    finally:
        if loader is not None:
            loader.dispose()

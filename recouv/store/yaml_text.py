"""YAML read as text: every scalar stays what the user typed, every node keeps its place.

YAML's implicit types would turn `+33561000000` into a number, `no` into false and `0612345670` into an octal; here
nothing but text, lists and mappings comes out, and our own code gives types.
"""

from __future__ import annotations

from recouv.domain.problem import Problem
from recouv.store.located import Located
from recouv.store.yaml_plain import read_plain_yaml


def read_yaml(text: str, *, path: str, first_line: int = 1) -> tuple[Located | None, list[Problem]]:
    """The document in `text`, whose first line is line `first_line` of the file; `None` when empty or not YAML.

    A key given twice is a problem and its first value is kept.
    """
    document = read_plain_yaml(text, first_line)
    if document is not None:
        return document, []
    from recouv.store.yaml_library import read_any_yaml  # its import costs more than reading a hundred plain heads

    return read_any_yaml(text, path, first_line)


__all__ = ["Located", "read_yaml"]

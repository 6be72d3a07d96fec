"""The conditions of a step or of a rule of assignment, as a file writes them."""

from __future__ import annotations

from recouv.domain.condition import Condition, Grade
from recouv.domain.dossier import ClientKind
from recouv.store.located import Located
from recouv.store.typed_yaml import TypedYaml

CONDITION_KEYS = (
    "kinds",
    "tags",
    "languages",
    "grades",
    "minimum",
    "maximum",
    "age",
    "broken_promises",
    "average_delay_above",
    "average_delay_below",
    "loyalty",
)


def read_condition(located: Located | None, read: TypedYaml, name: str = "when") -> Condition:
    """What is under `when`; an absent one asks for nothing."""
    keys = read.mapping(located, CONDITION_KEYS, name)
    if not keys:
        return Condition()
    return Condition(
        kinds=read.words(keys.get("kinds"), [str(kind) for kind in ClientKind]),
        tags=read.words(keys.get("tags")),
        languages=read.words(keys.get("languages"), ("fr", "en")),
        grades=tuple(Grade(word) for word in read.words(keys.get("grades"), [str(grade) for grade in Grade])),
        minimum=read.money(keys.get("minimum")),
        maximum=read.money(keys.get("maximum")),
        age=read.whole_or_none(keys.get("age")),
        broken_promises=read.whole_or_none(keys.get("broken_promises")),
        average_delay_above=read.whole_or_none(keys.get("average_delay_above"), least=None),
        average_delay_below=read.whole_or_none(keys.get("average_delay_below"), least=None),
        loyalty=read.whole_or_none(keys.get("loyalty")),
    )

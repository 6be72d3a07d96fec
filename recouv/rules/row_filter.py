"""Which rows of a list a few typed words keep: a name, an invoice number, an amount, an age.

Words are joined by *and*; each is one of these:

- `>90`, `<30`, `>=60` are days late.  A bound with cents or a currency is an amount: `>=1000€`, `<250,00`, `>500 USD`.
- `1240`, `1 240`, `1240,50`, `1,240.50` are an amount of the row or the beginning of one, to the cent when the cents
  are typed; digits without cents are looked for in the names and numbers as well.
- `who:lea`, `qui:lea`, `who:me` are an owner; `tag:loyal` a tag; `action:call` and `step:2` or `step:reminder` what the
  agenda proposes, by the beginning of its word or of its code, or by the level.
- `age:31-60`, `age:91+` and `age:0` ask for something of that age (0: not due), not only for an oldest of that age.
- `disputed` or `litige`: part of it is contested; `promised` or `promesse`: money is promised for a day to come.
- `*` asks for every row, those at nil included.
- Any other word is looked for in the names and numbers, accents and case apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cached_property, partial
from operator import ge, gt, le, lt
from typing import TypeAlias

from msgspec import Struct

from recouv.rules.client_search import folded

EVERYTHING = "*"
MYSELF = {"me", "moi"}
_SIGNS: dict[str, Callable[[Decimal | int, Decimal | int], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}
_SPACE = " \u00a0\u202f"
_GROUPS = rf"\d{{1,3}}(?:[{_SPACE}]\d{{3}})"
#: `3 508,40`; at the end of the line, `3 5` that is about to be `3 508`; or figures without a space.
_FIGURES = rf"-?(?:{_GROUPS}*[{_SPACE}]\d{{1,2}}\Z|{_GROUPS}+|\d[\d.,']*)(?:[.,]\d{{0,2}})?"
_CURRENCY = rf"(?:[{_SPACE}]?(?:€|\$|£|(?-i:[A-Z]{{3}})\b))"
#: Figures may hold spaces, and so may what follows a bound: the rest of the line is read word by word.
_WORD = re.compile(
    rf"(?P<sign>>=|<=|>|<)[{_SPACE}]?(?P<bound>{_FIGURES})(?P<currency>{_CURRENCY})?(?![^{_SPACE}])"
    rf"|(?P<figures>{_FIGURES}){_CURRENCY}?(?![^{_SPACE}])"
    rf"|(?P<word>[^{_SPACE}]+)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(who|owner|qui|tag|step|etape|étape|action|age|âge):(.+)", re.IGNORECASE)
_KEYS = {"âge": "age", "qui": "who", "owner": "who", "etape": "step", "étape": "step"}
#: What is still being typed: a sign or a key without its value keeps every row rather than none.
_UNFINISHED = re.compile(r"[<>=-]+|(?:who|owner|qui|tag|step|etape|étape|action|age|âge):", re.IGNORECASE)
_STATES = {"disputed": "disputed", "litige": "disputed", "promised": "promised", "promesse": "promised"}
_CODES = {"€": "EUR", "$": "USD", "£": "GBP"}

Bound: TypeAlias = tuple[str, Decimal, str]
"""A sign, an amount, and its currency when one was typed."""


class RowFacts(Struct, frozen=True, kw_only=True, dict=True):
    """What a row may be found by."""

    texts: tuple[str, ...]
    """Names, ids, invoice numbers."""
    amounts: tuple[Decimal, ...] = ()
    days_late: int = 0
    owner: str = ""
    tags: tuple[str, ...] = ()
    total: Decimal = Decimal(0)
    """What bounds are compared with."""
    currency: str = ""
    actions: tuple[str, ...] = ()
    """What the agenda proposes: its code and its word."""
    steps: tuple[str, ...] = ()
    """The step's code, its word and its level."""
    states: frozenset[str] = frozenset()
    """`disputed`, `promised`."""
    ages: tuple[str, ...] = ()
    """The buckets in which something is owed: `0`, `1-30`, `91+`…"""

    @cached_property
    def sought(self) -> str:
        """All the texts as words are looked for in them."""
        return "\n".join(map(folded, self.texts))

    @cached_property
    def figures(self) -> str:
        """All the amounts as figures are looked for in them: each after a line feed, in cents' full length."""
        return "".join(f"\n{amount:.2f}" for amount in self.amounts if amount)


class RowFilter(Struct, frozen=True):
    """The words of a filter, each understood once."""

    words: tuple[str, ...] = ()
    figures: tuple[tuple[str, ...], ...] = ()
    """For each amount typed, the ways to read it: as the beginning of an amount, or as a word when it has no cents."""
    ages: tuple[tuple[str, int], ...] = ()
    bounds: tuple[Bound, ...] = ()
    owners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()
    everything: bool = False
    """Whether rows at nil are asked for outright."""

    @property
    def keeps_settled(self) -> bool:
        """Whether rows at nil are shown: when asked for, and when something is looked for by name."""
        return self.everything or bool(self.words) or any(way.isdigit() for ways in self.figures for way in ways)

    @property
    def is_empty(self) -> bool:
        """Whether every row is kept."""
        return self == RowFilter()

    def holds(self, row: RowFacts) -> bool:
        """Whether the row answers to every word."""
        return all(test(row) for test in self.tests())

    def tests(self) -> list[Callable[[RowFacts], bool]]:
        """What a row must answer to: one test a word, so that a list of thousands asks nothing in vain."""
        return [
            *(partial(_has_word, word) for word in self.words),
            *(partial(_has_figures, ways) for ways in self.figures),
            *(partial(_is_late, age) for age in self.ages),
            *(partial(_is_within, bound) for bound in self.bounds),
            *(partial(_is_of, owner) for owner in self.owners),
            *(partial(_has_tag, tag) for tag in self.tags),
            *(partial(_has_action, action) for action in self.actions),
            *(partial(_has_step, step) for step in self.steps),
            *(partial(_is_in_state, state) for state in self.states),
            *(partial(_has_age, bucket) for bucket in self.buckets),
        ]


def read_filter(text: str, *, me: str = "") -> RowFilter:
    r"""The filter that `text` means; an empty one keeps every row.  `me` is whom `who:me` means.

    >>> read_filter("nord >90").ages
    (('>', 90),)
    >>> read_filter("3 508,40").figures
    (('\\n3508.40',),)
    """
    words: list[str] = []
    figures: list[tuple[str, ...]] = []
    ages: list[tuple[str, int]] = []
    bounds: list[Bound] = []
    named: dict[str, list[str]] = {"who": [], "tag": [], "step": [], "action": [], "age": []}
    states: list[str] = []
    everything = False
    for match in _WORD.finditer(text):
        word = match["word"] or ""
        if match["sign"]:
            sign, bound, mark = match["sign"], match["bound"], (match["currency"] or "").strip(_SPACE)
            if bound.isdigit() and not mark:
                ages.append((sign, int(bound[:9])))
            elif (amount := _whole(bound)) is not None:
                bounds.append((sign, amount, _CODES.get(mark, mark)))
            else:
                words.append(folded(match[0]))
        elif match["figures"]:
            figures.append(_ways(match["figures"]))
        elif key := _NAMED.fullmatch(word):
            name = _KEYS.get(key[1].lower(), key[1].lower())
            value = folded(key[2])
            named[name].append(folded(me) if name == "who" and value in MYSELF and me else value)
        elif word == EVERYTHING:
            everything = True
        elif folded(word) in _STATES:
            states.append(_STATES[folded(word)])
        elif folded(word) and not _UNFINISHED.fullmatch(word):
            words.append(folded(word))
    return RowFilter(
        words=tuple(words),
        figures=tuple(figures),
        ages=tuple(ages),
        bounds=tuple(bounds),
        owners=tuple(named["who"]),
        tags=tuple(named["tag"]),
        actions=tuple(named["action"]),
        steps=tuple(named["step"]),
        states=tuple(states),
        buckets=tuple(named["age"]),
        everything=everything,
    )


def _ways(typed: str) -> tuple[str, ...]:
    """How an amount being typed can be read: `4,1` begins 4.10 and 4,118.00.

    After a line feed, the beginning of an amount; without one, digits to find in the texts.
    """
    bare = re.sub(rf"[{_SPACE}']", "", typed)
    sign = "-" if bare.startswith("-") else ""
    marks = [mark for mark in bare if mark in ".,"]
    digits = re.sub(r"[^\d]", "", bare)
    if not marks:
        return (f"\n{sign}{digits}", *(() if sign else dict.fromkeys((digits, folded(typed)))))
    whole, _, cents = bare.removeprefix("-").rpartition(marks[-1])
    found = []
    if len(cents) <= 2:
        found.append(f"\n{sign}{re.sub(r'[.,]', '', whole)}.{cents}")
    if len(cents) != 2 and not (len(cents) <= 2 and len(set(marks)) > 1):
        found.append(f"\n{sign}{digits}")
    return tuple(found)


def _whole(typed: str) -> Decimal | None:
    """A bound, whose last mark before one or two digits parts the cents."""
    bare = re.sub(rf"[{_SPACE}']", "", typed)
    match = re.fullmatch(r"(-?)([\d.,]*?)(?:[.,](\d{1,2}))?", bare)
    if match is None or not re.search(r"\d", match[2]):
        return None
    return Decimal(f"{match[1]}{re.sub(r'[.,]', '', match[2])}.{match[3] or 0}")


def _has_word(word: str, row: RowFacts) -> bool:
    return word in row.sought


def _has_figures(ways: Iterable[str], row: RowFacts) -> bool:
    return any(way in (row.figures if way.startswith("\n") else row.sought) for way in ways)


def _is_late(age: tuple[str, int], row: RowFacts) -> bool:
    return _SIGNS[age[0]](row.days_late, age[1])


def _is_within(bound: Bound, row: RowFacts) -> bool:
    sign, amount, currency = bound
    return _SIGNS[sign](row.total, amount) and currency in ("", row.currency)


def _is_of(owner: str, row: RowFacts) -> bool:
    return folded(row.owner) == owner


def _has_tag(tag: str, row: RowFacts) -> bool:
    return tag in map(folded, row.tags)


def _has_action(action: str, row: RowFacts) -> bool:
    return any(folded(text).startswith(action) for text in row.actions)


def _has_step(step: str, row: RowFacts) -> bool:
    return any(folded(text).startswith(step) for text in row.steps)


def _has_age(bucket: str, row: RowFacts) -> bool:
    return bucket in row.ages


def _is_in_state(state: str, row: RowFacts) -> bool:
    return state in row.states

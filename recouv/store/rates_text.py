"""The rates that penalties rest on, as text: those that ship with recouv, and those of a workspace's own `rates.yaml`.

Both are written the same way.  What a workspace states comes before what ships.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from recouv.domain.message import Message, say
from recouv.domain.problem import Problem
from recouv.domain.rates import KnownRate, LegalRate, Rates, Semester
from recouv.store.located import Located
from recouv.store.typed_yaml import TypedYaml
from recouv.store.yaml_text import read_yaml

RATES_NAME = "rates.yaml"
#: Key of the file → what it holds; `docs/format.md` is compared with these three tables.
RATES_KEYS = {
    "ecb": "main refinancing operations of the ECB: rows",
    "ecb_until": "the last day up to which no other change of the ECB's rate is known",
    "legal": "the rate of legal interest: rows",
}
ECB_KEYS = {
    "period": "a half-year, on whose first day the rate was in force",
    "from": "or the first day of a rate that changed",
    "rate": "per cent a year",
    "source": "where it was read",
    "read": "when",
    "checked": "no where it was not read in the official text",
}
LEGAL_KEYS = {
    "period": "a half-year, or a year before 2015",
    "rate": "per cent a year, of all creditors but the next",
    "individuals": "of a natural person who does not act for business",
    "source": "where it was read",
    "read": "when",
    "checked": "no where it was not read in the official text",
}
_SHIPPED = Path(__file__).with_name(RATES_NAME)
_PERIOD = re.compile(r"([0-9]{4})(?:-S([12]))?")
_RATE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,4})?")
_MOST = Decimal(100)


@cache
def shipped_rates() -> Rates:
    """Those that come with recouv."""
    rates, problems = read_rates(_SHIPPED.read_text(encoding="utf-8"), path=RATES_NAME)
    assert not problems  # a test reads every row
    return rates


def read_rates(text: str, *, path: str = RATES_NAME) -> tuple[Rates, list[Problem]]:
    """What `text` states, with everything that is wrong in it."""
    document, problems = read_yaml(text, path=path)
    rates = _RatesReader(TypedYaml(path, problems)).rates(document)
    return rates, sorted(problems, key=lambda problem: (problem.line, problem.column))


def merged(shipped: Rates, own: Rates) -> Rates:
    """Both, what the workspace states first."""
    return Rates(
        ecb_changes={**shipped.ecb_changes, **own.ecb_changes},
        ecb_until=max([shipped.ecb_until, own.ecb_until, *own.ecb_changes]),
        ecb_periods={**shipped.ecb_periods, **own.ecb_periods},
        legal={**shipped.legal, **own.legal},
    )


class _RatesReader:
    def __init__(self, read: TypedYaml) -> None:
        self.read = read

    def rates(self, document: Located | None) -> Rates:
        keys = self.read.mapping(document, tuple(RATES_KEYS), RATES_NAME)
        changes: dict[date, KnownRate] = {}
        periods: dict[Semester, KnownRate] = {}
        legal: dict[Semester, LegalRate] = {}
        for row in self._rows(keys.get("ecb"), "ecb"):
            self._ecb(row, changes, periods)
        for row in self._rows(keys.get("legal"), "legal"):
            self._legal(row, legal)
        until = self.read.day(keys.get("ecb_until"))
        return Rates(ecb_changes=changes, ecb_until=until or date.min, ecb_periods=periods, legal=legal)

    def _rows(self, located: Located | None, name: str) -> list[Located]:
        if located is not None and not isinstance(located.value, list):
            self.read.wrong(
                located,
                say("{name} is not a list", name=name),
                say("write - period: 2027-S1, and rate: and source: under it"),
            )
        return located.rows if located else []

    def _ecb(self, row: Located, changes: dict[date, KnownRate], periods: dict[Semester, KnownRate]) -> None:
        keys = self.read.mapping(row, tuple(ECB_KEYS), "ecb")
        known = self._known(row, keys, "rate")
        if ("from" in keys) == ("period" in keys):
            self.read.wrong(
                row,
                say("this rate has a period or a first day"),
                say("write period: 2027-S1, or from: 2026-12-23, not both"),
            )
            return
        day = self.read.day(keys.get("from"))
        found = self._periods(keys["period"], whole_years=False) if "period" in keys else []
        if known is None:
            return
        if day is not None and self._is_new(keys["from"], day in changes):
            changes[day] = known
        for semester in found:
            if self._is_new(keys["period"], semester in periods):
                periods[semester] = known

    def _legal(self, row: Located, legal: dict[Semester, LegalRate]) -> None:
        keys = self.read.mapping(row, tuple(LEGAL_KEYS), "legal")
        known = self._known(row, keys, "rate")
        individuals = self._known(row, keys, "individuals") if "individuals" in keys else None
        if "period" not in keys:
            self.read.wrong(row, say("this rate has no period"), say("write period: 2027-S1"))
            return
        for semester in self._periods(keys["period"], whole_years=True):
            if known is not None and self._is_new(keys["period"], semester in legal):
                legal[semester] = LegalRate(known, individuals)

    def _known(self, row: Located, keys: Mapping[str, Located], name: str) -> KnownRate | None:
        """The rate under a key, with its source; `None` where either is wrong."""
        before = len(self.read.problems)
        source = self.read.word(keys.get("source"), "")
        if not source:
            self.read.wrong(
                keys.get("source", row),
                say("this rate does not say where it was read"),
                say("add source: and the text or the page"),
            )
        read = self.read.day(keys.get("read"))
        checked = self.read.flag(keys.get("checked"), default=True)
        located = keys.get(name)
        percent = _percent(located.text if located else "")
        if percent is None:
            text = located.text if located else ""
            self.read.wrong(located or row, _not_a_rate(text), say("write it in per cent with a point, as 2.65"))
        if percent is None or len(self.read.problems) > before:
            return None
        return KnownRate(percent, source, read, checked)

    def _periods(self, located: Located, *, whole_years: bool) -> list[Semester]:
        match = _PERIOD.fullmatch(located.text)
        if match is None or int(match[1]) == 0 or not (match[2] or whole_years):
            self.read.wrong(
                located,
                say("{text} is not a half-year", text=located.text or "…"),
                say("write it as 2027-S1, or 2027-S2 for the second"),
            )
            return []
        return [Semester(int(match[1]), half) for half in ((int(match[2]),) if match[2] else (1, 2))]

    def _is_new(self, located: Located, is_known: bool) -> bool:  # noqa: FBT001 - what was found, not how to look
        if is_known:
            self.read.wrong(located, say("{text} is there twice", text=located.text), say("keep the row that is right"))
        return not is_known


def _percent(text: str) -> Decimal | None:
    if not _RATE.fullmatch(text) or Decimal(text) > _MOST:
        return None
    return Decimal(text)


def _not_a_rate(text: str) -> Message:
    return say("{text} is not a rate", text=text or "…")

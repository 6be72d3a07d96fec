"""What names a scenario or a letter that is not there, and rules of assignment that no client can reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from recouv.domain.dossier import Dossier
from recouv.domain.message import say
from recouv.domain.problem import Problem, Severity
from recouv.rules.account import account_on
from recouv.store.config import CONFIG_NAME
from recouv.store.house_text import house_places
from recouv.store.located import Located
from recouv.store.scenario_text import letter_places
from recouv.store.workspace import LETTERS, SCENARIOS
from recouv.usecases.session import Session


def assignment_problems(session: Session) -> Iterator[Problem]:
    """Those of `recouv.yaml`: the default scenario, the scenario of each rule, the rules after one that takes all."""
    workspace, house = session.workspace, session.workspace.config.house
    places = house_places(workspace.config_text(), CONFIG_NAME)
    known = tuple(workspace.scenarios)
    if house.default_scenario not in known:
        yield _not_there(CONFIG_NAME, places.default, house.default_scenario, known)
    takes_all = 0
    for rank, (rule, place) in enumerate(zip(house.assignments, places.rules, strict=False), start=1):
        if rule.scenario not in known:
            yield _not_there(CONFIG_NAME, place, rule.scenario, known)
        if takes_all:
            what = say("no client reaches rule {rank}: rule {earlier} asks for nothing", rank=rank, earlier=takes_all)
            mend = say("put this one before it, or give that one a condition")
            yield Problem(CONFIG_NAME, place.line, place.column, what, mend, Severity.WARNING)
        elif not rule.when:
            takes_all = rank


def letter_problems(session: Session) -> Iterator[Problem]:
    """Steps whose letter is in `letters/` in no language."""
    letters = session.workspace.letter_names
    for name, text in session.workspace.scenario_texts.items():
        path = f"{SCENARIOS}/{name}"
        for place in letter_places(text, path=path):
            if place.text not in letters:
                what = say("there is no letter {name}", name=place.text)
                mend = say("write {path}, or name another one", path=f"{LETTERS}/{place.text}.fr.md")
                yield Problem(path, place.line, place.column, what, mend, Severity.WARNING)


def scenarios_not_there(dossier: Dossier, known: Sequence[str]) -> Iterator[Problem]:
    """The scenario of the head, and those of invoices of which something is left."""
    if not known:
        return
    named = dossier.client.scenario
    if named and named not in known:
        place = Located(named, *dossier.places.get("scenario", (1, 1)))
        yield _not_there(dossier.path, place, named, known)
    strange = [
        entry
        for entry in dossier.entries
        if entry.kind == "invoice" and entry.word("scenario") and entry.word("scenario") not in known
    ]
    if strange:
        # what contradicts itself has no account: its invoices are taken to be open
        account = account_on(dossier.client, dossier.entries, date.max) if dossier.readable else None
        still_open = {item.number for item in account.open_items} if account else {entry.object for entry in strange}
        for entry in strange:
            if entry.object in still_open:
                place = Located("", entry.lines.get("scenario", entry.line), 1)
                yield _not_there(dossier.path, place, entry.word("scenario"), known)


def _not_there(path: str, place: Located, name: str, known: Sequence[str]) -> Problem:
    what = say("there is no scenario {name}", name=name)
    mend = say("write scenarios/{name}.yaml, or name one of: {choices}", name=name, choices=", ".join(known) or "-")
    return Problem(path, place.line, place.column, what, mend, Severity.WARNING)

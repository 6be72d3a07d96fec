"""What is wrong with the letters before any is written: their texts, the creditor's own data, languages that lack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from recouv.domain.dossier import ClientKind, Dossier
from recouv.domain.letter import Letter, Matter
from recouv.domain.message import Message, say, say_many
from recouv.domain.problem import Problem, Severity
from recouv.letters.template import template_problems, values_printed
from recouv.rules.look_alikes import look_alikes
from recouv.store.config import CONFIG_NAME
from recouv.store.letters_folder import Letters, read_letters
from recouv.store.located import Located
from recouv.store.scenario_text import letter_places
from recouv.store.workspace import LETTERS, SCENARIOS
from recouv.store.yaml_text import read_yaml
from recouv.usecases.session import Session

#: Clients named in a problem about many.
_NAMED = 3


class Reader(Struct, frozen=True):
    """A client whom letters are written to, as far as letters are concerned."""

    id: str
    language: str
    """As the head says; empty for the workspace's."""
    kind: str
    scenarios: tuple[str, ...]
    """Those that the head and the invoices name; empty when the rules choose."""


def reader_of(dossier: Dossier) -> Reader:
    """What letters need to know of a client."""
    client = dossier.client
    named = [client.scenario, *(entry.word("scenario") for entry in dossier.entries if entry.kind == "invoice")]
    return Reader(dossier.id, client.language, str(client.kind), tuple(sorted({name for name in named if name})))


def letters_problems(session: Session, readers: Iterable[Reader]) -> Iterator[Problem]:
    """What is wrong in `letters/`, in the creditor's data that letters print, and between steps and clients."""
    readers = list(readers)
    letters = read_letters(session.workspace.root)
    yield from letters.problems
    for letter in letters.texts.values():
        yield from template_problems(letter)
        yield from _look_alikes(letter)
    used = _used(session)
    yield from _missing_languages(session, letters, used, readers)
    yield from _creditor(session, [one for (name, _), one in letters.texts.items() if name in used], readers)


def _look_alikes(letter: Letter) -> Iterator[Problem]:
    if letter.about is Matter.HANDOVER:
        return
    for text, line in ((letter.subject, letter.subject_line), (letter.body, letter.body_line)):
        for one in look_alikes(text):
            what = say("“{words}” has no place in a letter to a debtor: {why}", words=one.words, why=one.why)
            column = one.column if text is letter.body else 1
            mend = say("say it otherwise: what is owed, until when, and what really comes next")
            yield Problem(letter.path, line + one.line - 1, column, what, mend, Severity.WARNING)


def _used(session: Session) -> Mapping[str, list[tuple[str, Located]]]:
    """Letter → the scenarios whose steps name it, each with its place."""
    used: dict[str, list[tuple[str, Located]]] = defaultdict(list)
    for file, text in session.workspace.scenario_texts.items():
        for place in letter_places(text, path=f"{SCENARIOS}/{file}"):
            used[place.text].append((file, place))
    return used


def _missing_languages(
    session: Session, letters: Letters, used: Mapping[str, list[tuple[str, Located]]], readers: Iterable[Reader]
) -> Iterator[Problem]:
    """Steps whose letter lacks in the language of a client who follows the scenario."""
    house = session.workspace.config.house
    assigned = {house.default_scenario, *(rule.scenario for rule in house.assignments)}
    default = session.workspace.config.language or "fr"
    following: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for reader in readers:
        for scenario in {*reader.scenarios, *(() if reader.scenarios else assigned)}:
            following[scenario][reader.language or default].append(reader.id)
    for name, places in used.items():
        written = {*letters.languages(name), *_unreadable(letters, name)}
        for file, place in places if written else ():  # one that is written nowhere is told by `scenario_checks`
            for language, clients in sorted(following[file.removesuffix(".yaml")].items()):
                if language not in written:
                    what = say_many(
                        "letter {name} is not written in {language}, which a client of this scenario reads: {clients}",
                        "letter {name} is not written in {language}, which {count} clients of this scenario read:"
                        " {clients}",
                        len(clients),
                        name=name,
                        language=language,
                        clients=", ".join(clients[:_NAMED]) + (" …" if len(clients) > _NAMED else ""),
                    )
                    mend = say("write {path}", path=f"{LETTERS}/{name}.{language}.md")
                    yield Problem(f"{SCENARIOS}/{file}", place.line, place.column, what, mend, Severity.WARNING)


def _unreadable(letters: Letters, name: str) -> set[str]:
    """The languages in which a letter is there with problems of its own."""
    paths = [
        problem.path.removeprefix(f"{LETTERS}/").removesuffix(".md").rpartition(".") for problem in letters.problems
    ]
    return {language for stem, _, language in paths if stem == name}


def _creditor(session: Session, used: Iterable[Letter], readers: Sequence[Reader]) -> Iterator[Problem]:
    """What the letters of scenarios print of the creditor and `recouv.yaml` lacks, and numbers that are wrong."""
    creditor = session.workspace.config.creditor
    if not any(creditor.values()):
        return  # nobody has begun to say who is owed: each letter will ask for it
    document, _ = read_yaml(session.workspace.config_text(), path=CONFIG_NAME)
    top = document.keys.get("creditor") if document else None
    places = top.keys if top else {}
    nowhere = top or Located("", 1, 1)
    yield from _wrong_numbers(creditor, places)
    if not readers:
        return  # nobody is written to yet
    asks = False
    for letter in used:
        asks |= letter.payment
        for key, line in values_printed(letter, "creditor"):
            if not creditor.get(key):
                what = say("the letter prints creditor.{key}, which recouv.yaml lacks", key=key)
                mend = say("write {key} under creditor in recouv.yaml", key=key)
                yield Problem(letter.path, line, 1, what, mend, Severity.WARNING)
    if asks and not creditor.get("iban"):
        what = say("letters ask to be paid, and the creditor has no IBAN: they do not say how")
        yield _at(nowhere, what, say("write iban under creditor"))
    consumers = [reader.id for reader in readers if reader.kind == ClientKind.CONSUMER]
    if consumers and not creditor.get("mediator"):
        what = say(
            "a client is a consumer, and the creditor names no mediator (C. conso. art. L616-1): {id}", id=consumers[0]
        )
        yield _at(nowhere, what, say("write mediator under creditor: its name and address"))


def _wrong_numbers(creditor: Mapping[str, str], places: Mapping[str, Located]) -> Iterator[Problem]:
    from stdnum import bic, iban  # deferred: 40 ms that no other command needs

    nowhere = Located("", 1, 1)
    if creditor.get("iban") and not iban.is_valid(creditor["iban"]):
        what = say("the creditor's IBAN {iban} fails its check", iban=creditor["iban"])
        yield _at(places.get("iban", nowhere), what, say("copy it again from the bank's own document"), Severity.ERROR)
    if creditor.get("bic") and not bic.is_valid(creditor["bic"]):
        what = say("{text} is not a BIC", text=creditor["bic"])
        yield _at(places.get("bic", nowhere), what, say("write its eight or eleven characters"))


def _at(place: Located, what: Message, mend: Message, severity: Severity = Severity.WARNING) -> Problem:
    return Problem(CONFIG_NAME, place.line, place.column, what, mend, severity)

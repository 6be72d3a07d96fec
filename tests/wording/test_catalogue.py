"""The French catalogue says all that the program says, and only that."""

from __future__ import annotations

import ast
import io
import re
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import recouv
from recouv.domain.message import Message
from recouv.wording.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from babel.messages.catalog import Catalog

SOURCE = Path(recouv.__file__).parent
PO = SOURCE / "wording/locales/fr/LC_MESSAGES/recouv.po"
SPEAKERS = {"say": (1,), "say_many": (1, 2)}
"""The functions that take sentences, and the ranks of these: as in the Makefile."""

#: What stands as it is in every language: keys of the files, and the place that begins a problem's line.
CODE = re.compile(
    r"(?:- )?(?<![\w{])(?:address|contacts|document|from|id|imap|imports|key|mail|name|period|rate|scenario|security|source|steps|subject):"
    r"|- \{key\}:|\{place\}:|\{profile\}:"
)
UNSPACED = re.compile(r"[\w})»][;!?](?!\w)|[\w})»\]\"]:(?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»")
ORDINARY_SPACE = re.compile(r"(?<=\S) [:;!?»]|« ")

Key = str | tuple[str, ...]


@cache
def french() -> Catalog:
    """The catalogue as people edit it."""
    with PO.open("rb") as file:
        return read_po(file)


def said() -> dict[Key, str]:
    """Every sentence that the extraction finds → where it stands first."""
    found: dict[Key, str] = {}
    extracted = extract_from_dir(SOURCE, method_map=[("**.py", "python")], keywords=SPEAKERS)
    for name, line, sentence, _, _ in extracted:
        found.setdefault(_key(sentence), f"{name}:{line}")
    return found


def translations(catalog: Catalog) -> dict[Key, tuple[str, ...]]:
    """Every sentence but the header → its one or two translations."""
    return {_key(entry.id): _forms(entry.string) for entry in catalog if entry.id}


def _key(found: Sequence[str]) -> Key:
    return found if isinstance(found, str) else tuple(found)


def _forms(found: Sequence[str]) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(found)


def forms() -> Iterator[tuple[str, str]]:
    """English and French, form by form."""
    for key, strings in translations(french()).items():
        yield from zip((key,) if isinstance(key, str) else key, strings, strict=True)


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def percents(text: str) -> list[str]:
    return sorted(re.findall(r"%(?:\(\w+\))?[rsd]", text))


def is_template(text: str) -> bool:
    """Whether places stand in it; argparse's own sentences have percents, and no braces."""
    return not percents(text)


def calls() -> Iterator[tuple[str, ast.Call, list[ast.AST]]]:
    """Every call of `say` or `say_many`, with what it stands in, the innermost last."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        pending: list[tuple[ast.AST, list[ast.AST]]] = [(ast.parse(path.read_text(encoding="utf-8")), [])]
        while pending:
            node, around = pending.pop()
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAKERS:
                yield f"{name}:{node.lineno}", node, around
            pending += [(child, [*around, node]) for child in ast.iter_child_nodes(node)]


def sentences(call: ast.Call) -> list[str]:
    """The sentences of a call; none when it fills in another message's, `say(message.text, …)`."""
    assert isinstance(call.func, ast.Name)
    first = call.args[0]
    if isinstance(first, ast.Attribute) and first.attr == "text":
        return []
    texts = [
        argument.value for argument in call.args[: len(SPEAKERS[call.func.id])] if isinstance(argument, ast.Constant)
    ]
    assert len(texts) == len(SPEAKERS[call.func.id])
    return [str(text) for text in texts]


def test_every_sentence_is_translated() -> None:
    known = translations(french())
    missing = [f"{place}: {key}" for key, place in said().items() if not all(known.get(key, ("",)))]
    assert missing == []


def test_no_translation_is_a_guess() -> None:
    assert [entry.id for entry in french() if entry.id and entry.fuzzy] == []


def test_no_sentence_is_left_over() -> None:
    assert sorted(map(str, translations(french()).keys() - said().keys())) == []
    assert list(french().obsolete) == []


def test_the_catalogue_compiles_without_complaint() -> None:
    """`% of` looks like a printf place: such a sentence is worded otherwise, `make catalogues` stops on it."""
    complaints = [(entry.id, list(map(str, errors))) for entry, errors in french().check()]
    assert complaints == []


def test_french_has_two_forms_and_nought_is_singular() -> None:
    assert french().num_plurals == 2
    words = catalogue("fr")
    texts = [words.text(Message("{count} client", {"count": count}, "{count} clients", count)) for count in (0, 1, 2)]
    assert texts == ["0 client", "1 client", "2 clients"]


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    with PO.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    buffer = io.BytesIO()
    write_mo(buffer, french())
    buffer.seek(0)
    assert translations(compiled) == translations(read_mo(buffer))
    assert compiled.plural_expr == french().plural_expr


def test_places_are_the_same_in_both_languages() -> None:
    wrong = [(english, text) for english, text in forms() if percents(english) != percents(text)]
    wrong += [(english, text) for english, text in forms() if is_template(english) and braces(english) != braces(text)]
    assert wrong == []


def test_every_translation_can_be_filled_in() -> None:
    words = catalogue("fr")
    for english, text in forms():
        if is_template(english):
            filled = words.text(Message(english, dict.fromkeys(braces(english), "XYZ")))
            assert filled.count("XYZ") == text.count("{"), text


def test_spaces_and_newlines_at_both_ends_are_kept() -> None:
    def ends(text: str) -> list[str]:
        return re.findall(r"\A[ \n]*|[ \n]*\Z", text)

    assert [(english, text) for english, text in forms() if ends(english) != ends(text)] == []


def test_french_typography() -> None:
    """A no-break space before `: ; ! ? »` and after `«`; one apostrophe; no quotes or dots of a typewriter's making."""
    wrong = []
    for _, text in forms():
        rest = CODE.sub("", text)
        if ORDINARY_SPACE.search(text) or UNSPACED.search(rest) or re.search(r"[’“”\u202f]|\.\.\.", text):
            wrong.append(text)
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["à faire : {what}", "fait; rien", "où?", "« ici »", "{client}: rien", "lire là:", "ah!"]
)
def test_faults_of_typography_are_seen(text: str) -> None:
    assert ORDINARY_SPACE.search(text) or UNSPACED.search(CODE.sub("", text))


@pytest.mark.parametrize(
    "text",
    [
        "à faire\u00a0: {what}",
        "ajouter une ligne - {key}: … ({about})",
        "écrire name: et le nom du client",
        "{place}: {what}\u00a0; {mend}",
        "{path}:{line}",
        "  ! {count} illisible",
        "nom, qui:lea, >90",
        "«\u00a0ici\u00a0»",
        "les lignes <<<<<<<, ======= et >>>>>>>",
    ],
)
def test_good_typography_and_code_pass(text: str) -> None:
    assert not ORDINARY_SPACE.search(text)
    assert not UNSPACED.search(CODE.sub("", text))


def test_sentences_are_literals() -> None:
    """`say` names the catalogue's key, or fills in the places of a sentence named elsewhere: `say(message.text, …)`."""
    wrong = []
    for place, call, _ in calls():
        assert isinstance(call.func, ast.Name)
        count = len(SPEAKERS[call.func.id])
        first = call.args[:count]
        fills_in = isinstance(first[0], ast.Attribute) and first[0].attr == "text"
        if not fills_in and not (len(first) == count and all(_is_text(argument) for argument in first)):
            wrong.append(f"{place}: {ast.unparse(call)}")
    assert wrong == []


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_no_sentence_stands_in_an_f_string() -> None:
    """Python 3.11 reads an f-string as one word: what is said inside is not extracted, and stays in English."""
    inside = [
        f"{place}: {ast.unparse(call)}"
        for place, call, around in calls()
        if any(isinstance(node, ast.JoinedStr) for node in around)
    ]
    assert inside == []


def test_what_the_source_says_is_what_is_extracted() -> None:
    spoken: set[Key] = set()
    for _, call, _ in calls():
        found = sentences(call)
        spoken |= {found[0] if len(found) == 1 else tuple(found)} if found else set()
    assert {str(key) for key in spoken ^ said().keys()} == set()


def test_every_place_has_its_argument() -> None:
    """A sentence in a table, named or not, may wait for its arguments; anywhere else it has them all, and no other."""
    wrong = []
    for place, call, around in calls():
        given = {keyword.arg for keyword in call.keywords}
        found = sentences(call)
        if None in given or not found or (not given and _is_in_a_table(around)):
            continue
        if isinstance(call.func, ast.Name) and call.func.id == "say_many":
            given.add("count")
        needed = {name for text in found if is_template(text) for name in braces(text)}
        if needed != given:
            wrong.append(f"{place}: {ast.unparse(call)}")
    assert wrong == []


def _is_in_a_table(around: list[ast.AST]) -> bool:
    """Whether a call stands in a dict or in a module's constant, and is no argument of another call."""
    for node in reversed(around):
        if isinstance(node, ast.Call | ast.stmt) and not isinstance(node, ast.Assign | ast.AnnAssign):
            return False
        if isinstance(node, ast.Dict):
            return True
        if isinstance(node, ast.Assign | ast.AnnAssign):
            return isinstance(around[0], ast.Module) and around[1] is node
    return False


def test_windows_show_messages_through_the_catalogue() -> None:
    """`str(problem.what)` and `f"{error.mend}"` are English whatever the user's language."""
    messages = {"what", "mend", "why", "blocked_by"}
    wrong = []
    for path in sorted([*(SOURCE / "cli").rglob("*.py"), *(SOURCE / "tui").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="str"), args=[ast.Attribute(attr=name)]) if name in messages:
                    wrong.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
                case ast.FormattedValue(value=ast.Attribute(attr=name)) if name in messages:
                    wrong.append(f"{path}:{node.lineno}: {ast.unparse(node.value)}")
    assert wrong == []

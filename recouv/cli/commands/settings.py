"""`recouv settings`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from recouv.cli.context import Context
from recouv.cli.editor import open_editor
from recouv.domain.errors import ExitCode, UsageError
from recouv.domain.message import say
from recouv.domain.settings import SETTINGS
from recouv.usecases.settings import Personal, create_settings, keep_setting, load_settings, typed_value
from recouv.usecases.settings_file import settings_path
from recouv.usecases.verbs import VERBS
from recouv.wording.catalogue import Catalogue

EXAMPLES = (
    "recouv settings",
    "recouv settings --edit",
    "recouv settings theme=light language=fr",
    "recouv settings filters.g='>90 who:lea' keys.log=f2",
)


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "values",
        metavar="NAME=VALUE",
        nargs="*",
        help=words.text(say("a setting to change; with nothing after the =, it is taken out")),
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--edit", action="store_true", help=words.text(say("open the file in your editor")))
    how.add_argument("--keys", action="store_true", help=words.text(say("every key of the screens and its name here")))
    how.add_argument("--json", action="store_true", help=words.text(say("one JSON document")))


def run(context: Context) -> int:
    """Show the settings, or change them; 1 when something is wrong in their file."""
    chosen = context.options
    path = settings_path()
    if chosen.edit:
        create_settings(path, context.words)
        kept = say("set EDITOR to yours; what was saved is in {path}", path=str(path))
        open_editor(
            path,
            without_terminal=say("give NAME=VALUE, or edit the file itself: {path}", path=str(path)),
            what_is_saved=kept,
        )
    for pair in chosen.values:
        name, found, value = pair.partition("=")
        if not found:
            raise UsageError(say("{text} is not NAME=VALUE", text=pair), say("for instance: theme=light"))
        keep_setting(path, name.strip(), typed_value(value))
    personal = load_settings(path)
    if chosen.json:
        context.output.json(document(personal, context.words))
    elif chosen.keys:
        _print_keys(context, personal)
    else:
        _print(context, personal)
    return ExitCode.PROBLEMS if personal.problems else ExitCode.DONE


def document(personal: Personal, words: Catalogue) -> dict[str, object]:
    """The settings as scripts read them."""
    settings = personal.settings
    return {
        "path": str(personal.path),
        "exists": personal.path.exists(),
        "settings": {setting.name: getattr(settings, setting.name) for setting in SETTINGS if not setting.is_table},
        "filters": dict(settings.filters),
        "keys": {verb.id: list(verb.keys) for verb in personal.keymap.verbs if verb.keys},
        "problems": [
            {
                "path": problem.path,
                "line": problem.line,
                "column": problem.column,
                "what": words.text(problem.what),
                "mend": words.text(problem.mend),
            }
            for problem in personal.problems
        ],
    }


def _print(context: Context, personal: Personal) -> None:
    output, words = context.output, context.words
    output.line(str(personal.path), "bold")
    if not personal.path.exists():
        output.message(say("there is no such file yet: recouv settings --edit makes it, with all that can be set"))
    header = [words.text(title) for title in (say("Setting"), say("Value"), say("What it is"))]
    output.table(header, _rows(personal, words))
    if personal.problems:
        output.line()
        output.message(say("Problems"), "bold")
        output.problems(personal.problems)


def _rows(personal: Personal, words: Catalogue) -> Iterator[tuple[str, str, str]]:
    settings = personal.settings
    for setting in SETTINGS:
        if setting.is_table:
            continue
        value = getattr(settings, setting.name)
        written = {True: "true", False: "false", None: "", "": ""}.get(value, str(value))
        yield setting.name, written or "·", words.text(setting.about)
    for letter, text in settings.filters.items():
        yield f"filters.{letter}", text, words.text(say("a filter of yours"))
    for verb in personal.keymap.verbs:
        if verb.id in personal.keymap.changed:
            yield f"keys.{verb.id}", " ".join(settings.keys[verb.id]), words.text(verb.about)


def _print_keys(context: Context, personal: Personal) -> None:
    words = context.words
    usual = {verb.id: verb.keys for verb in VERBS}
    header = [words.text(title) for title in (say("Name"), say("Keys"), say("Usual keys"), say("What it does"))]
    context.output.table(
        header,
        [
            (
                verb.id,
                " ".join(verb.keys),
                " ".join(usual[verb.id]) if verb.keys != usual[verb.id] else "",
                words.text(verb.about),
            )
            for verb in personal.keymap.verbs
            if verb.keys
        ],
    )

"""One message in the words of a person, from a file or from their editor; what they changed is shown first."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from recouv.cli.context import Context, standard_input
from recouv.cli.editor import open_editor
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.usecases.letter_edits import Edit, difference, doubts_about, edit_of_body, source_of, unknown_amounts
from recouv.usecases.letters import Composed
from recouv.usecases.mail_day import Prepared
from recouv.wording.catalogue import Catalogue


def arguments(parser: argparse.ArgumentParser, words: Catalogue) -> None:
    """Declare the options of `edited`."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--text",
        default="",
        metavar="FILE",
        help=words.text(say("one client's message in the words of that file, Markdown; - for standard input")),
    )
    how.add_argument(
        "--edit", action="store_true", help=words.text(say("change the words of one client's message in your editor"))
    )


def edited(context: Context, wanted: Sequence[Prepared]) -> list[Prepared]:
    """The messages; where words were given, the only one in those words, which leaves so or not at all.

    Raises:
        UsageError: there are several; the file cannot be read; it is no letter; nobody is there to look at amounts.
    """
    chosen = context.options
    if not (chosen.text or chosen.edit) or not wanted:
        return list(wanted)
    (row, *others) = wanted
    if others or not chosen.clients:
        raise UsageError(say("words are for one message"), say("name one client, with one message"))
    composed = row.composed
    assert composed is not None  # what is wanted was composed
    edit = edit_of_body(composed, _typed(context, composed))
    if edit is None:
        context.output.talk(say("nothing was changed"))
        return [row]
    _show(context, edit)
    unknown = unknown_amounts(edit)
    if unknown and chosen.yes:
        raise UsageError(
            say("{amounts}: not an amount of this dossier's letter", amounts=", ".join(unknown)),
            say("a person must look at it: leave --yes out"),
        )
    return [replace(row, seen=composed, edit=edit)]


def _typed(context: Context, composed: Composed) -> str:
    chosen = context.options
    if chosen.edit:
        with tempfile.TemporaryDirectory(prefix="recouv-") as folder:  # 0700: nobody else reads it
            path = Path(folder) / "letter.md"
            path.write_text(source_of(composed), encoding="utf-8")
            open_editor(
                path,
                without_terminal=say("give the words in a file: --text FILE"),
                what_is_saved=say("set EDITOR to yours; nothing was sent"),
            )
            return path.read_text(encoding="utf-8", errors="replace")
    if chosen.text == "-":
        return standard_input()
    try:
        return Path(chosen.text).expanduser().read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(say("{path} is not UTF-8", path=chosen.text), say("save it as UTF-8")) from None
    except OSError as error:
        raise UsageError(
            say("{path} cannot be read: {reason}", path=chosen.text, reason=error.strerror or str(error)),
            say("name a file of Markdown: recouv letter CLIENT --markdown makes one"),
        ) from None


def _show(context: Context, edit: Edit) -> None:
    context.output.diff("\n".join(difference(edit)))
    for doubt in doubts_about(edit):
        context.output.talk(doubt, "yellow")

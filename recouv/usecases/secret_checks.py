"""No secret in the workspace: what of its texts looks like one, told without telling it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from recouv.domain.dossier import Dossier
from recouv.domain.message import Message, say
from recouv.domain.problem import Problem, Severity
from recouv.rules.secrets import Secret, SecretKind, secrets_in
from recouv.store.config import CONFIG_NAME
from recouv.store.files import UnreadableFileError, read_bytes
from recouv.store.workspace import LETTERS, SCENARIOS
from recouv.usecases.session import Session

#: Keys whose value is a number or a name that a machine gave.
_MACHINE_MADE = re.compile(r"- (?:sha256|source|message_id|document|recorded): ")
#: Where the bank writes whom money came from.
_BANK = re.compile(r"- reference: ")


def dossier_secrets(dossier: Dossier, text: str) -> Iterator[Problem]:
    """The secrets of a dossier, whose file reads `text`."""
    numbers = {entry.object for entry in dossier.entries if entry.object}
    numbers |= {number for entry in dossier.entries for number in entry.invoices}
    yield from text_secrets(dossier.path, text, numbers)


def text_secrets(path: str, text: str, numbers: Collection[str] = (), *, own: bool = False) -> Iterator[Problem]:
    """Those of a text; `own` for one of the creditor's, whose own IBAN has its place there."""
    for line, words in enumerate(text.split("\n"), 1):
        if _MACHINE_MADE.match(words):
            continue
        for found in secrets_in(words, numbers=numbers):
            if found.kind is SecretKind.IBAN and (own or _BANK.match(words)):
                continue
            yield Problem(path, line, found.column, _what(found), _mend(found.kind), Severity.WARNING)


def own_secrets(session: Session) -> Iterator[Problem]:
    """Those of the settings, the scenarios and the letters."""
    root = session.workspace.root
    paths = [root / CONFIG_NAME, root / "rates.yaml"]
    with suppress(OSError):
        paths += sorted((root / SCENARIOS).glob("*.yaml")) + sorted((root / LETTERS).glob("*.md"))
    for path in paths:
        yield from text_secrets(session.workspace.relative(path), text_at(path), own=True)


def text_at(path: Path) -> str:
    """A file's text; empty when it cannot be read, which others tell."""
    data = None
    with suppress(UnreadableFileError, OSError):
        data = read_bytes(path)
    return (data or b"").decode("utf-8", "replace")


def _what(found: Secret) -> Message:
    match found.kind:
        case SecretKind.IBAN:
            return say("this looks like an IBAN: {shown}", shown=found.shown)
        case SecretKind.CARD:
            return say("this looks like the number of a payment card: {shown}", shown=found.shown)
        case SecretKind.PASSWORD:
            return say("this looks like a password")
        case SecretKind.KEY:
            return say("this looks like a private key")
        case SecretKind.TOKEN:
            return say("this looks like an access token")


def _mend(kind: SecretKind) -> Message:
    if kind in (SecretKind.IBAN, SecretKind.CARD):
        return say("take it out of this line; recouv needs no bank details of clients. Earlier commits keep it")
    return say("change it where it is used, then take it out of this line: earlier commits keep it, in every clone")

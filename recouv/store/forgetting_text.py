"""A dossier without the person: its head, what stands above the journal, and its entries, as text."""

from __future__ import annotations

import hashlib
import re

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Client, ClientKind
from recouv.domain.errors import UsageError
from recouv.domain.message import say
from recouv.rules.forgetting import forgotten_entry
from recouv.store.dossier_text import DossierText, read_dossier
from recouv.store.head import CONTACT_KEYS, read_head, split_head
from recouv.store.identifiers import new_entry_id
from recouv.store.journal import JOURNAL_TITLE
from recouv.store.journal_writing import newline_of

#: Whom the GDPR protects: a company or a public body is no natural person, the people who answer for it are.
NATURAL = frozenset({ClientKind.CONSUMER, ClientKind.SOLE_TRADER})
#: Keys of the head that go, whoever the client is; and those that go with a natural person.
_ALWAYS = frozenset({"contacts", "tags"})
_OF_A_PERSON = frozenset({"name", "siren", "vat", "address"})
_TOP_KEY = re.compile(r"(?P<key>[A-Za-z_][\w-]*)[ \t]*:")
_COMMENT = re.compile(r"(^|[ \t]+)#.*$")
#: What a natural person is called once forgotten.
PSEUDONYM = r"Client ([0-9a-z]{6})"
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class Forgotten(Struct, frozen=True, kw_only=True):
    """A dossier as it is once its person is forgotten."""

    text: str
    pseudonym: str
    """What the client is called from now on; the name itself where it is that of a legal person."""
    head: tuple[str, ...]
    """Keys of the head that were taken out or replaced."""
    entries: int
    """How many entries lost words."""


def pseudonym_code(current: DossierText) -> str:
    """Six characters by which a forgotten client is told from others: always the same for one dossier.

    They come from the ID of its first entry, which stays, and not from the name: nobody who suspects one can verify it.
    """
    known = re.fullmatch(PSEUDONYM, current.dossier.client.name)
    if known is not None:
        return known[1]
    sealed = [(entry.recorded.at, entry.id) for entry in current.dossier.entries if entry.recorded and entry.id]
    seed = min(sealed)[1] if sealed else new_entry_id(set())
    number = int.from_bytes(hashlib.sha256(f"recouv forget\n{seed}".encode()).digest()[:8])
    return "".join(_ALPHABET[number >> (5 * rank) & 31] for rank in range(6))


def pseudonym_of(current: DossierText) -> str:
    """`Client 7k3f9x` for a natural person; a legal person keeps its name."""
    client = current.dossier.client
    return f"Client {pseudonym_code(current)}" if client.kind in NATURAL else client.name


def forget_text(current: DossierText, pseudonym: str) -> Forgotten:
    """The dossier with nothing left of its person but amounts, dates and numbers; the same when nothing was.

    Raises:
        UsageError: the head is laid out in a way that cannot be taken apart line by line.
    """
    text, newline = current.text, newline_of(current.text)
    bounds = split_head(text)
    if bounds is None:
        raise _laid_out(current)
    start, end = bounds
    head, dropped = _head(text[start:end], current.dossier.client, pseudonym, newline)
    opening, found, journal = text[end:].partition(f"\n{JOURNAL_TITLE}")
    above = f"---{newline}{newline}# {pseudonym}{newline}{newline}" if found else opening
    pieces = journal.split("\n### ")
    entries = [_one(piece, newline) for piece in pieces[1:]]
    changed = sum(after != before for after, before in zip(entries, pieces[1:], strict=True))
    body = f"{JOURNAL_TITLE}{_untold(pieces[0])}" if found else ""
    after = text[:start] + head + above + "\n### ".join([body, *entries])
    _require_same_terms(current, after, pseudonym)
    return Forgotten(text=after, pseudonym=pseudonym, head=dropped, entries=changed)


def is_forgotten_head(before: str, after: str) -> bool:
    """Whether the text `after` has the head of `before`, with nothing but people taken out of it."""
    old = read_head(before, path="", fallback_name="").client
    new = read_head(after, path="", fallback_name="").client
    return _impersonal(old) == _impersonal(new) and _is_emptier(old, new)


def _is_emptier(old: Client, new: Client) -> bool:
    may_rename = old.kind in NATURAL
    same_name = new.name == old.name
    return (
        not new.contacts
        and not new.tags
        and all(now in ("", was) for was, now in zip(_words(old), _words(new), strict=True))
        and (same_name or (may_rename and re.fullmatch(PSEUDONYM, new.name) is not None))
    )


def _words(client: Client) -> tuple[str, str, str]:
    return client.siren, client.vat, client.address


def _impersonal(client: Client) -> Client:
    return replace(client, name="", siren="", vat="", address="", contacts=(), tags=())


def _head(yaml: str, client: Client, pseudonym: str, newline: str) -> tuple[str, tuple[str, ...]]:
    """The lines of the head that stay, and the keys that went or say something else."""
    gone = set(_ALWAYS)
    if client.kind in NATURAL:
        gone |= _OF_A_PERSON
    elif any(_named(client.address, part) for contact in client.contacts for part in contact.name.split()):
        gone.add("address")
    kept: list[str] = []
    dropped: list[str] = []
    keeps = True
    for line in yaml.splitlines():
        top = _TOP_KEY.match(line)
        if top is not None:
            keeps = top["key"] not in gone
            if not keeps:
                dropped.append(top["key"])
                if top["key"] == "name":
                    kept.append(f"name: {pseudonym}")
                    if client.name == pseudonym:
                        dropped.pop()
                continue
        if keeps and (line := _uncommented(line)).strip():
            kept.append(line)
    return "".join(f"{line}{newline}" for line in kept), tuple(dropped)


def _uncommented(line: str) -> str:
    return line if '"' in line or "'" in line else _COMMENT.sub("", line)


def _named(address: str, part: str) -> bool:
    return len(part) > 2 and part.casefold() in address.casefold()


def _one(piece: str, newline: str) -> str:
    """A piece of the journal, after its `### `."""
    text = f"### {piece}".replace("\r\n", "\n") if newline != "\n" else f"### {piece}"
    return forgotten_entry(text).removeprefix("### ").replace("\n", newline)


def _untold(text: str) -> str:
    """What stands between the title of the journal and its first entry, comments left out."""
    lines = text.split("\n")
    return "\n".join(line for line in lines if not line.strip().startswith("<!--"))


def _require_same_terms(current: DossierText, after: str, pseudonym: str) -> None:
    """Refuse where what is left would not be read as the same account."""
    read = read_dossier(after.encode(), path=current.dossier.path)
    was, now = current.dossier, read.dossier
    same = (
        _impersonal(was.client) == _impersonal(now.client)
        and now.client.name == pseudonym
        and not now.client.contacts
        and [(e.date, e.kind, e.id, e.target, e.amount, e.shares, e.invoices) for e in was.entries]
        == [(e.date, e.kind, e.id, e.target, e.amount, e.shares, e.invoices) for e in now.entries]
    )
    if not same or read.syntax_errors:
        raise _laid_out(current)


def _laid_out(current: DossierText) -> UsageError:
    return UsageError(
        say("{path}: this head cannot be taken apart line by line", path=current.dossier.path),
        say("write each of its keys at the beginning of a line of its own, as docs/format.md shows, then ask again"),
    )


def personal_words(current: DossierText) -> set[str]:
    """What of the head names a person or reaches one, in every spelling that stands there."""
    client = current.dossier.client
    found = {getattr(contact, key) for contact in client.contacts for key in CONTACT_KEYS if key != "role"}
    if client.kind in NATURAL:
        found |= {client.name, client.siren, client.vat, *(line.strip() for line in client.address.splitlines())}
    return {word for word in found if len(word) > 2}

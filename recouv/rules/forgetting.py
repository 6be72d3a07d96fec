r"""What of an entry is personal, and what is left of it once its person asked to be forgotten.

Amounts, dates, kinds, invoice numbers and everything that a sum, a due date or a limitation rests on stay; what names,
quotes or describes somebody becomes `[…]`.  The same table says what the audit accepts of a commit that forgets:
anything else in it is a change like any other.

    prose (`> …`), comments              one `> […]`; nothing
    with, subject, about, reference…     `[…]`
    to                                   `[…]` on messages; whom a file was handed to stays: a bailiff, a court
    reason                               `[…]`, unless it is one of the codes that reports count
    message_id                           one made of the entry's own ID: the old one names the dossier or a mailbox
    document                             `[…]` where the piece is removed with it: not of money, nor of justice

Source: GDPR art. 4(5), 5(1)(c), 17(1) and 17(3)(b)(e); C. com. art. L123-22 (accounting documents, ten years).

>>> print(forgotten_entry("### 2026-11-05 call ^c9x4tn1e\n- with: Claire Petit\n- outcome: reached\n> She is ill.\n"))
### 2026-11-05 call ^c9x4tn1e
- with: […]
- outcome: reached
> […]
<BLANKLINE>
"""

from __future__ import annotations

import re

from recouv.domain.delay_reasons import DELAY_REASONS
from recouv.domain.kinds import KINDS, MESSAGES, TALK, Family

#: What stands where a person was named: the same in every language, and as long whatever it hides.
FORGOTTEN = "[…]"
#: The kind of the entry that says that it was done.
FORGET = "forget"
_PERSONAL = frozenset({"with", "subject", "about", "reference", "reason", "message_id"})
#: Free words of a title; those of insolvency and judgment name proceedings, which are published.
_FREE_TITLES = frozenset({"payment", "task", "review"})
_CODES = frozenset({*DELAY_REASONS, "undo"})
_TITLE = re.compile(r"(### \S+[ \t]+\S+)(?P<words>.*?)(?P<id>[ \t]+\^[0-9a-z]{8})?[ \t]*")
_KEY = re.compile(r"-[ \t]+(?P<key>[a-z][a-z0-9_-]*):[ \t]+(?P<value>.*?)[ \t]*")


def forgotten_entry(text: str) -> str:
    """An entry without what is personal in it; the same text when there is nothing, or nothing any more."""
    title, *rest = text.split("\n")
    kind, identifier = _kind_of(title), _id_of(title)
    if kind == FORGET:
        return text
    lines = [_forgotten_title(title, kind)]
    quoted = False
    for line in rest:
        if _is_comment(line):
            continue
        if line.startswith(">"):
            if not quoted:
                lines.append(f"> {FORGOTTEN}")
            quoted = True
            continue
        lines.append(_forgotten_line(line, kind, identifier))
    return "\n".join(lines)


def is_forgetting(before: str, after: str) -> bool:
    """Whether `after` is `before` with nothing but personal words taken out of it."""
    old, new = _Parts(before), _Parts(after)
    if len(old.facts) != len(new.facts) or old.kind != new.kind:
        return False
    for was, now in zip(old.facts, new.facts, strict=True):
        if was != now and now not in (
            _forgotten_title(was, old.kind),
            _forgotten_line(was, old.kind, old.identifier, every_reason=True),
        ):
            return False
    return new.prose == old.prose or new.prose == [f"> {FORGOTTEN}"]


def keeps_its_document(kind: str) -> bool:
    """Whether the piece of an entry of that kind outlives the person: accounts and justice are held to keep it."""
    known = KINDS.get(kind)
    return known is None or known.family in (Family.MONEY, Family.LAW)


class _Parts:
    """An entry, facts apart from prose."""

    def __init__(self, text: str) -> None:
        lines = [line.rstrip() for line in text.splitlines() if line.strip() and not _is_comment(line)]
        self.facts = [line for line in lines if not line.startswith(">")]
        self.prose = [line for line in lines if line.startswith(">")]
        self.kind = _kind_of(lines[0]) if lines else ""
        self.identifier = _id_of(lines[0]) if lines else ""


def _kind_of(title: str) -> str:
    words = title.split()
    return words[2] if len(words) > 2 else ""


def _id_of(title: str) -> str:
    found = _TITLE.fullmatch(title)
    return (found["id"] or "").strip(" \t^") if found else ""


def _forgotten_title(title: str, kind: str) -> str:
    found = _TITLE.fullmatch(title) if kind in _FREE_TITLES else None
    if found is None or not found["words"].strip():
        return title
    return f"{found[1]} {FORGOTTEN}{found['id'] or ''}"


def _forgotten_line(line: str, kind: str, identifier: str, *, every_reason: bool = False) -> str:
    found = _KEY.fullmatch(line)
    if found is None or not found["value"]:
        return line
    key, value = found["key"], found["value"]
    if not _is_personal(key, kind, value, every_reason=every_reason):
        return line
    if key == "message_id":
        return f"- message_id: <{identifier or FORGOTTEN}@forgotten.invalid>"
    return f"- {key}: {FORGOTTEN}"


def _is_personal(key: str, kind: str, value: str, *, every_reason: bool) -> bool:
    known = KINDS.get(kind)
    if known is None or known.key(key) is None:
        return False  # a newer version may know what it counts for
    if key == "to":
        return kind in TALK | MESSAGES
    if key == "document":
        return not keeps_its_document(kind)
    if key == "outcome":
        return kind == "done"
    if key == "category":
        return not re.fullmatch(r"[a-z]+(-[a-z]+)*", value)
    if key == "reason":
        return every_reason or value not in _CODES
    return key in _PERSONAL


def _is_comment(line: str) -> bool:
    stripped = line.strip()
    return stripped.startswith("<!--") and stripped.endswith("-->")

"""What a range of commits brings past a second person, told by who committed and not by what an entry says of itself.

- An entry that the house asks a second person for counts since, and nobody else approved it.
- A proposal and its approval came in commits of one person, by the e-mail of author and committer or by the name that
  entries give them; or an approval came from somebody whom the house does not name.
- An entry that counts, or that was agreed to, says something else since: nobody agreed to that.
- An entry says that somebody else recorded it than who committed it.
- The settings ask for less than before, or name others who may approve: what the range brings is judged by the stricter
  of both ends, and the approvers are those of its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from recouv.domain.dossier import Dossier
from recouv.domain.entry import Entry
from recouv.domain.message import Message, say
from recouv.domain.problem import Problem
from recouv.rules.approval_tasks import proposed_words
from recouv.rules.approvals import DECISIONS, approval_of, asks_for_approval, is_proposal, loosened, strictest
from recouv.rules.audit.moments import IMPORT
from recouv.rules.standing import proposals_on, standing
from recouv.store.audit.brought import Brought, brought
from recouv.store.config import CONFIG_NAME, Config
from recouv.store.dossier_text import read_dossier
from recouv.store.git_objects import Objects
from recouv.store.git_process import run
from recouv.usecases.approval_checks import counts_alone, head_limit_needs_approval
from recouv.usecases.approvers import may_approve


class Ends(Struct, frozen=True):
    """A range of commits, and the settings at its ends."""

    root: Path
    since: str
    """Full id; empty for the beginning of the history."""
    until: str
    before: Config
    after: Config

    @property
    def in_force(self) -> Config:
        """Those that say who may approve what the range brings."""
        return self.before if self.before.house.approvals.kinds else self.after


def brought_past_approval(objects: Objects, ends: Ends, before: Dossier | None, after: Dossier) -> Iterator[Problem]:
    """What the range brings in one dossier."""
    approvals = strictest(ends.before.house.approvals, ends.after.house.approvals)
    old = {fact.id for fact in standing(before.entries, date.max)} if before else set()
    known = {entry.id for entry in before.entries} if before else set()
    facts = standing(after.entries, date.max)
    were = {entry.id: _said(entry) for entry in before.entries if entry.id} if before else {}
    are = {entry.id: _said(entry) for entry in after.entries if entry.id}
    judged = _Judged(objects, ends, after)
    decisions = {one.entry.id: one.decision for one in proposals_on(after.entries, date.max)}
    for fact in facts:
        if fact.kind in DECISIONS:
            continue
        if fact.id in old:
            is_asked = is_proposal(fact) or asks_for_approval(fact, approvals)
            if is_asked and fact.id in were and were[fact.id] != are[fact.id]:
                yield judged.changed(fact)
            continue
        approval = decisions.get(fact.id) if is_proposal(fact) else approval_of(fact, facts)
        if approval is not None:
            yield from judged.approval(fact, approval)
            if not judged.is_as_agreed(fact, are.get(fact.id), approval):
                yield judged.changed(fact)
        elif asks_for_approval(fact, approvals) and not judged.is_imported(fact):
            mend = say("have it proposed: recouv does, where the settings ask for it; or have it approved first")
            yield judged.problem(fact, counts_alone(fact, approvals), mend)
    for fact in after.entries:
        if fact.id not in known and (is_proposal(fact) or fact.kind in DECISIONS):
            yield from judged.name(fact)
    if head_limit_needs_approval(approvals, before, after):
        line, column = after.places.get("credit_limit", (1, 1))
        what = say(
            "the head states a credit limit of {amount}, that nobody else approved",
            amount=after.client.credit_limit or "",
        )
        mend = say("recouv limit {client} AMOUNT proposes it", client=after.id)
        yield Problem(after.path, line, column, what, mend)


def _said(entry: Entry) -> tuple[object, ...]:
    """What an entry says, whoever recorded it."""
    values = {key: value for key, value in entry.values.items() if key != "recorded"}
    return entry.kind, entry.date, entry.object, entry.target, values


def settings_loosened(ends: Ends, line: int) -> Iterator[Problem]:
    """What the settings ask for less at the end of the range; `line` is where `approvals` stands in the last ones."""
    was, now = ends.before.house.approvals, ends.after.house.approvals
    if not was.kinds:
        return
    span = f"{ends.since}..{ends.until}" if ends.since else ends.until
    who = run(ends.root, "log", "-1", "--format=%an <%ae>", span, "--", CONFIG_NAME).strip() or "?"
    mend = say("have it agreed beside recouv: whoever runs the server lets this push through")
    for what in loosened(was, now):
        if what not in ("approvers", "since"):
            told = say("{who} asks less for approvals than before: {what}", who=who, what=what)
            yield Problem(CONFIG_NAME, line, 1, told, mend)
    if "since" in loosened(was, now):
        yield Problem(CONFIG_NAME, line, 1, say("{who} lets older entries count unapproved", who=who), mend)
    new = _people(ends.after) - _people(ends.before)
    if new and _people(ends.before):
        names = ", ".join(sorted(new))
        yield Problem(CONFIG_NAME, line, 1, say("{who} changes who may approve: {names}", who=who, names=names), mend)
    elif _people(ends.before) and not _people(ends.after):
        yield Problem(CONFIG_NAME, line, 1, say("{who} lets anybody approve", who=who), mend)


def _people(config: Config) -> set[str]:
    """Who may approve: each with the e-mail by which commits are told to be theirs."""
    emails = {one.id.casefold(): one.email.casefold() for one in config.team}
    named = [one.casefold() for one in config.house.approvals.approvers] or list(emails)
    return {f"{one} <{emails[one]}>" if emails.get(one) else one for one in named}


class _Judged:
    """The entries of one dossier, beside the commits that brought them."""

    def __init__(self, objects: Objects, ends: Ends, dossier: Dossier) -> None:
        self._objects = objects
        self._ends = ends
        self._dossier = dossier
        self._found: dict[str, Brought | None] = {}

    def is_imported(self, fact: Entry) -> bool:
        """Whether an import brought what it found in the books."""
        if not fact.word("source"):
            return False
        by = self._brought(fact)
        return by is not None and by.action == IMPORT

    def approval(self, fact: Entry, approval: Entry) -> Iterator[Problem]:
        """What is wrong with the approval of an entry that counts since."""
        made, agreed = self._brought(fact), self._brought(approval)
        if made is None or agreed is None:
            missing = approval if agreed is None else fact
            what = say("no commit but a merge brings ^{id}: nobody knows whose it is", id=missing.id)
            yield self.problem(approval, what, say("recouv approve says it in a commit of its own"))
            return
        shared = self._people(made) & self._people(agreed)
        config = self._ends.in_force
        if shared:
            what = say(
                "{what} was proposed and approved by one person: {who}",
                what=proposed_words(fact),
                who=agreed.author_email,
            )
            yield self.problem(approval, what, say("somebody else approves it"))
        elif not may_approve(config, self._writer(agreed), agreed.author_email):
            what = say(
                "{who} may not approve here: ^{id}", who=f"{agreed.author} <{agreed.author_email}>", id=approval.target
            )
            yield self.problem(approval, what, say("one of those that recouv.yaml named before approves it"))

    def is_as_agreed(self, fact: Entry, said: tuple[object, ...] | None, approval: Entry) -> bool:
        """Whether the entry says what it said where somebody agreed to it; what cannot be compared is."""
        agreed = self._brought(approval)
        text = self._objects.at(agreed.commit, self._dossier.path) if agreed is not None else None
        if not text or not fact.id:
            return True
        then = read_dossier(text, path=self._dossier.path).dossier.entries
        return next((_said(entry) == said for entry in then if entry.id == fact.id), True)

    def changed(self, fact: Entry) -> Problem:
        """That nobody agreed to what an entry says now."""
        what = say("{what} says something else than when it was agreed to or began to count", what=proposed_words(fact))
        return self.problem(fact, what, say("put it back as it was; to change it, cancel it and propose what is right"))

    def name(self, fact: Entry) -> Iterator[Problem]:
        """What is wrong with whose an entry is said to be."""
        by = self._brought(fact)
        if by is None or fact.recorded is None or fact.recorded.by == IMPORT:
            return
        if fact.recorded.by.casefold() != self._writer(by).casefold():
            what = say(
                "the entry ^{id} says that {by} recorded it; the commit is by {writer}",
                id=fact.id,
                by=fact.recorded.by,
                writer=self._writer(by),
            )
            yield self.problem(fact, what, say("whose it is records it"))
        elif by.is_forwarded:
            what = say(
                "^{id} is said to be of {author}, and {committer} committed it",
                id=fact.id,
                author=by.author_email,
                committer=by.committer_email,
            )
            yield self.problem(fact, what, say("whose it is records it"))

    def problem(self, fact: Entry, what: Message, mend: Message) -> Problem:
        """At that entry."""
        return Problem(self._dossier.path, fact.line, 1, what, mend)

    def _brought(self, fact: Entry) -> Brought | None:
        if fact.id not in self._found:
            root, until = self._ends.root, self._ends.until
            self._found[fact.id] = brought(root, self._objects, until, self._dossier.path, fact.id) if fact.id else None
        return self._found[fact.id]

    def _writer(self, by: Brought) -> str:
        return self._ends.in_force.writer(by.author, by.author_email)

    def _people(self, by: Brought) -> set[str]:
        config = self._ends.in_force
        return {
            *(email.casefold() for email in (by.author_email, by.committer_email)),
            config.writer(by.author, by.author_email).casefold(),
            config.writer(by.committer, by.committer_email).casefold(),
        }

"""A letter to one client, composed and not yet sent: which one, to whom, about what, in which words.

Amounts are those of the dossier at the moment of asking; nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.dossier import Client, Contact
from recouv.domain.errors import NothingFoundError, ProblemsError
from recouv.domain.letter import Letter
from recouv.domain.message import say
from recouv.domain.money import Money
from recouv.domain.scenario import Channel
from recouv.domain.task import Task
from recouv.letters.blocks import Block, read_blocks
from recouv.letters.html import as_html
from recouv.letters.plain_text import as_text
from recouv.letters.template import LetterError, fill, template_problems
from recouv.letters.values import LetterValues
from recouv.rules.account import OpenItem
from recouv.store.letters_folder import Letters, read_letters
from recouv.usecases.clients import read_client
from recouv.usecases.dossiers import DossierView, view_of
from recouv.usecases.letter_values import About, letter_values, what_is_late
from recouv.usecases.proposals import person_to_ask
from recouv.usecases.session import Session
from recouv.wording.catalogue import catalogue

_POST = frozenset({Channel.LETTER, Channel.REGISTERED_LETTER})


class Composed(Struct, frozen=True, kw_only=True):
    """A letter as it would leave."""

    client: Client
    dossier: str
    """Id."""
    on: date
    letter: Letter
    channel: Channel
    about: About
    contact: Contact | None
    to: str
    """The address of the channel; empty when the dossier has none."""
    values: LetterValues
    subject: str
    markdown: str
    language: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The body."""
        return read_blocks(self.markdown)

    @property
    def text(self) -> str:
        """The body as plain text."""
        return as_text(self.blocks)

    @property
    def html(self) -> str:
        """The body as a page of HTML."""
        return as_html(self.blocks, title=self.subject, language=self.language)


def compose(session: Session, query: str, name: str = "", on: date | None = None) -> Composed:
    """The letter of that name to the client that `query` means; that of today's agenda when none is named.

    Raises:
        NothingFoundError: nobody answers; the agenda asks for no letter; there is no such letter; nothing is late.
        UsageError: several clients answer.
        ProblemsError: the dossier or the letter cannot be relied upon; each place is told.
    """
    dossier = read_client(session, query).dossier
    if not dossier.readable:
        blocking = [problem for problem in dossier.problems if problem.blocks]
        raise ProblemsError(say("{path} cannot be read", path=dossier.path), blocking)
    view = view_of(session, dossier, on or session.today)
    task = _task(view, name)
    about = about_task(view, task) if task else _what_is_late(view)
    letters = read_letters(session.workspace.root)
    letter = letter_named(letters, name or (task.letter if task else ""), letter_language(session, dossier.client))
    return compose_from(session, view, letter, about)


def letter_language(session: Session, client: Client) -> str:
    """The language in which the client is written to."""
    return client.language or session.workspace.config.language or "fr"


def about_task(view: DossierView, task: Task) -> About:
    """What the letter of a task is about.

    Raises:
        ProblemsError: it does not come to the amount of the task: a letter that claims another one does not leave.
    """
    currency = task.amount.currency if task.amount else view.dossier.client.currency
    rows = [row for row in view.items if row.item.number in task.invoices]
    late = [row.item for row in rows if row.status == "overdue"]
    early = [row.item for row in rows if row.status == "not-due" and row.planned and row.planned.day <= view.on]
    about = _about(view, late or early, currency, task)
    if about.total != task.amount:
        raise ProblemsError(
            say("the letter would claim {total}, the task {amount}", total=about.total, amount=task.amount or "-"), []
        )
    return about


def compose_from(session: Session, view: DossierView, letter: Letter, about: About) -> Composed:
    """That letter about these items, filled.

    Raises:
        ProblemsError: it prints a value that is not known.
    """
    client = view.dossier.client
    channel = Channel(about.task.channel) if about.task and about.task.letter == letter.name else letter.channel
    contact = contact_for(view, channel)
    values = letter_values(session, view, letter, about, contact, catalogue(letter.language))
    try:
        subject, markdown = fill(letter, values)
    except LetterError as error:
        raise ProblemsError(
            say("{path} cannot be written to {name}", path=letter.path, name=client.name), [error.problem]
        ) from None
    return Composed(
        client=client,
        dossier=view.dossier.id,
        on=view.on,
        letter=letter,
        channel=channel,
        about=about,
        contact=contact,
        to=_address(client, contact, channel),
        values=values,
        subject=subject,
        markdown=markdown,
        language=letter.language,
    )


def letter_named(letters: Letters, name: str, language: str) -> Letter:
    """The letter in that language.

    Raises:
        NothingFoundError: it is not written, or not in that language.
        ProblemsError: its file has problems.
    """
    found = letters.texts.get((name, language))
    if found is not None:
        problems = template_problems(found)
        if problems:
            raise ProblemsError(say("{path} cannot be used", path=found.path), problems)
        return found
    path = f"letters/{name}.{language}.md"
    wrong = [problem for problem in letters.problems if problem.path == path]
    if wrong:
        raise ProblemsError(say("{path} cannot be used", path=path), wrong)
    others = letters.languages(name)
    if others:
        raise NothingFoundError(
            say("letter {name} is not written in {language}", name=name, language=language),
            say("write {path}; it is there in: {languages}", path=path, languages=", ".join(others)),
        )
    raise NothingFoundError(
        say("there is no letter {name}", name=name), say("one of: {choices}", choices=", ".join(letters.names))
    )


def contact_for(view: DossierView, channel: Channel) -> Contact | None:
    """Who answered last, if the channel reaches them; else the first whom it reaches; by post, whoever it is.

    `None` where it reaches nobody.
    """
    asked = person_to_ask(view)
    if channel in _POST:
        return asked
    known = [asked, *view.dossier.client.contacts] if asked else list(view.dossier.client.contacts)
    return next((contact for contact in known if _reached(contact, channel, view.dead_addresses)), None)


def _task(view: DossierView, name: str) -> Task | None:
    written = [task for task in view.tasks if task.letter]
    if name:
        return next((task for task in written if task.letter == name), None)
    if not written:
        raise NothingFoundError(
            say("the agenda asks for no letter to {name} on {day}", name=view.dossier.client.name, day=view.on),
            say("name one: recouv letter {client} reminder-1", client=view.dossier.id),
        )
    return written[0]


def _what_is_late(view: DossierView) -> About:
    currency = next((row.currency for row in view.aged if row.overdue > 0), view.dossier.client.currency)
    items = [row.item for row in what_is_late(view, currency)]
    if not items:
        raise NothingFoundError(
            say("{name} owes nothing that may be asked for on {day}", name=view.dossier.client.name, day=view.on),
            say("recouv show {client} says why", client=view.dossier.id),
        )
    return _about(view, items, currency, None)


def _about(view: DossierView, items: Iterable[OpenItem], currency: str, task: Task | None) -> About:
    received = view.account.unallocated(currency).amount
    return About(
        items=tuple(item for item in items if item.balance.currency == currency),
        received=Money(max(Decimal(0), received), currency),
        task=task,
    )


def _reached(contact: Contact, channel: Channel, dead: Collection[str]) -> bool:
    address = contact.email if channel is Channel.EMAIL else contact.phone
    return bool(address) and address.casefold() not in dead


def _address(client: Client, contact: Contact | None, channel: Channel) -> str:
    if channel in _POST:
        return "\n".join(line.strip() for line in client.address.splitlines() if line.strip())
    if contact is None:
        return ""
    return contact.email if channel is Channel.EMAIL else contact.phone

"""A letter to one client, composed and not yet sent: which one, to whom, about what, in which words.

Amounts are those of the dossier at the moment of asking; nothing is written.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from recouv.domain.dossier import Client, Contact
from recouv.domain.errors import NothingFoundError, ProblemsError, UsageError
from recouv.domain.letter import Letter, Matter
from recouv.domain.message import say
from recouv.domain.money import CURRENCIES, Money
from recouv.domain.scenario import Channel
from recouv.domain.task import Task
from recouv.letters.blocks import Block, Paragraph, Run, read_blocks
from recouv.letters.html import as_html
from recouv.letters.plain_text import WIDTH, as_text
from recouv.letters.template import LetterError, fill, template_problems, values_named
from recouv.letters.values import LetterValues, Sender
from recouv.rules.letter_about import About, NothingToWriteError, Position, about
from recouv.rules.letter_tone import tone_of, why_not
from recouv.rules.standing import standing
from recouv.store.letters_folder import Letters, read_letters
from recouv.usecases.clients import read_client
from recouv.usecases.dossiers import DossierView, view_of
from recouv.usecases.letter_annex import penalty_annex
from recouv.usecases.letter_end import payment_lines, signature_lines
from recouv.usecases.letter_penalties import PENALTY_VALUES, LetterPenalties, letter_penalties
from recouv.usecases.letter_values import at_work, letter_values
from recouv.usecases.proposals import person_to_ask
from recouv.usecases.session import Session
from recouv.wording.catalogue import catalogue

_POST = frozenset({Channel.LETTER, Channel.REGISTERED_LETTER})


class LetterDesk(Struct, frozen=True, kw_only=True):
    """What letters are written with, read once for many."""

    letters: Letters
    writer: Sender
    """Who is at work."""


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
    """The address of the channel; empty when the dossier has none, and for a letter that is not for the client."""
    values: LetterValues
    subject: str
    markdown: str
    """The body, without what ends it."""
    is_edited: bool = False
    """Whether a person changed its subject or its body."""
    language: str
    asked: Money
    """What the client is to pay, penalties included where the letter claims them."""
    payment_title: str = ""
    payment: tuple[tuple[str, str], ...] = ()
    """Label and value of what the client needs to pay; empty where nothing is to be paid, or by no known means."""
    signature: tuple[str, ...] = ()
    """Lines."""
    annexes: tuple[tuple[str, tuple[Block, ...]], ...] = ()
    """Title and content of what its PDF ends with."""

    @property
    def body(self) -> tuple[Block, ...]:
        """The letter without how to pay and the signature: pages have a place of their own for them."""
        return read_blocks(self.markdown)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of it."""
        end: list[Block] = []
        if self.signature:
            end.append(Paragraph((Run("\n".join(self.signature)),)))
        if self.payment:
            rows = "".join(f"\n{label}{self._colon}{value}" for label, value in self.payment)
            end.append(Paragraph((Run(self.payment_title, bold=True), Run(rows))))
        return (*self.body, *end)

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return self.text_in(WIDTH)

    def text_in(self, width: int) -> str:
        """All of it as plain text, in lines of that many characters at the most."""
        return as_text(self.blocks, width, self._colon)

    @property
    def _colon(self) -> str:
        return "\u00a0: " if self.language == "fr" else ": "

    @property
    def html(self) -> str:
        """All of it as a page of HTML."""
        return as_html(self.blocks, title=self.subject, language=self.language)


def letter_desk(session: Session) -> LetterDesk:
    """The letters of the workspace and who is at work."""
    return LetterDesk(letters=read_letters(session.workspace.root), writer=at_work(session))


def compose(
    session: Session,
    query: str,
    name: str = "",
    on: date | None = None,
    *,
    currency: str = "",
    annex: bool = False,
    desk: LetterDesk | None = None,
) -> Composed:
    """The letter of that name to the client that `query` means; that of today's agenda when none is named.

    `currency` chooses among several where no task does; `annex` asks for the statement of penalties, whatever the
    letter.

    Raises:
        NothingFoundError: nobody answers; the agenda asks for no letter; there is no such letter; there is nothing to
            write about.
        UsageError: several clients answer; there is no such currency.
        ProblemsError: the dossier or the letter cannot be relied upon; each place is told.
    """
    if currency and currency not in CURRENCIES:
        raise UsageError(say("{text} is not a currency", text=currency), say("write it as EUR"))
    dossier = read_client(session, query).dossier
    if not dossier.readable:
        blocking = [problem for problem in dossier.problems if problem.blocks]
        raise ProblemsError(say("{path} cannot be read", path=dossier.path), blocking)
    view = view_of(session, dossier, on or session.today)
    task = _task(view, name, currency)
    desk = desk or letter_desk(session)
    letter = letter_named(desk.letters, name or (task.letter if task else ""), letter_language(session, dossier.client))
    return compose_from(session, view, letter, about_of(view, letter, task, currency), annex=annex, desk=desk)


def compose_from(
    session: Session,
    view: DossierView,
    letter: Letter,
    what: About,
    *,
    annex: bool = False,
    desk: LetterDesk | None = None,
) -> Composed:
    """That letter about these items, filled.

    Raises:
        NothingFoundError: such a letter may not be written to the client.
        ProblemsError: it prints a value that is not known.
        RecouvError: it states penalties, and they cannot be exact: a rate is not known, money is not allocated.
    """
    client = view.dossier.client
    desk = desk or letter_desk(session)
    if letter.about is Matter.UPCOMING and what.matter is Matter.OVERDUE:
        raise NothingFoundError(
            say("what the agenda asks for is late, and {letter} is about what is not due yet", letter=letter.name),
            say("name a letter about what is late: recouv letter {client} reminder-1", client=view.dossier.id),
        )
    step_tone = what.task.tone if what.task and what.task.letter == letter.name else ""
    _require_decent(view, letter, step_tone)
    channel = Channel(what.task.channel) if what.task and what.task.letter == letter.name else letter.channel
    contact = contact_for(view, channel) if letter.about is not Matter.HANDOVER else None
    words = catalogue(letter.language)
    values = letter_values(
        session, view, letter, what, contact, words, tone=tone_of(letter, step_tone, client.tags), writer=desk.writer
    )
    named = values_named(letter)
    penalties = LetterPenalties(values={})
    if named & PENALTY_VALUES or annex or letter.annex:
        penalties = letter_penalties(session, view, what, words)
    asked = what.asked
    if "claimed" in named and penalties.claimed is not None and what.matter is Matter.OVERDUE:
        asked = penalties.claimed
    values = replace(values, **penalties.values, asked=words.money(asked) if asked.amount > 0 else "")
    try:
        subject, markdown = fill(letter, values)
    except LetterError as error:
        if error.value in PENALTY_VALUES and penalties.error is not None:
            raise penalties.error from None
        raise ProblemsError(
            say("{path} cannot be written to {name}", path=letter.path, name=client.name), [error.problem]
        ) from None
    if annex and penalties.error is not None:
        raise penalties.error
    title, payment = payment_lines(session, letter, what, view.dossier.id, asked, words)
    return Composed(
        client=client,
        dossier=view.dossier.id,
        on=view.on,
        letter=letter,
        channel=channel,
        about=what,
        contact=contact,
        to=_address(client, contact, channel) if letter.about is not Matter.HANDOVER else "",
        values=values,
        subject=subject,
        markdown=markdown,
        language=letter.language,
        asked=asked,
        payment_title=title,
        payment=payment,
        signature=signature_lines(letter, channel, values),
        annexes=penalty_annex(penalties, what.currency, words) if annex or letter.annex else (),
    )


def about_of(view: DossierView, letter: Letter, task: Task | None = None, currency: str = "") -> About:
    """What that letter to that client is about.

    Raises:
        NothingFoundError: there is nothing to write about.
        ProblemsError: it does not come to the amount of the task.
    """
    if task is not None:
        return about_task(view, task, letter)
    try:
        return about(position_of(view), letter.about, currency=currency)
    except NothingToWriteError as error:
        raise NothingFoundError(error.what, error.mend) from None


def about_task(view: DossierView, task: Task, letter: Letter | None = None) -> About:
    """What the letter of a task is about.

    Raises:
        NothingFoundError: there is nothing to write about any more.
        ProblemsError: it does not come to the amount of the task: a letter that claims another one does not leave.
    """
    matter = letter.about if letter is not None else Matter.OVERDUE
    try:
        found = about(position_of(view), matter, task=task)
    except NothingToWriteError as error:
        raise NothingFoundError(error.what, error.mend) from None
    if found.task is not None and found.total != task.amount:
        raise ProblemsError(
            say("the letter would claim {total}, the task {amount}", total=found.total, amount=task.amount or "-"), []
        )
    return found


def letter_language(session: Session, client: Client) -> str:
    """The language in which the client is written to."""
    return client.language or session.workspace.config.language or "fr"


def position_of(view: DossierView) -> Position:
    """Where the client stands, as letters see it."""
    dossier, on = view.dossier, view.on
    lost = {
        (row.item.number, row.item.instalment)
        for row in view.items
        if row.limitation.prudent.last_day
        and row.limitation.usual.last_day
        and max(row.limitation.prudent.last_day, row.limitation.usual.last_day) < on
    }
    return Position(
        id=dossier.id,
        name=dossier.client.name,
        currency=dossier.client.currency,
        on=on,
        account=view.account,
        facts=standing(dossier.entries, on),
        commitments=view.commitments,
        lost=frozenset(lost),
        come=frozenset(
            (row.item.number, row.item.instalment) for row in view.items if row.planned and row.planned.day <= on
        ),
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


def _require_decent(view: DossierView, letter: Letter, step_tone: str) -> None:
    """Refuse what may not be written to somebody in difficulty."""
    opened = view.commitments.running("insolvency")
    refusal = why_not(
        letter,
        step_tone,
        view.dossier.client.tags,
        insolvent_since=opened[0].date if opened else None,
        softens="tone" in values_named(letter),
    )
    if refusal is not None:
        raise NothingFoundError(*refusal)


def _task(view: DossierView, name: str, currency: str) -> Task | None:
    written = [task for task in view.tasks if task.letter]
    if currency:
        written = [task for task in written if task.amount and task.amount.currency == currency]
    if name:
        return next((task for task in written if task.letter == name), None)
    if not written:
        raise NothingFoundError(
            say("the agenda asks for no letter to {name} on {day}", name=view.dossier.client.name, day=view.on),
            say("name one: recouv letter {client} reminder-1", client=view.dossier.id),
        )
    return max(written, key=lambda task: task.priority)


def _reached(contact: Contact, channel: Channel, dead: Collection[str]) -> bool:
    address = contact.email if channel is Channel.EMAIL else contact.phone
    return bool(address) and address.casefold() not in dead


def _address(client: Client, contact: Contact | None, channel: Channel) -> str:
    if channel in _POST:
        return "\n".join(line.strip() for line in client.address.splitlines() if line.strip())
    if contact is None:
        return ""
    return contact.email if channel is Channel.EMAIL else contact.phone

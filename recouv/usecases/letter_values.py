"""What a letter to one client says: the values of its template, from the dossier, in the letter's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from recouv.domain.dossier import Contact
from recouv.domain.errors import WorkspaceError
from recouv.domain.letter import Letter
from recouv.domain.message import Code, say
from recouv.domain.scenario import Tone
from recouv.letters.values import (
    Addressee,
    Age,
    Creditor,
    Item,
    LetterValues,
    Person,
    Receipt,
    Sender,
)
from recouv.rules.account import OpenItem
from recouv.rules.ageing import AgedRow, bucket_names
from recouv.rules.letter_about import About
from recouv.rules.letter_tone import days_to_answer
from recouv.rules.sent_reminders import last_notice, reminder_days
from recouv.rules.standing import standing
from recouv.rules.working_days import WorkingDays
from recouv.usecases.dossiers import DossierView
from recouv.usecases.letter_facts import with_commitments
from recouv.usecases.session import Session
from recouv.wording.catalogue import Catalogue
from recouv.wording.plain import plain
from recouv.wording.terms import term


def letter_values(
    session: Session,
    view: DossierView,
    letter: Letter,
    about: About,
    contact: Contact | None,
    words: Catalogue,
    *,
    tone: Tone = Tone.NEUTRAL,
    writer: Sender | None = None,
) -> LetterValues:
    """Every value that the letter may name, penalties apart; `writer` is who is at work, git's when not given."""
    on, currency = view.on, about.currency
    levels = _levels(view, about)
    days = days_to_answer(letter, view.dossier.client.kind)
    aged = next((row for row in view.aged if row.currency == currency), None)
    creditor = session.workspace.config.creditor
    values = LetterValues(
        today=words.day(on),
        deadline=words.day(WorkingDays(session.house.calendar).on_or_after(on + timedelta(days=days))),
        deadline_days=days,
        tone=str(tone),
        client=_addressee(view),
        contact=_person(contact),
        creditor=_creditor(creditor),
        sender=_signatory(session, view.dossier.client.owner, writer or at_work(session)),
        items=tuple(_item(item, about, on, words, levels) for item in about.items),
        mixed=len({levels.get(item.number, "") for item in about.items}) > 1,
        upcoming=tuple(_item(item, about, on, words, {}) for item in _upcoming(view, about)),
        gross=words.money(about.gross),
        total=words.money(about.total),
        unallocated=words.money(about.received) if about.received else "",
        asked=words.money(about.asked) if about.asked.amount > 0 else "",
        outstanding=words.money(aged.money(aged.total)) if aged else "",
        overdue=words.money(aged.money(aged.overdue)) if aged and aged.overdue > 0 else "",
        ages=_ages(aged, session.workspace.config.ageing, words) if aged else (),
        receipts=_receipts(view, currency, words),
        in_favour=words.money(-about.total) if about.total.amount < 0 else "",
        notice_day=_notice_day(session, view, about, words),
        next_letter=_next_letter(session, about),
        reminders=tuple(words.day(day) for day in reminder_days(view.dossier.entries, about.items, on)),
    )
    return with_commitments(values, view, about, words)


def in_fours(iban: str) -> str:
    """An IBAN as it is printed: in groups of four.

    >>> in_fours("FR7630006000011234567890189")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    folded = "".join(plain(iban).split()).upper()
    return " ".join(folded[at : at + 4] for at in range(0, len(folded), 4))


def phone_text(number: str) -> str:
    r"""A French number in pairs of figures; any other as it is.

    >>> phone_text("+33536490100"), phone_text("+442079460000")
    ('05\xa036\xa049\xa001\xa000', '+442079460000')
    """
    found = re.fullmatch(r"(?:\+33|0033|0)([1-9])((?:[ .]?[0-9]{2}){4})", number.strip())
    if found is None:
        return number
    digits = re.sub(r"[ .]", "", found[2])
    return "\u00a0".join([f"0{found[1]}", *(digits[at : at + 2] for at in range(0, 8, 2))])


def _levels(view: DossierView, about: About) -> Mapping[str, str]:
    """Invoice → the step that it has reached with this letter; none for one asked for the first time."""
    reached = {row.item.number: row.level for row in view.items if row.level}
    return {**reached, **(dict(about.task.steps) if about.task else {})}


def _notice_day(session: Session, view: DossierView, about: About, words: Catalogue) -> str:
    day = last_notice(standing(view.dossier.entries, view.on), about.items, session.workspace.scenarios)
    return words.day(day) if day else ""


def _next_letter(session: Session, about: About) -> str:
    """That of the step after the one which asks for the letter, so that no letter announces what will not follow."""
    task = about.task
    scenario = session.workspace.scenarios.get(task.scenario) if task else None
    if task is None or scenario is None:
        return ""
    return next((step.letter for step in scenario.steps[task.level :] if step.letter), "")


def _upcoming(view: DossierView, about: About) -> list[OpenItem]:
    """What is not due yet and is not what the letter is about."""
    listed = {(item.number, item.instalment) for item in about.items}
    return [
        row.item
        for row in view.items
        if row.status == "not-due"
        and row.item.balance.currency == about.currency
        and (row.item.number, row.item.instalment) not in listed
    ]


def _item(item: OpenItem, about: About, on: date, words: Catalogue, levels: Mapping[str, str]) -> Item:
    number = f"{item.number} ({item.instalment})" if item.instalment else item.number
    level = levels.get(item.number, "")
    return Item(
        number=plain(number),
        issued=words.day(item.issued),
        due=words.day(item.due),
        amount=words.money(item.amount),
        balance=words.money(about.balance(item)),
        days_late=item.days_late(on),
        disputed=words.money(item.disputed) if item.disputed else "",
        level=words.text(term(Code(level))) if level else "",
    )


def _ages(row: AgedRow, bounds: tuple[int, ...], words: Catalogue) -> tuple[Age, ...]:
    """What is owed by age, columns at nil left out, money received on a line of its own."""
    labels = [
        words.text(say("not due")),
        *(words.text(say("{ages} days", ages=name)) for name in bucket_names(bounds)[1:]),
    ]
    parts = [*zip(labels, row.buckets, strict=True), (words.text(say("received, not allocated")), row.unallocated)]
    return tuple(Age(label=label, amount=words.money(row.money(part))) for label, part in parts if part)


def _receipts(view: DossierView, currency: str, words: Catalogue) -> tuple[Receipt, ...]:
    """Money that settles nothing yet; what was given back and names no payment is a line below zero."""
    account = view.account
    rows = [
        Receipt(
            label=plain(credit.label) or words.text(term(credit.kind)),
            day=words.day(credit.received),
            amount=words.money(credit.amount),
            left=words.money(credit.unallocated),
        )
        for credit in account.credits
        if credit.unallocated and credit.unallocated.currency == currency
    ]
    rows += [
        Receipt(label=words.text(term("refund")), day="", amount=words.money(-back), left=words.money(-back))
        for back in account.refunds_at_large
        if back.currency == currency
    ]
    return tuple(rows)


def _addressee(view: DossierView) -> Addressee:
    client = view.dossier.client
    return Addressee(
        name=plain(client.name), kind=str(client.kind), siren=plain(client.siren), address=_address(client.address)
    )


def _creditor(creditor: Mapping[str, str]) -> Creditor:
    texts = {key: plain(creditor.get(key, "")) for key in Creditor.__struct_fields__ if key not in ("iban", "address")}
    texts["phone"] = phone_text(texts["phone"])
    return Creditor(**texts, iban=in_fours(creditor.get("iban", "")), address=_address(creditor.get("address", "")))


def _person(contact: Contact | None) -> Person:
    if contact is None:
        return Person()
    return Person(
        name=plain(contact.name),
        role=plain(contact.role),
        email=plain(contact.email),
        phone=phone_text(plain(contact.phone)),
    )


def at_work(session: Session) -> Sender:
    """Who is at work, as the team knows them; the creditor where git knows nobody."""
    config = session.workspace.config
    own = config.creditor.get("email", "")
    try:
        identity = session.workspace.git.identity()
    except WorkspaceError:  # who writes nothing needs no name: whatever is sent is refused without one
        return Sender(name=plain(config.creditor.get("name", "")), email=plain(own))
    writer = config.writer(identity.name, identity.email)
    known = next((one for one in config.team if one.id == writer), None)
    if known is None:
        return Sender(name=plain(identity.name), email=plain(own or identity.email))
    return Sender(name=plain(known.name or identity.name), email=plain(known.email or identity.email))


def _signatory(session: Session, owner: str, writer: Sender) -> Sender:
    """Who follows the client, else who is at work."""
    config = session.workspace.config
    for colleague in config.team:
        if owner and colleague.id == owner and colleague.name:
            return Sender(name=plain(colleague.name), email=plain(colleague.email or config.creditor.get("email", "")))
    return writer


def _address(text: str) -> str:
    return "\n".join(plain(line.strip()) for line in text.splitlines() if line.strip())

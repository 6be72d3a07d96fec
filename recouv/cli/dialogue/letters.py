"""The letter that the agenda asks for, read out before it leaves; then sent, or printed, once the person says yes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from recouv.cli import clock
from recouv.cli.dialogue.questions import Questions
from recouv.domain.errors import UsageError
from recouv.domain.message import Code, Message, say
from recouv.usecases.leaving import Leaving, send_all
from recouv.usecases.mail_day import POST
from recouv.usecases.outside import require_outside_workspace
from recouv.usecases.posting import INDEX, print_letters
from recouv.usecases.previewing import Preview, preview_letter
from recouv.usecases.sending import Posted
from recouv.usecases.session import Session
from recouv.wording.catalogue import Catalogue


def preview(session: Session, client: str) -> Preview:
    """The letter of the step that comes first."""
    return preview_letter(session, client, clock.now())


def letter_lines(found: Preview, words: Catalogue) -> Iterator[Message | str]:
    """Where it goes, what it asks for, what goes with it, what stands in its way, then its words."""
    composed = found.composed
    for one in found.obstacles:
        yield say("In the way: {what}", what=one.what) if one.blocks else one.what
        if one.mend is not None:
            yield one.mend
    if composed is None:
        return
    yield say("By {channel}", channel=Code(composed.channel))
    if found.fallback is not None:
        yield found.fallback
    name = composed.contact.name if composed.contact else composed.client.name
    to = ", ".join(composed.to.splitlines())
    yield say("To {name}, {address}", name=name, address=to or words.text(say("no address in the dossier")))
    if found.copy:
        yield say("a copy of each goes to {address}", address=found.copy)
    if composed.asked:
        yield say("Asks for {amount}", amount=composed.asked)
    for item in composed.about.items:
        yield say("{number}: {amount}", number=item.number, amount=composed.about.balance(item))
    if composed.about.received:
        yield say("{amount} received deducted", amount=composed.about.received)
    if found.penalties:
        yield say("{amount} of penalties and charges", amount=found.penalties)
    for piece in found.pieces:
        if piece.size >= 0:
            yield say("attached: {names}", names=piece.name)
        elif piece.name:
            yield say("the document of {numbers} is not there", numbers=piece.number)
        else:
            yield say("no document is recorded for {numbers}", numbers=piece.number)
    yield say("Subject: {subject}", subject=composed.subject)
    yield from composed.text.splitlines()


def let_go(session: Session, ask: Questions, found: Preview) -> Iterator[Message]:
    """Send it, or print it, once the person says yes; what became of it.

    Raises:
        UsageError: something stands in its way, or no step asks for it.
    """
    prepared = found.prepared
    if prepared is None or not found.may_leave:
        blocking = next((one for one in found.obstacles if one.blocks), None)
        if blocking is not None:
            raise UsageError(blocking.what, blocking.mend)
        raise UsageError(say("this letter is not sent: nothing asks for it by e-mail or post"))
    if found.written is not None:
        yield say("To be written: {subject}", subject=found.written.subject)
    if prepared.task.channel in POST:
        folder = Path(ask.required(say("Print it into which folder?"), say("name a folder"))).expanduser().absolute()
        require_outside_workspace(session, folder / INDEX)
        if ask.yes(say("Print it?"), default=False):
            for printed in print_letters(session, [prepared], folder):
                yield (
                    say("printed: {path}; once it is in the post: post --posted", path=str(printed.file))
                    if printed.file
                    else say("not printed: {reason}", reason=printed.reason or "-")
                )
        return
    any_time = found.not_now is not None
    question = say("Send it whatever the hour?") if any_time else say("Send it?")
    if not ask.yes(question, default=False):
        yield say("given up: nothing was written")
        return
    sending = send_all(session, [prepared], Leaving(moment=clock.now, any_time=any_time))
    with _uninterrupted(), closing(sending):
        for one, _ in sending:
            yield _became(one)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """No Ctrl-C in the middle of a message: nobody would know whether it left."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _became(one: Posted) -> Message:
    if one.unrecorded is not None:
        return say("not in the journal: {reason}", reason=one.unrecorded)
    if one.has_left:
        return say("sent to {to}", to=one.to)
    if one.may_have_left:
        return say(
            "it may have left: look for it among your sent messages, then: sending {client} sent ^{id}, or failed",
            client=one.client,
            id=one.entry,
        )
    return say("not sent: {reason}", reason=one.reason or one.words)

"""By which channel a step reaches a client: the dossier has an address for it, or for its fallback."""

from __future__ import annotations

from collections.abc import Collection

from recouv.domain.dossier import Client
from recouv.domain.message import Code, Message, say
from recouv.domain.scenario import Channel, Step


def reachable(client: Client, channel: Channel, dead: Collection[str] = ()) -> bool:
    """Whether the dossier has an address for the channel that is none of the `dead` ones, in small letters."""
    match channel:
        case Channel.EMAIL:
            return any(contact.email and contact.email.casefold() not in dead for contact in client.contacts)
        case Channel.CALL | Channel.SMS:
            return any(contact.phone and contact.phone.casefold() not in dead for contact in client.contacts)
        case Channel.LETTER | Channel.REGISTERED_LETTER:
            return bool(client.address.strip())
        case _:
            return True


def channel_of(step: Step, client: Client, dead: Collection[str] = ()) -> tuple[Channel, Message | None]:
    """The channel by which a step reaches this client, and what is to be known of it."""
    if reachable(client, step.channel, dead):
        return step.channel, None
    channel = Code(step.channel)
    if step.fallback is not None and reachable(client, step.fallback, dead):
        return step.fallback, say("no address for {channel}: by {other}", channel=channel, other=Code(step.fallback))
    if reachable(client, step.channel):
        return step.channel, say("the address for {channel} takes no message: ask for another", channel=channel)
    return step.channel, say("the dossier has no address for {channel}", channel=channel)

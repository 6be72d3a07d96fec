"""Which scenario an invoice follows, and why: its own, the client's, the first rule of the house's, the default."""

from __future__ import annotations

from msgspec import Struct

from recouv.domain.dossier import Client
from recouv.domain.message import Message, say
from recouv.domain.practice import House
from recouv.rules.account import OpenItem
from recouv.rules.conditions import ClientFacts, met, unmet


class Assigned(Struct, frozen=True):
    """A scenario's name, and what gave it."""

    name: str
    why: Message


def scenario_for(item: OpenItem | None, client: Client, facts: ClientFacts, house: House) -> Assigned:
    """The scenario of an invoice; that of the client's invoices in general where there is no `item`."""
    if item is not None and item.scenario:
        return Assigned(item.scenario, say("invoice {number} names it", number=item.number))
    if client.scenario:
        return Assigned(client.scenario, say("the dossier's head names it"))
    for rank, rule in enumerate(house.assignments, start=1):
        if unmet(rule.when, facts) is None:
            why = say("rule {rank} of recouv.yaml", rank=rank)
            for reason in met(rule.when, facts):
                why = say("{reasons}; {reason}", reasons=why, reason=reason)
            return Assigned(rule.scenario, why)
    return Assigned(house.default_scenario, say("the default of recouv.yaml"))

"""What the file is about: a client of a commit on a day, judged by the rules once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from recouv.domain.dossier import Client, ClientKind
from recouv.domain.entry import Entry
from recouv.domain.kinds import MESSAGES
from recouv.domain.message import Message
from recouv.rules.account import Account, account_on
from recouv.rules.court_claim import CourtClaim, court_claim
from recouv.rules.formal_notice import is_notice
from recouv.rules.interruptions import interruptions_of
from recouv.rules.limitation import of_item, period_of
from recouv.rules.payment_order import Court, Obstacle, cautions, court_of, obstacles
from recouv.rules.penalties import statement_of_penalties
from recouv.rules.standing import cancelled_ids, standing
from recouv.rules.suspension import Commitments
from recouv.usecases.evidence.snapshot import Snapshot


class Case:
    """The client, the claim and what the law opposes to it."""

    def __init__(
        self, snapshot: Snapshot, on: date, *, numbers: Sequence[str] = (), currency: str = "", court: Court | None
    ) -> None:
        """`court` is the one a person chose; `None` for that of the client's kind."""
        self.snapshot = snapshot
        self.on = on
        self.facts = standing(snapshot.dossier.entries, on)
        self.cancelled = cancelled_ids(entry for entry in snapshot.dossier.entries if entry.date <= on)
        self._numbers = tuple(numbers)
        self._currency = currency
        self._chosen = court

    @property
    def client(self) -> Client:
        """The debtor."""
        return self.snapshot.dossier.client

    @property
    def creditor(self) -> Mapping[str, str]:
        """Who is owed, as the configuration names them."""
        return self.snapshot.creditor

    @property
    def is_consumer(self) -> bool:
        """Whether the debtor is a private person."""
        return self.client.kind is ClientKind.CONSUMER

    @cached_property
    def account(self) -> Account:
        """What the client owes."""
        return account_on(self.client, self.snapshot.dossier.entries, self.on, default_terms=self.snapshot.terms)

    @cached_property
    def commitments(self) -> Commitments:
        """What is agreed, contested or suspended."""
        return Commitments.of(self.facts, self.on, self.snapshot.practice.house)

    @cached_property
    def claim(self) -> CourtClaim:
        """What may be claimed in court.

        Raises:
            UnknownRateError: a rate that the statement rests on is not known.
        """
        snapshot = self.snapshot
        statement = statement_of_penalties(
            snapshot.dossier,
            snapshot.practice,
            snapshot.rates,
            self.on,
            default_terms=snapshot.terms,
            without_contested=True,
        )
        items = self.account.open_items
        moved = interruptions_of(self.facts, items)
        period = period_of(self.client, snapshot.practice.house)
        return court_claim(
            self.account,
            statement,
            {(item.number, item.instalment): of_item(item, moved, period) for item in items},
            self.facts,
            self.commitments.plans,
            currency=self._currency or self._first_currency(),
            numbers=self._numbers,
        )

    @cached_property
    def court(self) -> Court | None:
        """Whom an order to pay would be asked of; `None` for nobody."""
        return self._chosen or court_of(self.client.kind)

    @cached_property
    def obstacles(self) -> tuple[Obstacle, ...]:
        """Why no order to pay is asked for."""
        return tuple(obstacles(self.client, self.court, self.claim, self.commitments.running("insolvency")))

    @cached_property
    def cautions(self) -> tuple[Message, ...]:
        """What a person weighs before."""
        days = sorted({fact.date for fact in self.notices})
        found = cautions(self.client, self.court, self.claim, days, self.commitments.open_promises)
        return (*found, *self.claim.statement.warnings)

    @cached_property
    def messages(self) -> tuple[Entry, ...]:
        """What was sent to the client, the oldest first, each as what became of it tells."""
        return tuple(sorted((fact for fact in self.facts if fact.kind in MESSAGES), key=Entry.sort_key))

    @cached_property
    def notices(self) -> tuple[Entry, ...]:
        """The formal notices about what is claimed."""
        scenarios = self.snapshot.practice.scenarios
        invoices = self.claim.invoices
        return tuple(
            fact
            for fact in self.messages
            if any(is_notice(fact, one.number, one.issued, scenarios) for one in invoices)
        )

    def sendings(self, message: Entry) -> tuple[Entry, ...]:
        """What was learnt of a message, the oldest first."""
        told = (fact for fact in self.facts if fact.kind == "sending" and fact.target and fact.target == message.id)
        return tuple(sorted(told, key=Entry.sort_key))

    def _first_currency(self) -> str:
        """The client's own where it owes something late in it, else the first that it does."""
        late = {item.balance.currency for item in self.account.overdue()}
        return self.client.currency if self.client.currency in late or not late else min(late)

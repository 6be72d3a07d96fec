"""The kinds of entries a journal may hold, and the keys of each: the format's one table.

The reader types values by it, `check` reports by it, and `docs/format.md` is compared with it.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class ValueType(StrEnum):
    """How the text after a key is read."""

    TEXT = "text"
    MONEY = "amount"
    DATE = "date"
    TIME = "time"
    COUNT = "whole number"
    NUMBERS = "invoice numbers"
    """`F1, F2`, or one number a row."""
    SHARES = "rows of number: amount"
    SCHEDULE = "date, or rows of date: amount"
    STEPS = "rows of number: step"
    ENTRY = "^ID"
    RECORDED = "moment and writer"


class Family(StrEnum):
    """What a kind is about."""

    MONEY = "money"
    TALK = "talk"
    COMMITMENT = "commitments"
    LAW = "law"
    RISK = "risk"
    APPROVAL = "approval"
    REPAIR = "repair"


class Names(StrEnum):
    """What the word after the kind names in an entry's title."""

    NOTHING = "nothing"
    INVOICE = "invoice number"
    CREDIT_NOTE = "credit note number"
    ENTRY = "the ^ID of the entry concerned"
    TEXT = "a few words"


class Key(Struct, frozen=True):
    """One `- key: value` of an entry."""

    name: str
    type: ValueType
    about: str
    required: bool = False
    choices: tuple[str, ...] = ()


class Kind(Struct, frozen=True):
    """One kind of entry."""

    name: str
    family: Family
    about: str
    names: Names = Names.NOTHING
    keys: tuple[Key, ...] = ()
    names_required: bool = False

    def key(self, name: str) -> Key | None:
        """The key called `name`, common ones included; `None` when this kind has none."""
        return _KEYS_OF[self.name].get(name)

    @property
    def key_names(self) -> tuple[str, ...]:
        """Every key this kind may carry, common ones included."""
        return tuple(_KEYS_OF[self.name])


COMMON_KEYS = (
    Key("recorded", ValueType.RECORDED, "when it was written (UTC) and by whom; recouv fills it in"),
    Key("source", ValueType.TEXT, "where an import found it, so that the same line is never taken twice"),
    Key("document", ValueType.TEXT, "path of the piece, from the workspace's root"),
    Key("sha256", ValueType.TEXT, "fingerprint of that piece"),
)

_AMOUNT = Key("amount", ValueType.MONEY, "tax included, above zero", required=True)
_ALLOCATE = Key("allocate", ValueType.SHARES, "which invoice it settles, and for how much")
_REASON = Key("reason", ValueType.TEXT, "why")
_INVOICES = Key("invoices", ValueType.NUMBERS, "the invoices it is about")
_PROPOSED = Key(
    "proposed",
    ValueType.TEXT,
    "waits for somebody else's `approve`, and counts for nothing until then",
    choices=("yes", "no"),
)
_WITH = Key("with", ValueType.TEXT, "the person spoken to or written to")
_NATURE = Key(
    "nature", ValueType.TEXT, "what an import knows of it", choices=("opening", "transfer", "rounding", "unpaid-bill")
)

OUTCOMES = (
    "reached",
    "promised",
    "call-back",
    "message-left",
    "no-answer",
    "wrong-number",
    "disputed",
    "paid-already",
    "invoice-not-received",
    "refused",
    "failed",
    "undeliverable",
    "unconfirmed",
)
#: What may bear a day to come: papers that are issued in advance, and what strikes one of them out from its own day.
#: Every other entry says what has happened.
DATED_AHEAD = frozenset({"invoice", "credit-note", "cancel"})
#: What leaves, and may fail to.
MESSAGES = frozenset({"email", "letter", "registered-letter", "sms"})
#: What became of a message, as a `sending` tells.
SENT_OUTCOMES = ("sent", "received", "failed", "undeliverable", "unconfirmed")
#: Of those, what says that it left.
REACHED = frozenset({"sent", "received"})
#: Of a message only.
SENDING_OUTCOMES = frozenset({"failed", "undeliverable", "unconfirmed"})
#: What disputes are most often about; a dossier may use words of its own.
DISPUTE_CATEGORIES = (
    "invoice-not-received",
    "quality",
    "price",
    "delivery",
    "order",
    "duplicate",
    "admin",
    "bad-faith",
    "other",
)
#: Of a call that reached nobody, of a message that did not leave or of which nobody knows whether it did.
NOT_DELIVERED = frozenset({"no-answer", "wrong-number", "failed", "undeliverable", "unconfirmed"})
#: Of a call that reached nobody: made so many times, it has done what it could.
UNREACHED = frozenset({"no-answer", "wrong-number"})
_TALK_KEYS = (
    _WITH,
    Key("to", ValueType.TEXT, "address or number it went to"),
    Key("subject", ValueType.TEXT, "its subject"),
    Key("outcome", ValueType.TEXT, "how it ended", choices=OUTCOMES),
    _REASON,
    _INVOICES,
    Key("scenario", ValueType.TEXT, "the scenario whose step it carries out"),
    Key("step", ValueType.TEXT, "the step it carries out, for all its invoices"),
    Key("steps", ValueType.STEPS, "the step it carries out, invoice by invoice"),
    Key("message_id", ValueType.TEXT, "Message-ID of the e-mail"),
    Key("letter", ValueType.TEXT, "the letter it was written from, where a person chose another than the step's"),
    Key("edited", ValueType.TEXT, "whether a person changed its words before it left", choices=("yes",)),
)


def _talk(name: str, about: str) -> Kind:
    return Kind(name, Family.TALK, about, keys=_TALK_KEYS)


_ALL = (
    Kind(
        "invoice",
        Family.MONEY,
        "What the client owes.",
        Names.INVOICE,
        (
            _AMOUNT,
            Key("due", ValueType.SCHEDULE, "last day to pay on time, or instalments that sum to the amount"),
            Key("terms", ValueType.TEXT, "payment terms in words, where no due date is given"),
            Key("penalty_rate", ValueType.TEXT, "rate of late-payment penalties that this invoice states, in words"),
            Key("performed", ValueType.DATE, "when it was delivered or performed"),
            Key("order", ValueType.TEXT, "the client's order number"),
            Key("about", ValueType.TEXT, "what was sold"),
            Key("scenario", ValueType.TEXT, "the scenario of this invoice alone"),
            _NATURE,
        ),
        names_required=True,
    ),
    Kind(
        "credit-note",
        Family.MONEY,
        "What is taken off: for one invoice, for several, or kept for later.",
        Names.CREDIT_NOTE,
        (
            _AMOUNT,
            Key(
                "invoice", ValueType.TEXT, "the invoice it corrects; it settles it in full when no `allocate` is given"
            ),
            _ALLOCATE,
            _REASON,
            Key(
                "effect",
                ValueType.TEXT,
                "from when it lowers what bears penalties: the invoice's origin, or its own date",
                choices=("origin", "date"),
            ),
            _PROPOSED,
            _NATURE,
        ),
        names_required=True,
    ),
    Kind(
        "payment",
        Family.MONEY,
        "Money received, on its bank date.",
        Names.TEXT,
        (
            _AMOUNT,
            Key(
                "method",
                ValueType.TEXT,
                "how it came",
                choices=("transfer", "cheque", "card", "direct-debit", "cash", "bill", "other"),
            ),
            Key("reference", ValueType.TEXT, "what the bank or the client wrote"),
            _ALLOCATE,
            _NATURE,
        ),
    ),
    Kind(
        "allocate",
        Family.MONEY,
        "Lettrage of a payment or credit note received earlier.",
        Names.ENTRY,
        (Key("allocate", ValueType.SHARES, "which invoice it settles, and for how much", required=True),),
        names_required=True,
    ),
    Kind(
        "refund",
        Family.MONEY,
        "Money given back to the client, taken from a payment or credit note when one is named.",
        Names.ENTRY,
        (
            _AMOUNT,
            Key("method", ValueType.TEXT, "how it went"),
            Key("reference", ValueType.TEXT, "its label"),
            _REASON,
            _PROPOSED,
        ),
    ),
    Kind(
        "rejected",
        Family.MONEY,
        "A payment that the bank took back: what it settled is owed again from this date.",
        Names.ENTRY,
        (_REASON, Key("reference", ValueType.TEXT, "its label")),
        names_required=True,
    ),
    Kind(
        "write-off",
        Family.MONEY,
        "A debt given up, for one invoice or several.",
        Names.INVOICE,
        (_AMOUNT, _ALLOCATE, _REASON, Key("approved", ValueType.TEXT, "who agreed to it"), _PROPOSED, _NATURE),
    ),
    _talk("email", "A message sent by e-mail."),
    _talk("letter", "A letter sent by ordinary post."),
    _talk("registered-letter", "A letter sent by registered post."),
    _talk("call", "A telephone call."),
    _talk("sms", "A text message."),
    _talk("meeting", "A meeting."),
    _talk("reply", "What the client answered."),
    _talk("note", "Something to remember."),
    Kind(
        "task",
        Family.TALK,
        "Something to do on a day.",
        Names.TEXT,
        (
            Key("due", ValueType.DATE, "the day", required=True),
            Key("at", ValueType.TIME, "the hour"),
            Key("channel", ValueType.TEXT, "how"),
            Key("owner", ValueType.TEXT, "who is to do it"),
            _WITH,
            _INVOICES,
        ),
    ),
    Kind(
        "sending",
        Family.TALK,
        "What became of a message: sent, received, failed, or nobody knows.",
        Names.ENTRY,
        (
            Key("outcome", ValueType.TEXT, "what became of it", required=True, choices=SENT_OUTCOMES),
            _REASON,
            Key("reference", ValueType.TEXT, "the server's answer, or the number of the registered letter"),
            Key("message_id", ValueType.TEXT, "Message-ID of the e-mail that says so"),
        ),
        names_required=True,
    ),
    Kind(
        "done",
        Family.TALK,
        "A task that is done.",
        Names.ENTRY,
        (Key("outcome", ValueType.TEXT, "how it ended"),),
        names_required=True,
    ),
    Kind(
        "promise",
        Family.COMMITMENT,
        "The client says how much will be paid and when.",
        keys=(_AMOUNT, Key("by", ValueType.DATE, "last day of the promise", required=True), _INVOICES, _WITH),
    ),
    Kind(
        "withdraw", Family.COMMITMENT, "A promise taken back or replaced.", Names.ENTRY, (_REASON,), names_required=True
    ),
    Kind(
        "plan",
        Family.COMMITMENT,
        "A payment plan over one or several invoices.",
        keys=(
            _INVOICES,
            Key("instalments", ValueType.SCHEDULE, "its dates and amounts", required=True),
            Key("grace", ValueType.COUNT, "days that an instalment may be late; the house's when absent"),
            Key("misses", ValueType.COUNT, "how many instalments, that late, break it; the house's when absent"),
            Key(
                "acceleration",
                ValueType.TEXT,
                "once broken, all that is left of it is due at once",
                choices=("yes", "no"),
            ),
            _WITH,
            _PROPOSED,
        ),
    ),
    Kind(
        "dispute",
        Family.COMMITMENT,
        "The client contests an invoice, whole or in part.",
        Names.INVOICE,
        (
            Key("amount", ValueType.MONEY, "the part contested; all of the invoice when absent"),
            _INVOICES,
            Key("category", ValueType.TEXT, "what kind of dispute it is"),
            _REASON,
            Key("owner", ValueType.TEXT, "who is to settle it"),
            Key("revisit", ValueType.DATE, "when to look at it again"),
        ),
    ),
    Kind(
        "resolve",
        Family.COMMITMENT,
        "The end of a dispute.",
        Names.ENTRY,
        (
            Key("outcome", ValueType.TEXT, "how it ended", choices=("credit-note", "upheld", "withdrawn")),
            _REASON,
            _PROPOSED,
        ),
        names_required=True,
    ),
    Kind(
        "hold",
        Family.COMMITMENT,
        "No reminder for a time: the client's whole account, or the invoices named.",
        keys=(
            Key("until", ValueType.DATE, "last day without reminders; none = until released"),
            _REASON,
            _INVOICES,
            Key("snoozed", ValueType.TEXT, "put off by hand: its last day asks for nothing", choices=("yes", "no")),
            _PROPOSED,
        ),
    ),
    Kind(
        "release",
        Family.COMMITMENT,
        "The end of a hold, of a plan or of insolvency proceedings.",
        Names.ENTRY,
        (_REASON, _PROPOSED),
        names_required=True,
    ),
    Kind(
        "handover",
        Family.LAW,
        "The file is given to a collector, a bailiff or a court.",
        keys=(
            Key("to", ValueType.TEXT, "whom it was given to", required=True),
            Key(
                "role",
                ValueType.TEXT,
                "what they are; a court alone interrupts limitation",
                choices=("collector", "bailiff", "court"),
            ),
            _INVOICES,
            _REASON,
            _PROPOSED,
        ),
    ),
    Kind("recall", Family.LAW, "The file is taken back.", Names.ENTRY, (_REASON, _PROPOSED), names_required=True),
    Kind(
        "insolvency",
        Family.LAW,
        "Insolvency proceedings against the client, dated by the opening judgment.",
        Names.TEXT,
        (
            Key("bodacc", ValueType.DATE, "publication in the BODACC"),
            Key("court", ValueType.TEXT, "the court"),
            Key("trustee", ValueType.TEXT, "the mandataire to declare the claim to"),
        ),
    ),
    Kind(
        "claim",
        Family.LAW,
        "The claim as declared to the trustee.",
        keys=(Key("amount", ValueType.MONEY, "declared"), _INVOICES, Key("to", ValueType.TEXT, "to whom")),
    ),
    Kind(
        "judgment",
        Family.LAW,
        "A decision of justice.",
        Names.TEXT,
        (
            Key("amount", ValueType.MONEY, "awarded"),
            Key("court", ValueType.TEXT, "the court"),
            Key("enforceable", ValueType.DATE, "from when it may be enforced"),
            Key(
                "interest",
                ValueType.TEXT,
                "the rate from then on: the legal one, or the one that ran before, kept by the judgment",
                choices=("legal", "kept"),
            ),
            _INVOICES,
        ),
    ),
    Kind(
        "acknowledgment",
        Family.LAW,
        "The client acknowledges the debt: limitation starts again.",
        keys=(Key("amount", ValueType.MONEY, "acknowledged"), _INVOICES, _WITH),
    ),
    Kind(
        "limit",
        Family.RISK,
        "A credit limit decided.",
        keys=(Key("amount", ValueType.MONEY, "the limit", required=True), _REASON, _PROPOSED),
    ),
    Kind("review", Family.RISK, "A decision of the credit committee.", Names.TEXT, (_REASON, _PROPOSED)),
    Kind(
        "approve",
        Family.APPROVAL,
        "Somebody else agrees to the entry named: a proposal counts from the date of its approval on.",
        Names.ENTRY,
        (_REASON,),
        names_required=True,
    ),
    Kind(
        "reject",
        Family.APPROVAL,
        "A proposal is turned down: it never counts.",
        Names.ENTRY,
        (_REASON,),
        names_required=True,
    ),
    Kind(
        "cancel",
        Family.REPAIR,
        "The entry named was a mistake: it no longer counts.",
        Names.ENTRY,
        (_REASON,),
        names_required=True,
    ),
    Kind(
        "forget",
        Family.REPAIR,
        "Personal data taken out of the dossier because somebody asked; the accounts stay.",
        keys=(
            Key("requested", ValueType.DATE, "the day of the request", required=True),
            Key("reason", ValueType.TEXT, "why it was done although invoices were open"),
        ),
    ),
    Kind(
        "distinct",
        Family.REPAIR,
        "Two entries that two people made without knowing of each other are both right: nobody is asked again.",
        Names.ENTRY,
        (Key("other", ValueType.ENTRY, "the other of the two", required=True), _REASON),
        names_required=True,
    ),
)

KINDS = {kind.name: kind for kind in _ALL}
#: Beside the word of the title, an entry may name the one it concerns by a key.
TARGET_KEY = Key("entry", ValueType.ENTRY, "the entry concerned, where the title does not name it")
_KEYS_OF = {
    kind.name: {
        key.name: key for key in (*kind.keys, *((TARGET_KEY,) if kind.names is Names.ENTRY else ()), *COMMON_KEYS)
    }
    for kind in _ALL
}
#: What a house may ask a second person for.
APPROVABLE = frozenset(kind.name for kind in _ALL if _PROPOSED in kind.keys)
TALK = frozenset(kind.name for kind in _ALL if kind.family is Family.TALK) - {"task", "done", "sending"}

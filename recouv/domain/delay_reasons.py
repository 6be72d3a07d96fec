"""Why clients pay late, in a few words that can be counted: the field's own causes, as talk gives them (`reason`)."""

from __future__ import annotations

from recouv.domain.entry import Entry

DELAY_REASONS: tuple[str, ...] = (
    "cash-flow",
    "dispute",
    "invoice-missing",
    "approval",
    "admin",
    "oversight",
    "waiting-for-payment",
    "bad-faith",
)
#: A reason in the user's own words.
OWN_WORDS = "other"
#: What an outcome says of the reason, where nothing else does.
_OF_OUTCOME = {"disputed": "dispute", "invoice-not-received": "invoice-missing"}


def reason_code(text: str) -> str:
    """The code that `text` is, `Cash flow` for `cash-flow` too; empty where it is in the user's own words.

    >>> reason_code("Cash flow"), reason_code("the accountant is ill")
    ('cash-flow', '')
    """
    code = "-".join(text.casefold().replace("-", " ").split())
    return code if code in DELAY_REASONS else ""


def reason_of(entry: Entry) -> str:
    """The code of the reason that an entry gives, `OWN_WORDS` included; empty when it gives none."""
    text = entry.word("reason")
    said = _OF_OUTCOME.get(entry.word("outcome"), "")
    return reason_code(text) or said or (OWN_WORDS if text.strip() else "")

"""What the reference and the label of a line say: of which invoice, how it was paid, whether the bank sent it back."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recouv.rules.reconstruction.lines import CustomerLine

_NO_REFERENCE = frozenset(("sans", "néant", "neant", "n/a", "na", "none", "null"))
_BOUNCED = re.compile(r"impaye|rejet|\brej\b|\brjt\b|retour|unpaid|returned|bounced|sans provision")
#: A number said to be an invoice's, or that looks like one: F100057, FA 220245, FAC-2022-12.
_INVOICE_IN_LABEL = re.compile(
    r"(?:\bfact(?:ure)?|\bavoir|\binvoice|\bcredit note)[ .:]*(?:n[°ºo]?[ .:]*)?"
    r"([A-Z]{0,5}-?(?!(?:19|20)\d\d(?![\w/.-]))\d[\w/.-]*)"
    r"|\b((?:F|FA|FAC|FC|FV|AV|INV)[ .-]?\d[\d/.-]{2,})",
    re.IGNORECASE,
)
_METHODS = tuple(
    (method, re.compile(pattern))
    for method, pattern in (
        ("cheque", r"\bche?qs?\b|\bcheques?\b|\brch\b"),
        ("card", r"\bcb\b|\bcartes?\b"),
        ("direct-debit", r"\bprlv|\bprelev|\bsdd\b"),
        ("bill", r"\blcr\b|\btraite\b|\bbillet\b"),
        ("transfer", r"\bvirt?\b|\bvirements?\b|\bvrt\b|\bsct"),
        ("cash", r"\besp\b|\bespeces?\b|\bcash\b"),
    )
)


def folded(reference: str) -> str:
    """The reference without case and spaces; empty when it names nothing: `-`, `0000000`, `sans`."""
    bare = re.sub(r"\s+", "", reference).casefold()
    return "" if bare in _NO_REFERENCE or not bare.strip("0-_./*") else bare


def own_number(line: CustomerLine) -> str:
    """The piece, else the invoice that the label names; empty when neither names one."""
    if folded(line.reference):
        return line.reference.strip()
    match = _INVOICE_IN_LABEL.search(line.label)
    return (match[1] or match[2]).strip(" .-/") if match else ""


def words_beside(number: str, line: CustomerLine) -> str:
    """The piece and the label, each once, without what `number` says already."""
    piece = line.reference.strip() if folded(line.reference) else ""
    said = [word for word in (piece, line.label.strip().strip("-")) if word not in ("", number)]
    return said[-1] if said and said[0] in said[-1] else " ".join(said)


def payment_method(line: CustomerLine) -> str:
    """How the money came, `other` when nothing tells."""
    text = _plain(f"{line.label} {line.reference} {line.journal}")
    return next((method for method, pattern in _METHODS if pattern.search(text)), "other")


def says_bounced(line: CustomerLine) -> bool:
    """Whether the bank, or the debtor's, sent the money back."""
    return _BOUNCED.search(_plain(f"{line.label} {line.reference}")) is not None


def _plain(text: str) -> str:
    """Lower case, without accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in bare if not unicodedata.combining(character))

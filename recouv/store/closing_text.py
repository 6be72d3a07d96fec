"""A closing as a file: totals, the commit that it closes, and the fingerprint of every dossier.

The manifest is what `sha256sum` would print of the dossiers, in the order of their paths; its own fingerprint stands in
the file and in the tag, so that one line of paper proves ten thousand dossiers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from recouv.domain.money import Money
from recouv.rules.ageing import AgedRow, bucket_names
from recouv.store.yaml_edit import scalar_text
from recouv.store.yaml_text import read_yaml

FOLDER = "closings"
TAGS = "closing"
#: Key of a closing → what it holds; `docs/format.md` is compared with it.
CLOSING_KEYS = {
    "recouv": "version of the format: 1",
    "period": "a month, a quarter or a year: 2026-11, 2026-Q4, 2026",
    "until": "its last day",
    "commit": "the last commit before the closing",
    "despite": "why it was closed although something was found",
    "totals": "currency → column of the aged balance on the last day → amount",
    "unreadable": "dossiers that no total counts",
    "manifest": "SHA-256 of the lines `sha256  path` of the dossiers, in the order of their paths",
    "dossiers": "path of each dossier → SHA-256 of its bytes, as git keeps them",
}


class Closing(Struct, frozen=True, kw_only=True):
    """A period closed."""

    period: str
    until: date
    commit: str
    totals: Mapping[str, Mapping[str, str]]
    """Currency → column → amount, as written."""
    dossiers: Mapping[str, str]
    """Path → SHA-256."""
    manifest: str
    despite: str = ""
    unreadable: tuple[str, ...] = ()


def path_of(period: str) -> str:
    """Where the closing of a period stands."""
    return f"{FOLDER}/{period}.yaml"


def tag_of(period: str) -> str:
    """The tag of a period's closing."""
    return f"{TAGS}/{period}"


def manifest_of(dossiers: Mapping[str, str]) -> str:
    """SHA-256 of the manifest."""
    text = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(dossiers.items()))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def written_totals(totals: Mapping[str, AgedRow], bounds: Sequence[int]) -> dict[str, dict[str, str]]:
    """The totals of an aged balance, as a closing writes them."""
    return {
        currency: {
            **{name: _amount(amount, currency) for name, amount in zip(bucket_names(bounds), row.buckets, strict=True)},
            "unallocated": _amount(row.unallocated, currency),
            "total": _amount(row.total, currency),
        }
        for currency, row in totals.items()
    }


def write_closing(closing: Closing) -> str:
    """The file."""
    lines = [
        f"# The closing of {closing.period}, as recouv close made it.  It never changes: recouv audit compares it.",
        "recouv: 1",
        f"period: {closing.period}",
        f"until: {closing.until}",
        f"commit: {closing.commit}",
    ]
    if closing.despite:
        lines.append(f"despite: {scalar_text(closing.despite)}")
    lines.append("totals:" if closing.totals else "totals: {}")
    for currency, columns in closing.totals.items():
        lines.append(f"  {currency}:")
        lines += [f"    {name}: {amount}" for name, amount in columns.items()]
    if closing.unreadable:
        lines.append("unreadable:")
        lines += [f"  - {scalar_text(path)}" for path in closing.unreadable]
    lines.append(f"manifest: {closing.manifest}")
    lines.append("dossiers:" if closing.dossiers else "dossiers: {}")
    lines += [f"  {scalar_text(path)}: {sha256}" for path, sha256 in sorted(closing.dossiers.items())]
    return "\n".join(lines) + "\n"


def read_closing(text: str, path: str) -> Closing | None:
    """The closing in a file; `None` when it is none."""
    document, problems = read_yaml(text, path=path)
    keys = document.keys if document else {}
    if problems or not {"period", "until", "commit", "totals", "manifest", "dossiers"} <= keys.keys():
        return None
    try:
        until = date.fromisoformat(keys["until"].text)
    except ValueError:
        return None
    return Closing(
        period=keys["period"].text,
        until=until,
        commit=keys["commit"].text,
        totals={
            currency: {name: amount.text for name, amount in columns.keys.items()}
            for currency, columns in keys["totals"].keys.items()
        },
        dossiers={name: sha256.text for name, sha256 in keys["dossiers"].keys.items()},
        manifest=keys["manifest"].text,
        despite=keys["despite"].text if "despite" in keys else "",
        unreadable=tuple(row.text for row in keys["unreadable"].rows) if "unreadable" in keys else (),
    )


def _amount(amount: Decimal, currency: str) -> str:
    return str(Money(amount, currency).rounded().amount)

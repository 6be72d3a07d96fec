"""What a closing says of the dossiers of a commit: fingerprints, and the aged balance on the last day of the period."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from recouv.rules.account import account_on
from recouv.rules.ageing import AgedRow, aged_rows, sum_rows
from recouv.store.audit.dossier_changes import is_dossier
from recouv.store.dossier_text import read_dossier
from recouv.store.git_objects import TRUTHFUL, UNGRAFTED, Objects
from recouv.store.git_process import fields


class TreeState(Struct, frozen=True, kw_only=True):
    """The dossiers of a commit."""

    dossiers: dict[str, str]
    """Path → SHA-256."""
    totals: dict[str, AgedRow]
    """By currency."""
    unreadable: tuple[str, ...]


def tree_state(root: Path, objects: Objects, commit: str, *, on: date, bounds: Sequence[int], terms: str) -> TreeState:
    """The dossiers of a commit as they were at the end of `on`; `bounds` and `terms` are the creditor's.

    Raises:
        BrokenObjectError: git lacks one of them.
    """
    dossiers: dict[str, str] = {}
    rows: list[AgedRow] = []
    unreadable: list[str] = []
    listed = fields(root, (*TRUTHFUL, "ls-tree", "-r", "-z", commit, "--", "dossiers/"), more=UNGRAFTED)
    for row in listed:
        about, _, path = row.partition("\t")
        mode, _, name = about.split()
        if not is_dossier(path) or not mode.startswith("100"):
            continue
        data = objects.content(name)
        dossiers[path] = hashlib.sha256(data).hexdigest()
        dossier = read_dossier(data, path=path).dossier
        if dossier.readable:
            rows += aged_rows(account_on(dossier.client, dossier.entries, on, default_terms=terms), bounds)
        else:
            unreadable.append(path)
    return TreeState(dossiers=dossiers, totals=sum_rows(rows), unreadable=tuple(unreadable))

"""Lines that forms show beside their fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recouv.tui.kit import MUTED, STRONG, cells, content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.content import Content

    from recouv.usecases.dossiers import DossierView


def people_line(view: DossierView, name: str = "") -> Content:
    """Whom to reach, and how."""
    contacts = view.dossier.client.contacts
    contact = next((known for known in contacts if name and known.name == name), contacts[0] if contacts else None)
    if contact is None:
        return content("")
    role = f" ({contact.role})" if contact.role else ""
    return content((contact.name + role, STRONG), f"   {contact.phone}   {contact.email}")


def spread(rows: Sequence[tuple[str, str, str]]) -> list[Content]:
    """Rows of three columns, the second at the right edge."""
    first = max((cells(left) for left, _, _ in rows), default=0)
    second = max((cells(right) for _, right, _ in rows), default=0)
    return [
        content(
            "  ",
            left + " " * (first - cells(left)),
            "  ",
            " " * (second - cells(figure)) + figure,
            "  ",
            (aside, MUTED),
        )
        for left, figure, aside in rows
    ]

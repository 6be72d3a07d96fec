"""The fields of an entry about to be written."""

from __future__ import annotations

from recouv.domain.entry import Field


def present(*pairs: tuple[str, str]) -> list[Field]:
    """The fields that have a value."""
    return [(key, value) for key, value in pairs if value.strip()]


def numbers_field(numbers: tuple[str, ...]) -> Field:
    """Invoice numbers on one line, or one a row when a number holds a comma."""
    return "invoices", (numbers if any("," in number for number in numbers) else ", ".join(numbers))

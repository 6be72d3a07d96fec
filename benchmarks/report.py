"""Tables in Markdown, and their place in a document."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]], *, right: Collection[int] = ()) -> str:
    """A table; columns whose rank is in `right` hold figures."""
    marks = ["---:" if rank in right else "---" for rank in range(len(header))]
    lines = [list(header), marks, *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def rewrite(document: Path, name: str, text: str) -> None:
    """Put `text` between the markers `<!-- NAME -->` and `<!-- /NAME -->` of the document, instead of what is there.

    Raises:
        ValueError: the document lacks the markers.
    """
    whole = document.read_text(encoding="utf-8")
    opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = whole.partition(opening)
    _, ended, after = rest.partition(closing)
    if not found or not ended:
        raise ValueError(f"{document} has no place for {name}: put {opening.strip()} and {closing} in it")
    document.write_text(f"{before}{opening}\n{text}\n\n{closing}{after}", encoding="utf-8")

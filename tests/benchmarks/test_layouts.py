"""One folder and sub-folders: the same book, measured in the same way."""

from __future__ import annotations

from pathlib import Path

from benchmarks.layouts import layouts, measured, row


def test_both_hold_the_same_dossiers_and_take_actions(tmp_path: Path) -> None:
    """Only where they stand differs; each is clean, and an action is there for each that is counted."""
    flat, sub_folders = both = layouts(tmp_path, 20, 30)
    assert {path.parent.name for path in flat.folder.glob("dossiers/*.md")} == {"dossiers"}
    assert not list(sub_folders.folder.glob("dossiers/*.md"))
    texts = [{path.name: path.read_bytes() for path in (one.folder / "dossiers").rglob("*.md")} for one in both]
    assert texts[0] == texts[1]
    for layout in both:
        before = int(layout.git("rev-list", "--count", "HEAD"))
        figures = measured(layout, 1)
        assert layout.git("status", "--porcelain") == ""
        assert int(layout.git("rev-list", "--count", "HEAD")) == before + 16
        assert figures.kept > 0
        assert f"{figures.ratio:.2f} ×" in row(layout.name, "as they are", figures)

"""Where an entry stands: in one dossier, unless somebody copied one."""

from __future__ import annotations

from recouv.store.entry_places import entry_places
from tests.conftest import DURAND, Desk


class TestEntryPlaces:
    """Every file that names an ID, as the files are now."""

    def test_a_copy_that_nobody_committed(self, desk: Desk) -> None:
        """Both are told, under names that git would otherwise quote."""
        desk.write("durand", DURAND)
        folder = desk.root / "dossiers/été"
        folder.mkdir()
        (folder / "durand-copy.md").write_text(DURAND, encoding="utf-8")
        found = entry_places(desk.session.workspace, {"7k3f9x2m"})
        assert found == {"7k3f9x2m": {"dossiers/durand.md", "dossiers/été/durand-copy.md"}}

    def test_whatever_the_user_told_grep(self, desk: Desk) -> None:
        """Colours, columns and line numbers are not taken for paths."""
        desk.write("durand", DURAND)
        for name in ("grep.lineNumber", "grep.column", "grep.fullName", "color.grep"):
            desk.git("config", name, "always" if name == "color.grep" else "true")
        assert entry_places(desk.session.workspace, {"7k3f9x2m"}) == {"7k3f9x2m": {"dossiers/durand.md"}}

    def test_nowhere(self, desk: Desk) -> None:
        """Nothing is found, and nothing goes wrong."""
        desk.write("durand", DURAND)
        assert entry_places(desk.session.workspace, {"zzzzzzzz"}) == {}
        assert entry_places(desk.session.workspace, ()) == {}

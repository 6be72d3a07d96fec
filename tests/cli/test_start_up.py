"""From the words typed to the one command that is declared."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recouv.usecases.verbs import VERBS
from tests.conftest import Ran, call

COMMANDS = sorted({verb.command for verb in VERBS if verb.command})


class TestHelp:
    """It is complete, though only what is run is declared."""

    @pytest.mark.parametrize("words", [["--help"], ["-h"], ["--help", "balance"], ["-h", "show"], ["--he"]])
    def test_lists_every_command(self, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
        """Asked before a command, it is that of recouv."""
        assert call(words) == 0
        shown = capsys.readouterr().out
        assert [name for name in COMMANDS if f"\n    {name} " not in shown] == []

    @pytest.mark.parametrize("name", COMMANDS)
    def test_of_a_command(self, capsys: pytest.CaptureFixture[str], name: str) -> None:
        """It says what the registry says of it, its arguments and its examples."""
        about = next(str(verb.about) for verb in VERBS if verb.command == name)
        assert call([name, "--help"]) == 0
        shown = " ".join(capsys.readouterr().out.split())
        assert shown.startswith(f"usage: recouv {name}")
        assert f"{about[:1].upper()}{about[1:]}." in shown
        assert "--lang" in shown
        assert "examples:" in shown


class TestWhichCommand:
    """The first word that is not an option nor the value of one."""

    @pytest.mark.parametrize(
        "words",
        [
            ["--lang", "en", "balance"],
            ["--lang=en", "balance"],
            ["--la", "en", "balance"],
            ["--filter", "agenda", "balance"],
            ["--fil", "agenda", "balance", "--all"],
            ["--view", "agenda", "balance", "--format", "csv"],
        ],
    )
    def test_after_options(self, recouv: Callable[..., Ran], words: list[str]) -> None:
        """Their beginnings are understood too."""
        ran = recouv(*words)
        assert (ran.code, ran.err) == (0, "")
        assert "Nobody owes anything" in ran.out or ran.out.startswith(("Aged balance", "id,"))

    @pytest.mark.parametrize("word", ["start", "import_", "__init__", "blance", "Agenda", "os"])
    def test_a_module_is_no_command(
        self, recouv: Callable[..., Ran], capfd: pytest.CaptureFixture[str], word: str
    ) -> None:
        """What is not in the registry is refused, whatever modules there are."""
        ran = recouv(word)
        assert ran.code == 2
        assert f"there is no command {word}" in ran.err

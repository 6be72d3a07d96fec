"""settings.toml: what it says, what is wrong with it, and changes that keep every comment."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recouv.domain.mail import Account
from recouv.domain.settings import SETTINGS, THEMES, Settings
from recouv.store.settings_text import read_settings, with_setting

GOOD = """# mine
theme = "light"   # at the office
language = "fr"
ascii = true
mouse = false
view = "balance"
wide = 140
outbox = "~/Maildir/.recouv"

[filters]
g = ">90 who:lea"

[keys]
log = "f2"
agenda = ["f6", "1"]

[accounts]
"SMTP.example.com" = { user = "lea", password_command = "pass show smtp" }
"""


def problems(text: str) -> list[str]:
    """What is said of each mistake, with its line."""
    return [
        f"{problem.line}: {problem.what}; {problem.mend}" for problem in read_settings(text, "settings.toml").problems
    ]


class TestRead:
    """Everything that can be set is read."""

    def test_every_setting(self) -> None:
        """The values, and no problem."""
        found = read_settings(GOOD, "settings.toml")
        assert found.problems == ()
        assert found.settings == Settings(
            theme="light",
            language="fr",
            ascii=True,
            mouse=False,
            view="balance",
            wide=140,
            filters={"g": ">90 who:lea"},
            keys={"log": ("f2",), "agenda": ("f6", "1")},
            outbox="~/Maildir/.recouv",
            accounts={"smtp.example.com": Account(user="lea", password_command="pass show smtp")},
        )

    @pytest.mark.parametrize(
        "value",
        ['"lea"', "{ user = 1 }", '{ password = "x" }', '{ user = "lea", password = "x" }', "{}", '{ user = "" }'],
    )
    def test_an_account_that_is_none(self, value: str) -> None:
        """It is told with its line, and an example; a password has no place there."""
        found = read_settings(f'[accounts]\n"smtp.example.com" = {value}\n', "settings.toml")
        assert found.settings.accounts == {}
        assert [problem.line for problem in found.problems] == [2]

    def test_nothing(self) -> None:
        """An empty file changes nothing."""
        assert read_settings("", "settings.toml").settings == Settings()

    def test_where_each_is_written(self) -> None:
        """For what is said later of the keys."""
        assert read_settings(GOOD, "settings.toml").places["keys.agenda"] == 15

    def test_a_byte_order_mark(self) -> None:
        """Some editors write one."""
        assert read_settings('\ufefftheme = "light"\n', "settings.toml").settings.theme == "light"


class TestMistakes:
    """A mistake is told with its line and costs nothing else."""

    def test_a_value_of_another_kind(self) -> None:
        """The setting keeps what stands without it."""
        assert problems('theme = "ligth"\n') == [
            "1: theme cannot be ligth; one of: dark, light, terminal, terminal-light, colour-blind"
        ]
        assert problems('mouse = "no"\n') == ["1: mouse cannot be no; write true or false, without quotes"]
        assert problems("wide = 20\n") == ["1: wide cannot be 20; write a number of columns, from 80 to 400"]
        assert problems("wide = true\n") == ["1: wide cannot be True; write a number of columns, from 80 to 400"]

    def test_an_unknown_setting(self) -> None:
        """The nearest one is suggested."""
        assert problems('\nthem = "dark"\n') == ["2: there is no setting them; did you mean theme?"]

    def test_a_line_that_is_not_toml(self) -> None:
        """It is left out; the lines around it count."""
        text = 'theme = "light"\nwhat is this\nmouse = false\n'
        assert problems(text) == ['2: this line is not a setting; write for instance: theme = "light"']
        assert read_settings(text, "settings.toml").settings == Settings(theme="light", mouse=False)

    def test_a_line_said_twice(self) -> None:
        """The first one counts."""
        text = 'theme = "light"\ntheme = "dark"\n'
        assert problems(text) == ["2: this line says something twice; keep one of the two"]
        assert read_settings(text, "settings.toml").settings.theme == "light"

    def test_a_value_without_an_end(self) -> None:
        """What is before it counts."""
        text = 'mouse = false\n[keys]\nlog = [\n"f2",\n'
        assert problems(text) == ["3: this value never ends; close the quotes or the bracket that is open"]
        assert read_settings(text, "").settings.mouse is False

    def test_a_filter_that_is_none(self) -> None:
        """A letter and a text."""
        assert problems('[filters]\nlate = ">90"\ng = 90\n') == [
            '2: a filter is named by one letter, not by late; write for instance: g = ">90 who:lea"',
            '3: g cannot be 90; write for instance: g = ">90 who:lea"',
        ]

    def test_a_table_that_is_none(self) -> None:
        """A value where names are expected."""
        assert problems("keys = 3\n") == ['1: keys cannot be 3; write for instance: [keys] log = "f2"']

    @given(st.text(max_size=200))
    def test_no_text_stops_the_reading(self, text: str) -> None:
        """Whatever the file holds there are settings, and places inside the file."""
        found = read_settings(text, "settings.toml")
        assert found.settings.theme in THEMES
        assert all(problem.line >= 1 and problem.column >= 1 for problem in found.problems)


class TestChanged:
    """One value changes, every comment stays."""

    def test_a_value(self) -> None:
        """The rest of the file, its comments and its blank lines are as they were."""
        assert with_setting(GOOD, "theme", "dark") == GOOD.replace('theme = "light"', 'theme = "dark"')

    def test_a_value_that_was_only_shown(self) -> None:
        """Takes the place of its example, under what says what it is for."""
        text = '# the colours\n# theme = "dark"\n\n# your filters\n[filters]\n# g = ">90"\n'
        changed = '# the colours\ntheme = "light"\n\n# your filters\n[filters]\n# g = ">90"\n'
        assert with_setting(text, "theme", "light") == changed

    @pytest.mark.parametrize("text", ['[filters]\n# theme = "dark"\n', 'view = """\n# theme = "dark"\n"""\n'])
    def test_an_example_that_is_not_one(self, text: str) -> None:
        """A comment of another table, the line of a text: both stay as they are."""
        changed = with_setting(text, "theme", "light")
        assert '# theme = "dark"' in changed
        assert tomllib.loads(changed) == {**tomllib.loads(text), "theme": "light"}

    def test_a_new_filter(self) -> None:
        """It joins the others."""
        changed = with_setting(GOOD, "filters.l", "who:léa")
        assert read_settings(changed, "").settings.filters == {"g": ">90 who:lea", "l": "who:léa"}
        assert "# at the office" in changed

    def test_the_first_filter(self) -> None:
        """The table is made."""
        assert read_settings(with_setting("# mine\n", "filters.g", ">90"), "").settings.filters == {"g": ">90"}

    def test_a_value_taken_out(self) -> None:
        """What stands without it stands again."""
        assert read_settings(with_setting(GOOD, "theme", None), "").settings.theme == "dark"

    @pytest.mark.parametrize("text", ["not toml", "filters = 3\n"])
    def test_a_file_with_a_mistake(self, text: str) -> None:
        """It is not changed by guesswork."""
        with pytest.raises(ValueError, match=r"\S"):
            with_setting(text, "filters.g", ">90")

    @given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40))
    def test_any_text_comes_back(self, text: str) -> None:
        """Quotes, accents and backslashes included."""
        changed = with_setting("", "filters.g", text)
        assert read_settings(changed, "").settings.filters.get("g", "") == text.strip()


def test_the_registry_lists_every_setting() -> None:
    """What can be read can be documented."""
    assert [setting.name for setting in SETTINGS] == list(Settings.__struct_fields__)

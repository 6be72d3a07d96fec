"""The person's own settings at work on the screens: colours, keys, widths, filters of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from recouv.domain.errors import RecouvError
from recouv.domain.message import Message, say, say_many
from recouv.tui.keys import key_text
from recouv.tui.reading import Reading
from recouv.tui.themes import has_colours, theme_after, wear
from recouv.tui.widgets.bars import KeyBar, TopBar
from recouv.usecases.settings import Personal, keep_setting, load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from recouv.domain.settings import Settings
    from recouv.tui.app import RecouvApp
    from recouv.tui.screens.base import WorkScreen
    from recouv.usecases.session import Session
    from recouv.usecases.verbs import Verb

#: Columns, and the class that a screen of as many has; `-wide` begins where the person says.
_NARROWER = ((0, "-tiny"), (60, "-narrow"), (100, "-medium"))


#: Filters that have a letter before anybody gave one.
_FILTERS = {
    "en": {"9": ">90", "m": "who:me", "d": "disputed", "p": "promised", "k": ">=1000€"},
    "fr": {"9": ">90", "m": "qui:moi", "d": "litige", "p": "promesse", "k": ">=1000€"},
}


class PersonalDesk(Reading):
    """An application that follows one person's settings."""

    ascii_only: bool

    def __init__(self, session: Session, personal: Personal) -> None:
        # told before the first theme: Textual would make NO_COLOR greys of the default theme, black on black in ours
        super().__init__(session, ansi_color=None if has_colours() else True)
        self.personal = personal
        self.follow_settings()

    @property
    def here(self) -> WorkScreen:
        """The screen under the forms."""
        raise NotImplementedError

    def tell(self, text: Message, *, aside: Message | None = None, look: str = "") -> None:
        """Say something on the status line."""
        raise NotImplementedError

    def take_back_refusal(self) -> None:
        """Say no longer what was refused, once it is about what is not shown any more."""
        raise NotImplementedError

    def show_refusal(self, event: Reading.Refused) -> None:
        """Say what is wrong and how to mend it."""
        raise NotImplementedError

    @property
    def settings(self) -> Settings:
        """What the person chose."""
        return self.personal.settings

    @property
    def verbs(self) -> tuple[Verb, ...]:
        """The registry, with the person's own keys."""
        return self.personal.keymap.verbs

    @property
    def named_filters(self) -> Mapping[str, str]:
        """A letter and the filter it stands for: the person's own, and those that come with recouv."""
        return {**_FILTERS[self.words.language], **self.settings.filters}

    @property
    def is_wide(self) -> bool:
        """Whether a second pane stands beside the list."""
        return self.size.width >= self.settings.wide

    def keep_filter(self, letter: str, text: str) -> bool:
        """Keep a filter under a letter, in the settings; an empty one is taken out.  False, and said, when refused."""
        return self._keep(f"filters.{letter}", text.strip() or None)

    def key_of(self, verb_id: str) -> str:
        """The key of a verb, as people write it."""
        keys = next(known.keys for known in self.verbs if known.id == verb_id)
        return key_text(keys[0], ascii_only=self.ascii_only)

    def _keep(self, name: str, value: str | None) -> bool:
        try:
            self.personal = keep_setting(self.personal.path, name, value)
        except RecouvError as error:
            self.show_refusal(self.Refused(error))
            return False
        return True

    def follow_settings(self) -> None:
        """Take the colours, the keys and the widths that the settings ask for."""
        wide = self.settings.wide
        self.HORIZONTAL_BREAKPOINTS = [*(part for part in _NARROWER if part[0] < wide), (wide, "-wide")]
        wear(self, self.settings.theme)
        self.set_keymap({name: ",".join(keys) for name, keys in self.personal.keymap.changed.items()})

    def tell_wrong_settings(self) -> bool:
        """Say the first thing wrong with the settings, and how many there are; false when there is none."""
        problems = self.personal.problems
        if problems:
            first = problems[0]
            about = {"place": f"{self.personal.path.name}:{first.line}", "what": first.what, "mend": first.mend}
            key = self.key_of("settings")
            count = say_many("{count} wrong setting: {key}", "{count} wrong settings: {key}", len(problems), key=key)
            self.tell(say("{place}: {what}; {mend}", **about), aside=count, look="bad")
        return bool(problems)

    # Verbs

    def action_verb_theme(self) -> None:
        """Take the next colours, and keep them."""
        if not has_colours():
            self.tell(say("NO_COLOR is set: no colours"))
            return
        chosen = theme_after(self.theme)
        wear(self, chosen)
        if self._keep("theme", chosen):
            self.tell(say("colours: {theme}, kept in your settings", theme=chosen))

    def action_verb_settings(self) -> None:
        """Open the settings in the user's editor, and follow them."""
        from recouv.tui.editor import edit_settings

        if edit_settings(cast("RecouvApp", self), self.personal.path):
            self.personal = load_settings(self.personal.path)
            self.follow_settings()
            for bar in (*self.query(KeyBar), *self.query(TopBar), *self.here.query(KeyBar), *self.here.query(TopBar)):
                bar.redraw()
            if not self.tell_wrong_settings():
                self.tell(say("settings taken; the language and the mouse count from the next start"), look="good")

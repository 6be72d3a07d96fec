"""What one person chose for their own screens: never a fact about a client, never in the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct, field

from recouv.domain.mail import Account
from recouv.domain.message import Message, say

#: Colours, as the settings name them; the first is what recouv takes when nothing is said.
THEMES = ("dark", "light", "terminal", "terminal-light", "colour-blind")
#: The screens that recouv can open on.
VIEWS = ("agenda", "balance")
#: From how many columns a second pane may stand beside the list.
NARROWEST_WIDE, WIDEST_WIDE = 80, 400
#: The longest time between two questions to the remote, in minutes.
LONGEST_SYNC_EVERY = 1440


class Settings(Struct, frozen=True, kw_only=True):
    """The choices, each with what stands when nothing is said."""

    theme: str = THEMES[0]
    language: str = ""
    """`fr`, `en`; empty to follow the workspace, then the environment."""
    ascii: bool | None = None
    """Whether to draw with ASCII alone; `None` to follow the terminal's encoding."""
    mouse: bool = True
    view: str = VIEWS[0]
    wide: int = 120
    """Columns from which a second pane stands beside the list."""
    sync_every: int = 5
    """Minutes between two questions to the remote, in the screens; 0 asks none."""
    outbox: str = ""
    """Folder of the maildir where messages wait when a workspace names no server; empty for the usual one."""
    filters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """A letter and the filter it stands for."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """A verb's id and the keys that do it, as the person wrote them."""
    accounts: Mapping[str, Account] = field(default_factory=lambda: MappingProxyType({}))
    """Mail server and how the person logs in there."""


class Setting(Struct, frozen=True, kw_only=True):
    """A line of the file, as its documentation and its template tell it."""

    name: str
    about: Message
    example: str
    """The value as the file writes it, and the one that stands when nothing is said."""
    choices: tuple[str, ...] = ()
    is_table: bool = False


SETTINGS = (
    Setting(name="theme", about=say("the colours"), example='"dark"', choices=THEMES),
    Setting(
        name="language",
        about=say("the language of recouv: without it, that of the workspace"),
        example='"fr"',
        choices=("fr", "en"),
    ),
    Setting(
        name="ascii",
        about=say("draw with ASCII characters alone: without it, as the terminal's encoding says"),
        example="false",
    ),
    Setting(name="mouse", about=say("let recouv have the mouse; the terminal keeps it otherwise"), example="true"),
    Setting(name="view", about=say("the screen that recouv opens on"), example='"agenda"', choices=VIEWS),
    Setting(name="wide", about=say("columns from which a second pane stands beside the list"), example="120"),
    Setting(
        name="sync_every",
        about=say("minutes after which the screens ask the remote for what the others did; 0 for never"),
        example="5",
    ),
    Setting(
        name="outbox",
        about=say("the maildir where messages wait for your mail program, in workspaces without a mail server"),
        example='"~/Maildir/.recouv"',
    ),
    Setting(
        name="filters",
        about=say("filters of yours, each under a letter"),
        example='g = ">90 who:lea"',
        is_table=True,
    ),
    Setting(
        name="keys",
        about=say("other keys for what recouv does: one, or several in brackets"),
        example='log = "f2"',
        is_table=True,
    ),
    Setting(
        name="accounts",
        about=say("how you log in at a mail server: never in a workspace, which others can write"),
        example='"smtp.example.com" = { user = "lea", password_command = "pass show smtp" }',
        is_table=True,
    ),
)

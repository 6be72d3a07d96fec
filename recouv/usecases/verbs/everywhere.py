"""What can be done on every screen: which screen, undo, help, settings, leaving."""

from __future__ import annotations

from recouv.domain.message import say
from recouv.usecases.verbs.verb import Place, Verb

#: The screens.
VIEWS = (
    Verb(
        id="agenda",
        label=say("Agenda"),
        about=say("what to do today and why"),
        keys=("1", "ampersand"),
        command="agenda",
    ),
    Verb(
        id="balance",
        label=say("Balance"),
        about=say("the aged balance"),
        keys=("2", "é"),
        command="balance",
    ),
    Verb(
        id="dossier",
        label=say("Dossier"),
        about=say("one client's file: open invoices, promises, history"),
        keys=("3", "quotation_mark"),
        command="show",
        place=Place.CLIENT,
    ),
    Verb(
        id="outlook",
        label=say("Outlook"),
        about=say("where it is going: the outstanding by month, its age, what should come, who owes most"),
        keys=("4", "apostrophe"),
        command="outlook",
    ),
)
EVERYWHERE = (
    Verb(
        id="run",
        label=say("The day's messages"),
        about=say("what the day would send, and what stands in the way"),
        keys=("B",),
        command="run",
    ),
    Verb(
        id="new",
        label=say("New client"),
        about=say("open a dossier for a new client"),
        keys=("N",),
        command="new",
    ),
    Verb(
        id="undo",
        label=say("Undo"),
        about=say("cancel the last action: by an entry, never by rewriting history"),
        keys=("u",),
        command="undo",
        in_footer=True,
    ),
    Verb(
        id="sync",
        label=say("Sync"),
        about=say("take in what the others did, and give what was done here"),
        keys=("S",),
        command="sync",
    ),
    Verb(
        id="news",
        label=say("Colleagues"),
        about=say("what the others did, the newest first, and what of it came in since you last looked"),
        keys=("J",),
    ),
    Verb(
        id="crossings",
        label=say("Done twice"),
        about=say("what two people did twice without knowing of each other, to decide which is kept"),
        keys=("X",),
        command="crossings",
    ),
    Verb(
        id="refresh",
        label=say("Refresh"),
        about=say("read the files again"),
        keys=("f5", "ctrl+r"),
    ),
    Verb(
        id="help",
        label=say("Help"),
        about=say("every key of this screen, searchable"),
        keys=("question_mark", "f1"),
        in_footer=True,
    ),
    Verb(
        id="palette",
        label=say("Commands"),
        about=say("every command by its name"),
        keys=("ctrl+p", "colon"),
    ),
    Verb(
        id="messages",
        label=say("Messages"),
        about=say("what was said on the status line"),
        keys=("M",),
    ),
    Verb(
        id="theme",
        label=say("Colours"),
        about=say("next colours: dark, light, or those of the terminal"),
        keys=("T",),
    ),
    Verb(
        id="settings",
        label=say("Settings"),
        about=say("your own settings: colours, keys, filters"),
        keys=("comma",),
        command="settings",
    ),
    Verb(
        id="back",
        label=say("Back"),
        about=say("clear the marks, then the filter, or go back to the list; never quits"),
        keys=("escape",),
    ),
    Verb(
        id="leave",
        label=say("Leave"),
        about=say("back to the list; from a list, quit, whatever is filtered or marked"),
        keys=("q",),
        in_footer=True,
    ),
    Verb(
        id="quit",
        label=say("Quit"),
        about=say("leave recouv"),
        keys=("ctrl+q",),
    ),
    Verb(
        id="suspend",
        label=say("Suspend"),
        about=say("back to the shell for a while; fg returns"),
        keys=("ctrl+z",),
    ),
    Verb(
        id="interrupt",
        label=say("Interrupt"),
        about=say("say how to quit: nothing is lost by a wrong key"),
        keys=("ctrl+c",),
    ),
    Verb(
        id="history",
        label=say("History"),
        about=say("who did what and when, from git; in the screens, undo any of it"),
        keys=("U",),
        command="history",
    ),
)

"""What can be done on one screen of rows: the agenda, the balance, a dossier, the outlook; or on every list."""

from __future__ import annotations

from recouv.domain.message import say
from recouv.usecases.verbs.verb import Place, Verb

#: What a screen is for: its Enter, its own ways through the rows.
ROWS = (
    Verb(
        id="do",
        label=say("Do"),
        about=say("do what the agenda proposes"),
        keys=("enter",),
        place=Place.AGENDA,
        in_footer=True,
    ),
    Verb(
        id="open",
        label=say("Open"),
        about=say("open the client's dossier"),
        keys=("enter",),
        place=Place.BALANCE,
        in_footer=True,
    ),
    Verb(
        id="read",
        label=say("Read"),
        about=say("read the row in full: every key of the entry and its words"),
        keys=("enter",),
        place=Place.DOSSIER,
        in_footer=True,
    ),
    Verb(
        id="outlook-open",
        label=say("Open"),
        about=say("open the debtor's dossier, the balance of that age, or the clients of that week"),
        keys=("enter",),
        place=Place.OUTLOOK,
        in_footer=True,
    ),
    Verb(
        id="outlook-day",
        label=say("Date"),
        about=say("see the outlook of another day"),
        keys=("t",),
        place=Place.OUTLOOK,
        in_footer=True,
    ),
    Verb(
        id="currency",
        label=say("Currency"),
        about=say("see the next currency"),
        keys=("C",),
        place=Place.OUTLOOK,
        in_footer=True,
    ),
    Verb(
        id="queue",
        label=say("Queue"),
        about=say("go from client to client until the day is empty, one key for each thing to do"),
        keys=("F",),
        place=Place.AGENDA,
    ),
    Verb(
        id="queue-do",
        label=say("Do"),
        about=say("do what the agenda proposes for this client"),
        keys=("enter",),
        place=Place.QUEUE,
        in_footer=True,
    ),
    Verb(
        id="skip",
        label=say("Skip"),
        about=say("leave this client for the end, and see the next one"),
        keys=("space", "right"),
        place=Place.QUEUE,
        in_footer=True,
    ),
    Verb(
        id="previous",
        label=say("Previous"),
        about=say("come back to the client before"),
        keys=("backspace", "left"),
        place=Place.QUEUE,
        in_footer=True,
    ),
    Verb(
        id="held",
        label=say("Held"),
        about=say("what is overdue and waits, why and until when"),
        keys=("h",),
        place=Place.AGENDA,
    ),
)
#: Which rows are seen, in which order, of which day.
LISTS = (
    Verb(
        id="filter",
        label=say("Filter"),
        about=say(
            "show the rows with a name, an invoice number, an amount or its beginning (1 240,00), an age (>90 days), "
            "an amount from so much on (>=1000€), who:me, tag:x, disputed, promised, action:call, step:2; * for all"
        ),
        keys=("slash",),
        place=Place.LIST,
        in_footer=True,
    ),
    Verb(
        id="filters",
        label=say("Filters"),
        about=say("filters that have a letter; a capital letter keeps the present one"),
        keys=("f",),
        place=Place.LIST,
    ),
    Verb(
        id="sort",
        label=say("Sort"),
        about=say("sort by the next column; the last press restores the first order"),
        keys=("o",),
        place=Place.LIST,
    ),
    Verb(
        id="reverse",
        label=say("Reverse"),
        about=say("reverse the order"),
        keys=("O",),
        place=Place.LIST,
    ),
    Verb(
        id="day",
        label=say("Date"),
        about=say("see the balance of another day"),
        keys=("t",),
        place=Place.BALANCE,
        in_footer=True,
    ),
    Verb(
        id="dossier-day",
        label=say("Date"),
        about=say("see the dossier as it was on another day"),
        keys=("t",),
        place=Place.DOSSIER,
    ),
    Verb(
        id="zoom",
        label=say("Enlarge"),
        about=say("the list alone, the client alone, and both again; Tab goes from one to the other"),
        keys=("z",),
        place=Place.LIST,
    ),
    Verb(
        id="cancel",
        label=say("Strike out"),
        about=say("strike out one entry that was a mistake"),
        keys=("x",),
        command="cancel",
        place=Place.DOSSIER,
    ),
)

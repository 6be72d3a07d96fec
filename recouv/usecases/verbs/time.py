"""Looking back, day by day: what the balance and a dossier were, as they were known then."""

from __future__ import annotations

from recouv.domain.message import say
from recouv.usecases.verbs.verb import Place, Verb

TIME = (
    Verb(
        id="day-before",
        label=say("Day -1"),
        about=say("see what was known a day earlier"),
        keys=("less_than_sign",),
        place=Place.TIME,
    ),
    Verb(
        id="day-after",
        label=say("Day +1"),
        about=say("see what was known a day later"),
        keys=("greater_than_sign",),
        place=Place.TIME,
    ),
    Verb(
        id="week-before",
        label=say("Week -1"),
        about=say("see what was known a week earlier"),
        keys=("left_parenthesis",),
        place=Place.TIME,
    ),
    Verb(
        id="week-after",
        label=say("Week +1"),
        about=say("see what was known a week later"),
        keys=("right_parenthesis",),
        place=Place.TIME,
    ),
    Verb(
        id="month-before",
        label=say("Month -1"),
        about=say("see what was known a month earlier"),
        keys=("minus",),
        place=Place.TIME,
    ),
    Verb(
        id="month-after",
        label=say("Month +1"),
        about=say("see what was known a month later"),
        keys=("equals_sign",),
        place=Place.TIME,
    ),
    Verb(
        id="past-day",
        label=say("Past"),
        about=say("see what was known at the end of a day, which is typed; nothing can be written there"),
        keys=("K",),
        place=Place.TIME,
    ),
    Verb(
        id="today",
        label=say("Today"),
        about=say("come back to today, where actions are written"),
        keys=("0", "à"),
        place=Place.TIME,
    ),
)
#: What may be done in the past: it reads, goes elsewhere, or is about the screens. Everything else is refused there.
READING = frozenset(
    (
        *(verb.id for verb in TIME),
        *("agenda", "balance", "dossier", "outlook", "open", "read", "copy", "day", "dossier-day"),
        *("filter", "filters", "sort", "reverse", "zoom", "refresh", "history", "detail", "done-reading"),
        *("help", "palette", "messages", "theme", "settings", "back", "leave", "quit", "suspend", "interrupt"),
        *("shut", "explain", "close"),
    )
)

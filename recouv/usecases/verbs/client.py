"""What is said to a client and what is paid: on the row under the cursor, or in the dossier that is open."""

from __future__ import annotations

from recouv.domain.message import say
from recouv.usecases.verbs.verb import Place, Verb

TALK_AND_MONEY = (
    Verb(
        id="log",
        label=say("Call"),
        about=say("log a call, a message, a meeting or a note"),
        keys=("a",),
        command="log",
        place=Place.CLIENT,
        in_footer=True,
    ),
    Verb(
        id="email",
        label=say("E-mail"),
        about=say("log an e-mail sent"),
        keys=("m",),
        place=Place.CLIENT,
    ),
    Verb(
        id="letter",
        label=say("Letter"),
        about=say("log a letter sent"),
        keys=("l",),
        place=Place.CLIENT,
    ),
    Verb(
        id="compose-letter",
        label=say("Preview"),
        about=say("the letter to a client as it would leave: read it, change its words, send it, print it or keep it"),
        keys=("L",),
        command="letter",
        place=Place.CLIENT,
    ),
    Verb(
        id="note",
        label=say("Note"),
        about=say("write a note"),
        keys=("n",),
        place=Place.CLIENT,
    ),
    Verb(
        id="task",
        label=say("Remind me"),
        about=say("set a reminder of your own"),
        keys=("s",),
        command="task",
        place=Place.CLIENT,
    ),
    Verb(
        id="pay",
        label=say("Paid"),
        about=say("record a payment and what it settles"),
        keys=("r",),
        command="pay",
        place=Place.CLIENT,
        in_footer=True,
    ),
    Verb(
        id="invoice",
        label=say("Invoice"),
        about=say("record an invoice"),
        keys=("i",),
        command="invoice",
        place=Place.CLIENT,
    ),
    Verb(
        id="credit",
        label=say("Credit note"),
        about=say("record a credit note"),
        keys=("c",),
        command="credit",
        place=Place.CLIENT,
    ),
    Verb(
        id="edit",
        label=say("Edit"),
        about=say("open the dossier in your editor; what you typed is committed when you close it"),
        keys=("e",),
        command="edit",
        place=Place.CLIENT,
    ),
    Verb(
        id="copy",
        label=say("Copy"),
        about=say("copy the name, the number, the amount, the phone, the e-mail or the row, of each marked row too"),
        keys=("y",),
        place=Place.CLIENT,
    ),
    Verb(
        id="allocate",
        label=say("Allocate"),
        about=say("allocate money received earlier to invoices"),
        keys=("A",),
        command="allocate",
        place=Place.CLIENT,
    ),
)

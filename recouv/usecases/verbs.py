"""The registry of what can be done: one list that feeds the footer, the help, the palette and the commands.

A verb that has keys is in the screens, a verb that has a command is on the command line, most are in both and say the
same thing in both.  A test compares this list with the handlers of the screens and with the commands.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from recouv.domain.message import Message, say


class Place(StrEnum):
    """Where a verb makes sense in the screens."""

    EVERYWHERE = "everywhere"
    CLIENT = "client"
    """Wherever a row or a dossier says which client is meant."""
    AGENDA = "agenda"
    BALANCE = "balance"
    DOSSIER = "dossier"
    OUTLOOK = "outlook"
    LIST = "list"
    """Where there are rows: agenda and balance."""
    BULK = "bulk"
    """Where an action on the marked rows waits to be confirmed."""
    PAST = "past"
    """In the list of the last actions."""
    FORM = "form"
    """While an action is being written."""
    READER = "reader"
    """Where a text is read over a screen."""
    PROBLEMS = "problems"
    """Where an edit could not be taken in."""


class Verb(Struct, frozen=True, kw_only=True):
    """Something that a user can do."""

    id: str
    label: Message
    """A word or two, for the footer and the palette."""
    about: Message
    """One line, for the help of the screens and of the command."""
    keys: tuple[str, ...] = ()
    """As Textual names them, the one shown first; empty when it is not in the screens."""
    command: str = ""
    """Name of the command; empty when it is not on the command line."""
    place: Place = Place.EVERYWHERE
    in_footer: bool = False


VERBS = (
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
        id="note",
        label=say("Note"),
        about=say("write a note"),
        keys=("n",),
        place=Place.CLIENT,
        in_footer=True,
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
        id="new",
        label=say("New client"),
        about=say("open a dossier for a new client"),
        keys=("N",),
        command="new",
    ),
    Verb(
        id="held",
        label=say("Held"),
        about=say("what is overdue and waits, why and until when"),
        keys=("h",),
        place=Place.AGENDA,
    ),
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
        id="copy",
        label=say("Copy"),
        about=say("copy the name, the number, the amount, the phone, the e-mail or the row, of each marked row too"),
        keys=("y",),
        place=Place.CLIENT,
    ),
    Verb(
        id="zoom",
        label=say("Enlarge"),
        about=say("the list alone, the client alone, and both again; Tab goes from one to the other"),
        keys=("z",),
        place=Place.LIST,
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
        id="confirm",
        label=say("write it"),
        about=say("write it for all of these rows, in one commit"),
        keys=("o",),
        place=Place.BULK,
        in_footer=True,
    ),
    Verb(
        id="include",
        label=say("hidden ones too"),
        about=say("take in the marked rows that the filter hides, or leave them out"),
        keys=("H",),
        place=Place.BULK,
        in_footer=True,
    ),
    Verb(
        id="give-up",
        label=say("Cancel"),
        about=say("close without writing anything"),
        keys=("escape",),
        place=Place.BULK,
        in_footer=True,
    ),
    Verb(
        id="take-back",
        label=say("undo this one"),
        about=say("undo the action under the cursor; on an undo, do it again"),
        keys=("u",),
        place=Place.PAST,
        in_footer=True,
    ),
    Verb(
        id="detail",
        label=say("Read"),
        about=say("what the action wrote, and where"),
        keys=("enter",),
        place=Place.PAST,
        in_footer=True,
    ),
    Verb(
        id="done-reading",
        label=say("Close"),
        about=say("close and go back to the screen"),
        keys=("escape", "q"),
        place=Place.PAST,
        in_footer=True,
    ),
    Verb(
        id="save",
        label=say("Save"),
        about=say("write it and commit it"),
        keys=("enter",),
        place=Place.FORM,
        in_footer=True,
    ),
    Verb(
        id="compose",
        label=say("Note in editor"),
        about=say("write the note in your editor"),
        keys=("ctrl+e",),
        place=Place.FORM,
        in_footer=True,
    ),
    Verb(
        id="explain",
        label=say("Help"),
        about=say("the keys of this form, and how days and amounts are typed"),
        keys=("f1",),
        place=Place.FORM,
        in_footer=True,
    ),
    Verb(
        id="close",
        label=say("Cancel"),
        about=say("close without writing anything"),
        keys=("escape",),
        place=Place.FORM,
        in_footer=True,
    ),
    Verb(
        id="shut",
        label=say("Close"),
        about=say("close and go back to the screen"),
        keys=("escape",),
        place=Place.READER,
        in_footer=True,
    ),
    Verb(
        id="reopen",
        label=say("Edit again"),
        about=say("open the file again at the line of the first problem"),
        keys=("e", "enter"),
        place=Place.PROBLEMS,
        in_footer=True,
    ),
    Verb(
        id="keep",
        label=say("Leave as typed"),
        about=say("leave the file as typed, uncommitted"),
        keys=("escape",),
        place=Place.PROBLEMS,
        in_footer=True,
    ),
    Verb(id="init", label=say("Init"), about=say("make a workspace"), command="init"),
    Verb(
        id="demo",
        label=say("Demo"),
        about=say("open a throw-away workspace with twelve clients"),
        command="demo",
    ),
    Verb(
        id="import",
        label=say("Import"),
        about=say("take in an accounting export: FEC, CSV or XLSX"),
        command="import",
    ),
    Verb(
        id="export",
        label=say("Export"),
        about=say("write the book for hledger or ledger"),
        command="export",
    ),
    Verb(id="check", label=say("Check"), about=say("everything that is wrong in the files"), command="check"),
    Verb(
        id="history",
        label=say("History"),
        about=say("who did what and when, from git; in the screens, undo any of it"),
        keys=("U",),
        command="history",
    ),
    Verb(
        id="cancel",
        label=say("Strike out"),
        about=say("strike out one entry that was a mistake"),
        keys=("x",),
        command="cancel",
        place=Place.DOSSIER,
    ),
    Verb(
        id="allocate",
        label=say("Allocate"),
        about=say("allocate money received earlier to invoices"),
        keys=("A",),
        command="allocate",
        place=Place.CLIENT,
    ),
    Verb(
        id="sync",
        label=say("Sync"),
        about=say("take in what the others did, and give what was done here"),
        command="sync",
    ),
    Verb(
        id="merge-driver",
        label=say("Merge"),
        about=say("what git calls to merge two versions of a dossier by meaning"),
        command="merge-driver",
    ),
    Verb(
        id="resolve-merge",
        label=say("Settle a merge"),
        about=say("merge by meaning what another program left in conflict"),
        command="resolve-merge",
    ),
    Verb(
        id="compose-letter",
        label=say("Compose a letter"),
        about=say("the letter to a client as it would leave: text, HTML or PDF"),
        command="letter",
    ),
    Verb(
        id="run",
        label=say("The day's e-mails"),
        about=say("what the day would send, and what stands in the way"),
        command="run",
    ),
    Verb(id="send", label=say("Send"), about=say("send the day's e-mails, each at most once"), command="send"),
    Verb(
        id="sending",
        label=say("What became of it"),
        about=say("record what became of a message: sent, received, failed"),
        command="sending",
    ),
    Verb(
        id="reasoning",
        label=say("Explain"),
        about=say("why the agenda asks what it asks of one client, step by step"),
        command="explain",
    ),
    Verb(
        id="simulate",
        label=say("Simulate"),
        about=say("play the agenda of the coming days, with today's settings and with others"),
        command="simulate",
    ),
    Verb(
        id="snooze",
        label=say("Snooze"),
        about=say("ask nothing of a client before a day"),
        command="snooze",
    ),
    Verb(
        id="assign",
        label=say("Assign"),
        about=say("give clients to somebody of the team"),
        command="assign",
    ),
    Verb(id="done", label=say("Done"), about=say("mark a reminder of your own as done"), command="done"),
    Verb(
        id="promise",
        label=say("Promise"),
        about=say("record a promise to pay: how much, by when"),
        command="promise",
    ),
    Verb(
        id="withdraw",
        label=say("Withdraw"),
        about=say("take a promise back"),
        command="withdraw",
    ),
    Verb(
        id="plan",
        label=say("Plan"),
        about=say("agree on a payment plan over what is left of the invoices"),
        command="plan",
    ),
    Verb(
        id="dispute",
        label=say("Dispute"),
        about=say("record that the client contests an invoice, whole or in part"),
        command="dispute",
    ),
    Verb(
        id="resolve",
        label=say("Resolve"),
        about=say("end a dispute, with its outcome"),
        command="resolve",
    ),
    Verb(
        id="hold",
        label=say("Hold"),
        about=say("send no reminder for a time, to a client or about some invoices"),
        command="hold",
    ),
    Verb(
        id="release",
        label=say("Release"),
        about=say("end a hold or a payment plan"),
        command="release",
    ),
    Verb(
        id="handover",
        label=say("Hand over"),
        about=say("give a file to a collector, a bailiff or a court"),
        command="handover",
    ),
    Verb(
        id="recall",
        label=say("Recall"),
        about=say("take back a file that was handed over"),
        command="recall",
    ),
    Verb(
        id="writeoff",
        label=say("Write off"),
        about=say("give up a debt, or what is left of it"),
        command="writeoff",
    ),
    Verb(
        id="insolvency",
        label=say("Insolvency"),
        about=say("record insolvency proceedings against a client"),
        command="insolvency",
    ),
    Verb(
        id="acknowledgment",
        label=say("Acknowledgment"),
        about=say("record that the client acknowledges the debt"),
        command="acknowledgment",
    ),
    Verb(
        id="limit",
        label=say("Credit limit"),
        about=say("decide a credit limit"),
        command="limit",
    ),
    Verb(
        id="review",
        label=say("Review"),
        about=say("record a decision of the credit committee"),
        command="review",
    ),
    Verb(
        id="serve",
        label=say("Serve"),
        about=say("the screens in a web browser of this computer"),
        command="serve",
    ),
    Verb(
        id="completion",
        label=say("Completion"),
        about=say("print the completion script of bash, zsh or fish"),
        command="completion",
    ),
    Verb(
        id="audit",
        label=say("Audit"),
        about=say("prove that the history only added, and say who did what it cannot explain"),
        command="audit",
    ),
    Verb(
        id="close-period",
        label=say("Close a period"),
        about=say("close a month, a quarter or a year: totals, fingerprints and a tag"),
        command="close",
    ),
    Verb(
        id="witness",
        label=say("Witness"),
        about=say("record elsewhere where the history stands, so that rewriting it is seen"),
        command="witness",
    ),
    Verb(
        id="diff",
        label=say("Diff"),
        about=say("tell what happened between two days or two commits, to the cent"),
        command="diff",
    ),
)


def verb(identifier: str) -> Verb:
    """The verb of that id."""
    return next(known for known in VERBS if known.id == identifier)

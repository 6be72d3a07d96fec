"""What is on the command line alone."""

from __future__ import annotations

from recouv.domain.message import say
from recouv.usecases.verbs.verb import Verb

COMMANDS = (
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
    Verb(
        id="bridge",
        label=say("Bridge"),
        about=say("what moved the outstanding between two days, entry by entry"),
        command="bridge",
    ),
    Verb(id="check", label=say("Check"), about=say("everything that is wrong in the files"), command="check"),
    Verb(
        id="simulate",
        label=say("Simulate"),
        about=say("play the agenda of the coming days, with today's settings and with others"),
        command="simulate",
    ),
    Verb(id="done", label=say("Done"), about=say("mark a reminder of your own as done"), command="done"),
    Verb(id="send", label=say("Send"), about=say("send the day's e-mails, each at most once"), command="send"),
    Verb(
        id="post",
        label=say("Letters of the day"),
        about=say("print the day's letters, each once, and record them"),
        command="post",
    ),
    Verb(
        id="inbox",
        label=say("Answers"),
        about=say("take in the answers that clients sent, and the notices of messages that did not arrive"),
        command="inbox",
    ),
    Verb(
        id="sending",
        label=say("What became of it"),
        about=say("record what became of a message: sent, received, failed"),
        command="sending",
    ),
    Verb(
        id="penalties",
        label=say("Penalties"),
        about=say("what a client owes for paying late, invoice by invoice, and by which rate"),
        command="penalties",
    ),
    Verb(
        id="evidence",
        label=say("Evidence"),
        about=say(
            "the file of a client for a court, a collector or an accountant, with the request for an order to pay"
        ),
        command="evidence",
    ),
    Verb(
        id="report",
        label=say("Reports"),
        about=say("why clients pay late, how disputes end; without a name, the list of the reports"),
        command="report",
    ),
    Verb(
        id="bank-until",
        label=say("Bank data"),
        about=say("say until when the bank's movements are known"),
        command="bank-until",
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
        id="audit",
        label=say("Audit"),
        about=say("prove that the history only added, and say who did what it cannot explain"),
        command="audit",
    ),
    Verb(
        id="forget",
        label=say("Forget"),
        about=say("take a person's data out of a dossier at their request, the accounts left as they are"),
        command="forget",
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
)

"""Lines typed, each a verb of the registry and a client: `call 3`, `paid lefebvre`, `agenda`."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from functools import partial

from recouv.cli.context import Context
from recouv.cli.dialogue import commitments, letters, recording, telling
from recouv.cli.dialogue.questions import GIVES_UP, GivenUpError, LeftError, Questions
from recouv.cli.dialogue.recording import Act, Writing
from recouv.domain.errors import RecouvError
from recouv.domain.kinds import TALK
from recouv.domain.message import Message, say
from recouv.domain.task import Task
from recouv.rules.client_search import folded
from recouv.rules.open_commitments import ENDED_BY
from recouv.rules.row_filter import read_filter
from recouv.usecases.balance import balance_on, row_facts
from recouv.usecases.clients import find_client
from recouv.usecases.day import plan_day
from recouv.usecases.dossiers import view_dossier
from recouv.usecases.keymap import character_of
from recouv.usecases.settings import load_settings
from recouv.usecases.undoing import undo_last
from recouv.usecases.verbs import Verb
from recouv.wording.catalogue import catalogue
from recouv.wording.formats import LANGUAGES

#: Verbs of the registry that are done here, those about a client in the second and third rows.
PLAIN = ("agenda", "balance", "filter", "new", "undo", "sync", "crossings", "help", "leave", "quit")
ABOUT_A_CLIENT = (
    *("dossier", "log", "email", "letter", "compose-letter", "send", "note", "task", "pay", "invoice", "credit"),
    "allocate",
)
COMMITMENTS = (
    "promise",
    "plan",
    "dispute",
    "hold",
    "snooze",
    "resolve",
    "release",
    "withdraw",
    "recall",
    "approve",
    "reasoning",
)
_KINDS = {"log": "call", "email": "email", "letter": "letter", "note": "note"}
#: Actions of a task that a line carries out; any other is decided with the dossier in view.
_DONE_HERE = frozenset({"task", "allocate", "approve", *TALK})
_LEAVES = ("leave", "quit")
_ALSO_CALLED = {"filter": say("search"), "compose-letter": say("show the letter"), "send": say("send it")}


class Dialogue:
    """A person at work, line by line."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._session = context.session
        self._output = context.output
        self._words = context.words
        self._personal = load_settings()
        self._ask = Questions(self._output, context.today)
        self._tasks: dict[str, Task] = {}
        """The agenda's tasks by the number under which they were last read out."""
        self._clients: dict[str, str] = {}
        """The clients by the number under which they were last read out."""
        self._last = ""
        """The client spoken of last."""
        verbs = {verb.id: verb for verb in self._personal.keymap.verbs}
        self._verbs = [verbs[verb_id] for verb_id in (*PLAIN, *ABOUT_A_CLIENT, *COMMITMENTS)]

    def run(self) -> int:
        """Read the agenda out, then do what is typed until the person leaves."""
        self._output.problems(self._personal.problems)
        self._tell(say("recouv, line by line: type help to know what can be typed, quit to leave"))
        self._guarded(lambda: self._do_line("agenda"))
        while True:
            try:
                self._tell(say("What now?"))
                line = self._ask.line()
                if self._is_leaving(line):
                    return 0
            except LeftError:
                return 0
            except KeyboardInterrupt:
                self._tell(say("quit leaves, and so does Ctrl+D"))
                continue
            if self._guarded(lambda line=line: self._do_line(line)):  # type: ignore[misc]  # mypy cannot infer defaults
                return 0

    def _guarded(self, act: Callable[[], None]) -> bool:
        """Do it, and say what is wrong if it is; true when there is nobody left to answer."""
        try:
            act()
        except LeftError:
            return True
        except (GivenUpError, KeyboardInterrupt):
            self._tell(say("given up: nothing was written"))
        except RecouvError as error:
            self._output.message(error.what)
            if error.mend:
                self._output.message(error.mend)
        return False

    # What was typed

    def _is_leaving(self, line: str) -> bool:
        verb, rest = self._verb_of(line)
        return verb is not None and verb.id in _LEAVES and not rest

    def _do_line(self, line: str) -> None:
        if not line:
            return
        if line.isdigit():
            self._do_number(line)
            return
        verb, rest = self._verb_of(line)
        if verb is None or (" -" in line and line.split()[0] == verb.command):
            self._run_command(line)
        elif verb.id in ABOUT_A_CLIENT + COMMITMENTS:
            self._about_client(verb.id, self._client(rest))
        else:
            {
                "agenda": self._agenda,
                "balance": lambda: self._balance(""),
                "filter": lambda: self._balance(rest or self._ask.text(say("Look for what?"))),
                "new": lambda: self._write(recording.new_client(self._session, self._ask, rest)),
                "undo": self._undo,
                "sync": lambda: self._run_command(f"sync {rest}"),
                "crossings": lambda: self._run_command(f"crossings {rest}"),
                "help": self._help,
            }[verb.id]()

    def _verb_of(self, line: str) -> tuple[Verb | None, str]:
        """The verb that the line begins with, by its name in either language, its command or its key; and the rest."""
        words = line.split()
        for count in range(len(words), 0, -1):
            typed = " ".join(words[:count])
            for verb in self._verbs:
                if typed in self._keys(verb) or folded(typed) in self._names(verb):
                    return verb, " ".join(words[count:])
        return None, line

    def _names(self, verb: Verb) -> set[str]:
        labels = [verb.label, *([_ALSO_CALLED[verb.id]] if verb.id in _ALSO_CALLED else [])]
        names = {catalogue(language).text(label) for language in LANGUAGES for label in labels}
        return {folded(name) for name in (*names, verb.id, verb.command) if name}

    def _keys(self, verb: Verb) -> set[str]:
        return {character for key in verb.keys if (character := character_of(key)) and not character.isdigit()}

    def _client(self, typed: str) -> str:
        """The client meant: by the number read out, by a name, else the one spoken of last."""
        typed = typed or ("" if self._last else self._ask.text(say("Which client?")))
        if typed:
            self._last = self._clients.get(typed) or find_client(self._session, typed)
        return self._last

    def _run_command(self, line: str) -> None:
        """A command of recouv typed whole: `history`, `check`, `cancel durand ^7k3f9x2m`."""
        from recouv.cli.main import run  # deferred: it is what runs us

        try:
            words = shlex.split(line)
        except ValueError:
            words = [line]
        known = {verb.command for verb in self._personal.keymap.verbs if verb.command} - _NOT_FROM_HERE
        if words[0] not in known:
            self._tell(say("nothing is called {typed}; type help", typed=line))
            return
        language = ["--lang", self._words.language]
        try:
            run(["-C", str(self._session.workspace.root), *language, *words])
        except SystemExit:  # argparse's way out: it has said why
            return

    # Reading

    def _agenda(self) -> None:
        day = plan_day(self._session, self._session.today)
        self._tasks = {str(rank): task for rank, task in enumerate(day.agenda.tasks, start=1)}
        self._clients = {rank: task.client for rank, task in self._tasks.items()}
        self._tell_all(telling.day_lines(day, self._words))
        self._output.unreadable(day.unreadable)

    def _balance(self, wanted: str) -> None:
        balance = balance_on(self._session, self._session.today)
        kept = read_filter(wanted)
        rows = [
            row
            for row in balance.rows
            if (kept.keeps_settled or not row.aged.is_empty) and kept.holds(row_facts(row, balance.columns))
        ]
        self._tasks = {}
        self._clients = {str(rank): row.id for rank, row in enumerate(rows, start=1)}
        self._tell_all(telling.balance_lines(balance, rows, self._words, with_totals=not wanted))
        self._output.unreadable(balance.unreadable)

    def _dossier(self, client: str) -> None:
        self._tell_all(telling.dossier_lines(view_dossier(self._session, client), self._words))

    def _help(self) -> None:
        self._tell(say("A number does what the agenda proposes, or reads the client of that number in the balance."))
        self._tell(
            say(
                "A verb and a client, by a number or a part of a name: {example}; without a client, the last one.",
                example=f"{folded(self._words.text(self._verbs[len(PLAIN) + 1].label))} 1",
            )
        )
        for verb in self._verbs:
            if verb.id in ("help", "leave"):
                continue
            keys = ", ".join(sorted(self._keys(verb)))
            about = {"label": self._words.text(verb.label), "about": verb.about}
            self._tell(
                say("{label} ({keys}): {about}", **about, keys=keys) if keys else say("{label}: {about}", **about)
            )
        self._tell(
            say("Any other command of recouv can be typed as well: {commands}", commands="history, check, cancel")
        )
        self._tell(
            say(
                "A day: 15, 15/12, fri, +7, eom, 2026-12-15. An amount: 1200, 1 200,50, 50%, =. "
                "Nothing typed takes what is proposed."
            )
        )
        self._tell(say("{sign} alone gives an action up; nothing is written before you have said yes.", sign=GIVES_UP))

    # Acting

    def _do_number(self, number: str) -> None:
        task = self._tasks.get(number)
        if task is None and number not in self._clients:
            self._tell(say("nothing has the number {number}", number=number))
            return
        self._last = self._clients[number]
        if task is None or task.action not in _DONE_HERE:
            self._dossier(self._last)
            return
        writing = self._writing(self._last, task)
        self._tell_all((telling.task_line(task, self._words), *task.why, *self._people(writing)))
        if task.action == "task":
            self._write(recording.done(writing, task))
        elif task.action == "allocate":
            self._write(recording.allocate(writing))
        elif task.action == "approve":
            self._write(commitments.approve(writing))
        else:
            self._write(recording.talk(writing, task.action))

    def _about_client(self, verb_id: str, client: str) -> None:
        if verb_id == "dossier":
            self._dossier(client)
            return
        if verb_id in ("compose-letter", "send"):
            found = letters.preview(self._session, client)
            self._tell_all((found.view.dossier.client.name, *letters.letter_lines(found, self._words)))
            if verb_id == "send":
                self._tell_all(letters.let_go(self._session, self._ask, found))
            return
        if verb_id == "reasoning":
            self._tell_all(commitments.reasons(self._session, client, self._words))
            return
        kind = _KINDS.get(verb_id, "")
        asked = (task for task in view_dossier(self._session, client).tasks if task.action == kind or not kind)
        task = next((task for task in asked if kind or verb_id in COMMITMENTS), None)
        writing = self._writing(client, task)
        self._tell_all((writing.view.dossier.client.name, *self._people(writing)))
        acts: dict[str, Callable[[Writing], Act | None]] = {
            "pay": recording.pay,
            "invoice": recording.invoice,
            "credit": recording.credit,
            "task": recording.task,
            "allocate": recording.allocate,
            "promise": commitments.promise,
            "plan": commitments.plan,
            "dispute": commitments.dispute,
            "hold": commitments.hold,
            "snooze": commitments.put_off,
            "approve": commitments.approve,
            **{ending: partial(commitments.end, kind=ending) for ending in ENDED_BY},
        }
        self._write(recording.talk(writing, kind) if kind else acts[verb_id](writing))

    def _writing(self, client: str, task: Task | None) -> Writing:
        return Writing(self._session, self._ask, self._tell, view_dossier(self._session, client), task)

    @staticmethod
    def _people(writing: Writing) -> Iterable[str]:
        for contact in writing.view.dossier.client.contacts:
            yield ", ".join(part for part in (contact.name, contact.role, contact.phone, contact.email) if part)

    def _undo(self) -> None:
        self._write(lambda dry_run: undo_last(self._session, dry_run=dry_run).done)

    def _write(self, act: Act | None) -> None:
        """Say what would be committed, and do it once the person says yes."""
        if act is None:
            return
        tried = act(True)  # noqa: FBT003 - `Callable` has no names
        self._tell(say("To be written: {subject}", subject=tried.subject))
        if tried.waits_for is not None:
            self._tell(tried.waits_for)
        if tried.unsettled is not None:
            self._tell(say("{amount} settles nothing yet", amount=tried.unsettled))
        if not self._ask.yes(say("Write it?")):
            raise GivenUpError
        done = act(False)  # noqa: FBT003 - as above
        if done.recovered:
            paths = ", ".join(done.recovered)
            self._tell(
                say("an earlier action was interrupted before its commit and is taken back: {paths}", paths=paths)
            )
        self._tell(say("Written: {commit} {subject}", commit=done.commit, subject=done.subject))
        self._last = done.dossiers[0] if len(done.dossiers) == 1 else self._last

    # Saying

    def _tell(self, message: Message) -> None:
        self._output.message(message)

    def _tell_all(self, lines: Iterable[Message | str]) -> None:
        for line in lines:
            self._output.line(line if isinstance(line, str) else self._words.text(line))


#: Commands that would start another recouv, or make another workspace than the one spoken of.
_NOT_FROM_HERE = {"demo", "init", "serve"}

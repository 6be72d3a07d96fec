"""Making a workspace: an empty one, or the throw-away example."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import fields

from recouv.domain.errors import RecouvError, WorkspaceError
from recouv.domain.message import Message, say
from recouv.domain.practice import Points
from recouv.store.config import CONFIG_NAME, read_config
from recouv.store.files import remove, write_bytes
from recouv.store.git import Git
from recouv.store.identifiers import is_dossier_id
from recouv.store.shipped import shipped
from recouv.store.workspace import DOSSIERS, LETTERS, SCENARIOS
from recouv.store.yaml_edit import scalar_text
from recouv.wording.catalogue import Catalogue

#: Dossiers are merged by meaning; what left stays byte for byte as it left, whatever git does to line ends.
ATTRIBUTES = "dossiers/**/*.md merge=recouv diff=markdown\nsent/** -text\ndocuments/received/** -text\n"
#: With recouv absent or killed, the plain text merge leaves its markers instead of silently keeping one side; a
#: conflict that recouv shows (1) stays one.
MERGE_DRIVER = (
    "recouv merge-driver %O %A %B %L %P; answer=$?; [ $answer -le 1 ] && exit $answer; "
    "git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B"
)
#: What git is told where many files will be, unless somebody told it otherwise: an index that repeats no path, what is
#: in the folders remembered, and a graph of what a fetch brings.
MANY_FILES = (("index.version", "4"), ("core.untrackedCache", "true"), ("fetch.writeCommitGraph", "true"))
_ISO_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


class Made(Struct, frozen=True, kw_only=True):
    """A workspace just made."""

    root: Path
    commit: str
    files: tuple[str, ...]


def init_workspace(folder: Path, words: Catalogue, *, creditor: Mapping[str, str] | None = None) -> Made:
    """Make a workspace in `folder`: git repository, configuration, shipped scenarios and letters, first commit.

    Files that are already there are left as they are.

    Raises:
        WorkspaceError: it is one already, lies inside another repository, or git refuses.
    """
    if (folder / CONFIG_NAME).exists():
        raise WorkspaceError(
            say("{path} is already a recouv workspace", path=str(folder)),
            say("open it with: recouv -C {path}", path=str(folder)),
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            say("{path} cannot be made: {reason}", path=str(folder), reason=error.strerror or str(error)),
            say("choose another folder"),
        ) from None
    git = Git(folder)
    git.identity()
    is_new = not git.is_repository_root()
    if is_new and git.is_inside_repository():
        raise WorkspaceError(
            say("{path} lies inside another git repository", path=str(folder)),
            say("make the workspace outside it: a workspace is a repository of its own"),
        )
    files = {
        CONFIG_NAME: _config_text(creditor or {}, words.language),
        ".gitattributes": ATTRIBUTES,
        f"{DOSSIERS}/.gitkeep": "",
        **_texts(SCENARIOS, "*.yaml"),
        **_texts(LETTERS, "*.md"),
    }
    with _whole(folder, files, command="recouv init"):
        if is_new:
            git.run("init", "--quiet", "--initial-branch=main")
        git.require_ready()
        return _make(folder, git, files, words, say("init: recouv workspace"), "init")


def make_demo(folder: Path, words: Catalogue, today: date) -> Made:
    """Make the throw-away example in `folder`: the shipped dossiers, their dates shifted so that the stories end today.

    Raises:
        WorkspaceError: the folder is not empty, or git refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        raise WorkspaceError(
            say("{path} cannot be made: {reason}", path=str(folder), reason=error.strerror or str(error)),
            say("choose another folder"),
        ) from None
    if not is_empty:
        raise WorkspaceError(say("{path} is not empty", path=str(folder)), say("name a new folder for the demo"))
    source = shipped(DOSSIERS)
    settings = (source / "demo.yaml").read_text(encoding="utf-8")
    config, _ = read_config(settings, "demo.yaml")
    shift = today - (config.as_of or today)
    git = Git(folder)
    files = {
        CONFIG_NAME: shifted(settings, shift),
        ".gitattributes": ATTRIBUTES,
        **{
            f"{DOSSIERS}/{path.name}": shifted(path.read_text(encoding="utf-8"), shift)
            for path in sorted(source.glob("*.md"))
            if is_dossier_id(path.stem)
        },
        **_texts(SCENARIOS, "*.yaml"),
        **_texts(LETTERS, "*.md"),
    }
    with _whole(folder, files, command="recouv demo"):
        git.run("init", "--quiet", "--initial-branch=main")
        git.run("config", "user.name", config.team[0].name)
        git.run("config", "user.email", config.team[0].email)
        git.run("config", "commit.gpgsign", "false")
        return _make(folder, git, files, words, say("demo: twelve dossiers"), "demo")


def shifted(text: str, by: timedelta) -> str:
    """`text` with every ISO date moved by as many days; what is not a day of the calendar stays."""

    def move(match: re.Match[str]) -> str:
        try:
            return (date.fromisoformat(match[0]) + by).isoformat()
        except (ValueError, OverflowError):
            return match[0]

    return _ISO_DATE.sub(move, text)


def install_merge_driver(git: Git) -> None:
    """Tell this clone's git how dossiers are merged, and what to do where recouv is absent."""
    git.run("config", "merge.recouv.name", "recouv: dossiers merged by meaning")
    git.run("config", "merge.recouv.driver", MERGE_DRIVER)


def suit_to_many_files(git: Git) -> None:
    """Tell this clone's git that there will be many files; what a person set, here or for all their clones, stays."""
    if git.run("config", "--get", "feature.manyFiles", accept=(0, 1)).strip():
        return
    for key, value in MANY_FILES:
        if not git.run("config", "--get", key, accept=(0, 1)).strip():
            git.run("config", key, value)


@contextmanager
def _whole(folder: Path, files: Mapping[str, str], *, command: str) -> Iterator[None]:
    """A workspace made whole, or nothing of it left: neither a repository that was not there nor a new file."""
    there = {name for name in (".git", *files) if os.path.lexists(folder / name)}
    try:
        yield
    except BaseException as error:
        for name in files.keys() - there:
            with suppress(WorkspaceError, OSError):
                remove(folder / name)
        if ".git" not in there:
            shutil.rmtree(folder / ".git", ignore_errors=True)
        if isinstance(error, RecouvError):
            raise WorkspaceError(
                error.what, say("nothing of it was left behind; settle that, then run {command} again", command=command)
            ) from None
        raise


def _make(folder: Path, git: Git, files: Mapping[str, str], words: Catalogue, subject: Message, action: str) -> Made:
    written = []
    for name, text in files.items():
        if not (folder / name).exists():
            write_bytes(folder / name, text.encode())
            written.append(name)
    install_merge_driver(git)
    suit_to_many_files(git)
    commit = git.commit(written, f"{words.text(subject)}\n\nRecouv-Action: {action}\n") if written else ""
    return Made(root=folder, commit=commit, files=tuple(written))


def _texts(name: str, pattern: str) -> dict[str, str]:
    return {f"{name}/{path.name}": path.read_text(encoding="utf-8") for path in sorted(shipped(name).glob(pattern))}


#: The rules of the house: what is active, and every other key with its default.
_HOUSE_LINES = (
    "# the scenario of an invoice: its own, else its client's, else the first rule below that is met, else this one",
    "scenario: standard",
    "assign:",
    "  - scenario: consumer",
    "    when:",
    "      kinds: [consumer]",
    "  - scenario: public",
    "    when:",
    "      kinds: [public]",
    "#   - scenario: firm",
    "#     when:",
    "#       broken_promises: 2",
    "#   - scenario: loyal",
    "#     when:",
    "#       loyalty: 5               # years",
    "#       average_delay_below: 30  # days",
    "",
    "# What follows is commented out and shows the defaults: docs/format.md says what each does.",
    "# contact:",
    "#   interval: 5             # days between two messages to one client",
    "#   attempts: 3             # calls that reach nobody before the next step",
    "#   reply_pause: 3          # working days without a reminder after an answer",
    "# calendar:",
    "#   country: FR             # whose public holidays; '' for none",
    "#   region: ''              # 57 for Moselle",
    "#   every_day: no           # yes: week-ends and holidays are worked too",
    "# promises:",
    "#   grace: 2                # working days after the day promised",
    "#   tolerance: 1.00         # what may lack of the amount",
    "# plans:",
    "#   grace: 5                # days that an instalment may be late",
    "#   misses: 1               # instalments that late that break a plan",
    "#   notice: 3               # days before an instalment at which it is recalled",
    "# limitation:               # after which a claim is lost, where it is not the law's",
    "#   consumer: 2 years",
    "# penalties:                # on late payment; the rate is the law's where none is agreed",
    "#   imputation: principal   # of partial payments; interest-first: on interest first",
    "#   credit_notes: origin    # as if the invoice had been smaller; date: from their own date",
    "#   day_count: act/365      # act/act: a 366th in a leap year",
    "#   ambiguous_terms: later  # where payment terms have two readings; as-written: by the due date",
    "#   indemnity: yes          # the fixed recovery charge of 40 EUR is claimed",
    "# sector: transport         # a trade whose payment terms have a ceiling of their own; none by default",
    "# grades: [0, 10, 30, 60]   # average days late up to which a client is graded A, B, C, D; E beyond",
    "# bank_until: 2026-11-20    # the last day of which the bank's movements are known; unknown by default",
    "# stale_after: 5            # days after it from which no message leaves; never by default",
    "# stale_anyway:             # recouv agenda --stale-anyway REASON writes here who lets them leave on one day",
    "#   2026-11-26: {by: lea, reason: the site of the bank is down}",
    "# approvals:                # what a second person has to agree to: docs/team.md; nothing by default",
    "#   write-off: 500          # above that amount",
    "#   handover: always",
    "# priority:                 # points that make a task urgent",
    *(f"#   {one.name}: {one.default}" for one in fields(Points)),
)
_MAIL_LINES = (
    "# how e-mails leave and answers arrive: docs/sending.md; without smtp they wait in your outbox.  No password goes",
    "# in this file; each person says how they log in, in their own settings (recouv settings --edit), under accounts",
    "# mail:",
    "#   smtp: smtp.example.com:587",
    "#   security: starttls              # or tls (port 465)",
    "#   imap: imap.example.com          # for recouv inbox",
    "#   from: Compta <compta@example.com>",
    "#   reply_to: compta@example.com",
    "#   copy: archive@example.com",
    "#   per_minute: 20                  # messages given to the server in a minute, at the most",
    "#   hours: 8:00-19:00               # between which two they leave, on worked days",
)
#: Proposed in the form of a new client, as they stand in the file.
_TERMS = {"fr": "30 jours"}


def _config_text(creditor: Mapping[str, str], language: str) -> str:
    lines = [
        "# Who is owed, and what is decided for all clients.  Never a secret in this file.",
        "recouv: 1",
        "creditor:",
    ]
    lines += [
        f"  {key}: {scalar_text(creditor.get(key) or '')}" for key in ("name", "siren", "address", "email", "iban")
    ]
    lines += [
        f"language: {language}",
        "currency: EUR",
        "# payment terms of invoices and clients that state none: C. com. art. L441-10 says 30 days",
        f"terms: {_TERMS.get(language, '30 days')}",
        "ageing: [30, 60, 90]  # upper bounds of the age columns, in days",
        "",
        *_HOUSE_LINES,
        "",
        *_MAIL_LINES,
        "",
        "# how entries name the people who write them",
        "# team:",
        "#   - id: lea",
        "#     name: Léa Martin",
        "#     email: lea@example.com",
    ]
    return "\n".join(lines) + "\n"

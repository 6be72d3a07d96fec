"""A remote asked by a program: nobody is there to answer a question, and what it refuses comes with a way out.

git and ssh would ask for a name, a password, a passphrase or whether a server is trusted on the terminal, behind a
screen that is drawn there or in a job that nobody watches, and wait for ever.  They are told not to; credential
helpers, agents and the user's own `GIT_ASKPASS` answer as ever.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from recouv.domain.message import Message, say
from recouv.store.git_process import answer, ask

#: What git says under every refusal of a transport, and tells nothing.
_IDLE = re.compile(
    r"fatal: Could not read from remote repository\.|"
    r"Please make sure you have the correct access rights|and the repository exists\.|"
    r"error: failed to push some refs to .*|fatal: the remote end hung up unexpectedly|hint: .*|"
    r"\*\*\* You must configure .*|Everything up-to-date|Warning: Permanently added .*|@+"
)
_LINES = 4
"""Of what git says, at the most."""


def ask_remote(root: Path, args: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """What git answers when it is to speak with a remote; it asks nobody anything.

    Raises:
        WorkspaceError: git cannot be started there.
    """
    return ask(root, args, more=no_question(root))


def told(done: subprocess.CompletedProcess[str]) -> str:
    """What git, ssh and the server say of a refusal, on one line, without what they say of all of them."""
    lines = [line.strip() for line in done.stderr.splitlines()]
    kept = [
        line.removeprefix("fatal: ").removeprefix("error: ") for line in lines if line and not _IDLE.fullmatch(line)
    ]
    refused = [line.rpartition("\t")[2] for line in done.stdout.splitlines() if line.startswith("!\t")]
    words = list(dict.fromkeys((*kept, *refused)))
    return "; ".join(words[:_LINES]) or answer(done)


def way_out(done: subprocess.CompletedProcess[str], remote: str) -> Message | None:
    """What to do about a refusal; `None` where its words are the server's own."""
    for pattern, message in _WAYS_OUT:
        if pattern.search(done.stderr) or pattern.search(done.stdout):
            return message(remote)
    return None


def no_question(root: Path) -> dict[str, str]:
    """What a git that speaks with a remote has in its environment, so that it asks nobody anything."""
    quiet = {"GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS": "", "SSH_ASKPASS_REQUIRE": "never"}
    command = _ssh_command(root)
    if command and PurePath(_first_word(command)).name == "ssh":  # another program has other options
        quiet["GIT_SSH_COMMAND"] = f"{command} -o BatchMode=yes"
    return quiet


def _ssh_command(root: Path) -> str:
    """How git would start ssh, in its own order: the variable, the setting, the older variable, `ssh`."""
    told_by_variable = os.environ.get("GIT_SSH_COMMAND", "")
    if told_by_variable:
        return told_by_variable
    setting = ask(root, ("config", "--get", "core.sshCommand")).stdout.strip()
    if setting:
        return setting
    program = os.environ.get("GIT_SSH", "")
    return shlex.quote(program) if program else "ssh"


def _first_word(command: str) -> str:
    try:
        words = shlex.split(command)
    except ValueError:
        return ""
    return words[0] if words else ""


def _nobody_asked(remote: str) -> Message:
    return say(
        "it asks who you are: choose a credential helper that keeps it (git config --global credential.helper cache, "
        "or the one of your system), run git fetch {remote} once in a terminal, then sync again",
        remote=remote,
    )


def _wrong_password(remote: str) -> Message:
    return say(
        "the name, the password or the token that git keeps for it is refused: put the right one in your credential "
        "helper (git credential reject forgets the old one), run git fetch {remote} in a terminal, then sync again",
        remote=remote,
    )


def _forbidden(remote: str) -> Message:
    return say("it knows you and does not let you: ask whoever runs {remote} for the right to write", remote=remote)


def _other_host_key(remote: str) -> Message:
    return say(
        "do not go on before whoever runs {remote} has confirmed its new key: somebody may stand between; "
        "ssh-keygen -R HOST forgets the old one",
        remote=remote,
    )


def _unknown_host_key(remote: str) -> Message:
    return say(
        "run git fetch {remote} once in a terminal, compare the fingerprint that it shows with the one that its host "
        "publishes, say yes, then sync again",
        remote=remote,
    )


def _key_refused(remote: str) -> Message:
    return say(
        "it takes none of your keys: give it your public key, and a key with a passphrase to the agent (ssh-add); "
        "when git fetch {remote} asks nothing in a terminal, sync again",
        remote=remote,
    )


def _certificate(_remote: str) -> Message:
    return say(
        "nobody vouches for its certificate: if it is your own house's, name the authority (git config --global "
        "http.https://HOST/.sslCAInfo FILE.pem); do not turn the verification off"
    )


def _no_such_repository(remote: str) -> Message:
    return say(
        "look at the address (git remote -v) and mend it: git remote set-url {remote} URL; a host that hides what you "
        "may not see answers the same",
        remote=remote,
    )


def _server_in_trouble(_remote: str) -> Message:
    return say("the server is in trouble, not you; your work goes on: sync again later")


def _no_network(_remote: str) -> Message:
    return say("your work goes on; sync again when the network is back")


#: The words of git, curl, OpenSSH → what to do; the first that is met.
_WAYS_OUT: tuple[tuple[re.Pattern[str], Callable[[str], Message]], ...] = (
    (re.compile(r"could not read (Username|Password)|terminal prompts disabled|unable to read askpass"), _nobody_asked),
    (re.compile(r"Authentication failed|returned error: 401"), _wrong_password),
    (re.compile(r"returned error: 403"), _forbidden),
    (re.compile(r"REMOTE HOST IDENTIFICATION HAS CHANGED"), _other_host_key),
    (re.compile(r"Host key verification failed"), _unknown_host_key),
    (re.compile(r"Permission denied \([a-z,-]*\)|Too many authentication failures"), _key_refused),
    (re.compile(r"certificate", re.IGNORECASE), _certificate),
    (re.compile(r"returned error: 5\d\d"), _server_in_trouble),
    (
        re.compile(r"not found$|does not appear to be a git repository|returned error: 404", re.MULTILINE),
        _no_such_repository,
    ),
    (
        re.compile(
            r"[Cc]ould not resolve host|Connection refused|Failed to connect|Couldn't connect|[Uu]nable to connect|"
            r"unreachable|timed out|Connection reset|No route to host"
        ),
        _no_network,
    ),
)

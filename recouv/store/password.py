"""The password of a mail server: from the environment or from a command of the person's own, never from a workspace.

Whoever can write in a workspace could name a server and have the password sent there: what is said here is looked up by
the name of the server, in the person's own settings.
"""

from __future__ import annotations

import os
import shlex
import subprocess

from recouv.domain.errors import RecouvError
from recouv.domain.mail import Account
from recouv.domain.message import say

#: Seconds that a command may take: it may wait for a passphrase to be typed.
PATIENCE_SECONDS = 120
USER, PASSWORD = "RECOUV_MAIL_USER", "RECOUV_MAIL_PASSWORD"


class PasswordError(RecouvError):
    """The command gives no password."""


def credentials(account: Account | None) -> tuple[str, str]:
    """User and password; both empty when nobody logs in.

    Raises:
        PasswordError: the command fails, or prints nothing.
    """
    user = os.environ.get(USER, "") or (account.user if account else "")
    password = os.environ.get(PASSWORD, "")
    if not user or password:
        return user, password
    if account is None or not account.password_command.strip():
        raise PasswordError(
            say("there is no password for {user}", user=user),
            say("write password_command under accounts in your settings, or set {variable}", variable=PASSWORD),
        )
    return user, _printed(account.password_command)


def _printed(command: str) -> str:
    """The first line that the command prints; its questions and complaints go to the terminal."""
    try:
        words = shlex.split(command)
        done = subprocess.run(words, stdout=subprocess.PIPE, timeout=PATIENCE_SECONDS, check=False)
    except (OSError, ValueError) as error:
        raise PasswordError(
            say("password_command cannot be run: {reason}", reason=str(error)), say("correct it in your settings")
        ) from None
    except subprocess.TimeoutExpired:
        raise PasswordError(say("password_command did not end in {count} seconds", count=PATIENCE_SECONDS)) from None
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode or not lines or not lines[0]:
        raise PasswordError(
            say("password_command gave no password (exit code {code})", code=done.returncode),
            say("run it by hand to see what it says"),
        )
    return lines[0]

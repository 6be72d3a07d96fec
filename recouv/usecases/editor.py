"""Which editor a person means."""

from __future__ import annotations

import os
import shlex

#: Where nobody said which: the first of these that is installed.  nano shows how to leave it, vi does not.
_COMMON = ("nano", "vi")


def editor_words() -> list[str]:
    """The command and its arguments: `$VISUAL`, `$EDITOR`, else nano, else vi.

    Raises:
        ValueError: a quote of the variable is not closed.
    """
    from shutil import which  # deferred: most commands edit nothing

    named = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    return named or [next((name for name in _COMMON if which(name)), _COMMON[-1])]

"""A program that runs commands one after the other, and kills them where it is told to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

DYING = Path(__file__).with_name("dying.py")
PROJECT = Path(__file__).resolve().parents[2]


class Killer:
    """`dying.py` at work."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, str(DYING)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def run(self, root: Path, *words: str, point: int = 0) -> dict[str, Any]:
        """The command in that workspace, killed before its `point`-th point when there is one."""
        stdin, stdout = self._program.stdin, self._program.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"argv": words, "at": str(root), "point": point}) + "\n")
        stdin.flush()
        told: dict[str, Any] = json.loads(stdout.readline())
        return told

    def close(self) -> None:
        """Let it end."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.close()
        self._program.wait()
        self._program.stdout.close()

"""One fresh process, timed: wall, processor and memory, children included."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: A process that takes longer has hung.
PATIENCE_SECONDS = 600
_LAUNCHER = [sys.executable, "-I", str(Path(__file__).with_name("launcher.py"))]
_PER_MIB = 1024**2 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    wall: float
    """Seconds from the start to the end."""
    cpu: float
    """Seconds of processor, those of the processes that it waited for included."""
    peak: float
    """MiB of the largest process among them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one process took, and what it said."""

    run: Run
    code: int
    out: str
    err: str


def timed(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    patience: float | None = None,
) -> Answer:
    """Run `command` with its output going to files; it is killed after `patience` seconds.

    Raises:
        OSError: it cannot be started.
    """
    with tempfile.TemporaryDirectory() as name:
        out, err, result = (Path(name, what) for what in ("out", "err", "result"))
        out.touch()
        err.touch()
        job = {
            "command": list(command),
            "folder": str(cwd or ""),
            "environment": {**os.environ, **(env or {})},
            "patience": PATIENCE_SECONDS if patience is None else patience,
            **{what.name: str(what) for what in (out, err, result)},
        }
        launched = subprocess.run(_LAUNCHER, input=json.dumps(job), capture_output=True, text=True, check=False)
        if not result.exists():
            raise OSError(launched.stderr[-200:])
        wall, cpu, peak, code = json.loads(result.read_text(encoding="ascii"))
        texts = [file.read_bytes().decode(errors="replace") for file in (out, err)]
    return Answer(Run(wall, cpu, peak), code, *texts)


def ended_pid(pid: int, start: float, patience: float = PATIENCE_SECONDS) -> tuple[Run, int]:
    """What our child has taken since `start`, and its exit code; it is killed when it takes longer than `patience`."""
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            break
        if time.perf_counter() - start > patience:
            os.kill(pid, signal.SIGKILL)
            _, status, usage = os.wait4(pid, 0)
            break
        time.sleep(0.0005)
    wall = time.perf_counter() - start
    run = Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _PER_MIB)
    return run, os.waitstatus_to_exitcode(status)


def median(runs: Iterable[Run]) -> Run:
    """The run in the middle, figure by figure."""
    listed = list(runs)
    return Run(
        *(statistics.median(figures) for figures in zip(*((r.wall, r.cpu, r.peak) for r in listed), strict=True))
    )

"""One command started, timed and weighed by a program that is itself next to nothing.

    python -I benchmarks/launcher.py < JOB

A process weighs at least what the one that started it did: the bench, which knows the answers of a whole book, would
give its own weight to everything that it measures.  JOB is JSON: the command, its folder, its environment, the seconds
after which it is killed, the files for what it prints, and the one for what was found, itself JSON: seconds of wall and
of processor, MiB, exit code.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time

_PER_MIB = 1024**2 if sys.platform == "darwin" else 1024


def main() -> None:
    """Run the job."""
    job = json.load(sys.stdin)
    if job["folder"]:
        os.chdir(job["folder"])
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, job["out"], os.O_WRONLY | os.O_APPEND, 0),
        (os.POSIX_SPAWN_OPEN, 2, job["err"], os.O_WRONLY | os.O_APPEND, 0),
    ]
    command = job["command"]
    start = time.perf_counter()
    process = os.posix_spawnp(command[0], command, job["environment"], file_actions=files)
    while True:
        done, status, usage = os.wait4(process, os.WNOHANG)
        if done:
            break
        if time.perf_counter() - start > job["patience"]:
            os.kill(process, signal.SIGKILL)
            _, status, usage = os.wait4(process, 0)
            break
        time.sleep(0.0005)
    wall = time.perf_counter() - start
    found = (wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _PER_MIB, os.waitstatus_to_exitcode(status))
    with open(job["result"], "w", encoding="ascii") as result:  # noqa: PTH123 a program that loads next to nothing
        json.dump(found, result)


if __name__ == "__main__":
    main()

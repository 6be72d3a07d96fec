"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path


def machine() -> str:
    """Processor, cores, system, versions and how busy it was: one line."""
    git = subprocess.run(["git", "--version"], capture_output=True, encoding="utf-8", check=True).stdout.split()[2]
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, git {git}, load {load:.1f}"
    )


def _processor() -> str:
    try:
        names = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        names = None
    return names[1].strip() if names else platform.processor() or "unknown"

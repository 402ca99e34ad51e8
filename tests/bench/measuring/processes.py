"""What processes cost: CPU seconds and megabytes, the log server's apart."""

import contextlib
import time
from collections.abc import Callable, Iterable

import psutil

LOG_SERVERS = ("valkey", "redis")
MB = 1024 * 1024


def cpu(processes: Iterable[psutil.Process]) -> dict[str, float]:
    """CPU seconds so far: of the server, of the log server."""
    return _sums(processes, lambda process: sum(process.cpu_times()[:2]))


def memory(processes: Iterable[psutil.Process]) -> dict[str, float]:
    """Megabytes now: with a fair part of what is shared (where the system tells), and without."""
    processes = list(processes)
    fair, own = _sums(processes, _fair), _sums(processes, lambda it: it.memory_full_info().uss)
    sizes = fair | {f"{name}_unshared": size for name, size in own.items()}
    return {name: size / MB for name, size in sizes.items()}


def idle_cpu(processes: Iterable[psutil.Process], seconds: float = 5.0) -> float:
    """CPU seconds per minute while nobody asks for anything."""
    processes = list(processes)
    before = sum(cpu(processes).values())
    time.sleep(seconds)
    return (sum(cpu(processes).values()) - before) * 60 / seconds


def wait_until_idle(processes: Iterable[psutil.Process], limit: float = 60.0) -> None:
    """Return when three seconds have passed in which they did next to nothing."""
    processes, deadline = list(processes), time.monotonic() + limit
    calm = 0
    while calm < 3 and time.monotonic() < deadline:
        before = sum(cpu(processes).values())
        time.sleep(1)
        calm = calm + 1 if sum(cpu(processes).values()) - before < 0.05 else 0


def _fair(process: psutil.Process) -> float:
    sizes = process.memory_full_info()
    return getattr(sizes, "pss", 0) or sizes.uss


def _sums(
    processes: Iterable[psutil.Process], measure: Callable[[psutil.Process], float]
) -> dict[str, float]:
    sums = {"server": 0.0, "log": 0.0}
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            kind = "log" if process.name().startswith(LOG_SERVERS) else "server"
            sums[kind] += measure(process)
    return sums

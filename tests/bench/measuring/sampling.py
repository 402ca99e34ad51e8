"""Where Python processes spend their time: stacks sampled by py-spy, where that is installed.

py-spy is no requirement of ours: it may be anywhere on PATH, at its end too.
"""

import re
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import psutil

from tests.server import ROOT

RATE = 250  # samples per second
PARTS = {
    "model": "litellm openai httpx httpcore h11 h2 aiohttp",
    "redis": "redis hiredis",
    "reflex": "reflex reflex_base socketio engineio granian starlette",
    "database": "sqlalchemy sqlmodel aiosqlite psycopg",
    "ours": "spacerr",
}
PACKAGES = {package: part for part, packages in PARTS.items() for package in packages.split()}
PACKAGE = re.compile(r"site-packages/(\w+)")
LOOP = re.compile(r"\b(?:_run_once|run_forever|run_until_complete) \(")
WAITING = re.compile(r"/(?:selectors|threading|queue|concurrent/futures/thread)\.py:\d+\)$")
OURS = f"({ROOT / 'spacerr'}/"
THREAD = re.compile(r"thread \((0x[0-9a-fA-F]+|\d+)\)")


def sampler() -> str | None:
    """The program, or None."""
    return shutil.which("py-spy")


class Sampling:
    """Samples processes from `start` to `stop`."""

    def __init__(self, program: str, processes: Iterable[psutil.Process]) -> None:
        self._program, self._processes = program, list(processes)

    def start(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._before = self._by_thread()
        self._running = [self._record(process.pid) for process in self._processes]

    def stop(self) -> dict[str, float]:
        """CPU seconds by the names in PARTS, of `other` Python, and `outside` of what was sampled.

        Raises ValueError when nothing could be sampled.
        """
        for one in self._running:
            one.send_signal(signal.SIGINT)
            one.wait(30)
        after = self._by_thread()
        spent = {it: after[it] - self._before.get(it, 0.0) for it in after}
        samples: dict[int, Counter[str]] = {}
        for file in Path(self._folder.name).iterdir():
            for line in file.read_text("utf-8").splitlines():
                _count(samples, line)
        self._folder.cleanup()
        if not samples:
            raise ValueError("py-spy saw nothing")
        return _shared_out(spent, samples)

    def _record(self, pid: int) -> subprocess.Popen[bytes]:
        output = f"{self._folder.name}/{pid}"
        how = ["--rate", str(RATE), "--format", "raw", "--threads", "--full-filenames"]
        command = [self._program, "record", "--pid", str(pid), *how, "--output", output]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def _by_thread(self) -> dict[int, float]:
        return {
            thread.id: thread.user_time + thread.system_time
            for process in self._processes
            for thread in process.threads()
        }


def _count(samples: dict[int, Counter[str]], line: str) -> None:
    stack, _, count = line.rpartition(" ")
    thread, *frames = stack.split(";")
    waits = not frames or WAITING.search(frames[-1])  # py-spy cannot tell on every system
    if (found := THREAD.match(thread)) and not waits:
        samples.setdefault(int(found[1], 0), Counter())[_part(frames)] += int(count)


def _part(frames: list[str]) -> str:
    """Whose call it is: the innermost frame of a package we know, so `json` is its caller's.

    Who started the event loop has no part in what it runs.
    """
    for frame in reversed(frames):
        if LOOP.search(frame):
            break
        found = PACKAGE.search(frame)
        package = found[1] if found else "spacerr" if OURS in frame else ""
        if package in PACKAGES:
            return PACKAGES[package]
    return "other"


def _shared_out(spent: dict[int, float], samples: dict[int, Counter[str]]) -> dict[str, float]:
    """Each thread's CPU time, divided as its samples are."""
    shares = dict.fromkeys((*PARTS, "other", "outside"), 0.0)
    for thread, seconds in spent.items():
        counted = samples.get(thread)
        for part, count in (counted or {"outside": 1}).items():
            shares[part] += seconds * count / (counted.total() if counted else 1)
    return shares

"""A model server in a process of its own, as its users start it."""

import asyncio
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

START_LIMIT = 120.0  # seconds
STOP_LIMIT = 15.0
PAUSE = 0.5  # seconds
IDLE = 0.1
"""How much of one processor a server takes at most that answers nothing."""

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
}


@dataclass(frozen=True, slots=True)
class ModelServer:
    """`url` is what a person enters as its address; `log` holds what it prints."""

    url: str
    pid: int
    log: Path

    def worked(self) -> float:
        """Seconds that its processors have spent on it."""
        spent = psutil.Process(self.pid).cpu_times()
        return spent.user + spent.system

    async def idle(self) -> float:
        """Wait until it does next to nothing; as `worked`."""
        before = self.worked()
        while True:
            await asyncio.sleep(PAUSE)
            if (now := self.worked()) - before < PAUSE * IDLE:
                return now
            before = now


@contextmanager
def serving(
    command: Sequence[str | Path], folder: Path, port: int, ready: str
) -> Iterator[ModelServer]:
    """A server while the context is open; `ready` is the path that answers once it can be asked.

    Raises RuntimeError, with the end of its log, where it doesn't start.
    """
    folder.mkdir(exist_ok=True)
    log = folder / "server.log"
    kept = {it: os.environ[it] for it in ("PATH", "LANG", "TMPDIR") if it in os.environ}
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**kept, "HOME": str(folder), **OFFLINE},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, f"http://127.0.0.1:{port}{ready}", log)
        yield ModelServer(f"http://127.0.0.1:{port}/v1", process.pid, log)
    finally:
        _end(process)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The server did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(STOP_LIMIT)

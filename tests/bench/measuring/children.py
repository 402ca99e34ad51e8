"""Helpers of a run in processes of their own: the scripted provider and the limit's server."""

import contextlib
import json
import subprocess
import sys
import urllib.request
from collections.abc import Generator
from typing import Any

import psutil

from tests.provider import Script, Seen


class Child:
    """A Python module that prints its URL first."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.url = url
        self._process = psutil.Process(process.pid)

    def processes(self) -> list[psutil.Process]:
        return [self._process]


@contextlib.contextmanager
def child(module: str, *arguments: str) -> Generator[Child]:
    """Run a module until the block ends."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError(f"{module} did not start")
        yield Child(process, url)
    finally:
        process.terminate()
        process.wait()


class Provider:
    """The scripted provider of another process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._base = url.removesuffix("/v1")

    def play(self, script: Script) -> None:
        """Answer with this from now on."""
        told = {"tokens": script.tokens, "rate": script.rate, "first_delay": script.first_delay}
        self._call("/control", json.dumps(told).encode())

    def requests(self) -> list[Seen]:
        """Everything asked for so far, titles left out."""
        return [Seen(**seen) for seen in self._call("/control/requests")["requests"]]

    def _call(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        with urllib.request.urlopen(self._base + path, body, timeout=10) as answer:
            return json.load(answer)


@contextlib.contextmanager
def provider() -> Generator[Provider]:
    with child("tests.provider") as process:
        yield Provider(process.url)

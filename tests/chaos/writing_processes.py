"""Processes that write replies, to be killed with -9."""

import asyncio
import os
import sys
from contextlib import suppress
from typing import Self

from spacerr.config import Settings
from tests.server import ROOT

BEGUN = 60.0  # seconds until a process has begun, on a busy machine


class WritingProcess:
    def __init__(self, settings: Settings) -> None:
        self._env = {
            **os.environ,
            "SPACERR_DATA_DIR": str(settings.data_dir),
            "SPACERR_DATABASE_URL": settings.database_url,
            "SPACERR_REDIS_URL": settings.redis_url,
            "SPACERR_MODELS": settings.models,
            "SPACERR_OLLAMA_URL": "",
        }
        self._started = False

    async def __aenter__(self) -> Self:
        """Start it, where it isn't started: the next one begins while another is killed."""
        if self._started:
            return self
        self._started = True
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.writing_process",
            cwd=ROOT, env=self._env, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        return self

    async def __aexit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def begun(self) -> None:
        await self._line("ready")

    async def ask(self, question: str) -> str:
        """Have a new chat begun with a question; its reply's id."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{question}\n".encode())
        return (await self._line(question)).split()[-1]

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def _line(self, start: str) -> str:
        """The next line that starts so; what the process logs is passed over."""
        assert self.process.stdout is not None
        async with asyncio.timeout(BEGUN):
            while line := (await self.process.stdout.readline()).decode():
                if line.startswith(start):
                    return line
        raise AssertionError("the process ended")

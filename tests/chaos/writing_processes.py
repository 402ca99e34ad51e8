"""Processes that write replies and follow them: to be killed with -9, stopped or kept busy."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

from spacerr.config import Settings
from tests.server import ROOT

BEGUN = 120.0  # seconds until a process has begun, on a busy machine
DOES = Path(__file__).with_name("writing_process.py")


class WritingProcess:
    """`version` is the folder of the Spacerr that it runs: this one, or an earlier one."""

    def __init__(self, settings: Settings, version: Path = ROOT) -> None:
        self._version = version
        self._env = {
            **os.environ,
            "PYTHONPATH": str(version),
            "SPACERR_DATA_DIR": str(settings.data_dir),
            "SPACERR_DATABASE_URL": settings.database_url,
            "SPACERR_REDIS_URL": settings.redis_url,
            "SPACERR_MODELS": settings.models,
            "SPACERR_OLLAMA_URL": "",
        }
        self._started = self._over = False
        self._said: list[str] = []
        self._heard = asyncio.Condition()

    async def __aenter__(self) -> Self:
        """Start it, where it isn't started: the next one begins while another is killed."""
        if self._started:
            return self
        self._started = True
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", DOES,
            cwd=self._version, env=self._env, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=2**24,
        )  # fmt: skip
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        await self._listening

    async def begun(self) -> None:
        await self._line("ready")

    async def ask(self, question: str) -> str:
        """Have a new chat begun with a question; its reply's id."""
        self._have("ask", question)
        return (await self._line("asked", question)).split()[-1]

    def follow(self, reply_id: str) -> None:
        """Have a reply followed to its end."""
        self._have("follow", reply_id)

    async def followed(self, reply_id: str) -> str:
        """What it saw of a reply that it follows, once that has ended; or what went wrong."""
        return json.loads((await self._line("followed", reply_id)).split(" ", 2)[2])

    async def stop(self, reply_id: str) -> None:
        """Have a reply stopped, whichever process writes it."""
        self._have("stop", reply_id)
        await self._line("stopped", reply_id)

    async def hear(self, name: str) -> None:
        """Have news of chats heard from now on."""
        self._have("hear", name)
        await self._line("hears", name)

    async def heard(self, name: str) -> list[str]:
        """Of which kinds they were, once one has told of a reply's end."""
        return (await self._line("heard", name)).split()[2:]

    async def hold(self, seconds: float) -> None:
        """Keep its event loop busy: it reads, writes and renews nothing meanwhile."""
        before = self._said.count("held\n")
        self._have("hold", str(seconds))
        async with asyncio.timeout(seconds + BEGUN), self._heard:
            await self._heard.wait_for(lambda: self._said.count("held\n") > before)

    @asynccontextmanager
    async def frozen(self) -> AsyncIterator[None]:
        """It does nothing at all meanwhile, its threads neither."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    def _have(self, what: str, about: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what} {about}\n".encode())

    async def _listen(self) -> None:
        """What the process logs is kept, too: it begins otherwise."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            async with self._heard:
                self._said.append(line.decode())
                self._heard.notify_all()
        async with self._heard:
            self._over = True
            self._heard.notify_all()

    async def _line(self, *start: str) -> str:
        """The line that begins with these words. Raises AssertionError where the process ends."""
        begins = " ".join(start)

        def found() -> str | None:
            return next(
                (it for it in self._said if f"{it.rstrip()} ".startswith(f"{begins} ")), None
            )

        async with asyncio.timeout(BEGUN), self._heard:
            await self._heard.wait_for(lambda: self._over or found())
        line = found()
        assert line is not None, "the process ended"
        return line

"""What the provider remembers of each request, and waiting for it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Seen:
    """One request. `started` is in time.monotonic() seconds; `sent` and `…_at` in epoch seconds.

    `sent[i]` is when tokens[i] was handed to the socket, and after them each piece of a call;
    reasoning is not in it. `finished` says
    that the script was played to its end; `over` that nothing more comes, however it ended.
    `client_port` tells which process asked; requests that share it came through one socket. `path`
    has the query in it.
    """

    body: dict[str, Any]
    headers: dict[str, str]
    client_port: int = 0
    path: str = ""
    started: float = field(default_factory=time.monotonic)
    started_at: float = field(default_factory=time.time)
    sent: list[float] = field(default_factory=list)
    closed_by_client_at: float | None = None
    finished: bool = False
    over: bool = False

    @property
    def streams(self) -> bool:
        """Gemini's protocol says so in the path, the others in the body."""
        return bool(self.body.get("stream")) or ":stream" in self.path


class Record:
    """All requests in the order they came: `requests` for replies, `titles` for titles."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self.titles: list[Seen] = []
        self._changed = asyncio.Event()

    def pulse(self) -> None:
        """Wake whoever waits for a change."""
        self._changed.set()
        self._changed.clear()

    async def wait_for_request(self, n: int = 1, timeout: float = 5) -> Seen:
        """The n-th request (from 1) once it has come. Raises TimeoutError after `timeout` s."""
        await self._until(lambda: len(self.requests) >= n, timeout)
        return self.requests[n - 1]

    async def wait_closed(self, index: int = -1, timeout: float = 5) -> Seen:
        """The request once its client has hung up on it.

        Raises AssertionError when the reply ends in another way, TimeoutError after `timeout` s.
        """
        await self._until(lambda: any(it.over for it in self.requests[index:][:1]), timeout)
        seen = self.requests[index]
        if seen.closed_by_client_at is None:
            raise AssertionError("the reply ended before its client hung up")
        return seen

    async def _until(self, reached: Callable[[], bool], timeout: float) -> None:
        async with asyncio.timeout(timeout):
            while not reached():
                await self._changed.wait()

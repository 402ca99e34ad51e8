"""When each token of a reply reached its log, as seen by a reader that looks all the time."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

from redis.asyncio import Redis

LOOK = 0.01  # seconds between two looks: a token may seem to arrive that much later than it did


class ReplyLogs:
    """`samples` is when each length of a reply was there, by its id, in epoch milliseconds."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._after: dict[str, Any] = {}
        self.samples: dict[str, list[tuple[int, float]]] = {}

    def add(self, reply_id: str) -> None:
        """Watch one more reply."""
        self.samples[reply_id] = []
        self._after[_log(reply_id)] = "0-0"

    async def watch(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        if not self._after:
            return
        found = dict(await self._redis.xread({**self._after}) or ())
        now = time.time() * 1000
        for reply_id, samples in self.samples.items():
            for place, fields in found.get(_log(reply_id), ()):
                self._after[_log(reply_id)] = place
                _note(samples, json.loads(fields["e"]), now)


def _note(samples: list[tuple[int, float]], event: Mapping[str, Any], now: float) -> None:
    if event["type"] == "restated":
        samples.append((len(event["text"]), now))
    elif event["type"] == "delta":
        before = samples[-1][0] if samples else 0
        samples.append((before + len(event["text"]), now))


def _log(reply_id: str) -> str:
    return f"spacerr:{{{reply_id}}}:log"

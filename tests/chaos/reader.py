"""A reader who follows a reply through every outage, and checks each piece as it comes."""

import asyncio

from spacerr.deps import Deps
from spacerr.domain.text import utf16_length, utf16_suffix
from spacerr.infra.redis.client import REDIS_ERRORS
from spacerr.services.replies import followers
from tests.support.people.replies import ADA


class Reader:
    """`text` is what the reader has seen: it only ever grows. `problem` says what went wrong."""

    def __init__(self, d: Deps, reply_id: str, whole: str) -> None:
        self.text, self.problem, self._whole = "", "", whole
        self.task = asyncio.create_task(self._follow(d, reply_id))

    async def _follow(self, d: Deps, reply_id: str) -> None:
        while True:
            try:
                async for growth in followers.follow(d, ADA, reply_id):
                    self._see(growth.offset, growth.text)
                    if growth.ended:
                        return
            except REDIS_ERRORS:
                await asyncio.sleep(0.1)

    def _see(self, offset: int, text: str) -> None:
        if offset > utf16_length(self.text):
            self.problem = f"a gap after {self.text[-40:]!r}"
        self.text += utf16_suffix(text, utf16_length(self.text) - offset)
        if not self._whole.startswith(self.text):
            self.problem = self.problem or f"wrong text: {self.text[-80:]!r}"

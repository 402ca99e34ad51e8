"""A bare tab that keeps a list true, as the sidebar does, and can rename a chat."""

import asyncio
import time
from typing import Any

from tests.bench.browser.bare_tab import MARK, READY, ROOT, BareTab

SIDEBAR = f"{ROOT}.spacerr___state___sidebar____sidebar_state"


class ListeningTab(BareTab):
    """`heard` is when each title was there first, in epoch milliseconds."""

    def __init__(self, cookie: str = "") -> None:
        super().__init__(cookie=cookie)
        self.heard: dict[str, float] = {}
        self._listed, self._news = asyncio.Event(), asyncio.Event()

    def rename(self, chat_id: str, title: str) -> None:
        self.say(f"{SIDEBAR}.rename", chat_id=chat_id, title=title)

    async def until_heard(self, title: str) -> float:
        """When it was heard. Raises AssertionError when it isn't soon."""
        try:
            async with asyncio.timeout(READY):
                while title not in self.heard:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError("a tab did not hear of a change") from None
        return self.heard[title]

    async def _ready(self) -> None:
        await super()._ready()
        try:
            await asyncio.wait_for(self._listed.wait(), READY)
        except TimeoutError:
            raise AssertionError("a tab got no list") from None

    def _receive(self, update: dict[str, Any]) -> None:
        super()._receive(update)
        changed = (update.get("delta") or {}).get(SIDEBAR, {})
        if changed.get(f"connection{MARK}"):
            self.say(f"{SIDEBAR}.follow", cursor={}, project_id="", archived=False)
        if (changed.get(f"opened{MARK}") or {}).get("version"):
            self._listed.set()
        for batch in changed.get(f"news{MARK}") or ():
            for event in batch["events"]:
                self.heard.setdefault(event["line"]["title"], time.time() * 1000)
        self._news.set()

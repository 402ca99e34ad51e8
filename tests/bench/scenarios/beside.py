"""How late one person's words are while another does what takes long, most of it in a chat of
40,000 messages. Beside them, a plain client of the limit is told the same text at the same time.
"""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from spacerr.domain.ids import new_id
from spacerr.domain.tables import Chat
from tests.bench.browser.bare_tab import BareTab
from tests.bench.browser.listening_tab import SIDEBAR
from tests.bench.measuring import machine, processes
from tests.bench.measuring.figures import Figures, Outcome, percentile, shown_at
from tests.bench.measuring.text import plain
from tests.bench.scenarios import long_chat
from tests.bench.stage import Stage
from tests.provider import Script

RATE = 60.0
FOLLOWED = Script(plain(2_400), rate=RATE)
SHORT = Script(plain(20), rate=RATE)
ENDLESS = Script(("word " * 200,) * 3_000)
"""More than a reply may have, as fast as it can be sent."""
LEAST, MOST = 6.0, len(FOLLOWED.tokens) / RATE - 2  # seconds of words that are looked at
PATIENCE = 300.0  # seconds


def beside(stage: Stage, raw: dict[str, Any]) -> Outcome:
    with stage.another(1) as server:
        chat = long_chat.store(server.data)
        processes.wait_until_idle(server.processes())
        busy, begun = machine.busy(), time.monotonic()
        with ThreadPoolExecutor(1) as apart:  # Playwright's own loop runs on this thread
            figures = apart.submit(asyncio.run, _all(stage, server.url, chat, raw)).result()
        elsewhere = machine.elsewhere(busy, machine.busy(), time.monotonic() - begun)
    figures["spacerr"]["elsewhere"] = elsewhere
    return figures


async def _all(stage: Stage, url: str, chat: Chat, raw: dict[str, Any]) -> Outcome:
    outcome: Outcome = {"limit": {}, "spacerr": {}}
    async with httpx.AsyncClient(
        base_url=f"{url}/api", headers={"Origin": url}, timeout=PATIENCE
    ) as client:
        doings = _Doings(stage, url, chat.id, client)
        for name, doing in doings.named().items():
            late = raw[name] = await _measured(stage, url, doing)
            for subject, delays in late.items():
                outcome[subject] |= _shares(name, delays)
    return outcome


def _shares(name: str, delays: list[float]) -> Figures:
    return {
        f"{name}_p50": percentile(delays, 50),
        f"{name}_p95": percentile(delays, 95),
        f"{name}_max": max(delays),
    }


async def _measured(
    stage: Stage, url: str, doing: Callable[[], Awaitable[object]]
) -> dict[str, list[float]]:
    """Milliseconds from each token's departure to the tab and to the plain client, of those that
    left while something was done.
    """
    stage.provider.play(FOLLOWED)
    asked = f"Tell me of the harbour {time.time()}"
    async with AsyncExitStack() as stack:
        tab = await stack.enter_async_context(BareTab().open(url))
        plainly = await stack.enter_async_context(_plain(stage.limit.server.url))
        tab.send(asked)
        async with asyncio.timeout(PATIENCE):
            await tab.asked.wait()
            while not tab.samples or not plainly:
                await asyncio.sleep(0.05)
            stage.provider.play(SHORT)
            begun = time.time()
            await doing()
            ended = min(max(time.time(), begun + LEAST), begun + MOST)
            await asyncio.sleep(max(0.0, ended + 1 - time.time()))
    sent = {
        "spacerr": next(it.sent for it in stage.provider.requests() if _last(it.body) == asked),
        "limit": [it.sent for it in stage.provider.requests() if it.body["model"] == "limit"][-1],
    }
    samples = {"spacerr": tab.samples, "limit": plainly}
    return {name: _late(sent[name], samples[name], begun, ended) for name in sent}


def _last(body: dict[str, Any]) -> str:
    return str(body["messages"][-1]["content"])


def _late(
    sent: list[float], samples: list[tuple[int, float]], begun: float, ended: float
) -> list[float]:
    ends = list(itertools.accumulate(map(len, FOLLOWED.tokens)))
    left = [it for it in sent if it <= ended]
    there = shown_at(ends[: len(left)], samples)
    return [at - 1000 * it for it, at in zip(left, there, strict=True) if it >= begun]


@asynccontextmanager
async def _plain(url: str) -> AsyncGenerator[list[tuple[int, float]]]:
    """When each length of a reply was there, for a client that does nothing but read it."""
    samples: list[tuple[int, float]] = []

    async def read() -> None:
        length = 0
        async with (
            httpx.AsyncClient(timeout=PATIENCE) as client,
            client.stream("POST", url) as answer,
        ):
            async for piece in answer.aiter_text():
                length += len(piece)
                samples.append((length, time.time() * 1000))

    reading = asyncio.create_task(read())
    try:
        yield samples
    finally:
        reading.cancel()


class _Doings:
    """What somebody else does meanwhile."""

    def __init__(self, stage: Stage, url: str, chat: str, client: httpx.AsyncClient) -> None:
        self._stage, self._url, self._chat, self._client = stage, url, chat, client
        self._file = ""

    def named(self) -> dict[str, Callable[[], Awaitable[object]]]:
        return {
            "nothing": self._nothing,
            "export": self._export,
            "markdown": self._markdown,
            "import": self._import,
            "open": self._open,
            "ask": self._ask,
            "link": self._link,
            "endless": self._endless,
            "cursors": self._cursors,
            "slow": self._slow,
        }

    async def _nothing(self) -> None:
        await asyncio.sleep(LEAST)

    async def _export(self) -> None:
        self._file = await self._get("export.json")

    async def _markdown(self) -> None:
        await self._get("export.md")

    async def _import(self) -> None:
        file = self._file.replace(self._chat, new_id())
        self._done(await self._client.post("/import", content=file.encode()))

    async def _open(self) -> None:
        for _ in range(5):
            async with BareTab(f"/chat/{self._chat}").open(self._url):
                pass

    async def _ask(self) -> None:
        async with BareTab(f"/chat/{self._chat}").open(self._url) as tab:
            tab.send("And then?")
            await tab.ended.wait()

    async def _link(self) -> None:
        made = self._done(await self._client.post(f"/chats/{self._chat}/links", json={}))
        self._done(await self._client.post("/shared", json={"token": made.json()["token"]}))

    async def _endless(self) -> None:
        self._stage.provider.play(ENDLESS)
        async with BareTab().open(self._url) as tab:
            tab.send("For ever")
            await tab.ended.wait()

    async def _cursors(self) -> None:
        async with BareTab().open(self._url) as tab:
            for n in range(50):
                odd = {"x": "9" * n, "": "-1", f"{n}": "0-0", "y" * 1_000: "\0"}
                tab.say(f"{SIDEBAR}.listen", cursor=odd)
                await asyncio.sleep(0.1)

    async def _slow(self) -> None:
        """The socket is read a little at a time, and left."""
        place = urlsplit(self._url)
        reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=4_096)
        path = f"/api/chats/{self._chat}/export.json"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        for _ in range(30):
            assert await reader.read(4_096)
            await asyncio.sleep(0.2)
        writer.close()

    async def _get(self, what: str) -> str:
        return self._done(await self._client.get(f"/chats/{self._chat}/{what}")).text

    @staticmethod
    def _done(answer: httpx.Response) -> httpx.Response:
        assert answer.status_code == 200, json.dumps(answer.text[:300])
        return answer

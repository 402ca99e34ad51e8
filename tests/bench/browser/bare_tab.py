"""A tab without a page: it says what a page says on its websocket, and keeps the newest reply.

The one file here that knows what travels on that websocket. Cheap enough to open fifty of them
beside the server that is measured.
"""

import asyncio
import base64
import contextlib
import json
import os
import time
from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

ROOT = "reflex___state____state"
CHAT = f"{ROOT}.chat_state"
LOAD = f"{ROOT}.reflex___state____on_load_internal_state.on_load_internal"
READY = 30.0  # seconds
MARK = "_rx_state_"
TEXT, CLOSE = 1, 8  # websocket opcodes
ACTIVE = ("pending", "thinking", "streaming", "tool-calling", "building")


class BareTab:
    """`samples` is when each length of the reply was there, in epoch milliseconds; `followed` how
    much of it came while it was being written.
    """

    def __init__(self, path: str = "/chat", cookie: str = "") -> None:
        self._cookie = cookie
        self.reply_id = self.text = self.status = ""
        self.followed = 0
        self.samples: list[tuple[int, float]] = []
        self.asked, self.ended = asyncio.Event(), asyncio.Event()
        self._loaded = asyncio.Event()
        self._path = path

    @contextlib.asynccontextmanager
    async def open(self, url: str) -> AsyncGenerator["BareTab"]:
        """Connected, on its chat or a new one, until the block ends. Raises AssertionError if it
        can't be.
        """
        place = urlsplit(url)
        self._reader, self._writer = await asyncio.open_connection(place.hostname, place.port)
        await self._shake_hands(place.netloc, url)
        listening = asyncio.create_task(self._listen())
        try:
            await self._ready()
            yield self
        finally:
            listening.cancel()
            self._writer.close()

    def send(self, question: str) -> None:
        """Ask, as the composer does."""
        where = {"chat": self._path.removeprefix("/chat").strip("/")}
        self.say(f"{CHAT}.send", text=question, request_id=str(uuid4()), where=where)

    async def _ready(self) -> None:
        try:
            await asyncio.wait_for(self._loaded.wait(), READY)
        except TimeoutError:
            raise AssertionError("a tab was not loaded") from None

    async def _shake_hands(self, host: str, origin: str) -> None:
        key = base64.b64encode(os.urandom(16)).decode()
        query = f"token={uuid4()}&EIO=4&transport=websocket"
        lines = (
            f"GET /_event/?{query} HTTP/1.1", f"Host: {host}", f"Origin: {origin}",
            "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {key}", f"Cookie: {self._cookie}",
        )  # fmt: skip
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.partition(b"\r\n")[0]:
            raise AssertionError(f"no websocket: {head[:200]!r}")

    async def _listen(self) -> None:
        while (frame := await self._frame()) is not None:
            if frame.startswith("0{"):  # Engine.IO is open: join Reflex's namespace, load the page
                event = self._event(f"{ROOT}.hydrate_and_load", {})
                self._write("40/_event," + json.dumps({"event": event}))
            elif frame == "2":
                self._write("3")
            elif frame.startswith("42/_event,"):
                name, *values = json.loads(frame[len("42/_event,") :])
                if name == "event":
                    self._receive(values[0])

    def _receive(self, update: dict[str, Any]) -> None:
        for changed in (update.get("delta") or {}).values():
            for chunk in changed.get(f"live{MARK}") or ():
                self._grow(chunk)
            if len(turn := changed.get(f"turn{MARK}") or ()) == 2:
                self._show(turn[1])
            if changed.get(f"is_hydrated{MARK}"):
                self._loaded.set()
        for event in update.get("events") or ():
            if event["name"] == "_redirect":
                self._path = event["payload"]["path"]
                self.say(LOAD)

    def _grow(self, chunk: list[Any]) -> None:
        key, offset, piece = chunk[:3]
        if not self.reply_id.endswith(key) or offset > len(self.text):
            return
        self._has(self.text + piece[len(self.text) - offset :])
        self.followed = len(self.text)

    def _show(self, reply: dict[str, Any]) -> None:
        self.reply_id, self.status = reply["id"], reply["status"]
        self.asked.set()
        if self.status not in ACTIVE:
            self._has(reply["text"])
            self.ended.set()

    def _has(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.samples.append((len(text), time.time() * 1000))

    def say(self, name: str, **payload: Any) -> None:
        """Send an event, as a page does."""
        self._write("42/_event," + json.dumps(["event", self._event(name, payload)]))

    def _event(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        router = {"pathname": self._path, "asPath": self._path}
        return {"name": name, "payload": payload, "router_data": router}

    async def _frame(self) -> str | None:
        """The next text frame; None when the server closes."""
        parts = b""
        while True:
            first, length = await self._reader.readexactly(2)
            if length >= 126:
                width = 2 if length == 126 else 8
                length = int.from_bytes(await self._reader.readexactly(width))
            parts += await self._reader.readexactly(length)
            if first & 0x0F == CLOSE:
                return None
            if first & 0x80:
                return parts.decode()

    def _write(self, text: str) -> None:
        """One masked text frame. A mask of zeros is a mask, and leaves the bytes as they are."""
        data = text.encode()
        size = len(data)
        length = bytes([0x80 | size]) if size < 126 else bytes([0xFE]) + size.to_bytes(2)
        self._writer.write(bytes([0x80 | TEXT]) + length + bytes(4) + data)

"""One client's connection: requests in, bytes out, and always whether the client is there."""

import asyncio
import math
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import responses
from typing import Self

from tests.provider.frames import odd

HEAD_LIMIT = 256 * 1024
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class HungUp(Exception):
    """The client closed the connection before it had the whole answer."""


@dataclass(frozen=True, slots=True)
class Request:
    """`headers` have lower-case names; `query` is what the address asks behind the path."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query: str = ""


class Link:
    """An HTTP/1.1 connection, kept alive between requests while `open` is true.

    A pump reads all the time, also while an answer is being written: that is how a client that
    leaves is noticed at once (`gone_at`, epoch seconds) and not at the next write. `client_port`
    tells connections apart.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._inbox = asyncio.StreamReader(limit=HEAD_LIMIT)
        self._gone = asyncio.Event()
        self.client_port: int = writer.get_extra_info("peername")[1]
        self.gone_at: float | None = None
        self.open = True
        self.one_byte = False
        self.odd_lines = False
        writer.transport.set_write_buffer_limits(high=0)

    async def __aenter__(self) -> Self:
        self._pump = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._pump.cancel()
        self._writer.close()

    async def request(self) -> Request | None:
        """The next request, or None when the client wants nothing more."""
        try:
            head = await self._inbox.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").strip().split("\r\n")
            method, path, _ = first.split(" ")
            pairs = (line.partition(":") for line in lines)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            body = await self._inbox.readexactly(int(headers.get("content-length", 0)))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            return None
        self.open = headers.get("connection", "").lower() != "close"
        path, _, query = path.partition("?")
        return Request(method, path, headers, body, query)

    async def until(self, due: float) -> None:
        """Wait until the loop's clock reads `due`. Raises HungUp as soon as the client leaves."""
        try:
            async with asyncio.timeout_at(None if math.isinf(due) else due):
                await self._gone.wait()
        except TimeoutError:
            return
        raise HungUp

    async def respond(
        self, status: int, body: bytes, headers: Mapping[str, str], *, cut: bool = False
    ) -> None:
        """Answer in one piece, as JSON; `cut` keeps the second half of the body back."""
        told = {"Content-Length": str(len(body)), **headers}
        self._head(status, {"Content-Type": "application/json", **told})
        await self._write(body[: len(body) // 2] if cut else body)

    async def start_stream(self, headers: Mapping[str, str]) -> None:
        self.one_byte = self.odd_lines = False
        sse = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-cache"}
        self._head(200, {**sse, "Transfer-Encoding": "chunked", **headers})
        await self._write(b"")

    async def send(self, events: list[bytes], *, last: bool = False) -> None:
        """Write SSE events in one go, each its own HTTP chunk; `last` ends the body.

        Raises HungUp.
        """
        if self.odd_lines:
            events = [odd(event) for event in events]
        ending = b"0\r\n\r\n" if last else b""
        if not self.one_byte:
            chunks = [b"%x\r\n%b\r\n" % (len(event), event) for event in events]
            await self._write(b"".join(chunks) + ending)
            return
        for byte in b"".join(events):
            await self._write(b"1\r\n%c\r\n" % byte)
            await asyncio.sleep(0)
        await self._write(ending)

    def reset(self) -> None:
        """Drop the connection with a TCP RST, as a crashed machine or a firewall does."""
        raw: socket.socket = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self._writer.transport.abort()
        self.open = False

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        first = f"HTTP/1.1 {status} {responses.get(status, '')}\r\n"
        self._writer.write(f"{first}{lines}\r\n".encode("latin-1"))

    async def _write(self, data: bytes) -> None:
        if self.gone_at is not None:
            raise HungUp
        try:
            self._writer.write(data)
            await self._writer.drain()
        except (ConnectionError, RuntimeError) as error:  # uvloop's, for a transport that is closed
            self._left()
            raise HungUp from error

    async def _read(self) -> None:
        try:
            while data := await self._reader.read(HEAD_LIMIT):
                self._inbox.feed_data(data)
        except ConnectionError:
            pass
        self._left()

    def _left(self) -> None:
        if self.gone_at is None:
            self.gone_at = time.time()
            self._inbox.feed_eof()
            self._gone.set()

"""The limit: a page that does nothing but show a provider's text as it comes.

`python -m tests.bench.browser.limit PROVIDER-URL` prints its own URL and serves until it is ended.
"""

import asyncio
import contextlib
import html
import json
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.bench.scenarios.history import turns

PAGE = Path(__file__).with_name("limit.html")
BLOCK = 65536


class Limit:
    def __init__(self, provider: str) -> None:
        self._provider = urlsplit(provider)

    async def serve(self) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, target, _ = head.split(" ", 2)
            if method == "POST":
                await self._relay(writer)
            else:
                _page(writer, urlsplit(target).query)
            await writer.drain()
        writer.close()

    async def _relay(self, writer: asyncio.StreamWriter) -> None:
        """Pass on each piece of text the moment it comes, several at once if they came so."""
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n")
        writer.write(b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        async for text in self._texts():
            piece = text.encode()
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()
        writer.write(b"0\r\n\r\n")

    async def _texts(self) -> AsyncGenerator[str]:
        port = self._provider.port
        reader, writer = await asyncio.open_connection(self._provider.hostname, port)
        asked = {"model": "limit", "stream": True, "messages": [{"role": "user", "content": "?"}]}
        body = json.dumps(asked).encode()
        head = f"POST {self._provider.path}/chat/completions HTTP/1.1\r\nConnection: close\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        rest = b""
        try:
            while block := await reader.read(BLOCK):
                *lines, rest = (rest + block).split(b"\n")
                if text := "".join(map(_content, lines)):
                    yield text
        finally:
            writer.close()


def _content(line: bytes) -> str:
    """The text in one line; HTTP's and the protocol's own lines have none."""
    if not line.startswith(b"data: {"):
        return ""
    choices = json.loads(line[len(b"data: ") :])["choices"]
    return choices[0]["delta"].get("content", "") if choices else ""


def _page(writer: asyncio.StreamWriter, query: str) -> None:
    shown = turns(int(parse_qs(query).get("turns", ["0"])[0]))
    history = "".join(
        f'<article data-role="{role}"><div class="markdown">{html.escape(text)}</div></article>'
        for turn in shown
        for role, text in zip(("user", "assistant"), turn, strict=True)
    )
    body = PAGE.read_text("utf-8").replace("{history}", history).encode()
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n")
    writer.write(b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(Limit(sys.argv[1]).serve())

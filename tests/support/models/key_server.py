"""Servers that keys are for, on loopback: they list models, or do whatever else servers do."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

GOOD_KEY = "sk-good-0123456789abcd"
OPENAI = {"data": [{"id": "one"}, {"id": "two"}]}


@dataclass
class Answer:
    """What is sent back to whoever asks; a negative status is silence."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


SILENCE = Answer(-1)


def listing(content: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(content).encode(), {"Content-Type": "application/json"})


@dataclass
class KeyServer:
    """`answers` by path; "" is for all others. With a `key`, another one is refused. `asked` are
    the paths and headers of all requests.
    """

    answers: dict[str, Answer]
    key: str = ""
    port: int = 0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except asyncio.IncompleteReadError:  # an impatient client leaves before it asks
            writer.close()
            return
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        path = head[0].split(" ")[1]
        self.asked.append((path, headers))
        answer = self._answer(path, headers)
        try:
            if answer.status < 0:
                await reader.read()
            more = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
            length = f"Content-Length: {len(answer.body)}\r\nConnection: close\r\n"
            writer.write(f"HTTP/1.1 {answer.status} Said\r\n{length}{more}\r\n".encode())
            writer.write(answer.body)
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    def _answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        if self.key and not any(self.key.lower() in value for value in headers.values()):
            return listing({"error": {"message": "Incorrect API key provided"}}, 401)
        return self.answers.get(path) or self.answers[""]


@asynccontextmanager
async def key_server(answers: Any = None, key: str = "") -> AsyncGenerator[KeyServer]:
    """A server while its context is open; it lists two models unless told otherwise."""
    answers = {"": listing(OPENAI)} if answers is None else answers
    kept = KeyServer(answers if isinstance(answers, dict) else {"": answers}, key)
    server = await asyncio.start_server(kept.serve, "127.0.0.1", 0)
    kept.port = server.sockets[0].getsockname()[1]
    async with server:
        yield kept


def resolve_as(monkeypatch, *answers, then=(), asked=None):
    """Have the running loop know one more name, `models.test`, by these addresses; `then` by those,
    from the second time on. `asked` gets the name each time.
    """
    loop, times = asyncio.get_running_loop(), asked if asked is not None else []
    resolve = loop.getaddrinfo

    async def getaddrinfo(host, port, **more):
        name = host.decode() if isinstance(host, bytes) else host
        if name != "models.test":
            return await resolve(host, port, **more)
        times.append(name)
        found = then if then and len(times) > 1 else answers
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [
            (family[":" in it], socket.SOCK_STREAM, 6, "", (it, int(port or 0))) for it in found
        ]

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)

"""The provider itself: what it answers to whom, and everything it was asked."""

import asyncio
import json
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from tests.provider import control
from tests.provider.frames import dump
from tests.provider.link import HungUp, Link, Request
from tests.provider.playing import play
from tests.provider.script import Script
from tests.provider.seen import Record, Seen

Body = dict[str, Any]
ASKING = ("/chat/completions", "/v1/messages", "/api/chat")
ASKING += (":streamGenerateContent", ":generateContent")
"""How the addresses end at which models are asked, in one protocol or another."""
TITLE_ASK = "Name this conversation"


def asks_for_title(body: Body) -> bool:
    """True for a request that does not stream, and for Spacerr's own question, which does."""
    said = body.get("messages") or body.get("contents") or [{}]
    streams = body.get("stream") or "contents" in body
    return not streams or _text_of(said[-1]).startswith(TITLE_ASK)


def _text_of(message: Body) -> str:
    """What a message says, in any of the protocols."""
    said = message.get("content") or message.get("parts")
    return str(said[0].get("text") if isinstance(said, list) else said)


class ScriptedProvider(Record):
    """A provider on loopback while its context is open.

    A reply comes from the queue, else from `answer`, else it is `script`; a request for which
    `is_title` holds is answered with `title` (a Script to let it fail) and kept in `titles`.
    """

    def __init__(
        self,
        script: Script | None = None,
        *,
        models: Iterable[str] = ("scripted-1",),
        port: int = 0,
    ) -> None:
        """`port` 0 takes a free one."""
        super().__init__()
        self.script = script or Script()
        self.models = tuple(models)
        self.said: Mapping[str, Body] = {}
        """What the list says of some models beside their names."""
        self.answer: Callable[[Body], Script] | None = None
        self.title: str | Script = "A short title"
        self.is_title: Callable[[Body], bool] = asks_for_title
        self.lists_given = 0
        """How often it was asked which models it has."""
        self._queue: deque[Script] = deque()
        self._port = port
        self._links: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Drops every connection, also in mid-reply."""
        self._server.close()
        for link in self._links:
            link.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """The API base as OpenAI has it, such as http://127.0.0.1:40001/v1."""
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def anthropic_url(self) -> str:
        """The API base as Anthropic has it, and where Azure and Ollama are."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def gemini_url(self) -> str:
        """The API base as Google has it."""
        return f"http://127.0.0.1:{self._port}/v1beta"

    def queue(self, *scripts: Script) -> None:
        """Answer the next replies with these, in order."""
        self._queue.extend(scripts)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._links.add(task)
        try:
            async with Link(reader, writer) as link:
                while link.open and (request := await link.request()):
                    await self._respond(link, request)
        except (HungUp, asyncio.CancelledError):
            pass  # Python 3.11 reports a connection's task that ends cancelled as a crash.
        finally:
            self._links.discard(task)

    async def _respond(self, link: Link, request: Request) -> None:
        match request.method, request.path:
            case "POST", path if path.endswith(ASKING):
                await self._complete(link, request)
            case "GET", path if path.endswith("/models"):
                self.lists_given += 1
                listed = [
                    {"id": it, "object": "model", "created": 0, **self.said.get(it, {})}
                    for it in self.models
                ]
                await link.respond(200, dump({"object": "list", "data": listed}), {})
            case _:
                status, answer = control.handle(self, request)
                await link.respond(status, dump(answer), {})

    async def _complete(self, link: Link, request: Request) -> None:
        try:
            body = json.loads(request.body)
        except ValueError:
            await link.respond(400, dump({"error": {"message": "The body is no JSON."}}), {})
            return
        path = f"{request.path}?{request.query}" if request.query else request.path
        seen = Seen(body, request.headers, link.client_port, path)
        titled = self.is_title(body)
        (self.titles if titled else self.requests).append(seen)
        self.pulse()
        try:
            await play(link, self._title() if titled else self._reply(body), seen)
        except HungUp:
            seen.closed_by_client_at = link.gone_at
            raise
        finally:
            seen.over = True
            self.pulse()

    def _reply(self, body: Body) -> Script:
        if self._queue:
            return self._queue.popleft()
        return self.answer(body) if self.answer else self.script

    def _title(self) -> Script:
        return self.title if isinstance(self.title, Script) else Script((self.title,))

"""Reads OpenAI's chunks as plain JSON. Where LiteLLM gets them through OpenAI's client, they hold
all facts, and LiteLLM's objects of them cost twenty times as much.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import aclosing
from itertools import groupby
from typing import Any, cast

import httpx

from spacerr.domain.errors.answers import AnswerTooLong
from spacerr.domain.limits import ANSWER_BYTES
from spacerr.infra.answers.answer import ErrorFrame, FinishState, Pieces, UnreadableFrame
from spacerr.infra.answers.bodies import read_up_to
from spacerr.infra.answers.message_parts import message_parts, non_text_parts
from spacerr.infra.answers.sse import SSEDecoder
from spacerr.infra.answers.tool_calls import CallPiece

LAST_BYTES = 0.05
"""Seconds to wait for the end of the body after [DONE]: a connection that was read to its end
serves the next reply, any other is closed."""

TURN = 4_096
"""Yield to the event loop after so many bytes: reading bytes that have arrived never waits."""

_REASONS = {
    "max_tokens": "length",
    "end_turn": "stop",
    "eos": "stop",
    "eos_token": "stop",
    "stop_sequence": "stop",
    "refusal": "content_filter",
    "sensitive": "content_filter",
    "tool_use": "tool_calls",
    "function_call": "tool_calls",
}
"""Other words for OpenAI's finish reasons, used by servers that otherwise speak its protocol."""

_FAILED = ("error", "network_error")


class OpenAIAnswer:
    def __init__(self, response: httpx.Response) -> None:
        self.finish = FinishState()
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        self._done = False
        self._fault: Exception | None = None

    async def pieces(self) -> AsyncGenerator[Pieces]:
        decoder, begun, since_pause = SSEDecoder(), b"", 0
        async with aclosing(cast("AsyncGenerator[bytes]", self._response.aiter_bytes())) as reads:
            while (data := await self._read(reads)) is not None:
                if not begun:
                    if not (begun := data.lstrip()):
                        continue
                    if begun.startswith(b"{"):
                        yield await self._in_one_piece(begun, reads)
                        return
                    data = begun
                if not (events := decoder.feed(data)):
                    continue
                yield self._hear(events)
                if self._fault:
                    raise self._fault
                if self._done:
                    self.finish.close()
                    await self._read_to_the_end(reads)
                    return
                since_pause += len(data)
                if since_pause >= TURN:
                    since_pause = 0
                    await asyncio.sleep(0)

    async def _in_one_piece(self, begun: bytes, reads: AsyncGenerator[bytes]) -> Pieces:
        """One JSON object, from a server that doesn't stream, or that has an error to report."""
        body, complete = await read_up_to(_after(begun, reads), ANSWER_BYTES)
        if not complete:
            raise AnswerTooLong
        said = self._hear([body])
        if self._fault:
            raise self._fault
        return said

    async def _read(self, reads: AsyncGenerator[bytes]) -> bytes | None:
        """The next bytes, None at the end. A connection that breaks after a complete reply is an
        end too.
        """
        try:
            return await anext(reads, None)
        except (httpx.ReadError, httpx.RemoteProtocolError):
            if not self.finish.is_complete:
                raise
            return None

    async def _read_to_the_end(self, reads: AsyncGenerator[bytes]) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_BYTES):
                while await self._read(reads) is not None:
                    pass

    def _hear(self, events: list[bytes]) -> Pieces:
        """The text of these events, up to the end or an error."""
        said: Pieces = []
        for event in events:
            if event.startswith(b"[DONE]"):
                self._done = True
                break
            try:
                said += self._note(_parsed(event))
            except (ErrorFrame, UnreadableFrame) as fault:
                self._fault = fault
                break
        return [piece for kind, run in groupby(said, type) for piece in _joined(kind, run)]

    def _note(self, chunk: dict[str, Any]) -> Pieces:
        """Record the chunk's facts about the end; returns the text of its first choice."""
        ending = self.finish
        if isinstance(model := chunk.get("model"), str) and model:
            ending.model = model
        if isinstance(usage := chunk.get("usage"), dict) and usage:
            ending.usage = {name: value for name, value in usage.items() if value is not None}
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return []
        delta = choice.get("delta") or choice.get("message")
        said = message_parts(delta) if isinstance(delta, dict) else []
        ending.non_text |= non_text_parts(delta) if isinstance(delta, dict) else set()
        reason = str(choice.get("finish_reason") or "")
        if reason in _FAILED:
            raise ErrorFrame(choice.get("error"))
        ending.add_chunk(_REASONS.get(reason, reason), has_text=bool(said))
        return said


def _joined(kind: type, neighbours: Iterable[Any]) -> Pieces:
    """Neighbours of one kind: pieces of text as one piece, pieces of calls as they are."""
    if kind is CallPiece:
        return list(neighbours)
    return [kind(text="".join(it.text for it in neighbours))]


def _parsed(event: bytes) -> dict[str, Any]:
    try:
        chunk = json.loads(event.decode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFrame from error
    if not isinstance(chunk, dict):
        raise UnreadableFrame
    if error := chunk.get("error"):
        raise ErrorFrame(error)
    if chunk.get("object") == "error":
        raise ErrorFrame(chunk)
    return chunk


async def _after(begun: bytes, reads: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    if begun:
        yield begun
    async for data in reads:
        yield data

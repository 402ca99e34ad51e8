"""Reads LiteLLM's answers: its own objects for any provider, or OpenAI's chunks beneath them."""

from collections.abc import AsyncGenerator, Mapping
from typing import Any

import httpx

from spacerr.infra.answers.answer import NO_FINISH_REASON, Answer, FinishState, Pieces
from spacerr.infra.answers.message_parts import message_parts, non_text_parts
from spacerr.infra.answers.openai_chunks import OpenAIAnswer
from spacerr.infra.answers.thinking_blocks import FIELD, ThinkingBlocks

_CHUNKS_KEPT = 100
"""Chunks that LiteLLM may keep of one answer."""

_OPENAI_CHUNKS = ("openai", "azure")  # what LiteLLM calls streams of OpenAI's chat chunks


def answer(stream: Any) -> Answer:
    """A reader for the result of `acompletion`: the cheap one if its type is exactly known."""
    response = _openai_response(stream)
    return OpenAIAnswer(response) if response else LiteLLMAnswer(stream)


def _openai_response(stream: Any) -> httpx.Response | None:
    """The unread response beneath OpenAI's own stream, if there is one."""
    beneath = getattr(stream, "completion_stream", None)
    response = getattr(beneath, "response", None)
    known = (
        type(stream).__name__ == "CustomStreamWrapper"
        and getattr(stream, "custom_llm_provider", None) in _OPENAI_CHUNKS
        and (type(beneath).__module__, type(beneath).__name__) == ("openai", "AsyncStream")
        and isinstance(response, httpx.Response)
        and not response.is_stream_consumed
    )
    return response if known else None


class LiteLLMAnswer:
    def __init__(self, stream: Any) -> None:
        self.finish = FinishState()
        headers = getattr(stream, "_response_headers", None)
        self.headers: Mapping[str, str] = headers if isinstance(headers, Mapping) else {}
        self._stream = stream
        self._blocks = ThinkingBlocks()

    async def pieces(self) -> AsyncGenerator[Pieces]:
        ending = self.finish
        async for chunk in self._stream:
            ending.model = chunk.model or ending.model
            self._spare_memory()
            if (usage := getattr(chunk, "usage", None)) and self._counted_by_the_provider():
                ending.usage = usage.model_dump(exclude_none=True)
            pieces = _pieces(chunk)
            if chunk.choices:
                choice = chunk.choices[0]
                fields = _fields(choice.delta)
                ending.non_text |= non_text_parts(fields)
                self._blocks.add(fields)
                ending.add_chunk(choice.finish_reason or "", has_text=bool(pieces))
            yield pieces
        if self._blocks.whole:
            ending.extra = {FIELD: self._blocks.whole}
        if not self._ended_by_the_provider():
            ending.finish_reason = ""  # LiteLLM says "stop" all the same

    def _ended_by_the_provider(self) -> bool:
        """Whether the provider sent a finish reason: LiteLLM keeps it in one of two places."""
        places = ("received_finish_reason", "intermittent_finish_reason")
        reasons = (getattr(self._stream, it, self.finish.finish_reason) for it in places)
        return any(str(it or "").lower() not in NO_FINISH_REASON for it in reasons)

    def _counted_by_the_provider(self) -> bool:
        """Whether a chunk had the usage. Otherwise LiteLLM counts by itself, from the chunks that
        it still has.
        """
        chunks = getattr(self._stream, "chunks", ())
        return any(getattr(chunk, "usage", None) for chunk in chunks)

    def _spare_memory(self) -> None:
        """Drop chunks. LiteLLM keeps every one, some kilobytes each, to count at the end; but it
        reads only the last two, and those with usage.
        """
        chunks = getattr(self._stream, "chunks", None)
        if isinstance(chunks, list) and len(chunks) > _CHUNKS_KEPT:
            counted = [it for it in chunks[:-2] if getattr(it, "usage", None)]
            chunks[:-2] = [*counted[:2], *counted[2:][-2:]]


def _pieces(chunk: Any) -> Pieces:
    return [piece for choice in chunk.choices[:1] for piece in message_parts(_fields(choice.delta))]


def _fields(delta: Any) -> dict[str, Any]:
    """All that a delta holds: LiteLLM keeps most of it beside the declared fields."""
    return {**vars(delta), **(getattr(delta, "model_extra", None) or {})}

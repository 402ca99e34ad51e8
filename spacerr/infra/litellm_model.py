"""Every hosted and local model, through LiteLLM."""

import asyncio
import json
import os
from collections.abc import AsyncGenerator
from dataclasses import replace
from types import ModuleType
from typing import Any

import structlog

from spacerr.domain.errors import EmptyReply, ReplyCutOff
from spacerr.domain.events import Completed, Delta, ModelEvent, Reasoning
from spacerr.domain.status import Role
from spacerr.infra.model import ModelRequest, Said
from spacerr.infra.model_errors import as_model_error
from spacerr.timings import FIRST_TOKEN_LIMIT, SILENCE_LIMIT

log = structlog.get_logger(__name__)

_loading = asyncio.Lock()
_loaded: ModuleType | None = None


async def litellm() -> Any:
    """The LiteLLM module. The first call imports and warms it in a thread (4 s, 185 MB)."""
    global _loaded
    async with _loading:
        if _loaded is None:
            _loaded = await asyncio.to_thread(_load)
    return _loaded


def _load() -> ModuleType:
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # or it asks the internet
    import litellm

    litellm.disable_hf_tokenizer_download = True
    litellm.suppress_debug_info = True
    asyncio.run(_warm(litellm))
    return litellm


async def _warm(module: Any) -> None:
    """The first call of a process blocks its loop for most of a second: make it here, on another
    loop, over real HTTP to a server of our own that says one word.
    """
    server = await asyncio.start_server(_say_one_word, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        asked = ModelRequest("openai/warm", (Said(Role.USER, "Hi"),))
        stream = await module.acompletion(
            **_arguments(replace(asked, api_base=f"http://127.0.0.1:{port}/v1", api_key="warm"))
        )
        async for _ in _events(stream):
            pass


async def _say_one_word(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    choice = {"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop"}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "warm"}
    said = json.dumps({**chunk, "choices": [choice]})
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    writer.write(f"{head}data: {said}\n\ndata: [DONE]\n\n".encode())
    await writer.drain()
    writer.close()


class LiteLLMModel:
    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Stream one completion. Raises ModelError; the socket is closed when this is closed."""
        module = await litellm()
        chunks: Any = None
        spoke = False
        try:
            async with asyncio.timeout(FIRST_TOKEN_LIMIT):
                chunks = await module.acompletion(**_arguments(request))
            async for event in _events(chunks):
                spoke = True
                yield event
        except Exception as error:
            log.info("model.failed", model=request.model, reason=type(error).__name__)
            raise as_model_error(error, spoke=spoke) from error
        finally:
            if chunks is not None:
                await _close(chunks)


def _arguments(request: ModelRequest) -> dict[str, Any]:
    return {
        "model": request.model,
        "messages": [{"role": said.role.value, "content": said.text} for said in request.said],
        "api_base": request.api_base,
        "api_key": request.api_key,
        "stream": True,
        "stream_options": {"include_usage": True},
        "num_retries": 0,
        "max_retries": 0,
        "drop_params": True,
        "timeout": FIRST_TOKEN_LIMIT * 2,  # per read; our own limits come first
    }


async def _events(chunks: Any) -> AsyncGenerator[ModelEvent]:
    reason, model, usage, spoke = "", "", dict[str, Any](), False
    arriving = aiter(chunks)
    while True:
        try:
            async with asyncio.timeout(SILENCE_LIMIT if spoke else FIRST_TOKEN_LIMIT):
                chunk = await anext(arriving)
        except StopAsyncIteration:
            break
        model = chunk.model or model
        if counted := getattr(chunk, "usage", None):
            usage = counted.model_dump(exclude_none=True)
        for event in _pieces(chunk):
            spoke = True
            yield event
        if chunk.choices and chunk.choices[0].finish_reason:
            reason = chunk.choices[0].finish_reason
    if not spoke:
        raise EmptyReply
    if not getattr(chunks, "received_finish_reason", reason):  # LiteLLM says "stop" all the same
        raise ReplyCutOff
    yield Completed(finish_reason=reason, model=model, usage=usage)


def _pieces(chunk: Any) -> list[ModelEvent]:
    pieces: list[ModelEvent] = []
    for choice in chunk.choices[:1]:
        thought = getattr(choice.delta, "reasoning_content", None)
        if thought or (thought := getattr(choice.delta, "reasoning", None)):
            pieces.append(Reasoning(text=thought))
        if choice.delta.content:
            pieces.append(Delta(text=choice.delta.content))
    return pieces


async def _close(chunks: Any) -> None:
    """LiteLLM leaves the socket open unless it is told."""
    try:
        await chunks.aclose()
    except Exception as error:
        log.debug("model.close_failed", reason=type(error).__name__)

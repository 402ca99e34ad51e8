"""Every hosted and local model, through LiteLLM."""

import asyncio
import gc
import json
import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import structlog

from spacerr.domain.errors.models import ModelError, UnguardedClients
from spacerr.domain.replies.events import Adjusted, ModelEvent, Working
from spacerr.domain.status import Role
from spacerr.infra.answers.answer import Answer
from spacerr.infra.answers.events import events
from spacerr.infra.answers.litellm_chunks import LiteLLMAnswer, answer
from spacerr.infra.answers.liveness import ServerActivity, tracking
from spacerr.infra.llm import patches
from spacerr.infra.llm.errors import to_model_error
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.infra.llm.messages import build_messages
from spacerr.infra.llm.model_info import get_model_info
from spacerr.infra.llm.params import litellm_params, own_credentials_only, request_params
from spacerr.infra.llm.refused_fields import (
    AdjustmentCache,
    add_adjustment,
    apply_adjustments,
    effective_adjustments,
    refused_field,
)
from spacerr.infra.net.ssrf_check import Request, check_guard
from spacerr.infra.net.ssrf_guard import (
    public_addresses_only,
    require_public_server,
)
from spacerr.infra.redis.busy_servers import streaming

log = structlog.get_logger(__name__)

_SPARED = {"temperature": "temperature", "effort": "reasoning_effort"}
"""Parameters, and the adjustments with which they aren't sent."""

_loading = asyncio.Lock()
_loaded: ModuleType | UnguardedClients | None = None
_TRIED = ("openai/try", "azure/try", "ollama_chat/try", "anthropic/try", "gemini/try")
"""A model for each way in which LiteLLM connects."""


async def load_litellm() -> Any:
    """The LiteLLM module. The first call imports and warms it in a thread (4 s, 185 MB).

    Raises UnguardedClients, every time, where its connections can't be guarded.
    """
    global _loaded
    async with _loading:
        if _loaded is None:
            loop = type(asyncio.get_running_loop())
            try:
                _loaded = await asyncio.to_thread(_load, loop)
            except UnguardedClients as error:
                _loaded = error
    if isinstance(_loaded, UnguardedClients):
        raise UnguardedClients from _loaded
    return _loaded


def _load(loop: Callable[[], asyncio.AbstractEventLoop]) -> ModuleType:
    """`loop` makes an event loop like the one that will be used: LiteLLM's connections depend on
    it.
    """
    os.environ["DISABLE_AIOHTTP_TRANSPORT"] = "False"  # LiteLLM's other one isn't guarded
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # any other word, and it asks the internet
    import litellm

    litellm.disable_hf_tokenizer_download = True
    litellm.suppress_debug_info = True
    module: Any = litellm
    module.REPEATED_STREAMING_CHUNK_LIMIT = sys.maxsize  # "ha ha ha …" is an answer, too
    patches.patch_before_first_call()
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(_warm(litellm))
    get_model_info("")
    patches.share_http_client(litellm)
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(check_guard({model: _way(litellm, model) for model in _TRIED}))
    patches.skip_plain_messages()
    gc.collect()
    gc.freeze()  # a million objects that stay: looking through them again costs up to half a second
    return litellm


def _way(module: Any, model: str) -> Request:
    async def ask(url: str) -> None:
        version = "2024-10-21" if model.startswith("azure") else None
        request = ModelRequest(model, (ChatMessage(Role.USER, "Hi"),), api_base=url, api_key="try")
        arguments = _arguments(replace(request, api_version=version))
        async for _ in answer(await module.acompletion(**arguments)).pieces():
            pass

    return ask


async def _warm(module: Any) -> None:
    """Make the first call of the process here: it blocks its loop for most of a second. It is made
    on another loop, over real HTTP to a server of our own that answers one word.
    """
    server = await asyncio.start_server(_send_one_word, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        request = ModelRequest("openai/warm", (ChatMessage(Role.USER, "Hi"),))
        request = replace(request, api_base=f"http://127.0.0.1:{port}/v1", api_key="warm")
        for way in (answer, LiteLLMAnswer):
            stream = await module.acompletion(**_arguments(request))
            async for _ in way(stream).pieces():
                pass


async def _send_one_word(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    choice = {"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop"}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "warm"}
    said = json.dumps({**chunk, "choices": [choice]})
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    writer.write(f"{head}data: {said}\n\ndata: [DONE]\n\n".encode())
    await writer.drain()
    writer.close()


class LiteLLMModel:
    def __init__(self) -> None:
        self._adjustments = AdjustmentCache()

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        """Stream one completion. Where a server refuses a field, the request is sent once more
        without it.

        Raises ModelError; the socket is closed when this is closed.
        """
        module = await load_litellm()
        due = asyncio.get_running_loop().time() + request.limits.first_token
        adjustments, has_output = self._adjustments.get(request), False
        refusals: dict[str, ModelError] = {}
        while True:
            arguments = apply_adjustments(_arguments(request), adjustments)
            try:
                async with _call(module, request, arguments, due) as call:
                    async for event in call.events:
                        if not has_output and (
                            fields := effective_adjustments(_arguments(request), adjustments)
                        ):
                            yield Adjusted(fields=fields)
                        if not has_output and refusals:
                            self._adjustments.store(request, adjustments)
                        has_output = True
                        call.has_output = call.has_output or not isinstance(event, Working)
                        yield event
                return
            except ModelError as error:
                field = None if has_output else refused_field(error, arguments)
                if field is None or field in refusals:
                    first = next((it for it in refusals.values() if type(it) is type(error)), error)
                    raise first from first.__cause__
                refusals[field] = error
                adjustments = add_adjustment(adjustments, field)
                log.info("model.adjusted", model=request.model, field=field)

    async def params_sent(self, request: ModelRequest) -> dict[str, Any]:
        try:
            found = await asyncio.to_thread(litellm_params, await load_litellm(), request)
        except Exception as error:  # the request will fail for the same reason
            log.info("model.params_unknown", model=request.model, reason=type(error).__name__)
            return {}
        spared = self._adjustments.get(request)
        return {name: it for name, it in found.items() if _SPARED.get(name) not in spared}


@dataclass(slots=True)
class _Call:
    """One request and the events of its answer. `has_output`: whether there was an event besides
    `Working`.
    """

    events: AsyncGenerator[ModelEvent]
    has_output: bool = False


@asynccontextmanager
async def _call(
    module: Any, request: ModelRequest, arguments: dict[str, Any], due: float
) -> AsyncGenerator[_Call]:
    """Send one request. Errors in the block are raised as a ModelError. Closes the socket."""
    stream: Any = None
    response: Answer | None = None
    call: _Call | None = None
    try:
        with streaming(request.api_base):
            async with asyncio.timeout_at(due):
                if request.public_only:
                    await require_public_server(request.api_base)
                with public_addresses_only(request.public_only), tracking(ServerActivity()) as life:
                    stream = await module.acompletion(**arguments)
            response = answer(stream)
            async with aclosing(events(response, request, due, life)) as arriving:
                call = _Call(arriving)
                yield call
    except Exception as error:
        headers = response.headers if response else None
        has_output = call is not None and call.has_output
        named = to_model_error(error, had_text=has_output, headers=headers, key=request.api_key)
        reason, said = type(error).__name__, named.provider_message
        log.info("model.failed", model=request.model, reason=reason, provider_words=said)
        raise named from error
    finally:
        if stream is not None:
            await _close(stream)


def _arguments(request: ModelRequest) -> dict[str, Any]:
    limits = request.limits
    return {
        "model": request.model,
        "messages": [
            {"role": said.role.value, "content": said.text} for said in build_messages(request)
        ],
        "api_base": request.api_base,
        "api_key": request.api_key,
        "stream": True,
        "stream_options": {"include_usage": True},
        "num_retries": 0,
        "max_retries": 0,
        "drop_params": True,
        "timeout": 2 * max(limits.first_token, limits.silence),  # per read; our own come first
        **request_params(request),
        **own_credentials_only(request),
    }


async def _close(stream: Any) -> None:
    """Close the socket: LiteLLM leaves it open."""
    try:
        await stream.aclose()
    except Exception as error:
        log.debug("model.close_failed", reason=type(error).__name__)

"""Loads LiteLLM: once for all workers of a server, or else once per process."""

import asyncio
import gc
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from spacerr.domain.errors.models import UnguardedClients
from spacerr.domain.status import Role
from spacerr.infra.answers.litellm_chunks import LiteLLMAnswer, answer
from spacerr.infra.llm import patches
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.infra.llm.model_info import get_model_info
from spacerr.infra.llm.params import completion_arguments
from spacerr.infra.net.ssrf_check import Request, check_guard

_TRIED = ("openai/try", "azure/try", "ollama_chat/try", "anthropic/try", "gemini/try")
"""A model for each way in which LiteLLM connects."""

_NewLoop = Callable[[], asyncio.AbstractEventLoop]

_loading = asyncio.Lock()
_loaded: Any = None
_checked: dict[_NewLoop, bool] = {}
"""Whether connections are guarded on event loops of this type: LiteLLM's depend on it."""


async def load_litellm() -> Any:
    """The LiteLLM module. The first call imports and warms it in a thread (4 s, 120 MB), unless
    `preload_litellm` did.

    Raises UnguardedClients, every time, where its connections can't be guarded.
    """
    async with _loading:
        loop = type(asyncio.get_running_loop())
        if loop not in _checked:
            await asyncio.to_thread(_load, loop)
    if not _checked[loop]:
        raise UnguardedClients
    return _loaded


def preload_litellm() -> None:
    """Load LiteLLM before this process forks workers, which then share its memory. Leaves no thread
    and no connection. Where connections can't be guarded, `load_litellm` raises in each worker.
    """
    loop = asyncio.new_event_loop()
    loop.close()
    _load(type(loop))


def _load(loop: _NewLoop) -> None:
    global _loaded
    try:
        if _loaded is None:
            _loaded = _import(loop)
        with asyncio.Runner(loop_factory=loop) as runner:
            runner.run(check_guard({model: _way(_loaded, model) for model in _TRIED}))
        _checked[loop] = True
    except UnguardedClients:
        _checked[loop] = False
    gc.collect()
    gc.freeze()  # a million objects that stay: looking through them again costs up to half a second


def _import(loop: _NewLoop) -> Any:
    os.environ["DISABLE_AIOHTTP_TRANSPORT"] = "False"  # LiteLLM's other one isn't guarded
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # any other word, and it asks the internet
    import litellm

    litellm.disable_hf_tokenizer_download = True
    litellm.suppress_debug_info = True
    module: Any = litellm
    module.REPEATED_STREAMING_CHUNK_LIMIT = sys.maxsize  # "ha ha ha …" is an answer, too
    patches.patch_before_first_call()
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(_warm(module))
    get_model_info("")
    patches.share_http_client(module)
    patches.skip_plain_messages()
    return module


def _way(module: Any, model: str) -> Request:
    async def ask(url: str) -> None:
        version = "2024-10-21" if model.startswith("azure") else None
        request = ModelRequest(model, (ChatMessage(Role.USER, "Hi"),), api_base=url, api_key="try")
        arguments = completion_arguments(replace(request, api_version=version))
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
            stream = await module.acompletion(**completion_arguments(request))
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

"""A process that loads LiteLLM, then forks workers that ask a model; it prints what they say."""

import asyncio
import multiprocessing
import sys
import threading
import time

from spacerr.domain.errors.models import ModelError
from spacerr.domain.replies.events import Delta
from spacerr.domain.status import Role
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.infra.llm.litellm_loader import load_litellm, preload_litellm
from spacerr.infra.llm.litellm_model import LiteLLMModel
from spacerr.infra.net.ssrf_check import check_guard


async def _ask(url: str) -> str:
    begun = time.monotonic()
    await load_litellm()
    loaded = "loaded" if time.monotonic() - begun < 1 else "loading"
    await check_guard({})
    return f"{loaded}, {await _said(url)}, {await _said(url, public_only=True)}"


async def _said(url: str, *, public_only: bool = False) -> str:
    words = (ChatMessage(Role.USER, "Hi"),)
    request = ModelRequest(
        "openai/one", words, api_base=url, api_key="sk-x", public_only=public_only
    )
    try:
        events = [event async for event in LiteLLMModel().stream(request)]
    except ModelError as error:
        return type(error).__name__
    return "".join(event.text for event in events if isinstance(event, Delta))


def _work(url: str) -> None:
    _print(asyncio.run(_ask(url)))


def _print(line: str) -> None:
    sys.stdout.write(f"> {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    preload_litellm()
    _print(f"{threading.active_count()} thread")
    for _ in range(2):
        worker = multiprocessing.get_context("fork").Process(target=_work, args=(sys.argv[1],))
        worker.start()
        worker.join()

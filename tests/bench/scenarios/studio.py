"""What the studio adds to the first token: deciding who answers, with whose key, told what.

Beside it, the limit: the same model, which answers at once, asked directly.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from spacerr.deps import Deps
from spacerr.domain.replies.events import Completed, Delta
from spacerr.domain.status import Role
from spacerr.domain.tables import Message
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.services.accounts.people import LOCAL_USER
from spacerr.services.gateway import gateway
from spacerr.services.gateway.gateway import ReplyRequest
from tests.bench.measuring import in_process
from tests.bench.measuring.figures import Figures, Outcome, percentile
from tests.bench.scenarios import seed
from tests.bench.stage import Stage

TIMES = 200
WARM = 20
"""Times before it counts: caches are filled, connections are made."""
TURNS = (0, 50)
MODEL = "instant/one"
REQUEST = ModelRequest(MODEL, (ChatMessage(Role.USER, "Hi"),))


class Instant:
    """A model that has its word ready."""

    async def params_sent(self, request: ModelRequest) -> dict[str, Any]:
        return {}

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Delta | Completed]:
        yield Delta(text="Hi")
        yield Completed(finish_reason="stop", usage={"prompt_tokens": 1, "completion_tokens": 1})


def first_token(stage: Stage, raw: dict[str, Any]) -> Outcome:
    """Milliseconds from wanting a reply to its first word, in a new chat and in one with a past."""
    data = stage.spacerr.server.data
    took = {turns: _timed(data, turns) for turns in TURNS}
    raw["spacerr"] = took
    return {who: _figures(took, who) for who in ("limit", "spacerr")}


def _figures(took: dict[int, dict[str, list[float]]], who: str) -> Figures:
    return {
        f"first_{turns}_p{share}": percentile(times[who], share)
        for turns, times in took.items()
        for share in (50, 95)
    }


def _timed(data: Path, turns: int) -> dict[str, list[float]]:
    chat_id = seed.chat(data, turns, MODEL)

    async def all_of_them(d: Deps) -> dict[str, list[float]]:
        await d.catalog.refresh()
        asked = await _question(d, chat_id)
        wanted = ReplyRequest(LOCAL_USER, chat_id, MODEL, asked)
        direct, through = Instant(), lambda: gateway.stream_reply(d, wanted)
        return {
            "limit": await _times(d, lambda: direct.stream(REQUEST)),
            "spacerr": await _times(d, through),
        }

    return in_process.run(data, all_of_them, {"": Instant()}, models=MODEL, ollama_url="")


async def _question(d: Deps, chat_id: str) -> list[Message]:
    """What was said in a chat, and one more question."""
    query = select(Message).where(Message.chat_id == chat_id).order_by(col(Message.id))
    async with d.db.reading() as session:
        earlier = list(await session.exec(query))
    return [*earlier, Message(chat_id=chat_id, content="And what then?")]


async def _times(d: Deps, ask: Callable[[], AsyncGenerator[Any]]) -> list[float]:
    times = [await _until_a_word(d, ask) for _ in range(WARM + TIMES)]
    return times[WARM:]


async def _until_a_word(d: Deps, ask: Callable[[], AsyncGenerator[Any]]) -> float:
    begun, took = time.perf_counter(), 0.0
    async with aclosing(ask()) as events:
        async for event in events:
            if isinstance(event, Delta):
                took = 1000 * (time.perf_counter() - begun)
    while d.background_tasks:
        await asyncio.wait(set(d.background_tasks))
    return took

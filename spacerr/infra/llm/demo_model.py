"""The Demo model: offline, no AI, and honest about it. It shows what Spacerr does with text."""

import asyncio
import re
from collections.abc import AsyncGenerator
from typing import Any

from spacerr.domain.replies.events import (
    CallArguments,
    CallStarted,
    Completed,
    Delta,
    ModelEvent,
)
from spacerr.domain.status import Role
from spacerr.domain.text import first_words
from spacerr.infra.llm.demo_texts import OPENING, pick_text
from spacerr.infra.llm.demo_tools import tell_results, tool_calls
from spacerr.infra.llm.interface import ModelRequest, Purpose, ToolCall

PACE = 1 / 45  # seconds per token: a lively hosted model
PAUSE = 0.35  # seconds before the first token
_TOKEN = re.compile(r"\s+|[^\W_]{1,5}|.", re.DOTALL)
_QUESTION = re.compile(
    r"^(please|can you|could you|would you|tell me|show me|write|explain)\s+", re.I
)


class DemoModel:
    def __init__(self, pace: float = PACE, pause: float = PAUSE) -> None:
        self._pace, self._pause = pace, pause

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        question = next((s.text for s in reversed(request.messages) if s.role is Role.USER), "")
        if request.purpose is Purpose.TITLE:
            text, pace = _title(request.messages[-1].text), 0.0
        elif calls := tool_calls(request):
            async for event in self._call(calls):
                yield event
            return
        elif request.messages[-1].role is Role.TOOL:
            text, pace = tell_results(request.messages).removeprefix(request.partial), self._pace
        else:
            text, pace = answer(question, turns=len(request.messages) // 2), self._pace
            text = text.removeprefix(request.partial)
            await asyncio.sleep(self._pause)
        loop = asyncio.get_running_loop()
        started = loop.time()
        for number, token in enumerate(_TOKEN.findall(text)):
            await asyncio.sleep(max(0.0, started + number * pace - loop.time()))
            yield Delta(text=token)
        yield Completed(finish_reason="stop", model="demo")

    async def _call(self, calls: list[ToolCall]) -> AsyncGenerator[ModelEvent]:
        await asyncio.sleep(self._pause)
        for number, call in enumerate(calls):
            yield CallStarted(number=number, id=call.id, name=call.name)
            for token in _TOKEN.findall(call.arguments):
                await asyncio.sleep(self._pace)
                yield CallArguments(number=number, text=token)
        yield Completed(finish_reason="tool_calls", model="demo")

    async def params_sent(self, request: ModelRequest) -> dict[str, Any]:
        return {}


def answer(question: str, turns: int) -> str:
    """A whole reply in Markdown: the question, the text that fits it best, and what to try next."""
    said = first_words(question, 30, 200)
    opening = OPENING.format(question=said) if turns == 0 else f"You asked: *{said}*\n\n"
    return opening + pick_text(question)


def _title(question: str) -> str:
    words = first_words(_QUESTION.sub("", question.strip()), 6, 60).rstrip("?.!,;:")
    return words[:1].upper() + words[1:]

"""The one door to models: decides who answers, with which key and under which instructions, asks,
and remembers what it decided. Whoever wants words from a model only executes.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from spacerr.deps import Deps
from spacerr.domain.events import ModelEvent
from spacerr.domain.models import Message
from spacerr.infra.model import ChatModel, ModelRequest, Purpose
from spacerr.services import prompting, prompts, resolving, situation
from spacerr.services.chores import background
from spacerr.services.prompting import Told
from spacerr.services.resolving import Resolved


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that somebody wants from a model, in a chat they have a right to.

    `messages` are what it answers, oldest first. `partial` is the beginning of the reply, to be
    continued. `reply_id` is the message it becomes, if it becomes one.
    """

    user_id: str
    chat_id: str
    model: str
    messages: Sequence[Message]
    purpose: Purpose = Purpose.REPLY
    partial: str = ""
    reply_id: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What the studio decided, before the model is asked: goes into the reply's `meta`."""

    meta: dict[str, Any] = field(default_factory=dict[str, Any])


async def stream_reply(d: Deps, wanted: Wanted) -> AsyncGenerator[Decided | ModelEvent]:
    """`Decided`, then what the model says, then `Completed`.

    Closing the generator closes the connection to the provider. Raises ModelError, ChatNotFound,
    TimeoutError.
    """
    here = await situation.of_chat(d, wanted.user_id, wanted.chat_id)
    resolved = await resolving.resolve(d, here, wanted.model)
    told = await _told(d, here, resolved, wanted)
    request = _request(resolved, told, wanted)
    if wanted.reply_id:
        background(d, prompts.keep(d, wanted.reply_id, told, request))
    yield Decided({"requested_model": wanted.model or resolved.model.id, **told.meta})
    due = asyncio.get_running_loop().time() + resolved.limits.total
    speaking = speaker(d, resolved.model.id).stream(request)
    async with aclosing(speaking) as events:
        while True:
            try:
                async with asyncio.timeout_at(due):
                    event = await anext(events)
            except StopAsyncIteration:
                return
            yield event


def speaker(d: Deps, model_id: str) -> ChatModel:
    """The adapter that speaks for a model."""
    provider = model_id.partition("/")[0]
    return d.models.get(provider) or d.models[""]


async def _told(d: Deps, here: situation.Situation, resolved: Resolved, wanted: Wanted) -> Told:
    if wanted.purpose is Purpose.REPLY:
        return await prompting.reply(d, here, resolved, wanted.messages, wanted.partial)
    return Told("", prompting.said(wanted.messages))


def _request(resolved: Resolved, told: Told, wanted: Wanted) -> ModelRequest:
    return ModelRequest(
        model=resolved.name,
        said=told.said,
        instructions=told.instructions,
        purpose=wanted.purpose,
        partial=wanted.partial,
        limits=resolved.limits,
        temperature=resolved.temperature,
        max_tokens=resolved.max_tokens,
        effort=resolved.effort,
        api_base=resolved.model.api_base,
        api_key=resolved.model.api_key,
    )

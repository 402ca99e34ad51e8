"""The gateway to models. It decides on the model, the key and the instructions of a request, sends
it, and records the usage. Callers only read the answer.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing, closing, suppress
from dataclasses import dataclass, replace
from itertools import chain

from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import Deps
from spacerr.domain.agents.agents import max_rounds
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.models import ModelError, ModelNotFound
from spacerr.domain.keys.providers import PROVIDERS
from spacerr.domain.replies.events import Completed, ModelEvent
from spacerr.domain.replies.meta import Instead, ReplyMeta
from spacerr.domain.replies.steps import Steps
from spacerr.domain.status import LimitSource
from spacerr.domain.tables import Message
from spacerr.infra.cpu_work import in_thread_if_long
from spacerr.infra.deadline import Deadline
from spacerr.infra.llm.interface import ChatModel, ModelRequest, Purpose
from spacerr.services.background import background
from spacerr.services.chats import context
from spacerr.services.chats.context import ReplyContext
from spacerr.services.gateway import reply_limits
from spacerr.services.gateway.reply_metadata import reply_metadata
from spacerr.services.keys import connections, health
from spacerr.services.models import catalog, resolve
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.prompts import build
from spacerr.services.prompts import record as prompt_record
from spacerr.services.prompts.build import BuiltPrompt
from spacerr.services.prompts.messages import build_messages
from spacerr.services.prompts.rounds import ReplyMessages, build_rounds
from spacerr.services.steps.steps import read_steps
from spacerr.services.tools.offered import offered_tools
from spacerr.services.tools.tool import Tool
from spacerr.services.usage import record
from spacerr.services.usage.meter import UsageMeter


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """A request for an answer, in a chat that the user has a right to.

    `messages` are the branch to answer, oldest first. `steps` are the reply's so far, and `text` is
    its text so far, which is continued. `reply_id` is the reply's message, if it has one.
    `connection` is the id of the key that an earlier request of this reply used, "" for the
    environment's: no other key is taken. `failed`: why `model` could not answer, so that the team's
    fallback model is asked. `context`, where it is known. Tools are offered where it `may_call`
    them.
    """

    user_id: str
    chat_id: str
    model: str
    messages: Sequence[Message]
    purpose: Purpose = Purpose.REPLY
    text: str = ""
    steps: Steps = ()
    may_call: bool = True
    reply_id: str = ""
    connection: str | None = None
    failed: ModelError | None = None
    context: ReplyContext | None = None


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """The gateway's decisions, before the model is asked: `meta` is for the reply's row. `meter`
    counts the usage from then on. `tools` are those that the model may call, by their names, if it
    `may_call` any in this answer.
    """

    meta: ReplyMeta
    meter: UsageMeter
    context: ReplyContext
    tools: Mapping[str, Tool]
    may_call: bool


async def stream_reply(d: Deps, request: ReplyRequest) -> AsyncGenerator[RequestInfo | ModelEvent]:
    """Yields `RequestInfo`, then the model's events, then `Completed`. The usage is stored, however
    the request ends.

    Closing the generator closes the connection to the provider. Raises ModelError, ChatNotFound,
    TimeoutError, TooExpensive.
    """
    ctx = request.context or await context.get_context(d, request.user_id, request.chat_id)
    if request.purpose is not Purpose.REPLY:  # an agent's instructions are not for chat titles
        ctx = replace(ctx, agent=None)
    resolved = await _resolve(d, ctx, request)
    own = build_rounds(request.text, request.steps)
    steps, tools = await _steps_and_tools(d, ctx, resolved, request)
    prompt = await _build_prompt(d, ctx, resolved, request, own, steps, tools)
    limit = reply_limits.get_output_limit(ctx.team, resolved, prompt, own.rest)
    model_request = replace(
        _model_request(d, resolved, prompt, request, limit.tokens),
        partial=own.rest,
        tools=tuple(it.spec for it in tools.values()),
    )
    rounds = max((it.round for it in request.steps), default=0)
    model_request = replace(model_request, may_call=request.may_call and rounds < _most_rounds(ctx))
    adapter = model_adapter(d, resolved.model.id)
    if request.reply_id:
        stored = prompt_record.store_prompt(
            d, request.reply_id, prompt, model_request, adapter, rounds
        )
        background(d, stored)
    whose = _limit_source(d) if limit.decided else ""
    meter = UsageMeter(model_request, whose, written=len(request.text))
    await in_thread_if_long(len(prompt.messages), lambda: meter.prompt_tokens)
    meta = _meta(ctx, resolved, prompt, request, tools)
    yield RequestInfo(meta, meter, ctx, tools, model_request.may_call)
    try:
        due, limit = asyncio.get_running_loop().time() + resolved.limits.total, Deadline()
        with closing(limit):
            async with aclosing(adapter.stream(model_request)) as events:
                while True:
                    with limit.within(due):
                        event = await anext(events, None)
                    if event is None:
                        return
                    yield meter.measure(event)
                    if meter.overrun:
                        yield meter.measure(Completed(finish_reason="length"))
                        return
    except (ModelError, TimeoutError) as error:
        meter.record_failure(error)
        raise
    finally:
        background(d, record.record_usage(d, ctx, resolved.model.id, request.purpose, meter))
        background(d, health.record_outcome(d, resolved.connection, meter))


async def get_tools(d: Deps, request: ReplyRequest) -> tuple[ReplyContext, Mapping[str, Tool]]:
    """The context of a request, and the tools that its model may call. Raises as `stream_reply`."""
    ctx = request.context or await context.get_context(d, request.user_id, request.chat_id)
    resolved = await _resolve(d, ctx, request)
    return ctx, (await _steps_and_tools(d, ctx, resolved, request))[1]


def model_adapter(d: Deps, model_id: str) -> ChatModel:
    """The adapter that sends a model's requests."""
    provider = model_id.partition("/")[0]
    return d.models.get(provider) or d.models[""]


async def _resolve(d: Deps, ctx: ReplyContext, request: ReplyRequest) -> ResolvedModel:
    """The requested model; where that has failed, the team's fallback model, if it can be asked
    with the same key. Else raises `request.failed`.
    """
    if request.failed is None:
        return await resolve.resolve(d, ctx, request.model, request.connection)
    fallback = ctx.team.fallback_model
    if fallback == request.model or _slug(fallback) != _slug(request.model):
        raise request.failed
    try:
        return await resolve.resolve(d, ctx, fallback, request.connection)
    except SpacerrError:
        raise request.failed from None


async def suggest_model(d: Deps, request: ReplyRequest, error: ModelNotFound) -> None:
    """Add to the error's sentence the name of a model that can be asked instead. Never raises: the
    sentence is complete without it.
    """
    with suppress(SpacerrError, SQLAlchemyError):
        ctx = await context.get_context(d, request.user_id, request.chat_id)
        error.alternative_name = await catalog.get_alternative_name(
            d, request.user_id, ctx.chat.team_id, request.model
        )


def _most_rounds(ctx: ReplyContext) -> int:
    return max_rounds(ctx.agent.settings if ctx.agent else {})


def _slug(model_id: str) -> str:
    """The part of a model's id that names the team's key, or else the server's provider."""
    return model_id.partition("/")[0]


async def _steps_and_tools(
    d: Deps, ctx: ReplyContext, resolved: ResolvedModel, request: ReplyRequest
) -> tuple[Mapping[str, Steps], Mapping[str, Tool]]:
    """The steps of earlier replies, and the tools that the model may call; none for a title."""
    if request.purpose is not Purpose.REPLY:
        return {}, {}
    steps = await read_steps(d, request.messages, request.user_id)
    known = chain(request.steps, *steps.values())
    return steps, await offered_tools(d, ctx, resolved, known)


async def _build_prompt(
    d: Deps,
    ctx: ReplyContext,
    resolved: ResolvedModel,
    request: ReplyRequest,
    own: ReplyMessages,
    steps: Mapping[str, Steps],
    tools: Mapping[str, Tool],
) -> BuiltPrompt:
    if request.purpose is not Purpose.REPLY:
        return BuiltPrompt("", build_messages(request.messages))
    return await build.build_prompt(
        d,
        ctx,
        resolved,
        request.messages,
        own.rounds,
        own.rest,
        steps=steps,
        tools=[it.spec for it in tools.values()],
    )


def _meta(
    ctx: ReplyContext,
    resolved: ResolvedModel,
    prompt: BuiltPrompt,
    request: ReplyRequest,
    tools: Iterable[str],
) -> ReplyMeta:
    requested = ReplyMeta(requested_model=request.model or resolved.model.id)
    meta = reply_metadata(ctx, resolved, prompt, tools).merge(requested)
    if request.failed is None:
        return meta
    fallback = Instead(
        from_=request.model,
        to=resolved.model.id,
        reason=request.failed.category,
        sentence=str(request.failed),
    )
    return meta.merge(ReplyMeta(fallback=fallback))


def _limit_source(d: Deps) -> str:
    """Whose the limit of a reply is, where it was set: the user's own without accounts, else the
    team's.
    """
    return LimitSource.OWN if d.settings.auth_mode == "local" else LimitSource.TEAM


def _model_request(
    d: Deps,
    resolved: ResolvedModel,
    prompt: BuiltPrompt,
    request: ReplyRequest,
    max_tokens: int | None,
) -> ModelRequest:
    model, connection = resolved.model, resolved.connection
    has_url = connection is not None and PROVIDERS[connection.provider].takes_url
    return ModelRequest(
        model=resolved.name,
        messages=prompt.messages,
        instructions=prompt.instructions,
        purpose=request.purpose,
        limits=resolved.limits,
        temperature=resolved.temperature,
        max_tokens=max_tokens,
        effort=resolved.effort,
        context=resolved.facts.context,
        api_base=model.api_base,
        api_key=model.api_key or (connections.NO_KEY if connection else None),
        api_version=resolved.api_version,
        server_account=connection is None,
        public_only=has_url and not d.settings.allows_private_servers,
    )

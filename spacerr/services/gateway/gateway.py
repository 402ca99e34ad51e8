"""The gateway to models. It decides on the model, the key and the instructions of a request, sends
it, and records the usage. Callers only read the answer.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

from sqlalchemy.exc import SQLAlchemyError

from spacerr.deps import Deps
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.models import ModelError, ModelNotFound
from spacerr.domain.keys.providers import PROVIDERS
from spacerr.domain.replies.events import Completed, ModelEvent
from spacerr.domain.replies.meta import Instead, ReplyMeta
from spacerr.domain.status import LimitSource
from spacerr.domain.tables import Message
from spacerr.infra.llm.interface import ChatModel, ModelRequest, Purpose
from spacerr.services.background import background
from spacerr.services.chats import context
from spacerr.services.chats.context import ReplyContext
from spacerr.services.cpu_work import in_thread_if_long
from spacerr.services.gateway import reply_limits
from spacerr.services.gateway.reply_metadata import reply_metadata
from spacerr.services.keys import connections, health
from spacerr.services.models import catalog, resolve
from spacerr.services.models.resolve import ResolvedModel
from spacerr.services.prompts import build
from spacerr.services.prompts import record as prompt_record
from spacerr.services.prompts.build import BuiltPrompt
from spacerr.services.usage import record
from spacerr.services.usage.meter import UsageMeter


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """A request for an answer, in a chat that the user has a right to.

    `messages` are what it answers, oldest first. `partial` is the beginning of the reply, to be
    continued. `reply_id` is the message it becomes, if it becomes one. `connection` is whose key
    it has been asked with before, "" for the environment's: no other one will do. `failed`: why the
    model wanted could not answer, so that the team's other one is asked.
    """

    user_id: str
    chat_id: str
    model: str
    messages: Sequence[Message]
    purpose: Purpose = Purpose.REPLY
    partial: str = ""
    reply_id: str = ""
    connection: str | None = None
    failed: ModelError | None = None


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """What the gateway decided, before the model is asked: goes into the reply's `meta`. `account`
    tells, from then on, what has been used.
    """

    meta: ReplyMeta
    account: UsageMeter


async def stream_reply(d: Deps, wanted: ReplyRequest) -> AsyncGenerator[RequestInfo | ModelEvent]:
    """`RequestInfo`, then what the model says, then `Completed`. What was used is stored, however
    it ends.

    Closing the generator closes the connection to the provider. Raises ModelError, ChatNotFound,
    TimeoutError, TooExpensive.
    """
    here = await context.get_context(d, wanted.user_id, wanted.chat_id)
    if wanted.purpose is not Purpose.REPLY:  # agents answer people, and name no chats
        here = replace(here, agent=None)
    resolved = await _resolve(d, here, wanted)
    told = await _build_prompt(d, here, resolved, wanted)
    most = reply_limits.get_output_limit(here.team, resolved, told, wanted.partial)
    request = _model_request(d, resolved, told, wanted, most.tokens)
    if wanted.reply_id:
        model = model_adapter(d, resolved.model.id)
        background(d, prompt_record.store_prompt(d, wanted.reply_id, told, request, model))
    account = UsageMeter(request, _limit(d) if most.decided else "")
    await in_thread_if_long(len(told.said), lambda: account.asked)
    yield RequestInfo(_meta(here, resolved, told, wanted), account)
    try:
        due = asyncio.get_running_loop().time() + resolved.limits.total
        async with aclosing(model_adapter(d, resolved.model.id).stream(request)) as events:
            while True:
                async with asyncio.timeout_at(due):
                    event = await anext(events, None)
                if event is None:
                    return
                yield account.hear(event)
                if account.overrun:
                    yield account.hear(Completed(finish_reason="length"))
                    return
    except (ModelError, TimeoutError) as error:
        account.fail(error)
        raise
    finally:
        background(d, record.record_usage(d, here, resolved.model.id, wanted.purpose, account))
        background(d, health.record_outcome(d, resolved.connection, account))


def model_adapter(d: Deps, model_id: str) -> ChatModel:
    """The adapter that speaks for a model."""
    provider = model_id.partition("/")[0]
    return d.models.get(provider) or d.models[""]


async def _resolve(d: Deps, here: ReplyContext, wanted: ReplyRequest) -> ResolvedModel:
    """The model wanted, or where that has failed, the one the team has chosen for this, if it can
    be asked with the very same key.
    """
    if wanted.failed is None:
        return await resolve.resolve(d, here, wanted.model, wanted.connection)
    instead = here.team.fallback_model
    if instead == wanted.model or _slug(instead) != _slug(wanted.model):
        raise wanted.failed
    try:
        return await resolve.resolve(d, here, instead, wanted.connection)
    except SpacerrError:
        raise wanted.failed from None


async def suggest_model(d: Deps, wanted: ReplyRequest, error: ModelNotFound) -> None:
    """Have a sentence name a model that can be asked instead of one that isn't there. Never raises:
    the sentence alone is true, too.
    """
    with suppress(SpacerrError, SQLAlchemyError):
        here = await context.get_context(d, wanted.user_id, wanted.chat_id)
        error.alternative_name = await catalog.get_alternative_name(
            d, wanted.user_id, here.chat.team_id, wanted.model
        )


def _slug(model_id: str) -> str:
    """By which a team knows the key, or else the server its provider."""
    return model_id.partition("/")[0]


async def _build_prompt(
    d: Deps, here: ReplyContext, resolved: ResolvedModel, wanted: ReplyRequest
) -> BuiltPrompt:
    if wanted.purpose is Purpose.REPLY:
        return await build.build_prompt(d, here, resolved, wanted.messages, wanted.partial)
    return BuiltPrompt("", build.build_messages(wanted.messages))


def _meta(
    here: ReplyContext, resolved: ResolvedModel, told: BuiltPrompt, wanted: ReplyRequest
) -> ReplyMeta:
    requested = ReplyMeta(requested_model=wanted.model or resolved.model.id)
    meta = reply_metadata(here, resolved, told).merge(requested)
    if wanted.failed is None:
        return meta
    fallback = Instead(
        from_=wanted.model,
        to=resolved.model.id,
        reason=wanted.failed.category,
        sentence=str(wanted.failed),
    )
    return meta.merge(ReplyMeta(fallback=fallback))


def _limit(d: Deps) -> str:
    """Whose the limit of a reply is where a team has decided it."""
    return LimitSource.OWN if d.settings.auth_mode == "local" else LimitSource.TEAM


def _model_request(
    d: Deps, resolved: ResolvedModel, told: BuiltPrompt, wanted: ReplyRequest, most: int | None
) -> ModelRequest:
    model, connection = resolved.model, resolved.connection
    named = connection is not None and PROVIDERS[connection.provider].takes_url
    return ModelRequest(
        model=resolved.name,
        messages=told.said,
        instructions=told.instructions,
        purpose=wanted.purpose,
        partial=wanted.partial,
        limits=resolved.limits,
        temperature=resolved.temperature,
        max_tokens=most,
        effort=resolved.effort,
        context=resolved.facts.context,
        api_base=model.api_base,
        api_key=model.api_key or (connections.NO_KEY if connection else None),
        api_version=resolved.api_version,
        server_account=connection is None,
        public_only=named and not d.settings.allows_private_servers,
    )

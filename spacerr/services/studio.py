"""Decides what a reply is made with: model, key, what the model is told. The chat only executes."""

import os
from collections.abc import Iterable, Sequence

from spacerr.deps import Deps
from spacerr.domain.errors import ModelNotFound
from spacerr.domain.limits import TimeLimits
from spacerr.domain.models import Message
from spacerr.domain.status import Role
from spacerr.infra.catalog import Model
from spacerr.infra.model import ChatModel, ModelRequest, Purpose, Said


async def choices(d: Deps) -> list[Model]:
    """The models that can be used here and now, best first."""
    return await d.catalog.models()


async def default_model(d: Deps) -> str:
    """The id of the model a new chat begins with."""
    return d.settings.default_model or (await d.catalog.models())[0].id


async def resolve(
    d: Deps,
    model_id: str,
    messages: Sequence[Message],
    purpose: Purpose = Purpose.REPLY,
    partial: str = "",
) -> tuple[ChatModel, ModelRequest]:
    """Who answers, and what they are asked; `partial`: the beginning of the reply, to be
    continued. Raises ModelNotFound.
    """
    model_id = model_id or await default_model(d)
    model = await d.catalog.find(model_id) or _unlisted(model_id)
    request = ModelRequest(
        model=model.id,
        said=tuple(said(messages)),
        purpose=purpose,
        partial=partial,
        limits=d.settings.time_limits.get(model.id.partition("/")[0], TimeLimits()),
        api_base=model.api_base,
        api_key=model.api_key,
    )
    return speaker(d, model.id), request


def speaker(d: Deps, model_id: str) -> ChatModel:
    """The adapter that speaks for a model."""
    provider = model_id.partition("/")[0]
    return d.models.get(provider) or d.models[""]


def said(messages: Iterable[Message]) -> list[Said]:
    """A branch as a model is told it: what has text, with neighbours of one role joined."""
    turns: list[Said] = []
    for message in messages:
        if not message.content:
            continue
        role = Role(message.role)
        if turns and turns[-1].role is role:
            turns[-1] = Said(role, f"{turns[-1].text}\n\n{message.content}")
        else:
            turns.append(Said(role, message.content))
    return turns


def _unlisted(model_id: str) -> Model:
    """A model whose server did not list it just now: asked all the same, so that it says why."""
    provider, _, name = model_id.partition("/")
    if not name:
        raise ModelNotFound
    base = os.environ.get("OPENAI_BASE_URL") if provider == "openai" else None
    return Model(model_id, name, provider, api_base=base)

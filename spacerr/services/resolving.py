"""Which model answers, with whose key, and how it is asked."""

import os
from dataclasses import dataclass

from spacerr.deps import Deps
from spacerr.domain.errors import ModelNotFound
from spacerr.domain.limits import TimeLimits
from spacerr.infra.catalog import Model
from spacerr.services.situation import Situation


@dataclass(frozen=True, slots=True)
class Resolved:
    """A model as it is asked. `model.id` is how chats know it, `name` how LiteLLM does.
    `connection_id` is whose key it is, "" where the server's own one is.
    """

    model: Model
    name: str
    limits: TimeLimits
    temperature: float | None = None
    max_tokens: int | None = None
    effort: str = ""
    connection_id: str = ""


async def choices(d: Deps) -> list[Model]:
    """The models that can be used here and now, best first."""
    return await d.catalog.models()


async def default_model(d: Deps) -> str:
    """The id of the model a new chat begins with."""
    return d.settings.default_model or (await d.catalog.models())[0].id


async def resolve(d: Deps, situation: Situation, model_id: str) -> Resolved:
    """The model asked for, or the default where none is ("") named. Raises ModelNotFound."""
    model_id = model_id or await default_model(d)
    model = await d.catalog.find(model_id) or _unlisted(model_id)
    limits = d.settings.time_limits.get(model.id.partition("/")[0], TimeLimits())
    agent = situation.agent.settings if situation.agent else {}
    return Resolved(model, model.id, limits, temperature=agent.get("temperature"))


def _unlisted(model_id: str) -> Model:
    """A model whose server did not list it just now: asked all the same, so that it says why."""
    provider, _, name = model_id.partition("/")
    if not name:
        raise ModelNotFound
    base = os.environ.get("OPENAI_BASE_URL") if provider == "openai" else None
    return Model(model_id, name, provider, api_base=base)

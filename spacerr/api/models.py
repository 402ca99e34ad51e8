"""Routes of models: what a team offers, what its managers decide, what a person likes."""

from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from spacerr.api.kit import Asked, route, said
from spacerr.services import favourites, model_options, models
from spacerr.services.model_options import Wishes
from spacerr.services.models import Offered


class Switch(BaseModel):
    model: str
    on: bool


class Change(BaseModel):
    model: str
    nickname: str = ""
    temperature: float | None = None
    max_tokens: int | None = None
    effort: str = ""
    revision: int


class Order(BaseModel):
    first: list[str]


class Defaults(BaseModel):
    default: str
    fallback: str
    revision: int


async def _offered(asked: Asked) -> Response:
    user, team = await _user(asked), _team(asked)
    found = await models.offered(asked.d, user, team)
    liking = await favourites.of(asked.d, user)
    return said(
        models=[line(it) for it in found],
        favourites=list(liking.favourites),
        recent=list(liking.recent),
        silent=list(await models.silent(asked.d, user, team)),
    )


async def _everything(asked: Asked) -> Response:
    user, team = await _user(asked), _team(asked)
    found, studio = await model_options.everything(asked.d, user, team)
    return said(
        models=[line(it) | _decided(it) for it in found],
        silent=list(await models.silent(asked.d, user, team)),
        default=studio.default_model,
        fallback=studio.fallback_model,
        revision=studio.revision,
    )


async def _switch(asked: Asked) -> Response:
    user, new = await _user(asked), await asked.body(Switch)
    await model_options.switch(asked.d, user, _team(asked), new.model, new.on)
    return said()


async def _change(asked: Asked) -> Response:
    user, new = await _user(asked), await asked.body(Change)
    wishes = Wishes(new.nickname, new.temperature, new.max_tokens, new.effort)
    await model_options.change(asked.d, user, _team(asked), new.model, wishes, new.revision)
    return said()


async def _arrange(asked: Asked) -> Response:
    user, new = await _user(asked), await asked.body(Order)
    await model_options.arrange(asked.d, user, _team(asked), new.first)
    return said()


async def _set_defaults(asked: Asked) -> Response:
    user, new = await _user(asked), await asked.body(Defaults)
    team, chosen = _team(asked), (new.default, new.fallback)
    await model_options.set_defaults(asked.d, user, team, *chosen, new.revision)
    return said()


async def _like(asked: Asked) -> Response:
    user, new = await _user(asked), await asked.body(Switch)
    await favourites.mark(asked.d, user, new.model, new.on)
    return said()


def line(it: Offered) -> dict[str, Any]:
    """What a list shows of a model; what isn't known, or isn't so, is left out."""
    facts = it.facts
    known = {
        "called": it.called if it.called != it.name else "",
        "context": facts.context,
        "output": facts.output,
        "input_price": facts.input_price,
        "output_price": facts.output_price,
        "vision": facts.vision or None,
        "tools": facts.tools or None,
        "reasoning": facts.reasoning or None,
    }
    line: dict[str, Any] = {"id": it.id, "name": it.name, "provider": it.provider}
    return line | {name: value for name, value in known.items() if value not in (None, "")}


def _decided(it: Offered) -> dict[str, Any]:
    option = it.option
    return {
        "enabled": option.enabled,
        "position": option.position,
        "nickname": option.nickname,
        "temperature": option.temperature,
        "max_tokens": option.max_tokens,
        "effort": option.effort,
        "revision": option.revision,
    }


async def _user(asked: Asked) -> str:
    return (await asked.signed()).user_id


def _team(asked: Asked) -> str:
    return asked.request.path_params["team"]


ROUTES = [
    route("/teams/{team}/models", _offered),
    route("/teams/{team}/models/all", _everything),
    route("/teams/{team}/models/switch", _switch, "POST"),
    route("/teams/{team}/models/change", _change, "POST"),
    route("/teams/{team}/models/order", _arrange, "POST"),
    route("/teams/{team}/models/defaults", _set_defaults, "POST"),
    route("/me/models/favourite", _like, "POST"),
]

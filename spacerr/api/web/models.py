"""Routes of models: what a team offers, what its managers decide, what a person likes."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from spacerr.api.web.kit import ApiRequest, json_response, route
from spacerr.infra.providers.environment_models import MissingServers
from spacerr.services.models import catalog, custom_models, favourites, options, order
from spacerr.services.models.catalog import TeamModels
from spacerr.services.models.options import ModelOverrides
from spacerr.services.models.team_model import TeamModel

_OPTIONS = (
    "enabled",
    "added",
    "position",
    "nickname",
    "temperature",
    "max_tokens",
    "effort",
    "revision",
)


class SwitchBody(BaseModel):
    model: str
    on: bool


class ChangeBody(BaseModel):
    model: str
    nickname: str = ""
    temperature: float | None = None
    max_tokens: int | None = None
    effort: str = ""
    revision: int


class OrderBody(BaseModel):
    first: list[str]
    before: list[str]


class CustomModelBody(BaseModel):
    connection: str
    name: str


class ModelIdBody(BaseModel):
    model: str


class DefaultsBody(BaseModel):
    default: str
    fallback: str
    revision: int


async def _offered(asked: ApiRequest) -> Response:
    user, team = await _user(asked), _team(asked)
    found = await catalog.get_team_models(asked.d, user, team)
    liking = await favourites.get_preferences(asked.d, user)
    return await _listed(
        found,
        found.offered,
        model_line,
        favourites=list(liking.favourites),
        recent=list(liking.recent),
        **_missing(await catalog.get_missing(asked.d, user, team)),
    )


async def _everything(asked: ApiRequest) -> Response:
    user, team = await _user(asked), _team(asked)
    found = await options.get_model_settings(asked.d, user, team)
    return await _listed(
        found.catalogue,
        found.catalogue.all,
        lambda it: model_line(it) | _decided(it),
        **_missing(await catalog.get_missing(asked.d, user, team)),
        placed=list(found.placed),
        connections=[{"slug": slug, "name": name} for slug, name in found.connections.items()],
        default=found.team_settings.default_model,
        fallback=found.team_settings.fallback_model,
        revision=found.team_settings.revision,
    )


def _missing(found: MissingServers) -> dict[str, list[str]]:
    """The names of servers that never listed their models, and of those whose last list stands;
    sentences of those that refuse.
    """
    return {name: list(it) for name, it in found._asdict().items()}


async def _switch(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(SwitchBody)
    await options.set_enabled(asked.d, user, _team(asked), new.model, new.on)
    return json_response()


async def _change(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(ChangeBody)
    wishes = ModelOverrides(new.nickname, new.temperature, new.max_tokens, new.effort)
    await options.set_overrides(asked.d, user, _team(asked), new.model, wishes, new.revision)
    return json_response()


async def _arrange(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(OrderBody)
    await order.set_order(asked.d, user, _team(asked), new.first, new.before)
    return json_response()


async def _add(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(CustomModelBody)
    team = _team(asked)
    return json_response(
        model=await custom_models.add(asked.d, user, team, new.connection, new.name)
    )


async def _take_away(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(ModelIdBody)
    await custom_models.remove(asked.d, user, _team(asked), new.model)
    return json_response()


async def _set_defaults(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(DefaultsBody)
    team, chosen = _team(asked), (new.default, new.fallback)
    await options.set_defaults(asked.d, user, team, *chosen, new.revision)
    return json_response()


async def _like(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(SwitchBody)
    await favourites.set_favourite(asked.d, user, new.model, new.on)
    return json_response()


def model_line(it: TeamModel) -> dict[str, Any]:
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


def _decided(it: TeamModel) -> dict[str, Any]:
    """What a team has decided about a model; nothing where it is offered as it is."""
    option = it.option
    decided = {name: getattr(option, name) for name in _OPTIONS}
    return decided if option.team_id else {}


async def _listed(
    found: TeamModels,
    which: Sequence[TeamModel],
    encode: Callable[[TeamModel], Mapping[str, Any]],
    **more: object,
) -> Response:
    """Models and more, as JSON. Thousands of models take a while, so a thread does it, once."""
    kind = "all" if which is found.all else "offered"
    if kind not in found.encoded:
        found.encoded[kind] = await asyncio.to_thread(_as_json, which, encode)
    rest = json.dumps(more).encode()
    body = b'{"models":[' + found.encoded[kind] + b"]," + rest[1:]
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


def _as_json(which: Sequence[TeamModel], encode: Callable[[TeamModel], Mapping[str, Any]]) -> bytes:
    """One by one: whole lists would be encoded without letting go of the interpreter."""
    return b",".join(json.dumps(encode(it), separators=(",", ":")).encode() for it in which)


async def _user(asked: ApiRequest) -> str:
    return (await asked.require_session()).user_id


def _team(asked: ApiRequest) -> str:
    return asked.request.path_params["team"]


ROUTES = [
    route("/teams/{team}/models", _offered),
    route("/teams/{team}/models/all", _everything),
    route("/teams/{team}/models/switch", _switch, "POST"),
    route("/teams/{team}/models/change", _change, "POST"),
    route("/teams/{team}/models/order", _arrange, "POST"),
    route("/teams/{team}/models/add", _add, "POST"),
    route("/teams/{team}/models/remove", _take_away, "POST"),
    route("/teams/{team}/models/defaults", _set_defaults, "POST"),
    route("/me/models/favourite", _like, "POST"),
]

"""Routes of models: a team's models, its options for them, a user's favourites."""

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
    takes_tools: bool | None = None
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


async def _list_offered(request: ApiRequest) -> Response:
    user, team = await _user(request), _team(request)
    found = await catalog.get_team_models(request.d, user, team)
    liking = await favourites.get_preferences(request.d, user)
    return await _models_response(
        found,
        found.offered,
        model_line,
        favourites=list(liking.favourites),
        recent=list(liking.recent),
        **_missing(await catalog.get_missing(request.d, user, team)),
    )


async def _list_all(request: ApiRequest) -> Response:
    user, team = await _user(request), _team(request)
    found = await options.get_model_settings(request.d, user, team)
    return await _models_response(
        found.catalogue,
        found.catalogue.all,
        lambda it: model_line(it) | _option_fields(it),
        **_missing(await catalog.get_missing(request.d, user, team)),
        placed=list(found.placed),
        connections=[{"slug": slug, "name": name} for slug, name in found.connections.items()],
        default=found.team_settings.default_model,
        fallback=found.team_settings.fallback_model,
        revision=found.team_settings.revision,
    )


def _missing(found: MissingServers) -> dict[str, list[str]]:
    """The names of servers that never listed their models, and of those whose last list is used;
    the sentences of those that refused.
    """
    return {name: list(it) for name, it in found._asdict().items()}


async def _set_enabled(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(SwitchBody)
    await options.set_enabled(request.d, user, _team(request), new.model, new.on)
    return json_response()


async def _set_overrides(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(ChangeBody)
    wishes = ModelOverrides(
        new.nickname, new.temperature, new.max_tokens, new.effort, new.takes_tools
    )
    await options.set_overrides(request.d, user, _team(request), new.model, wishes, new.revision)
    return json_response()


async def _set_order(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(OrderBody)
    await order.set_order(request.d, user, _team(request), new.first, new.before)
    return json_response()


async def _add(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(CustomModelBody)
    team = _team(request)
    return json_response(
        model=await custom_models.add(request.d, user, team, new.connection, new.name)
    )


async def _remove(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(ModelIdBody)
    await custom_models.remove(request.d, user, _team(request), new.model)
    return json_response()


async def _set_defaults(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(DefaultsBody)
    team, chosen = _team(request), (new.default, new.fallback)
    await options.set_defaults(request.d, user, team, *chosen, new.revision)
    return json_response()


async def _set_favourite(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(SwitchBody)
    await favourites.set_favourite(request.d, user, new.model, new.on)
    return json_response()


def model_line(it: TeamModel) -> dict[str, Any]:
    """A model for a list as JSON. Unknown and false fields are left out."""
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


def _option_fields(it: TeamModel) -> dict[str, Any]:
    """A team's options for a model; empty where it has none. `tools` is among the facts."""
    option = it.option
    decided = {name: getattr(option, name) for name in _OPTIONS} | {"takes_tools": option.tools}
    return decided if option.team_id else {}


async def _models_response(
    found: TeamModels,
    which: Sequence[TeamModel],
    encode: Callable[[TeamModel], Mapping[str, Any]],
    **more: object,
) -> Response:
    """A response with models and `more`. The models are encoded once, in a thread: thousands of
    them take a while.
    """
    kind = "all" if which is found.all else "offered"
    if kind not in found.encoded:
        found.encoded[kind] = await asyncio.to_thread(_as_json, which, encode)
    rest = json.dumps(more).encode()
    body = b'{"models":[' + found.encoded[kind] + b"]," + rest[1:]
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


def _as_json(which: Sequence[TeamModel], encode: Callable[[TeamModel], Mapping[str, Any]]) -> bytes:
    """Models as JSON, encoded one by one: encoding a whole list would hold the interpreter."""
    return b",".join(json.dumps(encode(it), separators=(",", ":")).encode() for it in which)


async def _user(request: ApiRequest) -> str:
    return (await request.require_session()).user_id


def _team(request: ApiRequest) -> str:
    return request.http.path_params["team"]


ROUTES = [
    route("/teams/{team}/models", _list_offered),
    route("/teams/{team}/models/all", _list_all),
    route("/teams/{team}/models/switch", _set_enabled, "POST"),
    route("/teams/{team}/models/change", _set_overrides, "POST"),
    route("/teams/{team}/models/order", _set_order, "POST"),
    route("/teams/{team}/models/add", _add, "POST"),
    route("/teams/{team}/models/remove", _remove, "POST"),
    route("/teams/{team}/models/defaults", _set_defaults, "POST"),
    route("/me/models/favourite", _set_favourite, "POST"),
]

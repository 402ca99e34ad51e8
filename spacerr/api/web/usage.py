"""Routes of usage: what models were asked for in a team and what that cost; what a reply may."""

from dataclasses import asdict

from pydantic import BaseModel
from starlette.responses import Response

from spacerr.api.web.kit import ApiRequest, json_response, route
from spacerr.domain.errors.base import BadRequest
from spacerr.services.usage import report, team_limits
from spacerr.services.usage.team_limits import TeamLimits


class LimitsBody(BaseModel):
    max_tokens: int | None
    max_cost: int | None
    revision: int


async def _usage(asked: ApiRequest) -> Response:
    query, user = asked.request.query_params, (await asked.require_session()).user_id
    whole = query.get("whose", "me") == "team"
    days, zone = _number(query.get("days", "30")), query.get("zone", "")
    team = asked.request.path_params["team"]
    found = await report.get_usage_report(asked.d, user, team, days=days, whole=whole, zone=zone)
    return json_response(**asdict(found))


async def _ceilings(asked: ApiRequest) -> Response:
    user, team = (await asked.require_session()).user_id, asked.request.path_params["team"]
    return json_response(**asdict(await team_limits.get_limits(asked.d, user, team)))


async def _set_ceilings(asked: ApiRequest) -> Response:
    user, team = (await asked.require_session()).user_id, asked.request.path_params["team"]
    wanted = TeamLimits(**(await asked.body(LimitsBody)).model_dump())
    await team_limits.update_limits(asked.d, user, team, wanted)
    return json_response()


def _number(text: str) -> int:
    if not text.isdecimal() or not text.isascii() or len(text) > 5:
        raise BadRequest
    return int(text)


ROUTES = [
    route("/teams/{team}/usage", _usage),
    route("/teams/{team}/ceilings", _ceilings),
    route("/teams/{team}/ceilings", _set_ceilings, "POST"),
]

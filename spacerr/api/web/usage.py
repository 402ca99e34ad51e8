"""Routes of usage: a team's requests and their cost, and its limits for replies."""

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


async def _usage(request: ApiRequest) -> Response:
    query, user = request.http.query_params, (await request.require_session()).user_id
    whole = query.get("whose", "me") == "team"
    days, zone = _number(query.get("days", "30")), query.get("zone", "")
    team = request.http.path_params["team"]
    found = await report.get_usage_report(request.d, user, team, days=days, whole=whole, zone=zone)
    return json_response(**asdict(found))


async def _get_limits(request: ApiRequest) -> Response:
    user, team = (await request.require_session()).user_id, request.http.path_params["team"]
    return json_response(**asdict(await team_limits.get_limits(request.d, user, team)))


async def _update_limits(request: ApiRequest) -> Response:
    user, team = (await request.require_session()).user_id, request.http.path_params["team"]
    wanted = TeamLimits(**(await request.body(LimitsBody)).model_dump())
    await team_limits.update_limits(request.d, user, team, wanted)
    return json_response()


def _number(text: str) -> int:
    if not text.isdecimal() or not text.isascii() or len(text) > 5:
        raise BadRequest
    return int(text)


ROUTES = [
    route("/teams/{team}/usage", _usage),
    route("/teams/{team}/ceilings", _get_limits),
    route("/teams/{team}/ceilings", _update_limits, "POST"),
]

"""The route of usage: what models were asked for in a team, and what that cost."""

from dataclasses import asdict

from starlette.responses import Response

from spacerr.api.kit import Asked, route, said
from spacerr.domain.errors import BadRequest
from spacerr.services import usage


async def _usage(asked: Asked) -> Response:
    query, user = asked.request.query_params, (await asked.signed()).user_id
    whole = query.get("whose", "me") == "team"
    days, offset = _number(query.get("days", "30")), _number(query.get("offset", "0"))
    team = asked.request.path_params["team"]
    found = await usage.view(asked.d, user, team, days=days, whole=whole, offset=offset)
    return said(**asdict(found))


def _number(text: str) -> int:
    if not text.removeprefix("-").isdecimal() or not text.isascii() or len(text) > 5:
        raise BadRequest
    return int(text)


ROUTES = [route("/teams/{team}/usage", _usage)]

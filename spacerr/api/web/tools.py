"""Routes of a team's servers of tools. Their tokens are received, and never sent."""

from pydantic import BaseModel, SecretStr
from starlette.responses import Response

from spacerr.api.web.kit import ApiRequest, json_response, route
from spacerr.domain.tools.servers import ServerAuth, ServerInput
from spacerr.services.tools import servers


class _ServerBody(BaseModel):
    title: str
    url: str
    auth: ServerAuth = ServerAuth.NONE
    header: str = ""
    client_id: str = ""
    secret: SecretStr | None = None
    trusted: bool = False
    untested: bool = False

    def entered(self) -> ServerInput:
        given = self.model_dump(exclude={"secret", "id", "revision"})
        secret = None if self.secret is None else self.secret.get_secret_value()
        return ServerInput(**given, secret=secret)


class _ServerId(BaseModel):
    id: str


class _ChangeBody(_ServerBody, _ServerId):
    revision: int


async def _add(request: ApiRequest) -> Response:
    where, new = await _user_and_team(request), await request.body(_ServerBody)
    return json_response(id=await servers.add(request.d, *where, new.entered()))


async def _change(request: ApiRequest) -> Response:
    where, other = await _user_and_team(request), await request.body(_ChangeBody)
    await servers.update(request.d, *where, other.id, other.entered(), other.revision)
    return json_response()


async def _test(request: ApiRequest) -> Response:
    """A route, because a connection may take ten seconds: State would wait for it meanwhile."""
    where, which = await _user_and_team(request), await request.body(_ServerId)
    tested = await servers.test(request.d, *where, which.id)
    return json_response(tools=tested.tools, sentence=tested.sentence)


async def _user_and_team(request: ApiRequest) -> tuple[str, str]:
    """The user's id, and the team's."""
    return (await request.require_session()).user_id, request.http.path_params["team"]


ROUTES = [
    route("/teams/{team}/tool-servers", _add, "POST"),
    route("/teams/{team}/tool-servers/change", _change, "POST"),
    route("/teams/{team}/tool-servers/test", _test, "POST"),
]

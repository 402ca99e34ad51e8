"""Routes of a team's servers of tools. Their tokens are received, and never sent."""

from pydantic import BaseModel, SecretStr
from starlette.responses import JSONResponse, RedirectResponse, Response

from spacerr.api.web.kit import NO_STORE, ApiRequest, json_response, route
from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.tools.servers import ServerAuth, ServerInput
from spacerr.services.tools import servers, sign_in

CALLBACK = "/api/tool-sign-in"
METADATA = "/api/tool-client.json"
ANSWER_CHARS = 4_000


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


async def _sign_in(request: ApiRequest) -> Response:
    """Begin a sign-in with a server: the page opens the address in another tab."""
    identity, which = await request.require_session(), await request.body(_ServerId)
    team_id = request.http.path_params["team"]
    ours = _own_address(request)
    place = sign_in.Place(
        callback=f"{ours}{CALLBACK}",
        metadata=f"{ours}{METADATA}" if request.https else "",
    )
    user_id, sign_in_id = identity.user_id, identity.sign_in_id
    url = await sign_in.begin(request.d, user_id, team_id, which.id, place, sign_in_id)
    return json_response(url=url)


async def _signed_in(request: ApiRequest) -> Response:
    """The service sends the person back here. The settings say how it ended; what the service says
    of an error isn't shown.
    """
    given = request.http.query_params
    state, code, iss = (given.get(it, "")[:ANSWER_CHARS] for it in ("state", "code", "iss"))
    settings = f"{_page_address(request)}/settings/tools"
    try:
        identity = await request.require_session()
        await sign_in.finish(request.d, identity, state, code, iss)
    except SpacerrError as error:
        settings = f"{settings}?sign-in={type(error).__name__}"
    return RedirectResponse(settings, 303, NO_STORE)


async def _metadata(request: ApiRequest) -> Response:
    """Who we are, for services that read that instead of registering us."""
    host = request.http.headers.get("host", "")
    ours = next((it for it in request.d.settings.https_origins if it == f"https://{host}"), "")
    if not ours:
        return JSONResponse({}, 404)
    return JSONResponse(
        {
            "client_id": f"{ours}{METADATA}",
            "client_name": "Spacerr",
            "client_uri": ours,
            "redirect_uris": [f"{ours}{CALLBACK}"],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
        }
    )


def _own_address(request: ApiRequest) -> str:
    """The address at which this request has reached us. Its host is one of ours."""
    scheme = "https" if request.https else "http"
    return f"{scheme}://{request.http.headers.get('host', '')}"


def _page_address(request: ApiRequest) -> str:
    """The address of our pages, which developers have at another port."""
    ours, port = _own_address(request), f":{request.d.settings.backend_port}"
    if not ours.endswith(port):
        return ours
    return f"{ours.removesuffix(port)}:{request.d.settings.port}"


ROUTES = [
    route("/teams/{team}/tool-servers", _add, "POST"),
    route("/teams/{team}/tool-servers/change", _change, "POST"),
    route("/teams/{team}/tool-servers/test", _test, "POST"),
    route("/teams/{team}/tool-servers/sign-in", _sign_in, "POST"),
    route(CALLBACK.removeprefix("/api"), _signed_in),
    route(METADATA.removeprefix("/api"), _metadata),
]

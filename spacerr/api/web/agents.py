"""Routes of agents: a team's list, one agent, its versions, its export and import."""

from dataclasses import asdict

from pydantic import BaseModel
from starlette.responses import Response

from spacerr.api.web.data import JSON, download_headers
from spacerr.api.web.kit import ApiRequest, json_response, route
from spacerr.domain.agents.agents import AgentSettings
from spacerr.domain.errors.agents import AgentVersionNotFound
from spacerr.domain.limits import AGENT_BYTES
from spacerr.services.agents import agents, deletion, files, versions


class _RequestIdBody(BaseModel):
    request_id: str


class _NewAgentBody(_RequestIdBody):
    settings: AgentSettings
    shared: bool


class _SaveBody(BaseModel):
    """`shared` is None where the user leaves that as it is."""

    version: int
    settings: AgentSettings
    shared: bool | None = None


class _RestoreVersionBody(BaseModel):
    version: int
    known: int


async def _list(request: ApiRequest) -> Response:
    found = await agents.list_agents(request.d, await _user(request), _team(request))
    return json_response(agents=[asdict(it) for it in found])


async def _create(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(_NewAgentBody)
    made = await agents.create(
        request.d, user, _team(request), new.request_id, new.settings, new.shared
    )
    return json_response(id=made)


async def _import(request: ApiRequest) -> Response:
    user, request_id = await _user(request), request.http.query_params.get("request", "")
    file = await request.http.body()
    return json_response(
        id=await files.import_agent(request.d, user, _team(request), request_id, file)
    )


async def _get(request: ApiRequest) -> Response:
    return json_response(
        **asdict(await agents.get_agent(request.d, await _user(request), _agent(request)))
    )


async def _save(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(_SaveBody)
    version = await agents.update(
        request.d, user, _agent(request), new.version, new.settings, new.shared
    )
    return json_response(version=version)


async def _duplicate(request: ApiRequest) -> Response:
    user, body = await _user(request), await request.body(_RequestIdBody)
    return json_response(
        id=await agents.duplicate(request.d, user, _agent(request), body.request_id)
    )


async def _delete(request: ApiRequest) -> Response:
    await deletion.delete(request.d, await _user(request), _agent(request))
    return json_response()


async def _restore(request: ApiRequest) -> Response:
    await deletion.restore(request.d, await _user(request), _agent(request))
    return json_response()


async def _export(request: ApiRequest) -> Response:
    name, text = await files.export_agent(request.d, await _user(request), _agent(request))
    return Response(text, media_type=JSON, headers=download_headers(f"{name}.json"))


async def _versions(request: ApiRequest) -> Response:
    found = await versions.list_versions(request.d, await _user(request), _agent(request))
    return json_response(versions=[asdict(it) for it in found])


async def _version(request: ApiRequest) -> Response:
    user, wanted = await _user(request), request.http.path_params["version"]
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 10):
        raise AgentVersionNotFound
    settings = await versions.get_version(request.d, user, _agent(request), int(wanted))
    return json_response(settings=settings.model_dump(mode="json"))


async def _restore_version(request: ApiRequest) -> Response:
    user, body = await _user(request), await request.body(_RestoreVersionBody)
    version = await versions.restore_version(
        request.d, user, _agent(request), body.version, body.known
    )
    return json_response(version=version)


async def _user(request: ApiRequest) -> str:
    return (await request.require_session()).user_id


def _team(request: ApiRequest) -> str:
    return request.http.path_params["team"]


def _agent(request: ApiRequest) -> str:
    return request.http.path_params["agent"]


ROUTES = [
    route("/teams/{team}/agents", _list),
    route("/teams/{team}/agents", _create, "POST"),
    route("/teams/{team}/agents/import", _import, "POST"),
    route("/agents/{agent}", _get),
    route("/agents/{agent}", _save, "POST"),
    route("/agents/{agent}/duplicate", _duplicate, "POST"),
    route("/agents/{agent}/delete", _delete, "POST"),
    route("/agents/{agent}/restore", _restore, "POST"),
    route("/agents/{agent}/export.json", _export),
    route("/agents/{agent}/versions", _versions),
    route("/agents/{agent}/versions/{version}", _version),
    route("/agents/{agent}/go-back", _restore_version, "POST"),
]
LARGER_BODIES = dict.fromkeys(
    ("/api/teams/{team}/agents", "/api/teams/{team}/agents/import", "/api/agents/{agent}"),
    AGENT_BYTES,
)

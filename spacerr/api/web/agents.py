"""Routes of agents: a team's list, one of them, its versions, and the file it travels in."""

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


async def _list(asked: ApiRequest) -> Response:
    found = await agents.list_agents(asked.d, await _user(asked), _team(asked))
    return json_response(agents=[asdict(it) for it in found])


async def _create(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(_NewAgentBody)
    made = await agents.create(
        asked.d, user, _team(asked), new.request_id, new.settings, new.shared
    )
    return json_response(id=made)


async def _bring(asked: ApiRequest) -> Response:
    user, request_id = await _user(asked), asked.request.query_params.get("request", "")
    file = await asked.request.body()
    return json_response(id=await files.import_agent(asked.d, user, _team(asked), request_id, file))


async def _view(asked: ApiRequest) -> Response:
    return json_response(
        **asdict(await agents.get_agent(asked.d, await _user(asked), _agent(asked)))
    )


async def _save(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(_SaveBody)
    version = await agents.update(
        asked.d, user, _agent(asked), new.version, new.settings, new.shared
    )
    return json_response(version=version)


async def _duplicate(asked: ApiRequest) -> Response:
    user, sent = await _user(asked), await asked.body(_RequestIdBody)
    return json_response(id=await agents.duplicate(asked.d, user, _agent(asked), sent.request_id))


async def _delete(asked: ApiRequest) -> Response:
    await deletion.delete(asked.d, await _user(asked), _agent(asked))
    return json_response()


async def _restore(asked: ApiRequest) -> Response:
    await deletion.restore(asked.d, await _user(asked), _agent(asked))
    return json_response()


async def _export(asked: ApiRequest) -> Response:
    name, text = await files.export_agent(asked.d, await _user(asked), _agent(asked))
    return Response(text, media_type=JSON, headers=download_headers(f"{name}.json"))


async def _versions(asked: ApiRequest) -> Response:
    found = await versions.list_versions(asked.d, await _user(asked), _agent(asked))
    return json_response(versions=[asdict(it) for it in found])


async def _version(asked: ApiRequest) -> Response:
    user, wanted = await _user(asked), asked.request.path_params["version"]
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 10):
        raise AgentVersionNotFound
    settings = await versions.get_version(asked.d, user, _agent(asked), int(wanted))
    return json_response(settings=settings.model_dump(mode="json"))


async def _go_back(asked: ApiRequest) -> Response:
    user, sent = await _user(asked), await asked.body(_RestoreVersionBody)
    version = await versions.restore_version(asked.d, user, _agent(asked), sent.version, sent.known)
    return json_response(version=version)


async def _user(asked: ApiRequest) -> str:
    return (await asked.require_session()).user_id


def _team(asked: ApiRequest) -> str:
    return asked.request.path_params["team"]


def _agent(asked: ApiRequest) -> str:
    return asked.request.path_params["agent"]


ROUTES = [
    route("/teams/{team}/agents", _list),
    route("/teams/{team}/agents", _create, "POST"),
    route("/teams/{team}/agents/import", _bring, "POST"),
    route("/agents/{agent}", _view),
    route("/agents/{agent}", _save, "POST"),
    route("/agents/{agent}/duplicate", _duplicate, "POST"),
    route("/agents/{agent}/delete", _delete, "POST"),
    route("/agents/{agent}/restore", _restore, "POST"),
    route("/agents/{agent}/export.json", _export),
    route("/agents/{agent}/versions", _versions),
    route("/agents/{agent}/versions/{version}", _version),
    route("/agents/{agent}/go-back", _go_back, "POST"),
]
LARGER_BODIES = dict.fromkeys(
    ("/api/teams/{team}/agents", "/api/teams/{team}/agents/import", "/api/agents/{agent}"),
    AGENT_BYTES,
)

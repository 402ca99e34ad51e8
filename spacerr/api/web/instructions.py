"""Routes of instructions on every level but agents', and of the prompts of replies."""

from dataclasses import asdict

from pydantic import BaseModel
from starlette.responses import Response

from spacerr.api.web.kit import ApiRequest, json_response, route
from spacerr.domain.errors.chats import MessageNotFound
from spacerr.domain.limits import INSTRUCTIONS_CHARS
from spacerr.domain.prompts.instructions import Level, Variable
from spacerr.services.prompts import browser_facts, instructions, preview, record
from spacerr.services.prompts.preview import PreviewScope

BODY_BYTES = 4 * len(Level) * INSTRUCTIONS_CHARS + 10_000
"""Enough for texts of all levels at their longest, in any script. A longer text is refused by
validation, with its sentence.
"""
LARGER_BODIES = dict.fromkeys(
    [
        "/api/me/instructions",
        "/api/platform/instructions",
        "/api/projects/{project}/instructions",
        "/api/teams/{team}/instructions",
        "/api/teams/{team}/instructions/preview",
    ],
    BODY_BYTES,
)


class TextBody(BaseModel):
    text: str
    mark: str


class DraftsBody(BaseModel):
    """The typed drafts, by level; None where nothing was typed. The rest is a PreviewScope."""

    platform: str | None = None
    team: str | None = None
    project: str | None = None
    personal: str | None = None
    agent: str | None = None
    project_id: str = ""
    agent_id: str = ""
    agent_name: str = ""
    model: str = ""


class BrowserFactsBody(BaseModel):
    time_zone: str = ""
    language: str = ""


async def _overview(request: ApiRequest) -> Response:
    user = (await request.require_session()).user_id
    found = await instructions.get_overview(request.d, user, request.http.path_params["team"])
    return json_response(**asdict(found), variables=list(Variable), longest=INSTRUCTIONS_CHARS)


async def _update_platform(request: ApiRequest) -> Response:
    user, new = (await request.require_session()).user_id, await request.body(TextBody)
    return json_response(
        **asdict(await instructions.update_platform(request.d, user, new.text, new.mark))
    )


async def _update_team(request: ApiRequest) -> Response:
    user, new = (await request.require_session()).user_id, await request.body(TextBody)
    team = request.http.path_params["team"]
    changed = await instructions.update_team(request.d, user, team, new.text, new.mark)
    return json_response(**asdict(changed))


async def _get_personal(request: ApiRequest) -> Response:
    return json_response(
        **asdict(
            await instructions.get_personal(request.d, (await request.require_session()).user_id)
        )
    )


async def _update_personal(request: ApiRequest) -> Response:
    user, new = (await request.require_session()).user_id, await request.body(TextBody)
    return json_response(
        **asdict(await instructions.update_personal(request.d, user, new.text, new.mark))
    )


async def _get_project(request: ApiRequest) -> Response:
    user, project = (await request.require_session()).user_id, request.http.path_params["project"]
    return json_response(**asdict(await instructions.get_project_text(request.d, user, project)))


async def _update_project(request: ApiRequest) -> Response:
    user, new = (await request.require_session()).user_id, await request.body(TextBody)
    project = request.http.path_params["project"]
    changed = await instructions.update_project(request.d, user, project, new.text, new.mark)
    return json_response(**asdict(changed))


async def _preview(request: ApiRequest) -> Response:
    user, body = (await request.require_session()).user_id, await request.body(DraftsBody)
    typed = body.model_dump(include=set(Level))
    drafts = {Level(level): text for level, text in typed.items() if text is not None}
    scene = PreviewScope(body.project_id, body.agent_id, body.agent_name, body.model)
    team = request.http.path_params["team"]
    return json_response(
        **asdict(await preview.build_preview(request.d, user, team, drafts, scene))
    )


async def _store_browser_facts(request: ApiRequest) -> Response:
    user, body = (await request.require_session()).user_id, await request.body(BrowserFactsBody)
    await browser_facts.store(request.d, user, body.time_zone, body.language)
    return json_response()


async def _prompt(request: ApiRequest) -> Response:
    user, places = (await request.require_session()).user_id, request.http.path_params
    found = await record.get_prompt(request.d, user, places["message"])
    if found.chat_id != places["chat"]:
        raise MessageNotFound
    return json_response(**asdict(found))


ROUTES = [
    route("/platform/instructions", _update_platform, "POST"),
    route("/teams/{team}/instructions", _overview),
    route("/teams/{team}/instructions", _update_team, "POST"),
    route("/teams/{team}/instructions/preview", _preview, "POST"),
    route("/projects/{project}/instructions", _get_project),
    route("/projects/{project}/instructions", _update_project, "POST"),
    route("/me/instructions", _get_personal),
    route("/me/instructions", _update_personal, "POST"),
    route("/me/whereabouts", _store_browser_facts, "POST"),
    route("/chats/{chat}/replies/{message}/prompt", _prompt),
]

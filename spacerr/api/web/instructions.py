"""Routes of instructions on every level but agents', and of what a model was told."""

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
"""Texts of all levels at their longest, in any script. What is too long is refused with its
sentence.
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
    """What was typed, by level, where something was; the rest is a `Scene`."""

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


async def _overview(asked: ApiRequest) -> Response:
    user = (await asked.require_session()).user_id
    found = await instructions.get_overview(asked.d, user, asked.request.path_params["team"])
    return json_response(**asdict(found), variables=list(Variable), longest=INSTRUCTIONS_CHARS)


async def _change_platform(asked: ApiRequest) -> Response:
    user, new = (await asked.require_session()).user_id, await asked.body(TextBody)
    return json_response(
        **asdict(await instructions.update_platform(asked.d, user, new.text, new.mark))
    )


async def _change_team(asked: ApiRequest) -> Response:
    user, new = (await asked.require_session()).user_id, await asked.body(TextBody)
    team = asked.request.path_params["team"]
    changed = await instructions.update_team(asked.d, user, team, new.text, new.mark)
    return json_response(**asdict(changed))


async def _own(asked: ApiRequest) -> Response:
    return json_response(
        **asdict(await instructions.get_personal(asked.d, (await asked.require_session()).user_id))
    )


async def _change_own(asked: ApiRequest) -> Response:
    user, new = (await asked.require_session()).user_id, await asked.body(TextBody)
    return json_response(
        **asdict(await instructions.update_personal(asked.d, user, new.text, new.mark))
    )


async def _of_project(asked: ApiRequest) -> Response:
    user, project = (await asked.require_session()).user_id, asked.request.path_params["project"]
    return json_response(**asdict(await instructions.get_project_text(asked.d, user, project)))


async def _change_project(asked: ApiRequest) -> Response:
    user, new = (await asked.require_session()).user_id, await asked.body(TextBody)
    project = asked.request.path_params["project"]
    changed = await instructions.update_project(asked.d, user, project, new.text, new.mark)
    return json_response(**asdict(changed))


async def _preview(asked: ApiRequest) -> Response:
    user, sent = (await asked.require_session()).user_id, await asked.body(DraftsBody)
    typed = sent.model_dump(include=set(Level))
    drafts = {Level(level): text for level, text in typed.items() if text is not None}
    scene = PreviewScope(sent.project_id, sent.agent_id, sent.agent_name, sent.model)
    team = asked.request.path_params["team"]
    return json_response(**asdict(await preview.build_preview(asked.d, user, team, drafts, scene)))


async def _note_whereabouts(asked: ApiRequest) -> Response:
    user, sent = (await asked.require_session()).user_id, await asked.body(BrowserFactsBody)
    await browser_facts.store(asked.d, user, sent.time_zone, sent.language)
    return json_response()


async def _prompt(asked: ApiRequest) -> Response:
    user, places = (await asked.require_session()).user_id, asked.request.path_params
    found = await record.get_prompt(asked.d, user, places["message"])
    if found.chat_id != places["chat"]:
        raise MessageNotFound
    return json_response(**asdict(found))


ROUTES = [
    route("/platform/instructions", _change_platform, "POST"),
    route("/teams/{team}/instructions", _overview),
    route("/teams/{team}/instructions", _change_team, "POST"),
    route("/teams/{team}/instructions/preview", _preview, "POST"),
    route("/projects/{project}/instructions", _of_project),
    route("/projects/{project}/instructions", _change_project, "POST"),
    route("/me/instructions", _own),
    route("/me/instructions", _change_own, "POST"),
    route("/me/whereabouts", _note_whereabouts, "POST"),
    route("/chats/{chat}/replies/{message}/prompt", _prompt),
]

"""Routes of replies: their details."""

from dataclasses import asdict

from starlette.responses import Response

from spacerr.api.web.kit import ApiRequest, json_response, route
from spacerr.domain.errors.chats import MessageNotFound
from spacerr.services.replies import details


async def _details(request: ApiRequest) -> Response:
    session, place = await request.require_session(), request.http.path_params
    found = await details.of_reply(request.d, session.user_id, place["message"])
    if found.chat_id != place["chat"]:
        raise MessageNotFound
    return json_response(**{**asdict(found), "origin": details.shown(found.origin)})


ROUTES = [route("/chats/{chat}/replies/{message}", _details)]

"""Routes of replies: how one came about."""

from dataclasses import asdict

from starlette.responses import Response

from spacerr.api.web.kit import ApiRequest, json_response, route
from spacerr.domain.errors.chats import MessageNotFound
from spacerr.services.replies import details


async def _details(asked: ApiRequest) -> Response:
    signed, place = await asked.require_session(), asked.request.path_params
    found = await details.of_reply(asked.d, signed.user_id, place["message"])
    if found.chat_id != place["chat"]:
        raise MessageNotFound
    return json_response(**{**asdict(found), "origin": details.shown(found.origin)})


ROUTES = [route("/chats/{chat}/replies/{message}", _details)]

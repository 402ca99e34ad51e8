"""Share links: a chat's owner creates, lists and ends them; anyone with the link opens it."""

import json
from collections.abc import AsyncGenerator
from dataclasses import asdict

from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from spacerr.api.web.images import image_response
from spacerr.api.web.kit import JSON, NO_STORE, ApiRequest, json_response, route
from spacerr.services.chats import links


class _NewLinkBody(BaseModel):
    days: int | None = None


class _LinkId(BaseModel):
    id: str


class _LinkTokenBody(BaseModel):
    token: str


class _LinkImageBody(_LinkTokenBody):
    id: str


async def list_links(request: ApiRequest) -> Response:
    session = await request.require_session()
    found = await links.list_links(request.d, session.user_id, request.http.path_params["chat"])
    return json_response(links=[asdict(link) for link in found])


async def create_link(request: ApiRequest) -> Response:
    session, life = await request.require_session(), await request.body(_NewLinkBody)
    chat = request.http.path_params["chat"]
    return json_response(**asdict(await links.create(request.d, session.user_id, chat, life.days)))


async def revoke_link(request: ApiRequest) -> Response:
    session, which = await request.require_session(), await request.body(_LinkId)
    await links.revoke(request.d, session.user_id, request.http.path_params["chat"], which.id)
    return json_response()


async def open_link(request: ApiRequest) -> Response:
    """By POST: in a URL, the token would end up in servers' logs."""
    copy = await links.open_link(request.d, (await request.body(_LinkTokenBody)).token)
    return StreamingResponse(_pieces(copy), media_type=JSON, headers=NO_STORE)


async def open_image(request: ApiRequest) -> Response:
    body = await request.body(_LinkImageBody)
    return image_response(await links.read_image(request.d, body.token, body.id))


async def _pieces(copy: links.SharedCopy) -> AsyncGenerator[str]:
    head = json.dumps({"title": copy.title, "created_at": copy.created_at})
    yield f'{head[:-1]}, "messages": ['
    comma = ""
    async for page in copy.messages:
        for message in page:
            yield comma + json.dumps(message)
            comma = ","
    yield "]}"


ROUTES = [
    route("/chats/{chat}/links", list_links),
    route("/chats/{chat}/links", create_link, "POST"),
    route("/chats/{chat}/links/revoke", revoke_link, "POST"),
    route("/shared", open_link, "POST"),
    route("/shared/image", open_image, "POST"),
]

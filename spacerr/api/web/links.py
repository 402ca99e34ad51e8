"""Share links: a chat's owner creates, lists and ends them; anyone with the link opens it."""

import json
from collections.abc import AsyncGenerator
from dataclasses import asdict

from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from spacerr.api.web.kit import JSON, NO_STORE, ApiRequest, json_response, route
from spacerr.services.chats import links


class _NewLinkBody(BaseModel):
    days: int | None = None


class _LinkId(BaseModel):
    id: str


class _LinkTokenBody(BaseModel):
    token: str


async def listed(asked: ApiRequest) -> Response:
    signed = await asked.require_session()
    found = await links.list_links(asked.d, signed.user_id, asked.request.path_params["chat"])
    return json_response(links=[asdict(link) for link in found])


async def make(asked: ApiRequest) -> Response:
    signed, life = await asked.require_session(), await asked.body(_NewLinkBody)
    chat = asked.request.path_params["chat"]
    return json_response(**asdict(await links.create(asked.d, signed.user_id, chat, life.days)))


async def revoke(asked: ApiRequest) -> Response:
    signed, which = await asked.require_session(), await asked.body(_LinkId)
    await links.revoke(asked.d, signed.user_id, asked.request.path_params["chat"], which.id)
    return json_response()


async def opened(asked: ApiRequest) -> Response:
    """Not by GET: the token would stand in an address, and so in some server's log."""
    copy = await links.open_link(asked.d, (await asked.body(_LinkTokenBody)).token)
    return StreamingResponse(_pieces(copy), media_type=JSON, headers=NO_STORE)


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
    route("/chats/{chat}/links", listed),
    route("/chats/{chat}/links", make, "POST"),
    route("/chats/{chat}/links/revoke", revoke, "POST"),
    route("/shared", opened, "POST"),
]

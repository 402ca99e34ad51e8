"""Links to chats as they were: made, listed and ended by the chat's owner, opened by anybody."""

import json
from collections.abc import AsyncGenerator
from dataclasses import asdict

from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from spacerr.api.web.kit import JSON, UNKEPT, Asked, route, said
from spacerr.services.chats import links


class _Life(BaseModel):
    days: int | None = None


class _Which(BaseModel):
    id: str


class _Token(BaseModel):
    token: str


async def listed(asked: Asked) -> Response:
    signed = await asked.signed()
    found = await links.list_links(asked.d, signed.user_id, asked.request.path_params["chat"])
    return said(links=[asdict(link) for link in found])


async def make(asked: Asked) -> Response:
    signed, life = await asked.signed(), await asked.body(_Life)
    chat = asked.request.path_params["chat"]
    return said(**asdict(await links.create(asked.d, signed.user_id, chat, life.days)))


async def revoke(asked: Asked) -> Response:
    signed, which = await asked.signed(), await asked.body(_Which)
    await links.revoke(asked.d, signed.user_id, asked.request.path_params["chat"], which.id)
    return said()


async def opened(asked: Asked) -> Response:
    """Not by GET: the token would stand in an address, and so in some server's log."""
    copy = await links.open_link(asked.d, (await asked.body(_Token)).token)
    return StreamingResponse(_pieces(copy), media_type=JSON, headers=UNKEPT)


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

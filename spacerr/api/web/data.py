"""Routes of exports, imports and the deletion of accounts and teams."""

from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import quote

from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from spacerr.api.web.kit import JSON, ApiRequest, json_response, route
from spacerr.services.accounts import deletion
from spacerr.services.data import exports, imports, markdown


class _ConfirmationBody(BaseModel):
    confirmation: str


class _DeleteAccountBody(_ConfirmationBody):
    password: str


MARKDOWN = "text/markdown; charset=utf-8"


async def chat_markdown(request: ApiRequest) -> Response:
    session = await request.require_session()
    title, text = await markdown.chat_markdown(
        request.d, session.user_id, request.http.path_params["chat"]
    )
    return Response(text, media_type=MARKDOWN, headers=download_headers(f"{title}.md"))


async def chat_json(request: ApiRequest) -> Response:
    session = await request.require_session()
    title, pieces = await exports.export_chat(
        request.d, session.user_id, request.http.path_params["chat"]
    )
    return StreamingResponse(pieces, media_type=JSON, headers=download_headers(f"{title}.json"))


async def account_json(request: ApiRequest) -> Response:
    session = await request.require_session()
    name = f"Spacerr {datetime.now(UTC):%Y-%m-%d}.json"
    pieces = exports.export_account(request.d, session.user_id)
    return StreamingResponse(pieces, media_type=JSON, headers=download_headers(name))


async def import_chats(request: ApiRequest) -> Response:
    session = await request.require_session()
    team = request.http.query_params.get("team", "")
    file = await request.http.body()
    return json_response(
        **asdict(await imports.import_chats(request.d, session.user_id, team, file))
    )


async def delete_account(request: ApiRequest) -> Response:
    session, body = await request.require_session(), await request.body(_DeleteAccountBody)
    await deletion.delete_account(request.d, session.user_id, body.password, body.confirmation)
    return json_response()


async def delete_team(request: ApiRequest) -> Response:
    session, body = await request.require_session(), await request.body(_ConfirmationBody)
    team = request.http.path_params["team"]
    await deletion.delete_team(request.d, session.user_id, team, body.confirmation)
    return json_response()


def download_headers(name: str) -> dict[str, str]:
    """Headers that make a browser save the body, and never take it for another type."""
    plain = "".join(it if it.isalnum() or it in " -_.()" else "-" for it in name)
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(plain)}",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


ROUTES = [
    route("/chats/{chat}/export.md", chat_markdown),
    route("/chats/{chat}/export.json", chat_json),
    route("/account/export.json", account_json),
    route("/import", import_chats, "POST"),
    route("/account/delete", delete_account, "POST"),
    route("/teams/{team}/delete", delete_team, "POST"),
]

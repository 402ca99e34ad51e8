"""What people take with them, bring along, and have deleted for good."""

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


async def chat_markdown(asked: ApiRequest) -> Response:
    signed = await asked.require_session()
    title, text = await markdown.chat_markdown(
        asked.d, signed.user_id, asked.request.path_params["chat"]
    )
    return Response(text, media_type=MARKDOWN, headers=download_headers(f"{title}.md"))


async def chat_json(asked: ApiRequest) -> Response:
    signed = await asked.require_session()
    title, pieces = await exports.export_chat(
        asked.d, signed.user_id, asked.request.path_params["chat"]
    )
    return StreamingResponse(pieces, media_type=JSON, headers=download_headers(f"{title}.json"))


async def account_json(asked: ApiRequest) -> Response:
    signed = await asked.require_session()
    name = f"Spacerr {datetime.now(UTC):%Y-%m-%d}.json"
    pieces = exports.export_account(asked.d, signed.user_id)
    return StreamingResponse(pieces, media_type=JSON, headers=download_headers(name))


async def bring(asked: ApiRequest) -> Response:
    signed = await asked.require_session()
    team = asked.request.query_params.get("team", "")
    file = await asked.request.body()
    return json_response(**asdict(await imports.import_chats(asked.d, signed.user_id, team, file)))


async def delete_account(asked: ApiRequest) -> Response:
    signed, sent = await asked.require_session(), await asked.body(_DeleteAccountBody)
    await deletion.delete_account(asked.d, signed.user_id, sent.password, sent.confirmation)
    return json_response()


async def delete_team(asked: ApiRequest) -> Response:
    signed, sent = await asked.require_session(), await asked.body(_ConfirmationBody)
    team = asked.request.path_params["team"]
    await deletion.delete_team(asked.d, signed.user_id, team, sent.confirmation)
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
    route("/import", bring, "POST"),
    route("/account/delete", delete_account, "POST"),
    route("/teams/{team}/delete", delete_team, "POST"),
]

"""Routes of teams: members, invitations, audit."""

from contextlib import AbstractAsyncContextManager
from dataclasses import asdict

from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from spacerr.api.web.kit import ApiRequest, json_response, route
from spacerr.domain.errors.accounts import SignedOut
from spacerr.domain.errors.teams import InvitationNotFound
from spacerr.domain.tables import AuditEntry
from spacerr.domain.teams.audit import ACTION_LABELS
from spacerr.services import audit, rate_limits
from spacerr.services.teams import invitations, members, teams


class TeamNameBody(BaseModel):
    name: str


class RenameBody(TeamNameBody):
    revision: int


class MemberBody(BaseModel):
    user_id: str


class RoleBody(MemberBody):
    role: str
    was: str


class InvitationBody(BaseModel):
    role: str
    days: int


class InvitationId(BaseModel):
    id: str


class InvitationTokenBody(BaseModel):
    token: str


async def _create(request: ApiRequest) -> Response:
    user = await _user(request)
    return json_response(
        id=await teams.create(request.d, user, (await request.body(TeamNameBody)).name)
    )


async def _get(request: ApiRequest) -> Response:
    return json_response(
        **asdict(await teams.get_team(request.d, await _user(request), _team(request)))
    )


async def _rename(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(RenameBody)
    await teams.rename(request.d, user, _team(request), new.name, new.revision)
    return json_response()


async def _set_role(request: ApiRequest) -> Response:
    user, new = await _user(request), await request.body(RoleBody)
    await members.set_role(request.d, user, _team(request), new.user_id, new.role, new.was)
    return json_response()


async def _remove(request: ApiRequest) -> Response:
    user, member = await _user(request), (await request.body(MemberBody)).user_id
    await members.remove(request.d, user, _team(request), member)
    return json_response()


async def _leave(request: ApiRequest) -> Response:
    await members.leave(request.d, await _user(request), _team(request))
    return json_response()


async def _transfer_ownership(request: ApiRequest) -> Response:
    user, member = await _user(request), (await request.body(MemberBody)).user_id
    await members.transfer_ownership(request.d, user, _team(request), member)
    return json_response()


async def _invite(request: ApiRequest) -> Response:
    user, wanted = await _user(request), await request.body(InvitationBody)
    made = await invitations.create(request.d, user, _team(request), wanted.role, wanted.days)
    return json_response(**asdict(made))


async def _revoke(request: ApiRequest) -> Response:
    user, invitation = await _user(request), (await request.body(InvitationId)).id
    await invitations.revoke(request.d, user, _team(request), invitation)
    return json_response()


async def _get_invitation(request: ApiRequest) -> Response:
    try:
        user = await _user(request)
    except SignedOut:
        user = ""
    token = request.http.path_params["token"]
    async with _count_guesses(request):
        return json_response(**asdict(await invitations.get_invitation(request.d, token, user)))


async def _accept(request: ApiRequest) -> Response:
    user, token = await _user(request), (await request.body(InvitationTokenBody)).token
    async with _count_guesses(request):
        return json_response(team_id=await invitations.accept(request.d, user, token))


def _count_guesses(request: ApiRequest) -> AbstractAsyncContextManager[None]:
    buckets = rate_limits.invitation_limits(request.d, request.visitor, "invitation")
    return rate_limits.count_failures(request.d, buckets, InvitationNotFound)


async def _audit(request: ApiRequest) -> Response:
    query = request.http.query_params
    before, action = query.get("before", ""), query.get("action", "")
    page = await audit.list_entries(
        request.d, await _user(request), _team(request), before=before, action=action
    )
    entries = [_entry(it, page.titles.get(it.subject_id, "")) for it in page.entries]
    return json_response(entries=entries, more=page.more)


async def _audit_csv(request: ApiRequest) -> Response:
    pieces = await audit.export_csv(request.d, await _user(request), _team(request))
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": 'attachment; filename="spacerr-audit.csv"',
    }
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


def _entry(entry: AuditEntry, title: str) -> dict[str, object]:
    return {
        "id": entry.id,
        "at": entry.created_at,
        "actor": entry.actor,
        "action": entry.action,
        "words": ACTION_LABELS.get(entry.action, entry.action),
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "title": title,
        "detail": entry.detail,
    }


async def _user(request: ApiRequest) -> str:
    return (await request.require_session()).user_id


def _team(request: ApiRequest) -> str:
    return request.http.path_params["team"]


ROUTES = [
    route("/teams", _create, "POST"),
    route("/teams/{team}", _get),
    route("/teams/{team}/name", _rename, "POST"),
    route("/teams/{team}/members/role", _set_role, "POST"),
    route("/teams/{team}/members/remove", _remove, "POST"),
    route("/teams/{team}/leave", _leave, "POST"),
    route("/teams/{team}/hand-over", _transfer_ownership, "POST"),
    route("/teams/{team}/invitations", _invite, "POST"),
    route("/teams/{team}/invitations/revoke", _revoke, "POST"),
    route("/teams/{team}/audit", _audit),
    route("/teams/{team}/audit.csv", _audit_csv),
    route("/invitations/accept", _accept, "POST"),
    route("/invitations/{token}", _get_invitation),
]

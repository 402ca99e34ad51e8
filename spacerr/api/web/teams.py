"""Routes of teams: who is in them, who is invited, what was done there."""

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


async def _create(asked: ApiRequest) -> Response:
    user = await _user(asked)
    return json_response(
        id=await teams.create(asked.d, user, (await asked.body(TeamNameBody)).name)
    )


async def _view(asked: ApiRequest) -> Response:
    return json_response(**asdict(await teams.get_team(asked.d, await _user(asked), _team(asked))))


async def _rename(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(RenameBody)
    await teams.rename(asked.d, user, _team(asked), new.name, new.revision)
    return json_response()


async def _set_role(asked: ApiRequest) -> Response:
    user, new = await _user(asked), await asked.body(RoleBody)
    await members.set_role(asked.d, user, _team(asked), new.user_id, new.role, new.was)
    return json_response()


async def _remove(asked: ApiRequest) -> Response:
    user, member = await _user(asked), (await asked.body(MemberBody)).user_id
    await members.remove(asked.d, user, _team(asked), member)
    return json_response()


async def _leave(asked: ApiRequest) -> Response:
    await members.leave(asked.d, await _user(asked), _team(asked))
    return json_response()


async def _hand_over(asked: ApiRequest) -> Response:
    user, member = await _user(asked), (await asked.body(MemberBody)).user_id
    await members.transfer_ownership(asked.d, user, _team(asked), member)
    return json_response()


async def _invite(asked: ApiRequest) -> Response:
    user, wanted = await _user(asked), await asked.body(InvitationBody)
    made = await invitations.create(asked.d, user, _team(asked), wanted.role, wanted.days)
    return json_response(**asdict(made))


async def _revoke(asked: ApiRequest) -> Response:
    user, invitation = await _user(asked), (await asked.body(InvitationId)).id
    await invitations.revoke(asked.d, user, _team(asked), invitation)
    return json_response()


async def _look(asked: ApiRequest) -> Response:
    try:
        user = await _user(asked)
    except SignedOut:
        user = ""
    token = asked.request.path_params["token"]
    async with _guessing(asked):
        return json_response(**asdict(await invitations.get_invitation(asked.d, token, user)))


async def _accept(asked: ApiRequest) -> Response:
    user, token = await _user(asked), (await asked.body(InvitationTokenBody)).token
    async with _guessing(asked):
        return json_response(team_id=await invitations.accept(asked.d, user, token))


def _guessing(asked: ApiRequest) -> AbstractAsyncContextManager[None]:
    buckets = rate_limits.invitation_limits(asked.d, asked.visitor, "invitation")
    return rate_limits.count_failures(asked.d, buckets, InvitationNotFound)


async def _audit(asked: ApiRequest) -> Response:
    query = asked.request.query_params
    before, action = query.get("before", ""), query.get("action", "")
    page = await audit.list_entries(
        asked.d, await _user(asked), _team(asked), before=before, action=action
    )
    entries = [_entry(it, page.titles.get(it.subject_id, "")) for it in page.entries]
    return json_response(entries=entries, more=page.more)


async def _audit_csv(asked: ApiRequest) -> Response:
    pieces = await audit.export_csv(asked.d, await _user(asked), _team(asked))
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


async def _user(asked: ApiRequest) -> str:
    return (await asked.require_session()).user_id


def _team(asked: ApiRequest) -> str:
    return asked.request.path_params["team"]


ROUTES = [
    route("/teams", _create, "POST"),
    route("/teams/{team}", _view),
    route("/teams/{team}/name", _rename, "POST"),
    route("/teams/{team}/members/role", _set_role, "POST"),
    route("/teams/{team}/members/remove", _remove, "POST"),
    route("/teams/{team}/leave", _leave, "POST"),
    route("/teams/{team}/hand-over", _hand_over, "POST"),
    route("/teams/{team}/invitations", _invite, "POST"),
    route("/teams/{team}/invitations/revoke", _revoke, "POST"),
    route("/teams/{team}/audit", _audit),
    route("/teams/{team}/audit.csv", _audit_csv),
    route("/invitations/accept", _accept, "POST"),
    route("/invitations/{token}", _look),
]

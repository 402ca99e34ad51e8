"""Invitations: links with which one user each can join a team."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, delete, func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.tokens import digest, new_token
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.teams import (
    InvitationNotFound,
    InvitationTooLong,
    OnlyOwners,
    TeamFull,
    TeamNotFound,
    TooManyInvitations,
    TooManyTeams,
)
from spacerr.domain.ids import DAY_MS, is_valid_id, now_ms
from spacerr.domain.limits import INVITATION_DAYS, OPEN_INVITATIONS, TEAM_MEMBERS, TEAMS
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import Invitation, Membership, Team, User
from spacerr.domain.teams.audit import Action
from spacerr.services import audit
from spacerr.services.access import lock_team, lock_team_row
from spacerr.services.events import publish_team_updated


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """A new invitation. Its token is given only to the user who made it."""

    id: str
    token: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that has not been used yet."""

    id: str
    role: str
    made_by: str
    created_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class InvitationOffer:
    """The team and role of an invitation. `team_id` is given only to members of the team."""

    team: str
    made_by: str
    role: str
    team_id: str = ""


async def create(d: Deps, user_id: str, team_id: str, role: str, days: int) -> NewInvitation:
    """Create an invitation that is open for some days.

    Raises TeamNotFound, OnlyManagers, OnlyOwners, BadRequest, InvitationTooLong,
    TooManyInvitations.
    """
    if role not in set(TeamRole):
        raise BadRequest
    if not 1 <= days <= INVITATION_DAYS:
        raise InvitationTooLong
    token = new_token()
    async with d.db.writing() as session:
        _, own = await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        if role == TeamRole.OWNER != own.role:
            raise OnlyOwners
        await _require_invitation_capacity(session, team_id)
        made = Invitation(
            team_id=team_id,
            role=role,
            token_hash=digest(token),
            made_by=user_id,
            expires_at=now_ms() + days * DAY_MS,
        )
        session.add(made)
        await audit.record(
            session,
            user_id,
            team_id,
            Action.INVITATION_MADE,
            subject_id=made.id,
            role=role,
            days=days,
        )
        publish_team_updated(d, session, team_id)
    return NewInvitation(made.id, token, made.expires_at)


async def revoke(d: Deps, user_id: str, team_id: str, invitation_id: str) -> None:
    """Delete an open invitation. Raises TeamNotFound, OnlyManagers, InvitationNotFound."""
    if not is_valid_id(invitation_id):
        raise InvitationNotFound
    async with d.db.writing() as session:
        await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        one = and_(_open(), col(Invitation.id) == invitation_id, col(Invitation.team_id) == team_id)
        gone = await session.exec(delete(Invitation).where(one))
        if not gone.rowcount:
            raise InvitationNotFound
        await audit.record(
            session, user_id, team_id, Action.INVITATION_REVOKED, subject_id=invitation_id
        )
        publish_team_updated(d, session, team_id)


async def get_invitation(d: Deps, token: str, user_id: str = "") -> InvitationOffer:
    """The team and role that a token invites to. Raises InvitationNotFound."""
    async with d.db.reading() as session:
        invitation = await _find(session, token)
        member = await session.get(Membership, (user_id, invitation.team_id))
        if not (_is_open(invitation) or (member and invitation.used_by == user_id)):
            raise InvitationNotFound
        team = await session.get_one(Team, invitation.team_id)
        maker = await session.get(User, invitation.made_by) if invitation.made_by else None
    known = team.id if member else ""
    return InvitationOffer(team.name, maker.name if maker else "", invitation.role, known)


async def redeem(session: AsyncSession, user_id: str, token: str) -> str:
    """Add a user to the team they are invited to; returns its id. One invitation adds one user. A
    user who is in the team already doesn't use it up.

    The caller publishes the change. Raises InvitationNotFound, TeamFull, TooManyTeams.
    """
    team_id = (await _find(session, token)).team_id
    try:
        await lock_team_row(session, team_id)
    except TeamNotFound:
        raise InvitationNotFound from None
    invitation = await _find(session, token)
    if await session.get(Membership, (user_id, team_id), populate_existing=True):
        if _is_open(invitation) or invitation.used_by == user_id:
            return team_id
        raise InvitationNotFound
    await _require_capacity(session, user_id, team_id)
    this = and_(_open(), col(Invitation.id) == invitation.id)
    using = update(Invitation).where(this).values(used_at=now_ms(), used_by=user_id)
    if not (await session.exec(using)).rowcount:
        raise InvitationNotFound
    session.add(Membership(user_id=user_id, team_id=team_id, role=invitation.role))
    await audit.record(
        session,
        user_id,
        team_id,
        Action.MEMBER_JOINED,
        subject_id=invitation.id,
        role=invitation.role,
    )
    return team_id


async def accept(d: Deps, user_id: str, token: str) -> str:
    """Join the team of an invitation; returns its id. Raises what `redeem` raises."""
    async with d.db.writing() as session:
        team_id = await redeem(session, user_id, token)
        publish_team_updated(d, session, team_id, user_id)
    return team_id


async def list_open(session: AsyncSession, team_id: str) -> list[OpenInvitation]:
    """A team's open invitations, the newest first."""
    query = (
        select(Invitation, User.name)
        .outerjoin(User, col(User.id) == Invitation.made_by)
        .where(Invitation.team_id == team_id, _open())
        .order_by(col(Invitation.id).desc())
    )
    return [
        OpenInvitation(
            invitation.id,
            invitation.role,
            maker or "",
            invitation.created_at,
            invitation.expires_at,
        )
        for invitation, maker in await session.exec(query)
    ]


async def revoke_all_by(session: AsyncSession, team_id: str, maker_id: str) -> None:
    """Delete the open invitations of a user who may no longer make them."""
    theirs = and_(col(Invitation.team_id) == team_id, col(Invitation.made_by) == maker_id)
    await session.exec(delete(Invitation).where(theirs, _open()))


async def _require_invitation_capacity(session: AsyncSession, team_id: str) -> None:
    of_team = col(Invitation.team_id) == team_id
    old = col(Invitation.expires_at) <= now_ms()
    await session.exec(delete(Invitation).where(of_team, old))
    count = select(func.count()).select_from(Invitation).where(of_team, _open())
    if (await session.exec(count)).one() >= OPEN_INVITATIONS:
        raise TooManyInvitations


async def _require_capacity(session: AsyncSession, user_id: str, team_id: str) -> None:
    """Raises TeamFull, TooManyTeams."""
    count = select(func.count()).select_from(Membership)
    if (await session.exec(count.where(Membership.team_id == team_id))).one() >= TEAM_MEMBERS:
        raise TeamFull
    if (await session.exec(count.where(Membership.user_id == user_id))).one() >= TEAMS:
        raise TooManyTeams


async def _find(session: AsyncSession, token: str) -> Invitation:
    if not is_valid_id(token):
        raise InvitationNotFound
    query = select(Invitation).where(Invitation.token_hash == digest(token))
    found = (await session.exec(query.execution_options(populate_existing=True))).first()
    if found is None:
        raise InvitationNotFound
    return found


def _open() -> ColumnElement[bool]:
    return and_(col(Invitation.used_at).is_(None), col(Invitation.expires_at) > now_ms())


def _is_open(invitation: Invitation) -> bool:
    return invitation.used_at is None and invitation.expires_at > now_ms()

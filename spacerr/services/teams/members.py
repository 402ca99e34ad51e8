"""Members of a team: their roles, removal, leaving, transfer of ownership.

A team always has an owner. Only owners make and unmake owners.
"""

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.base import BadRequest, ChangedMeanwhile
from spacerr.domain.errors.teams import AloneInTeam, LastOwner, MemberNotFound, OnlyOwners
from spacerr.domain.ids import is_valid_id
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import Membership, User
from spacerr.domain.teams.audit import Action
from spacerr.services import audit
from spacerr.services.access import lock_team
from spacerr.services.events import invalidate_team_cache, publish_team_updated
from spacerr.services.keys import connections
from spacerr.services.teams import invitations, teams


async def set_role(
    d: Deps, user_id: str, team_id: str, member_id: str, role: str, was: str
) -> None:
    """Change a member's role, where `was` is still the stored one.

    Raises TeamNotFound, OnlyManagers, OnlyOwners, MemberNotFound, LastOwner, ChangedMeanwhile,
    BadRequest.
    """
    if role not in set(TeamRole):
        raise BadRequest
    async with d.db.writing() as session:
        _, own = await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        member, name = await _find_member(session, team_id, member_id)
        if TeamRole.OWNER in (role, member.role) and own.role != TeamRole.OWNER:
            raise OnlyOwners
        if member.role != was:
            raise ChangedMeanwhile
        if member.role == role:
            return
        await _require_another_owner(session, member)
        await audit.record(
            session,
            user_id,
            team_id,
            Action.ROLE_CHANGED,
            subject_id=member_id,
            subject=name,
            role=role,
            was=was,
        )
        await _set_role(session, member, TeamRole(role))
        publish_team_updated(d, session, team_id)


async def remove(d: Deps, user_id: str, team_id: str, member_id: str) -> None:
    """Remove a member from a team, oneself included. Their private chats stay stored there; no
    user can open them until the member comes back.

    Raises TeamNotFound, OnlyManagers, OnlyOwners, MemberNotFound, LastOwner, AloneInTeam.
    """
    async with d.db.writing() as session:
        _, own = await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        member, name = await _find_member(session, team_id, member_id)
        if member.role == TeamRole.OWNER != own.role:
            raise OnlyOwners
        action = Action.MEMBER_LEFT if member_id == user_id else Action.MEMBER_REMOVED
        await _remove_member(session, member)
        await audit.record(session, user_id, team_id, action, subject_id=member_id, subject=name)
        _publish_removed(d, session, team_id, member_id)


async def leave(d: Deps, user_id: str, team_id: str) -> None:
    """Leave a team; a user who leaves their last team gets a new one of their own.

    Raises TeamNotFound, LastOwner, AloneInTeam.
    """
    async with d.db.writing() as session:
        _, own = await lock_team(session, user_id, team_id)
        await _remove_member(session, own)
        await audit.record(session, user_id, team_id, Action.MEMBER_LEFT)
        _publish_removed(d, session, team_id, user_id)


async def transfer_ownership(d: Deps, user_id: str, team_id: str, member_id: str) -> None:
    """Make another member the owner; the user who does this becomes an admin.

    Raises TeamNotFound, OnlyOwners, MemberNotFound, BadRequest.
    """
    async with d.db.writing() as session:
        _, own = await lock_team(session, user_id, team_id, TeamRole.OWNER)
        if member_id == user_id:
            raise BadRequest
        member, name = await _find_member(session, team_id, member_id)
        await _set_role(session, member, TeamRole.OWNER)
        await _set_role(session, own, TeamRole.ADMIN)
        await audit.record(
            session,
            user_id,
            team_id,
            Action.OWNERSHIP_HANDED_OVER,
            subject_id=member_id,
            subject=name,
        )
        publish_team_updated(d, session, team_id)


async def _find_member(
    session: AsyncSession, team_id: str, member_id: str
) -> tuple[Membership, str]:
    """A member of a locked team, and their name."""
    if not is_valid_id(member_id):
        raise MemberNotFound
    found = await session.exec(
        select(Membership, User.name)
        .join(User, col(User.id) == Membership.user_id)
        .where(Membership.team_id == team_id, Membership.user_id == member_id)
    )
    pair = found.first()
    if pair is None:
        raise MemberNotFound
    return pair


async def _set_role(session: AsyncSession, member: Membership, role: TeamRole) -> None:
    """Change a role. An invitation must not outlive the right to make it."""
    member.role = role
    session.add(member)
    if role != TeamRole.OWNER:
        await invitations.revoke_all_by(session, member.team_id, member.user_id)


async def _remove_member(session: AsyncSession, member: Membership) -> None:
    members = select(func.count()).where(Membership.team_id == member.team_id)
    if (await session.exec(members)).one() == 1:
        raise AloneInTeam
    await _require_another_owner(session, member)
    await invitations.revoke_all_by(session, member.team_id, member.user_id)
    await connections.delete_own_keys(session, member.team_id, member.user_id)
    await session.delete(member)
    await teams.ensure_team(session, member.user_id)


def _publish_removed(d: Deps, session: AsyncSession, team_id: str, user_id: str) -> None:
    """Publish that a member left, and clear the team's cache: their own keys are gone."""
    invalidate_team_cache(d, session, team_id)
    publish_team_updated(d, session, team_id, user_id)


async def _require_another_owner(session: AsyncSession, member: Membership) -> None:
    """Raises LastOwner for the last owner, who must stay the owner."""
    if member.role != TeamRole.OWNER:
        return
    owners = select(func.count()).where(
        Membership.team_id == member.team_id, Membership.role == TeamRole.OWNER
    )
    if (await session.exec(owners)).one() == 1:
        raise LastOwner

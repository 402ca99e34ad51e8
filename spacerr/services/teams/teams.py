"""Teams: create, rename, get, list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.errors.base import ChangedMeanwhile
from spacerr.domain.errors.teams import EmptyTeamName, TeamNameTooLong, TooManyTeams
from spacerr.domain.limits import TEAM_NAME_CHARS, TEAMS
from spacerr.domain.roles import MANAGERS, TeamRole
from spacerr.domain.tables import Membership, Team, User
from spacerr.domain.teams.audit import Action
from spacerr.domain.text import one_line
from spacerr.services import audit
from spacerr.services.access import access_team, lock_team
from spacerr.services.events import publish_team_updated
from spacerr.services.teams import invitations
from spacerr.services.teams.invitations import OpenInvitation


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team in a user's list, with their role in it."""

    id: str
    name: str
    role: str
    revision: int
    members: int
    only_owner: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    name: str
    role: str
    since: int
    you: bool


@dataclass(frozen=True, slots=True)
class TeamView:
    """A team as a member sees it; invitations only for its managers."""

    id: str
    name: str
    role: str
    revision: int
    members: Sequence[Member]
    invitations: Sequence[OpenInvitation]


async def create(d: Deps, user_id: str, name: str) -> str:
    """Create a team owned by the user; returns its id.

    Raises EmptyTeamName, TeamNameTooLong, TooManyTeams.
    """
    name = _checked(name)
    async with d.db.writing() as session:
        count = select(func.count()).select_from(Membership).where(Membership.user_id == user_id)
        if (await session.exec(count)).one() >= TEAMS:
            raise TooManyTeams
        team = await create_with_owner(session, user_id, name)
        publish_team_updated(d, session, team.id, user_id)
    return team.id


async def rename(d: Deps, user_id: str, team_id: str, name: str, revision: int) -> None:
    """Rename a team, where its name is still that of `revision`.

    Raises TeamNotFound, OnlyManagers, EmptyTeamName, TeamNameTooLong, ChangedMeanwhile.
    """
    name = _checked(name)
    async with d.db.writing() as session:
        team, _ = await lock_team(session, user_id, team_id, TeamRole.ADMIN)
        if team.revision != revision:
            raise ChangedMeanwhile
        if team.name == name:
            return
        await audit.record(session, user_id, team_id, Action.TEAM_RENAMED, name=name, was=team.name)
        team.name, team.revision = name, team.revision + 1
        session.add(team)
        publish_team_updated(d, session, team_id)


async def get_team(d: Deps, user_id: str, team_id: str) -> TeamView:
    """A team with its members. Raises TeamNotFound."""
    async with d.db.reading() as session:
        own = await access_team(session, user_id, team_id)
        team = await session.get_one(Team, team_id)
        managed = own.role in MANAGERS
        invited = await invitations.list_open(session, team_id) if managed else []
        members = await _list_members(session, team_id, user_id)
    return TeamView(team.id, team.name, own.role, team.revision, members, invited)


async def list_teams(d: Deps, user_id: str) -> list[TeamLine]:
    """The teams a user belongs to, in the order in which they joined them."""
    other = aliased(Membership)
    members = select(func.count(col(other.user_id))).where(other.team_id == Team.id)
    columns: list[Any] = [Team.id, Team.name, Membership.role, Team.revision]
    owners = members.where(other.role == TeamRole.OWNER, other.user_id != user_id)
    alone = and_(col(Membership.role) == TeamRole.OWNER, owners.scalar_subquery() == 0)
    columns += [members.scalar_subquery(), alone]
    query: Any = select(*columns).join(Membership, col(Membership.team_id) == Team.id)
    query = query.where(Membership.user_id == user_id)
    query = query.order_by(col(Membership.created_at), col(Membership.team_id))
    async with d.db.reading() as session:
        rows = (await session.exec(query)).all()
    return [TeamLine(*row[:-1], only_owner=bool(row[-1])) for row in rows]


async def create_with_owner(session: AsyncSession, user_id: str, name: str) -> Team:
    """A new team with its owner."""
    team = Team(name=name)
    session.add(team)
    await session.flush()
    session.add(Membership(user_id=user_id, team_id=team.id, role=TeamRole.OWNER))
    await audit.record(session, user_id, team.id, Action.TEAM_CREATED, name=name)
    return team


async def ensure_team(session: AsyncSession, user_id: str) -> None:
    """Create a team for a user who belongs to none."""
    await session.flush()
    # Without the lock, two requests that each leave one team would each see the other team.
    query = select(User).where(User.id == user_id).with_for_update(key_share=True)
    user = (await session.exec(query)).one()
    first = select(Membership.team_id).where(Membership.user_id == user_id).limit(1)
    if (await session.exec(first)).first() is None:
        await create_with_owner(session, user_id, personal_team_name(user.name))


def personal_team_name(user_name: str) -> str:
    """The name of the team that is created for a person."""
    ending = "'s team"
    return user_name[: TEAM_NAME_CHARS - len(ending)].rstrip() + ending


async def _list_members(session: AsyncSession, team_id: str, user_id: str) -> list[Member]:
    query = (
        select(Membership, User.name)
        .join(User, col(User.id) == Membership.user_id)
        .where(Membership.team_id == team_id)
        .order_by(col(Membership.created_at), col(Membership.user_id))
    )
    return [
        Member(member.user_id, name, member.role, member.created_at, member.user_id == user_id)
        for member, name in await session.exec(query)
    ]


def _checked(name: str) -> str:
    name = one_line(name)
    if not name:
        raise EmptyTeamName
    if len(name) > TEAM_NAME_CHARS:
        raise TeamNameTooLong
    return name

"""What people know and say of themselves."""

from dataclasses import dataclass

from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from spacerr.deps import Deps
from spacerr.domain.account_errors import SignedOut
from spacerr.domain.models import Membership, Team, User
from spacerr.domain.names import person_name
from spacerr.services import people


@dataclass(frozen=True, slots=True)
class TeamSeen:
    """A team as one of its members sees it in a list."""

    id: str
    name: str
    role: str
    revision: int
    members: int


@dataclass(frozen=True, slots=True)
class Profile:
    id: str
    name: str
    email: str
    teams: list[TeamSeen]


async def of(d: Deps, user_id: str) -> Profile:
    """Who somebody is and where they belong, the team they joined first. Raises SignedOut."""
    everybody = aliased(Membership)
    belonging = (
        select(Team, Membership.role, func.count())
        .join(Membership, col(Membership.team_id) == Team.id)
        .join(everybody, col(everybody.team_id) == Team.id)
        .where(Membership.user_id == user_id)
        .group_by(col(Team.id), col(Membership.user_id), col(Membership.team_id))
        .order_by(col(Membership.created_at), col(Membership.team_id))
    )
    async with d.db.reading() as session:
        user = await session.get(User, user_id)
        found = await session.exec(belonging)
        teams = [TeamSeen(it.id, it.name, role, it.revision, n) for it, role, n in found]
    if user is None:
        raise SignedOut
    return Profile(user.id, user.name, people.email_of(d, user), teams)


async def rename(d: Deps, user_id: str, name: str) -> None:
    """Raises EmptyName, NameTooLong, SignedOut."""
    called = person_name(name)
    async with d.db.writing() as session:
        user = await session.get(User, user_id)
        if user is None:
            raise SignedOut
        user.name = called

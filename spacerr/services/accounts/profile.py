"""A user's own profile."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import select

from spacerr.deps import Deps
from spacerr.domain.accounts.names import person_name
from spacerr.domain.errors.accounts import SignedOut
from spacerr.domain.tables import Membership, User
from spacerr.services.accounts import people
from spacerr.services.events import publish_team_updated
from spacerr.services.teams import teams
from spacerr.services.teams.teams import TeamLine


@dataclass(frozen=True, slots=True)
class Profile:
    """What a user sees of themselves, with the teams they belong to."""

    id: str
    name: str
    email: str
    teams: Sequence[TeamLine]


async def get_profile(d: Deps, user_id: str) -> Profile:
    """Raises SignedOut where the user no longer exists."""
    async with d.db.reading() as session:
        user = await session.get(User, user_id)
    if user is None:
        raise SignedOut
    return Profile(
        user.id, user.name, people.read_email_or_empty(d, user), await teams.list_teams(d, user_id)
    )


async def rename(d: Deps, user_id: str, name: str) -> None:
    """Change a user's name. Raises EmptyName, NameTooLong, SignedOut."""
    checked = person_name(name)
    async with d.db.writing() as session:
        user = await session.get(User, user_id)
        if user is None:
            raise SignedOut
        user.name = checked
        theirs = select(Membership.team_id).where(Membership.user_id == user_id)
        for team_id in await session.exec(theirs):
            publish_team_updated(d, session, team_id)

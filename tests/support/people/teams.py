"""What tests do with teams: people in them by role, and what was noted there."""

from spacerr.deps import Deps
from spacerr.domain.ids import now_ms
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import AuditEntry, Membership
from spacerr.services import audit
from spacerr.services.teams import teams
from tests.support.people.replies import ADA, person

ROUNDS = 4
"""How often people race: the first time, one of the processes is still connecting."""
OWNER, ADMIN, MEMBER = TeamRole.OWNER, TeamRole.ADMIN, TeamRole.MEMBER


async def team(d: Deps, name: str = "Boats", owner: str = ADA) -> str:
    """Make a team; its id."""
    return await teams.create(d, owner, name)


async def joined(d: Deps, team_id: str, name: str, role: str = MEMBER) -> str:
    """Somebody new in a team, besides their own one; their id."""
    user = await person(d, name)
    async with d.db.writing() as session:
        # Within the same millisecond, ids would decide which team was joined first.
        later = now_ms() + 1
        session.add(Membership(user_id=user, team_id=team_id, role=role, created_at=later))
    return user


async def roles(d: Deps, team_id: str, by: str = ADA) -> dict[str, str]:
    """Who is in a team, and as what."""
    return {it.name: it.role for it in (await teams.get_team(d, by, team_id)).members}


async def noted(d: Deps, team_id: str, by: str = ADA) -> list[AuditEntry]:
    """What was done to a team, the newest first, without its beginning."""
    return list((await audit.list_entries(d, by, team_id)).entries[:-1])

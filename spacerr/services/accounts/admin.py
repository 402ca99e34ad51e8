"""What the server's operator may do for users: by command, never from the page."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.email import parse_email
from spacerr.domain.errors.accounts import (
    AccountNotFound,
    AddressTaken,
    PersonNotFound,
    SeveralPeople,
    SeveralTeams,
)
from spacerr.domain.errors.teams import TeamNotFound
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import Membership, Team, User
from spacerr.services import audit
from spacerr.services.access import lock_team_row
from spacerr.services.accounts import accounts, people, sessions
from spacerr.services.audit import Action
from spacerr.services.events import publish_team_updated


async def reset_password(d: Deps, address: str, password: str) -> None:
    """Give a user a new password, and end all their sessions.

    Raises AccountNotFound, EmailIncomplete, EmailTooLong, PasswordTooShort, PasswordTooLong.
    """
    accounts.check_new_password(password)
    stored = await d.passwords.hash(password)
    async with d.db.writing() as session:
        user = await _find_account(d, session, address)
        user.password_hash = stored
        await sessions.end_others(d, session, user.id)


async def make_owner(d: Deps, address: str, team: str = "") -> str:
    """Make a user an owner of a team, which is found by name or id; without one, of the only team
    they are in. Returns its name.

    Raises AccountNotFound, EmailIncomplete, EmailTooLong, TeamNotFound, SeveralTeams.
    """
    async with d.db.writing() as session:
        user = await _find_account(d, session, address)
        found = await _find_team(session, user.id, team)
        await lock_team_row(session, found.id)
        member = await session.get(Membership, (user.id, found.id), populate_existing=True)
        if member is None:
            member = Membership(user_id=user.id, team_id=found.id)
        member.role = TeamRole.OWNER
        session.add(member)
        await audit.record(
            session, None, found.id, Action.OWNER_MADE, subject_id=user.id, subject=user.name
        )
        publish_team_updated(d, session, found.id, user.id)
    return found.name


async def change_email(d: Deps, who: str, address: str) -> str:
    """Give a user, who is found by name or id, another e-mail address to sign in with. When the
    secret is lost, the stored addresses no longer work. Returns the user's name.

    Raises PersonNotFound, SeveralPeople, AddressTaken, EmailIncomplete, EmailTooLong.
    """
    chosen = parse_email(address)
    async with d.db.writing() as session:
        user = await _find_user(session, who)
        holder = await people.find_by_index(session, people.email_index(d, chosen))
        if holder is not None and holder.id != user.id:
            raise AddressTaken
        people.set_email(d, user, chosen)
        session.add(user)
    return user.name


async def set_operator(d: Deps, address: str, on: bool = True) -> str:
    """Let a user decide what holds for the whole server, or no longer. Returns their name.

    Raises AccountNotFound, EmailIncomplete, EmailTooLong.
    """
    async with d.db.writing() as session:
        user = await _find_account(d, session, address)
        user.operator = on
        return user.name


async def _find_user(session: AsyncSession, who: str) -> User:
    query = select(User).where(
        (col(User.id) == who) | (col(User.name) == who), col(User.email_mark).is_not(None)
    )
    found = list(await session.exec(query.order_by(col(User.id)).limit(10)))
    if not found:
        raise PersonNotFound
    if len(found) > 1:
        raise SeveralPeople([it.id for it in found])
    return found[0]


async def _find_account(d: Deps, session: AsyncSession, address: str) -> User:
    user = await people.find_by_index(session, people.email_index(d, parse_email(address)))
    if user is None:
        raise AccountNotFound
    return user


async def _find_team(session: AsyncSession, user_id: str, team: str) -> Team:
    if team:
        found = select(Team).where((col(Team.id) == team) | (col(Team.name) == team))
    else:
        found = select(Team).join(Membership).where(Membership.user_id == user_id)
    teams = list(await session.exec(found.limit(2)))
    if not teams:
        raise TeamNotFound
    if len(teams) > 1:
        raise SeveralTeams
    return teams[0]

"""Deletes accounts and teams: they can't be reached from the first moment, then rows are erased."""

from collections.abc import Sequence

import structlog
from sqlalchemy import delete as sql_delete
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.email import parse_email
from spacerr.domain.bus_events import TeamsChanged
from spacerr.domain.errors.accounts import EmailIncomplete, EmailTooLong
from spacerr.domain.errors.data import NotConfirmed
from spacerr.domain.errors.teams import LastOwner
from spacerr.domain.roles import TeamRole
from spacerr.domain.tables import AuditEntry, Chat, Invitation, Membership, User
from spacerr.domain.text import one_line
from spacerr.services import audit
from spacerr.services.access import lock_team, lock_team_row
from spacerr.services.accounts import accounts, people, sessions
from spacerr.services.audit import Action
from spacerr.services.chats import erase
from spacerr.services.events import publish, publish_team_updated
from spacerr.services.teams import invitations, teams

log = structlog.get_logger(__name__)


async def delete_team(d: Deps, user_id: str, team_id: str, confirmation: str) -> None:
    """Delete a team with its chats, projects, links, invitations and audit. `confirmation` is its
    name. Members without another team get a new one.

    Raises TeamNotFound, OnlyOwners, NotConfirmed.
    """
    async with d.db.writing() as session:
        row, _ = await lock_team(session, user_id, team_id, TeamRole.OWNER)
        if one_line(confirmation) != row.name:
            raise NotConfirmed
        members = await _list_member_ids(session, team_id)
        await erase.hide_chats(session, col(Chat.team_id) == team_id)
        await session.exec(sql_delete(Invitation).where(col(Invitation.team_id) == team_id))
        await session.exec(sql_delete(Membership).where(col(Membership.team_id) == team_id))
        for member in members:
            await teams.ensure_team(session, member)
            publish(d, session, member, TeamsChanged())
    await erase.erase_orphans(d)
    erase.clear_redis_later(d, [], members)
    log.info("team.deleted", team=team_id, by=user_id)


async def delete_account(d: Deps, user_id: str, password: str, confirmation: str) -> None:
    """Delete a user's account. They type their password and, as `confirmation`, their e-mail
    address.

    Raises WrongPassword, TooManyTries, NoAccounts, DoorBusy, NotConfirmed, LastOwner.
    """
    await accounts.confirm_password(d, user_id, password)
    await _require_confirmation(d, user_id, confirmation)
    await delete_user(d, user_id)


async def delete_user(d: Deps, user_id: str) -> None:
    """Delete a user, who has confirmed it, with their chats, shared ones too, and the teams that
    have no other member. What they asked in others' chats stays, without their name.

    Raises LastOwner.
    """
    async with d.db.writing() as session:
        left = await _leave_teams(session, user_id)
        others = {it for team_id in left for it in await _list_member_ids(session, team_id)}
        await erase.hide_chats(session, col(Chat.user_id) == user_id)
        await sessions.end_others(d, session, user_id)
        await _anonymise(session, user_id)
        for member in others:
            publish(d, session, member, TeamsChanged())
        for team_id in left:
            publish_team_updated(d, session, team_id)
    await erase.erase_orphans(d)
    erase.clear_redis_later(d, [], [user_id, *others])
    log.info("account.deleted")


async def _require_confirmation(d: Deps, user_id: str, confirmation: str) -> None:
    async with d.db.reading() as session:
        user = await session.get(User, user_id)
    try:
        meant = (
            user is not None and people.email_index(d, parse_email(confirmation)) == user.email_mark
        )
    except (EmailIncomplete, EmailTooLong):
        meant = False
    if not meant:
        raise NotConfirmed


async def _leave_teams(session: AsyncSession, user_id: str) -> Sequence[str]:
    """Remove a user from their teams. Returns the teams with other members. Raises LastOwner."""
    query = (
        select(Membership.team_id)
        .where(Membership.user_id == user_id)
        .order_by(col(Membership.team_id))
    )
    left: list[str] = []
    for team_id in (await session.exec(query)).all():
        await lock_team_row(session, team_id)
        if await _list_member_ids(session, team_id) == [user_id]:
            continue
        if await _list_member_ids(session, team_id, owners=True) == [user_id]:
            raise LastOwner
        await invitations.revoke_all_by(session, team_id, user_id)
        await audit.record(session, user_id, team_id, Action.MEMBER_LEFT)
        left.append(team_id)
    await session.flush()
    await session.exec(sql_delete(Membership).where(col(Membership.user_id) == user_id))
    return left


async def _list_member_ids(
    session: AsyncSession, team_id: str, *, owners: bool = False
) -> list[str]:
    """In one order, so that two deletions never wait for each other's people."""
    query = select(Membership.user_id).where(Membership.team_id == team_id)
    if owners:
        query = query.where(Membership.role == TeamRole.OWNER)
    return list(await session.exec(query.order_by(col(Membership.user_id))))


async def _anonymise(session: AsyncSession, user_id: str) -> None:
    """Erase a user's name, address and password. What they did stays in the audit of teams with
    other members, without their name.
    """
    nothing = {"name": "", "email_mark": None, "email_sealed": "", "password_hash": ""}
    await session.exec(update(User).where(col(User.id) == user_id).values(**nothing))
    entry = AuditEntry
    acted = update(entry).where(col(entry.actor_id) == user_id)
    await session.exec(acted.values(actor="", actor_id=None))
    met = update(entry).where(col(entry.subject_id) == user_id)
    await session.exec(met.values(subject="", subject_id=""))

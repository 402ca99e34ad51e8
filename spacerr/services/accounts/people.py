"""Users: found by their e-mail address, and in local mode the one local user."""

from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.email import Email
from spacerr.domain.tables import Membership, Team, User
from spacerr.infra.database.database import insert_into
from spacerr.infra.security.vault import UnsealFailed, WrongSecret

LOCAL_USER = "00000000-0000-7000-8000-000000000001"
LOCAL_TEAM = "00000000-0000-7000-8000-000000000002"
LOCAL_TEAM_NAME = "Personal"
LOCAL_NAME = "You"
"""The local user's name on the page. It isn't sent to models."""

EMAIL = "e-mail"


async def ensure_local_user(d: Deps) -> None:
    """Store the local user and their team, unless they exist; safe in racing processes. Does
    nothing once there is an account.
    """
    if await any_account_exists(d):
        return
    rows: list[SQLModel] = [
        User(id=LOCAL_USER, name=LOCAL_NAME, is_local=True),
        Team(id=LOCAL_TEAM, name=LOCAL_TEAM_NAME),
        Membership(user_id=LOCAL_USER, team_id=LOCAL_TEAM),
    ]
    async with d.db.writing() as session:
        for row in rows:
            insert = insert_into(session, type(row)).values(**row.model_dump())
            await session.exec(insert.on_conflict_do_nothing())


async def local_user_exists(d: Deps) -> bool:
    """Whether the local user is stored. A small query, also used to test the database."""
    async with d.db.reading() as session:
        return await session.get(User, LOCAL_USER) is not None


async def any_account_exists(d: Deps) -> bool:
    """Whether there is an account."""
    async with d.db.reading() as session:
        return await _first_account(session) is not None


async def check_secret(d: Deps) -> None:
    """Raises WrongSecret where all addresses were sealed with another secret than this process's:
    every sign-in would fail as if the password were wrong.
    """
    async with d.db.reading() as session:
        users = await session.exec(select(User).where(col(User.email_mark).is_not(None)))
    stored = users.all()
    if stored and not any(read_email_or_empty(d, user) for user in stored):
        raise WrongSecret


def email_index(d: Deps, email: Email) -> str:
    """The blind index that a user with this address is found by."""
    return d.vault.blind_index(EMAIL, email.canonical)


async def find_by_index(session: AsyncSession, mark: str) -> User | None:
    return (await session.exec(select(User).where(User.email_mark == mark))).first()


def set_email(d: Deps, user: User, email: Email) -> None:
    """Set a user's e-mail address. It is stored encrypted, with a blind index."""
    user.email_mark = email_index(d, email)
    user.email_sealed = d.vault.seal(EMAIL, user.id, email.display)


def read_email(d: Deps, user: User) -> str:
    """A user's address as they typed it; "" for a user without an account.

    Raises WrongSecret.
    """
    if not user.email_sealed:
        return ""
    try:
        return d.vault.unseal(EMAIL, user.id, user.email_sealed)
    except UnsealFailed:
        raise WrongSecret from None


def read_email_or_empty(d: Deps, user: User) -> str:
    """The same; "" where it can't be read."""
    try:
        return read_email(d, user)
    except WrongSecret:
        return ""


async def _first_account(session: AsyncSession) -> User | None:
    query = select(User).where(col(User.email_mark).is_not(None)).limit(1)
    return (await session.exec(query)).first()

"""Accounts: creating one, signing in, changing the password.

A stranger can't learn who has an account: every address gets the same answers after the same work.
"""

from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.email import Email, parse_email
from spacerr.domain.accounts.names import browser_name, person_name
from spacerr.domain.errors.accounts import (
    InvitationNeeded,
    NoAccounts,
    NotSetUp,
    PasswordTooLong,
    PasswordTooShort,
    SignedOut,
    SignUpClosed,
    WrongPassword,
    WrongSignIn,
)
from spacerr.domain.limits import PASSWORD_CHARS, PASSWORD_MIN_CHARS
from spacerr.domain.tables import User
from spacerr.services import rate_limits
from spacerr.services.accounts import people, sessions
from spacerr.services.accounts.sessions import Identity
from spacerr.services.events import publish_team_updated
from spacerr.services.rate_limits import Visitor
from spacerr.services.teams import invitations, teams


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a new user entered, checked."""

    name: str
    email: Email
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The cookies of a browser that was signed in: the session token, and the device cookie."""

    token: str
    device: str


def check_new_account(name: str, address: str, password: str) -> NewAccount:
    """Raises EmptyName, NameTooLong, EmailIncomplete, EmailTooLong, PasswordTooShort,
    PasswordTooLong.
    """
    check_new_password(password)
    return NewAccount(person_name(name), parse_email(address), password)


async def sign_up(d: Deps, visitor: Visitor, who: NewAccount, invitation: str = "") -> None:
    """Create an account, in the team of an invitation or with a team of its own.

    Does nothing where the address has an account already: the caller can't tell. Raises
    SignUpClosed, InvitationNeeded, InvitationNotFound, NotSetUp, TooManyTries, NoAccounts,
    DoorBusy.
    """
    if d.settings.local:
        raise NoAccounts
    if d.settings.sign_up == "closed":
        raise SignUpClosed
    if d.settings.sign_up == "invitation" and not invitation:
        raise InvitationNeeded
    if not await people.any_account_exists(d):
        raise NotSetUp
    await rate_limits.count_attempt(d, rate_limits.sign_up_limits(d, visitor))
    if invitation:
        await invitations.get_invitation(d, invitation)
    user = User(name=who.name, password_hash=await d.passwords.hash(who.password))
    people.set_email(d, user, who.email)
    with suppress(IntegrityError):  # another request made an account with this address
        async with d.db.writing() as session:
            if await people.find_by_index(session, user.email_mark or "") is not None:
                return
            team_id = await _store_user(session, user, invitation)
            publish_team_updated(d, session, team_id, user.id)


async def sign_in(d: Deps, visitor: Visitor, address: str, password: str) -> SignedIn:
    """Raises WrongSignIn, EmailIncomplete, EmailTooLong, TooManyTries, DoorBusy."""
    if d.settings.local:
        raise NoAccounts
    mark = people.email_index(d, parse_email(address))
    async with rate_limits.count_failures(d, rate_limits.sign_in_limits(d, visitor, mark)):
        async with d.db.reading() as session:
            user = await people.find_by_index(session, mark)
        stored = user.password_hash if user else ""
        if not await _password_matches(d, stored, password) or user is None:
            raise WrongSignIn
        return await start_session(d, visitor, user.id, stored)


async def start_session(d: Deps, visitor: Visitor, user_id: str, stored: str) -> SignedIn:
    """Sign a browser in whose password was right. Raises WrongSignIn where the password was changed
    since it was checked.
    """
    async with d.db.writing() as session:
        user = await _lock_user(session, user_id)
        if user is None or user.password_hash != stored:
            raise WrongSignIn
        token = await sessions.create_session(session, user_id, browser_name(visitor.browser))
    return SignedIn(token, rate_limits.device_cookie(d, user.email_mark or ""))


async def confirm_password(d: Deps, user_id: str, password: str) -> str:
    """Check a user's password again. Returns the stored hash.

    Raises WrongPassword, TooManyTries, NoAccounts, DoorBusy.
    """
    async with d.db.reading() as session:
        user = await session.get(User, user_id)
    if user is None or not user.password_hash:
        raise NoAccounts
    async with rate_limits.count_failures(d, rate_limits.password_limits(d, user_id)):
        if not await _password_matches(d, user.password_hash, password):
            raise WrongPassword
    return user.password_hash


async def change_password(d: Deps, signed: Identity, old: str, new: str) -> None:
    """Change a password, and end the user's other sessions. Raises what `confirm_password` and
    `check_new_password` raise.
    """
    check_new_password(new)
    confirmed = await confirm_password(d, signed.user_id, old)
    stored = await d.passwords.hash(new)
    async with d.db.writing() as session:
        user = await _lock_user(session, signed.user_id)
        if user is None:
            raise SignedOut
        if user.password_hash != confirmed:
            raise WrongPassword
        user.password_hash = stored
        await sessions.end_others(d, session, user.id, signed.sign_in_id)


def check_new_password(password: str) -> None:
    """Raises PasswordTooShort, PasswordTooLong."""
    if len(password) < PASSWORD_MIN_CHARS:
        raise PasswordTooShort
    if len(password) > PASSWORD_CHARS:
        raise PasswordTooLong


async def _store_user(session: AsyncSession, user: User, invitation: str) -> str:
    """Store a new user, and make them a member of their first team; returns its id."""
    session.add(user)
    await session.flush()
    if invitation:
        return await invitations.redeem(session, user.id, invitation)
    return (await teams.create_with_owner(session, user.id, teams.personal_team_name(user.name))).id


async def _password_matches(d: Deps, stored: str, password: str) -> bool:
    return len(password) <= PASSWORD_CHARS and await d.passwords.verify(stored, password)


async def _lock_user(session: AsyncSession, user_id: str) -> User | None:
    return await session.get(User, user_id, with_for_update=True)

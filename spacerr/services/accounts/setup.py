"""The first owner's account: created with a code printed in the terminal that started Spacerr."""

from sqlmodel.ext.asyncio.session import AsyncSession

from spacerr.deps import Deps
from spacerr.domain.accounts.tokens import new_token
from spacerr.domain.errors.accounts import AlreadySetUp, NoAccounts, WrongSetupCode
from spacerr.domain.tables import Team, User
from spacerr.services import rate_limits
from spacerr.services.accounts import accounts, people
from spacerr.services.accounts.accounts import NewAccount, SignedIn
from spacerr.services.accounts.people import LOCAL_TEAM, LOCAL_USER
from spacerr.services.rate_limits import Visitor
from spacerr.services.teams import teams
from spacerr.timings import SETUP_CODE_KEPT


async def is_needed(d: Deps) -> bool:
    """Whether there is no account yet."""
    return not d.settings.local and not await people.any_account_exists(d)


async def offer_code(d: Deps, start: str) -> str:
    """A code for the terminal, if one is needed and no other process of this start has it."""
    if not await is_needed(d):
        return ""
    code = new_token()
    return code if await d.setup_codes.add(start, code, SETUP_CODE_KEPT) else ""


async def create_owner(d: Deps, visitor: Visitor, code: str, who: NewAccount) -> SignedIn:
    """Give the local user an account, and sign them in. They are an operator from now on.

    Raises WrongSetupCode, AlreadySetUp, TooManyTries, NoAccounts, DoorBusy.
    """
    if d.settings.local:
        raise NoAccounts
    if not await is_needed(d):
        raise AlreadySetUp
    async with rate_limits.count_failures(d, rate_limits.invitation_limits(d, visitor, "set-up")):
        if not await d.setup_codes.is_valid(code):
            raise WrongSetupCode
    stored = await d.passwords.hash(who.password)
    await people.ensure_local_user(d)
    async with d.db.writing() as session:
        await _take_over(d, session, who, stored)
    return await accounts.start_session(d, visitor, LOCAL_USER, stored)


async def _take_over(d: Deps, session: AsyncSession, who: NewAccount, stored: str) -> None:
    user = await session.get(User, LOCAL_USER, with_for_update=True)
    if user is None or user.email_mark is not None:
        raise AlreadySetUp
    user.name, user.password_hash, user.is_local = who.name, stored, False
    user.operator = True
    people.set_email(d, user, who.email)
    team = await session.get(Team, LOCAL_TEAM)
    if team is not None and team.name == people.LOCAL_TEAM_NAME:
        team.name = teams.personal_team_name(who.name)
        team.revision += 1

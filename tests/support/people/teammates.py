"""People who share chats: a team around Ada, and the mode in which everybody signs in."""

from types import SimpleNamespace

import pytest

from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.domain.accounts import tokens
from spacerr.domain.ids import new_id, now_ms
from spacerr.domain.roles import Sharing
from spacerr.domain.tables import Membership, SignIn
from spacerr.infra.security import cookies
from spacerr.services.chats import sharing
from spacerr.services.events import publish_team_updated
from spacerr.state.gate import session as gatekeeper
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, person


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The same process, in which everybody signs in."""
    return settings.model_copy(update={"auth_mode": "accounts"})


async def teammate(d: Deps, name: str = "Bob") -> str:
    """Store somebody with a team of their own who belongs to Ada's team, too; their id."""
    bob = await person(d, name)
    await come_and_go(d, bob, await team_of(d, ADA))
    return bob


async def come_and_go(d: Deps, user: str, team_id: str) -> None:
    """Put somebody into a team that isn't their first, or out of it."""
    async with d.db.writing() as session:
        member = await session.get(Membership, (user, team_id))
        if member is None:
            session.add(Membership(user_id=user, team_id=team_id, created_at=now_ms() + 1))
        else:
            await session.delete(member)
        publish_team_updated(d, session, team_id, user)


async def signed_in(d: Deps, user: str) -> str:
    """Sign somebody in; the cookie of their tabs."""
    token = new_id()
    row = SignIn(user_id=user, token_hash=tokens.digest(token), expires_at=2**53)
    async with d.db.writing() as session:
        session.add(row)
    cookie = f"{cookies.sign_in_cookie(d.settings.port)}={row.token_hash}"
    headers = SimpleNamespace(cookie=cookie)
    await gatekeeper.authenticate(SimpleNamespace(router=SimpleNamespace(headers=headers)))
    return cookie


async def share(d: Deps, chat_id: str, how: Sharing = Sharing.WRITE) -> str:
    """Let Ada's team into her chat. Returns its id."""
    await sharing.set_sharing(d, ADA, chat_id, how)
    return chat_id

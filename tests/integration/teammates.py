"""People who share chats: a team around Ada, and the mode in which everybody signs in."""

import pytest

from spacerr.config import Settings
from spacerr.deps import Deps
from spacerr.domain.roles import Sharing
from spacerr.services import sharing
from tests.integration.lists import join, team_of
from tests.integration.replies import ADA, person


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The same process, in which everybody signs in."""
    return settings.model_copy(update={"auth_mode": "accounts"})


async def teammate(d: Deps, name: str = "Bob") -> str:
    """Store somebody with a team of their own who belongs to Ada's team, too; their id."""
    bob = await person(d, name)
    await join(d, bob, await team_of(d, ADA))
    return bob


async def share(d: Deps, chat_id: str, how: Sharing = Sharing.WRITE) -> str:
    """Let Ada's team into her chat. Returns its id."""
    await sharing.share(d, ADA, chat_id, how)
    return chat_id

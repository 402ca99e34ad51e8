"""A team with a server of its own: what tests of models begin with."""

import pytest

from spacerr.domain.tables import Chat
from spacerr.services.chats.context import get_context
from spacerr.services.models import resolve
from tests.provider import ScriptedProvider
from tests.support.people.replies import ADA
from tests.support.people.teams import team


@pytest.fixture
async def made(d) -> str:
    return await team(d)


@pytest.fixture
async def server():
    async with ScriptedProvider(models=("two", "three")) as provider:
        yield provider


async def resolved(d, team_id, model, user=ADA, agent=None):
    """A model as a chat of that team asks it."""
    async with d.db.writing() as session:
        if agent is not None:
            session.add(agent)
            await session.flush()
        chat = Chat(user_id=user, team_id=team_id, agent_id=agent and agent.id)
        session.add(chat)
    return await resolve.resolve(d, await get_context(d, user, chat.id), model)

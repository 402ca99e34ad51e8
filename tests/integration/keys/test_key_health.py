"""How a key fared in a reply is noted beside it, where that says something about the key."""

import pytest

from spacerr.domain.errors.models import (
    ModelError,
    ModelNotFound,
    ModelTimedOut,
    ModelUnreachable,
    PrivateServer,
    QuotaUsedUp,
    RateLimited,
    ReplyCutOff,
    WrongKey,
)
from spacerr.domain.replies.events import Completed, Delta
from spacerr.domain.status import Role
from spacerr.domain.tables import Connection
from spacerr.infra.llm.interface import ChatMessage, ModelRequest
from spacerr.services.keys import health
from spacerr.services.usage.meter import UsageMeter
from tests.support.people.teams import team

pytestmark = pytest.mark.anyio


@pytest.fixture
async def key(d):
    """A key that nobody has used yet."""
    row = Connection(team_id=await team(d), provider="openai", slug="openai", name="OpenAI")
    async with d.db.writing() as session:
        session.add(row)
    return row


async def state(d, key) -> str:
    async with d.db.reading() as session:
        return (await session.get_one(Connection, key.id)).state


def account(*events, error=None) -> UsageMeter:
    """Of a request in which this was heard."""
    opened = UsageMeter(ModelRequest("openai/one", (ChatMessage(Role.USER, "Hi"),)))
    for event in events:
        opened.measure(event)
    if error:
        opened.record_failure(error)
    return opened


@pytest.mark.parametrize(
    ("heard", "error", "noted"),
    [
        ([Delta(text="Hi"), Completed(finish_reason="stop")], None, "works"),
        ([Delta(text="Hi")], ReplyCutOff(), "works"),
        ([Delta(text="Hi")], ModelUnreachable(), "works"),
        ([], WrongKey(), "refused"),
        ([], ModelUnreachable(), "unreachable"),
        ([], RateLimited(), "untried"),
        ([], QuotaUsedUp(), "refused"),
        ([], ModelTimedOut(), "unreachable"),
        ([], PrivateServer(), "unreachable"),
        ([Delta(text="Hi")], QuotaUsedUp(), "works"),
        ([Delta(text="Hi")], ModelTimedOut(), "works"),
        ([], ModelError(), "untried"),
        ([], ModelNotFound(), "untried"),
        ([], None, "untried"),
    ],
)
async def test_what_a_reply_says_about_its_key_is_noted(d, key, heard, error, noted):
    await health.record_outcome(d, key, account(*heard, error=error))
    assert await state(d, key) == noted


async def test_the_server_s_own_key_and_one_that_is_gone_are_nobody_s_to_look_after(d, key):
    gone = Connection(team_id=key.team_id, provider="openai", slug="openai", name="OpenAI")
    for other in (None, gone):
        await health.record_outcome(d, other, account(error=WrongKey()))
    assert await state(d, key) == "untried"

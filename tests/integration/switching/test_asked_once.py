"""No question is asked twice in the transaction that stores a reply: other writers wait for it."""

import re

import pytest
from sqlmodel import col, update

from spacerr.domain.tables import Message
from tests.support.people.agents import agent, asked
from tests.support.people.replies import ADA, again, answered, ask, edit, go_on, idle
from tests.support.stores.transactions import statements

pytestmark = pytest.mark.anyio


async def _send(d, turn, poet):
    await ask(d, "More", chat=turn.chat.id, agent=poet)


async def _send_to_nobody(d, turn, _):
    await ask(d, "More", chat=turn.chat.id)


async def _edit(d, turn, _):
    await edit(d, turn.question.id, "Otherwise")


async def _regenerate(d, turn, poet):
    await again(d, turn.reply.id, agent=poet)


async def _continue(d, turn, poet):
    async with d.db.writing() as session:
        stopped = update(Message).where(col(Message.id) == turn.reply.id)
        await session.exec(stopped.values(status="stopped"))
    await go_on(d, turn.reply.id, agent=poet)


@pytest.mark.parametrize("doing", [_send, _send_to_nobody, _edit, _regenerate, _continue])
async def test_chat_and_agent_are_looked_up_once(d, doing):
    poet = await agent(d)
    turn = await asked(d, poet)
    async with statements(d) as seen:
        await doing(d, turn, poet)
        await idle(d)
    [storing] = [it for it in seen if any(sql.startswith("INSERT INTO message") for sql in it)]
    for table in ("chat", "agent"):
        looked = [sql for sql in storing if re.search(rf"^SELECT.*\bFROM {table}\b", sql, re.S)]
        assert len(looked) == 1, looked
    assert sum("membership" in sql for sql in storing) == 2  # with each of these


async def test_a_new_chat_asks_for_its_team_once(d):
    async with statements(d) as seen:
        await answered(d, user=ADA)
    [storing] = [it for it in seen if any(sql.startswith("INSERT INTO message") for sql in it)]
    assert sum("FROM membership" in sql for sql in storing) == 1

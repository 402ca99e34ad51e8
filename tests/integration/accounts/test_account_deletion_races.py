"""Deleting while something goes on: it ends, and nothing comes back."""

import asyncio

import pytest
from sqlmodel import update

from spacerr.domain.errors.base import SpacerrError
from spacerr.domain.errors.chats import ChatNotFound
from spacerr.domain.tables import Chat, Message, Team, User
from spacerr.services import outbox
from spacerr.services.accounts import deletion
from spacerr.services.chats import erase, threads
from spacerr.services.replies import turns
from tests.support.people.erasing import count, in_team, soon
from tests.support.people.replies import ADA, PATIENCE, answered, ask, idle, person, said
from tests.support.people.teams import joined, team
from tests.support.stores.remains import remains

__all__ = ["soon"]
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("soon"), on_both_engines]


async def running(d, model, chat="", user=ADA):
    model.says("Halfway", " through", gated=True)
    turn = await ask(d, chat=chat, user=user)
    model.let()
    await said(d, turn.reply.id, "Halfway")
    return turn


@pytest.mark.parametrize("side", ["the same process", "another process"])
async def test_running_replies_stop(d, elsewhere, model, redis, side):
    cyrano = await person(d, "Cyrano")
    turn = await running(d, model, user=cyrano)
    await deletion.delete_user(d if side == "the same process" else elsewhere, cyrano)
    async with asyncio.timeout(PATIENCE):
        await model.closed.wait()
    for side in (d, elsewhere):
        await idle(side)
        await outbox.delete_published(side)
    assert not d.running
    assert model.titles == []
    assert await remains(d, redis, [turn.reply.id, turn.chat.id, "Halfway", cyrano]) == {}


async def test_a_writer_that_was_overlooked_brings_nothing_back(d, model, redis):
    cyrano = await person(d, "Cyrano")
    turn = await running(d, model, user=cyrano)
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(Chat.id == turn.chat.id).values(running_id=None))
    await deletion.delete_user(d, cyrano)
    async with asyncio.timeout(PATIENCE):
        await model.closed.wait()
    await idle(d)
    assert (await count(d, Chat), await count(d, Message)) == (0, 0)
    assert await remains(d, redis, [cyrano, turn.reply.id, turn.chat.id]) == {}


async def test_a_title_being_made_is_made_for_nobody(d, model):
    cyrano = await person(d, "Cyrano")
    model.title_gate.clear()
    await ask(d, user=cyrano)
    async with asyncio.timeout(PATIENCE):
        while not model.titles:
            await asyncio.sleep(0.01)
    await deletion.delete_user(d, cyrano)
    model.title_gate.set()
    await idle(d)
    assert await count(d, Chat) == 0


async def test_sending_while_the_account_is_deleted_leaves_nothing(d, elsewhere):
    for _ in range(5):
        cyrano = await person(d, "Cyrano")
        chat = (await answered(d, user=cyrano)).chat.id
        sent = await asyncio.gather(
            ask(d, "More", chat=chat, user=cyrano),
            ask(d, "New", user=cyrano),
            deletion.delete_user(elsewhere, cyrano),
            return_exceptions=True,
        )
        assert sent[-1] is None
        assert all(isinstance(it, turns.Turn | SpacerrError) for it in sent[:2])
        await idle(d)
        assert await count(d, Chat) == 0
        assert not d.running


async def test_a_deletion_that_was_interrupted_is_finished_by_the_next_sweep(d, monkeypatch):
    boats = await team(d)
    orpheus = await joined(d, boats, "Orpheus")
    own, theirs = await answered(d, user=orpheus), await in_team(d, "Oars", orpheus, boats)

    async def killed(_):
        raise OSError

    with monkeypatch.context() as here:
        here.setattr(erase, "erase_orphans", killed)
        with pytest.raises(OSError):
            await deletion.delete_user(d, orpheus)
        with pytest.raises(OSError):
            await deletion.delete_team(d, ADA, boats, "Boats")
    for turn in (own, theirs):
        with pytest.raises(ChatNotFound):
            await threads.get_thread(d, orpheus, turn.chat.id)
    await erase.erase_orphans(d)
    assert await count(d, Chat) == 0
    async with d.db.reading() as session:
        assert await session.get(Team, boats) is None
        assert await session.get(User, orpheus) is None
    assert await count(d, User) == 1

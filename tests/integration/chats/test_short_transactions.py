"""No transaction that writes grows with a chat: everybody else's would have to wait for it."""

import pytest
from sqlmodel import col, select, update

from spacerr.domain.tables import Chat, Message, ShareLink
from spacerr.services.accounts import deletion
from spacerr.services.chats import branches, erase, links, pins
from spacerr.services.chats import edit as chat_edit
from spacerr.services.data import exports, imports
from tests.support.people.long_chats import long_chat
from tests.support.people.replies import ADA, again, ask, edit, go_on, idle, person
from tests.support.stores.transactions import transactions

pytestmark = pytest.mark.anyio

SHORT, LONG = 1_200, 4_800
"""Messages: more than any step takes at once, and four times as many."""
SAME = 1.5
"""How much longer a transaction may be in a long chat: pages of a database differ."""


async def _asks(d, chat):
    await ask(d, "Hi", chat=chat.id)
    await idle(d)


async def _asks_again(d, chat):
    await again(d, chat.leaf_id)
    await idle(d)


async def _goes_on(d, chat):
    async with d.db.writing() as session:
        stopped = update(Message).where(col(Message.id) == chat.leaf_id)
        await session.exec(stopped.values(status="stopped"))
    await go_on(d, chat.leaf_id)
    await idle(d)


async def _asks_otherwise(d, chat):
    async with d.db.reading() as session:
        leaf = await session.get_one(Message, chat.leaf_id)
    await edit(d, leaf.parent_id, "Hello")
    await idle(d)


async def _chooses(d, chat):
    await branches.choose(d, ADA, chat.leaf_id)


async def _pins(d, chat):
    await pins.set_pinned(d, ADA, chat.leaf_id, True)


async def _links(d, chat):
    await links.create(d, ADA, chat.id)


async def _brings(d, chat):
    """Twice: what was deleted comes back."""
    _, pieces = await exports.export_chat(d, ADA, chat.id)
    file = "".join([piece async for piece in pieces]).replace(chat.id, chat.id[::-1]).encode()
    for _ in range(2):
        assert (await imports.import_chats(d, ADA, "", file)).chats == 1
        async with d.db.reading() as session:
            [copy] = await session.exec(
                select(Chat).where(
                    col(Chat.client_request_id).is_not(None), col(Chat.deleted_at).is_(None)
                )
            )
        await chat_edit.delete(d, ADA, copy.id)


async def _deletes(d, chat):
    await links.create(d, ADA, chat.id)
    await chat_edit.delete(d, ADA, chat.id)
    async with d.db.writing() as session:
        await session.exec(update(Chat).where(col(Chat.id) == chat.id).values(deleted_at=1))
    await chat_edit.purge(d)
    async with d.db.reading() as session:
        assert await session.get(Chat, chat.id) is None


async def _erases(d, chat):
    await erase.erase_chats(d, col(Chat.id) == chat.id)


async def _leaves(d, chat):
    """Somebody who asked everything in a chat of another one."""
    eve = await person(d, "Eve")
    async with d.db.writing() as session:
        asked = update(Message).where(col(Message.chat_id) == chat.id)
        await session.exec(asked.values(author_id=eve))
    async with transactions(d) as counted:
        await deletion.delete_user(d, eve)
    return counted.longest


@pytest.mark.parametrize(
    "doing",
    [
        _asks,
        _asks_again,
        _goes_on,
        _asks_otherwise,
        _chooses,
        _pins,
        _links,
        _brings,
        _deletes,
        _erases,
        _leaves,
    ],
)
async def test_a_transaction_is_as_short_in_a_long_chat(d, doing):
    longest: list[int] = []
    for messages in (SHORT, LONG):
        chat = await long_chat(d, messages, found=True)
        async with transactions(d) as counted:
            alone = await doing(d, chat)
        longest.append(alone or counted.longest)
    assert longest[1] < max(longest[0], 50) * SAME, longest


async def test_a_link_stores_nothing_that_was_said(d):
    chat = await long_chat(d, 100)
    await links.create(d, ADA, chat.id)
    async with d.db.reading() as session:
        [row] = await session.exec(select(ShareLink))
    assert len(row.model_dump_json()) < 1_000

"""What tests do with replies: ask, wait for words, look at rows. Every wait has an end."""

import asyncio

from redis.asyncio import Redis

from spacerr.deps import Deps
from spacerr.domain.ids import new_id
from spacerr.domain.replies.draft import Draft
from spacerr.domain.status import TERMINAL
from spacerr.domain.tables import Chat, Membership, Message, Team, User
from spacerr.domain.text import utf16_length, utf16_prefix, utf16_suffix
from spacerr.services.accounts.people import LOCAL_USER
from spacerr.services.replies import followers, turns

ADA = LOCAL_USER
"""The person who asks, unless a test needs another."""
PATIENCE = 15.0
"""Seconds until something that should have happened counts as missing: no promise of a time, and
long enough for a busy machine."""


async def person(d: Deps, name: str) -> str:
    """Store somebody with a team of their own; their id."""
    user, team = User(name=name), Team(name=name)
    async with d.db.writing() as session:
        session.add_all([user, team])
        await session.flush()
        session.add(Membership(user_id=user.id, team_id=team.id))
    return user.id


async def ask(
    d: Deps,
    text: str = "Hi",
    *,
    chat: str = "",
    user: str = ADA,
    request: str = "",
    model: str = "",
    agent: str = "",
) -> turns.Turn:
    """Send a message; `chat` "" begins a new one, `model` "" goes on with the chat's, `agent` ""
    is none.
    """
    asked = turns.Request(user, request or new_id(), model=model, agent=agent)
    return await turns.send(d, asked, chat, text)


async def answered(
    d: Deps,
    text: str = "Hi",
    *,
    chat: str = "",
    user: str = ADA,
    model: str = "",
    agent: str = "",
) -> turns.Turn:
    """Send a message and wait until its reply and whatever follows it are done."""
    turn = await ask(d, text, chat=chat, user=user, model=model, agent=agent)
    await idle(d)
    return turn


async def again(
    d: Deps,
    reply_id: str,
    *,
    user: str = ADA,
    request: str = "",
    model: str = "",
    agent: str = "",
) -> turns.Turn:
    """Regenerate a reply."""
    asked = turns.Request(user, request or new_id(), model=model, agent=agent)
    return await turns.regenerate(d, asked, reply_id)


async def go_on(d: Deps, reply_id: str, *, request: str = "", agent: str = "") -> turns.Turn:
    """Continue a reply."""
    return await turns.continue_reply(
        d, turns.Request(ADA, request or new_id(), agent=agent), reply_id
    )


async def edit(
    d: Deps, message_id: str, text: str, *, request: str = "", model: str = ""
) -> turns.Turn:
    asked = turns.Request(ADA, request or new_id(), model=model)
    return await turns.edit(d, asked, message_id, text)


async def said(d: Deps, reply_id: str, text: str) -> None:
    """Wait until a reply's log says this."""
    draft = Draft()
    async with asyncio.timeout(PATIENCE), d.streams.subscribe(reply_id) as log:
        while len(draft.text) < len(text):
            draft = draft.extend(entry.event for entry in await log.next())
    assert draft.text == text


async def ended(d: Deps, reply_id: str) -> Draft:
    """Wait for the last event of a reply's log; what the log says."""
    draft = Draft()
    async with asyncio.timeout(PATIENCE), d.streams.subscribe(reply_id) as log:
        while draft.status not in TERMINAL:
            draft = draft.extend(entry.event for entry in await log.next())
    return draft


async def idle(d: Deps) -> None:
    """Wait until a process writes nothing and names nothing."""
    async with asyncio.timeout(PATIENCE):
        while d.background_tasks:
            await asyncio.wait(set(d.background_tasks))


class Tab:
    """A tab that follows a reply: what it was told, and the text it shows."""

    def __init__(self, d: Deps, reply_id: str, user: str = ADA) -> None:
        self.growths: list[Draft] = []
        self.text = ""
        self._moved = asyncio.Event()
        self._task = asyncio.create_task(self._follow(d, user, reply_id))

    async def _follow(self, d: Deps, user: str, reply_id: str) -> None:
        async for growth in followers.follow(d, user, reply_id):
            assert growth.ended or growth.offset <= utf16_length(self.text)
            if growth.turned is not None and all(it.turned is None for it in self.growths):
                self.text = utf16_prefix(self.text, growth.turned)
            self.growths.append(growth)
            self.text += utf16_suffix(growth.text, utf16_length(self.text) - growth.offset)
            self._moved.set()

    async def shows(self, text: str) -> None:
        """Wait until this is on screen."""
        async with asyncio.timeout(PATIENCE):
            while len(self.text) < len(text) and not self._task.done():
                self._moved.clear()
                await self._moved.wait()
        assert self.text == text

    async def end(self) -> Draft:
        """Wait for the end of the reply: the last growth."""
        async with asyncio.timeout(PATIENCE):
            await self._task
        assert [growth.ended for growth in self.growths].count(True) == 1
        return self.growths[-1]


async def row(d: Deps, message_id: str) -> Message:
    async with d.db.reading() as session:
        return await session.get_one(Message, message_id)


async def chat_row(d: Deps, chat_id: str) -> Chat:
    async with d.db.reading() as session:
        return await session.get_one(Chat, chat_id)


async def die(d: Deps, redis: Redis, *reply_ids: str) -> None:
    """What a `kill -9` of the process leaves: rows nobody settles, and leases that run out."""
    for task in set(d.background_tasks):
        task.cancel()
    await asyncio.wait(set(d.background_tasks))
    for reply_id in reply_ids:
        await redis.delete(f"spacerr:{{{reply_id}}}:lease")

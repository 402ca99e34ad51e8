"""What belongs to somebody else looks exactly like what doesn't exist, in every service."""

import importlib
import inspect
import pkgutil

import pytest
from sqlmodel import select

from spacerr import services
from spacerr.domain.errors import ChatNotFound, MessageNotFound
from spacerr.domain.ids import new_id
from spacerr.domain.models import Chat, Message
from spacerr.services import branches, chats, following, stopping, turns
from tests.integration.replies import answered, person

pytestmark = pytest.mark.anyio


async def follow(d, user, reply):
    return [growth async for growth in following.follow(d, user, reply)]


OF_CHATS = {
    chats.thread: lambda d, user, chat: chats.thread(d, user, chat),
    chats.rename: lambda d, user, chat: chats.rename(d, user, chat, "Mine now"),
    chats.delete: lambda d, user, chat: chats.delete(d, user, chat),
    turns.send: lambda d, user, chat: turns.send(d, turns.Request(user, new_id()), chat, "Hi"),
}
OF_MESSAGES = {
    turns.regenerate: lambda d, user, it: turns.regenerate(d, turns.Request(user, new_id()), it),
    turns.go_on: lambda d, user, it: turns.go_on(d, turns.Request(user, new_id()), it),
    turns.edit: lambda d, user, it: turns.edit(d, turns.Request(user, new_id()), it, "Hi"),
    branches.choose: lambda d, user, it: branches.choose(d, user, it),
    stopping.stop: lambda d, user, reply: stopping.stop(d, user, reply),
    following.follow: follow,
}
NOT_ASKED_BY_PEOPLE = {
    "titles.name",
    "access.access_chat",
    "access.access_message",
    "access.message_of",
    "beginning.once",
}
UNKNOWN = ["no such id", "x" * 300, "' OR 1=1 --", "\0"]


async def everything(d) -> list[dict]:
    async with d.db.reading() as session:
        rows = [*await session.exec(select(Chat)), *await session.exec(select(Message))]
        return [row.model_dump() for row in rows]


@pytest.mark.parametrize("service", OF_CHATS, ids=lambda it: it.__qualname__)
async def test_a_chat_of_somebody_else_is_not_found(d, service):
    theirs, eve = (await answered(d)).chat.id, await person(d, "Eve")
    before = await everything(d)
    with pytest.raises(ChatNotFound) as foreign:
        await OF_CHATS[service](d, eve, theirs)
    with pytest.raises(ChatNotFound) as unknown:
        await OF_CHATS[service](d, eve, new_id())
    assert str(foreign.value) == str(unknown.value)
    assert await everything(d) == before


@pytest.mark.parametrize("service", OF_MESSAGES, ids=lambda it: it.__qualname__)
async def test_a_message_of_somebody_else_is_not_found(d, service):
    theirs, eve = (await answered(d)).reply.id, await person(d, "Eve")
    before = await everything(d)
    with pytest.raises(MessageNotFound) as foreign:
        await OF_MESSAGES[service](d, eve, theirs)
    with pytest.raises(MessageNotFound) as unknown:
        await OF_MESSAGES[service](d, eve, new_id())
    assert str(foreign.value) == str(unknown.value)
    assert await everything(d) == before


@pytest.mark.parametrize("wrong", UNKNOWN)
async def test_no_id_however_strange_is_more_than_not_found(d, wrong):
    eve = await person(d, "Eve")
    for service in OF_CHATS.values():
        with pytest.raises(ChatNotFound):
            await service(d, eve, wrong)
    for service in OF_MESSAGES.values():
        with pytest.raises(MessageNotFound):
            await service(d, eve, wrong)


async def test_lists_hold_only_what_is_ones_own(d):
    await answered(d)
    eve = await person(d, "Eve")
    own = await answered(d, user=eve)
    assert [line.id for line in await chats.recent(d, eve)] == [own.chat.id]
    assert await chats.running(d, eve) == []


async def test_a_request_of_somebody_else_cannot_be_repeated(d):
    theirs, eve = await answered(d), await person(d, "Eve")
    request = turns.Request(eve, theirs.question.client_request_id)
    assert (await turns.send(d, request, "", "Hi")).chat.id != theirs.chat.id


async def test_every_service_that_takes_an_id_is_held_to_this():
    asked = {f"{it.__module__}.{it.__qualname__}" for it in [*OF_CHATS, *OF_MESSAGES]}
    named = {f"spacerr.services.{name}" for name in NOT_ASKED_BY_PEOPLE}
    assert set(services_that_take_an_id()) <= asked | named


def services_that_take_an_id():
    """Public functions of the services with a person and the id of a chat or message."""
    for found in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"spacerr.services.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            takes = set(inspect.signature(function).parameters)
            if takes & {"user_id", "request"} and takes & {"chat_id", "reply_id", "message_id"}:
                yield f"{module.__name__}.{name}"

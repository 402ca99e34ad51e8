"""What must hold once the last blow has fallen: every reply ended, once, with its own words."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from redis.asyncio import Redis
from sqlmodel import select

from spacerr.deps import Deps
from spacerr.domain.replies.draft import Draft
from spacerr.domain.replies.events import Finalized
from spacerr.domain.status import ACTIVE, Status
from spacerr.domain.tables import Message, Usage
from spacerr.infra.llm.interface import Purpose
from tests.chaos.words import calls
from tests.provider import ScriptedProvider
from tests.support.people.replies import row

NOTICED = 10.0
"""Seconds after the last blow within which each reply has ended or somebody writes it."""
FINISHED = 30.0
"""Seconds after that within which those that go on have ended, on a slow and shared machine."""


@dataclass(frozen=True)
class Expected:
    """A reply and all that its provider would say."""

    question: str
    reply_id: str
    whole: str


async def all_noticed(d: Deps, replies: Sequence[Expected]) -> None:
    """Wait until every reply has ended or has a writer. Raises TimeoutError."""
    async with asyncio.timeout(NOTICED):
        while lost := await _unwritten(d, replies):
            await asyncio.sleep(0.1)
            assert lost


async def all_ended(d: Deps, replies: Sequence[Expected]) -> list[Message]:
    """Wait until every reply has ended; their rows. Raises TimeoutError."""
    async with asyncio.timeout(FINISHED):
        while await _active(d, replies):
            await asyncio.sleep(0.1)
    return [await row(d, reply.reply_id) for reply in replies]


async def assert_whole(
    d: Deps,
    replies: Sequence[Expected],
    provider: ScriptedProvider,
    *,
    forgotten: bool = False,
) -> None:
    """Row and log agree, letter by letter; nothing is missing, nothing was asked twice.

    `forgotten`: Redis lost everything at some time, so that logs which had ended may be gone.
    """
    asked = calls(provider.requests)
    for reply in replies:
        stored = await row(d, reply.reply_id)
        adopted = bool(stored.meta.get("adopted"))
        _assert_ended_well(reply, stored, adopted)
        assert asked.get(reply.question, 0) <= 1 + adopted
        log = [entry.event for entry in await d.streams.replay(reply.reply_id)]
        if log or not forgotten:
            draft = Draft().extend(log)
            assert (draft.text, draft.status) == (stored.content, stored.status)
            assert sum(isinstance(event, Finalized) for event in log) == 1


def _assert_ended_well(reply: Expected, stored: Message, adopted: bool) -> None:
    match stored.status:
        case Status.COMPLETE:
            assert stored.content == reply.whole
        case Status.STOPPED:
            assert reply.whole.startswith(stored.content)
        case Status.INTERRUPTED:
            assert reply.whole.startswith(stored.content)
            assert adopted, "a reply is given up only after it was continued once"
        case status:
            raise AssertionError(f"{reply.question} ended {status}: {stored.error}")


async def all_counted(d: Deps, replies: Sequence[Expected], provider: ScriptedProvider) -> None:
    """Wait until what each request has used is stored, once."""
    asked = calls(provider.requests)
    chats = {it.question: (await row(d, it.reply_id)).chat_id for it in replies}
    expected = {question: asked[question] for question in chats}
    query = select(Usage.chat_id).where(Usage.purpose == Purpose.REPLY)
    due = asyncio.get_running_loop().time() + NOTICED
    while True:
        async with d.db.reading() as session:
            stored = list(await session.exec(query))
        counted = {question: stored.count(chat) for question, chat in chats.items()}
        if counted == expected or asyncio.get_running_loop().time() > due:
            break
        await asyncio.sleep(0.1)
    assert counted == expected


async def assert_nothing_left(processes: Sequence[Deps], redis: Redis) -> None:
    """No writer, no chore, no lease, and nothing in Redis that would stay for ever."""
    async with asyncio.timeout(NOTICED):
        while any(d.running or d.background_tasks for d in processes):
            await asyncio.sleep(0.1)
    leases = [key async for key in redis.scan_iter("spacerr:{*}:lease")]
    assert leases == [], leases
    left = await lasting(redis)
    assert left == [], left


async def lasting(redis: Redis) -> list[str]:
    """Keys that never expire."""
    return [key async for key in redis.scan_iter("*") if await redis.ttl(key) == -1]


async def _active(d: Deps, replies: Sequence[Expected]) -> list[str]:
    rows = [await row(d, reply.reply_id) for reply in replies]
    return [found.id for found in rows if found.status in ACTIVE]


async def _unwritten(d: Deps, replies: Sequence[Expected]) -> set[str]:
    active = await _active(d, replies)
    return set(active) - await d.streams.with_writer(active)

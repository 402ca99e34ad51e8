"""The buffer joins what the model said, and makes a model wait that is faster than the log."""

import asyncio

import pytest

from spacerr.domain.replies.events import Completed, Delta, Reasoning, Working
from spacerr.services.generation import buffer
from spacerr.services.generation.buffer import EventBuffer

pytestmark = pytest.mark.anyio


async def until_idle():
    """Let every task run as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_everything_is_taken_once_and_joined():
    held = EventBuffer()
    for event in (Reasoning(text="h"), Reasoning(text="m"), Delta(text="a"), Delta(text="b")):
        await held.put(event)
    assert held.take() == [Reasoning(text="hm"), Delta(text="ab")]
    assert held.take() == []


async def test_a_full_buffer_makes_the_model_wait_until_it_is_emptied(monkeypatch):
    monkeypatch.setattr(buffer, "BUFFER_CHARS", 10)
    held, said = EventBuffer(), 0

    async def talk():
        nonlocal said
        for _ in range(100):
            await held.put(Delta(text="abc"))
            said += 1

    talking = asyncio.create_task(talk())
    await until_idle()
    assert said == 4
    text = ""
    while not talking.done():
        taken = held.take()
        assert sum(len(event.text) for event in taken) <= 12
        text += "".join(event.text for event in taken)
        await until_idle()
    assert text + "".join(event.text for event in held.take()) == "abc" * 100


async def test_many_short_events_make_the_model_wait_too(monkeypatch):
    monkeypatch.setattr(buffer, "BUFFER_EVENTS", 10)
    held, said = EventBuffer(), 0

    async def talk():
        nonlocal said
        while True:
            await held.put(Working())
            said += 1

    talking = asyncio.create_task(talk())
    await until_idle()
    assert said == 10
    held.take()
    await until_idle()
    assert said == 20
    talking.cancel()


async def test_a_wait_for_something_to_take_is_woken():
    held = EventBuffer()
    waiting = asyncio.create_task(held.filled(60))
    await until_idle()
    assert not waiting.done()
    await held.put(Completed(finish_reason="stop"))
    async with asyncio.timeout(1):
        await waiting
    held.take()
    again = asyncio.create_task(held.filled(60))
    await until_idle()
    assert not again.done()
    again.cancel()


async def test_a_pause_is_ended_by_a_wake_and_not_by_events():
    held = EventBuffer()
    pausing = asyncio.create_task(held.pause(60))
    await until_idle()
    await held.put(Completed(finish_reason="stop"))
    await until_idle()
    assert not pausing.done()
    held.wake()
    async with asyncio.timeout(1):
        await pausing
        await held.pause(60)
        held.take()
        await held.filled(60)


async def test_a_wait_for_events_and_a_pause_end_by_themselves():
    held = EventBuffer()
    async with asyncio.timeout(1):
        await held.filled(0.01)
        await held.pause(0.01)
        await held.pause(-1)

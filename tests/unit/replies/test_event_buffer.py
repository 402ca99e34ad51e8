"""The buffer joins what the model said, and makes a model wait that is faster than the log."""

import asyncio

import pytest

from spacerr.domain.replies.events import Completed, Delta, Reasoning, Working
from spacerr.services.replies import buffer
from spacerr.services.replies.buffer import EventBuffer

pytestmark = pytest.mark.anyio


async def until_idle():
    """Let every task run as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_everything_is_taken_once_and_joined():
    box = EventBuffer()
    for event in (Reasoning(text="h"), Reasoning(text="m"), Delta(text="a"), Delta(text="b")):
        await box.put(event)
    assert box.take() == [Reasoning(text="hm"), Delta(text="ab")]
    assert box.take() == []


async def test_a_full_inbox_makes_the_model_wait_until_it_is_emptied(monkeypatch):
    monkeypatch.setattr(buffer, "BUFFER_CHARS", 10)
    box, said = EventBuffer(), 0

    async def talk():
        nonlocal said
        for _ in range(100):
            await box.put(Delta(text="abc"))
            said += 1

    talking = asyncio.create_task(talk())
    await until_idle()
    assert said == 4
    text = ""
    while not talking.done():
        taken = box.take()
        assert sum(len(event.text) for event in taken) <= 12
        text += "".join(event.text for event in taken)
        await until_idle()
    assert text + "".join(event.text for event in box.take()) == "abc" * 100


async def test_many_short_events_make_the_model_wait_too(monkeypatch):
    monkeypatch.setattr(buffer, "BUFFER_EVENTS", 10)
    box, said = EventBuffer(), 0

    async def talk():
        nonlocal said
        while True:
            await box.put(Working())
            said += 1

    talking = asyncio.create_task(talk())
    await until_idle()
    assert said == 10
    box.take()
    await until_idle()
    assert said == 20
    talking.cancel()


async def test_whoever_waits_for_something_to_take_is_woken():
    box = EventBuffer()
    waiting = asyncio.create_task(box.filled(60))
    await until_idle()
    assert not waiting.done()
    await box.put(Completed(finish_reason="stop"))
    async with asyncio.timeout(1):
        await waiting
    box.take()
    again = asyncio.create_task(box.filled(60))
    await until_idle()
    assert not again.done()
    again.cancel()


async def test_a_pause_is_ended_by_a_wake_and_not_by_events():
    box = EventBuffer()
    pausing = asyncio.create_task(box.pause(60))
    await until_idle()
    await box.put(Completed(finish_reason="stop"))
    await until_idle()
    assert not pausing.done()
    box.wake()
    async with asyncio.timeout(1):
        await pausing
        await box.pause(60)
        box.take()
        await box.filled(60)


async def test_a_wait_for_events_and_a_pause_end_by_themselves():
    box = EventBuffer()
    async with asyncio.timeout(1):
        await box.filled(0.01)
        await box.pause(0.01)
        await box.pause(-1)

"""One deadline bounds many waits, each by its own limit, and takes no cancellation for its own."""

import asyncio

import pytest

from spacerr.infra.deadline import Deadline

pytestmark = pytest.mark.anyio


def now():
    return asyncio.get_running_loop().time()


async def test_a_wait_beyond_its_limit_raises_and_the_next_one_may_go_on():
    deadline = Deadline()
    for _ in range(3):
        with pytest.raises(TimeoutError), deadline.within(now() + 0.01):
            await asyncio.sleep(60)
        with deadline.within(now() + 60):
            await asyncio.sleep(0.02)


async def test_a_sooner_limit_after_a_later_one_counts():
    deadline = Deadline()
    with deadline.within(now() + 60):
        await asyncio.sleep(0)
    with pytest.raises(TimeoutError), deadline.within(now() + 0.01):
        await asyncio.sleep(60)


async def test_a_limit_that_is_extended_meanwhile_is_the_later_one():
    deadline, began = Deadline(), now()
    asyncio.get_running_loop().call_later(0.01, deadline.extend, began + 0.1)
    with pytest.raises(TimeoutError), deadline.within(began + 0.05):
        await asyncio.sleep(60)
    assert now() >= began + 0.1


async def test_nothing_is_raised_between_two_waits():
    deadline = Deadline()
    with deadline.within(now() + 0.01):
        pass
    await asyncio.sleep(0.03)
    with pytest.raises(TimeoutError), deadline.within(now() - 1):
        await asyncio.sleep(60)
    deadline.close()


async def test_a_cancellation_by_others_stays_one():
    deadline, waiting = Deadline(), asyncio.Event()

    async def wait():
        with deadline.within(now() + 60):
            waiting.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(wait())
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_inside_is_raised_as_it_is():
    with pytest.raises(KeyError), Deadline().within(now() + 60):
        raise KeyError

"""Tries count for all processes together, in all buckets or in none, and not for ever."""

import asyncio

import pytest

from spacerr.domain.ids import new_id
from spacerr.infra.redis.limiter import Bucket, RedisLimiter

pytestmark = pytest.mark.anyio


async def test_a_full_bucket_keeps_the_others_as_they_are_and_is_empty_in_time(redis):
    limiter = RedisLimiter(redis)
    small, large = Bucket(new_id(), 1, 3), Bucket(new_id(), 2, 60)
    assert await limiter.take([small, large]) == 0
    assert 0 < await limiter.take([small, large]) <= 3
    assert await limiter.take([large]) == 0
    assert 55 < await limiter.take([large]) <= 60
    await limiter.refund([large])
    assert await limiter.take([large]) == 0
    async with asyncio.timeout(20):
        while await limiter.take([small]):
            await asyncio.sleep(0.05)


async def test_a_clock_that_jumped_back_makes_nobody_wait_longer(redis):
    limiter, bucket = RedisLimiter(redis), Bucket(new_id(), 1, 5)
    await limiter.take([bucket])
    await redis.expire(f"spacerr:{{tries}}:{bucket.name}", 100_000)
    assert await limiter.take([bucket]) <= 5

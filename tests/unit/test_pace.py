"""Updates come quickly, then steadily, and more rarely while the process is late."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.state.pace import Pace
from spacerr.timings import (
    CHAT_STREAM_UI_THROTTLE_MS,
    STREAM_SLOWEST_THROTTLE_MS,
    STREAM_STEADY_THROTTLE_MS,
)

LEAST, STEADY, MOST = (
    ms / 1000
    for ms in (CHAT_STREAM_UI_THROTTLE_MS, STREAM_STEADY_THROTTLE_MS, STREAM_SLOWEST_THROTTLE_MS)
)


FEW, MANY = 1, 100


@given(st.lists(st.tuples(st.integers(0, 10_000), st.floats(-1, 100))))
def test_the_pause_never_leaves_its_bounds(updates):
    pace = Pace()
    for units, late in updates:
        pace.adapt(units, late)
        assert LEAST <= pace.pause <= MOST


def test_a_slow_reply_is_shown_word_by_word_and_a_fast_one_steadily():
    pace = Pace()
    assert pace.pause == LEAST
    for _ in range(20):
        pace.adapt(FEW, 0.0)
    assert pace.pause == pytest.approx(LEAST, rel=0.01)
    for _ in range(20):
        pace.adapt(MANY, 0.0)
    assert pace.pause == pytest.approx(STEADY, rel=0.01)


def test_a_late_process_updates_more_rarely_and_recovers():
    pace = Pace()
    for _ in range(20):
        pace.adapt(MANY, 1.0)
    assert pace.pause == pytest.approx(MOST, rel=0.01)
    for _ in range(20):
        pace.adapt(MANY, 0.0)
    assert pace.pause == pytest.approx(STEADY, rel=0.01)


@pytest.mark.anyio
async def test_waiting_takes_as_long_as_it_says():
    import asyncio

    clock = asyncio.get_running_loop().time
    pace, begun = Pace(), clock()
    await pace.wait(FEW)
    assert clock() - begun >= LEAST * 0.9

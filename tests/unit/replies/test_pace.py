"""Updates come with every refresh of the screen, and more rarely while the process is late."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacerr.state.chat.pace import Pace
from spacerr.timings import CHAT_STREAM_UI_THROTTLE_MS, STREAM_SLOWEST_THROTTLE_MS

LEAST, MOST = (ms / 1000 for ms in (CHAT_STREAM_UI_THROTTLE_MS, STREAM_SLOWEST_THROTTLE_MS))


@given(st.lists(st.floats(-1, 100)))
def test_the_pause_never_leaves_its_bounds(lateness):
    pace = Pace()
    for late in lateness:
        pace.adapt(late)
        assert LEAST <= pace.pause <= MOST


def test_a_late_process_updates_more_rarely_and_recovers():
    pace = Pace()
    for _ in range(20):
        pace.adapt(1.0)
    assert pace.pause == pytest.approx(MOST, rel=0.01)
    for _ in range(20):
        pace.adapt(0.0)
    assert pace.pause == pytest.approx(LEAST, rel=0.01)


@pytest.mark.anyio
async def test_waiting_takes_as_long_as_it_says():
    import asyncio

    clock = asyncio.get_running_loop().time
    pace, begun = Pace(), clock()
    pace.begin()
    await pace.wait()
    assert clock() - begun >= LEAST * 0.9

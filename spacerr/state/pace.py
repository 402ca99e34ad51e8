"""How often one tab is sent new text: at once, then steadily, and slower when falling behind."""

import asyncio

from spacerr.timings import (
    CHAT_STREAM_UI_THROTTLE_MS,
    STREAM_SLOWEST_THROTTLE_MS,
    STREAM_STEADY_THROTTLE_MS,
)

_LEAST, _STEADY, _MOST = (
    ms / 1000
    for ms in (CHAT_STREAM_UI_THROTTLE_MS, STREAM_STEADY_THROTTLE_MS, STREAM_SLOWEST_THROTTLE_MS)
)


class Pace:
    """The pause between two updates, in seconds.

    It begins at one screen refresh, so that the first words come quickly, settles at the steady
    throttle, and grows to four times what the event loop is late: a busy process must not spend
    its time on updates that nobody can see apart.
    """

    def __init__(self) -> None:
        self.pause = _LEAST

    async def wait(self) -> None:
        """Sleep for the pause and learn from how late the loop woke us."""
        clock = asyncio.get_running_loop().time
        due = clock() + self.pause
        await asyncio.sleep(self.pause)
        self.adapt(clock() - due)

    def adapt(self, late: float) -> None:
        """Choose the next pause after having been woken `late` seconds too late."""
        wanted = max(_STEADY, 4 * late)
        self.pause = min(_MOST, (self.pause + wanted) / 2)

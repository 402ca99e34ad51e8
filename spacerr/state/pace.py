"""How often one tab is sent new text: at once, then steadily, slower when falling behind."""

import asyncio

from spacerr.domain.limits import SMALL_UPDATE_UNITS
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

    It begins at one screen refresh, so that words of a slow reply are shown as they come. A fast
    reply brings many words per refresh: there it waits for more of them, because each update has
    about a hundred bytes of envelope. And it grows to four times what the event loop is late: a
    busy process must not spend its time on updates that nobody can see apart.
    """

    def __init__(self) -> None:
        self.pause = _LEAST

    async def wait(self, units: int) -> None:
        """Sleep for the pause after an update of `units`, and learn how late the loop woke us."""
        clock = asyncio.get_running_loop().time
        due = clock() + self.pause
        await asyncio.sleep(self.pause)
        self.adapt(units, clock() - due)

    def adapt(self, units: int, late: float) -> None:
        """Choose the next pause after an update of `units` and waking `late` seconds too late."""
        wanted = _LEAST if units < SMALL_UPDATE_UNITS else _STEADY
        self.pause = min(_MOST, (self.pause + max(wanted, 4 * late)) / 2)

"""The pace of updates to a tab: as entries come, unless the process is late."""

import asyncio

from spacerr.timings import CHAT_STREAM_UI_THROTTLE_MS, STREAM_SLOWEST_THROTTLE_MS

_LEAST, _MOST = (ms / 1000 for ms in (CHAT_STREAM_UI_THROTTLE_MS, STREAM_SLOWEST_THROTTLE_MS))


class Pace:
    """The time from one update to the next, in seconds.

    Short, so that words are shown as they come, and up to four times what the event loop is late: a
    busy process must not spend its time on updates too close to be told apart.
    """

    def __init__(self) -> None:
        self.pause = _LEAST
        self._begun = 0.0

    def begin(self) -> None:
        """An update begins: its duration is part of the time to the next one."""
        self._begun = asyncio.get_running_loop().time()

    async def wait(self) -> None:
        """After an update, sleep until the next one is due, and adapt to how late we woke."""
        clock = asyncio.get_running_loop().time
        due = self._begun + self.pause
        await asyncio.sleep(max(0.0, due - clock()))
        self.adapt(clock() - due)

    def adapt(self, late: float) -> None:
        """Choose the next pause after waking `late` seconds too late."""
        self.pause = min(_MOST, (self.pause + max(_LEAST, 4 * late)) / 2)

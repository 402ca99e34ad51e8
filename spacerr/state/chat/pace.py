"""The pace of updates to a tab: one per screen refresh, unless the process is late."""

import asyncio

from spacerr.timings import CHAT_STREAM_UI_THROTTLE_MS, STREAM_SLOWEST_THROTTLE_MS

_LEAST, _MOST = (ms / 1000 for ms in (CHAT_STREAM_UI_THROTTLE_MS, STREAM_SLOWEST_THROTTLE_MS))


class Pace:
    """The average time from one update to the next, in seconds.

    One screen refresh, so that words are shown as they come, and up to four times what the event
    loop is late: a busy process must not spend its time on updates too close to be told apart. An
    update that comes late lets the next one come early: the words of a model that speaks as often
    as a screen is refreshed never wait.
    """

    def __init__(self) -> None:
        self.pause = _LEAST
        self._begun = self._due = 0.0

    def begin(self) -> None:
        """An update begins: its duration is part of the time to the next one."""
        self._begun = asyncio.get_running_loop().time()
        self._due = max(self._due + self.pause, self._begun)

    async def wait(self) -> None:
        """After an update, sleep until the next one is due, and adapt to how late we are."""
        clock = asyncio.get_running_loop().time
        wait = self._due - clock()
        await asyncio.sleep(max(0.0, wait))
        self.adapt(clock() - (self._due if wait > 0 else self._begun + self.pause))

    def adapt(self, late: float) -> None:
        """Choose the next pause after being `late` seconds too late."""
        self.pause = min(_MOST, (self.pause + max(_LEAST, 4 * late)) / 2)

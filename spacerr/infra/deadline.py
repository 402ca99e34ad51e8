"""A time limit for many short waits, one after the other."""

import asyncio
from types import TracebackType
from typing import Self


class Deadline:
    """Like `asyncio.timeout_at` around each of many waits, with one timer for all of them: a limit
    that moves with each token costs no timer per token.

    Use it as `with deadline.within(until): await …`, in loop time. Raises TimeoutError.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._until = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[object] | None = None
        self._cancelling = 0
        self._expired = False

    def within(self, until: float) -> Self:
        """The limit of the next wait."""
        self._until = until
        return self

    def extend(self, until: float) -> None:
        """Move the limit of a wait that has begun to a later time."""
        self._until = max(self._until, until)

    def close(self) -> None:
        """Cancel the timer, once nothing is waited for any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def __enter__(self) -> None:
        if (task := asyncio.current_task()) is None:
            raise RuntimeError("no task waits here")
        self._task, self._cancelling, self._expired = task, task.cancelling(), False
        if self._timer is None or self._timer.when() > self._until:
            self.close()
            self._timer = self._loop.call_at(self._until, self._ring)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        task, self._task = self._task, None
        if not self._expired or task is None:
            return
        # As asyncio.timeout does it: a cancellation that another task asked for stays one.
        if task.uncancel() <= self._cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def _ring(self) -> None:
        self._timer = None
        if self._task is None:
            return
        if self._loop.time() < self._until:
            self._timer = self._loop.call_at(self._until, self._ring)
            return
        self._expired = True
        self._task.cancel()

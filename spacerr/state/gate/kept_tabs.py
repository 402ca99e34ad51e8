"""The tabs whose state a process keeps, and their users."""

import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager


class KeptTabs:
    """Counts each user's tabs until `seconds` after their last use, which is how long Reflex keeps
    their state.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._tabs: dict[str, tuple[str, float]] = {}
        """By tab: its user and the time of its last use, least recently used first."""
        self._of: dict[str, dict[str, None]] = {}
        """By user: their tabs, in the same order."""
        self._connecting: Counter[str] = Counter()

    def use(self, tab_id: str, user_id: str) -> None:
        """Record that a tab is used."""
        self.forget(tab_id)
        now = self._clock()
        self._tabs[tab_id] = user_id, now
        self._of.setdefault(user_id, {})[tab_id] = None
        while self._tabs:
            oldest, (_, used) = next(iter(self._tabs.items()))
            if now - used < self._seconds:
                break
            self.forget(oldest)

    def forget(self, tab_id: str) -> None:
        """Record that the state of a tab is gone."""
        user_id, _ = self._tabs.pop(tab_id, ("", 0.0))
        if user_id:
            del self._of[user_id][tab_id]
            if not self._of[user_id]:
                del self._of[user_id]

    def of(self, user_id: str) -> Sequence[str]:
        """A user's tabs, least recently used first."""
        return list(self._of.get(user_id, ()))

    def count(self, user_id: str, without: str = "") -> int:
        """How many tabs a user has, connecting ones included, except the tab `without`."""
        tabs = self._of.get(user_id, {})
        return len(tabs) - (without in tabs) + self._connecting[user_id]

    @contextmanager
    def connecting(self, user_id: str) -> Generator[None]:
        """Count one more tab while it connects and has no id yet."""
        self._connecting[user_id] += 1
        try:
            yield
        finally:
            self._connecting[user_id] -= 1
            if not self._connecting[user_id]:
                del self._connecting[user_id]

"""Which tabs a process keeps the state of, and whose they are."""

import time
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager


class KeptTabs:
    """Counts each person's tabs: those in use, and others for `seconds` after they were used last,
    which is as long as Reflex keeps them.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._tabs: dict[str, tuple[str, float]] = {}
        """Each with its person and when it was used last, the one used last at the end."""
        self._of: dict[str, dict[str, None]] = {}
        """The tabs of each person, in the same order."""
        self._arriving: Counter[str] = Counter()

    def use(self, tab_id: str, person: str) -> None:
        """Somebody does something in a tab."""
        self.forget(tab_id)
        now = self._clock()
        self._tabs[tab_id] = person, now
        self._of.setdefault(person, {})[tab_id] = None
        while self._tabs:
            oldest, (_, used) = next(iter(self._tabs.items()))
            if now - used < self._seconds:
                break
            self.forget(oldest)

    def forget(self, tab_id: str) -> None:
        """The state of a tab is gone."""
        person, _ = self._tabs.pop(tab_id, ("", 0.0))
        if person:
            del self._of[person][tab_id]
            if not self._of[person]:
                del self._of[person]

    def of(self, person: str) -> Sequence[str]:
        """A person's tabs, the one that was used last at the end."""
        return list(self._of.get(person, ()))

    def count(self, person: str, but: str = "") -> int:
        """How many tabs a person has, those that arrive included and `but` left out."""
        tabs = self._of.get(person, {})
        return len(tabs) - (but in tabs) + self._arriving[person]

    @contextmanager
    def arriving(self, person: str) -> Generator[None]:
        """Count one tab more for as long as it has no name yet."""
        self._arriving[person] += 1
        try:
            yield
        finally:
            self._arriving[person] -= 1
            if not self._arriving[person]:
                del self._arriving[person]

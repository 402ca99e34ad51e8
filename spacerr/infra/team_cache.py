"""A cache per team, invalidated when the team's settings change."""

import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

from spacerr.timings import TEAM_CACHE_KEPT

_Found = TypeVar("_Found")

TEAMS = 2_000
"""Teams in the cache; beyond, the oldest entry is removed."""


class TeamCache:
    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now`: a clock in seconds."""
        self._now = now
        self._swept = now()
        self._teams: dict[str, dict[Hashable, tuple[float, Any]]] = {}
        self._forgotten: defaultdict[str, int] = defaultdict(int)

    async def get(
        self, team_id: str, key: Hashable, find: Callable[[], Awaitable[_Found]]
    ) -> _Found:
        """The cached value of a team, or the result of `find`, which is cached."""
        until, value = self._teams.get(team_id, {}).get(key, (0.0, None))
        if self._now() < until:
            return value
        before = self._age(team_id)
        found = await find()
        if before == self._age(team_id):  # else it may be older than the change
            self._keep(team_id, key, found)
        return found

    def forget(self, team_id: str = "") -> None:
        """Invalidate a team, "" for all teams; a `find` in progress is not cached either."""
        self._forgotten[team_id] += 1
        if team_id:
            self._teams.pop(team_id, None)
        else:
            self._teams.clear()

    def _keep(self, team_id: str, key: Hashable, found: Any) -> None:
        if self._now() >= self._swept + TEAM_CACHE_KEPT:
            self._sweep()
        if team_id not in self._teams and len(self._teams) >= TEAMS:
            del self._teams[next(iter(self._teams))]
        of_team = self._teams.setdefault(team_id, {})
        of_team[key] = (self._now() + TEAM_CACHE_KEPT, found)

    def _sweep(self) -> None:
        """Remove expired entries."""
        self._swept = now = self._now()
        for team_id, known in list(self._teams.items()):
            left = {key: kept for key, kept in known.items() if now < kept[0]}
            if left:
                self._teams[team_id] = left
            else:
                del self._teams[team_id]

    def _age(self, team_id: str) -> tuple[int, int]:
        return self._forgotten.get(team_id, 0), self._forgotten.get("", 0)

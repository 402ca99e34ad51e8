"""What a process remembers is never older than the last change it heard of."""

import asyncio
import gc
import weakref

import pytest

from spacerr.infra import team_cache
from spacerr.infra.team_cache import TeamCache
from spacerr.timings import TEAM_CACHE_KEPT

pytestmark = pytest.mark.anyio


class Source:
    """Says how often it was asked; waits for its gate."""

    def __init__(self) -> None:
        self.asked = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> int:
        self.asked += 1
        found = self.asked
        await self.gate.wait()
        return found


async def test_what_was_found_is_found_again_for_its_team_alone():
    kept, source = TeamCache(), Source()
    assert [await kept.get("a", "x", source) for _ in range(3)] == [1, 1, 1]
    assert await kept.get("b", "x", source) == 2
    assert await kept.get("a", "y", source) == 3


@pytest.mark.parametrize("told", ["a", ""])
async def test_a_change_is_found_anew(told):
    kept, source = TeamCache(), Source()
    await kept.get("a", "x", source)
    kept.forget(told)
    assert await kept.get("a", "x", source) == 2


async def test_a_change_elsewhere_leaves_a_team_as_it_is():
    kept, source = TeamCache(), Source()
    await kept.get("a", "x", source)
    kept.forget("b")
    assert await kept.get("a", "x", source) == 1


@pytest.mark.parametrize("told", ["a", ""])
async def test_what_was_being_found_when_the_change_came_is_not_kept(told):
    kept, source = TeamCache(), Source()
    source.gate.clear()
    finding = asyncio.create_task(kept.get("a", "x", source))
    await asyncio.sleep(0)
    kept.forget(told)
    source.gate.set()
    assert await finding == 1
    assert await kept.get("a", "x", source) == 2


async def test_it_ends_by_itself(monkeypatch):
    monkeypatch.setattr(team_cache, "TEAM_CACHE_KEPT", 0.0)
    kept, source = TeamCache(), Source()
    await kept.get("a", "x", source)
    assert await kept.get("a", "x", source) == 2


async def test_there_is_an_end_to_the_teams_that_are_remembered(monkeypatch):
    monkeypatch.setattr(team_cache, "TEAMS", 2)
    kept, source = TeamCache(), Source()
    for team in "abcb":
        await kept.get(team, "x", source)
    assert source.asked == 3
    await kept.get("a", "x", source)
    assert source.asked == 4


async def test_what_has_ended_is_let_go():
    now = 0.0
    kept = TeamCache(lambda: now)

    class Large:
        pass

    async def find():
        return Large()

    large = weakref.ref(await kept.get("a", "x", find))
    now = TEAM_CACHE_KEPT - 1
    assert large() is await kept.get("a", "x", find)
    now = TEAM_CACHE_KEPT + 1
    await kept.get("b", "y", find)
    gc.collect()
    assert large() is None

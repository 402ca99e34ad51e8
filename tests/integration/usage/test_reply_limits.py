"""How much a reply may use is decided by a team's managers, within reason."""

import pytest

from spacerr.domain.errors.base import ChangedMeanwhile
from spacerr.domain.errors.team_models import CostLimitOutOfRange, OutputLimitOutOfRange
from spacerr.services.usage import team_limits
from spacerr.services.usage.team_limits import TeamLimits
from tests.support.people.door import kind, owner
from tests.support.people.replies import ADA
from tests.support.people.teams import noted, team

pytestmark = pytest.mark.anyio


async def test_what_was_decided_holds_until_it_is_decided_anew(d):
    made = await team(d)
    assert await team_limits.get_limits(d, ADA, made) == TeamLimits(None, None, 0)
    await team_limits.update_limits(d, ADA, made, TeamLimits(500, 20_000, 0))
    assert await team_limits.get_limits(d, ADA, made) == TeamLimits(500, 20_000, 1)
    await team_limits.update_limits(d, ADA, made, TeamLimits(None, None, 1))
    assert await team_limits.get_limits(d, ADA, made) == TeamLimits(None, None, 2)
    entries = await noted(d, made)
    assert [it.action for it in entries] == ["ceilings-set"] * 2
    assert [it.detail for it in entries] == [
        {"tokens": [500, None], "cost": [20_000, None]},
        {"tokens": [None, 500], "cost": [None, 20_000]},
    ]


async def test_of_two_who_decide_at_once_the_second_is_told(d):
    made = await team(d)
    await team_limits.update_limits(d, ADA, made, TeamLimits(500, None, 0))
    with pytest.raises(ChangedMeanwhile):
        await team_limits.update_limits(d, ADA, made, TeamLimits(900, None, 0))
    assert (await team_limits.get_limits(d, ADA, made)).max_tokens == 500


@pytest.mark.parametrize("tokens", [-1, 0, 15, 1_000_001, 2**63])
async def test_a_reply_has_some_room_and_an_end(d, tokens):
    with pytest.raises(OutputLimitOutOfRange):
        await team_limits.update_limits(d, ADA, await team(d), TeamLimits(tokens, None))


@pytest.mark.parametrize("cost", [-1, 0, 1_000_000_001, 2**63])
async def test_a_reply_may_cost_something_but_no_fortune(d, cost):
    with pytest.raises(CostLimitOutOfRange):
        await team_limits.update_limits(d, ADA, await team(d), TeamLimits(None, cost))


async def test_a_page_reads_and_sets_them(people_d):
    ada = await owner(people_d)
    path = f"teams/{(await ada.get('me')).json()['teams'][0]['id']}/ceilings"
    wanted = {"max_tokens": 500, "max_cost": None, "revision": 0}
    assert (await ada.post(path, wanted)).is_success
    assert (await ada.get(path)).json() == {**wanted, "revision": 1}
    assert kind(await ada.post(path, {**wanted, "max_tokens": "many"})) == "BadRequest"

"""What an agent was is kept: who saved it and when, to look at and to go back to."""

import pytest

from spacerr.domain.errors.agents import AgentChangedMeanwhile, AgentVersionNotFound, NotYourAgent
from spacerr.services.agents import changes
from spacerr.services.agents import versions as agent_versions
from tests.support.people.agents import agent, line, save
from tests.support.people.replies import ADA
from tests.support.people.teams import ADMIN, joined, team
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]


async def versions(d, user, made):
    return [
        (it.version, it.name, it.by) for it in await agent_versions.list_versions(d, user, made)
    ]


async def test_each_version_says_who_saved_it(d):
    boats = await team(d)
    al = await joined(d, boats, "Al", ADMIN)
    mo = await joined(d, boats, "Mo")
    made = await agent(d, user=mo, team=boats, shared=True)
    await save(d, made, al, name="Bard", instructions="Sing.")
    assert await versions(d, mo, made) == [(2, "Bard", "Al"), (1, "Poet", "Mo")]
    assert (await agent_versions.get_version(d, mo, made, 1)).instructions == "Answer in rhyme."
    times = [it.at for it in await agent_versions.list_versions(d, mo, made)]
    assert times == sorted(times, reverse=True) and times[0] > 10**12


async def test_going_back_makes_a_new_version_and_loses_none(d):
    made = await agent(d)
    await save(d, made, instructions="Sing.", temperature=1.5)
    assert await agent_versions.restore_version(d, ADA, made, 1, 2) == 3
    found = await line(d, made)
    assert (found.settings["instructions"], found.settings["temperature"]) == (
        "Answer in rhyme.",
        None,
    )
    assert [it[0] for it in await versions(d, ADA, made)] == [3, 2, 1]


async def test_who_goes_back_knows_which_version_is_the_newest(d):
    made = await agent(d)
    await save(d, made, name="Bard")
    with pytest.raises(AgentChangedMeanwhile):
        await agent_versions.restore_version(d, ADA, made, 1, 1)
    assert (await line(d, made)).version == 2


@pytest.mark.parametrize("wrong", [-1, 0, 9, 2**31, 10**30])
async def test_a_version_there_is_not_is_not_found(d, wrong):
    made = await agent(d)
    with pytest.raises(AgentVersionNotFound):
        await agent_versions.get_version(d, ADA, made, wrong)
    with pytest.raises(AgentVersionNotFound):
        await agent_versions.restore_version(d, ADA, made, wrong, 1)


async def test_who_may_not_change_an_agent_does_not_see_what_it_was(d):
    boats = await team(d)
    made, bob = await agent(d, team=boats, shared=True), await joined(d, boats, "Bob")
    with pytest.raises(NotYourAgent):
        await agent_versions.list_versions(d, bob, made)
    with pytest.raises(NotYourAgent):
        await agent_versions.get_version(d, bob, made, 1)


async def test_the_oldest_versions_make_room(d, monkeypatch):
    monkeypatch.setattr(changes, "AGENT_VERSIONS", 3)
    made = await agent(d)
    for n in range(4):
        await save(d, made, name=f"Poet {n}")
    assert [it[0] for it in await versions(d, ADA, made)] == [5, 4, 3]

"""Agents belong to a team: private to who made them, or everybody's in it."""

import asyncio

import pytest

from spacerr.domain.bus_events import SettingsChanged
from spacerr.domain.errors.agents import (
    AgentChangedMeanwhile,
    AgentNotFound,
    EmptyAgentName,
    MakerGone,
    NotYourAgent,
    TooManyAgents,
    TooManySharedAgents,
)
from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.prompts import InstructionsTooLong
from spacerr.domain.errors.teams import TeamNotFound
from spacerr.domain.ids import new_id
from spacerr.services.accounts import deletion as account_deletion
from spacerr.services.agents import agents, deletion, room
from spacerr.services.chats import erase
from spacerr.services.teams import members
from tests.support.people.agents import agent, line, names, save, settings
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, idle, person
from tests.support.people.teams import ADMIN, joined, noted, team
from tests.support.stores.databases import on_both_engines, on_sqlite
from tests.support.stores.news import news, position
from tests.support.stores.remains import remains
from tests.support.stores.statements import statements

pytestmark = [pytest.mark.anyio, on_both_engines]


async def test_a_new_agent_is_its_maker_s_alone(d):
    boats = await team(d)
    bob = await joined(d, boats, "Bob", ADMIN)
    made = await agent(d, team=boats, temperature=0.4, starters=("Why?",), avatar="🦜")
    found = await line(d, made)
    assert (found.version, found.mine, found.shared, found.changeable) == (1, True, False, True)
    assert found.settings["instructions"] == "Answer in rhyme."
    assert found.settings["temperature"] == 0.4
    assert await names(d, ADA, boats) == ["Poet"]
    assert await names(d, bob, boats) == []
    with pytest.raises(AgentNotFound):
        await agents.get_agent(d, bob, made)


async def test_lists_are_by_name_and_leave_instructions_out(d):
    for name in ("beta", "Alpha", "gamma"):
        await agent(d, name, starters=("Why?",), temperature=0.5)
    team_id = await team_of(d, ADA)
    with statements() as asked:
        found = await agents.list_agents(d, ADA, team_id)
    assert not any(" agent.settings," in it for it in asked), "nor are they read"
    whole = (await line(d, found[0].id)).settings
    del whole["instructions"]
    assert found[0].settings == whole
    assert [it.settings["name"] for it in found] == ["Alpha", "beta", "gamma"]
    assert all("instructions" not in it.settings for it in found)


async def test_a_shared_agent_is_everybody_s_to_use_and_only_managers_to_change(d):
    boats = await team(d)
    mo, al = await joined(d, boats, "Mo"), await joined(d, boats, "Al", ADMIN)
    made = await agent(d, user=mo, team=boats, shared=True)
    for who, may in ((mo, True), (al, True), (ADA, True), (await joined(d, boats, "Bob"), False)):
        found = await line(d, made, who)
        assert (found.changeable, found.maker) == (may, "Mo")
        assert await names(d, who, boats) == ["Poet"]
    with pytest.raises(NotYourAgent):
        await save(d, made, await joined(d, boats, "Eve"), name="Mine now")
    assert await save(d, made, al, name="Bard") == 2
    assert (await line(d, made, mo)).settings["name"] == "Bard"


async def test_sharing_and_taking_back_is_noted_and_told(d):
    boats = await team(d)
    bob = await joined(d, boats, "Bob")
    made = await agent(d, team=boats)
    after = {it: await position(d, it) for it in (ADA, bob, boats)}
    await save(d, made, name="Bard")
    assert await news(d, ADA, after[ADA]) == [SettingsChanged(team_id=boats)]
    assert await news(d, boats, after[boats]) == []
    await save(d, made, shared=True)
    await save(d, made, shared=False)
    assert await news(d, boats, after[boats]) == [SettingsChanged(team_id=boats)] * 2
    assert await names(d, bob, boats) == []
    did = [(it.action, it.subject_id, it.detail) for it in await noted(d, boats)]
    shared = [it for it in did if it[0].startswith("agent-")]
    assert shared == [
        ("agent-unshared", made, {"name": "Bard"}),
        ("agent-shared", made, {"name": "Bard"}),
    ]
    assert "rhyme" not in str(did)


async def test_an_agent_whose_maker_left_stays_the_team_s(d):
    boats = await team(d)
    mo = await joined(d, boats, "Mo")
    made = await agent(d, user=mo, team=boats, shared=True)
    await members.leave(d, mo, boats)
    with pytest.raises(MakerGone):
        await save(d, made, shared=False)
    with pytest.raises(AgentNotFound):
        await agents.get_agent(d, mo, made)
    assert await save(d, made, name="Ours") == 2


async def test_a_repeated_request_makes_one_agent(d, elsewhere):
    place, request = await team_of(d, ADA), new_id()
    sides = (d, elsewhere) * 3
    made = await asyncio.gather(
        *(agents.create(it, ADA, place, request, settings()) for it in sides)
    )
    assert len(set(made)) == 1
    assert await names(d) == ["Poet"]


@pytest.mark.parametrize("wrong", ["", "\0", "x" * 300, "é"])
async def test_a_request_that_cannot_be_is_refused(d, wrong):
    with pytest.raises(BadRequest):
        await agents.create(d, ADA, await team_of(d, ADA), wrong, settings())


async def test_what_cannot_be_stored_changes_nothing(d):
    made = await agent(d)
    before = await line(d, made)
    for wrong, error in (
        ({"name": ""}, EmptyAgentName),
        ({"instructions": "x" * 200_000}, InstructionsTooLong),
    ):
        with pytest.raises(error):
            await save(d, made, **wrong)
    assert await line(d, made) == before


async def test_of_changes_at_once_one_is_stored_and_the_others_are_told(d, elsewhere):
    made = await agent(d)
    sides = (d, elsewhere) * 3
    changes = [settings(f"Poet {n}") for n in range(6)]
    done = await asyncio.gather(
        *(
            agents.update(side, ADA, made, 1, it, False)
            for side, it in zip(sides, changes, strict=True)
        ),
        return_exceptions=True,
    )
    found = await line(d, made)
    assert (found.settings["name"], found.version) == (changes[done.index(2)].name, 2)
    assert sum(isinstance(it, AgentChangedMeanwhile) for it in done) == 5


async def test_a_save_repeated_for_want_of_an_answer_has_happened(d):
    made = await agent(d)
    for _ in range(2):
        assert await agents.update(d, ADA, made, 1, settings("Bard")) == 2


async def test_a_form_opened_before_an_agent_was_taken_back_does_not_share_it_again(d):
    made = await agent(d, shared=True)
    await save(d, made, shared=False)
    assert await agents.update(d, ADA, made, 1, settings("Bard")) == 2
    assert not (await line(d, made)).shared


async def test_a_repeated_request_at_the_limit_is_the_agent_it_made(d, monkeypatch):
    monkeypatch.setattr(room, "AGENTS", 1)
    place, request = await team_of(d, ADA), new_id()
    made = await agents.create(d, ADA, place, request, settings())
    assert await agents.create(d, ADA, place, request, settings()) == made
    with pytest.raises(TeamNotFound):
        await agents.create(d, await person(d, "Eve"), place, request, settings())


async def test_a_team_shares_so_many_agents_and_no_more(d, monkeypatch):
    monkeypatch.setattr(room, "TEAM_AGENTS", 2)
    boats = await team(d)
    mo = await joined(d, boats, "Mo")
    await agent(d, team=boats, shared=True)
    theirs = await agent(d, user=mo, team=boats, shared=True)
    with pytest.raises(TooManySharedAgents):
        await agent(d, team=boats, shared=True)
    mine = await agent(d, team=boats)
    with pytest.raises(TooManySharedAgents):
        await save(d, mine, shared=True)
    await save(d, theirs, user=mo, name="Bard")
    await deletion.delete(d, mo, theirs)
    await save(d, mine, shared=True)


async def test_saving_what_is_there_already_makes_no_version(d):
    made = await agent(d)
    assert await save(d, made) == 1
    assert await save(d, made, description="Rhymes") == 2


async def test_a_copy_is_ones_own_whoever_made_the_agent(d):
    boats = await team(d)
    bob = await joined(d, boats, "Bob")
    made = await agent(d, team=boats, shared=True)
    copy = await agents.duplicate(d, bob, made, new_id())
    found = await line(d, copy, bob)
    assert (found.settings["name"], found.mine, found.shared) == ("Poet (copy)", True, False)
    assert found.settings["instructions"] == "Answer in rhyme."
    assert await names(d, ADA, boats) == ["Poet"]


async def test_somebody_has_so_many_agents_in_a_team_and_no_more(d, monkeypatch):
    monkeypatch.setattr(room, "AGENTS", 2)
    first, _ = await agent(d), await agent(d)
    with pytest.raises(TooManyAgents):
        await agent(d)
    await deletion.delete(d, ADA, first)
    await agent(d)


async def test_a_deleted_agent_comes_back_as_it_was(d):
    boats = await team(d)
    made = await agent(d, team=boats, shared=True)
    before = await line(d, made)
    await deletion.delete(d, ADA, made)
    await deletion.delete(d, ADA, made)
    assert await names(d, ADA, boats) == []
    with pytest.raises(AgentNotFound):
        await save(d, made, name="Gone")
    await deletion.restore(d, ADA, made)
    assert await line(d, made) == before
    did = [it.action for it in await noted(d, boats)]
    assert did[:2] == ["agent-restored", "agent-deleted"]


async def test_what_was_deleted_long_ago_is_gone_for_good(d, redis, monkeypatch):
    made = await agent(d, "Quixotic")
    await deletion.delete(d, ADA, made)
    await deletion.purge(d)
    assert await remains(d, redis, ["Quixotic"]) != {}
    monkeypatch.setattr(deletion, "UNDO", -1.0)
    await deletion.purge(d)
    assert await remains(d, redis, ["Quixotic"]) == {}


async def test_with_an_account_go_its_private_agents_and_no_shared_one(d, redis, monkeypatch):
    monkeypatch.setattr(erase, "FORGET_AFTER", 0.1)
    boats = await team(d)
    mo = await joined(d, boats, "Mo")
    await agent(d, "Quixotic", user=mo, team=boats)
    kept = await agent(d, "Sancho", user=mo, team=boats, shared=True)
    await account_deletion.delete_user(d, mo)
    await idle(d)
    assert await remains(d, redis, ["Quixotic", mo]) == {}
    found = await line(d, kept)
    assert (found.settings["name"], found.maker) == ("Sancho", "")


async def test_with_a_team_go_its_agents(d, redis, monkeypatch):
    monkeypatch.setattr(erase, "FORGET_AFTER", 0.1)
    boats = await team(d, "Boats")
    await agent(d, "Quixotic", team=boats, shared=True)
    await account_deletion.delete_team(d, ADA, boats, "Boats")
    await idle(d)
    assert await remains(d, redis, ["Quixotic"]) == {}


@on_sqlite
async def test_agents_of_other_teams_are_in_no_list(d):
    eve = await person(d, "Eve")
    await agent(d, shared=True)
    assert await names(d, eve) == []
    with pytest.raises(TeamNotFound):
        await names(d, eve, await team_of(d, ADA))

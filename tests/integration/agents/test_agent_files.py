"""Agents in exports: one's own come along, and come back."""

import pytest

from spacerr.domain.errors.data import DamagedExport
from spacerr.services.agents import deletion, room
from tests.support.people.agents import agent, asked, line, names
from tests.support.people.exports import brought, taken
from tests.support.people.replies import ADA, chat_row, person, row
from tests.support.people.teams import joined, team

pytestmark = pytest.mark.anyio
POET = {"id": "poet", "settings": {"name": "Poet"}, "created_at": 1}
WRONG = [
    [{**POET, "settings": {"name": ""}}],
    [{**POET, "settings": {"name": "Poet", "instructions": "x" * 200_000}}],
    [{**POET, "settings": {"name": "Poet", "temperature": 9}}],
    [{**POET, "settings": "x"}],
    [{**POET, "id": ""}],
    [POET, POET],
]


async def test_an_export_has_ones_own_agents_and_no_others(d):
    boats = await team(d)
    mo = await joined(d, boats, "Mo")
    await agent(d, "Mine", team=boats, shared=True, starters=("Why?",))
    await agent(d, "Theirs", user=mo, team=boats, shared=True)
    await deletion.delete(d, ADA, await agent(d, "Gone"))
    file = await taken(d, ADA)
    assert [it["settings"]["name"] for it in file["agents"]] == ["Mine"]
    assert file["agents"][0]["settings"]["instructions"] == "Answer in rhyme."
    assert [it["settings"]["name"] for it in (await taken(d, mo))["agents"]] == ["Theirs"]


async def test_agents_come_back_with_the_chats_they_answer_in(d):
    poet = await agent(d, temperature=0.2, avatar="🦜")
    await asked(d, poet)
    file, eve = await taken(d, ADA), await person(d, "Eve")
    done = await brought(d, eve, file)
    assert (done.chats, done.agents) == (1, 1)
    [part] = (await taken(d, eve))["agents"]
    assert part["settings"] == file["agents"][0]["settings"]
    assert (await line(d, part["id"], eve)).version == 1
    [chat] = (await taken(d, eve))["chats"]
    assert (await chat_row(d, chat["id"])).agent_id == part["id"]
    reply = await row(d, chat["leaf_id"])
    known = {"id": part["id"], "name": "Poet", "version": 1, "shared": False}
    assert reply.meta["agent"] == known
    assert (await brought(d, eve, file)).agents == 0
    assert await names(d, eve) == ["Poet"]


async def test_an_import_brings_as_many_agents_as_there_is_room_for(d, monkeypatch):
    for name in ("A", "B", "C"):
        await asked(d, await agent(d, name))
    file, eve = await taken(d, ADA), await person(d, "Eve")
    monkeypatch.setattr(room, "AGENTS", 2)
    done = await brought(d, eve, file)
    assert (done.chats, done.agents, done.roomless) == (3, 2, 1)
    assert await names(d, eve) == ["A", "B"]
    assert [it["agent_id"] is None for it in (await taken(d, eve))["chats"]].count(True) == 1
    assert (await brought(d, eve, file)).roomless == 1


async def test_who_imports_their_own_export_has_each_agent_once(d):
    await asked(d, await agent(d))
    done = await brought(d, ADA, await taken(d, ADA))
    assert (done.agents, done.skipped) == (0, 1)
    assert await names(d) == ["Poet"]


async def test_a_chat_with_an_agent_of_somebody_else_goes_without(d):
    boats = await team(d)
    mo = await joined(d, boats, "Mo")
    theirs = await agent(d, user=mo, team=boats, shared=True)
    turn = await asked(d, "")
    async with d.db.writing() as session:
        chat = await session.get_one(type(turn.chat), turn.chat.id)
        chat.agent_id = theirs
    file = await taken(d, ADA)
    assert [it["agent_id"] for it in file["chats"]] == [None]
    assert (await brought(d, await person(d, "Eve"), file)).chats == 1


@pytest.mark.parametrize("agents", WRONG, ids=lambda it: str(it)[:60])
async def test_a_file_with_an_agent_that_cannot_be_changes_nothing(d, agents):
    file = {"format": "spacerr", "version": 1, "exported_at": 1, "chats": [], "agents": agents}
    with pytest.raises(DamagedExport):
        await brought(d, ADA, file)
    assert await names(d) == []


async def test_a_chat_that_names_an_agent_that_is_not_there_is_damaged(d):
    chat = {"id": "c", "title": "T", "agent_id": "none", "created_at": 1, "active_at": 1}
    file = {"format": "spacerr", "version": 1, "exported_at": 1, "chats": [chat]}
    with pytest.raises(DamagedExport):
        await brought(d, ADA, file)

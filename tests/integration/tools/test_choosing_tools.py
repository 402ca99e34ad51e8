"""Which tools are on: in a chat, in a team, and what the model is offered then."""

import pytest

from spacerr.domain.errors.base import BadRequest
from spacerr.domain.errors.chats import ChatNotFound, ReadOnlyChat
from spacerr.domain.errors.teams import OnlyManagers
from spacerr.domain.ids import new_id
from spacerr.domain.roles import Sharing, TeamRole
from spacerr.domain.tables import Membership
from spacerr.services.replies import turns
from spacerr.services.tools import choice
from tests.support.models.priced import PRICED, catalog
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, chat_row, idle
from tests.support.people.teammates import share, teammate
from tests.support.stores.databases import on_both_engines

__all__ = ["catalog"]
pytestmark = [pytest.mark.anyio, on_both_engines]


def offered(model):
    return {it.name for it in model.asked[-1].tools}


async def test_a_tool_that_is_off_in_a_chat_is_not_offered_there(d, model):
    turn = await answered(d)
    assert "calculator" in offered(model)
    await choice.switch_in_chat(d, ADA, turn.chat.id, "calculator", False)
    await answered(d, chat=turn.chat.id)
    assert "calculator" not in offered(model) and "current_time" in offered(model)
    await answered(d)
    assert "calculator" in offered(model)


async def test_a_new_chat_begins_with_what_was_chosen_for_it(d, model):
    request = turns.Request(ADA, new_id(), model=PRICED, tools={"current_time": False})
    turn = await turns.send(d, request, "", "Hi")
    await idle(d)
    assert "current_time" not in offered(model)
    assert (await chat_row(d, turn.chat.id)).tools == {"current_time": False}


async def test_a_team_decides_where_its_chats_do_not(d, model):
    first = await answered(d)
    team = await team_of(d, ADA)
    await choice.switch_in_chat(d, ADA, first.chat.id, "calculator", True)
    await choice.switch_in_team(d, ADA, team, "calculator", False)
    await answered(d)
    assert "calculator" not in offered(model)
    await answered(d, chat=first.chat.id)
    assert "calculator" in offered(model)


async def test_others_cannot_choose(d):
    turn = await answered(d)
    team, bob = await team_of(d, ADA), await teammate(d)
    with pytest.raises(ChatNotFound):
        await choice.switch_in_chat(d, bob, turn.chat.id, "calculator", False)
    await share(d, turn.chat.id, Sharing.READ)
    with pytest.raises(ReadOnlyChat):
        await choice.switch_in_chat(d, bob, turn.chat.id, "calculator", False)
    async with d.db.writing() as session:
        (await session.get_one(Membership, (bob, team))).role = TeamRole.MEMBER
    with pytest.raises(OnlyManagers):
        await choice.switch_in_team(d, bob, team, "calculator", False)
    known = await choice.get_team_choices(d, bob, team)
    assert {it.spec.name for it in known} >= {"calculator", "current_time"}


async def test_an_unknown_tool_cannot_be_switched(d):
    turn = await answered(d)
    with pytest.raises(BadRequest):
        await choice.switch_in_chat(d, ADA, turn.chat.id, "rm", True)
    with pytest.raises(BadRequest):
        await choice.switch_in_team(d, ADA, await team_of(d, ADA), "rm", True)
    assert await choice.known_only(d, ADA, "", {"rm": True}) is None

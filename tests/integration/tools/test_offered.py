"""Which tools a model is offered: as its team says, and as far as an agent may use them."""

import pytest

from spacerr.domain.errors.models import ModelTimedOut
from spacerr.domain.tables import Agent
from spacerr.services.agents import agents
from spacerr.services.models import options
from spacerr.services.models.options import ModelOverrides
from spacerr.services.tools.built_in import BUILT_IN
from tests.support.models.calling import call
from tests.support.models.priced import FOREIGN, OTHER, PRICED, catalog, other
from tests.support.models.scripted_model import ScriptedModel
from tests.support.people.agents import agent, asked, line
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, row
from tests.support.people.studio import decide

__all__ = ["catalog", "other"]
pytestmark = pytest.mark.anyio
ALL = [it.spec.name for it in BUILT_IN]


async def say(d, model_id, tools, revision=0):
    """Ada's team says whether a model takes tools."""
    wishes = ModelOverrides(tools=tools)
    await options.set_overrides(d, ADA, await team_of(d, ADA), model_id, wishes, revision)


def offered(model) -> list[str]:
    """What the model was offered last."""
    return [it.name for it in model.asked[-1].tools]


async def remembered(d, turn):
    return (await row(d, turn.reply.id)).meta.get("tools")


async def test_a_team_says_whether_a_model_takes_tools(d, model):
    await say(d, FOREIGN, True)
    turn = await answered(d, model=FOREIGN)
    assert offered(model) == await remembered(d, turn) == ALL
    await say(d, PRICED, False)
    turn = await answered(d, model=PRICED)
    assert (offered(model), await remembered(d, turn)) == ([], None)


async def test_a_model_of_which_the_team_says_so_calls_tools(d, model):
    await say(d, FOREIGN, True)
    model.says(*call("calculator", {"expression": "6*7"}))
    model.then("42.")
    assert (await row(d, (await answered(d, model=FOREIGN)).reply.id)).content == "42."


@pytest.mark.parametrize(
    ("limit", "names"),
    [
        ({}, ALL),
        ({"tools": ("current_time", "weather")}, ["current_time"]),
        ({"only_tools": True}, []),
    ],
)
async def test_an_agent_is_offered_the_tools_that_it_may_use(d, model, limit, names):
    turn = await asked(d, await agent(d, **limit))
    assert offered(model) == names
    assert await remembered(d, turn) == (names or None)


async def test_an_agent_from_before_is_limited_to_the_tools_it_names(d, model):
    made = await agent(d)
    async with d.db.writing() as session:
        stored = await session.get_one(Agent, made)
        older = {name: it for name, it in stored.settings.items() if name != "only_tools"}
        stored.settings = older | {"tools": ["current_time"]}
        session.add(stored)
    await asked(d, made)
    assert offered(model) == ["current_time"]
    found = await line(d, made)
    assert found.settings["only_tools"]
    same = agents.AgentSettings.model_validate(found.settings)
    assert await agents.update(d, ADA, made, 1, same) == 1, "saving the same again is no change"


async def test_a_reply_remembers_what_the_model_was_offered_that_answered(
    d, model, other: ScriptedModel
):
    await decide(d, fallback_model=OTHER)
    await say(d, PRICED, True)
    await say(d, OTHER, False)
    model.says(error=ModelTimedOut())
    turn = await answered(d, model=PRICED)
    assert other.asked[-1].tools == ()
    assert await remembered(d, turn) is None

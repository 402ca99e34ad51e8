"""What managers decide about the models of their team: wishes, their order, and an end to both."""

import pytest

from spacerr.domain.errors.base import ChangedMeanwhile
from spacerr.domain.errors.team_models import (
    NicknameTooLong,
    OptionChangedMeanwhile,
    OrderChangedMeanwhile,
    OutputLimitOutOfRange,
    TemperatureOutOfRange,
    TooManyDecided,
    TooManyInOrder,
    UnknownEffort,
    UnknownModel,
)
from spacerr.domain.tables import Agent
from spacerr.services.models import options
from spacerr.services.models import order as model_order
from spacerr.services.models.options import ModelOverrides
from tests.provider import ScriptedProvider
from tests.support.models.model_stage import made, resolved, server
from tests.support.models.offers import ONE, decide, key, offered
from tests.support.people.replies import ADA
from tests.support.people.teams import noted
from tests.support.stores.statements import statements

__all__ = ["made", "server"]
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]


async def test_models_are_asked_as_the_team_wishes(d, made):
    wishes = ModelOverrides(nickname=" The  one ", temperature=0.2, max_tokens=500, effort="low")
    await options.set_overrides(d, ADA, made, ONE, wishes, 0)
    found = await resolved(d, made, ONE)
    assert (found.temperature, found.max_tokens, found.effort) == (0.2, 500, "low")
    assert found.called == "The one"
    await decide(d, made, max_tokens=100)
    assert (await resolved(d, made, ONE)).max_tokens == 100
    agent = Agent(team_id=made, user_id=ADA, settings={"temperature": 0.9})
    assert (await resolved(d, made, ONE, agent=agent)).temperature == 0.9


async def test_a_model_takes_tools_as_the_team_says_until_it_says_no_more(d, made):
    assert not (await resolved(d, made, ONE)).facts.tools
    for revision, (said, takes) in enumerate([(True, True), (False, False), (None, False)]):
        await options.set_overrides(d, ADA, made, ONE, ModelOverrides(tools=said), revision)
        assert (await resolved(d, made, ONE)).facts.tools == takes


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        (ModelOverrides(nickname="x" * 61), NicknameTooLong),
        (ModelOverrides(temperature=2.1), TemperatureOutOfRange),
        (ModelOverrides(temperature=-0.1), TemperatureOutOfRange),
        (ModelOverrides(temperature=float("nan")), TemperatureOutOfRange),
        (ModelOverrides(max_tokens=0), OutputLimitOutOfRange),
        (ModelOverrides(max_tokens=2_000_000), OutputLimitOutOfRange),
        (ModelOverrides(effort="much"), UnknownEffort),
    ],
)
async def test_wishes_that_no_model_knows_are_refused(d, made, wishes, error):
    with pytest.raises(error):
        await options.set_overrides(d, ADA, made, ONE, wishes, 0)
    assert await noted(d, made) == []


async def test_what_others_changed_meanwhile_is_not_overwritten(d, made):
    await options.set_overrides(d, ADA, made, ONE, ModelOverrides("First"), 0)
    with pytest.raises(OptionChangedMeanwhile):
        await options.set_overrides(d, ADA, made, ONE, ModelOverrides("Second"), 0)
    await options.set_defaults(d, ADA, made, ONE, "", 0)
    with pytest.raises(ChangedMeanwhile):
        await options.set_defaults(d, ADA, made, "", "", 0)


async def test_models_that_are_put_first_stand_first_in_their_order(d, made, server):
    await key(d, made, server.url)
    order = ["own-server/three", ONE]
    await model_order.set_order(d, ADA, made, [*order, "own-server/three"], [])
    assert await offered(d, made) == [*order, "own-server/two"]
    await model_order.set_order(d, ADA, made, [], order)
    assert await offered(d, made) == [ONE, "own-server/two", "own-server/three"]
    with pytest.raises(TooManyInOrder):
        await model_order.set_order(d, ADA, made, [f"a/{n}" for n in range(101)], [])
    with pytest.raises(UnknownModel):
        await model_order.set_order(d, ADA, made, ["never/heard-of"], [])


async def placed(d, team_id):
    return (await options.get_model_settings(d, ADA, team_id)).placed


async def test_models_that_are_away_keep_their_places(d, elsewhere, made):
    async with ScriptedProvider(models=("two", "three")) as gone:
        await key(d, made, gone.url)
        await offered(d, made)
        order = ["own-server/two", ONE, "own-server/three"]
        await model_order.set_order(d, ADA, made, order, [])
    assert await offered(elsewhere, made) == [ONE]
    assert await placed(elsewhere, made) == order
    moved = [ONE, "own-server/two", "own-server/three"]
    await model_order.set_order(elsewhere, ADA, made, moved, order)
    d.team_cache.forget()
    assert await offered(d, made) == moved


async def test_of_two_who_arrange_at_once_the_second_is_told_and_changes_nothing(d, made, server):
    await key(d, made, server.url)
    await offered(d, made)
    await model_order.set_order(d, ADA, made, [ONE], [])
    with pytest.raises(OrderChangedMeanwhile):
        await model_order.set_order(d, ADA, made, ["own-server/two"], [])
    assert await placed(d, made) == [ONE]


async def test_a_hundred_models_are_arranged_in_a_few_statements(d, made):
    names = [f"model-{number}" for number in range(100)]
    ids = [f"own-server/{name}" for name in names]
    async with ScriptedProvider(models=names) as many:
        await key(d, made, many.url)
        await offered(d, made)
        await model_order.set_order(d, ADA, made, ids, [])
        with statements() as run:
            await model_order.set_order(d, ADA, made, ids[::-1], ids)
    assert len(run) < 20
    assert await placed(d, made) == ids[::-1]


@pytest.mark.parametrize("model", ["", "x" * 201, "\0", "never/heard-of"])
async def test_nothing_is_decided_about_what_can_be_no_model(d, made, model):
    with pytest.raises(UnknownModel):
        await options.set_enabled(d, ADA, made, model, False)
    with pytest.raises(UnknownModel):
        await options.set_overrides(d, ADA, made, model, ModelOverrides("Mine"), 0)
    if model:
        with pytest.raises(UnknownModel):
            await options.set_defaults(d, ADA, made, model, "", 0)


async def test_what_was_decided_about_a_model_that_is_away_can_be_changed(d, elsewhere, made):
    async with ScriptedProvider(models=("two",)) as gone:
        await key(d, made, gone.url)
        await offered(d, made)
        await options.set_enabled(d, ADA, made, "own-server/two", False)
    await options.set_enabled(elsewhere, ADA, made, "own-server/two", True)


async def test_there_is_an_end_to_what_a_team_decides_about(d, made, server, monkeypatch):
    monkeypatch.setattr(options, "MODEL_OPTIONS", 1)
    await key(d, made, server.url)
    await offered(d, made)
    await options.set_enabled(d, ADA, made, ONE, False)
    with pytest.raises(TooManyDecided):
        await options.set_enabled(d, ADA, made, "own-server/two", False)
    await options.set_enabled(d, ADA, made, ONE, True)

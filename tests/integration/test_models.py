"""What a team offers: the environment's models and those of its keys, as its managers decide."""

import asyncio
import time

import pytest

from spacerr.domain.errors import ChangedMeanwhile
from spacerr.domain.ids import new_id
from spacerr.domain.models import Agent, Chat
from spacerr.domain.offer_errors import (
    ModelDisabled,
    ModelGone,
    NicknameTooLong,
    NoModel,
    NotOffered,
    OptionChangedMeanwhile,
    OutputLimitOutOfRange,
    TemperatureOutOfRange,
    TooManyFavourites,
    TooManyInOrder,
    UnknownEffort,
    UnknownModel,
)
from spacerr.services import favourites, heeding, listing, model_options, models, resolving, turns
from spacerr.services.model_options import Wishes
from spacerr.services.situation import of_chat
from tests.integration.databases import on_sqlite
from tests.integration.lists import team_of
from tests.integration.offers import ONE, decide, key, offered, offers
from tests.integration.replies import ADA, PATIENCE, answered, ask, idle, person, row, said
from tests.integration.teams import joined, noted, team
from tests.provider import ScriptedProvider

pytestmark = pytest.mark.anyio


@pytest.fixture
async def made(d) -> str:
    return await team(d)


@pytest.fixture
async def server():
    async with ScriptedProvider(models=("two", "three")) as provider:
        yield provider


async def resolved(d, team_id, model, user=ADA, agent=None):
    """A model as a chat of that team asks it."""
    async with d.db.writing() as session:
        if agent is not None:
            session.add(agent)
            await session.flush()
        chat = Chat(user_id=user, team_id=team_id, agent_id=agent and agent.id)
        session.add(chat)
    return await resolving.resolve(d, await of_chat(d, user, chat.id), model)


async def test_a_team_offers_the_environment_s_models_and_those_of_its_keys(d, made, server):
    await key(d, made, server.url)
    assert await offered(d, made) == [ONE, "own-server/two", "own-server/three"]
    assert await offered(d, await team_of(d, ADA)) == [ONE]


async def test_a_model_of_a_key_is_asked_with_that_key_where_it_is(d, made, server):
    connection = await key(d, made, server.url)
    found = await resolved(d, made, "own-server/two")
    assert (found.name, found.model.api_base) == ("openai/two", server.url)
    assert (found.model.api_key, found.connection_id) == ("sk-Own-team", connection.id)
    assert "sk-Own" not in repr(found)


async def test_ones_own_key_stands_in_place_of_the_team_s_only_where_that_is_allowed(
    d, made, server
):
    bob = await joined(d, made, "Bob")
    shared, own = await key(d, made, server.url), await key(d, made, server.url, user=bob)
    assert (await resolved(d, made, "own-server/two", bob)).connection_id == shared.id
    await decide(d, made, own_keys=True)
    assert (await resolved(d, made, "own-server/two", bob)).connection_id == own.id
    assert (await resolved(d, made, "own-server/two")).connection_id == shared.id


async def test_a_server_that_lists_nothing_is_named_and_its_models_are_asked_all_the_same(d, made):
    async with ScriptedProvider() as gone:
        url = gone.url
    await key(d, made, url)
    assert await offered(d, made) == [ONE]
    assert await models.silent(d, ADA, made) == ["Own"]
    assert (await resolved(d, made, "own-server/any")).name == "openai/any"


async def test_a_model_that_its_server_no_longer_lists_is_gone(d, made, server):
    await key(d, made, server.url)
    await offered(d, made)
    with pytest.raises(ModelGone) as gone:
        await resolved(d, made, "own-server/seven")
    assert gone.value.alternative == ONE


@pytest.mark.parametrize("model", ["never/heard-of", "own-server/two", "nothing", "\0", "x" * 999])
async def test_a_model_of_no_key_is_gone(d, made, model):
    with pytest.raises(ModelGone) as gone:
        await resolved(d, made, model)
    assert gone.value.alternative == ONE


async def test_what_is_switched_off_is_neither_offered_nor_asked_in_that_team(d, made, server):
    await key(d, made, server.url)
    await model_options.switch(d, ADA, made, "own-server/two", False)
    assert await offered(d, made) == [ONE, "own-server/three"]
    with pytest.raises(ModelDisabled) as off:
        await resolved(d, made, "own-server/two")
    assert off.value.alternative == ONE
    await model_options.switch(d, ADA, made, "own-server/two", True)
    assert (await resolved(d, made, "own-server/two")).name == "openai/two"
    assert [it.action for it in await noted(d, made)] == ["model-switched-on", "model-switched-off"]


async def test_a_message_for_a_model_that_is_switched_off_is_not_stored(d, made):
    await model_options.switch(d, ADA, made, ONE, False)
    with pytest.raises(ModelDisabled):
        await turns.send(
            d, turns.Request(ADA, new_id(), model=ONE), "", "Hi", turns.Place(team_id=made)
        )
    assert (await listing.first(d, ADA, listing.Scope())).lines == []


async def test_a_message_that_was_sent_before_is_not_refused_when_it_is_sent_again(d):
    mine, request = await team_of(d, ADA), turns.Request(ADA, new_id(), model=ONE)
    first = await turns.send(d, request, "", "Hi")
    await idle(d)
    await model_options.switch(d, ADA, mine, ONE, False)
    assert (await turns.send(d, request, "", "Hi")).reply.id == first.reply.id


async def test_a_model_that_goes_while_its_reply_runs_lets_it_end(d, model):
    model.says("Half", " a", gated=True)
    turn = await ask(d)
    model.let(1)
    await said(d, turn.reply.id, "Half")
    await model_options.switch(d, ADA, turn.chat.team_id, ONE, False)
    model.let_all()
    await idle(d)
    assert (await row(d, turn.reply.id)).content == "Half a"


async def test_where_no_model_is_left_the_thread_says_so(d):
    turn = await answered(d)
    await model_options.switch(d, ADA, turn.chat.team_id, ONE, False)
    again = await answered(d, "More", chat=turn.chat.id)
    error = (await row(d, again.reply.id)).error or {}
    assert error["sentence"] == str(NoModel())
    assert error["category"] == "model-not-found"


async def test_models_are_asked_as_the_team_wishes(d, made):
    wishes = Wishes(nickname=" The  one ", temperature=0.2, max_tokens=500, effort="low")
    await model_options.change(d, ADA, made, ONE, wishes, 0)
    found = await resolved(d, made, ONE)
    assert (found.temperature, found.max_tokens, found.effort) == (0.2, 500, "low")
    assert found.called == "The one"
    await decide(d, made, max_tokens=100)
    assert (await resolved(d, made, ONE)).max_tokens == 100
    agent = Agent(team_id=made, user_id=ADA, settings={"temperature": 0.9})
    assert (await resolved(d, made, ONE, agent=agent)).temperature == 0.9


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        (Wishes(nickname="x" * 61), NicknameTooLong),
        (Wishes(temperature=2.1), TemperatureOutOfRange),
        (Wishes(temperature=-0.1), TemperatureOutOfRange),
        (Wishes(temperature=float("nan")), TemperatureOutOfRange),
        (Wishes(max_tokens=0), OutputLimitOutOfRange),
        (Wishes(max_tokens=2_000_000), OutputLimitOutOfRange),
        (Wishes(effort="much"), UnknownEffort),
    ],
)
async def test_wishes_that_no_model_knows_are_refused(d, made, wishes, error):
    with pytest.raises(error):
        await model_options.change(d, ADA, made, ONE, wishes, 0)
    assert await noted(d, made) == []


async def test_what_others_changed_meanwhile_is_not_overwritten(d, made):
    await model_options.change(d, ADA, made, ONE, Wishes("First"), 0)
    with pytest.raises(OptionChangedMeanwhile):
        await model_options.change(d, ADA, made, ONE, Wishes("Second"), 0)
    await model_options.set_defaults(d, ADA, made, ONE, "", 0)
    with pytest.raises(ChangedMeanwhile):
        await model_options.set_defaults(d, ADA, made, "", "", 0)


async def test_models_that_are_put_first_stand_first_in_their_order(d, made, server):
    await key(d, made, server.url)
    await model_options.arrange(d, ADA, made, [ONE, "own-server/three", ONE])
    assert await offered(d, made) == [ONE, "own-server/three", "own-server/two"]
    await model_options.arrange(d, ADA, made, [])
    assert await offered(d, made) == [ONE, "own-server/two", "own-server/three"]
    with pytest.raises(TooManyInOrder):
        await model_options.arrange(d, ADA, made, [f"a/{n}" for n in range(101)])


@pytest.mark.parametrize("model", ["", "x" * 201, "\0"])
async def test_nothing_is_decided_about_what_can_be_no_model(d, made, model):
    with pytest.raises(UnknownModel):
        await model_options.switch(d, ADA, made, model, False)
    with pytest.raises(UnknownModel):
        await favourites.mark(d, ADA, model, True)


async def test_a_new_chat_begins_with_the_team_s_default_as_long_as_that_can_be_asked(
    d, made, server
):
    await key(d, made, server.url)
    assert (await models.choice(d, ADA, made)).id == ONE
    await model_options.set_defaults(d, ADA, made, "own-server/three", "", 0)
    assert (await models.choice(d, ADA, made)).id == "own-server/three"
    await model_options.switch(d, ADA, made, "own-server/three", False)
    assert (await models.choice(d, ADA, made)).id == ONE
    await model_options.switch(d, ADA, made, ONE, False)
    assert (await models.choice(d, ADA, made)).id == "own-server/two"


async def test_where_there_is_only_the_demo_a_new_key_is_waited_for(d, made, server):
    d.catalog._models = [it for it in [*await d.catalog.models()] if it.id == "demo"]
    try:
        await key(d, made, server.url)
        assert (await models.choice(d, ADA, made)).id == "own-server/two"
    finally:
        await d.catalog.refresh()


async def test_a_choice_that_cannot_be_asked_says_so_and_names_another(d, made, server):
    await key(d, made, server.url)
    await model_options.change(d, ADA, made, "own-server/two", Wishes("Big one"), 0)
    await model_options.switch(d, ADA, made, ONE, False)
    choice = await models.choice(d, ADA, made, ONE)
    assert (choice.id, choice.name) == (ONE, "one")
    assert choice.problem == str(ModelDisabled())
    assert (choice.other_id, choice.other_name) == ("own-server/two", "Big one")


async def test_what_was_chosen_last_and_what_is_liked_is_remembered_of_each_person(d, made, server):
    await key(d, made, server.url)
    for chosen in ("own-server/two", ONE, "own-server/two"):
        await models.choose(d, ADA, made, chosen)
    await asyncio.gather(
        *(favourites.mark(d, ADA, it, True) for it in (ONE, "own-server/two", ONE))
    )
    liking = await favourites.of(d, ADA)
    assert liking.recent == ["own-server/two", ONE]
    assert sorted(liking.favourites) == ["own-server/two", ONE]
    await favourites.mark(d, ADA, ONE, False)
    assert (await favourites.of(d, ADA)).favourites == ["own-server/two"]
    assert await favourites.of(d, await person(d, "Eve")) == favourites.Liking()


async def test_there_is_an_end_to_favourites(d):
    for number in range(100):
        await favourites.mark(d, ADA, f"a/{number}", True)
    with pytest.raises(TooManyFavourites):
        await favourites.mark(d, ADA, "a/more", True)
    await favourites.mark(d, ADA, "a/7", True)


async def test_only_what_is_offered_can_be_chosen(d, made, server):
    await key(d, made, server.url)
    await offered(d, made)
    for strange in ("own-server/seven", "never/heard-of", ""):
        with pytest.raises(NotOffered):
            await models.choose(d, ADA, made, strange)


async def test_another_process_hears_of_every_change_at_once(d, elsewhere, made):
    listening = asyncio.create_task(heeding.run(elsewhere))
    try:
        await offers(elsewhere, made, ONE)
        await asyncio.sleep(0.05)
        await model_options.switch(d, ADA, made, ONE, False)
        await offers(elsewhere, made)
    finally:
        listening.cancel()


async def test_without_news_nothing_is_read_again_for_five_minutes(d, elsewhere, made):
    assert await offered(elsewhere, made) == [ONE]
    await model_options.switch(d, ADA, made, ONE, False)
    assert await offered(elsewhere, made) == [ONE]


@on_sqlite
async def test_five_thousand_models_are_listed_and_found_quickly(d, made):
    names = [f"model-{number}" for number in range(5_000)]
    async with ScriptedProvider(models=names) as many:
        await key(d, made, many.url)
        assert len(await offered(d, made)) == 5_001
        began = time.perf_counter()
        for _ in range(10):
            await models.find(d, ADA, made, "own-server/model-4999")
        assert (time.perf_counter() - began) / 10 < 0.01
        began = time.perf_counter()
        await models.offered(d, ADA, made)
        assert time.perf_counter() - began < PATIENCE / 10

"""What a team offers: the environment's models and those of its keys, as its managers decide."""

import asyncio
import time
from dataclasses import replace

import pytest

from spacerr.domain.errors import ChangedMeanwhile
from spacerr.domain.ids import new_id
from spacerr.domain.key_errors import ConnectionNotFound
from spacerr.domain.models import Agent, Chat
from spacerr.domain.offer_errors import (
    ModelDisabled,
    ModelGone,
    ModelIdMalformed,
    ModelThereAlready,
    NicknameTooLong,
    NoModel,
    NotOffered,
    OptionChangedMeanwhile,
    OrderChangedMeanwhile,
    OutputLimitOutOfRange,
    TemperatureOutOfRange,
    TooManyAdded,
    TooManyDecided,
    TooManyFavourites,
    TooManyInOrder,
    UnknownEffort,
    UnknownModel,
)
from spacerr.infra.remembered import Remembered
from spacerr.services import (
    favourites,
    heeding,
    listing,
    model_adding,
    model_options,
    model_order,
    models,
    prompting,
    resolving,
    turns,
)
from spacerr.services.model_options import Wishes
from spacerr.services.situation import of_chat
from tests.integration.databases import on_sqlite
from tests.integration.lists import team_of
from tests.integration.offers import ONE, decide, key, offered, offers
from tests.integration.replies import ADA, PATIENCE, answered, ask, idle, person, row, said
from tests.integration.statements import statements
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
    order = ["own-server/three", ONE]
    await model_order.arrange(d, ADA, made, [*order, "own-server/three"], [])
    assert await offered(d, made) == [*order, "own-server/two"]
    await model_order.arrange(d, ADA, made, [], order)
    assert await offered(d, made) == [ONE, "own-server/two", "own-server/three"]
    with pytest.raises(TooManyInOrder):
        await model_order.arrange(d, ADA, made, [f"a/{n}" for n in range(101)], [])
    with pytest.raises(UnknownModel):
        await model_order.arrange(d, ADA, made, ["never/heard-of"], [])


async def placed(d, team_id):
    return (await model_options.everything(d, ADA, team_id)).placed


async def test_models_that_are_away_keep_their_places(d, elsewhere, made):
    async with ScriptedProvider(models=("two", "three")) as gone:
        await key(d, made, gone.url)
        await offered(d, made)
        order = ["own-server/two", ONE, "own-server/three"]
        await model_order.arrange(d, ADA, made, order, [])
    assert await offered(elsewhere, made) == [ONE]
    assert await placed(elsewhere, made) == order
    moved = [ONE, "own-server/two", "own-server/three"]
    await model_order.arrange(elsewhere, ADA, made, moved, order)
    d.remembered.forget()
    assert await offered(d, made) == moved


async def test_of_two_who_arrange_at_once_the_second_is_told_and_changes_nothing(d, made, server):
    await key(d, made, server.url)
    await offered(d, made)
    await model_order.arrange(d, ADA, made, [ONE], [])
    with pytest.raises(OrderChangedMeanwhile):
        await model_order.arrange(d, ADA, made, ["own-server/two"], [])
    assert await placed(d, made) == [ONE]


async def test_a_hundred_models_are_arranged_in_a_few_statements(d, made):
    names = [f"model-{number}" for number in range(100)]
    ids = [f"own-server/{name}" for name in names]
    async with ScriptedProvider(models=names) as many:
        await key(d, made, many.url)
        await offered(d, made)
        await model_order.arrange(d, ADA, made, ids, [])
        with statements() as run:
            await model_order.arrange(d, ADA, made, ids[::-1], ids)
    assert len(run) < 20
    assert await placed(d, made) == ids[::-1]


async def test_a_model_that_no_list_names_is_added_by_its_id_and_taken_away_again(d, made):
    async with ScriptedProvider(models=()) as empty:
        await key(d, made, empty.url)
        assert await offered(d, made) == [ONE]
        added = await model_adding.add(d, ADA, made, "own-server", "  my/deployment ")
        assert added == "own-server/my/deployment"
        assert await offered(d, made) == [ONE, added]
        assert (await models.choose(d, ADA, made, added)).name == "my/deployment"
        assert (await resolved(d, made, added)).name == "openai/my/deployment"
        with pytest.raises(ModelThereAlready):
            await model_adding.add(d, ADA, made, "own-server", "my/deployment")
        await model_adding.take_away(d, ADA, made, added)
        assert await offered(d, made) == [ONE]
        with pytest.raises(ModelGone):
            await resolved(d, made, added)
        with pytest.raises(UnknownModel):
            await model_adding.take_away(d, ADA, made, added)
    done = [it.action for it in await noted(d, made)]
    assert done == ["model-taken-away", "model-added"]


@pytest.mark.parametrize(
    ("slug", "name", "error"),
    [
        ("own-server", "", ModelIdMalformed),
        ("own-server", " ", ModelIdMalformed),
        ("own-server", "x" * 200, ModelIdMalformed),
        ("own-server", "two\nlines", ModelIdMalformed),
        ("own-server", "\0", ModelIdMalformed),
        ("openai", "gpt-9", ConnectionNotFound),
    ],
)
async def test_nothing_is_added_that_can_be_no_model(d, made, server, slug, name, error):
    await key(d, made, server.url)
    with pytest.raises(error):
        await model_adding.add(d, ADA, made, slug, name)


async def test_there_is_an_end_to_what_is_added(d, made, server, monkeypatch):
    monkeypatch.setattr(model_adding, "MODELS_ADDED", 2)
    await key(d, made, server.url)
    await model_adding.add(d, ADA, made, "own-server", "a")
    await model_adding.add(d, ADA, made, "own-server", "b")
    with pytest.raises(TooManyAdded):
        await model_adding.add(d, ADA, made, "own-server", "c")


async def test_what_a_server_says_of_its_models_is_known_where_nothing_else_is(d, made):
    twin = {"name": "Twin"}
    said = {
        "brand-new": {"name": "Brand New", "context_length": 4_000},
        "gpt-4o": {"context_length": 8_000},
        "a": twin,
        "b": twin,
    }
    async with ScriptedProvider(models=said) as server:
        server.said = said
        await key(d, made, server.url)
        there = {it.id.partition("/")[2]: it for it in (await models.look(d, ADA, made)).all}
        assert [it.called for it in there.values()] == ["one", "Brand New", "gpt-4o", "a", "b"]
        assert there["brand-new"].facts.context == 4_000
        assert there["gpt-4o"].facts.context == 128_000
        found = await resolved(d, made, "own-server/brand-new")
    assert (found.called, found.facts.context) == ("Brand New", 4_000)
    assert prompting.reserved(found) == 2_000


@pytest.mark.parametrize("model", ["", "x" * 201, "\0"])
async def test_nothing_is_liked_that_can_be_no_model(d, model):
    with pytest.raises(UnknownModel):
        await favourites.mark(d, ADA, model, True)


@pytest.mark.parametrize("model", ["", "x" * 201, "\0", "never/heard-of"])
async def test_nothing_is_decided_about_what_can_be_no_model(d, made, model):
    with pytest.raises(UnknownModel):
        await model_options.switch(d, ADA, made, model, False)
    with pytest.raises(UnknownModel):
        await model_options.change(d, ADA, made, model, Wishes("Mine"), 0)
    if model:
        with pytest.raises(UnknownModel):
            await model_options.set_defaults(d, ADA, made, model, "", 0)


async def test_what_was_decided_about_a_model_that_is_away_can_be_changed(d, elsewhere, made):
    async with ScriptedProvider(models=("two",)) as gone:
        await key(d, made, gone.url)
        await offered(d, made)
        await model_options.switch(d, ADA, made, "own-server/two", False)
    await model_options.switch(elsewhere, ADA, made, "own-server/two", True)


async def test_there_is_an_end_to_what_a_team_decides_about(d, made, server, monkeypatch):
    monkeypatch.setattr(model_options, "MODELS_DECIDED", 1)
    await key(d, made, server.url)
    await offered(d, made)
    await model_options.switch(d, ADA, made, ONE, False)
    with pytest.raises(TooManyDecided):
        await model_options.switch(d, ADA, made, "own-server/two", False)
    await model_options.switch(d, ADA, made, ONE, True)


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
    now = 0.0
    deaf = replace(elsewhere, remembered=Remembered(lambda: now))
    assert await offered(deaf, made) == [ONE]
    await model_options.switch(d, ADA, made, ONE, False)
    now = 299.0
    assert await offered(deaf, made) == [ONE]
    assert (await models.find(deaf, ADA, made, ONE)).id == ONE
    now = 301.0
    assert await offered(deaf, made) == []
    with pytest.raises(ModelDisabled):
        await models.find(deaf, ADA, made, ONE)


async def test_all_who_have_the_same_models_share_one_list(d, made, server):
    bob = await joined(d, made, "Bob")
    other = await team_of(d, ADA)
    assert await models.look(d, ADA, made) is await models.look(d, ADA, other)
    await key(d, made, server.url)
    shared = await models.look(d, ADA, made)
    assert shared is await models.look(d, bob, made)
    assert shared is not await models.look(d, ADA, other)
    await key(d, made, server.url, user=bob)
    await decide(d, made, own_keys=True)
    shared = await models.look(d, ADA, made)
    own = await models.look(d, bob, made)
    assert shared is not own and own is await models.look(d, bob, made)


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
        await models.look(d, ADA, made)
        assert time.perf_counter() - began < PATIENCE / 10

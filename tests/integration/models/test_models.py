"""What a team offers: the environment's models and those of its keys, as its managers decide."""

import asyncio
import time
from dataclasses import replace

import pytest

from spacerr.domain.errors.team_models import ModelDisabled, ModelGone, NoModel
from spacerr.domain.ids import new_id
from spacerr.infra.team_cache import TeamCache
from spacerr.services import invalidation
from spacerr.services.chats import lists
from spacerr.services.models import catalog, options
from spacerr.services.replies import turns
from tests.provider import ScriptedProvider
from tests.support.models.model_stage import made, resolved, server
from tests.support.models.offers import ONE, decide, key, offered, offers
from tests.support.people.lists import team_of
from tests.support.people.replies import ADA, answered, ask, idle, row, said
from tests.support.people.teams import joined, noted

__all__ = ["made", "server"]
pytestmark = pytest.mark.anyio


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
    assert (await catalog.get_missing(d, ADA, made)).silent == ["Own"]
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
    await options.set_enabled(d, ADA, made, "own-server/two", False)
    assert await offered(d, made) == [ONE, "own-server/three"]
    with pytest.raises(ModelDisabled) as off:
        await resolved(d, made, "own-server/two")
    assert off.value.alternative == ONE
    await options.set_enabled(d, ADA, made, "own-server/two", True)
    assert (await resolved(d, made, "own-server/two")).name == "openai/two"
    assert [it.action for it in await noted(d, made)] == ["model-switched-on", "model-switched-off"]


async def test_a_message_for_a_model_that_is_switched_off_is_not_stored(d, made):
    await options.set_enabled(d, ADA, made, ONE, False)
    with pytest.raises(ModelDisabled):
        await turns.send(
            d, turns.Request(ADA, new_id(), model=ONE), "", "Hi", turns.Place(team_id=made)
        )
    assert (await lists.get_first_page(d, ADA, lists.Scope())).lines == []


async def test_a_message_that_was_sent_before_is_not_refused_when_it_is_sent_again(d):
    mine, request = await team_of(d, ADA), turns.Request(ADA, new_id(), model=ONE)
    first = await turns.send(d, request, "", "Hi")
    await idle(d)
    await options.set_enabled(d, ADA, mine, ONE, False)
    assert (await turns.send(d, request, "", "Hi")).reply.id == first.reply.id


async def test_a_model_that_goes_while_its_reply_runs_lets_it_end(d, model):
    model.says("Half", " a", gated=True)
    turn = await ask(d)
    model.let(1)
    await said(d, turn.reply.id, "Half")
    await options.set_enabled(d, ADA, turn.chat.team_id, ONE, False)
    model.let_all()
    await idle(d)
    assert (await row(d, turn.reply.id)).content == "Half a"


async def test_where_no_model_is_left_the_thread_says_so(d):
    turn = await answered(d)
    await options.set_enabled(d, ADA, turn.chat.team_id, ONE, False)
    again = await answered(d, "More", chat=turn.chat.id)
    error = (await row(d, again.reply.id)).error or {}
    assert error["sentence"] == str(NoModel())
    assert error["category"] == "model-not-found"


async def test_another_process_hears_of_every_change_at_once(d, elsewhere, made):
    listening = asyncio.create_task(invalidation.run(elsewhere))
    try:
        await offers(elsewhere, made, ONE)
        await asyncio.sleep(0.05)
        await options.set_enabled(d, ADA, made, ONE, False)
        await offers(elsewhere, made)
    finally:
        listening.cancel()


async def test_without_news_nothing_is_read_again_for_five_minutes(d, elsewhere, made):
    now = 0.0
    deaf = replace(elsewhere, team_cache=TeamCache(lambda: now))
    assert await offered(deaf, made) == [ONE]
    await options.set_enabled(d, ADA, made, ONE, False)
    now = 299.0
    assert await offered(deaf, made) == [ONE]
    assert (await catalog.find_model(deaf, ADA, made, ONE)).id == ONE
    now = 301.0
    assert await offered(deaf, made) == []
    with pytest.raises(ModelDisabled):
        await catalog.find_model(deaf, ADA, made, ONE)


async def test_all_who_have_the_same_models_share_one_list(d, made, server):
    bob = await joined(d, made, "Bob")
    other = await team_of(d, ADA)
    assert await catalog.get_team_models(d, ADA, made) is await catalog.get_team_models(
        d, ADA, other
    )
    await key(d, made, server.url)
    shared = await catalog.get_team_models(d, ADA, made)
    assert shared is await catalog.get_team_models(d, bob, made)
    assert shared is not await catalog.get_team_models(d, ADA, other)
    await key(d, made, server.url, user=bob)
    await decide(d, made, own_keys=True)
    shared = await catalog.get_team_models(d, ADA, made)
    own = await catalog.get_team_models(d, bob, made)
    assert shared is not own and own is await catalog.get_team_models(d, bob, made)


async def test_five_thousand_models_are_listed_and_found_quickly(d, made):
    names = [f"model-{number}" for number in range(5_000)]
    async with ScriptedProvider(models=names) as many:
        await key(d, made, many.url)
        assert len(await offered(d, made)) == 5_001
        took = []
        for _ in range(10):
            began = time.perf_counter()
            await catalog.find_model(d, ADA, made, "own-server/model-4999")
            took.append(time.perf_counter() - began)
        assert min(took) < 0.05

"""Models that no list names: added by their ids, and what is known of them."""

import pytest

from spacerr.domain.errors.keys import ConnectionNotFound
from spacerr.domain.errors.team_models import (
    ModelGone,
    ModelIdMalformed,
    ModelIdMissing,
    ModelThereAlready,
    TooManyAdded,
    UnknownModel,
)
from spacerr.services.models import catalog, custom_models
from spacerr.services.prompts import build
from tests.provider import ScriptedProvider
from tests.support.models.model_stage import made, resolved, server
from tests.support.models.offers import ONE, key, offered
from tests.support.people.replies import ADA
from tests.support.people.teams import noted

__all__ = ["made", "server"]
from tests.support.stores.databases import on_both_engines

pytestmark = [pytest.mark.anyio, on_both_engines]


async def test_a_model_that_no_list_names_is_added_by_its_id_and_taken_away_again(d, made):
    async with ScriptedProvider(models=()) as empty:
        await key(d, made, empty.url)
        assert await offered(d, made) == [ONE]
        added = await custom_models.add(d, ADA, made, "own-server", "  my/deployment ")
        assert added == "own-server/my/deployment"
        assert await offered(d, made) == [ONE, added]
        assert (await catalog.choose_model(d, ADA, made, added)).name == "my/deployment"
        assert (await resolved(d, made, added)).name == "openai/my/deployment"
        with pytest.raises(ModelThereAlready):
            await custom_models.add(d, ADA, made, "own-server", "my/deployment")
        await custom_models.remove(d, ADA, made, added)
        assert await offered(d, made) == [ONE]
        with pytest.raises(ModelGone):
            await resolved(d, made, added)
        with pytest.raises(UnknownModel):
            await custom_models.remove(d, ADA, made, added)
    done = [it.action for it in await noted(d, made)]
    assert done == ["model-taken-away", "model-added"]


@pytest.mark.parametrize(
    ("slug", "name", "error"),
    [
        ("own-server", "", ModelIdMissing),
        ("own-server", " ", ModelIdMissing),
        ("own-server", "x" * 200, ModelIdMalformed),
        ("own-server", "two\nlines", ModelIdMalformed),
        ("own-server", "\0", ModelIdMalformed),
        ("openai", "gpt-9", ConnectionNotFound),
    ],
)
async def test_nothing_is_added_that_can_be_no_model(d, made, server, slug, name, error):
    await key(d, made, server.url)
    with pytest.raises(error):
        await custom_models.add(d, ADA, made, slug, name)


async def test_there_is_an_end_to_what_is_added(d, made, server, monkeypatch):
    monkeypatch.setattr(custom_models, "CUSTOM_MODELS", 2)
    await key(d, made, server.url)
    await custom_models.add(d, ADA, made, "own-server", "a")
    await custom_models.add(d, ADA, made, "own-server", "b")
    with pytest.raises(TooManyAdded):
        await custom_models.add(d, ADA, made, "own-server", "c")


async def test_what_a_server_says_of_its_models_is_known(d, made):
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
        there = {
            it.id.partition("/")[2]: it for it in (await catalog.get_team_models(d, ADA, made)).all
        }
        assert [it.called for it in there.values()] == ["one", "Brand New", "gpt-4o", "a", "b"]
        assert there["brand-new"].facts.context == 4_000
        assert there["gpt-4o"].facts.context == 8_000
        found = await resolved(d, made, "own-server/brand-new")
    assert (found.called, found.facts.context) == ("Brand New", 4_000)
    assert build.reserve_for_answer(found) == 2_000

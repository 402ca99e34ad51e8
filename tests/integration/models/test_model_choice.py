"""Which model is asked next: the default, what was chosen, what is liked."""

import asyncio

import pytest

from spacerr.domain.errors.team_models import (
    ModelDisabled,
    NotOffered,
    TooManyFavourites,
    UnknownModel,
)
from spacerr.services.models import catalog, favourites, options
from spacerr.services.models.options import ModelOverrides
from tests.support.models.model_stage import made, server
from tests.support.models.offers import ONE, key, offered
from tests.support.people.replies import ADA, person

__all__ = ["made", "server"]
pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("model", ["", "x" * 201, "\0"])
async def test_nothing_is_liked_that_can_be_no_model(d, model):
    with pytest.raises(UnknownModel):
        await favourites.set_favourite(d, ADA, model, True)


async def test_a_new_chat_begins_with_the_team_s_default_as_long_as_that_can_be_asked(
    d, made, server
):
    await key(d, made, server.url)
    assert (await catalog.get_choice(d, ADA, made)).id == ONE
    await options.set_defaults(d, ADA, made, "own-server/three", "", 0)
    assert (await catalog.get_choice(d, ADA, made)).id == "own-server/three"
    await options.set_enabled(d, ADA, made, "own-server/three", False)
    assert (await catalog.get_choice(d, ADA, made)).id == ONE
    await options.set_enabled(d, ADA, made, ONE, False)
    assert (await catalog.get_choice(d, ADA, made)).id == "own-server/two"


async def test_where_there_is_only_the_demo_a_new_key_is_waited_for(d, made, server):
    d.catalog._models = [it for it in [*await d.catalog.models()] if it.id == "demo"]
    try:
        await key(d, made, server.url)
        assert (await catalog.get_choice(d, ADA, made)).id == "own-server/two"
    finally:
        await d.catalog.refresh()


async def test_a_choice_that_cannot_be_asked_says_so_and_names_another(d, made, server):
    await key(d, made, server.url)
    await options.set_overrides(d, ADA, made, "own-server/two", ModelOverrides("Big one"), 0)
    await options.set_enabled(d, ADA, made, ONE, False)
    choice = await catalog.get_choice(d, ADA, made, ONE)
    assert (choice.id, choice.name) == (ONE, "one")
    assert choice.problem == str(ModelDisabled())
    assert (choice.other_id, choice.other_name) == ("own-server/two", "Big one")


async def test_what_was_chosen_last_and_what_is_liked_is_remembered_of_each_person(d, made, server):
    await key(d, made, server.url)
    for chosen in ("own-server/two", ONE, "own-server/two"):
        await catalog.choose_model(d, ADA, made, chosen)
    await asyncio.gather(
        *(favourites.set_favourite(d, ADA, it, True) for it in (ONE, "own-server/two", ONE))
    )
    liking = await favourites.get_preferences(d, ADA)
    assert liking.recent == ["own-server/two", ONE]
    assert sorted(liking.favourites) == ["own-server/two", ONE]
    await favourites.set_favourite(d, ADA, ONE, False)
    assert (await favourites.get_preferences(d, ADA)).favourites == ["own-server/two"]
    assert (
        await favourites.get_preferences(d, await person(d, "Eve")) == favourites.ModelPreferences()
    )


async def test_there_is_an_end_to_favourites(d):
    for number in range(100):
        await favourites.set_favourite(d, ADA, f"a/{number}", True)
    with pytest.raises(TooManyFavourites):
        await favourites.set_favourite(d, ADA, "a/more", True)
    await favourites.set_favourite(d, ADA, "a/7", True)


async def test_only_what_is_offered_can_be_chosen(d, made, server):
    await key(d, made, server.url)
    await offered(d, made)
    for strange in ("own-server/seven", "never/heard-of", ""):
        with pytest.raises(NotOffered):
            await catalog.choose_model(d, ADA, made, strange)

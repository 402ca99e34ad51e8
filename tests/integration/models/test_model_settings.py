"""The section of the settings about models, as a tab sees it."""

import pytest

from spacerr import deps
from spacerr.domain.tables import ModelOption
from spacerr.services.models import options, order
from spacerr.services.models.options import ModelOverrides
from spacerr.state.settings.models import ModelsState
from tests.support.models.model_stage import made, server
from tests.support.models.offers import ONE, key, offered
from tests.support.people.replies import ADA
from tests.support.people.tabs import a_browser
from tests.support.stores.databases import on_sqlite

__all__ = ["made", "server"]
pytestmark = [pytest.mark.anyio, on_sqlite]
TWO = "own-server/two"


@pytest.fixture
async def tab(d, made, server):
    """A tab with the section open, of a team with three models."""
    await key(d, made, server.url)
    await offered(d, made)
    deps.install(d)
    async with a_browser() as browser:
        tab = browser.tab("one", "/settings/models")
        await tab.do(ModelsState.open, team_id=made)
        yield tab
    deps.install(None)


async def shown(tab) -> list[str]:
    return [it.id for it in (await tab.state(ModelsState)).lines]


async def stored(d, team_id) -> ModelOption:
    async with d.db.reading() as session:
        return await session.get(ModelOption, (team_id, ONE))


async def test_models_are_listed_found_and_turned_off(d, made, tab):
    assert await shown(tab) == [ONE, TWO, "own-server/three"]
    await tab.do(ModelsState.search, query="two")
    assert await shown(tab) == [TWO]
    await tab.do(ModelsState.enable, model_id=TWO, on=False)
    assert not (await tab.state(ModelsState)).lines[0].enabled
    assert TWO not in await offered(d, made)


async def test_what_is_refused_is_said_and_counted(tab):
    await tab.do(ModelsState.enable, model_id="never/heard-of", on=False)
    assert (await tab.state(ModelsState)).refusals == 1
    assert "No such model" in tab.scripts()[-1]


async def test_an_order_that_another_user_changed_is_not_overwritten(d, made, tab):
    for model_id in (TWO, ONE):
        await tab.do(ModelsState.pin, model_id=model_id)
    await tab.do(ModelsState.move, model_id=ONE, step=-1)
    assert (await shown(tab))[:2] == [ONE, TWO]
    await order.set_order(d, ADA, made, [TWO], [ONE, TWO])
    await tab.do(ModelsState.move, model_id=ONE, step=1)
    assert "Somebody else changed the order" in tab.scripts()[-1]
    assert (await options.get_model_settings(d, ADA, made)).placed == [TWO]
    assert (await shown(tab))[0] == TWO


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"temperature": "hot"}, "temperature"),
        ({"temperature": "3"}, "temperature"),
        ({"max_tokens": "3.5"}, "max_tokens"),
        ({"nickname": "x" * 61}, "nickname"),
        ({"effort": "much"}, ""),
    ],
)
async def test_a_dialog_stays_open_and_says_which_field_is_wrong(d, made, tab, typed, field):
    await tab.do(ModelsState.edit, model_id=ONE)
    await tab.do(ModelsState.save, form=typed)
    found = await tab.state(ModelsState)
    assert (found.edited.id, found.wrong_field, bool(found.wrong)) == (ONE, field, True)
    assert await stored(d, made) is None


async def test_numbers_are_stored_as_they_are_meant(d, made, tab):
    await tab.do(ModelsState.edit, model_id=ONE)
    await tab.do(ModelsState.save, form={"temperature": "0,5", "max_tokens": "2,000"})
    assert (await tab.state(ModelsState)).edited.id == ""
    option = await stored(d, made)
    assert (option.temperature, option.max_tokens) == (0.5, 2_000)


async def test_a_dialog_says_what_is_known_of_tools_and_stores_what_is_decided(d, made, tab):
    for typed, decided in (("yes", True), ("no", False), ("", None)):
        await tab.do(ModelsState.edit, model_id=ONE)
        assert (await tab.state(ModelsState)).edited.tools_choices[""] == "As known (no)"
        await tab.do(ModelsState.save, form={"tools": typed})
        assert (await stored(d, made)).tools is decided
        line = (await tab.state(ModelsState)).lines[0]
        assert (line.tools, line.facts["tools"]) == (typed, bool(decided))


async def test_who_is_told_of_another_change_replaces_it_by_saving_again(d, made, tab):
    await tab.do(ModelsState.edit, model_id=ONE)
    await options.set_overrides(d, ADA, made, ONE, ModelOverrides("Theirs"), 0)
    await tab.do(ModelsState.save, form={"nickname": "Mine"})
    assert "Somebody else changed" in (await tab.state(ModelsState)).wrong
    assert (await stored(d, made)).nickname == "Theirs"
    await tab.do(ModelsState.save, form={"nickname": "Mine"})
    assert (await stored(d, made)).nickname == "Mine"
